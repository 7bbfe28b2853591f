/** Unpacking: whatever the common compressor packs, piece by piece; and nothing else. */
import { deflateRawSync, constants } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Inflate, NotDeflate } from '../src/audit/zip/inflate.ts';
import { concat } from '../src/crypto/bytes.ts';
import { namedSource } from './support.ts';

function unpack(packed: Uint8Array): { bytes: Uint8Array; consumed: number } {
  const inflate = new Inflate(packed);
  const parts: Uint8Array[] = [];
  for (let piece = inflate.next(); piece; piece = inflate.next()) parts.push(piece);
  return { bytes: concat(...parts), consumed: inflate.consumed };
}

const digits = (length: number): Uint8Array => namedSource('digits')(length).map((byte) => 48 + (byte % 10));
const CONTENTS: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['one byte', Uint8Array.of(7)],
  ['digits, as ballots have', digits(300_000)],
  ['bytes that cannot be packed', namedSource('random')(200_000)],
  ['zeros', new Uint8Array(1_000_000)],
  ['copies from far back', concat(digits(32_768), digits(32_768), digits(32_000), digits(40_000))],
];

describe.each(CONTENTS)('%s', (_, bytes) => {
  it.each([
    ['level 9', { level: 9 }],
    ['level 1', { level: 1 }],
    ['stored', { level: 0 }],
    ['fixed codes', { strategy: constants.Z_FIXED }],
    ['codes alone', { strategy: constants.Z_HUFFMAN_ONLY }],
    ['runs', { strategy: constants.Z_RLE }],
    ['a small window', { windowBits: 9 }],
  ] as const)('%s', (_, options) => {
    const packed = deflateRawSync(bytes, options);
    // What stands behind is not touched, and is told by what was consumed.
    for (const behind of [new Uint8Array(), Uint8Array.of(1, 2, 3)]) {
      const found = unpack(concat(packed, behind));
      expect(Buffer.compare(found.bytes, bytes)).toBe(0);
      expect(found.consumed).toBe(packed.length);
    }
  });
});

it('what is cut off or spoilt is refused, after all that came before', () => {
  const bytes = digits(100_000);
  const packed = new Uint8Array(deflateRawSync(bytes));
  for (const length of [0, 1, 10, packed.length / 2, packed.length - 1]) {
    expect(() => unpack(packed.slice(0, length)), String(length)).toThrow(NotDeflate);
  }
  const inflate = new Inflate(packed.slice(0, packed.length / 2));
  const first = inflate.next() as Uint8Array;
  expect(first.length).toBeGreaterThan(30_000);
  expect(Buffer.compare(first, bytes.slice(0, first.length))).toBe(0);
  let refused = 0;
  for (let at = 0; at < packed.length; at += 997) {
    const spoilt = packed.slice();
    spoilt[at] = (spoilt[at] as number) ^ 0x55;
    try {
      expect(Buffer.compare(unpack(spoilt).bytes, bytes)).not.toBe(0);
    } catch (error) {
      if (!(error instanceof NotDeflate)) throw error;
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(3);
});

it.each([
  ['a third kind of block', [0b111]],
  ['a length that its complement contradicts', [1, 5, 0, 5, 0]],
  ['a copy from before the beginning', [0b01100011, 0b00000000, 0b00000110]],
  ['codes that contradict each other', [0b00000101, 0b11100000, 0b11111111, 0xff, 0xff, 0xff, 0xff, 0xff]],
])('%s', (_, bytes) => {
  expect(() => unpack(Uint8Array.from(bytes))).toThrow(NotDeflate);
});
