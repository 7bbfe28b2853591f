//! Counting 计票: from the close to the certificate.
//!
//! | what | who | where |
//! |---|---|---|
//! | the sheet of the paper ballots is logged | the service, once the tellers agree | [`begin()`] |
//! | both encrypted sums, and the statement about them | the service | [`tally()`] |
//! | the statement signed, then both sums decrypted | trustees, with their own programs | [`sign`], [`share`] |
//! | both sums opened, the outcome, the certificate, the record audited | the service | [`open()`] |
//!
//! Why the long steps come in two halves: adding 30,000 ballots takes minutes. The first half reads and computes and holds nobody up; the
//! second keeps what came of it in a short transaction, if nobody did before. Everything follows from the opening, the log, the ballots
//! and what trustees handed in, so two instances at work come to the same bytes, and one that stopped in the middle left nothing.
//!
//! Why record and archives are no rows: they follow as well ([`pack`]), and would be there three times.

mod begin;
mod bundle;
mod material;
mod open;
mod progress;
mod tally;
mod trustees;

pub(crate) use begin::{Due, Step, begin, due};
pub(crate) use bundle::{Edition, Files, edition, pack};
pub(crate) use open::{keep_opened, open};
pub(crate) use progress::{Certified, Progress, Taking, certified, progress};
pub(crate) use tally::{keep_tally, tally};
pub(crate) use trustees::{At, seated, share, sign};

use super::{Error, Fault, Refusal, Work};
use crate::election::log::closing::{Closing, Statement};
use crate::election::record::RecordError;
use crate::store::count::HandedIn;

/// What is wrong with a file of a record that is being written.
fn unwritten(error: impl std::fmt::Display) -> Error {
    Fault::Record(error.to_string()).into()
}

impl From<RecordError> for Error {
    fn from(error: RecordError) -> Self {
        unwritten(error)
    }
}

/// What the trustees sign, read back.
fn statement(text: &str) -> Result<Statement, Error> {
    Ok(text.parse().map_err(|_| Fault::Impossible("a closing statement that is none"))?)
}

/// `closing.json` of the signatures that are there.
fn closing(statement: &Statement, signatures: &[HandedIn]) -> Result<Closing, Error> {
    let signed = |given: &HandedIn| trustees::signature(&given.text).ok_or(Fault::Json("closing_signatures.signature"));
    let signatures = signatures.iter().map(signed).collect::<Result<Vec<_>, Fault>>()?;
    Ok(Closing::new(statement, signatures))
}
