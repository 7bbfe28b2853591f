/** Lines that each end with a line feed. */
import type { Input } from '../input.ts';

/** Bytes of a leaf of the log at most, and at least: millions of shorter lines would only fill the memory. */
export const MAX_LEAF = 1 << 16;
export const MIN_LEAF = 64;
/** Bytes that are asked for at once. */
const PIECE = 1 << 16;

export class Lines {
  readonly #input: Input;
  /** The most bytes of a line, its end included. */
  readonly #limit: number;
  #rest: Uint8Array = new Uint8Array();
  #ended = false;

  constructor(input: Input, limit: number) {
    this.#input = input;
    this.#limit = limit + 1;
  }

  /** The next line without its end; none at the end; `'bad'` where a line is too long or the last one has no line feed. */
  next(): Uint8Array | 'bad' | undefined {
    for (let searched = 0; ; ) {
      const feed = this.#rest.indexOf(0x0a, searched);
      if (feed >= 0 && feed < this.#limit) {
        const line = this.#rest.slice(0, feed);
        this.#rest = this.#rest.subarray(feed + 1);
        return line;
      }
      if (this.#rest.length >= this.#limit) return 'bad';
      searched = this.#rest.length;
      const piece = this.#ended ? new Uint8Array() : this.#input.take(PIECE);
      this.#ended = piece.length === 0;
      if (this.#ended) return this.#rest.length > 0 ? 'bad' : undefined;
      const joined = new Uint8Array(this.#rest.length + piece.length);
      joined.set(this.#rest);
      joined.set(piece, this.#rest.length);
      this.#rest = joined;
    }
  }
}
