//! Signing the closing statement, and the shares of both sums.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Custody, KeyFault, LockFault, Secret};
use crate::crypto::elgamal::Ciphertext;
use crate::crypto::group::{Point, Scalar};
use crate::election::json::{self, JsonFault};
use crate::election::log::closing::{Closing, ClosingFault, ClosingSignature, Statement};
use crate::election::record::ToDecrypt;
use crate::election::strong::{self, Decryption, StrongFault, StrongProof};
use crate::election::tally::{PartialDecryption, ShareFault, check_share, make_share};
use crate::election::trustees::{Group, Trustees};

/// A trustee's signature as it is sent: canonical JSON, fields in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// By the trustee whose number it bears.
    pub signature: ClosingSignature,
    /// C.
    pub statement: String,
}

/// A trustee's part of the decryption as it is sent: canonical JSON, fields in this order. One file, so that the shares of both
/// archives and the strong proof arrive together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// C.
    pub statement: String,
    /// The trustee's number, from 1.
    pub owner: usize,
    /// The share of `people.bel`.
    pub people: PartialDecryption,
    /// The share of `area.bel`.
    pub area: PartialDecryption,
    /// For both: `strong/<owner>.json`.
    pub strong: StrongProof,
}

/// Why nothing is signed or decrypted, or a contribution is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecryptFault {
    /// The key cannot be used.
    #[error("{0}")]
    Key(#[from] KeyFault),
    /// The key is locked to something else.
    #[error("{0}")]
    Lock(#[from] LockFault),
    /// The key was not locked to this statement.
    #[error("the key was not locked to this statement before")]
    NotLocked,
    /// No trustee of this poll has the key.
    #[error("this key is not one of this poll's trustees'")]
    NotATrustee,
    /// The trustees' signatures do not suffice.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Closing(Vec<ClosingFault>),
    /// The text is not of its form.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Of another statement.
    #[error("made for another statement")]
    OtherStatement,
    /// A share does not hold.
    #[error("{0}")]
    Share(#[from] ShareFault),
    /// The strong proof does not hold.
    #[error("{0}")]
    Strong(#[from] StrongFault),
}

impl Custody {
    /// The trustee's number in this poll.
    ///
    /// A key serves only in the role that it was made for: a member of a joint key finds itself at its own place in the very
    /// joint key that it helped to make, never as a Single trustee, who could decrypt alone what was agreed to need several.
    pub fn owner(&self, trustees: &Trustees) -> Result<usize, DecryptFault> {
        let x = self.key()?;
        let key = Some(Point::generator_times(&x));
        let has = |number: &usize| trustees.owner(*number).is_some_and(|owner| owner.key == key);
        let place = |group: &Group| match (&self.secret, *group) {
            (Secret::Single(_), Group::Single(number)) => Some(number),
            (Secret::Member(seat), Group::Pedersen { first, size, threshold }) => {
                let listed = trustees.owners().iter().skip(first.checked_sub(1)?).take(size).map(|owner| owner.key);
                seat.is_of(threshold, listed).then(|| first.saturating_add(seat.index()).saturating_sub(1))
            }
            _ => None,
        };
        trustees.groups().iter().filter_map(place).find(has).ok_or(DecryptFault::NotATrustee)
    }

    /// Signs a statement that the key is locked to, in storage as well.
    pub fn sign<R: CryptoRng + ?Sized>(&self, what: &ToDecrypt, rng: &mut R) -> Result<Signed, DecryptFault> {
        let x = self.key_locked_to(&what.statement)?;
        let number = u32::try_from(self.owner(&what.trustees)?).map_err(|_| DecryptFault::NotATrustee)?;
        let signature = what.statement.sign(number, &x, &Zeroizing::new(Scalar::random(rng)));
        Ok(Signed { signature, statement: what.statement.to_string() })
    }

    /// The shares of both sums that a statement names, after enough trustees signed it. The key must be locked to it, in storage
    /// as well. Returns the bytes to send; store the custody before they leave. Asked again, it returns the same bytes.
    pub fn decrypt<R: CryptoRng + ?Sized>(
        &mut self,
        what: &ToDecrypt,
        closing: &Closing,
        rng: &mut R,
    ) -> Result<Vec<u8>, DecryptFault> {
        let x = self.key_locked_to(&what.statement)?;
        let owner = self.owner(&what.trustees)?;
        let faults = closing.faults(&what.trustees, &what.statement);
        if !faults.is_empty() {
            return Err(DecryptFault::Closing(faults));
        }
        if let Some(given) = &self.given {
            return Ok(given.clone().into_bytes());
        }
        let [people, area] = &what.tallies;
        let phi = what.election.phi();
        let mut share = |tally: &[Vec<Ciphertext>]| make_share(phi, &x, tally, rng);
        let (people, area) = (share(people), share(area));
        let strong = decryption(what, owner, Point::generator_times(&x), [&people, &area]).prove(&x, rng)?;
        let statement = what.statement.to_string();
        let contribution = Contribution { statement, owner, people, area, strong };
        // What others would refuse never leaves.
        contribution.check(what)?;
        let bytes = json::to_canonical(&contribution)?;
        self.given = Some(String::from_utf8_lossy(&bytes).into_owned());
        Ok(bytes)
    }

    fn key_locked_to(&self, statement: &Statement) -> Result<Zeroizing<Scalar>, DecryptFault> {
        let locked = self.lock.as_ref().is_some_and(|lock| lock.phi == statement.phi && lock.statement == statement.digest());
        if locked { Ok(self.key()?) } else { Err(DecryptFault::NotLocked) }
    }
}

impl Contribution {
    /// Reads the bytes that a trustee sent.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecryptFault> {
        Ok(json::from_canonical(bytes)?)
    }

    /// Whether it decrypts these two sums: both shares with their version-1 proofs, and the strong proof.
    pub fn check(&self, what: &ToDecrypt) -> Result<(), DecryptFault> {
        if self.statement != what.statement.to_string() {
            return Err(DecryptFault::OtherStatement);
        }
        let key = what.trustees.owner(self.owner).and_then(|owner| owner.key).ok_or(DecryptFault::NotATrustee)?;
        let [people, area] = &what.tallies;
        for (tally, share) in [(people, &self.people), (area, &self.area)] {
            check_share(what.election.phi(), &key, tally, share)?;
        }
        let proof = json::to_canonical(&self.strong)?;
        Ok(decryption(what, self.owner, key, [&self.people, &self.area]).verify(&proof)?)
    }
}

fn decryption<'a>(what: &'a ToDecrypt, owner: usize, key: Point, [people, area]: [&'a PartialDecryption; 2]) -> Decryption<'a> {
    let [people_tally, area_tally] = &what.tallies;
    Decryption {
        phi: what.election.phi(),
        owner,
        key,
        people: strong::Side { event: what.statement.people, tally: people_tally, share: people },
        area: strong::Side { event: what.statement.area, tally: area_tally, share: area },
    }
}
