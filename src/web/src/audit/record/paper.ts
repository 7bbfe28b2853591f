/**
 * The sheet of the paper ballots, `paper.json` (protocol.md Part I section 13): plain totals by people and area, signed and logged before
 * the trustees agree on what they decrypt.
 *
 * The papers themselves stay with the tellers; but who voted on paper stands in the log, so each total must be one that some of these
 * voters can have given.
 */
import type { VerifyingKey } from '../../crypto/ed25519.ts';
import type { Parameters, Question } from '../../crypto/election.ts';
import { Reader } from '../../crypto/json.ts';
import { openJws } from '../../crypto/jws.ts';
import { digestText, wholeNumber, type DigestText } from '../json.ts';
import { equals, isWithin, readWeight, sumOf, type Weight } from '../outcome/weight.ts';
import { nth, said, type Said } from '../said.ts';
import type { History } from './log.ts';
import { isPlainName } from './text.ts';

/** How many papers there are of each kind. */
interface Serials {
  /** 印制: issued + unused. 发出: returned + outstanding. 收回: valid + void + duplicate. */
  readonly printed: number;
  readonly issued: number;
  readonly unused: number;
  readonly returned: number;
  readonly outstanding: number;
  /** 有效: its voter took part. 作废: came back, but does not count. 重复: stays sealed. */
  readonly valid: number;
  readonly void: number;
  readonly duplicate: number;
}

/** The papers' answers to one question of the election. */
export interface Counted {
  /** Those who chose each answer, in its order. */
  readonly options: readonly Weight[];
  readonly valid: Weight;
  readonly blank: Weight;
  readonly invalid: Weight;
}

export interface Sheet {
  readonly phi: string;
  readonly serials: Serials;
  /** Two tellers, and when each entered the totals. Absent only if no envelope came back. */
  readonly tellers: readonly { readonly name: string; readonly entered: number }[] | undefined;
  /** One entry for each question of the election, in its order. */
  readonly questions: readonly Counted[];
}

const MAX_NAME = 64;

/** Reads the bytes of `paper.json`, signed with `key`. */
export function readSheet(bytes: Uint8Array, key: VerifyingKey): Sheet {
  const fields = new Reader(openJws('paper', key, bytes)).fields(['phi', 'serials', 'questions'], ['counting']);
  const serials = fields.serials.fields([
    'printed',
    'issued',
    'unused',
    'returned',
    'outstanding',
    'valid',
    'void',
    'duplicate',
  ]);
  return {
    phi: fields.phi.text(),
    serials: {
      printed: wholeNumber(serials.printed),
      issued: wholeNumber(serials.issued),
      unused: wholeNumber(serials.unused),
      returned: wholeNumber(serials.returned),
      outstanding: wholeNumber(serials.outstanding),
      valid: wholeNumber(serials.valid),
      void: wholeNumber(serials.void),
      duplicate: wholeNumber(serials.duplicate),
    },
    tellers: fields.counting && tellers(fields.counting),
    questions: fields.questions.list((own) => {
      const { options, valid, blank, invalid } = own.fields(['options', 'valid', 'blank', 'invalid']);
      return {
        options: options.list(readWeight),
        valid: readWeight(valid),
        blank: readWeight(blank),
        invalid: readWeight(invalid),
      };
    }),
  };
}

function tellers(reader: Reader): NonNullable<Sheet['tellers']> {
  const { tellers: list, scan } = reader.fields(['tellers', 'scan']);
  digestText(scan);
  const both = list.list((own) => {
    const { name, entered } = own.fields(['name', 'entered']);
    return { name: name.text(), entered: wholeNumber(entered) };
  });
  return both.length === 2 ? both : list.refuse('two tellers');
}

/**
 * Everything in which a sheet does not fit the log, the roll and itself. `own` is the digest of `paper.json`, `areas` those of the
 * voters on paper in any order.
 */
export function paperFaults(
  sheet: Sheet,
  own: DigestText | undefined,
  election: Parameters,
  phi: string,
  history: History,
  areas: readonly bigint[],
): Said[] {
  const faults: Said[] = [];
  if (!history.sheet) faults.push(said('公开记录里没有计票单', 'the log has no sheet of the paper ballots'));
  else if (history.sheet.sha256 !== own) {
    faults.push(said('不是公开记录里登记的那份计票单', 'not the sheet whose digest is in the log'));
  }
  if (sheet.phi !== phi) faults.push(said('是另一次表决的计票单', 'phi: of another election'));
  faults.push(...serialFaults(sheet.serials, areas.length), ...tellerFaults(sheet, history.closed));
  const { questions } = election;
  const shape =
    sheet.questions.length === questions.length &&
    questions.every(({ answers }, index) => sheet.questions[index]?.options.length === answers.length);
  if (!shape) {
    return [
      ...faults,
      said('题目或选项的数目与选票不同', 'questions: not one total for each answer of the election'),
    ];
  }
  const voters = new Voters(areas);
  sheet.questions.forEach((counted, at) => faults.push(...totalFaults(at, counted, questions[at] as Question, voters)));
  return faults;
}

