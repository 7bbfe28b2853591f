/** Whatever is said, is said in Chinese too. */
import { expect, it } from 'vitest';
import { ARCHIVE_CHECKS } from '../src/audit/archive/checks.ts';
import { chinese } from '../src/audit/faults.ts';
import { ARCHIVE_LIMITS, RECORD_LIMITS } from '../src/audit/limits.ts';
import { RECORD_CHECKS } from '../src/audit/record/checks.ts';
import { shown } from '../src/audit/said.ts';

it('every check has a name and a meaning of its own in both languages', () => {
  for (const checks of [ARCHIVE_CHECKS, RECORD_CHECKS]) {
    for (const lang of ['zh', 'en'] as const) {
      const texts = Object.values(checks).flatMap(({ name, meaning }) => [name[lang], meaning[lang]]);
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts.every((text) => /[^\x00-\x7f]/.test(text) === (lang === 'zh'))).toBe(true);
    }
  }
  for (const { what, remedy } of [...ARCHIVE_LIMITS, ...RECORD_LIMITS]) {
    for (const text of [what, remedy]) expect([text.zh, text.en].every((own) => own.length > 10)).toBe(true);
  }
});

it('what a stranger wrote cannot steer the screen', () => {
  expect(shown('a\u001b[2J\u202eb\n')).toBe('a\\u{1b}[2J\\u{202e}b\\u{a}');
  expect(shown('业'.repeat(300))).toBe(`${'业'.repeat(200)}…`);
  expect(chinese('something new')).toBe('内容的格式不对（程序原话：something new）');
});
