/**
 * The audit of an archive: everything that it can show, check by check.
 *
 * A failed check does not stop the others. The archive is read once, from front to back; ballots are checked in chunks, by whoever
 * the checker hands them to.
 */
import type { Ciphertext } from '../../crypto/elgamal.ts';
import { Election } from '../../crypto/election.ts';
import type { PointText } from '../../crypto/group.ts';
import { BallotBox } from '../election/ballot-box.ts';
import { CredentialList, readCredentials } from '../election/credentials.ts';
import { logarithms } from '../election/dlog.ts';
import {
  checkResult,
  checkShare,
  checkSurplus,
  combine,
  decodeTally,
  encodeTally,
  fits,
  readResult,
  readShare,
  readTally,
  type Rows,
  type Share,
} from '../election/tally.ts';
import { Trustees } from '../election/trustees.ts';
import type { Checked, Checker, KnownElection } from '../checker.ts';
import { attempt } from '../faults.ts';
import type { Input } from '../input.ts';
import type { DigestText } from '../json.ts';
import { Trays, type ArchiveFinding } from '../report.ts';
import { at, nth, said, type Said } from '../said.ts';
import type { Point } from '../../crypto/group.ts';
import { ARCHIVE_ORDER, type ArchiveCheck } from './checks.ts';
import { rankOf, type EventKind, type Sized } from './events.ts';
import type { Payload } from './group.ts';
import { ArchiveReader, type Entry } from './reader.ts';
import { isAtLeast, type ArchiveReport, type Stage, type Totals } from './report.ts';

/** How far an audit has come. */
export interface Progress {
  /** Bytes read. */
  readonly bytes: number;
  /** Ballots checked. */
  readonly ballots: number;
}
export type OnProgress = (progress: Progress) => void;

/** What an archive holds, for whoever compares it with more than itself. Only worth something together with a report without faults. */
export interface Facts {
  /** The Setup event's payloads, bytes as they stand there; empty where they could not be found. */
  readonly setup: { readonly election: Uint8Array; readonly trustees: Uint8Array; readonly credentials: Uint8Array };
  readonly election: Election | undefined;
  readonly trustees: Trustees;
  readonly credentials: CredentialList;
  /** The ballots' digests, in their order. */
  readonly ballots: readonly DigestText[];
  /** Who cast them, as far as they hold and the credential is listed. */
  readonly voted: readonly PointText[];
  /** SHA-256 of the event EncryptedTally. */
  readonly tallyEvent: DigestText | undefined;
  /** The encrypted tally as it must be. */
  readonly tally: Rows<Ciphertext>;
  /** Each trustee's share, as far as its proofs hold. */
  readonly shares: ReadonlyMap<number, Share>;
}

export interface Audited {
  readonly report: ArchiveReport;
  readonly facts: Facts;
}

/** Ballots that are checked together. */
const CHUNK = 128;
/** A chunk ends when it holds this many bytes, however few ballots they are. */
const CHUNK_BYTES = 8 << 20;

/** Audits an archive from its first byte to its last. */
export async function auditArchive(input: Input, checker: Checker, progress: OnProgress = () => {}): Promise<ArchiveReport> {
  const [reader, audit] = [new ArchiveReader(input), new Audit(checker)];
  for (let chunk = readChunk(reader); chunk.length > 0; chunk = readChunk(reader)) {
    await audit.takeAll(chunk, await audit.look(chunk, new Map()));
    progress({ bytes: reader.bytesRead, ballots: audit.ballots });
  }
  return audit.close(reader, true).report;
}

/**
 * Audits two archives that should hold the same ballots, people's first. What stands at about the same place of both, byte for byte,
 * is checked once; each archive still has its own report. `progress` tells of both together.
 */
export async function auditPair(people: Input, area: Input, checker: Checker, progress: OnProgress): Promise<[Audited, Audited]> {
  const readers = [new ArchiveReader(people), new ArchiveReader(area)] as const;
  const audits = [new Audit(checker), new Audit(checker)] as const;
  for (;;) {
    const [first, second] = readers.map(readChunk) as [Entry[], Entry[]];
    if (first.length === 0 && second.length === 0) break;
    const checked = await audits[0].look(first, new Map());
    // A check says the same only of the same election.
    const same = audits[0].phi === audits[1].phi;
    const known = same ? knownOf(first, checked) : new Map<DigestText, Checked>();
    await audits[0].takeAll(first, checked);
    await audits[1].takeAll(second, await audits[1].look(second, known));
    progress({ bytes: readers[0].bytesRead + readers[1].bytesRead, ballots: audits[0].ballots });
  }
  return [audits[0].close(readers[0], false), audits[1].close(readers[1], false)];
}

