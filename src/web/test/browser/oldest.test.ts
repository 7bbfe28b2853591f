/** What the pages say of themselves: that Chrome 80 and Safari 14 run them, and that an older browser is told what to do. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { parse, type Token } from 'acorn';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOld } from './oldest.ts';
import { launch, open, serve, shoot, singleFile, vectorFile } from './site.ts';

const dist = new URL('../../dist/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(name, dist), 'utf8');
const assets = readdirSync(new URL('assets/', dist));
const scripts = assets.filter((name) => name.endsWith('.js'));
const first = scripts.filter((name) => name.startsWith('first-'));

/** Patterns that look behind: Safari reads them since 16.4, and a file with one does not run at all. */
function readAs(text: string, ecmaVersion: 5 | 2020, sourceType: 'script' | 'module'): string[] {
  const found: string[] = [];
  const onToken = ({ type, start, end }: Token): void => {
    if (type.label === 'regexp' && /\(\?<[=!]/.test(text.slice(start, end))) found.push(text.slice(start, end));
  };
  parse(text, { ecmaVersion, sourceType, onToken });
  return found;
}

describe('the files', () => {
  it('are written as ECMAScript 2020 at most', () => {
    expect(scripts.length).toBeGreaterThan(15);
    for (const name of scripts) expect(readAs(textOf(`assets/${name}`), 2020, 'module'), name).toEqual([]);
    const [, single = ''] = /<script>([^]*)<\/script>/.exec(readFileSync(new URL(singleFile), 'utf8')) ?? [];
    expect(single.length).toBeGreaterThan(100_000);
    expect(readAs(single, 2020, 'script')).toEqual([]);
    // The check itself: what is younger is found.
    expect(() => readAs('a ||= 1', 2020, 'script')).toThrow();
    expect(readAs('x = /(?<=a)b/', 2020, 'script')).toEqual(['/(?<=a)b/']);
  });

  it('of which the first is read by every browser, and runs where no other does', () => {
    expect(first.length).toBe(1);
    expect(readAs(textOf(`assets/${first[0]}`), 5, 'script')).toEqual([]);
    for (const page of ['vote.html', 'public.html']) {
      const classic = [...textOf(page).matchAll(/<script(?![^>]*type="module")[^>]*src="\/assets\/([^"]+)"/g)].map(([, name]) => name);
      expect(classic, page).toEqual(first);
    }
  });

  it('have styles that such browsers know', () => {
    const styles = assets.filter((name) => name.endsWith('.css')).map((name) => textOf(`assets/${name}`)).join('\n');
    expect(styles.length).toBeGreaterThan(5_000);
    // A property that is not known is passed over; a rule whose selector is not known is lost.
    expect(styles.match(/:(?:is|where|has)\(|[;{](?:inset|aspect-ratio|inline-size|block-size)\b|\d(?:dvh|svh|lvh|cqw)|@layer|@container/g)).toBeNull();
    expect(styles.match(/&[ .:>[]/g)).toBeNull();
  });
});

describe('in a browser', () => {
  let browser: Browser;
  let site: { server: Server; origin: string; asked: string[] };
  beforeAll(async () => {
    browser = await launch();
    site = await serve(new Map());
  });
  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });

  it("as old as that the auditor's page judges a record as in any other", async () => {
    let workers = (): number => 0;
    const { page, context, complaints } = await open(browser, `${site.origin}/verify`, {}, async (own) => {
      workers = await makeOld(own);
    });
    expect(await page.evaluate(() => [typeof structuredClone, 'replaceAll' in String.prototype, 'at' in Array.prototype])).toEqual(['undefined', false, false]);
    await page.locator('input[type=file]').first().setInputFiles(vectorFile('record.zip'));
    await page.locator('.conclusion').waitFor({ timeout: 120_000 });
    expect(await page.locator('.checks > li.passed').count()).toBe(52);
    expect(workers()).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  /** The owner's page as a browser meets it that does not get its script to run. */
  const POLL = '2u7ms3ENMoqM4QLuhWD1Ac';
  const SECRET = '7rXkq-mJw3Ud-9pTzN-Wb4Ssa';
  async function meet(before: (page: Page) => Promise<void>, look: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 320, height: 568 }, locale: 'zh-CN' });
    const page = await context.newPage();
    await before(page);
    await page.goto(`${site.origin}/v/${POLL}#${SECRET}.1234-5678`, { waitUntil: 'commit' });
    await look(page);
    // What the slip's link holds is neither in the address nor in the history, although nothing else works.
    expect(page.url()).toBe(`${site.origin}/v/${POLL}`);
    const { entries } = (await (await context.newCDPSession(page)).send('Page.getNavigationHistory')) as { entries: { url: string }[] };
    expect(entries.filter(({ url }) => url.includes('#'))).toEqual([]);
    await context.close();
  }
  /** Before the page would say so by itself, which is after six seconds. */
  const saysSo = async (page: Page): Promise<void> => {
    // Asked from the moment of the first byte on: what is not there yet does not say so.
    const shown = (): boolean => [...document.querySelectorAll('.late')].some((late) => getComputedStyle(late).opacity === '1');
    await page.waitForFunction(shown, undefined, { timeout: 3_000 });
    expect(await page.locator('.opening').isVisible()).toBe(false);
    expect(await page.locator('main').innerText()).toMatch(/换一部手机扫码.*或者用纸质选票投票/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  };
  const script = /\/assets\/vote-[\w-]+\.js$/;

  it('that knows no modules the words stand there at once', async () => {
    await meet(
      async (page) => {
        await page.addInitScript(() => Reflect.deleteProperty(HTMLScriptElement.prototype, 'noModule'));
        await page.route(script, (route: Route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
      },
      async (page) => {
        await saysSo(page);
        await shoot(page, 'too-old-320');
      },
    );
  });

  it.each([
    ['cannot read the script', (route: Route) => route.fulfill({ contentType: 'text/javascript', body: 'a ?= 1' })],
    ['does not get the script', (route: Route) => route.abort()],
  ] as const)('that %s, too', async (_, answer) => {
    await meet(async (page) => {
      await page.route(script, answer);
    }, saysSo);
  });

  it('that has to wait long for the script the key of the ballot does not wait in the address', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await meet(
      async (page) => {
        await page.route(script, async (route: Route) => {
          await held;
          await route.fallback();
        });
      },
      async (page) => {
        await page.locator('.opening').waitFor();
        expect(page.url()).not.toContain(SECRET);
        letGo();
        // And it was handed on: the page asks for the poll of the slip, instead of saying that there is none.
        await page.locator('[role=alert]').waitFor();
        expect(await page.locator('h1').innerText()).not.toContain('请扫描票单');
      },
    );
  });
});
