//! How PostgreSQL keeps large values; SQLite has nothing like it, so it stands here and not in `migrations/`.
//!
//! A ballot is 12 kB of decimal digits, which PostgreSQL would compress before it stores them: a third of the processor's time that it
//! needs for a ballot, in the one transaction that all voters of a minute wait for.

use diesel::connection::SimpleConnection as _;

use super::Connection;
use super::error::StoreError;

/// Asks first: the change takes the table from everybody else, and only the first start needs it.
const UNCOMPRESSED: &str = "DO $$ BEGIN \
     IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'ballots'::regclass AND attname = 'ballot' AND attstorage <> 'e') \
     THEN ALTER TABLE ballots ALTER COLUMN ballot SET STORAGE EXTERNAL; END IF; END $$";

/// Sets it, where it is otherwise.
pub(super) fn set(connection: &mut Connection) -> Result<(), StoreError> {
    if matches!(connection, Connection::Postgres(_)) {
        connection.batch_execute(UNCOMPRESSED)?;
    }
    Ok(())
}
