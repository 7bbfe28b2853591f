/**
 * Unpacking deflate (RFC 1951), piece by piece.
 *
 * Why not the browser's own: it does not tell how many bytes it consumed, so that something could hide behind the compressed data;
 * and here never more is unpacked than was asked for.
 */

/** The compressed bytes are not deflate, or end too early. */
export class NotDeflate extends Error {}

/** How far back a copy may reach. */
const WINDOW = 1 << 15;
/** Bytes that are handed out at once, about. */
const PIECE = 1 << 15;

/** Section 3.2.5: the shortest length, and extra bits, of the symbols 257 to 285; the same of distances. */
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** Section 3.2.7: the order in which the lengths of the code for lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_BITS = 15;

/**
 * A prefix code (section 3.2.2): by the next 15 bits, first bit lowest, the symbol above four bits of its length; 0 where no code
 * begins so.
 */
function codeOf(lengths: readonly number[]): Uint16Array {
  const counts = new Array<number>(MAX_BITS + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  const used = lengths.length - (counts[0] as number);
  const next = [0, 0];
  let code = 0;
  for (let bits = 1; bits <= MAX_BITS; bits += 1) {
    code = (code + (bits > 1 ? (counts[bits - 1] as number) : 0)) << 1;
    next[bits] = code;
  }
  // Every code must be used, or else none but one: as the common programs see it.
  const filled = lengths.reduce((sum, length) => sum + (length > 0 ? 1 << (MAX_BITS - length) : 0), 0);
  if (filled !== 1 << MAX_BITS && used > 1) throw new NotDeflate();
  const table = new Uint16Array(1 << MAX_BITS);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    let own = next[length] as number;
    next[length] = own + 1;
    let reversed = 0;
    for (let bit = 0; bit < length; bit += 1, own >>= 1) reversed = (reversed << 1) | (own & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  });
  return table;
}

const FIXED_LITERALS = codeOf(Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)));
const FIXED_DISTANCES = codeOf(new Array<number>(32).fill(5));

type State =
  | { readonly kind: 'between' }
  | { readonly kind: 'stored'; left: number }
  | { readonly kind: 'packed'; readonly literals: Uint16Array; readonly distances: Uint16Array }
  | { readonly kind: 'ended' };

export class Inflate {
  readonly #packed: Uint8Array;
  #at = 0;
  #bits = 0;
  #bitCount = 0;
  #state: State = { kind: 'between' };
  #last = false;
  /** What was unpacked last, behind the window that copies refer to. */
  readonly #out = new Uint8Array(WINDOW + PIECE + 258);
  #end = 0;
  #broken: NotDeflate | undefined;

  constructor(packed: Uint8Array) {
    this.#packed = packed;
  }

  /** Whole compressed bytes used so far. */
  get consumed(): number {
    return this.#at - (this.#bitCount >> 3);
  }

  /** The next bytes; none at the end. Throws where they are not deflate, after all that came before. */
  next(): Uint8Array | undefined {
    if (this.#broken) throw this.#broken;
    if (this.#end > WINDOW) {
      this.#out.copyWithin(0, this.#end - WINDOW, this.#end);
      this.#end = WINDOW;
    }
    const from = this.#end;
    try {
      while (this.#end - from < PIECE && this.#state.kind !== 'ended') this.#step(from + PIECE);
    } catch (error) {
      if (!(error instanceof NotDeflate) || this.#end === from) throw error;
      this.#broken = error;
    }
    return this.#end > from ? this.#out.slice(from, this.#end) : undefined;
  }

  #step(until: number): void {
    const state = this.#state;
    switch (state.kind) {
      case 'between':
        this.#state = this.#last ? { kind: 'ended' } : this.#block();
        return;
      case 'stored': {
        const part = this.#packed.subarray(this.#at, this.#at + Math.min(state.left, until - this.#end));
        if (part.length === 0 && state.left > 0) throw new NotDeflate();
        this.#out.set(part, this.#end);
        this.#end += part.length;
        this.#at += part.length;
        state.left -= part.length;
        if (state.left === 0) this.#state = { kind: 'between' };
        return;
      }
      case 'packed':
        this.#symbols(state.literals, state.distances, until);
        return;
      case 'ended':
    }
  }

  /** Has at least `count` bits at hand, zeros behind the end: a code may be shorter than 15 bits. */
  #fill(count: number): void {
    while (this.#bitCount < count) {
      this.#bits |= (this.#packed[this.#at] ?? 0) << this.#bitCount;
      this.#at += 1;
      this.#bitCount += 8;
    }
  }

  #take(count: number): number {
    this.#fill(count);
    const bits = this.#bits & ((1 << count) - 1);
    this.#drop(count);
    return bits;
  }

