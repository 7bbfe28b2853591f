//! The tree against the RFC's own words, another implementation, and altered proofs.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;

use crate::crypto::hash::Digest;
use crate::election::log::tree::*;

fn leaves(size: usize) -> Vec<Vec<u8>> {
    (0..size).map(|i| format!("leaf {i}").into_bytes()).collect()
}

fn hashes(size: usize) -> Vec<Digest> {
    leaves(size).iter().map(|leaf| leaf_hash(leaf)).collect()
}

/// `MTH` of RFC 6962 section 2.1, word for word.
fn naive_root(leaves: &[Vec<u8>]) -> Digest {
    match leaves {
        [] => Digest::of(b""),
        [leaf] => Digest::of(&[&[0], leaf.as_slice()].concat()),
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            Digest::of(&[&[1][..], &naive_root(&leaves[..k]).0, &naive_root(&leaves[k..]).0].concat())
        }
    }
}

/// The root over the eight leaves of the reference implementation's tests (transparency-dev/merkle, certificate-transparency).
#[test]
fn the_root_is_the_one_others_publish() {
    let texts = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let hashes: Vec<Digest> = texts.iter().map(|text| leaf_hash(&hex::decode(text).unwrap())).collect();
    assert_eq!(root(&[]).to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(root(&hashes[..1]).to_string(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_eq!(root(&hashes).to_string(), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

#[test]
fn proofs_of_what_is_not_there_are_not_made() {
    let hashes = hashes(5);
    assert!(inclusion_proof(&hashes, 5).is_none() && inclusion_proof(&[], 0).is_none());
    assert!(inclusion_proof(&hashes, u64::MAX).is_none());
    assert!(consistency_proof(&hashes, 0).is_none() && consistency_proof(&hashes, 6).is_none());
    assert_eq!(inclusion_proof(&hashes[..1], 0), Some(vec![]));
    assert_eq!(consistency_proof(&hashes, 5), Some(vec![]));
}

#[test]
fn every_fault_has_its_name() {
    let hashes = hashes(6);
    let roots: Vec<Digest> = (0..=6).map(|size| root(&hashes[..size])).collect();
    let proof = inclusion_proof(&hashes, 4).unwrap();
    let verify = |index, size, proof: &[Digest]| verify_inclusion(hashes[4], index, size, proof, roots[6]);
    assert_eq!(verify(4, 6, &proof), Ok(()));
    assert_eq!(verify(6, 6, &proof), Err(ProofFault::NoSuchLeaf { index: 6, size: 6 }));
    assert_eq!(verify(0, 0, &[]), Err(ProofFault::NoSuchLeaf { index: 0, size: 0 }));
    assert_eq!(verify(4, 6, &proof[1..]), Err(ProofFault::Length));
    assert_eq!(verify(4, 6, &[proof.as_slice(), &proof].concat()), Err(ProofFault::Length));
    assert_eq!(verify(5, 6, &proof), Err(ProofFault::Root));
    assert_eq!(verify(u64::MAX - 1, u64::MAX, &proof), Err(ProofFault::Length));

    let proof = consistency_proof(&hashes, 3).unwrap();
    let verify = |old, new, proof: &[Digest]| verify_consistency((old, roots[3]), (new, roots[6]), proof);
    assert_eq!(verify(3, 6, &proof), Ok(()));
    assert_eq!(verify(0, 6, &proof), Err(ProofFault::Sizes { old: 0, new: 6 }));
    assert_eq!(verify(7, 6, &proof), Err(ProofFault::Sizes { old: 7, new: 6 }));
    assert_eq!(verify(3, 6, &[]), Err(ProofFault::Length));
    assert_eq!(verify(3, 6, &proof[1..]), Err(ProofFault::Length));
    assert_eq!(verify(6, 6, &proof), Err(ProofFault::Length));
    assert_eq!(verify(6, 6, &[]), Err(ProofFault::Root));
    assert_eq!(verify_consistency((3, roots[4]), (6, roots[6]), &proof), Err(ProofFault::OldRoot));
    assert_eq!(verify_consistency((3, roots[3]), (6, roots[5]), &proof), Err(ProofFault::Root));
    assert!(verify(u64::MAX - 1, u64::MAX, &proof).is_err() && verify(1 << 63, u64::MAX, &proof).is_err());
}

/// All proofs of all trees up to a size that has every shape of a border.
#[test]
fn all_proofs_of_small_trees_are_those_of_another_program() {
    let hashes = hashes(35);
    let mut theirs = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
    let mut frontier = Frontier::default();
    for (size, leaf) in (1..).zip(leaves(35)) {
        theirs.push(leaf);
        frontier.push(hashes[size - 1]);
        let root = frontier.root();
        assert_eq!(theirs.root().as_bytes()[..], root.0);
        assert_eq!(naive_root(&leaves(size)), root);
        assert_eq!(frontier.size(), size as u64);
        for index in 0..size {
            let ours = inclusion_proof(&hashes[..size], index as u64).unwrap();
            assert_eq!(theirs.prove_inclusion(index).as_bytes(), ours.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>());
            assert_eq!(verify_inclusion(hashes[index], index as u64, size as u64, &ours, root), Ok(()));
        }
        for old in 1..=size {
            let ours = consistency_proof(&hashes[..size], old as u64).unwrap();
            if old < size {
                let theirs = theirs.prove_consistency(size - old);
                assert_eq!(theirs.as_bytes(), ours.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>(), "{old} {size}");
            }
            let old = (old as u64, super::super::tree::root(&hashes[..old]));
            assert_eq!(verify_consistency(old, (size as u64, root), &ours), Ok(()));
        }
    }
}

#[test]
fn proofs_are_made_from_roots_of_ranges_too() {
    let all = hashes(70);
    let whole = |ranges: Vec<std::ops::Range<u64>>| -> Vec<Digest> {
        ranges.into_iter().map(|range| root(&all[range.start as usize..range.end as usize])).collect()
    };
    for size in 1..=70_u64 {
        let leaves = &all[..size as usize];
        for index in 0..size {
            assert_eq!(inclusion_ranges(index, size).map(whole), inclusion_proof(leaves, index), "{index} of {size}");
            assert_eq!(consistency_ranges(index + 1, size).map(whole), consistency_proof(leaves, index + 1), "{index} of {size}");
        }
        assert_eq!(inclusion_ranges(size, size), None);
        assert_eq!(consistency_ranges(0, size), None);
        assert_eq!(consistency_ranges(size + 1, size), None);
    }
    let mut tree = Frontier::default();
    for hash in &all {
        tree = Frontier::of_parts(tree.size(), tree.parts().to_vec()).unwrap();
        tree.push(*hash);
    }
    assert_eq!(tree.root(), root(&all));
    assert_eq!(Frontier::of_parts(3, vec![all[0]]), None);
}

fn flip(digest: &Digest, bit: usize) -> Digest {
    let mut flipped = *digest;
    flipped.0[bit / 8 % 32] ^= 1 << (bit % 8);
    flipped
}

proptest! {
    #[test]
    fn a_flipped_bit_fails_everywhere(size in 1_usize..200, index: prop::sample::Index, old: prop::sample::Index, bit in 0_usize..256) {
        let hashes = hashes(size);
        let (index, old) = (index.index(size), old.index(size) + 1);
        let (root, old_root) = (root(&hashes), root(&hashes[..old]));
        let (size, position) = (size as u64, index as u64);

        let proof = inclusion_proof(&hashes, position).unwrap();
        prop_assert_eq!(verify_inclusion(hashes[index], position, size, &proof, root), Ok(()));
        prop_assert!(verify_inclusion(flip(&hashes[index], bit), position, size, &proof, root).is_err());
        prop_assert!(verify_inclusion(hashes[index], position, size, &proof, flip(&root, bit)).is_err());
        for at in 0..proof.len() {
            let mut altered = proof.clone();
            altered[at] = flip(&altered[at], bit);
            prop_assert!(verify_inclusion(hashes[index], position, size, &altered, root).is_err());
        }

        let proof = consistency_proof(&hashes, old as u64).unwrap();
        let (old, new) = ((old as u64, old_root), (size, root));
        prop_assert_eq!(verify_consistency(old, new, &proof), Ok(()));
        prop_assert!(verify_consistency((old.0, flip(&old_root, bit)), new, &proof).is_err());
        prop_assert!(verify_consistency(old, (size, flip(&root, bit)), &proof).is_err());
        for at in 0..proof.len() {
            let mut altered = proof.clone();
            altered[at] = flip(&altered[at], bit);
            prop_assert!(verify_consistency(old, new, &altered).is_err());
        }
    }

    #[test]
    fn no_proof_makes_the_verifier_panic(numbers: [u64; 2], proof in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let proof: Vec<Digest> = proof.into_iter().map(Digest).collect();
        let root = Digest([7; 32]);
        let [a, b] = numbers;
        prop_assert!(verify_inclusion(root, a, b, &proof, root).is_err() || proof.is_empty());
        let _ = verify_consistency((a, root), (b, root), &proof);
    }
}
