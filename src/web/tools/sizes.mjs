/**
 * What a browser has to load, built as for the pages and compressed as a server would: `npm run sizes --prefix src/web`. Fails
 * above a budget. Nothing is written.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Bytes, gzip, by the name of the file. What has no budget fails too: somebody has to decide one. */
const BUDGETS = new Map([['crypto.js', 30_000]]);

const root = fileURLToPath(new URL('..', import.meta.url));
const built = await build({ root, logLevel: 'warn', build: { write: false } });
const files = (Array.isArray(built) ? built : [built]).flatMap(({ output }) => output);

for (const file of files) {
  const bytes = gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length;
  const budget = BUDGETS.get(file.fileName);
  const verdict = budget === undefined ? 'has no budget' : bytes > budget ? `is above ${budget}` : `of ${budget}`;
  console.log(`${file.fileName}: ${bytes} bytes ${verdict}`);
  if (budget === undefined || bytes > budget) process.exitCode = 1;
}
for (const name of BUDGETS.keys()) {
  if (files.some((file) => file.fileName === name)) continue;
  console.error(`${name} was not built`);
  process.exitCode = 1;
}
