/** The auditor and its checkers, one for each processor, as the page sees them. */
import type { Held, Opened, Reply, Start, Task } from './messages.ts';
import type { Revealed } from '../../audit/reveal.ts';
import { startWorker } from './start.ts';

/** More would only wait for one another's memory. */
const MOST = 32;

export interface Progress {
  /** Of the whole, 0 to 1. */
  readonly part: number;
  readonly ballots: number;
}

/** The work was given up: by the user, or because a worker died. */
export class GivenUp extends Error {}

export class Team {
  #workers: Worker[] = [];
  #auditor: Worker | undefined;
  #reject: ((reason: GivenUp) => void) | undefined;

  /** Audits a file. What was audited before is forgotten. */
  async audit(file: Blob, name: string, progress: (progress: Progress) => void): Promise<Opened> {
    this.stop();
    const reply = await this.#ask({ kind: 'audit', file, name }, 'opened', ({ bytes, total, ballots }) =>
      progress({ part: total > 0 ? Math.min(bytes / total, 1) : 0, ballots }),
    );
    return reply.opened;
  }

  /** Holds a receipt or a kept head against the record that was audited; `later`: entries that the log got since. */
  async hold(bytes: Uint8Array, later: readonly Uint8Array[]): Promise<Held> {
    return (await this.#ask({ kind: 'note', bytes, later }, 'held')).held;
  }

  /** Holds an older copy against it. */
  async compare(file: Blob): Promise<Held> {
    return (await this.#ask({ kind: 'older', file }, 'held')).held;
  }

  /** Rebuilds a checked ballot. */
  async reveal(text: string, election: Uint8Array | undefined): Promise<Revealed> {
    return (await this.#ask({ kind: 'reveal', text, election }, 'revealed')).revealed;
  }

  /** Gives up whatever is under way. */
  stop(): void {
    for (const worker of this.#workers) worker.terminate();
    [this.#workers, this.#auditor] = [[], undefined];
    this.#reject?.(new GivenUp('stopped'));
    this.#reject = undefined;
  }

  #ask<K extends Reply['kind']>(
    task: Task,
    kind: K,
    progress?: (reply: Extract<Reply, { kind: 'progress' }>) => void,
  ): Promise<Extract<Reply, { kind: K }>> {
    const auditor = (this.#auditor ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      auditor.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.kind === 'progress') return progress?.(data);
        this.#reject = undefined;
        if (data.kind === kind) resolve(data as Extract<Reply, { kind: K }>);
        else reject(new GivenUp(data.kind === 'failed' ? data.reason : data.kind));
      };
      auditor.postMessage(task);
    });
  }

  #start(): Worker {
    const ports: MessagePort[] = [];
    for (let left = Math.min(navigator.hardwareConcurrency || 2, MOST); left > 0; left -= 1) {
      const { port1, port2 } = new MessageChannel();
      this.#tell(this.#add(), { role: 'checker', port: port1 }, [port1]);
      ports.push(port2);
    }
    const auditor = this.#add();
    this.#tell(auditor, { role: 'auditor', ports }, ports);
    return auditor;
  }

  #add(): Worker {
    const worker = startWorker();
    // A worker that died would never answer.
    worker.onerror = (event) => {
      event.preventDefault();
      const reject = this.#reject;
      this.#reject = undefined;
      this.stop();
      reject?.(new GivenUp(event.message || 'worker'));
    };
    this.#workers.push(worker);
    return worker;
  }

  #tell(worker: Worker, start: Start, ports: MessagePort[]): void {
    worker.postMessage(start, ports);
  }
}
