//! 名册公示: the roll of the community is published for a poll, masked, for the legal period and no longer.

use super::holidays::completed;
use super::{Action, Error, Fault, Poll, Refusal, Within, Work, apply, public};
use crate::election::intake::typed;
use crate::election::jcs::to_jcs;
use crate::election::poll::course::{LegalPeriod, Phase};
use crate::election::roll::{MaskedRoll, MaskedVoter, UnitAddress};
use crate::election::rules::RuleSet;
use crate::flows::FieldFault;
use crate::flows::audit::{self, Action as Entry};
use crate::flows::rolls::{self, Kept, overlaps};
use crate::store::community::Community;
use crate::store::published::{self, PublishedRoll};

/// Publishes a version of the community's roll, or a corrected one in the place of the one before.
pub(crate) fn publish_roll(work: &mut Work<'_>, within: &Within, poll: &mut Poll, version: &str) -> Result<(), Error> {
    let kept = match rolls::open(work, within.community(), version) {
        Err(Error::Missing) => return Err(Refusal::Field { field: "roll_version", why: FieldFault::Unknown }.into()),
        kept => kept?,
    };
    publishable(work, within, poll, &kept)?;
    complete_rules(work, within, poll)?;
    poll.row.roll_version_id = Some(kept.version.id.clone());
    poll.row.masked_digest = Some(kept.masked_digest.to_string());
    // An import is taken only when none of its rows waits, so no version has a row that does.
    apply(work, within, poll, Action::PublishRoll { roll: kept.digest, waiting_rows: 0 }, None)?;
    hang(work, poll, &kept)
}

/// The last moment at which the rules can take a year's holidays that were announced since the draft was begun.
fn complete_rules(work: &mut Work<'_>, within: &Within, poll: &mut Poll) -> Result<(), Error> {
    if poll.phase() != Phase::Draft {
        return Ok(());
    }
    let text = completed(work, &poll.row.rules)?;
    if text == poll.row.rules {
        return Ok(());
    }
    poll.rules = RuleSet::parse(text.as_bytes()).map_err(|_| Fault::Impossible("rules that take no holidays"))?;
    poll.row.rules = text;
    let details = [("rules", poll.rules.digest().to_string().into()), ("chosen", vec!["calendar"].into())];
    audit::note_within(work, within, Entry::RulesChosen, &poll.row.id, &details)
}

/// Whether a version can be published for a poll: it counts by the poll's rules, and what people have to look at was looked at.
pub(super) fn publishable(work: &mut Work<'_>, within: &Within, poll: &Poll, kept: &Kept) -> Result<(), Error> {
    if kept.version.parking_as_area != poll.rules.rules().parking_as_area.value {
        return Err(Refusal::RollCountsOtherwise.into());
    }
    if overlaps::list(work, within, kept)?.iter().any(|overlap| overlap.decision.is_none()) {
        return Err(Refusal::OverlapsUndecided.into());
    }
    Ok(())
}

/// Hangs the list out until the period is over.
fn hang(work: &mut Work<'_>, poll: &Poll, kept: &Kept) -> Result<(), Error> {
    let masked = to_jcs(&kept.masked).map_err(|_| Fault::Json("published_rolls.masked"))?;
    let masked = String::from_utf8(masked).map_err(|_| Fault::Json("published_rolls.masked"))?;
    let period = poll.course.timetable(&poll.rules).into_iter().find(|timed| timed.period == LegalPeriod::Roll);
    let shown_until = period.and_then(|timed| timed.ends.ok()).map(|(_, end)| end);
    let row = PublishedRoll { poll_id: poll.row.id.clone(), masked, published_at: work.now, shown_until };
    Ok(published::hang_roll(work.conn, &row)?)
}

/// The version that is published, opened again: its digests are those that were noted when it was made.
pub(super) fn open(work: &mut Work<'_>, poll: &Poll) -> Result<Option<Kept>, Error> {
    let Some(version) = &poll.row.roll_version_id else { return Ok(None) };
    Ok(Some(rolls::open(work, &poll.row.community_id, version)?))
}

/// Hangs the same list out once more, for its whole period: the poll went back to its publication.
pub(super) fn hang_again(work: &mut Work<'_>, poll: &Poll) -> Result<(), Error> {
    let kept = open(work, poll)?.ok_or(Fault::Impossible("a poll that went back to a roll it does not have"))?;
    hang(work, poll, &kept)
}

/// The list as it hangs out.
pub(crate) struct Hanging {
    /// Since when it hangs.
    pub(crate) published_at: i64,
    /// The first moment at which it hangs no more, if that can be computed.
    pub(crate) until: Option<i64>,
    /// SHA-256 of the list, hexadecimal.
    pub(crate) digest: String,
    /// The list.
    pub(crate) roll: MaskedRoll,
}

/// The public list. Refused once its time is over; missing where none was published.
pub(crate) fn hanging(work: &mut Work<'_>, id: &str) -> Result<(Poll, Community, Hanging), Error> {
    let (poll, community) = public(work, id)?;
    let digest = poll.row.masked_digest.clone().ok_or(Error::Missing)?;
    let over = Refusal::RollTakenDown;
    let row = published::roll(work.conn, id)?.ok_or(over)?;
    // Without the year's holidays nobody can say when the period ends: it hangs as long as the state lasts.
    let hangs = row.shown_until.map_or(poll.phase() == Phase::RollPublished, |until| work.now < until);
    if !hangs {
        return Err(over.into());
    }
    let roll = serde_json::from_str(&row.masked).map_err(|_| Fault::Json("published_rolls.masked"))?;
    Ok((poll, community, Hanging { published_at: row.published_at, until: row.shown_until, digest, roll }))
}

impl Hanging {
    /// Voters after a number, `limit` at most; only those of a unit, if one is asked for as somebody types it.
    pub(crate) fn page(self, unit: Option<&UnitAddress>, after: u32, limit: usize) -> Vec<MaskedVoter> {
        page(self.roll.voters, unit, after, limit)
    }
}

/// Voters of a list after a number, `limit` at most; only those of a unit, if one is asked for as somebody types it.
pub(crate) fn page(voters: Vec<MaskedVoter>, unit: Option<&UnitAddress>, after: u32, limit: usize) -> Vec<MaskedVoter> {
    let unit = unit.map(typed::address);
    let wanted = |voter: &MaskedVoter| unit.as_ref().is_none_or(|unit| voter.units.iter().any(|own| own.address == *unit));
    voters.into_iter().filter(|voter| voter.number > after && wanted(voter)).take(limit).collect()
}
