/**
 * The desk at which a record is audited: its files, what was read of them, and every fault found so far. The checks are functions that
 * are handed the desk: `before.ts` what stood before the voting, `voting.ts` the log and what it says, `rewritten.ts` both archives
 * written again, `after.ts` what the trustees gave and the result, `complete.ts` the files as a whole.
 */
import type { Audited, OnProgress } from '../archive/audit.ts';
import { attempt } from '../faults.ts';
import type { DigestText } from '../json.ts';
import { Trays, type RecordFinding } from '../report.ts';
import { said, type Said } from '../said.ts';
import { Container, NotAZip } from '../zip/container.ts';
import type { EntryStream } from '../zip/entry.ts';
import type { Source } from '../input.ts';
import type { RecordCheck } from './checks.ts';
import { AREA, isLong, limitOf, MANIFEST, PEOPLE } from './files.ts';
import type { Opening } from './opening.ts';
import type { Package } from './package.ts';
import type { MaskedRoll } from './roll.ts';
import type { Rules } from './rules.ts';

/** Why a file is no record at all. */
export type NotARecord = 'no-zip' | 'no-manifest';

/** The container of a record, or why there is none. */
export function openContainer(source: Source): Container | NotARecord {
  try {
    const container = Container.open(source, limitOf);
    return container.lists(MANIFEST) ? container : 'no-manifest';
  } catch (error) {
    if (error instanceof NotAZip) return 'no-zip';
    throw error;
  }
}

/** What could be read of the files that stood before the voting. */
export interface Setup {
  readonly opening: Opening | undefined;
  readonly rules: Rules | undefined;
  readonly package: Package | undefined;
  readonly roll: MaskedRoll | undefined;
}

/** Both archives. */
export type Sides = readonly [people: Audited, area: Audited];
export const SIDES = [PEOPLE, AREA] as const;

/** What several checks say. */
export const MISSING = said('少了这个文件', 'missing');
export const OTHER_OPENING = said('不是以本次表决的约定和题目开头', 'does not begin with this opening and election');

export class Desk {
  readonly container: Container;
  readonly progress: OnProgress;
  readonly trays = new Trays<RecordCheck, RecordFinding>();
  /** Of every file read to its end. */
  readonly digests = new Map<string, DigestText>();
  /** The files that are read as a whole. */
  readonly files = new Map<string, Uint8Array>();
  /** Bytes read so far. */
  read = 0;

  constructor(container: Container, progress: OnProgress) {
    this.container = container;
    this.progress = progress;
  }

  fail(check: RecordCheck, file: string, what: Said): void {
    this.trays.fail(check, { file, said: what });
  }

  /** Reads the files that are read as a whole. */
  load(): void {
    this.trays.examine('container', this.container.names.length);
    for (const fault of this.container.faults) this.fail('container', '', fault);
    for (const name of this.container.names.filter((own) => !isLong(own))) {
      const stream = this.container.stream(name);
      if (!stream) continue;
      this.files.set(name, stream.takeAll());
      this.finish(name, stream);
    }
  }

  /** Reads a file to its end, and notes its digest and what is wrong with it in the container. */
  finish(name: string, stream: EntryStream | undefined): void {
    if (!stream) return;
    this.read += this.container.size(name);
    const { digest: own, fault } = stream.finish();
    this.digests.set(name, own);
    if (fault) this.fail('container', name, fault);
  }

  /** Parses a file; what is wrong with it is a fault of `check`. */
  parse<T>(check: RecordCheck, name: string, parse: (bytes: Uint8Array) => T): T | undefined {
    const bytes = this.files.get(name);
    if (!bytes) return undefined;
    const { value, fault } = attempt(() => parse(bytes));
    if (fault) this.fail(check, name, fault);
    return value;
  }

  /** The value that a reader gave, or a fault of `check`. */
  take<T>(check: RecordCheck, name: string, read: (bytes: Uint8Array) => { readonly value: T } | { readonly fault: Said }): T | undefined {
    const bytes = this.files.get(name);
    const found = bytes && read(bytes);
    if (!found) return undefined;
    if ('value' in found) return found.value;
    this.fail(check, name, found.fault);
    return undefined;
  }
}
