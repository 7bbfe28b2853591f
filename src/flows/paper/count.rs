//! Two tellers count, each alone, and enter totals. Where they differ both are told the places, not the numbers, and count again.

use serde::{Deserialize, Serialize};

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::Poll;
use super::super::{Error, Fault, Refusal, Unfit, Work, opening};
use super::state::{State, serials, state};
use super::{teller, wrong_phase};
use crate::election::paper::check::{PaperFault, counted};
use crate::election::paper::{Counted, Pile, differences};
use crate::election::poll::course::Phase;
use crate::election::poll::package::{CommitteeVote, Item};
use crate::store::paper::{self, Count};
use crate::store::voter;

/// What one teller counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tally {
    /// The papers on the table.
    pub(crate) pile: Pile,
    /// One for each question of the election, in its order.
    pub(crate) questions: Vec<Counted>,
}

/// Begins a counting that nobody has begun.
pub(super) fn beginning(poll: &str) -> Count {
    Count {
        poll_id: poll.to_owned(),
        round: 1,
        differences: "[]".into(),
        agreed: false,
        scan: None,
        scan_by: None,
        sheet: None,
        sealed_at: None,
    }
}

/// Enters what a teller counted. Of two that are the same the second one ends the counting; two that differ begin another round.
pub(crate) fn enter(work: &mut Work<'_>, within: &Within, poll: &Poll, tally: &Tally) -> Result<State, Error> {
    let hand = teller(work, within, poll)?;
    if poll.phase() != Phase::Closed {
        return Err(wrong_phase(poll));
    }
    let id = poll.row.id.as_str();
    let recorded = serials(work, id)?;
    if recorded.returned == 0 {
        return Err(Refusal::NoPapers.into());
    }
    let found = paper::counting(work.conn, id)?;
    let known = found.is_some();
    let mut count = found.unwrap_or_else(|| beginning(id));
    if count.agreed {
        return Err(Refusal::PapersCounted.into());
    }
    let others = paper::tallies(work.conn, id, count.round)?;
    if others.iter().any(|other| other.account_id == hand.account) {
        return Err(Refusal::TallyGiven.into());
    }
    let mut faults: Vec<Unfit> = tally.pile.unbalanced(&recorded).into_iter().map(unbalanced).collect();
    faults.extend(implausible(work, poll, &tally.questions)?);
    if !faults.is_empty() {
        return Err(Error::Unfit(faults));
    }
    // The sheet names two: where both have one name, the second is told apart.
    let same = others.iter().any(|other| other.name == hand.name);
    let name = if same { format!("{}（二）", hand.name) } else { hand.name };
    let row = paper::Tally {
        poll_id: id.to_owned(),
        round: count.round,
        account_id: hand.account,
        name,
        entered_at: work.now,
        content: serde_json::to_string(&tally.questions).map_err(|_| Fault::Json("paper_tallies.content"))?,
    };
    let places = match others.first() {
        None => None,
        Some(other) => Some(differences(&read(&other.content)?, &tally.questions)),
    };
    // The count first: it is what tallies belong to.
    let round = count.round;
    match &places {
        None => {}
        Some(places) if places.is_empty() => count.agreed = true,
        Some(places) => {
            count.round = count.round.saturating_add(1);
            count.differences = serde_json::to_string(places).map_err(|_| Fault::Json("paper_counts.differences"))?;
        }
    }
    if !known || places.is_some() {
        paper::keep(work.conn, &count, known)?;
    }
    paper::add_tally(work.conn, &row)?;
    let mut details = vec![("round", round.into())];
    if let Some(places) = places {
        details.push(("differences", places.len().into()));
    }
    audit::note_within(work, within, Action::PapersTallied, id, &details)?;
    state(work, poll)
}

/// What a tally holds.
pub(super) fn read(content: &str) -> Result<Vec<Counted>, Error> {
    Ok(serde_json::from_str(content).map_err(|_| Fault::Json("paper_tallies.content"))?)
}

fn unbalanced(name: &'static str) -> Unfit {
    let words = ["清点的张数和登记的不一样，请再点一遍", "not as many as recorded; count them again"];
    Unfit { pointer: format!("/pile/{name}"), code: "unbalanced", words: words.map(str::to_owned) }
}

/// Totals that no papers of these voters can have: said at once, before another one counts the same.
fn implausible(work: &mut Work<'_>, poll: &Poll, questions: &[Counted]) -> Result<Vec<Unfit>, Error> {
    let mut areas = Vec::new();
    for row in paper::all(work.conn, &poll.row.id)?.into_iter().filter(|row| row.fate.as_deref() == Some("valid")) {
        let number = row.number.ok_or(Fault::Impossible("a valid paper of nobody"))?;
        let voter = voter::by_number(work.conn, &poll.row.id, number)?.ok_or(Fault::Impossible("a paper of nobody"))?;
        areas.push(u64::try_from(voter.area).map_err(|_| Fault::Impossible("a negative area"))?);
    }
    let opened = opening::opened(work, poll)?;
    let asked = &opened.election.parameters().questions;
    let mut faults: Vec<Unfit> = counted(questions, asked, &areas).iter().map(unfit).collect();
    faults.extend(uneven(&poll.items, questions));
    Ok(faults)
}

/// Where the body is wrong, and how.
fn unfit(fault: &PaperFault) -> Unfit {
    let (pointer, code, words) = match fault {
        PaperFault::NotAll { question } => {
            let words = [
                "有效、空白、无效三项加起来，应是全部纸质票的人数和面积",
                "valid, blank and invalid are not all papers together",
            ];
            (format!("/questions/{question}"), "not_all", words)
        }
        PaperFault::Impossible { question, field } => {
            let field = field.replace('[', "/").replace(']', "");
            let words = ["这么多人不可能是这个面积", "so many voters on paper cannot have this area"];
            (format!("/questions/{question}/{field}"), "impossible", words)
        }
        PaperFault::MoreThanValid { question, answer } => {
            let words = ["比有效票还多", "more than the valid papers"];
            (format!("/questions/{question}/options/{answer}"), "more_than_valid", words)
        }
        PaperFault::Choices { question, .. } => {
            let words = ["各选项加起来和有效票对不上", "the answers together do not fit the valid papers"];
            (format!("/questions/{question}/options"), "choices", words)
        }
        // The others are about sheets, and cannot be here.
        _ => ("/questions".into(), "shape", ["不是这次表决的问题和选项", "not the questions and answers of this poll"]),
    };
    Unfit { pointer, code, words: words.map(str::to_owned) }
}

/// Where every candidate is voted on alone, a paper is valid for all of them or for none: one without a mark on a valid paper is 弃权.
fn uneven(items: &[Item], questions: &[Counted]) -> Vec<Unfit> {
    let mut faults = Vec::new();
    let mut next = 0_usize;
    for item in items {
        let count = match item {
            Item::Committee(item) if item.vote == CommitteeVote::Each => item.candidates.len(),
            Item::Committee(_) | Item::Matter(_) => 1,
        };
        let first = next;
        next = next.saturating_add(count);
        let Some(same) = questions.get(first) else { break };
        for at in first..next {
            let differs = |one: &Counted| (one.valid, one.blank, one.invalid) != (same.valid, same.blank, same.invalid);
            if questions.get(at).is_some_and(differs) {
                let words =
                    ["每位候选人的有效、空白、无效票应当相同", "valid, blank and invalid are the same for all candidates"];
                let pointer = format!("/questions/{at}");
                faults.push(Unfit { pointer, code: "uneven", words: words.map(str::to_owned) });
            }
        }
    }
    faults
}
