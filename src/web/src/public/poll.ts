/** The poll that this page is about, and the service's time. */
import { computed, ref, shallowRef } from 'vue';
import { json, type Refused } from '../base/api.ts';
import { service } from '../base/service.ts';
import { asRefused, type Page, type RowOf, type Schema } from './asked.ts';
import { pollId } from './place.ts';

export type Poll = Schema<'PublicPoll'> & {
  /** Whether a cancelled poll had been opened: then it has a log. */
  readonly opened?: boolean;
};
export type Item = Poll['items'][number];
export type Committee = Extract<Item, { type: 'committee' }>;

export const poll = shallowRef<Poll>();
export const problem = shallowRef<Refused>();

/** Path of something public about this poll. */
export const path = (rest: string): string => `polls/${encodeURIComponent(pollId)}/${rest}`;
/** The same as an address, for links and pictures. */
export const address = (rest: string): string => `/api/v1/public/${path(rest)}`;

export async function load(): Promise<void> {
  try {
    const told = await json<Poll>(`polls/${encodeURIComponent(pollId)}`);
    poll.value = told.state === 'cancelled' ? { ...told, opened: await wasOpened() } : told;
    problem.value = undefined;
  } catch (reason) {
    problem.value = asRefused(reason);
    if (problem.value.status === 404) poll.value = undefined;
  }
}

async function wasOpened(): Promise<boolean> {
  const { items } = await json<Page<RowOf<'/api/v1/public/polls/{poll}/steps'>>>(path('steps?limit=200'));
  return items.some(({ action }) => action === 'open');
}

const tick = ref(Date.now());
/** Milliseconds; of the service where its clock can be set. Only for "days left": what may be done when, the service decides. */
export const now = computed(() => Date.parse(service.clock) || tick.value);

const MINUTE = 60_000;

/** Loads the poll now and each minute in which somebody looks at it. */
export function keepFresh(): void {
  void load();
  setInterval(() => {
    tick.value = Date.now();
    if (document.visibilityState === 'visible') void load();
  }, MINUTE);
}
