//! What one trustee keeps for one poll: the secret, how far the making of a joint key has come, and what was signed.
//!
//! It is one text, canonical JSON, that whoever stores it encrypts ([`crate::crypto::age`]). This floor knows no files, so the
//! one rule about storing stands here and is kept by the caller: a [`Custody`] that changed is on the disk before anything made
//! from it leaves (protocol.md Part I, 7).
//!
//! Why the lock is in the same file as the key: a copy of the key without its lock could sign a second statement. Whoever
//! decrypts two sums that differ in one ballot has opened that ballot by subtraction. A backup made before the signing is such a
//! copy; no program can help that, so it is said to the trustee.
//!
//! Why one poll: trustees' keys are fresh for each poll (protocol.md Part I, 4), so a key that is locked to one φ signs for no
//! other.
//!
//! Why the shares are kept: a sum is decrypted once. Whoever needs the file again gets the same bytes, and nothing is computed a
//! second time, by this program or a later one.

mod decrypt;
mod import;
mod seat;

pub use decrypt::{Contribution, DecryptFault, Signed};
pub use import::ImportFault;
pub use seat::{Progress, SeatFault, Step, Table};

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::ceremony::{CeremonyFault, OpenFault, Shape, SingleKey};
use super::json::{self, JsonFault};
use super::log::closing::Statement;
use super::trustees::{Item, TrusteeKey};
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use seat::Seat;

const FORMAT: &str = "yepiao/trustee/v1";

/// A trustee's secret and its state.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Custody {
    format: String,
    /// The trustee's name, as it is published with a Single key.
    name: String,
    secret: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<Lock>,
    /// The shares given, as their file.
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<String>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Secret {
    /// The key x.
    Single(Scalar),
    /// A place in a joint key.
    Member(Box<Seat>),
}

/// What a key has signed, or decrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
struct Lock {
    phi: String,
    /// H(C).
    #[zeroize(skip)]
    statement: Digest,
}

/// The text is not what a trustee keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a trustee's key of this program")]
pub struct NotACustody;

/// Why a key does not sign or decrypt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockFault {
    /// The key is locked to another statement of this poll.
    #[error("this key has already signed another statement of this poll, {signed}; it never signs or decrypts a second one")]
    OtherStatement {
        /// H(C) of what was signed.
        signed: Digest,
    },
    /// The key was used in another poll.
    #[error("this key has already signed in another poll; trustees' keys are made anew for each poll")]
    OtherPoll,
}

/// Why there is no key to decrypt with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The joint key is not finished.
    #[error("the joint key of this trustee is not finished yet")]
    Unfinished,
    /// The share kept does not open.
    #[error("{0}")]
    Open(#[from] OpenFault),
}

impl Custody {
    /// A fresh key for somebody who must take part.
    pub fn single<R: CryptoRng + ?Sized>(name: &str, rng: &mut R) -> Self {
        Self::new(name, Secret::Single(**SingleKey::random(rng).secret()))
    }

    /// A fresh place in a joint key: member `index`, from 1. Makes the certificate of step 1.
    pub fn member<R: CryptoRng + ?Sized>(name: &str, shape: Shape, index: usize, rng: &mut R) -> Result<Self, CeremonyFault> {
        Ok(Self::new(name, Secret::Member(Box::new(Seat::new(shape, index, rng)?))))
    }

    fn new(name: &str, secret: Secret) -> Self {
        Self { format: FORMAT.into(), name: name.into(), secret, lock: None, given: None }
    }

