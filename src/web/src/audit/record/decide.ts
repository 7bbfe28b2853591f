/**
 * From the decrypted totals and the sheet of the paper ballots to what was decided.
 *
 * Electronic and paper are kept apart as far as they go and added only where the law counts: who took part, and who was in favour.
 */
import { allowsBlank, ciphertextsOf, type Question } from '../../crypto/election.ts';
import type { Rows } from '../election/tally.ts';
import { decideCommittee, type Committee, type CommitteeReading } from '../outcome/committee.ts';
import { majorityOf, type Majority, type Subject } from '../outcome/law.ts';
import { decideMatter, optionsDiffer, type MatterReading } from '../outcome/matter.ts';
import {
  candidateSentence,
  committeeSentence,
  matterSentence,
  participationSentence,
  READING_LABELS,
} from '../outcome/sentence.ts';
import { OutcomeFault, otherRule, tooLarge, withPaper, type BlankRule, type Readings, type Turnout } from '../outcome/turnout.ts';
import { equals, minus, plus, sumOf, ZERO, type Weight } from '../outcome/weight.ts';
import { nth, said, type Said } from '../said.ts';
import type { Participation } from './annex.ts';
import { committeeOf, FAVOUR_AGAINST_ABSTAIN, labelsOf, type Item } from './package.ts';
import type { Counted } from './paper.ts';
import type { Rules } from './rules.ts';

/** Something by which way: ballots decrypted, paper by the sheet, and both. */
export interface ByChannel<T> {
  readonly electronic: T;
  readonly paper: T;
  readonly both: T;
}

/** Votes for one answer: `favour`, `against` or `abstain`, or a candidate's name as the ballot has it. */
export interface OptionTotals extends ByChannel<Weight> {
  readonly name: string;
}

interface Decided {
  readonly title: string;
  readonly turnout: ByChannel<Turnout>;
  readonly options: readonly OptionTotals[];
  /** Whether enough took part, what became of it, and of every candidate in the published order. */
  readonly sentences: readonly Said[];
}

export interface MatterResult extends Decided {
  readonly type: 'matter';
  readonly subject: Subject;
  readonly majority: Majority;
  readonly readings: Readings<MatterReading>;
}

export interface CommitteeResult extends Decided {
  readonly type: 'committee';
  readonly committee: Committee;
  /** Whether each candidate was voted on with 同意, 反对, 弃权. */
  readonly each: boolean;
  readonly readings: Readings<CommitteeReading>;
}

export type ItemResult = MatterResult | CommitteeResult;

/** All totals of a poll. */
export interface Totals {
  /** The election's questions: those of the items one after another. */
  readonly questions: readonly Question[];
  readonly participation: Participation;
  /** Decrypted, by people and by area. */
  readonly people: Rows<bigint>;
  readonly area: Rows<bigint>;
  readonly paper: readonly Counted[];
}

/** Totals cannot be decided by. */
export class DecideFault extends Error {
  readonly said: Said;

  constructor(zh: string, en: string) {
    super(en);
    this.said = said(zh, en);
  }
}

/** The questions or totals are not those of the item; the item is known to the caller. */
class Misshapen extends Error {}
class Uneven extends Error {}

/** Decides all items. */
export function decide(items: readonly Item[], totals: Totals, rules: Rules): ItemResult[] {
  let next = 0;
  const results = items.map((item, at) => {
    const count = item.type === 'committee' && item.vote === 'each' ? item.candidates.length : 1;
    const first = next;
    next += count;
    try {
      const answers = Array.from({ length: count }, (_, index) => answersOf(item, totals, first + index));
      return item.type === 'matter' ? matter(item, answers, rules.blank) : committee(item, answers, rules);
    } catch (error) {
      const [zh, en] = [`第 ${nth(at)} 项：`, `items[${at}]: `];
      if (error instanceof OutcomeFault) throw new DecideFault(zh + error.said.zh, en + error.said.en);
      if (error instanceof Misshapen) {
        throw new DecideFault(`${zh}题目或合计不是这一项的`, `${en}the questions or totals are not those of the item`);
      }
      if (error instanceof Uneven) {
        throw new DecideFault(
          `${zh}各候选人的有效、空白、无效纸质票数目不一致`,
          `${en}valid, blank and invalid papers are not the same for all candidates`,
        );
      }
      throw error;
    }
  });
  if ([totals.questions, totals.people, totals.area, totals.paper].some((all) => all.length !== next)) {
    throw new DecideFault('题目比事项多', 'there are more questions than the items have');
  }
  return results;
}

/** Electronic and paper totals of one question. */
interface Answers {
  readonly electronic: Turnout;
  readonly paper: Turnout;
  readonly options: readonly { readonly electronic: Weight; readonly paper: Weight }[];
}

