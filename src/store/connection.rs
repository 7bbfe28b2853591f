//! Connections to both engines, and the two kinds of transaction.

use std::fmt;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::r2d2::{self, ManageConnection, R2D2Connection as _};
use diesel::{Connection as _, PgConnection, SqliteConnection};

use super::error::StoreError;

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
// The derive makes a module that imports everything from here: the name must not be one of diesel's.
pub(crate) enum AnyConnection {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// What every SQLite connection is told. FULL: a log may not forget what it acknowledged when the power goes. The waiting time is
/// longer than any transaction of ours.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA trusted_schema = OFF;";

/// How a transaction begins on either engine.
struct Begin {
    sqlite: &'static str,
    postgres: &'static str,
}

/// On PostgreSQL each statement sees what was committed before it: whoever waited for a row sees what it became. Named, because all that is
/// numbered or counted relies on it, whatever the server's own default is.
const WRITE: Begin = Begin { sqlite: "BEGIN IMMEDIATE", postgres: "BEGIN ISOLATION LEVEL READ COMMITTED" };
const READ: Begin = Begin { sqlite: "BEGIN DEFERRED", postgres: "BEGIN ISOLATION LEVEL REPEATABLE READ" };

impl AnyConnection {
    /// Connects. The scheme decides: `postgres://…`, or `sqlite:PATH`.
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = sqlite_path(url) {
            let mut connection =
                SqliteConnection::establish(path).map_err(|error| StoreError::NoConnection(error.to_string()))?;
            connection.batch_execute(PRAGMAS)?;
            return Ok(Self::Sqlite(connection));
        }
        if is_postgres(url) {
            // libpq's message can hold the user's name and the host, not the password.
            let connection = PgConnection::establish(url).map_err(|error| StoreError::NoConnection(error.to_string()))?;
            return Ok(Self::Postgres(connection));
        }
        Err(StoreError::NoConnection("its URL begins neither with sqlite: nor with postgres://".into()))
    }

    fn begin(&mut self, begin: &Begin) -> Result<(), StoreError> {
        match self {
            Self::Postgres(inner) => AnsiTransactionManager::begin_transaction_sql(inner, begin.postgres)?,
            Self::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, begin.sqlite)?,
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(inner) => AnsiTransactionManager::commit_transaction(inner)?,
            Self::Sqlite(inner) => AnsiTransactionManager::commit_transaction(inner)?,
        }
        Ok(())
    }

    /// What fails while rolling back changes nothing: the connection counts as broken then and leaves the pool.
    fn roll_back(&mut self) {
        let _ = match self {
            Self::Postgres(inner) => AnsiTransactionManager::rollback_transaction(inner),
            Self::Sqlite(inner) => AnsiTransactionManager::rollback_transaction(inner),
        };
    }

    fn within<T, E: From<StoreError>>(&mut self, begin: &Begin, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.begin(begin)?;
        match work(self) {
            Ok(value) => {
                if let Err(error) = self.commit() {
                    self.roll_back();
                    return Err(error.into());
                }
                Ok(value)
            }
            Err(error) => {
                self.roll_back();
                Err(error)
            }
        }
    }
}

/// The file of a SQLite URL: `sqlite:PATH` or `sqlite://PATH`.
pub(crate) fn sqlite_path(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// A transaction that changes something: all of it or nothing.
///
/// On SQLite it takes the one lock for writing at its beginning. One that reads first and writes later would be refused with
/// "database is locked" in spite of the waiting time when another wrote in between. On PostgreSQL transactions run beside one
/// another: what is numbered or counted takes its number by `UPDATE … RETURNING` before it reads anything that the number guards.
pub(crate) fn write<T, E: From<StoreError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    connection.within(&WRITE, work)
}

/// A transaction that reads: everything as it stood at one moment, so that an answer of several statements is true as a whole.
pub(crate) fn read<T, E: From<StoreError>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    connection.within(&READ, work)
}

/// Connects for the pool. The derived `establish` tries one engine after the other and hides what the first said.
struct Manager {
    url: String,
}

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = StoreError;

    fn connect(&self) -> Result<AnyConnection, StoreError> {
        AnyConnection::open(&self.url)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        Ok(connection.ping()?)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        std::thread::panicking() || connection.is_broken()
    }
}

/// Connections that are kept open. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pool(r2d2::Pool<Manager>);

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

impl Pool {
    /// Opens the first connection, so that a wrong address is said at once.
    pub(crate) fn open(url: &str, size: u32) -> Result<Self, StoreError> {
        // r2d2 would try again and again and in the end not say why.
        drop(AnyConnection::open(url)?);
        let builder = r2d2::Pool::builder().max_size(size).min_idle(Some(1)).connection_timeout(Duration::from_secs(10));
        let pool = builder.build(Manager { url: url.to_owned() });
        Ok(Self(pool.map_err(|error| StoreError::NoConnection(error.to_string()))?))
    }

    /// Waits for a free connection, 10 s at most, and hands it to `work`.
    pub(crate) fn with<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.0.get().map_err(|error| StoreError::NoConnection(error.to_string()))?;
        work(&mut connection)
    }

    /// How many connections there are, and how many of them are free.
    pub(crate) fn count(&self) -> (u32, u32) {
        let state = self.0.state();
        (state.connections, state.idle_connections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_acknowledged_is_on_the_disk() {
        use diesel::{QueryableByName, RunQueryDsl as _};
        #[derive(QueryableByName)]
        struct Pragma {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            synchronous: i32,
        }
        let folder = tempfile::tempdir().unwrap();
        let mut connection = AnyConnection::open(&format!("sqlite:{}", folder.path().join("a.db").display())).unwrap();
        let told: Pragma = diesel::sql_query("PRAGMA synchronous").get_result(&mut connection).unwrap();
        // FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
        assert_eq!(told.synchronous, 2);
    }

    #[test]
    fn the_scheme_decides_which_engine() {
        assert_eq!(sqlite_path("sqlite:a/b.db"), Some("a/b.db"));
        assert_eq!(sqlite_path("sqlite:///a/b.db"), Some("/a/b.db"));
        assert!(is_postgres("postgresql://x") && is_postgres("postgres://x"));
        let error = AnyConnection::open("mysql://root:secret@x").map(drop).unwrap_err().to_string();
        assert!(error.contains("neither") && !error.contains("secret"), "{error}");
    }
}
