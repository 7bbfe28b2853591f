/** A form that is sent to the service: what the service finds wrong with each field, and the same key for the same attempt. */
import { nextTick, reactive, ref, shallowRef, type Ref } from 'vue';
import type { Refused } from '../../base/api.ts';
import { asRefused } from '../asked.ts';

export interface Form {
  readonly sending: Ref<boolean>;
  readonly problem: Ref<Refused | undefined>;
  /** By the field's pointer without its first slash: what is wrong. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Header for a POST: the same again after a lost answer does nothing twice. */
  key(body: unknown): Readonly<Record<string, string>>;
  /** Sends once. A second press meanwhile does nothing. */
  send(attempt: () => Promise<void>): Promise<void>;
}

const randomKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** `within` is taken off the pointers, e.g. `form/`. */
export function useForm(within = ''): Form {
  const sending = ref(false);
  const problem = shallowRef<Refused>();
  const wrong = reactive<Record<string, string>>({});
  let sent = '';
  let key = '';
  return {
    sending,
    problem,
    wrong,
    key(body) {
      const text = JSON.stringify(body);
      if (text !== sent || key === '') key = randomKey();
      sent = text;
      return { 'Idempotency-Key': key };
    },
    async send(attempt) {
      if (sending.value) return;
      sending.value = true;
      problem.value = undefined;
      for (const name of Object.keys(wrong)) delete wrong[name];
      try {
        await attempt();
        key = '';
      } catch (reason) {
        const refused = asRefused(reason);
        problem.value = refused;
        for (const { pointer, detail } of refused.fields) {
          const name = pointer.replace(/^\//, '');
          wrong[name.startsWith(within) ? name.slice(within.length) : name] = detail || refused.message;
        }
        // What the service has answered is done with; only a lost answer is asked for again.
        if (refused.code !== 'offline') key = '';
        await nextTick();
        document.querySelector<HTMLElement>('[aria-invalid], .field.wrong input, [role=alert]')?.focus();
      } finally {
        sending.value = false;
      }
    },
  };
}
