/**
 * The oldest browsers that the pages are built for, Chrome 80 and Safari 14, as far as a young one can play them: what came later is taken
 * away, in pages and in workers, and a worker is never a module. Syntax is another matter: `oldest.test.ts` reads the files.
 */
import type { BrowserContext } from 'playwright-core';

/** By the object that has them; `*` are prototypes of all typed arrays. From MDN's table of what came when. */
const YOUNGER: Readonly<Record<string, string>> = {
  globalThis:
    'AggregateError WeakRef FinalizationRegistry structuredClone reportError Iterator SuppressedError CompressionStream DecompressionStream BroadcastChannel scheduler requestIdleCallback cookieStore HTMLDialogElement',
  Object: 'hasOwn groupBy',
  Array: 'fromAsync',
  'Array.prototype': 'at findLast findLastIndex toReversed toSorted toSpliced with',
  '*': 'at findLast findLastIndex toReversed toSorted with',
  Uint8Array: 'fromBase64 fromHex',
  'Uint8Array.prototype': 'toBase64 toHex setFromBase64 setFromHex',
  'ArrayBuffer.prototype': 'transfer transferToFixedLength resize',
  'String.prototype': 'replaceAll at isWellFormed toWellFormed',
  Promise: 'any withResolvers try',
  Map: 'groupBy',
  'Set.prototype': 'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom',
  'Crypto.prototype': 'randomUUID',
  AbortSignal: 'any timeout abort',
  'AbortSignal.prototype': 'throwIfAborted',
  'Element.prototype': 'replaceChildren checkVisibility setHTMLUnsafe',
  URL: 'canParse parse',
  Response: 'json',
  'Response.prototype': 'bytes',
  'Blob.prototype': 'bytes',
  ReadableStream: 'from',
  Intl: 'ListFormat Segmenter DisplayNames DurationFormat supportedValuesOf',
};

/** A script that takes it away wherever it runs, and says so. */
const TAKE_AWAY = `(() => {
  const younger = ${JSON.stringify(YOUNGER)};
  for (const [path, names] of Object.entries(younger)) {
    const own = path === '*' ? Object.getPrototypeOf(Uint8Array.prototype) : path.split('.').reduce((at, name) => at && at[name], globalThis);
    if (own) for (const name of names.split(' ')) if (!Reflect.deleteProperty(own, name)) throw new Error('cannot take away ' + path + '.' + name);
  }
  if (typeof Worker === 'function' && typeof window === 'object') {
    const Own = Worker;
    window.Worker = function (address) { return new Own(address); };
  }
})();\n`;

/** Makes every page of a context old; how many workers were made old too. */
export async function makeOld(context: BrowserContext): Promise<() => number> {
  let workers = 0;
  await context.addInitScript({ content: TAKE_AWAY });
  await context.route(/\/assets\/(?:sealer|worker)-[\w-]+\.js$/, async (route) => {
    const response = await route.fetch();
    workers += 1;
    await route.fulfill({ response, body: TAKE_AWAY + (await response.text()) });
  });
  return () => workers;
}
