/**
 * What has to be said beside a result although nothing is wrong: how long people could vote, how well choices are hidden, how voters
 * were recognised, and the second tally where the rules have one.
 */
import type { PointText } from '../../crypto/group.ts';
import type { CredentialList } from '../election/credentials.ts';
import { followedCommittee, followedMatter } from '../outcome/following.ts';
import { candidateSentence, committeeSentence, matterSentence, participationSentence, SILENT_LABEL } from '../outcome/sentence.ts';
import { OutcomeFault, type BlankRule, type Turnout } from '../outcome/turnout.ts';
import { equals, lessOf, plus, sumOf, ZERO, type Weight } from '../outcome/weight.ts';
import { said, type Said } from '../said.ts';
import type { Line, Participation } from './annex.ts';
import type { ItemResult, OptionTotals } from './decide.ts';
import { counting, type History } from './log.ts';
import type { Opening } from './opening.ts';
import type { RollTotals } from './roll.ts';
import type { Identification, Rules } from './rules.ts';

/** An answer whose total shows a choice, or all of them. Votes were added up apart: ballots, or paper. */
export interface Exposed {
  /** Position of the item, and of the answer in its totals, from 0; no answer: left blank. */
  readonly item: number;
  readonly answer: number | undefined;
  readonly apart: 'electronic' | 'paper';
  readonly chosenBy: 'one' | 'all_but_one' | 'all';
  /**
   * How many of those who were added up together have just the area of the one who chose, or did not: 1 names a home. 0 where every
   * one chose.
   */
  readonly among: number;
}

/** An item as the second tally has it; no sentences where no side leads that could be followed. */
export interface SecondItem {
  readonly title: string;
  readonly sentences: readonly Said[];
}

export interface Remarks {
  /** The rule set, and its keys whose values are only assumed. */
  readonly rules: { readonly id: string; readonly name: string; readonly assumed: readonly string[] } | undefined;
  /** Who could vote under both readings of the parking rule, where they differ. */
  readonly parking: RollTotals | undefined;
  /** From when until when people could vote, and whether as long as the rules want. The rules' days may be set aside with a reason. */
  readonly window:
    | { readonly from: number; readonly until: number; readonly min: number; readonly max: number; readonly isKept: boolean }
    | undefined;
  /** Cosigners of the opening who did not sign the head of the log: whoever forks a log has to do without them. */
  readonly uncosigned: readonly string[];
  /**
   * Voters with an area unlike all others: exact weights link their credential with their home, so the log shows that they voted and
   * when, never what they chose (protocol.md Part I section 16).
   */
  readonly uniqueAreas: number;
  /** So few voted on paper that the sheet's plain totals can show a choice. */
  readonly fewPapers: boolean;
  /** Those who took part, by what proved who they were. */
  readonly levels: ReadonlyMap<Identification, Weight>;
  readonly exposed: readonly Exposed[];
  /**
   * The second tally, where the rule set lets the silent follow the majority. They count in it only with proof of delivery and a
   * warning, which no record holds: so this is with all of them, the most that there can be.
   */
  readonly second: { readonly silent: Weight; readonly items: readonly SecondItem[] } | undefined;
}

export const NO_REMARKS: Remarks = {
  rules: undefined,
  parking: undefined,
  window: undefined,
  uncosigned: [],
  uniqueAreas: 0,
  fewPapers: false,
  levels: new Map(),
  exposed: [],
  second: undefined,
};

/** What a record that was read says of it. */
interface Told {
  readonly areas: CredentialList;
  readonly history: History;
  readonly opening: Opening | undefined;
  readonly roll: RollTotals | undefined;
  readonly cosigned: readonly string[];
  readonly lines: readonly Line[];
  readonly rules: Rules;
  readonly participation: Participation | undefined;
  readonly items: readonly ItemResult[] | undefined;
}

/** Below so many voters on paper the plain totals of the sheet can show a choice (protocol.md Part I section 13). */
export const FEW_PAPERS = 10;

export function remarksOf(told: Told): Remarks {
  const { areas, history, opening, roll, cosigned, rules, items } = told;
  const { id, name, assumed } = rules;
  const papers = history.papers.length;
  return {
    rules: { id, name, assumed },
    parking: roll && !equals(roll.withParking, roll.withoutParking) ? roll : undefined,
    window: windowOf(told),
    uncosigned: (opening?.cosigners ?? []).map((own) => own.name).filter((own) => !cosigned.includes(own)),
    uniqueAreas: [...tally(areas.entries.map(({ weight }) => weight)).values()].filter((count) => count === 1).length,
    fewPapers: papers > 0 && papers < FEW_PAPERS,
    levels: levelsOf(told),
    exposed: items ? exposedOf(told, items) : [],
    second: secondOf(told),
  };
}

