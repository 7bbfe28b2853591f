//! The Merkle tree of RFC 6962 section 2.1 over SHA-256, as RFC 9162 section 2.1 writes its proofs.
//!
//! A leaf's hash is `SHA-256(0x00 ‖ leaf)`, a node's `SHA-256(0x01 ‖ left ‖ right)`, the empty tree's root `SHA-256("")`; the
//! left part of n leaves is the greatest power of two below n. [`Frontier`] grows a tree in memory O(log n) and knows its root;
//! the proofs are made from the leaves' hashes and verified without them.

use crate::crypto::hash::Digest;

/// The hash of a leaf with these bytes.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], leaf])
}

fn node_hash(left: &Digest, right: &Digest) -> Digest {
    Digest::of_parts(&[&[1], &left.0, &right.0])
}

/// A tree that grows, of which only the roots of its complete parts are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One for each 1 in the binary size, the largest part first.
    parts: Vec<Digest>,
}

impl Frontier {
    /// A tree of so many leaves with these parts, the largest first. `None` if there cannot be so many parts.
    pub fn of_parts(size: u64, parts: Vec<Digest>) -> Option<Self> {
        (u32::try_from(parts.len()) == Ok(size.count_ones())).then_some(Self { size, parts })
    }

    /// The roots of its complete parts, the largest first.
    pub fn parts(&self) -> &[Digest] {
        &self.parts
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf_hash: Digest) {
        let mut part = leaf_hash;
        // Every trailing 1 of the size is a part as large as the one that is complete now.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.parts.pop() {
                part = node_hash(&left, &part);
            }
        }
        self.parts.push(part);
        self.size = self.size.saturating_add(1);
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root.
    pub fn root(&self) -> Digest {
        let mut parts = self.parts.iter().rev();
        let Some(last) = parts.next() else { return Digest::of(b"") };
        parts.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The root over leaves with these hashes.
pub fn root(leaf_hashes: &[Digest]) -> Digest {
    let mut tree = Frontier::default();
    leaf_hashes.iter().for_each(|hash| tree.push(*hash));
    tree.root()
}

/// The proof that leaf `index` is in the tree over these leaves: the siblings from the leaf to the root, `PATH` of RFC 6962
/// section 2.1.1. `None` if there is no such leaf.
pub fn inclusion_proof(leaf_hashes: &[Digest], index: u64) -> Option<Vec<Digest>> {
    let index = usize::try_from(index).ok().filter(|index| *index < leaf_hashes.len())?;
    let mut proof = Vec::new();
    path(leaf_hashes, index, &mut proof);
    Some(proof)
}

fn path(leaves: &[Digest], index: usize, proof: &mut Vec<Digest>) {
    let Some((left, right)) = halves(leaves) else { return };
    if let Some(index) = index.checked_sub(left.len()) {
        path(right, index, proof);
        proof.push(root(left));
    } else {
        path(left, index, proof);
        proof.push(root(right));
    }
}

/// The proof that the tree over the first `old_size` of these leaves is a beginning of the tree over all: `PROOF` of RFC 6962
/// section 2.1.2. `None` if `old_size` is 0 (everything begins with nothing: there is no such proof) or too great.
pub fn consistency_proof(leaf_hashes: &[Digest], old_size: u64) -> Option<Vec<Digest>> {
    let old_size = usize::try_from(old_size).ok().filter(|size| (1..=leaf_hashes.len()).contains(size))?;
    let mut proof = Vec::new();
    subproof(leaf_hashes, old_size, true, &mut proof);
    Some(proof)
}

/// `known`: the verifier has the root of these leaves already, because it is the old root.
fn subproof(leaves: &[Digest], old_size: usize, known: bool, proof: &mut Vec<Digest>) {
    let halves = halves(leaves).filter(|_| old_size < leaves.len());
    match halves {
        None if known => {}
        None => proof.push(root(leaves)),
        Some((left, right)) => match old_size.checked_sub(left.len()).filter(|rest| *rest > 0) {
            None => {
                subproof(left, old_size, known, proof);
                proof.push(root(right));
            }
            Some(rest) => {
                subproof(right, rest, false, proof);
                proof.push(root(left));
            }
        },
    }
}

/// Leaves whose root is a hash of a proof.
pub type Leaves = std::ops::Range<u64>;

/// Of which leaves the roots are that [`inclusion_proof`] gives, in its order: for whoever has not all leaves at hand.
pub fn inclusion_ranges(index: u64, size: u64) -> Option<Vec<Leaves>> {
    if index >= size {
        return None;
    }
    let (mut siblings, mut tree) = (Vec::new(), 0..size);
    while let Some((left, right)) = halves_of(&tree) {
        let (next, sibling) = if left.contains(&index) { (left, right) } else { (right, left) };
        siblings.push(sibling);
        tree = next;
    }
    siblings.reverse();
    Some(siblings)
}

/// The same for [`consistency_proof`].
pub fn consistency_ranges(old_size: u64, size: u64) -> Option<Vec<Leaves>> {
    if !(1..=size).contains(&old_size) {
        return None;
    }
    let (mut ranges, mut tree, mut known) = (Vec::new(), 0..size, true);
    while tree.end > old_size {
        let Some((left, right)) = halves_of(&tree) else { break };
        if old_size <= left.end {
            ranges.push(right);
            tree = left;
        } else {
            ranges.push(left);
            tree = right;
            known = false;
        }
    }
    if !known {
        ranges.push(tree);
    }
    ranges.reverse();
    Some(ranges)
}

/// The left and the right part of two or more leaves, which begin where a complete part does.
fn halves_of(leaves: &Leaves) -> Option<(Leaves, Leaves)> {
    let last = leaves.end.checked_sub(leaves.start)?.checked_sub(1).filter(|last| *last > 0)?;
    let middle = leaves.start.saturating_add(1_u64.checked_shl(last.ilog2())?);
    Some((leaves.start..middle, middle..leaves.end))
}

/// The left and the right part of two or more leaves.
fn halves(leaves: &[Digest]) -> Option<(&[Digest], &[Digest])> {
    let last = leaves.len().checked_sub(1).filter(|last| *last > 0)?;
    leaves.split_at_checked(1_usize.checked_shl(last.ilog2())?)
}

/// Why a proof does not show what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// A tree of this size has no such leaf.
    #[error("a log of {size} entries has none with index {index}")]
    NoSuchLeaf {
        /// The leaf asked for.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// Nothing can be proved between these sizes: the old one is 0 or greater than the new one.
    #[error("nothing can be proved from {old} entries to {new}")]
    Sizes {
        /// Size of the older tree.
        old: u64,
        /// Size of the newer tree.
        new: u64,
    },
    /// The proof has too few or too many hashes.
    #[error("the proof has too few or too many hashes")]
    Length,
    /// The proof leads to another root.
    #[error("the proof leads to another root")]
    Root,
    /// The proof does not begin at the older root.
    #[error("the proof does not begin at the older root")]
    OldRoot,
}

/// Verifies that the leaf with this hash stands at `index` in the tree of `size` leaves with this root (RFC 9162 section
/// 2.1.3.2).
pub fn verify_inclusion(leaf_hash: Digest, index: u64, size: u64, proof: &[Digest], root: Digest) -> Result<(), ProofFault> {
    let last = size.checked_sub(1).filter(|last| index <= *last).ok_or(ProofFault::NoSuchLeaf { index, size })?;
    let mut climb = Climb { node: index, last };
    let mut hash = leaf_hash;
    for sibling in proof {
        hash = match climb.side()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    climb.finish()?;
    if hash == root { Ok(()) } else { Err(ProofFault::Root) }
}

/// Verifies that the tree of `old_size` leaves with the first root is a beginning of the tree of `new_size` leaves with the
/// second (RFC 9162 section 2.1.4.2).
pub fn verify_consistency(
    (old_size, old_root): (u64, Digest),
    (new_size, new_root): (u64, Digest),
    proof: &[Digest],
) -> Result<(), ProofFault> {
    let sizes = ProofFault::Sizes { old: old_size, new: new_size };
    let old_last = old_size.checked_sub(1).filter(|_| old_size <= new_size).ok_or(sizes)?;
    if old_size == new_size {
        return match proof {
            [] if old_root == new_root => Ok(()),
            [] => Err(ProofFault::Root),
            _ => Err(ProofFault::Length),
        };
    }
    // Where the old tree is one complete part of the new one, the verifier has its root already.
    let (start, rest) = match proof {
        _ if old_size.is_power_of_two() => (old_root, proof),
        [start, rest @ ..] => (*start, rest),
        [] => return Err(ProofFault::Length),
    };
    let complete = old_last.trailing_ones();
    let mut climb = Climb {
        node: old_last.checked_shr(complete).unwrap_or_default(),
        last: new_size.saturating_sub(1).checked_shr(complete).unwrap_or_default(),
    };
    let (mut old, mut new) = (start, start);
    for sibling in rest {
        match climb.side()? {
            Side::Left => {
                old = node_hash(sibling, &old);
                new = node_hash(sibling, &new);
            }
            Side::Right => new = node_hash(&new, sibling),
        }
    }
    climb.finish()?;
    if old != old_root {
        return Err(ProofFault::OldRoot);
    }
    if new == new_root { Ok(()) } else { Err(ProofFault::Root) }
}

/// On which side a sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node to the root: numbers of the node and of the last one, both on the level reached.
struct Climb {
    node: u64,
    last: u64,
}

impl Climb {
    /// Goes up to where the next sibling joins, and tells its side.
    fn side(&mut self) -> Result<Side, ProofFault> {
        if self.last == 0 {
            return Err(ProofFault::Length);
        }
        if self.node.is_multiple_of(2) && self.node != self.last {
            self.up(1);
            return Ok(Side::Right);
        }
        // The last node of a level without a sibling stands unchanged on the next.
        self.up(self.node.trailing_zeros().saturating_add(1));
        Ok(Side::Left)
    }

    fn up(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or_default();
        self.last = self.last.checked_shr(levels).unwrap_or_default();
    }

    fn finish(&self) -> Result<(), ProofFault> {
        if self.last == 0 { Ok(()) } else { Err(ProofFault::Length) }
    }
}
