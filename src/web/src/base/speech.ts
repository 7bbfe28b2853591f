/**
 * 朗读: reads a page aloud where the browser can, with a voice of the device. A voice that works over the network would send what is on
 * the page to somebody else, so only local ones are taken.
 */
import { ref } from 'vue';
import { tag } from './lang.ts';

const synthesis: SpeechSynthesis | undefined = 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window ? window.speechSynthesis : undefined;

/** Whether there is a voice for the page's language; some browsers find theirs a moment later. */
export const voices = ref<readonly SpeechSynthesisVoice[]>([]);
export const speaking = ref(false);

function look(): void {
  voices.value = synthesis?.getVoices().filter((voice) => voice.localService) ?? [];
}
look();
// Not `addEventListener`: older WebViews lack it on this object.
if (synthesis) synthesis.onvoiceschanged = look;

const voice = (): SpeechSynthesisVoice | undefined => {
  const language = tag().slice(0, 2);
  return voices.value.find((own) => own.lang.toLowerCase().startsWith(language));
};

export const canSpeak = (): boolean => voice() !== undefined;

export function speak(text: string): void {
  const own = voice();
  if (!synthesis || !own) return;
  quiet();
  speaking.value = true;
  // One sentence at a time: long texts stop in the middle in some browsers.
  const sentences = (text.match(/[^。！？；\n]+[。！？；]?/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');
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
