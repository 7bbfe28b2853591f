/**
 * What stands beside the log: `ballots.jsonl`, by which way each vote came, a line for every ballot and paper of the log in its order;
 * and `turnout.json`, who took part by people and area (protocol.md Part I section 14). A line ends with a line feed, also the last.
 */
import type { PointText } from '../../crypto/group.ts';
import type { Json, Reader } from '../../crypto/json.ts';
import type { CredentialList } from '../election/credentials.ts';
import { attempt } from '../faults.ts';
import { digestText, oneOf, readCanonical, wholeNumber, type DigestText } from '../json.ts';
import { equals, plus, readWeight, sumOf, writeWeight, ZERO, type Weight } from '../outcome/weight.ts';
import { said, type Said } from '../said.ts';
import { counting, type History } from './log.ts';
import { IDENTIFICATIONS, type Identification } from './rules.ts';
import { isPlainName } from './text.ts';

/** 网上: the voter's own device. 纸质: an envelope. 协助: a ballot made on another's device with somebody's help. */
export const CHANNELS = ['electronic', 'paper', 'assisted'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Line {
  /** The leaf in the log. */
  readonly index: number;
  readonly channel: Channel;
  /** What proved the voter, next to the slip; of paper, who handed it in. */
  readonly level: Identification;
  /** The leaf's time, Unix milliseconds UTC, rounded down to the minute. */
  readonly time: number;
  readonly serialDigest: DigestText;
  /** Who attested it. Needed for the level `witness` and for help. */
  readonly attestedBy: readonly string[];
}

const MINUTE = 60_000;
const MAX_LINE = 4096;
const MAX_ATTESTORS = 8;
const MAX_NAME = 64;

const minute = (time: number): number => time - (time % MINUTE);

function line(reader: Reader): Line {
  const fields = reader.fields(['index', 'channel', 'level', 'time', 'serial_digest'], ['attested_by']);
  const names = fields.attested_by?.list((own) => own.text());
  // Nobody is written by leaving the field away.
  if (names?.length === 0) reader.refuse('in its one form');
  return {
    index: wholeNumber(fields.index),
    channel: oneOf(...CHANNELS)(fields.channel),
    level: oneOf(...IDENTIFICATIONS)(fields.level),
    time: wholeNumber(fields.time),
    serialDigest: digestText(fields.serial_digest),
    attestedBy: names ?? [],
  };
}

/** What is wrong with a line by itself. */
function lineProblem({ time, level, channel, attestedBy }: Line): Said | undefined {
  if (minute(time) !== time) return said('时间没有取整到分钟', 'time: not a whole minute');
  if ((level === 'witness' || channel === 'assisted') && attestedBy.length === 0) {
    return said('没有写见证人或协助人', 'attested_by: nobody is named');
  }
  const plain = attestedBy.every((name) => isPlainName(name, MAX_NAME));
  if (attestedBy.length > MAX_ATTESTORS || !plain || new Set(attestedBy).size < attestedBy.length) {
    return said(
      `见证人应是 1 到 ${MAX_ATTESTORS} 个不同的名字，每个不超过 ${MAX_NAME} 字`,
      `attested_by: not one to ${MAX_ATTESTORS} names of at most ${MAX_NAME} characters, each once`,
    );
  }
  return undefined;
}

/** Reads `ballots.jsonl`. The first fault ends it. */
export function readAnnex(bytes: Uint8Array): { readonly value: readonly Line[] } | { readonly fault: Said } {
  const lines: Line[] = [];
  for (let from = 0, number = 1; from < bytes.length; number += 1) {
    const fault = ({ zh, en }: Said): { fault: Said } => ({ fault: said(`第 ${number} 行：${zh}`, `line ${number}: ${en}`) });
    const feed = bytes.indexOf(0x0a, from);
    const end = feed < 0 ? bytes.length : feed;
    if (end + (feed < 0 ? 0 : 1) - from > MAX_LINE) return fault(said('太长', `longer than ${MAX_LINE} bytes`));
    if (feed < 0) return fault(said('没有换行结尾', 'does not end with a line feed'));
    const read = attempt(() => readCanonical(bytes.subarray(from, end), line));
    if (read.fault) return fault(read.fault);
    const problem = lineProblem(read.value);
    if (problem) return fault(problem);
    const { index } = read.value;
    const last = lines[lines.length - 1];
    if (last && last.index >= index) {
      return fault(said(`序号 ${index} 没有大于前一行`, `index ${index} is not above the one before`));
    }
    lines.push(read.value);
    from = feed + 1;
  }
  return { value: lines };
}

const entrySaid = (index: number, zh: string, en: string): Said => said(`公开记录第 ${index} 条${zh}`, `entry ${index}: ${en}`);

/**
 * Everything in which the lines do not fit the log. `levels`: how the rule set has ballots' voters recognised; who hands in paper is
 * recognised by a teller, whatever the rules for ballots are.
 */
export function annexFaults(lines: readonly Line[], { ballots, papers }: History, levels: readonly Identification[]): Said[] {
  const faults: Said[] = [];
  const entries = [
    ...ballots.map(({ index, time, credential }) => ({ index, time, credential, paper: false })),
    ...papers.map(({ index, time, credential }) => ({ index, time, credential, paper: true })),
  ].sort((a, b) => a.index - b.index);
  const places = new Map(entries.map(({ index }, at) => [index, at]));
  const missing = (from: number, to: number): void => {
    for (const { index } of entries.slice(from, to)) faults.push(entrySaid(index, '没有对应的一行', 'it has no line'));
  };
  const serials = new Map<DigestText, { readonly index: number; readonly credential: PointText }>();
  let seen = 0;
  for (const { index, channel, level, time, serialDigest } of lines) {
    const at = places.get(index);
    if (at === undefined) {
      faults.push(entrySaid(index, '不是选票，也不是纸质票', 'the log has no ballot and no paper there'));
      continue;
    }
    // Both ascend: what lies between has no line.
    missing(seen, at);
    seen = at + 1;
    const entry = entries[at] as (typeof entries)[number];
    if (entry.paper !== (channel === 'paper')) {
      faults.push(entrySaid(index, '：渠道不符', 'the channel is not what the log has there'));
    }
    if (minute(entry.time) !== time) faults.push(entrySaid(index, '：时间不符', 'the time is not the one in the log'));
    if (!entry.paper && !levels.includes(level)) {
      faults.push(entrySaid(index, '：规则不允许这种核验方式', 'the rule set does not recognise voters so'));
    }
    const known = serials.get(serialDigest) ?? { index, credential: entry.credential };
    serials.set(serialDigest, known);
    if (known.credential !== entry.credential) {
      faults.push(
        entrySaid(
          index,
          `：选票编号是第 ${known.index} 条那位业主的`,
          `the serial of another voter's entry ${known.index}`,
        ),
      );
    }
  }
  missing(seen, entries.length);
  return faults;
}

/** Who took part. A voter took part who has a counting ballot or paper in the log. */
export interface Participation {
  /** Everybody who could. */
  readonly entitled: Weight;
  /** Everybody who did: the sum of the three below. */
  readonly tookPart: Weight;
  readonly electronic: Weight;
  readonly paper: Weight;
  readonly assisted: Weight;
}

export const writeParticipation = ({ entitled, tookPart, electronic, paper, assisted }: Participation): Json => ({
  entitled: writeWeight(entitled),
  took_part: writeWeight(tookPart),
  electronic: writeWeight(electronic),
  paper: writeWeight(paper),
  assisted: writeWeight(assisted),
});

export const readParticipation = (bytes: Uint8Array): Participation =>
  readCanonical(bytes, (reader) => {
    const fields = reader.fields(['entitled', 'took_part', 'electronic', 'paper', 'assisted']);
    return {
      entitled: readWeight(fields.entitled),
      tookPart: readWeight(fields.took_part),
      electronic: readWeight(fields.electronic),
      paper: readWeight(fields.paper),
      assisted: readWeight(fields.assisted),
    };
  });

export const sameParticipation = (a: Participation, b: Participation): boolean =>
  (['entitled', 'tookPart', 'electronic', 'paper', 'assisted'] as const).every((field) => equals(a[field], b[field]));

const TOO_LARGE = said('合计太大', 'a total exceeds 2^53 − 1');

/** The voters on paper with their weights, in the order of the log: listed, and none with a ballot that counts. */
export function paperVoters(history: History, area: CredentialList): Weight[] | Said {
  const voted = new Set(counting(history).map(({ credential }) => credential));
  const weights: Weight[] = [];
  for (const { index, credential } of history.papers) {
    if (voted.has(credential)) {
      return entrySaid(index, '：这位业主既有纸质票，又有算数的选票', 'the voter has a ballot that counts, and paper');
    }
    const weight = weightOf(area, credential);
    if (!weight) return entrySaid(index, '：凭证不在名单上', 'the credential is not listed');
    weights.push(weight);
  }
  return weights;
}

function weightOf(area: CredentialList, credential: PointText): Weight | undefined {
  const entry = area.find(credential);
  return entry && { people: 1n, area: entry.weight };
}

/** What follows from the log, its annex and the list of areas. */
export function participationOf(history: History, lines: readonly Line[], area: CredentialList): Participation | Said {
  const sums: Record<Channel, Weight> = { electronic: ZERO, paper: ZERO, assisted: ZERO };
  const add = (channel: Channel, weight: Weight): Said | undefined => {
    const sum = plus(sums[channel], weight);
    if (sum) sums[channel] = sum;
    return sum ? undefined : TOO_LARGE;
  };
  const channels = new Map(lines.map(({ index, channel }) => [index, channel]));
  for (const { index, credential } of counting(history)) {
    const weight = weightOf(area, credential);
    if (!weight) return entrySaid(index, '：凭证不在名单上', 'the credential is not listed');
    const channel = channels.get(index);
    if (!channel || channel === 'paper') {
      return entrySaid(index, '：没有写明渠道', 'ballots.jsonl has no line for this ballot');
    }
    const fault = add(channel, weight);
    if (fault) return fault;
  }
  const papers = paperVoters(history, area);
  if ('en' in papers) return papers;
  for (const weight of papers) {
    const fault = add('paper', weight);
    if (fault) return fault;
  }
  const entitled = sumOf(area.entries.map(({ weight }) => ({ people: 1n, area: weight })));
  const tookPart = sumOf([sums.electronic, sums.paper, sums.assisted]);
  return entitled && tookPart ? { entitled, tookPart, ...sums } : TOO_LARGE;
}
