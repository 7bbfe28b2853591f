/**
 * Sentences in both languages of the page.
 *
 * English names paths and positions as they stand in the file, counted from 0, and says the same as `yepiao verify`. Chinese is for
 * people who read a report on paper: questions, answers and entries of lists are counted from 1, as they are on a ballot.
 */

/** A sentence without its full stop. */
export interface Said {
  readonly zh: string;
  readonly en: string;
}

export const said = (zh: string, en: string): Said => ({ zh, en });

/** What is wrong, behind the place where it is. */
export const at = (zh: string, en: string, what: Said): Said => said(`${zh}：${what.zh}`, `${en}: ${what.en}`);

/** A position as it is counted on paper. */
export const nth = (index: number): number => index + 1;

/** Characters that steer a screen or turn the writing direction: a stranger's text could rewrite the report it stands in. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const SHOWN = 200;

/** A stranger's text as it may stand in a report: harmless, and cut off. */
export function shown(text: string): string {
  const characters = [...text];
  const safe = characters.slice(0, SHOWN).join('').replace(STEERING, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
  return characters.length > SHOWN ? `${safe}…` : safe;
}
