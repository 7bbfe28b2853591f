/** Which voice reads, and in which pieces. */
import { expect, it } from 'vitest';
import { sentencesOf, voiceFor } from '../src/base/aloud.ts';

const voice = (lang: string, localService = true) => ({ lang, localService });
const chosen = (language: 'zh' | 'en', ...voices: readonly ReturnType<typeof voice>[]): string | undefined => voiceFor(voices, language)?.lang;

it('Mandarin comes before Cantonese, in whatever way a device names them', () => {
  expect(chosen('zh', voice('zh-HK'), voice('zh-TW'), voice('zh-CN'))).toBe('zh-CN');
  expect(chosen('zh', voice('zh_HK'), voice('zh_CN'))).toBe('zh_CN');
  expect(chosen('zh', voice('cmn-Hans-HK'), voice('cmn-Hans-CN'))).toBe('cmn-Hans-CN');
  expect(chosen('zh', voice('zh-Hant-HK'), voice('zh-TW'))).toBe('zh-TW');
  // Better than none.
  expect(chosen('zh', voice('en-US'), voice('zh-HK'))).toBe('zh-HK');
  expect(chosen('en', voice('zh-CN'), voice('en_GB'))).toBe('en_GB');
});

it('no voice over the network is taken: it would be told what is on the page', () => {
  expect(chosen('zh', voice('zh-CN', false))).toBeUndefined();
  expect(chosen('zh', voice('zh-CN', false), voice('zh-HK'))).toBe('zh-HK');
  expect(chosen('en', voice('zh-CN'))).toBeUndefined();
});

it('a page is read sentence by sentence, without what is only signs', () => {
  expect(sentencesOf('这是您家的选票\n  湖光示范小区 · 首次会议\n\n✓ \n您这一票：1 人，\n 89.56 平方米。请投票！')).toEqual([
    '这是您家的选票',
    '湖光示范小区 · 首次会议',
    '您这一票：1 人，',
    '89.56 平方米。',
    '请投票！',
  ]);
});
