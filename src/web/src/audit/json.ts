/** Reading the JSON of archives and records. */
import { textOf } from '../crypto/bytes.ts';
import { Reader, reread, writeInOrder, writeSorted, type Json } from '../crypto/json.ts';
import { isPointText } from '../crypto/group.ts';

/** 64 lower-case hexadecimal digits: a SHA-256. */
export type DigestText = string;

/** Digests and points are written with the same digits. */
export const digestText = (reader: Reader): DigestText => reader.textThat(isPointText, 'a digest');
/** A whole number that JSON can hold in any language. */
export const wholeNumber = (reader: Reader): number => reader.count(Number.MAX_SAFE_INTEGER);
export const U32 = 0xffff_ffff;
export const U16 = 0xffff;

/** A text that is one of these. */
export function oneOf<T extends string>(...texts: readonly T[]): (reader: Reader) => T {
  const is = (text: string): text is T => (texts as readonly string[]).includes(text);
  return (reader) => reader.textThat(is, `one of ${texts.join(', ')}`);
}

/** The value of bytes in the form of archives: fields in the order in which `shape` makes them. */
export const readInOrder = <T extends object>(bytes: Uint8Array, shape: (reader: Reader) => T, write?: (value: T) => object): T =>
  reread(
    bytes,
    (value) => shape(new Reader(value)),
    (value) => writeInOrder(write ? write(value) : value),
  );

/** The value of canonical bytes by RFC 8785 (protocol.md Part I section 0). */
export function readCanonical<T>(bytes: Uint8Array, shape: (reader: Reader) => T): T {
  const read: { value?: T } = {};
  reread(
    bytes,
    (value) => {
      read.value = shape(new Reader(value));
      return value;
    },
    (value) => writeSorted(value),
  );
  return read.value as T;
}

/**
 * Only these fields of an object whose text is not the canonical one, in this order, so that it can be read on; `undefined` if it is
 * none.
 */
export function fieldsOf(bytes: Uint8Array, names: readonly string[]): Json | undefined {
  let value: Json;
  try {
    value = JSON.parse(textOf(bytes) ?? '') as Json;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const own = new Map(Object.entries(value as { readonly [name: string]: Json }));
  const found = names.filter((name) => (own.get(name) ?? null) !== null);
  return Object.fromEntries(found.map((name) => [name, own.get(name) as Json]));
}
