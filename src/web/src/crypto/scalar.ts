/**
 * Integers modulo q, the order of the group (protocol.md Part II section 1).
 *
 * Their text is decimal without sign or leading zeros, below q. JavaScript's integers take time that depends on their value, and
 * cannot be wiped: a page keeps secret ones for as short as it can, in private fields.
 */
import { hex } from './bytes.ts';
import { Fault } from './fault.ts';

/** An integer n with 0 ≤ n < q. */
export type Scalar = bigint;

/** q = 2^252 + 27742317777372353535851937790883648493. */
export const Q = 7237005577332262213973186563042994240857116359379907606001950938285454250989n;

/** 1/8 mod q. */
export const EIGHTH: Scalar = 2713877091499598330239944961141122840321418634767465352250731601857045344121n;

/** n mod q, also for negative n. */
export function reduce(n: bigint): Scalar {
  const rest = n % Q;
  return rest < 0n ? rest + Q : rest;
}

/** Bytes as a big-endian number, mod q. */
export const scalarOfBytes = (bigEndian: Uint8Array): Scalar => reduce(BigInt(`0x0${hex(bigEndian)}`));

const DECIMAL = /^(?:0|[1-9][0-9]{0,75})$/;

/** The scalar of a decimal text, or `undefined`. */
export function scalarOfText(text: string): Scalar | undefined {
  // The number of digits first: a long number must not be computed in order to be refused.
  if (!DECIMAL.test(text)) return undefined;
  const n = BigInt(text);
  return n < Q ? n : undefined;
}

/** As {@link scalarOfText}, where only scalars can stand. Does not say what stood there. */
export function needScalar(text: string): Scalar {
  const scalar = scalarOfText(text);
  if (scalar === undefined) throw new Fault('scalar', 'not a decimal number below the group order');
  return scalar;
}
