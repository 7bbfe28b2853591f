/**
 * Checkpoints (C2SP tlog-checkpoint v1; protocol.md Part I section 6): how long the log is and what stands in it.
 *
 * Three lines, origin `<host>/<uuid>`, size in decimal digits, root in base64, as a note signed with the log's key, which bears the
 * name of the origin, and by whoever watches it. Stricter than the specification: no extension lines. A size of 2^53 or more is
 * refused here.
 */
import { fromBase64, same } from '../bytes.ts';
import { Fault } from '../fault.ts';
import { rootOf, type Head } from './merkle.ts';
import type { Digest } from '../hash.ts';
import type { Note, NoteKey, Signed } from './note.ts';

/** The head of a log. */
export interface Checkpoint extends Head {
  readonly origin: string;
}

/** Reads a checkpoint signed with the log's key, and tells which of the cosigners signed it as well. */
export function openCheckpoint(
  note: Note,
  log: NoteKey,
  cosigners: readonly NoteKey[],
): { readonly checkpoint: Checkpoint; readonly cosigned: readonly Signed[] } {
  note.verifyBy(log);
  const [origin, size, root, end, ...more] = note.text.split('\n');
  const hash = fromBase64(root ?? '');
  if (!origin || size === undefined || !/^(?:0|[1-9][0-9]{0,15})$/.test(size) || hash?.length !== 32 || end !== '' || more.length > 0) {
    throw new Fault('checkpoint', 'not the three lines of a checkpoint: origin, size, root');
  }
  const count = Number(size);
  if (!Number.isSafeInteger(count)) throw new Fault('checkpoint', 'a log of 2^53 entries or more');
  if (origin !== log.name) throw new Fault('checkpoint', 'of another log');
  return { checkpoint: { origin, size: count, root: hash }, cosigned: note.verify(cosigners) };
}

/** Demands that this is the head that a log with these leaf hashes had once. Else the log was shortened or changed since. */
export function agreesWith(checkpoint: Head, leafHashes: readonly Digest[]): void {
  const { size, root } = checkpoint;
  if (size > leafHashes.length) {
    throw new Fault('checkpoint-refutes', `the checkpoint counts ${size} entries, the log has only ${leafHashes.length}`);
  }
  if (!same(rootOf(leafHashes.slice(0, size)), root)) {
    throw new Fault('checkpoint-refutes', `the first ${size} entries of the log are not those that the checkpoint was signed for`);
  }
}
