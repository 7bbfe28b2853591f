/** The lot that decides equal votes, drawn again. */
import type { Schema } from '../asked.ts';
import { drawn } from '../candidates/draw.ts';
import type { Committee } from './shape.ts';

/**
 * Whether a lot was among those whom the certificate has tied, and gives each of them what its number gives them; nothing as long as there is
 * none. Its order alone proves little: who gets the seat is what counts.
 */
export function lotHolds({ seed, order, settled, entrants }: Schema<'TieLot'>, { options, readings }: Committee): boolean | undefined {
  if (seed === undefined) return undefined;
  const ties = readings.by_rule.ties.map(({ candidates, ...places }) => ({ ...places, names: candidates.map((position) => options[position]?.name ?? '') }));
  const again = drawn(seed, entrants);
  const follows = ties.map(({ names, seats, alternates }) => {
    const ranked = again.filter((name) => names.includes(name));
    return [ranked.slice(0, seats), ranked.slice(seats, seats + alternates), ranked.slice(seats + alternates)];
  });
  const told = settled?.map((one) => [one.seats, one.alternates, one.nothing]);
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  return same(entrants, ties.flatMap(({ names }) => names)) && same(order, again) && same(told, follows);
}