  #drop(count: number): void {
    this.#bits >>>= count;
    this.#bitCount -= count;
    // Bits that are used must have been there.
    if (this.consumed > this.#packed.length) throw new NotDeflate();
  }

  #symbol(code: Uint16Array): number {
    this.#fill(MAX_BITS);
    const found = code[this.#bits & (code.length - 1)] as number;
    if (found === 0) throw new NotDeflate();
    this.#drop(found & 15);
    return found >> 4;
  }

  /** The head of a block (section 3.2.3). */
  #block(): State {
    this.#last = this.#take(1) === 1;
    switch (this.#take(2)) {
      case 0: {
        this.#at = this.consumed;
        [this.#bits, this.#bitCount] = [0, 0];
        const [length, complement] = [this.#take(16), this.#take(16)];
        if ((length ^ 0xffff) !== complement) throw new NotDeflate();
        return { kind: 'stored', left: length };
      }
      case 1:
        return { kind: 'packed', literals: FIXED_LITERALS, distances: FIXED_DISTANCES };
      case 2:
        return this.#dynamic();
      default:
        throw new NotDeflate();
    }
  }

  /** Section 3.2.7. */
  #dynamic(): State {
    const [literals, distances, count] = [this.#take(5) + 257, this.#take(5) + 1, this.#take(4) + 4];
    if (literals > 286 || distances > 30) throw new NotDeflate();
    const own = new Array<number>(19).fill(0);
    for (const symbol of ORDER.slice(0, count)) own[symbol] = this.#take(3);
    const code = codeOf(own);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      const before = lengths[lengths.length - 1];
      if (symbol === 16 && before === undefined) throw new NotDeflate();
      const [length, times] =
        symbol === 16
          ? [before as number, 3 + this.#take(2)]
          : [0, symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7)];
      for (let i = 0; i < times; i += 1) lengths.push(length);
    }
    // Without an end-of-block symbol no block ends.
    if (lengths.length > literals + distances || lengths[256] === 0) throw new NotDeflate();
    return { kind: 'packed', literals: codeOf(lengths.slice(0, literals)), distances: codeOf(lengths.slice(literals)) };
  }

  /** Section 3.2.5. */
  #symbols(literals: Uint16Array, distances: Uint16Array, until: number): void {
    const out = this.#out;
    while (this.#end < until) {
      const symbol = this.#symbol(literals);
      if (symbol < 256) {
        out[this.#end] = symbol;
        this.#end += 1;
        continue;
      }
      if (symbol === 256) {
        this.#state = { kind: 'between' };
        return;
      }
      const length = this.#number(LENGTH_BASE, LENGTH_EXTRA, symbol - 257);
      const distance = this.#number(DISTANCE_BASE, DISTANCE_EXTRA, this.#symbol(distances));
      if (distance > this.#end) throw new NotDeflate();
      for (let i = 0; i < length; i += 1, this.#end += 1) out[this.#end] = out[this.#end - distance] as number;
    }
  }

  #number(base: readonly number[], extra: readonly number[], index: number): number {
    const [least, bits] = [base[index], extra[index]];
    if (least === undefined || bits === undefined) throw new NotDeflate();
    return least + this.#take(bits);
  }
}
