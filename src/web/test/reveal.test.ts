/** A checked ballot on its way from the voting device to the second one. */
import { describe, expect, it } from 'vitest';
import { readReveal, writeReveal, type Reveal } from '../src/crypto/ballot/reveal.ts';
import { rebuildHash } from '../src/crypto/ballot/seal.ts';
import { Election } from '../src/crypto/election.ts';
import { fromHex, utf8 } from '../src/crypto/bytes.ts';
import { caught, selectionsOf, vectors } from './support.ts';

interface Vector {
  readonly name: string;
  readonly election: string;
  readonly phi: string;
  readonly credential: string;
  readonly seed: string;
  readonly selections: (number[] | null)[];
  readonly hash: string;
}

const { ballots } = vectors<{ ballots: Vector[] }>('ballot-seed-v1.json');

const revealOf = (vector: Vector): Reveal => ({
  uuid: Election.parse(utf8(vector.election)).parameters.uuid,
  phi: vector.phi,
  credential: vector.credential,
  hash: vector.hash,
  revealed: { seed: fromHex(vector.seed) as Uint8Array, selections: selectionsOf(vector.selections) },
});

describe.each(ballots)('$name', (vector) => {
  it('is rebuilt from the text', () => {
    const text = writeReveal(revealOf(vector));
    expect(text).toMatch(/^c1\.[A-Za-z0-9._-]+$/);
    const { phi, credential, hash, revealed } = readReveal(text);
    expect([phi, credential, hash]).toEqual([vector.phi, vector.credential, vector.hash]);
    expect(rebuildHash(Election.parse(utf8(vector.election)), credential, revealed)).toBe(vector.hash);
  });
});

it('a text has one form', () => {
  const text = writeReveal(revealOf(ballots[0] as Vector));
  expect(writeReveal(readReveal(text))).toBe(text);
  for (const wrong of [
    '',
    'c1',
    text.replace('c1', 'c2'),
    `${text}.`,
    text.slice(0, text.lastIndexOf('.')),
    text.replace(/\.[01b-]+$/, '.012'),
    text.replace(/\.[01b-]+$/, '.'),
    text.replace(/\.[01b-]+$/, '.1--0'),
    text.replace('.', '..'),
    text.replace(/^c1\.[^.]+/, 'c1.0OIl0OIl0OIl0O'),
    text.slice(0, 60),
  ]) {
    expect(caught(() => readReveal(wrong)).code, wrong).toBe('reveal');
  }
});
