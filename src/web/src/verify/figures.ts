/** Numbers as they are shown. */
import { said, type Said } from '../audit/said.ts';
import { squareMetres } from '../audit/outcome/weight.ts';

/** With thin groups of three digits, so that long ones can be read. */
const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, '\u202f');

export const count = (value: bigint): string => grouped(value.toString());

export const people = (value: bigint): Said => said(`${count(value)} 人`, count(value));

export function area(value: bigint): Said {
  const [whole = '', hundredths = ''] = squareMetres(value).split('.');
  const text = `${grouped(whole)}.${hundredths}`;
  return said(`${text} ㎡`, `${text} m²`);
}

/** A part of a whole in per cent, cut off behind two decimals: never rounded up to a threshold that was not reached. */
export function percent(part: bigint, whole: bigint): string {
  if (whole === 0n) return '–';
  const hundredths = (part * 10_000n) / whole;
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')}%`;
}

/** The same for drawing, 0 to 100. */
export const drawn = (part: bigint, whole: bigint): number => (whole === 0n ? 0 : Number((part * 10_000n) / whole) / 100);
