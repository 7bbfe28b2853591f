//! The compact check: every commitment is recomputed, equation by equation.

use super::claims::{self, Claim, Points, Source};
use super::{Ballot, BallotFault, Checked, check_shape};
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::crypto::proof;
use crate::crypto::signature;
use crate::election::credential::CredentialList;
use crate::election::parameters::Election;

/// Checks everything that a ballot alone shows: canonical bytes, this election, points, proofs, signature.
///
/// The first fault is returned. Whether the credential is listed and the ballot is not a copy is for the caller to see.
pub fn check(election: &Election, bytes: &[u8]) -> Result<Checked, BallotFault> {
    check_listed(election, &CredentialList::default(), bytes)
}

/// [`check`], sparing a listed credential the check of its point that the list made already. One that is not listed is judged
/// like any other.
pub fn check_listed(election: &Election, credentials: &CredentialList, bytes: &[u8]) -> Result<Checked, BallotFault> {
    let ballot = Ballot::parse(bytes)?;
    check_shape(election, &ballot)?;
    // Before the proofs, because it costs a fiftieth of them: who cannot sign cannot make us work.
    let digest = check_signature(credentials, &ballot, bytes)?;
    let points = read_points(election, &ballot)?;
    hide(&points)?;
    check_proofs(election, &ballot, &points)?;
    let choices = points.into_iter().map(|p| p.choices).collect();
    Ok(Checked { credential: ballot.credential, digest, choices })
}

/// The ciphertexts as points of the group.
pub(super) fn read_points(election: &Election, ballot: &Ballot) -> Result<Vec<Points>, BallotFault> {
    let mut all = Vec::with_capacity(ballot.answers.len());
    for (question, (answer, asked)) in ballot.answers.iter().zip(&election.parameters().questions).enumerate() {
        let decode = |(choice, encoded): (usize, &EncodedCiphertext)| {
            encoded.decode().map_err(|fault| BallotFault::Ciphertext { question, choice, fault })
        };
        let choices = answer.choices.iter().enumerate().map(decode).collect::<Result<_, BallotFault>>()?;
        all.push(Points::new(choices, asked.allows_blank()));
    }
    Ok(all)
}

/// Randomness 0 is refused in any ciphertext: see the module's decision.
pub(super) fn hide(points: &[Points]) -> Result<(), BallotFault> {
    for (question, own) in points.iter().enumerate() {
        if let Some(choice) = own.choices.iter().position(|ciphertext| ciphertext.alpha.is_identity()) {
            return Err(BallotFault::NotHidden { question, choice });
        }
    }
    Ok(())
}

fn check_proofs(election: &Election, ballot: &Ballot, points: &[Points]) -> Result<(), BallotFault> {
    let claims = claims::of_ballot(election, ballot, &encode_sums(points));
    let commitments = recompute_all(election, &claims, points);
    // One inversion for all commitments of the ballot instead of one each.
    let encoded = Encoding::of_all(&commitments.concat());
    let mut rest = encoded.as_slice();
    for (claim, commitments) in claims.iter().zip(&commitments) {
        let (own, others) = rest.split_at_checked(commitments.len()).unwrap_or_default();
        rest = others;
        if !proof::challenges_add_up(&claim.prefix, own, claim.proofs) {
            return Err(BallotFault::Proof(claim.place));
        }
    }
    Ok(())
}

/// The encodings of the sums, which the overall proofs hash.
pub(super) fn encode_sums(points: &[Points]) -> Vec<EncodedCiphertext> {
    EncodedCiphertext::of_all(&points.iter().map(|own| own.sum).collect::<Vec<_>>())
}

/// A_0, B_0, A_1, B_1, … of every claim.
pub(super) fn recompute_all(election: &Election, claims: &[Claim<'_>], points: &[Points]) -> Vec<Vec<Point>> {
    claims.iter().map(|claim| points.get(claim.place.question).map_or_else(Vec::new, |p| recompute(election, claim, p))).collect()
}

fn recompute(election: &Election, claim: &Claim<'_>, points: &Points) -> Vec<Point> {
    let mut commitments = Vec::with_capacity(claim.proofs.len().saturating_mul(2));
    // value·G of the branch before: values rise by one within a claim, so the next is one addition away.
    let (mut value, mut shift) = (0_u64, Point::identity());
    for (branch, proof) in claim.branches.iter().zip(claim.proofs) {
        if branch.value == value.wrapping_add(1) {
            shift = shift + Point::generator();
        } else if branch.value != value {
            shift = Point::generator().times_public(&Scalar::from(branch.value));
        }
        value = branch.value;
        let source = match branch.source {
            Source::Choice(index) => points.choices.get(index),
            Source::Sum => Some(&points.sum),
        };
        if let Some(Ciphertext { alpha, beta }) = source {
            let claimed_zero = Ciphertext { alpha: *alpha, beta: *beta - shift };
            commitments.extend(proof::commitments(election.public_key(), &claimed_zero, proof));
        }
    }
    commitments
}

/// The hash is of this ballot, and the credential's owner signed it. Returns the digest of the whole ballot.
pub(super) fn check_signature(credentials: &CredentialList, ballot: &Ballot, bytes: &[u8]) -> Result<Digest, BallotFault> {
    let credential = match credentials.find(&ballot.credential) {
        Some((_, listed)) => listed.point,
        None => ballot.credential.decode().map_err(BallotFault::Credential)?,
    };
    if credential.is_identity() {
        return Err(BallotFault::CredentialIdentity);
    }
    let [unsigned, whole] = ballot.digests(bytes)?;
    if ballot.signature.hash != unsigned.to_base64() {
        return Err(BallotFault::SignatureHash);
    }
    if !signature::verify(&credential, &Ballot::signed_text(&ballot.signature.hash), &ballot.signature.proof) {
        return Err(BallotFault::Signature);
    }
    Ok(whole)
}
