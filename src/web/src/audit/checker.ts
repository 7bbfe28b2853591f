/**
 * The work that takes the time: ballots and points, each by itself. A page hands it to workers; who does it here gets the same.
 */
import { checkBallot } from '../crypto/ballot/check.ts';
import type { Election } from '../crypto/election.ts';
import { Fault } from '../crypto/fault.ts';
import { decode, packPoints, type Point, type PointText } from '../crypto/group.ts';
import { saidOf } from './faults.ts';
import type { Said } from './said.ts';

/** What came of the check of a ballot. */
export type Checked =
  | {
      readonly credential: PointText;
      /** alpha and beta of every ciphertext, questions one after another, as `packPoints` writes them. */
      readonly ciphertexts: Uint8Array;
    }
  | { readonly fault: Said };

/** An election with the bytes that it was read from. */
export interface KnownElection {
  readonly election: Election;
  readonly bytes: Uint8Array;
}

export interface Checker {
  /** Checks ballots of one election, each by itself. */
  ballots(of: KnownElection, ballots: readonly Uint8Array[]): Promise<readonly Checked[]>;
  /** What is wrong with each text as that of a point other than the identity. */
  points(texts: readonly PointText[]): Promise<readonly (Fault | undefined)[]>;
}

/** Checks the bytes of one ballot (protocol.md Part I section 9). */
export function checkOne(election: Election, bytes: Uint8Array): Checked {
  try {
    const { credential, points } = checkBallot(election, bytes);
    return { credential, ciphertexts: packPoints(points.flatMap(({ alpha, beta }): Point[] => [alpha, beta])) };
  } catch (error) {
    return { fault: saidOf(error) };
  }
}

/** What is wrong with a text as that of a point other than the identity. */
export function checkPoint(text: PointText): Fault | undefined {
  try {
    return decode(text).is0() ? new Fault('point-identity', 'the identity') : undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** Does everything here, one after another. */
export const HERE: Checker = {
  ballots: ({ election }, ballots) => Promise.resolve(ballots.map((bytes) => checkOne(election, bytes))),
  points: (texts) => Promise.resolve(texts.map(checkPoint)),
};
