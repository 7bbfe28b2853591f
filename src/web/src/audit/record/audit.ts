/**
 * The audit of a record: all checks, whatever the others found; one whose material is missing is impossible, and the record not valid.
 *
 * The long files are read piece by piece: the log, both archives side by side (their ballots are checked once for both), then the
 * logged ballots, from which both archives are written again and compared.
 */
import { hex } from '../../crypto/bytes.ts';
import type { Digest } from '../../crypto/hash.ts';
import { digest } from '../../crypto/hash.ts';
import { agreesWith, openCheckpoint } from '../../crypto/log/checkpoint.ts';
import { Note } from '../../crypto/log/note.ts';
import { auditPair, type Audited, type OnProgress } from '../archive/audit.ts';
import { isAtLeast, type Stage } from '../archive/report.ts';
import type { Checker } from '../checker.ts';
import { MAX_LOGARITHM } from '../election/dlog.ts';
import { attempt } from '../faults.ts';
import { Pieces, type Input, type Source } from '../input.ts';
import type { DigestText } from '../json.ts';
import { equals, type Weight } from '../outcome/weight.ts';
import { Trays, type RecordFinding } from '../report.ts';
import { said, shown, type Said } from '../said.ts';
import { Container, NotAZip } from '../zip/container.ts';
import type { EntryStream } from '../zip/entry.ts';
import {
  annexFaults,
  paperVoters,
  participationOf,
  readAnnex,
  readParticipation,
  sameParticipation,
  writeParticipation,
  type Participation,
} from './annex.ts';
import { Cast } from './cast.ts';
import { certificateFaults, itemJson } from './certificate.ts';
import { RECORD_ORDER, type RecordCheck } from './checks.ts';
import { closingFaults, readClosing, statementOf } from './closing.ts';
import { decide, DecideFault, type ItemResult } from './decide.ts';
import {
  ALWAYS,
  ANNEX,
  AREA,
  CAST,
  CERTIFICATE,
  CHECKPOINT,
  CLOSING,
  isCertified,
  isLong,
  limitOf,
  LOG,
  MANIFEST,
  OPENING,
  PACKAGE,
  PAPER,
  PEOPLE,
  ROLL,
  RULES,
  strongFile,
  strongOwner,
  TURNOUT,
} from './files.ts';
import { Lines } from './lines.ts';
import { counting, isStateAtLeast, Replay, timestampOf, type History } from './log.ts';
import { readManifest } from './manifest.ts';
import { cosignerKeys, logKey, openingFaults, readOpening, type Opening } from './opening.ts';
import { packageFaults, readPackage, type Package } from './package.ts';
import { paperFaults, readSheet, type Sheet } from './paper.ts';
import { Rebuilder, TooBig } from './rebuild.ts';
import { isStageAtLeast, type RecordReport, type RecordStage } from './report.ts';
import { frozenTotals, readRoll, rollFaults, writeRollTotals, type MaskedRoll } from './roll.ts';
import { readRules, type Rules } from './rules.ts';
import { strongFault } from './strong.ts';

/** Bytes of a leaf at most, and at least: millions of shorter lines would only fill the memory. */
export const MAX_LEAF = 1 << 16;
export const MIN_LEAF = 64;
/** Wrong leaves after which no more are read. */
const MAX_WRONG = 1000;
/** The most bytes of a ballot. */
const MAX_BALLOT = 16 << 20;
/** Lines between two notices of progress. */
const STEP = 256;

/** Why a file is no record at all. */
export type NotARecord = 'no-zip' | 'no-manifest';

/** Audits a record; or tells why it is none. `progress` is told how many bytes were read, of about {@link recordSize}. */
export async function auditRecord(source: Source, checker: Checker, progress: OnProgress = () => {}): Promise<RecordReport | NotARecord> {
  const container = openContainer(source);
  return typeof container === 'string' ? container : new Work(container, checker, progress).run();
}

/** Bytes of all files of a record together, by their headers; the archives are read twice. */
export function recordSize(source: Source): number {
  const container = openContainer(source);
  if (typeof container === 'string') return 0;
  return container.names.reduce((sum, name) => sum + container.size(name), 0);
}

