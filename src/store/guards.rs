//! Triggers that keep rows of the audit log from being changed or removed. They differ between the engines, so they stand here and
//! not in `migrations/`; they are set again at every start.
//!
//! They stop the program and a careless hand. Whoever owns the database can drop them; the chain of digests
//! ([`crate::flows::audit`]) shows that afterwards.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::Connection;
use super::error::StoreError;

/// Tables that only grow.
const APPEND_ONLY: [&str; 7] = [
    "audit_entries",
    "log_leaves",
    "paper_tallies",
    "postings",
    "slip_deliveries",
    "slip_deliveries_taken_back",
    "slip_printers",
];

fn sqlite(table: &str) -> String {
    let trigger = |what: &str| {
        format!(
            "CREATE TRIGGER IF NOT EXISTS {table}_no_{what} BEFORE {what} ON {table} \
             BEGIN SELECT RAISE(ABORT, 'this table only grows'); END;"
        )
    };
    format!("{}\n{}", trigger("update"), trigger("delete"))
}

fn postgres(table: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION yepiao_only_grows() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'this table only grows'; END $$;\n\
         CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
         FOR EACH STATEMENT EXECUTE FUNCTION yepiao_only_grows();"
    )
}

/// Sets them, where they are not there.
pub(super) fn set(connection: &mut Connection) -> Result<(), StoreError> {
    for table in APPEND_ONLY {
        let text = match connection {
            Connection::Postgres(_) => postgres(table),
            Connection::Sqlite(_) => sqlite(table),
        };
        connection.batch_execute(&text)?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Tables whose guards are not there.
pub(crate) fn missing(connection: &mut Connection) -> Result<Vec<&'static str>, StoreError> {
    let mut missing = Vec::new();
    for table in APPEND_ONLY {
        let (query, wanted) = match connection {
            Connection::Postgres(_) => {
                (format!("SELECT count(*) AS count FROM pg_trigger WHERE tgname = '{table}_no_change' AND tgenabled <> 'D'"), 1)
            }
            Connection::Sqlite(_) => (
                format!(
                    "SELECT count(*) AS count FROM sqlite_master WHERE type = 'trigger' AND name IN ('{table}_no_update', '{table}_no_delete')"
                ),
                2,
            ),
        };
        let found: Count = diesel::sql_query(query).get_result(connection)?;
        if found.count != wanted {
            missing.push(table);
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::super::migrate;
    use super::*;

    #[test]
    fn the_audit_log_cannot_be_edited_on_sqlite() {
        let mut connection = Connection::open("sqlite::memory:").unwrap();
        migrate(&mut connection).unwrap();
        assert!(missing(&mut connection).unwrap().is_empty());
        connection.batch_execute("INSERT INTO audit_entries VALUES ('service', 0, 1, NULL, 'a', '', '{}', '', 'd')").unwrap();
        for attempt in ["UPDATE audit_entries SET action = 'b'", "DELETE FROM audit_entries"] {
            let error = connection.batch_execute(attempt).unwrap_err().to_string();
            assert!(error.contains("only grows"), "{error}");
        }
        connection.batch_execute("DROP TRIGGER audit_entries_no_delete").unwrap();
        assert_eq!(missing(&mut connection).unwrap(), ["audit_entries"]);
    }
}
