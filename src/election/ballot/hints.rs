//! Checking many ballots at once, with eighth-point hints.
//!
//! A compact proof cannot be batched alone, because its hash needs each commitment. Beside the ballot a client may send hints,
//! which are neither signed nor kept: for each point P below, the encoding of P/8. Hints for one question after another: alpha
//! and beta of every choice; A and B of every branch of the individual proofs; of the overall proof; of the blank proof. Text:
//! the 32-byte RFC 8032 strings one after another, in base64 (RFC 4648 section 4, with padding).
//!
//! Why eighths: 8H is in the subgroup of prime order whatever point H is, so no point needs a subgroup check of its own. A hint
//! reveals nothing: anybody can multiply the public P by 1/8.
//!
//! The check of a batch, step by step: (0) canonical JSON, this election, shape, hash; (1) each signature by itself; (2) P = 8H,
//! and P's encoding must be the ballot's own text for alpha and beta; (3) sums of ciphertexts from these P; (4) every
//! `Σ c_j = Hq(prefix ‖ A_0,B_0,…)` over the P's encodings; (5) with a fresh 128-bit weight for each equation
//! `A_j − t_j·G − c_j·alpha = 0` and `B_j − t_j·y − c_j·(beta − M_j·G) = 0`, drawn after all hints are fixed, the weighted sum is
//! the identity (Bellare, Garay, Rabin, EUROCRYPT 1998). A false equation survives with probability at most 2^-128.
//!
//! If the batch fails, each ballot is tried alone, and if that fails, compactly: bad hints never decide about a ballot, so a
//! ballot is admitted here if and only if [`check`](super::check::check) admits it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand_core::CryptoRng;

use super::check::{check_listed, check_signature, encode_sums, hide, read_points, recompute_all};
use super::claims::{self, Branch, Points, Source};
use super::{Ballot, BallotFault, Checked, check_shape};
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::crypto::proof::{self, Proof};
use crate::election::credential::CredentialList;
use crate::election::parameters::Election;

/// A ballot's hints, in the order above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints(pub(super) Vec<Encoding>);

/// Why hints cannot be used. This never says anything about the ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HintsFault {
    /// Not canonical base64 of 32-byte strings.
    #[error("not base64 of 32-byte strings")]
    Text,
    /// Not one hint for each point.
    #[error("{found} instead of {expected} hints")]
    Count {
        /// Hints given.
        found: usize,
        /// Points of the ballot.
        expected: usize,
    },
    /// A hint is not a point of the curve.
    #[error("hint {0} is not a point")]
    Point(usize),
    /// The hints are not eighths of the ballot's ciphertexts.
    #[error("the hints do not fit the ciphertexts")]
    Ciphertexts,
    /// The hints are not eighths of the commitments of the ballot's proofs.
    #[error("the hints do not fit the proofs")]
    Proofs,
}

impl Hints {
    /// Reads the base64 text.
    pub fn parse(text: &str) -> Result<Self, HintsFault> {
        let bytes = STANDARD.decode(text).map_err(|_| HintsFault::Text)?;
        let (hints, rest) = bytes.as_chunks();
        if rest.is_empty() { Ok(Self(hints.iter().copied().map(Encoding::from_bytes).collect())) } else { Err(HintsFault::Text) }
    }

    /// The base64 text.
    pub fn to_text(&self) -> String {
        STANDARD.encode(self.0.iter().flat_map(|hint| *hint.as_bytes()).collect::<Vec<u8>>())
    }

    /// The hints of a ballot, from its public bytes alone.
    pub fn of_ballot(election: &Election, bytes: &[u8]) -> Result<Self, BallotFault> {
        let ballot = Ballot::parse(bytes)?;
        check_shape(election, &ballot)?;
        let points = read_points(election, &ballot)?;
        let claims = claims::of_ballot(election, &ballot, &encode_sums(&points));
        let commitments = recompute_all(election, &claims, &points);
        let mut all = Vec::new();
        for (question, own) in points.iter().enumerate() {
            all.extend(own.choices.iter().flat_map(|c| [c.alpha, c.beta]));
            let of_question = claims.iter().zip(&commitments).filter(|(claim, _)| claim.place.question == question);
            all.extend(of_question.flat_map(|(_, commitments)| commitments));
        }
        let eighth = Scalar::from(8).invert().unwrap_or_default();
        let eighths: Vec<Point> = all.iter().map(|point| point.times_public(&eighth)).collect();
        Ok(Self(Encoding::of_all(&eighths)))
    }
}

/// A ballot that came with hints.
#[derive(Debug, Clone, Copy)]
pub struct Hinted<'a> {
    /// The ballot's bytes.
    pub ballot: &'a [u8],
    /// The hints' text.
    pub hints: &'a str,
}

