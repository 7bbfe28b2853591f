/**
 * One ballot, from the slip to the receipt: which screen shows, what was chosen, and the order of calls. What is chosen leaves this phone
 * only inside a sealed ballot.
 *
 * The phone's clock is believed in nothing but how long a ballot is kept in the tab: whether the voting is open, and whether a session
 * stands, is the service's to say.
 */
import { reactive } from 'vue';
import type { components } from '../api/types.ts';
import { bytes, json, Refused, text } from '../base/api.ts';
import type { Cast } from '../crypto/ballot/seal.ts';
import { pollSaid } from './format.ts';
import { asksOf, isComplete, type Ask, type Choice } from './asks.ts';
import { forgetBallot, forgetReceipt, keep, kept, keptReceipt, keepReceipt, KEPT_FOR, type Counted, type Referred } from './kept.ts';
import type { Possession } from './work/engine.ts';
import { groupedSerial } from './serial.ts';
import { Unfit, startMachine } from './work/machine.ts';
import type { Slip } from './slip.ts';

type Schemas = components['schemas'];
export type Poll = Schemas['PublicPoll'];
export type Begun = Schemas['CastSession'];

/** Where the voter is. */
export type Screen = 'loading' | 'remote' | 'whose' | 'factor' | 'item' | 'review' | 'check' | 'casting' | 'done' | 'trouble';
/** Ways aside; what they cover stays as it is. */
export type Aside = 'paper' | 'help' | 'denial' | 'checking';

/** What keeps the vote from going on. */
export interface Trouble {
  /** The service's code, or one of ours: `no_slip`, `browser`, `differs`, `receipt_false`, `unknown_fate`, `cleared`. */
  readonly code: string;
  readonly refused?: Refused;
  /** What to do again, if it can help. */
  readonly retry?: () => Promise<void>;
  /** A receipt that does not hold: it proves what the service did, so it is not to be lost. */
  readonly evidence?: { readonly tracker: string; readonly receipt: string };
}

const machine = startMachine();

export const state = reactive({
  screen: 'loading' as Screen,
  aside: undefined as Aside | undefined,
  trouble: undefined as Trouble | undefined,
  poll: undefined as Poll | undefined,
  asks: [] as readonly Ask[],
  choices: [] as (Choice | null)[],
  item: 0,
  /** An answer is looked at again from the review. */
  correcting: false,
  /** Choices of an interrupted ballot were found. */
  resumed: false,
  begun: undefined as Begun | undefined,
  /** Whether the voter was recognised. */
  recognised: false,
  /** How the voter wants to be, once that was chosen. */
  way: undefined as string | undefined,
  /** Where a real-name service waits for the voter. */
  referred: undefined as Referred | undefined,
  /** The sealed ballot's hash; empty while it is made. */
  hash: '',
  reveal: '',
  /** Which of the four steps of casting is under way. */
  step: 0,
  counted: undefined as Counted | undefined,
});

let slip: Slip | undefined;
let session = '';
/** That the code of a slip that was sent was typed: for the session that begins now. */
let release = '';
let token = '';
let cast: Cast | undefined;
let sealing = 0;
let timer = 0;

const path = (rest = ''): string => `polls/${slip?.poll ?? ''}${rest && `/${rest}`}`;

/** Remembers the ballot as it is, for a tab that is loaded again. */
function touch(): void {
  if (!slip || state.screen === 'done') return;
  keep({ slip, choices: cast ? [] : state.choices, ...(session && { session }), ...(state.referred && { referred: state.referred }), ...(cast && { cast }) });
  clearTimeout(timer);
  timer = window.setTimeout(forgetBallot, KEPT_FOR);
}

/** Does something that may fail, and shows what failed. */
async function attempt(work: () => Promise<void>, retry: () => Promise<void> = () => attempt(work)): Promise<void> {
  const before = state.screen;
  try {
    state.trouble = undefined;
    await work();
  } catch (reason) {
    stop(reason, async () => {
      state.screen = before;
      await retry();
    });
  }
}

function stop(reason: unknown, retry?: () => Promise<void>): void {
  if (reason instanceof Refused) {
    const again = reason.status === 0 || reason.status === 429 || reason.status >= 500 || reason.code === 'busy';
    state.trouble = { code: reason.code, refused: reason, ...(again && retry && { retry }) };
  } else {
    state.trouble = { code: reason instanceof Unfit ? 'differs' : 'browser' };
  }
  state.screen = 'trouble';
}

const lacking = (): boolean =>
  typeof BigInt !== 'function' || typeof fetch !== 'function' || typeof AbortController !== 'function' || !globalThis.crypto?.getRandomValues || !globalThis.TextEncoder;

