/** Looks every few seconds whether somebody elsewhere has done something, while the screen is there and seen. */
import { onBeforeUnmount } from 'vue';

/** Gives what begins to look, and what ends it. */
export function waiting(look: () => Promise<void>) {
  let looking = 0;
  let gone = false;
  const stop = (): void => clearInterval(looking);
  function start(): void {
    stop();
    // What was asked for may come after the voter has left.
    if (gone) return;
    let asking = false;
    looking = window.setInterval(async () => {
      if (asking || document.hidden) return;
      asking = true;
      await look();
      asking = false;
    }, 4000);
  }
  onBeforeUnmount(() => {
    gone = true;
    stop();
  });
  return { start, stop };
}