/** What is known of ballots by the digest of their bytes. Without faults the digest is that of the very bytes which were checked. */
function knownOf(entries: readonly Entry[], checked: readonly (Checked | undefined)[]): Map<DigestText, Checked> {
  const known = new Map<DigestText, Checked>();
  entries.forEach(({ faults, content }, index) => {
    const [digest, verdict] = [content?.event.payload, checked[index]];
    if (faults.length === 0 && digest !== undefined && verdict) known.set(digest, verdict);
  });
  return known;
}

/** The next entries: a chunk of ballots, or everything up to and with a Setup, which ballots cannot be checked without. */
function readChunk(reader: ArchiveReader): Entry[] {
  const entries: Entry[] = [];
  let bytes = 0;
  for (let entry = reader.next(); entry; entry = reader.next()) {
    entries.push(entry);
    bytes += payloadBytes(entry.content?.payload);
    if (entry.content?.event.type === 'Setup' || entries.length >= CHUNK || bytes >= CHUNK_BYTES) break;
  }
  return entries;
}

function payloadBytes(payload: Payload | undefined): number {
  if (!payload || payload.type === 'EndBallots') return 0;
  const parts = payload.type === 'Setup' ? [payload.election, payload.trustees, payload.credentials] : [payload.bytes];
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}

/** What the Setup event gives; each part is there if it could be read. */
interface Setup {
  readonly known: KnownElection | undefined;
  readonly trustees: Trustees;
  readonly credentials: CredentialList;
  readonly ballots: BallotBox | undefined;
}

const EMPTY = new Uint8Array();

class Audit {
  readonly #checker: Checker;
  readonly #trays = new Trays<ArchiveCheck, ArchiveFinding>();
  #setup: Setup | undefined;
  #setupBytes: Facts['setup'] = { election: EMPTY, trustees: EMPTY, credentials: EMPTY };
  #last: EventKind | undefined;
  ballots = 0;
  /** Height of a ballot's event by the digest of its bytes. */
  readonly #seen = new Map<DigestText, number>();
  readonly #voted: PointText[] = [];
  /** An encrypted tally was published. */
  #tallied = false;
  #tallyEvent: DigestText | undefined;
  /** The encrypted tally as it must be. */
  #tally: Rows<Ciphertext> = [];
  /** The encrypted tally as published, where it could be read and fits the questions; else as it must be. */
  #published: Rows<Ciphertext> | undefined;
  readonly #factors = new Map<number, Rows<Point>>();
  readonly #shares = new Map<number, Share>();
  /** Numbers of trustees that published anything. */
  readonly #sharers = new Set<number>();
  #result: Rows<bigint> | undefined;
  /** Place of the last event, for findings about the whole. */
  #place: { readonly offset: number; readonly height: number | undefined } = { offset: 0, height: undefined };

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /** φ, once there is an election. */
  get phi(): string | undefined {
    return this.#setup?.known?.election.phi;
  }

  /** Checks each ballot of a chunk by itself, except those already known. */
  async look(chunk: readonly Entry[], known: ReadonlyMap<DigestText, Checked>): Promise<(Checked | undefined)[]> {
    const election = this.#setup?.known;
    const looked: (Checked | undefined)[] = chunk.map(() => undefined);
    if (!election) return looked;
    const open: { readonly index: number; readonly bytes: Uint8Array }[] = [];
    chunk.forEach(({ content, faults }, index) => {
      if (content?.payload.type !== 'Ballot' || !content.payload.bytes) return;
      // A payload that only its name says to be this one is a fault of the digests: what it holds is not known.
      const digest = faults.length === 0 ? content.event.payload : undefined;
      looked[index] = digest === undefined ? undefined : known.get(digest);
      if (!looked[index]) open.push({ index, bytes: content.payload.bytes });
    });
    const checked = await this.#checker.ballots(election, open.map(({ bytes }) => bytes));
    open.forEach(({ index }, position) => (looked[index] = checked[position]));
    return looked;
  }

