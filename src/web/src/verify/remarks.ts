/** What has to be said beside a result, in the words of `yepiao verify`: a paragraph each. */
import type { ItemResult, OptionTotals } from '../audit/record/decide.ts';
import type { Exposed } from '../audit/record/remarks.ts';
import type { Identification } from '../audit/record/rules.ts';
import type { Weight } from '../audit/outcome/weight.ts';
import { said, shown, type Said } from '../audit/said.ts';
import { KEYS } from '../public/items/words.ts';
import { area, people } from './figures.ts';
import { nameOf, W } from './words.ts';
import type { RecordView } from './work/messages.ts';

/** Answers that are listed; the report for machines has all of them. */
const LISTED = 20;
const HOUR = 3_600_000;

/** Everything; empty if there is nothing. */
export function remarksOf(report: RecordView): Said[] {
  const { exposed } = report.remarks;
  const items = report.items ?? [];
  const more = exposed.length - LISTED;
  return [
    ...window(report),
    ...parking(report),
    ...uncosigned(report),
    ...assumed(report),
    ...maker(report),
    ...levels(report),
    ...unique(report),
    ...fewPapers(report),
    ...exposed.slice(0, LISTED).map((own) => shownBy(own, items[own.item])),
    ...(more > 0
      ? [said(`还有 ${more} 处这样的合计，保存检查报告可看全部`, `and ${more} more such totals; the report for machines lists all of them`)]
      : []),
  ];
}

/** How long people could vote, if not as long as the rules want. */
function window({ remarks }: RecordView): Said[] {
  const own = remarks.window;
  if (!own || own.isKept) return [];
  const hours = Math.floor(Math.max(own.until - own.from, 0) / HOUR);
  const [days, rest] = [Math.floor(hours / 24), hours % 24];
  return [
    said(
      `投票历时 ${days} 天 ${rest} 小时，规则是 ${own.min} 到 ${own.max} 天：应有公布过的理由，请查公告。`,
      `People could vote for ${days} days and ${rest} hours; the rules have ${own.min} to ${own.max} days. A reason must have been published: see the notices.`,
    ),
  ];
}

const figures = (weight: Weight): Said =>
  said(
    `${people(weight.people).zh}、${area(weight.area).zh}`,
    `${people(weight.people).en} owners with ${area(weight.area).en}`,
  );

/** Both totals, where parking makes a difference. */
function parking({ remarks }: RecordView): Said[] {
  if (!remarks.parking) return [];
  const { parkingCounts, withParking, withoutParking } = remarks.parking;
  const [counted, left] = [figures(withParking), figures(withoutParking)];
  return [
    parkingCounts
      ? said(
          `车位计入面积，全体是 ${counted.zh}；不计入则是 ${left.zh}。本次按规则计入。`,
          `With parking as area, as the rules have it, all are ${counted.en}; without, ${left.en}.`,
        )
      : said(
          `车位不计入面积，全体是 ${left.zh}；计入则是 ${counted.zh}。本次按规则不计入。`,
          `Without parking as area, as the rules have it, all are ${left.en}; with it, ${counted.en}.`,
        ),
  ];
}

function uncosigned({ remarks }: RecordView): Said[] {
  const names = remarks.uncosigned.map(shown);
  if (names.length === 0) return [];
  return [
    said(
      `约定的见证人没有在公开记录的防改码上签名：${names.join('、')}。请问清楚原因。`,
      `The head of the log is not cosigned by ${names.join(', ')}, whom the opening names: ask why.`,
    ),
  ];
}

/** What is only assumed is never shown as law. */
function assumed({ remarks }: RecordView): Said[] {
  const keys = remarks.rules?.assumed ?? [];
  if (keys.length === 0) return [];
  const names = keys.map((key) => KEYS[key] ?? said(key, key));
  return [
    said(
      `规则里有 ${keys.length} 项没有法律出处，是假定的：${names.map(({ zh }) => zh).join('；')}。`,
      `${keys.length} values of the rules are assumed, not found in any law: ${names.map(({ en }) => en).join('; ')}.`,
    ),
  ];
}

function maker({ madeBy }: RecordView): Said[] {
  if (!madeBy) return [];
  return [madeBy === 'service' ? W.byService : W.byAuthority];
}

const LEVELS: Readonly<Record<Identification, Said>> = {
  sms: said('短信验证码', 'by a code sent to the phone'),
  witness: said('当面看证件', 'by somebody who saw an identity card'),
  official: said('官方实名认证', 'by an official real-name service'),
  digits: said('身份证号后四位', 'by the last four digits of the id number (weak)'),
};
const LEVEL_ORDER = Object.keys(LEVELS) as readonly Identification[];

