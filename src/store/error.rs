//! What can go wrong below.

use diesel::result::{DatabaseErrorKind, Error};

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// A key that has to be unique is there already.
    #[error("the key is taken")]
    Taken,
    /// Another transaction was in the way.
    #[error("another transaction was in the way")]
    Conflict,
    /// No connection became free in time, or none could be made.
    #[error("no connection to the database: {0}")]
    NoConnection(String),
    /// Everything else. The message of the engine without its details, which can hold values of the row.
    #[error("the database failed: {0}")]
    Broken(String),
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken,
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::Conflict,
            // PostgreSQL's 40P01 has no kind of its own.
            Error::DatabaseError(_, information) if information.message().starts_with("deadlock detected") => Self::Conflict,
            Error::DatabaseError(kind, information) => {
                let constraint = information.constraint_name().map(|name| format!(", {name}")).unwrap_or_default();
                Self::Broken(format!("{kind:?}{constraint}: {}", information.message()))
            }
            other => Self::Broken(other.to_string()),
        }
    }
}
