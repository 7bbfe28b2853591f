//! The ballot box as an audit sees it: who voted last, and the growing sums.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use rayon::prelude::*;

use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext, WeightedSum};
use crate::crypto::group::{Encoding, Point};
use crate::crypto::hash::Digest;
use crate::election::parameters::{Election, Question};

/// A ballot that passed its checks, and the texts of its ciphertexts to remember it by.
pub(super) struct Valid {
    pub(super) credential: Encoding,
    pub(super) choices: Vec<Ciphertext>,
    encoded: Box<[EncodedCiphertext]>,
}

impl Valid {
    pub(super) fn new(credential: Encoding, choices: Vec<Vec<Ciphertext>>) -> Self {
        let choices = choices.concat();
        let points: Vec<Point> = choices.iter().flat_map(|c| [c.alpha, c.beta]).collect();
        let encoded = Encoding::of_all(&points);
        let encoded =
            encoded.as_chunks().0.iter().map(|[alpha, beta]| EncodedCiphertext { alpha: *alpha, beta: *beta }).collect();
        Self { credential, choices, encoded }
    }
}

/// The counting ballots so far.
pub(super) struct BallotBox {
    /// By position in the list of credentials: the ciphertexts of the last ballot. A later ballot takes them out of the sums
    /// again; encoded they are a fifth of their size as points.
    latest: Vec<Option<Box<[EncodedCiphertext]>>>,
    /// By position in a ballot, questions one after another.
    sums: Vec<WeightedSum>,
    /// Ballots by the digest of their bytes → height of their event.
    seen: HashMap<Digest, u64>,
    /// What is to be added to the sums.
    pending: Vec<(u64, Vec<Ciphertext>)>,
    voters: u64,
    weight: u64,
}

impl BallotBox {
    pub(super) fn new(election: &Election, credentials: usize) -> Self {
        let columns = election.parameters().questions.iter().map(Question::ciphertexts).fold(0, usize::saturating_add);
        Self {
            latest: vec![None; credentials],
            sums: vec![WeightedSum::default(); columns],
            seen: HashMap::new(),
            pending: Vec::new(),
            voters: 0,
            weight: 0,
        }
    }

    /// Remembers a ballot's bytes; returns the height of the same bytes seen before.
    pub(super) fn see(&mut self, ballot: Digest, height: u64) -> Option<u64> {
        match self.seen.entry(ballot) {
            Slot::Occupied(first) => Some(*first.get()),
            Slot::Vacant(slot) => {
                slot.insert(height);
                None
            }
        }
    }

    /// Counts a ballot for the credential at `position`, in place of the one that counted before.
    pub(super) fn count(&mut self, position: usize, weight: u64, ballot: Valid) {
        let Some(latest) = self.latest.get_mut(position) else { return };
        match latest.replace(ballot.encoded) {
            None => {
                self.voters = self.voters.saturating_add(1);
                self.weight = self.weight.saturating_add(weight);
            }
            Some(earlier) => {
                // It was decoded once already, so it decodes again; subtracting is adding the negative.
                let minus = |c: Ciphertext| Ciphertext { alpha: -c.alpha, beta: -c.beta };
                let earlier = earlier.iter().filter_map(|c| c.decode().ok()).map(minus).collect();
                self.pending.push((weight, earlier));
            }
        }
        self.pending.push((weight, ballot.choices));
    }

    /// Brings the sums up to date.
    pub(super) fn settle(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        self.sums.par_iter_mut().enumerate().for_each(|(column, sum)| {
            for (weight, choices) in &pending {
                if let Some(ciphertext) = choices.get(column) {
                    sum.add(*weight, ciphertext);
                }
            }
        });
    }

    /// Voters whose ballot counts, and their weights together.
    pub(super) const fn counted(&self) -> (u64, u64) {
        (self.voters, self.weight)
    }

    /// The encrypted tally, question by question. The sums must be settled.
    pub(super) fn tally(&self, election: &Election) -> Vec<Vec<Ciphertext>> {
        let totals: Vec<Ciphertext> = self.sums.par_iter().map(WeightedSum::total).collect();
        let mut rest = totals.into_iter();
        election.parameters().questions.iter().map(|q| rest.by_ref().take(q.ciphertexts()).collect()).collect()
    }
}
