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

/// PostgreSQL's 40P01, which has no kind of its own and says so in the server's language (`lc_messages`).
fn is_deadlock(message: &str) -> bool {
    ["deadlock detected", "检测到死锁"].iter().any(|words| message.starts_with(words))
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken,
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::Conflict,
            Error::DatabaseError(_, information) if is_deadlock(information.message()) => Self::Conflict,
            Error::DatabaseError(kind, information) => {
                let constraint = information.constraint_name().map(|name| format!(", {name}")).unwrap_or_default();
                Self::Broken(format!("{kind:?}{constraint}: {}", information.message()))
            }
            other => Self::Broken(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadlock_is_tried_again_in_whatever_language_the_server_says_so() {
        let said =
            |message: &str| StoreError::from(Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned())));
        assert!(matches!(said("deadlock detected"), StoreError::Conflict));
        assert!(matches!(said("检测到死锁"), StoreError::Conflict));
        assert!(matches!(said("out of memory"), StoreError::Broken(_)));
    }
}
