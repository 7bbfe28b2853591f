/**
 * What opens a registration or a nomination again: its number and its secret. As a link it stands behind `#`, which never goes to the
 * service, and is taken out of the address bar as soon as the page has read it.
 */
import { linkTo } from '../place.ts';

export interface Kept {
  readonly number: string;
  readonly secret: string;
}

export const linkOf = (part: string, { number, secret }: Kept): string =>
  `${location.origin}${location.pathname}${linkTo(part, `${number}.${secret}`)}`;

/** From the address, and out of it. */
export function takeKept(part: string, more: string): Kept | undefined {
  const at = more.indexOf('.');
  if (at <= 0) return undefined;
  history.replaceState(null, '', `${location.pathname}${linkTo(part)}`);
  return { number: more.slice(0, at), secret: more.slice(at + 1) };
}

export const withSecret = ({ secret }: Kept): Readonly<Record<string, string>> => ({ 'Yepiao-Secret': secret });

/** Lets somebody save a text as a file. */
export function save(name: string, text: string, type = 'text/plain'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
