/**
 * What the address asks for: `/verify?poll=<uuid>` a record of this service, `/verify#c1.…` a checked ballot.
 *
 * The fragment holds seed and choices of a ballot that is never cast. It is taken out of the address bar and the history at once.
 */

export interface Asked {
  /** The poll whose record is to be fetched. */
  readonly poll: string | undefined;
  /** The text of a checked ballot. */
  readonly reveal: string | undefined;
}

export function takeAddress(): Asked {
  const { hash, pathname, search } = location;
  const reveal = hash.startsWith('#c1.') ? hash.slice(1) : undefined;
  if (hash !== '') history.replaceState(null, '', pathname + search);
  const poll = new URLSearchParams(search).get('poll') ?? '';
  return { poll: isPoll(poll) ? poll : undefined, reveal };
}

/** Base58, as a poll's uuid. */
export const isPoll = (text: string): boolean => /^[1-9A-HJ-NP-Za-km-z]{14,64}$/.test(text);

/** The poll that the text of a checked ballot names. */
export const pollOf = (reveal: string): string | undefined => {
  const uuid = reveal.split('.')[1] ?? '';
  return isPoll(uuid) ? uuid : undefined;
};