/** Whether the papers balance. */
function serialFaults(serials: Serials, voters: number): Said[] {
  const { printed, issued, unused, returned, outstanding, valid, void: spoilt, duplicate } = serials;
  const is = (whole: number, ...parts: number[]): boolean =>
    BigInt(whole) === parts.reduce((sum, part) => sum + BigInt(part), 0n);
  const checks: readonly (readonly [boolean, string, string])[] = [
    [is(printed, issued, unused), '印制数不等于发出加未用', 'serials: printed is not issued + unused'],
    [is(issued, returned, outstanding), '发出数不等于收回加未收回', 'serials: issued is not returned + outstanding'],
    [
      is(returned, valid, spoilt, duplicate),
      '收回数不等于有效、作废与重复之和',
      'serials: returned is not valid + void + duplicate',
    ],
    [
      valid === voters,
      `有效纸质票 ${valid} 张，公开记录里却有 ${voters} 人`,
      `serials: ${valid} valid papers, but the log has ${voters} voters on paper`,
    ],
  ];
  return checks.filter(([good]) => !good).map(([, zh, en]) => said(zh, en));
}

/** Whether two different tellers are named who counted after the close. */
function tellerFaults({ tellers: named, serials }: Sheet, closed: number | undefined): Said[] {
  if (!named) {
    return serials.returned > 0
      ? [said('有纸质票收回，却没有写计票人', 'counting: papers came back, but no tellers are named')]
      : [];
  }
  const faults: Said[] = [];
  if (named[0]?.name === named[1]?.name || !named.every(({ name }) => isPlainName(name, MAX_NAME))) {
    faults.push(said('要有两位不同的计票人', 'counting: not two names of tellers'));
  }
  named.forEach(({ entered }, teller) => {
    if (closed === undefined || entered >= closed) return;
    faults.push(
      said(`第 ${nth(teller)} 位计票人在截止前就录入`, `counting.tellers[${teller}]: entered before the close`),
    );
  });
  return faults;
}

/** Whether the totals of a question can be those of the voters on paper. */
function totalFaults(question: number, { options, valid, blank, invalid }: Counted, asked: Question, voters: Voters): Said[] {
  const faults: Said[] = [];
  const fail = (zh: string, en: string): void => {
    faults.push(said(`第 ${nth(question)} 题${zh}`, `questions[${question}]${en}`));
  };
  if (!equals(sumOf([valid, blank, invalid]), voters.all)) {
    fail('：有效、空白、无效之和不等于全部纸质票', ': valid + blank + invalid are not the voters on paper');
  }
  const fields: readonly (readonly [string, Weight])[] = [
    ['valid', valid],
    ['blank', blank],
    ['invalid', invalid],
    ...options.map((weight, answer) => [`options[${answer}]`, weight] as const),
  ];
  for (const [field, weight] of fields) {
    if (voters.canBe(weight)) continue;
    fail(
      ` ${field}：用纸质票的业主凑不出这样的人数和面积`,
      `.${field}: no group of the voters on paper has these people and this area`,
    );
  }
  options.forEach((weight, answer) => {
    if (isWithin(weight, valid)) return;
    fail(`第 ${nth(answer)} 项：超过了有效的纸质票`, `.options[${answer}]: more than the valid papers`);
  });
  // Each valid paper has min to max answers, whoever gave it: so for people, and for area as well.
  const { min, max } = asked;
  const within = (of: (weight: Weight) => bigint): boolean => {
    const sum = options.reduce((total, weight) => total + of(weight), 0n);
    return sum >= of(valid) * BigInt(min) && sum <= of(valid) * BigInt(max);
  };
  if (!within(({ people }) => people) || !within(({ area }) => area)) {
    fail(`：合计与“每张选 ${min} 到 ${max} 项”不符`, `.options: together not ${min} to ${max} for each valid paper`);
  }
  return faults;
}

/** The voters on paper: what the smallest and the largest k of them have together. */
class Voters {
  /** By number of voters, from none. */
  readonly #least: readonly bigint[];
  readonly #most: readonly bigint[];

  constructor(areas: readonly bigint[]) {
    const sorted = [...areas].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.#least = sums(sorted);
    this.#most = sums([...sorted].reverse());
  }

  get all(): Weight {
    return { people: BigInt(this.#least.length - 1), area: this.#least[this.#least.length - 1] as bigint };
  }

  /** Whether some of them can have this weight together, as far as the least and the most area of so many people tells. */
  canBe({ people, area }: Weight): boolean {
    const [least, most] = [this.#least[Number(people)], this.#most[Number(people)]];
    return least !== undefined && most !== undefined && area >= least && area <= most;
  }
}

/** The sums of the first 0, 1, 2, … areas. */
function sums(areas: readonly bigint[]): bigint[] {
  const all = [0n];
  for (const area of areas) all.push((all[all.length - 1] as bigint) + area);
  return all;
}
