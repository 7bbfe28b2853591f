/**
 * The rule set of a poll, `rules.toml`: what differs by place, as data with a source for every value. The fractions of the law are
 * code (`outcome/law`), and no file can change them.
 */
import '../old-browsers.ts';
import { parse, TomlDate } from 'smol-toml';
import { textOf } from '../../crypto/bytes.ts';
import { said, shown, type Said } from '../said.ts';
import type { Ranking } from '../outcome/committee.ts';
import type { BlankRule } from '../outcome/turnout.ts';

/** What proves a voter, next to the slip. */
export const IDENTIFICATIONS = ['sms', 'witness', 'official', 'digits'] as const;
export type Identification = (typeof IDENTIFICATIONS)[number];

/** The values that an audit asks for. */
export interface Rules {
  /** Its short name, and what people call it. */
  readonly id: string;
  readonly name: string;
  /** The days that people can vote, the extension not counted. */
  readonly voteWindow: { readonly min: number; readonly max: number };
  /** By how many days the voting may be extended, 0 for not at all, and whether also that of an election. */
  readonly extension: { readonly maxDays: number; readonly elections: boolean };
  /** Up to so many households a committee may have as few seats as `smallSeats`. */
  readonly seats: {
    readonly min: number;
    readonly max: number;
    readonly smallHouseholds: number;
    readonly smallSeats: number;
  };
  readonly alternates: 'none' | 'half_of_seats' | 'as_many_as_seats';
  readonly candidateVote: 'up_to_seats' | 'each';
  readonly ranking: Ranking;
  readonly blank: BlankRule;
  readonly parkingAsArea: boolean;
  /** What happens if one voter votes electronically and on paper. */
  readonly conflict: 'first_valid' | 'paper';
  /** How often a voter may vote electronically. */
  readonly revote: 'no' | 'once' | 'until_close';
  /** Where electronic votes are cast. */
  readonly channel: 'electronic_and_paper' | 'official_only';
  readonly nonResponse: 'not_participating' | 'follows_majority';
  readonly identityLevel: readonly Identification[];
  /** The keys whose values are only assumed: to be shown as that, never as law. */
  readonly assumed: readonly string[];
}

/** The most alternates for so many seats. */
export function mostAlternates({ alternates }: Rules, seats: number): number {
  return { none: 0, half_of_seats: Math.floor(seats / 2), as_many_as_seats: seats }[alternates];
}

/** Why a text is not a rule set: the key, and what is wrong there. */
class RulesFault extends Error {
  readonly key: string;

  constructor(key: string, reason: string) {
    super(reason);
    this.key = key;
  }
}

const ruleSaid = (key: string, reason: string): Said =>
  said(`${key}：不是可用的规则（程序原话：${reason}）`, `${key}: ${reason}`);

