/** The owner's page in everything that is not the plain way: before and after the voting, busy, without workers, without a telephone. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Program, programPath } from './program.ts';
import { launch } from './site.ts';
import { HELPER, lastFour, OWNERS, Stage } from './stage.ts';
import { castIt, chooseAll, isFitForTheOld, leaksNothing, main, openSlip, recogniseByDigits, see, seeTitle, title, type Voter } from './voter.ts';
import { Voting } from './voting.ts';

/** A real-name service's page. */
const REAL_NAMES = 'https://id.example.cn/yepiao';

let browser: Browser;
let program: Program;
let stage: Stage;
let voting: Voting;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yepiao-states-'));
  [browser, program] = await Promise.all([launch(), Program.start(['--identity-url', `${REAL_NAMES}?reference={reference}`])]);
  const rule = (key: string, value: string | string[]) => ({ key, value, basis: 'S', source: '议事规则' });
  stage = await Stage.new(program, [rule('identity_level', ['sms', 'witness', 'official', 'digits']), rule('revote', 'until_close')]);
  voting = new Voting(stage);
  await stage.toAnnouncement(await portrait());
  await voting.prepare();
});
afterAll(async () => {
  await browser?.close();
  voting?.close();
  program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A picture of somebody, drawn in the browser. */
async function portrait(): Promise<Uint8Array> {
  const page = await browser.newPage();
  const address = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 800 });
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    pen.fillStyle = '#9ab';
    pen.fillRect(0, 0, 600, 800);
    pen.fillStyle = '#e8c9a8';
    pen.beginPath();
    pen.arc(300, 320, 150, 0, 7);
    pen.fill();
    pen.fillStyle = '#456';
    pen.fillRect(130, 500, 340, 300);
    return canvas.toDataURL('image/jpeg');
  });
  await page.close();
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

const helps = async ({ page }: Voter): Promise<void> => {
  const shown = await page.locator('.helper').innerText();
  for (const words of [HELPER.name, HELPER.phone, HELPER.place, HELPER.hours, '3栋门厅']) expect(shown).toContain(words);
  expect(await page.locator('.helper a').getAttribute('href')).toBe('tel:043188880000');
};

it('says that the voting has not begun, and when it will', async () => {
  await see(browser, voting.slip(1), /还没有开始投票/, 'vote-early', async ({ page }) => {
    expect(await page.locator('main').innerText()).toMatch(/\d{4}年\d+月\d+日/);
  });
});

it('leads who wants paper or help to somebody with a telephone and a place', async () => {
  await voting.opens();
  await see(browser, voting.slip(1), /这是您家的选票/, 'vote-whose', async (voter) => {
    const { page } = voter;
    // A day's end is said as that day's, not as the beginning of the next.
    expect(await page.locator('main').innerText()).toMatch(/截止：\d{4}年\d+月\d+日 ?24:00/);
    for (const [button, words] of [
      ['我要纸质票', /我要纸质票/],
      ['请人帮忙', /请人帮忙/],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await seeTitle(page, words);
      await helps(voter);
      await isFitForTheOld(page, `vote-${button === '请人帮忙' ? 'help' : 'paper'}-${page.viewportSize()?.width}`);
      await main(page).click();
    }
    await page.getByRole('button', { name: '不是我家？' }).click();
    await helps(voter);
  });
  // Also without a slip, when somebody only has the address.
  await see(browser, voting.slip(1).split('#')[0] as string, /请扫描票单/, 'vote-without', helps);
});

it('by the last digits of the ID number, with the candidates’ photos, to a receipt that the program verifies by itself', async () => {
  const voter = await openSlip(browser, voting.slip(1), { width: 320, height: 568 });
  const { page } = voter;
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  await page.getByRole('button', { name: /证件号码后四位/ }).click();
  await isFitForTheOld(page, 'vote-digits');
  const wrong = lastFour(1) === '0000' ? '1111' : '0000';
  await page.locator('#typed').fill(wrong);
  await main(page).click();
  await page.locator('[role=alert]').waitFor();
  expect(await page.locator('[role=alert]').innerText()).toContain('这四位不对');
  await isFitForTheOld(page, 'vote-digits-wrong');
  // As a phone's keyboard in Chinese writes them: wide, with a space.
  await page.locator('#typed').fill(lastFour(1).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).replace(/^(..)/, '$1 '));
  expect(await page.locator('#typed').inputValue()).toBe(lastFour(1));
  await main(page).click();
  await page.locator('.step').waitFor();
  const photos = page.locator('img.photo');
  expect(await photos.count()).toBe(6);
  for (const photo of await photos.all()) {
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((own: HTMLImageElement) => own.complete && own.naturalWidth > 0)).toBe(true);
    expect(await photo.boundingBox()).toMatchObject({ width: 96, height: 96 });
  }
  await chooseAll(voter, (name) => isFitForTheOld(page, `vote-photos-${name}`));
  await castIt(voter);
  await leaksNothing(voter);
  expect(voter.complaints).toEqual([]);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '保存凭证文件' }).click();
  const file = join(folder, 'receipt.txt');
  await (await download).saveAs(file);
  // WeChat keeps no files: who sees nothing happen is told what to do.
  expect(await page.locator('main [role=status]').innerText()).toContain('请保存图片');
  await isFitForTheOld(page, 'vote-saved');
  const check = (receipt: string) => spawnSync(programPath as string, ['--lang', 'zh', 'receipt', receipt, '--poll', program.url + stage.page], { encoding: 'utf8' });
  const checked = check(file);
  expect([checked.status, checked.stderr]).toEqual([0, '']);
  const tracker = (await page.locator('main code').innerText()).replace(/\s/g, '');
  expect(checked.stdout.replace(/\s/g, '')).toContain(`并且在公开记录里。查票码${tracker}`);
  await voter.context.close();
});

