/** Codes that we draw, read by a program that others wrote. */
import jsQR from 'jsqr';
import { expect, it } from 'vitest';
import { qrOf } from '../src/base/qr.ts';

/** What a camera would see: each module four pixels wide, four modules of quiet zone. */
function seen(text: string): string | undefined {
  const modules = qrOf(text);
  const side = (modules.length + 8) * 4;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (modules[Math.floor(y / 4) - 4]?.[Math.floor(x / 4) - 4]) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

// Around every step that a version's table makes: one block and many, one byte of length and two, with and without version information.
it.each([1, 14, 15, 26, 27, 62, 84, 122, 150, 180, 213, 250, 300, 412, 700, 1500])('%i bytes', (length) => {
  const text = Array.from({ length }, (_, index) => 'abcXYZ019/:.-_#'[(index * 7 + length) % 15]).join('');
  expect(seen(text)).toBe(text);
});

it('Chinese is written in UTF-8', () => {
  expect(seen('业票：湖光示范小区')).toBe('业票：湖光示范小区');
});

it('what no code holds is refused', () => {
  expect(() => qrOf('x'.repeat(2400))).toThrow();
});