    /// Reads the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotACustody> {
        let custody: Self = json::from_canonical_secret(bytes).map_err(|_| NotACustody)?;
        let usable = match &custody.secret {
            // Everybody knows the key 0.
            Secret::Single(x) => *x != Scalar::ZERO,
            Secret::Member(seat) => seat.is_usable(),
        };
        if usable && custody.format == FORMAT { Ok(custody) } else { Err(NotACustody) }
    }

    /// The text, a secret.
    pub fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, JsonFault> {
        json::to_canonical_secret(self)
    }

    /// The trustee's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a Single trustee publishes: an item of the list of trustees. `None` for a member of a joint key.
    pub fn single_item<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> Option<Item> {
        let Secret::Single(x) = &self.secret else { return None };
        let name = (!self.name.is_empty()).then(|| self.name.clone());
        Some(Item::Single(TrusteeKey { name, ..TrusteeKey::single(x, &Zeroizing::new(Scalar::random(rng))) }))
    }

    /// The place in a joint key. `None` for a Single trustee.
    pub fn seat(&self) -> Option<(usize, Shape)> {
        let Secret::Member(seat) = &self.secret else { return None };
        Some((seat.index(), seat.shape()?))
    }

    /// Goes on with the making of a joint key as far as the messages allow. `None` for a Single trustee.
    ///
    /// Store the custody before anything in [`Progress::publish`] leaves: a member who forgets what it sent, and draws again,
    /// spoils the joint key.
    pub fn advance<R: CryptoRng + ?Sized>(&mut self, table: &Table, rng: &mut R) -> Option<Result<Progress, SeatFault>> {
        let Secret::Member(seat) = &mut self.secret else { return None };
        Some(seat.advance(table, rng))
    }

    /// The public key that belongs to what decrypts: a Single's X, or a member's vk_j.
    pub fn public_key(&self) -> Result<Encoding, KeyFault> {
        let x = self.key()?;
        Ok(Point::generator_times(&x).encode())
    }

    fn key(&self) -> Result<Zeroizing<Scalar>, KeyFault> {
        match &self.secret {
            Secret::Single(x) => Ok(Zeroizing::new(*x)),
            Secret::Member(seat) => seat.share(),
        }
    }

    /// H(C) that the key is locked to.
    pub fn locked_to(&self) -> Option<Digest> {
        self.lock.as_ref().map(|lock| lock.statement)
    }

    /// Locks the key to a statement, for good. True if this is new and has to be stored before anything else is done.
    pub fn lock(&mut self, statement: &Statement) -> Result<bool, LockFault> {
        match &self.lock {
            Some(lock) if lock.phi != statement.phi => Err(LockFault::OtherPoll),
            Some(lock) if lock.statement != statement.digest() => Err(LockFault::OtherStatement { signed: lock.statement }),
            Some(_) => Ok(false),
            None => {
                self.lock = Some(Lock { phi: statement.phi.clone(), statement: statement.digest() });
                Ok(true)
            }
        }
    }
}

impl fmt::Debug for Custody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Custody(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::from_seed([4; 32])
    }

    fn statement(phi: &str, size: u64) -> Statement {
        let digest = Digest([1; 32]);
        Statement { phi: phi.into(), size, root: digest, people: digest, area: digest }
    }

    #[test]
    fn a_key_is_locked_to_one_statement_for_good() {
        let mut custody = Custody::single("王建国", &mut rng());
        let (first, second, other) = (statement("phi", 7), statement("phi", 8), statement("psi", 7));
        assert_eq!(custody.locked_to(), None);
        assert_eq!(custody.lock(&first), Ok(true));
        for _ in 0..2 {
            assert_eq!(custody.lock(&first), Ok(false));
            assert_eq!(custody.lock(&second), Err(LockFault::OtherStatement { signed: first.digest() }));
            assert_eq!(custody.lock(&other), Err(LockFault::OtherPoll));
            assert_eq!(custody.locked_to(), Some(first.digest()));
            // The lock is in the text.
            custody = Custody::parse(&custody.to_json().unwrap()).unwrap();
        }
    }

    #[test]
    fn only_what_this_program_wrote_is_a_custody() {
        let custody = Custody::single("王建国", &mut rng());
        let json = String::from_utf8(custody.to_json().unwrap().to_vec()).unwrap();
        let secret = custody.key().unwrap().to_string();
        assert!(json.contains(&secret));
        assert_eq!(format!("{custody:?}"), "Custody(…)");
        for wrong in [
            json.replace("v1", "v2"),
            json.replace(&secret, "0"),
            format!("{json}\n"),
            json.replace("single", "double"),
            String::new(),
        ] {
            assert_eq!(Custody::parse(wrong.as_bytes()).err(), Some(NotACustody), "{wrong}");
        }
        let Some(Item::Single(key)) = custody.single_item(&mut rng()) else { panic!("no single") };
        assert_eq!((key.name.as_deref(), key.public_key), (Some("王建国"), custody.public_key().unwrap()));
    }
}
