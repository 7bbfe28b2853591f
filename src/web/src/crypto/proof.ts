/**
 * Proofs that one of several ciphertexts encrypts 0, without saying which (protocol.md Part II section 4).
 *
 * The disjunction of Cramer, Damgård and Schoenmakers (CRYPTO 1994) over Chaum and Pedersen's proof of equal logarithms (CRYPTO
 * 1992); the challenge hashes everything claimed (strong Fiat–Shamir: Bernhard, Pereira, Warinschi, ASIACRYPT 2012).
 *
 * Branch j is a ciphertext (alpha_j, beta_j). "Encrypts M" is the branch (alpha, beta − M·G). The verifier recomputes
 * A_j = t_j·G + c_j·alpha_j and B_j = t_j·y + c_j·beta_j and demands Σ c_j = Hq(text ‖ A_0,B_0,A_1,B_1,…) mod q.
 */
import { GENERATOR_BASE, IDENTITY, type FixedBase, type Multiplied, type Point, type PointText } from './group.ts';
import { hashToScalar } from './hash.ts';
import { EIGHTH, needScalar, reduce, type Scalar } from './scalar.ts';
import type { Pair } from './elgamal.ts';

/** A challenge c and a response t. */
export interface Proof {
  readonly challenge: Scalar;
  readonly response: Scalar;
}

/** How a proof stands in JSON: decimal texts. */
export interface ProofText {
  readonly challenge: string;
  readonly response: string;
}

export const proofText = ({ challenge, response }: Proof): ProofText => ({
  challenge: challenge.toString(),
  response: response.toString(),
});

/** The proof of texts. Throws where they are no scalars. */
export const proofOfText = ({ challenge, response }: ProofText): Proof => ({
  challenge: needScalar(challenge),
  response: needScalar(response),
});

/** The challenge of commitments A_0, B_0, A_1, B_1, … below `text`. */
export const challengeOf = (text: string, commitments: readonly PointText[]): Scalar =>
  hashToScalar(text + commitments.join(','));

/** [A, B] of the branch "the ciphertext encrypts `value`", as the verifier recomputes them. */
export function recompute(y: FixedBase, ciphertext: Pair<Multiplied>, value: number, proof: Proof): [Point, Point] {
  const { challenge: c, response: t } = proof;
  const a = GENERATOR_BASE.times(t).add(ciphertext.alpha.times(c));
  const b = y.times(t).add(ciphertext.beta.times(c));
  return [a, value === 0 ? b : b.add(GENERATOR_BASE.times(reduce(-c * BigInt(value))))];
}

/** A branch as its prover knows it. */
export interface Opening {
  /** Randomness r of the branch's ciphertext. */
  readonly randomness: Scalar;
  /** What the branch's ciphertext really encrypts: 0 in the true branch. */
  readonly excess: Scalar;
}

/** Where a proof's randomness comes from. */
export interface Nonces {
  /** Simulated challenge of a false branch. */
  challenge(branch: number): Scalar;
  /** Simulated response of a false branch. */
  response(branch: number): Scalar;
  /** Nonce w of the true branch. */
  commitment(branch: number): Scalar;
}

/** A proof between its commitments and its challenge. */
export interface Committed {
  /** The eighths of A_0, B_0, A_1, B_1, … */
  readonly eighths: readonly Point[];
  /** The proof, given the challenge of the commitments. */
  respond(hash: Scalar): Proof[];
}

/**
 * Commits to a proof that one of the branches encrypts 0; `trueBranch` does.
 *
 * A_j = a_j·G and B_j = a_j·y + d_j·G with d_j = c_j·excess_j, where a_j = t_j + c_j·r_j in a simulated branch and a_j = w in the
 * true one; then c_true = hash − Σ c_j and t_true = w − r·c_true. Every branch costs the same multiplications, so that the
 * time does not tell which one is true.
 */
export function commit(y: FixedBase, openings: readonly Opening[], trueBranch: number, nonces: Nonces): Committed {
  const eighths: Point[] = [];
  const branches = openings.map(({ randomness, excess }, j) => {
    const drawn = { c: nonces.challenge(j), t: nonces.response(j), w: nonces.commitment(j) };
    const isTrue = j === trueBranch;
    const a = reduce((isTrue ? drawn.w : drawn.t + drawn.c * randomness) * EIGHTH);
    // 0 in the true branch, because its excess is.
    const d = reduce(drawn.c * excess * EIGHTH);
    // 1 in the place of 0, and not added: so that the work is the same.
    const shift = GENERATOR_BASE.timesSecret(d === 0n ? 1n : d);
    eighths.push(GENERATOR_BASE.timesSecret(a), y.timesSecret(a).add(d === 0n ? IDENTITY : shift));
    return { randomness, c: isTrue ? 0n : drawn.c, t: drawn.t, w: drawn.w };
  });
  return {
    eighths,
    respond(hash) {
      const challenge = reduce(branches.reduce((rest, branch) => rest - branch.c, hash));
      return branches.map(({ randomness, c, t, w }, j) =>
        j === trueBranch ? { challenge, response: reduce(w - randomness * challenge) } : { challenge: c, response: t },
      );
    },
  };
}
