/**
 * The certificate, `certificate.jws`: the signed tally (protocol.md Part I section 14).
 *
 * Nothing in it is new: every field follows from the other files of the record, so the same certificate is built here and compared.
 * Nothing of it is read but to be compared.
 */
import { same, utf8 } from '../../crypto/bytes.ts';
import type { VerifyingKey } from '../../crypto/ed25519.ts';
import { readSorted, writeSorted, type Json } from '../../crypto/json.ts';
import { jwsPayload } from '../../crypto/jws.ts';
import type { CommitteeReading } from '../outcome/committee.ts';
import type { Approval } from '../outcome/law.ts';
import type { MatterReading } from '../outcome/matter.ts';
import type { Readings, Turnout } from '../outcome/turnout.ts';
import { writeWeight } from '../outcome/weight.ts';
import { attempt } from '../faults.ts';
import { said, shown, type Said } from '../said.ts';
import type { RecordCheck } from './checks.ts';
import type { ByChannel, CommitteeResult, ItemResult } from './decide.ts';

const turnout = ({ total, valid, blank, invalid }: Turnout): Json => ({
  total: writeWeight(total),
  valid: writeWeight(valid),
  blank: writeWeight(blank),
  invalid: writeWeight(invalid),
});
const byChannel = <T>({ electronic, paper, both }: ByChannel<T>, write: (own: T) => Json) => ({
  electronic: write(electronic),
  paper: write(paper),
  both: write(both),
});
const readings = <T>({ byRule, otherwise }: Readings<T>, write: (own: T) => Json): Json => ({
  by_rule: write(byRule),
  otherwise: write(otherwise),
});
const approval = ({ standing, carried }: Approval): Json => ({ standing: { ...standing }, carried });

const matterReading = (reading: MatterReading): Json => ({
  took_part: writeWeight(reading.tookPart),
  participation: { ...reading.participation },
  approval: approval(reading.approval),
  verdict: reading.verdict,
});
const committeeReading = ({ ties, ...reading }: CommitteeReading): Json => ({
  took_part: writeWeight(reading.tookPart),
  participation: { ...reading.participation },
  approvals: reading.approvals.map(approval),
  elected: reading.elected,
  alternates: reading.alternates,
  ties: ties.map(({ candidates, seats, alternates }) => ({ candidates, seats, alternates })),
  verdict: reading.verdict,
});

/** An item decided, as the certificate has it. Positions count from 0. */
export function itemJson(item: ItemResult): Json {
  const common = {
    type: item.type,
    title: item.title,
    turnout: byChannel(item.turnout, turnout),
    options: item.options.map((option) => ({ name: option.name, ...byChannel(option, writeWeight) })),
    sentences: item.sentences.map(({ zh, en }) => ({ zh, en })),
  };
  if (item.type === 'matter') {
    const { subject, majority } = item;
    return { ...common, subject, majority, readings: readings(item.readings, matterReading) };
  }
  const { committee, each } = item;
  return {
    ...common,
    seats: committee.seats,
    least: committee.least,
    alternate_places: committee.alternates,
    each,
    readings: readings(item.readings, committeeReading),
    elected: named(item, item.readings.byRule.elected),
    alternates: named(item, item.readings.byRule.alternates),
  };
}

const named = ({ options }: CommitteeResult, positions: readonly number[]): Json =>
  positions.map((position) => ({ position, name: options[position]?.name ?? '' }));

/** A difference, with the check that it concerns: a wrong outcome, or a certificate of something else. */
export interface CertificateFault {
  readonly check: RecordCheck;
  readonly said: Said;
}

/** In what `bytes` are not the certificate that follows from the record, signed with `key`: of every field the first place. */
export function certificateFaults(bytes: Uint8Array, key: VerifyingKey, expected: Json): CertificateFault[] {
  const fault = (what: Said): CertificateFault => ({ check: 'certificate', said: what });
  const payload = attempt(() => jwsPayload('certificate', key, bytes));
  if (payload.fault) return [fault(payload.fault)];
  const own = attempt(() => utf8(writeSorted(expected)));
  if (own.fault) return [fault(own.fault)];
  if (same(payload.value, own.value)) return [];
  const whole = fault(differs('.', `${own.value.length} bytes`, `${payload.value.length} bytes`));
  // What is much longer is not read to name a field.
  if (payload.value.length > 2 * own.value.length) return [whole];
  const found = attempt(() => readSorted(payload.value));
  if (found.fault) return [fault(said(found.fault.zh, `payload: ${found.fault.en}`))];
  const differences = each(expected, found.value);
  return differences.length > 0 ? differences : [whole];
}

const differs = (path: string, expected: string, found: string): Said =>
  said(
    `${path}：由档案算得 ${expected}，证书上写的是 ${found}`,
    `${path}: the record says ${expected}, the certificate ${found}`,
  );

const OUTCOME = ['items', 'participation', 'roll'];

type Object = { readonly [name: string]: Json };
const isObject = (value: Json | undefined): value is Object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of every field of the whole in which they differ, the first place. As deep as `expected` is. */
function each(expected: Json, found: Json): CertificateFault[] {
  if (!isObject(expected) || !isObject(found)) {
    const only = place('.', expected, found);
    return only ? [{ check: 'certificate', said: only }] : [];
  }
  return namesOf(expected, found).flatMap((name) => {
    const difference = place(shown(name), expected[name], found[name]);
    if (!difference) return [];
    return [{ check: OUTCOME.some((own) => name.startsWith(own)) ? ('outcome' as const) : ('certificate' as const), said: difference }];
  });
}

/** The names of both, in canonical order. */
const namesOf = (a: Object, b: Object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();

/** Where two values differ first; either may be missing. */
function place(path: string, expected: Json | undefined, found: Json | undefined): Said | undefined {
  if (isObject(expected) && isObject(found)) {
    return first(namesOf(expected, found), (name) => place(`${path}.${shown(name)}`, expected[name], found[name]));
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    const [own, other] = [expected as readonly Json[], found as readonly Json[]];
    const longest = Array.from({ length: Math.max(own.length, other.length) }, (_, index) => index);
    return first(longest, (index) => place(`${path}[${index}]`, own[index], other[index]));
  }
  const text = (value: Json | undefined): string => (value === undefined ? 'nothing' : writeSorted(value));
  return text(expected) === text(found) ? undefined : differs(path, shown(text(expected)), shown(text(found)));
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
