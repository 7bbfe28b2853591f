/** One thing at a time, and what was refused, for a screen that shows it. */
import { ref } from 'vue';
import { Refused } from '../../base/api.ts';

/** `refused` hears what was. */
export function guarding(refused: (problem: Refused) => void = () => undefined) {
  const problem = ref<Refused>();
  const busy = ref(false);

  async function guarded(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = undefined;
    try {
      await work();
    } catch (reason) {
      problem.value = reason instanceof Refused ? reason : new Refused('otherwise', '');
      refused(problem.value);
    } finally {
      busy.value = false;
    }
  }

  return { problem, busy, guarded };
}
