/** A rule's value as people say it. What is not known is shown as it stands: never left out. */
import { said, type Said } from '../../audit/said.ts';
import { VALUES, W } from './words.ts';

const UNITS: Readonly<Record<string, Said>> = { days: said('天', 'days'), working_days: said('个工作日', 'working days') };

export function valueSaid(key: string, value: unknown): Said {
  if (typeof value === 'boolean') return key === 'parking_as_area' ? (value ? said('计入', 'counts') : said('不计入', 'does not count')) : value ? W.yes : W.no;
  if (typeof value === 'number') return key === 'proxy_cap' ? said(`${value} 户`, String(value)) : said(String(value), String(value));
  if (typeof value === 'string') return VALUES[value] ?? said(value, value);
  if (Array.isArray(value)) {
    const parts = value.map((own) => valueSaid(key, own));
    return said(parts.map(({ zh }) => zh).join('、'), parts.map(({ en }) => en).join(', '));
  }
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { count, unit, min, max, max_days, after_term, after_result } = fields;
  if (count !== undefined) {
    const own = UNITS[String(unit)] ?? said(String(unit), String(unit));
    return said(`${count} ${own.zh}`, `${count} ${own.en}`);
  }
  if (max_days !== undefined) return said(`一次，最多 ${max_days} 天，要在截止前公告`, `once, at most ${max_days} days, announced before the end`);
  if (after_term !== undefined) return said(`任期届满后 ${after_term} 年，结果公布后至少 ${after_result} 年`, `${after_term} years after the term, at least ${after_result} after the result`);
  if (min !== undefined && max !== undefined) return key === 'seats' ? said(`${min}–${max} 人，单数`, `${min} to ${max}, an odd number`) : said(`${min}–${max} 天`, `${min} to ${max}`);
  if (key === 'calendar') return said('按国务院办公厅每年的安排', 'as the State Council arranges them each year');
  const text = JSON.stringify(value);
  return said(text, text);
}