  async takeAll(entries: readonly Entry[], checked: readonly (Checked | undefined)[]): Promise<void> {
    for (const [index, entry] of entries.entries()) await this.#take(entry, checked[index]);
  }

  async #take({ offset, content, faults }: Entry, checked: Checked | undefined): Promise<void> {
    for (const fault of faults) this.#trays.fail(fault.check, { offset, height: content?.event.height, said: fault.said });
    if (!content) return;
    const { event, payload, digest } = content;
    for (const check of ['bytes', 'digests', 'chain', 'grammar'] as const) this.#trays.examine(check, 1);
    this.#place = { offset, height: event.height };
    // Out of order counts as a fault of the grammar, reported by the reader; what is counted then is what came in order.
    const inOrder = rankOf(this.#last) <= rankOf(event.type);
    switch (payload.type) {
      case 'Setup':
        if (!this.#setup) await this.#takeSetup(payload.election, payload.trustees, payload.credentials);
        break;
      case 'Ballot':
        this.ballots += 1;
        if (checked) this.#takeBallot(event.payload, event.height, checked, inOrder);
        break;
      case 'EndBallots':
        break;
      case 'EncryptedTally':
        this.#tallyEvent ??= digest;
        this.#takeTally(payload.bytes, payload.sized);
        break;
      case 'PartialDecryption':
        this.#takeShare(payload.bytes, payload.owner);
        break;
      case 'Result':
        this.#takeResult(payload.bytes);
    }
    if (rankOf(event.type) > rankOf(this.#last)) this.#last = event.type;
  }

  /** Adds a finding at the event in hand. */
  #fail(check: ArchiveCheck, what: Said): void {
    this.#trays.fail(check, { ...this.#place, said: what });
  }

  async #takeSetup(
    electionBytes: Uint8Array | undefined,
    trusteesBytes: Uint8Array | undefined,
    credentialsBytes: Uint8Array | undefined,
  ): Promise<void> {
    this.#setupBytes = {
      election: electionBytes ?? EMPTY,
      trustees: trusteesBytes ?? EMPTY,
      credentials: credentialsBytes ?? EMPTY,
    };
    let known: KnownElection | undefined;
    if (electionBytes) {
      this.#trays.examine('election', 1);
      const { value: election, fault } = attempt(() => Election.parse(electionBytes));
      if (fault) this.#fail('election', at('选举设定', 'election', fault));
      else known = { election, bytes: electionBytes };
    }
    let trustees = new Trustees();
    if (trusteesBytes) {
      const read = Trustees.read(trusteesBytes);
      trustees = read.trustees;
      this.#trays.examine('trustees', trustees.owners.length);
      for (const { zh, en } of read.faults) this.#fail('trustees', said(zh, `trustees: ${en}`));
    }
    let credentials = new CredentialList();
    if (credentialsBytes) {
      const { list, faults } = await readCredentials(credentialsBytes, this.#checker);
      credentials = list;
      this.#trays.examine('credentials', list.entries.length);
      for (const fault of faults) this.#fail('credentials', at('投票凭证名单', 'credentials', fault));
    }
    if (known && trustees.jointKey) {
      this.#trays.examine('election_key', 1);
      if (!known.election.point.equals(trustees.jointKey)) {
        this.#fail(
          'election_key',
          said('选举的钥匙不是由受托人的钥匙合成的', "election: public_key: not the sum of the trustees' keys"),
        );
      }
    }
    if (known) {
      // An empty ballot box is a checked one.
      for (const check of ['ballots', 'ballot_credentials', 'ballot_copies'] as const) this.#trays.examine(check, 0);
    }
    this.#setup = { known, trustees, credentials, ballots: known && new BallotBox(known.election) };
  }

