//! What has to be said beside a result although nothing is wrong: how well choices are hidden, how voters were recognised, and the
//! second tally where the rules have one.

use std::collections::{BTreeMap, HashMap};

use crate::crypto::group::Encoding;
use crate::election::annex::line::Line;
use crate::election::annex::turnout::Participation;
use crate::election::certificate::{Certificate, Followed, Item, ItemResult, OptionTotals, TurnoutByChannel, followed};
use crate::election::credential::CredentialList;
use crate::election::log::opening::Opening;
use crate::election::log::replay::History;
use crate::election::outcome::{Turnout, few_paper_ballots_show_choices};
use crate::election::roll;
use crate::election::rules::{Identification, NonResponse, Rules, Window};
use crate::election::weight::Weight;

/// What has to be said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remarks {
    /// The rule set.
    pub rules: Option<RulesShown>,
    /// Who could vote under both readings of the parking rule, where they differ.
    pub parking: Option<roll::Totals>,
    /// How long people could vote.
    pub window: Option<VoteWindow>,
    /// Cosigners of the opening who did not sign the head of the log: whoever forks a log has to do without them.
    pub uncosigned: Vec<String>,
    /// Voters with an area unlike all others: exact weights link their credential with their home, so the log shows that they
    /// voted and when, never what they chose (protocol.md Part I, 16).
    pub unique_areas: u64,
    /// So few voted on paper that the sheet's plain totals can show a choice (protocol.md Part I, 13).
    pub few_papers: bool,
    /// Those who took part, by what proved who they were.
    pub levels: BTreeMap<Identification, Weight>,
    /// Answers whose totals show choices.
    pub exposed: Vec<Exposed>,
    /// The second tally, where the rule set lets the silent follow the majority.
    pub second: Option<SecondTally>,
}

/// What is told of the rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesShown {
    /// Its short name.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its keys whose values are only assumed.
    pub assumed: Vec<&'static str>,
}

/// How long people could vote. The rule set's days may be set aside with a reason, so that is no fault of the record. Times in Unix
/// milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoteWindow {
    /// The `open` of the log.
    pub from: u64,
    /// The end, extended or not.
    pub until: u64,
    /// The days that the rule set wants, the extension not counted.
    pub days: Window,
    /// Whether it was as long as that, and no longer.
    pub kept: bool,
}

/// Votes that were added up apart: ballots, decrypted together, or paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// Ballots, also those made with help.
    Electronic,
    /// Paper.
    Paper,
}

/// Who chose an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenBy {
    /// One of those who were added up together.
    One,
    /// All of them but one.
    AllButOne,
    /// Every one.
    All,
}

/// An answer whose total shows a choice, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposed {
    /// Position of the item, from 0.
    pub item: usize,
    /// Position of the answer in the item's totals, from 0; `None`: left blank.
    pub answer: Option<usize>,
    /// Where.
    pub apart: Apart,
    /// By whom.
    pub chosen_by: ChosenBy,
    /// How many of those who were added up together have just the area of the one who chose, or did not: 1 names a home.
    /// 0 where every one chose.
    pub among: u64,
}

/// The second tally. Who did not answer counts in it only with proof of delivery and a warning, which no record holds: so this is
/// with all of them, the most that there can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondTally {
    /// Everybody who did not answer.
    pub silent: Weight,
    /// Each item.
    pub items: Vec<Followed>,
}

/// What a record that was read says of it.
pub(super) struct Told<'a> {
    pub(super) areas: &'a CredentialList,
    pub(super) history: &'a History,
    pub(super) opening: Option<&'a Opening>,
    pub(super) roll: Option<roll::Totals>,
    pub(super) cosigned: &'a [String],
    pub(super) lines: &'a [Line],
    pub(super) rules: &'a Rules,
    pub(super) items: &'a [Item],
    pub(super) participation: Option<Participation>,
    pub(super) outcome: Option<&'a Certificate>,
}

impl Remarks {
    pub(super) fn of(told: &Told<'_>) -> Self {
        let papers = u64::try_from(told.history.papers.len()).unwrap_or(u64::MAX);
        let Rules { id, name, .. } = told.rules;
        Self {
            rules: Some(RulesShown { id: id.clone(), name: name.clone(), assumed: told.rules.assumed() }),
            parking: told.roll.filter(|totals| totals.with_parking != totals.without_parking),
            window: window(told),
            uncosigned: uncosigned(told),
            unique_areas: unique(told.areas.entries().iter().map(|entry| entry.weight)),
            few_papers: few_paper_ballots_show_choices(papers),
            levels: levels(told),
            exposed: told.outcome.map_or_else(Vec::new, |outcome| exposed(told, &outcome.items)),
            second: second(told),
        }
    }
}

fn window(told: &Told<'_>) -> Option<VoteWindow> {
    const DAY: u64 = 86_400_000;
    let (from, planned, days) = (told.history.opened?, told.opening?.closing.at, told.rules.vote_window_days.value);
    let length = planned.saturating_sub(from);
    let allowed = u64::from(days.min).saturating_mul(DAY)..=u64::from(days.max).saturating_mul(DAY);
    let until = told.history.extended.unwrap_or(planned);
    Some(VoteWindow { from, until, days, kept: allowed.contains(&length) })
}

fn uncosigned(told: &Told<'_>) -> Vec<String> {
    let named = told.opening.into_iter().flat_map(|opening| &opening.cosigners).map(|cosigner| &cosigner.name);
    named.filter(|name| !told.cosigned.contains(name)).cloned().collect()
}

