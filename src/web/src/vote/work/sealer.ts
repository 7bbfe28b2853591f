/** The worker: one engine, and one answer for each question. */
import { Engine, type Call } from './engine.ts';

const engine = new Engine();

addEventListener('message', ({ data: { id, call, args } }: MessageEvent<Call & { readonly id: number }>) => {
  try {
    const done = (engine[call] as (...own: readonly unknown[]) => unknown).apply(engine, args);
    postMessage({ id, done });
  } catch {
    // The reason may name parts of what is secret; that it failed is all the page acts on.
    postMessage({ id, failed: true });
  }
});
