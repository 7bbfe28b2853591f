//! A poll's own keys: the opening names their public halves, so each poll has its own and none changes while it runs.

use rand_core::Rng as _;
use zeroize::Zeroizing;

use super::super::vault::Place;
use super::super::{Error, Fault, Work};
use crate::crypto::ed25519::{SigningKey, VerifyingKey};
use crate::election::log::note::{KeyKind, NoteSigner};
use crate::election::log::opening::Keys;
use crate::store::poll_key::{self, PollKey};

/// Where the seed of a key is sealed.
const SEED: &str = "poll_keys.seed";

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Checkpoints.
    Log,
    /// Receipts.
    Receipt,
    /// The certificate of the result.
    Certificate,
    /// The sheet of the paper ballots.
    Paper,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Receipt => "receipt",
            Self::Certificate => "certificate",
            Self::Paper => "paper",
        }
    }
}

/// Makes the keys of a poll that is about to open. Once for each poll.
pub(crate) fn make_keys(work: &mut Work<'_>, poll: &str) -> Result<Keys, Error> {
    Ok(Keys {
        log: make(work, poll, Purpose::Log)?,
        receipt: make(work, poll, Purpose::Receipt)?,
        certificate: make(work, poll, Purpose::Certificate)?,
        paper: make(work, poll, Purpose::Paper)?,
    })
}

fn make(work: &mut Work<'_>, poll: &str, purpose: Purpose) -> Result<VerifyingKey, Error> {
    let mut seed = Zeroizing::new([0; 32]);
    work.rng.fill_bytes(seed.as_mut_slice());
    let key = SigningKey::from_seed(&seed).map_err(|_| Fault::Impossible("a seed that gives no key"))?;
    let id = work.id();
    let sealed = work.vault.seal(work.rng, Place(SEED, &id), seed.as_slice())?;
    poll_key::add(work.conn, &PollKey { id, poll_id: poll.to_owned(), purpose: purpose.word().to_owned(), seed: sealed })?;
    Ok(key.verifying_key())
}

/// A key of a poll. [`Error::Missing`] if none was made.
pub(crate) fn signing_key(work: &mut Work<'_>, poll: &str, purpose: Purpose) -> Result<SigningKey, Error> {
    let row = poll_key::of(work.conn, poll, purpose.word())?.ok_or(Error::Missing)?;
    let seed = work.vault.open(Place(SEED, &row.id), &row.seed)?;
    let seed = <&[u8; 32]>::try_from(seed.as_slice()).map_err(|_| Fault::Impossible("a seed of another length"))?;
    Ok(SigningKey::from_seed(seed).map_err(|_| Fault::Impossible("a seed that gives no key"))?)
}

/// What signs checkpoints or receipts: a key under the name of the log.
pub(crate) fn note_signer(work: &mut Work<'_>, poll: &str, origin: &str, purpose: Purpose) -> Result<NoteSigner, Error> {
    let key = signing_key(work, poll, purpose)?;
    Ok(NoteSigner::new(origin, KeyKind::Note, key).map_err(|_| Fault::Impossible("a log without a name"))?)
}
