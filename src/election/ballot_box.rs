//! The ballot box: who voted last, and the growing weighted sums.
//!
//! Counting while ballots come in needs no memory for a ballot but the texts of its ciphertexts, which a later ballot of the
//! same voter takes out of the sums again.

use rayon::prelude::*;

use super::ballot::Checked;
use super::parameters::{Election, Question};
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext, WeightedSum};
use crate::crypto::group::Encoding;

/// A ballot that passed its checks, and the texts of its ciphertexts to remember it by.
#[derive(Clone)]
pub struct Countable {
    /// The voter's public credential.
    pub credential: Encoding,
    /// All ciphertexts, questions one after another.
    choices: Vec<Ciphertext>,
    encoded: Box<[EncodedCiphertext]>,
}

impl From<Checked> for Countable {
    fn from(Checked { credential, choices }: Checked) -> Self {
        let choices = choices.concat();
        let encoded = EncodedCiphertext::of_all(&choices).into_boxed_slice();
        Self { credential, choices, encoded }
    }
}

/// The counting ballots so far.
pub struct BallotBox {
    /// By position in the list of credentials: the ciphertexts of the last ballot. Encoded they are a fifth of their size as
    /// points.
    latest: Vec<Option<Box<[EncodedCiphertext]>>>,
    /// By position in a ballot, questions one after another.
    sums: Vec<WeightedSum>,
    /// What is to be added to the sums.
    pending: Vec<(u64, Vec<Ciphertext>)>,
    voters: u64,
    weight: u64,
}

impl BallotBox {
    /// An empty box for an election with so many credentials.
    pub fn new(election: &Election, credentials: usize) -> Self {
        let columns = election.parameters().questions.iter().map(Question::ciphertexts).fold(0, usize::saturating_add);
        Self {
            latest: vec![None; credentials],
            sums: vec![WeightedSum::default(); columns],
            pending: Vec::new(),
            voters: 0,
            weight: 0,
        }
    }

    /// Counts a ballot for the credential at `position` in the list, in place of the one that counted before.
    pub fn count(&mut self, position: usize, weight: u64, ballot: Countable) {
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

    /// Brings the sums up to date with what was counted; worth doing for many ballots at once, column by column in parallel.
    pub fn settle(&mut self) {
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
    pub const fn counted(&self) -> (u64, u64) {
        (self.voters, self.weight)
    }

    /// The encrypted tally, question by question.
    pub fn tally(&mut self, election: &Election) -> Vec<Vec<Ciphertext>> {
        self.settle();
        let totals: Vec<Ciphertext> = self.sums.par_iter().map(WeightedSum::total).collect();
        let mut rest = totals.into_iter();
        election.parameters().questions.iter().map(|q| rest.by_ref().take(q.ciphertexts()).collect()).collect()
    }
}
