/**
 * The data members before one event, and which of them is what.
 *
 * Order (protocol.md Part II section 5): Setup: election, trustees, credentials, setup_data | Ballot: ballot | EndBallots: nothing |
 * EncryptedTally: encrypted_tally, sized_encrypted_tally | PartialDecryption: partial_decryption, owned | Result: result. Then the
 * event, which refers to the last of them; that one refers to the others.
 */
import type { DigestText } from '../json.ts';
import { at } from '../said.ts';
import {
  hasCertificate,
  KIND_NAMES,
  readOwned,
  readSetupData,
  readSized,
  ROLE_NAMES,
  type Event,
  type Loose,
  type Role,
  type Sized,
} from './events.ts';
import { faultAt, type ArchiveFault, type Member } from './members.ts';

/** The payloads of one event: bytes exactly as in the file. `undefined` is what could not be found or read; a fault says so. */
export type Payload =
  | {
      readonly type: 'Setup';
      readonly election: Uint8Array | undefined;
      readonly trustees: Uint8Array | undefined;
      readonly credentials: Uint8Array | undefined;
    }
  | { readonly type: 'Ballot' | 'Result'; readonly bytes: Uint8Array | undefined }
  | { readonly type: 'EndBallots' }
  | { readonly type: 'EncryptedTally'; readonly bytes: Uint8Array | undefined; readonly sized: Sized | undefined }
  /** `owner`: the trustee's position in the list of all verification keys, from 1. */
  | { readonly type: 'PartialDecryption'; readonly bytes: Uint8Array | undefined; readonly owner: number | undefined };

/** What refers to others was claimed before them but must stand behind them. */
const REFERRING: readonly Role[] = ['setup_data', 'sized_encrypted_tally', 'owned'];

/**
 * More data members than any event refers to: a file with more of them before an event is handed out in pieces, so that the memory
 * stays bounded.
 */
const FULL = 8;

/** The data members since the last event. */
export class Group {
  /** `undefined` once a reference has claimed it. */
  readonly #members: (Member | undefined)[] = [];

  push(member: Member): void {
    this.#members.push(member);
  }

  get isFull(): boolean {
    return this.#members.length >= FULL;
  }

  get length(): number {
    return this.#members.length;
  }

  /** Byte of the file where the first member begins. */
  get offset(): number | undefined {
    return this.#members[0]?.offset;
  }

  /** Every member that nothing refers to. */
  reportUnreferenced(faults: ArchiveFault[]): void {
    for (const member of this.#members) {
      if (!member) continue;
      const { offset, label } = member;
      faults.push(faultAt('digests', offset, `“${label}”是多出来的，没有记录用到它`, `no event refers to member "${label}"`));
    }
  }

  /**
   * Gives the members the roles that `event`, standing at byte `offset`, refers to; reports what is missing, left or misplaced.
   *
   * Payloads are asked for in the order they must stand in, except that what refers to others is asked for before them.
   */
  resolve(event: Event, offset: number, faults: ArchiveFault[]): Payload {
    const { height, type } = event;
    const claimed: { role: Role; position: number; offset: number }[] = [];
    const claim = (role: Role, digest: DigestText | undefined): Member | undefined => {
      if (digest === undefined) return undefined;
      const found = this.#take(digest);
      if (!found) {
        faults.push(
          faultAt(
            'digests',
            offset,
            `记录 ${height}：少了${ROLE_NAMES[role]}，防改码 ${digest}`,
            `event ${height}: its ${role} ${digest} is missing`,
          ),
        );
        return undefined;
      }
      claimed.push({ role, position: found.position, offset: found.member.offset });
      return found.member;
    };
    const bytes = (role: Role, digest: DigestText | undefined): Uint8Array | undefined => claim(role, digest)?.body;
    /** A payload that refers to others. It is read on if only its text is not the canonical one. */
    const referring = <T>(role: Role, read: (body: Uint8Array) => Loose<T>): T | undefined => {
      const member = claim(role, event.payload);
      if (!member) return undefined;
      const { value, fault } = read(member.body);
      if (fault && role === 'setup_data' && hasCertificate(member.body)) {
        faults.push(
          faultAt(
            'digests',
            member.offset,
            '设定数据里有 credentials_certificate 一项，这里不接受',
            'setup_data has the field credentials_certificate, which is not admitted',
          ),
        );
      } else if (fault) {
        const place = at(`记录 ${height}：${ROLE_NAMES[role]}`, `event ${height}: its ${role}`, fault);
        faults.push(faultAt('digests', member.offset, place.zh, place.en));
      }
      return value;
    };

    const kind = KIND_NAMES[type];
    if (type === 'EndBallots' && event.payload !== undefined) {
      faults.push(
        faultAt(
          'digests',
          offset,
          `记录 ${height}（${kind}）不应指向任何内容`,
          `event ${height} (${type}) must not refer to a payload`,
        ),
      );
    } else if (type !== 'EndBallots' && event.payload === undefined) {
      faults.push(
        faultAt('digests', offset, `记录 ${height}（${kind}）没有指明它的内容`, `event ${height} (${type}) refers to no payload`),
      );
    }
    const payload = ((): Payload => {
      switch (type) {
        case 'Setup': {
          const setup = referring('setup_data', readSetupData);
          const [election, trustees] = [bytes('election', setup?.election), bytes('trustees', setup?.trustees)];
          return { type, election, trustees, credentials: bytes('credentials', setup?.credentials) };
        }
        case 'EndBallots':
          return { type };
        case 'Ballot':
          return { type, bytes: bytes('ballot', event.payload) };
        case 'EncryptedTally': {
          const sized = referring('sized_encrypted_tally', readSized);
          return { type, bytes: bytes('encrypted_tally', sized?.encrypted_tally), sized };
        }
        case 'PartialDecryption': {
          const owned = referring('owned', readOwned);
          return { type, bytes: bytes('partial_decryption', owned?.payload), owner: owned?.owner };
        }
        case 'Result':
          return { type, bytes: bytes('result', event.payload) };
      }
    })();

    const [first] = claimed;
    if (first && REFERRING.includes(first.role)) claimed.push(claimed.shift() as typeof first);
    const misplaced = claimed.find((own, index) => index > 0 && own.position < (claimed[index - 1] as typeof own).position);
    if (misplaced) {
      faults.push(
        faultAt(
          'grammar',
          misplaced.offset,
          `记录 ${height}：${ROLE_NAMES[misplaced.role]}的位置不对`,
          `event ${height}: its ${misplaced.role} stands in the wrong place among its payloads`,
        ),
      );
    }
    this.reportUnreferenced(faults);
    return payload;
  }

  /**
   * The unclaimed member with this content; failing that, the one that claims to have it by its name: then a fault was reported
   * already, and whoever checks the payload can say more about it.
   */
  #take(digest: DigestText): { position: number; member: Member } | undefined {
    const named = ({ name }: Member): boolean => name?.kind === 'data' && name.digest === digest;
    let position = this.#members.findIndex((member) => member?.digest === digest);
    if (position < 0) position = this.#members.findIndex((member) => member !== undefined && named(member));
    const member = this.#members[position];
    if (!member) return undefined;
    this.#members[position] = undefined;
    return { position, member };
  }
}
