/** How far the poll had come, and whether the files of this stage are there, each as the manifest has it. */
import type { Stage } from '../archive/report.ts';
import { said, shown } from '../said.ts';
import { MISSING, type Desk, type Sides } from './desk.ts';
import { ALWAYS, CERTIFICATE, CLOSING, LOG, MANIFEST, PAPER, strongOwner } from './files.ts';
import { isStateAtLeast, type History } from './log.ts';
import { readManifest } from './manifest.ts';
import { isStageAtLeast, type RecordStage } from './report.ts';

const rank = (stage: Stage): number => ['nothing', 'open', 'closed', 'tallied', 'decrypting', 'result'].indexOf(stage);
/** How far the further of both archives had come. */
const furthest = ([people, area]: Sides): number => Math.max(rank(people.report.stage), rank(area.report.stage));

/** How far the poll had come. */
export function stageOf(desk: Desk, history: History | undefined, sides: Sides): RecordStage {
  if (history?.cancelled) return 'cancelled';
  // What the log says was counted cannot become uncounted by leaving files away.
  if (history?.states.some((state) => isStateAtLeast(state, 'counted'))) return 'counted';
  if (furthest(sides) === rank('result') || desk.container.lists(CERTIFICATE)) return 'counted';
  const strong = [...desk.files.keys()].some((name) => strongOwner(name) !== undefined);
  if (furthest(sides) === rank('decrypting') || strong) return 'decrypting';
  return desk.container.lists(CLOSING) ? 'signed' : 'closed';
}

/** The files of the stage. `isCounted`: the log has the sheet of the paper ballots, or must have it. */
export function checkFiles(desk: Desk, stage: RecordStage, isCounted: boolean): void {
  desk.trays.examine('files', desk.container.names.length);
  const check = (name: string, due: boolean): void => {
    const there = desk.container.lists(name);
    if (!there && due) desk.fail('files', name, MISSING);
    if (there && !due) desk.fail('files', name, said('这个阶段不该有这个文件', 'must not be there at this stage'));
  };
  for (const name of ALWAYS) check(name, isCounted || name !== PAPER);
  check(CLOSING, isStageAtLeast(stage, 'signed'));
  check(CERTIFICATE, isStageAtLeast(stage, 'counted'));
}

/** The manifest against what is there. */
export function checkManifest(desk: Desk): void {
  const manifest = desk.take('manifest', MANIFEST, readManifest);
  if (!manifest) return;
  desk.trays.examine('manifest', manifest.size);
  for (const [name, own] of manifest) {
    if (!desk.container.lists(name) || name === MANIFEST) {
      const file = shown(name);
      desk.fail('manifest', MANIFEST, said(`清单上的 ${file} 不在`, `names ${file}, which is not there`));
    } else if (desk.digests.get(name) !== own) {
      desk.fail(
        'manifest',
        name,
        said('内容与清单上的防改码不符：有人改过', 'not the bytes whose SHA-256 the manifest has'),
      );
    }
  }
  for (const name of desk.container.names) {
    if (name === MANIFEST || manifest.has(name)) continue;
    desk.fail('manifest', name, said('清单上没有这个文件', 'not named in the manifest'));
  }
}

/** A poll that was cancelled has no result, and nobody signs anything for one. */
export function checkCancelled(desk: Desk, history: History | undefined, sides: Sides): void {
  const { index } = history?.cancelled ?? {};
  if (index === undefined || (furthest(sides) <= rank('tallied') && !desk.container.lists(CLOSING))) return;
  desk.fail(
    'log',
    LOG,
    said(
      `公开记录第 ${index} 条：表决已取消，却还有签字或结果`,
      `entry ${index}: the poll was cancelled, but there is a result or a signature for one`,
    ),
  );
}
