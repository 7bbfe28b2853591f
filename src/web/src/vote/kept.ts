/**
 * What the tab remembers of a ballot that was interrupted: for 30 minutes since the last touch, until the cast, or until 清除. Credential and
 * choices are in it, so it is in `sessionStorage` only: no other tab sees it, and it goes with this one. Once a ballot is signed its choices
 * are dropped; once it counts only the receipt stays, which is no secret.
 */
import type { Cast } from '../crypto/ballot/seal.ts';
import { forget, remember, remembered } from '../base/memory.ts';
import type { Choice } from './asks.ts';
import type { Slip } from './slip.ts';

/** Where a real-name service looks at the voter, and the session that it confirms. */
export interface Referred {
  readonly session: string;
  readonly address: string;
}

export interface Kept {
  readonly slip: Slip;
  /** A session in which the voter was recognised. */
  readonly session?: string;
  /** A session that waits for a real-name service. */
  readonly referred?: Referred;
  readonly choices: readonly (Choice | null)[];
  /** Signed, and perhaps sent. */
  readonly cast?: Cast;
}

/** What counts, for a page that is opened again in this tab. */
export interface Counted {
  readonly poll: string;
  readonly tracker: string;
  readonly receipt: string;
  /** Unix milliseconds, by the service's clock. */
  readonly time: number;
  /** Whether the log was seen to hold it. */
  readonly seen: boolean;
  /** Estate and title, as the picture has them: a page that is opened again may have no connection. */
  readonly about: string;
}

const BALLOT = 'yepiao.ballot';
const RECEIPT = 'yepiao.receipt';
/** Milliseconds. */
export const KEPT_FOR = 30 * 60_000;

export function keep(kept: Kept): void {
  remember(BALLOT, JSON.stringify({ ...kept, at: Date.now() }));
}

/** What was kept of a ballot in this poll, unless it is too old. A clock that went back does not make it younger. */
export function kept(poll: string): Kept | undefined {
  const own = read(BALLOT) as (Kept & { readonly at: number }) | undefined;
  if (!own) return undefined;
  const age = Date.now() - own.at;
  if (own.slip?.poll === poll && age >= 0 && age < KEPT_FOR && Array.isArray(own.choices)) return own;
  forgetBallot();
  return undefined;
}

export const forgetBallot = (): void => forget(BALLOT);

export function keepReceipt(counted: Counted): void {
  forgetBallot();
  remember(RECEIPT, JSON.stringify(counted));
}

export function keptReceipt(poll: string): Counted | undefined {
  const own = read(RECEIPT) as Counted | undefined;
  return own?.poll === poll ? own : undefined;
}

export const forgetReceipt = (): void => forget(RECEIPT);

function read(key: string): unknown {
  try {
    return JSON.parse(remembered(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
