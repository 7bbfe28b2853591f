/** Reading files of any length piece by piece. */

/** A file that can be read anywhere. `read` gives fewer bytes only where the file ends. */
export interface Source {
  readonly size: number;
  read(from: number, length: number): Uint8Array;
}

/** A file in memory. */
export const sourceOf = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: (from, length) => bytes.subarray(from, from + length),
});

/** Bytes that come one after another. */
export interface Input {
  /** The next bytes, at most `length`; fewer only at the end. The memory follows what really comes, not what is asked for. */
  take(length: number): Uint8Array;
}

/** An input that was cut into pieces. `next` gives none at the end. */
export class Pieces implements Input {
  readonly #next: () => Uint8Array | undefined;
  #piece: Uint8Array = new Uint8Array();

  constructor(next: () => Uint8Array | undefined) {
    this.#next = next;
  }

  take(length: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let left = length;
    while (left > 0) {
      if (this.#piece.length === 0) {
        const piece = this.#next();
        if (!piece) break;
        this.#piece = piece;
        continue;
      }
      const part = this.#piece.subarray(0, left);
      this.#piece = this.#piece.subarray(part.length);
      left -= part.length;
      parts.push(part);
    }
    if (parts.length === 1) return parts[0] as Uint8Array;
    const whole = new Uint8Array(length - left);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

/** Bytes that are fetched from a source at once. */
const PIECE = 1 << 20;

/** The bytes of a source from `from` on. */
export function inputOf(source: Source, from = 0, end = source.size): Input {
  let next = from;
  return new Pieces(() => {
    if (next >= end) return undefined;
    const piece = source.read(next, Math.min(PIECE, end - next));
    next += piece.length;
    return piece.length > 0 ? piece : undefined;
  });
}
