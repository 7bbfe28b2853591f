/**
 * The auditor's side: it reads the file, hands ballots to the checkers, and keeps what it found, so that receipts can be held against it.
 * Nothing leaves this device.
 */
import { auditArchive } from '../../audit/archive/audit.ts';
import { conclusion, isValid } from '../../audit/archive/report.ts';
import type { Checker } from '../../audit/checker.ts';
import { inputOf, type Source } from '../../audit/input.ts';
import { archiveObject, recordObject } from '../../audit/machine.ts';
import { auditRecord, recordSize } from '../../audit/record/audit.ts';
import { compare } from '../../audit/record/compare.ts';
import { hold } from '../../audit/record/kept.ts';
import { isRecordValid, recordConclusion, type RecordReport } from '../../audit/record/report.ts';
import { rebuild } from '../../audit/reveal.ts';
import { said } from '../../audit/said.ts';
import { textOf } from '../../crypto/bytes.ts';
import type { Held, Opened, RecordView, Reply, Task } from './messages.ts';

/** Only workers have it. */
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

/** A file of the device, read where it is asked for. */
export function sourceOfBlob(file: Blob): Source {
  const reader = new FileReaderSync();
  return { size: file.size, read: (from, length) => new Uint8Array(reader.readAsArrayBuffer(file.slice(from, from + length))) };
}

/** How every archive begins. */
const MAGIC = 'BELENIOS\0';

export class Auditor {
  readonly #checker: Checker;
  readonly #reply: (reply: Reply) => void;
  /** The record that was audited last. */
  #record: RecordReport | undefined;
  /** The election of what was audited last. */
  #election: Uint8Array | undefined;

  constructor(checker: Checker, reply: (reply: Reply) => void) {
    this.#checker = checker;
    this.#reply = reply;
  }

  async take(task: Task): Promise<void> {
    try {
      switch (task.kind) {
        case 'audit':
          return this.#reply({ kind: 'opened', opened: await this.#audit(sourceOfBlob(task.file), task.name) });
        case 'note':
          return this.#reply({ kind: 'held', held: hold(task.bytes, this.#needRecord(), task.later) });
        case 'older':
          return this.#reply({ kind: 'held', held: older(sourceOfBlob(task.file), this.#needRecord()) });
        case 'reveal':
          return this.#reply({ kind: 'revealed', revealed: rebuild(task.text, task.election ?? this.#election) });
      }
    } catch (error) {
      // A file that was removed, or a memory that is full.
      this.#reply({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown' });
    }
  }

  #needRecord(): RecordReport {
    if (!this.#record) throw new Error('no record was audited');
    return this.#record;
  }

  async #audit(source: Source, name: string): Promise<Opened> {
    [this.#record, this.#election] = [undefined, undefined];
    if (source.size === 0) return { kind: 'neither', why: 'empty' };
    const isArchive = textOf(source.read(0, MAGIC.length)) === MAGIC;
    const total = isArchive ? source.size : recordSize(source);
    const progress = ({ bytes, ballots }: { bytes: number; ballots: number }): void =>
      this.#reply({ kind: 'progress', bytes, total, ballots });
    if (isArchive) {
      const report = await auditArchive(inputOf(source), this.#checker, progress);
      const machine = JSON.stringify(archiveObject(name, report));
      return { kind: 'archive', report, valid: isValid(report), conclusion: conclusion(report), machine };
    }
    const report = await auditRecord(source, this.#checker, progress);
    if (typeof report === 'string') return { kind: 'neither', why: report === 'no-zip' ? 'foreign' : report };
    [this.#record, this.#election] = [report, report.election];
    const machine = JSON.stringify(recordObject(name, report));
    return { kind: 'record', report: viewOf(report), valid: isRecordValid(report), conclusion: recordConclusion(report), machine };
  }
}

/** What the page shows: plain data, and no more than it needs. */
function viewOf(report: RecordReport): RecordView {
  const { opening, digests, leafHashes, end, ballots, election, signed, listed, ...view } = report;
  return { ...view, madeBy: opening?.credentials.madeBy };
}

function older(source: Source, record: RecordReport): Held {
  const compared = compare(source, record);
  if (typeof compared !== 'string') return { what: 'older', ...compared };
  return { what: 'older', holds: false, said: said('旧文件不是选举档案', 'the older copy is no record') };
}
