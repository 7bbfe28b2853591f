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
  // Vue, and what all pages share.
  ['assets/vue.js', 30_000],
  // What runs before all else, also in a browser that is too old.
  ['assets/first.js', 1_000],
  // The style of all pages.
  ['assets/base.css', 3_000],
  ['vote.html', 1_500],
  ['assets/vote.js', 25_000],
  ['assets/vote.css', 4_000],
  // The ballot cryptography in its worker, and once more for browsers without one.
  ['assets/sealer.js', 32_000],
  ['assets/engine.js', 32_000],
  ['public.html', 1_500],
  ['assets/public.js', 20_000],
  ['assets/public.css', 4_000],
  ['verify.html', 1_500],
  ['assets/verify.js', 45_000],
  ['assets/verify.css', 3_000],
  // The auditor and its checkers: cryptography, audit, and all its words in two languages.
  ['assets/worker.js', 90_000],
  [SINGLE, 140_000],
]);

/**
 * What is loaded before anything shows, in all: the page, and what it names. The owner's page is opened on an old phone on the stairs.
 * @type {ReadonlyMap<string, number>}
 */
const FIRST_LOADS = new Map([
  ['vote.html', 60_000],
  ['public.html', 60_000],
]);

/** For a piece that several pages share, or that is loaded when somebody opens a part of one: code, and style. */
const [PIECE, STYLE] = [20_000, 4_000];

const root = fileURLToPath(new URL('..', import.meta.url));
const size = (/** @type {string | Uint8Array} */ content) => gzipSync(content, { level: 9 }).length;
/** @type {[string, number][]} */
const found = [];
/** Budgets of pieces by their names. @type {Map<string, number>} */
const pieces = new Map();
/** Texts of pages, by name. @type {Map<string, string>} */
const pages = new Map();
for (const configFile of ['vite.config.ts', 'vite.crypto.config.ts']) {
  const built = await build({ root, configFile: `${root}${configFile}`, logLevel: 'warn', build: { write: false } });
  for (const file of (Array.isArray(built) ? built : [built]).flatMap(({ output }) => output)) {
    const name = file.fileName.replace(/-[\w-]{8}(?=\.\w+$)/, '');
    if (file.type === 'chunk' ? !file.isEntry : name.endsWith('.css')) pieces.set(name, file.type === 'chunk' ? PIECE : STYLE);
    found.push([name, size(file.type === 'chunk' ? file.code : file.source)]);
    if (name.endsWith('.html')) pages.set(name, String(file.source));
  }
}
found.push([SINGLE, size(await singleFile())]);

for (const [name, bytes] of found) {
  const budget = BUDGETS.get(name) ?? pieces.get(name);
  const verdict = budget === undefined ? 'has no budget' : bytes > budget ? `is above ${budget}` : `of ${budget}`;
  console.log(`${name}: ${bytes} bytes ${verdict}`);
  if (budget === undefined || bytes > budget) process.exitCode = 1;
}
/** What a page names itself, with it. @param {string} page */
const named = (page) => {
  const names = [...(pages.get(page) ?? '').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name = '']) => name.replace(/-[\w-]{8}(?=\.\w+$)/, ''));
  return found.filter(([name]) => name === page || names.includes(name));
};
/** @param {[string, number][]} files */
const sum = (files) => files.reduce((all, [, bytes]) => all + bytes, 0);
for (const [page, budget] of FIRST_LOADS) {
  const files = named(page);
  console.log(`${page} with all it names: ${sum(files)} bytes of ${budget}`);
  if (files.length < 2 || sum(files) > budget) process.exitCode = 1;
}
// The same with the worker that encrypts, which is fetched while the voter reads.
const whole = sum([...named('vote.html'), ...found.filter(([name]) => name === 'assets/sealer.js')]);
console.log(`the owner's page with its cryptography: ${whole} bytes of 90000`);
if (whole > 90_000) process.exitCode = 1;
for (const name of BUDGETS.keys()) {
  // A page need not have a style of its own.
  if (found.some(([own]) => own === name) || name.endsWith('.css')) continue;
  console.error(`${name} was not built`);
  process.exitCode = 1;
}
