/**
 * Members of the tar file that an archive is: a header of 512 bytes, the body, zeros up to the next multiple of 512 (protocol.md
 * Part II section 5).
 *
 * Name, size and time determine every byte of a header (mode 0000644, owner and group 0, no "ustar"). So it is not checked field
 * by field but written again and compared.
 */
import { hex, utf8 } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';
import type { Input } from '../input.ts';
import { said, type Said } from '../said.ts';
import type { ArchiveCheck } from './checks.ts';

/** Bytes in the body of a member, at most (protocol.md Part I section 9). */
export const MAX_MEMBER = 64 * 2 ** 20;
const BLOCK = 512;
/** Where the time begins in a header. */
const TIME = 136;

/** What is wrong with an archive as a container. */
export interface ArchiveFault {
  readonly check: ArchiveCheck;
  readonly said: Said;
}

export const archiveFault = (check: ArchiveCheck, zh: string, en: string): ArchiveFault => ({ check, said: said(zh, en) });

/** A fault at a byte of the file. */
export const faultAt = (check: ArchiveCheck, offset: number, zh: string, en: string): ArchiveFault =>
  archiveFault(check, `字节 ${offset}：${zh}`, `byte ${offset}: ${en}`);

/** `BELENIOS`, or `<sha256 of the body>.data.json`, or `….event.json`. */
export type MemberName =
  | { readonly kind: 'head' }
  | { readonly kind: 'data' | 'event'; readonly digest: string };

/** A member as found. */
export interface Member {
  /** Byte of the file where its header begins. */
  readonly offset: number;
  /** Its name as in the header, bytes other than printable ASCII escaped. */
  readonly label: string;
  /** Its name, if it is one. */
  readonly name: MemberName | undefined;
  /** The time in its header, if that can be read. */
  readonly time: number | undefined;
  readonly body: Uint8Array;
  /** SHA-256 of the body in hexadecimal digits, whatever the name says. */
  readonly digest: string;
}

function nameOf(raw: Uint8Array): MemberName | undefined {
  const text = String.fromCharCode(...raw);
  if (text === 'BELENIOS') return { kind: 'head' };
  const [, own, kind] = /^([0-9a-f]{64})\.(data|event)\.json$/.exec(text) ?? [];
  return own && (kind === 'data' || kind === 'event') ? { kind, digest: own } : undefined;
}

/** The text of a member's name. */
const textOfName = (name: MemberName): string => (name.kind === 'head' ? 'BELENIOS' : `${name.digest}.${name.kind}.json`);

