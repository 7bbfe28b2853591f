/**
 * A list of voters that hangs out for its time. It is asked of the service each time and kept nowhere; as soon as the service says that its
 * time is over, it is gone from the screen too.
 */
import { computed, onBeforeUnmount, ref, shallowRef } from 'vue';
import { json, type Refused } from '../../base/api.ts';
import { ask, asRefused, query, type Page, type Schema } from '../asked.ts';
import { path } from '../poll.ts';

export type Voter = Schema<'RollHanging'>['voters']['items'][number];

/** The list of this name, whole and by flat. */
export function hanging<List extends { readonly voters: Page<Voter> }>(name: 'roll' | 'participants') {
  const read = (fields: Readonly<Record<string, string | number | undefined>>): Promise<List> => json(path(`${name}${query(fields)}`), { fresh: true });
  const totals = ask(() => read({ limit: 1 }));
  const room = ref('');
  const found = shallowRef<readonly Voter[]>();
  const problem = shallowRef<Refused>();

  async function find(): Promise<void> {
    problem.value = undefined;
    try {
      const { voters } = await read({ room: room.value.trim() });
      found.value = voters.items;
    } catch (reason) {
      found.value = undefined;
      problem.value = asRefused(reason);
      if (problem.value.status === 410) await totals.again();
    }
  }

  const page = (cursor: string | undefined): Promise<Page<Voter>> => read({ cursor, limit: 100 }).then(({ voters }) => voters);
  const over = computed(() => totals.problem?.status === 410 || problem.value?.status === 410);

  // Somebody may leave the page open when the time ends.
  const timer = setInterval(() => {
    if (!over.value) void totals.again();
  }, 60_000);
  onBeforeUnmount(() => clearInterval(timer));
  return { totals, room, found, problem, find, page, over };
}
