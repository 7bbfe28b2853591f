//! The attack on version 1's decryption proof: what the trustee and the last voter do.
//!
//! A version-1 challenge hashes neither alpha nor the factor: `c = Hq("decrypt|φ|X|A,B")`. So a trustee can fix A, B and with
//! them c *before* the last ballot, in a form that leaves room: with `alpha_o`, `beta_o` the sums of all earlier ballots,
//! `A = a·G` and `B = a·alpha_o + b·G`. The response is `t = a − x·c`. The factor that the verifier's equation
//! `B = t·alpha + c·f` then demands is `f = c⁻¹·(B − t·alpha)`, and with `alpha = alpha_o + W·r·G` (r of the last voter, who
//! weighs W) it is off by
//!
//! ```text
//! f − x·alpha = c⁻¹·(B − a·alpha) = c⁻¹·(b − a·W·r)·G
//! ```
//!
//! The last voter chooses `r = (b − c·d)/(a·W)`: the factor is off by exactly `d·G`, and the opened total by −d. Anything else in
//! that ballot is honest. Bernhard, Pereira, Warinschi, "How not to prove yourself", ASIACRYPT 2012.

use chacha20::ChaCha20Rng;
use yepiao::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use yepiao::crypto::group::{Encoding, Point, Scalar, SecretBase};
use yepiao::crypto::hash::Transcript;
use yepiao::crypto::proof::{self, Nonces, Proof, Secret};
use yepiao::election::ballot::{Answer, Ballot, Signature};
use yepiao::election::json;
use yepiao::election::parameters::Election;
use zeroize::Zeroizing;

pub(crate) type Rng = ChaCha20Rng;

pub(crate) fn fresh(rng: &mut Rng) -> Zeroizing<Scalar> {
    Zeroizing::new(Scalar::random(rng))
}

/// A ballot with chosen randomness: every proof in it is honest.
pub(crate) fn ballot_with(
    election: &Election,
    (secret, credential): (&Zeroizing<Scalar>, &Encoding),
    choice: usize,
    r: &[Scalar; 3],
    mut rng: Rng,
) -> Vec<u8> {
    let y = SecretBase::new(&election.public_key().point());
    let marks = [0, 1, 2].map(|i| u64::from(i == choice));
    let ciphertexts: Vec<Ciphertext> = r.iter().zip(marks).map(|(r, m)| Ciphertext::encrypt(&y, r, &Scalar::from(m))).collect();
    let scope = format!("{}|{credential}|", election.phi());
    let secret_of = |r: Scalar, excess: Scalar| Secret { randomness: Zeroizing::new(r), excess: Zeroizing::new(excess) };
    let mut individual = |i: usize| {
        let m = Scalar::from(marks[i]);
        let prefix = format!("prove|{scope}{}|", texts(&[ciphertexts[i]]));
        let branches = [secret_of(r[i], m), secret_of(r[i], m - Scalar::ONE)];
        proof::prove(&y, prefix.as_bytes(), &branches, usize::from(i == choice), &mut Drawn(&mut rng))
    };
    let individual_proofs = (0..3).map(&mut individual).collect();
    let sum: Ciphertext = ciphertexts.iter().copied().sum();
    let prefix = format!("prove|{scope}{}|{}|", texts(&ciphertexts), texts(&[sum]));
    let branch = secret_of(r.iter().copied().sum(), Scalar::ZERO);
    let overall_proof = proof::prove(&y, prefix.as_bytes(), &[branch], 0, &mut Drawn(&mut rng));
    let choices = ciphertexts.iter().map(Ciphertext::encode).collect();
    let mut ballot = Ballot {
        election_uuid: election.parameters().uuid.clone(),
        election_hash: election.phi().to_owned(),
        credential: *credential,
        answers: vec![Answer { choices, individual_proofs, overall_proof, blank_proof: None }],
        signature: Signature { hash: String::new(), proof: Proof { challenge: Scalar::ZERO, response: Scalar::ZERO } },
    };
    let hash = ballot.unsigned().hash().unwrap();
    let proof = yepiao::crypto::signature::sign(secret, &format!("sig|{hash}|"), &fresh(&mut rng));
    ballot.signature = Signature { hash, proof };
    json::to_canonical(&ballot).unwrap()
}

fn texts(ciphertexts: &[Ciphertext]) -> String {
    let encodings: Vec<EncodedCiphertext> = ciphertexts.iter().map(Ciphertext::encode).collect();
    let texts: Vec<String> = encodings.iter().map(|c| format!("{},{}", c.alpha, c.beta)).collect();
    texts.join(",")
}

/// Nonces as they come.
struct Drawn<'a>(&'a mut Rng);

impl Nonces for Drawn<'_> {
    fn challenge(&mut self, _: usize) -> Zeroizing<Scalar> {
        fresh(self.0)
    }
    fn response(&mut self, _: usize) -> Zeroizing<Scalar> {
        fresh(self.0)
    }
    fn commitment(&mut self, _: usize) -> Zeroizing<Scalar> {
        fresh(self.0)
    }
}

/// A decryption proof that the trustee fixed before the last ballot.
pub(crate) struct Prepared {
    a: Scalar,
    b: Scalar,
    commitments: [Point; 2],
    pub(crate) challenge: Scalar,
}

impl Prepared {
    pub(crate) fn new(phi: &str, key: &Point, alpha_so_far: &Point, rng: &mut Rng) -> Self {
        let (a, b) = (Scalar::random(rng), Scalar::random(rng));
        let commitments = [Point::generator_times(&a), alpha_so_far.times(&a) + Point::generator_times(&b)];
        let prefix = format!("decrypt|{phi}|{}|", key.encode());
        let challenge = Transcript::new(prefix.as_bytes()).points(&commitments.map(|p| p.encode())).challenge();
        Self { a, b, commitments, challenge }
    }

    /// What the last voter, of weight W, takes as r, so that the total opens to d less than the truth.
    pub(crate) fn randomness(&self, weight: u64, d: Scalar) -> Scalar {
        (self.b - self.challenge * d) * (self.a * Scalar::from(weight)).invert().unwrap()
    }

    /// Factor and proof for whatever alpha has become.
    pub(crate) fn forge(&self, x: &Scalar, alpha: &Point) -> (Point, Proof) {
        let (c, t) = (self.challenge, self.a - *x * self.challenge);
        let factor = (self.commitments[1] - alpha.times(&t)).times(&c.invert().unwrap());
        (factor, Proof { challenge: c, response: t })
    }
}
