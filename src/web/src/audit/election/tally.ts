/**
 * From the encrypted tally to the result: trustees' shares, their combination, the numbers (protocol.md Part II section 7).
 */
import type { Ciphertext, CiphertextText } from '../../crypto/elgamal.ts';
import type { Election } from '../../crypto/election.ts';
import { ciphertextsOf } from '../../crypto/election.ts';
import {
  decode,
  decodeMultiplied,
  encodeAll,
  GENERATOR_BASE,
  IDENTITY,
  isPointText,
  Multiplied,
  weightedSum,
  type Point,
  type PointText,
} from '../../crypto/group.ts';
import type { Reader } from '../../crypto/json.ts';
import { challengeOf, proofOfText, type ProofText } from '../../crypto/proof.ts';
import { reduce, type Scalar } from '../../crypto/scalar.ts';
import { readCount, writeCount } from '../count.ts';
import { attempt } from '../faults.ts';
import { readInOrder } from '../json.ts';
import { nth, said, type Said } from '../said.ts';
import { lagrange } from './lagrange.ts';
import { proof, type Trustees } from './trustees.ts';

/** One row for each question, one entry for each ciphertext of an answer, "blank" first where it is possible. */
export type Rows<T> = readonly (readonly T[])[];

/** A trustee's share of the decryption: f = x·alpha, and a proof that it was made with the trustee's key, for each ciphertext. */
export interface Share {
  readonly decryption_factors: Rows<PointText>;
  readonly decryption_proofs: Rows<ProofText>;
}

const point = (reader: Reader): PointText => reader.textThat(isPointText, 'a point');
const rows = <T>(reader: Reader, entry: (own: Reader) => T): T[][] => reader.list((row) => row.list(entry));

/** The encrypted tally as it is published. */
export const readTally = (bytes: Uint8Array): Rows<CiphertextText> =>
  readInOrder(bytes, (reader) =>
    rows(reader, (own) => {
      const { alpha, beta } = own.fields(['alpha', 'beta']);
      return { alpha: point(alpha), beta: point(beta) };
    }),
  );

export const readShare = (bytes: Uint8Array): Share =>
  readInOrder(bytes, (reader) => {
    const { decryption_factors: factors, decryption_proofs: proofs } = reader.fields(['decryption_factors', 'decryption_proofs']);
    return { decryption_factors: rows(factors, point), decryption_proofs: rows(proofs, proof) };
  });

/** The published numbers: sums of weights. */
export const readResult = (bytes: Uint8Array): Rows<bigint> =>
  readInOrder<{ result: bigint[][] }>(
    bytes,
    (reader) => ({ result: rows(reader.fields(['result']).result, readCount) }),
    ({ result }) => ({ result: result.map((row) => row.map(writeCount)) }),
  ).result;

/** Whether rows of something fit the questions: one entry for each ciphertext of an answer. */
export const fits = (election: Election, all: Rows<unknown>): boolean =>
  sameShape(all, election.parameters.questions.map((question) => ciphertextsOf(question)));

/** Whether rows have these lengths. */
export const sameShape = (all: Rows<unknown>, lengths: readonly number[]): boolean =>
  all.length === lengths.length && all.every((row, index) => row.length === lengths[index]);

const lengthsOf = (all: Rows<unknown>): number[] => all.map((row) => row.length);

/** Factors of the trustees who took part, by their numbers. */
export type Shares = ReadonlyMap<number, Rows<Point>>;

const place = (question: number, answer: number, zh: string, en: string): Said =>
  said(`第 ${nth(question)} 题第 ${nth(answer)} ${zh}`, `[${question}][${answer}]: ${en}`);

/**
 * Checks a share against the tally and the trustee's key X: A = t·G + c·X and B = t·alpha + c·f, c = Hq(`decrypt|φ|X|A,B`). Returns
 * the factors, or the first fault.
 *
 * This proof does not bind a factor to its ciphertext (weak Fiat–Shamir); the record's strong proof does.
 */
export function checkShare(phi: string, key: Multiplied, keyText: PointText, tally: Rows<Ciphertext>, share: Share): Rows<Point> | Said {
  const { decryption_factors: factors, decryption_proofs: proofs } = share;
  if (!sameShape(factors, lengthsOf(tally)) || !sameShape(proofs, lengthsOf(tally))) {
    return said('数据的份数与题目和选项不符', 'not one factor and one proof for each ciphertext of the tally');
  }
  const checked: Point[][] = [];
  for (const [question, row] of tally.entries()) {
    const points: Point[] = [];
    for (const [answer, { alpha }] of row.entries()) {
      const { value: factor, fault } = attempt(() => decodeMultiplied(factors[question]?.[answer] as PointText));
      if (fault) {
        const { zh, en } = place(question, answer, `份数据：${fault.zh}`, fault.en);
        return said(zh, `decryption_factors${en}`);
      }
      const { challenge, response } = proofOfText(proofs[question]?.[answer] as ProofText);
      const a = GENERATOR_BASE.times(response).add(key.times(challenge));
      const b = alpha.multiplyUnsafe(response).add(factor.times(challenge));
      if (challenge !== challengeOf(`decrypt|${phi}|${keyText}|`, encodeAll([a, b]))) {
        const { zh, en } = place(question, answer, '份数据的证明是假的，不是用本人钥匙开的', 'the proof is false');
        return said(zh, `decryption_proofs${en}`);
      }
      points.push(factor.point);
    }
    checked.push(points);
  }
  return checked;
}

