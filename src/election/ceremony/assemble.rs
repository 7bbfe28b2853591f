//! Step 6: the members' keys are checked and the joint key is put together.

use super::envelope;
use super::fault::{CeremonyFault, MessageFault, one_each};
use super::polynomial::Polynomials;
use super::share::Finished;
use crate::crypto::group::Point;
use crate::crypto::{signature, threshold};
use crate::election::json;
use crate::election::trustees::{Pedersen, TrusteeKey, knowledge_text};

/// The outcome of a ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembled {
    /// What is published: an item of the list of trustees.
    pub joint: Pedersen,
    /// Each member's sealed share, the `.dkey` file, in the order of their numbers. Kept until the decryption.
    pub shares: Vec<String>,
}

impl Polynomials<'_> {
    /// Step 6, for one member's message while others are missing: whoever collects them refuses a wrong one at once.
    pub fn admit_key(&self, member: usize, finished: &[u8]) -> Result<(), CeremonyFault> {
        let found = (1_u64..).zip(self.certificates.numbered()).find(|(_, (number, _))| *number == member);
        let (at, (_, keys)) = found.ok_or(CeremonyFault::NoMember(member))?;
        let expected = threshold::evaluate_in_exponent(&self.joint(), at);
        check(finished, &expected, &keys.verification).map(drop).map_err(|fault| fault.of(member))
    }

    /// Step 6: checks the members' messages of step 5, in the order of their numbers.
    pub fn assemble<B: AsRef<[u8]>>(&self, finished: &[B]) -> Result<Assembled, CeremonyFault> {
        one_each(finished.len(), self.certificates.shape().members())?;
        let joint = self.joint();
        let mut shares = Vec::with_capacity(finished.len());
        let mut verification_keys = Vec::with_capacity(finished.len());
        for ((at, (member, keys)), bytes) in (1_u64..).zip(self.certificates.numbered()).zip(finished) {
            let expected = threshold::evaluate_in_exponent(&joint, at);
            let finished = check(bytes.as_ref(), &expected, &keys.verification).map_err(|fault| fault.of(member))?;
            shares.push(finished.private_key);
            verification_keys.push(finished.public_key);
        }
        let joint = Pedersen {
            threshold: self.certificates.shape().threshold(),
            certs: self.certificates.signed.clone(),
            coefexps: self.coefexps(),
            signatures: self.signatures(),
            verification_keys,
        };
        Ok(Assembled { joint, shares })
    }
}

/// A member's message of step 5: the key that the polynomials give, known and signed.
fn check(bytes: &[u8], expected: &Point, certificate: &Point) -> Result<Finished, MessageFault> {
    let finished: Finished = json::from_canonical(bytes)?;
    envelope::check(&finished.private_key).map_err(MessageFault::Share)?;
    let TrusteeKey { pok, public_key, signature: signed, .. } = &finished.public_key;
    // The identity would be a key that everybody knows: the members' polynomials cancel out.
    if *public_key != expected.encode() || expected.is_identity() {
        return Err(MessageFault::ShareKey);
    }
    if !signature::verify(expected, &knowledge_text(public_key), pok) {
        return Err(MessageFault::ShareKnowledge);
    }
    let by_certificate = |proof| envelope::is_signed(certificate, &public_key.to_string(), proof);
    if !signed.as_ref().is_some_and(by_certificate) {
        return Err(MessageFault::ShareSignature);
    }
    Ok(finished)
}
