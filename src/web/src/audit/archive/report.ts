/** What an audit of an archive found, and what it says of it. */
import type { Parameters } from '../../crypto/election.ts';
import type { Rows } from '../election/tally.ts';
import { isWrong, type ArchiveFinding, type Ran } from '../report.ts';
import { said, type Said } from '../said.ts';
import type { ArchiveCheck } from './checks.ts';

/** How far an election had come, in this order. */
export const STAGES = ['nothing', 'open', 'closed', 'tallied', 'decrypting', 'result'] as const;
export type Stage = (typeof STAGES)[number];

/** Whether a stage is this far or further. */
export const isAtLeast = (stage: Stage, least: Stage): boolean => STAGES.indexOf(stage) >= STAGES.indexOf(least);

export const STAGE_WORDS: Readonly<Record<Stage, Said>> = {
  nothing: said('读不出这是哪一次选举', 'no election can be read in it'),
  open: said('投票中，还没有截止', 'voting is open'),
  closed: said('投票已截止，还没有计票', 'voting has ended, nothing is counted yet'),
  tallied: said('选票已加在一起，还没有开票', 'the ballots are added up, not opened yet'),
  decrypting: said('受托人正在开票，还没有公布结果', 'the trustees are opening, no result is published yet'),
  result: said('结果已公布', 'the result is published'),
};

/** Voters, and their weights together. */
export interface Voters {
  readonly voters: number;
  readonly weight: bigint;
}

/** The decrypted totals of each question, "blank" first where possible: as published, or opened here from the shares. */
export interface Totals {
  readonly source: 'published' | 'opened';
  readonly rows: Rows<bigint>;
}

export interface ArchiveReport {
  readonly checks: readonly Ran<ArchiveCheck, ArchiveFinding>[];
  readonly stage: Stage;
  /** When the archive was begun, in seconds since 1970. */
  readonly timestamp: number | undefined;
  readonly election: { readonly parameters: Parameters; readonly phi: string } | undefined;
  /** One entry for each trustee. */
  readonly trustees: readonly (string | undefined)[];
  readonly entitled: Voters;
  /** Ballots in the archive, earlier ones of the same voter included. */
  readonly ballots: number;
  readonly counted: Voters;
  readonly totals: Totals | undefined;
}

/** Whether nothing that was checked is wrong. It takes the whole file to say so: an archive without a Setup is not valid. */
export const isValid = ({ stage, checks }: ArchiveReport): boolean => stage !== 'nothing' && !checks.some(isWrong);

/** The sentence a court clerk reads. In Chinese the file is never called 有效: that word is the law's, for the vote itself. */
export function conclusion(report: ArchiveReport): Said {
  if (report.stage === 'nothing') {
    return said(
      '这份文件已损坏，读不出选举的内容，什么也不能证明。',
      'This file is damaged: no election can be read in it, and it proves nothing.',
    );
  }
  const bad = report.checks.filter(isWrong).length;
  if (bad > 0) {
    return said(
      `这份文件有问题：${bad} 项检查没有通过，里面的数字不能采信。`,
      `This file is not valid: ${bad} ${bad === 1 ? 'check' : 'checks'} did not pass; its numbers must not be relied on.`,
    );
  }
  switch (report.stage) {
    case 'open':
      return said(
        '到此为止的各项检查都通过；投票还没有截止，没有结果。',
        'This file is valid so far; voting is still open and there is no result.',
      );
    case 'closed':
    case 'tallied':
    case 'decrypting':
      return said(
        '到此为止的各项检查都通过；投票已经截止，结果还没有公布。',
        'This file is valid so far; voting has ended and no result is published yet.',
      );
    case 'result':
      return said(
        '各项检查都通过；除以上几点外，公布的结果就是文件里选票的正确计票结果。',
        'This file is valid: apart from the points listed above, the result it states is the correct count of the ballots it holds.',
      );
  }
}
