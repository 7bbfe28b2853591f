/**
 * What a browser has to load, built as for the pages and compressed as a server would: `npm run sizes --prefix src/web`. Fails
 * above a budget. Nothing is written.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { SINGLE, singleFile } from './single.mjs';

/** Bytes, gzip, by the name of the file without its digest. What has no budget fails too: somebody has to decide one. */
const BUDGETS = new Map([
  // The cryptography by itself, as the owner's page will load it.
  ['crypto.js', 30_000],
  ['verify.html', 1_500],
  ['assets/verify.js', 45_000],
  ['assets/verify.css', 3_000],
  // The auditor and its checkers: cryptography, audit, and all its words in two languages.
  ['assets/worker.js', 90_000],
  [SINGLE, 130_000],
]);

const root = fileURLToPath(new URL('..', import.meta.url));
const size = (/** @type {string | Uint8Array} */ content) => gzipSync(content, { level: 9 }).length;
/** @type {[string, number][]} */
const found = [];
for (const configFile of ['vite.config.ts', 'vite.crypto.config.ts']) {
  const built = await build({ root, configFile: `${root}${configFile}`, logLevel: 'warn', build: { write: false } });
  for (const file of (Array.isArray(built) ? built : [built]).flatMap(({ output }) => output)) {
    const name = file.fileName.replace(/-[\w-]{8}(?=\.\w+$)/, '');
    found.push([name, size(file.type === 'chunk' ? file.code : file.source)]);
  }
}
found.push([SINGLE, size(await singleFile())]);

for (const [name, bytes] of found) {
  const budget = BUDGETS.get(name);
  const verdict = budget === undefined ? 'has no budget' : bytes > budget ? `is above ${budget}` : `of ${budget}`;
  console.log(`${name}: ${bytes} bytes ${verdict}`);
  if (budget === undefined || bytes > budget) process.exitCode = 1;
}
for (const name of BUDGETS.keys()) {
  if (found.some(([own]) => own === name)) continue;
  console.error(`${name} was not built`);
  process.exitCode = 1;
}
