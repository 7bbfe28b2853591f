/**
 * Ed25519 signatures (RFC 8032) of the service and its cosigners.
 *
 * Stricter than the RFC, where programs differ (Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", SSR 2020): a key is the
 * canonical encoding of a point of prime order other than the identity, and so is R (it may be the identity). Then the library's
 * equation, which is multiplied by the cofactor, holds exactly where the one without holds: whatever is valid here is valid
 * everywhere.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { base64, fromBase64 } from './bytes.ts';
import { Fault } from './fault.ts';
import { decode, textOfLittleEndian, type Point } from './group.ts';

/** A public key. Its text is the base64 of its 32 bytes. */
export class VerifyingKey {
  /** The 32 bytes of RFC 8032. */
  readonly bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  static fromBytes(bytes: Uint8Array): VerifyingKey {
    if (bytes.length !== 32) throw new Fault('key', 'not a key: not 32 bytes');
    const point = decodeBytes(bytes);
    if (!point) throw new Fault('key', 'not a key: not a point of the group');
    if (point.is0()) throw new Fault('key', 'not a key: the identity');
    return new VerifyingKey(Uint8Array.from(bytes));
  }

  static parse(text: string): VerifyingKey {
    const bytes = fromBase64(text);
    if (bytes?.length !== 32) throw new Fault('key', 'not the base64 of 32 bytes');
    return VerifyingKey.fromBytes(bytes);
  }

  /** Whether `signature` (R and s, 64 bytes) is one of `message`. */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    return (
      signature.length === 64 &&
      decodeBytes(signature.subarray(0, 32)) !== undefined &&
      ed25519.verify(signature, message, this.bytes, { zip215: false })
    );
  }

  toString(): string {
    return base64(this.bytes);
  }
}

function decodeBytes(bytes: Uint8Array): Point | undefined {
  try {
    return decode(textOfLittleEndian(bytes));
  } catch (fault) {
    if (fault instanceof Fault) return undefined;
    throw fault;
  }
}
