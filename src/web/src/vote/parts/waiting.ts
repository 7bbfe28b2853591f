/** Looks every few seconds whether somebody elsewhere has done something, while the page is seen. */
import { onBeforeUnmount } from 'vue';

/** Gives what begins to look, and what ends it. */
export function waiting(look: () => Promise<void>) {
  let looking = 0;
  const stop = (): void => clearInterval(looking);
  function start(): void {
    stop();
    let asking = false;
    looking = window.setInterval(async () => {
      if (asking || document.hidden) return;
      asking = true;
      await look();
      asking = false;
    }, 4000);
  }
  onBeforeUnmount(stop);
  return { start, stop };
}