/** Reads the exact bytes of a `rules.toml`, or tells every rule that a readable text breaks. */
export function readRules(bytes: Uint8Array): { readonly rules: Rules; readonly faults?: never } | { readonly faults: readonly Said[]; readonly rules?: never } {
  const text = textOf(bytes);
  if (text === undefined) return { faults: [ruleSaid('.', 'not UTF-8')] };
  let document: unknown;
  try {
    document = parse(text, { integersAsBigInt: true });
  } catch (error) {
    return { faults: [ruleSaid('.', shown(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not TOML'))] };
  }
  try {
    const { values, faults } = read(document);
    return faults.length > 0 ? { faults } : { rules: values };
  } catch (error) {
    if (!(error instanceof RulesFault)) throw error;
    return { faults: [ruleSaid(error.key, error.message)] };
  }
}

/** A value of the document and its key: every method throws a fault that names it. */
class Key {
  readonly path: string;
  readonly #value: unknown;

  constructor(path: string, value: unknown) {
    this.path = path;
    this.#value = value;
  }

  refuse(what: string): never {
    throw new RulesFault(this.path || '.', what);
  }

  /** The fields of a table, which has these and no others. */
  fields<N extends string>(...names: readonly N[]): { readonly [name in N]: Key } {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) {
      return this.refuse('not a table');
    }
    const own = new Map(Object.entries(value));
    const unknown = [...own.keys()].find((name) => !(names as readonly string[]).includes(name));
    if (unknown !== undefined) return this.refuse(`unknown field \`${shown(unknown)}\``);
    const missing = names.find((name) => !own.has(name));
    if (missing !== undefined) return this.refuse(`missing field \`${missing}\``);
    const entries = names.map((name) => [name, new Key(this.path ? `${this.path}.${name}` : name, own.get(name))]);
    return Object.fromEntries(entries) as { readonly [name in N]: Key };
  }

  list<T>(item: (own: Key) => T): T[] {
    const value = this.#value;
    if (!Array.isArray(value)) return this.refuse('not a list');
    return value.map((entry, index) => item(new Key(`${this.path}[${index}]`, entry)));
  }

  text(): string {
    return typeof this.#value === 'string' ? this.#value : this.refuse('not a text');
  }

  bool(): boolean {
    return typeof this.#value === 'boolean' ? this.#value : this.refuse('not true or false');
  }

  whole(least: number, most: number): number {
    const value = this.#value;
    if (typeof value !== 'bigint' || value < BigInt(least) || value > BigInt(most)) {
      return this.refuse(`not a whole number from ${least} to ${most}`);
    }
    return Number(value);
  }

  oneOf<T extends string>(...texts: readonly T[]): T {
    const value = this.text();
    const found = texts.find((text) => text === value);
    return found ?? this.refuse(`not one of ${texts.join(', ')}${WHY.get(this.path) ?? ''}`);
  }

  /** A local date as days since 1970. */
  date(): number {
    const value = this.#value;
    return value instanceof TomlDate && value.isDate() ? Math.floor(value.getTime() / 86_400_000) : this.refuse('not a date');
  }
}

/** Why some variants seen elsewhere are refused. */
const WHY = new Map([
  ['conflict.value', ': opened paper cannot be withdrawn, so the electronic ballot cannot prevail'],
  ['live_turnout.value', ': no text permits partial results while people vote'],
]);

const U16 = 0xffff;
/** The longest period that any rule could mean. */
const MAX_DAYS = 366;
type Unit = 'days' | 'working_days';

/** The whole document: all keys are required, no other is allowed. */
function read(document: unknown): { readonly values: Rules; readonly faults: readonly Said[] } {
  const faults: Said[] = [];
  const unless = (good: boolean, key: string, reason: string): void => {
    if (!good) faults.push(ruleSaid(key, reason));
  };
  const top = new Key('', document).fields(
    'schema',
    'id',
    'name',
    'chair_body',
    'prep_limit_days',
    'roll_publish_days',
    'candidate_publish_days',
    'notice_days',
    'vote_window_days',
    'extension',
    'result_publish_days',
    'result_comment_days',
    'filing_days',
    'seats',
    'alternates',
    'candidate_vote',
    'ranking',
    'tie',
    'non_response',
    'blank_or_invalid',
    'parking_as_area',
    'merge_owner',
    'channel',
    'conflict',
    'revote',
    'proxy_cap',
    'proxy_ban',
    'identity_level',
    'live_turnout',
    'retention_years',
    'calendar',
  );
  const assumed: string[] = [];
  /** A value with where it comes from: read in the statute (L), in a secondary source (S), or assumed (A). */
  const ruled = <T>(key: Key, value: (own: Key) => T): T => {
    const fields = key.fields('value', 'basis', 'source');
    if (fields.basis.oneOf('L', 'S', 'A') === 'A') assumed.push(key.path);
    unless(fields.source.text().trim() !== '', `${key.path}.source`, 'must not be empty');
    return value(fields.value);
  };
  const period = (key: Key, least: number, most: number, law = ''): Unit => {
    const { count, unit } = ruled(key, (own) => {
      const fields = own.fields('count', 'unit');
      return { count: fields.count.whole(0, U16), unit: fields.unit.oneOf('days', 'working_days') };
    });
    const within = count >= least && count <= most;
    unless(within, `${key.path}.value.count`, `${count} is not allowed, ${least} to ${most} is${law && ` (${law})`}`);
    return unit;
  };

  unless(top.schema.whole(0, 0xffff_ffff) === 1, 'schema', 'only 1 is known');
  const [id, name] = [top.id.text(), top.name.text()];
  unless(/^[a-z0-9-]+$/.test(id), 'id', 'only a-z, 0-9 and - are allowed, and at least one');
  unless(name.trim() !== '', 'name', 'must not be empty');
  ruled(top.chair_body, (own) => own.oneOf('community_or_subdistrict', 'community', 'subdistrict', 'named_by_subdistrict'));
  for (const key of ['prep_limit_days', 'roll_publish_days', 'candidate_publish_days'] as const) period(top[key], 1, MAX_DAYS);
  period(top.notice_days, 15, MAX_DAYS, '物业管理条例 14: at least 15 days before the meeting');
  const voteWindow = ruled(top.vote_window_days, (own) => {
    const fields = own.fields('min', 'max');
    const [min, max] = [fields.min.whole(0, U16), fields.max.whole(0, U16)];
    unless(min >= 1 && min <= max && max <= MAX_DAYS, own.path, '1 <= min <= max <= 366 is needed');
    return { min, max };
  });
  const extension = ruled(top.extension, (own) => {
    const fields = own.fields('max_days', 'elections');
    const [elections, maxDays] = [fields.elections.bool(), fields.max_days.whole(0, U16)];
    unless(maxDays <= MAX_DAYS, `${own.path}.max_days`, '0 to 366 is allowed');
    return { maxDays, elections };
  });
  period(top.result_publish_days, 1, MAX_DAYS);
  period(top.result_comment_days, 1, MAX_DAYS);
  const filing = period(top.filing_days, 1, 30, '物业管理条例 16: within 30 days');
  unless(filing === 'days', 'filing_days.value.unit', 'only days: 物业管理条例 16 knows no working days');
  const seats = ruled(top.seats, (own) => {
    const fields = own.fields('min', 'max', 'small_households', 'small_seats');
    const [min, max] = [fields.min.whole(0, U16), fields.max.whole(0, U16)];
    const [households, few] = [fields.small_households.whole(0, U16), fields.small_seats.whole(0, U16)];
    const odd = (count: number): boolean => count % 2 === 1;
    const plain = odd(min) && odd(max) && min >= 5 && min <= max && max <= 11;
    unless(plain, own.path, 'min and max must be odd and 5 <= min <= max <= 11 (指导规则 31)');
    const small = (households === 0 && few === 0) || (households > 0 && odd(few) && few >= 3 && few < min);
    unless(small, `${own.path}.small_seats`, 'odd, at least 3 and below min, or 0 together with small_households');
    return { min, max, smallHouseholds: households, smallSeats: few };
  });
  const alternates = ruled(top.alternates, (own) => own.oneOf('none', 'half_of_seats', 'as_many_as_seats'));
  const candidateVote = ruled(top.candidate_vote, (own) => own.oneOf('up_to_seats', 'each'));
  const ranking = ruled(top.ranking, (own) => own.oneOf('people_then_area', 'area_then_people', 'sum_of_ratios'));
  ruled(top.tie, (own) => own.oneOf('revote', 'lot'));
  const nonResponse = ruled(top.non_response, (own) => own.oneOf('not_participating', 'follows_majority'));
  const blank = ruled(top.blank_or_invalid, (own) => own.oneOf('participates', 'does_not_participate'));
  const parkingAsArea = ruled(top.parking_as_area, (own) => own.bool());
  ruled(top.merge_owner, (own) => own.oneOf('identical_sets'));
  const channel = ruled(top.channel, (own) => own.oneOf('electronic_and_paper', 'official_only'));
  const conflict = ruled(top.conflict, (own) => own.oneOf('first_valid', 'paper'));
  const revote = ruled(top.revote, (own) => own.oneOf('no', 'once', 'until_close'));
  const cap = ruled(top.proxy_cap, (own) => own.whole(0, U16));
  unless(cap >= 1 && cap <= 100, 'proxy_cap.value', '1 to 100 is allowed');
  ruled(top.proxy_ban, (own) => own.oneOf('property_staff', 'nobody'));
  const identityLevel = ruled(top.identity_level, (own) => own.list((level) => level.oneOf(...IDENTIFICATIONS)));
  const once = identityLevel.length > 0 && new Set(identityLevel).size === identityLevel.length;
  unless(once, 'identity_level.value', 'at least one level, each once');
  ruled(top.live_turnout, (own) => own.oneOf('people_and_area', 'nothing'));
  ruled(top.retention_years, (own) => {
    const fields = own.fields('after_term', 'after_result');
    fields.after_term.whole(0, U16);
    unless(fields.after_result.whole(0, U16) >= 3, `${own.path}.after_result`, 'at least 3');
  });
  const calendarFault = ruled(top.calendar, calendar);
  if (calendarFault) unless(false, 'calendar.value', calendarFault);
  return {
    values: {
      id,
      name,
      voteWindow,
      extension,
      seats,
      alternates,
      candidateVote,
      ranking,
      blank,
      parkingAsArea,
      conflict,
      revote,
      channel,
      nonResponse,
      identityLevel,
      assumed,
    },
    faults,
  };
}

/** Time zone, working days and holidays: what is wrong with the table, if anything. */
function calendar(key: Key): string | undefined {
  const fields = key.fields('utc_offset_minutes', 'years', 'holidays', 'working_weekends');
  const offset = fields.utc_offset_minutes.whole(-(2 ** 31), 2 ** 31 - 1);
  const years = fields.years.list((year) => year.whole(-(2 ** 15), 2 ** 15 - 1));
  const holidays = fields.holidays.list((own) => {
    const { name, from, to } = own.fields('name', 'from', 'to');
    return { name: name.text(), from: from.date(), to: to.date() };
  });
  const worked = fields.working_weekends.list((day) => day.date());
  const yearOf = (day: number): number => new Date(day * 86_400_000).getUTCFullYear();
  if (offset < -720 || offset > 840) return `utc_offset_minutes: ${offset} is not allowed, -720 to 840 is`;
  for (const { name, from, to } of holidays) {
    if (from > to) return `holidays: ${shown(name)} ends before it begins`;
    // A holiday of New Year may begin in the year before.
    if (!years.includes(yearOf(from)) && !years.includes(yearOf(to))) return `holidays: ${shown(name)} lies in no year of \`years\``;
  }
  for (const day of worked) {
    // 1970-01-01 was a Thursday.
    const weekend = [2, 3].includes(((day % 7) + 7) % 7);
    if (!weekend || holidays.some(({ from, to }) => from <= day && day <= to) || !years.includes(yearOf(day))) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      return `working_weekends: ${text} is not a weekend day of \`years\` outside the holidays`;
    }
  }
  return undefined;
}
