//! Brings a database to the form that this program knows.
//!
//! Why not diesel_migrations: it takes no lock, so two instances that start together on PostgreSQL apply the same file twice; and
//! it does not notice a file that was changed after it had been applied. What is left is short.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use ring::digest::{SHA256, digest};

use super::Connection;
use super::connection::write;
use super::error::StoreError;
use super::{guards, storage};

/// In order. The number is the file's.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "people", include_str!("../../migrations/0001-people.sql")),
    (2, "rolls", include_str!("../../migrations/0002-rolls.sql")),
    (3, "polls", include_str!("../../migrations/0003-polls.sql")),
    (4, "messages", include_str!("../../migrations/0004-messages.sql")),
    (5, "files", include_str!("../../migrations/0005-files.sql")),
    (6, "claims", include_str!("../../migrations/0006-claims.sql")),
    (7, "nominations", include_str!("../../migrations/0007-nominations.sql")),
    (8, "notices", include_str!("../../migrations/0008-notices.sql")),
    (10, "opening", include_str!("../../migrations/0010-opening.sql")),
    (11, "log", include_str!("../../migrations/0011-log.sql")),
    (12, "paper", include_str!("../../migrations/0012-paper.sql")),
    (13, "counting", include_str!("../../migrations/0013-counting.sql")),
    (14, "denials", include_str!("../../migrations/0014-denials.sql")),
    (15, "contacts", include_str!("../../migrations/0015-contacts.sql")),
    (16, "revotes", include_str!("../../migrations/0016-revotes.sql")),
    (18, "frozen-phones", include_str!("../../migrations/0018-frozen-phones.sql")),
    (19, "tie-lots", include_str!("../../migrations/0019-tie-lots.sql")),
    (20, "import-base", include_str!("../../migrations/0020-import-base.sql")),
    (21, "remote-slips", include_str!("../../migrations/0021-remote-slips.sql")),
    (22, "slip-deliveries", include_str!("../../migrations/0022-slip-deliveries.sql")),
    (23, "official", include_str!("../../migrations/0023-official.sql")),
    (24, "slip-messages", include_str!("../../migrations/0024-slip-messages.sql")),
    (25, "slip-printers", include_str!("../../migrations/0025-slip-printers.sql")),
];

/// One number that no other user of the same PostgreSQL server is likely to lock: "yepiao" in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(133478225043823)";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY NOT NULL, digest TEXT NOT NULL)";

diesel::table! {
    schema_migrations (number) {
        number -> BigInt,
        digest -> Text,
    }
}

/// Why a database cannot be brought to our form.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MigrationFault {
    /// A newer program was here.
    #[error("the database was made by a newer yepiao (migration {0}); install that one")]
    Newer(i64),
    /// Not the text that this program has.
    #[error("migration {0} was applied with another text than this yepiao has")]
    Changed(i64),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn text_digest(text: &str) -> String {
    hex::encode(digest(&SHA256, text.as_bytes()))
}

fn unapplied(connection: &mut Connection) -> Result<Vec<&'static (i64, &'static str, &'static str)>, MigrationFault> {
    let applied = schema_migrations::table.order(schema_migrations::number).load::<(i64, String)>(connection);
    let applied = applied.map_err(StoreError::from)?;
    for (number, digest) in &applied {
        let known = MIGRATIONS.iter().find(|(known, ..)| known == number).ok_or(MigrationFault::Newer(*number))?;
        if text_digest(known.2) != *digest {
            return Err(MigrationFault::Changed(*number));
        }
    }
    Ok(MIGRATIONS.iter().filter(|(number, ..)| applied.iter().all(|(done, _)| done != number)).collect())
}

