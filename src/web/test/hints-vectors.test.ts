/** tests/vectors/hints-v1.json: the points of a ballot in the order of its hints, and their eighths. */
import { expect, it } from 'vitest';
import { fromBase64, utf8 } from '../src/crypto/bytes.ts';
import { Election } from '../src/crypto/election.ts';
import { EIGHTH } from '../src/crypto/scalar.ts';
import { hintsOf, pointsOf, vectors } from './support.ts';

interface Vectors {
  election: string;
  ballot: string;
  eighth: string;
  points: string[];
  count: number;
  hints: string;
}

it('a ballot has these points and these hints', () => {
  const v = vectors<Vectors>('hints-v1.json');
  const election = Election.parse(utf8(v.election));
  expect(EIGHTH.toString()).toBe(v.eighth);
  expect(pointsOf(election, utf8(v.ballot))).toEqual(v.points);
  expect(v.points).toHaveLength(v.count);
  expect(hintsOf(election, utf8(v.ballot))).toBe(v.hints);
  expect(fromBase64(v.hints)).toHaveLength(32 * v.count);
});
