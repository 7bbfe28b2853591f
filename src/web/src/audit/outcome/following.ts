/**
 * The second tally where 议事规则 lets silence follow the majority: always apart from the first, and labelled.
 *
 * The voters concerned got the ballot with proof and were warned of what silence means. They are added to those who took part and to the
 * side that already has more than half of both counts; where no side has, nothing can be followed and there is no second tally.
 */
import { decideCommittee, readCommittee, type Committee, type CommitteeReading } from './committee.ts';
import { approval, type Majority } from './law.ts';
import { decideMatter, readMatter, type MatterReading, type MatterVotes } from './matter.ts';
import { OutcomeFault, tooLarge, type BlankRule, type Turnout } from './turnout.ts';
import { isWithin, plus, sumOf, type Weight } from './weight.ts';

interface Followed<T> {
  /** The votes with the silent added: 同意 of a matter, or of each candidate. */
  readonly favour: readonly Weight[];
  readonly reading: T;
}

/** A matter with the silent added to the majority; none if neither 同意 nor 反对 nor 弃权 has more than half of both. */
export function followedMatter(
  majority: Majority,
  votes: MatterVotes,
  blank: BlankRule,
  silent: Weight,
): Followed<MatterReading> | undefined {
  const { tookPart } = decideMatter(majority, votes, blank).byRule;
  const after = added(votes.turnout, tookPart, silent);
  const side = (['favour', 'against', 'abstain'] as const).find((name) => approval('ordinary', votes[name], tookPart).carried);
  if (!side) return undefined;
  const own = { ...votes, [side]: add(votes[side], silent) };
  return { favour: [own.favour], reading: readMatter(majority, own, after) };
}

/**
 * An election with the silent added: to a candidate's votes where more than half of both chose that candidate, and everywhere to those
 * who took part.
 */
export function followedCommittee(
  committee: Committee,
  turnout: Turnout,
  favour: readonly Weight[],
  silent: Weight,
): Followed<CommitteeReading> {
  const { tookPart, approvals } = decideCommittee(committee, turnout, favour).byRule;
  const after = added(turnout, tookPart, silent);
  const own = favour.map((votes, candidate) => (approvals[candidate]?.carried ? add(votes, silent) : votes));
  return { favour: own, reading: readCommittee(committee, own, after, turnout.total) };
}

function add(votes: Weight, silent: Weight): Weight {
  const sum = plus(votes, silent);
  if (!sum) throw tooLarge();
  return sum;
}

/** Those who took part and the silent. A ballot that is in, even void, is no silence. */
function added({ total, valid, blank, invalid }: Turnout, tookPart: Weight, silent: Weight): Weight {
  const returned = sumOf([valid, blank, invalid, silent]);
  if (!returned) throw tooLarge();
  if (!isWithin(returned, total)) throw new OutcomeFault('参加的比名册上的还多', 'more took part than the roll has');
  return add(tookPart, silent);
}
