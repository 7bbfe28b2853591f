/**
 * The three thresholds of 民法典 278, in exact integers.
 *
 * 以上 includes the figure and 过半数 does not (民法典 1259): exactly two thirds and exactly three quarters are reached, exactly one half
 * is not exceeded.
 */
import type { Weight } from './weight.ts';

/** Where a number stands to a threshold. */
export type Standing = 'below' | 'exactly' | 'above';

/** The same for people and for area. */
export interface Both<T> {
  readonly people: T;
  readonly area: T;
}

/** 过半数, more than one half: (1)-(5) and (9). 四分之三以上, three quarters or more: (6) to (8). */
export type Majority = 'ordinary' | 'special';

/** How votes in favour stand to the threshold of a majority, and whether both counts are enough. */
export interface Approval {
  readonly standing: Both<Standing>;
  readonly carried: boolean;
}

type Fraction = readonly [numerator: bigint, denominator: bigint];
const FRACTIONS: Readonly<Record<Majority, Fraction>> = { ordinary: [1n, 2n], special: [3n, 4n] };

/** `part` to numerator/denominator of `whole`, as denominator·part to numerator·whole. */
function compare([numerator, denominator]: Fraction, part: bigint, whole: bigint): Standing {
  const [own, other] = [denominator * part, numerator * whole];
  return own < other ? 'below' : own > other ? 'above' : 'exactly';
}

const against = (fraction: Fraction, part: Weight, whole: Weight): Both<Standing> => ({
  people: compare(fraction, part.people, whole.people),
  area: compare(fraction, part.area, whole.area),
});

const both = ({ people, area }: Both<Standing>, is: (standing: Standing) => boolean): boolean => is(people) && is(area);
/** 0 of 0 is no part of anything. */
const isSomebody = ({ people, area }: Weight): boolean => people > 0n && area > 0n;

/** Where votes in favour stand to the majority among those who took part. */
export function approval(majority: Majority, favour: Weight, tookPart: Weight): Approval {
  const standing = against(FRACTIONS[majority], favour, tookPart);
  const carried =
    majority === 'ordinary'
      ? both(standing, (own) => own === 'above')
      : both(standing, (own) => own !== 'below') && isSomebody(tookPart);
  return { standing, carried };
}

/** Participation: at least two thirds of all people and of all area. */
export function participation(tookPart: Weight, total: Weight): { readonly standing: Both<Standing>; readonly reached: boolean } {
  const standing = against([2n, 3n], tookPart, total);
  return { standing, reached: both(standing, (own) => own !== 'below') && isSomebody(tookPart) };
}

/** What owners decide jointly: the nine items of 民法典 278, first paragraph, in its order. */
export const SUBJECTS = [
  'rules_of_procedure',
  'management_rules',
  'committee',
  'property_company',
  'use_of_fund',
  'raising_of_fund',
  'rebuilding',
  'common_parts',
  'other_major',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** The majority that a subject needs (second paragraph). */
export const majorityOf = (subject: Subject): Majority =>
  subject === 'raising_of_fund' || subject === 'rebuilding' || subject === 'common_parts' ? 'special' : 'ordinary';