function labelOf(raw: Uint8Array): string {
  const escape = (byte: number): string => {
    const character = String.fromCharCode(byte);
    const plain = { '\t': '\\t', '\r': '\\r', '\n': '\\n', "'": "\\'", '"': '\\"', '\\': '\\\\' }[character];
    return plain ?? (byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`);
  };
  return [...raw].map(escape).join('');
}

/** The one header for this name (at most 100 bytes), size and time. */
function headerOf(name: Uint8Array, size: number, time: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(name);
  const octal = (value: number): string => value.toString(8).padStart(11, '0');
  block.set(utf8(`0000644\0${'0000000\0'.repeat(2)}${octal(size)}\0${octal(time)}\0${' '.repeat(8)}0`), 100);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return block;
}

/** Parts of a header up to their last byte, in order. */
const FIELDS: readonly (readonly [number, string, string])[] = [
  [100, '名称', 'name'],
  [108, '权限', 'mode'],
  [124, '所有者', 'owner'],
  [136, '长度', 'size'],
  [148, '时间', 'time'],
  [156, '校验和', 'checksum'],
  [BLOCK, '类型和空闲处', 'type and unused fields'],
];
const fieldAt = (byte: number): readonly [number, string, string] =>
  FIELDS.find(([end]) => byte < end) as readonly [number, string, string];

/**
 * The first byte that is not as expected. A wrong byte elsewhere makes the checksum differ as well, so the checksum is the culprit
 * only if nothing else is.
 */
function firstWrong(block: Uint8Array, expected: Uint8Array): number | undefined {
  const wrong = [...block.keys()].filter((byte) => block[byte] !== expected[byte]);
  return wrong.find((byte) => fieldAt(byte)[2] !== 'checksum') ?? wrong[0];
}

/** Exactly 11 octal digits. */
function octalOf(bytes: Uint8Array): number | undefined {
  const text = String.fromCharCode(...bytes);
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** The bytes of a member: header, body, padding. */
export function writeMember(name: MemberName, body: Uint8Array, time: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK + body.length + paddingOf(body.length));
  bytes.set(headerOf(utf8(textOfName(name)), body.length, time));
  bytes.set(body, BLOCK);
  return bytes;
}

/** The place of the next member is not known. */
class Lost extends Error {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault) {
    super(fault.said.en);
    this.fault = fault;
  }
}

/** The members of a file one after another. Goes on after every fault that leaves the next member's place known. */
export class Members {
  readonly #input: Input;
  /** Bytes read. */
  offset = 0;
  /** The time every header must carry. If the first member leaves it open, the second one decides. */
  time: number | undefined;
  /** No more member can be found, although the file goes on or ends too early. */
  lost = false;

  constructor(input: Input) {
    this.#input = input;
  }

  /** The next member, or `undefined` at the end of the file or when it is lost. */
  next(faults: ArchiveFault[]): Member | undefined {
    if (this.lost) return undefined;
    try {
      return this.#read(faults);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      this.lost = true;
      faults.push(error.fault);
      return undefined;
    }
  }

  #take(length: number): Uint8Array {
    const bytes = this.#input.take(length);
    this.offset += bytes.length;
    return bytes;
  }

  #read(faults: ArchiveFault[]): Member | undefined {
    const start = this.offset;
    const block = this.#take(BLOCK);
    // An empty file is cut off too: it lacks its first member.
    if (block.length === 0 && start > 0) return undefined;
    const truncated = (): Lost =>
      new Lost(
        faultAt(
          'bytes',
          this.offset,
          `文件在这里断了，从字节 ${start} 开始的一段不完整`,
          `the file ends inside the member that begins at byte ${start}`,
        ),
      );
    if (block.length < BLOCK) throw truncated();

    const end = block.subarray(0, 100).indexOf(0);
    const raw = block.subarray(0, end < 0 ? 100 : end);
    const [name, label] = [nameOf(raw), labelOf(raw)];
    const size = sizeOf(block, start, label, name);
    const time = octalOf(block.subarray(TIME, TIME + 11));
    if (start > 0) this.time ??= time;
    const wrong = firstWrong(block, headerOf(raw, size, this.time ?? time ?? 0));
    if (wrong !== undefined) {
      const [, zh, en] = fieldAt(wrong);
      faults.push(
        faultAt('bytes', start + wrong, `“${label}”的开头写错了一个字节（${zh}）`, `wrong byte in the header of member "${label}" (${en})`),
      );
    }
    if ((name?.kind === 'head') !== (start === 0) || !name) {
      faults.push(faultAt('bytes', start, `这里不应有名为“${label}”的内容`, `"${label}" is not the name of a member here`));
    }

    const body = this.#take(size);
    const bodyEnd = this.offset;
    const zeros = this.#take(paddingOf(size));
    if (this.offset !== start + BLOCK + size + paddingOf(size)) throw truncated();
    const stray = zeros.findIndex((byte) => byte !== 0);
    if (stray >= 0) {
      faults.push(faultAt('bytes', bodyEnd + stray, `“${label}”后面的空白处不是空白`, `not zero, after the body of member "${label}"`));
    }
    const own = hex(digest(body));
    if (name && name.kind !== 'head' && name.digest !== own) {
      faults.push(
        faultAt('digests', start, `“${label}”的内容被改过，现在的防改码是 ${own}`, `the body of member "${label}" has SHA-256 ${own}`),
      );
    }
    return { offset: start, label, name, time, body, digest: own };
  }
}

/** The size in a header, if it can be followed. */
function sizeOf(block: Uint8Array, start: number, label: string, name: MemberName | undefined): number {
  const lost = (offset: number, zh: string, en: string): Lost =>
    start === 0 && name?.kind !== 'head' ? new Lost(NOT_AN_ARCHIVE) : new Lost(faultAt('bytes', offset, zh, en));
  if (block.every((byte) => byte === 0)) {
    throw lost(start, '这里应当是下一段，却是一片空白', 'a block of zeros stands where a member would begin');
  }
  const size = octalOf(block.subarray(124, 135));
  if (size === undefined) {
    throw lost(start + 124, `“${label}”的长度写得不对，应是 11 位八进制数字`, `the size of member "${label}" is not 11 octal digits`);
  }
  if (size > MAX_MEMBER) {
    throw lost(
      start,
      `“${label}”有 ${size} 字节，超过上限 ${MAX_MEMBER} 字节`,
      `member "${label}" has ${size} bytes, more than ${MAX_MEMBER}`,
    );
  }
  return size;
}

/** The file does not begin like an archive. */
export const NOT_AN_ARCHIVE = archiveFault(
  'bytes',
  '不是选举文件：开头不是 BELENIOS',
  'not a Belenios archive: it does not begin with the member BELENIOS',
);
