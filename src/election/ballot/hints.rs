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
//! ballot is admitted here if and only if [`check`] admits it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand_core::CryptoRng;

use super::check::{check, check_signature, encode_sums, hides, read_points, recompute_all};
use super::claims::{self, Branch, Points, Source};
use super::{Ballot, BallotFault, Checked, check_shape};
use crate::crypto::elgamal::Ciphertext;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::proof::{self, Proof};
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
    /// A hint is not a point, or not an eighth of the ballot's point.
    #[error("hint {0} does not belong to the ballot's point")]
    Point(usize),
    /// The points do not fit the ballot's proofs.
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
    /// Exactly what the compact check says.
    pub ballot: Result<Checked, BallotFault>,
    /// Why the compact check had to decide, if it had to.
    pub hints: Result<(), HintsFault>,
}

/// Checks a batch of ballots with their hints. `rng` gives the weights: the operating system's generator in production.
pub fn check_batch<R: CryptoRng + ?Sized>(election: &Election, batch: &[Hinted<'_>], rng: &mut R) -> Vec<Verdict> {
    let staged: Vec<Result<Staged, Stop>> = batch.iter().map(|hinted| stage(election, hinted)).collect();
    let ready: Vec<&Staged> = staged.iter().flatten().collect();
    let together = equations_hold(election, &ready, rng);
    let mut verdict = |(hinted, staged): (&Hinted<'_>, Result<Staged, Stop>)| match staged {
        Ok(staged) if together || equations_hold(election, &[&staged], rng) => {
            Verdict { ballot: Ok(staged.checked()), hints: Ok(()) }
        }
        Ok(_) => Verdict { ballot: check(election, hinted.ballot), hints: Err(HintsFault::Proofs) },
        Err(Stop::Hints(fault)) => Verdict { ballot: check(election, hinted.ballot), hints: Err(fault) },
        Err(Stop::Ballot(fault)) => Verdict { ballot: Err(fault), hints: Ok(()) },
    };
    batch.iter().zip(staged).map(&mut verdict).collect()
}

/// A ballot after steps 0 to 4.
struct Staged {
    credential: Encoding,
    points: Vec<Points>,
    equations: Vec<Equation>,
}

/// A branch with its claimed commitments: two equations.
struct Equation {
    question: usize,
    branch: Branch,
    proof: Proof,
    commitments: [Point; 2],
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

/// Steps 0 to 4 for one ballot.
fn stage(election: &Election, hinted: &Hinted<'_>) -> Result<Staged, Stop> {
    let ballot = Ballot::parse(hinted.ballot).map_err(BallotFault::from)?;
    check_shape(election, &ballot)?;
    check_signature(&ballot)?;
    let hints = Hints::parse(hinted.hints).map_err(Stop::Hints)?.0;
    let expected = ballot.answers.iter().map(hints_of_answer).fold(0, usize::saturating_add);
    if hints.len() != expected {
        return Err(Stop::Hints(HintsFault::Count { found: hints.len(), expected }));
    }
    let eight_times =
        |(index, hint): (usize, &Encoding)| hint.decode_times_eight().map_err(|_| Stop::Hints(HintsFault::Point(index)));
    let all = hints.iter().enumerate().map(eight_times).collect::<Result<Vec<Point>, Stop>>()?;
    let encoded = Encoding::of_all(&all);

    // Deal the points out, question by question: ciphertexts first, then commitments.
    let mut rest = all.iter().zip(&encoded).enumerate();
    let mut points = Vec::with_capacity(ballot.answers.len());
    let mut commitments = Vec::with_capacity(all.len());
    for (question, (answer, asked)) in ballot.answers.iter().zip(&election.parameters().questions).enumerate() {
        let mut choices = Vec::with_capacity(answer.choices.len());
        for (choice, own) in answer.choices.iter().enumerate() {
            let mut take = |text: &Encoding| match rest.next() {
                Some((_, (point, encoding))) if encoding == text => Ok(*point),
                Some((index, _)) => Err(Stop::Hints(HintsFault::Point(index))),
                None => Err(Stop::Hints(HintsFault::Proofs)),
            };
            let ciphertext = Ciphertext { alpha: take(&own.alpha)?, beta: take(&own.beta)? };
            hides(question, choice, &ciphertext)?;
            choices.push(ciphertext);
        }
        points.push(Points::new(choices, asked.allows_blank()));
        let count = hints_of_answer(answer).saturating_sub(answer.choices.len().saturating_mul(2));
        commitments.extend(rest.by_ref().take(count).map(|(_, (point, encoding))| (*point, *encoding)));
    }

    let mut equations = Vec::with_capacity(commitments.len());
    let mut rest = commitments.as_slice();
    for claim in claims::of_ballot(election, &ballot, &encode_sums(&points)) {
        let (own, others) = rest.split_at_checked(claim.proofs.len().saturating_mul(2)).unwrap_or_default();
        rest = others;
        let texts: Vec<Encoding> = own.iter().map(|(_, encoding)| *encoding).collect();
        if !proof::challenges_add_up(&claim.prefix, &texts, claim.proofs) {
            return Err(Stop::Hints(HintsFault::Proofs));
        }
        let question = claim.place.question;
        let pairs = own.as_chunks().0.iter().map(|[(a, _), (b, _)]| [*a, *b]);
        let equation = |((branch, proof), commitments)| Equation { question, branch, proof, commitments };
        equations.extend(claim.branches.iter().copied().zip(claim.proofs.iter().copied()).zip(pairs).map(equation));
    }
    Ok(Staged { credential: ballot.credential, points, equations })
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

impl Staged {
    fn checked(self) -> Checked {
        Checked { credential: self.credential, choices: self.points.into_iter().map(|points| points.choices).collect() }
    }
}

/// Step 5: whether the weighted sum of all equations of these ballots is the identity.
fn equations_hold<R: CryptoRng + ?Sized>(election: &Election, ballots: &[&Staged], rng: &mut R) -> bool {
    let (mut scalars, mut points) = (Vec::new(), Vec::new());
    let (mut of_generator, mut of_key) = (Scalar::ZERO, Scalar::ZERO);
    for ballot in ballots {
        // Coefficients of alpha and beta, the sum's first and then each choice's.
        let mut coefficients: Vec<Vec<[Scalar; 2]>> =
            ballot.points.iter().map(|p| vec![[Scalar::ZERO; 2]; p.choices.len().saturating_add(1)]).collect();
        for Equation { question, branch, proof, commitments } in &ballot.equations {
            let Proof { challenge: c, response: t } = *proof;
            let [weight_a, weight_b] = [Scalar::random_128(rng), Scalar::random_128(rng)];
            scalars.extend([weight_a, weight_b]);
            points.extend(commitments);
            of_generator = of_generator - weight_a * t;
            if branch.value != 0 {
                of_generator = of_generator + weight_b * c * Scalar::from(branch.value);
            }
            of_key = of_key - weight_b * t;
            let index = match branch.source {
                Source::Sum => 0,
                Source::Choice(choice) => choice.saturating_add(1),
            };
            let Some([alpha, beta]) = coefficients.get_mut(*question).and_then(|q| q.get_mut(index)) else { return false };
            *alpha = *alpha - weight_a * c;
            *beta = *beta - weight_b * c;
        }
        for (own, coefficients) in ballot.points.iter().zip(coefficients) {
            for (ciphertext, coefficient) in std::iter::once(&own.sum).chain(&own.choices).zip(coefficients) {
                scalars.extend(coefficient);
                points.extend([ciphertext.alpha, ciphertext.beta]);
            }
        }
    }
    scalars.extend([of_generator, of_key]);
    points.extend([Point::generator(), election.public_key().point()]);
    Point::weighted_sum(&scalars, &points).is_identity()
}