/** The container of a record, or why there is none. */
export function openContainer(source: Source): Container | NotARecord {
  try {
    const container = Container.open(source, limitOf);
    return container.lists(MANIFEST) ? container : 'no-manifest';
  } catch (error) {
    if (error instanceof NotAZip) return 'no-zip';
    throw error;
  }
}

/** What could be read of the files that stood before the voting. */
interface Setup {
  readonly opening: Opening | undefined;
  readonly rules: Rules | undefined;
  readonly package: Package | undefined;
  readonly roll: MaskedRoll | undefined;
}

type Sides = readonly [people: Audited, area: Audited];
const SIDES = [PEOPLE, AREA] as const;
const EMPTY: Input = new Pieces(() => undefined);

/** An audit at work. */
class Work {
  readonly #container: Container;
  readonly #checker: Checker;
  readonly #progress: OnProgress;
  readonly #trays = new Trays<RecordCheck, RecordFinding>();
  /** Of every file read to its end. */
  readonly #digests = new Map<string, DigestText>();
  /** The files that are read as a whole. */
  readonly #files = new Map<string, Uint8Array>();
  /** Bytes read so far. */
  #read = 0;

  constructor(container: Container, checker: Checker, progress: OnProgress) {
    this.#container = container;
    this.#checker = checker;
    this.#progress = progress;
  }

  async run(): Promise<RecordReport> {
    this.#trays.examine('container', this.#container.names.length);
    for (const fault of this.#container.faults) this.#fail('container', '', fault);
    this.#load();
    const setup = this.#readSetup();
    const history = this.#readLog(setup);
    this.#progress({ bytes: this.#read, ballots: 0 });

    const before = this.#read;
    const streams = SIDES.map((file) => this.#container.stream(file)) as [EntryStream | undefined, EntryStream | undefined];
    const sides = await auditPair(streams[0] ?? EMPTY, streams[1] ?? EMPTY, this.#checker, ({ bytes, ballots }) => {
      this.#progress({ bytes: before + bytes, ballots });
    });
    SIDES.forEach((file, index) => this.#finish(file, streams[index]));

    this.#checkOpening(setup, sides);
    this.#checkPair(sides);
    if (history) this.#checkListed(history, sides);
    this.#rebuild(history, sides);
    return this.#close(setup, history, sides);
  }

  #fail(check: RecordCheck, file: string, what: Said): void {
    this.#trays.fail(check, { file, said: what });
  }

  /** Reads the files that are read as a whole. */
  #load(): void {
    for (const name of this.#container.names.filter((own) => !isLong(own))) {
      const stream = this.#container.stream(name);
      if (!stream) continue;
      this.#files.set(name, stream.takeAll());
      this.#finish(name, stream);
    }
  }

