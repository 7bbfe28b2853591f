/** The files of a record: their names, how long each may be, and when it is there (src/election/record/mod.rs describes them). */

export const MANIFEST = 'manifest.json';
export const README_ZH = 'README.zh.txt';
export const README_EN = 'README.en.txt';
/** What was fixed before the voting. */
export const OPENING = 'opening.json';
/** The rule set, exact bytes. */
export const RULES = 'rules.toml';
/** What was announced. */
export const PACKAGE = 'package.json';
/** The masked roll. */
export const ROLL = 'roll.json';
/** The leaves of the log, each ended by a line feed. */
export const LOG = 'log.jsonl';
/** Every ballot of the log, in its order, each ended by a line feed; also those that do not count. */
export const CAST = 'cast.jsonl';
/** By which way each vote came. */
export const ANNEX = 'ballots.jsonl';
export const PEOPLE = 'people.bel';
export const AREA = 'area.bel';
/** The sheet of the paper ballots. */
export const PAPER = 'paper.json';
/** Who took part. */
export const TURNOUT = 'turnout.json';
/** What the trustees signed: from `signed` on. */
export const CLOSING = 'closing.json';
/** The signed tally: from `counted` on. */
export const CERTIFICATE = 'certificate.jws';
/** Head of the log, signed by the service and cosigned. */
export const CHECKPOINT = 'checkpoint';

/** What stands in every record; {@link PAPER} not if the poll was cancelled before the count. */
export const ALWAYS: readonly string[] = [
  README_ZH,
  README_EN,
  OPENING,
  RULES,
  PACKAGE,
  ROLL,
  LOG,
  CAST,
  ANNEX,
  PEOPLE,
  AREA,
  PAPER,
  TURNOUT,
  CHECKPOINT,
];

/** The file of a trustee's strong proof. */
export const strongFile = (owner: number): string => `strong/${owner}.json`;

/** The trustee, 1 to 999, whose strong proof a file is. */
export function strongOwner(name: string): number | undefined {
  const [, digits] = /^strong\/([1-9][0-9]{0,2})\.json$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const LIMITS = new Map([
  [MANIFEST, 256 * KIB],
  [README_ZH, 256 * KIB],
  [README_EN, 256 * KIB],
  [CHECKPOINT, 256 * KIB],
  [OPENING, MIB],
  [CLOSING, MIB],
  [TURNOUT, MIB],
  [RULES, MIB],
  [PAPER, 8 * MIB],
  [CERTIFICATE, 8 * MIB],
  [PACKAGE, 4 * MIB],
  // Room for 20,000 voters with three or four units each, who vote twice.
  [ROLL, 32 * MIB],
  [ANNEX, 32 * MIB],
  [LOG, 128 * MIB],
  [CAST, 4 * GIB],
  [PEOPLE, 4 * GIB],
  [AREA, 4 * GIB],
]);

/** The most bytes a file may have; `undefined`: no record has a file of this name. */
export const limitOf = (name: string): number | undefined =>
  LIMITS.get(name) ?? (strongOwner(name) === undefined ? undefined : 4 * KIB);

/** Whether the certificate names the digest of a file: of every one but those that speak of it or explain. */
export const isCertified = (name: string): boolean => ![MANIFEST, CERTIFICATE, README_ZH, README_EN].includes(name);

/** Whether a file is read piece by piece. */
export const isLong = (name: string): boolean => [LOG, CAST, PEOPLE, AREA].includes(name);
