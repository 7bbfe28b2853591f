/** The owner's page where the service refuses, lies or is silent, where two tabs vote, and where somebody leaves the ballot lying. */
import { readFileSync } from 'node:fs';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOld } from './oldest.ts';
import { Program } from './program.ts';
import { launch } from './site.ts';
import { HELPER, lastFour, OWNERS, Stage } from './stage.ts';
import { castIt, chooseAll, isFitForTheOld, leaksNothing, main, openSlip, recogniseByDigits, see, seeTitle, type Voter } from './voter.ts';
import { Voting } from './voting.ts';

let browser: Browser;
let program: Program;
let stage: Stage;
let voting: Voting;

beforeAll(async () => {
  [browser, program] = await Promise.all([launch(), Program.start()]);
  stage = await Stage.new(program, [{ key: 'identity_level', value: ['sms', 'witness', 'digits'], basis: 'S', source: '议事规则' }]);
  voting = new Voting(stage);
  await stage.toAnnouncement();
  await voting.open();
});
afterAll(async () => {
  await browser?.close();
  voting?.close();
  program?.stop();
});

type Json = Record<string, unknown>;
/** The service's own answer, changed. */
const changed = (change: (told: Json) => Json) => async (route: Route) => {
  const response = await route.fetch();
  await route.fulfill({ response, json: change((await response.json()) as Json) });
};
const problem = (status: number, code: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: '系统的原话', status, code, instance: 'urn:uuid:0190a1b2-0000-7000-8000-000000000000' }),
});
/** Nothing but reading, and proofs of possession: no ballot. */
const sentNoBallot = ({ requests }: Voter): void => expect(requests.filter((own) => own.url().endsWith('/ballots'))).toEqual([]);

/** A voter with every question answered. */
async function atReview(owner: number, before?: (page: Page) => Promise<void>): Promise<Voter> {
  const voter = await openSlip(browser, voting.slip(owner), {}, undefined, before);
  await recogniseByDigits(voter, lastFour(owner));
  await chooseAll(voter);
  return voter;
}

describe('no ballot of this voter would be taken:', () => {
  const hindered = (hindrance: string, more: Json = {}) => async (page: Page) => {
    await page.route('**/cast-sessions', changed((told) => ({ ...told, hindrance, ...more })));
  };

  it('electronic votes are cast elsewhere', async () => {
    await see(
      browser,
      voting.slip(8),
      /这里不收手机票/,
      'vote-elsewhere',
      async (voter) => {
        expect(await voter.page.locator('main').innerText()).toContain('政府的平台');
        expect(await voter.page.locator('.helper').innerText()).toContain(HELPER.phone);
        expect(await voter.page.getByRole('button', { name: '我要纸质票' }).count()).toBe(1);
        sentNoBallot(voter);
      },
      hindered('voting_elsewhere'),
    );
  });

  it('there is one on paper, which can be denied', async () => {
    await see(
      browser,
      voting.slip(8),
      /已经用纸质票投过了/,
      'vote-on-paper',
      async (voter) => {
        expect(await voter.page.locator('main').innerText()).toMatch(/用纸质票投过：\d{4}年\d+月\d+日/);
        await voter.page.getByRole('button', { name: '我没投过' }).click();
        await voter.page.locator('#contact').waitFor();
        sentNoBallot(voter);
      },
      hindered('voted_on_paper', { counts: { at: '2026-06-02T02:00:00Z', on_paper: true } }),
    );
  });

  it('code and serial do not belong together, or something that this page does not know', async () => {
    const refused = (code: string) => async (page: Page) => {
      await page.route('**/cast-sessions', (route) => route.fulfill(problem(409, code)));
    };
    await see(browser, voting.slip(8), /不是这次表决的/, 'vote-unknown-slip', async (voter) => sentNoBallot(voter), refused('slip_unknown'));
    await see(
      browser,
      voting.slip(8),
      /现在不能继续/,
      'vote-otherwise',
      // Then the service's own words have to do.
      async ({ page }) => expect(await page.locator('main').innerText()).toContain('系统的原话'),
      refused('never_heard_of'),
    );
  });
});

