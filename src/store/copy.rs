//! Copies of a SQLite database while it is used.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Connection;
use super::error::StoreError;

/// Why there is no copy, or it is not whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyFault {
    /// Not SQLite: PostgreSQL brings its own tools.
    #[error("PostgreSQL is copied with pg_dump")]
    Postgres,
    /// SQLite's own check found something.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes everything that is committed at one moment into a new file, while others go on reading and writing. The file is not
/// written through to the disk yet.
pub(crate) fn copy_to(connection: &mut Connection, file: &Path) -> Result<(), CopyFault> {
    if !matches!(connection, Connection::Sqlite(_)) {
        return Err(CopyFault::Postgres);
    }
    let name = file.to_str().ok_or(StoreError::NoConnection("the file's name is not UTF-8".into()))?;
    // It refuses a file that is not empty by itself.
    let query = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name);
    query.execute(connection).map_err(StoreError::from)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

#[derive(QueryableByName)]
struct Dangling {
    #[diesel(sql_type = Text)]
    table: String,
}

/// Opens a copy and lets SQLite check every page, index and foreign key of it.
pub(crate) fn open_copy(file: &Path) -> Result<Connection, CopyFault> {
    let name = file.to_str().ok_or(StoreError::NoConnection("the file's name is not UTF-8".into()))?;
    let mut connection = Connection::open(&format!("sqlite:{name}"))?;
    let said: Vec<Said> = diesel::sql_query("PRAGMA integrity_check").load(&mut connection).map_err(StoreError::from)?;
    if let Some(bad) = said.iter().find(|said| said.integrity_check != "ok") {
        return Err(CopyFault::Damaged(bad.integrity_check.clone()));
    }
    let dangling: Vec<Dangling> =
        diesel::sql_query("PRAGMA foreign_key_check").load(&mut connection).map_err(StoreError::from)?;
    if let Some(bad) = dangling.first() {
        return Err(CopyFault::Damaged(format!("a row of {} names one that is not there", bad.table)));
    }
    // A file that is moved about should be one file.
    connection.batch_execute("PRAGMA journal_mode = DELETE").map_err(StoreError::from)?;
    Ok(connection)
}
