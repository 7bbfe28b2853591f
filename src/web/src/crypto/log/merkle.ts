/**
 * The Merkle tree of RFC 6962 section 2.1 over SHA-256, and verifying its proofs as RFC 9162 section 2.1 does.
 *
 * A leaf's hash is SHA-256(0x00 ‖ leaf), a node's SHA-256(0x01 ‖ left ‖ right), the empty tree's root SHA-256(""). The left part of
 * n leaves is the greatest power of two below n. Sizes are numbers below 2^53: halved by division, because bit operations know 32
 * bits only.
 */
import { same } from '../bytes.ts';
import { Fault } from '../fault.ts';
import { digest, type Digest } from '../hash.ts';

/** The hash of a leaf with these bytes. */
export const leafHash = (leaf: Uint8Array): Digest => digest(Uint8Array.of(0), leaf);

const nodeHash = (left: Digest, right: Digest): Digest => digest(Uint8Array.of(1), left, right);

/** The root over leaves with these hashes. */
export function rootOf(leafHashes: readonly Digest[]): Digest {
  // The roots of the complete parts, and how many leaves each has.
  const parts: { root: Digest; size: number }[] = [];
  for (const hash of leafHashes) {
    let part = { root: hash, size: 1 };
    let left = parts.pop();
    for (; left?.size === part.size; left = parts.pop()) {
      part = { root: nodeHash(left.root, part.root), size: 2 * part.size };
    }
    if (left) parts.push(left);
    parts.push(part);
  }
  let root: Digest | undefined;
  for (const part of parts.reverse()) root = root ? nodeHash(part.root, root) : part.root;
  return root ?? digest();
}

/** A tree by what a checkpoint says of it. */
export interface Head {
  readonly size: number;
  readonly root: Digest;
}

const wrong = (message: string): Fault => new Fault('proof', message);
const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** Hashes come from a stranger: two empty ones would be the same. */
function needDigests(...digests: readonly Digest[]): void {
  if (digests.some((own) => own.length !== 32)) throw wrong('a hash is not 32 bytes');
}

/** Verifies that the leaf with this hash stands at `index` in a tree (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(leaf: Digest, index: number, head: Head, proof: readonly Digest[]): void {
  if (!isSize(index) || !isSize(head.size) || index >= head.size) {
    throw wrong(`a log of ${head.size} entries has none with index ${index}`);
  }
  needDigests(leaf, head.root, ...proof);
  const climb = new Climb(index, head.size - 1);
  const root = proof.reduce((hash, sibling) => (climb.next() === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)), leaf);
  climb.end();
  if (!same(root, head.root)) throw wrong('the proof leads to another root');
}

/** Verifies that one tree is a beginning of another (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(old: Head, later: Head, proof: readonly Digest[]): void {
  if (!isSize(old.size) || !isSize(later.size) || old.size === 0 || old.size > later.size) {
    throw wrong(`nothing can be proved from ${old.size} entries to ${later.size}`);
  }
  needDigests(old.root, later.root, ...proof);
  if (old.size === later.size) {
    if (proof.length > 0) throw wrong('the proof has too few or too many hashes');
    if (!same(old.root, later.root)) throw wrong('the proof leads to another root');
    return;
  }
  // Up to the largest complete part that the old tree ends with. If that is the whole old tree, its root is known.
  let [node, last] = [old.size - 1, later.size - 1];
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  const [start, rest] = node === 0 ? [old.root, proof] : [proof[0], proof.slice(1)];
  if (!start) throw wrong('the proof has too few or too many hashes');
  const climb = new Climb(node, last);
  let [before, after] = [start, start];
  for (const sibling of rest) {
    if (climb.next() === 'left') [before, after] = [nodeHash(sibling, before), nodeHash(sibling, after)];
    else after = nodeHash(after, sibling);
  }
  climb.end();
  if (!same(before, old.root)) throw wrong('the proof does not begin at the older root');
  if (!same(after, later.root)) throw wrong('the proof leads to another root');
}

/** The way from a node to the root: the numbers of the node and of the last one on the level reached. */
class Climb {
  #node: number;
  #last: number;

  constructor(node: number, last: number) {
    this.#node = node;
    this.#last = last;
  }

  /** Goes up to where the next sibling joins, and tells on which side it stands. */
  next(): 'left' | 'right' {
    if (this.#last === 0) throw wrong('the proof has too few or too many hashes');
    // A last node without a sibling stands unchanged on the next level.
    while (this.#node % 2 === 0 && this.#node === this.#last && this.#node > 0) this.#up();
    const side = this.#node % 2 === 1 ? 'left' : 'right';
    this.#up();
    return side;
  }

  end(): void {
    if (this.#last !== 0) throw wrong('the proof has too few or too many hashes');
  }

  #up(): void {
    this.#node = Math.floor(this.#node / 2);
    this.#last = Math.floor(this.#last / 2);
  }
}
