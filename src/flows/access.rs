//! Who is asking, and whether they may. The only place that decides it.

use super::roles::{Right, Role, operator_may};
use super::{Error, Refusal, Work};
use crate::election::intake::typed;
use crate::election::poll::course::Actor;
use crate::election::poll::role::Role as Office;
use crate::store::account::{self, Account};
use crate::store::{Millis, membership, session};

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// Account.
    pub(crate) account: String,
    /// Session.
    pub(crate) session: String,
    /// Runs the service.
    pub(crate) operator: bool,
}

/// Somebody who was let into a community for one purpose. Made here only.
#[derive(Debug)]
pub(crate) struct Within {
    who: Who,
    community: String,
    roles: Vec<Role>,
    /// What a canvasser may see; meaningless for others.
    buildings: Vec<String>,
}

impl Within {
    /// Who it is.
    pub(crate) const fn who(&self) -> &Who {
        &self.who
    }

    /// Which community.
    pub(crate) fn community(&self) -> &str {
        &self.community
    }

    /// Whether they may give somebody this role here, or take it.
    pub(crate) fn may_grant(&self, role: Role) -> bool {
        self.who.operator || self.roles.iter().any(|own| own.may_grant(role))
    }

    /// Whether they may do something else here, too.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.roles.iter().any(|role| role.may(right)) || (self.who.operator && operator_may(right))
    }

    /// Whether they may work in a building, in the roll's words.
    pub(crate) fn works_in(&self, building: &str) -> bool {
        self.only_buildings().is_none_or(|own| own.iter().any(|one| one == building))
    }

    /// By which office they move a poll: the one that may most.
    pub(crate) fn actor(&self) -> Actor {
        let may = [Role::Chair, Role::Teller, Role::Member, Role::Supervisor, Role::Canvasser, Role::Auditor];
        let held = may.into_iter().find(|role| self.roles.contains(role));
        Actor::Person(held.map_or(Office::Operator, Role::office))
    }

    /// The buildings that they are limited to, in the roll's words: none means all. Whoever is nothing but a canvasser sees only what is assigned.
    pub(crate) fn only_buildings(&self) -> Option<&[String]> {
        let limited = !self.roles.is_empty() && self.roles.iter().all(|role| *role == Role::Canvasser);
        limited.then_some(self.buildings.as_slice())
    }
}

/// The account behind a session that has not ended. Roles are read at each request, so that taking one away works at once.
pub(crate) fn signed_in(work: &mut Work<'_>, session_id: &str) -> Result<(Who, Account), Error> {
    let found = session::by_id(work.conn, session_id)?.filter(|found| stands(found, work.now));
    let Some(found) = found else { return Err(Refusal::SessionEnded.into()) };
    let account = account::by_id(work.conn, &found.account_id)?.ok_or(Refusal::SessionEnded)?;
    let who = Who { account: account.id.clone(), session: found.id, operator: account.operator };
    Ok((who, account))
}

/// Whether a session has not ended.
pub(super) fn stands(session: &session::Session, now: Millis) -> bool {
    session.ended.is_none() && session.expires_at > now
}

/// Lets somebody into a community. A community in which they are nothing is [`Error::Missing`], the same as one that is not there.
pub(crate) fn enter(work: &mut Work<'_>, who: &Who, community: &str, right: Right) -> Result<Within, Error> {
    let held = membership::within(work.conn, community, &who.account)?;
    let mut roles = Vec::with_capacity(held.len());
    let mut buildings = Vec::new();
    for membership in &held {
        let role = Role::of(&membership.role).ok_or(super::Fault::Impossible("a membership with an unknown role"))?;
        if role == Role::Canvasser {
            // The chair writes `3号楼`, the roll has `3`: compared in the roll's words, everywhere.
            let named = super::staff::read_buildings(&membership.buildings)?;
            buildings = named.iter().map(|name| typed::building(name)).collect();
        }
        roles.push(role);
    }
    if roles.is_empty() && !who.operator {
        return Err(Error::Missing);
    }
    if who.operator && crate::store::community::by_id(work.conn, community)?.is_none() {
        return Err(Error::Missing);
    }
    let within = Within { who: who.clone(), community: community.to_owned(), roles, buildings };
    if within.may(right) { Ok(within) } else { Err(Refusal::Forbidden.into()) }
}

/// Lets only operators pass.
pub(crate) fn operator(who: &Who) -> Result<(), Error> {
    if who.operator { Ok(()) } else { Err(Refusal::Forbidden.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(roles: &[Role]) -> Within {
        let who = Who { account: "a".into(), session: "s".into(), operator: false };
        Within { who, community: "c".into(), roles: roles.to_vec(), buildings: vec!["3栋".into()] }
    }

    #[test]
    fn a_canvasser_sees_the_buildings_assigned_and_no_others() {
        assert_eq!(within(&[Role::Canvasser]).only_buildings(), Some(["3栋".to_owned()].as_slice()));
        assert_eq!(within(&[Role::Canvasser, Role::Member]).only_buildings(), None);
        assert_eq!(within(&[Role::Chair]).only_buildings(), None);
    }
}
