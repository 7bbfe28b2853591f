/**
 * tests/vectors/belenios-v1-ed25519.json, made by the independent tool: derivation, the hashed texts of every kind of proof, the
 * signature. Its ballots are in archives/mini.bel.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, textOf, utf8 } from '../src/crypto/bytes.ts';
import { checkBallot, decodeAll, recomputeAll } from '../src/crypto/ballot/check.ts';
import { hashOf, readBallot, trackerOf, writeBallot } from '../src/crypto/ballot/format.ts';
import { VotingKey } from '../src/crypto/credential.ts';
import { Election } from '../src/crypto/election.ts';
import { decodeMultiplied, encode, GENERATOR_BASE } from '../src/crypto/group.ts';
import { digestOfText, hashToScalar } from '../src/crypto/hash.ts';
import { needScalar } from '../src/crypto/scalar.ts';
import { verify } from '../src/crypto/signature.ts';
import { vectorPath, vectors } from './support.ts';

const v = vectors<Record<string, string>>('belenios-v1-ed25519.json');
const election = Election.parse(utf8(v['election'] as string));

/** The data members of an archive: 512 bytes of header (size in octal at 124), then the body, padded to 512. */
function members(archive: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < archive.length; ) {
    const size = Number.parseInt(textOf(archive.subarray(at + 124, at + 135)) as string, 8);
    found.push(archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

const archive = members(new Uint8Array(readFileSync(vectorPath('archives/mini.bel'))));
const ballots = archive.filter((body) => textOf(body)?.startsWith('{"election_uuid"'));
const first = readBallot(ballots[0] as Uint8Array);

it('the fingerprint is of the exact bytes', () => {
  expect(election.phi).toBe(v['phi']);
  expect(hex(digestOfText(v['election'] as string))).toBe(v['election_sha256']);
});

it('a credential derives its key', () => {
  const { uuid } = election.parameters;
  for (const index of [0, 1]) {
    const text = v[`cred_x${index}_preimage`] as string;
    expect(text).toBe(`derive_credential|${uuid}|${index}|${v['cred']}`);
    expect(hex(digestOfText(text))).toBe(v[`cred_x${index}`]);
  }
  const key = VotingKey.derive(v['cred'] as string, uuid);
  expect(key.credential).toBe(v['cred_public']);
  expect(encode(GENERATOR_BASE.times(needScalar(v['cred_secret'] as string)))).toBe(v['cred_public']);
});

it('every ballot of the archive is admitted', () => {
  expect(ballots.length).toBeGreaterThan(1);
  for (const ballot of ballots) {
    const checked = checkBallot(election, ballot);
    expect(writeBallot(checked.ballot)).toBe(textOf(ballot));
    expect(checked.tracker).toBe(trackerOf(textOf(ballot) as string));
  }
});

describe('the first ballot', () => {
  it('has this tracker, hash and signature', () => {
    expect(trackerOf(textOf(ballots[0] as Uint8Array) as string)).toBe(v['ballot_tracker']);
    expect([hashOf(first), first.signature.hash]).toEqual([v['sig_hash'], v['sig_hash']]);
    const x = decodeMultiplied(first.credential);
    const [challenge, response] = [needScalar(first.signature.proof.challenge), needScalar(first.signature.proof.response)];
    const text = `sig|${v['sig_hash']}|`;
    expect(`${text}${encode(GENERATOR_BASE.times(response).add(x.times(challenge)))}`).toBe(v['sig_preimage']);
    expect(hex(digestOfText(v['sig_preimage'] as string))).toBe(v['sig_sha256']);
    expect(hashToScalar(v['sig_preimage'] as string)).toBe(challenge);
    expect(verify(x, text, { challenge, response })).toBe(true);
  });

  const claims = recomputeAll(election, first, decodeAll(first));
  for (const [name, question, kind] of [
    ['indiv', 0, 'individual'],
    ['overall', 0, 'overall'],
    ['bproof0', 1, 'blank'],
    ['bproof1', 1, 'overall'],
  ] as const) {
    it(`hashes this text: ${name}`, () => {
      const claim = claims.find((c) => c.question === question && c.statement.kind === kind && c.statement.answer === 0);
      const text = v[`${name}_preimage`] as string;
      expect(`${claim?.statement.text}${claim?.commitments.join(',')}`).toBe(text);
      expect(hex(digestOfText(text))).toBe(v[`${name}_sha256`]);
      const sum = claim?.proofs.reduce((total, proof) => total + proof.challenge, 0n) as bigint;
      expect((sum - hashToScalar(text)) % 7237005577332262213973186563042994240857116359379907606001950938285454250989n).toBe(0n);
    });
  }
});
