/** The owner's page against the real program: the whole vote, and everything that can come in between. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Election, readReveal, rebuildHash } from '../../src/crypto/index.ts';
import { hasDemo, startDemo, TO_MAKE, type Demo } from './demo.ts';
import { executable, launch } from './site.ts';
import { castIt, chooseAll, isFitForTheOld, leaksNothing, main, openSlip, readCode, recognise, seeTitle, title } from './voter.ts';

if (!hasDemo) console.error("SKIPPED the owner's page against the program: there is none (cargo build, or YEPIAO_PROGRAM)");
if (!hasDemo && process.env['CI']) throw new Error('there is no program');

describe.skipIf(!hasDemo || !executable)("the owner's page", () => {
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launch()]);
  }, TO_MAKE);
  afterAll(async () => {
    await browser?.close();
    demo?.stop();
  });

  it('says on every page that nothing here counts', async () => {
    const page = await browser.newPage({ locale: 'zh-CN' });
    const { pathname } = new URL(demo.slip());
    for (const path of [pathname, pathname.replace('/v/', '/p/'), '/verify', '/r']) {
      await page.goto(demo.origin + path);
      await page.locator('.banner', { hasText: '投票不算数' }).waitFor();
    }
    await page.close();
  });

  for (const [width, height] of [
    [390, 844],
    [320, 568],
  ] as const) {
    it(`a whole vote at ${width}×${height}, fit for the old on every screen`, async () => {
      const voter = await openSlip(browser, demo.slip(), { width, height });
      const { page } = voter;
      const look = (name: string): Promise<void> => isFitForTheOld(page, `vote-${width}-${name}`);
      await seeTitle(page, /这是您家的选票/);
      // The secret is out of the address before anything else is there to see.
      expect(new URL(page.url()).hash).toBe('');
      await look('whose');
      await main(page).click();
      // What helps to read stands in one row, also with the way back, and leaves the screen to what is asked.
      expect((await page.locator('.tools').boundingBox())?.height).toBeLessThan(120);
      await look('factor');
      await main(page).click();
      await page.locator('#typed').waitFor();
      await look('code');
      await page.locator('#typed').fill('000000');
      await main(page).click();
      await page.locator('[role=alert]').waitFor();
      await look('code-wrong');
      await page.locator('#typed').fill(await demo.code());
      await main(page).click();
      await page.locator('.step').waitFor();
      // Nothing is chosen before the voter chooses, and nobody goes on without.
      expect(await page.locator('[aria-pressed=true]').count()).toBe(0);
      await main(page).click();
      await page.locator('[role=alert]').waitFor();
      await chooseAll(voter, look);
      await look('review');
      await castIt(voter);
      await look('done');
      await page.locator('.button.main').click();
      await page.locator('.receipt img').waitFor();
      await look('receipt');
      const shown = await page.locator('main').innerText();
      expect(shown).toContain('公开记录里已经有您的票');
      // The picture that is kept among the photographs leads to where everybody looks a tracker up.
      const tracker = (await page.locator('main code').innerText()).replace(/\s/g, '');
      const code = new URL(await readCode(page, page.locator('.receipt img')));
      expect([code.origin, code.pathname.slice(0, 3), decodeURIComponent(code.hash)]).toEqual([demo.origin, '/p/', `#/check/${tracker}`]);
      await page.getByRole('button', { name: '怎样查我的票' }).click();
      await look('how-to-check');
      await main(page).click();
      await seeTitle(page, /已投票/);
      await leaksNothing(voter);
      expect(voter.complaints).toEqual([]);
      // In the same tab it still says so; nowhere else is there anything of it. The picture still says of what, though nobody answers.
      const { community_name: estate, title: asked } = await (await fetch(`${demo.origin}/api/v1/public${code.pathname.replace('/p/', '/polls/')}`)).json();
      await page.addInitScript(() => {
        const drawn: string[] = ((window as { drawn?: string[] }).drawn = []);
        const { fillText } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
          drawn.push(text);
          fillText.call(this, text, ...place);
        };
      });
      await page.route('**/api/v1/public/polls/*', (route) => route.abort());
      await page.reload();
      await seeTitle(page, /已投票/);
      await main(page).click();
      await page.locator('.receipt img').waitFor();
      const drawn = (await page.evaluate(() => (window as { drawn?: string[] }).drawn ?? [])).join('');
      expect(drawn).toContain(estate);
      expect(drawn).toContain(asked);
      expect(drawn.replace(/\s/g, '')).toContain(tracker);
      await voter.context.close();
    });
  }

  it('a sixth candidate is explained and takes nobody else’s place; blank is a choice of its own', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    await recognise(demo, voter);
    const faces = page.locator('button.face');
    for (let index = 0; index < 6; index += 1) await faces.nth(index).click();
    expect(await page.locator('button.face[aria-pressed=true]').count()).toBe(5);
    expect(await faces.nth(5).getAttribute('aria-pressed')).toBe('false');
    expect(await page.locator('.foot [role=alert]').innerText()).toContain('已经选满了');
    await page.locator('button.answer').click();
    expect(await page.locator('button.face[aria-pressed=true]').count()).toBe(0);
    await main(page).click();
    expect(await page.locator('.foot [role=alert]').count()).toBe(0);
    await voter.context.close();
  });

  it('at 200 % text nothing is lost at 320 pixels', async () => {
    const voter = await openSlip(browser, 'about:blank', { width: 320, height: 568 });
    const { page } = voter;
    const session = await voter.context.newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    const link = demo.slip();
    await page.goto(link);
    const own = { ...voter, link };
    const wide = async (): Promise<void> => expect(await page.evaluate(() => document.documentElement.scrollWidth), await title(page)).toBeLessThanOrEqual(320);
    await seeTitle(page, /这是您家的选票/);
    expect(await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))).toBeGreaterThanOrEqual(43);
    await wide();
    await recognise(demo, own);
    await chooseAll(own, wide);
    await wide();
    await castIt(own);
    await wide();
    await voter.context.close();
  });

  it('by keyboard alone', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    /** Tabs to what has these words and presses it; as somebody does who sees no pointer. */
    const press = async (words: RegExp, key = 'Enter'): Promise<void> => {
      for (let count = 0; count < 60; count += 1) {
        await page.keyboard.press('Tab');
        if (words.test(await page.evaluate(() => document.activeElement?.textContent ?? ''))) return page.keyboard.press(key);
      }
      throw new Error(`no way by keyboard to ${words}`);
    };
    await seeTitle(page, /这是您家的选票/);
    await press(/开始投票/);
    await press(/发送验证码/);
    await page.locator('#typed').waitFor();
    await page.keyboard.type(await demo.code());
    await page.keyboard.press('Enter');
    for (;;) {
      await page.locator('.step').waitFor();
      const [before, committee] = [await title(page), (await page.locator('button.face').count()) > 0];
      await press(committee ? /^\s*1 / : /同意/, 'Space');
      const last = /核对/.test(await main(page).innerText());
      await press(/下一步|去核对/);
      if (last) break;
      await page.waitForFunction((old) => document.querySelector('h1')?.innerText !== old, before);
    }
    await page.locator('main code').waitFor();
    await press(/投出选票/);
    await seeTitle(page, /已投票/);
    await voter.context.close();
  });

  it('a reload in the middle loses nothing and asks for no second code; 清除 leaves nothing', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    await recognise(demo, voter);
    await page.locator('button.face').nth(2).click();
    await main(page).click();
    await page.locator('.step', { hasText: '2' }).waitFor();
    await page.reload();
    await seeTitle(page, /这是您家的选票/);
    expect(await page.locator('main').innerText()).toContain('您的选择还在');
    await main(page).click();
    await page.locator('.step').waitFor();
    expect(await page.locator('button.face').nth(2).getAttribute('aria-pressed')).toBe('true');
    expect(voter.requests.filter((request) => request.url().endsWith('/cast-sessions/code')).length).toBe(1);
    await page.getByRole('button', { name: '清除我的选择' }).click();
    await seeTitle(page, /已清除/);
    await leaksNothing(voter);
    await page.reload();
    await seeTitle(page, /请扫描票单/);
    await voter.context.close();
  });

  it('the browser’s way back leads one screen back, and never out of a ballot that was cast', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    await recognise(demo, voter);
    await chooseAll(voter);
    await page.goBack();
    await page.locator('.step', { hasText: '4' }).waitFor();
    await page.goBack();
    await page.locator('.step', { hasText: '3' }).waitFor();
    await main(page).click();
    await main(page).click();
    await seeTitle(page, /请核对/);
    await page.locator('main code').waitFor();
    await page.getByRole('button', { name: /^修改/ }).first().click();
    await page.locator('.step', { hasText: '1' }).waitFor();
    await main(page).click();
    await page.locator('main code').waitFor();
    await castIt(voter);
    await page.goBack().catch(() => null);
    if (page.url().startsWith(demo.origin)) await seeTitle(page, /已投票/);
    expect(voter.requests.filter((request) => request.url().endsWith('/ballots')).length).toBe(1);
    await voter.context.close();
  });

  it('a double tap, and an answer that is lost on its way: it is found again and counts once', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    await recognise(demo, voter);
    await chooseAll(voter);
    let posts = 0;
    await page.route('**/ballots', async (route) => {
      posts += 1;
      // The service takes it, and the phone hears nothing.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await main(page).dblclick();
    await seeTitle(page, /已投票/);
    expect(posts).toBe(1);
    await leaksNothing(voter);
    await voter.context.close();
  });

  it('a connection that breaks before the ballot is out: said plainly, and sent once it is back, also after a reload', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page, context } = voter;
    await recognise(demo, voter);
    await chooseAll(voter);
    await context.setOffline(true);
    await main(page).click();
    await seeTitle(page, /网络断了/);
    expect(await page.locator('main').innerText()).toContain('不会投两次');
    await isFitForTheOld(page, 'vote-broken');
    // The signed ballot is kept, what was chosen is not.
    expect(await page.evaluate(() => sessionStorage.getItem('yepiao.ballot'))).toContain('"choices":[]');
    await context.setOffline(false);
    await page.reload();
    await seeTitle(page, /已投票/);
    expect(voter.complaints).toEqual([]);
    await leaksNothing(voter);
    await voter.context.close();
  });

  it('without a phone on the roll a teller looks at the document, and the page goes on by itself', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    await seeTitle(page, /这是您家的选票/);
    await main(page).click();
    await page.getByRole('button', { name: /收不到/ }).click();
    await seeTitle(page, /请工作人员看证件/);
    await isFitForTheOld(page, 'vote-witness');
    const [serial = '', pairing = ''] = await page.locator('.two dd').allInnerTexts();
    expect(pairing).toMatch(/^\d{4}$/);
    expect(await demo.attest(serial, pairing)).toBe(204);
    await page.locator('.step').waitFor();
    await chooseAll(voter);
    await castIt(voter);
    await leaksNothing(voter);
    await voter.context.close();
  });

  it('on a phone six times slower than this machine something stands there within 1.5 s', async () => {
    const link = demo.slip();
    const times: number[] = [];
    for (let look = 0; look < 5; look += 1) {
      const { page, context } = await openSlip(browser, 'about:blank');
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
      await page.goto(link);
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      times.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity));
      await context.close();
    }
    const [, , median = Infinity] = times.sort((one, other) => one - other);
    expect(median).toBeLessThan(1500);
  });

  it('a slow connection only takes longer', async () => {
    const voter = await openSlip(browser, demo.slip());
    const session = await voter.context.newCDPSession(voter.page);
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 1500, downloadThroughput: 20_000, uploadThroughput: 10_000 });
    await recognise(demo, voter);
    await chooseAll(voter);
    await castIt(voter);
    await voter.context.close();
  });

  it('two tabs, one vote; whoever did not vote objects', async () => {
    const link = demo.slip();
    const first = await openSlip(browser, link);
    await recognise(demo, first);
    await chooseAll(first);
    const second = await openSlip(browser, link, {}, first.context);
    await seeTitle(second.page, /这是您家的选票/);
    await castIt(first);
    // The other tab learns it when it is loaded again.
    await second.page.reload();
    await seeTitle(second.page, /您已经投过票了/);
    await isFitForTheOld(second.page, 'vote-voted-already');
    await second.page.getByRole('button', { name: '我没投过' }).click();
    await isFitForTheOld(second.page, 'vote-denial');
    await main(second.page).click();
    await second.page.locator('[role=alert]').waitFor();
    await second.page.locator('#name').fill('王小明');
    await second.page.locator('#contact').fill('13800000000');
    await main(second.page).click();
    await second.page.locator('[role=status]', { hasText: '异议编号' }).waitFor();
    await first.context.close();
  });

  it('cast or check: a second device rebuilds just what was sealed, and it is never cast', async () => {
    const voter = await openSlip(browser, demo.slip());
    const { page } = voter;
    await recognise(demo, voter);
    await chooseAll(voter);
    const shown = (await page.locator('main code').innerText()).replace(/\s/g, '');
    await page.getByRole('button', { name: '先检查加密' }).click();
    await seeTitle(page, /检查加密/);
    await isFitForTheOld(page, 'vote-check');
    const address = await readCode(page, page.locator('svg.code'));
    expect(address.startsWith(`${demo.origin}/verify#c1.`)).toBe(true);
    const reveal = readReveal(address.split('#')[1] as string);
    const election = Election.parse(new Uint8Array(await (await voter.context.request.get(`${demo.origin}/api/v1/public/polls/${reveal.uuid}/opening/election.json`)).body()));
    const hash = rebuildHash(election, reveal.credential, reveal.revealed);
    expect([hash, hash.slice(0, 16)]).toEqual([reveal.hash, shown]);
    expect(reveal.revealed.selections.map((selection) => selection !== 'blank' && selection.indexOf(true))).toEqual(election.parameters.questions.map(() => 0));
    // The same by hand: another phone scans it, and the auditor's page there says so.
    const other = await openSlip(browser, address);
    await other.page.locator('main', { hasText: '加密没有错' }).waitFor();
    expect([new URL(other.page.url()).hash, other.complaints]).toEqual(['', []]);
    await other.context.close();
    await main(page).click();
    await page.locator('main code').waitFor();
    // Everything was drawn afresh.
    expect((await page.locator('main code').innerText()).replace(/\s/g, '')).not.toBe(shown);
    await castIt(voter);
    await leaksNothing(voter);
    await voter.context.close();
  });

  it('in English, large, and where a slip lacks its secret', async () => {
    const link = demo.slip();
    const without = await openSlip(browser, link.split('#')[0] as string, { locale: 'en-GB' });
    await seeTitle(without.page, /Scan the code/);
    await isFitForTheOld(without.page, 'vote-no-slip');
    await without.page.getByRole('button', { name: 'Paper ballot' }).click();
    await seeTitle(without.page, /Vote on paper/);
    await isFitForTheOld(without.page, 'vote-paper');
    await without.context.close();
    const english = await openSlip(browser, link, { locale: 'en-GB' });
    await seeTitle(english.page, /your household/);
    expect(await english.page.evaluate(() => document.documentElement.lang)).toBe('en');
    await english.page.getByRole('button', { name: 'Large' }).click();
    await isFitForTheOld(english.page, 'vote-english-large');
    await english.page.getByRole('button', { name: '中文' }).click();
    await seeTitle(english.page, /这是您家的选票/);
    await english.context.close();
    // Somebody else's credential with this serial opens nothing.
    const [path, secret = ''] = link.split('#');
    const foreign = await openSlip(browser, `${path}#${secret.replace(/^./, (sign) => (sign === '2' ? '3' : '2'))}`);
    await seeTitle(foreign.page, /不是这次表决的/);
    await isFitForTheOld(foreign.page, 'vote-not-proven');
    expect(foreign.complaints).toEqual([]);
    await foreign.context.close();
  });
});
