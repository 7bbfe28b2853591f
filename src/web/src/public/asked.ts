/** Something that is asked of the service while a part is shown: not there yet, there, or refused. */
import { onBeforeUnmount, shallowReactive } from 'vue';
import { Refused } from '../base/api.ts';
import type { components, paths } from '../api/types.ts';

/** The interface's types by their names. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What a path answers with. */
export type Answer<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } } ? Body : never;
/** A row of the list that a path answers with. */
export type RowOf<Path extends keyof paths> = Answer<Path> extends { items: (infer Row)[] } ? Row : never;

/** One page of a list. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next?: string;
}

export interface Asked<T> {
  value: T | undefined;
  problem: Refused | undefined;
  waiting: boolean;
  /** Asks once more. What is shown stays until there is an answer. */
  again(): Promise<void>;
}

/** Asks now. A later answer to an earlier question is not taken. */
export function ask<T>(question: () => Promise<T>): Asked<T> {
  let turn = 0;
  const asked = shallowReactive<Asked<T>>({
    value: undefined,
    problem: undefined,
    waiting: true,
    async again() {
      turn += 1;
      const own = turn;
      asked.waiting = true;
      try {
        const value = await question();
        if (own !== turn) return;
        asked.value = value;
        asked.problem = undefined;
      } catch (reason) {
        if (own !== turn) return;
        asked.problem = asRefused(reason);
        // What is gone must not stay on the screen.
        if (asked.problem.status >= 400 && asked.problem.status < 500 && asked.problem.status !== 429) asked.value = undefined;
      } finally {
        if (own === turn) asked.waiting = false;
      }
    },
  });
  onBeforeUnmount(() => (turn += 1));
  void asked.again();
  return asked;
}

/** What is no answer of the service is an error of the page: shown like one, not swallowed. */
export function asRefused(reason: unknown): Refused {
  if (reason instanceof Refused) return reason;
  console.error(reason);
  return new Refused('page', '这一页出错了 · This page failed');
}

/** `?a=1&b=2`, without what is empty. */
export function query(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}