  #takeBallot(digest: DigestText | undefined, height: number, checked: Checked, inOrder: boolean): void {
    this.#trays.examine('ballots', 1);
    this.#trays.examine('ballot_copies', 1);
    const { credentials, ballots } = this.#setup ?? {};
    if (!credentials || !ballots) return;
    const first = digest === undefined ? undefined : this.#seen.get(digest);
    if (first !== undefined) {
      this.#fail('ballot_copies', said(`这张选票与记录 ${first} 的一模一样`, `ballot: the same bytes as event ${first}`));
    } else if (digest !== undefined) {
      this.#seen.set(digest, height);
    }
    if ('fault' in checked) {
      this.#trays.examine('ballot_credentials', 0);
      this.#fail('ballots', said(ballotWords(checked.fault.zh), `ballot: ${checked.fault.en}`));
      return;
    }
    this.#trays.examine('ballot_credentials', 1);
    const { credential } = checked;
    const listed = credentials.find(credential);
    if (!listed) {
      this.#fail(
        'ballot_credentials',
        said(`这张选票的投票凭证 ${credential} 不在名单上`, `ballot: credential ${credential} is not listed`),
      );
    } else if (inOrder && first === undefined) {
      this.#voted.push(credential);
      ballots.count(listed.position, listed.weight, checked.ciphertexts);
    }
  }

  #takeTally(bytes: Uint8Array | undefined, sized: Sized | undefined): void {
    // A second one is a fault of the grammar; adding everything up for it again would be work for nothing.
    if (this.#tallied) return;
    this.#tallied = true;
    const { known, ballots } = this.#setup ?? {};
    if (!known || !ballots) return;
    const recomputed = ballots.tally();
    this.#tally = recomputed;
    if (bytes) {
      const { value: published, fault } = attempt(() => readTally(bytes));
      if (fault) this.#fail('encrypted_tally', at('加密的总数', 'encrypted tally', fault));
      else if (!fits(known.election, published)) {
        this.#fail(
          'encrypted_tally',
          said('加密的总数：份数与题目和选项不符', 'encrypted tally: not one ciphertext for each answer'),
        );
      } else {
        const own = encodeTally(recomputed);
        published.forEach((row, question) =>
          row.forEach(({ alpha, beta }, answer) => {
            const expected = own[question]?.[answer];
            if (alpha === expected?.alpha && beta === expected.beta) return;
            this.#fail(
              'encrypted_tally',
              said(
                `加密的总数：第 ${nth(question)} 题第 ${nth(answer)} 份，不是计入的选票之和`,
                `encrypted tally: [${question}][${answer}]: not the weighted sum of the ballots that count`,
              ),
            );
          }),
        );
        this.#published = decodeTally(published);
      }
      this.#trays.examine('encrypted_tally', recomputed.flat().length);
    }
    if (sized) {
      this.#trays.examine('tally_size', 2);
      const { voters, weight } = ballots;
      if (sized.num_tallied !== voters) {
        this.#fail(
          'tally_size',
          said(
            `写的是 ${sized.num_tallied} 人，实际计入 ${voters} 人`,
            `num_tallied: ${sized.num_tallied} stated, ${voters} counted`,
          ),
        );
      }
      if (sized.total_weight !== weight) {
        this.#fail(
          'tally_size',
          said(
            `写的票数合计是 ${sized.total_weight}，实际计入 ${weight}`,
            `total_weight: ${sized.total_weight} stated, ${weight} counted`,
          ),
        );
      }
    }
    // Where nothing readable was published, shares can still be held against what should have been.
    this.#published ??= recomputed;
  }

  #takeShare(bytes: Uint8Array | undefined, owner: number | undefined): void {
    this.#trays.examine('shares', 1);
    const { known, trustees } = this.#setup ?? {};
    const tally = this.#published;
    if (!bytes || owner === undefined || !known || !trustees || !tally) return;
    const { value: share, fault } = attempt(() => readShare(bytes));
    if (fault) return this.#fail('shares', at('受托人开票的数据', 'partial decryption', fault));
    const trustee = trustees.owner(owner);
    if (!trustee) {
      return this.#fail(
        'shares',
        said(`没有受托人 ${owner}，却有他的开票数据`, `partial decryption: there is no trustee ${owner}`),
      );
    }
    // A second one is refused before its proofs cost anything.
    if (this.#sharers.has(owner)) {
      return this.#fail('shares', said(`受托人 ${owner} 开了两次票`, `partial decryption: a second one of trustee ${owner}`));
    }
    this.#sharers.add(owner);
    // Where the key is not a point, the trustees' check says so.
    if (!trustee.key) return;
    const checked = checkShare(known.election.phi, trustee.key, trustee.keyText, tally, share);
    if ('en' in checked) return this.#failShare(owner, checked);
    this.#factors.set(owner, checked);
    this.#shares.set(owner, share);
  }

  #failShare(owner: number, what: Said): void {
    this.#fail('shares', at(`受托人 ${owner} 的开票数据`, `partial decryption of trustee ${owner}`, what));
  }

  #takeResult(bytes: Uint8Array | undefined): void {
    if (!bytes) return;
    const { value: result, fault } = attempt(() => readResult(bytes));
    if (fault) this.#fail('result', at('结果', 'result', fault));
    else this.#result ??= result;
  }

  /**
   * Combines the shares and compares with the result; returns the totals. `solving`: whether those are looked for that nobody has
   * published. A record tells its result by its certificate, and before there is one its audit has no use for numbers.
   */
  #open(solving: boolean): Totals | undefined {
    const published: Totals | undefined = this.#result && { source: 'published', rows: this.#result };
    const { trustees, ballots } = this.#setup ?? {};
    const tally = this.#published;
    // A list of trustees that is not in order has been refused; nothing can be opened by it.
    if (!trustees?.jointKey || !tally) return published;
    const opened = combine(trustees, tally, this.#factors);
    for (const { owner, said: what } of checkSurplus(trustees, this.#factors)) this.#failShare(owner, what);
    const lacking = 'en' in opened ? opened : undefined;
    if (published || !lacking) this.#trays.examine('quorum', trustees.groups.length);
    if ('en' in opened) {
      if (published) this.#fail('quorum', said(opened.zh, `result: ${opened.en}`));
      return published;
    }
    if (published) {
      this.#trays.examine('result', opened.flat().length);
      for (const fault of checkResult(opened, published.rows)) this.#fail('result', fault);
      return published;
    }
    // Enough shares but no result yet: the numbers are there for everybody to find. To look for them costs by the weights, which
    // anybody can write as great as they like, so not in an archive that is refused anyway.
    if (!solving || !this.#trays.isClean) return undefined;
    const numbers = logarithms(opened.flat(), ballots?.weight ?? 0n);
    let next = 0;
    return numbers && { source: 'opened', rows: opened.map((row) => numbers.slice(next, (next += row.length))) };
  }

  close(reader: ArchiveReader, solving: boolean): Audited {
    const totals = this.#open(solving);
    const stage = this.#stage();
    const checks = this.#trays.close(ARCHIVE_ORDER, (check) => isAtLeast(stage, NEEDED[check]));
    const { known, trustees = new Trustees(), credentials = new CredentialList(), ballots } = this.#setup ?? {};
    const report: ArchiveReport = {
      checks,
      stage,
      timestamp: reader.timestamp,
      election: known && { parameters: known.election.parameters, phi: known.election.phi },
      trustees: trustees.owners.map(({ name }) => name),
      entitled: { voters: credentials.entries.length, weight: credentials.totalWeight },
      ballots: this.ballots,
      counted: { voters: ballots?.voters ?? 0, weight: ballots?.weight ?? 0n },
      totals,
    };
    const facts: Facts = {
      setup: this.#setupBytes,
      election: known?.election,
      trustees,
      credentials,
      ballots: [...this.#seen].sort(([, a], [, b]) => a - b).map(([digest]) => digest),
      voted: this.#voted,
      tallyEvent: this.#tallyEvent,
      tally: this.#tally,
      shares: this.#shares,
    };
    return { report, facts };
  }

  #stage(): Stage {
    switch (this.#last) {
      case undefined:
        return 'nothing';
      case 'Setup':
      case 'Ballot':
        return 'open';
      case 'EndBallots':
        return 'closed';
      case 'EncryptedTally':
        return 'tallied';
      case 'PartialDecryption':
        return 'decrypting';
      case 'Result':
        return 'result';
    }
  }
}

/** What is wrong with a ballot's bytes is said of the ballot; the other sentences name it already. */
const ballotWords = (zh: string): string => (/^(?:从其中|内容的格式)/.test(zh) ? `选票：${zh}` : zh);

/** The stage from which on a check has something to look at. */
const NEEDED: Readonly<Record<ArchiveCheck, Stage>> = {
  bytes: 'nothing',
  digests: 'nothing',
  chain: 'nothing',
  grammar: 'nothing',
  election: 'open',
  trustees: 'open',
  election_key: 'open',
  credentials: 'open',
  ballots: 'open',
  ballot_credentials: 'open',
  ballot_copies: 'open',
  encrypted_tally: 'tallied',
  tally_size: 'tallied',
  shares: 'decrypting',
  quorum: 'result',
  result: 'result',
};
