/**
 * Checking a ballot: everything that a ballot alone shows (protocol.md Part I section 9, Part II section 4).
 *
 * Whether its credential is listed and whether the ballot is a copy of another is for the caller to see. A ciphertext whose alpha
 * is the identity is refused: its randomness is 0, and everybody can read it.
 */
import { ballotText } from '../credential.ts';
import type { Ciphertext, Pair } from '../elgamal.ts';
import { allowsBlank, ciphertextsOf, overallBranches, type Election, type Question } from '../election.ts';
import { Fault, type Code } from '../fault.ts';
import { decodeMultiplied, encodeAll, IDENTITY, Multiplied, type Point, type PointText } from '../group.ts';
import { base64Digest, digest, type Digest } from '../hash.ts';
import { challengeOf, proofOfText, recompute, type Proof, type ProofText } from '../proof.ts';
import { reduce } from '../scalar.ts';
import { verify } from '../signature.ts';
import { hashOf, readBallot, type Answer, type Ballot } from './format.ts';
import { firstAnswer, placeOf, statementsOf, type Statement } from './statements.ts';

/** A ballot that passed. */
export interface Checked {
  readonly credential: PointText;
  /** SHA-256 of its bytes. */
  readonly digest: Digest;
  /** 查票码. */
  readonly tracker: string;
  /** The ballot as it was read. */
  readonly ballot: Ballot;
  /** Its ciphertexts, questions one after another. */
  readonly points: readonly Ciphertext[];
}

/** Checks the exact bytes of a ballot. Throws the first fault. */
export function checkBallot(election: Election, bytes: Uint8Array): Checked {
  const ballot = readBallot(bytes);
  checkShape(election, ballot);
  // Before the proofs, because it costs a fiftieth of them.
  checkSignature(ballot);
  const choices = decodeAll(ballot);
  for (const { statement, question, commitments, proofs } of recomputeAll(election, ballot, choices)) {
    const sum = reduce(proofs.reduce((total, proof) => total + proof.challenge, 0n));
    if (sum !== challengeOf(statement.text, commitments)) {
      throw new Fault('ballot-proof', `${placeOf(question, statement)}: the proof is false`);
    }
  }
  const own = digest(bytes);
  const points = choices.flat().map(({ alpha, beta }) => ({ alpha: alpha.point, beta: beta.point }));
  return { credential: ballot.credential, digest: own, tracker: base64Digest(own), ballot, points };
}

/** What can be seen without mathematics, in the order of the fields. */
function checkShape(election: Election, ballot: Ballot): void {
  const { uuid, questions } = election.parameters;
  if (ballot.election_uuid !== uuid) throw new Fault('ballot-other-election', 'election_uuid: of another election');
  if (ballot.election_hash !== election.phi) throw new Fault('ballot-other-election', 'election_hash: of another election');
  const refuse = (message: string): never => {
    throw new Fault('ballot-shape', message);
  };
  const { answers } = ballot;
  if (answers.length !== questions.length) refuse(`answers: ${answers.length} instead of ${questions.length}`);
  questions.forEach((question, index) => {
    const answer = answers[index] as Answer;
    const expected = ciphertextsOf(question);
    if (answer.choices.length !== expected) {
      refuse(`answers[${index}].choices: ${answer.choices.length} instead of ${expected}`);
    }
    const right =
      answer.individual_proofs.length === expected &&
      answer.individual_proofs.every((proofs) => proofs.length === 2) &&
      answer.overall_proof.length === overallBranches(question) &&
      answer.blank_proof?.length === (allowsBlank(question) ? 2 : undefined);
    if (!right) refuse(`answers[${index}]: a proof is missing, too many, or has another number of branches`);
  });
}

