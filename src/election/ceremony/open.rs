//! Opening a member's share for decrypting.

use std::fmt;

use zeroize::Zeroizing;

use super::envelope::{self, EnvelopeFault};
use super::member::Member;
use super::share::DecryptionKey;
use crate::crypto::group::{NotAPoint, Point, Scalar};
use crate::election::json;
use crate::election::trustees::{Certificate, Pedersen};

/// A member's share of a joint key.
pub struct Share {
    /// The member's number within the joint key, from 1.
    pub index: usize,
    /// `S_j`: decrypts as a Single key does, [`crate::election::tally::make_share`].
    pub secret: Zeroizing<Scalar>,
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, …)", self.index)
    }
}

/// Why a share cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenFault {
    /// The joint key has no member with this seed's certificate.
    #[error("the key is not one of this joint key's members'")]
    NotAmong,
    /// The member's certified key is not a point of the group.
    #[error("certificate: {0}")]
    Key(NotAPoint),
    /// The sealed share cannot be opened.
    #[error("{0}")]
    Envelope(#[from] EnvelopeFault),
    /// The share is of another ceremony.
    #[error("the share does not belong to this joint key")]
    OtherKey,
}

impl Member {
    /// Opens the member's `.dkey` and holds it against the published joint key.
    ///
    /// The joint key itself is checked by [`crate::election::trustees::Trustees::parse`].
    pub fn open(&self, share: &[u8], joint: &Pedersen) -> Result<Share, OpenFault> {
        let position = joint.certs.iter().position(|cert| is_own(self, &cert.message)).ok_or(OpenFault::NotAmong)?;
        let published = joint.verification_keys.get(position).ok_or(OpenFault::NotAmong)?;
        let sender = self.verification.decode().map_err(OpenFault::Key)?;
        let opened: DecryptionKey = envelope::open(self, &sender, share)?;
        let secret = Zeroizing::new(opened.decryption_key);
        if Point::generator_times(&secret).encode() != published.public_key {
            return Err(OpenFault::OtherKey);
        }
        Ok(Share { index: position.saturating_add(1), secret })
    }
}

fn is_own(member: &Member, certificate: &str) -> bool {
    json::from_canonical::<Certificate>(certificate.as_bytes())
        .is_ok_and(|found| found.verification == member.verification && found.encryption == member.encryption)
}
