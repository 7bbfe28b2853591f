/**
 * Small discrete logarithms by baby steps and giant steps (Shanks 1971): the numbers behind opened points that nobody has published
 * yet. A published number needs one multiplication only.
 */
import { encodeAll, GENERATOR, IDENTITY, type Point, type PointText } from '../../crypto/group.ts';

/** The largest logarithm that is looked for, 10^11: the largest sum of areas of a record. */
export const MAX_LOGARITHM = 100_000_000_000n;
/** Points that are encoded with one inversion. */
const BATCH = 256;

function squareRoot(n: bigint): number {
  return Math.floor(Math.sqrt(Number(n))) + 1;
}

/** The m in 0..bound with m·G = point for each point; `undefined` where one has none. */
export function logarithms(points: readonly Point[], bound: bigint): bigint[] | undefined {
  const limit = bound < MAX_LOGARITHM ? bound : MAX_LOGARITHM;
  const steps = Math.min(squareRoot(limit), Number(limit) + 1);
  const baby = new Map<PointText, number>();
  run(IDENTITY, GENERATOR, steps, (text, index) => {
    baby.set(text, index);
    return false;
  });
  const giant = GENERATOR.multiplyUnsafe(BigInt(steps)).negate();
  const found = points.map((point) => {
    let logarithm: bigint | undefined;
    run(point, giant, Math.floor(Number(limit) / steps) + 1, (text, k) => {
      const step = baby.get(text);
      if (step !== undefined) logarithm = BigInt(k) * BigInt(steps) + BigInt(step);
      return logarithm !== undefined;
    });
    return logarithm !== undefined && logarithm <= limit ? logarithm : undefined;
  });
  return found.includes(undefined) ? undefined : (found as bigint[]);
}

/** start, start + step, …: the texts of `count` points, until `see` is content. */
function run(start: Point, step: Point, count: number, see: (text: PointText, index: number) => boolean): void {
  let next = start;
  for (let first = 0; first < count; first += BATCH) {
    const points: Point[] = [];
    while (points.length < BATCH && first + points.length < count) {
      points.push(next);
      next = next.add(step);
    }
    if (encodeAll(points).some((text, index) => see(text, first + index))) return;
  }
}
