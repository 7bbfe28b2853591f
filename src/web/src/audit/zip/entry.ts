/**
 * Reading one file out of a container: never more bytes than its header says, and digested on the way. What is wrong with it is
 * known at its end.
 */
import { hex } from '../../crypto/bytes.ts';
import { Hasher } from '../../crypto/hash.ts';
import { Pieces, type Input } from '../input.ts';
import type { DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';
import { Crc } from './crc.ts';
import { Inflate, NotDeflate } from './inflate.ts';

/** A file that was read to its end. */
export interface Finished {
  readonly digest: DigestText;
  /** What is wrong with its bytes in the container. */
  readonly fault: Said | undefined;
}

/** Bytes of a stored file that are handed out at once. */
const PIECE = 1 << 16;

export class EntryStream implements Input {
  readonly #pieces: Pieces;
  readonly #hasher = new Hasher();
  readonly #crc = new Crc();
  readonly #expected: number;
  readonly #packed: Uint8Array;
  /** `undefined` for a stored file. */
  readonly #inflate: Inflate | undefined;
  #stored = 0;
  /** Bytes that may still come by the header. */
  #left: number;
  #ended = false;
  #fault: Said | undefined;

  constructor(packed: Uint8Array, deflated: boolean, size: number, crc: number) {
    this.#packed = packed;
    this.#inflate = deflated ? new Inflate(packed) : undefined;
    this.#left = size;
    this.#expected = crc;
    this.#pieces = new Pieces(() => this.#next());
  }

  take(length: number): Uint8Array {
    const bytes = this.#pieces.take(length);
    this.#hasher.update(bytes);
    return bytes;
  }

  /** All that is left. */
  takeAll(): Uint8Array {
    return this.take(Number.MAX_SAFE_INTEGER);
  }

  /** Reads what is left, and gives the digest of the whole and what is wrong with it in the container. */
  finish(): Finished {
    while (this.take(PIECE).length > 0);
    return { digest: hex(this.#hasher.finish()), fault: this.#fault };
  }

  #next(): Uint8Array | undefined {
    if (this.#ended) return undefined;
    const piece = this.#unpack();
    if (!piece || piece.length > this.#left || this.#fault) {
      const rest = piece?.subarray(0, this.#left) ?? new Uint8Array();
      const more = (piece?.length ?? 0) > this.#left;
      this.#left -= rest.length;
      this.#crc.update(rest);
      this.#end(more);
      return rest.length > 0 ? rest : undefined;
    }
    this.#left -= piece.length;
    this.#crc.update(piece);
    return piece;
  }

  #unpack(): Uint8Array | undefined {
    if (!this.#inflate) {
      const piece = this.#packed.subarray(this.#stored, this.#stored + PIECE);
      this.#stored += piece.length;
      return piece.length > 0 ? piece : undefined;
    }
    try {
      return this.#inflate.next();
    } catch (error) {
      if (!(error instanceof NotDeflate)) throw error;
      this.#fault = said('压缩的内容解不开', 'the compressed bytes cannot be unpacked');
      return undefined;
    }
  }

  /** `more`: there is more than the header says. */
  #end(more: boolean): void {
    this.#ended = true;
    if (this.#fault) return;
    const consumed = this.#inflate?.consumed ?? this.#packed.length;
    if (more || this.#left > 0) this.#fault = said('长度与说明不符', 'not as long as its header says');
    else if (consumed !== this.#packed.length) {
      this.#fault = said('压缩的内容后面藏着别的字节', 'bytes hidden behind the compressed ones');
    } else if (this.#crc.sum !== this.#expected) {
      this.#fault = said('内容与校验码不符', 'not the bytes whose CRC-32 the header has');
    }
  }
}
