/** Credentials, their key, and the proof of possession that opens a session. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../src/crypto/bytes.ts';
import { sessionText, VotingKey } from '../src/crypto/credential.ts';
import { Election } from '../src/crypto/election.ts';
import { Sealed } from '../src/crypto/ballot/seal.ts';
import { Seeded } from '../src/crypto/seed.ts';
import { decodeMultiplied } from '../src/crypto/group.ts';
import { proofOfText } from '../src/crypto/proof.ts';
import { Q } from '../src/crypto/scalar.ts';
import { verify } from '../src/crypto/signature.ts';
import { faultOf, namedSource, scalarSource, selectionsOf, vectors } from './support.ts';

const UUID = 'o3JHbEwRLoXJh1';
const SLIP = 'My9nJ-ruuhJC-Dt8gP-ZhGg1C';
const key = VotingKey.derive(SLIP, UUID);

it('what is not on a slip is not a credential, and is not repeated', () => {
  for (const wrong of ['', 'My9nJ', SLIP.slice(0, -1), `${SLIP}0`, SLIP.replace('y', '0'), `${SLIP}-`, `${SLIP}\n`, ` ${SLIP}`, SLIP.replaceAll('-', ''), SLIP.replaceAll('-', '−')]) {
    expect(faultOf(() => VotingKey.derive(wrong, UUID)), wrong).toBe(
      'credential-text: not a credential: five, six, five and six letters or digits with dashes between',
    );
  }
});

it('the same slip is another credential in another election', () => {
  expect(VotingKey.derive(SLIP, '2u7ms3ENMoqM4QLuhWD1Ac').credential).not.toBe(key.credential);
});

describe('a session', () => {
  const session = { webOrigin: 'https://vote.example.cn:8443', phi: 'f7xH7ezR5O2edi7Q9kiGM7D30DAKDRqKlwDbKVUqVb8', nonce: '0f'.repeat(32) };
  const proof = proofOfText(key.proveSession(session, namedSource('session')));
  const X = decodeMultiplied(key.credential);

  it('is opened by who holds the credential', () => {
    const text = `yepiao/session/v1|https://vote.example.cn:8443|${session.phi}|${key.credential}|${session.nonce}|`;
    expect(sessionText(session, key.credential)).toBe(text);
    expect(verify(X, text, proof)).toBe(true);
  });

  it('is not opened by the proof for another page, election, credential or nonce, nor by a ballot', () => {
    const other = VotingKey.derive('11111-111111-11111-111111', UUID).credential;
    for (const text of [
      sessionText({ ...session, webOrigin: 'https://vote.example.com:8443' }, key.credential),
      sessionText({ ...session, phi: `${session.phi.slice(1)}x` }, key.credential),
      sessionText({ ...session, nonce: '0e'.repeat(32) }, key.credential),
      sessionText(session, other),
      `sig|${session.phi}|`,
    ]) {
      expect(verify(X, text, proof), text).toBe(false);
    }
    expect(verify(decodeMultiplied(other), sessionText(session, key.credential), proof)).toBe(false);
    expect(verify(X, sessionText(session, key.credential), { ...proof, response: (proof.response + 1n) % Q })).toBe(false);
    expect(verify(X, sessionText(session, key.credential), { ...proof, challenge: (proof.challenge + 1n) % Q })).toBe(false);
  });

  it('is not proved for what a stranger put together', () => {
    for (const webOrigin of ['', 'https://', 'vote.example.cn', 'https://a|b', 'https://a b', 'https://a/b', 'ftp://a', 'https://a\n']) {
      expect(faultOf(() => key.proveSession({ ...session, webOrigin }, namedSource('x'))), webOrigin).toBe('session: not the origin of a page');
    }
    for (const nonce of ['', '0f', '0F'.repeat(32), `${session.nonce}0f`, `${'0f'.repeat(31)}|f`]) {
      expect(faultOf(() => key.proveSession({ ...session, nonce }, namedSource('x')))).toContain('session: the nonce');
    }
  });

  it('draws a nonce for each proof', () => {
    const random = namedSource('fresh');
    expect(key.proveSession(session, random)).not.toEqual(key.proveSession(session, random));
  });
});

it('secrets are not shown by a console, JSON or text', () => {
  const { ballots } = vectors<{ ballots: { election: string; selections: (number[] | null)[]; seed: string }[] }>('ballot-seed-v1.json');
  const { election: text, selections, seed } = ballots[1] as (typeof ballots)[number];
  const election = Election.parse(utf8(text));
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => i + 200);
  const sealed = Sealed.seal(election, key.credential, selectionsOf(selections), () => bytes.slice());
  expect(seed).toHaveLength(64);
  const secret = '3083089197801489372154528539794545063246937728232170584551701277137529134729';
  for (const holder of [key, sealed, new Seeded(bytes)]) {
    for (const shown of [inspect(holder, { depth: 9, showHidden: true }), JSON.stringify(holder), String(holder)]) {
      for (const hidden of [secret, SLIP, '200, 201', '"200"', 'true', 'blank']) expect(shown).not.toContain(hidden);
    }
  }
});

it('a nonce of 0 is refused rather than signed with', () => {
  expect(() => key.signBallot('hash', scalarSource(0n))).toThrow();
});