/// What became of one ballot of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Exactly what the compact check says, the fault included.
    pub ballot: Result<Checked, BallotFault>,
    /// Why the compact check had to decide, if it had to.
    pub hints: Result<(), HintsFault>,
}

/// Checks a batch of ballots with their hints. The points of listed credentials were checked when the list was read; others are
/// judged too, so the list may be empty. `rng` gives the weights: the operating system's generator in production.
pub fn check_batch<R: CryptoRng + ?Sized>(
    election: &Election,
    credentials: &CredentialList,
    batch: &[Hinted<'_>],
    rng: &mut R,
) -> Vec<Verdict> {
    let staged: Vec<Result<Staged, Stop>> = batch.iter().map(|hinted| stage(election, credentials, hinted)).collect();
    let ready: Vec<&Staged> = staged.iter().flatten().collect();
    let together = equations_hold(election, &ready, rng);
    let alone = ready.len() == 1;
    let mut verdict = |(hinted, staged): (&Hinted<'_>, Result<Staged, Stop>)| match staged {
        Ok(staged) if together || (!alone && equations_hold(election, &[&staged], rng)) => {
            Verdict { ballot: Ok(staged.checked()), hints: Ok(()) }
        }
        Ok(_) => Verdict { ballot: check_listed(election, credentials, hinted.ballot), hints: Err(HintsFault::Proofs) },
        Err(Stop::Hints(fault)) => Verdict { ballot: check_listed(election, credentials, hinted.ballot), hints: Err(fault) },
        Err(Stop::Ballot(fault)) => Verdict { ballot: Err(fault), hints: Ok(()) },
    };
    batch.iter().zip(staged).map(&mut verdict).collect()
}

/// A ballot after steps 0 to 4.
struct Staged {
    credential: Encoding,
    digest: Digest,
    points: Vec<Points>,
    /// One for each branch, in the order of the commitments.
    equations: Vec<Equation>,
    /// A_0, B_0, A_1, B_1, …
    commitments: Vec<Point>,
}

/// A branch: two equations about its commitments.
struct Equation {
    question: usize,
    branch: Branch,
    proof: Proof,
}

/// Why a ballot leaves the batch before the equations.
enum Stop {
    /// The compact check would refuse it for the same reason.
    Ballot(BallotFault),
    /// Nothing is known about the ballot yet.
    Hints(HintsFault),
}

impl From<BallotFault> for Stop {
    fn from(fault: BallotFault) -> Self {
        Self::Ballot(fault)
    }
}

impl From<HintsFault> for Stop {
    fn from(fault: HintsFault) -> Self {
        Self::Hints(fault)
    }
}

/// Steps 0 to 4 for one ballot.
fn stage(election: &Election, credentials: &CredentialList, hinted: &Hinted<'_>) -> Result<Staged, Stop> {
    let ballot = Ballot::parse(hinted.ballot).map_err(BallotFault::from)?;
    check_shape(election, &ballot)?;
    let digest = check_signature(credentials, &ballot, hinted.ballot)?;
    let hints = Hints::parse(hinted.hints)?.0;
    let expected = ballot.answers.iter().map(hints_of_answer).fold(0, usize::saturating_add);
    if hints.len() != expected {
        return Err(HintsFault::Count { found: hints.len(), expected }.into());
    }

    // Deal the points out, question by question: ciphertexts first, then commitments.
    let mut eighths = hints.iter().enumerate();
    let mut next = || {
        let (index, hint) = eighths.next().ok_or(HintsFault::Proofs)?;
        hint.decode_times_eight().map_err(|_| HintsFault::Point(index))
    };
    let mut points = Vec::with_capacity(ballot.answers.len());
    let mut commitments = Vec::with_capacity(expected);
    for (answer, asked) in ballot.answers.iter().zip(&election.parameters().questions) {
        let mut choices = Vec::with_capacity(answer.choices.len());
        for _ in &answer.choices {
            choices.push(Ciphertext { alpha: next()?, beta: next()? });
        }
        points.push(Points::new(choices, asked.allows_blank()));
        for _ in answer.choices.len().saturating_mul(2)..hints_of_answer(answer) {
            commitments.push(next()?);
        }
    }

    // One inversion for all encodings: commitments, ciphertexts, sums.
    let ciphertexts = points.iter().flat_map(|own| &own.choices);
    let sums = points.iter().map(|own| &own.sum);
    let all: Vec<&Point> = commitments.iter().chain(ciphertexts.chain(sums).flat_map(both)).collect();
    let encoded = Encoding::of_all(&all);
    let (mut rest, others) = encoded.split_at_checked(commitments.len()).unwrap_or_default();
    let (ciphertexts, sums) =
        others.split_at_checked(others.len().saturating_sub(points.len().saturating_mul(2))).unwrap_or_default();
    let texts = ballot.answers.iter().flat_map(|answer| answer.choices.iter().flat_map(EncodedCiphertext::encodings));
    if !ciphertexts.iter().eq(texts) {
        return Err(HintsFault::Ciphertexts.into());
    }
    // Only now are these points the ballot's own, so that what is wrong with them is the ballot's fault and not the hints'.
    hide(&points)?;
    let sums = EncodedCiphertext::from_pairs(sums);
    let mut equations = Vec::with_capacity(commitments.len());
    for claim in claims::of_ballot(election, &ballot, &sums) {
        let (own, others) = rest.split_at_checked(claim.proofs.len().saturating_mul(2)).unwrap_or_default();
        rest = others;
        if !proof::challenges_add_up(&claim.prefix, own, claim.proofs) {
            return Err(HintsFault::Proofs.into());
        }
        let question = claim.place.question;
        let branches = claim.branches.iter().zip(claim.proofs);
        equations.extend(branches.map(|(branch, proof)| Equation { question, branch: *branch, proof: *proof }));
    }
    Ok(Staged { credential: ballot.credential, digest, points, equations, commitments })
}

/// Two hints for each ciphertext and for each branch of each proof.
fn hints_of_answer(answer: &super::Answer) -> usize {
    let individual = answer.individual_proofs.iter().map(Vec::len).fold(0, usize::saturating_add);
    let blank = answer.blank_proof.as_ref().map_or(0, Vec::len);
    [answer.choices.len(), individual, answer.overall_proof.len(), blank]
        .into_iter()
        .fold(0, usize::saturating_add)
        .saturating_mul(2)
}

/// Alpha and beta.
const fn both(ciphertext: &Ciphertext) -> [&Point; 2] {
    [&ciphertext.alpha, &ciphertext.beta]
}

impl Staged {
    /// Points in its equations, without the generator and the key.
    fn terms(&self) -> usize {
        let ciphertexts = self.points.iter().map(|own| own.choices.len()).fold(0, usize::saturating_add);
        self.commitments.len().saturating_add(ciphertexts.saturating_mul(2))
    }

    fn checked(self) -> Checked {
        Checked {
            credential: self.credential,
            digest: self.digest,
            choices: self.points.into_iter().map(|points| points.choices).collect(),
        }
    }
}

/// Step 5: whether the weighted sum of all equations of these ballots is the identity.
fn equations_hold<R: CryptoRng + ?Sized>(election: &Election, ballots: &[&Staged], rng: &mut R) -> bool {
    let total = ballots.iter().map(|ballot| ballot.terms()).fold(2, usize::saturating_add);
    let mut scalars: Vec<Scalar> = Vec::with_capacity(total);
    let mut points: Vec<&Point> = Vec::with_capacity(total);
    let (generator, key) = (Point::generator(), election.public_key().point());
    let (mut of_generator, mut of_key) = (Scalar::ZERO, Scalar::ZERO);
    for ballot in ballots {
        // Coefficients of alpha and beta: of each choice, and of the sum, which in the end is added to every choice in it.
        let choices = ballot.points.iter().map(|own| vec![[Scalar::ZERO; 2]; own.choices.len()]);
        let mut of_choices: Vec<Vec<[Scalar; 2]>> = choices.collect();
        let mut of_sums = vec![[Scalar::ZERO; 2]; ballot.points.len()];
        for Equation { question, branch, proof } in &ballot.equations {
            let Proof { challenge: c, response: t } = *proof;
            let [weight_a, weight_b] = [Scalar::random_128(rng), Scalar::random_128(rng)];
            scalars.extend([weight_a, weight_b]);
            let (weight_a_c, weight_b_c) = (weight_a * c, weight_b * c);
            of_generator = of_generator - weight_a * t + weight_b_c * Scalar::from(branch.value);
            of_key = of_key - weight_b * t;
            let coefficients = match branch.source {
                Source::Sum => of_sums.get_mut(*question),
                Source::Choice(choice) => of_choices.get_mut(*question).and_then(|row| row.get_mut(choice)),
            };
            let Some([alpha, beta]) = coefficients else { return false };
            (*alpha, *beta) = (*alpha - weight_a_c, *beta - weight_b_c);
        }
        points.extend(&ballot.commitments);
        for ((own, of_choices), [sum_alpha, sum_beta]) in ballot.points.iter().zip(of_choices).zip(of_sums) {
            for (choice, (ciphertext, [alpha, beta])) in own.choices.iter().zip(of_choices).enumerate() {
                let in_sum = choice >= own.first_answer;
                scalars.extend(if in_sum { [alpha + sum_alpha, beta + sum_beta] } else { [alpha, beta] });
                points.extend(both(ciphertext));
            }
        }
    }
    scalars.extend([of_generator, of_key]);
    points.extend([&generator, &key]);
    Point::weighted_sum(&scalars, &points).is_identity()
}
