/** What an owner far away has typed so far. Beside the screen, so that it is still there after a look aside; in this page only. */
import { reactive } from 'vue';
import type { components } from '../api/types.ts';
import { json } from '../base/api.ts';
import { startReleased } from './voting.ts';

type Schemas = components['schemas'];

export const remote = reactive({
  /** As it is typed, and as it was read. */
  typed: '',
  serial: '',
  /** Of the asking; empty before. */
  challenge: '',
  /** To which the code went, masked. */
  phone: '',
  code: '',
  lastFour: '',
  /** When another code may be asked for, by the phone's running time: its clock may be set meanwhile. */
  again: 0,
});

/** Asks for a code. Refusals are the caller's to show. */
export async function sendCode(serial: string): Promise<void> {
  const sent = await json<Schemas['CastCodeSent']>('sent-slips/code', { body: { serial } });
  Object.assign(remote, { serial, challenge: sent.challenge, phone: sent.phone, code: '', again: performance.now() + 60_000 });
}

/** Gets the credential and goes on with it. */
export async function open(): Promise<void> {
  const { serial, challenge, code, lastFour } = remote;
  const body = { serial, challenge, code, last_four: lastFour };
  const { poll, credential, release } = await json<Schemas['Released']>('sent-slips/release', { body });
  beginAnew();
  await startReleased({ poll, credential, serial }, release);
}

/** With another serial. */
export function beginAnew(): void {
  Object.assign(remote, { challenge: '', code: '', lastFour: '' });
}
