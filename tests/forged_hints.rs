//! Ballots forged so that only the equations of a batch can tell: every challenge fits the hash of the commitments that the hints
//! claim, but the commitments do not satisfy the equations. Whoever makes ballot and hints together can do this, so it is the
//! one attack that hints add; spoiling honest ballots or hints stops at an earlier step.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::{Digest, Transcript};
use yepiao::crypto::proof::{Proof, commitments};
use yepiao::crypto::seed::Seed;
use yepiao::crypto::signature;
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::hints::{Hinted, Hints, HintsFault, check_batch};
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::ballot::{Ballot, BallotFault, Part, Place};
use yepiao::election::credential::CredentialList;
use yepiao::election::json::to_canonical;
use yepiao::election::parameters::Election;
use zeroize::Zeroizing;

/// The credential's secret key, and the election's.
const SECRET: u64 = 815;
const KEY: u64 = 4711;

fn election() -> Election {
    let key = Point::generator_times(&Scalar::from(KEY)).encode();
    let question = r#"{"answers":["A","B"],"min":0,"max":1,"question":"Q"}"#;
    let text = format!(
        r#"{{"version":1,"description":"d","name":"n","group":"Ed25519","public_key":"{key}","questions":[{question}],"uuid":"o3JHbEwRLoXJh1"}}"#
    );
    Election::parse(text.as_bytes()).unwrap()
}

/// What a forger has: an honest ballot whose first choice encrypts 1, and all its secrets.
struct Forger {
    election: Election,
    ballot: Ballot,
    /// Randomness of the first choice.
    r: Scalar,
    /// Of its first individual proof: A_0, B_0 (the choice encrypts 0, which is false), A_1, B_1 (it encrypts 1).
    commitments: [Point; 4],
}

impl Forger {
    fn new() -> Self {
        let election = election();
        let secret = Scalar::from(SECRET);
        let credential = Point::generator_times(&secret);
        let seed = || Seed::new([4; 32]);
        let sealed = Sealer::new(&election).seal(&credential, &[Selection::Answers(vec![true, false])], seed()).unwrap();
        let ballot = sealed.sign(&secret, &mut ChaCha20Rng::from_seed([4; 32])).unwrap();
        let r = *seed().scalar(&format!("yepiao/ballot/v1|{}|{}|0|0|r|0", election.phi(), credential.encode()));
        let choice = ballot.answers[0].choices[0].decode().unwrap();
        let commit = |branch: usize| {
            let beta = choice.beta - Point::generator_times(&Scalar::from(u64::try_from(branch).unwrap()));
            let claimed = Ciphertext { alpha: choice.alpha, beta };
            commitments(election.public_key(), &claimed, &ballot.answers[0].individual_proofs[0][branch])
        };
        let ([a_0, b_0], [a_1, b_1]) = (commit(0), commit(1));
        Self { r, commitments: [a_0, b_0, a_1, b_1], ballot, election }
    }

    /// Claims these commitments, with hints for them. The challenge of branch 0 is what makes the sum fit the hash, its response
    /// what `response` says; branch 1 stays. All is signed again.
    fn forge(&self, claimed: &[Point; 4], response: impl Fn(Scalar) -> Scalar) -> (Vec<u8>, String) {
        let mut ballot = self.ballot.clone();
        let answer = &mut ballot.answers[0];
        let (alpha, beta) = (answer.choices[0].alpha, answer.choices[0].beta);
        let prefix = format!("prove|{}|{}|{alpha},{beta}|", self.election.phi(), ballot.credential);
        let hash = Transcript::new(prefix.as_bytes()).points(&Encoding::of_all(claimed)).challenge();
        let challenge = hash - answer.individual_proofs[0][1].challenge;
        answer.individual_proofs[0][0] = Proof { challenge, response: response(challenge) };

        ballot.signature.hash = ballot.unsigned().hash().unwrap();
        let text = format!("sig|{}|", ballot.signature.hash);
        ballot.signature.proof = signature::sign(&Scalar::from(SECRET), &text, &Zeroizing::new(Scalar::from(9)));
        let bytes = to_canonical(&ballot).unwrap();

        let honest = Hints::of_ballot(&self.election, &bytes).unwrap().to_text();
        let mut hints: Vec<[u8; 32]> = STANDARD.decode(honest).unwrap().as_chunks().0.to_vec();
        let eighth = Scalar::from(8).invert().unwrap();
        // Two ciphertexts come first: four hints.
        for (hint, point) in hints.iter_mut().skip(4).zip(claimed) {
            *hint = *point.times(&eighth).encode().as_bytes();
        }
        (bytes, STANDARD.encode(hints.concat()))
    }

