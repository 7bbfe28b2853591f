/** Points and scalars have one text each, and nothing outside the subgroup of prime order is let in. */
import { describe, expect, it } from 'vitest';
import { ed25519, ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import { fromHex, hex } from '../src/crypto/bytes.ts';
import { Fault } from '../src/crypto/fault.ts';
import {
  decode,
  decodeMultiplied,
  encode,
  encodeAll,
  FixedBase,
  GENERATOR,
  GENERATOR_BASE,
  GENERATOR_EIGHTH,
  IDENTITY,
  littleEndian,
  Multiplied,
  textOfLittleEndian,
  timesEight,
} from '../src/crypto/group.ts';
import { randomScalar } from '../src/crypto/random.ts';
import { EIGHTH, needScalar, Q, reduce, scalarOfBytes, scalarOfText } from '../src/crypto/scalar.ts';
import { faultOf, namedSource, vectors } from './support.ts';

const vector = vectors<Record<string, string>>('belenios-v1-ed25519.json');
const G = vector['generator'] as string;
const random = namedSource('group');

describe('texts of points', () => {
  it('are those that the independent tool writes', () => {
    const named = { generator: GENERATOR, identity: IDENTITY, '2G': GENERATOR.double(), '-G': GENERATOR.negate() };
    for (const [name, point] of Object.entries(named)) {
      const text = vector[name] as string;
      expect(encode(point), name).toBe(text);
      expect(decode(text).equals(point), name).toBe(true);
      expect(hex(point.toBytes()), name).toBe(hex(littleEndian(text)));
      expect(textOfLittleEndian(point.toBytes()), name).toBe(text);
    }
    expect(encodeAll([GENERATOR, IDENTITY])).toEqual([G, vector['identity']]);
  });

  it('have 64 lower-case hexadecimal digits', () => {
    for (const text of ['', G.slice(1), `${G}0`, ` ${G}`, `${G}\n`, `0x${G.slice(2)}`, G.replace('8', 'g'), '-'.repeat(64)]) {
      expect(faultOf(() => decode(text))).toBe('point-text: not a point in 64 lower-case hexadecimal digits');
    }
    const upper = (vector['order2'] as string).toUpperCase();
    expect(faultOf(() => decode(upper))).toContain('point-text');
  });

  it('are not those of y = p … 2^255 − 1, nor of x = 0 with a sign', () => {
    const seconds: bigint[] = [];
    const p = 2n ** 255n - 19n;
    for (let y = p; y < 2n ** 255n; y += 1n) seconds.push(y, y + 2n ** 255n);
    seconds.push(2n ** 255n + 1n, 2n ** 255n + p - 1n);
    expect(seconds).toHaveLength(40);
    for (const z of seconds) {
      const text = z.toString(16).padStart(64, '0');
      expect(faultOf(() => decode(text)), text).toBe('point-not-canonical: not the canonical encoding of a point');
    }
  });

  it('are not those of points outside the subgroup', () => {
    expect(ED25519_TORSION_SUBGROUP).toHaveLength(8);
    const order2 = vector['order2'] as string;
    expect(faultOf(() => decode(order2))).toBe('point-not-prime-order: not in the subgroup of prime order');
    for (const bytes of ED25519_TORSION_SUBGROUP) {
      const torsion = ed25519.Point.fromHex(bytes);
      if (torsion.is0()) continue;
      for (const inside of [IDENTITY, GENERATOR, GENERATOR.multiplyUnsafe(randomScalar(random))]) {
        const text = encode(inside.add(torsion));
        expect(faultOf(() => decode(text)), text).toBe('point-not-prime-order: not in the subgroup of prime order');
      }
    }
  });

  it('are not those of numbers that no point has as y', () => {
    let refused = 0;
    for (let y = 2; y < 40; y += 1) {
      try {
        decode(y.toString(16).padStart(64, '0'));
      } catch (fault) {
        refused += fault instanceof Fault && fault.code === 'point-not-on-curve' ? 1 : 0;
      }
    }
    // About half of all y.
    expect(refused).toBeGreaterThan(8);
  });
});

describe('scalars', () => {
  it('end below q', () => {
    expect(Q.toString()).toBe(vector['q']);
    expect(scalarOfText(Q.toString())).toBeUndefined();
    expect(scalarOfText((Q - 1n).toString())).toBe(Q - 1n);
    expect(GENERATOR.multiplyUnsafe(Q - 1n).add(GENERATOR).is0()).toBe(true);
    expect([reduce(-1n), reduce(Q), reduce(8n * EIGHTH)]).toEqual([Q - 1n, 0n, 1n]);
  });

  it('have one text', () => {
    expect(scalarOfText('0')).toBe(0n);
    for (const wrong of ['', '00', '01', '-1', '+1', '1_0', '0x1', ' 1', '1 ', '1.0', '1e1', '１', '9'.repeat(77), '9'.repeat(1_000_000)]) {
      expect(scalarOfText(wrong), wrong.slice(0, 9)).toBeUndefined();
    }
    // A refused text may be a secret.
    expect(faultOf(() => needScalar('31337x'))).toBe('scalar: not a decimal number below the group order');
  });

  it('are read from bytes as big-endian numbers', () => {
    expect(scalarOfBytes(new Uint8Array())).toBe(0n);
    expect(scalarOfBytes(Uint8Array.of(1, 0))).toBe(256n);
    expect(scalarOfBytes(fromHex('ff'.repeat(64)) as Uint8Array)).toBe((2n ** 512n - 1n) % Q);
  });
});

it('every way of multiplying gives the same point', () => {
  const point = GENERATOR.multiplyUnsafe(randomScalar(random));
  const [base, multiplied] = [new FixedBase(point), new Multiplied(point)];
  const edges = [1n, 2n, 7n, 8n, 9n, 15n, 16n, Q - 1n, Q - 8n, 2n ** 252n, 2n ** 252n - 1n, 8n * 16n ** 40n];
  for (const n of [...edges, ...Array.from({ length: 20 }, () => randomScalar(random))]) {
    const expected = point.multiplyUnsafe(n);
    expect(base.times(n).equals(expected)).toBe(true);
    expect(base.timesSecret(n).equals(expected)).toBe(true);
    expect(multiplied.times(n).equals(expected)).toBe(true);
    expect(GENERATOR_BASE.times(n).equals(GENERATOR.multiplyUnsafe(n))).toBe(true);
  }
  expect(multiplied.times(0n).is0() && base.times(0n).is0() && multiplied.times(Q).is0()).toBe(true);
  expect(multiplied.times(2n ** 253n - 1n).equals(point.multiplyUnsafe(reduce(2n ** 253n - 1n)))).toBe(true);
  expect(timesEight(GENERATOR_EIGHTH).equals(GENERATOR)).toBe(true);
  expect(decodeMultiplied(encode(point)).times(3n).equals(point.double().add(point))).toBe(true);
});
