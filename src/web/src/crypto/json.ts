/**
 * Canonical JSON, in its two forms, and reading a shape from it.
 *
 * A text that can be written in two ways can be changed without changing what it means, so that digests no longer identify what
 * was cast. Therefore everything is parsed, checked field by field, written again and compared: that one comparison refuses white
 * space, reordered and duplicate fields, escapes, signs and leading zeros at once.
 */
import { textOf, utf8 } from './bytes.ts';
import { Fault } from './fault.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** How deep values may be nested. */
const MAX_DEPTH = 127;

/**
 * The form of ballots and elections (protocol.md Part II section 1): fields in the order of the object, no spaces, and the delete
 * character escaped as well.
 */
// No control characters but this one can stand in the text of JSON.stringify.
export const writeInOrder = (value: object): string => JSON.stringify(value).replace(/\x7f/g, '\\u007f');

/**
 * RFC 8785, restricted to what no parser can round: fields in the order of their names' UTF-16 code units, numbers whole and
 * below 2^53 in magnitude (protocol.md Part I section 0). Throws on anything else.
 */
export function writeSorted(value: Json, depth = 0): string {
  if (depth > MAX_DEPTH) throw new Fault('json', 'nested too deeply');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Fault('json', 'a number is not an integer below 2^53');
    return String(value);
  }
  if (typeof value === 'string') return writeText(value);
  if (isList(value)) return `[${value.map((item) => writeSorted(item, depth + 1)).join(',')}]`;
  // Without a function, `sort` compares UTF-16 code units: the order of RFC 8785 section 3.2.3.
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${writeText(name)}:${writeSorted(value[name] as Json, depth + 1)}`).join(',')}}`;
}

/** With the u flag, a half of a surrogate pair is matched only where its other half lacks. */
const HALF = /[\ud800-\udfff]/u;

function writeText(text: string): string {
  if (HALF.test(text)) throw new Fault('json', 'a text is not Unicode');
  // The escapes of RFC 8785 section 3.2.2.2 are those of ECMAScript.
  return JSON.stringify(text);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The value of canonical RFC 8785 bytes. */
export const readSorted = (bytes: Uint8Array): Json => reread(bytes, (value) => value, (value) => writeSorted(value));

/**
 * Reads bytes as `shape` says and demands that they are what `write` gives for the value.
 *
 * @throws Fault `json` for what is not of the shape, `not-canonical` for other bytes than those written again.
 */
export function reread<T>(bytes: Uint8Array, shape: (value: Json) => T, write: (value: T) => string): T {
  const text = textOf(bytes);
  if (text === undefined) throw new Fault('json', 'not UTF-8');
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    // The engine's message cites the text, which may hold secrets.
    throw new Fault('json', 'not JSON');
  }
  const value = shape(parsed);
  const again = write(value);
  if (again !== text) throw new Fault('not-canonical', `not canonical from byte ${commonBytes(utf8(again), bytes)} on`);
  return value;
}

/** How many bytes two texts begin with alike. */
function commonBytes(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

/** A value and where it stands, for reading a shape: every method throws a fault that names the place. */
export class Reader {
  readonly #value: Json | undefined;
  readonly #path: string;

  constructor(value: Json | undefined, path = '') {
    this.#value = value;
    this.#path = path;
  }

  /** Throws that this is not `what` it should be. */
  refuse(what: string): never {
    throw new Fault('json', `${this.#path || '.'}: not ${what}`);
  }

  text(): string {
    const value = this.#value;
    // Half a pair can come from an escape only, and JSON.stringify would write the same escape again: not Unicode, and refused.
    return typeof value === 'string' && !HALF.test(value) ? value : this.refuse('a text');
  }

  isText(): boolean {
    return typeof this.#value === 'string';
  }

  /** A text of which `is` is true. */
  textThat<T extends string>(is: (text: string) => text is T, what: string): T {
    const text = this.text();
    return is(text) ? text : this.refuse(what);
  }

  /** A whole number from 0 to `max`. */
  count(max: number): number {
    const value = this.#value;
    return typeof value === 'number' && Number.isInteger(value) && !Object.is(value, -0) && value >= 0 && value <= max
      ? value
      : this.refuse(`a whole number up to ${max}`);
  }

  bool(): boolean {
    return typeof this.#value === 'boolean' ? this.#value : this.refuse('true or false');
  }

  list<T>(item: (item: Reader) => T): T[] {
    const value = this.#value;
    if (!Array.isArray(value)) return this.refuse('a list');
    return (value as readonly Json[]).map((entry, index) => item(new Reader(entry, `${this.#path}[${index}]`)));
  }

  /** An object of any names, all with values of one kind. */
  map<T>(item: (item: Reader) => T): Map<string, T> {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('an object');
    const entries = Object.entries(value as { readonly [name: string]: Json });
    return new Map(entries.map(([name, own]) => [name, item(new Reader(own, this.#path))]));
  }

  /** One field of an object that has others too. */
  field(name: string): Reader {
    const value = this.#value;
    const own = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).includes(name);
    if (!own) return this.refuse(`an object with the field ${name}`);
    return new Reader((value as { readonly [name: string]: Json })[name], this.#path ? `${this.#path}.${name}` : name);
  }

  /** An object with fields of these names and no others; those of `optional` may be absent. */
  fields<N extends string, O extends string = never>(names: readonly N[], optional: readonly O[] = []): Fields<N, O> {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('an object');
    const object = value as { readonly [name: string]: Json };
    const known: readonly string[] = [...names, ...optional];
    const own = Object.keys(object);
    if (own.some((name) => !known.includes(name)) || names.some((name) => !own.includes(name))) {
      return this.refuse(`an object of the fields ${known.join(', ')}`);
    }
    const entries = own.map((name) => [name, new Reader(object[name], this.#path ? `${this.#path}.${name}` : name)] as const);
    return Object.fromEntries(entries) as unknown as Fields<N, O>;
  }
}

type Fields<N extends string, O extends string> = { readonly [name in N]: Reader } & { readonly [name in O]?: Reader };
