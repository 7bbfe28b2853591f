/**
 * The ballot box: who voted last, and the growing weighted sums (protocol.md Part II section 7).
 *
 * Counting while ballots come in needs no memory for a ballot but its ciphertexts, which a later ballot of the same voter takes out
 * of the sums again.
 */
import type { Ciphertext } from '../../crypto/elgamal.ts';
import { ciphertextsOf, type Election } from '../../crypto/election.ts';
import { IDENTITY, unpackPoints, type Point } from '../../crypto/group.ts';

/**
 * Σ w_i·P_i for many points and small weights: the points whose weight has the digit d at 16^k are added up in the bucket (k, d);
 * the sum is Σ_k 16^k·Σ_d d·B_(k,d), the inner sum by running sums from the highest digit down (Pippenger).
 */
export class WeightedSum {
  readonly #buckets: (Point | undefined)[][] = [];

  add(weight: bigint, point: Point): void {
    for (let k = 0; weight > 0n; k += 1, weight >>= 4n) {
      const digit = Number(weight & 15n);
      if (digit === 0) continue;
      const row = (this.#buckets[k] ??= []);
      row[digit] = row[digit]?.add(point) ?? point;
    }
  }

  total(): Point {
    let total = IDENTITY;
    for (let k = this.#buckets.length - 1; k >= 0; k -= 1) {
      total = total.double().double().double().double();
      const row = this.#buckets[k] ?? [];
      let [running, sum] = [IDENTITY, IDENTITY];
      for (let digit = 15; digit > 0; digit -= 1) {
        const bucket = row[digit];
        if (bucket) running = running.add(bucket);
        sum = sum.add(running);
      }
      total = total.add(sum);
    }
    return total;
  }
}

export class BallotBox {
  /** By position in the list of credentials: the ciphertexts of the last ballot. */
  readonly #latest = new Map<number, Uint8Array>();
  /** alpha and beta by position in a ballot, questions one after another. */
  readonly #sums: readonly WeightedSum[];
  readonly #rows: readonly number[];
  /** Voters whose ballot counts. */
  voters = 0;
  /** Their weights together. */
  weight = 0n;

  constructor({ parameters }: Election) {
    this.#rows = parameters.questions.map((question) => ciphertextsOf(question));
    const columns = this.#rows.reduce((sum, count) => sum + count, 0);
    this.#sums = Array.from({ length: 2 * columns }, () => new WeightedSum());
  }

  /** Counts a ballot for the credential at `position` in the list, in place of the one that counted before. */
  count(position: number, weight: bigint, ciphertexts: Uint8Array): void {
    const earlier = this.#latest.get(position);
    this.#latest.set(position, ciphertexts);
    if (earlier) {
      unpackPoints(earlier).forEach((point, column) => this.#sums[column]?.add(weight, point.negate()));
    } else {
      this.voters += 1;
      this.weight += weight;
    }
    unpackPoints(ciphertexts).forEach((point, column) => this.#sums[column]?.add(weight, point));
  }

  /** The encrypted tally, question by question. */
  tally(): Ciphertext[][] {
    const totals = this.#sums.map((sum) => sum.total());
    let next = 0;
    return this.#rows.map((count) =>
      Array.from({ length: count }, () => {
        const [alpha, beta] = totals.slice(next, (next += 2)) as [Point, Point];
        return { alpha, beta };
      }),
    );
  }
}
