//! Claims of owners 业主登记.

use diesel::prelude::*;

use super::schema::claims;
use super::{Connection, Millis, StoreError, one_more};

/// A claim.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = claims)]
pub(crate) struct Claim {
    /// UUIDv7.
    pub(crate) id: String,
    /// Where.
    pub(crate) community_id: String,
    /// Counts changes.
    pub(crate) version: i64,
    /// 8 characters with a check character.
    pub(crate) number: String,
    /// SHA-256, hexadecimal.
    pub(crate) secret_digest: String,
    /// The words of the migration.
    pub(crate) state: String,
    /// 楼栋.
    pub(crate) building: String,
    /// 单元.
    pub(crate) stair: String,
    /// 房号.
    pub(crate) room: String,
    /// The words of the migration.
    pub(crate) basis: String,
    /// Sealed JSON; none once it was erased.
    pub(crate) person: Option<String>,
    /// When it came.
    pub(crate) created_at: Millis,
    /// When it was decided or withdrawn.
    pub(crate) decided_at: Option<Millis>,
    /// Why it was rejected.
    pub(crate) reason: Option<String>,
    /// The version of the roll that has it.
    pub(crate) roll_id: Option<String>,
    /// When the personal part is erased.
    pub(crate) erase_at: Option<Millis>,
}

/// What decides a claim.
#[derive(AsChangeset)]
#[diesel(table_name = claims)]
pub(crate) struct Decision {
    /// `confirmed`, `rejected` or `withdrawn`.
    pub(crate) state: &'static str,
    /// When.
    pub(crate) decided_at: Millis,
    /// Why it was rejected.
    pub(crate) reason: Option<&'static str>,
    /// Sealed again, with the answer.
    pub(crate) person: Option<String>,
    /// The version of the roll that has it.
    pub(crate) roll_id: Option<String>,
    /// When the personal part is erased.
    pub(crate) erase_at: Option<Millis>,
}

/// Adds one. [`StoreError::Taken`] if another has this number.
pub(crate) fn add(connection: &mut Connection, claim: &Claim) -> Result<(), StoreError> {
    diesel::insert_into(claims::table).values(claim).execute(connection)?;
    Ok(())
}

/// By id, in its community.
pub(crate) fn by_id(connection: &mut Connection, community: &str, id: &str) -> Result<Option<Claim>, StoreError> {
    let row = claims::table.find(id).filter(claims::community_id.eq(community));
    Ok(row.select(Claim::as_select()).first(connection).optional()?)
}

/// By what the claimant holds: both or nothing.
pub(crate) fn by_secret(connection: &mut Connection, number: &str, digest: &str) -> Result<Option<Claim>, StoreError> {
    let row = claims::table.filter(claims::number.eq(number)).filter(claims::secret_digest.eq(digest));
    Ok(row.select(Claim::as_select()).first(connection).optional()?)
}

/// Whether it is still open; whoever else would change or decide it waits for this transaction.
pub(crate) fn lock(connection: &mut Connection, id: &str) -> Result<bool, StoreError> {
    let row = claims::table.find(id).filter(claims::state.eq("open"));
    Ok(diesel::update(row).set(claims::version.eq(one_more(claims::version))).execute(connection)? == 1)
}

/// Decides it, if nobody else changed it since `version`. Whether it was done.
pub(crate) fn decide(connection: &mut Connection, id: &str, version: i64, decision: &Decision) -> Result<bool, StoreError> {
    let row = claims::table.find(id).filter(claims::version.eq(version)).filter(claims::state.eq("open"));
    Ok(diesel::update(row).set((decision, claims::version.eq(one_more(claims::version)))).execute(connection)? == 1)
}

/// Erases the personal part.
pub(crate) fn erase(connection: &mut Connection, id: &str) -> Result<(), StoreError> {
    let change = (claims::person.eq(None::<&str>), claims::erase_at.eq(None::<Millis>));
    diesel::update(claims::table.find(id)).set(change).execute(connection)?;
    Ok(())
}

/// Those whose personal part is to be erased, `limit` at most.
pub(crate) fn over(connection: &mut Connection, now: Millis, limit: i64) -> Result<Vec<String>, StoreError> {
    let rows = claims::table.filter(claims::erase_at.le(now)).order(claims::erase_at).limit(limit);
    Ok(rows.select(claims::id).load(connection)?)
}

/// How many of a community wait.
pub(crate) fn waiting(connection: &mut Connection, community: &str) -> Result<i64, StoreError> {
    let rows = claims::table.filter(claims::community_id.eq(community)).filter(claims::state.eq("open"));
    Ok(rows.count().get_result(connection)?)
}

/// A community's claims, in the order of ids, after the one given, `limit` at most.
pub(crate) fn page(connection: &mut Connection, community: &str, after: &str, limit: i64) -> Result<Vec<Claim>, StoreError> {
    let rows = claims::table.filter(claims::community_id.eq(community)).filter(claims::id.gt(after));
    Ok(rows.order(claims::id).limit(limit).select(Claim::as_select()).load(connection)?)
}
