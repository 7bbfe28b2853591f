/** What totals decide: each reading and each sentence is that of the other program (`tests/vectors_outcome.rs`). */
import { describe, expect, it } from 'vitest';
import { decideCommittee, type CommitteeReading, type Ranking } from '../src/audit/outcome/committee.ts';
import type { Majority } from '../src/audit/outcome/law.ts';
import { decideMatter, type MatterReading } from '../src/audit/outcome/matter.ts';
import { candidateSentence, committeeSentence, matterSentence, participationSentence } from '../src/audit/outcome/sentence.ts';
import { OutcomeFault, type BlankRule, type Readings, type Turnout } from '../src/audit/outcome/turnout.ts';
import { squareMetres, sumOf, type Weight } from '../src/audit/outcome/weight.ts';
import type { Said } from '../src/audit/said.ts';
import { vectors } from './support.ts';

interface Plain {
  readonly people: number;
  readonly area: number;
}
type Expected = { readonly fault: string } | { readonly readings: object; readonly sentences: Said[] };
interface Case {
  readonly turnout: Readonly<Record<keyof Turnout, Plain>>;
  readonly blank: BlankRule;
  readonly expected: Expected;
}
interface MatterCase extends Case {
  readonly majority: Majority;
  readonly favour: Plain;
  readonly against: Plain;
  readonly abstain: Plain;
}
interface CommitteeCase extends Case {
  readonly committee: { readonly seats: number; readonly least: number; readonly alternates: number };
  readonly ranking: Ranking;
  readonly names: string[];
  readonly favour: Plain[];
}

const { matters, committees } = vectors<{ matters: MatterCase[]; committees: CommitteeCase[] }>('outcome-v1.json');

const weight = ({ people, area }: Plain): Weight => ({ people: BigInt(people), area: BigInt(area) });
const turnoutOf = ({ total, valid, blank, invalid }: Case['turnout']): Turnout => ({
  total: weight(total),
  valid: weight(valid),
  blank: weight(blank),
  invalid: weight(invalid),
});
const plain = ({ people, area }: Weight): Plain => ({ people: Number(people), area: Number(area) });

const matterJson = ({ tookPart, ...reading }: MatterReading): object => ({ took_part: plain(tookPart), ...reading });
const committeeJson = ({ tookPart, ...reading }: CommitteeReading): object => ({ took_part: plain(tookPart), ...reading });
const both = <T>({ byRule, otherwise }: Readings<T>, write: (own: T) => object): object => ({
  by_rule: write(byRule),
  otherwise: write(otherwise),
});

/** What is decided, or the words of why nothing is. */
function decided(decide: () => Expected): Expected {
  try {
    return decide();
  } catch (error) {
    if (error instanceof OutcomeFault) return { fault: error.said.en };
    throw error;
  }
}

describe('matters', () => {
  it.each(matters.map((own, index) => [index, own] as const))('%i', (_, own) => {
    const turnout = turnoutOf(own.turnout);
    const votes = { turnout, favour: weight(own.favour), against: weight(own.against), abstain: weight(own.abstain) };
    const found = decided(() => {
      const readings = decideMatter(own.majority, votes, own.blank);
      return {
        readings: both(readings, matterJson),
        sentences: [
          participationSentence(readings.byRule.tookPart, turnout.total),
          matterSentence('选聘物业', own.majority, votes.favour, readings.byRule),
        ],
      };
    });
    expect(found).toEqual(own.expected);
  });
});

describe('committees', () => {
  it.each(committees.map((own, index) => [index, own] as const))('%i', (_, own) => {
    const [turnout, favour] = [turnoutOf(own.turnout), own.favour.map(weight)];
    const found = decided(() => {
      const readings = decideCommittee({ ...own.committee, ranking: own.ranking, blank: own.blank }, turnout, favour);
      return {
        readings: both(readings, committeeJson),
        sentences: [
          committeeSentence(own.committee.seats, readings.byRule),
          ...favour.map((votes, at) => candidateSentence(own.names[at] as string, votes, readings.byRule, at)),
        ],
      };
    });
    expect(found).toEqual(own.expected);
  });
});

it('numbers are exact', () => {
  expect(squareMetres(123n)).toBe('1.23');
  expect(squareMetres(5n)).toBe('0.05');
  const great = { people: 2n ** 53n - 1n, area: 0n };
  expect(sumOf([great])).toEqual(great);
  expect(sumOf([great, { people: 1n, area: 0n }])).toBeUndefined();
});
