/**
 * What was announced, `package.json`: the items with their full texts, the candidates in their published order, the digests of rule
 * set and roll. Nothing else may be voted on (物业管理条例 14).
 */
import { hex } from '../../crypto/bytes.ts';
import { ciphertextsOf, overallBranches, type Parameters, type Question } from '../../crypto/election.ts';
import { digest } from '../../crypto/hash.ts';
import { writeInOrder, type Reader } from '../../crypto/json.ts';
import type { Committee } from '../outcome/committee.ts';
import { SUBJECTS, type Subject } from '../outcome/law.ts';
import { saidOf } from '../faults.ts';
import { digestText, oneOf, readCanonical, U16, U32, type DigestText } from '../json.ts';
import { nth, said, type Said } from '../said.ts';
import type { Opening } from './opening.ts';
import { mostAlternates, type Rules } from './rules.ts';
import { lineFault, textFault } from './text.ts';

export interface Candidate {
  readonly name: string;
  /** 楼栋. */
  readonly building: string;
}

/** 选举业主委员会, or some of its members (民法典 278 (3)). */
export interface CommitteeItem {
  readonly type: 'committee';
  readonly title: string;
  readonly scope: 'whole' | 'vacancies';
  readonly seats: number;
  readonly alternates: number;
  readonly vote: 'up_to_seats' | 'each';
  /** In the published order. */
  readonly candidates: readonly Candidate[];
}

/** 同意, 反对, 弃权. */
export interface MatterItem {
  readonly type: 'matter';
  readonly subject: Subject;
  readonly title: string;
}

export type Item = CommitteeItem | MatterItem;

export interface Package {
  readonly community: string;
  /** The election's `name`. */
  readonly title: string;
  /** The election's `description`. */
  readonly text: string;
  readonly items: readonly Item[];
  readonly rules: DigestText;
  readonly roll: DigestText;
  /** SHA-256 of `package.json`. */
  readonly digest: DigestText;
}

/** Bytes, items, candidates, and ciphertexts and branches of a ballot at most. */
const MAX_BYTES = 4 * 2 ** 20;
const MAX_ITEMS = 50;
const MAX_CANDIDATES = 500;
const MAX_BALLOT = 16_384;
/** Characters of a title, a name, a candidate's text, an item's full text. */
const [TITLE, NAME, STATEMENT, TEXT] = [200, 60, 5_000, 200_000];

/** A value that is not allowed, and where. */
class PackageFault extends Error {
  readonly said: Said;

  constructor(path: string, zh: string, en: string) {
    super(en);
    this.said = said(`${path}：${zh}`, `${path}: ${en}`);
  }
}

/** Reads the exact bytes of a `package.json`: canonical, and sound in itself; or tells the first fault. */
export function readPackage(bytes: Uint8Array): { readonly value: Package } | { readonly fault: Said } {
  try {
    if (bytes.length > MAX_BYTES) throw new PackageFault('.', `超过 ${MAX_BYTES} 字节`, `more than ${MAX_BYTES} bytes`);
    const content = readCanonical(bytes, whole);
    checkAlone(content);
    return { value: { ...content, digest: hex(digest(bytes)) } };
  } catch (error) {
    return { fault: error instanceof PackageFault ? error.said : saidOf(error) };
  }
}

/** A committee's item with all that is announced of it. */
interface FullItem {
  readonly item: Item;
  readonly text: string;
  /** Of each candidate the lines and texts that are printed, by their names. */
  readonly printed: readonly (readonly (readonly ['line' | 'text', string, string])[])[];
}

interface Content extends Omit<Package, 'digest'> {
  readonly version: number;
  readonly full: readonly FullItem[];
}

function whole(reader: Reader): Content {
  const fields = reader.fields(['version', 'community', 'title', 'text', 'items', 'rules', 'roll']);
  const full = fields.items.list(fullItem);
  return {
    version: fields.version.count(U32),
    community: fields.community.text(),
    title: fields.title.text(),
    text: fields.text.text(),
    items: full.map(({ item }) => item),
    full,
    rules: digestText(fields.rules),
    roll: digestText(fields.roll),
  };
}

function fullItem(reader: Reader): FullItem {
  const type = oneOf('committee', 'matter')(reader.field('type'));
  if (type === 'matter') {
    const { subject, title, text } = reader.fields(['type', 'subject', 'title', 'text']);
    return { item: { type, subject: oneOf(...SUBJECTS)(subject), title: title.text() }, text: text.text(), printed: [] };
  }
  const fields = reader.fields(['type', 'title', 'text', 'scope', 'seats', 'alternates', 'vote', 'candidates']);
  const candidates = fields.candidates.list(candidate);
  return {
    item: {
      type,
      title: fields.title.text(),
      scope: oneOf('whole', 'vacancies')(fields.scope),
      seats: fields.seats.count(U16),
      alternates: fields.alternates.count(U16),
      vote: oneOf('up_to_seats', 'each')(fields.vote),
      candidates: candidates.map((own) => own.candidate),
    },
    text: fields.text.text(),
    printed: candidates.map((own) => own.printed),
  };
}

