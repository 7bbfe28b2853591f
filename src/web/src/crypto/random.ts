/** Randomness is a parameter, so that tests can repeat what was made with it. */
import { scalarOfBytes, type Scalar } from './scalar.ts';

/** Gives that many uniform bytes, which nobody else knows. */
export type Random = (length: number) => Uint8Array;

/** The only source in production. */
export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A uniform scalar, up to a bias of 2^-259: 64 bytes, big-endian, mod q. */
export function randomScalar(random: Random): Scalar {
  const bytes = random(64);
  const scalar = scalarOfBytes(bytes);
  bytes.fill(0);
  return scalar;
}
