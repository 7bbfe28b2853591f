/** tests/vectors/ballot-seed-v1.json: ballots sealed here from a seed are those of the Rust implementation, byte for byte. */
import { describe, expect, it } from 'vitest';
import { fromHex, hex, utf8 } from '../src/crypto/bytes.ts';
import { checkBallot } from '../src/crypto/ballot/check.ts';
import { readBallot, trackerOf, writeBallot } from '../src/crypto/ballot/format.ts';
import { build, rebuildHash, Sealed } from '../src/crypto/ballot/seal.ts';
import { VotingKey } from '../src/crypto/credential.ts';
import { Election } from '../src/crypto/election.ts';
import { Seeded } from '../src/crypto/seed.ts';
import { hintsOf, scalarSource, selectionsOf, vectors } from './support.ts';

interface Vectors {
  scalars: { seed: string; info: string; scalar: string }[];
  ballots: {
    name: string;
    election: string;
    phi: string;
    private_credential: string;
    credential: string;
    seed: string;
    selections: (number[] | null)[];
    randomness?: { info: string; scalar: string }[];
    unsigned?: string;
    hash: string;
    signature_w: string;
    signature: { challenge: string; response: string };
    tracker: string;
  }[];
}

const { scalars, ballots } = vectors<Vectors>('ballot-seed-v1.json');
const bytes = (digits: string): Uint8Array => fromHex(digits) as Uint8Array;

it('the seed gives these scalars', () => {
  for (const { seed, info, scalar } of scalars) expect(new Seeded(bytes(seed)).scalar(info).toString()).toBe(scalar);
  for (const { seed, randomness = [] } of ballots) {
    const seeded = new Seeded(bytes(seed));
    for (const { info, scalar } of randomness) expect(seeded.scalar(info).toString(), info).toBe(scalar);
  }
});

describe.each(ballots)('$name', (vector) => {
  const election = Election.parse(utf8(vector.election));
  const key = VotingKey.derive(vector.private_credential, election.parameters.uuid);
  const selections = selectionsOf(vector.selections);
  const seed = bytes(vector.seed);

  it('the election and the credential are those of the file', () => {
    expect(election.phi).toBe(vector.phi);
    expect(key.credential).toBe(vector.credential);
  });

  it('the seed rebuilds the unsigned ballot, and the signature follows from its nonce', () => {
    const { unsigned } = build(election, key.credential, selections, seed);
    if (vector.unsigned !== undefined) expect(writeBallot(unsigned)).toBe(vector.unsigned);
    expect(rebuildHash(election, key.credential, { seed, selections })).toBe(vector.hash);

    const sealed = Sealed.seal(election, key.credential, selections, () => seed.slice());
    expect(sealed.hash).toBe(vector.hash);
    const cast = sealed.cast(key, scalarSource(BigInt(vector.signature_w)));
    expect(readBallot(utf8(cast.ballot)).signature).toEqual({ hash: vector.hash, proof: vector.signature });
    expect([cast.tracker, trackerOf(cast.ballot)]).toEqual([vector.tracker, vector.tracker]);

    const checked = checkBallot(election, utf8(cast.ballot));
    expect([checked.credential, checked.tracker]).toEqual([vector.credential, vector.tracker]);
    expect(hex(checked.digest)).toHaveLength(64);
    expect(cast.hints).toBe(hintsOf(election, utf8(cast.ballot)));
  });

  it('another seed, choice or credential gives another ballot', () => {
    const hash = (own: Uint8Array, credential = key.credential): string =>
      rebuildHash(election, credential, { seed: own, selections });
    expect(hash(bytes('00'.repeat(32)))).not.toBe(vector.hash);
    expect(hash(seed, VotingKey.derive('11111-111111-11111-111111', election.parameters.uuid).credential)).not.toBe(vector.hash);
  });
});
