/** How rooms, areas, times and codes are written for people. */
import { lang } from '../base/lang.ts';

/** `89.56` of 8956 hundredths. */
export function areaSaid(hundredths: number): string {
  const rest = String(hundredths % 100).padStart(2, '0');
  return `${Math.floor(hundredths / 100)}.${rest}`;
}

/** `3 栋 2 单元 501`, `商业 10`: the word for a building or stair only behind a number or a letter. */
export function placeSaid({ building, stair, room }: { building: string; stair: string; room: string }): string {
  const zh = lang.value === 'zh';
  const part = (text: string, word: string, english: string): string => (text === '' ? '' : !zh ? `${english} ${text}` : /[0-9A-Za-z]$/.test(text) ? `${text} ${word}` : text);
  return [part(building, '栋', 'building'), part(stair, '单元', 'stair'), zh ? room : `room ${room}`].filter(Boolean).join(zh ? ' ' : ', ');
}

/** The estate and what it votes on. Titles often begin with the estate's name. */
export function pollSaid(poll: { readonly community_name: string; readonly title: string } | undefined): string {
  const { community_name: estate = '', title = '' } = poll ?? {};
  return title.startsWith(estate) ? title : `${estate} · ${title}`;
}

/** A moment in the estate's time; the phone's own zone and clock may be anything. */
export function timeSaid(at: number): string {
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false };
  const own = lang.value === 'zh' ? 'zh-CN' : 'en-GB';
  try {
    return new Intl.DateTimeFormat(own, { ...options, timeZone: 'Asia/Shanghai' }).format(at);
  } catch {
    // A browser without zones: the mainland has one, eight hours ahead, and no summer time.
    return new Intl.DateTimeFormat(own, { ...options, timeZone: 'UTC' }).format(at + 8 * 3_600_000);
  }
}

/** An end: the last moment of a day is 24:00 of that day, not 00:00 of the next, which people take for a day more (民法典 203). */
export function endSaid(at: number): string {
  const isMidnight = (at + 8 * 3_600_000) % 86_400_000 === 0;
  return isMidnight ? timeSaid(at - 1).replace('23:59', '24:00') : timeSaid(at);
}

/** In groups of four, for eyes and ears. */
export const inFours = (text: string): string => text.match(/.{1,4}/g)?.join(' ') ?? '';

/** The 16 characters of a hash that are compared by eye. */
export const fingerprint = (hash: string): string => inFours(hash.slice(0, 16));
