/**
 * A trustee's strong decryption proof over both tallies, `strong/<owner>.json` (protocol.md Part I section 8).
 *
 * Why: the challenge of a version-1 decryption proof hashes neither alpha nor the factor, so a trustee who works with the last voter
 * can prove a false factor (Bernhard, Pereira, Warinschi, ASIACRYPT 2012). Here every input is hashed before anything random is
 * chosen, and N proofs of equal logarithms become one by weights that the hash fixes.
 *
 *     T   = yepiao/decrypt/v1|φ|hP|hA|owner|X|N|α_1,f_1,…,α_N,f_N          e = hex H(T)
 *     ρ_i = Hq(yepiao/decrypt-weight/v1|e|i)       α* = Σ ρ_i·α_i      f* = Σ ρ_i·f_i
 *     A = t·G + c·X      B = t·α* + c·f*      c = Hq(yepiao/decrypt-proof/v1|e|A,B)
 */
import { hex } from '../../crypto/bytes.ts';
import type { Ciphertext } from '../../crypto/elgamal.ts';
import { decode, encodeAll, GENERATOR_BASE, type Multiplied, type Point, type PointText, weightedSum } from '../../crypto/group.ts';
import { digestOfText, hashToScalar } from '../../crypto/hash.ts';
import { challengeOf, proofOfText, type ProofText } from '../../crypto/proof.ts';
import { sameShape, type Rows, type Share } from '../election/tally.ts';
import { proof } from '../election/trustees.ts';
import { attempt } from '../faults.ts';
import { readInOrder, wholeNumber, type DigestText } from '../json.ts';
import { nth, said, type Said } from '../said.ts';

/** One archive's part of what is proved. */
interface Side {
  /** Digest of the EncryptedTally event's JSON. */
  readonly event: DigestText;
  /** The tally, recomputed. */
  readonly tally: Rows<Ciphertext>;
  /** The trustee's share of it. */
  readonly share: Share;
}

/** What a trustee proves. */
export interface Decryption {
  readonly phi: string;
  readonly owner: number;
  /** X: the Single's public key, or the member's verification key. */
  readonly key: Multiplied;
  readonly keyText: PointText;
  readonly people: Side;
  readonly area: Side;
}

interface StrongProof {
  readonly owner: number;
  readonly proof: ProofText;
}

/** What is wrong with the bytes of a proof's file, if anything. */
export function strongFault(decryption: Decryption, bytes: Uint8Array): Said | undefined {
  const read = attempt(() =>
    readInOrder(bytes, (reader): StrongProof => {
      const fields = reader.fields(['owner', 'proof']);
      return { owner: wholeNumber(fields.owner), proof: proof(fields.proof) };
    }),
  );
  if (read.fault) return said(`加强证明：${read.fault.zh}`, read.fault.en);
  const { owner } = read.value;
  if (owner !== decryption.owner) return said(`加强证明是受托人 ${owner} 的`, `of trustee ${owner}`);
  const pairs: { alpha: Point; factor: Point }[] = [];
  for (const archive of ['people', 'area'] as const) {
    const fault = collect(archive, decryption[archive], pairs);
    if (fault) return fault;
  }
  return holds(decryption, pairs, read.value.proof) ? undefined : said('加强证明是假的', 'the proof is false');
}

/** (α_i, f_i) of one archive. */
function collect(archive: 'people' | 'area', { tally, share }: Side, pairs: { alpha: Point; factor: Point }[]): Said | undefined {
  const factors = share.decryption_factors;
  if (!sameShape(factors, tally.map((row) => row.length))) {
    return said(
      `${archive}：份数与题目和选项不符`,
      `${archive}: not one factor for each ciphertext of the tally`,
    );
  }
  for (const [question, row] of tally.entries()) {
    for (const [answer, { alpha }] of row.entries()) {
      const { value: factor, fault } = attempt(() => decode(factors[question]?.[answer] as PointText));
      if (fault) {
        return said(
          `${archive}：第 ${nth(question)} 题第 ${nth(answer)} 份：${fault.zh}`,
          `${archive}: decryption_factors[${question}][${answer}]: ${fault.en}`,
        );
      }
      pairs.push({ alpha, factor });
    }
  }
  return undefined;
}

function holds(
  { phi, owner, key, keyText, people, area }: Decryption,
  pairs: readonly { readonly alpha: Point; readonly factor: Point }[],
  text: ProofText,
): boolean {
  const head = `yepiao/decrypt/v1|${phi}|${people.event}|${area.event}|${owner}|${keyText}|${pairs.length}|`;
  const texts = encodeAll(pairs.flatMap(({ alpha, factor }) => [alpha, factor]));
  const e = hex(digestOfText(head + texts.join(',')));
  const weights = pairs.map((_, index) => hashToScalar(`yepiao/decrypt-weight/v1|${e}|${index + 1}`));
  const alpha = weightedSum(weights, pairs.map((pair) => pair.alpha));
  const factor = weightedSum(weights, pairs.map((pair) => pair.factor));
  const { challenge: c, response: t } = proofOfText(text);
  const a = GENERATOR_BASE.times(t).add(key.times(c));
  const b = weightedSum([t, c], [alpha, factor]);
  return c === challengeOf(`yepiao/decrypt-proof/v1|${e}|`, encodeAll([a, b]));
}