interface Member {
  readonly owner: number;
  /** Position among the members, from 1: where the polynomial was evaluated. */
  readonly index: number;
  readonly factors: Rows<Point>;
}

/** The members of a joint key who took part, in the order of their numbers. */
function present(first: number, size: number, shares: Shares): Member[] {
  // By those who took part, not by those there are: a stranger's list may have millions.
  return [...shares]
    .filter(([owner]) => owner >= first && owner < first + size)
    .sort(([a], [b]) => a - b)
    .map(([owner, factors]) => ({ owner, index: owner - first + 1, factors }));
}

/**
 * Combines checked shares: m·G = beta − F for every ciphertext, where F adds each Single's factor and, for each joint key,
 * Σ lambda_i·f_i over the first `threshold` members who took part. Or tells who lacks.
 */
export function combine(trustees: Trustees, tally: Rows<Ciphertext>, shares: Shares): Rows<Point> | Said {
  const parts: { readonly coefficient: Scalar; readonly factors: Rows<Point> }[] = [];
  for (const group of trustees.groups) {
    if (group.kind === 'single') {
      const factors = shares.get(group.owner);
      if (!factors) {
        return said(
          `受托人 ${group.owner} 必须参加开票，没有交出有效的份额`,
          `trustee ${group.owner} must take part, and gave no valid share`,
        );
      }
      parts.push({ coefficient: 1n, factors });
      continue;
    }
    const { first, size, threshold } = group;
    const members = present(first, size, shares);
    if (members.length < threshold) {
      const last = Math.max(first + size - 1, 0);
      return said(
        `受托人 ${first} 至 ${last} 中只有 ${members.length} 位交出了有效的份额，至少要 ${threshold} 位`,
        `of trustees ${first} to ${last} only ${members.length} gave a valid share, ${threshold} are needed`,
      );
    }
    const used = members.slice(0, threshold);
    const coefficients = lagrange(used.map((member) => member.index), 0);
    used.forEach(({ factors }, index) => parts.push({ coefficient: coefficients[index] as Scalar, factors }));
  }
  return tally.map((row, question) =>
    row.map(({ beta }, answer) => {
      const factors = parts.map((part) => part.factors[question]?.[answer] ?? IDENTITY);
      return beta.subtract(weightedSum(parts.map((part) => part.coefficient), factors));
    }),
  );
}

/**
 * Holds the shares beyond a joint key's threshold against the others: all factors of a ciphertext lie on one polynomial, so that
 * f_j = Σ lambda_i(j)·f_i over the first `threshold` members. Returns the owners whose share does not fit.
 */
export function checkSurplus(trustees: Trustees, shares: Shares): { readonly owner: number; readonly said: Said }[] {
  const faults: { owner: number; said: Said }[] = [];
  for (const group of trustees.groups) {
    if (group.kind === 'single') continue;
    const members = present(group.first, group.size, shares);
    const [used, surplus] = [members.slice(0, group.threshold), members.slice(group.threshold)];
    if (used.length < group.threshold) continue;
    for (const member of surplus) {
      const coefficients = lagrange(used.map(({ index }) => index), member.index);
      const differs = firstPlace(member.factors, (own, question, answer) => {
        const others = used.map(({ factors }) => factors[question]?.[answer] ?? IDENTITY);
        return !own.equals(weightedSum(coefficients, others));
      });
      if (differs) {
        const { zh, en } = place(...differs, '份数据与其他受托人的对不上', "does not fit the other trustees' shares");
        faults.push({ owner: member.owner, said: said(zh, `decryption_factors${en}`) });
      }
    }
  }
  return faults;
}

function firstPlace<T>(all: Rows<T>, is: (entry: T, question: number, answer: number) => boolean): [number, number] | undefined {
  for (const [question, row] of all.entries()) {
    const answer = row.findIndex((entry, index) => is(entry, question, index));
    if (answer >= 0) return [question, answer];
  }
  return undefined;
}

/** Checks published numbers against the opened points: number·G must be the point. Every wrong number is named. */
export function checkResult(opened: Rows<Point>, published: Rows<bigint>): Said[] {
  if (!sameShape(published, lengthsOf(opened))) return [said('公布的数字的个数与选项不符', 'not one number for each answer')];
  return opened.flatMap((row, question) =>
    row.flatMap((point, answer) => {
      const number = published[question]?.[answer] as bigint;
      if (GENERATOR_BASE.times(reduce(number)).equals(point)) return [];
      const { zh, en } = place(question, answer, '个数字，不是受托人开出的数字', "not what the trustees' shares open");
      return [said(zh, `result${en}`)];
    }),
  );
}

/** Ciphertexts of the group, or `undefined` where one is none. */
export function decodeTally(published: Rows<CiphertextText>): Rows<Ciphertext> | undefined {
  return attempt(() => published.map((row) => row.map(({ alpha, beta }) => ({ alpha: decode(alpha), beta: decode(beta) })))).value;
}

/** The texts of a tally. */
export function encodeTally(tally: Rows<Ciphertext>): Rows<CiphertextText> {
  const texts = encodeAll(tally.flatMap((row) => row.flatMap(({ alpha, beta }) => [alpha, beta])));
  let next = 0;
  return tally.map((row) =>
    row.map(() => {
      const [alpha, beta] = texts.slice(next, (next += 2)) as [PointText, PointText];
      return { alpha, beta };
    }),
  );
}

