/** The auditor's page in a browser: green where everything holds and nowhere else, usable by keyboard, by screen reader, at 320 pixels. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReveal, writeReveal } from '../../src/crypto/ballot/reveal.ts';
import { fromHex, hex, utf8 } from '../../src/crypto/bytes.ts';
import { Election } from '../../src/crypto/election.ts';
import { base64Digest, digest } from '../../src/crypto/hash.ts';
import { leafHash } from '../../src/crypto/log/merkle.ts';
import { EntryStream } from '../../src/audit/zip/entry.ts';
import { Container } from '../../src/audit/zip/container.ts';
import { sourceOf } from '../../src/audit/input.ts';
import { limitOf } from '../../src/audit/record/files.ts';
import { unpack } from '../archives.ts';
import { note, noteKey } from '../signed.ts';
import { selectionsOf, vectors } from '../support.ts';
import { axeViolations, launch, open, readAloud, serve, shoot, singleFile, tooSmall, untranslated, vectorFile, type Look } from './site.ts';

const record = new Uint8Array(readFileSync(vectorFile('record.zip')));
const forged = unpack('forged.tar.zst');
const bytesOf = (name: string): Uint8Array => forged.get(name) as Uint8Array;
const named = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });

const files = Container.open(sourceOf(record), limitOf);
const textOf = (name: string): string => new TextDecoder().decode((files.stream(name) as EntryStream).takeAll());
const opening = JSON.parse(textOf('opening.json')) as { origin: string; uuid: string };
const leaves = textOf('log.jsonl').trimEnd().split('\n');
const phi = (JSON.parse(leaves[0] as string) as { phi: string }).phi;

/** The receipt of the ballot at a place of the log; the service's receipt key is made of 32 bytes 2. */
function receipt(index: number): Uint8Array {
  const leaf = leaves[index] as string;
  const { sha256, time } = JSON.parse(leaf) as { sha256: string; time: number };
  const tracker = base64Digest(fromHex(sha256) as Uint8Array);
  const lines = ['yepiao/receipt/v1', opening.origin, phi, index, hex(leafHash(utf8(leaf))), tracker, time, leaf];
  return note(noteKey(opening.origin, 2), 2, `${lines.join('\n')}\n`);
}

/** A ballot that was sealed elsewhere and is checked here. */
const checked = vectors<{ ballots: { name: string; election: string; phi: string; credential: string; seed: string; selections: (number[] | null)[]; hash: string }[] }>(
  'ballot-seed-v1.json',
).ballots.find(({ name }) => name.startsWith('the reference ballot')) as { election: string; phi: string; credential: string; seed: string; selections: (number[] | null)[]; hash: string };
const checkedUuid = Election.parse(utf8(checked.election)).parameters.uuid;
const code = writeReveal({
  uuid: checkedUuid,
  phi: checked.phi,
  credential: checked.credential,
  hash: checked.hash,
  revealed: { seed: fromHex(checked.seed) as Uint8Array, selections: selectionsOf(checked.selections) },
});

let browser: Browser;
/** A record that does not come whole. */
const halting: { inPart: Uint8Array; letGo?: () => void } = { inPart: record };
const HALTING = '2u7ms3ENMoqM4QLuhWD1Ad';
let site: { server: Server; origin: string; asked: string[] };

beforeAll(async () => {
  browser = await launch();
  site = await serve(
    new Map<string, Uint8Array | typeof halting>([
      [`/api/v1/public/polls/${opening.uuid}/record`, record],
      [`/api/v1/public/polls/${HALTING}/record`, halting],
      [`/api/v1/public/polls/${checkedUuid}/opening/election.json`, utf8(checked.election)],
    ]),
  );
});
afterAll(async () => {
  await browser?.close();
  site?.server.close();
});

const choose = (page: Page, ...chosen: ReturnType<typeof named>[]): Promise<void> =>
  page.locator('input[type=file]').first().setInputFiles(chosen);
const conclusion = (page: Page) => page.locator('.conclusion');
const visit = (path = '/verify', look?: Look) => open(browser, site.origin + path, look);

/** Opens a file and waits for the end. */
async function audit(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await choose(page, named(name, bytes));
  await conclusion(page).waitFor({ timeout: 120_000 });
}

const SIZES = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
] as const;

