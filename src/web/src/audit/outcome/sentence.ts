/** The result in the words of the law. The Chinese sentence is the one that is announced. */
import { said, type Said } from '../said.ts';
import type { CommitteeReading } from './committee.ts';
import { participation, type Both, type Majority, type Standing } from './law.ts';
import type { MatterReading } from './matter.ts';
import type { BlankRule } from './turnout.ts';
import { squareMetres, type Weight } from './weight.ts';

/** `489 人、面积 41523.45 ㎡`. */
const figures = ({ people, area }: Weight): Said =>
  said(
    `${people} 人、面积 ${squareMetres(area)} ㎡`,
    `${people} ${people === 1n ? 'owner' : 'owners'} with ${squareMetres(area)} m²`,
  );

/** Both counts to one figure. */
function both(standing: Both<Standing>, words: Readonly<Record<Standing, Said>>): Said {
  const [people, area] = [words[standing.people], words[standing.area]];
  return standing.people === standing.area
    ? said(`都${people.zh}`, `both ${people.en}`)
    : said(`人数${people.zh}，面积${area.zh}`, `${people.en} by people and ${area.en} by area`);
}

const TWO_THIRDS: Readonly<Record<Standing, Said>> = {
  above: said('超过三分之二', 'more than two thirds'),
  exactly: said('达到三分之二', 'exactly two thirds'),
  below: said('未达到三分之二', 'less than two thirds'),
};

const OF_MAJORITY: Readonly<Record<Majority, Readonly<Record<Standing, Said>>>> = {
  ordinary: {
    above: said('过半数', 'more than half'),
    exactly: said('恰为半数、未过半数', 'exactly half, not more'),
    below: said('未过半数', 'not more than half'),
  },
  special: {
    above: said('超过四分之三', 'more than three quarters'),
    exactly: said('达到四分之三', 'exactly three quarters'),
    below: said('未达到四分之三', 'less than three quarters'),
  },
};

/** Whether enough took part: 民法典 278, second paragraph, first sentence. */
export function participationSentence(tookPart: Weight, total: Weight): Said {
  const { standing, reached } = participation(tookPart, total);
  const [part, all, words] = [figures(tookPart), figures(total), both(standing, TWO_THIRDS)];
  const zh = `参加表决的业主 ${part.zh}（全体 ${all.zh}），${words.zh}，`;
  const en = `${part.en} took part of ${all.en}, ${words.en}: `;
  return reached
    ? said(`${zh}表决有效（民法典第二百七十八条）。`, `${en}the vote is valid (Civil Code, article 278).`)
    : said(
        `${zh}未达参与比例，未形成有效决定（民法典第二百七十八条）。`,
        `${en}too few for an effective decision (Civil Code, article 278).`,
      );
}

/** What became of a matter. */
export function matterSentence(title: string, majority: Majority, favour: Weight, reading: MatterReading): Said {
  const [votes, standing] = [figures(favour), both(reading.approval.standing, OF_MAJORITY[majority])];
  const verdict = {
    too_few_took_part: said('未达参与比例，未形成有效决定', 'too few took part, no effective decision'),
    carried: said('通过', 'carried'),
    rejected: said('未通过', 'rejected'),
    no_decision: said('未形成有效决定', 'no effective decision'),
  }[reading.verdict];
  return said(
    `${title}：同意 ${votes.zh}，${standing.zh}，${verdict.zh}（民法典第二百七十八条）。`,
    `${title}: ${votes.en} in favour, ${standing.en} of those who took part: ${verdict.en} (Civil Code, article 278).`,
  );
}

/** What became of the candidate at a position of the published order. */
export function candidateSentence(name: string, favour: Weight, reading: CommitteeReading, candidate: number): Said {
  const approval = reading.approvals[candidate];
  if (!approval) return said('', '');
  const [votes, standing] = [figures(favour), both(approval.standing, OF_MAJORITY.ordinary)];
  const place = placeOf(reading, candidate, approval.carried);
  return said(
    `${name}得到 ${votes.zh}同意，${standing.zh}，${place.zh}（民法典第二百七十八条）。`,
    `${name}: ${votes.en} in favour, ${standing.en} of those who took part: ${place.en} (Civil Code, article 278).`,
  );
}

function placeOf({ verdict, elected, alternates, ties }: CommitteeReading, candidate: number, carried: boolean): Said {
  const tie = ties.find(({ candidates }) => candidates.includes(candidate));
  if (verdict === 'too_few_took_part') return said('未达参与比例，未形成有效决定', 'too few took part, no effective decision');
  if (elected.includes(candidate)) return said('当选', 'elected');
  if (tie && tie.seats > 0) return said('得票相同，席位待定', 'tied for a seat, not decided');
  if (alternates.includes(candidate)) {
    return tie ? said('候补，次序待定', 'alternate, order not decided') : said('候补', 'alternate');
  }
  if (tie) return said('得票相同，候补待定', 'tied for a place as alternate, not decided');
  return carried ? said('名次在后，未当选', 'not elected by rank') : said('未当选', 'not elected');
}

/** What became of the election as a whole. */
export function committeeSentence(seats: number, { verdict, elected, ties }: CommitteeReading): Said {
  const open = ties.reduce((sum, tie) => sum + tie.seats, 0);
  const count = elected.length;
  switch (verdict) {
    case 'too_few_took_part':
      return said(
        '业主委员会选举未达参与比例，未形成有效决定。',
        'Election of the committee: too few took part, no effective decision.',
      );
    case 'too_few_elected':
      return said(
        `应选 ${seats} 人，当选 ${count} 人，不足最低人数，业主委员会未能产生。`,
        `${count} elected for ${seats} seats, fewer than the least number: no committee comes about.`,
      );
    case 'tied':
      return said(
        `应选 ${seats} 人，当选 ${count} 人，另有 ${open} 席得票相同，待定。`,
        `${count} elected for ${seats} seats; a tie leaves ${open} open.`,
      );
    case 'seats_empty':
      return said(
        `应选 ${seats} 人，当选 ${count} 人，有缺额。`,
        `${count} elected for ${seats} seats; the others stay empty.`,
      );
    case 'complete':
      return said(`应选 ${seats} 人，当选 ${count} 人。`, `${count} elected for ${seats} seats.`);
  }
}

/** How the second tally with the silent is introduced, likewise. */
export const SILENT_LABEL = said(
  '另计（按议事规则，已送达而未表决的计入多数）：',
  'Counted apart, with the silent added to the majority by the rules of procedure: ',
);

/** How a reading other than the frozen rule's is introduced, so that it is never taken for the result. */
export const READING_LABELS: Readonly<Record<BlankRule, Said>> = {
  participates: said('对照（空白票、无效票计入参加表决）：', 'For comparison, if blank and invalid ballots take part: '),
  does_not_participate: said(
    '对照（空白票、无效票不计入参加表决）：',
    'For comparison, if blank and invalid ballots do not take part: ',
  ),
};
