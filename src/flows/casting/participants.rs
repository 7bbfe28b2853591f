//! 参加名单: who took part, by room, while the result hangs out and can be objected to. Whoever makes the credentials, or takes papers in,
//! could vote for those who stay away: that somebody is on this list who did not vote is how it comes to light (protocol.md Part I, 16). Never
//! what was chosen, and not by which way: of few papers the totals show choices.

use std::collections::HashSet;

use super::super::polls;
use super::super::rolls;
use super::super::{Error, Fault, Refusal, Work};
use super::turnout::voted;
use crate::election::poll::course::Phase;
use crate::election::roll::MaskedVoter;
use crate::election::weight::Weight;
use crate::store::{Millis, voter};

/// The list.
pub(crate) struct Participants {
    /// When the result was published.
    pub(crate) published_at: Millis,
    /// When it becomes final by itself, and the list is taken down.
    pub(crate) until: Option<Millis>,
    /// All of them together, as the certificate has it.
    pub(crate) took_part: Weight,
    /// By number, as the roll has them.
    pub(crate) voters: Vec<MaskedVoter>,
}

/// Who took part. [`Refusal::NotPublished`] before the result is, [`Refusal::ParticipantsTakenDown`] once it is final.
pub(crate) fn participants(work: &mut Work<'_>, id: &str) -> Result<Participants, Error> {
    let (poll, _) = polls::public(work, id)?;
    match (poll.phase(), poll.course.result()) {
        (Phase::Published, Some(result)) => {
            let voters = took_part(work, &poll.row.community_id, id)?;
            let mut together = Weight::default();
            for voter in &voters {
                let one = Weight { people: 1, area: voter.area };
                together = together.plus(one).ok_or(Fault::Impossible("areas above 2^53"))?;
            }
            let until = polls::comments_until(work, id)?;
            Ok(Participants { published_at: result.at, until, took_part: together, voters })
        }
        (Phase::Final | Phase::Filed, _) => Err(Refusal::ParticipantsTakenDown.into()),
        _ => Err(Refusal::NotPublished.into()),
    }
}

fn took_part(work: &mut Work<'_>, community: &str, id: &str) -> Result<Vec<MaskedVoter>, Error> {
    let list = voter::list(work.conn, id)?.ok_or(Fault::Impossible("a counted poll without voters"))?;
    let voted = voted(work, id)?;
    let by_credential = |row: &voter::Voter| row.point.as_ref().is_some_and(|point| voted.contains(point));
    let numbers: HashSet<i64> = voter::all(work.conn, id)?.into_iter().filter(by_credential).map(|row| row.number).collect();
    let roll = rolls::open(work, community, &list.roll_version_id)?.masked;
    Ok(roll.voters.into_iter().filter(|voter| numbers.contains(&i64::from(voter.number))).collect())
}