/// How many numbers stand only once.
fn unique(numbers: impl Iterator<Item = u64>) -> u64 {
    let count = counts(numbers).into_values().filter(|count| *count == 1).count();
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn counts(numbers: impl Iterator<Item = u64>) -> HashMap<u64, u64> {
    let mut counts: HashMap<u64, u64> = HashMap::new();
    for number in numbers {
        let count = counts.entry(number).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

fn levels(told: &Told<'_>) -> BTreeMap<Identification, Weight> {
    let mut levels: BTreeMap<Identification, Weight> = BTreeMap::new();
    let ballots = told.history.counting().map(|ballot| (ballot.index, ballot.credential));
    let papers = told.history.papers.iter().map(|paper| (paper.index, paper.credential));
    for (index, credential) in ballots.chain(papers) {
        let line = told.lines.binary_search_by_key(&index, |line| line.index).ok().and_then(|at| told.lines.get(at));
        let (Some(line), Some(area)) = (line, area(told, &credential)) else { continue };
        let sum = levels.entry(line.level).or_default();
        *sum = sum.plus(Weight { people: 1, area }).unwrap_or(*sum);
    }
    levels
}

fn area(told: &Told<'_>, credential: &Encoding) -> Option<u64> {
    Some(told.areas.find(credential)?.1.weight)
}

fn exposed(told: &Told<'_>, items: &[ItemResult]) -> Vec<Exposed> {
    let areas = |credentials: Vec<Encoding>| counts(credentials.iter().filter_map(|credential| area(told, credential)));
    let groups = [
        (Apart::Electronic, areas(told.history.counting().map(|ballot| ballot.credential).collect())),
        (Apart::Paper, areas(told.history.papers.iter().map(|paper| paper.credential).collect())),
    ];
    let mut exposed = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let (turnout, options) = match item {
            ItemResult::Committee(item) => (item.turnout, item.options.as_slice()),
            ItemResult::Matter(item) => (item.turnout, item.options.as_slice()),
        };
        for (apart, areas) in &groups {
            for (answer, votes) in answers(*apart, turnout, options) {
                let found = chosen_by(votes, all(*apart, turnout), areas);
                exposed.extend(found.map(|(chosen_by, among)| Exposed { item: at, answer, apart: *apart, chosen_by, among }));
            }
        }
    }
    exposed
}

/// The ballots of an item that were added up together.
fn group(apart: Apart, turnout: TurnoutByChannel) -> Turnout {
    match apart {
        Apart::Electronic => turnout.electronic,
        Apart::Paper => turnout.paper,
    }
}

fn all(apart: Apart, turnout: TurnoutByChannel) -> Weight {
    let Turnout { valid, blank, invalid, .. } = group(apart, turnout);
    Weight::sum([valid, blank, invalid]).unwrap_or_default()
}

/// Every answer with its votes, the blank ones too.
fn answers(apart: Apart, turnout: TurnoutByChannel, options: &[OptionTotals]) -> Vec<(Option<usize>, Weight)> {
    let votes = |option: &OptionTotals| match apart {
        Apart::Electronic => option.electronic,
        Apart::Paper => option.paper,
    };
    let chosen = options.iter().enumerate().map(|(at, option)| (Some(at), votes(option)));
    chosen.chain([(None, group(apart, turnout).blank)]).collect()
}

/// Whether `votes` of `all` show a choice, and how many could have made it.
fn chosen_by(votes: Weight, all: Weight, areas: &HashMap<u64, u64>) -> Option<(ChosenBy, u64)> {
    let with = |area: u64| areas.get(&area).copied().unwrap_or_default();
    let rest = all.less(votes);
    match (votes.people, rest.people) {
        (0, _) => None,
        (1, _) => Some((ChosenBy::One, with(votes.area))),
        (_, 0) => Some((ChosenBy::All, 0)),
        (_, 1) => Some((ChosenBy::AllButOne, with(rest.area))),
        _ => None,
    }
}

fn second(told: &Told<'_>) -> Option<SecondTally> {
    if told.rules.non_response.value != NonResponse::FollowsMajority {
        return None;
    }
    let (participation, outcome) = (told.participation?, told.outcome?);
    let silent = participation.entitled.less(participation.took_part);
    let items = followed(told.items, &outcome.items, silent, told.rules.blank_or_invalid.value).ok()?;
    Some(SecondTally { silent, items })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five together: two with the same area.
    #[test]
    fn a_total_shows_a_choice_if_one_chose_or_one_did_not() {
        let areas = counts([10, 10, 30, 40, 50].into_iter());
        let w = |people, area| Weight { people, area };
        let all = w(5, 140);
        for (votes, expected) in [
            (w(0, 0), None),
            (w(1, 30), Some((ChosenBy::One, 1))),
            (w(1, 10), Some((ChosenBy::One, 2))),
            (w(2, 40), None),
            (w(3, 90), None),
            (w(4, 100), Some((ChosenBy::AllButOne, 1))),
            (w(4, 130), Some((ChosenBy::AllButOne, 2))),
            (all, Some((ChosenBy::All, 0))),
        ] {
            assert_eq!(chosen_by(votes, all, &areas), expected, "{votes:?}");
        }
        // Of two, each has all that the other has not; of one, everything is his.
        assert_eq!(chosen_by(w(1, 30), w(2, 40), &areas), Some((ChosenBy::One, 1)));
        assert_eq!(chosen_by(w(1, 30), w(1, 30), &areas), Some((ChosenBy::One, 1)));
        assert_eq!(unique([1, 2, 2, 3, 3, 3].into_iter()), 1);
    }
}
