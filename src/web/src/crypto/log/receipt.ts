/**
 * Receipts (protocol.md Part I section 6): the service's signed promise that every checkpoint of more than `index` entries has this
 * leaf there. A receipt shows that a ballot was taken, never what is in it.
 *
 * A note signed with the receipt key of the opening, of eight lines: `yepiao/receipt/v1`, origin, φ, index, hash of the leaf,
 * tracker, time, the leaf's JSON. A receipt of which the lines before the leaf do not say what the leaf says is refused.
 */
import { fromHex, hex, utf8 } from '../bytes.ts';
import { Fault } from '../fault.ts';
import { base64Digest, type Digest } from '../hash.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readLeaf, type Leaf } from './leaf.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import type { Note, NoteKey } from './note.ts';

/** What a receipt promises. */
export interface Receipt {
  readonly origin: string;
  readonly phi: string;
  /** The leaf of the ballot. */
  readonly leaf: Leaf & { readonly type: 'ballot' };
  /** Its hash in the tree. */
  readonly leafHash: Digest;
  /** 查票码 of the ballot. */
  readonly tracker: string;
}

/** Reads a receipt of the election φ, signed with this key, for the origin that is the key's name. */
export function openReceipt(note: Note, key: NoteKey, phi: string): Receipt {
  note.verifyBy(key);
  const lines = note.text.split('\n');
  const [first, origin, ownPhi, , , , , json] = lines;
  if (lines.length !== 9 || first !== 'yepiao/receipt/v1' || json === undefined || lines[8] !== '') {
    throw new Fault('receipt', 'not the eight lines of a receipt');
  }
  if (origin !== key.name || ownPhi !== phi) throw new Fault('receipt', 'of another election');
  const bytes = utf8(json);
  const leaf = readLeaf(bytes);
  if (leaf.type !== 'ballot') throw new Fault('receipt', 'the entry is not of a ballot');
  const hash = leafHash(bytes);
  const tracker = base64Digest(fromHex(leaf.sha256) as Uint8Array);
  const expected = [first, origin, phi, String(leaf.index), hex(hash), tracker, String(leaf.time)];
  const differs = expected.findIndex((line, index) => line !== lines[index]);
  if (differs >= 0) throw new Fault('receipt', `line ${differs + 1} is not what the entry says`);
  return { origin, phi, leaf, leafHash: hash, tracker };
}

/** Demands that the promise was kept in the log with this head; `proof` is the service's proof of inclusion. */
export function verifyReceipt(receipt: Receipt, checkpoint: Checkpoint, proof: readonly Digest[]): void {
  const { index } = receipt.leaf;
  if (checkpoint.origin !== receipt.origin) throw new Fault('receipt', 'of another election');
  if (checkpoint.size <= index) {
    throw new Fault('receipt-early', `the checkpoint counts ${checkpoint.size} entries only; this one has index ${index}`);
  }
  verifyInclusion(receipt.leafHash, index, checkpoint, proof);
}
