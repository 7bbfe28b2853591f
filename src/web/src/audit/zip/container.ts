/**
 * The container `record.zip`: a plain zip (PKWARE APPNOTE 6.3) in which every byte belongs to a file (protocol.md Part I section 17).
 *
 * Why a reader of its own: programs disagree on what a crafted zip holds (two names alike, a header that contradicts the directory,
 * bytes that no entry claims), and a record that shows one thing to the auditor and another to the court is worse than none. A
 * general library picks one of the readings; here each is refused.
 *
 * Demanded: one disk, no comments, no extra fields, no encryption, no zip64, no data descriptors; stored or deflated; entries from the
 * first byte on without a gap, then the directory, then its end record, then nothing; each local header says exactly what the
 * directory says; no two entries of one name, also not by another case. Free: the order of the entries, times, and attributes other
 * than those of links and folders.
 */
import { same } from '../../crypto/bytes.ts';
import type { Source } from '../input.ts';
import { at, said, shown, type Said } from '../said.ts';
import { EntryStream } from './entry.ts';

/** The most entries that are looked at. */
export const MAX_ENTRIES = 400;
/** The most bytes in all files together: 16 GiB. */
const MAX_TOTAL = 16 * 2 ** 30;
/** The most bytes that one byte of the container may unpack to, and bytes of a file that count for no ratio. */
const RATIO = 100;
const RATIO_FREE = 2 ** 16;
/** The longest directory that is read, and the longest comment a zip can have. */
const MAX_DIRECTORY = 2 ** 16;
const MAX_COMMENT = 2 ** 16;

const END_LENGTH = 22;
const LOCAL_LENGTH = 30;
const CENTRAL_LENGTH = 46;
/** The only version that is needed for files stored or deflated. */
const NEEDED = 20;
const STORED = 0;
const DEFLATED = 8;

/** Why there is nothing to check. */
export class NotAZip extends Error {}

/** What local header and directory say of an entry alike. */
interface Common {
  readonly needed: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  /** Bytes in the container, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Bytes of extra fields. */
  readonly extra: number;
  readonly name: Uint8Array;
}

/** An entry of the directory. */
interface Central extends Common {
  readonly comment: number;
  readonly disk: number;
  /** External attributes: the upper half is a Unix mode. */
  readonly attributes: number;
  /** Where the local header begins. */
  readonly offset: number;
  /** The bytes that the local header repeats: from the version to the length of extra fields. */
  readonly repeated: Uint8Array;
}

