/** A matter: 同意, 反对, 弃权 (民法典 278). */
import { approval, participation, type Approval, type Both, type Majority, type Standing } from './law.ts';
import { OutcomeFault, readings, tookPart, tooLarge, type BlankRule, type Readings, type Turnout } from './turnout.ts';
import { equals, sumOf, type Weight } from './weight.ts';

export interface MatterVotes {
  readonly turnout: Turnout;
  readonly favour: Weight;
  readonly against: Weight;
  readonly abstain: Weight;
}

export type MatterVerdict =
  /** 未达参与比例: no effective decision. */
  | 'too_few_took_part'
  /** 通过. */
  | 'carried'
  /** 未通过: 反对 has more than half of both. */
  | 'rejected'
  /** 未形成有效决定: neither side has the majority it needs. */
  | 'no_decision';

/** A matter by one reading of who took part. */
export interface MatterReading {
  readonly tookPart: Weight;
  readonly participation: Both<Standing>;
  readonly approval: Approval;
  readonly verdict: MatterVerdict;
}

export function decideMatter(majority: Majority, votes: MatterVotes, blank: BlankRule): Readings<MatterReading> {
  const options = sumOf([votes.favour, votes.against, votes.abstain]);
  if (!options) throw tooLarge();
  if (!equals(options, votes.turnout.valid)) throw optionsDiffer();
  return readings(blank, (rule) => readMatter(majority, votes, tookPart(votes.turnout, rule)));
}

/** The reading where `own` took part. */
export function readMatter(majority: Majority, votes: MatterVotes, own: Weight): MatterReading {
  const { standing, reached } = participation(own, votes.turnout.total);
  const favour = approval(majority, votes.favour, own);
  const verdict = !reached
    ? 'too_few_took_part'
    : favour.carried
      ? 'carried'
      : approval('ordinary', votes.against, own).carried
        ? 'rejected'
        : 'no_decision';
  return { tookPart: own, participation: standing, approval: favour, verdict };
}

export const optionsDiffer = (): OutcomeFault =>
  new OutcomeFault('同意、反对、弃权之和不等于有效票', '同意, 反对 and 弃权 do not add up to the valid ballots');