describe('a good record', () => {
  it.each(SIZES)('is green, readable and without barriers at $width pixels', async (size) => {
    const { page, context, complaints } = await visit('/verify', size);
    expect([...(await axeViolations(page)), ...(await tooSmall(page))]).toEqual([]);
    await shoot(page, `start-${size.width}`);
    await audit(page, 'record.zip', record);
    expect(await conclusion(page).textContent()).toContain('各项检查都通过');
    expect(await page.locator('.band.passed').count()).toBe(2);
    expect(await page.locator('.failed, .impossible').count()).toBe(0);
    // 20 of the record, 16 of each archive.
    expect(await page.locator('.checks > li.passed').count()).toBe(52);
    expect(await page.locator('.sentences').textContent()).toContain('通过（民法典第二百七十八条）');
    for (const archive of await page.locator('details').all()) await archive.locator('summary').click();
    expect([...(await axeViolations(page)), ...(await tooSmall(page))]).toEqual([]);
    await shoot(page, `good-${size.width}`);
    await page.getByRole('button', { name: '大字' }).click();
    expect([...(await axeViolations(page)), ...(await tooSmall(page))]).toEqual([]);
    await shoot(page, `large-${size.width}`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is as good in the dark and in English', async () => {
    const { page, context } = await visit('/verify', { colorScheme: 'dark', locale: 'en-GB', width: 1280, height: 800 });
    await audit(page, 'record.zip', record);
    expect(await conclusion(page).textContent()).toContain('This record is valid');
    expect([...(await axeViolations(page)), ...(await untranslated(page))]).toEqual([]);
    const heard = await readAloud(page);
    expect([heard[0], heard[heard.length - 1]]).toEqual(['en-GB: Every check passed', expect.stringContaining('This record is valid')]);
    expect(heard.length).toBeGreaterThan(2);
    await shoot(page, 'good-dark-1280');
    await page.getByRole('button', { name: '中文' }).click();
    expect(await conclusion(page).textContent()).toContain('各项检查都通过');
    expect(await page.evaluate(() => [document.documentElement.lang, document.title])).toEqual(['zh-CN', '核对选举档案 · 业票']);
    await context.close();
  });

  it('is opened and read by keyboard alone', async () => {
    const { page, context } = await visit();
    // Asked for early: the browser has to know that the dialog is ours before it is opened.
    const chooser = page.waitForEvent('filechooser');
    for (let presses = 0; presses < 10; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type === 'file')) break;
    }
    await page.keyboard.press('Enter');
    await (await chooser).setFiles([named('record.zip', record)]);
    await conclusion(page).waitFor();
    // The verdict has the focus, and its link is the next stop.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('全部检查通过');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('看结论');
    await context.close();
  });

  it('is dropped onto the page', async () => {
    const { page, context, complaints } = await visit();
    const dropped = await page.evaluateHandle((text) => {
      const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'record.zip'));
      return transfer;
    }, Buffer.from(record).toString('base64'));
    await page.dispatchEvent('.pick', 'drop', { dataTransfer: dropped });
    await conclusion(page).waitFor({ timeout: 120_000 });
    expect(await page.locator('.band.passed').count()).toBe(2);
    // The commands of the program that others wrote are for this very file.
    expect((await page.locator('pre').allInnerTexts()).join()).toMatch(/unzip record\.zip people\.bel area\.bel[^]*belenios-tool election verify --dir area[^]*yepiao verify record\.zip/);
    // The report for machines is the program's, to the letter.
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存检查报告' }).click();
    const report = JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as object;
    const twin = JSON.parse(new TextDecoder().decode(bytesOf('honest-an_honest_record_is_valid_at_every_stage-4.zip.json'))) as object;
    expect({ ...report, file: '' }).toEqual({ ...twin, file: '' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('has names for a screen reader', async () => {
    const { page, context } = await visit();
    expect(await page.locator('input[type=file]').first().evaluate((own) => (own as HTMLInputElement).labels?.[0]?.textContent)).toBe('选择文件');
    await audit(page, 'record.zip', record);
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings).toEqual([
      '这是哪次表决',
      '结果',
      '参加情况',
      '还应该知道',
      '逐项检查',
      '只凭这一份文件，还不能证明：',
      '核对我留存的凭证',
      '用别人写的程序再查一遍',
      '结论',
    ]);
    for (const heading of headings) expect(await page.getByRole('region', { name: heading }).count(), heading).toBe(1);
    expect(await page.getByRole('table').count()).toBe(2);
    await context.close();
  });

  it('is fetched from the service by link', async () => {
    const { page, context, complaints } = await visit(`/verify?poll=${opening.uuid}`);
    await conclusion(page).waitFor();
    expect(await conclusion(page).textContent()).toContain('各项检查都通过');
    expect(complaints).toEqual([]);
    await page.goto(`${site.origin}/verify?poll=2u7ms3ENMoqM4QLuhWD1Ac`);
    expect(await page.getByRole('alert').textContent()).toContain('下载不到');
    await context.close();
  });
});

