/** What the page, its auditor and its checkers tell each other. Plain data only: it is copied from one to another. */
import type { ArchiveReport } from '../../audit/archive/report.ts';
import type { Checked } from '../../audit/checker.ts';
import type { RecordReport } from '../../audit/record/report.ts';
import type { Revealed } from '../../audit/reveal.ts';
import type { Said } from '../../audit/said.ts';
import type { Code } from '../../crypto/fault.ts';
import type { PointText } from '../../crypto/group.ts';

/** To a worker that was just started: what it is. */
export type Start =
  /** An auditor, with a port to each checker. */
  | { readonly role: 'auditor'; readonly ports: readonly MessagePort[] }
  /** A checker of ballots and points, which listens to this port. */
  | { readonly role: 'checker'; readonly port: MessagePort };

/** From the auditor to a checker. An election stands for all ballots that follow. */
export type CheckRequest =
  | { readonly kind: 'election'; readonly bytes: Uint8Array }
  | { readonly kind: 'ballots'; readonly ballots: readonly Uint8Array[] }
  | { readonly kind: 'points'; readonly texts: readonly PointText[] };

/** From a checker, one for each request but the election, in their order. */
export type CheckReply =
  | { readonly kind: 'ballots'; readonly checked: readonly Checked[] }
  | { readonly kind: 'points'; readonly faults: readonly ({ readonly code: Code; readonly message: string } | undefined)[] };

/** From the page to the auditor, one at a time. */
export type Task =
  /** Audit a file: a record or an archive. */
  | { readonly kind: 'audit'; readonly file: Blob; readonly name: string }
  /** Hold a receipt or a kept head of the log against the record that was audited, and entries that the log got later. */
  | { readonly kind: 'note'; readonly bytes: Uint8Array; readonly later: readonly Uint8Array[] }
  /** Hold an older copy of the record against it. */
  | { readonly kind: 'older'; readonly file: Blob }
  /** Rebuild a checked ballot: with the election of the file that was audited, or with these bytes. */
  | { readonly kind: 'reveal'; readonly text: string; readonly election: Uint8Array | undefined };

/** What the page shows of a record. */
export type RecordView = Omit<RecordReport, 'opening' | 'digests' | 'leafHashes' | 'end' | 'ballots' | 'election' | 'signed' | 'listed'> & {
  /** Who made the credentials. */
  readonly madeBy: 'authority' | 'service' | undefined;
};

/** A file that was audited. `machine`: the report for machines. */
export type Opened =
  | { readonly kind: 'record'; readonly report: RecordView; readonly valid: boolean; readonly conclusion: Said; readonly machine: string }
  | { readonly kind: 'archive'; readonly report: ArchiveReport; readonly valid: boolean; readonly conclusion: Said; readonly machine: string }
  /** Neither. */
  | { readonly kind: 'neither'; readonly why: 'empty' | 'foreign' | 'no-manifest' };

/** Something held against a record. */
export interface Held {
  readonly what: 'receipt' | 'head' | 'older';
  readonly holds: boolean;
  readonly said: Said;
  /** Of a head that is newer than the record: where the service, without its host, shows the entries that are needed. */
  readonly needs?: string;
}

/** From the auditor to the page. */
export type Reply =
  | { readonly kind: 'progress'; readonly bytes: number; readonly total: number; readonly ballots: number }
  | { readonly kind: 'opened'; readonly opened: Opened }
  | { readonly kind: 'held'; readonly held: Held }
  | { readonly kind: 'revealed'; readonly revealed: Revealed }
  /** The file could not be read further, e.g. because it was removed. */
  | { readonly kind: 'failed'; readonly reason: string };