/** How voters were recognised; the weak way is called so. */
function levels({ remarks }: RecordView): Said[] {
  const each = LEVEL_ORDER.flatMap((level): Said[] => {
    const weight = remarks.levels.get(level);
    const name = LEVELS[level];
    return weight ? [said(`${name.zh} ${people(weight.people).zh}`, `${people(weight.people).en} ${name.en}`)] : [];
  });
  if (each.length === 0) return [];
  const weak = (remarks.levels.get('digits')?.people ?? 0n) > 0n ? W.weakDigits : said('', '');
  return [
    said(
      `怎样核验是不是本人：${each.map(({ zh }) => zh).join('，')}。${weak.zh}`,
      `How those who took part were recognised: ${each.map(({ en }) => en).join(', ')}.${weak.en}`,
    ),
  ];
}

function unique({ participation, remarks }: RecordView): Said[] {
  const entitled = Number(participation?.entitled.people ?? 0n);
  if (entitled === 0) return [];
  const own = remarks.uniqueAreas;
  const percent = Math.floor((own * 100) / entitled);
  return [
    said(
      `${entitled} 位业主中有 ${own} 位（${percent}%）的面积与别人都不同：从公开记录看得出他们投没投、什么时候投的，看不出选了什么。`,
      `${own} of ${entitled} owners (${percent}%) have an area unlike all others: the log shows whether and when they voted, never what they chose.`,
    ),
  ];
}

function fewPapers({ remarks, log }: RecordView): Said[] {
  if (!remarks.fewPapers) return [];
  return [
    said(
      `用纸质票的只有 ${log.papers} 人，不到 10 人：纸质票的合计可能让人看出某一户的选择。`,
      `Only ${log.papers} voted on paper, fewer than 10: the totals of the paper may show somebody's choice.`,
    ),
  ];
}

function shownBy({ item, answer, apart, chosenBy, among }: Exposed, of: ItemResult | undefined): Said {
  const option: OptionTotals | undefined = answer === undefined ? undefined : of?.options[answer];
  const name = option && of ? nameOf(of, option.name) : said('空白', 'blank');
  const [zhName, enName] = [shown(name.zh), shown(name.en)];
  const way = apart === 'electronic' ? said('网上', 'electronic') : said('纸质', 'paper');
  const [zh, en] = [`第 ${item + 1} 项“${zhName}”，${way.zh}`, `Item ${item + 1}, ${enName}: chosen by `];
  if (chosenBy === 'all') {
    return said(`${zh}人人都选：各人的选择就都知道了。`, `${en}everybody (${way.en}), so each choice is known.`);
  }
  const who = among > 1 ? said(`：由面积看得出是 ${among} 户中的一户。`, `; the area leaves ${among} homes.`) : W.areaTells;
  return chosenBy === 'one'
    ? said(`${zh}只有 1 人选${who.zh}`, `${en}1 (${way.en})${who.en}`)
    : said(`${zh}只有 1 人没有选${who.zh}`, `${en}all but 1 (${way.en})${who.en}`);
}

/** Every ballot that was taken out, by whom and why, and why the poll was cancelled. */
export function decisionsOf({ voids, cancelled }: RecordView): Said[] {
  const own = voids.map(({ index, ballot, reason, authority }) =>
    said(
      `第 ${ballot} 条的选票由第 ${index} 条作废。理由：${shown(reason)}。决定人：${shown(authority)}`,
      `Ballot ${ballot} was taken out by entry ${index}. Reason: ${shown(reason)}. Decided by: ${shown(authority)}`,
    ),
  );
  const ended = cancelled
    ? [
        said(
          `第 ${cancelled.index} 条：表决取消。理由：${shown(cancelled.reason)}`,
          `Entry ${cancelled.index}: the poll was cancelled. Reason: ${shown(cancelled.reason)}`,
        ),
      ]
    : [];
  return [...own, ...ended];
}

/** What is said before the second tally, so that it is never taken for the result. */
export function secondIntro(silent: Weight): Said {
  const [zh, en] = [`${people(silent.people).zh}、面积 ${area(silent.area).zh}`, figures(silent).en];
  return said(
    `规则里写明不表决的计入多数，所以另计一次。没有表决的业主 ${zh}；只有送达有证明、事先告知过后果的才能这样算，档案里没有这些证明。以下按全部计入，是最多的情况，不是结果。`,
    `The rules let the silent follow the majority, so there is a second tally, apart. ${en} did not vote. Only those count whose ballot was delivered with proof and who were warned, and no record holds that proof: this is with all of them, the most there can be, and not the result.`,
  );
}
