/** A voter in a browser: what is pressed, what leaves the phone, and what stays in it. */
import { expect } from 'vitest';
import { encodeAll, GENERATOR, GENERATOR_EIGHTH, IDENTITY } from '../../src/crypto/group.ts';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import type { Demo } from './demo.ts';
import { axeViolations, shoot, type Look } from './site.ts';

export interface Voter {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The slip's link. */
  readonly link: string;
  /** Everything that the page asked for. */
  readonly requests: Request[];
  /** What should not be: errors of scripts and policy, requests to elsewhere. */
  readonly complaints: string[];
  /** Everything that was written into the browser's console. */
  readonly logs: string[];
  /** What was chosen, in the words of the ballot. */
  readonly chosen: Set<string>;
}

/** Opens a slip; `before` prepares the page before anything of it runs. */
export async function openSlip(browser: Browser, link: string, look: Look = {}, context?: BrowserContext, before?: (page: Page) => Promise<void>): Promise<Voter> {
  const { width = 390, height = 844, locale = 'zh-CN' } = look;
  const own = context ?? (await browser.newContext({ viewport: { width, height }, locale, hasTouch: true }));
  const page = await own.newPage();
  await before?.(page);
  const [requests, complaints, logs]: [Request[], string[], string[]] = [[], [], []];
  page.on('request', (request) => {
    requests.push(request);
    if (new URL(request.url()).origin !== new URL(link).origin && !/^(?:data|blob):/.test(request.url())) complaints.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    logs.push(`${message.text()} ${message.location().url}`);
    // A status that is no success is an answer like any other; the browser calls it an error.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(link);
  return { page, context: own, link, requests, complaints, logs, chosen: new Set() };
}

export const title = (page: Page): Promise<string> => page.locator('h1').innerText();
export const main = (page: Page) => page.locator('.button.main');

export async function seeTitle(page: Page, words: RegExp): Promise<void> {
  await page.locator('h1', { hasText: words }).waitFor({ timeout: 60_000 });
}

/** From the first screen past the second factor. */
export async function recognise(demo: Demo, { page }: Voter): Promise<void> {
  await seeTitle(page, /这是您家的选票|your household/);
  await main(page).click();
  await main(page).click();
  await page.locator('#typed').waitFor();
  await page.locator('#typed').fill(await demo.code());
  await main(page).click();
  await page.locator('.step').waitFor();
}

/** The same by the last characters of the ID number. */
export async function recogniseByDigits({ page }: Voter, four: string): Promise<void> {
  await seeTitle(page, /这是您家的选票/);
  await main(page).click();
  await page.getByRole('button', { name: /证件号码后四位/ }).click();
  await page.locator('#typed').fill(four);
  await main(page).click();
  await page.locator('.step').waitFor();
}

/** Chooses the first answers everywhere, up to the review. `each` looks at every screen. */
export async function chooseAll({ page, chosen }: Voter, each: (name: string) => Promise<void> = async () => undefined): Promise<void> {
  for (let item = 1; ; item += 1) {
    await each(`item-${item}`);
    const candidates = page.locator('button.face');
    const own = (await candidates.count()) > 0 ? candidates.first() : page.locator('button.answer').first();
    chosen.add((await own.locator('.name, .words').first().innerText()).replace(/^\d+\s*/, '').trim());
    await own.click();
    const last = /核对|Review/.test(await main(page).innerText());
    await main(page).click();
    if (last) break;
    await page.locator('.step', { hasText: String(item + 1) }).waitFor();
  }
  await seeTitle(page, /请核对|Review/);
  await page.locator('main code').waitFor();
}

/** The review's main button, and the end. */
export async function castIt({ page }: Voter): Promise<void> {
  await main(page).click();
  await seeTitle(page, /已投票|Voted/);
}

/** The slip's secret. */
export const credentialOf = (link: string): string => new URL(link).hash.slice(1).split('.')[0] as string;

/**
 * After a cast: nothing of the slip's secret and nothing of what was chosen is in what left the phone, in the console, in the history, or
 * anywhere that a page can keep something.
 */
export async function leaksNothing({ page, context, link, requests, logs, chosen }: Voter): Promise<void> {
  const secrets = [credentialOf(link), ...chosen];
  const clean = (where: string, text: string): void => {
    const all = [text, safely(text)].join('\n');
    for (const secret of secrets) expect(all.includes(secret), `${where} holds ${secret}`).toBe(false);
  };
  for (const request of requests) {
    clean(request.url(), [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n'));
    if (request.method() === 'POST' && request.url().endsWith('/ballots')) isSealed(request.postDataJSON() as { ballot: string });
  }
  clean('the console', logs.join('\n'));
  const kept = await page.evaluate(async () => {
    const bases = 'databases' in indexedDB ? (await indexedDB.databases()).map(({ name }) => name) : [];
    const stores = 'caches' in window ? await caches.keys() : [];
    const workers = 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0;
    return { session: { ...sessionStorage }, local: { ...localStorage }, cookie: document.cookie, address: location.href, entry: history.state as unknown, name: window.name, bases, stores, workers };
  });
  clean('the tab', JSON.stringify(kept));
  expect([kept.local, kept.cookie, kept.name, kept.bases, kept.stores, kept.workers]).toEqual([{}, '', '', [], [], 0]);
  const receipt = JSON.stringify(kept.session);
  expect(receipt).not.toMatch(/choices|selections|seed/);
  expect(Object.keys(kept.session).filter((name) => !['yepiao.receipt', 'yepiao.large', 'yepiao.lang'].includes(name))).toEqual([]);
  expect(receipt).not.toContain('#');
  // The browser's own list of where this tab was.
  const session = await context.newCDPSession(page);
  const { entries } = (await session.send('Page.getNavigationHistory')) as { entries: { url: string; title: string }[] };
  clean('the history', entries.map(({ url, title: own }) => `${url} ${own}`).join('\n'));
  expect(entries.filter(({ url }) => url.includes('#')), 'the history').toEqual([]);
}

/** As it may stand in an address. */
function safely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * What is sent is sealed: every ciphertext is of points that nobody could guess, all of them different. Without randomness `alpha` would be
 * the identity, and `beta` a small multiple of the generator.
 */
function isSealed({ ballot }: { ballot: string }): void {
  const texts = [...ballot.matchAll(/"(?:alpha|beta)":"([^"]+)"/g)].map(([, text]) => text as string);
  expect(texts.length).toBeGreaterThan(0);
  expect(new Set(texts).size).toBe(texts.length);
  const steps = [GENERATOR, GENERATOR_EIGHTH].flatMap((step) => Array.from({ length: 20 }, (_, index) => step.multiplyUnsafe(BigInt(index))));
  const guessed = new Set(encodeAll([IDENTITY, ...steps]));
  expect(texts.filter((text) => guessed.has(text))).toEqual([]);
}

/** What everybody must be able to see, press and read on a screen (law.md: 适老化; WCAG 2.2). */
export async function isFitForTheOld(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  expect(await axeViolations(page), name).toEqual([]);
  const wrong = await page.evaluate(() => {
    const found: string[] = [];
    const shown = (own: Element): DOMRect | undefined => {
      const box = own.getBoundingClientRect();
      return box.width > 1 && box.height > 1 ? box : undefined;
    };
    if (document.documentElement.scrollWidth > innerWidth) found.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
    for (const own of document.querySelectorAll('main button, main a, main summary, footer button')) {
      const box = shown(own);
      // A link within a sentence is as high as its line.
      if (box && box.height < 59.5 && !own.closest('figcaption')) found.push(`${own.textContent}: ${box.height} px high`);
    }
    for (const own of document.querySelectorAll('main p, main li, main dd, main button, main label, main summary')) {
      const size = parseFloat(getComputedStyle(own).fontSize);
      if (shown(own) && size < 18) found.push(`${own.textContent}: ${size} px`);
    }
    return found;
  });
  expect(wrong, name).toEqual([]);
}
