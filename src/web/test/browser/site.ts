/** The built pages as the service will serve them, and a browser to look at them with. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';

const dist = new URL('../../dist/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const PAGES = [['/v', 'vote.html'], ['/p', 'public.html'], ['/verify', 'verify.html']] as const;

/** What the service adds to every page. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** And to the page that is one file, which names its script and style by their digests itself (`src/api/pages.rs`). */
const KEPT = { ...HEADERS, 'Content-Security-Policy': "sandbox allow-downloads allow-scripts; frame-ancestors 'none'" };

/** Serves `dist`, and public documents by their paths. A document may come `in part`, and then nothing more until `letGo` is called. */
export async function serve(documents: ReadonlyMap<string, Uint8Array | { readonly inPart: Uint8Array; letGo?: () => void }>): Promise<{ server: Server; origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    asked.push(request.url ?? '');
    const document = documents.get(path);
    if (document && 'inPart' in document) {
      response.writeHead(200, { ...HEADERS, 'Content-Length': document.inPart.length }).write(document.inPart.slice(0, document.inPart.length / 2));
      document.letGo = () => response.destroy();
      return undefined;
    }
    if (document) return response.writeHead(200, { ...HEADERS, 'Content-Length': document.length }).end(document);
    const page = PAGES.find(([begin]) => path === begin || path.startsWith(`${begin}/`));
    const file = new URL(page ? page[1] : `.${path}`, dist);
    if (!file.href.startsWith(dist.href) || !existsSync(file)) return response.writeHead(404, HEADERS).end();
    const type = TYPES[extname(file.pathname)] ?? 'application/octet-stream';
    const headers = file.href === singleFile ? KEPT : HEADERS;
    return response.writeHead(200, { ...headers, 'Content-Type': type }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The address of the page that is one file, on the disk. */
export const singleFile = new URL('yepiao-verify.html', dist).href;

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export const executable = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path): path is string => path !== undefined && existsSync(path),
);

/** Nothing that a browser does of its own accord: no other host is asked for anything. */
const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = (): Promise<Browser> => {
  if (!executable) throw new Error('there is no chromium; its path can be given as CHROMIUM');
  // A browser that runs as root cannot have its sandbox; nothing but our own pages is opened.
  return chromium.launch({ executablePath: executable, chromiumSandbox: process.getuid?.() !== 0, args: QUIET });
};

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
}

/** A page in a context of its own, and everything in it that should not be. */
export async function open(browser: Browser, address: string, look: Look = {}, before: (context: BrowserContext) => Promise<void> = async () => undefined): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const { width = 390, height = 844, colorScheme = 'light', locale = 'zh-CN' } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
  await giveVoices(context);
  await before(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/404/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== new URL(address).origin && url.protocol !== 'blob:' && url.protocol !== 'data:') complaints.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  return { page, context, complaints };
}

interface Listening {
  heard?: string[];
}

/** Gives a page the voices that phones have and this browser lacks: one for each language, and one that is not of the device. */
export const giveVoices = (to: BrowserContext | Page): Promise<unknown> =>
  to.addInitScript(() => {
    const voice = (lang: string, localService = true) => ({ lang, localService, name: lang, voiceURI: lang, default: false });
    const heard: string[] = ((window as Listening).heard = []);
    const voices = [voice('zh-CN', false), voice('zh-HK'), voice('zh-CN'), voice('en-GB')];
    const speak = (own: { text: string; voice: { lang: string } }): void => void heard.push(`${own.voice.lang}: ${own.text}`);
    Object.defineProperty(window, 'speechSynthesis', { value: { getVoices: () => voices, speak, cancel: () => undefined, onvoiceschanged: null } });
    Object.defineProperty(window, 'SpeechSynthesisUtterance', {
      value: class {
        readonly text: string;
        constructor(text: string) {
          this.text = text;
        }
      },
    });
  });

