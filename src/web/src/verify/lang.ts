/** The page's language: Chinese unless the reader asks for English. */
import { ref, watchEffect } from 'vue';
import type { Said } from '../audit/said.ts';

export type Lang = 'zh' | 'en';

export const lang = ref<Lang>(navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh');

watchEffect(() => {
  document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en';
});

/** The words in the language of the page. */
export const say = (words: Said): string => words[lang.value];
