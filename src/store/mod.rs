//! What is kept, and nothing else: connections, the schema, rows. The only floor that names diesel.
//!
//! Why plain functions of a connection and no repository objects: a flow decides what stands in one transaction, and with a
//! connection as the first parameter that can be read off the code. Why sealed and digested values arrive as text: this floor
//! knows no key, so whoever reads the database reads what an attacker would.
//!
//! Why MultiConnection: one binary serves SQLite and PostgreSQL with the same queries. Its common subset is the house style:
//! no `as_returning()`, no batch insert of a `Vec`, no `on_conflict`, no `for_update`. Where thousands of rows come at once,
//! [`insert_many`] asks which engine it is.

pub(crate) mod account;
pub(crate) mod answer;
pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod ballot;
pub(crate) mod candidate_draw;
pub(crate) mod candidate_order;
pub(crate) mod cast_session;
pub(crate) mod claim;
pub(crate) mod code;
pub(crate) mod community;
mod connection;
mod copy;
pub(crate) mod count;
mod error;
pub(crate) mod file;
mod guards;
pub(crate) mod invitation;
pub(crate) mod log;
pub(crate) mod membership;
pub(crate) mod message;
mod migrate;
pub(crate) mod nomination;
pub(crate) mod notice;
pub(crate) mod objection;
pub(crate) mod opening;
pub(crate) mod paper;
pub(crate) mod poll;
pub(crate) mod poll_contact;
pub(crate) mod poll_key;
pub(crate) mod poll_staff;
pub(crate) mod poll_step;
pub(crate) mod published;
pub(crate) mod release;
pub(crate) mod restoration;
pub(crate) mod revote;
pub(crate) mod roll;
pub(crate) mod roll_contact;
pub(crate) mod roll_import;
pub(crate) mod roll_overlap;
pub(crate) mod roll_unit;
mod schema;
pub(crate) mod sealed;
pub(crate) mod session;
pub(crate) mod slip;
pub(crate) mod slip_delivery;
mod storage;
pub(crate) mod tie_lot;
pub(crate) mod timer;
pub(crate) mod trustee;
pub(crate) mod voter;

pub(crate) use connection::{AnyConnection as Connection, Pool, read, sqlite_path, write};
pub(crate) use copy::{CopyFault, copy_to, open_copy};
pub(crate) use error::StoreError;
pub(crate) use guards::missing as missing_guards;
pub(crate) use migrate::{MigrationFault, migrate, pending};

/// Milliseconds since 1970, UTC.
pub(crate) type Millis = i64;

/// Rows of one statement: far below what either engine can bind.
const BATCH: usize = 500;

/// Inserts a slice of rows, many in one statement: thousands of round trips would take longer than everything else.
macro_rules! insert_many {
    ($connection:expr, $table:expr, $rows:expr) => {{
        for rows in $rows.chunks($crate::store::BATCH) {
            match $connection {
                $crate::store::Connection::Postgres(inner) => diesel::insert_into($table).values(rows).execute(inner)?,
                $crate::store::Connection::Sqlite(inner) => diesel::insert_into($table).values(rows).execute(inner)?,
            };
        }
    }};
}
use insert_many;

/// A column and one, computed by the database.
#[expect(clippy::arithmetic_side_effects, reason = "the database adds, and refuses what is too large")]
fn one_more<C: std::ops::Add<i64>>(column: C) -> C::Output {
    column + 1
}
