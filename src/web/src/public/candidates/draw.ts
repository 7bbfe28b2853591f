/** A lot, drawn again: whoever has the smallest hash stands first. */
import { hex, utf8 } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';

/** The entrants in the order that the seed gives them. Equal hashes do not happen: the entrants differ. */
export function drawn(seed: string, entrants: readonly string[]): string[] {
  const hashed = entrants.map((entrant) => [hex(digest(utf8(`yepiao/draw/v1|${seed}|${entrant}`))), entrant] as const);
  return hashed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entrant]) => entrant);
}

/** Whether these candidates stand in the order drawn. Who withdrew since is missing; who has another's name is told apart behind it. */
export function follows(names: readonly string[], order: readonly string[]): boolean {
  let last = -1;
  return names.every((name) => {
    last = order.findIndex((entrant, at) => at > last && (entrant === name || entrant.startsWith(`${name}（`)));
    return last >= 0;
  });
}
