/**
 * The audit of a record: all checks, whatever the others found; one whose material is missing is impossible, and the record not valid.
 *
 * The long files are read piece by piece: the log, both archives side by side (their ballots are checked once for both), then the
 * logged ballots, from which both archives are written again and compared.
 */
import { auditPair, type OnProgress } from '../archive/audit.ts';
import type { Checker } from '../checker.ts';
import { Pieces, type Input, type Source } from '../input.ts';
import type { EntryStream } from '../zip/entry.ts';
import { checkClosing, checkOutcome, checkStrong, expectedStatement } from './after.ts';
import { checkOpening, readSetup } from './before.ts';
import { RECORD_ORDER, type RecordCheck } from './checks.ts';
import { checkCancelled, checkFiles, checkManifest, stageOf } from './complete.ts';
import { Desk, openContainer, SIDES, type NotARecord, type Setup, type Sides } from './desk.ts';
import { counting, type History } from './log.ts';
import { NO_REMARKS, remarksOf } from './remarks.ts';
import { isStageAtLeast, type RecordReport, type RecordStage } from './report.ts';
import { rebuild } from './rewritten.ts';
import { checkAnnex, checkCheckpoint, checkListed, checkPair, checkPaper, readLog } from './voting.ts';

/** Audits a record; or tells why it is none. `progress` is told how many bytes were read, of about {@link recordSize}. */
export async function auditRecord(source: Source, checker: Checker, progress: OnProgress = () => {}): Promise<RecordReport | NotARecord> {
  const container = openContainer(source);
  return typeof container === 'string' ? container : run(new Desk(container, progress), checker);
}

/** Bytes of all files of a record together, by their headers; the archives are read twice. */
export function recordSize(source: Source): number {
  const container = openContainer(source);
  if (typeof container === 'string') return 0;
  return container.names.reduce((sum, name) => sum + container.size(name), 0);
}

const EMPTY: Input = new Pieces(() => undefined);

async function run(desk: Desk, checker: Checker): Promise<RecordReport> {
  desk.load();
  const setup = readSetup(desk);
  const history = readLog(desk, setup);
  desk.progress({ bytes: desk.read, ballots: 0 });

  const before = desk.read;
  const streams = SIDES.map((file) => desk.container.stream(file)) as [EntryStream | undefined, EntryStream | undefined];
  const sides = await auditPair(streams[0] ?? EMPTY, streams[1] ?? EMPTY, checker, ({ bytes, ballots }) => {
    desk.progress({ bytes: before + bytes, ballots });
  });
  SIDES.forEach((file, index) => desk.finish(file, streams[index]));

  checkOpening(desk, setup, sides);
  checkPair(desk, sides);
  if (history) checkListed(desk, history, sides);
  rebuild(desk, history, sides);
  return close(desk, setup, history, sides);
}

/** The checks that need everything, and the report. */
function close(desk: Desk, setup: Setup, history: History | undefined, sides: Sides): RecordReport {
  const [people, area] = sides;
  const stage = stageOf(desk, history, sides);
  // Whoever cancels a poll before its count leaves the envelopes sealed.
  const isCounted = !history?.cancelled || history.sheet !== undefined;
  checkFiles(desk, stage, isCounted);
  checkManifest(desk);
  checkCancelled(desk, history, sides);
  const sheet = checkPaper(desk, setup, history, sides);
  const { lines, participation } = checkAnnex(desk, setup, history, sides);
  const statement = expectedStatement(history, sides);
  const signed = checkClosing(desk, statement, sides);
  checkStrong(desk, sides);
  const items = checkOutcome(desk, setup, history, sides, sheet, participation);
  const cosigned = checkCheckpoint(desk, setup, history);
  const { opening, rules, roll } = setup;
  const areas = area.facts.credentials;
  // Without rules there is nothing to say it by.
  const remarks =
    history && rules
      ? remarksOf({ areas, history, opening, roll: roll?.totals, cosigned, lines, rules, participation, items })
      : NO_REMARKS;

  const reached = (check: RecordCheck): boolean =>
    check === 'paper' ? isCounted : isStageAtLeast(stage, NEEDED[check] ?? 'closed');
  return {
    checks: desk.trays.close(RECORD_ORDER, reached),
    archives: [people.report, area.report],
    stage,
    opening,
    log: {
      leaves: history?.leafHashes.length ?? 0,
      ballots: history?.ballots.length ?? 0,
      counting: history ? counting(history).length : 0,
      papers: history?.papers.length ?? 0,
    },
    voids: history?.voids ?? [],
    cancelled: history?.cancelled,
    participation,
    items,
    remarks,
    statement,
    signed,
    listed: new Set(desk.container.listed),
    digests: desk.digests,
    cosigned,
    leafHashes: history?.leafHashes ?? [],
    end: history?.end,
    ballots: history?.ballots ?? [],
    election: people.facts.election && people.facts.setup.election,
  };
}

/** The stage from which on a check has something to look at; the others always. */
const NEEDED: Partial<Readonly<Record<RecordCheck, RecordStage>>> = {
  closing: 'signed',
  strong: 'decrypting',
  outcome: 'counted',
  certificate: 'counted',
};
