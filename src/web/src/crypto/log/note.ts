/**
 * Signed notes (C2SP signed-note v1): a text that people can read, an empty line, and signature lines `— name base64`.
 *
 * Two kinds of keys: plain Ed25519 over the text (type 0x01), and the timestamped cosignature/v1 of C2SP tlog-cosignature (type
 * 0x04) over `cosignature/v1`, `time <seconds>` and the text. A key's id is the first four bytes of
 * SHA-256(name ‖ 0x0A ‖ type ‖ public key); its text is `<name>+<id>+<base64(type ‖ public key)>`.
 */
import { fromBase64, hex, same, textOf, utf8 } from '../bytes.ts';
import { VerifyingKey } from '../ed25519.ts';
import { Fault } from '../fault.ts';
import { digest } from '../hash.ts';

/** The longest note that is read, in bytes, and the most signatures; the specification wants 16 at least. */
const MAX_NOTE = 2 ** 20;
const MAX_SIGNATURES = 100;

/** What a key signs: the text, or a time and the text. */
export type KeyKind = 'note' | 'cosignature';

const TYPES = { note: 1, cosignature: 4 } as const;
/** The greatest time of a cosignature. */
const MAX_TIME = 2n ** 63n;

/** The specification's words: not empty, no Unicode spaces, no plus. Control characters have no place in a note. */
const isName = (name: string): boolean => /^[^\p{White_Space}+\u0000-\u001f]+$/u.test(name);

/** A public key with the name it signs under. */
export class NoteKey {
  readonly name: string;
  readonly kind: KeyKind;
  readonly key: VerifyingKey;
  /** Four bytes. */
  readonly id: Uint8Array;

  constructor(name: string, kind: KeyKind, key: VerifyingKey) {
    if (!isName(name)) throw new Fault('key', 'the name of a key may not be empty or have spaces, control characters or `+`');
    this.name = name;
    this.kind = kind;
    this.key = key;
    this.id = digest(utf8(`${name}\n`), Uint8Array.of(TYPES[kind]), key.bytes).slice(0, 4);
  }
}

/** Who signed a note. */
export interface Signed {
  readonly key: NoteKey;
  /** When, by the cosigner's own word, in Unix seconds; absent with a plain key. */
  readonly time?: bigint;
}

interface SignatureLine {
  readonly name: string;
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A text with signatures below it. Nothing in it may be believed before it is verified. */
export class Note {
  /** With its last line feed. */
  readonly text: string;
  readonly #lines: readonly SignatureLine[];

  private constructor(text: string, lines: readonly SignatureLine[]) {
    this.text = text;
    this.#lines = lines;
  }

  static parse(bytes: Uint8Array): Note {
    const refuse = (what: string): never => {
      throw new Fault('note', what);
    };
    if (bytes.length > MAX_NOTE) refuse(`longer than ${MAX_NOTE} bytes`);
    const whole = textOf(bytes) ?? refuse('not plain text');
    if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) refuse('not plain text');
    // The last empty line ends the text; the text may have others.
    const at = whole.lastIndexOf('\n\n');
    if (at < 0 || !whole.endsWith('\n') || at + 2 >= whole.length) refuse('not a text, an empty line and signature lines');
    const lines = whole.slice(at + 2, -1).split('\n');
    if (lines.length > MAX_SIGNATURES) refuse(`more than ${MAX_SIGNATURES} signatures`);
    const read = (line: string, index: number): SignatureLine =>
      signatureLine(line) ?? refuse(`signature ${index + 1}: not of the form — <name> <base64>`);
    return new Note(whole.slice(0, at + 1), lines.map(read));
  }

  /**
   * Who of the known keys signed, each once. Signatures by unknown keys are passed over; a false one that says it is by a known
   * key condemns the whole note.
   */
  verify(known: readonly NoteKey[]): Signed[] {
    const found = new Map<NoteKey, Signed>();
    for (const line of this.#lines) {
      const key = known.find((candidate) => candidate.name === line.name && same(candidate.id, line.id));
      if (!key) continue;
      const signed = this.#signedBy(key, line.bytes);
      if (!signed) throw new Fault('note-false', `the signature by ${key.name} is false`);
      if (!found.has(key)) found.set(key, signed);
    }
    return [...found.values()];
  }

  /** As {@link verify}, and demands that `key` signed. */
  verifyBy(key: NoteKey): void {
    if (this.verify([key]).length === 0) throw new Fault('note-unsigned', `not signed by ${key.name}`);
  }

  #signedBy(key: NoteKey, bytes: Uint8Array): Signed | undefined {
    if (key.kind === 'note') return key.key.verify(utf8(this.text), bytes) ? { key } : undefined;
    if (bytes.length !== 72) return undefined;
    const time = BigInt(`0x${hex(bytes.subarray(0, 8))}`);
    const signed = utf8(`cosignature/v1\ntime ${time}\n${this.text}`);
    return time < MAX_TIME && key.key.verify(signed, bytes.subarray(8)) ? { key, time } : undefined;
  }
}

function signatureLine(line: string): SignatureLine | undefined {
  const [dash, name, signature, ...more] = line.split(' ');
  if (dash !== '—' || !name || !signature || more.length > 0 || !isName(name)) return undefined;
  const bytes = fromBase64(signature);
  return bytes && bytes.length > 4 ? { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) } : undefined;
}
