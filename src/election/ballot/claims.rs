//! What a ballot claims: every proof as its prefix and branches, in the order of the JSON.

use super::{Ballot, Part, Place};
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::proof::Proof;
use crate::election::parameters::{Election, Question};

/// The ciphertexts of one question as points.
pub(super) struct Points {
    /// As in the ballot.
    pub(super) choices: Vec<Ciphertext>,
    /// Index of the first choice that is an answer: 1 where "blank" stands before it.
    pub(super) first_answer: usize,
    /// The sum of the choices that are answers.
    pub(super) sum: Ciphertext,
}

impl Points {
    pub(super) fn new(choices: Vec<Ciphertext>, allows_blank: bool) -> Self {
        let first_answer = usize::from(allows_blank);
        let sum = choices.iter().skip(first_answer).copied().sum();
        Self { choices, first_answer, sum }
    }
}

/// Which ciphertext a branch is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The choice with this index.
    Choice(usize),
    /// The sum of all answers.
    Sum,
}

/// A branch: "the source encrypts `value`".
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) source: Source,
    pub(super) value: u64,
}

/// One disjunction: at least one branch is true.
pub(super) struct Claim<'b> {
    pub(super) place: Place,
    /// What the challenge hashes before the commitments.
    pub(super) prefix: Vec<u8>,
    pub(super) branches: Vec<Branch>,
    pub(super) proofs: &'b [Proof],
}

/// All claims of one question, for provers and verifiers alike.
///
/// `sum` is the encoding of the sum of the answers; it is hashed only where blank is not possible.
pub(super) struct Statements {
    allows_blank: bool,
    min: u64,
    /// `φ ‖ "|" ‖ credential`.
    scope: String,
    choices: Vec<EncodedCiphertext>,
    sum: EncodedCiphertext,
}

impl Statements {
    pub(super) fn new(
        election: &Election,
        question: usize,
        credential: &impl std::fmt::Display,
        choices: &[EncodedCiphertext],
        sum: EncodedCiphertext,
    ) -> Self {
        let asked = election.parameters().questions.get(question);
        Self {
            allows_blank: asked.is_some_and(Question::allows_blank),
            min: asked.map_or(0, |q| u64::from(q.min)),
            scope: format!("{}|{credential}", election.phi()),
            choices: choices.to_vec(),
            sum,
        }
    }

    /// The choice with this index encrypts 0 or 1: `prove|φ|credential|alpha,beta|`.
    pub(super) fn individual(&self, choice: usize) -> (Vec<u8>, Vec<Branch>) {
        let mut prefix = format!("prove|{}|", self.scope).into_bytes();
        append(&mut prefix, self.choices.get(choice));
        prefix.push(b'|');
        (prefix, [0, 1].map(|value| Branch { source: Source::Choice(choice), value }).to_vec())
    }

    /// The number of answers is allowed, or the vote is blank: `prove|φ|credential|all choices|sum|` where blank is not
    /// possible, else `bproof1|φ|credential|all choices|` with "is blank" as the first branch.
    pub(super) fn overall(&self, branches: usize) -> (Vec<u8>, Vec<Branch>) {
        let mut prefix = self.over_all_choices(if self.allows_blank { "bproof1" } else { "prove" });
        if !self.allows_blank {
            append(&mut prefix, [&self.sum]);
            prefix.push(b'|');
        }
        let blank = self.allows_blank.then_some(Branch { source: Source::Choice(0), value: 1 });
        let counts = (self.min..).map(|value| Branch { source: Source::Sum, value });
        (prefix, blank.into_iter().chain(counts).take(branches).collect())
    }

    /// Not blank, or nothing chosen: `bproof0|φ|credential|all choices|`.
    pub(super) fn blank(&self) -> (Vec<u8>, Vec<Branch>) {
        let prefix = self.over_all_choices("bproof0");
        (prefix, vec![Branch { source: Source::Choice(0), value: 0 }, Branch { source: Source::Sum, value: 0 }])
    }

    fn over_all_choices(&self, name: &str) -> Vec<u8> {
        let mut prefix = format!("{name}|{}|", self.scope).into_bytes();
        append(&mut prefix, &self.choices);
        prefix.push(b'|');
        prefix
    }
}

/// Appends the points' texts, separated by commas.
fn append<'a>(prefix: &mut Vec<u8>, ciphertexts: impl IntoIterator<Item = &'a EncodedCiphertext>) {
    for (index, encoding) in ciphertexts.into_iter().flat_map(EncodedCiphertext::encodings).enumerate() {
        if index > 0 {
            prefix.push(b',');
        }
        prefix.extend_from_slice(&encoding.hex());
    }
}

/// All claims of a ballot whose shape is right, question by question: each choice, the number of answers, blank.
pub(super) fn of_ballot<'b>(election: &Election, ballot: &'b Ballot, sums: &[EncodedCiphertext]) -> Vec<Claim<'b>> {
    let mut claims = Vec::new();
    for (question, (answer, sum)) in ballot.answers.iter().zip(sums).enumerate() {
        let statements = Statements::new(election, question, &ballot.credential, &answer.choices, *sum);
        let mut claim = |part, (prefix, branches), proofs| {
            claims.push(Claim { place: Place { question, part }, prefix, branches, proofs });
        };
        for (choice, proofs) in answer.individual_proofs.iter().enumerate() {
            claim(Part::Individual(choice), statements.individual(choice), proofs.as_slice());
        }
        claim(Part::Overall, statements.overall(answer.overall_proof.len()), &answer.overall_proof);
        if let Some(proofs) = &answer.blank_proof {
            claim(Part::Blank, statements.blank(), proofs);
        }
    }
    claims
}
