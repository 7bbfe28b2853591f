/**
 * QR codes (ISO/IEC 18004:2015): bytes, error correction M, the smallest version that holds them, the best of eight masks. Written here, because
 * what draws a code sees a check code or a receipt.
 */

/** Codewords of error correction per block, and blocks, for level M of versions 1 to 40 (table 9). */
const PER_BLOCK = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];
const LEVEL_M = 0b00;

/** Dark modules, row by row. */
export type Modules = readonly (readonly boolean[])[];

/** Modules of all codewords: the square without its patterns. */
function rawModules(version: number): number {
  let count = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const align = Math.floor(version / 7) + 2;
    count -= (25 * align - 10) * align - 55;
    if (version >= 7) count -= 36;
  }
  return count;
}

const rawCodewords = (version: number): number => Math.floor(rawModules(version) / 8);
const dataCodewords = (version: number): number => rawCodewords(version) - (PER_BLOCK[version - 1] as number) * (BLOCKS[version - 1] as number);

/** Product in GF(2^8) with the polynomial of the standard. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

function divisor(degree: number): number[] {
  const own = new Array<number>(degree).fill(0);
  own[degree - 1] = 1;
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    for (let j = 0; j < degree; j += 1) own[j] = times(own[j] as number, root) ^ (own[j + 1] ?? 0);
    root = times(root, 2);
  }
  return own;
}

function remainder(data: readonly number[], by: readonly number[]): number[] {
  const rest = by.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() as number);
    rest.push(0);
    by.forEach((own, index) => (rest[index] = (rest[index] as number) ^ times(own, factor)));
  }
  return rest;
}

/** The codewords of a text, with error correction, in the order in which they are drawn. */
function codewords(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  const capacity = dataCodewords(version) * 8;
  push(0b0100, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((byte, bit) => (byte << 1) | bit, 0));

  const blocks = BLOCKS[version - 1] as number;
  const correction = PER_BLOCK[version - 1] as number;
  const raw = rawCodewords(version);
  const short = blocks - (raw % blocks);
  const length = Math.floor(raw / blocks) - correction;
  const by = divisor(correction);
  let at = 0;
  const parts = Array.from({ length: blocks }, (_, index) => {
    const own = data.slice(at, (at += length + (index < short ? 0 : 1)));
    return { own, check: remainder(own, by) };
  });
  const all: number[] = [];
  for (let index = 0; index <= length; index += 1) for (const { own } of parts) if (index < own.length) all.push(own[index] as number);
  for (let index = 0; index < correction; index += 1) for (const { check } of parts) all.push(check[index] as number);
  return all;
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const places = Array.from({ length: count - 1 }, (_, index) => version * 4 + 10 - index * step);
  return [6, ...places.reverse()];
}

/** The code of a text. Throws where it is too long for any. */
export function qrOf(text: string): Modules {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  const fits = (): boolean => 4 + (version < 10 ? 8 : 16) + 8 * bytes.length <= 8 * dataCodewords(version);
  while (!fits()) {
    version += 1;
    if (version > 40) throw new Error('too long for a code');
  }
  const size = 17 + 4 * version;
  const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const set = (x: number, y: number, value: boolean): void => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    (dark[y] as boolean[])[x] = value;
    (fixed[y] as boolean[])[x] = true;
  };

  for (let i = 0; i < size; i += 1) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) {
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = alignments(version);
  const last = places.length - 1;
  places.forEach((x, i) =>
    places.forEach((y, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let dy = -2; dy <= 2; dy += 1) for (let dx = -2; dx <= 2; dx += 1) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }),
  );
  const format = (mask: number): void => {
    const data = (LEVEL_M << 3) | mask;
    let rest = data;
    for (let i = 0; i < 10; i += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const all = ((data << 10) | rest) ^ 0x5412;
    const bit = (i: number): boolean => ((all >>> i) & 1) === 1;
    for (let i = 0; i <= 5; i += 1) set(8, i, bit(i));
    set(8, 7, bit(6));
    set(8, 8, bit(7));
    set(7, 8, bit(8));
    for (let i = 9; i < 15; i += 1) set(14 - i, 8, bit(i));
    for (let i = 0; i < 8; i += 1) set(size - 1 - i, 8, bit(i));
    for (let i = 8; i < 15; i += 1) set(8, size - 15 + i, bit(i));
    set(8, size - 8, true);
  };
  format(0);
  if (version >= 7) {
    let rest = version;
    for (let i = 0; i < 12; i += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const all = (version << 12) | rest;
    for (let i = 0; i < 18; i += 1) {
      const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
      set(a, b, ((all >>> i) & 1) === 1);
      set(b, a, ((all >>> i) & 1) === 1);
    }
  }

  const words = codewords(bytes, version);
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      for (let j = 0; j < 2; j += 1) {
        const x = right - j;
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if ((fixed[y] as boolean[])[x] || at >= words.length * 8) continue;
        (dark[y] as boolean[])[x] = (((words[at >>> 3] as number) >>> (7 - (at & 7))) & 1) === 1;
        at += 1;
      }
    }
  }
  const flip = (mask: number): void => {
    const hides = MASKS[mask] as (x: number, y: number) => boolean;
    dark.forEach((row, y) => row.forEach((own, x) => !(fixed[y] as boolean[])[x] && hides(x, y) && (row[x] = !own)));
  };
  let [best, least] = [0, Infinity];
  for (let mask = 0; mask < 8; mask += 1) {
    flip(mask);
    format(mask);
    const found = penalty(dark);
    if (found < least) [best, least] = [mask, found];
    flip(mask);
  }
  flip(best);
  format(best);
  return dark;
}

/** How hard it is to read (section 7.8.3). */
function penalty(dark: Modules): number {
  const size = dark.length;
  const row = (y: number): boolean[] => [...(dark[y] as boolean[])];
  const column = (x: number): boolean[] => dark.map((own) => own[x] as boolean);
  let sum = 0;
  for (let i = 0; i < size; i += 1) {
    for (const line of [row(i), column(i)]) {
      const text = line.map((own) => (own ? '1' : '0')).join('');
      for (const run of text.match(/1{5,}|0{5,}/g) ?? []) sum += run.length - 2;
      for (const finder of ['10111010000', '00001011101']) for (let at = text.indexOf(finder); at >= 0; at = text.indexOf(finder, at + 1)) sum += 40;
    }
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const own = dark[y]?.[x];
      if (own === dark[y]?.[x - 1] && own === dark[y - 1]?.[x] && own === dark[y - 1]?.[x - 1]) sum += 3;
    }
  }
  const count = dark.reduce((all, line) => all + line.filter(Boolean).length, 0);
  return sum + 10 * Math.floor(Math.abs((count * 20) / (size * size) - 10));
}
