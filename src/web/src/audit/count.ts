/**
 * Weights and sums of weights: whole numbers from 0 to 2^64 − 1 with one text each (protocol.md Part II section 1). In JSON a number
 * up to 2^30 − 1, from there on a text of decimal digits.
 */
import type { Reader } from '../crypto/json.ts';

const MAX_NUMBER = 2 ** 30 - 1;
const MAX = 2n ** 64n;

/** The number of a plain decimal text, or `undefined`. */
export function countOfText(text: string): bigint | undefined {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) return undefined;
  const count = BigInt(text);
  return count < MAX ? count : undefined;
}

/** Reads a number in its one form. */
export function readCount(reader: Reader): bigint {
  if (!reader.isText()) return BigInt(reader.count(MAX_NUMBER));
  const count = countOfText(reader.text());
  return count !== undefined && count > MAX_NUMBER ? count : reader.refuse('a whole number in its one form');
}

/** The number as it stands in JSON. */
export const writeCount = (count: bigint): number | string => (count <= MAX_NUMBER ? Number(count) : count.toString());
