//! A ballot maker that can lie: every plaintext, every proof's statement and every field is for the caller to choose.
//!
//! Written from the specification once more (protocol.md Part II section 4), not with the product's list of claims, so that a
//! mistake in that list shows here.

use std::fmt::Write as _;

use chacha20::ChaCha20Rng;
use yepiao::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use yepiao::crypto::group::{Encoding, Point, Scalar, SecretBase};
use yepiao::crypto::proof::{Nonces, Proof, Secret, prove};
use yepiao::crypto::signature;
use yepiao::election::ballot::{Answer, Ballot, Signature};
use yepiao::election::json::to_canonical;
use yepiao::election::parameters::Question;
use zeroize::Zeroizing;

/// A whole number as a scalar, negative ones too.
pub fn number(n: i64) -> Scalar {
    let size = Scalar::from(n.unsigned_abs());
    if n < 0 { -size } else { size }
}

/// One ciphertext with everything that its maker knows.
#[derive(Clone, Copy)]
pub struct Sealed {
    pub m: i64,
    pub r: Scalar,
    pub c: Ciphertext,
}

pub fn seal(y: &Point, m: i64, rng: &mut ChaCha20Rng) -> Sealed {
    let r = Scalar::random(rng);
    Sealed { m, r, c: Ciphertext::encrypt(&SecretBase::new(y), &r, &number(m)) }
}

pub fn sum(of: &[Sealed]) -> Sealed {
    let (m, r) = (of.iter().map(|s| s.m).sum(), of.iter().map(|s| s.r).sum());
    Sealed { m, r, c: of.iter().map(|s| s.c).sum() }
}

struct Fresh<'a>(&'a mut ChaCha20Rng);

impl Nonces for Fresh<'_> {
    fn challenge(&mut self, _: usize) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::random(self.0))
    }
    fn response(&mut self, _: usize) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::random(self.0))
    }
    fn commitment(&mut self, _: usize) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::random(self.0))
    }
}

/// Proves that one of the branches, each "this ciphertext encrypts this number", is true. If none is, the proof is false.
pub fn disjunction(y: &Point, prefix: &str, branches: &[(Sealed, i64)], rng: &mut ChaCha20Rng) -> Vec<Proof> {
    let truth = branches.iter().position(|(s, value)| s.m == *value).unwrap_or(0);
    let open = |(s, value): &(Sealed, i64)| Secret {
        randomness: Zeroizing::new(s.r),
        excess: Zeroizing::new(number(s.m) - number(*value)),
    };
    let secrets: Vec<Secret> = branches.iter().map(open).collect();
    prove(&SecretBase::new(y), prefix.as_bytes(), &secrets, truth, &mut Fresh(rng))
}

pub fn texts(of: &[EncodedCiphertext]) -> String {
    let mut text = String::new();
    for (i, c) in of.iter().enumerate() {
        let _ = write!(text, "{}{},{}", if i > 0 { "," } else { "" }, c.alpha, c.beta);
    }
    text
}

/// How one question is answered, and what is proved about it.
#[derive(Clone)]
pub struct Plan {
    /// "Blank" first where possible.
    pub plain: Vec<i64>,
    /// Values of the individual proofs' branches.
    pub individual: Vec<i64>,
    /// Values of the overall proof's branches about the sum.
    pub overall: Vec<i64>,
    pub blank: bool,
}

impl Plan {
    pub fn honest(question: &Question, plain: &[i64]) -> Self {
        let overall = (i64::from(question.min)..=i64::from(question.max)).collect();
        Self { plain: plain.to_vec(), individual: vec![0, 1], overall, blank: question.allows_blank() }
    }
}

/// What a voter's program knows.
pub struct Voting<'a> {
    pub y: Point,
    pub phi: &'a str,
    pub uuid: &'a str,
    pub secret: Scalar,
    /// Whose credential the ballot names and its proofs hash; of the secret, if honest.
    pub credential: Encoding,
}

impl Voting<'_> {
    pub fn answer(&self, plan: &Plan, rng: &mut ChaCha20Rng) -> Answer {
        let sealed: Vec<Sealed> = plan.plain.iter().map(|m| seal(&self.y, *m, rng)).collect();
        self.prove(plan, &sealed, rng)
    }

    /// All proofs of one question for these ciphertexts.
    pub fn prove(&self, plan: &Plan, sealed: &[Sealed], rng: &mut ChaCha20Rng) -> Answer {
        let (y, scope) = (&self.y, format!("{}|{}", self.phi, self.credential));
        let choices: Vec<EncodedCiphertext> = sealed.iter().map(|s| s.c.encode()).collect();
        let all = texts(&choices);
        let total = sum(&sealed[usize::from(plan.blank)..]);
        let mut individual_proofs = Vec::new();
        for (s, encoded) in sealed.iter().zip(&choices) {
            let branches: Vec<_> = plan.individual.iter().map(|value| (*s, *value)).collect();
            individual_proofs.push(disjunction(y, &format!("prove|{scope}|{}|", texts(&[*encoded])), &branches, rng));
        }
        let counts = plan.overall.iter().map(|value| (total, *value));
        let (overall_proof, blank_proof) = if plan.blank {
            let branches: Vec<_> = std::iter::once((sealed[0], 1)).chain(counts).collect();
            let nothing = [(sealed[0], 0), (total, 0)];
            let blank = disjunction(y, &format!("bproof0|{scope}|{all}|"), &nothing, rng);
            (disjunction(y, &format!("bproof1|{scope}|{all}|"), &branches, rng), Some(blank))
        } else {
            let prefix = format!("prove|{scope}|{all}|{}|", texts(&[total.c.encode()]));
            (disjunction(y, &prefix, &counts.collect::<Vec<_>>(), rng), None)
        };
        Answer { choices, individual_proofs, overall_proof, blank_proof }
    }

    pub fn sign(&self, answers: Vec<Answer>, rng: &mut ChaCha20Rng) -> Ballot {
        let nothing = Proof { challenge: Scalar::ZERO, response: Scalar::ZERO };
        let signature = Signature { hash: String::new(), proof: nothing };
        let mut ballot = Ballot {
            election_uuid: self.uuid.to_owned(),
            election_hash: self.phi.to_owned(),
            credential: self.credential,
            answers,
            signature,
        };
        self.sign_again(&mut ballot, rng);
        ballot
    }

    pub fn sign_again(&self, ballot: &mut Ballot, rng: &mut ChaCha20Rng) {
        let hash = ballot.unsigned().hash().unwrap();
        let nonce = Zeroizing::new(Scalar::random(rng));
        let proof = signature::sign(&self.secret, &format!("sig|{hash}|"), &nonce);
        ballot.signature = Signature { hash, proof };
    }
}

pub fn bytes(ballot: &Ballot) -> Vec<u8> {
    to_canonical(ballot).unwrap()
}