/** Opens the page: with the slip of its address, or with what this tab remembers. */
export async function start(poll: string | undefined, fresh: Slip | undefined): Promise<void> {
  if (lacking()) {
    stop(undefined);
    return meetPoll(poll);
  }
  const counted = poll === undefined ? undefined : keptReceipt(poll);
  if (!fresh && counted) {
    state.counted = counted;
    state.screen = 'done';
    return meetPoll(poll);
  }
  const old = poll === undefined ? undefined : kept(poll);
  // Another slip than the one that was interrupted begins anew.
  const same = old && (!fresh || old.slip.credential === fresh.credential) ? old : undefined;
  slip = fresh ?? same?.slip;
  if (!slip) {
    state.trouble = { code: 'no_slip' };
    state.screen = 'trouble';
    return meetPoll(poll);
  }
  forgetReceipt();
  session = same?.session ?? '';
  state.referred = same?.referred;
  cast = same?.cast;
  const choices = same?.choices ?? [];
  touch();
  await attempt(() => open(choices));
}

/** Without a slip, for an owner who was sent the serial alone. */
export function startRemote(): void {
  if (lacking()) stop(undefined);
  else state.screen = 'remote';
}

/** A piece of the page did not come. */
export const failedToLoad = (retry: () => Promise<void>): void => stop(new Refused('offline', ''), async () => {
  state.screen = 'loading';
  await retry();
});

/** With what was released to such an owner it goes on as with a slip that was scanned; a tab that is loaded again finds it under the poll's address. */
export async function startReleased(released: Slip, secret: string): Promise<void> {
  release = secret;
  history.replaceState(history.state, '', `/v/${released.poll}`);
  await start(released.poll, released);
}

/** What is voted on and who helps is asked for also where nobody can vote; without an answer the words have to do. */
async function meetPoll(poll: string | undefined): Promise<void> {
  if (poll !== undefined && typeof fetch === 'function') state.poll = await json<Poll>(`polls/${poll}`).catch(() => undefined);
}

async function open(choices: readonly (Choice | null)[]): Promise<void> {
  state.screen = 'loading';
  state.poll = await json<Poll>(path());
  if (state.poll.state === 'cancelled') throw new Refused('poll_cancelled', '', 409);
  const [election, opening] = await Promise.all([bytes(path('opening/election.json')), bytes(path('opening/opening.json'))]).catch((reason: unknown) => {
    // Before the opening there are no such files: the voting has not begun.
    throw reason instanceof Refused && reason.status === 404 ? new Refused('not_open_yet', '', 409) : reason;
  });
  const { poll, credential } = slip as Slip;
  const { questions } = await machine('prepare', { poll, election, opening, credential });
  const asks = asksOf(questions, state.poll.items);
  if (!asks) throw new Unfit();
  state.asks = asks;
  const fits = choices.length === asks.length && choices.every((choice, index) => choice === null || isComplete(asks[index] as Ask, choice));
  state.choices = fits ? [...choices] : asks.map(() => null);
  state.resumed = fits && choices.some((choice) => choice !== null);
  if (cast) {
    // It may have arrived before this tab was loaded again.
    const found = await receiptOf(cast);
    return found ? sent(cast, found) : send();
  }
  await beginSession();
  state.recognised = session !== '' && (await renewed());
  if (!state.recognised) session = '';
  if (!state.recognised && state.referred) await backFrom(state.referred);
  touch();
  state.screen = 'whose';
  void machine('warmUp');
}

/** A tab that was loaded again while the voter was at a real-name service. */
async function backFrom(referred: Referred): Promise<void> {
  const lacking = await renewal(referred.session);
  if (!lacking) {
    session = referred.session;
    state.recognised = true;
  }
  // Otherwise it is still to say something, or what it said is shown where the voter asks for it.
  if (lacking?.code === 'not_recognised' || lacking?.code === 'another_person') state.way = 'official';
  else state.referred = undefined;
}

/** By the slip; refused at once where no ballot of this voter would be taken, so that nobody fills one in for nothing. */
async function beginSession(): Promise<void> {
  const body = { ...(await proven()), serial: slip?.serial, ...(release && { release }) };
  state.begun = await json<Begun>(path('cast-sessions'), { body });
  if (release !== '') [session, release] = [state.begun.session, ''];
  if (state.begun.hindrance !== undefined) throw new Refused(state.begun.hindrance, '', 409);
  if (state.begun.levels.length === 0) throw new Refused('nobody_confirms', '', 409);
}

/** A fresh proof of possession. */
async function proven(): Promise<Possession> {
  const { nonce } = await json<{ nonce: string }>(path('challenges'), { body: {} });
  return machine('prove', location.origin, nonce);
}

