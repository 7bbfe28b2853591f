/** Ed25519: one verdict, where programs differ. */
import { describe, expect, it } from 'vitest';
import { ed25519, ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, fromHex, utf8 } from '../src/crypto/bytes.ts';
import { VerifyingKey } from '../src/crypto/ed25519.ts';
import { sign, verifyingKey } from './signed.ts';
import { publicVectors } from './public.ts';
import { caught, faultOf } from './support.ts';

const bytes = (text: string): Uint8Array => fromHex(text) as Uint8Array;

it('signatures of RFC 8032 section 7.1, test 2, are verified', () => {
  const key = VerifyingKey.fromBytes(bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'));
  const signature = bytes(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  expect(key.verify(bytes('72'), signature)).toBe(true);
  expect(key.verify(bytes('73'), signature)).toBe(false);
  expect(key.verify(bytes('72'), signature.slice(1))).toBe(false);
  expect(key.verify(bytes('72'), new Uint8Array())).toBe(false);
  expect(key.toString()).toBe('PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=');
});

it('a key has one text, and is of prime order', () => {
  const text = 'PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=';
  expect(VerifyingKey.parse(text).toString()).toBe(text);
  for (const wrong of ['', 'PUAX', text.slice(0, 43), text.replace('w=', 'x='), text.replace('+', '-')]) {
    expect(faultOf(() => VerifyingKey.parse(wrong)), wrong).toBe('key: not the base64 of 32 bytes');
  }
  for (const torsion of ED25519_TORSION_SUBGROUP) {
    expect(caught(() => VerifyingKey.fromBytes(bytes(torsion))).code).toBe('key');
    const mixed = ed25519.Point.fromHex(torsion).add(ed25519.Point.BASE);
    if (torsion !== ED25519_TORSION_SUBGROUP[0]) expect(caught(() => VerifyingKey.fromBytes(mixed.toBytes())).code).toBe('key');
  }
  expect(caught(() => VerifyingKey.fromBytes(new Uint8Array(31))).code).toBe('key');
});

it('a signature whose R has a part of low order is refused, though the library takes it', () => {
  // R + T with the same s: 8·T is gone in the equation with the cofactor, if the challenge is of R + T. So it is searched for.
  const key = verifyingKey(3);
  const { scalar } = ed25519.utils.getExtendedPublicKey(new Uint8Array(32).fill(3));
  const { Fn, BASE } = ed25519.Point;
  const message = utf8('message');
  const T = ed25519.Point.fromHex(ED25519_TORSION_SUBGROUP[1] as string);
  const R = BASE.multiply(77n).add(T).toBytes();
  const k = Fn.create(challenge(concat(R, key.bytes, message)));
  const s = Fn.create(77n + k * scalar);
  const signature = concat(R, Fn.toBytes(s));
  expect(ed25519.verify(signature, message, key.bytes, { zip215: false })).toBe(true);
  expect(key.verify(message, signature)).toBe(false);
  expect(key.verify(message, sign(3, message))).toBe(true);
});

function challenge(preimage: Uint8Array): bigint {
  return sha512(preimage).reduceRight((n, byte) => n * 256n + BigInt(byte), 0n);
}

interface EdgeCase {
  number: number;
  key: string;
  sig: string;
  msg: string;
  flags: string[] | null;
}

interface Wycheproof {
  testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: string }[] }[];
}

describe('public test data', () => {
  it('edge cases have the verdict that was decided', () => {
    let [keys, valid] = [0, 0];
    for (const { number, key, sig, msg, flags } of publicVectors<EdgeCase[]>('cctv-ed25519.json')) {
      const has = (...names: string[]): boolean => names.some((name) => flags?.includes(name));
      const odd = has('low_order_A', 'low_order_component_A', 'non_canonical_A');
      let own: VerifyingKey;
      try {
        own = VerifyingKey.fromBytes(bytes(key));
      } catch {
        expect(odd, String(number)).toBe(true);
        continue;
      }
      expect(odd, String(number)).toBe(false);
      const verdict = own.verify(utf8(msg), bytes(sig));
      expect(verdict, String(number)).toBe(!has('low_order_component_R', 'low_order_residue', 'non_canonical_R', 'reencoded_k'));
      keys += 1;
      valid += verdict ? 1 : 0;
    }
    expect([keys, valid]).toEqual([28, 2]);
  });

  it('every other case too', () => {
    const { testGroups } = publicVectors<Wycheproof>('wycheproof-ed25519.json');
    expect(testGroups.length).toBeGreaterThan(10);
    for (const { publicKey, tests } of testGroups) {
      const key = VerifyingKey.fromBytes(bytes(publicKey.pk));
      for (const { tcId, msg, sig, result } of tests) {
        expect(key.verify(bytes(msg), fromHex(sig) ?? new Uint8Array()), `case ${tcId}`).toBe(result === 'valid');
      }
    }
  });
});