describe('what the service shows contradicts itself: nobody votes', () => {
  const text = async (route: Route): Promise<string> => (await route.fetch()).text();
  it.each([
    ['another question than the poll shows', '**/opening/election.json', async (route: Route) => route.fulfill({ body: (await text(route)).replace('丁建国', '丁建图') })],
    ['another opening than the election names', '**/opening/opening.json', async (route: Route) => route.fulfill({ body: (await text(route)).replace(/"at":(\d)/, (_, digit: string) => `"at":${(Number(digit) % 9) + 1}`) })],
    ['other candidates than are sealed', '**/api/v1/public/polls/*', changed((told) => JSON.parse(JSON.stringify(told).replace('丁建国', '丁建图')) as Json)],
  ])('%s', async (name, path, answer) => {
    const voter = await openSlip(browser, voting.slip(8), {}, undefined, async (page) => {
      await page.route(path, answer);
    });
    await seeTitle(voter.page, /先不要投票/);
    await isFitForTheOld(voter.page, `vote-differs-${name.length}`);
    expect(voter.requests.filter((request) => request.method() !== 'GET')).toEqual([]);
    await voter.context.close();
  });
});

describe('the ballot is on its way:', () => {
  it.each([
    ['a receipt with a false signature', 1, '**/ballots', changed((told) => ({ ...told, receipt: (told['receipt'] as string).replace(/(.)(=*\n)$/, (_, sign: string, end: string) => (sign === 'A' ? 'B' : 'A') + end) }))],
    ['a log that does not hold it', 2, '**/log/inclusion*', changed((told) => ({ ...told, proof: ['0'.repeat(64)] }))],
  ] as const)('%s is called so', async (name, owner, path, answer) => {
    const voter = await atReview(owner, async (page) => {
      await page.route(path, answer);
    });
    await main(voter.page).click();
    await seeTitle(voter.page, /凭证不对，请告诉监票人/);
    expect(await voter.page.locator('main').innerText()).not.toContain('已计入');
    // What proves it can be kept; and nobody is sent to vote a second time before it is known whether this ballot counts.
    const tracker = (await voter.page.locator('main code').innerText()).replace(/\s/g, '');
    const download = voter.page.waitForEvent('download');
    await voter.page.getByRole('button', { name: '保存凭证文件' }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toContain(tracker);
    expect(await voter.page.getByRole('button', { name: '我要纸质票' }).count()).toBe(0);
    await isFitForTheOld(voter.page, `vote-receipt-false-${name.length}`);
    await voter.context.close();
  });

  it('refused as false: nothing counts, and paper is still there', async () => {
    const voter = await atReview(3, async (page) => {
      await page.route('**/ballots', (route) => route.fulfill(problem(422, 'ballot_false')));
    });
    await main(voter.page).click();
    await seeTitle(voter.page, /选票没有收下/);
    await isFitForTheOld(voter.page, 'vote-ballot-false');
    expect(await voter.page.getByRole('button', { name: '我要纸质票' }).count()).toBe(1);
    await voter.context.close();
  });

  it('what happens is shown meanwhile', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const voter = await atReview(3, async (page) => {
      await page.route('**/ballots', async (route) => {
        await held;
        await route.fallback();
      });
    });
    const { page } = voter;
    await main(page).click();
    await seeTitle(page, /正在加密并投票，请不要关闭/);
    await page.locator('main [role=status]', { hasText: /^送出$/ }).waitFor();
    expect(await page.locator('progress').evaluate((own: HTMLProgressElement) => own.value / own.max)).toBeGreaterThan(0.2);
    await isFitForTheOld(page, 'vote-casting');
    // On its way it cannot be called back, also not by the browser's own way back.
    await page.goBack().catch(() => null);
    await seeTitle(page, /正在加密并投票/);
    letGo();
    await seeTitle(page, /已投票/);
    await leaksNothing(voter);
    await voter.context.close();
  });
});

it('two tabs, both at the end: one ballot counts, and the other tab is told so', async () => {
  const first = await atReview(4);
  const second = await openSlip(browser, voting.slip(4), {}, first.context);
  await recogniseByDigits(second, lastFour(4));
  await chooseAll(second);
  await castIt(first);
  await main(second.page).click();
  await seeTitle(second.page, /您已经投过票了/);
  await isFitForTheOld(second.page, 'vote-second-tab');
  await second.page.reload();
  await seeTitle(second.page, /您已经投过票了/);
  await leaksNothing(first);
  await first.context.close();
});

