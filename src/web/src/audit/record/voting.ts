/** The log, and what it says of the two archives, of the paper and of who took part. */
import { hex } from '../../crypto/bytes.ts';
import type { Digest } from '../../crypto/hash.ts';
import { digest } from '../../crypto/hash.ts';
import { agreesWith, openCheckpoint } from '../../crypto/log/checkpoint.ts';
import { Note } from '../../crypto/log/note.ts';
import type { Audited } from '../archive/audit.ts';
import { attempt } from '../faults.ts';
import type { Weight } from '../outcome/weight.ts';
import { said } from '../said.ts';
import {
  annexFaults,
  paperVoters,
  participationOf,
  readAnnex,
  readParticipation,
  sameParticipation,
  type Line,
  type Participation,
} from './annex.ts';
import { OTHER_OPENING, type Desk, type Setup, type Sides } from './desk.ts';
import { ANNEX, AREA, CHECKPOINT, LOG, PAPER, TURNOUT } from './files.ts';
import { Lines, MAX_LEAF, MIN_LEAF } from './lines.ts';
import { Replay, timestampOf, type History } from './log.ts';
import { cosignerKeys, logKey } from './opening.ts';
import { paperFaults, readSheet, type Sheet } from './paper.ts';

/** Wrong leaves after which no more are read: each is remembered with its words. */
const MAX_WRONG = 1000;

/** Reads the log by the rules; nothing without rules to read it by. */
export function readLog(desk: Desk, { opening, rules }: Setup): History | undefined {
  const stream = desk.container.stream(LOG);
  if (!stream) return undefined;
  if (!opening || !rules) {
    desk.finish(LOG, stream);
    return undefined;
  }
  const [lines, replay] = [new Lines(stream, MAX_LEAF), new Replay(rules, opening.closing)];
  for (let number = 1; ; number += 1) {
    const line = lines.next();
    if (line === undefined) break;
    if (line === 'bad' || line.length < MIN_LEAF || replay.faults.length >= MAX_WRONG) {
      desk.fail('log', LOG, said(`第 ${number} 行太长，或没有换行结尾`, `line ${number}: too long, or not ended by a line feed`));
      break;
    }
    replay.read(line);
  }
  desk.finish(LOG, stream);
  const history = replay.finish();
  desk.trays.examine('log', history.leafHashes.length);
  for (const fault of replay.faults) desk.fail('log', LOG, fault);
  if (timestampOf(history) === undefined) desk.fail('log', LOG, said('投票没有截止', 'the voting was not closed'));
  // Whoever cancels a poll before its count leaves the envelopes sealed.
  if (!history.sheet && !history.cancelled) {
    desk.fail('log', LOG, said('没有纸质票计票单（没有人用纸质票也要有）', 'there is no sheet of the paper ballots'));
  }
  if (history.opening?.digest !== opening.digest) desk.fail('log', LOG, OTHER_OPENING);
  return history;
}

/** Whether the log is of this election, and names only who is entitled. */
export function checkListed(desk: Desk, history: History, [{ facts }]: Sides): void {
  const { election, credentials } = facts;
  if (election && history.opening && history.opening.phi !== election.phi) desk.fail('log', LOG, OTHER_OPENING);
  if (credentials.entries.length === 0) return;
  for (const { index, credential } of [...history.ballots, ...history.papers]) {
    if (credentials.find(credential)) continue;
    desk.fail(
      'log',
      LOG,
      said(`公开记录第 ${index} 条：凭证不在名单上`, `entry ${index}: the credential is not listed`),
    );
  }
}

/** The head of the log; returns who else signed it. */
export function checkCheckpoint(desk: Desk, { opening }: Setup, history: History | undefined): string[] {
  const bytes = desk.files.get(CHECKPOINT);
  if (!bytes || !opening || !history) return [];
  const keys = attempt(() => ({ log: logKey(opening), cosigners: cosignerKeys(opening) }));
  if (keys.fault) return [];
  desk.trays.examine('checkpoint', 1);
  const opened = attempt(() => openCheckpoint(Note.parse(bytes), keys.value.log, keys.value.cosigners));
  if (opened.fault) {
    desk.fail('checkpoint', CHECKPOINT, opened.fault);
    return [];
  }
  const { checkpoint, cosigned } = opened.value;
  const hashes: readonly Digest[] = history.leafHashes;
  const { fault } = attempt(() => agreesWith(checkpoint, hashes));
  if (fault) desk.fail('checkpoint', CHECKPOINT, fault);
  else if (checkpoint.size < hashes.length) {
    desk.fail(
      'checkpoint',
      CHECKPOINT,
      said(
        `只到第 ${checkpoint.size} 条，公开记录有 ${hashes.length} 条`,
        `counts ${checkpoint.size} entries, the log has ${hashes.length}`,
      ),
    );
  }
  return cosigned.map(({ key }) => key.name);
}