describe('what does not come to an end', () => {
  it.each([
    ['the connection is lost', true, '下载不到'],
    ['somebody stops', false, undefined],
  ])('%s', async (_, lost, words) => {
    const { page, context } = await visit(`/verify?poll=${HALTING}`);
    await page.getByText(/49%|50%/).waitFor();
    if (lost) halting.letGo?.();
    else await page.getByRole('button', { name: '停止' }).click();
    await page.getByText('选择文件', { exact: true }).waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
    await audit(page, 'record.zip', record);
    expect(await page.locator('.band.passed').count()).toBe(2);
    await context.close();
  });

  it('an audit that is stopped', async () => {
    const { page, context, complaints } = await visit();
    await choose(page, named('record.zip', bytesOf('simulated-committee.zip')));
    await page.getByRole('button', { name: '停止' }).click();
    await audit(page, 'record.zip', record);
    expect(await page.locator('.band.passed').count()).toBe(2);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('a bad one is red and says why:', () => {
  it.each([
    ['log-a_ballot_left_out_of_both_archives.zip', '重新生成', 'people.bel'],
    ['count-the_weak_proof_forgery.zip', '解密证明', '加强证明是假的'],
    ['container-a_path_trick.zip', '压缩包', '文件名暗藏路径'],
    ['count-a_wrong_outcome_signed_with_the_true_key.zip', '表决结果', '由档案算得'],
  ])('%s', async (name, check, words) => {
    const { page, context } = await visit('/verify', { width: 390 });
    await audit(page, 'record.zip', bytesOf(name));
    expect(await conclusion(page).textContent()).toContain('里面的数字不能采信');
    expect(await page.locator('.band.passed').count()).toBe(0);
    const failed = page.locator('.checks > li.failed', { hasText: check });
    expect(await failed.textContent()).toContain(words);
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await shoot(page, `bad-${name.slice(0, 20)}-390`);
    await context.close();
  });

  it('an archive with an invalid ballot, in the dark', async () => {
    const { page, context } = await visit('/verify', { colorScheme: 'dark', width: 1280, height: 800 });
    const archives = unpack('archives.tar.zst');
    await audit(page, 'people.bel', archives.get('tampered/b_value10_closed.bel') as Uint8Array);
    expect(await page.locator('.checks > li.failed').first().textContent()).toContain('选票');
    expect(await conclusion(page).textContent()).toContain('3 项检查没有通过');
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'bad-archive-dark-1280');
    // And the next file is judged by itself.
    await page.getByRole('button', { name: '核对另一个文件' }).click();
    await audit(page, 'mini.bel', archives.get('valid/mini.bel') as Uint8Array);
    expect(await conclusion(page).textContent()).toContain('各项检查都通过');
    await shoot(page, 'good-archive-dark-1280');
    await context.close();
  });

  it.each([
    ['nothing', new Uint8Array(), '空文件'],
    ['a text', utf8('hello'), '这不是选举档案'],
    ['half a record', record.slice(0, record.length / 2), '这不是选举档案'],
  ])('%s', async (_, bytes, words) => {
    const { page, context, complaints } = await visit();
    await choose(page, named('x', bytes));
    expect(await page.getByRole('alert').textContent()).toContain(words);
    expect(await conclusion(page).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('what somebody kept', () => {
  it('is held against the record', async () => {
    const { page, context } = await visit();
    await audit(page, 'record.zip', record);
    const kept = page.locator('section', { hasText: '核对我留存的凭证' }).last();
    const pick = (name: string, bytes: Uint8Array): Promise<void> => kept.locator('input[type=file]').setInputFiles([named(name, bytes)]);
    await pick('receipt.txt', receipt(5));
    expect(await kept.locator('li.passed').textContent()).toContain('这张选票在公开记录第 5 条');
    await pick('older.zip', bytesOf('honest-a_later_record_continues_an_earlier_one.zip'));
    await kept.locator('li').nth(1).waitFor();
    expect(await page.locator('.band.passed').count()).toBe(2);
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'kept-390');
    await context.close();
  });

  it('refutes a record that looks good by itself', async () => {
    const { page, context } = await visit();
    await audit(page, 'record.zip', bytesOf('log-a_forked_log_shows_only_beside_what_somebody_kept.zip'));
    expect(await conclusion(page).textContent()).toContain('各项检查都通过');
    const kept = page.locator('section', { hasText: '核对我留存的凭证' }).last();
    await kept.locator('input[type=file]').setInputFiles([named('receipt.txt', receipt(5))]);
    expect(await kept.locator('li.failed').textContent()).toContain('凭证上的承诺没有兑现');
    expect(await conclusion(page).textContent()).toContain('两者至少有一份是假的');
    expect(await page.locator('.band.passed').count()).toBe(0);
    await context.close();
  });

  it('needs a record first', async () => {
    const { page, context } = await visit();
    await choose(page, named('receipt.txt', receipt(5)));
    expect(await page.getByRole('alert').textContent()).toContain('请先打开选举档案');
    await context.close();
  });
});

describe('a checked ballot', () => {
  it('is rebuilt from its code; seed and choices leave neither page nor address', async () => {
    const { page, context, complaints } = await visit(`/verify#${code}`);
    await page.locator('.code').waitFor();
    expect((await page.locator('.code').textContent())?.replace(/\s/g, '')).toBe(checked.hash.slice(0, 16));
    expect(await page.locator('.band').textContent()).toContain('加密没有错');
    expect(await page.locator('.choices dd').count()).toBeGreaterThan(3);
    expect(page.url()).toBe(`${site.origin}/verify`);
    const secret = code.split('.')[5] as string;
    expect(site.asked.filter((path) => path.includes(secret))).toEqual([]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, history.length])).toEqual([0, 0, expect.any(Number)]);
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'reveal-390');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('that was sealed otherwise is called by its name', async () => {
    const other = readReveal(code);
    const [first, ...rest] = other.revealed.selections;
    const flipped = first === 'blank' || !first ? first : first.map((mark, index) => (index === 0 ? !mark : mark));
    const selections = [flipped ?? 'blank', ...rest];
    const { page, context } = await visit(`/verify#${writeReveal({ ...other, revealed: { ...other.revealed, selections } })}`);
    await page.locator('.band').waitFor();
    expect(await page.locator('.band').textContent()).toContain('不要用那部手机投票');
    expect(await page.locator('.code').count()).toBe(0);
    await shoot(page, 'reveal-bad-390');
    await context.close();
  });

  it('is checked without a network, with the questions from a file', async () => {
    const { page, context } = await open(browser, singleFile);
    await context.setOffline(true);
    await page.getByLabel('粘贴检查码').fill(`https://vote.example.cn/verify#${code}`);
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('还没有这次表决的题目').waitFor();
    await choose(page, named('election.json', utf8(checked.election)));
    await page.locator('.code').waitFor();
    expect(await page.locator('.band').textContent()).toContain('加密没有错');
    await context.close();
  });
});

describe('the page that is one file, opened from the disk without a network', () => {
  it('says the same, alone in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yepiao-single-'));
    const alone = join(folder, '核对.html');
    copyFileSync(new URL(singleFile), alone);
    const asked: string[] = [];
    const { page, context, complaints } = await open(browser, pathToFileURL(alone).href, { width: 390 }, async (own) => {
      await own.setOffline(true);
      own.on('request', (request) => asked.push(request.url()));
    });
    await audit(page, 'record.zip', record);
    // The page itself, and its workers, which it has in it; nothing else is asked for, of the disk or of anybody.
    expect(asked.filter((url) => !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([pathToFileURL(alone).href]);
    expect(await readAloud(page)).toContain('zh-CN: 全部检查通过');
    expect(await conclusion(page).textContent()).toContain('各项检查都通过');
    expect(await page.locator('.checks > li.passed').count()).toBe(52);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: '核对另一个文件' }).click();
    await audit(page, 'record.zip', bytesOf('count-the_weak_proof_forgery.zip'));
    expect(await conclusion(page).textContent()).toContain('里面的数字不能采信');
    expect(complaints).toEqual([]);
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('works where the service shows it, too', async () => {
    const { page, context, complaints } = await visit('/yepiao-verify.html');
    await audit(page, 'record.zip', record);
    expect(await page.locator('.band.passed').count()).toBe(2);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('loads nothing', () => {
    const text = readFileSync(new URL(singleFile), 'utf8');
    expect(text.match(/\s(?:src|href)="(?!data:,)[^"]*"/g)).toBeNull();
    expect(digest(utf8(text)).length).toBe(32);
  });
});
