/**
 * What is voted on (protocol.md Part II section 2). The fingerprint φ is the digest of the exact bytes; every ballot names it.
 */
import { Fault } from './fault.ts';
import { decode, FixedBase, GENERATOR_BASE, isPointText, type Point, type PointText } from './group.ts';
import { base64Digest, digest } from './hash.ts';
import { reread, writeInOrder, type Json, Reader } from './json.ts';

/** One item: from `min` to `max` of the answers may be chosen, or none at all if `blank` allows it. */
export interface Question {
  readonly answers: readonly string[];
  /** Absent and `false` mean the same. */
  readonly blank?: boolean;
  readonly min: number;
  readonly max: number;
  readonly question: string;
}

/** `election.json`, fields in the order they are written. */
export interface Parameters {
  readonly version: number;
  readonly description: string;
  readonly name: string;
  readonly group: string;
  /** y, the sum of the trustees' keys. */
  readonly public_key: PointText;
  readonly questions: readonly Question[];
  readonly uuid: string;
  readonly administrator?: string;
  /** In our elections `yepiao/opening/v1:` and the digest of the opening. */
  readonly credential_authority?: string;
  readonly language?: readonly [string, string];
}

/** Whether a blank vote is possible. */
export const allowsBlank = (question: Question): boolean => question.blank === true;

/** Ciphertexts in an answer: one for each answer, before them one for "blank" where that is possible. */
export const ciphertextsOf = (question: Question): number => question.answers.length + (allowsBlank(question) ? 1 : 0);

/** Branches of the overall proof: one for each allowed number of answers, before them one for "blank". */
export const overallBranches = (question: Question): number =>
  question.max - question.min + 1 + (allowsBlank(question) ? 1 : 0);

/** Ciphertexts and branches of overall proofs in a ballot, at most: the same bound as the service's (protocol.md Part I 9). */
const MAX_BALLOT = 16_384;
const U32 = 0xffff_ffff;
const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,}$/;

/** An election prepared for sealing and checking ballots. */
export class Election {
  readonly parameters: Parameters;
  /** 43 characters of base64. */
  readonly phi: string;
  /** y. */
  readonly point: Point;
  /** y with its table. */
  readonly publicKey: FixedBase;

  private constructor(parameters: Parameters, phi: string, point: Point) {
    this.parameters = parameters;
    this.phi = phi;
    this.point = point;
    this.publicKey = new FixedBase(point);
  }

  /** Reads the exact bytes of an `election.json`. */
  static parse(bytes: Uint8Array): Election {
    const parameters = reread(bytes, (value) => shape(value), writeInOrder);
    const refuse = (message: string): never => {
      throw new Fault('election', message);
    };
    if (parameters.version !== 1) refuse(`version: ${parameters.version} is not supported, only 1`);
    if (parameters.group !== 'Ed25519') refuse('group: only Ed25519 is supported');
    if (!UUID.test(parameters.uuid)) refuse('uuid: not at least 14 characters of Base58');
    let publicKey;
    try {
      publicKey = decode(parameters.public_key);
    } catch (fault) {
      return refuse(`public_key: ${fault instanceof Fault ? fault.message : 'not a point'}`);
    }
    if (publicKey.is0()) refuse('public_key: the identity');
    parameters.questions.forEach(({ min, max }, index) => {
      if (min > max) refuse(`questions[${index}]: min is greater than max`);
    });
    const size = parameters.questions.reduce((sum, q) => sum + ciphertextsOf(q) + overallBranches(q), 0);
    if (size > MAX_BALLOT) refuse(`questions: ${size} answers and numbers of answers together, more than ${MAX_BALLOT}`);
    return new Election(parameters, base64Digest(digest(bytes)), publicKey);
  }

  /** Makes the tables of G and y, so that sealing need not: while the voter reads. */
  warmUp(): void {
    GENERATOR_BASE.times(3n);
    this.publicKey.times(3n);
  }
}

function shape(value: Json): Parameters {
  const election = new Reader(value).fields(
    ['version', 'description', 'name', 'group', 'public_key', 'questions', 'uuid'],
    ['administrator', 'credential_authority', 'language'],
  );
  const { administrator, credential_authority: authority, language } = election;
  return {
    version: election.version.count(U32),
    description: election.description.text(),
    name: election.name.text(),
    group: election.group.text(),
    public_key: election.public_key.textThat(isPointText, 'a point'),
    questions: election.questions.list(question),
    uuid: election.uuid.text(),
    ...(administrator && { administrator: administrator.text() }),
    ...(authority && { credential_authority: authority.text() }),
    ...(language && { language: pair(language) }),
  };
}

function question(reader: Reader): Question {
  const fields = reader.fields(['answers', 'min', 'max', 'question'], ['blank']);
  return {
    answers: fields.answers.list((answer) => answer.text()),
    ...(fields.blank && { blank: fields.blank.bool() }),
    min: fields.min.count(U32),
    max: fields.max.count(U32),
    question: fields.question.text(),
  };
}

function pair(reader: Reader): [string, string] {
  const [code, direction, ...more] = reader.list((text) => text.text());
  return code === undefined || direction === undefined || more.length > 0 ? reader.refuse('two texts') : [code, direction];
}
