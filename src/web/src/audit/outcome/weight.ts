/**
 * The two counts of the law: people and exclusive floor area (民法典 278). Every threshold is demanded of both. Area is a whole number
 * of 0.01 m²; no fraction anywhere.
 */
import type { Json, Reader } from '../../crypto/json.ts';
import { Fault } from '../../crypto/fault.ts';

export interface Weight {
  /** Voters 表决权人. */
  readonly people: bigint;
  /** Exclusive floor area 专有部分面积 in 0.01 m². */
  readonly area: bigint;
}

/** The greatest number of either count: 2^53 − 1, what canonical JSON can hold. */
export const MAX_WEIGHT = BigInt(Number.MAX_SAFE_INTEGER);

export const ZERO: Weight = { people: 0n, area: 0n };

/** The sum; `undefined` above the greatest number. */
export function plus(a: Weight, b: Weight): Weight | undefined {
  const sum = { people: a.people + b.people, area: a.area + b.area };
  return sum.people <= MAX_WEIGHT && sum.area <= MAX_WEIGHT ? sum : undefined;
}

/** The sum of all; `undefined` above the greatest number. */
export const sumOf = (weights: readonly Weight[]): Weight | undefined =>
  weights.reduce<Weight | undefined>((sum, weight) => sum && plus(sum, weight), ZERO);

/** The difference; `undefined` below 0. */
export function minus(a: Weight, b: Weight): Weight | undefined {
  const rest = { people: a.people - b.people, area: a.area - b.area };
  return rest.people >= 0n && rest.area >= 0n ? rest : undefined;
}

/** What remains of `all`, never below 0. */
export function lessOf(all: Weight, part: Weight): Weight {
  const less = (own: bigint, other: bigint): bigint => (own > other ? own - other : 0n);
  return { people: less(all.people, part.people), area: less(all.area, part.area) };
}

export const equals = (a: Weight | undefined, b: Weight | undefined): boolean =>
  a !== undefined && b !== undefined && a.people === b.people && a.area === b.area;

/** Whether neither count is greater than the other's. */
export const isWithin = (a: Weight, bound: Weight): boolean => a.people <= bound.people && a.area <= bound.area;

/** Square metres with two decimals: `89.56`. */
export const squareMetres = (area: bigint): string => `${area / 100n}.${(area % 100n).toString().padStart(2, '0')}`;

/** A weight as it stands in JSON. */
export function readWeight(reader: Reader): Weight {
  const { people, area } = reader.fields(['people', 'area']);
  const count = (own: Reader): bigint => BigInt(own.count(Number.MAX_SAFE_INTEGER));
  return { people: count(people), area: count(area) };
}

/** A number as it stands in canonical JSON. */
export function writeNumber(value: bigint): number {
  if (value > MAX_WEIGHT) throw new Fault('json', 'a number is not an integer below 2^53');
  return Number(value);
}

export const writeWeight = ({ people, area }: Weight): Json => ({ people: writeNumber(people), area: writeNumber(area) });
