/** The masked roll as it was published 名册公示, `roll.json`: canonical JSON by RFC 8785. */
import type { Reader } from '../../crypto/json.ts';
import { oneOf, readCanonical, U32, wholeNumber } from '../json.ts';
import { equals, isWithin, plus, readWeight, writeWeight, ZERO, type Weight } from '../outcome/weight.ts';
import type { Json } from '../../crypto/json.ts';
import { nth, said, type Said } from '../said.ts';
import type { Rules } from './rules.ts';

/** Totals under both readings of the parking rule, and which one is frozen (指导规则 25). */
export interface RollTotals {
  readonly parkingCounts: boolean;
  readonly withParking: Weight;
  readonly withoutParking: Weight;
}

/** The totals that the poll counts by. */
export const frozenTotals = ({ parkingCounts, withParking, withoutParking }: RollTotals): Weight =>
  parkingCounts ? withParking : withoutParking;

export const writeRollTotals = (totals: RollTotals): Json => ({
  parking_counts: totals.parkingCounts,
  with_parking: writeWeight(totals.withParking),
  without_parking: writeWeight(totals.withoutParking),
});

interface Unit {
  /** 楼栋, 单元, 房号, as one text that no other unit has. */
  readonly address: string;
  readonly use: 'residential' | 'shop' | 'parking' | 'storage';
  /** In 0.01 m². */
  readonly area: number;
  /** Whether the area is part of the voter's weight. */
  readonly counts: boolean;
}

interface Voter {
  readonly number: number;
  /** The voter's weight by area, in 0.01 m². */
  readonly area: number;
  /** All units, also those that do not count. */
  readonly units: readonly Unit[];
}

export interface MaskedRoll {
  readonly totals: RollTotals;
  /** Everyone who may vote, by number. */
  readonly voters: readonly Voter[];
}

/** How many households 户 there are: homes and shops. A parking space or a storage room is nobody's household. */
export const householdsOf = ({ voters }: MaskedRoll): number =>
  voters.flatMap(({ units }) => units).filter(({ use }) => use === 'residential' || use === 'shop').length;

const use = oneOf('residential', 'shop', 'parking', 'storage');

function unit(reader: Reader): Unit {
  const { address, use: purpose, area, counts } = reader.fields(['address', 'use', 'area', 'counts']);
  const { building, stair, room } = address.fields(['building', 'stair', 'room']);
  return {
    address: JSON.stringify([building.text(), stair.text(), room.text()]),
    use: use(purpose),
    area: wholeNumber(area),
    counts: counts.bool(),
  };
}

function voter(reader: Reader): Voter {
  const { number, name, area, units } = reader.fields(['number', 'name', 'area', 'units']);
  name.text();
  return { number: number.count(U32), area: wholeNumber(area), units: units.list(unit) };
}

export const readRoll = (bytes: Uint8Array): MaskedRoll =>
  readCanonical(bytes, (reader) => {
    const { totals, voters } = reader.fields(['totals', 'voters']);
    const own = totals.fields(['parking_counts', 'with_parking', 'without_parking']);
    return {
      totals: {
        parkingCounts: own.parking_counts.bool(),
        withParking: readWeight(own.with_parking),
        withoutParking: readWeight(own.without_parking),
      },
      voters: voters.list(voter),
    };
  });

/** Everything in which the roll does not fit itself and the rules. */
export function rollFaults({ totals, voters }: MaskedRoll, rules: Rules | undefined): Said[] {
  const faults: Said[] = [];
  const addresses = new Set<string>();
  let [sum, listed, homes]: (Weight | undefined)[] = [ZERO, ZERO, ZERO];
  voters.forEach(({ number, area, units }, at) => {
    const fail = (zh: string, en: string): void => {
      faults.push(said(`名册第 ${nth(at)} 位：${zh}`, `voters[${at}]: ${en}`));
    };
    const areaOf = (own: readonly Unit[]): bigint => own.reduce((total, one) => total + BigInt(one.area), 0n);
    if (areaOf(units.filter((one) => one.counts)) !== BigInt(area) || number !== at + 1) {
      fail('序号不对，或面积不是所列房屋之和', 'the number or the area is not that of the units listed');
    }
    // Who has nothing that counts would be a voter without a home: people are half of every majority (民法典 278).
    const byRule = (one: Unit): boolean => !rules || (rules.parkingAsArea || one.use !== 'parking') === one.counts;
    if (!units.some((one) => one.counts) || !units.every((one) => one.area > 0 && byRule(one))) {
      fail(
        '没有计入的房屋，或房屋是否计入与规则不同',
        'no unit that counts, or a unit that counts otherwise than the rules say',
      );
    }
    const twice = units.filter((one) => {
      const known = addresses.has(one.address);
      addresses.add(one.address);
      return known;
    });
    if (twice.length > 0) fail('有一套房屋在名册上已经出现过', 'a unit that stands in the roll already');
    const all = (own: readonly Unit[]): Weight => ({ people: areaOf(own) > 0n ? 1n : 0n, area: areaOf(own) });
    sum = sum && plus(sum, { people: 1n, area: BigInt(area) });
    listed = listed && plus(listed, all(units));
    homes = homes && plus(homes, all(units.filter((one) => one.use !== 'parking')));
  });
  const byRule = !rules || rules.parkingAsArea === totals.parkingCounts;
  // Where parking does not count, those who own nothing else are in no list: the total with it may only be greater.
  const beside = totals.parkingCounts
    ? equals(homes, totals.withoutParking)
    : listed !== undefined && isWithin(listed, totals.withParking);
  if (!equals(sum, frozenTotals(totals)) || !byRule || !beside) {
    faults.push(said('合计与各户之和不符，或车位的算法与规则不同', 'totals: not the sums of the voters'));
  }
  return faults;
}
