//! The audit log's rows. What binds them to one another is decided in [`crate::flows::audit`].

use diesel::prelude::*;

use super::schema::{audit_entries, chains};
use super::{Connection, Millis, StoreError, one_more};

/// One entry. It never changes ([`super::guards`]).
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries)]
pub(crate) struct Entry {
    /// A community's id, or `service`.
    pub(crate) chain: String,
    /// From 0, without gaps.
    pub(crate) seq: i64,
    /// When.
    pub(crate) at: Millis,
    /// Who; nobody for what the command line or nobody signed in did.
    pub(crate) account_id: Option<String>,
    /// What was done.
    pub(crate) action: String,
    /// To what: an id.
    pub(crate) object: String,
    /// JSON object, without personal data.
    pub(crate) details: String,
    /// Digest of the entry before; empty for the first.
    pub(crate) previous: String,
    /// SHA-256 over all of the above, hexadecimal.
    pub(crate) digest: String,
}

/// Begins a chain.
pub(crate) fn begin(connection: &mut Connection, chain: &str) -> Result<(), StoreError> {
    let row = (chains::id.eq(chain), chains::next_seq.eq(0), chains::head.eq(""));
    diesel::insert_into(chains::table).values(row).execute(connection)?;
    Ok(())
}

/// Takes the next number, with the digest of the entry before it. Whoever comes next waits until this transaction ends.
pub(crate) fn take(connection: &mut Connection, chain: &str) -> Result<Option<(i64, String)>, StoreError> {
    let taken = diesel::update(chains::table.find(chain))
        .set(chains::next_seq.eq(one_more(chains::next_seq)))
        .returning((chains::next_seq, chains::head));
    let taken: Option<(i64, String)> = taken.get_result(connection).optional()?;
    Ok(taken.map(|(next, head)| (next.saturating_sub(1), head)))
}

/// Adds the entry for a number that was taken.
pub(crate) fn add(connection: &mut Connection, entry: &Entry) -> Result<(), StoreError> {
    diesel::insert_into(audit_entries::table).values(entry).execute(connection)?;
    diesel::update(chains::table.find(&entry.chain)).set(chains::head.eq(&entry.digest)).execute(connection)?;
    Ok(())
}

/// Entries of a chain from `from` on, in order, `limit` at most.
pub(crate) fn page(connection: &mut Connection, chain: &str, from: i64, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = audit_entries::table.filter(audit_entries::chain.eq(chain)).filter(audit_entries::seq.ge(from));
    Ok(rows.order(audit_entries::seq).limit(limit).select(Entry::as_select()).load(connection)?)
}

/// Every chain: its id, the next number, the digest of its last entry.
pub(crate) fn chains(connection: &mut Connection) -> Result<Vec<(String, i64, String)>, StoreError> {
    Ok(chains::table.order(chains::id).load(connection)?)
}
