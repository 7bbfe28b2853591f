/** The auditor's page and a head of the log that was signed after the record was made: it fetches what the log says since, and judges by it. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { base64, utf8 } from '../../src/crypto/bytes.ts';
import { leafHash, rootOf } from '../../src/crypto/log/merkle.ts';
import { fileLines, fileText } from '../record-files.ts';
import { note, noteKey } from '../signed.ts';
import { axeViolations, launch, open, serve, shoot, singleFile, vectorFile } from './site.ts';

const record = new Uint8Array(readFileSync(vectorFile('record.zip')));
const leaves = fileLines(record, 'log.jsonl');
const { origin, uuid } = JSON.parse(fileText(record, 'opening.json')) as { origin: string; uuid: string };
const { time } = JSON.parse(leaves[leaves.length - 1] as string) as { time: number };

/** What the log got since: that a notice was posted. */
const since = (index: number, digit = '1'): string => JSON.stringify({ index, nonce: '0'.repeat(32), sha256: digit.repeat(64), time: time + 1000, type: 'notice' });
const [first, second] = [since(leaves.length), since(leaves.length + 1)];
/** A head, signed with the log's key: 32 bytes 1. */
const head = (all: readonly string[]): Buffer =>
  Buffer.from(note(noteKey(origin, 1), 1, `${origin}\n${all.length}\n${base64(rootOf(all.map((own) => leafHash(utf8(own)))))}\n`));
const page = (...entries: readonly string[]): string => JSON.stringify({ items: entries.map((entry) => ({ index: (JSON.parse(entry) as { index: number }).index, hash: '', entry })) });

let browser: Browser;
let site: { server: Server; origin: string; asked: string[] };

beforeAll(async () => {
  browser = await launch();
  site = await serve(new Map([[`/api/v1/public/polls/${uuid}/record`, record]]));
});
afterAll(async () => {
  await browser?.close();
  site?.server.close();
});

const kept = (tab: Page) => tab.locator('section', { hasText: '核对我留存的凭证' }).last();
const pick = (tab: Page, name: string, buffer: Buffer): Promise<void> => kept(tab).locator('input[type=file]').setInputFiles([{ name, mimeType: 'text/plain', buffer }]);
/** Where the entries from one on are asked for. */
const from = (url: string): number => Number((JSON.parse(Buffer.from(new URL(url).searchParams.get('cursor') ?? '', 'base64url').toString()) as [string])[0]);

/** Opens the service's record, with what the service says of its log; gives what was asked of it. */
async function audited(answer: (start: number) => string | undefined): Promise<{ tab: Page; asked: number[]; end: () => Promise<void> }> {
  const asked: number[] = [];
  const { page: tab, context, complaints } = await open(browser, `${site.origin}/verify?poll=${uuid}`, { width: 390 }, async (own) => {
    await own.route(`**/api/v1/public/polls/${uuid}/log/entries?*`, (route: Route) => {
      const start = from(route.request().url());
      asked.push(start);
      const body = answer(start);
      return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: 'application/json', body });
    });
  });
  await tab.locator('.conclusion').waitFor({ timeout: 120_000 });
  // Nothing of the log is asked for before somebody has a head that needs it.
  expect(asked).toEqual([]);
  const end = async (): Promise<void> => {
    expect(complaints).toEqual([]);
    await context.close();
  };
  return { tab, asked, end };
}

it('fetches the entries since, page by page, and finds that the log only grew', async () => {
  const pages = new Map([[leaves.length, page(first)], [leaves.length + 1, page(second)]]);
  const { tab, asked, end } = await audited((start) => pages.get(start));
  await pick(tab, 'checkpoint.txt', head([...leaves, first, second]));
  await kept(tab).locator('li.passed').waitFor();
  expect(await kept(tab).locator('li').innerText()).toContain('档案做好以后又记了 2 条');
  expect(asked).toEqual([leaves.length, leaves.length + 1]);
  expect(await tab.locator('.band.passed').count()).toBe(2);
  expect(await axeViolations(tab)).toEqual([]);
  await shoot(tab, 'later-good-390');
  // What was fetched is known now: an older head needs nothing more.
  await pick(tab, 'older.txt', head([...leaves, first]));
  await kept(tab).locator('li').nth(1).waitFor();
  expect([await kept(tab).locator('li.passed').count(), asked.length]).toEqual([2, 2]);
  await end();
});

it('refutes a service that shows another log than was signed', async () => {
  const { tab, asked, end } = await audited((start) => (start === leaves.length ? page(since(leaves.length, '2')) : undefined));
  await pick(tab, 'checkpoint.txt', head([...leaves, first]));
  await kept(tab).locator('li.failed').waitFor();
  expect(asked).toEqual([leaves.length]);
  expect(await tab.locator('.conclusion').innerText()).toContain('两者至少有一份是假的');
  expect(await tab.locator('.band.passed').count()).toBe(0);
  await end();
});

it('says of a service that does not show them that nothing is compared yet, and where to fetch them by hand', async () => {
  const { tab, end } = await audited(() => undefined);
  await pick(tab, 'checkpoint.txt', head([...leaves, first]));
  await kept(tab).locator('li.impossible').waitFor();
  const words = await kept(tab).locator('li').innerText();
  expect(words).toContain('无法检查');
  expect(words).toMatch(/\/api\/v1\/public\/polls\/\w+\/log\/entries\?limit=200&cursor=/);
  // Not compared is no accusation.
  expect(await tab.locator('.conclusion').innerText()).toContain('还没有比对');
  expect(await tab.locator('.conclusion').innerText()).not.toContain('是假的');
  expect(await axeViolations(tab)).toEqual([]);
  await shoot(tab, 'later-missing-390');
  // Somebody brings them as a file.
  await pick(tab, 'entries.json', Buffer.from(page(first)));
  await kept(tab).locator('li.passed').waitFor();
  expect(await tab.locator('.band.passed').count()).toBe(2);
  await end();
});

it('from the disk, without a network, takes them from a file', async () => {
  const { page: tab, context, complaints } = await open(browser, singleFile, { width: 390 });
  await context.setOffline(true);
  await tab.locator('input[type=file]').first().setInputFiles([{ name: 'record.zip', mimeType: 'application/zip', buffer: Buffer.from(record) }]);
  await tab.locator('.conclusion').waitFor({ timeout: 120_000 });
  await pick(tab, 'checkpoint.txt', head([...leaves, first]));
  await kept(tab).locator('li.impossible').waitFor();
  await pick(tab, 'entries.json', Buffer.from(page(first)));
  await kept(tab).locator('li.passed').waitFor();
  expect(complaints.filter((own) => !/Failed to (?:load|fetch)|Not allowed|CORS|file:/.test(own))).toEqual([]);
  await context.close();
});