/** A file that can be read. */
interface File {
  readonly data: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  readonly deflated: boolean;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export class Container {
  readonly #source: Source;
  readonly #files = new Map<string, File>();
  readonly #listed = new Set<string>();
  /** What is wrong with the structure and the headers. What is wrong with a file's bytes, its stream knows. */
  readonly faults: Said[] = [];

  private constructor(source: Source) {
    this.#source = source;
  }

  /**
   * Reads the directory. Everything that is wrong is noted; whatever can be read in spite of it, can be read. `limitOf` tells how
   * many bytes a file of a name may have; `undefined`: there is no file of this name.
   */
  static open(source: Source, limitOf: (name: string) => number | undefined): Container {
    const found = findEnd(source);
    if (!found) throw new NotAZip();
    const { end, at: position } = found;
    const container = new Container(source);
    const behind = source.size - position - END_LENGTH;
    if (behind > 0) container.faults.push(said(`目录后面还有 ${behind} 字节`, `${behind} bytes behind the end of the directory`));
    const start = position - end.directorySize;
    if (start < 0 || end.directorySize > MAX_DIRECTORY) throw new NotAZip();
    if (!end.oneDisk || end.directoryOffset !== start) container.faults.push(END);
    const entries = readDirectory(source.read(start, end.directorySize), end.entries, container.faults);
    if (!entries) throw new NotAZip();
    container.#checkEntries(entries, start, limitOf);
    return container;
  }

  /** Whether the directory has an entry of this name, readable or not. */
  lists(name: string): boolean {
    return this.#listed.has(name);
  }

  /** All names, also of entries that cannot be read. */
  get listed(): Iterable<string> {
    return this.#listed;
  }

  /** The names of the files that can be read. */
  get names(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Bytes of a file by its header. */
  size(name: string): number {
    return this.#files.get(name)?.size ?? 0;
  }

  /** A file to be read piece by piece. */
  stream(name: string): EntryStream | undefined {
    const file = this.#files.get(name);
    return file && new EntryStream(this.#source.read(file.data, file.packed), file.deflated, file.size, file.crc);
  }

  #checkEntries(entries: Central[], directory: number, limitOf: (name: string) => number | undefined): void {
    // By place, so that gaps show; a name that stands twice is read where it stands first.
    entries.sort((a, b) => a.offset - b.offset);
    let [position, total] = [0, 0];
    const seen = new Set<string>();
    for (const entry of entries) {
      const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(entry.name);
      this.#listed.add(name);
      const found = headerFaults(entry);
      const { packed, size, offset } = entry;
      const folded = name.toLowerCase();
      if (seen.has(folded)) found.push(said('同名的文件有两个（大小写不同也算）', 'the name stands twice'));
      seen.add(folded);
      total += size;
      const limit = limitOf(name);
      if (isTricky(name)) found.push(said('文件名暗藏路径，解压时会写到别处', 'the name is a path trick'));
      else if (limit === undefined) found.push(said('选举档案里没有这种文件', 'no file of a record'));
      else if (size > limit) {
        found.push(said(`${size} 字节，超过了上限 ${limit}`, `${size} bytes, more than the ${limit} allowed`));
      } else if (size > packed * RATIO + RATIO_FREE) {
        found.push(said(`${packed} 字节解压成 ${size} 字节：压缩炸弹`, `${packed} bytes that unpack to ${size}: a bomb`));
      }
      if (offset > position) this.faults.push(gap(position, offset - position));
      const data = offset + LOCAL_LENGTH + entry.name.length + entry.extra;
      const end = data + packed;
      if (offset < position || end > directory) {
        found.push(said('与别的文件或目录占着同样的字节', 'shares bytes with another entry or with the directory'));
      } else if (!this.#hasLocal(entry)) {
        found.push(said('文件前面的说明与目录不一致', 'the header before the file contradicts the directory'));
      }
      position = Math.max(position, end);
      if (found.length === 0) {
        this.#files.set(name, { data, packed, size, crc: entry.crc, deflated: entry.method === DEFLATED });
      } else {
        this.faults.push(...found.map((fault) => at(shown(name), shown(name), fault)));
      }
    }
    if (directory > position) this.faults.push(gap(position, directory - position));
    if (total > MAX_TOTAL) {
      this.faults.push(
        said(`所有文件合计 ${total} 字节，太大`, `the files are ${total} bytes together, more than ${MAX_TOTAL}`),
      );
      this.#files.clear();
    }
  }

  /** Whether the bytes where an entry should begin are its local header. */
  #hasLocal({ offset, repeated, name }: Central): boolean {
    const bytes = this.#source.read(offset, LOCAL_LENGTH + name.length);
    return (
      bytes.length === LOCAL_LENGTH + name.length &&
      view(bytes).getUint32(0, true) === 0x04034b50 &&
      same(bytes.subarray(4, LOCAL_LENGTH), repeated) &&
      same(bytes.subarray(LOCAL_LENGTH), name)
    );
  }
}

const END = said('目录的位置或长度与实际不符', 'the end record of the directory does not say where and how long it is');

const gap = (offset: number, bytes: number): Said =>
  said(`字节 ${offset}：有 ${bytes} 字节不属于任何文件`, `byte ${offset}: ${bytes} bytes that belong to no file`);

/** A name that would lead out of the folder, or is none. */
const isTricky = (name: string): boolean =>
  /[\\:\u0000-\u001f\u007f-\u009f]/.test(name) || name.split('/').some((part) => ['', '.', '..'].includes(part));

interface EndRecord {
  readonly oneDisk: boolean;
  readonly entries: number;
  readonly directorySize: number;
  readonly directoryOffset: number;
}

/** The last end record whose comment does not reach beyond the end, and where it stands. */
function findEnd(source: Source): { readonly end: EndRecord; readonly at: number } | undefined {
  const tail = Math.min(source.size, MAX_COMMENT + END_LENGTH);
  const start = source.size - tail;
  const bytes = source.read(start, tail);
  if (bytes.length < END_LENGTH) return undefined;
  const data = view(bytes);
  for (let position = bytes.length - END_LENGTH; position >= 0; position -= 1) {
    if (data.getUint32(position, true) !== 0x06054b50) continue;
    const [disk, directoryDisk, here, entries, comment] = [4, 6, 8, 10, 20].map((field) =>
      data.getUint16(position + field, true),
    ) as [number, number, number, number, number];
    if (comment > bytes.length - position - END_LENGTH) continue;
    const end = {
      oneDisk: disk === 0 && directoryDisk === 0 && here === entries,
      entries,
      directorySize: data.getUint32(position + 12, true),
      directoryOffset: data.getUint32(position + 16, true),
    };
    return { end, at: start + position };
  }
  return undefined;
}

/** The entries of the directory; none if not even the first can be read. */
function readDirectory(bytes: Uint8Array, entries: number, faults: Said[]): Central[] | undefined {
  const found: Central[] = [];
  for (let from = 0; from < bytes.length; ) {
    const read = readCentral(bytes.subarray(from));
    if (read && found.length >= MAX_ENTRIES) {
      faults.push(said('文件太多', `more than ${MAX_ENTRIES} entries`));
      return found;
    }
    if (!read) {
      if (found.length === 0) return undefined;
      faults.push(END);
      return found;
    }
    found.push(read.entry);
    from += read.length;
  }
  if (entries !== found.length) faults.push(END);
  return found;
}

function readCentral(bytes: Uint8Array): { readonly entry: Central; readonly length: number } | undefined {
  if (bytes.length < CENTRAL_LENGTH) return undefined;
  const data = view(bytes);
  const [u16, u32] = [(field: number) => data.getUint16(field, true), (field: number) => data.getUint32(field, true)];
  if (u32(0) !== 0x02014b50) return undefined;
  const [nameLength, extra, comment] = [u16(28), u16(30), u16(32)];
  const length = CENTRAL_LENGTH + nameLength + extra + comment;
  if (bytes.length < length) return undefined;
  const entry: Central = {
    needed: u16(6),
    flags: u16(8),
    method: u16(10),
    crc: u32(16),
    packed: u32(20),
    size: u32(24),
    name: bytes.slice(CENTRAL_LENGTH, CENTRAL_LENGTH + nameLength),
    extra,
    comment,
    disk: u16(34),
    attributes: u32(38),
    offset: u32(42),
    repeated: bytes.slice(6, 32),
  };
  return { entry, length };
}

/** Numbers that may have one value only. */
function headerFaults({ needed, flags, method, extra, comment, disk, attributes, packed, size }: Central): Said[] {
  // The name is UTF-8: true of every name that is allowed. How hard a deflater tried is no content.
  const free = method === DEFLATED ? 0x0806 : 0x0800;
  // A regular file or nothing said; not a folder of MS-DOS.
  const kind = attributes >>> 28;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [needed <= NEEDED, '格式版本', 'Version'],
    [(flags & ~free) === 0, '标志（加密等）', 'Flags'],
    [method === STORED || method === DEFLATED, '压缩方法', 'Method'],
    [extra === 0, '附加字段', 'Extra'],
    [comment === 0, '注释', 'Comment'],
    [disk === 0, '分卷', 'Disk'],
    [(kind === 0 || kind === 8) && (attributes & 0x10) === 0, '文件属性（链接、文件夹等）', 'Attributes'],
    [method !== STORED || packed === size, '长度', 'StoredSize'],
  ];
  return checks.filter(([good]) => !good).map(([, zh, en]) => said(`${zh}不是选举档案该有的`, `${en}: not as a record has it`));
}