it('by a real-name service, which somebody else tries first; a tab that is loaded again on the way goes on', async () => {
  const voter = await openSlip(browser, voting.slip(8), { width: 320, height: 568 });
  const { page, context } = voter;
  await context.route(`${REAL_NAMES}*`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>实名认证</title>' }));
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  await page.getByRole('button', { name: '官方实名认证' }).click();
  await seeTitle(page, /官方实名认证/);
  const link = page.getByRole('link', { name: '去实名认证' });
  /** Follows the link: what stands for the session there. */
  const goes = async (): Promise<string> => {
    const there = context.waitForEvent('page');
    await link.click();
    const other = await there;
    await other.waitForURL(`${REAL_NAMES}*`);
    expect(await other.evaluate(() => [document.referrer, String(opener)])).toEqual(['', 'null']);
    const reference = new URL(other.url()).searchParams.get('reference') as string;
    await other.close();
    return reference;
  };
  await link.waitFor();
  await isFitForTheOld(page, 'vote-official');
  const first = await goes();
  expect(await program.seen(first, OWNERS[3][1], lastFour(4))).toBe(204);
  await page.locator('[role=alert]').waitFor();
  expect(await page.locator('[role=alert]').innerText()).toContain('不一致');
  expect(await page.locator('[role=alert]').evaluate((own) => own === document.activeElement)).toBe(true);
  await isFitForTheOld(page, 'vote-official-another');
  await main(page).click();
  const second = await goes();
  expect(second).not.toBe(first);
  // Who looks for help meanwhile, and whose phone throws the page away, finds the same again: what is said there still counts.
  await page.getByRole('button', { name: '请人帮忙' }).click();
  await main(page).click();
  await seeTitle(page, /官方实名认证/);
  expect(await link.getAttribute('href')).toContain(second);
  await page.reload();
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  await seeTitle(page, /官方实名认证/);
  expect(await link.getAttribute('href')).toContain(second);
  expect(await program.seen(second, OWNERS[7][1], lastFour(8))).toBe(204);
  await page.locator('.step').waitFor();
  await chooseAll(voter);
  await castIt(voter);
  await leaksNothing(voter);
  expect(voter.complaints).toEqual([]);
  await context.close();
});

it('who was seen while the page was away is past it; who went back before the answer is left in peace', async () => {
  const english = await openSlip(browser, voting.slip(4), { locale: 'en-US' });
  const link = english.page.getByRole('link', { name: 'Go to the real-name service' });
  await seeTitle(english.page, /your household/);
  await main(english.page).click();
  await english.page.getByRole('button', { name: 'A real-name service' }).click();
  await link.waitFor();
  await isFitForTheOld(english.page, 'vote-official-english');
  const reference = new URL((await link.getAttribute('href')) as string).searchParams.get('reference') as string;
  await english.page.goto('about:blank');
  expect(await program.seen(reference, OWNERS[3][1], lastFour(4))).toBe(204);
  await english.page.goto(`${program.url}/v/${stage.poll}`);
  await seeTitle(english.page, /your household/);
  await main(english.page).click();
  await english.page.locator('.step').waitFor();
  await english.context.close();

  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { page, context, requests } = await openSlip(browser, voting.slip(8), {}, undefined, async (own) => {
    await own.clock.install();
    await own.route('**/cast-sessions/official', async (route) => {
      await held;
      await route.continue();
    });
  });
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  const asked = page.waitForResponse('**/cast-sessions/official');
  await page.getByRole('button', { name: '官方实名认证' }).click();
  await page.locator('[role=status] .wheel').waitFor();
  await page.goBack();
  await seeTitle(page, /这是您家的选票/);
  const before = requests.length;
  answer();
  await (await asked).finished();
  await page.clock.runFor(20_000);
  expect(requests.slice(before).map((request) => new URL(request.url()).pathname)).toEqual([]);
  await context.close();
});

it('shows who comes again what counts; whoever did not vote says so, and the staff sees what kind of objection it is', async () => {
  await see(browser, voting.slip(1), /这是您家的选票/, 'vote-again', async ({ page }) => {
    const words = await page.locator('main').innerText();
    expect(words).toContain('已经有一张选票计入');
    expect(words).toContain('截止前可以重新投');
  });
  const voter = await openSlip(browser, voting.slip(1));
  const { page } = voter;
  await page.getByRole('button', { name: '我没投过' }).click();
  await page.locator('#name').fill('丁建国');
  await page.locator('#contact').fill(OWNERS[0][2]);
  await main(page).click();
  await page.locator('[role=status]', { hasText: '异议编号' }).waitFor();
  await helps(voter);
  await isFitForTheOld(page, 'vote-denied');
  await voter.context.close();
  await stage.chair.signIn();
  const { items } = await stage.chair.ok('GET', `${stage.path}/objections`);
  expect(items.map(({ about, late }: { about: string; late: boolean }) => [about, late])).toEqual([['ballot', true]]);
  const { text } = await stage.chair.ok('POST', `${stage.path}/objections/${items[0].number}/look`);
  // Which slip it is about, so that somebody can look into it.
  expect(text).toContain(voting.slip(1).split('.').pop());
});

it('without a worker the page itself seals, and nothing else changes', async () => {
  const voter = await openSlip(browser, voting.slip(2), {}, undefined, async (page) => {
    await page.addInitScript(() => {
      delete (window as { Worker?: unknown }).Worker;
    });
  });
  expect(await voter.page.evaluate(() => typeof Worker)).toBe('undefined');
  await recogniseByDigits(voter, lastFour(2));
  await chooseAll(voter);
  await castIt(voter);
  expect(voter.requests.some((request) => /\/sealer-/.test(request.url()))).toBe(false);
  await leaksNothing(voter);
  expect(voter.complaints).toEqual([]);
  await voter.context.close();
});

it('a browser that cannot encrypt is told so, and sends nothing', async () => {
  await see(
    browser,
    voting.slip(3),
    /浏览器太旧/,
    'vote-old-browser',
    async (voter) => {
      await helps(voter);
      expect(voter.requests.filter((request) => request.method() !== 'GET')).toEqual([]);
    },
    async (page) => {
      await page.addInitScript(() => {
        Object.defineProperty(Crypto.prototype, 'getRandomValues', { value: undefined });
      });
    },
  );
});

/** What a proxy says before a service that has too much to do, and what the service says itself to whoever asks too often. */
const BUSY = { status: 503, contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' };
const OFTEN = {
  status: 429,
  contentType: 'application/problem+json',
  headers: { 'Retry-After': '240' },
  body: JSON.stringify({ type: 'about:blank', title: '请求太频繁', status: 429, code: 'too_many_requests', instance: 'urn:uuid:0190a1b2-0000-7000-8000-000000000000' }),
};

it('busy: before anything is chosen, and with a ballot on its way', async () => {
  for (const [answer, name] of [
    [BUSY, 'busy'],
    [OFTEN, 'often'],
  ] as const) {
    await see(
      browser,
      voting.slip(4),
      /现在人太多/,
      `vote-${name}`,
      async ({ page }) => {
        if (name === 'often') expect(await page.locator('main').innerText()).toMatch(/4\s*分钟/);
        await page.unroute('**/cast-sessions');
        await main(page).click();
        await seeTitle(page, /这是您家的选票/);
      },
      async (page) => {
        await page.route('**/cast-sessions', (route) => route.fulfill(answer));
      },
    );
  }
  for (const answer of [BUSY, OFTEN]) {
    const voter = await openSlip(browser, voting.slip(4));
    const { page } = voter;
    await recogniseByDigits(voter, lastFour(4));
    await chooseAll(voter);
    await page.route('**/ballots', (route) => route.fulfill(answer));
    await main(page).click();
    await seeTitle(page, /现在人太多/);
    expect(await page.locator('main').innerText()).toContain('不会投两次');
    await isFitForTheOld(page, `vote-busy-sending-${answer.status}`);
    await page.unroute('**/ballots');
    await main(page).click();
    await seeTitle(page, /已投票/);
    await leaksNothing(voter);
    expect(voter.complaints).toEqual([]);
    await voter.context.close();
  }
});

it('a slip that was replaced is void; the new one votes', async () => {
  const old = voting.slip(5);
  await stage.chair.signIn();
  await stage.chair.ok('POST', `${stage.path}/voters/5/slip`, { body: { because: 'lost' } });
  await see(browser, old, /票单已经作废/, 'vote-void', helps);
  const { slips } = await stage.chair.ok('POST', `${stage.path}/slips/print`, { body: { number: 5 } });
  const voter = await openSlip(browser, slips[0].link);
  await seeTitle(voter.page, /这是您家的选票/);
  await voter.context.close();
});

it('an owner far away: from the message with the serial, by a code and four characters, to a ballot that counts', async () => {
  const phone = OWNERS[6][2];
  await program.untilDay();
  await stage.chair.signIn();
  await stage.chair.ok('POST', `${stage.path}/voters/7/slip/send`);
  const serial = await program.serial(phone);
  const alert = (page: Voter['page']) => page.locator('[role=alert]').innerText();
  await see(browser, `${program.url}/r`, /输入票单编号/, 'vote-remote', async ({ page, requests }) => {
    await page.locator('#serial').fill(serial.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
    await main(page).click();
    await page.locator('[role=alert]').waitFor();
    expect(await alert(page)).toContain('看错或打错');
    // Seen before anything was sent.
    expect(requests.filter((request) => request.method() !== 'GET')).toEqual([]);
  });
  const english = await openSlip(browser, `${program.url}/r`, { locale: 'en-US' });
  await seeTitle(english.page, /Type the number of your slip/);
  await isFitForTheOld(english.page, 'vote-remote-english');
  await english.context.close();

  const voter = await openSlip(browser, `${program.url}/r`, { width: 320, height: 568 });
  const { page } = voter;
  await page.locator('#serial').fill(voting.slip(8).split('.').pop() as string);
  await main(page).click();
  await page.locator('[role=alert]').waitFor();
  expect(await alert(page)).toContain('没有用短信发过这个编号');
  await isFitForTheOld(page, 'vote-remote-printed');
  await page.locator('#serial').fill(serial.toLowerCase().replace('-', ' '));
  await main(page).click();
  await seeTitle(page, /请证明是您本人/);
  await page.locator('#code').fill(await program.code(phone));
  // Somebody who looks for help meanwhile finds everything as it was.
  await page.getByRole('button', { name: '请人帮忙' }).click();
  await main(page).click();
  await seeTitle(page, /请证明是您本人/);
  await page.locator('#last-four').fill(lastFour(7) === '0000' ? '1111' : '0000');
  await isFitForTheOld(page, 'vote-remote-code');
  await main(page).click();
  await page.locator('[role=alert]').waitFor();
  expect(await alert(page)).toContain('最后四位不对');
  await isFitForTheOld(page, 'vote-remote-wrong');
  await page.locator('#last-four').fill(lastFour(7));
  const released = page.waitForResponse('**/sent-slips/release');
  await main(page).click();
  const { credential } = (await (await released).json()) as { credential: string };
  await seeTitle(page, /这是您家的选票/);
  // As from a slip: the address names the poll and nothing else, and a tab that is loaded again goes on, without another code.
  expect(page.url()).toBe(`${program.url}/v/${stage.poll}`);
  await page.reload();
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  await page.locator('.step').waitFor();
  expect(await program.codes(phone)).toBe(1);
  await chooseAll(voter);
  await castIt(voter);
  await leaksNothing({ ...voter, link: `${page.url()}#${credential}.${serial}` });
  expect(voter.complaints).toEqual([]);
  await voter.context.close();
});

it('closed: nobody votes any more, and whoever has a ballot there may still deny it', async () => {
  await voting.end();
  await see(browser, voting.slip(6), /投票已经截止/, 'vote-closed', async ({ page }) => {
    expect(await page.getByRole('button', { name: /我没投过|我要纸质票/ }).count()).toBe(0);
    expect(await page.locator('main a', { hasText: '看公开页' }).getAttribute('href')).toBe(stage.page);
  });
  await see(browser, voting.slip(1), /投票已经截止/, 'vote-closed-voted', async ({ page }) => {
    expect(await page.locator('main').innerText()).toContain('已经有一张选票计入');
    expect(await page.getByRole('button', { name: /我没投过|我要纸质票/ }).allInnerTexts()).toEqual(['我没投过']);
  });
});

it('cancelled: said so, and where the reason stands', async () => {
  await stage.step('cancel', { reason: '街道要求重新筹备' });
  await see(browser, voting.slip(6), /表决取消了/, 'vote-cancelled', async ({ page }) => {
    await page.locator('main a', { hasText: '看公开页' }).click();
    await page.getByText('街道要求重新筹备').waitFor();
    expect(await title(page)).not.toBe('');
  });
});