/** Whether a question asks what the item is about: which number stands for whom depends on it (protocol.md Part I section 3). */
function isAsked(item: Item, { answers, min, max, ...question }: Question): boolean {
  if (item.type === 'committee' && item.vote === 'up_to_seats') {
    // Whoever may choose all there are may be told so either way.
    const all = max >= Math.min(item.seats, item.candidates.length) && max <= item.seats;
    return sameTexts(answers, labelsOf(item)) && question.blank === true && min === 1 && all;
  }
  return sameTexts(answers, FAVOUR_AGAINST_ABSTAIN) && question.blank !== true && min === 1 && max === 1;
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

function answersOf(item: Item, totals: Totals, index: number): Answers {
  const question = totals.questions[index];
  const [people, area, paper] = [totals.people[index], totals.area[index], totals.paper[index]];
  if (!question || !isAsked(item, question) || !people || !area || !paper) throw new Misshapen();
  const count = ciphertextsOf(question);
  if (people.length !== count || area.length !== count || paper.options.length !== question.answers.length) throw new Misshapen();
  const all = people.map((own, at): Weight => ({ people: own, area: area[at] as bigint }));
  const ballots = plus(totals.participation.electronic, totals.participation.assisted);
  const blank = allowsBlank(question) ? (all.shift() as Weight) : ZERO;
  const valid = ballots && minus(ballots, blank);
  if (!valid) throw new Misshapen();
  const total = totals.participation.entitled;
  return {
    electronic: { total, valid, blank, invalid: ZERO },
    paper: { total, valid: paper.valid, blank: paper.blank, invalid: paper.invalid },
    options: all.map((electronic, at) => ({ electronic, paper: paper.options[at] as Weight })),
  };
}

const turnoutOf = ({ electronic, paper }: Answers): ByChannel<Turnout> => ({
  electronic,
  paper,
  both: withPaper(electronic, paper),
});

function optionOf(name: string, { electronic, paper }: Answers['options'][number]): OptionTotals {
  const both = plus(electronic, paper);
  if (!both) throw tooLarge();
  return { name, electronic, paper, both };
}

/** The three answers of a question, which each channel's valid ballots must add up to. */
function three({ options, electronic, paper }: Answers): readonly [favour: Answers['options'][number], ...rest: Answers['options'][number][]] {
  const [favour, against, abstain, ...more] = options;
  if (!favour || !against || !abstain || more.length > 0) throw new Misshapen();
  const sums = (channel: 'electronic' | 'paper'): Weight | undefined => sumOf(options.map((option) => option[channel]));
  if (!equals(sums('electronic'), electronic.valid) || !equals(sums('paper'), paper.valid)) throw optionsDiffer();
  return [favour, against, abstain];
}

function matter({ title, subject }: Item & { type: 'matter' }, [answers]: readonly Answers[], blank: BlankRule): MatterResult {
  if (!answers) throw new Misshapen();
  const own = three(answers);
  const options = ['favour', 'against', 'abstain'].map((name, index) => optionOf(name, own[index] as (typeof own)[number]));
  const turnout = turnoutOf(answers);
  const [favour, against, abstain] = options.map(({ both }) => both) as [Weight, Weight, Weight];
  const majority = majorityOf(subject);
  const readings = decideMatter(majority, { turnout: turnout.both, favour, against, abstain }, blank);
  const sentences = sentencesOf(readings, blank, (reading) => [
    participationSentence(reading.tookPart, turnout.both.total),
    matterSentence(title, majority, favour, reading),
  ]);
  return { type: 'matter', title, subject, majority, turnout, options, readings, sentences };
}

function committee(item: Item & { type: 'committee' }, answers: readonly Answers[], rules: Rules): CommitteeResult {
  const [first] = answers;
  if (!first) throw new Misshapen();
  const turnout = turnoutOf(first);
  const each = item.vote === 'each';
  const same = (a: Turnout, b: Turnout): boolean =>
    (['total', 'valid', 'blank', 'invalid'] as const).every((field) => equals(a[field], b[field]));
  if (each && !answers.every((other) => same(other.paper, first.paper) && same(other.electronic, first.electronic))) {
    throw new Uneven();
  }
  const votes = each ? answers.map((own) => three(own)[0]) : first.options;
  const names = labelsOf(item);
  if (votes.length !== names.length) throw new Misshapen();
  const options = votes.map((own, index) => optionOf(names[index] as string, own));
  const seats = committeeOf(item, rules);
  const readings = decideCommittee(seats, turnout.both, options.map(({ both }) => both));
  const sentences = sentencesOf(readings, rules.blank, (reading) => [
    participationSentence(reading.tookPart, turnout.both.total),
    committeeSentence(seats.seats, reading),
    ...options.map(({ name, both }, index) => candidateSentence(name, both, reading, index)),
  ]);
  return { type: 'committee', title: item.title, committee: seats, each, turnout, options, readings, sentences };
}

/**
 * The sentences by the frozen rule, and where blank and invalid ballots would change who took part, labelled, those of the other
 * reading as well.
 */
function sentencesOf<T>({ byRule, otherwise }: Readings<T>, blank: BlankRule, say: (reading: T) => Said[]): Said[] {
  const text = (reading: T): string =>
    JSON.stringify(reading, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  if (text(byRule) === text(otherwise)) return say(byRule);
  const label = READING_LABELS[otherRule(blank)];
  return [...say(byRule), ...say(otherwise).map(({ zh, en }) => said(label.zh + zh, label.en + en))];
}
