/** A worker: what it is, it is told first. */
import '../../crypto/old-browsers.ts';
import { Auditor } from './auditor.ts';
import { serve, Spread } from './checker.ts';
import type { Reply, Start, Task } from './messages.ts';

/** The scope of a worker, as far as it is used; the page's types do not have it. */
interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }: MessageEvent<Start>) => {
  if (data.role === 'checker') {
    serve(data.port);
    return;
  }
  const auditor = new Auditor(new Spread(data.ports), (reply: Reply) => scope.postMessage(reply));
  scope.onmessage = ({ data: task }: MessageEvent<Task>) => void auditor.take(task);
};
