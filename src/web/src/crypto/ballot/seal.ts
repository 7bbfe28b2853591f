/**
 * Making a ballot: seal the choices, then cast or check (protocol.md Part I sections 10 and 12, Part II section 4).
 *
 * Points are computed as eighths first (see `elgamal`), and all points of one step are encoded together, because a field
 * inversion costs as much as a hundred multiplications.
 */
import { base64, concat } from '../bytes.ts';
import type { VotingKey } from '../credential.ts';
import { encryptEighth, sumOf, wholeOf, type Ciphertext, type CiphertextText } from '../elgamal.ts';
import { allowsBlank, type Election, type Question } from '../election.ts';
import { Fault } from '../fault.ts';
import { encodeAll, littleEndian, timesEight, type Point, type PointText } from '../group.ts';
import { challengeOf, commit, proofText, type Committed, type Opening, type ProofText } from '../proof.ts';
import type { Random } from '../random.ts';
import { reduce, type Scalar } from '../scalar.ts';
import { QuestionRandomness, SEED_BYTES, Seeded } from '../seed.ts';
import { hashOf, trackerOf, writeBallot, type Answer, type Unsigned } from './format.ts';
import { firstAnswer, statementsOf, type Branch, type Statement } from './statements.ts';

/** What a voter wants on one question: nothing at all, or for each answer in order whether it is chosen. */
export type Selection = 'blank' | readonly boolean[];

/** What a second device needs to rebuild a sealed ballot. */
export interface Revealed {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  readonly selections: readonly Selection[];
}

/** A signed ballot, ready to be cast. */
export interface Cast {
  /** The exact text. */
  readonly ballot: string;
  /** Hints for the service: base64, neither signed nor kept. */
  readonly hints: string;
  /** 查票码. */
  readonly tracker: string;
}

/**
 * A sealed ballot that is not signed yet. It is either cast or checked, once: whoever knows the seed of a cast ballot can read
 * it, and a checked one must never be cast.
 */
export class Sealed {
  /** The hash shown before the voter decides, which a cast ballot's signature names. */
  readonly hash: string;
  readonly #unsigned: Unsigned;
  readonly #hints: string;
  #secret: Revealed | undefined;

  private constructor({ unsigned, hints }: Built, secret: Revealed) {
    this.hash = hashOf(unsigned);
    this.#unsigned = unsigned;
    this.#hints = hints;
    this.#secret = secret;
  }

  /** Seals one selection for each question with a fresh seed. */
  static seal(election: Election, credential: PointText, selections: readonly Selection[], random: Random): Sealed {
    const seed = random(SEED_BYTES);
    return new Sealed(build(election, credential, selections, seed), { seed, selections });
  }

