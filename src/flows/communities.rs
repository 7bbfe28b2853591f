//! Entering a community 小区, seeing and changing it.

use super::access::{self, Who, Within};
use super::audit::{self, Action};
use super::{Error, Fault, FieldFault, Refusal, Work, fields};
use crate::election::rules::{BuiltIn, RuleSet};
use crate::store::Millis;
use crate::store::community::{self, Community};

/// What the operator or the chair tells about a community.
#[derive(Debug)]
pub(crate) struct About {
    /// What people call it.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) address: String,
    /// Name of a rule set that comes with the program.
    pub(crate) rules: String,
    /// IANA name of its time zone.
    pub(crate) time_zone: String,
}

/// Mainland China keeps one time; the other name is the western practice of the same country. With local time minus UTC in minutes:
/// neither has had summer time since 1991.
const TIME_ZONES: [(&str, i32); 2] = [("Asia/Shanghai", 480), ("Asia/Urumqi", 360)];

/// Local time minus UTC in minutes, of a community's time zone.
pub(crate) fn utc_offset(time_zone: &str) -> i32 {
    TIME_ZONES.into_iter().find(|(name, _)| *name == time_zone).map_or(480, |(_, offset)| offset)
}

/// The rule set of a community.
pub(crate) fn rules(community: &Community) -> Result<RuleSet, Error> {
    let sets = BuiltIn::ALL.iter().filter_map(|set| RuleSet::parse(set.text().as_bytes()).ok());
    let found = sets.into_iter().find(|set| set.rules().id == community.rules);
    Ok(found.ok_or(Fault::Impossible("a community with an unknown rule set"))?)
}

/// The date there.
pub(crate) fn local_date(community: &Community, now: Millis) -> Result<jiff::civil::Date, Error> {
    let far = |_| Fault::Impossible("a time beyond the calendar");
    let seconds = utc_offset(&community.time_zone).saturating_mul(60);
    let offset = jiff::tz::Offset::from_seconds(seconds).map_err(far)?;
    Ok(offset.to_datetime(jiff::Timestamp::from_millisecond(now).map_err(far)?).date())
}

impl About {
    fn checked(self) -> Result<Self, Refusal> {
        let unknown = |field| Refusal::Field { field, why: FieldFault::Unknown };
        if !BuiltIn::ALL.iter().any(|set| RuleSet::parse(set.text().as_bytes()).is_ok_and(|set| set.rules().id == self.rules)) {
            return Err(unknown("rules"));
        }
        if !TIME_ZONES.iter().any(|(name, _)| *name == self.time_zone) {
            return Err(unknown("time_zone"));
        }
        Ok(Self { name: fields::line("name", &self.name, 60)?, address: fields::line("address", &self.address, 200)?, ..self })
    }
}

/// The operator enters a community.
pub(crate) fn found(work: &mut Work<'_>, who: &Who, about: About) -> Result<Community, Error> {
    access::operator(who)?;
    let About { name, address, rules, time_zone } = about.checked()?;
    let id = work.id();
    let community = Community { id, version: 1, name, address, rules, time_zone, created_at: work.now };
    community::add(work.conn, &community)?;
    crate::store::audit::begin(work.conn, &community.id)?;
    audit::note(work, &community.id, Some(&who.account), Action::CommunityFounded, &community.id, &[])?;
    Ok(community)
}

/// The communities that somebody may see, in the order of their ids.
pub(crate) fn page(work: &mut Work<'_>, who: &Who, after: &str, limit: i64) -> Result<Vec<Community>, Error> {
    let member = (!who.operator).then_some(who.account.as_str());
    Ok(community::page(work.conn, member, after, limit)?)
}

/// One of them.
pub(crate) fn see(work: &mut Work<'_>, within: &Within) -> Result<Community, Error> {
    community::by_id(work.conn, within.community())?.ok_or(Error::Missing)
}

/// Other data, if nobody else changed them since `version`.
pub(crate) fn change(work: &mut Work<'_>, within: &Within, version: i64, about: About) -> Result<Community, Error> {
    let About { name, address, rules, time_zone } = about.checked()?;
    let before = see(work, within)?;
    let community = Community { id: before.id, version, name, address, rules, time_zone, created_at: before.created_at };
    if !community::replace(work.conn, &community)? {
        return Err(Refusal::Stale.into());
    }
    let details = [("version", community.version.saturating_add(1).into()), ("rules", community.rules.as_str().into())];
    audit::note_within(work, within, Action::CommunityChanged, &community.id, &details)?;
    Ok(Community { version: community.version.saturating_add(1), ..community })
}
