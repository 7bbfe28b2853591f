/** A voter in a browser: what is pressed, and what leaves the phone. */
import { expect } from 'vitest';
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
}

export async function openSlip(browser: Browser, link: string, look: Look = {}, context?: BrowserContext): Promise<Voter> {
  const { width = 390, height = 844, locale = 'zh-CN' } = look;
  const own = context ?? (await browser.newContext({ viewport: { width, height }, locale, hasTouch: true }));
  const page = await own.newPage();
  const [requests, complaints]: [Request[], string[]] = [[], []];
  page.on('request', (request) => {
    requests.push(request);
    if (new URL(request.url()).origin !== new URL(link).origin && !/^(?:data|blob):/.test(request.url())) complaints.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A status that is no success is an answer like any other; the browser calls it an error.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(link);
  return { page, context: own, link, requests, complaints };
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

/** Chooses the first answers everywhere, up to the review. `each` looks at every screen. */
export async function chooseAll({ page }: Voter, each: (name: string) => Promise<void> = async () => undefined): Promise<void> {
  for (let item = 1; ; item += 1) {
    await each(`item-${item}`);
    const candidates = page.locator('button.face');
    if ((await candidates.count()) > 0) await candidates.first().click();
    else await page.locator('button.answer').first().click();
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

/** Nothing of the slip's secret is in what left the phone, nor in what stays in it. */
export async function leaksNothing({ page, link, requests }: Voter): Promise<void> {
  const secret = credentialOf(link);
  for (const request of requests) {
    const all = [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n');
    expect(all.includes(secret), request.url()).toBe(false);
  }
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href, history.state]));
  expect(kept).not.toContain(secret);
  expect(kept).not.toContain('choices');
  expect(kept).not.toContain('#');
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