/** Gets a token by a session, or what keeps it from giving one. */
async function renewal(of: string): Promise<Refused | undefined> {
  try {
    const body = { ...(await proven()), session: of };
    token = (await json<Schemas['CastToken']>(path('cast-sessions/token'), { body })).access_token;
    return undefined;
  } catch (reason) {
    if (reason instanceof Refused && ['not_recognised', 'another_person', 'cast_session_ended'].includes(reason.code)) return reason;
    throw reason;
  }
}

/** Whether the session gives a token. */
const renewed = async (): Promise<boolean> => !(await renewal(session));

/** From the first screen: to the second factor, or past it. */
export function begin(): void {
  state.screen = state.recognised ? 'item' : 'factor';
  state.item = 0;
}

/** A code to the phone on the roll. Refusals are the caller's to show. */
export const sendCode = (): Promise<Schemas['CastCodeSent']> => json(path('cast-sessions/code'), { body: { session: state.begun?.session } });

/** What the voter typed: a code, or the last characters of the ID number. */
export async function confirm(level: 'sms' | 'digits', challenge: string, typed: string): Promise<void> {
  const body = { session: state.begun?.session, level, typed, ...(challenge && { challenge }) };
  token = (await json<Schemas['CastToken']>(path('cast-sessions/confirm'), { body })).access_token;
  recognised(state.begun?.session ?? '');
}

/** Goes on if somebody has confirmed a session by now, a witness or a real-name service; otherwise what is lacking. */
export async function confirmedElsewhere(of = state.begun?.session ?? ''): Promise<Refused | undefined> {
  const lacking = await renewal(of);
  // Whoever went back meanwhile is not taken out of what they read.
  if (!lacking && state.screen === 'factor') recognised(of);
  else if (lacking?.code === 'cast_session_ended') await anew();
  return lacking;
}

/** Sends the voter to a real-name service. A tab that is loaded again on the way back finds it. */
export async function refer(): Promise<void> {
  const own = state.begun?.session ?? '';
  const { address } = await json<Schemas['Referred']>(path('cast-sessions/official'), { body: { session: own } });
  state.referred = { session: own, address };
  touch();
}

/** What a real-name service said is of no use: another reference is needed. */
export function referredInVain(): void {
  state.referred = undefined;
  touch();
}

/** A session that nobody confirmed in time has ended: another one begins. */
const anew = (): Promise<void> =>
  attempt(async () => {
    state.screen = 'loading';
    await again();
  });

function recognised(by: string): void {
  session = by;
  state.referred = undefined;
  state.recognised = true;
  touch();
  const open = state.choices.findIndex((choice) => choice === null);
  if (cast) void send();
  else if (open === -1) review();
  else {
    state.item = open;
    state.screen = 'item';
  }
}

export function choose(choice: Choice | null): void {
  state.choices[state.item] = choice;
  touch();
}

/** The next question, or the review. */
export function next(): void {
  if (!isComplete(state.asks[state.item] as Ask, state.choices[state.item] ?? null)) return;
  if (state.correcting || state.item + 1 === state.asks.length) return review();
  state.item += 1;
}

export function correct(item: number): void {
  state.item = item;
  state.correcting = true;
  state.screen = 'item';
}

/** Everything is shown once more, and sealed meanwhile: the hash has to stand there before anybody casts. */
export function review(): void {
  state.correcting = false;
  state.screen = 'review';
  state.hash = '';
  const own = (sealing += 1);
  const choices = state.choices.map((choice) => (Array.isArray(choice) ? [...choice] : choice)) as Choice[];
  machine('seal', choices).then(
    (hash) => {
      if (own === sealing) state.hash = hash;
    },
    (reason: unknown) => stop(reason),
  );
}

/** Gives the sealed ballot up and shows what it was made of. */
export async function check(): Promise<void> {
  if (state.hash === '') return;
  await attempt(async () => {
    state.reveal = await machine('check');
    state.screen = 'check';
  });
}

/** Signs and sends. A second tap finds it under way. */
export async function castBallot(): Promise<void> {
  if (state.screen !== 'review' || state.hash === '') return;
  state.screen = 'casting';
  state.step = 0;
  await attempt(async () => {
    cast = await machine('sign');
    // From here on nobody can read what was chosen, also not in this tab.
    state.choices = [];
    touch();
    await send();
  });
}

