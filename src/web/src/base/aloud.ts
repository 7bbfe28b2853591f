/** 朗读: which of the device's voices reads, and what is read of a page. */

/** What is asked of a voice. */
export interface Voice {
  /** As the device calls it: `zh-CN`, `zh_CN`, `cmn-Hans-CN`, `zh-HK`, `en-GB`. */
  readonly lang: string;
  /** A voice that works over the network would send what is on the page to somebody else. */
  readonly localService: boolean;
}

/** By preference: Chinese devices offer Cantonese under the same `zh`, which people elsewhere do not understand. */
const CHINESE = [/^(?:zh|cmn)(?:[-_]\w+)*[-_]CN/i, /^(?:zh|cmn)(?![-_](?:\w+[-_])?HK)/i, /^(?:zh|cmn)/i];
const ENGLISH = [/^en/i];

/** The voice for a language, if the device has one of its own. */
export function voiceFor<V extends Voice>(voices: readonly V[], language: 'zh' | 'en'): V | undefined {
  const own = voices.filter(({ localService }) => localService);
  for (const wanted of language === 'zh' ? CHINESE : ENGLISH) {
    const found = own.find(({ lang }) => wanted.test(lang));
    if (found) return found;
  }
  return undefined;
}

/** Neither codes, which are no words, nor pictures, nor what is folded away. */
const SILENT = '[aria-hidden="true"], [hidden], code, pre, svg, script, style, details:not([open]) > :not(summary)';
/** Each is a sentence of its own, whatever ends it. */
const SENTENCES = 'p, h1, h2, h3, h4, li, dt, dd, tr, caption, figcaption, button, summary, label, legend, .ways b, .name, .facts, .meaning';

/** The words of a part of the page as they are read. */
export function wordsOf(part: HTMLElement | undefined): string {
  const copy = part?.cloneNode(true) as HTMLElement | undefined;
  copy?.querySelectorAll(SILENT).forEach((own) => own.remove());
  copy?.querySelectorAll('th, td').forEach((own) => own.append(', '));
  copy?.querySelectorAll(SENTENCES).forEach((own) => own.append('\n'));
  return copy?.textContent ?? '';
}

/** One sentence at a time: long texts stop in the middle in some browsers. */
export const sentencesOf = (text: string): string[] =>
  (text.match(/[^。！？；\n]+[。！？；]?/g) ?? []).map((part) => part.replace(/\s+/g, ' ').trim()).filter((part) => /[\p{L}\p{N}]/u.test(part));
