/**
 * Both archives written again from opening, log and ballots, and compared (protocol.md Part I section 5): the counting ballots in log
 * order, header time = time of `close` in whole seconds. So it shows that nothing that was logged is left out, and nothing else counted.
 */
import { hex, utf8 } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';
import { writeInOrder } from '../../crypto/json.ts';
import type { Audited } from '../archive/audit.ts';
import { Chain, writeSized, type EventKind } from '../archive/events.ts';
import { writeHead } from '../archive/head.ts';
import { MAX_MEMBER, writeMember } from '../archive/members.ts';
import { encodeTally } from '../election/tally.ts';
import type { Input } from '../input.ts';
import type { DigestText } from '../json.ts';

/** Holds what is written against an archive. */
class Compare {
  readonly #original: Input;
  #same = 0;
  #differs = false;

  constructor(original: Input) {
    this.#original = original;
  }

  write(bytes: Uint8Array): void {
    if (this.#differs) return;
    const found = this.#original.take(bytes.length);
    let same = 0;
    while (same < found.length && found[same] === bytes[same]) same += 1;
    this.#same += same;
    this.#differs = same < bytes.length;
  }

  /** The first byte that is not the file's, if there is one. The file may go on. */
  get difference(): number | undefined {
    return this.#differs ? this.#same : undefined;
  }

  /** The same, but the file must end as well. */
  wholeDifference(): number | undefined {
    return this.#differs || this.#original.take(1).length > 0 ? this.#same : undefined;
  }
}

/** Writes an archive, event by event, and holds it against the one that is there. */
export class Rebuilder {
  readonly #compare: Compare;
  readonly #time: number;
  readonly #chain = new Chain();

  /** Begins with the payloads of the Setup event. */
  constructor(original: Input, time: number, setup: { election: Uint8Array; trustees: Uint8Array; credentials: Uint8Array }) {
    this.#compare = new Compare(original);
    this.#time = time;
    this.#compare.write(writeMember({ kind: 'head' }, writeHead(time), time));
    const { election, trustees, credentials } = setup;
    const [first, second, third] = [election, trustees, credentials].map((bytes) => hex(digest(bytes))) as [string, string, string];
    const data = utf8(writeInOrder({ election: first, trustees: second, credentials: third }));
    this.#append('Setup', [election, trustees, credentials, data]);
  }

  ballot(bytes: Uint8Array): void {
    this.#append('Ballot', [bytes]);
  }

  /** Ends the voting and writes the encrypted tally as it must be; gives the first byte that differs, if one does. */
  end({ report, facts }: Audited): number | undefined {
    this.#append('EndBallots', []);
    const tally = utf8(writeInOrder(encodeTally(facts.tally)));
    const { voters, weight } = report.counted;
    const sized = { num_tallied: voters, total_weight: weight, encrypted_tally: hex(digest(tally)) };
    this.#append('EncryptedTally', [tally, utf8(writeInOrder(writeSized(sized)))]);
    return this.#compare.difference;
  }

  /** The same for a poll that was cancelled while people voted: nothing comes after the ballots. */
  endCancelled(): number | undefined {
    return this.#compare.wholeDifference();
  }

  /** Writes the data members and the event that refers to the last of them. */
  #append(type: EventKind, data: readonly Uint8Array[]): void {
    let payload: DigestText | undefined;
    for (const body of data) {
      if (body.length > MAX_MEMBER) throw new TooBig(body.length);
      payload = hex(digest(body));
      this.#compare.write(writeMember({ kind: 'data', digest: payload }, body, this.#time));
    }
    const event = this.#chain.next(type, payload);
    const body = utf8(writeInOrder(event));
    const own = hex(digest(body));
    this.#compare.write(writeMember({ kind: 'event', digest: own }, body, this.#time));
    this.#chain.advance(event, own);
  }
}

/** A payload that no archive can hold. */
export class TooBig extends Error {
  constructor(size: number) {
    super(`a payload of ${size} bytes, more than ${MAX_MEMBER}`);
  }
}
