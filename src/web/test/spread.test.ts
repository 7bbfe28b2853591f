/** Ballots spread over checkers: the same as one alone says, in the same order. */
import { expect, it } from 'vitest';
import { checkPoint, HERE } from '../src/audit/checker.ts';
import { Election } from '../src/crypto/election.ts';
import { serve, Spread } from '../src/verify/work/checker.ts';
import { utf8 } from '../src/crypto/bytes.ts';
import { vectors } from './support.ts';

const { attacked } = vectors<{ attacked: { election: string; good: string; refused: { keep: [number, number]; middle: string }[] } }>(
  'ballots-by-typescript.json',
);

it('one or many, the answers are the same', async () => {
  const bytes = utf8(attacked.election);
  const known = { election: Election.parse(bytes), bytes };
  const { good } = attacked;
  const ballots = attacked.refused
    .slice(0, 10)
    .map(({ keep: [first, last], middle }) => utf8(good.slice(0, first) + middle + good.slice(good.length - last)));
  ballots.splice(3, 0, utf8(good));
  const points = [known.election.parameters.public_key, '0'.repeat(64), `${'0'.repeat(63)}1`, 'f'.repeat(64)];
  const expected = await HERE.ballots(known, ballots);
  expect(expected.filter((own) => 'credential' in own)).toHaveLength(1);

  for (const count of [1, 3, 20]) {
    const channels = Array.from({ length: count }, () => new MessageChannel());
    channels.forEach(({ port1 }) => serve(port1 as unknown as MessagePort));
    const spread = new Spread(channels.map(({ port2 }) => port2 as unknown as MessagePort));
    expect(await spread.ballots(known, ballots)).toEqual(expected);
    expect(await spread.ballots(known, [])).toEqual([]);
    expect((await spread.points(points)).map((fault) => fault?.code)).toEqual(points.map((text) => checkPoint(text)?.code));
    channels.forEach(({ port1 }) => port1.close());
  }
});
