/** A lot, drawn again: whoever has the smallest hash stands first. */
import { hex, utf8 } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';

/** The entrants in the order that the seed gives them. Equal hashes do not happen: the entrants differ. */
export function drawn(seed: string, entrants: readonly string[]): string[] {
  const hashed = entrants.map((entrant) => [hex(digest(utf8(`yepiao/draw/v1|${seed}|${entrant}`))), entrant] as const);
  return hashed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entrant]) => entrant);
}
