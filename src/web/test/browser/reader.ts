/** Somebody who reads the public page of a poll, on a small phone or a laptop; as the program serves it, with its own headers. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeViolations, canBeHeard, open, shoot, tooSmall, untranslated, type Look } from './site.ts';

export const PHONE: Look = { width: 320, height: 568 };
export const LAPTOP: Look = { width: 1280, height: 800, colorScheme: 'dark' };

export const text = (page: Page): Promise<string> => page.innerText('main');

/** What the program answers can be told otherwise: a test's way to spoil it. */
export type Spoil = (path: string) => { readonly status: number; readonly body: string; readonly type: string } | undefined;

const NOTHING: Spoil = () => undefined;

export class Reader {
  readonly #browser: Browser;
  readonly #address: string;
  /** Asked for every answer of the interface. */
  spoil: Spoil = NOTHING;

  constructor(browser: Browser, address: string) {
    this.#browser = browser;
    this.#address = address;
  }

  /** Everything is as it is again. */
  mend(): void {
    this.spoil = NOTHING;
  }

  /** Opens a part. */
  open(part: string, look: Look): ReturnType<typeof open> {
    return open(this.#browser, this.#address + part, look, async (context) => {
      await context.route('**/api/**', (route) => {
        const { pathname, search } = new URL(route.request().url());
        const told = this.spoil(pathname + search);
        return told ? route.fulfill({ status: told.status, contentType: told.type, body: told.body }) : route.fallback();
      });
    });
  }

  /** Opens a part and waits until it is there. Nothing may be asked of another host, nothing forbidden by the policy, nothing may break. */
  async visit(part: string, look: Look, what: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
    const { page, context, complaints } = await this.open(part, look);
    try {
      await page.waitForSelector('main h1');
      await page.waitForFunction(() => !/正在读取|Loading…/.test(document.body.innerText) && document.querySelector('main')?.children.length !== 1);
      await what(page, context);
      // The browser itself tells of answers that refuse something.
      expect(complaints.filter((own) => !/status of [45]\d\d/.test(own))).toEqual([]);
    } finally {
      await context.close();
    }
  }

  /** Looks at parts in both languages and schemes: without barriers, large enough, no wider than the screen, all of it translated and read aloud. */
  async sound(parts: readonly string[], name: string): Promise<void> {
    for (const part of parts) {
      for (const look of [PHONE, LAPTOP, { ...PHONE, locale: 'en' }]) {
        await this.visit(part, look, async (page) => {
          expect(await axeViolations(page), `${name} ${part}`).toEqual([]);
          expect([...(await tooSmall(page)), ...(await untranslated(page))], `${name} ${part}`).toEqual([]);
          await shoot(page, `${name}${part.replace(/\W+/g, '-')}-${look.width}-${look.locale ?? 'zh'}`);
          await canBeHeard(page, `${name} ${part}`);
        });
      }
    }
  }
}
