/** Who took part in an item, under both readings of what a blank or invalid ballot is. */
import { said, type Said } from '../said.ts';
import { equals, isWithin, MAX_WEIGHT, plus, sumOf, type Weight } from './weight.ts';

/** The ballots that are in for one item, and all voters of the roll. */
export interface Turnout {
  readonly total: Weight;
  /** With a valid answer to this item. 弃权 is one. */
  readonly valid: Weight;
  /** Ballots that leave this item empty. */
  readonly blank: Weight;
  /** Paper that is void for this item. */
  readonly invalid: Weight;
}

/** Whether a blank or invalid ballot takes part. */
export type BlankRule = 'participates' | 'does_not_participate';
export const otherRule = (rule: BlankRule): BlankRule => (rule === 'participates' ? 'does_not_participate' : 'participates');

/** One thing by the frozen rule, and by the other reading of blank and invalid ballots. Both are published. */
export interface Readings<T> {
  readonly byRule: T;
  readonly otherwise: T;
}
export const readings = <T>(rule: BlankRule, read: (rule: BlankRule) => T): Readings<T> => ({
  byRule: read(rule),
  otherwise: read(otherRule(rule)),
});

/** The totals cannot be those of a poll. */
export class OutcomeFault extends Error {
  readonly said: Said;

  constructor(zh: string, en: string) {
    super(en);
    this.said = said(zh, en);
  }
}

export const tooLarge = (): OutcomeFault => new OutcomeFault('合计太大', 'a total exceeds 2^53 − 1');

/** Those who took part by a rule. */
export function tookPart({ total, valid, blank, invalid }: Turnout, rule: BlankRule): Weight {
  const all = sumOf([valid, blank, invalid]);
  if (!all || !isWithin(total, { people: MAX_WEIGHT, area: MAX_WEIGHT })) throw tooLarge();
  if (!isWithin(all, total)) throw new OutcomeFault('参加的比名册上的还多', 'more took part than the roll has');
  return rule === 'participates' ? all : valid;
}

/** The same with paper's ballots for the same item. */
export function withPaper(electronic: Turnout, paper: Turnout): Turnout {
  if (!equals(electronic.total, paper.total)) {
    throw new OutcomeFault('网上和纸质的合计不是同一项的', 'electronic and paper totals are not of the same item');
  }
  const add = (a: Weight, b: Weight): Weight => {
    const sum = plus(a, b);
    if (!sum) throw tooLarge();
    return sum;
  };
  return {
    total: electronic.total,
    valid: add(electronic.valid, paper.valid),
    blank: add(electronic.blank, paper.blank),
    invalid: add(electronic.invalid, paper.invalid),
  };
}

