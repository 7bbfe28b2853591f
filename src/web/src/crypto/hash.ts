/** SHA-256 as the protocol writes it: H and Hq at the head of protocol.md Part II. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, concat, utf8 } from './bytes.ts';
import { scalarOfBytes, type Scalar } from './scalar.ts';

/** 32 bytes. */
export type Digest = Uint8Array;

/** SHA-256 of the parts one after another. */
export const digest = (...parts: readonly Uint8Array[]): Digest => sha256(concat(...parts));

/** `H(s)`: SHA-256 of a text's UTF-8 bytes. */
export const digestOfText = (text: string): Digest => sha256(utf8(text));

/** `b64`: 43 characters, base64 without its one `=`. So are φ, a ballot's hash and its tracker written. */
export const base64Digest = (value: Digest): string => base64(value).slice(0, 43);

/** `Hq(s)`: `H(s)` as a big-endian number, mod q. The challenge of every proof. */
export const hashToScalar = (text: string): Scalar => scalarOfBytes(digestOfText(text));

/** SHA-256 of bytes that come piece by piece. */
export class Hasher {
  readonly #hash = sha256.create();

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  finish(): Digest {
    return this.#hash.digest();
  }
}
