/** The receipt as a picture: what a telephone keeps among its photographs. The code leads to the public page, which looks the tracker up. */
import { qrOf } from '../base/qr.ts';

const WIDTH = 1080;
const FONT = "-apple-system, 'PingFang SC', 'HarmonyOS Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";

/** A PNG as `data:` address; `lines` stand above the code, the first as title. Nothing where a browser draws nothing. */
export function pictureOf(lines: readonly string[], code: string): string | undefined {
  const modules = qrOf(code);
  const cell = Math.floor((WIDTH - 200) / (modules.length + 8));
  const side = cell * (modules.length + 8);
  const rows = lines.flatMap((line, index) => wrapped(line, index === 0 ? 14 : 24).map((text) => ({ text, title: index === 0 })));
  const canvas = document.createElement('canvas');
  const head = rows.reduce((sum, { title }) => sum + (title ? 100 : 64), 80);
  canvas.width = WIDTH;
  canvas.height = head + side + 60;
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#1f2328';
  pen.textAlign = 'center';
  let y = 40;
  for (const { text, title } of rows) {
    y += title ? 100 : 64;
    pen.font = title ? `600 68px ${FONT}` : `42px ${FONT}`;
    pen.fillText(text, WIDTH / 2, y - 20, WIDTH - 80);
  }
  pen.fillStyle = '#000000';
  const left = Math.floor((WIDTH - side) / 2);
  modules.forEach((row, j) => row.forEach((dark, i) => dark && pen.fillRect(left + (i + 4) * cell, head + (j + 4) * cell, cell, cell)));
  return canvas.toDataURL('image/png');
}

/** Lines of so many signs; a letter counts half a Chinese character. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let [line, width] = ['', 0];
  for (const sign of text) {
    const own = sign.charCodeAt(0) < 0x2000 ? 0.55 : 1;
    if (width + own > most) {
      lines.push(line);
      [line, width] = ['', 0];
    }
    line += sign;
    width += own;
  }
  return [...lines, line];
}
