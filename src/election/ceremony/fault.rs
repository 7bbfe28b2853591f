//! What can be wrong in a ceremony, and whose message it is.

use super::envelope::EnvelopeFault;
use super::shape::ShapeFault;
use crate::crypto::group::NotAPoint;
use crate::election::json::JsonFault;

/// Why a ceremony does not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyFault {
    /// No joint key has this shape.
    #[error("{0}")]
    Shape(#[from] ShapeFault),
    /// There is no member with this number.
    #[error("there is no member {0}")]
    NoMember(usize),
    /// Not one message from each member.
    #[error("{found} messages instead of {expected}")]
    Count {
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// The own certificate is not among those that were handed in.
    #[error("the own certificate is not among these")]
    NotAmong,
    /// What the administrator put together for a member is not of its form.
    #[error("from the administrator: {0}")]
    Administrator(JsonFault),
    /// A value could not be written as JSON.
    #[error("{0}")]
    Write(#[from] JsonFault),
    /// A member's message is not right: by this member, or changed on its way.
    #[error("member {member}: {fault}")]
    Member {
        /// The member's number, from 1.
        member: usize,
        /// What is wrong.
        fault: MessageFault,
    },
}

/// What is wrong with a member's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// Not of its form.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// A certificate for another group, shape or position.
    #[error("the certificate is for another ceremony or another member")]
    Context,
    /// A certificate's key is not a point of the group.
    #[error("certificate, {key} key: {fault}")]
    Key {
        /// `verification` or `encryption`.
        key: &'static str,
        /// What is wrong with it.
        fault: NotAPoint,
    },
    /// A certificate's key is the identity, whose secret everybody knows.
    #[error("certificate, {0} key: the identity")]
    KeyIdentity(&'static str),
    /// A certificate's key is that of an earlier member.
    #[error("the certificate has a key of member {0}")]
    KeyTwice(usize),
    /// The certificate is not signed by its own key.
    #[error("the certificate is not signed by its own key")]
    CertificateSignature,
    /// The polynomial has another degree than the threshold demands.
    #[error("the polynomial has {found} coefficients instead of {expected}")]
    Degree {
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A public coefficient is not a point of the group.
    #[error("coefficient {index}: {fault}")]
    Coefficient {
        /// Its index, from 0.
        index: usize,
        /// What is wrong with it.
        fault: NotAPoint,
    },
    /// A public coefficient is the identity: the secret one is 0, which chance does not draw.
    #[error("coefficient {0}: the identity")]
    CoefficientIdentity(usize),
    /// The polynomial is not signed.
    #[error("the polynomial is not signed by the member")]
    CoefficientsSignature,
    /// The member signed other certificates than these: it saw another ceremony.
    #[error("the member did not sign these certificates")]
    CertificatesSignature,
    /// Not one secret for each member.
    #[error("{found} secrets instead of {expected}")]
    SecretCount {
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// The polynomial that a member kept for itself cannot be opened.
    #[error("the polynomial kept for itself: {0}")]
    OwnPolynomial(EnvelopeFault),
    /// The polynomial that a member kept for itself is not the one published.
    #[error("the polynomial kept for itself is not the one published")]
    OwnPolynomialDiffers,
    /// A secret that a member sent cannot be opened.
    #[error("the secret for member {recipient}: {fault}")]
    Secret {
        /// To whom it was sent.
        recipient: usize,
        /// What is wrong with it.
        fault: EnvelopeFault,
    },
    /// A secret that a member sent is not on the published polynomial.
    #[error("the secret for member {recipient} is not on the published polynomial")]
    SecretDiffers {
        /// To whom it was sent.
        recipient: usize,
    },
    /// A member's share of the secret key is not encrypted properly.
    #[error("the encrypted share: {0}")]
    Share(EnvelopeFault),
    /// A member's key does not follow from the polynomials.
    #[error("the key does not follow from the polynomials")]
    ShareKey,
    /// A member's proof of knowing the share is false.
    #[error("the proof of knowing the share is false")]
    ShareKnowledge,
    /// A member's key is not signed by its certificate.
    #[error("the key is not signed by the member's certificate")]
    ShareSignature,
}

impl MessageFault {
    /// The fault with its culprit.
    pub(super) fn of(self, member: usize) -> CeremonyFault {
        CeremonyFault::Member { member, fault: self }
    }
}

/// Demands one message from each member.
pub(super) fn one_each(found: usize, expected: usize) -> Result<(), CeremonyFault> {
    if found == expected { Ok(()) } else { Err(CeremonyFault::Count { found, expected }) }
}
