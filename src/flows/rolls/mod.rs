//! The owner roll 业主名册: from a file to a version, from one version to the next.
//!
//! A version never changes. It is kept unit by unit ([`content`]), each unit sealed, with the keyed digest of every ID number in the
//! place of the number: right holders are told apart and found again by it, and nobody who reads the database finds a number.
//! [`version::open`] rebuilds the roll, its digest and the public list from that, byte for byte, and refuses to if a byte differs.
//! The vault's keys may be changed without changing a digest, because what is digested is what was sealed; the key of the digests of
//! ID numbers never changes ([`super::secrets`]), because nobody could compute them again.
//!
//! Phones are no part of a version: they change while a roll is frozen ([`contact`]).

pub(crate) mod amend;
pub(crate) mod contact;
pub(crate) mod content;
pub(crate) mod decide;
pub(crate) mod import;
pub(crate) mod make;
pub(crate) mod overlaps;
pub(crate) mod take;
pub(crate) mod units;
pub(crate) mod upload;
pub(crate) mod version;

pub(crate) use amend::{Change, amend};
pub(crate) use contact::{best_phones, phones};
pub(crate) use content::{Content, Owner, Unit};
pub(crate) use version::{Kept, hold, holder_of, latest, open, unit_of};
