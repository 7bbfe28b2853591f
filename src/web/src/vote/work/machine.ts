/** The page's end of the engine: in a worker, or without one where the browser has none. */
import type { Engine } from './engine.ts';

/** The engine could not do it: what it was given contradicts itself. */
export class Unfit extends Error {
  constructor() {
    super('unfit');
    this.name = 'Unfit';
  }
}

export type Machine = <K extends keyof Engine>(call: K, ...args: Parameters<Engine[K]>) => Promise<ReturnType<Engine[K]>>;

/** Starts an engine. */
export function startMachine(): Machine {
  let own: Promise<Machine> | undefined;
  return async (call, ...args) => {
    own ??= inWorker().catch(inPage);
    return (await own)(call, ...args);
  };
}

async function inPage(): Promise<Machine> {
  const engine = new (await import('./engine.ts')).Engine();
  return async (call, ...args) => {
    // A breath for the page, so that its progress shows.
    await new Promise((resolve) => setTimeout(resolve, 30));
    try {
      return (engine[call] as (...own: readonly unknown[]) => never).apply(engine, args);
    } catch {
      throw new Unfit();
    }
  };
}

interface Waiting {
  readonly resolve: (done: never) => void;
  readonly reject: (reason: Error) => void;
}

/** Rejects where the worker does not start. */
async function inWorker(): Promise<Machine> {
  const worker = new Worker(new URL('./sealer.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let count = 0;
  worker.onmessage = ({ data: { id, done, failed } }: MessageEvent<{ id: number; done?: never; failed?: true }>) => {
    const own = waiting.get(id);
    waiting.delete(id);
    if (failed) own?.reject(new Unfit());
    else own?.resolve(done as never);
  };
  const machine: Machine = (call, ...args) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id: count, call, args });
    });
  // A first question that every engine answers: whether it lives.
  await new Promise<void>((resolve, reject) => {
    worker.onerror = () => reject(new Unfit());
    machine('forget').then(resolve, reject);
  });
  worker.onerror = () => {
    for (const own of waiting.values()) own.reject(new Unfit());
    waiting.clear();
  };
  return machine;
}
