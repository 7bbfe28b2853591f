/**
 * All randomness of a sealed ballot from one secret seed, so that "cast or check" can rebuild it byte for byte (protocol.md Part I
 * section 12, decisions.md "Randomness of a ballot").
 *
 * Each scalar is HKDF-SHA-512 (RFC 5869) of the 32 bytes, without salt, with a text as info: 64 bytes, big-endian, mod q. The
 * signature's nonce never comes from here.
 */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { utf8 } from './bytes.ts';
import type { PointText } from './group.ts';
import type { Nonces } from './proof.ts';
import { scalarOfBytes, type Scalar } from './scalar.ts';

/** Length of a seed in bytes. */
export const SEED_BYTES = 32;

/** The scalars of one seed. */
export class Seeded {
  readonly #key: Uint8Array;

  constructor(seed: Uint8Array) {
    this.#key = extract(sha512, seed);
  }

  /** The scalar with this info. */
  scalar(info: string): Scalar {
    const bytes = expand(sha512, this.#key, utf8(info), 64);
    const scalar = scalarOfBytes(bytes);
    bytes.fill(0);
    return scalar;
  }

  /** Forgets the seed. */
  wipe(): void {
    this.#key.fill(0);
  }
}

/** Which of a question's proofs. */
export type Kind = 'individual' | 'overall' | 'blank';

/**
 * The randomness of one question: info `yepiao/ballot/v1|φ|credential|question|answer|role|branch`, indices decimal and 0 where
 * they do not apply.
 */
export class QuestionRandomness {
  readonly #seeded: Seeded;
  readonly #scope: string;

  constructor(seeded: Seeded, phi: string, credential: PointText, question: number) {
    this.#seeded = seeded;
    this.#scope = `yepiao/ballot/v1|${phi}|${credential}|${question}`;
  }

  /** r of a choice. */
  encryption(choice: number): Scalar {
    return this.#seeded.scalar(`${this.#scope}|${choice}|r|0`);
  }

  /** c, t and w of a proof's branches. */
  proof(kind: Kind, answer: number): Nonces {
    const draw = (role: 'c' | 't' | 'w') => (branch: number) =>
      this.#seeded.scalar(`${this.#scope}|${answer}|${kind}-${role}|${branch}`);
    return { challenge: draw('c'), response: draw('t'), commitment: draw('w') };
  }
}