const DAY = 86_400_000;

function windowOf({ history, opening, rules }: Told): Remarks['window'] {
  if (history.opened === undefined || !opening) return undefined;
  const [from, planned] = [history.opened, opening.closing.at];
  const { min, max } = rules.voteWindow;
  const length = Math.max(planned - from, 0);
  return { from, until: history.extended ?? planned, min, max, isKept: length >= min * DAY && length <= max * DAY };
}

/** How often each number stands. */
function tally(numbers: readonly bigint[]): Map<bigint, number> {
  const counts = new Map<bigint, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

function levelsOf({ areas, history, lines }: Told): Remarks['levels'] {
  const byIndex = new Map(lines.map(({ index, level }) => [index, level]));
  const levels = new Map<Identification, Weight>();
  for (const { index, credential } of [...counting(history), ...history.papers]) {
    const [level, area] = [byIndex.get(index), areas.find(credential)?.weight];
    if (!level || area === undefined) continue;
    const sum = levels.get(level) ?? ZERO;
    levels.set(level, plus(sum, { people: 1n, area }) ?? sum);
  }
  return levels;
}

function exposedOf({ areas, history }: Told, items: readonly ItemResult[]): Exposed[] {
  const areasOf = (all: readonly { readonly credential: PointText }[]): Map<bigint, number> =>
    tally(all.flatMap(({ credential }) => areas.find(credential)?.weight ?? []));
  const groups = [
    ['electronic', areasOf(counting(history))],
    ['paper', areasOf(history.papers)],
  ] as const;
  return items.flatMap(({ turnout, options }, item) =>
    groups.flatMap(([apart, own]) =>
      answersOf(turnout[apart], options, apart).flatMap(([answer, votes]): Exposed[] => {
        const found = chosenBy(votes, allOf(turnout[apart]), own);
        return found ? [{ item, answer, apart, ...found }] : [];
      }),
    ),
  );
}

/** All ballots of an item that were added up together. */
const allOf = ({ valid, blank, invalid }: Turnout): Weight => sumOf([valid, blank, invalid]) ?? ZERO;

/** Every answer with its votes, the blank ones too. */
const answersOf = (
  { blank }: Turnout,
  options: readonly OptionTotals[],
  apart: Exposed['apart'],
): (readonly [answer: number | undefined, votes: Weight])[] => [
  ...options.map((option, answer) => [answer, option[apart]] as const),
  [undefined, blank],
];

/** Whether `votes` of `all` show a choice, and how many could have made it. */
export function chosenBy(
  votes: Weight,
  all: Weight,
  areas: ReadonlyMap<bigint, number>,
): Pick<Exposed, 'chosenBy' | 'among'> | undefined {
  const rest = lessOf(all, votes);
  if (votes.people === 0n) return undefined;
  if (votes.people === 1n) return { chosenBy: 'one', among: areas.get(votes.area) ?? 0 };
  if (rest.people === 0n) return { chosenBy: 'all', among: 0 };
  return rest.people === 1n ? { chosenBy: 'all_but_one', among: areas.get(rest.area) ?? 0 } : undefined;
}

function secondOf({ rules, participation, items }: Told): Remarks['second'] {
  if (rules.nonResponse !== 'follows_majority' || !participation || !items) return undefined;
  const silent = lessOf(participation.entitled, participation.tookPart);
  try {
    return { silent, items: items.map((item) => ({ title: item.title, sentences: followed(item, silent, rules.blank) })) };
  } catch (error) {
    if (error instanceof OutcomeFault) return undefined;
    throw error;
  }
}

/** What would follow for an item, labelled so that it is never taken for the result. */
function followed(item: ItemResult, silent: Weight, blank: BlankRule): Said[] {
  const turnout = item.turnout.both;
  const votes = item.options.map(({ both }) => both);
  const label = ({ zh, en }: Said): Said => said(SILENT_LABEL.zh + zh, SILENT_LABEL.en + en);
  if (item.type === 'committee') {
    const { favour, reading } = followedCommittee(item.committee, turnout, votes, silent);
    return [
      participationSentence(reading.tookPart, turnout.total),
      committeeSentence(item.committee.seats, reading),
      ...item.options.map(({ name }, at) => candidateSentence(name, favour[at] as Weight, reading, at)),
    ].map(label);
  }
  const [favour, against, abstain] = votes as [Weight, Weight, Weight];
  const own = followedMatter(item.majority, { turnout, favour, against, abstain }, blank, silent);
  if (!own) return [];
  return [
    participationSentence(own.reading.tookPart, turnout.total),
    matterSentence(item.title, item.majority, own.favour[0] as Weight, own.reading),
  ].map(label);
}
