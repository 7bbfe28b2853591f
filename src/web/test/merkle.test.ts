/** The log's tree: roots and proofs as the definitions of RFC 6962 give them, and no false proof goes through. */
import { describe, expect, it } from 'vitest';
import { concat, fromBase64, fromHex, hex, utf8 } from '../src/crypto/bytes.ts';
import type { Fault } from '../src/crypto/fault.ts';
import { digest, type Digest } from '../src/crypto/hash.ts';
import { leafHash, rootOf, verifyConsistency, verifyInclusion } from '../src/crypto/log/merkle.ts';
import { publicVectors } from './public.ts';
import { caught, faultOf, vectors } from './support.ts';

interface Log {
  log: {
    leaves: string[];
    leaf_hashes: string[];
    roots: string[];
    inclusion: { index: number; size: number; proof: string[] }[];
    consistency: { old: number; new: number; proof: string[] }[];
  };
}

const bytes = (text: string): Digest => fromHex(text) as Digest;
const { log } = vectors<Log>('log-v1.json');

/** MTH, PATH and PROOF word by word from RFC 6962 section 2.1: slow, and nothing to get wrong. */
const split = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);
const node = (left: Digest, right: Digest): Digest => digest(concat(Uint8Array.of(1), left, right));
function mth(d: readonly Digest[]): Digest {
  if (d.length === 0) return digest();
  if (d.length === 1) return d[0] as Digest;
  const k = split(d.length);
  return node(mth(d.slice(0, k)), mth(d.slice(k)));
}
function path(m: number, d: readonly Digest[]): Digest[] {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}
function subproof(m: number, d: readonly Digest[], whole: boolean): Digest[] {
  if (m === d.length) return whole ? [] : [mth(d)];
  const k = split(d.length);
  return m <= k
    ? [...subproof(m, d.slice(0, k), whole), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}

describe('the log of the vectors', () => {
  const hashes = log.leaves.map((leaf) => leafHash(utf8(leaf)));

  it('has these hashes and roots', () => {
    expect(hashes.map(hex)).toEqual(log.leaf_hashes);
    expect(log.roots.map((_, size) => hex(rootOf(hashes.slice(0, size))))).toEqual(log.roots);
  });

  it('has these proofs, and they hold', () => {
    expect(log.inclusion).toHaveLength(16);
    for (const { index, size, proof } of log.inclusion) {
      expect(path(index, hashes.slice(0, size)).map(hex)).toEqual(proof);
      verifyInclusion(hashes[index] as Digest, index, { size, root: bytes(log.roots[size] as string) }, proof.map(bytes));
    }
    for (const { old, new: later, proof } of log.consistency) {
      expect(subproof(old, hashes.slice(0, later), true).map(hex)).toEqual(proof);
      const head = (size: number) => ({ size, root: bytes(log.roots[size] as string) });
      verifyConsistency(head(old), head(later), proof.map(bytes));
    }
  });
});

describe('trees up to 20 leaves', () => {
  const hashes = Array.from({ length: 20 }, (_, i) => leafHash(Uint8Array.of(i)));
  const head = (size: number) => ({ size, root: rootOf(hashes.slice(0, size)) });

  it('have every proof, and each shows one thing only', () => {
    for (let size = 0; size <= 20; size += 1) {
      const all = hashes.slice(0, size);
      expect(hex(rootOf(all))).toBe(hex(mth(all)));
      for (let index = 0; index < size; index += 1) {
        const proof = path(index, all);
        const leaf = hashes[index] as Digest;
        verifyInclusion(leaf, index, head(size), proof);
        for (const [wrongIndex, wrongSize, wrongProof] of [
          [index + 1, size, proof],
          [index, size, [...proof, leaf]],
          [index, size, [leaf, ...proof]],
          ...(size > 1
            ? ([
                [index, size, proof.slice(1)],
                [index, size, proof.map((own, i) => (i === 0 ? node(own, own) : own))],
              ] as const)
            : []),
        ] as const) {
          expect(caught(() => verifyInclusion(leaf, wrongIndex, head(wrongSize), wrongProof)).code).toBe('proof');
        }
        // The root of a smaller tree is a node of the larger: its proofs must not do for that.
        expect(caught(() => verifyInclusion(leaf, index, { ...head(size), size: 2 * size + 1 }, proof)).code).toBe('proof');
        expect(caught(() => verifyInclusion(node(leaf, leaf), index, head(size), proof)).code).toBe('proof');
      }
      for (let old = 1; old <= size; old += 1) {
        const proof = subproof(old, all, true);
        verifyConsistency(head(old), head(size), proof);
        const other = { size: old, root: node(hashes[0] as Digest, hashes[0] as Digest) };
        expect(caught(() => verifyConsistency(other, head(size), proof)).code).toBe('proof');
        expect(caught(() => verifyConsistency(head(old), { ...head(size), root: other.root }, proof)).code).toBe('proof');
        expect(caught(() => verifyConsistency(head(old), head(size), [...proof, other.root])).code).toBe('proof');
        for (let drop = 0; drop < proof.length; drop += 1) {
          const wrong = proof.filter((_, i) => i !== drop);
          expect(caught(() => verifyConsistency(head(old), head(size), wrong)).code).toBe('proof');
        }
      }
    }
  });

  it('have hashes of 32 bytes', () => {
    const none = new Uint8Array();
    expect(faultOf(() => verifyInclusion(none, 0, { size: 1, root: none }, []))).toBe('proof: a hash is not 32 bytes');
    expect(faultOf(() => verifyConsistency({ size: 1, root: none }, { size: 1, root: none }, []))).toBe('proof: a hash is not 32 bytes');
  });

  it('cannot be proved anything of where there is nothing', () => {
    expect(faultOf(() => verifyInclusion(hashes[0] as Digest, 0, head(0), []))).toBe('proof: a log of 0 entries has none with index 0');
    expect(faultOf(() => verifyConsistency(head(0), head(3), []))).toBe('proof: nothing can be proved from 0 entries to 3');
    expect(faultOf(() => verifyConsistency(head(4), head(3), []))).toBe('proof: nothing can be proved from 4 entries to 3');
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
      expect(caught(() => verifyInclusion(hashes[0] as Digest, wrong, head(3), [])).code).toBe('proof');
      expect(caught(() => verifyInclusion(hashes[0] as Digest, 0, { ...head(3), size: wrong }, [])).code).toBe('proof');
      expect(caught(() => verifyConsistency(head(1), { ...head(3), size: wrong }, [])).code).toBe('proof');
    }
  });

  it('of which the proof is as long as can be are climbed', () => {
    const proof = Array.from({ length: 53 }, () => hashes[0] as Digest);
    expect(faultOf(() => verifyInclusion(hashes[0] as Digest, 2 ** 52, { size: 2 ** 53 - 1, root: digest() }, proof))).toContain('root');
  });
});

