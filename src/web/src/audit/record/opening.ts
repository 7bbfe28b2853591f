/**
 * The opening statement, `opening.json`: everything that stands when the voting begins (protocol.md Part I section 4).
 *
 * The election names its digest as `credential_authority`, so that φ, every ballot and every decryption commit to it: φ alone covers
 * questions and key, but neither who may vote nor with what weight. The service's keys are certified here and nowhere else.
 */
import { hex } from '../../crypto/bytes.ts';
import { VerifyingKey } from '../../crypto/ed25519.ts';
import { digest } from '../../crypto/hash.ts';
import type { Parameters } from '../../crypto/election.ts';
import type { Reader } from '../../crypto/json.ts';
import { NoteKey } from '../../crypto/log/note.ts';
import type { CredentialList } from '../election/credentials.ts';
import { attempt } from '../faults.ts';
import { digestText, oneOf, readCanonical, wholeNumber, type DigestText } from '../json.ts';
import { nth, said, type Said } from '../said.ts';
import { AREA, OPENING, PACKAGE, PEOPLE, ROLL, RULES } from './files.ts';
import type { RecordCheck } from './checks.ts';
import type { Rules } from './rules.ts';

/** When the voting ends. Unix milliseconds UTC; the end itself is too late. */
export interface Schedule {
  readonly at: number;
  /** To when at the latest one extension, announced before the end, may move it. */
  readonly extendUntil: number | undefined;
}

export interface Opening {
  readonly uuid: string;
  /** Name of the log: `<host>/<uuid>`. */
  readonly origin: string;
  /** Digests of the two lists of credentials, and who made them: a machine outside the service, or the service itself. */
  readonly credentials: { readonly people: DigestText; readonly area: DigestText; readonly madeBy: 'authority' | 'service' };
  readonly trustees: DigestText;
  readonly rules: DigestText;
  readonly package: DigestText;
  readonly maskedRoll: DigestText;
  /** SHA-256(32-byte salt ‖ canonical full roll). */
  readonly roll: DigestText;
  /** The service's keys, each for one purpose only. */
  readonly keys: {
    readonly log: VerifyingKey;
    readonly receipt: VerifyingKey;
    readonly certificate: VerifyingKey;
    readonly paper: VerifyingKey;
  };
  /** Who watches the log. */
  readonly cosigners: readonly { readonly name: string; readonly key: VerifyingKey }[];
  readonly closing: Schedule;
  /** SHA-256 of `opening.json`. */
  readonly digest: DigestText;
}

function verifyingKey(reader: Reader): VerifyingKey {
  const text = reader.text();
  return attempt(() => VerifyingKey.parse(text)).value ?? reader.refuse('a key');
}

export const readOpening = (bytes: Uint8Array): Opening =>
  readCanonical(bytes, (reader) => {
    const fields = reader.fields([
      'uuid',
      'origin',
      'credentials',
      'trustees',
      'rules',
      'package',
      'masked_roll',
      'roll',
      'keys',
      'cosigners',
      'closing',
    ]);
    const credentials = fields.credentials.fields(['people', 'area', 'made_by']);
    const keys = fields.keys.fields(['log', 'receipt', 'certificate', 'paper']);
    const closing = fields.closing.fields(['at'], ['extend_until']);
    return {
      uuid: fields.uuid.text(),
      origin: fields.origin.text(),
      credentials: {
        people: digestText(credentials.people),
        area: digestText(credentials.area),
        madeBy: oneOf('authority', 'service')(credentials.made_by),
      },
      trustees: digestText(fields.trustees),
      rules: digestText(fields.rules),
      package: digestText(fields.package),
      maskedRoll: digestText(fields.masked_roll),
      roll: digestText(fields.roll),
      keys: {
        log: verifyingKey(keys.log),
        receipt: verifyingKey(keys.receipt),
        certificate: verifyingKey(keys.certificate),
        paper: verifyingKey(keys.paper),
      },
      cosigners: fields.cosigners.list((own) => {
        const { name, key } = own.fields(['name', 'key']);
        return { name: name.text(), key: verifyingKey(key) };
      }),
      closing: { at: wholeNumber(closing.at), extendUntil: closing.extend_until && wholeNumber(closing.extend_until) },
      digest: hex(digest(bytes)),
    };
  });

/** The key that signs checkpoints. Throws where its name is none. */
export const logKey = ({ origin, keys }: Opening): NoteKey => new NoteKey(origin, 'note', keys.log);
/** The key that signs receipts. */
export const receiptKey = ({ origin, keys }: Opening): NoteKey => new NoteKey(origin, 'note', keys.receipt);
/** The keys that cosign checkpoints. */
export const cosignerKeys = ({ cosigners }: Opening): NoteKey[] =>
  cosigners.map(({ name, key }) => new NoteKey(name, 'cosignature', key));

/** What the opening must fit, as it stands in the record. */
export interface Materials {
  readonly election: Parameters;
  readonly trustees: DigestText;
  readonly rules: DigestText;
  readonly package: DigestText;
  readonly maskedRoll: DigestText;
  /** The voters' areas in 0.01 m² by the masked roll, in any order. */
  readonly areas: readonly bigint[];
  readonly people: { readonly list: CredentialList; readonly digest: DigestText };
  readonly area: { readonly list: CredentialList; readonly digest: DigestText };
}

/** What is wrong, with which check and file it is told. */
export interface OpeningFault {
  readonly check: RecordCheck;
  readonly file: string;
  readonly said: Said;
}