/** Whether both archives are of one election. */
export function checkPair(desk: Desk, [people, area]: Sides): void {
  if (!people.facts.election || !area.facts.election) return;
  const text = (bytes: Uint8Array): string => hex(digest(bytes));
  const points = ({ facts }: Audited): string => facts.credentials.entries.map(({ point }) => point).join();
  const [first, second] = [people.facts, area.facts];
  const same: readonly (readonly [boolean, string, string])[] = [
    [text(first.setup.election) === text(second.setup.election), '题目', 'election'],
    [text(first.setup.trustees) === text(second.setup.trustees), '受托人', 'trustees'],
    [points(people) === points(area), '投票凭证', 'credentials'],
    [people.report.timestamp === area.report.timestamp, '时间', 'time'],
    [people.report.stage === area.report.stage, '进度', 'stage'],
  ];
  desk.trays.examine('pair', same.length + first.ballots.length);
  for (const [good, zh, en] of same) {
    if (!good) desk.fail('pair', AREA, said(`人数、面积两份档案的${zh}不同`, `the two archives have not the same ${en}`));
  }
  const longest = Math.max(first.ballots.length, second.ballots.length);
  for (let at = 0; at < longest; at += 1) {
    if (first.ballots[at] === second.ballots[at]) continue;
    desk.fail(
      'pair',
      AREA,
      said(`人数、面积两份档案的第 ${at + 1} 张选票不同`, `ballot ${at + 1} is not the same in both archives`),
    );
    break;
  }
}

/** The sheet of the paper ballots. */
export function checkPaper(desk: Desk, { opening }: Setup, history: History | undefined, [people, area]: Sides): Sheet | undefined {
  if (!opening) return undefined;
  const sheet = desk.parse('paper', PAPER, (bytes) => readSheet(bytes, opening.keys.paper));
  const { election } = people.facts;
  if (!sheet || !history || !election) return undefined;
  // Somebody who is not listed, or has a ballot that counts, is told elsewhere; the sheet is held against all that remain.
  const voters = paperVoters(history, area.facts.credentials);
  if ('en' in voters) {
    desk.fail('paper', PAPER, voters);
    return sheet;
  }
  const areas = voters.map((weight: Weight) => weight.area);
  const own = desk.digests.get(PAPER);
  const faults = paperFaults(sheet, own, election.parameters, election.phi, history, areas);
  desk.trays.examine('paper', areas.length);
  const voted = new Set([...people.facts.voted, ...area.facts.voted]);
  for (const { index, credential } of history.papers) {
    if (!voted.has(credential)) continue;
    faults.push(
      said(
        `公开记录第 ${index} 条：这位业主用了纸质票，档案里却还有他的选票`,
        `entry ${index}: the voter on paper has a ballot in the archives`,
      ),
    );
  }
  for (const fault of faults) desk.fail('paper', PAPER, fault);
  return sheet;
}

/** What stands in the annex, and who took part by it. */
interface TookPart {
  readonly lines: readonly Line[];
  readonly participation: Participation | undefined;
}

/** The annex, and who took part by it. */
export function checkAnnex(desk: Desk, { rules }: Setup, history: History | undefined, [, area]: Sides): TookPart {
  const lines = desk.take('annex', ANNEX, readAnnex);
  const stated = desk.parse('turnout', TURNOUT, readParticipation);
  if (!lines || !history || !rules) return { lines: [], participation: undefined };
  desk.trays.examine('annex', lines.length);
  for (const fault of annexFaults(lines, history, rules.identityLevel)) desk.fail('annex', ANNEX, fault);
  const participation = participationOf(history, lines, area.facts.credentials);
  if ('en' in participation) {
    desk.fail('turnout', TURNOUT, participation);
    return { lines, participation: undefined };
  }
  if (stated) {
    desk.trays.examine('turnout', 1);
    if (!sameParticipation(stated, participation)) {
      desk.fail(
        'turnout',
        TURNOUT,
        said('不是由公开记录和投票渠道算出来的', 'not what follows from the log and its annex'),
      );
    }
  }
  return { lines, participation };
}
