/** What an audit of a record found, and what it says of it. */
import type { Digest } from '../../crypto/hash.ts';
import { isValid as isArchiveValid, type ArchiveReport } from '../archive/report.ts';
import type { DigestText } from '../json.ts';
import { isWrong, type Ran, type RecordFinding } from '../report.ts';
import { said, type Said } from '../said.ts';
import type { Participation } from './annex.ts';
import type { RecordCheck } from './checks.ts';
import type { ItemResult } from './decide.ts';
import type { Cancellation, LogEnd, LoggedBallot, LoggedVoid } from './log.ts';
import type { Opening } from './opening.ts';
import type { Remarks } from './remarks.ts';

/** How far a poll had come when the record was made, in this order. */
export const RECORD_STAGES = ['closed', 'cancelled', 'signed', 'decrypting', 'counted'] as const;
export type RecordStage = (typeof RECORD_STAGES)[number];

export const isStageAtLeast = (stage: RecordStage, least: RecordStage): boolean =>
  RECORD_STAGES.indexOf(stage) >= RECORD_STAGES.indexOf(least);

export const RECORD_STAGE_WORDS: Readonly<Record<RecordStage, Said>> = {
  closed: said('投票已截止，等计票受托人签字', 'voting has ended; the trustees have not signed yet'),
  cancelled: said('已取消，不会有结果', 'cancelled: there will be no result'),
  signed: said('受托人已签字，还没有解密', 'the trustees have signed, nothing is decrypted yet'),
  decrypting: said('受托人正在解密，还没有结果', 'the trustees are decrypting, there is no result yet'),
  counted: said('已计票，有结果', 'counted'),
};

export interface RecordReport {
  readonly checks: readonly Ran<RecordCheck, RecordFinding>[];
  /** What the checks of `people.bel` and `area.bel` found. */
  readonly archives: readonly [ArchiveReport, ArchiveReport];
  readonly stage: RecordStage;
  readonly opening: Opening | undefined;
  /** Leaves of the log, and how many of them are ballots, ballots that count, and paper. */
  readonly log: { readonly leaves: number; readonly ballots: number; readonly counting: number; readonly papers: number };
  /** The decisions by which ballots were taken out, in the order of the log. */
  readonly voids: readonly LoggedVoid[];
  /** That the poll was cancelled, and why. */
  readonly cancelled: Cancellation | undefined;
  /** Who took part, recomputed. */
  readonly participation: Participation | undefined;
  /** What follows from the totals, recomputed. */
  readonly items: readonly ItemResult[] | undefined;
  /** What has to be said beside the result although nothing is wrong. */
  readonly remarks: Remarks;
  /** What the trustees must sign, recomputed. */
  readonly statement: string | undefined;
  /** What they signed, as it stands there. */
  readonly signed: string | undefined;
  /** Names of all files, readable or not. */
  readonly listed: ReadonlySet<string>;
  /** SHA-256 of every file. */
  readonly digests: ReadonlyMap<string, DigestText>;
  /** Names of the cosigners that signed the head of the log. */
  readonly cosigned: readonly string[];
  /** The hashes of the log's leaves, for receipts and heads kept elsewhere. */
  readonly leafHashes: readonly Digest[];
  /** Where the log ends, for entries that came later. */
  readonly end: LogEnd | undefined;
  /** Every ballot of the log with what became of it, by ascending leaf, for receipts. */
  readonly ballots: readonly LoggedBallot[];
  /** The election's exact bytes, to check a sealed ballot against; none if they cannot be found. */
  readonly election: Uint8Array | undefined;
}

/** Whether nothing that was checked is wrong, in the record and in both archives. */
export const isRecordValid = ({ checks, archives }: RecordReport): boolean =>
  archives.every(isArchiveValid) && !checks.some(isWrong);

/** The sentence a court clerk reads. */
export function recordConclusion(report: RecordReport): Said {
  const all = [report.checks, ...report.archives.map(({ checks }) => checks)];
  const bad = all.reduce((sum, checks) => sum + checks.filter(isWrong).length, 0);
  if (!isRecordValid(report)) {
    return said(
      `这份档案有问题：${bad} 项检查没有通过，里面的数字不能采信。`,
      `This record is not valid: ${bad} ${bad === 1 ? 'check' : 'checks'} did not pass; its numbers must not be relied on.`,
    );
  }
  switch (report.stage) {
    case 'counted':
      return said(
        '各项检查都通过；除以上几点外，上面的结果就是按公开记录里的选票、纸质票和法律算出来的结果。',
        'This record is valid: apart from the points listed above, the result above is what follows by law from the ballots of the log and the paper.',
      );
    case 'cancelled':
      return said(
        '各项检查都通过；表决已取消，没有结果。',
        'This record is valid; the poll was cancelled and has no result.',
      );
    case 'closed':
    case 'signed':
    case 'decrypting':
      return said(
        '到此为止的各项检查都通过；投票已经截止，还没有结果。',
        'This record is valid so far; voting has ended and there is no result yet.',
      );
  }
}
