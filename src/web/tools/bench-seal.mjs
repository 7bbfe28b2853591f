/**
 * How long the reference ballot of 19 ciphertexts takes to seal in a page itself, as where a browser has no workers, on a phone six
 * times slower than this machine: `npm run bench-seal --prefix src/web`. Chromium slows only the page's own thread down, so a worker's
 * figure would say nothing. Fails above the aim.
 *
 * The clock, because what slows the page down costs processor time itself: a busy neighbour makes it worse. Each figure is of many pages
 * that were just opened, so nothing is compiled yet.
 */
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Milliseconds. */
const AIM = 1000;
const SLOWER = 6;
const PAGES = Number(process.argv[2] ?? 12);

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path));
if (!executablePath) throw new Error('there is no chromium; its path can be given as CHROMIUM');
const code = readFileSync(new URL('../node_modules/.cache/crypto/crypto.js', import.meta.url), 'utf8');
const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/ballot-seed-v1.json', import.meta.url), 'utf8'));
const vector = vectors.ballots.find((/** @type {{name: string}} */ ballot) => ballot.name.startsWith('the reference ballot'));

const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });

/** One page that was just opened: reading, tables, sealing and signing in it, milliseconds. @param {number} slower */
async function measured(slower) {
  const context = await browser.newContext();
  // A secure place, as the service's pages are.
  await context.route('https://bench.invalid/**', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: code })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>bench</title>' }),
  );
  const page = await context.newPage();
  await page.goto('https://bench.invalid/');
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const times = await page.evaluate(async ({ election: text, credential, marks }) => {
    const name = '/crypto.js';
    const { Election, Sealed, VotingKey, systemRandom } = await import(name);
    // What slows the page down needs a while until it does.
    for (const end = performance.now() + 1000; performance.now() < end; );
    /** @type {number[]} */
    const times = [];
    /** @template T @param {() => T} run @returns {T} */
    const timed = (run) => {
      const begun = performance.now();
      const value = run();
      times.push(performance.now() - begun);
      return value;
    };
    const election = timed(() => Election.parse(new TextEncoder().encode(text)));
    timed(() => election.warmUp());
    const key = VotingKey.derive(credential, election.parameters.uuid);
    const selections = marks.map((/** @type {number[]} */ own) => own.map((mark) => mark === 1));
    const sealed = timed(() => Sealed.seal(election, key.credential, selections, systemRandom));
    timed(() => sealed.cast(key, systemRandom));
    return times;
  }, { election: vector.election, credential: vector.private_credential, marks: vector.selections });
  await context.close();
  return times;
}

const names = ['read the election', 'tables', 'seal', 'sign'];
/** @param {number} slower */
async function bench(slower) {
  /** @type {number[][]} */
  const all = [];
  for (let page = 0; page < PAGES; page += 1) all.push(await measured(slower));
  const at = (/** @type {number} */ step, /** @type {number} */ part) => {
    const sorted = all.map((times) => times[step] ?? 0).sort((a, b) => a - b);
    return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  };
  console.log(`${slower}×, ${PAGES} pages: ${names.map((name, step) => `${name} ${at(step, 0.5).toFixed(0)} (${at(step, 0).toFixed(0)} to ${at(step, 1).toFixed(0)}) ms`).join(', ')}`);
  return at(2, 0.5);
}

await bench(1);
const sealed = await bench(SLOWER);
await browser.close();
console.log(`sealing in the page, ${SLOWER} times slower, median: ${sealed.toFixed(0)} ms of ${AIM}`);
if (sealed > AIM) process.exitCode = 1;