/** Presses 朗读 and stops it again: what would be heard, sentence by sentence. */
export async function readAloud(page: Page): Promise<string[]> {
  await page.evaluate(() => (window as Listening).heard?.splice(0));
  await page.getByRole('button', { name: /^(?:朗读|Read aloud)$/ }).click();
  const heard = await page.evaluate(() => (window as Listening).heard ?? []);
  await page.getByRole('button', { name: /^(?:停止朗读|Stop reading)$/ }).click();
  return heard;
}

/** Whether a screen can be enlarged and heard, in the language of the page: its words, from its title on, and never a code. */
export async function canBeHeard(page: Page, name: string): Promise<void> {
  expect(await page.getByRole('button', { name: /^(?:大字|Large)$/ }).count(), name).toBe(1);
  const heard = await readAloud(page);
  const language = await page.evaluate(() => document.documentElement.lang);
  expect(heard.length, name).toBeGreaterThan(1);
  expect(heard.filter((own) => !own.startsWith(language === 'en' ? 'en-GB: ' : 'zh-CN: ')), name).toEqual([]);
  expect(heard.slice(0, 3).join(), name).toContain((await page.locator('h1').innerText()).replace(/\s+/g, ' ').slice(0, 8));
  expect(heard.filter((own) => /(?=[\w+/]*\d)(?=[\w+/]*[A-Za-z])[\w+/]{16,}/.test(own)), name).toEqual([]);
}

/** On a page in English: what stands there in Chinese and is not marked as what people wrote, which nobody translates. */
export const untranslated = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    if (document.documentElement.lang !== 'en') return [];
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const parent = node.parentElement;
      // A sentence in English may have a name in it.
      if (!parent || !/\p{Script=Han}/u.test(text) || (text.match(/[A-Za-z]/g) ?? []).length > 2) continue;
      if (parent.closest('[lang]')?.getAttribute('lang') === 'en' && !parent.matches('script, style, noscript')) found.push(text.trim());
    }
    return found;
  });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong: rule and places. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

/**
 * What is too small for old hands and eyes (适老化): targets below 44 px, text below 16 px or 18 px in what is read through, lines closer
 * than 1.3 of the type, and a page wider than the screen.
 */
export const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const named = (own: Element): string => `${own.tagName.toLowerCase()}.${own.className} “${(own.textContent ?? '').trim().slice(0, 20)}”`;
    for (const own of document.querySelectorAll('button, .button, summary, input:not(.unseen):not([type=radio]):not([type=checkbox]), .choice, select, textarea')) {
      const { width, height } = own.getBoundingClientRect();
      if (width > 0 && (width < 44 || height < 44)) found.push(`target of ${Math.round(width)}×${Math.round(height)}: ${named(own)}`);
    }
    for (const own of document.querySelectorAll('body *')) {
      const text = [...own.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (!text || own.getClientRects().length === 0 || own.matches('script, style, .unseen, noscript')) continue;
      const style = getComputedStyle(own);
      const [size, line] = [parseFloat(style.fontSize), parseFloat(style.lineHeight)];
      const least = own.matches('p:not(.legend), li, td, th, dd') && !own.matches('.banner, .hint') ? 18 : 16;
      if (size < least) found.push(`text of ${size} px: ${named(own)}`);
      if (line < 1.3 * size - 0.1) found.push(`lines of ${line} px for ${size} px: ${named(own)}`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`${scrollWidth} px wide`);
    return found;
  });

const shots = process.env['YEPIAO_SCREENSHOTS'];

/** Keeps pictures of the whole page, piece by piece, in the folder that `YEPIAO_SCREENSHOTS` names. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  const { width, height } = await page.evaluate(() => ({ width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight }));
  for (let y = 0, piece = 1; y < height; y += PIECE, piece += 1) {
    const clip = { x: 0, y, width, height: Math.min(PIECE, height - y) };
    await page.screenshot({ path: `${shots}/${name}-${piece}.png`, fullPage: true, clip });
  }
}
/** Pixels of a picture that can still be read at a glance. */
const PIECE = 1400;

/** A file of the vectors. */
export const vectorFile = (name: string): string => fileURLToPath(new URL(`../../../../tests/vectors/${name}`, import.meta.url));
