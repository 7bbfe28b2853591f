/** A checker's side, and the auditor's side of its checkers: ballots are spread over them in small lots. */
import type { Checked, Checker, KnownElection } from '../../audit/checker.ts';
import { checkOne, checkPoint } from '../../audit/checker.ts';
import { Election } from '../../crypto/election.ts';
import { Fault } from '../../crypto/fault.ts';
import type { PointText } from '../../crypto/group.ts';
import type { CheckReply, CheckRequest } from './messages.ts';

/** Ballots in a lot: a ballot takes a tenth of a second, so that the last lots of all end together. */
const BALLOTS = 4;
/** Points in a lot. */
const POINTS = 64;

/** Answers what comes through the port. */
export function serve(port: MessagePort): void {
  let election: Election | undefined;
  port.onmessage = ({ data }: MessageEvent<CheckRequest>) => {
    switch (data.kind) {
      case 'election':
        election = Election.parse(data.bytes);
        break;
      case 'ballots': {
        const known = election as Election;
        const checked = data.ballots.map((bytes) => checkOne(known, bytes));
        port.postMessage({ kind: 'ballots', checked } satisfies CheckReply);
        break;
      }
      case 'points': {
        const faults = data.texts.map((text) => checkPoint(text)).map((fault) => fault && { code: fault.code, message: fault.message });
        port.postMessage({ kind: 'points', faults } satisfies CheckReply);
      }
    }
  };
}

interface Helper {
  readonly port: MessagePort;
  election: Uint8Array | undefined;
  /** Takes the answer to the request under way. */
  resolve: ((reply: CheckReply) => void) | undefined;
}

/** All checkers behind their ports. */
export class Spread implements Checker {
  readonly #helpers: readonly Helper[];

  constructor(ports: readonly MessagePort[]) {
    this.#helpers = ports.map((port) => {
      const helper: Helper = { port, election: undefined, resolve: undefined };
      port.onmessage = ({ data }: MessageEvent<CheckReply>) => helper.resolve?.(data);
      return helper;
    });
  }

  async ballots({ bytes }: KnownElection, ballots: readonly Uint8Array[]): Promise<readonly Checked[]> {
    return this.#spread(ballots, BALLOTS, async (helper, lot) => {
      if (helper.election !== bytes) {
        helper.election = bytes;
        helper.port.postMessage({ kind: 'election', bytes } satisfies CheckRequest);
      }
      const reply = await ask(helper, { kind: 'ballots', ballots: lot });
      return reply.kind === 'ballots' ? reply.checked : [];
    });
  }

  async points(texts: readonly PointText[]): Promise<readonly (Fault | undefined)[]> {
    return this.#spread(texts, POINTS, async (helper, lot) => {
      const reply = await ask(helper, { kind: 'points', texts: lot });
      return reply.kind === 'points' ? reply.faults.map((fault) => fault && new Fault(fault.code, fault.message)) : [];
    });
  }

  /** Each helper takes the next lot when it is done with one; the answers come in the order of the items. */
  async #spread<T, R>(items: readonly T[], size: number, work: (helper: Helper, lot: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
    const results: R[] = new Array<R>(items.length);
    let next = 0;
    const run = async (helper: Helper): Promise<void> => {
      for (let from = next; from < items.length; from = next) {
        next += size;
        (await work(helper, items.slice(from, from + size))).forEach((result, index) => (results[from + index] = result));
      }
    };
    await Promise.all(this.#helpers.map(run));
    return results;
  }
}

const ask = (helper: Helper, request: CheckRequest): Promise<CheckReply> =>
  new Promise((resolve) => {
    helper.resolve = resolve;
    helper.port.postMessage(request);
  });
