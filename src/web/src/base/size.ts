/** 大字: a quarter larger, until the tab is closed. */
import { ref, watchEffect } from 'vue';
import { remember, remembered } from './memory.ts';

const KEY = 'yepiao.large';

export const large = ref(remembered(KEY) === '1');

watchEffect(() => document.documentElement.classList.toggle('large', large.value));

export function switchSize(): void {
  large.value = !large.value;
  remember(KEY, large.value ? '1' : '0');
}
