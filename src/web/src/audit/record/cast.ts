/**
 * `cast.jsonl`: the bytes of every ballot of the log, in its order, held against the log.
 *
 * Of a ballot that does not count the digest and the credential are compared; its proofs are not checked again, because nothing follows
 * from them.
 */
import { hex, utf8 } from '../../crypto/bytes.ts';
import type { Election } from '../../crypto/election.ts';
import { digest } from '../../crypto/hash.ts';
import type { DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';
import type { History, LoggedBallot } from './log.ts';

/** Wrong lines after which no more are read: each is remembered. */
const MAX_WRONG = 1 << 16;

export class Cast {
  readonly #ballots: readonly LoggedBallot[];
  /** Positions by digest. */
  readonly #places: ReadonlyMap<DigestText, number>;
  /** Position of the next ballot. */
  #next = 0;
  readonly faults: Said[] = [];

  constructor({ ballots }: History) {
    this.#ballots = ballots;
    this.#places = new Map(ballots.map(({ sha256 }, position) => [sha256, position]));
  }

  /** Whether nothing more is learnt from further lines. */
  get isHopeless(): boolean {
    return this.faults.length >= MAX_WRONG;
  }

  /** Ballots found or passed over. */
  get count(): number {
    return this.#next;
  }

  /** A line that is too long or not ended. */
  bad(): void {
    const line = this.#next + 1;
    this.faults.push(said(`第 ${line} 行太长，或没有换行结尾`, `line ${line}: too long, or not ended by a line feed`));
  }

  /** The ballot of the log that a line is; those left out are told, and one that the log does not have. */
  find(line: Uint8Array): LoggedBallot | undefined {
    const position = this.#places.get(hex(digest(line)));
    if (position !== undefined && position >= this.#next) {
      this.#missingUpTo(position);
      this.#next = position + 1;
      return this.#ballots[position];
    }
    const expected = this.#ballots[this.#next];
    this.faults.push(
      expected
        ? said(
            `公开记录第 ${expected.index} 条：不是当时收到的那张选票`,
            `entry ${expected.index}: the ballot is not the one that was logged`,
          )
        : said(`第 ${this.#next + 1} 行：公开记录里没有这张选票`, `line ${this.#next + 1}: the log has no further ballot`),
    );
    return undefined;
  }

  /** Whether a ballot is of the voter that the log says. */
  look({ index, credential }: LoggedBallot, line: Uint8Array, election: Election | undefined): void {
    if (!election) return;
    // The one way in which a canonical ballot of this election and credential begins.
    const { phi, parameters } = election;
    const begin = utf8(`{"election_uuid":"${parameters.uuid}","election_hash":"${phi}","credential":"${credential}",`);
    if (begin.every((byte, at) => byte === line[at])) return;
    this.faults.push(
      said(`公开记录第 ${index} 条：选票是别的凭证投的`, `entry ${index}: the ballot is of another credential`),
    );
  }

  /** All that were not there. */
  end(): void {
    this.#missingUpTo(this.#ballots.length);
  }

  #missingUpTo(position: number): void {
    for (const { index } of this.#ballots.slice(this.#next, position)) {
      this.faults.push(said(`公开记录第 ${index} 条的选票不在`, `entry ${index}: its ballot is missing`));
    }
    this.#next = position;
  }
}
