/** What the page is doing and what it found, apart from how it looks. */
import { computed, reactive, shallowRef } from 'vue';
import type { Said } from '../audit/said.ts';
import { pollOf, takeAddress } from './address.ts';
import { entriesOf } from '../audit/record/entries.ts';
import { fetchElection, fetchEntries, fetchRecord } from './service.ts';
import { W } from './words.ts';
import type { Held, Opened } from './work/messages.ts';
import { GivenUp, Team, type Progress } from './work/team.ts';
import type { Revealed } from '../audit/reveal.ts';

/** Where the page stands. */
export type Step = 'start' | 'fetching' | 'working' | 'done';

/** A receipt or a head of the log is a short text. */
const MAX_NOTE = 1 << 20;
/** A page of the log. */
const MAX_PAGE = 4 << 20;
/** Pages of the log that are fetched for a head: 200 entries each. */
const MAX_PAGES = 50;
/** An `election.json`. */
const MAX_ELECTION = 16 << 20;

/** Something held against the record, with the file's name; notes with their bytes, to be held again. */
type Kept = Held & { readonly name: string; readonly bytes: Uint8Array | undefined };

export function useSession() {
  const team = new Team();
  const state = reactive({
    step: 'start' as Step,
    file: '',
    progress: { part: 0, ballots: 0 } as Progress,
    /** Why the last thing did not work. */
    problem: undefined as Said | undefined,
  });
  const opened = shallowRef<Exclude<Opened, { kind: 'neither' }>>();
  const held = shallowRef<readonly Kept[]>([]);
  /** Entries that the log got after the record was made. */
  let later: readonly Uint8Array[] = [];
  /** The text of a checked ballot, and what it turned out to be. */
  const reveal = shallowRef<string>();
  const revealed = shallowRef<Revealed>();

  /** The record that is being fetched. */
  let fetching = new AbortController();

  let last: Promise<void> = Promise.resolve();
  /** One thing after another: the auditor answers one question at a time. */
  const guarded = (work: () => Promise<void>): Promise<void> =>
    (last = last.then(async () => {
      state.problem = undefined;
      try {
        await work();
      } catch (error) {
        // Stopped on purpose says nothing more.
        const stopped = error instanceof GivenUp && error.message === 'stopped';
        if (!stopped) state.problem = W.failed;
        if (!(error instanceof GivenUp)) console.error(error);
        if (state.step !== 'done') state.step = 'start';
      }
    }));

  function stop(): void {
    fetching.abort();
    team.stop();
  }

  async function audit(file: Blob, name: string): Promise<void> {
    Object.assign(state, { step: 'working', file: name, progress: { part: 0, ballots: 0 } });
    [opened.value, held.value, later] = [undefined, [], []];
    const found = await team.audit(file, name, (progress) => (state.progress = progress));
    if (found.kind === 'neither') {
      state.step = 'start';
      state.problem = { empty: W.empty, foreign: W.foreign, 'no-manifest': W.noManifest }[found.why];
      return;
    }
    opened.value = found;
    state.step = 'done';
    await checkReveal(undefined);
  }

  /** Rebuilds the checked ballot, with this election or with that of the file that was audited. */
  async function checkReveal(election: Uint8Array | undefined): Promise<void> {
    if (reveal.value === undefined) return;
    revealed.value = await team.reveal(reveal.value, election);
  }

  /** Whatever files somebody opens, each by what is in it. */
  const open = (files: readonly File[]): Promise<void> =>
    guarded(async () => {
      const sorted = await Promise.all(files.map(async (file) => ({ file, kind: await kindOf(file) })));
      const main = sorted.filter(({ kind }) => kind === 'record' || kind === 'archive' || kind === 'other');
      const notes = sorted.filter(({ kind }) => kind === 'note' || kind === 'entries');
      const election = sorted.find(({ kind }) => kind === 'election');
      const [first] = main;
      if (first) await audit(first.file, first.file.name);
      if (election) await checkReveal(new Uint8Array(await election.file.arrayBuffer()));
      if (notes.length > 0 && opened.value?.kind !== 'record') state.problem = W.keptFirst;
      else await addAll(notes.map(({ file }) => file));
    });

  /** Receipts, heads and older copies, beside the record that was audited. */
  const keep = (files: readonly File[]): Promise<void> =>
    guarded(() => addAll(files));

  async function addAll(files: readonly File[]): Promise<void> {
    const kinds = await Promise.all(files.map(kindOf));
    const ofKind = (isEntries: boolean): File[] => files.filter((_, at) => (kinds[at] === 'entries') === isEntries);
    for (const page of ofKind(true)) later = [...later, ...(entriesOf(new Uint8Array(await page.arrayBuffer())) ?? [])];
    for (const file of ofKind(false)) await addHeld(file);
    // Heads that waited for these entries.
    if (ofKind(true).length > 0) await holdAgain();
  }

  async function addHeld(file: File): Promise<void> {
    const isRecord = (await kindOf(file)) === 'record';
    const bytes = isRecord ? undefined : new Uint8Array(await file.slice(0, MAX_NOTE + 1).arrayBuffer());
    const found = bytes ? await holdWithLater(bytes) : await team.compare(file);
    held.value = [...held.value, { ...found, name: file.name, bytes }];
  }

  async function holdAgain(): Promise<void> {
    const again: Kept[] = [];
    for (const own of held.value) {
      const { name, bytes, needs } = own;
      again.push(needs !== undefined && bytes ? { ...(await team.hold(bytes, later)), name, bytes } : own);
    }
    held.value = again;
  }

  /** Fetches what the log says since, if a head is newer than the record and the page is the service's. */
  async function holdWithLater(bytes: Uint8Array): Promise<Held> {
    let found = await team.hold(bytes, later);
    for (let page = 0; found.needs !== undefined && page < MAX_PAGES; page += 1) {
      const fetched = await fetchEntries(found.needs);
      const entries = fetched && entriesOf(fetched);
      if (!entries?.length) break;
      later = [...later, ...entries];
      found = await team.hold(bytes, later);
    }
    return found;
  }

  /** What the address asks for. */
  const begin = (): Promise<void> =>
    guarded(async () => {
      const asked = takeAddress();
      if (asked.reveal !== undefined) await showReveal(asked.reveal);
      if (asked.poll !== undefined) await fetchAndAudit(asked.poll);
    });

  async function fetchAndAudit(poll: string): Promise<void> {
    state.step = 'fetching';
    fetching = new AbortController();
    const record = await fetchRecord(poll, fetching.signal, (part) => (state.progress = { part, ballots: 0 }));
    if (record) return audit(record, 'record.zip');
    state.step = 'start';
    if (!fetching.signal.aborted) state.problem = W.notFetched;
  }

  async function showReveal(text: string): Promise<void> {
    reveal.value = text;
    const poll = pollOf(text);
    const known = opened.value || poll === undefined ? undefined : await fetchElection(poll);
    await checkReveal(known);
  }

  return {
    state,
    opened,
    held,
    reveal,
    revealed,
    /** Nothing that was checked is wrong, neither in the file nor in what was held against it. */
    holds: computed(() => opened.value?.valid === true && held.value.every((own) => own.holds)),
    open,
    keep,
    begin,
    showReveal: (text: string) => guarded(() => showReveal(text.trim().replace(/^.*#/, ''))),
    stop,
    again(): void {
      stop();
      Object.assign(state, { step: 'start', file: '', problem: undefined });
      [opened.value, held.value, later, reveal.value, revealed.value] = [undefined, [], [], undefined, undefined];
    },
  };
}

/** What a file is, by its first bytes. */
async function kindOf(file: File): Promise<'record' | 'archive' | 'note' | 'election' | 'entries' | 'other'> {
  const begin = new TextDecoder('latin1').decode(await file.slice(0, 9).arrayBuffer());
  if (begin.startsWith('PK')) return 'record';
  if (begin === 'BELENIOS\0') return 'archive';
  if (file.size <= MAX_ELECTION && begin.startsWith('{"version')) return 'election';
  if (file.size <= MAX_PAGE && begin.startsWith('{"items"')) return 'entries';
  if (file.size > MAX_NOTE) return 'other';
  return (await file.text()).includes('\n\n— ') ? 'note' : 'other';
}