/** Whether a proof is refused. */
function refused(verify: () => void): boolean {
  try {
    verify();
    return false;
  } catch (fault) {
    expect((fault as Fault).code).toBe('proof');
    return true;
  }
}

interface Public {
  leafIdx: number;
  treeSize: number;
  leafHash: string;
  root: string;
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
}

describe('public test data', () => {
  // Some hashes are short texts, to see them compared: another value stands for such a one, the same for the same in a role.
  const read = (role: string, text: string): Digest => {
    const own = fromBase64(text) as Uint8Array;
    return own.length === 32 ? own : digest(utf8(role), own);
  };

  it.each(['inclusion', 'consistency'])('%s', (name) => {
    const cases = publicVectors<Record<string, Public>>(`rfc6962-${name}.json`);
    expect(Object.keys(cases)).toHaveLength(98);
    for (const [title, c] of Object.entries(cases)) {
      const proof = (c.proof ?? []).map((own) => read('proof', own));
      const verify = (): void =>
        name === 'inclusion'
          ? verifyInclusion(read('leaf', c.leafHash), c.leafIdx, { size: c.treeSize, root: read('root', c.root) }, proof)
          : verifyConsistency({ size: c.size1, root: read('root', c.root1) }, { size: c.size2, root: read('root', c.root2) }, proof);
      expect(refused(verify), title).toBe(c.wantErr);
    }
  });
});
