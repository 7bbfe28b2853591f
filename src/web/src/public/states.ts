/** Which parts a poll has in which state. A part that has nothing to show yet is not offered, and one whose time is over is gone. */
import type { Poll } from './poll.ts';

export const ROAD = ['roll_published', 'nominating', 'candidates_published', 'announced', 'open', 'closed', 'counted', 'published', 'final', 'filed'] as const;
export type Stop = (typeof ROAD)[number];

export const PARTS = ['items', 'result', 'participants', 'turnout', 'check', 'roll', 'claims', 'nominate', 'candidates', 'notices', 'objections', 'calendar', 'log', 'files'] as const;
export type Part = (typeof PARTS)[number];

/** Whether the poll has come to a state. A cancelled poll has come to none. */
export const reached = (poll: Poll, stop: Stop): boolean => ROAD.indexOf(poll.state as Stop) >= ROAD.indexOf(stop);

export const elects = (poll: Poll): boolean => poll.items.some((item) => item.type === 'committee');

/** The stops of this poll: without an election nobody is nominated. */
export const stopsOf = (poll: Poll): readonly Stop[] =>
  elects(poll) ? ROAD : ROAD.filter((stop) => stop !== 'nominating' && stop !== 'candidates_published');

export const period = (poll: Poll, name: string): Poll['periods'][number] | undefined => poll.periods.find((own) => own.period === name);

/** Whether the roll hangs out. The service decides; this only keeps a link from leading to nothing. */
export function rollHangs(poll: Poll, now: number): boolean {
  if (!poll.roll || poll.state === 'cancelled') return false;
  const ends = period(poll, 'roll')?.ends;
  return ends === undefined || now < Date.parse(ends);
}

export const beganVoting = (poll: Poll): boolean => reached(poll, 'open') || poll.opened === true;

/** Whether people may still object. */
export const takesObjections = (poll: Poll): boolean => poll.state !== 'cancelled' && reached(poll, 'roll_published') && !reached(poll, 'final');

/** What somebody can object to by now. */
export const objectable = (poll: Poll): readonly ('roll' | 'candidates' | 'notice' | 'ballot' | 'result')[] => [
  ...(poll.roll ? (['roll'] as const) : []),
  ...(poll.candidates ? (['candidates'] as const) : []),
  ...(poll.meeting ? (['notice'] as const) : []),
  ...(reached(poll, 'open') ? (['ballot'] as const) : []),
  ...(reached(poll, 'published') ? (['result'] as const) : []),
];

export function has(poll: Poll, part: Part, now: number): boolean {
  switch (part) {
    case 'items':
    case 'calendar':
    case 'notices':
    case 'objections':
      return true;
    case 'roll':
      return rollHangs(poll, now);
    case 'claims':
      // The roll stands from the announcement on; later claims are objections.
      return poll.state !== 'cancelled' && !reached(poll, 'announced');
    case 'nominate':
      return elects(poll) && poll.state !== 'cancelled' && reached(poll, 'nominating') && !reached(poll, 'open');
    case 'candidates':
      return poll.candidates !== undefined;
    case 'turnout':
    case 'check':
    case 'log':
      return beganVoting(poll);
    case 'result':
      return reached(poll, 'published');
    case 'participants':
      return poll.state === 'published';
    case 'files':
      return poll.meeting !== undefined;
  }
}

/** Whether a link to a part leads somewhere: also to say that its time is over, or what became of what somebody handed in. */
export function opens(poll: Poll, part: Part, now: number): boolean {
  switch (part) {
    case 'roll':
      return poll.roll !== undefined;
    case 'claims':
      return true;
    case 'participants':
      return reached(poll, 'published');
    case 'nominate':
      return elects(poll) && (reached(poll, 'nominating') || poll.state === 'cancelled');
    default:
      return has(poll, part, now);
  }
}
