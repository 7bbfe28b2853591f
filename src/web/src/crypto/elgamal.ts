/**
 * Exponential ElGamal (protocol.md Part II section 4): with randomness r, the number m is encrypted to y as
 * alpha = r·G, beta = r·y + m·G. Ciphertexts are added point by point, and so are the numbers in them.
 */
import { GENERATOR_BASE, GENERATOR_EIGHTH, IDENTITY, timesEight, type FixedBase, type Point, type PointText } from './group.ts';
import { EIGHTH, reduce, type Scalar } from './scalar.ts';

/** Two points, or what stands for them. */
export interface Pair<T> {
  readonly alpha: T;
  readonly beta: T;
}

export type Ciphertext = Pair<Point>;
export type CiphertextText = Pair<PointText>;

/**
 * The eighth of an encryption of 0 or 1: (r/8·G, r/8·y + m·G/8). Why eighths first: they are the ballot's hints (protocol.md
 * Part I section 10), and eight times a point is three doublings, whereas dividing by eight is a multiplication.
 */
export function encryptEighth(y: FixedBase, r: Scalar, m: 0 | 1): Ciphertext {
  const eighth = reduce(r * EIGHTH);
  return {
    alpha: GENERATOR_BASE.timesSecret(eighth),
    beta: y.timesSecret(eighth).add(m === 1 ? GENERATOR_EIGHTH : IDENTITY),
  };
}

/** The ciphertext of its eighth. */
export const wholeOf = (eighth: Ciphertext): Ciphertext => ({
  alpha: timesEight(eighth.alpha),
  beta: timesEight(eighth.beta),
});

/** The sum of ciphertexts. */
export const sumOf = (ciphertexts: readonly Ciphertext[]): Ciphertext =>
  ciphertexts.reduce((sum, c) => ({ alpha: sum.alpha.add(c.alpha), beta: sum.beta.add(c.beta) }), {
    alpha: IDENTITY,
    beta: IDENTITY,
  });
