/** A voter in a browser: what is pressed, what leaves the phone, and what stays in it. */
import { expect } from 'vitest';
import { encodeAll, GENERATOR, GENERATOR_EIGHTH, IDENTITY } from '../../src/crypto/group.ts';
import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';
import type { Demo } from './demo.ts';
import { axeViolations, canBeHeard, giveVoices, shoot, untranslated, type Look } from './site.ts';

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
  await giveVoices(page);
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

/**
 * What everybody must be able to see, press, read and hear on a screen (law.md: 适老化; WCAG 2.2): type of 22 px, names of 28, titles of 30,
 * lines 1.3 times as high, targets of 60 px that stand 12 px apart, nothing beside the screen. Text that was made larger is larger still.
 */
export async function isFitForTheOld(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  expect(await axeViolations(page), name).toEqual([]);
  const wrong = await page.evaluate(() => {
    const found: string[] = [];
    const named = (own: Element): string => `“${(own.textContent ?? '').trim().slice(0, 20)}”`;
    const shown = (own: Element): DOMRect | undefined => {
      const box = own.getBoundingClientRect();
      return box.width > 1 && box.height > 1 ? box : undefined;
    };
    if (document.documentElement.scrollWidth > innerWidth) found.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
    const least = (selector: string, pixels: number): void => {
      for (const own of document.querySelectorAll(selector)) {
        const size = parseFloat(getComputedStyle(own).fontSize);
        if (shown(own) && size < pixels) found.push(`${named(own)}: ${size} px instead of ${pixels}`);
      }
    };
    least('body', 22);
    least('h1', 30);
    least('main .name, main .words, main .answerof li, main .home', 28);
    least('main p, main li, main dd, main button, main label, main summary, main small, footer button', 18);
    for (const own of document.querySelectorAll('main p, main li, main dd, main h1, main h2, button, main label, main summary, main .facts')) {
      const style = getComputedStyle(own);
      if (shown(own) && parseFloat(style.lineHeight) < 1.3 * parseFloat(style.fontSize) - 0.1) found.push(`${named(own)}: lines of ${style.lineHeight}`);
    }
    // A link within a sentence is as high as its line; what stays at the bottom lies above what scrolls below it.
    const targets = [...document.querySelectorAll('button, a, summary, input, textarea')]
      .filter((own) => !own.closest('p, figcaption, .foot.stays') && !own.closest('.boxes'))
      .flatMap((own) => {
        const box = shown(own);
        return box ? [{ own, box }] : [];
      });
    for (const { own, box } of targets) if (box.height < 59.5 || box.width < 59.5) found.push(`${named(own)}: ${box.width}×${box.height} px`);
    for (const [index, { own, box }] of targets.entries()) {
      for (const { own: other, box: next } of targets.slice(index + 1)) {
        if (own.contains(other) || other.contains(own)) continue;
        const aside = Math.max(next.left - box.right, box.left - next.right);
        const below = Math.max(next.top - box.bottom, box.top - next.bottom);
        if (Math.max(aside, below) < 11.5) found.push(`${named(own)} and ${named(other)}: ${Math.max(aside, below)} px apart`);
      }
    }
    return found;
  });
  expect(wrong, name).toEqual([]);
  expect(await untranslated(page), name).toEqual([]);
  await canBeHeard(page, name);
}

/** What stands in a code that the page shows, by a program that others wrote. */
export async function readCode(page: Page, shown: Locator): Promise<string> {
  const jsQR = (await import('jsqr')).default;
  const { width, height, data } = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    pen.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, height: bitmap.height, data: [...pen.getImageData(0, 0, bitmap.width, bitmap.height).data] };
  }, [...(await shown.screenshot())]);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data ?? '';
}

/** Phones, small and usual, and a screen on a desk. */
export const SIZES: readonly Look[] = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

/** Opens a slip at every size, looks at the screen that comes, and closes it again. */
export async function see(
  browser: Browser,
  link: string,
  words: RegExp,
  name: string,
  what: (voter: Voter) => Promise<void> = async () => undefined,
  before?: (page: Page) => Promise<void>,
): Promise<void> {
  for (const look of SIZES) {
    const voter = await openSlip(browser, link, look, undefined, before);
    await seeTitle(voter.page, words);
    await isFitForTheOld(voter.page, `${name}-${look.width}`);
    // A way on for whoever stands here, and never a code alone.
    const way = await voter.page.locator('main').innerText();
    expect(way, name).not.toMatch(/[a-z]+_[a-z]+|Error|undefined/);
    expect(await voter.page.locator('main button, main a').count(), name).toBeGreaterThan(0);
    await what(voter);
    expect(voter.complaints, name).toEqual([]);
    await voter.context.close();
  }
}
