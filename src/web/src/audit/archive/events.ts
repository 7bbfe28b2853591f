/** The events of an election and the chain they form (protocol.md Part II section 5). */
import { Fault } from '../../crypto/fault.ts';
import { Reader, type Json } from '../../crypto/json.ts';
import { readCount, writeCount } from '../count.ts';
import { saidOf } from '../faults.ts';
import { digestText, fieldsOf, oneOf, readInOrder, U32, wholeNumber, type DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';

/** What happened, in the order of an election. */
export const EVENT_KINDS = ['Setup', 'Ballot', 'EndBallots', 'EncryptedTally', 'PartialDecryption', 'Result'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const KIND_NAMES: Readonly<Record<EventKind, string>> = {
  Setup: '设定',
  Ballot: '投票',
  EndBallots: '截止',
  EncryptedTally: '相加',
  PartialDecryption: '受托人开票',
  Result: '结果',
};

/** −1 before anything happened. */
export const rankOf = (kind: EventKind | undefined): number => (kind ? EVENT_KINDS.indexOf(kind) : -1);

/**
 * Whether the grammar admits an event when the election has come as far as `furthest` (protocol.md Part I section 9):
 * `Setup Ballot* (EndBallots (EncryptedTally (PartialDecryption* Result?)?)?)?`.
 */
export function mayFollow(kind: EventKind, furthest: EventKind | undefined): boolean {
  switch (furthest) {
    case undefined:
      return kind === 'Setup';
    case 'Setup':
    case 'Ballot':
      return kind === 'Ballot' || kind === 'EndBallots';
    case 'EndBallots':
      return kind === 'EncryptedTally';
    case 'EncryptedTally':
    case 'PartialDecryption':
      return kind === 'PartialDecryption' || kind === 'Result';
    case 'Result':
      return false;
  }
}

/** One event, fields in the order they are written. Its identity is the SHA-256 of its JSON. */
export interface Event {
  /** SHA-256 of the JSON of the event before; absent in the first. */
  readonly parent?: DigestText;
  /** 0, 1, 2, … */
  readonly height: number;
  readonly type: EventKind;
  /** SHA-256 of the last data member before the event; absent in `EndBallots`. */
  readonly payload?: DigestText;
}

const kind = oneOf(...EVENT_KINDS);

function event(reader: Reader): Event {
  const { parent, height, type, payload } = reader.fields(['height', 'type'], ['parent', 'payload']);
  return {
    ...(parent && { parent: digestText(parent) }),
    height: wholeNumber(height),
    type: kind(type),
    ...(payload && { payload: digestText(payload) }),
  };
}

/** The payload of `Setup`: the digests of the three data members before it. */
export interface SetupData {
  readonly election: DigestText;
  readonly trustees: DigestText;
  readonly credentials: DigestText;
}

function setupData(reader: Reader): SetupData {
  const { election, trustees, credentials } = reader.fields(['election', 'trustees', 'credentials']);
  return { election: digestText(election), trustees: digestText(trustees), credentials: digestText(credentials) };
}

/** The payload of `EncryptedTally`. Both numbers must be recomputed: the independent tool compares the digest only. */
export interface Sized {
  /** Ballots counted, one for each voter who cast any. */
  readonly num_tallied: number;
  /** Sum of the weights of these voters. */
  readonly total_weight: bigint;
  readonly encrypted_tally: DigestText;
}

function sized(reader: Reader): Sized {
  const fields = reader.fields(['num_tallied', 'total_weight', 'encrypted_tally']);
  return {
    num_tallied: wholeNumber(fields.num_tallied),
    total_weight: readCount(fields.total_weight),
    encrypted_tally: digestText(fields.encrypted_tally),
  };
}

export const writeSized = (value: Sized): object => ({ ...value, total_weight: writeCount(value.total_weight) });

/** The payload of `PartialDecryption`. */
export interface Owned {
  /** The trustee: position in the list of all verification keys, from 1. */
  readonly owner: number;
  readonly payload: DigestText;
}

function owned(reader: Reader): Owned {
  const { owner, payload } = reader.fields(['owner', 'payload']);
  return { owner: owner.count(U32), payload: digestText(payload) };
}

/** A value and what is wrong with its text; both, if the text can be read but is not the canonical one. */
export interface Loose<T> {
  readonly value: T | undefined;
  readonly fault: Said | undefined;
}

function loosely<T extends object>(
  bytes: Uint8Array,
  names: readonly string[],
  shape: (reader: Reader) => T,
  write?: (value: T) => object,
): Loose<T> {
  try {
    return { value: readInOrder(bytes, shape, write), fault: undefined };
  } catch (error) {
    const fields: Json | undefined = fieldsOf(bytes, names);
    let value: T | undefined;
    try {
      value = fields === undefined ? undefined : shape(new Reader(fields));
    } catch (again) {
      if (!(again instanceof Fault)) throw again;
    }
    return { value, fault: saidOf(error) };
  }
}

export const readEvent = (bytes: Uint8Array): Loose<Event> => loosely(bytes, ['parent', 'height', 'type', 'payload'], event);
export const readSetupData = (bytes: Uint8Array): Loose<SetupData> =>
  loosely(bytes, ['election', 'trustees', 'credentials'], setupData);
export const readSized = (bytes: Uint8Array): Loose<Sized> =>
  loosely(bytes, ['num_tallied', 'total_weight', 'encrypted_tally'], sized, writeSized);
export const readOwned = (bytes: Uint8Array): Loose<Owned> => loosely(bytes, ['owner', 'payload'], owned);

/** Whether `setup_data` has the optional field of the independent tool 3.3, which is not admitted. */
export const hasCertificate = (setupDataBytes: Uint8Array): boolean => {
  const fields = fieldsOf(setupDataBytes, ['credentials_certificate']);
  return fields !== undefined && Object.keys(fields as object).length > 0;
};

/** Where a chain of events has come to, and so what its next event must say. */
export class Chain {
  /** SHA-256 of the last event. */
  parent: DigestText | undefined;
  /** Height of the next event. */
  height = 0;
  /** The furthest kind of event so far. */
  furthest: EventKind | undefined;

  /** The next event. */
  next(type: EventKind, payload: DigestText | undefined): Event {
    return { ...(this.parent && { parent: this.parent }), height: this.height, type, ...(payload && { payload }) };
  }

  /**
   * Goes on from an event, also where it does not continue the chain: a fault is then reported once, not again at each later
   * event. Of an unreadable one nothing but the digest is known.
   */
  advance(read: Event | undefined, digest: DigestText): void {
    this.parent = digest;
    this.height = (read?.height ?? this.height) + 1;
    if (read && rankOf(read.type) > rankOf(this.furthest)) this.furthest = read.type;
  }
}

/** What a data member is to the event behind it. */
export const ROLE_NAMES = {
  election: '选举设定',
  trustees: '受托人名单',
  credentials: '投票凭证名单',
  setup_data: '设定数据',
  ballot: '选票',
  encrypted_tally: '加密的总数',
  sized_encrypted_tally: '加密总数的说明',
  partial_decryption: '受托人开票的数据',
  owned: '受托人开票的说明',
  result: '结果',
} as const;
export type Role = keyof typeof ROLE_NAMES;

export const kindSaid = (type: EventKind): Said => said(KIND_NAMES[type], type);