function candidate(reader: Reader): { readonly candidate: Candidate; readonly printed: FullItem['printed'][number] } {
  const fields = reader.fields(
    ['name', 'building', 'age_band', 'resume', 'plans'],
    ['political_status', 'occupation', 'photo'],
  );
  const { photo, political_status: status, occupation } = fields;
  if (photo) digestText(photo);
  const [name, building] = [fields.name.text(), fields.building.text()];
  const printed = [
    ['line', 'name', name],
    ['line', 'building', building],
    ['line', 'age_band', fields.age_band.text()],
    ...(status ? [['line', 'political_status', status.text()] as const] : []),
    ...(occupation ? [['line', 'occupation', occupation.text()] as const] : []),
    ['text', 'resume', fields.resume.text()],
    ['text', 'plans', fields.plans.text()],
  ] as const;
  return { candidate: { name, building }, printed };
}

function checkAlone(content: Content): void {
  const { version, community, title, text, full } = content;
  if (version !== 1) throw new PackageFault('version', `不认识版本 ${version}，只有 1`, `version ${version} is not known, only 1`);
  checkLine('community', community, NAME);
  checkLine('title', title, TITLE);
  checkText('text', text, TEXT);
  checkCount('items', full.length, MAX_ITEMS);
  const titles: string[] = [];
  full.forEach(({ item, text: body, printed }, index) => {
    const path = `items[${index}]`;
    checkLine(`${path}.title`, item.title, TITLE);
    checkText(`${path}.text`, body, TEXT);
    checkNew(`${path}.title`, titles, item.title);
    if (item.type === 'matter') {
      if (item.subject === 'committee') {
        throw new PackageFault(
          `${path}.subject`,
          '选举业主委员会不能写成一般事项',
          'a matter cannot be the election of a committee',
        );
      }
      return;
    }
    if (item.seats === 0) throw new PackageFault(`${path}.seats`, '没有席位', 'no seats');
    checkCount(`${path}.candidates`, item.candidates.length, MAX_CANDIDATES);
    printed.forEach((fields, number) => {
      for (const [kind, field, value] of fields) {
        const at = `${path}.candidates[${number}].${field}`;
        if (kind === 'line') checkLine(at, value, NAME);
        else checkText(at, value, STATEMENT);
      }
    });
    const labels: string[] = [];
    // Same name and same building: the ballot could not tell them apart.
    labelsOf(item).forEach((label, number) => checkNew(`${path}.candidates[${number}].name`, labels, label));
  });
  const size = questionsOf(content.items).reduce((sum, q) => sum + ciphertextsOf(q) + overallBranches(q), 0);
  if (size > MAX_BALLOT) throw new PackageFault('items', '选票太大，投不了', 'a ballot of this size cannot be cast');
}

function checkLine(path: string, value: string, most: number): void {
  const fault = lineFault(value, most);
  if (fault) throw new PackageFault(path, fault.zh, fault.en);
}

function checkText(path: string, value: string, most: number): void {
  const fault = textFault(value, most);
  if (fault) throw new PackageFault(path, fault.zh, fault.en);
}

function checkCount(path: string, count: number, most: number): void {
  if (count >= 1 && count <= most) return;
  throw new PackageFault(path, `有 ${count} 个，应是 1 到 ${most} 个`, `${count} entries, 1 to ${most} are allowed`);
}

/** Adds a text that must be new: the totals of one could be mistaken for another's. */
function checkNew(path: string, known: string[], text: string): void {
  const first = known.indexOf(text);
  if (first >= 0) throw new PackageFault(path, `与第 ${nth(first)} 个相同`, `the same as entry ${first}`);
  known.push(text);
}

/** What the ballot calls each candidate: the name, and where two have the same name the building as well. */
export function labelsOf({ candidates }: CommitteeItem): string[] {
  const shared = (name: string): boolean => candidates.filter((other) => other.name === name).length > 1;
  return candidates.map(({ name, building }) => (shared(name) ? `${name}（${building}）` : name));
}

/** The answers of a matter, in their order on the ballot and in every total. */
export const FAVOUR_AGAINST_ABSTAIN: readonly string[] = ['同意', '反对', '弃权'];

