/** The page's language: Chinese, unless the browser is in English or the reader asks for it. */
import { ref, watchEffect } from 'vue';
import type { Said } from '../audit/said.ts';
import { remember, remembered } from './memory.ts';

export type Lang = 'zh' | 'en';

const KEY = 'yepiao.lang';
const kept = remembered(KEY);
const own: Lang = navigator.language.toLowerCase().slice(0, 2) === 'en' ? 'en' : 'zh';

export const lang = ref<Lang>(kept === 'zh' || kept === 'en' ? kept : own);

/** For attributes `lang`, for speech and for `Accept-Language`. */
export const tag = (): string => (lang.value === 'zh' ? 'zh-CN' : 'en');

watchEffect(() => {
  document.documentElement.lang = tag();
});

export function switchLanguage(): void {
  lang.value = lang.value === 'zh' ? 'en' : 'zh';
  remember(KEY, lang.value);
}

/** The words in the language of the page. */
export const say = (words: Said): string => words[lang.value];

/** For an attribute `lang`: what people wrote stands in Chinese also where the page is in English, and is to be pronounced so. */
export const langOf = ({ zh, en }: Said): 'zh-CN' | undefined => (zh === en && /\p{Script=Han}/u.test(zh) ? 'zh-CN' : undefined);