function checkSignature(ballot: Ballot): void {
  const credential = at(() => decodeMultiplied(ballot.credential), 'ballot-credential', 'credential');
  if (credential.point.is0()) throw new Fault('ballot-credential', 'credential: the identity');
  const { hash, proof } = ballot.signature;
  if (hash !== hashOf(ballot)) throw new Fault('ballot-signature', 'signature.hash: not the hash of this ballot');
  if (!verify(credential, ballotText(hash), proofOfText(proof))) {
    throw new Fault('ballot-signature', 'signature: not by the credential');
  }
}

/** A statement with its proof and the commitments that follow from it. */
export interface Recomputed {
  readonly question: number;
  readonly statement: Statement;
  readonly proofs: readonly Proof[];
  /** A_0, B_0, A_1, B_1, … */
  readonly commitments: readonly PointText[];
}

/** The ciphertexts of a ballot, question by question: points of the group, and none with randomness 0. */
export function decodeAll(ballot: Ballot): Pair<Multiplied>[][] {
  const all = ballot.answers.map((answer, index) => decodeChoices(answer, index));
  all.forEach((choices, index) => {
    const bare = choices.findIndex(({ alpha }) => alpha.point.is0());
    if (bare >= 0) {
      throw new Fault('ballot-not-hidden', `answers[${index}].choices[${bare}].alpha: the identity, which hides nothing`);
    }
  });
  return all;
}

/** The commitments of every proof of a ballot whose shape is right, in the order of the statements. */
export function recomputeAll(election: Election, ballot: Ballot, all: readonly (readonly Pair<Multiplied>[])[]): Recomputed[] {
  const { questions } = election.parameters;
  const sums = all.map((choices, index) => sumOfAnswers(choices, questions[index] as Question));
  const sumTexts = encodeAll(sums.flatMap(({ alpha, beta }) => [alpha.point, beta.point]));

  const points: Point[] = [];
  const claims = ballot.answers.flatMap((answer, question) => {
    const choices = all[question] as Pair<Multiplied>[];
    const sum = sums[question] as Pair<Multiplied>;
    const [alpha, beta] = sumTexts.slice(2 * question) as [PointText, PointText];
    const asked = questions[question] as Question;
    return statementsOf(asked, election.phi, ballot.credential, answer.choices, { alpha, beta }).map((statement) => {
      const proofs = proofsOf(answer, statement).map(proofOfText);
      statement.branches.forEach(({ of, value }, j) => {
        const ciphertext = of === 'sum' ? sum : (choices[of] as Pair<Multiplied>);
        points.push(...recompute(election.publicKey, ciphertext, value, proofs[j] as Proof));
      });
      return { question, statement, proofs };
    });
  });
  const encoded = encodeAll(points);
  let from = 0;
  return claims.map((claim) => ({ ...claim, commitments: encoded.slice(from, (from += 2 * claim.proofs.length)) }));
}

const decodeChoices = (answer: Answer, question: number): Pair<Multiplied>[] =>
  answer.choices.map(({ alpha, beta }, choice) =>
    at(
      () => ({ alpha: decodeMultiplied(alpha), beta: decodeMultiplied(beta) }),
      'ballot-ciphertext',
      `answers[${question}].choices[${choice}]`,
    ),
  );

function sumOfAnswers(choices: readonly Pair<Multiplied>[], question: Question): Pair<Multiplied> {
  const sum = (side: 'alpha' | 'beta'): Multiplied =>
    new Multiplied(choices.slice(firstAnswer(question)).reduce((total, choice) => total.add(choice[side].point), IDENTITY));
  return { alpha: sum('alpha'), beta: sum('beta') };
}

function proofsOf(answer: Answer, { kind, answer: choice }: Statement): readonly ProofText[] {
  const proofs = { individual: answer.individual_proofs[choice], overall: answer.overall_proof, blank: answer.blank_proof }[kind];
  return proofs ?? [];
}

/** Names the place of a fault. */
function at<T>(read: () => T, code: Code, place: string): T {
  try {
    return read();
  } catch (fault) {
    throw fault instanceof Fault ? new Fault(code, `${place}: ${fault.message}`) : fault;
  }
}
