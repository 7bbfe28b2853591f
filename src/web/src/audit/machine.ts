/**
 * Reports for machines, field by field those of `yepiao verify --json` (formats `yepiao/verify/v1` and `yepiao/verify-record/v1`;
 * `yepiao verify --help` describes them): whoever has both programs can compare what they say.
 */
import type { ArchiveReport } from './archive/report.ts';
import { isValid } from './archive/report.ts';
import { ciphertextsOf } from '../crypto/election.ts';
import { ARCHIVE_LIMITS, RECORD_LIMITS, type Limit } from './limits.ts';
import { writeWeight } from './outcome/weight.ts';
import { writeParticipation } from './record/annex.ts';
import { itemJson } from './record/certificate.ts';
import { writeRollTotals } from './record/roll.ts';
import { isRecordValid, type RecordReport } from './record/report.ts';
import type { ArchiveFinding, Ran } from './report.ts';

/** Numbers above 2^53 − 1 are texts of decimal digits: many readers would round them. */
export const number = (value: bigint): number | string =>
  value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();

export const notProven = (limits: readonly Limit[]): object[] => limits.map(({ code, what }) => ({ code, text: what.en }));

/** The checks of an archive. */
export const archiveChecks = (checks: readonly Ran<string, ArchiveFinding>[]): object[] =>
  checks.map(({ check, status, examined, failures, findings }) => ({
    check,
    status,
    examined,
    failures,
    findings: findings.map(({ offset, height, said }) => ({ offset, height: height ?? null, message: said.en })),
  }));

/** The report on an archive called `file`. */
export function archiveObject(file: string, report: ArchiveReport): object {
  const { election, entitled, counted } = report;
  return {
    format: 'yepiao/verify/v1',
    file,
    verdict: isValid(report) ? 'valid' : 'invalid',
    stage: report.stage,
    timestamp: report.timestamp ?? null,
    election: election
      ? {
          name: election.parameters.name,
          description: election.parameters.description,
          uuid: election.parameters.uuid,
          fingerprint: election.phi,
          questions: election.parameters.questions.length,
        }
      : null,
    trustees: report.trustees.map((name) => name ?? null),
    entitled: { voters: entitled.voters, weight: number(entitled.weight) },
    ballots: report.ballots,
    counted: { voters: counted.voters, weight: number(counted.weight) },
    totals: totals(report),
    checks: archiveChecks(report.checks),
    against: null,
    not_proven: notProven(ARCHIVE_LIMITS),
  };
}

/** The totals by question; null if there are none, or numbers that do not fit the questions: nobody could say whose they are. */
function totals({ election, totals: own }: ArchiveReport): object | null {
  if (!election || !own) return null;
  const { questions } = election.parameters;
  const fits = own.rows.length === questions.length && questions.every((q, index) => own.rows[index]?.length === ciphertextsOf(q));
  if (!fits) return null;
  return {
    source: own.source,
    questions: questions.map((question, index) => {
      const row = own.rows[index] as readonly bigint[];
      const first = ciphertextsOf(question) - question.answers.length;
      return {
        question: question.question,
        min: question.min,
        max: question.max,
        blank: first > 0 ? number(row[0] as bigint) : null,
        answers: question.answers.map((answer, position) => ({ answer, count: number(row[first + position] as bigint) })),
      };
    }),
  };
}

/** The report on a record called `file`. */
export function recordObject(file: string, report: RecordReport): object {
  const [people, area] = report.archives;
  const { election } = people;
  return {
    format: 'yepiao/verify-record/v1',
    file,
    verdict: isRecordValid(report) ? 'valid' : 'invalid',
    stage: report.stage,
    election: election ? { name: election.parameters.name, uuid: election.parameters.uuid, fingerprint: election.phi } : null,
    log: { ...report.log, cosigned: report.cosigned, voids: report.voids, cancelled: report.cancelled ?? null },
    participation: report.participation ? writeParticipation(report.participation) : null,
    items: report.items ? report.items.map(itemJson) : null,
    remarks: remarksObject(report),
    statement: report.statement ?? null,
    checks: report.checks.map(({ check, status, examined, failures, findings }) => ({
      check,
      status,
      examined,
      failures,
      findings: findings.map((finding) => ({ file: finding.file, message: finding.said.en })),
    })),
    archives: { people: archiveChecks(people.checks), area: archiveChecks(area.checks) },
    files: Object.fromEntries([...report.digests].sort(([a], [b]) => (a < b ? -1 : 1))),
    against: null,
    checkpoint: null,
    receipt: null,
    not_proven: notProven(RECORD_LIMITS),
  };
}

/** What has to be said beside a result. */
function remarksObject({ remarks, opening }: RecordReport): object {
  const { rules, parking, window: voting, uncosigned, uniqueAreas, fewPapers, levels, exposed, second } = remarks;
  return {
    rules: rules ?? null,
    parking: parking ? writeRollTotals(parking) : null,
    window: voting
      ? { from: voting.from, until: voting.until, min_days: voting.min, max_days: voting.max, kept: voting.isKept }
      : null,
    uncosigned,
    made_by: opening?.credentials.madeBy ?? null,
    unique_areas: uniqueAreas,
    few_papers: fewPapers,
    levels: Object.fromEntries([...levels].map(([level, weight]) => [level, writeWeight(weight)])),
    exposed: exposed.map(({ item, answer, apart, chosenBy, among }) => ({
      item,
      answer: answer ?? null,
      apart,
      chosen_by: chosenBy,
      among,
    })),
    second: second ? { silent: writeWeight(second.silent), items: second.items } : null,
  };
}
