/** Every logged ballot is read once, and both archives are written again and compared. */
import { isAtLeast } from '../archive/report.ts';
import { Pieces, type Input } from '../input.ts';
import { said } from '../said.ts';
import { Cast } from './cast.ts';
import { SIDES, type Desk, type Sides } from './desk.ts';
import { CAST, PEOPLE } from './files.ts';
import { Lines } from './lines.ts';
import { counts, timestampOf, type History } from './log.ts';
import { Rebuilder, TooBig } from './rebuild.ts';

/** The most bytes of a ballot. */
const MAX_BALLOT = 16 << 20;
/** Lines between two notices of progress. */
const STEP = 256;
const EMPTY: Input = new Pieces(() => undefined);

/** Reads every logged ballot once and writes both archives. */
export function rebuild(desk: Desk, history: History | undefined, sides: Sides): void {
  const stream = desk.container.stream(CAST);
  if (!history || !stream) return desk.finish(CAST, stream);
  desk.trays.examine('cast', history.ballots.length);
  let rebuilders = begin(desk, history, sides);
  const [cast, lines] = [new Cast(history), new Lines(stream, MAX_BALLOT)];
  for (let number = 1; !cast.isHopeless; number += 1) {
    const line = lines.next();
    if (line === undefined) break;
    if (line === 'bad') {
      cast.bad();
      break;
    }
    const ballot = cast.find(line);
    if (ballot) cast.look(ballot, line, sides[0].facts.election);
    if (ballot && counts(ballot) && rebuilders) {
      try {
        for (const rebuilder of rebuilders) rebuilder.ballot(line);
      } catch (error) {
        notRebuilt(desk, PEOPLE, error);
        rebuilders = undefined;
      }
    }
    if (number % STEP === 0) desk.progress({ bytes: desk.read, ballots: cast.count });
  }
  cast.end();
  for (const fault of cast.faults) desk.fail('cast', CAST, fault);
  desk.finish(CAST, stream);
  if (rebuilders && history.closed !== undefined) end(desk, rebuilders, sides);
  else if (rebuilders) endCancelled(desk, rebuilders, sides);
}

/** Begins both archives by what the log and the archives' own setups say; none if the voting never ended. */
function begin(desk: Desk, history: History, sides: Sides): Rebuilder[] | undefined {
  const time = timestampOf(history);
  if (time === undefined) return undefined;
  const { election, trustees } = sides[0].facts.setup;
  try {
    return sides.map(({ facts }, index) => {
      const original = desk.container.stream(SIDES[index] as string) ?? EMPTY;
      return new Rebuilder(original, time, { election, trustees, credentials: facts.setup.credentials });
    });
  } catch (error) {
    notRebuilt(desk, PEOPLE, error);
    return undefined;
  }
}

function notRebuilt(desk: Desk, file: string, error: unknown): void {
  if (!(error instanceof TooBig)) throw error;
  desk.fail('rebuilt', file, said(`没有办法重新生成（程序原话：${error.message}）`, `cannot be rebuilt: ${error.message}`));
}

/** Writes the encrypted tallies, and tells where an archive is not what was written. */
function end(desk: Desk, rebuilders: readonly Rebuilder[], sides: Sides): void {
  sides.forEach((side, index) => {
    const file = SIDES[index] as string;
    desk.trays.examine('rebuilt', side.facts.ballots.length);
    let offset: number | undefined;
    try {
      offset = rebuilders[index]?.end(side);
    } catch (error) {
      notRebuilt(desk, file, error);
    }
    if (offset !== undefined) differs(desk, file, offset);
    if (!isAtLeast(side.report.stage, 'tallied')) {
      desk.fail('files', file, said('还没有把选票加在一起', 'ends before the encrypted tally'));
    }
  });
}

/** Of a poll that was cancelled before its close: the archives hold the ballots so far and no sum of them. */
function endCancelled(desk: Desk, rebuilders: readonly Rebuilder[], sides: Sides): void {
  sides.forEach((side, index) => {
    desk.trays.examine('rebuilt', side.facts.ballots.length);
    const offset = rebuilders[index]?.endCancelled();
    if (offset !== undefined) differs(desk, SIDES[index] as string, offset);
  });
}

function differs(desk: Desk, file: string, offset: number): void {
  desk.fail(
    'rebuilt',
    file,
    said(
      `从字节 ${offset} 起，不是由约定、公开记录和选票生成的那份档案`,
      `from byte ${offset} on not the archive that follows from opening, log and ballots`,
    ),
  );
}