/** Everything in which the opening does not fit itself or the record. */
export function openingFaults(opening: Opening, materials: Materials): OpeningFault[] {
  const faults = ownFaults(opening);
  const { election } = materials;
  if (election.credential_authority !== `yepiao/opening/v1:${opening.digest}`) {
    faults.push(
      own(
        '选票里写的不是这份约定（credential_authority）',
        'the election does not name this opening as its credential_authority',
      ),
    );
  }
  if (opening.uuid !== election.uuid) faults.push(own('编号与选票上的不同', "uuid: not the election's"));
  const named: readonly (readonly [string, string, DigestText, DigestText, RecordCheck, string])[] = [
    ['人数名单', 'People', opening.credentials.people, materials.people.digest, 'opening', PEOPLE],
    ['面积名单', 'Area', opening.credentials.area, materials.area.digest, 'opening', AREA],
    ['计票受托人', 'Trustees', opening.trustees, materials.trustees, 'opening', PEOPLE],
    ['规则', 'Rules', opening.rules, materials.rules, 'rules', RULES],
    ['公告内容', 'Package', opening.package, materials.package, 'package', PACKAGE],
    ['公示的名册', 'MaskedRoll', opening.maskedRoll, materials.maskedRoll, 'roll', ROLL],
  ];
  for (const [zh, en, opened, found, check, file] of named) {
    if (opened === found) continue;
    faults.push({ check, file, said: said(`${zh}不是约定的那份`, `${en}: not the one whose digest the opening has`) });
  }
  return [...faults, ...listFaults(materials)];
}

const DAY = 86_400_000;

/** Whether the extension that the opening provides for is longer than the rule set allows. A day is 24 hours: no zone here turns clocks. */
export function extensionFault({ closing: { at, extendUntil } }: Opening, { extension }: Rules, election: boolean): Said | undefined {
  if (extendUntil === undefined) return undefined;
  const { maxDays, elections } = extension;
  const isAllowed = maxDays > 0 && (elections || !election);
  return isAllowed && extendUntil <= at + maxDays * DAY
    ? undefined
    : said('可以延期到的时间超过了规则允许的天数', 'closing: extended longer than the rule set allows');
}

const own = (zh: string, en: string): OpeningFault => ({ check: 'opening', file: OPENING, said: said(zh, en) });

/** What is wrong with the opening by itself. */
function ownFaults(opening: Opening): OpeningFault[] {
  const faults: OpeningFault[] = [];
  const { origin, uuid, keys, cosigners, closing } = opening;
  const slash = origin.indexOf('/');
  if (!/^[a-z0-9.:-]+$/.test(origin.slice(0, slash)) || slash < 0 || origin.slice(slash + 1) !== uuid) {
    faults.push(own('公开记录的名称不是“主机/编号”', 'origin: not <host>/<uuid>'));
  }
  const all = [keys.log, keys.receipt, keys.certificate, keys.paper, ...cosigners.map(({ key }) => key)].map(String);
  if (new Set(all).size < all.length) faults.push(own('同一把钥匙用在两处', 'keys: the same key for two purposes'));
  const names = new Set([origin]);
  cosigners.forEach(({ name, key }, index) => {
    const named = attempt(() => new NoteKey(name, 'cosignature', key));
    if (names.has(name) || named.fault) {
      faults.push(own(`第 ${nth(index)} 位见证人的名称不可用`, `cosigners[${index}]: the name is not a name of its own`));
    }
    names.add(name);
  });
  if (closing.extendUntil !== undefined && closing.extendUntil <= closing.at) {
    faults.push(own('延期没有晚于截止时间', 'closing: the extension does not end after the closing'));
  }
  return faults;
}

/** What is wrong with the lists, of each kind the first. */
function listFaults({ areas, people, area }: Materials): OpeningFault[] {
  const faults: OpeningFault[] = [];
  const [first, second] = [people, area].map(({ list }) => list.entries.map(({ point }) => point)) as [string[], string[]];
  // The order of the roll would publish who is who.
  for (const [zh, en, points] of [
    ['人数名单', 'People', first],
    ['面积名单', 'Area', second],
  ] as const) {
    const index = points.findIndex((point, at) => at > 0 && point <= (points[at - 1] as string));
    if (index > 0) {
      faults.push(
        own(`${zh}第 ${nth(index)} 个没有按次序排列`, `${en}[${index}]: not after the entry before, by the points' texts`),
      );
    }
  }
  const other = people.list.entries.findIndex(({ weight }) => weight !== 1n);
  if (other >= 0) faults.push(own(`人数名单第 ${nth(other)} 个不是 1`, `People[${other}]: the weight is not 1`));
  if (first.join() !== second.join()) {
    faults.push(own('人数、面积两份名单的凭证不同', 'the two lists have not the same credentials'));
  }
  const roll = (zh: string, en: string): OpeningFault => ({ check: 'roll', file: ROLL, said: said(zh, en) });
  if (second.length !== areas.length) {
    faults.push(
      roll(
        `凭证 ${second.length} 个，名册上却有 ${areas.length} 人`,
        `${second.length} credentials for ${areas.length} voters of the roll`,
      ),
    );
  }
  const sorted = (all: readonly bigint[]): string => [...all].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join();
  if (sorted(area.list.entries.map(({ weight }) => weight)) !== sorted(areas)) {
    faults.push(roll('面积名单与名册的面积对不上', 'the areas are not those of the roll'));
  }
  return faults;
}
