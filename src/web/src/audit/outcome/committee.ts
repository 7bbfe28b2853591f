/** The election of a committee 业主委员会: a matter of its own for every candidate, and then the seats (民法典 278 (3), 指导规则 31). */
import { approval, participation, type Approval, type Both, type Standing } from './law.ts';
import { OutcomeFault, readings, tookPart, type BlankRule, type Readings, type Turnout } from './turnout.ts';
import { isWithin, type Weight } from './weight.ts';

/** The order among those with both majorities. */
export type Ranking = 'people_then_area' | 'area_then_people' | 'sum_of_ratios';

/** Seats and rules of the committee. */
export interface Committee {
  readonly seats: number;
  /** Fewer members are no committee. */
  readonly least: number;
  /** The greatest number of alternates 候补委员. */
  readonly alternates: number;
  readonly ranking: Ranking;
  readonly blank: BlankRule;
}

/** Candidates with equal votes where the order matters. By the rule set a re-vote or a lot decides; nothing is decided here. */
export interface Tie {
  /** Positions in the published order, ascending. */
  readonly candidates: readonly number[];
  /** Seats that some of them get. */
  readonly seats: number;
  /** Places as alternates that some of the others get, or whose order among them is open. */
  readonly alternates: number;
}

export type CommitteeVerdict =
  /** 未达参与比例: no effective decision. */
  | 'too_few_took_part'
  /** Fewer candidates than the least number of members have both majorities: no committee comes about. */
  | 'too_few_elected'
  /** All seats would be filled, but equal votes leave open by whom. */
  | 'tied'
  /** There is a committee, with seats left empty 缺额. */
  | 'seats_empty'
  /** All seats are filled. */
  | 'complete';

/** An election by one reading of who took part. Candidates are positions in the published order. */
export interface CommitteeReading {
  readonly tookPart: Weight;
  readonly participation: Both<Standing>;
  /** How each candidate stands to one half. */
  readonly approvals: readonly Approval[];
  /** Those certain of a seat, by rank. */
  readonly elected: readonly number[];
  /** Those certain to be alternates, by rank. */
  readonly alternates: readonly number[];
  readonly ties: readonly Tie[];
  readonly verdict: CommitteeVerdict;
}

/** `favour`: votes in favour of each candidate, in the published order. */
export function decideCommittee(
  committee: Committee,
  turnout: Turnout,
  favour: readonly Weight[],
): Readings<CommitteeReading> {
  if (committee.seats === 0 || committee.seats < committee.least) {
    throw new OutcomeFault('应选人数少于最低人数', 'there are fewer seats than the least number of members, or none');
  }
  const beyond = favour.findIndex((own) => !isWithin(own, turnout.valid));
  if (beyond >= 0) {
    throw new OutcomeFault(
      `第 ${beyond + 1} 位候选人的票比有效票还多`,
      `candidate ${beyond} has more votes than there are valid ballots`,
    );
  }
  return readings(committee.blank, (rule) => readCommittee(committee, favour, tookPart(turnout, rule), turnout.total));
}

/** The reading where `own` took part of `total`. */
export function readCommittee(committee: Committee, favour: readonly Weight[], own: Weight, total: Weight): CommitteeReading {
  const { standing, reached } = participation(own, total);
  const approvals = favour.map((votes) => approval('ordinary', votes, own));
  const seating = reached
    ? seat(committee, favour, approvals, own)
    : { elected: [], alternates: [], ties: [], verdict: 'too_few_took_part' as const };
  return { tookPart: own, participation: standing, approvals, ...seating };
}

/** Negative if `a` stands first, 0 for equal votes. */
function compare(ranking: Ranking, a: Weight, b: Weight, own: Weight): number {
  const sign = (difference: bigint): number => (difference > 0n ? 1 : difference < 0n ? -1 : 0);
  const [people, area] = [sign(b.people - a.people), sign(b.area - a.area)];
  switch (ranking) {
    case 'people_then_area':
      return people || area;
    case 'area_then_people':
      return area || people;
    case 'sum_of_ratios': {
      // people/P + area/A over the common denominator P·A.
      const ratios = (votes: Weight): bigint => votes.people * own.area + votes.area * own.people;
      return sign(ratios(b) - ratios(a));
    }
  }
}

function seat(
  { seats: all, least, alternates: most, ranking }: Committee,
  favour: readonly Weight[],
  approvals: readonly Approval[],
  own: Weight,
): Pick<CommitteeReading, 'elected' | 'alternates' | 'ties' | 'verdict'> {
  const order = (a: number, b: number): number => compare(ranking, favour[a] as Weight, favour[b] as Weight, own);
  const passed = [...favour.keys()].filter((candidate) => approvals[candidate]?.carried);
  passed.sort((a, b) => order(a, b) || a - b);

  const [elected, alternates, ties]: [number[], number[], Tie[]] = [[], [], []];
  let [seats, places] = [all, most];
  for (const equal of groups(passed, (a, b) => order(a, b) === 0)) {
    const seated = Math.min(equal.length, seats);
    const standing = Math.min(equal.length - seated, places);
    seats -= seated;
    places -= standing;
    // Equal votes do no harm where everyone gets a seat, or nobody anything. Among alternates the order decides who moves up.
    if (seated === equal.length) elected.push(...equal);
    else if (standing === equal.length && standing === 1) alternates.push(...equal);
    else if (seated > 0 || standing > 0) {
      if (standing === equal.length) alternates.push(...equal);
      ties.push({ candidates: equal, seats: seated, alternates: standing });
    }
  }
  const filled = all - seats;
  const verdict: CommitteeVerdict =
    filled < least || filled === 0
      ? 'too_few_elected'
      : elected.length < filled
        ? 'tied'
        : seats > 0
          ? 'seats_empty'
          : 'complete';
  return { elected, alternates, ties, verdict };
}

/** Neighbours that are alike. */
function groups(items: readonly number[], alike: (a: number, b: number) => boolean): number[][] {
  const all: number[][] = [];
  for (const item of items) {
    const last = all[all.length - 1];
    if (last && alike(last[last.length - 1] as number, item)) last.push(item);
    else all.push([item]);
  }
  return all;
}