it('without a connection from the beginning: said so, and gone on with once it is back', async () => {
  await see(
    browser,
    voting.slip(8),
    /网络断了/,
    'vote-offline',
    async ({ page }) => {
      await page.unroute('**/api/v1/public/polls/*');
      await main(page).click();
      await seeTitle(page, /这是您家的选票/);
    },
    async (page) => {
      await page.route('**/api/v1/public/polls/*', (route) => route.abort('internetdisconnected'));
    },
  );
});

it('a ballot that is left lying is kept for half an hour since the last touch, and then forgotten', async () => {
  const voter = await openSlip(browser, 'about:blank');
  const { page } = voter;
  await page.clock.install();
  const link = voting.slip(8);
  await page.goto(link);
  const own: Voter = { ...voter, link };
  const kept = (): Promise<string | null> => page.evaluate(() => sessionStorage.getItem('yepiao.ballot'));
  await recogniseByDigits(own, lastFour(8));
  await page.locator('button.face').first().click();
  await page.clock.fastForward('29:00');
  // Somebody touches it again, and it lasts as long once more.
  await page.locator('button.face').nth(1).click();
  await page.clock.fastForward('29:00');
  expect(await kept()).not.toBeNull();
  await page.reload();
  await seeTitle(page, /这是您家的选票/);
  expect(await page.locator('main').innerText()).toContain('您的选择还在');
  // In reach where somebody comes back to it, too.
  expect(await page.getByRole('button', { name: '清除我的选择' }).count()).toBe(1);
  await page.clock.fastForward('30:01');
  expect(await kept()).toBeNull();
  await page.reload();
  await seeTitle(page, /请扫描票单/);
  await leaksNothing(own);
  await voter.context.close();
});

it.each([
  ['behind', -26],
  ['ahead', 26],
])('a phone whose clock is a day %s votes all the same', async (_, hours) => {
  const owner = hours < 0 ? 5 : 6;
  const voter = await openSlip(browser, 'about:blank');
  await voter.page.clock.install({ time: Date.now() + hours * 3_600_000 });
  const link = voting.slip(owner);
  await voter.page.goto(link);
  const own: Voter = { ...voter, link };
  await recogniseByDigits(own, lastFour(owner));
  await chooseAll(own);
  await castIt(own);
  // The time is the service's, not the phone's.
  const day = new Intl.DateTimeFormat('zh-CN', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'Asia/Shanghai' }).format(await program.now());
  expect(await voter.page.locator('main').innerText()).toContain(day);
  await leaksNothing(own);
  await voter.context.close();
});

it('the oldest browser that the pages are built for votes, and reads the log', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true });
  const workers = await makeOld(context);
  const voter = await openSlip(browser, voting.slip(7), {}, context);
  const { page } = voter;
  await recogniseByDigits(voter, lastFour(7));
  await chooseAll(voter);
  await castIt(voter);
  expect(workers()).toBe(1);
  const tracker = (await page.locator('main code').innerText()).replace(/\s/g, '');
  await page.goto(`${program.url}${stage.page}#/check/${encodeURIComponent(tracker)}`);
  await page.waitForSelector('text=您的选票已经计入公开记录');
  await page.goto(`${program.url}${stage.page}#/log`);
  await page.getByText('在这部设备上核对').click();
  await page.waitForSelector('text=全部记录逐条算过');
  expect(voter.complaints).toEqual([]);
  await context.close();
});

it('another code is sent after a minute, not before', async () => {
  const voter = await openSlip(browser, 'about:blank');
  const { page } = voter;
  await page.clock.install();
  await page.goto(voting.slip(8));
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  await main(page).click();
  await page.locator('#typed').waitFor();
  // A whole message that was copied: its six digits are taken.
  const code = await program.code(OWNERS[7][2]);
  await page.locator('#typed').fill(`【业票】验证码 ${code}，请勿告诉他人`);
  expect(await page.locator('#typed').inputValue()).toBe(code);
  expect(await page.getByRole('button', { name: '再发一次' }).count()).toBe(0);
  await page.clock.fastForward('01:01');
  await page.getByRole('button', { name: '再发一次' }).waitFor();
  await voter.context.close();
});
