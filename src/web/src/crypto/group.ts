/**
 * The group: the prime-order subgroup of edwards25519, its points and their texts (protocol.md Part II section 1).
 *
 * The only file that names the curve's library. Points of other orders exist on the curve and the library accepts them; nothing
 * leaves {@link decode} that is not the one text of a point of the subgroup.
 *
 * A point (x, y) is written as 64 lower-case hexadecimal digits of the number z = y + 2^255·(x mod 2). Its 32 bytes in RFC 8032
 * (section 5.1.2) are z in little-endian order.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { normalizeZ, pippenger } from '@noble/curves/abstract/curve.js';
import type { EdwardsPoint } from '@noble/curves/abstract/edwards.js';
import { fromHex, hex } from './bytes.ts';
import { Fault } from './fault.ts';
import { EIGHTH, Q, type Scalar } from './scalar.ts';

/** A point of the subgroup, the identity included. */
export type Point = EdwardsPoint;

/** A point's text: 64 lower-case hexadecimal digits. */
export type PointText = string;

const Curve = ed25519.Point;
const P = Curve.Fp.ORDER;
const SIGN = 1n << 255n;

/** The neutral element O. */
export const IDENTITY: Point = Curve.ZERO;

/**
 * The base point G of RFC 8032. A copy: with its own one the library blinds every secret by further random bytes, which costs
 * half as much again; here the work is the same for every scalar, as far as JavaScript allows.
 */
export const GENERATOR: Point = Curve.fromAffine(Curve.BASE.toAffine());

/** The texts of many points, with one field inversion for all of them. */
export const encodeAll = (points: readonly Point[]): PointText[] =>
  normalizeZ(Curve, [...points]).map(({ X, Y }) => (X & 1n ? Y + SIGN : Y).toString(16).padStart(64, '0'));

/** A point's text. */
export const encode = (point: Point): PointText => encodeAll([point])[0] as PointText;

/** A point's 32 bytes by RFC 8032 in hexadecimal, from its text. */
export const littleEndian = (text: PointText): Uint8Array => (fromHex(text) as Uint8Array).reverse();

/** A point's text from its 32 bytes by RFC 8032, which need not stand for a point. */
export const textOfLittleEndian = (bytes: Uint8Array): PointText => hex(Uint8Array.from(bytes).reverse());

/** Whether a text has the form of a point's. */
export const isPointText = (text: string): text is PointText => /^[0-9a-f]{64}$/.test(text);

/** The point of the subgroup that this text stands for. Throws if there is none, or if it has another text. */
export const decode = (text: PointText): Point => decodeMultiplied(text).point;

/** As {@link decode}, for a point that will be multiplied: what the check of its order computed is used again. */
export function decodeMultiplied(text: PointText): Multiplied {
  if (!isPointText(text)) throw new Fault('point-text', 'not a point in 64 lower-case hexadecimal digits');
  const z = BigInt(`0x${text}`);
  const y = z % SIGN;
  // Second spellings: y is not reduced; or x = 0 (y = ±1) with its sign set.
  if (y >= P || (z >= SIGN && (y === 1n || y === P - 1n))) {
    throw new Fault('point-not-canonical', 'not the canonical encoding of a point');
  }
  let point: Point;
  try {
    point = Curve.fromBytes(littleEndian(text));
  } catch {
    throw new Fault('point-not-on-curve', 'not on the curve');
  }
  const multiplied = new Multiplied(point);
  if (!multiplied.times(Q).is0()) throw new Fault('point-not-prime-order', 'not in the subgroup of prime order');
  return multiplied;
}

/** 8·P. */
export const timesEight = (point: Point): Point => point.double().double().double();

/** A point with a table for it, for many multiplications. The table is made at the first, in some 20 ms. */
export class FixedBase {
  readonly #point: Point;

  constructor(point: Point) {
    // Precomputed multiples hang on the object: another's window must not be changed.
    this.#point = Curve.fromAffine(point.toAffine()).precompute(6);
  }

