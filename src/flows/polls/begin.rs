//! What is asked: a poll is begun and written until it is announced.

use super::{Error, Fault, Poll, Refusal, Within, Work, keep};
use crate::election::credential::base58_character;
use crate::election::outcome::Subject;
use crate::election::poll::course::{Course, Phase};
use crate::election::poll::package::{CommitteeItem, Item, MatterItem, PackageFault, Scope};
use crate::election::rules::{BuiltIn, RuleSet};
use crate::flows::audit::{self, Action as Entry};
use crate::flows::{Unfit, communities};
use crate::store::poll::{self, Poll as Row};

/// What people write about a poll.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The poll's title.
    pub(crate) title: String,
    /// What it is about, or empty.
    pub(crate) text: String,
    /// What is asked, in this order.
    pub(crate) items: Vec<NewItem>,
}

/// One item.
#[derive(Debug, Clone)]
pub(crate) enum NewItem {
    /// The election of a committee.
    Committee {
        /// The question as the ballot prints it.
        title: String,
        /// The full text, or empty.
        text: String,
        /// All seats, or some.
        scope: Scope,
        /// How many.
        seats: u16,
        /// Alternates at most.
        alternates: u16,
    },
    /// Any other matter.
    Matter {
        /// Which of the nine.
        subject: Subject,
        /// The question as the ballot prints it.
        title: String,
        /// The full text, or empty.
        text: String,
    },
}

/// The text of a rule set that comes with the program.
pub(super) fn built_in(id: &str) -> Result<&'static str, Error> {
    let found = BuiltIn::ALL.iter().map(|set| set.text()).find(|text| {
        let set = RuleSet::parse(text.as_bytes());
        set.is_ok_and(|set| set.rules().id == id)
    });
    Ok(found.ok_or(Fault::Impossible("a community without a rule set"))?)
}

/// A poll of a community that asks nothing yet, under these rules.
pub(super) fn blank(work: &mut Work<'_>, community_id: String, rules: String) -> Result<Row, Error> {
    let course = Course::draft(work.now);
    Ok(Row {
        // 22 characters of Base58.
        id: (0..22).map(|_| char::from(base58_character(work.rng))).collect(),
        community_id,
        version: 1,
        title: String::new(),
        text: String::new(),
        items: "[]".into(),
        candidates: None,
        rules,
        course: super::course_text(&course)?,
        state: course.phase().word().to_owned(),
        public_since: None,
        roll_version_id: None,
        masked_digest: None,
        next_step: 0,
        next_objection: 1,
        created_at: work.now,
    })
}

/// Begins a poll under the rule set of its community.
pub(crate) fn begin(work: &mut Work<'_>, within: &Within, about: About) -> Result<Poll, Error> {
    let community = communities::see(work, within)?;
    let rules = super::holidays::of_the_place(work.holidays, &community.rules)?;
    let row = blank(work, community.id.clone(), rules)?;
    let mut poll = Poll::of(row)?;
    write(work, within, &mut poll, about)?;
    poll::add(work.conn, &poll.row)?;
    audit::note_within(work, within, Entry::PollBegun, &poll.row.id, &[("rules", poll.rules.digest().to_string().into())])?;
    Ok(poll)
}

/// Other texts or items, before they are announced.
pub(crate) fn change(work: &mut Work<'_>, within: &Within, poll: &mut Poll, about: About) -> Result<(), Error> {
    if poll.phase() >= Phase::Announced {
        return Err(Refusal::Course(crate::election::poll::course::Refusal::WrongPhase(poll.phase())).into());
    }
    write(work, within, poll, about)?;
    keep(work, poll)?;
    audit::note_within(work, within, Entry::PollChanged, &poll.row.id, &[("version", poll.row.version.into())])
}

/// Puts texts and items into a poll, if they are sound and fit its rules. What the ballot cannot show is refused here already, so that
/// nobody finds out on the day of the announcement.
fn write(work: &mut Work<'_>, within: &Within, poll: &mut Poll, about: About) -> Result<(), Error> {
    let vote = poll.rules.rules().candidate_vote.value.into();
    let item = |item| match item {
        NewItem::Committee { title, text, scope, seats, alternates } => {
            Item::Committee(CommitteeItem { title, text, scope, seats, alternates, vote, candidates: Vec::new() })
        }
        NewItem::Matter { subject, title, text } => Item::Matter(MatterItem { subject, title, text }),
    };
    let items: Vec<Item> = about.items.into_iter().map(item).collect();
    if poll.revote_of.is_some() && !same_question(&items, &poll.items) {
        return Err(Refusal::RevoteFixed.into());
    }
    poll.items = items;
    let elections = poll.items.iter().enumerate().filter(|(_, item)| matches!(item, Item::Committee(_)));
    if let Some((second, _)) = elections.into_iter().nth(1) {
        let words = ["一次表决只能有一个选举议题".to_owned(), "a poll elects one committee".to_owned()];
        return Err(Error::Unfit(vec![Unfit { pointer: format!("/items/{second}"), code: "second_election", words }]));
    }
    poll.row.items = serde_json::to_string(&poll.items).map_err(|_| Fault::Json("polls.items"))?;
    (poll.row.title, poll.row.text) = (about.title, about.text);
    let community = communities::see(work, within)?;
    poll.draft(&community).check_draft(&poll.rules).map_err(unfit)?;
    let candidates = poll.row.candidates.as_deref().map(serde_json::from_str).transpose();
    poll.stand(candidates.map_err(|_| Fault::Json("polls.candidates"))?)
}

/// Whether nothing is asked but what is, in other words perhaps.
fn same_question(new: &[Item], old: &[Item]) -> bool {
    let bare = |item: &Item| match item {
        Item::Committee(item) => Some((item.scope, item.seats, item.alternates)),
        Item::Matter(_) => None,
    };
    new.iter().map(bare).eq(old.iter().map(bare))
}

/// Where in the body, and why.
pub(super) fn unfit(fault: PackageFault) -> Error {
    let PackageFault::At { path, problem } = fault else {
        return Fault::Impossible("a package of ours that is no JSON").into();
    };
    let pointer =
        if path == "." { String::new() } else { format!("/{}", path.replace('[', "/").replace(']', "").replace('.', "/")) };
    Error::Unfit(vec![Unfit { pointer, code: problem.code(), words: problem.words() }])
}
