/**
 * Lagrange's coefficients modulo q: lambda_i = Π_{k ≠ i} (k − at) / (k − i), so that f(at) = Σ lambda_i·f(i) over `indices` for every
 * polynomial of lower degree than there are indices (protocol.md Part II section 7). At 0 they give the secret.
 */
import { Q, reduce, type Scalar } from '../../crypto/scalar.ts';

/** `indices` are distinct and below q. */
export function lagrange(indices: readonly number[], at: number): Scalar[] {
  const product = (i: number, factor: (k: bigint) => bigint): Scalar =>
    indices.reduce((all, k) => (k === i ? all : reduce(all * factor(BigInt(k)))), 1n);
  return indices.map((i) => {
    const [numerator, denominator] = [product(i, (k) => k - BigInt(at)), product(i, (k) => k - BigInt(i))];
    return reduce(numerator * inverse(denominator));
  });
}

/** 1/n mod q for n not divisible by q: q is prime, so it is n^(q − 2) (Fermat). */
function inverse(n: Scalar): Scalar {
  let [result, power] = [1n, n];
  for (let rest = Q - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = reduce(result * power);
    power = reduce(power * power);
  }
  return result;
}
