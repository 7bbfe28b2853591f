/**
 * How long the auditor's page takes for a record, in a real browser with its workers: `npm run bench-page --prefix src/web --
 * record.zip [smaller.zip]`. Processor time of all the browser's processes (Linux), because a busy neighbour makes the clock say
 * nothing. With two records, what a ballot more takes: neither start nor the rest of the audit counts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const page = new URL('../dist/yepiao-verify.html', import.meta.url);
const TICK = 10; // Milliseconds: Linux counts processor time in hundredths of a second.

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path));
if (!executablePath) throw new Error('there is no chromium; its path can be given as CHROMIUM');

/** Parent and processor time of a process. @param {string} pid @returns {[string, number] | undefined} */
function stat(pid) {
  try {
    // The name, in parentheses, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return [String(fields[1]), (Number(fields[11]) + Number(fields[12])) * TICK];
  } catch {
    return undefined;
  }
}

/** Processor time of a process and all below it. @param {number} root */
function spent(root) {
  const all = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [pid, stat(pid)]));
  /** @param {string} pid @returns {boolean} */
  const below = (pid) => pid === String(root) || (all.get(pid) !== undefined && below(String(all.get(pid)?.[0])));
  return [...all].filter(([pid, own]) => own && below(pid)).reduce((sum, [, own]) => sum + (own?.[1] ?? 0), 0);
}

/** Milliseconds of processor time, and ballots. @param {string} record @returns {Promise<[number, number]>} */
async function audit(record) {
  const server = await chromium.launchServer({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  const browser = await chromium.connect(server.wsEndpoint());
  const tab = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await tab.goto(page.href);
  const root = server.process().pid ?? 0;
  const before = spent(root);
  await tab.locator('input[type=file]').first().setInputFiles(record);
  await tab.locator('.conclusion').waitFor({ timeout: 600_000 });
  const after = spent(root);
  const text = (await tab.locator('section[aria-labelledby=turnout]').textContent()) ?? '';
  const ballots = Number(/计入 (\d+) 张/.exec(text)?.[1]);
  await browser.close();
  await server.close();
  return [after - before, ballots];
}

const [record, smaller] = process.argv.slice(2);
if (!record) throw new Error('a record.zip has to be given');
const [time, ballots] = await audit(record);
console.log(`${record}: ${ballots} ballots, ${(time / 1000).toFixed(1)} s, ${(time / ballots).toFixed(0)} ms a ballot with all else`);
if (smaller) {
  const [less, fewer] = await audit(smaller);
  console.log(`${smaller}: ${fewer} ballots, ${(less / 1000).toFixed(1)} s`);
  console.log(`a ballot more: ${((time - less) / (ballots - fewer)).toFixed(0)} ms`);
}
