/**
 * What a log means: which ballots count, who voted on paper, when the voting ended (protocol.md Part I section 5).
 *
 * Order: exactly one `open`, the first. `ballot`, `paper`, `void` and `extend` only before `close`; one `close`; after it one `sheet`;
 * `state`, `notice` and `objection` anywhere. Times: no ballot at or after the end, no `close` before it, none before the entry before.
 * A poll that is cancelled while people vote ends there: nothing that belongs to the voting comes after, neither `close` nor sheet.
 * A faulty leaf is told, keeps its place in the tree and has no other effect.
 */
import { hex } from '../../crypto/bytes.ts';
import type { PointText } from '../../crypto/group.ts';
import type { Digest } from '../../crypto/hash.ts';
import { readLeaf, type Leaf, type State } from '../../crypto/log/leaf.ts';
import { leafHash, rootOf } from '../../crypto/log/merkle.ts';
import { MAX_TIME } from '../archive/head.ts';
import { attempt } from '../faults.ts';
import type { DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';
import type { Schedule } from './opening.ts';
import type { Rules } from './rules.ts';
import { lineFault, textFault } from './text.ts';

/** What became of a ballot in the end; `by`: the leaf that decided it. */
export type Fate =
  | { readonly became: 'counts'; readonly by?: never }
  /** Taken out by a `void`; the same voter voted again, or on paper. */
  | { readonly became: 'void' | 'replaced' | 'paper'; readonly by: number };

export interface LoggedBallot {
  /** Its leaf. */
  readonly index: number;
  /** The leaf's time, Unix milliseconds UTC. */
  readonly time: number;
  readonly credential: PointText;
  /** SHA-256 of its bytes. */
  readonly sha256: DigestText;
  readonly fate: Fate;
}

export const counts = ({ fate }: LoggedBallot): boolean => fate.became === 'counts';

export interface LoggedPaper {
  readonly index: number;
  readonly time: number;
  readonly credential: PointText;
}

/** A decision by which a ballot was taken out. */
export interface LoggedVoid {
  readonly index: number;
  readonly time: number;
  /** The leaf of the ballot. */
  readonly ballot: number;
  readonly reason: string;
  /** Who decided it. */
  readonly authority: string;
}

/** The decision by which a poll was cancelled. */
export interface Cancellation {
  readonly index: number;
  readonly time: number;
  readonly reason: string;
}

/** The sheet of the paper ballots, and the tree that ends with it: what the closing statement names. */
export interface LoggedSheet {
  readonly sha256: DigestText;
  /** Leaves up to this one, included, and the root of the tree over them. */
  readonly size: number;
  readonly root: DigestText;
}

/** Where a log ends: what decides which entry may come next once the voting has ended. */
export interface LogEnd {
  /** Time of the last entry. */
  readonly time: number;
  readonly isClosed: boolean;
  readonly hasSheet: boolean;
  /** The last state told. */
  readonly state: State | undefined;
}

/** What a log says. */
export interface History {
  readonly leafHashes: readonly Digest[];
  /** Digest of the opening, and φ. */
  readonly opening: { readonly digest: DigestText; readonly phi: string } | undefined;
  /** Time of `open`, and the end of the voting after an extension, Unix milliseconds UTC. */
  readonly opened: number | undefined;
  readonly extended: number | undefined;
  /** All ballots and all paper in the order of the log. */
  readonly ballots: readonly LoggedBallot[];
  readonly papers: readonly LoggedPaper[];
  readonly voids: readonly LoggedVoid[];
  /** Time of `close`, Unix milliseconds UTC. */
  readonly closed: number | undefined;
  readonly sheet: LoggedSheet | undefined;
  readonly states: readonly State[];
  readonly cancelled: Cancellation | undefined;
  readonly end: LogEnd;
}

/** The ballots that count, in the order of the log. */
export const counting = ({ ballots }: History): LoggedBallot[] => ballots.filter(counts);

/**
 * The time that both archives carry, in whole seconds: that of `close`, or where the poll was cancelled before it, that of the
 * cancellation; none while people vote, or beyond the year 2242.
 */
export function timestampOf({ closed, cancelled }: History): number | undefined {
  const ended = closed ?? cancelled?.time;
  const seconds = ended === undefined ? undefined : Math.floor(ended / 1000);
  return seconds !== undefined && seconds <= MAX_TIME ? seconds : undefined;
}

export const STATE_NAMES: Readonly<Record<State, readonly [zh: string, en: string]>> = {
  closed: ['截止', 'Closed'],
  counted: ['计票', 'Counted'],
  published: ['结果公示', 'Published'],
  final: ['生效', 'Final'],
  filed: ['备案', 'Filed'],
  cancelled: ['取消', 'Cancelled'],
};
const STATES = Object.keys(STATE_NAMES) as readonly State[];
/** Whether a state is this far or further; cancelled is further than all. */
export const isStateAtLeast = (state: State, least: State): boolean => STATES.indexOf(state) >= STATES.indexOf(least);

/** Characters of a reason, and of who decided, at most. */
const [REASON, AUTHORITY] = [1_000, 100];

/** Why a decision cannot be read by people: who decided and why must be said. */
function wordsFault(field: 'reason' | 'authority', text: string): Said | undefined {
  const isBlank = field === 'reason' && /^\p{White_Space}*$/u.test(text);
  const fault = field === 'authority' || isBlank ? lineFault(text, AUTHORITY) : textFault(text, REASON);
  const what = field === 'reason' ? '理由' : '决定人';
  return fault && said(`${what}没有写、太长，或有看不见的字符（程序原话：${fault.en}）`, `${field}: ${fault.en}`);
}

/** States ascend after the close, and a poll is cancelled only before it was counted. */
function stateFault(last: State | undefined, state: State, isClosed: boolean): Said | undefined {
  const follows =
    last === 'cancelled'
      ? false
      : state === 'cancelled'
        ? !last || !isStateAtLeast(last, 'counted')
        : (state === 'closed' || isClosed) && (!last || isStateAtLeast(state, last));
  const [zh, en] = STATE_NAMES[state];
  return follows ? undefined : said(`表决此时不能进入“${zh}”状态`, `the poll cannot come to the state ${en} here`);
}

const AFTER_CLOSE = said('投票在这之前已经截止', 'the voting was closed before');
const AFTER_CANCEL = said('表决在这之前已经取消', 'the poll was cancelled before');
const EARLIER = said('时间比前一条还早', 'its time is before that of the entry before it');
const SHEET_EARLY = said('截止以后才能清点纸质票', 'the paper is counted after the close only');

/** Why a leaf may not follow where the voting has ended, and where the log ends with it. */
export function followsEnd(end: LogEnd, leaf: Leaf): LogEnd | Said {
  if (leaf.time < end.time) return EARLIER;
  const isCancelled = end.state === 'cancelled';
  switch (leaf.type) {
    case 'open':
      return said('只有第一条可以是投票开始', 'only the first entry can open the voting');
    case 'ballot':
    case 'paper':
    case 'void':
    case 'extend':
    case 'close':
      return end.isClosed ? AFTER_CLOSE : AFTER_CANCEL;
    case 'sheet':
      if (isCancelled) return AFTER_CANCEL;
      if (!end.isClosed) return SHEET_EARLY;
      return end.hasSheet
        ? said('已经有纸质票计票单', 'there is a sheet of the paper ballots already')
        : { ...end, time: leaf.time, hasSheet: true };
    case 'state': {
      const fault =
        stateFault(end.state, leaf.state, end.isClosed) ??
        (leaf.state === 'cancelled' ? wordsFault('reason', leaf.reason ?? '') : undefined);
      return fault ?? { ...end, time: leaf.time, state: leaf.state };
    }
    case 'notice':
    case 'objection':
      return { ...end, time: leaf.time };
  }
}

/** What is known of one voter. */
interface Voter {
  /** The leaves of the ballots that are not void, in the order of the log. */
  ballots: number[];
  /** The leaf of the paper. */
  paper: number | undefined;
}

/** A log being read by the rules. */
export class Replay {
  readonly #rules: Rules;
  readonly #schedule: Schedule;
  /** The end of the voting after an extension. */
  #extended: number | undefined;
  readonly #leafHashes: Digest[] = [];
  #opening: History['opening'];
  #opened: number | undefined;
  readonly #ballots: Omit<LoggedBallot, 'fate'>[] = [];
  readonly #papers: LoggedPaper[] = [];
  readonly #voids: LoggedVoid[] = [];
  #closed: number | undefined;
  #sheet: LoggedSheet | undefined;
  #sheetIndex: number | undefined;
  readonly #states: State[] = [];
  #cancelled: Cancellation | undefined;
  readonly #voters = new Map<PointText, Voter>();
  /** Whose a ballot is, by its leaf, and the leaf that made it void. */
  readonly #byIndex = new Map<number, { readonly credential: PointText; voidedBy: number | undefined }>();
  readonly #byDigest = new Map<DigestText, number>();
  /** Time of the last entry. */
  #time = 0;
  readonly faults: Said[] = [];

  constructor(rules: Rules, schedule: Schedule) {
    this.#rules = rules;
    this.#schedule = schedule;
  }

  /** Reads the bytes of the next leaf. */
  read(bytes: Uint8Array): void {
    const index = this.#leafHashes.length;
    const leaf = attempt(() => readLeaf(bytes));
    const problem = leaf.fault ?? this.#check(leaf.value);
    this.#leafHashes.push(leafHash(bytes));
    if (problem) this.faults.push(said(`第 ${index} 条：${problem.zh}`, `entry ${index}: ${problem.en}`));
    else if (leaf.value) this.#apply(leaf.value);
  }

  finish(): History {
    return {
      leafHashes: this.#leafHashes,
      opening: this.#opening,
      opened: this.#opened,
      extended: this.#extended,
      ballots: this.#ballots.map((ballot) => ({ ...ballot, fate: this.#fateOf(ballot) })),
      papers: this.#papers,
      voids: this.#voids,
      closed: this.#closed,
      sheet: this.#sheet,
      states: this.#states,
      cancelled: this.#cancelled,
      end: {
        time: this.#time,
        isClosed: this.#closed !== undefined,
        hasSheet: this.#sheetIndex !== undefined,
        state: this.#states[this.#states.length - 1],
      },
    };
  }

  #fateOf({ index, credential }: Omit<LoggedBallot, 'fate'>): Fate {
    const voidedBy = this.#byIndex.get(index)?.voidedBy;
    if (voidedBy !== undefined) return { became: 'void', by: voidedBy };
    const { ballots, paper } = this.#voters.get(credential) ?? { ballots: [], paper: undefined };
    if (paper !== undefined) return { became: 'paper', by: paper };
    const last = ballots[ballots.length - 1];
    return last !== undefined && last !== index ? { became: 'replaced', by: last } : { became: 'counts' };
  }

  /** When the voting ends, as far as is known. */
  get #end(): number {
    return this.#extended ?? this.#schedule.at;
  }

  /** Why a leaf may not be the next one. */
  #check(leaf: Leaf): Said | undefined {
    const place = this.#leafHashes.length;
    if (leaf.index !== place) return said(`它自称是第 ${leaf.index} 条`, `it says it has index ${leaf.index}`);
    if ((place === 0) !== (leaf.type === 'open')) {
      return place === 0
        ? said('第一条必须是投票开始', 'the first entry must open the voting')
        : said('只有第一条可以是投票开始', 'only the first entry can open the voting');
    }
    if (leaf.time < this.#time) return EARLIER;
    if (this.#closed !== undefined && ['ballot', 'paper', 'void', 'extend', 'close'].includes(leaf.type)) {
      return AFTER_CLOSE;
    }
    if (this.#cancelled && ['ballot', 'paper', 'void', 'extend', 'close', 'sheet'].includes(leaf.type)) {
      return AFTER_CANCEL;
    }
    switch (leaf.type) {
      case 'ballot':
        return this.#checkBallot(leaf.time, leaf.credential, leaf.sha256);
      case 'paper':
        return this.#checkPaper(leaf.credential);
      case 'void': {
        const known = this.#byIndex.get(leaf.ballot);
        if (!known) return said(`第 ${leaf.ballot} 条没有选票可作废`, `there is no ballot at entry ${leaf.ballot}`);
        return known.voidedBy === undefined
          ? (wordsFault('reason', leaf.reason) ?? wordsFault('authority', leaf.authority))
          : said(`第 ${leaf.ballot} 条的选票已经作废`, `the ballot at entry ${leaf.ballot} is void already`);
      }
      case 'extend':
        return this.#checkExtension(leaf.time, leaf.until);
      case 'close':
        return leaf.time < this.#end ? said('还没到时间就截止了', 'the voting was closed before its end') : undefined;
      case 'sheet':
        if (this.#closed === undefined) return SHEET_EARLY;
        return this.#sheetIndex === undefined
          ? undefined
          : said(
              `第 ${this.#sheetIndex} 条已经有纸质票计票单`,
              `there is a sheet of the paper ballots already, entry ${this.#sheetIndex}`,
            );
      case 'state':
        return (
          stateFault(this.#states[this.#states.length - 1], leaf.state, this.#closed !== undefined) ??
          (leaf.state === 'cancelled' ? wordsFault('reason', leaf.reason ?? '') : undefined)
        );
      case 'open':
      case 'notice':
      case 'objection':
        return undefined;
    }
  }

  #checkBallot(time: number, credential: PointText, sha256: DigestText): Said | undefined {
    if (this.#rules.channel === 'official_only') {
      return said(
        '按规则只能在官方平台上电子投票，这里不收电子选票',
        'by the rule set no electronic ballots are cast here, only on the official platform',
      );
    }
    if (time >= this.#end) return said('截止时间以后的选票', 'a ballot after the end of the voting');
    const same = this.#byDigest.get(sha256);
    if (same !== undefined) return said(`与第 ${same} 条是同一张选票`, `the same ballot as entry ${same}`);
    const voter = this.#voters.get(credential);
    if (voter?.paper !== undefined) {
      return said(`这位业主已用纸质票：第 ${voter.paper} 条`, `the voter voted on paper: entry ${voter.paper}`);
    }
    const most = { no: 1, once: 2, until_close: Infinity }[this.#rules.revote];
    const last = voter?.ballots[voter.ballots.length - 1];
    return last !== undefined && voter && voter.ballots.length >= most
      ? said(`这位业主不能再投：第 ${last} 条已经投过`, `the voter may not vote again: there is entry ${last}`)
      : undefined;
  }

  #checkPaper(credential: PointText): Said | undefined {
    const voter = this.#voters.get(credential);
    if (voter?.paper !== undefined) {
      return said(
        `这位业主的纸质票已经登记：第 ${voter.paper} 条`,
        `the voter voted on paper already: entry ${voter.paper}`,
      );
    }
    const last = voter?.ballots[voter.ballots.length - 1];
    // Under `first_valid` the envelope had to stay sealed.
    return this.#rules.conflict === 'first_valid' && last !== undefined
      ? said(`这位业主有一张算数的选票：第 ${last} 条`, `the voter has a ballot that counts: entry ${last}`)
      : undefined;
  }

  #checkExtension(time: number, until: number): Said | undefined {
    const { at, extendUntil } = this.#schedule;
    const allowed = extendUntil !== undefined && until > at && until <= extendUntil && time < at;
    return allowed && this.#extended === undefined ? undefined : said('不能这样延期', 'the voting cannot be extended so');
  }

  /** Takes what a leaf says that may stand here and stands in the tree. */
  #apply(leaf: Leaf): void {
    const { index, time } = leaf;
    this.#time = time;
    const voterOf = (credential: PointText): Voter => {
      let voter = this.#voters.get(credential);
      if (!voter) this.#voters.set(credential, (voter = { ballots: [], paper: undefined }));
      return voter;
    };
    switch (leaf.type) {
      case 'open':
        this.#opening = { digest: leaf.opening, phi: leaf.phi };
        this.#opened = time;
        break;
      case 'ballot': {
        const { credential, sha256 } = leaf;
        this.#ballots.push({ index, time, credential, sha256 });
        this.#byIndex.set(index, { credential, voidedBy: undefined });
        this.#byDigest.set(sha256, index);
        voterOf(credential).ballots.push(index);
        break;
      }
      case 'paper':
        this.#papers.push({ index, time, credential: leaf.credential });
        voterOf(leaf.credential).paper = index;
        break;
      case 'void': {
        const { ballot, reason, authority } = leaf;
        this.#voids.push({ index, time, ballot, reason, authority });
        const known = this.#byIndex.get(ballot);
        if (!known) break;
        known.voidedBy = index;
        const voter = voterOf(known.credential);
        voter.ballots = voter.ballots.filter((own) => own !== ballot);
        break;
      }
      case 'extend':
        this.#extended = leaf.until;
        break;
      case 'close':
        this.#closed = time;
        break;
      case 'sheet':
        this.#sheetIndex = index;
        this.#sheet = { sha256: leaf.sha256, size: this.#leafHashes.length, root: hex(rootOf(this.#leafHashes)) };
        break;
      case 'state':
        this.#states.push(leaf.state);
        if (leaf.state === 'cancelled') this.#cancelled = { index, time, reason: leaf.reason ?? '' };
        break;
      case 'notice':
      case 'objection':
    }
  }
}