  /** `secret · point`, by the same operations for every secret but 0, which must not occur. */
  timesSecret(secret: Scalar): Point {
    return this.#point.multiply(secret);
  }

  /** `scalar · point`. */
  times(scalar: Scalar): Point {
    return this.#point.multiplyUnsafe(scalar);
  }
}

/** The generator with its table. */
export const GENERATOR_BASE = new FixedBase(GENERATOR);

/** G/8. */
export const GENERATOR_EIGHTH: Point = GENERATOR.multiplyUnsafe(EIGHTH);

/**
 * A public point that is multiplied by several public scalars. Variable time.
 *
 * The point's 16^i-fold are computed once; a scalar n = Σ d_i·16^i with −8 ≤ d_i ≤ 8 then costs additions only:
 * n·P = Σ_k k·(Σ over |d_i| = k of ±16^i·P), the inner sums added up from the top (Yao, SIAM Journal on Computing 1976). The
 * q-fold, which tells the order, comes from the same table.
 */
export class Multiplied {
  readonly point: Point;
  #powers: Point[] | undefined;

  constructor(point: Point) {
    this.point = point;
  }

  /** `n · point` for 0 ≤ n < 2^253. */
  times(n: bigint): Point {
    const buckets: (Point | undefined)[] = [];
    for (const power of (this.#powers ??= powersOf16(this.point))) {
      let digit = Number(n & 15n);
      n >>= 4n;
      if (digit > 8) {
        digit -= 16;
        n += 1n;
      }
      if (digit !== 0) {
        const k = Math.abs(digit);
        const signed = digit < 0 ? power.negate() : power;
        buckets[k] = buckets[k]?.add(signed) ?? signed;
      }
    }
    let running: Point | undefined;
    let sum: Point | undefined;
    for (let k = 8; k > 0; k -= 1) {
      const bucket = buckets[k];
      if (bucket) running = running?.add(bucket) ?? bucket;
      if (running) sum = sum?.add(running) ?? running;
    }
    return sum ?? IDENTITY;
  }
}

/** 16^0·P … 16^63·P: numbers below 2^253 have 64 digits, the last of them at most 2. */
function powersOf16(point: Point): Point[] {
  const powers = [point];
  for (let i = 1; i < 64; i += 1) {
    point = point.double().double().double().double();
    powers.push(point);
  }
  return powers;
}

/** Σ n_i·P_i of public numbers 0 ≤ n_i < q and public points (Pippenger). Variable time. */
export const weightedSum = (scalars: readonly Scalar[], points: readonly Point[]): Point =>
  pippenger(Curve, [...points], [...scalars]);

const HALF = Curve.Fp.BYTES;

/**
 * Points as they pass from one worker to another: x and y, 32 bytes each, big-endian. Not a text of the protocol: whoever reads it
 * must know that points of the subgroup were written.
 */
export function packPoints(points: readonly Point[]): Uint8Array {
  const bytes = new Uint8Array(2 * HALF * points.length);
  normalizeZ(Curve, [...points]).forEach(({ X, Y }, index) => {
    const digits = X.toString(16).padStart(2 * HALF, '0') + Y.toString(16).padStart(2 * HALF, '0');
    bytes.set(fromHex(digits) as Uint8Array, 2 * HALF * index);
  });
  return bytes;
}

/** The points that {@link packPoints} wrote. */
export function unpackPoints(bytes: Uint8Array): Point[] {
  const points: Point[] = [];
  for (let at = 0; at < bytes.length; at += 2 * HALF) {
    const digits = hex(bytes.subarray(at, at + 2 * HALF));
    const [x, y] = [BigInt(`0x${digits.slice(0, 2 * HALF)}`), BigInt(`0x${digits.slice(2 * HALF)}`)];
    points.push(Curve.fromAffine({ x, y }));
  }
  return points;
}
