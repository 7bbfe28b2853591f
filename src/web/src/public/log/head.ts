/** The signed head of the log, and what shows that it is honest. */
import { json, text } from '../../base/api.ts';
import { fromHex, utf8 } from '../../crypto/bytes.ts';
import { Fault } from '../../crypto/fault.ts';
import type { Digest } from '../../crypto/hash.ts';
import { openCheckpoint, type Checkpoint } from '../../crypto/log/checkpoint.ts';
import { leafHash, rootOf, verifyConsistency } from '../../crypto/log/merkle.ts';
import { Note, type Signed } from '../../crypto/log/note.ts';
import { same } from '../../crypto/bytes.ts';
import { query, type Page, type RowOf, type Schema } from '../asked.ts';
import { path } from '../poll.ts';
import { anchor } from './anchor.ts';

export interface Head {
  readonly checkpoint: Checkpoint;
  readonly cosigned: readonly Signed[];
  /** As the service gave it. */
  readonly note: string;
}

/** Reads a checkpoint; throws a `Fault` where it is not this log's. */
export async function openHead(note: string): Promise<Head> {
  const { log, cosigners } = await anchor();
  return { ...openCheckpoint(Note.parse(utf8(note)), log, cosigners), note };
}

export const newestHead = async (): Promise<Head> => openHead(await text(path('log/checkpoint')));

/** The hashes of a proof. One that is none stays one of zero bytes, which no proof accepts. */
export const hashesOf = ({ proof }: Schema<'Proof'>): Digest[] => proof.map((own) => fromHex(own, 32) ?? new Uint8Array());

/** Demands that an older log is the beginning of a newer one. */
export async function demandGrown(old: Checkpoint, later: Checkpoint): Promise<void> {
  if (old.size > later.size) throw new Fault('checkpoint-refutes', 'the log has become shorter');
  if (old.size === later.size) return verifyConsistency(old, later, []);
  const proof = await json<Schema<'Proof'>>(path(`log/consistency${query({ old: old.size, size: later.size })}`));
  return verifyConsistency(old, later, hashesOf(proof));
}

/** An entry: its hash, and its text once the voting has ended. */
export type Row = RowOf<'/api/v1/public/polls/{poll}/log/entries'>;
export const entriesPage = (cursor: string | undefined, limit = 50): Promise<Page<Row>> => json(path(`log/entries${query({ cursor, limit })}`));

/** All entries that a head counts, in order. */
export async function allEntries(size: number, told: (read: number) => void): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await entriesPage(cursor, 200);
    rows.push(...items);
    told(Math.min(rows.length, size));
    cursor = next;
  } while (cursor !== undefined && rows.length < size);
  return rows.slice(0, size);
}

/** Demands that these entries are the log that the head was signed for. */
export function demandWhole(rows: readonly Row[], { size, root }: Checkpoint): void {
  if (rows.length !== size) throw new Fault('checkpoint-refutes', `the log has ${rows.length} entries, the checkpoint counts ${size}`);
  const hashes = rows.map(({ index, hash, entry }, at) => {
    const told = fromHex(hash, 32);
    if (!told || index !== at) throw new Fault('checkpoint-refutes', `entry ${at} has no hash`);
    if (entry !== undefined && !same(leafHash(utf8(entry)), told)) throw new Fault('checkpoint-refutes', `entry ${at} is not what its hash says`);
    return told;
  });
  if (!same(rootOf(hashes), root)) throw new Fault('checkpoint-refutes', 'the entries are not those that the checkpoint was signed for');
}