/// Applies what is missing, all of it or nothing, while everybody else waits. Returns what was applied.
pub(crate) fn migrate(connection: &mut Connection) -> Result<Vec<&'static str>, MigrationFault> {
    write(connection, |connection| {
        if matches!(connection, Connection::Postgres(_)) {
            connection.batch_execute(LOCK).map_err(StoreError::from)?;
        }
        connection.batch_execute(TABLE).map_err(StoreError::from)?;
        let mut done = Vec::new();
        for (number, name, text) in unapplied(connection)? {
            connection.batch_execute(text).map_err(StoreError::from)?;
            let row = (schema_migrations::number.eq(*number), schema_migrations::digest.eq(text_digest(text)));
            let inserted = diesel::insert_into(schema_migrations::table).values(row).execute(connection);
            inserted.map_err(StoreError::from)?;
            done.push(*name);
        }
        guards::set(connection)?;
        storage::set(connection)?;
        Ok(done)
    })
}

/// Names of what is missing; an error where the database is newer or another.
pub(crate) fn pending(connection: &mut Connection) -> Result<Vec<&'static str>, MigrationFault> {
    Ok(unapplied(connection)?.into_iter().map(|(_, name, _)| *name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_known() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let known: Vec<String> = MIGRATIONS.iter().map(|(number, name, _)| format!("{number:04}-{name}.sql")).collect();
        assert_eq!(files, known);
    }

    #[test]
    fn objections_outlive_the_table_that_knew_four_kinds() {
        let mut connection = Connection::open("sqlite::memory:").unwrap();
        for (_, _, text) in MIGRATIONS.iter().filter(|(number, ..)| *number < 14) {
            connection.batch_execute(text).unwrap();
        }
        let insert = |id: &str, about: &str| {
            format!(
                "INSERT INTO objections (id, poll_id, number, version, about, state, at, masked_name, person, text) \
                 VALUES ('{id}', 'p', {}, 1, '{about}', 'open', 5, '王**', 'sealed person', 'sealed text');",
                id.len()
            )
        };
        connection
            .batch_execute(
                "INSERT INTO communities (id, version, name, address, rules, time_zone, created_at) \
                 VALUES ('c', 1, 'n', 'a', 'r', 'Asia/Shanghai', 0); \
                 INSERT INTO polls (id, community_id, version, title, text, items, rules, course, state, next_step, next_objection, \
                 created_at) VALUES ('p', 'c', 1, 't', '', '[]', 'r', '{}', 'open', 1, 1, 0);",
            )
            .unwrap();
        connection.batch_execute(&insert("a", "notice")).unwrap();
        assert!(connection.batch_execute(&insert("bb", "ballot")).is_err());
        for (_, _, text) in MIGRATIONS.iter().filter(|(number, ..)| *number >= 14) {
            connection.batch_execute(text).unwrap();
        }
        connection.batch_execute(&insert("bb", "ballot")).unwrap();
        assert!(connection.batch_execute(&insert("ccc", "weather")).is_err());
        let kept = crate::store::objection::page(&mut connection, "p", None, 0, 10).unwrap();
        let told: Vec<(i64, &str, &str)> = kept.iter().map(|row| (row.number, row.about.as_str(), row.text.as_str())).collect();
        assert_eq!(told, [(1, "notice", "sealed text"), (2, "ballot", "sealed text")]);
    }

    #[test]
    fn a_second_run_does_nothing_and_a_foreign_database_is_refused() {
        let mut connection = Connection::open("sqlite::memory:").unwrap();
        assert_eq!(migrate(&mut connection).unwrap().len(), MIGRATIONS.len());
        assert!(migrate(&mut connection).unwrap().is_empty());
        assert!(pending(&mut connection).unwrap().is_empty());
        connection.batch_execute("UPDATE schema_migrations SET digest = 'x' WHERE number = 1").unwrap();
        assert!(matches!(migrate(&mut connection), Err(MigrationFault::Changed(1))));
        connection
            .batch_execute("INSERT INTO schema_migrations VALUES (99, 'y'); DELETE FROM schema_migrations WHERE number = 1")
            .unwrap();
        assert!(matches!(pending(&mut connection), Err(MigrationFault::Newer(99))));
    }
}
