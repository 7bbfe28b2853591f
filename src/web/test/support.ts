/** What several tests need: the vectors of both languages, randomness that can be repeated, hints of a ballot. */
import { readFileSync } from 'node:fs';
import { base64, concat, fromHex, utf8 } from '../src/crypto/bytes.ts';
import { checkBallot, decodeAll, recomputeAll } from '../src/crypto/ballot/check.ts';
import { readBallot } from '../src/crypto/ballot/format.ts';
import type { Selection } from '../src/crypto/ballot/seal.ts';
import type { Election } from '../src/crypto/election.ts';
import { Fault } from '../src/crypto/fault.ts';
import { decode, encodeAll, littleEndian } from '../src/crypto/group.ts';
import { digest } from '../src/crypto/hash.ts';
import type { Random } from '../src/crypto/random.ts';
import { EIGHTH } from '../src/crypto/scalar.ts';

const folder = new URL('../../../tests/vectors/', import.meta.url);

/** Where a vector file is. */
export const vectorPath = (name: string): URL => new URL(name, folder);

/** A vector file's JSON, of the type that tests/vectors/README.md describes. */
export const vectors = <T>(name: string): T => JSON.parse(readFileSync(vectorPath(name), 'utf8')) as T;

/** Randomness that is this scalar, as often as it is asked for: 64 bytes, big-endian. */
export const scalarSource =
  (scalar: bigint): Random =>
  (length) =>
    fromHex(scalar.toString(16).padStart(2 * length, '0')) as Uint8Array;

/** Bytes that follow from a name, other ones at each call. */
export function namedSource(name: string): Random {
  let call = 0;
  return (length) => {
    call += 1;
    const parts: Uint8Array[] = [];
    for (let at = 0; at < length; at += 32) parts.push(digest(utf8(`${name}|${call}|${at}`)));
    return concat(...parts).slice(0, length);
  };
}

/** Selections as they stand in vectors: null, or 0 and 1. */
export const selectionsOf = (marks: readonly (readonly number[] | null)[]): Selection[] =>
  marks.map((own) => (own === null ? 'blank' : own.map((mark) => mark === 1)));

/** The points of a ballot in the order of its hints, recomputed from its public bytes. */
export function pointsOf(election: Election, ballot: Uint8Array): string[] {
  checkBallot(election, ballot);
  const read = readBallot(ballot);
  const recomputed = recomputeAll(election, read, decodeAll(read));
  return read.answers.flatMap((answer, question) => [
    ...answer.choices.flatMap(({ alpha, beta }) => [alpha, beta]),
    ...recomputed.filter((claim) => claim.question === question).flatMap((claim) => claim.commitments),
  ]);
}

/** A ballot's hints, made without knowing what it was sealed with: every point divided by eight. */
export function hintsOf(election: Election, ballot: Uint8Array): string {
  const eighths = pointsOf(election, ballot).map((text) => decode(text).multiplyUnsafe(EIGHTH));
  return base64(concat(...encodeAll(eighths).map(littleEndian)));
}

/** The message of the fault that `act` throws; fails if it throws none, or something else. */
export function faultOf(act: () => unknown): string {
  const fault = caught(act);
  return `${fault.code}: ${fault.message}`;
}

/** The fault that `act` throws. */
export function caught(act: () => unknown): Fault {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
