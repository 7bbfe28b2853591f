/**
 * The slip's link: `/v/<poll>#<credential>.<serial>`. What stands behind `#` is the key of a ballot. It is taken out of the address bar
 * and of the history at once, so that neither a look over the shoulder, nor a shared address, nor the phone's list of pages has it.
 */

/** What a slip's link holds. */
export interface Slip {
  /** The poll's id. */
  readonly poll: string;
  /** The credential as it stands behind `#`. A secret. */
  readonly credential: string;
  /** The slip's serial. */
  readonly serial: string;
}

/** The poll that an address names, if it is one of these pages. */
export function pollOf(path: string): string | undefined {
  return /^\/v\/([1-9A-HJ-NP-Za-km-z]{14,64})\/?$/.exec(path)?.[1];
}

/** Whether it is where owners far away type the serial that they were sent. It names no poll: the serial does. */
export const isRemote = (path: string): boolean => /^\/r\/?$/.test(path);

/** What `base/first.js` took out of the address before this page's script had come. */
declare global {
  interface Window {
    yepiaoFragment?: string;
  }
}

/** Takes the link apart and clears the address bar. Nothing if there is no credential in it. */
export function takeSlip(): Slip | undefined {
  const { pathname } = location;
  const hash = window.yepiaoFragment ?? location.hash;
  delete window.yepiaoFragment;
  if (location.hash !== '') history.replaceState(history.state, '', pathname);
  const poll = pollOf(pathname);
  const [, credential, serial] = /^#([1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6})\.([0-9A-Za-z-]{4,20})$/.exec(hash) ?? [];
  return poll !== undefined && credential !== undefined && serial !== undefined ? { poll, credential, serial } : undefined;
}
