/** Looks every few seconds whether somebody elsewhere has done something, while the screen is there and seen. */
import { onBeforeUnmount, type Ref } from 'vue';
import { Refused } from '../../base/api.ts';

/** Gives what looks once, what begins to look, and what ends it. A connection that breaks is no problem: it is looked again. */
export function waiting(look: () => Promise<void>, problem: Ref<Refused | undefined>) {
  let looking = 0;
  let gone = false;
  async function once(): Promise<void> {
    try {
      await look();
    } catch (reason) {
      if (reason instanceof Refused && reason.status !== 0) problem.value = reason;
    }
  }
  const stop = (): void => clearInterval(looking);
  function start(): void {
    stop();
    // What was asked for may come after the voter has left.
    if (gone) return;
    let asking = false;
    looking = window.setInterval(async () => {
      if (asking || document.hidden) return;
      asking = true;
      await once();
      asking = false;
    }, 4000);
  }
  onBeforeUnmount(() => {
    gone = true;
    stop();
  });
  return { once, start, stop };
}
