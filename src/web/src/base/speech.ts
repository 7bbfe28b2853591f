/**
 * 朗读: reads a page aloud where the browser can, with a voice of the device. A voice that works over the network would send what is on
 * the page to somebody else, so only local ones are taken.
 */
import { ref } from 'vue';
import { sentencesOf, voiceFor } from './aloud.ts';
import { lang } from './lang.ts';

const synthesis: SpeechSynthesis | undefined = 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window ? window.speechSynthesis : undefined;

/** Some browsers find theirs a moment later. */
const voices = ref<readonly SpeechSynthesisVoice[]>([]);
export const speaking = ref(false);

function look(): void {
  voices.value = synthesis?.getVoices() ?? [];
}
look();
// Not `addEventListener`: older WebViews lack it on this object.
if (synthesis) synthesis.onvoiceschanged = look;

const voice = (): SpeechSynthesisVoice | undefined => voiceFor(voices.value, lang.value);

/** Whether there is a voice for the page's language. */
export const canSpeak = (): boolean => voice() !== undefined;

export function speak(text: string): void {
  const own = voice();
  if (!synthesis || !own) return;
  quiet();
  speaking.value = true;
  const sentences = sentencesOf(text);
  sentences.forEach((sentence, index) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.voice = own;
    utterance.lang = own.lang;
    utterance.rate = 0.9;
    if (index === sentences.length - 1) utterance.onend = () => (speaking.value = false);
    utterance.onerror = () => (speaking.value = false);
    synthesis.speak(utterance);
  });
}

export function quiet(): void {
  synthesis?.cancel();
  speaking.value = false;
}