  /** Signs the ballot and forgets seed and choices. */
  cast(key: VotingKey, random: Random): Cast {
    if (key.credential !== this.#unsigned.credential) throw new Fault('sealed-used', 'sealed for another credential');
    this.#take().seed.fill(0);
    const signature = { hash: this.hash, proof: proofText(key.signBallot(this.hash, random)) };
    const ballot = writeBallot({ ...this.#unsigned, signature });
    return { ballot, hints: this.#hints, tracker: trackerOf(ballot) };
  }

  /** Gives up the ballot and reveals what it was made of. */
  check(): Revealed {
    return this.#take();
  }

  #take(): Revealed {
    const secret = this.#secret;
    if (!secret) throw new Fault('sealed-used', 'the ballot was cast or checked already');
    this.#secret = undefined;
    return secret;
  }
}

/** The hash of the ballot that these choices and this seed make: what a second device compares (protocol.md Part I section 12). */
export const rebuildHash = (election: Election, credential: PointText, { seed, selections }: Revealed): string =>
  hashOf(build(election, credential, selections, seed).unsigned);

interface Built {
  readonly unsigned: Unsigned;
  readonly hints: string;
}

/** One question on its way. */
interface Part {
  readonly question: Question;
  readonly randomness: QuestionRandomness;
  readonly plain: readonly (0 | 1)[];
  readonly r: readonly Scalar[];
  readonly eighths: readonly Ciphertext[];
}

/** Equal input gives equal bytes. */
export function build(
  election: Election,
  credential: PointText,
  selections: readonly Selection[],
  seed: Uint8Array,
): Built {
  const { uuid, questions } = election.parameters;
  const y = election.publicKey;
  if (seed.length !== SEED_BYTES) throw new Fault('selection', 'the seed is not 32 bytes');
  if (selections.length !== questions.length) {
    throw new Fault('selection', `the election has ${questions.length} questions, not ${selections.length}`);
  }
  const plains = questions.map((question, index) => plaintext(index, question, selections[index] as Selection));
  const seeded = new Seeded(seed);

  const parts = questions.map((question, index): Part => {
    const randomness = new QuestionRandomness(seeded, election.phi, credential, index);
    const plain = plains[index] as readonly (0 | 1)[];
    const r = plain.map((_, choice) => randomness.encryption(choice));
    return { question, randomness, plain, r, eighths: plain.map((m, choice) => encryptEighth(y, r[choice] as Scalar, m)) };
  });
  const wholes = parts.map((part) => part.eighths.map(wholeOf));
  const sums = parts.map((part, index) => sumOf((wholes[index] as Ciphertext[]).slice(firstAnswer(part.question))));
  const [choiceTexts, sumTexts, choiceHints] = encodeTogether([wholes.flat(), sums, parts.flatMap((part) => part.eighths)]);

  // Commitments of every proof of the ballot, then all their encodings, then all challenges.
  const takeChoices = taker(choiceTexts);
  const sealed = parts.map((part, index) => {
    const choices = takeChoices(part.plain.length);
    const sum = sumTexts[index] as CiphertextText;
    const proofs = statementsOf(part.question, election.phi, credential, choices, sum).map((statement) => ({
      statement,
      committed: commit(
        y,
        statement.branches.map((branch) => opening(part, branch)),
        trueBranch(part, statement),
        part.randomness.proof(statement.kind, statement.answer),
      ),
    }));
    return { choices, proofs };
  });
  seeded.wipe();
  const commitments = sealed.flatMap(({ proofs }) => proofs.flatMap(({ committed }) => committed.eighths));
  const encoded = encodeAll([...commitments.map(timesEight), ...commitments]);
  const takeCommitments = taker(encoded.slice(0, commitments.length));
  const takeHints = taker(encoded.slice(commitments.length));
  const takeChoiceHints = taker(choiceHints);

  const hints: PointText[] = [];
  const answers = sealed.map(({ choices, proofs }): Answer => {
    hints.push(...takeChoiceHints(choices.length).flatMap(({ alpha, beta }) => [alpha, beta]));
    hints.push(...takeHints(proofs.reduce((count, { committed }) => count + committed.eighths.length, 0)));
    const finished = proofs.map(({ statement, committed }) => ({
      statement,
      texts: finish(statement, committed, takeCommitments(committed.eighths.length)),
    }));
    const of = (kind: Statement['kind']) => finished.filter(({ statement }) => statement.kind === kind).map((f) => f.texts);
    const [overall = []] = of('overall');
    const [blank] = of('blank');
    return { choices, individual_proofs: of('individual'), overall_proof: overall, ...(blank && { blank_proof: blank }) };
  });
  return {
    unsigned: { election_uuid: uuid, election_hash: election.phi, credential, answers },
    hints: base64(concat(...hints.map(littleEndian))),
  };
}

const finish = (statement: Statement, committed: Committed, commitments: readonly PointText[]): ProofText[] =>
  committed.respond(challengeOf(statement.text, commitments)).map(proofText);

/** The numbers to encrypt: "blank" first where the question allows it, then 0 or 1 for each answer. */
function plaintext(index: number, question: Question, selection: Selection): readonly (0 | 1)[] {
  const refuse = (what: string): never => {
    throw new Fault('selection', `question ${index}: ${what}`);
  };
  const { answers, min, max } = question;
  if (selection === 'blank') {
    return allowsBlank(question) ? [1, ...answers.map(() => 0 as const)] : refuse('a blank vote is not possible');
  }
  if (selection.length !== answers.length) refuse(`it has ${answers.length} answers, not ${selection.length}`);
  const marks = selection.map((chosen) => (chosen ? 1 : 0));
  const chosen = marks.reduce<number>((sum, mark) => sum + mark, 0);
  if (chosen < min || chosen > max) refuse(`choose at least ${min} and at most ${max}`);
  return allowsBlank(question) ? [0, ...marks] : marks;
}

/** What the ciphertext of a branch encrypts. */
const encrypted = ({ question, plain }: Part, { of }: Branch): number =>
  of === 'sum' ? plain.slice(firstAnswer(question)).reduce<number>((sum, m) => sum + m, 0) : (plain[of] as number);

function opening(part: Part, branch: Branch): Opening {
  const { question, r } = part;
  const randomness =
    branch.of === 'sum' ? reduce(r.slice(firstAnswer(question)).reduce((sum, own) => sum + own, 0n)) : (r[branch.of] as Scalar);
  return { randomness, excess: reduce(BigInt(encrypted(part, branch) - branch.value)) };
}

/** Which branch is true; where several are, the first. All are looked at, so that the time does not tell. */
function trueBranch(part: Part, { branches }: Statement): number {
  let found = 0;
  for (let j = branches.length - 1; j >= 0; j -= 1) {
    const branch = branches[j] as Branch;
    if (encrypted(part, branch) === branch.value) found = j;
  }
  return found;
}

/** The texts of lists of ciphertexts. */
function encodeTogether(lists: readonly (readonly Ciphertext[])[]): [CiphertextText[], CiphertextText[], CiphertextText[]] {
  const points: Point[] = lists.flatMap((list) => list.flatMap(({ alpha, beta }) => [alpha, beta]));
  const take = taker(encodeAll(points));
  const pairs = lists.map((list) =>
    list.map((): CiphertextText => {
      const [alpha, beta] = take(2) as [PointText, PointText];
      return { alpha, beta };
    }),
  );
  return pairs as [CiphertextText[], CiphertextText[], CiphertextText[]];
}

/** Takes items from the front of a list. */
function taker<T>(items: readonly T[]): (count: number) => T[] {
  let at = 0;
  return (count) => items.slice(at, (at += count));
}