  /** Reads a file to its end, and notes its digest and what is wrong with it in the container. */
  #finish(name: string, stream: EntryStream | undefined): void {
    if (!stream) return;
    this.#read += this.#container.size(name);
    const { digest: own, fault } = stream.finish();
    this.#digests.set(name, own);
    if (fault) this.#fail('container', name, fault);
  }

  /** Parses a file; what is wrong with it is a fault of `check`. */
  #parse<T>(check: RecordCheck, name: string, parse: (bytes: Uint8Array) => T): T | undefined {
    const bytes = this.#files.get(name);
    if (!bytes) return undefined;
    const { value, fault } = attempt(() => parse(bytes));
    if (fault) this.#fail(check, name, fault);
    return value;
  }

  /** The value that a reader gave, or a fault of `check`. */
  #take<T>(check: RecordCheck, name: string, read: (bytes: Uint8Array) => { readonly value: T } | { readonly fault: Said }): T | undefined {
    const bytes = this.#files.get(name);
    const found = bytes && read(bytes);
    if (!found) return undefined;
    if ('value' in found) return found.value;
    this.#fail(check, name, found.fault);
    return undefined;
  }

  /** Reads the four files; each by itself. */
  #readSetup(): Setup {
    const bytes = this.#files.get(RULES);
    const rules = bytes && readRules(bytes);
    for (const fault of rules?.faults ?? []) this.#fail('rules', RULES, fault);
    const roll = this.#parse('roll', ROLL, readRoll);
    const opening = this.#parse('opening', OPENING, readOpening);
    return { opening, rules: rules?.rules, package: this.#take('package', PACKAGE, readPackage), roll };
  }

  /** Reads the log by the rules; nothing without rules to read it by. */
  #readLog({ opening, rules }: Setup): History | undefined {
    const stream = this.#container.stream(LOG);
    if (!stream) return undefined;
    if (!opening || !rules) {
      this.#finish(LOG, stream);
      return undefined;
    }
    const [lines, replay] = [new Lines(stream, MAX_LEAF), new Replay(rules, opening.closing)];
    for (let number = 1; ; number += 1) {
      const line = lines.next();
      if (line === undefined) break;
      if (line === 'bad' || line.length < MIN_LEAF || replay.faults.length >= MAX_WRONG) {
        this.#fail('log', LOG, said(`第 ${number} 行太长，或没有换行结尾`, `line ${number}: too long, or not ended by a line feed`));
        break;
      }
      replay.read(line);
    }
    this.#finish(LOG, stream);
    const history = replay.finish();
    this.#trays.examine('log', history.leafHashes.length);
    for (const fault of replay.faults) this.#fail('log', LOG, fault);
    if (timestampOf(history) === undefined) this.#fail('log', LOG, said('投票没有截止', 'the voting was not closed'));
    if (!history.sheet) {
      this.#fail('log', LOG, said('没有纸质票计票单（没有人用纸质票也要有）', 'there is no sheet of the paper ballots'));
    }
    if (history.opening?.digest !== opening.digest) this.#fail('log', LOG, OTHER_OPENING);
    return history;
  }

  /** The opening against everything it names, and the roll, the package and the trustees beside it. */
  #checkOpening(setup: Setup, [{ facts: people }, { facts: area }]: Sides): void {
    this.#checkThreshold(PEOPLE, people);
    this.#checkThreshold(AREA, area);
    const { opening, rules, roll } = setup;
    if (roll) {
      this.#trays.examine('roll', roll.voters.length);
      for (const fault of rollFaults(roll, rules)) this.#fail('roll', ROLL, fault);
    }
    const { election } = people;
    if (!opening || !election) return;
    if (setup.package && rules) {
      this.#trays.examine('package', setup.package.items.length);
      const own = this.#digests.get(RULES) as DigestText;
      for (const fault of packageFaults(setup.package, opening, rules, own, election.parameters)) {
        this.#fail('package', PACKAGE, fault);
      }
    }
    this.#trays.examine('opening', 1);
    if (rules) this.#trays.examine('rules', 1);
    // What is not there is told where it is missing.
    const digestOf = (file: string, opened: DigestText): DigestText => this.#digests.get(file) ?? opened;
    const listed = area.credentials.entries.map(({ weight }) => weight);
    const faults = openingFaults(opening, {
      election: election.parameters,
      trustees: hex(digest(people.setup.trustees)),
      rules: digestOf(RULES, opening.rules),
      package: digestOf(PACKAGE, opening.package),
      maskedRoll: digestOf(ROLL, opening.maskedRoll),
      areas: roll ? roll.voters.map((voter) => BigInt(voter.area)) : listed,
      people: { list: people.credentials, digest: hex(digest(people.setup.credentials)) },
      area: { list: area.credentials, digest: hex(digest(area.setup.credentials)) },
    });
    for (const { check, file, said: what } of faults) this.#fail(check, file, what);
    // Refused before anybody votes: a greater sum could never be opened.
    const total = area.credentials.totalWeight;
    if (total > MAX_LOGARITHM) {
      this.#fail(
        'opening',
        AREA,
        said(
          `面积合计 ${total}（0.01 平方米），超过了能计票的上限`,
          `the areas together are ${total} units of 0.01 m², more than can be counted`,
        ),
      );
    }
    for (const keys of [attempt(() => logKey(opening)), attempt(() => cosignerKeys(opening))]) {
      if (keys.fault) this.#fail('opening', OPENING, said('钥匙的名称是空的，或有空格、加号', keys.fault.en));
    }
  }

  /** Of every joint key more than half of the members must be needed, and no two trustees have one key. */
  #checkThreshold(file: string, { trustees }: Audited['facts']): void {
    this.#trays.examine('threshold', trustees.groups.length);
    trustees.groups.forEach((group, index) => {
      if (group.kind === 'single') return;
      const { size, threshold } = group;
      const [zh, en] = [`第 ${index + 1} 把联合钥匙：`, `trustees[${index + 1}]: `];
      const other = (reason: string): Said => said(`${zh}人数不对（程序原话：${reason}）`, en + reason);
      const fault =
        size > 255
          ? other('a joint key has at most 255 members')
          : threshold >= size
            ? other('the threshold must be below the number of members')
            : threshold * 2 <= size
              ? said(
                  `${zh}需要的人数没有超过一半，两组人可以各自解密`,
                  `${en}the threshold must be above half the number of members`,
                )
              : undefined;
      if (fault) this.#fail('threshold', file, fault);
    });
    const first = new Map<string, number>();
    trustees.owners.forEach(({ key, keyText }, index) => {
      if (!key) return;
      const known = first.get(keyText);
      if (known === undefined) first.set(keyText, index + 1);
      else {
        this.#fail(
          'threshold',
          file,
          said(
            `受托人 ${index + 1} 的公钥与受托人 ${known} 的相同`,
            `trustee ${index + 1} has the key of trustee ${known}`,
          ),
        );
      }
    });
  }

  /** Whether both archives are of one election. */
  #checkPair([people, area]: Sides): void {
    if (!people.facts.election || !area.facts.election) return;
    const text = (bytes: Uint8Array): string => hex(digest(bytes));
    const points = ({ facts }: Audited): string => facts.credentials.entries.map(({ point }) => point).join();
    const [first, second] = [people.facts, area.facts];
    const same: readonly (readonly [boolean, string, string])[] = [
      [text(first.setup.election) === text(second.setup.election), '题目', 'election'],
      [text(first.setup.trustees) === text(second.setup.trustees), '受托人', 'trustees'],
      [points(people) === points(area), '投票凭证', 'credentials'],
      [people.report.timestamp === area.report.timestamp, '时间', 'time'],
      [people.report.stage === area.report.stage, '进度', 'stage'],
    ];
    this.#trays.examine('pair', same.length + first.ballots.length);
    for (const [good, zh, en] of same) {
      if (!good) this.#fail('pair', AREA, said(`人数、面积两份档案的${zh}不同`, `the two archives have not the same ${en}`));
    }
    const longest = Math.max(first.ballots.length, second.ballots.length);
    for (let at = 0; at < longest; at += 1) {
      if (first.ballots[at] === second.ballots[at]) continue;
      this.#fail(
        'pair',
        AREA,
        said(`人数、面积两份档案的第 ${at + 1} 张选票不同`, `ballot ${at + 1} is not the same in both archives`),
      );
      break;
    }
  }

  /** Whether the log is of this election, and names only who is entitled. */
  #checkListed(history: History, [{ facts }]: Sides): void {
    const { election, credentials } = facts;
    if (election && history.opening && history.opening.phi !== election.phi) this.#fail('log', LOG, OTHER_OPENING);
    if (credentials.entries.length === 0) return;
    for (const { index, credential } of [...history.ballots, ...history.papers]) {
      if (credentials.find(credential)) continue;
      this.#fail(
        'log',
        LOG,
        said(`公开记录第 ${index} 条：凭证不在名单上`, `entry ${index}: the credential is not listed`),
      );
    }
  }

  /** Reads every logged ballot once and writes both archives. */
  #rebuild(history: History | undefined, sides: Sides): void {
    const stream = this.#container.stream(CAST);
    if (!history || !stream) return this.#finish(CAST, stream);
    this.#trays.examine('cast', history.ballots.length);
    let rebuilders = this.#begin(history, sides);
    const [cast, lines] = [new Cast(history), new Lines(stream, MAX_BALLOT)];
    for (let number = 1; !cast.isHopeless; number += 1) {
      const line = lines.next();
      if (line === undefined) break;
      if (line === 'bad') {
        cast.bad();
        break;
      }
      const ballot = cast.find(line);
      if (ballot) cast.look(ballot, line, sides[0].facts.election);
      if (ballot?.counts && rebuilders) {
        try {
          for (const rebuilder of rebuilders) rebuilder.ballot(line);
        } catch (error) {
          this.#notRebuilt(PEOPLE, error);
          rebuilders = undefined;
        }
      }
      if (number % STEP === 0) this.#progress({ bytes: this.#read, ballots: cast.count });
    }
    cast.end();
    for (const fault of cast.faults) this.#fail('cast', CAST, fault);
    this.#finish(CAST, stream);
    if (rebuilders) this.#end(rebuilders, sides);
  }

  /** Begins both archives by what the log and the archives' own setups say; none if the log was not closed. */
  #begin(history: History, sides: Sides): Rebuilder[] | undefined {
    const time = timestampOf(history);
    if (time === undefined) return undefined;
    const { election, trustees } = sides[0].facts.setup;
    try {
      return sides.map(({ facts }, index) => {
        const original = this.#container.stream(SIDES[index] as string) ?? EMPTY;
        return new Rebuilder(original, time, { election, trustees, credentials: facts.setup.credentials });
      });
    } catch (error) {
      this.#notRebuilt(PEOPLE, error);
      return undefined;
    }
  }

  #notRebuilt(file: string, error: unknown): void {
    if (!(error instanceof TooBig)) throw error;
    this.#fail('rebuilt', file, said(`没有办法重新生成（程序原话：${error.message}）`, `cannot be rebuilt: ${error.message}`));
  }

  /** Writes the encrypted tallies, and tells where an archive is not what was written. */
  #end(rebuilders: readonly Rebuilder[], sides: Sides): void {
    sides.forEach((side, index) => {
      const file = SIDES[index] as string;
      this.#trays.examine('rebuilt', side.facts.ballots.length);
      let offset: number | undefined;
      try {
        offset = rebuilders[index]?.end(side);
      } catch (error) {
        this.#notRebuilt(file, error);
      }
      if (offset !== undefined) {
        this.#fail(
          'rebuilt',
          file,
          said(
            `从字节 ${offset} 起，不是由约定、公开记录和选票生成的那份档案`,
            `from byte ${offset} on not the archive that follows from opening, log and ballots`,
          ),
        );
      }
      if (!isAtLeast(side.report.stage, 'tallied')) {
        this.#fail('files', file, said('还没有把选票加在一起', 'ends before the encrypted tally'));
      }
    });
  }

  /** The checks that need everything, and the report. */
  #close(setup: Setup, history: History | undefined, sides: Sides): RecordReport {
    const [people, area] = sides;
    const stage = this.#stage(history, sides);
    this.#checkFiles(stage);
    this.#checkManifest();
    const cancelled = cancelledAt(history);
    if (cancelled !== undefined && (furthest(sides) > rank('tallied') || this.#container.lists(CLOSING))) {
      this.#fail(
        'log',
        LOG,
        said(
          `公开记录第 ${cancelled} 条：表决已取消，却还有签字或结果`,
          `entry ${cancelled}: the poll was cancelled, but there is a result or a signature for one`,
        ),
      );
    }
    const sheet = this.#checkPaper(setup, history, sides);
    const participation = this.#checkAnnex(setup, history, sides);
    const statement = expectedStatement(history, sides);
    const signed = this.#checkClosing(statement, sides);
    this.#checkStrong(sides);
    const items = this.#checkOutcome(setup, history, sides, sheet, participation);
    const cosigned = this.#checkCheckpoint(setup, history);

    const checks = this.#trays.close(RECORD_ORDER, (check) => isStageAtLeast(stage, NEEDED[check] ?? 'closed'));
    return {
      checks,
      archives: [people.report, area.report],
      stage,
      opening: setup.opening,
      log: {
        leaves: history?.leafHashes.length ?? 0,
        ballots: history?.ballots.length ?? 0,
        counting: history ? counting(history).length : 0,
        papers: history?.papers.length ?? 0,
      },
      participation,
      items,
      statement,
      signed,
      listed: new Set(this.#container.listed),
      digests: this.#digests,
      cosigned,
      leafHashes: history?.leafHashes ?? [],
      election: people.facts.election && people.facts.setup.election,
    };
  }

  /** How far the poll had come. */
  #stage(history: History | undefined, sides: Sides): RecordStage {
    if (cancelledAt(history) !== undefined) return 'cancelled';
    // What the log says was counted cannot become uncounted by leaving files away.
    if (history?.states.some(({ state }) => isStateAtLeast(state, 'counted'))) return 'counted';
    if (furthest(sides) === rank('result') || this.#container.lists(CERTIFICATE)) return 'counted';
    const strong = [...this.#files.keys()].some((name) => strongOwner(name) !== undefined);
    if (furthest(sides) === rank('decrypting') || strong) return 'decrypting';
    return this.#container.lists(CLOSING) ? 'signed' : 'closed';
  }

  /** The files of the stage. */
  #checkFiles(stage: RecordStage): void {
    this.#trays.examine('files', this.#container.names.length);
    for (const name of ALWAYS) if (!this.#container.lists(name)) this.#fail('files', name, MISSING);
    for (const [name, from] of [
      [CLOSING, 'signed'],
      [CERTIFICATE, 'counted'],
    ] as const) {
      const [there, due] = [this.#container.lists(name), isStageAtLeast(stage, from)];
      if (!there && due) this.#fail('files', name, MISSING);
      if (there && !due) this.#fail('files', name, said('这个阶段不该有这个文件', 'must not be there at this stage'));
    }
  }

  /** The manifest against what is there. */
  #checkManifest(): void {
    const manifest = this.#take('manifest', MANIFEST, readManifest);
    if (!manifest) return;
    this.#trays.examine('manifest', manifest.size);
    for (const [name, own] of manifest) {
      if (!this.#container.lists(name) || name === MANIFEST) {
        const file = shown(name);
        this.#fail('manifest', MANIFEST, said(`清单上的 ${file} 不在`, `names ${file}, which is not there`));
      } else if (this.#digests.get(name) !== own) {
        this.#fail(
          'manifest',
          name,
          said('内容与清单上的防改码不符：有人改过', 'not the bytes whose SHA-256 the manifest has'),
        );
      }
    }
    for (const name of this.#container.names) {
      if (name === MANIFEST || manifest.has(name)) continue;
      this.#fail('manifest', name, said('清单上没有这个文件', 'not named in the manifest'));
    }
  }

  /** The sheet of the paper ballots. */
  #checkPaper({ opening }: Setup, history: History | undefined, [people, area]: Sides): Sheet | undefined {
    if (!opening) return undefined;
    const sheet = this.#parse('paper', PAPER, (bytes) => readSheet(bytes, opening.keys.paper));
    const { election } = people.facts;
    if (!sheet || !history || !election) return undefined;
    // Somebody who is not listed, or has a ballot that counts, is told elsewhere; the sheet is held against all that remain.
    const voters = paperVoters(history, area.facts.credentials);
    if ('en' in voters) {
      this.#fail('paper', PAPER, voters);
      return sheet;
    }
    const areas = voters.map((weight: Weight) => weight.area);
    const own = this.#digests.get(PAPER);
    const faults = paperFaults(sheet, own, election.parameters, election.phi, history, areas);
    this.#trays.examine('paper', areas.length);
    const voted = new Set([...people.facts.voted, ...area.facts.voted]);
    for (const { index, credential } of history.papers) {
      if (!voted.has(credential)) continue;
      faults.push(
        said(
          `公开记录第 ${index} 条：这位业主用了纸质票，档案里却还有他的选票`,
          `entry ${index}: the voter on paper has a ballot in the archives`,
        ),
      );
    }
    for (const fault of faults) this.#fail('paper', PAPER, fault);
    return sheet;
  }

  /** The annex, and who took part by it. */
  #checkAnnex({ rules }: Setup, history: History | undefined, [, area]: Sides): Participation | undefined {
    const lines = this.#take('annex', ANNEX, readAnnex);
    const stated = this.#parse('turnout', TURNOUT, readParticipation);
    if (!lines || !history || !rules) return undefined;
    this.#trays.examine('annex', lines.length);
    for (const fault of annexFaults(lines, history, rules.identityLevel)) this.#fail('annex', ANNEX, fault);
    const participation = participationOf(history, lines, area.facts.credentials);
    if ('en' in participation) {
      this.#fail('turnout', TURNOUT, participation);
      return undefined;
    }
    if (stated) {
      this.#trays.examine('turnout', 1);
      if (!sameParticipation(stated, participation)) {
        this.#fail(
          'turnout',
          TURNOUT,
          said('不是由公开记录和投票渠道算出来的', 'not what follows from the log and its annex'),
        );
      }
    }
    return participation;
  }

  /** What the trustees signed; returns the statement that is there. */
  #checkClosing(statement: string | undefined, [{ facts }]: Sides): string | undefined {
    const closing = this.#parse('closing', CLOSING, readClosing);
    if (!closing || statement === undefined) return closing?.statement;
    this.#trays.examine('closing', closing.signatures.length);
    for (const fault of closingFaults(closing, facts.trustees, statement)) this.#fail('closing', CLOSING, fault);
    return closing.statement;
  }

  /** The strong proof of every trustee who published a share. */
  #checkStrong([{ facts: people }, { facts: area }]: Sides): void {
    const stored = [...this.#files.keys()].flatMap((name) => strongOwner(name) ?? []);
    const owners = new Set([...people.shares.keys(), ...area.shares.keys(), ...stored]);
    for (const owner of [...owners].sort((a, b) => a - b)) {
      this.#trays.examine('strong', 1);
      const file = strongFile(owner);
      const [first, second] = [people.shares.get(owner), area.shares.get(owner)];
      if (!first && !second) {
        this.#fail(
          'strong',
          file,
          said(`第 ${owner} 位受托人：档案里没有他解密的数据`, `trustee ${owner}: has no share in the archives`),
        );
        continue;
      }
      if (!first || !second) {
        this.#fail(
          'strong',
          PEOPLE,
          said(
            `第 ${owner} 位受托人：没有在两份档案里都解密，或解密的数据不对`,
            `trustee ${owner}: has no share that holds in both archives`,
          ),
        );
        continue;
      }
      const bytes = this.#files.get(file);
      if (!bytes) {
        this.#fail('strong', file, MISSING);
        continue;
      }
      const { election, tallyEvent: hp } = people;
      const trustee = people.trustees.owner(owner);
      if (!election || !trustee?.key || hp === undefined || area.tallyEvent === undefined) continue;
      const fault = strongFault(
        {
          phi: election.phi,
          owner,
          key: trustee.key,
          keyText: trustee.keyText,
          people: { event: hp, tally: people.tally, share: first },
          area: { event: area.tallyEvent, tally: area.tally, share: second },
        },
        bytes,
      );
      if (fault) this.#fail('strong', file, said(`第 ${owner} 位受托人：${fault.zh}`, `trustee ${owner}: ${fault.en}`));
    }
  }

  /** What follows from the totals, and whether the certificate says it. */
  #checkOutcome(
    { opening, rules, package: announced, roll }: Setup,
    history: History | undefined,
    [people, area]: Sides,
    sheet: Sheet | undefined,
    participation: Participation | undefined,
  ): readonly ItemResult[] | undefined {
    const bytes = this.#files.get(CERTIFICATE);
    const [{ election }, results] = [people.facts, [people, area].map(({ report }) => report.totals)];
    const [byPeople, byArea] = results.map((totals) => (totals?.source === 'published' ? totals.rows : undefined));
    if (!bytes || !opening || !rules || !announced || !byPeople || !byArea || !election || !roll) return undefined;
    if (!participation || !sheet || !history) return undefined;
    this.#trays.examine('outcome', announced.items.length);
    const fail = (what: Said): undefined => this.#fail('outcome', PEOPLE, what) as undefined;
    const at = history.sheet;
    if (!at) return fail(said('公开记录里没有计票单', 'the log has no sheet of the paper ballots'));
    if (!equals(frozenTotals(roll.totals), participation.entitled)) {
      return fail(said('名册的合计与名单不符', "the roll's totals are not those of the lists of credentials"));
    }
    let items: readonly ItemResult[];
    try {
      const { questions } = election.parameters;
      items = decide(
        announced.items,
        { questions, participation, people: byPeople, area: byArea, paper: sheet.questions },
        rules,
      );
    } catch (error) {
      if (error instanceof DecideFault) return fail(error.said);
      throw error;
    }
    this.#trays.examine('certificate', 1);
    const expected = attempt(() => ({
      phi: election.phi,
      uuid: opening.uuid,
      origin: opening.origin,
      files: Object.fromEntries([...this.#digests].filter(([name]) => isCertified(name))),
      rules: this.#digests.get(RULES) as DigestText,
      roll: writeRollTotals(roll.totals),
      participation: writeParticipation(participation),
      items: items.map(itemJson),
      checkpoint: { size: at.size, root: at.root },
    }));
    if (expected.fault) this.#fail('certificate', CERTIFICATE, expected.fault);
    else {
      for (const fault of certificateFaults(bytes, opening.keys.certificate, expected.value)) {
        this.#fail(fault.check, CERTIFICATE, fault.said);
      }
    }
    return items;
  }

  /** The head of the log; returns who else signed it. */
  #checkCheckpoint({ opening }: Setup, history: History | undefined): string[] {
    const bytes = this.#files.get(CHECKPOINT);
    if (!bytes || !opening || !history) return [];
    const keys = attempt(() => ({ log: logKey(opening), cosigners: cosignerKeys(opening) }));
    if (keys.fault) return [];
    this.#trays.examine('checkpoint', 1);
    const opened = attempt(() => openCheckpoint(Note.parse(bytes), keys.value.log, keys.value.cosigners));
    if (opened.fault) {
      this.#fail('checkpoint', CHECKPOINT, opened.fault);
      return [];
    }
    const { checkpoint, cosigned } = opened.value;
    const hashes: readonly Digest[] = history.leafHashes;
    const { fault } = attempt(() => agreesWith(checkpoint, hashes));
    if (fault) this.#fail('checkpoint', CHECKPOINT, fault);
    else if (checkpoint.size < hashes.length) {
      this.#fail(
        'checkpoint',
        CHECKPOINT,
        said(
          `只到第 ${checkpoint.size} 条，公开记录有 ${hashes.length} 条`,
          `counts ${checkpoint.size} entries, the log has ${hashes.length}`,
        ),
      );
    }
    return cosigned.map(({ key }) => key.name);
  }
}

const OTHER_OPENING = said('不是以本次表决的约定和题目开头', 'does not begin with this opening and election');
const MISSING = said('少了这个文件', 'missing');

/** The stage from which on a check has something to look at; the others always. */
const NEEDED: Partial<Readonly<Record<RecordCheck, RecordStage>>> = {
  closing: 'signed',
  strong: 'decrypting',
  outcome: 'counted',
  certificate: 'counted',
};

const rank = (stage: Stage): number => ['nothing', 'open', 'closed', 'tallied', 'decrypting', 'result'].indexOf(stage);
/** How far the further of both archives had come. */
const furthest = ([people, area]: Sides): number => Math.max(rank(people.report.stage), rank(area.report.stage));

/** The leaf by which the poll was cancelled. */
const cancelledAt = (history: History | undefined): number | undefined =>
  history?.states.find(({ state }) => state === 'cancelled')?.index;

/** What the trustees must sign. */
function expectedStatement(history: History | undefined, [{ facts: people }, { facts: area }]: Sides): string | undefined {
  const { election, tallyEvent: hp } = people;
  if (!election || !history?.sheet || hp === undefined || area.tallyEvent === undefined) return undefined;
  return statementOf(election.phi, history.sheet, hp, area.tallyEvent);
}