/** Sends the signed ballot. Whatever goes wrong, it is looked for before it is sent again; the same ballot counts once. */
async function send(): Promise<void> {
  const own = cast as Cast;
  state.screen = 'casting';
  state.step = 1;
  try {
    if (token === '' && !(session !== '' && (await renewed()))) return again();
    await sent(own, await answer(own));
  } catch (reason) {
    if (!(reason instanceof Refused)) return stop(reason);
    // It may be in the log all the same: the answer was lost on its way, or another attempt was faster.
    const found = await receiptOf(own).catch(() => undefined);
    if (found) return sent(own, found);
    if (reason.code === 'cast_session_ended') {
      token = '';
      if (session !== '' && (await renewed().catch(() => false))) return attempt(send, send);
      return again();
    }
    const retry = (): Promise<void> => attempt(send, send);
    if (reason.status === 0) state.trouble = { code: 'unknown_fate', refused: reason, retry };
    else if (reason.status === 429 || reason.status >= 500) state.trouble = { code: 'sending_busy', refused: reason, retry };
    else return stop(reason, retry);
    state.screen = 'trouble';
  }
}

const answer = ({ ballot, hints }: Cast): Promise<Schemas['Receipt']> => json(path('ballots'), { body: { ballot, hints }, token, patience: 60_000 });

/** The receipt of a ballot that is in the log. */
async function receiptOf({ tracker }: Cast): Promise<Schemas['Receipt'] | undefined> {
  try {
    return await json<Schemas['Receipt']>(path(`receipts/${tracker.replace(/\+/g, '-').replace(/\//g, '_')}`));
  } catch (reason) {
    if (reason instanceof Refused && reason.status === 404) return undefined;
    throw reason;
  }
}

/** The session has ended; the signed ballot waits for another one. */
async function again(): Promise<void> {
  session = '';
  state.recognised = false;
  state.referred = undefined;
  await beginSession();
  state.screen = 'factor';
}

/** The service answered: its promise is held against its keys and its log before anything is said to count. */
async function sent({ tracker }: Cast, { receipt }: Schemas['Receipt']): Promise<void> {
  state.step = 2;
  const poll = (slip as Slip).poll;
  let promise;
  try {
    promise = await machine('verify', { receipt, tracker });
  } catch {
    state.trouble = { code: 'receipt_false', evidence: { tracker, receipt } };
    state.screen = 'trouble';
    return;
  }
  state.step = 3;
  let seen = false;
  try {
    const checkpoint = await text(path('log/checkpoint'));
    const size = Number(checkpoint.split('\n')[1]);
    const { proof } = await json<{ proof: string[] }>(path(`log/inclusion?index=${promise.index}&size=${size}`));
    await machine('verify', { receipt, tracker, log: { checkpoint, proof } });
    seen = true;
  } catch (reason) {
    if (reason instanceof Unfit) {
      state.trouble = { code: 'receipt_false', evidence: { tracker, receipt } };
      state.screen = 'trouble';
      return;
    }
    // Without a connection the promise stands all the same; it can be looked up later.
  }
  state.counted = { poll, tracker, receipt, time: promise.time, seen, about: pollSaid(state.poll) };
  state.screen = 'done';
  state.trouble = undefined;
  keepReceipt(state.counted);
  forgetSecrets();
}

function forgetSecrets(): void {
  clearTimeout(timer);
  cast = slip = undefined;
  session = token = release = '';
  state.choices = [];
  state.reveal = state.hash = '';
  state.begun = state.way = state.referred = undefined;
  void machine('forget').catch(() => undefined);
}

/** 清除: nothing of this ballot stays in this phone. */
export function clear(): void {
  forgetBallot();
  forgetReceipt();
  forgetSecrets();
  state.trouble = { code: 'cleared' };
  state.screen = 'trouble';
}

/** 我没投过: an objection, which the preparatory group has to answer in public. Its number. */
export async function deny(name: string, contact: string, more: string): Promise<number> {
  const voter = state.begun?.voter;
  const room = voter ? [voter.building, voter.stair, voter.room].filter(Boolean).join('-') : '';
  const text = `我没有投过票，但系统说这张票单（编号 ${slip?.serial ?? ''}）已有选票${state.begun?.counts ? `，时间 ${state.begun.counts.at}` : ''}。请核对。${more}`;
  const body = { about: 'ballot', name, room: room || '—', contact, text };
  return (await json<{ number: number }>(path('objections'), { body })).number;
}

/** The serial of the slip, for a witness. */
export const serialShown = (): string => groupedSerial(slip?.serial ?? '');

/** One step back within the page. Whether there was one. */
export function back(): boolean {
  if (state.aside) {
    state.aside = undefined;
    return true;
  }
  switch (state.screen) {
    case 'factor':
      state.screen = 'whose';
      return !cast;
    case 'item':
      if (state.correcting) review();
      else if (state.item > 0) state.item -= 1;
      else state.screen = 'whose';
      return true;
    case 'review':
      sealing += 1;
      state.item = state.asks.length - 1;
      state.screen = 'item';
      return true;
    case 'check':
      state.reveal = '';
      review();
      return true;
    case 'casting':
      // It is on its way; going back cannot call it back.
      return true;
    default:
      return false;
  }
}
