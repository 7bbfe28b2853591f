//! What people do, one file each: plain functions of a connection, an input, the time and randomness. They know no request and no
//! clock, so a test, the command line and the API call the same ones.
//!
//! Which error means what: [`Error::Refused`] is an answer to the person, with a code that the page translates; [`Error::Missing`]
//! is a thing that is not there or that this person may not know of, which must look the same; [`Error::Broken`] is a fault of ours
//! or of the machine, told to nobody but the log. A refusal that has to leave a trace (a wrong password is counted) is a value of
//! the flow, not an error, because an error undoes the transaction.
//!
//! Who may do what is decided in [`access`] alone. A flow that changes or shows a community takes a [`access::Within`], which only
//! [`access`] can make.

pub(crate) mod access;
pub(crate) mod answers;
pub(crate) mod audit;
pub(crate) mod casting;
pub(crate) mod claims;
pub(crate) mod codes;
pub(crate) mod communities;
pub(crate) mod counting;
pub(crate) mod fields;
pub(crate) mod files;
pub(crate) mod invite;
pub(crate) mod join;
pub(crate) mod log;
pub(crate) mod me;
pub(crate) mod messages;
pub(crate) mod nominations;
pub(crate) mod notices;
pub(crate) mod objections;
pub(crate) mod opening;
pub(crate) mod paper;
pub(crate) mod password;
pub(crate) mod polls;
mod refusal;
pub(crate) mod reseal;
pub(crate) mod roles;
pub(crate) mod rolls;
pub(crate) mod secrets;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod staff;
mod token;
pub(crate) mod vault;

use chacha20::ChaCha20Rng;
use rand_core::Rng as _;

use crate::election::rules::HolidayTable;
use crate::store::{Connection, Millis, StoreError};
pub(crate) use refusal::{FieldFault, Refusal, Unfit};
use vault::{Vault, VaultFault};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Said to whoever asked.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Said to whoever asked: what does not fit, field by field.
    #[error("refused: fields that do not fit")]
    Unfit(Vec<Unfit>),
    /// Not there, or not to be known of.
    #[error("there is no such thing")]
    Missing,
    /// Ours to mend.
    #[error(transparent)]
    Broken(#[from] Fault),
}

/// What broke.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed value.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// Hashing a password.
    #[error("the password could not be hashed: {0}")]
    Password(String),
    /// A file of a record.
    #[error("a record could not be written: {0}")]
    Record(String),
    /// JSON in a column.
    #[error("a column does not hold the JSON that was written: {0}")]
    Json(&'static str),
    /// What cannot be, unless the program is wrong.
    #[error("{0}")]
    Impossible(&'static str),
}

impl Error {
    /// Whether another transaction was in the way, so that trying again can help.
    pub(crate) const fn lost(&self) -> bool {
        matches!(self, Self::Broken(Fault::Store(StoreError::Taken | StoreError::Conflict)))
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<VaultFault> for Error {
    fn from(error: VaultFault) -> Self {
        Self::Broken(error.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What every flow works with.
pub(crate) struct Work<'w> {
    /// In a transaction.
    pub(crate) conn: &'w mut Connection,
    /// Milliseconds UTC.
    pub(crate) now: Millis,
    /// Seeded by the operating system.
    pub(crate) rng: &'w mut ChaCha20Rng,
    /// Keys for personal data.
    pub(crate) vault: &'w Vault,
    /// Holidays of years that came after this program, if the operator gave any.
    pub(crate) holidays: Option<&'w HolidayTable>,
}

impl Work<'_> {
    /// A new id: UUIDv7, so that ids sort by the time when they were made.
    pub(crate) fn id(&mut self) -> String {
        let mut bytes = [0; 10];
        self.rng.fill_bytes(&mut bytes);
        let millis = u64::try_from(self.now).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
    }
}
