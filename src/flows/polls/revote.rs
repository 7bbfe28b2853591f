//! 再次表决: equal votes leave seats open, and the rule set says that the owners vote again.
//!
//! Why a poll of its own: one opening fixes one question with its keys, its roll and its ballots for one count. It names the poll that
//! it follows, takes over its rules and those who are tied, and goes the ordinary road: roll, candidates and notice hang for their
//! periods, because who may vote, and between whom, has to be known to everybody again. Nobody else can be nominated.

use serde_json::Value;

use super::ties::{Decided, Tie};
use super::{Error, Fault, Poll, Refusal, Within, Work};
use crate::election::poll::course::Phase;
use crate::election::poll::package::{CommitteeItem, Item, Scope};
use crate::election::rules::TieRule;
use crate::flows::audit::{self, Action as Entry};
use crate::flows::{counting, nominations};
use crate::store::poll::{self, Poll as Row};
use crate::store::revote as revotes;

/// The tie that leaves seats open. Where only the order among alternates is open, nobody is called to vote again.
fn open_seats(certified: &Value) -> Result<Option<Tie>, Error> {
    let elections = Decided::of(certified)?;
    Ok(elections.iter().flat_map(Decided::ties).find(|tie| tie.seats > 0).cloned())
}

/// Begins the poll among those who are tied in `tied`, whose result hangs out. Its draft cannot ask anything else.
pub(crate) fn begin_revote(work: &mut Work<'_>, within: &Within, tied: &Poll) -> Result<Poll, Error> {
    if !matches!(tied.phase(), Phase::Published | Phase::Final | Phase::Filed) {
        return Err(Refusal::NotPublished.into());
    }
    let elected = tied.election().ok_or(Refusal::NothingToElect)?;
    let tie = open_seats(&counting::certified(work, &tied.row.id)?.payload)?.ok_or(Refusal::NoTie)?;
    if tied.rules.rules().tie.value == TieRule::Lot {
        return Err(Refusal::TieByLot.into());
    }
    for other in revotes::of(work.conn, &tied.row.id)? {
        let other = poll::by_id(work.conn, &other)?.ok_or(Fault::Impossible("a re-vote that is no poll"))?;
        if other.state != Phase::Cancelled.word() {
            return Err(Refusal::RevoteBegun.into());
        }
    }
    let item = Item::Committee(CommitteeItem {
        title: format!("{}（再次表决）", elected.title),
        text: elected.text.clone(),
        scope: Scope::Vacancies,
        seats: tie.seats,
        alternates: tie.alternates,
        vote: elected.vote,
        candidates: Vec::new(),
    });
    // Those of before, though another year may have begun meanwhile.
    let rules = super::holidays::completed(work, &tied.row.rules)?;
    let row = Row {
        title: format!("{}（再次表决）", tied.row.title),
        text: tied.row.text.clone(),
        items: serde_json::to_string(&[item]).map_err(|_| Fault::Json("polls.items"))?,
        ..super::begin::blank(work, tied.row.community_id.clone(), rules)?
    };
    poll::add(work.conn, &row)?;
    revotes::add(work.conn, &row.id, &tied.row.id)?;
    let poll = Poll::read(work, row)?;
    nominations::carry_over(work, tied, &tie.candidates, &poll)?;
    let details = [("rules", poll.rules.digest().to_string().into()), ("revote_of", tied.row.id.as_str().into())];
    audit::note_within(work, within, Entry::PollBegun, &poll.row.id, &details)?;
    Ok(poll)
}
