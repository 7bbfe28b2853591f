/**
 * Credentials (protocol.md Part II section 3): the private text on a voter's slip, and the key made of it.
 *
 * Text and key stay in private fields, which neither JSON, a console nor an error shows. The key signs ballots and sessions
 * itself, so that no other code has to hold it.
 */
import { concat } from './bytes.ts';
import { Fault } from './fault.ts';
import { encode, GENERATOR_BASE, type PointText } from './group.ts';
import { digestOfText } from './hash.ts';
import { proofText, type Proof, type ProofText } from './proof.ts';
import type { Random } from './random.ts';
import { scalarOfBytes, type Scalar } from './scalar.ts';
import { sign } from './signature.ts';

const BASE58 = '[1-9A-HJ-NP-Za-km-z]';
const CREDENTIAL = new RegExp(`^${BASE58}{5}-${BASE58}{6}-${BASE58}{5}-${BASE58}{6}$`);
const NONCE = /^[0-9a-f]{64}$/;
/** As a browser writes the origin of a page: nothing in it can end a field of the text. */
const WEB_ORIGIN = /^https?:\/\/[^\s|/]+$/;

/** What a session's proof is for: none can be used on another page, in another election, or twice. */
export interface SessionChallenge {
  /** `https://host[:port]` of the page itself. */
  readonly webOrigin: string;
  /** φ of the election. */
  readonly phi: string;
  /** 32 bytes from the server, as hexadecimal digits. */
  readonly nonce: string;
}

/** The text that a session's proof signs, up to the commitment (protocol.md Part I section 11). */
export function sessionText({ webOrigin, phi, nonce }: SessionChallenge, credential: PointText): string {
  if (!WEB_ORIGIN.test(webOrigin)) throw new Fault('session', 'not the origin of a page');
  if (!NONCE.test(nonce)) throw new Fault('session', 'the nonce is not 64 lower-case hexadecimal digits');
  return `yepiao/session/v1|${webOrigin}|${phi}|${credential}|${nonce}|`;
}

/** The key of one credential in one election. */
export class VotingKey {
  readonly #x: Scalar;
  /** The public credential x·G. */
  readonly credential: PointText;

  private constructor(x: Scalar) {
    this.#x = x;
    this.credential = encode(GENERATOR_BASE.timesSecret(x));
  }

  /**
   * The key of a slip's text (`XXXXX-XXXXXX-XXXXX-XXXXXX` in Base58) in the election `uuid`: the SHA-256 digests of
   * `derive_credential|uuid|0|text` and `…|1|text`, read together as one big-endian number of 512 bits, mod q.
   */
  static derive(text: string, uuid: string): VotingKey {
    if (!CREDENTIAL.test(text)) {
      throw new Fault('credential-text', 'not a credential: five, six, five and six letters or digits with dashes between');
    }
    const half = (index: 0 | 1): Uint8Array => digestOfText(`derive_credential|${uuid}|${index}|${text}`);
    return new VotingKey(scalarOfBytes(concat(half(0), half(1))));
  }

  /** The signature of a ballot whose `hash` this is. */
  signBallot(hash: string, random: Random): Proof {
    return sign(this.#x, ballotText(hash), random);
  }

  /** Proves possession of the credential to open a session. */
  proveSession(session: SessionChallenge, random: Random): ProofText {
    return proofText(sign(this.#x, sessionText(session, this.credential), random));
  }
}

/** The text that a ballot's signature signs, up to the commitment. */
export const ballotText = (hash: string): string => `sig|${hash}|`;
