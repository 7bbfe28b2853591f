/** Texts that people will read on a ballot, a notice or a list: what must not stand in them. */
import { said, type Said } from '../said.ts';

/**
 * Control and format characters that have no place in Chinese or English text: with them two names could look the same, or one read
 * as another. Variation selectors stay: they choose the form of a rare character in a name.
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e007f}]/gu;
const SPACE = /^\p{White_Space}|\p{White_Space}$/u;

const fault = (reason: string): Said => said(`文字不能照原样印出来（程序原话：${reason}）`, reason);

/** One line that must not be empty: a title, a name. */
export const lineFault = (value: string, most: number): Said | undefined =>
  /^\p{White_Space}*$/u.test(value) ? fault('is empty') : common(value, most, '');

/** Any number of lines, possibly none. */
export const textFault = (value: string, most: number): Said | undefined => common(value, most, '\n');

function common(value: string, most: number, allowed: string): Said | undefined {
  if ([...value].length > most) return fault(`has more than ${most} characters`);
  const hidden = (value.match(HIDDEN) ?? []).find((character) => character !== allowed);
  if (hidden !== undefined) {
    const point = (hidden.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return fault(`has a hidden character, U+${point}`);
  }
  return SPACE.test(value) ? fault('begins or ends with white space') : undefined;
}

/** Whether a person's name can be printed: not empty, not too long, no control characters. */
export const isPlainName = (name: string, most: number): boolean =>
  !/^\p{White_Space}*$/u.test(name) && [...name].length <= most && !/[\u0000-\u001f\u007f-\u009f]/.test(name);
