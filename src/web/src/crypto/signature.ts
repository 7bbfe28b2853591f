/**
 * Schnorr's proof of knowledge of a logarithm (Journal of Cryptology 1991), as a signature of the text before its commitment:
 * A = w·G, c = Hq(text ‖ A), t = w − x·c; valid if c = Hq(text ‖ t·G + c·X).
 *
 * Texts begin with what is signed: `sig|` a ballot (protocol.md Part II section 4), `yepiao/session/v1|` a session (Part I
 * section 11). So none can be taken for another.
 */
import { encode, GENERATOR_BASE, type Multiplied } from './group.ts';
import { hashToScalar } from './hash.ts';
import { randomScalar, type Random } from './random.ts';
import { reduce, type Scalar } from './scalar.ts';
import type { Proof } from './proof.ts';

/** Signs a text with the secret x. The nonce w is fresh: two signatures with one w would give x away. */
export function sign(x: Scalar, text: string, random: Random): Proof {
  const w = randomScalar(random);
  const challenge = hashToScalar(text + encode(GENERATOR_BASE.timesSecret(w)));
  return { challenge, response: reduce(w - x * challenge) };
}

/** Whether the owner of the public key X signed the text. */
export function verify(publicKey: Multiplied, text: string, { challenge, response }: Proof): boolean {
  const commitment = GENERATOR_BASE.times(response).add(publicKey.times(challenge));
  return challenge === hashToScalar(text + encode(commitment));
}