/** The questions that the ballot asks (protocol.md Part I section 3). */
export function questionsOf(items: readonly Item[]): Question[] {
  const threeWay = (question: string): Question => ({ answers: FAVOUR_AGAINST_ABSTAIN, min: 1, max: 1, question });
  return items.flatMap((item) => {
    if (item.type === 'matter') return [threeWay(item.title)];
    const labels = labelsOf(item);
    if (item.vote === 'each') return labels.map((label) => threeWay(`${item.title}：${label}`));
    // Blank is the only way to be empty; never more choices than candidates, else a ballot could not be proved.
    return [{ answers: labels, blank: true, min: 1, max: Math.min(item.seats, labels.length), question: item.title }];
  });
}

/** What the totals of a committee's item are decided by. */
export function committeeOf({ scope, seats, alternates }: CommitteeItem, rules: Rules): Committee {
  const { min, smallSeats } = rules.seats;
  const least = scope === 'vacancies' ? 1 : seats < min ? smallSeats : min;
  return { seats, least, alternates, ranking: rules.ranking, blank: rules.blank };
}

/** Everything in which the package does not fit rule set, opening and election of its record. */
export function packageFaults(own: Package, opening: Opening, rules: Rules, rulesDigest: DigestText, election: Parameters): Said[] {
  const faults: Said[] = [];
  const byRules = ruleFault(own, rules, rulesDigest);
  if (byRules) faults.push(byRules);
  for (const [path, same, other] of [
    ['.', own.digest === opening.package, 'opening'],
    ['rules', opening.rules === own.rules, 'opening'],
    ['roll', opening.roll === own.roll, 'opening'],
    ['title', election.name === own.title, 'election'],
    ['text', election.description === own.text, 'election'],
  ] as const) {
    if (!same) faults.push(said(`${path}：与 ${other} 里写的不同`, `${path}: the ${other} says something else`));
  }
  // Fields in the order of the election's JSON, so that equal questions have equal texts.
  const text = ({ answers, blank, min, max, question }: Question): string =>
    writeInOrder({ answers, ...(blank !== undefined && { blank }), min, max, question });
  const [asked, found] = [questionsOf(own.items).map(text), election.questions.map(text)];
  const longest = Math.max(asked.length, found.length);
  const differs = Array.from({ length: longest }, (_, index) => index).find((index) => asked[index] !== found[index]);
  if (differs !== undefined) {
    faults.push(
      said(`items：选票的第 ${nth(differs)} 题不是公告的`, `items: question ${differs} of the election is not the one announced`),
    );
  }
  return faults;
}

/** The first thing that the rules of the place do not allow. */
function ruleFault({ rules: named, items }: Package, rules: Rules, rulesDigest: DigestText): Said | undefined {
  if (named !== rulesDigest) return said('rules：不是约定的规则', 'rules: not the digest of the rule set');
  for (const [index, item] of items.entries()) {
    if (item.type === 'matter') continue;
    const { seats, alternates, scope, vote } = item;
    const fault = (field: string, zh: string, en: string): Said =>
      said(`items[${index}].${field}：${zh}`, `items[${index}].${field}: ${en}`);
    const { min, max, smallSeats } = rules.seats;
    // Whether the estate is small enough is asked of the roll, in `householdsFault`.
    const whole = (seats >= min && seats <= max && seats % 2 === 1) || seats === smallSeats;
    if (scope === 'whole' ? !whole : seats > max) {
      return fault(
        'seats',
        `应选 ${seats} 人：应是单数，并在规则的范围内（指导规则第三十一条）`,
        `${seats} seats are not allowed: odd, and within the rule set's bounds (指导规则 31)`,
      );
    }
    const most = mostAlternates(rules, seats);
    if (alternates > most) {
      return fault(
        'alternates',
        `候补 ${alternates} 人，规则最多 ${most} 人`,
        `${alternates} alternates, the rule set allows ${most}`,
      );
    }
    if (vote !== rules.candidateVote) {
      return fault('vote', '规则规定的投票方式不是这样', 'the rule set asks for candidates in another way');
    }
  }
  return undefined;
}

/** Whether a committee, or some of its members, are elected. */
export const hasElection = ({ items }: Package): boolean => items.some(({ type }) => type === 'committee');

/** Fewer seats than elsewhere are for estates with few households. */
export function householdsFault({ items }: Package, { seats: allowed }: Rules, households: number): Said | undefined {
  const { min, smallHouseholds: most } = allowed;
  for (const [index, item] of items.entries()) {
    if (item.type !== 'committee' || item.scope !== 'whole' || item.seats >= min || households <= most) continue;
    const [path, { seats }] = [`items[${index}].seats`, item];
    return said(
      `${path}：应选 ${seats} 人只限 ${most} 户以下的小区，名册上有 ${households} 户`,
      `${path}: ${seats} seats are allowed up to ${most} households, the roll has ${households}`,
    );
  }
  return undefined;
}
