/**
 * What a ballot has to prove about one question, for who seals it and who checks it alike (protocol.md Part II section 4).
 *
 * With S0 = φ|credential and S = S0|all choices (texts `alpha,beta` with commas between):
 * - each choice encrypts 0 or 1: `prove|S0|choice|`;
 * - blank not possible: the sum of the choices is one of min..max: `prove|S|sum|`;
 * - blank possible: choice 0, "blank", is 1, or the sum of the others is one of min..max: `bproof1|S|`; and choice 0 is 0, or the
 *   sum of the others is 0: `bproof0|S|`.
 */
import type { CiphertextText } from '../elgamal.ts';
import { allowsBlank, ciphertextsOf, type Question } from '../election.ts';
import type { PointText } from '../group.ts';
import type { Kind } from '../seed.ts';

/** "The ciphertext with this index, or the sum of all answers, encrypts `value`." */
export interface Branch {
  readonly of: number | 'sum';
  readonly value: number;
}

/** At least one of the branches is true. */
export interface Statement {
  readonly kind: Kind;
  /** Index of the choice of an individual proof, else 0. */
  readonly answer: number;
  readonly branches: readonly Branch[];
  /** What the challenge hashes before the commitments. */
  readonly text: string;
}

/** Index of the first choice that is an answer. */
export const firstAnswer = (question: Question): 0 | 1 => (allowsBlank(question) ? 1 : 0);

const texts = (ciphertexts: readonly CiphertextText[]): string => ciphertexts.map((c) => `${c.alpha},${c.beta}`).join(',');

/** The statements in the order in which their proofs stand in the JSON: individual, overall, blank. */
export function statementsOf(
  question: Question,
  phi: string,
  credential: PointText,
  choices: readonly CiphertextText[],
  sum: CiphertextText,
): Statement[] {
  const scope = `${phi}|${credential}`;
  const individual = choices.slice(0, ciphertextsOf(question)).map((choice, answer): Statement => {
    const branches = [0, 1].map((value) => ({ of: answer, value }));
    return { kind: 'individual', answer, branches, text: `prove|${scope}|${texts([choice])}|` };
  });
  const all = `${scope}|${texts(choices)}`;
  const counts: Branch[] = [];
  for (let value = question.min; value <= question.max; value += 1) counts.push({ of: 'sum', value });
  if (!allowsBlank(question)) {
    return [...individual, { kind: 'overall', answer: 0, branches: counts, text: `prove|${all}|${texts([sum])}|` }];
  }
  return [
    ...individual,
    { kind: 'overall', answer: 0, branches: [{ of: 0, value: 1 }, ...counts], text: `bproof1|${all}|` },
    { kind: 'blank', answer: 0, branches: [{ of: 0, value: 0 }, { of: 'sum', value: 0 }], text: `bproof0|${all}|` },
  ];
}

/** The place of a statement's proof in the ballot. */
export function placeOf(question: number, { kind, answer }: Statement): string {
  return `answers[${question}].${kind === 'individual' ? `individual_proofs[${answer}]` : `${kind}_proof`}`;
}