    fn honest_response(&self) -> Scalar {
        self.ballot.answers[0].individual_proofs[0][0].response
    }
}

#[track_caller]
fn is_refused(election: &Election, batch: &[&(Vec<u8>, String)]) {
    let hinted: Vec<_> = batch.iter().map(|(ballot, hints)| Hinted { ballot, hints }).collect();
    batch.iter().for_each(|(ballot, _)| assert!(check(election, ballot).is_err()));
    let place = Place { question: 0, part: Part::Individual(0) };
    for verdict in check_batch(election, &CredentialList::default(), &hinted, &mut ChaCha20Rng::from_seed([5; 32])) {
        assert_eq!(verdict.ballot, Err(BallotFault::Proof(place)));
        // The hints came as far as the equations: any earlier step has another fault or another verdict.
        assert_eq!(verdict.hints, Err(HintsFault::Proofs));
    }
}

#[test]
fn nothing_changed_is_the_honest_ballot() {
    let forger = Forger::new();
    let (ballot, hints) = forger.forge(&forger.commitments, |_| forger.honest_response());
    assert_eq!(
        ballot,
        to_canonical(&{
            let mut again = forger.ballot.clone();
            again.signature.proof = Ballot::parse(&ballot).unwrap().signature.proof;
            again
        })
        .unwrap()
    );
    let batch = [Hinted { ballot: &ballot, hints: &hints }];
    let verdicts = check_batch(&forger.election, &CredentialList::default(), &batch, &mut ChaCha20Rng::from_seed([1; 32]));
    assert!(verdicts[0].ballot.is_ok() && verdicts[0].hints.is_ok());
}

#[test]
fn moved_commitments_are_refused() {
    let forger = Forger::new();
    for moved in 0..4 {
        let mut claimed = forger.commitments;
        claimed[moved] = claimed[moved] + Point::generator();
        let forged = forger.forge(&claimed, |_| forger.honest_response());
        is_refused(&forger.election, &[&forged]);
        is_refused(&forger.election, &[&forged, &forged]);
    }
}

/// The cheapest forgery: every A is right, and B_0 is made up. Equations for A alone would admit any content.
#[test]
fn one_made_up_commitment_is_refused() {
    let forger = Forger::new();
    let w = Scalar::from_digest(Digest::of(b"w"));
    let [_, _, a_1, b_1] = forger.commitments;
    let a_0 = Point::generator_times(&w);
    let claimed = [a_0, forger.election.public_key().point().times(&w), a_1, b_1];
    let forged = forger.forge(&claimed, |challenge| w - challenge * forger.r);
    let ballot = Ballot::parse(&forged.0).unwrap();
    let (alpha, proof) = (ballot.answers[0].choices[0].alpha.decode().unwrap(), ballot.answers[0].individual_proofs[0][0]);
    assert_eq!(alpha.times_plus_generator_times(&proof.challenge, &proof.response), a_0);
    is_refused(&forger.election, &[&forged]);
    is_refused(&forger.election, &[&forged, &forged, &forged]);
}

/// Two false equations whose errors add up to nothing: only a weight of its own for each equation shows them. The error of A_0
/// is `A_0 − t·G − c·alpha`, that of B_0 `B_0 − t·y − c·beta`; whoever knows the election's key can choose t for their sum.
#[test]
fn errors_that_cancel_are_refused() {
    let forger = Forger::new();
    let [_, _, a_1, b_1] = forger.commitments;
    let (a, b, y) = (Scalar::from(77), Scalar::from(88), Scalar::from(KEY));
    let claimed = [Point::generator_times(&a), Point::generator_times(&b), a_1, b_1];
    let one_plus_y = Scalar::ONE + y;
    // Logarithm of alpha + beta: the choice encrypts 1.
    let both = forger.r * one_plus_y + Scalar::ONE;
    let forged = forger.forge(&claimed, |challenge| (a + b - challenge * both) * one_plus_y.invert().unwrap());
    let ballot = Ballot::parse(&forged.0).unwrap();
    let Proof { challenge: c, response: t } = ballot.answers[0].individual_proofs[0][0];
    let choice = ballot.answers[0].choices[0].decode().unwrap();
    let errors = [
        claimed[0] - choice.alpha.times_plus_generator_times(&c, &t),
        claimed[1] - forger.election.public_key().times_plus(&t, &c, &choice.beta),
    ];
    assert!(!errors[0].is_identity() && (errors[0] + errors[1]).is_identity());
    is_refused(&forger.election, &[&forged]);
    is_refused(&forger.election, &[&forged, &forged]);
}
