//! What a package has to be: in itself, under a rule set, and beside an election and its opening.

use super::Package;
use super::item::{Candidate, CommitteeItem, CommitteeVote, Item, Scope};
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::log::opening::Opening;
use crate::election::outcome::Subject;
use crate::election::parameters::{MAX_BALLOT, Parameters};
use crate::election::poll::text::{TextFault, check_line, check_text};
use crate::election::rules::RuleSet;

/// Items of a poll at most. A ballot is answered one question a screen.
const MAX_ITEMS: usize = 50;
/// Candidates of an election at most.
const MAX_CANDIDATES: usize = 500;
/// Characters of a title.
const TITLE: usize = 200;
/// Characters of a name.
const NAME: usize = 60;
/// Characters of a candidate's text.
const STATEMENT: usize = 5_000;
/// Characters of an item's full text.
const TEXT: usize = 200_000;

/// Why something is no package, or not the package of this poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageFault {
    /// Not the canonical JSON of a package.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// A value that is not allowed.
    #[error("{path}: {problem}")]
    At {
        /// Where, e.g. `items[0].candidates[2].name`; `.` is the whole.
        path: String,
        /// What is wrong.
        problem: Problem,
    },
}

impl PackageFault {
    pub(super) fn at(path: impl Into<String>, problem: Problem) -> Self {
        Self::At { path: path.into(), problem }
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A version that is not 1.
    #[error("version {0} is not known, only 1")]
    Version(u32),
    /// Too many bytes.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// A text that cannot be printed as it stands.
    #[error("{0}")]
    Text(#[from] TextFault),
    /// Nothing is asked, or too much.
    #[error("{count} entries, 1 to {most} are allowed")]
    Count {
        /// How many.
        count: usize,
        /// At most.
        most: usize,
    },
    /// Two items with the same title: their totals could be mistaken for one another.
    #[error("the same as entry {0}")]
    SameAs(usize),
    /// The election of a committee is an item of its own kind.
    #[error("a matter cannot be the election of a committee")]
    CommitteeAsMatter,
    /// No seats.
    #[error("no seats")]
    NoSeats,
    /// More ciphertexts and proofs than a ballot may have.
    #[error("a ballot of this size cannot be cast")]
    BallotTooLarge,
    /// Another rule set.
    #[error("not the digest of the rule set")]
    OtherRules,
    /// A number of seats that the rule set does not have.
    #[error("{0} seats are not allowed: odd, and within the rule set's bounds (指导规则 31)")]
    Seats(u16),
    /// A small committee for an estate that is not small.
    #[error("{seats} seats are allowed up to {most} households, the roll has {households}")]
    NotSmall {
        /// Asked for.
        seats: u16,
        /// Households of the roll.
        households: usize,
        /// Of an estate that may have so few seats.
        most: u16,
    },
    /// More alternates than the rule set has.
    #[error("{given} alternates, the rule set allows {most}")]
    Alternates {
        /// Asked for.
        given: u16,
        /// Allowed.
        most: usize,
    },
    /// Another form of the vote than the rule set's.
    #[error("the rule set asks for candidates in another way")]
    OtherVote,
    /// The election asks something else.
    #[error("question {0} of the election is not the one announced")]
    Question(usize),
    /// The election or the opening says something else.
    #[error("the {0} says something else")]
    Differs(&'static str),
}

/// How far a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Being written: it may lack items, and candidates who come later.
    Draft,
    /// To be announced.
    Whole,
}

/// The package alone.
pub(super) fn alone(package: &Package, stage: Stage) -> Result<(), PackageFault> {
    let fault = |path: &str, problem| Err(PackageFault::at(path, problem));
    if package.version != 1 {
        return fault("version", Problem::Version(package.version));
    }
    line("community", &package.community, NAME)?;
    line("title", &package.title, TITLE)?;
    text("text", &package.text, TEXT)?;
    if stage == Stage::Whole || !package.items.is_empty() {
        count("items", package.items.len(), MAX_ITEMS)?;
    }
    let mut titles: Vec<&str> = Vec::new();
    for (index, item) in package.items.iter().enumerate() {
        let at = |field: &str| format!("items[{index}].{field}");
        let (title, body) = match item {
            Item::Committee(item) => (&item.title, &item.text),
            Item::Matter(item) => (&item.title, &item.text),
        };
        line(&at("title"), title, TITLE)?;
        text(&at("text"), body, TEXT)?;
        if let Some(first) = titles.iter().position(|other| other == title) {
            return fault(&at("title"), Problem::SameAs(first));
        }
        titles.push(title);
        match item {
            Item::Committee(item) => committee(index, item, stage)?,
            Item::Matter(item) if item.subject == Subject::Committee => {
                return fault(&at("subject"), Problem::CommitteeAsMatter);
            }
            Item::Matter(_) => {}
        }
    }
    let questions = package.questions();
    let sizes = questions.iter().map(|q| u64::try_from(q.ciphertexts()).unwrap_or(u64::MAX).saturating_add(q.overall_branches()));
    if sizes.fold(0, u64::saturating_add) > MAX_BALLOT {
        return fault("items", Problem::BallotTooLarge);
    }
    Ok(())
}

fn committee(index: usize, item: &CommitteeItem, stage: Stage) -> Result<(), PackageFault> {
    let at = |field: &str| format!("items[{index}].{field}");
    if item.seats == 0 {
        return Err(PackageFault::at(at("seats"), Problem::NoSeats));
    }
    if stage == Stage::Whole || !item.candidates.is_empty() {
        count(&at("candidates"), item.candidates.len(), MAX_CANDIDATES)?;
    }
    for (number, candidate) in item.candidates.iter().enumerate() {
        let at = |field: &str| format!("items[{index}].candidates[{number}].{field}");
        let Candidate { name, building, age_band, political_status, occupation, resume, plans, photo: _ } = candidate;
        line(&at("name"), name, NAME)?;
        line(&at("building"), building, NAME)?;
        line(&at("age_band"), age_band, NAME)?;
        for (field, value) in [("political_status", political_status), ("occupation", occupation)] {
            value.iter().try_for_each(|value| line(&at(field), value, NAME))?;
        }
        text(&at("resume"), resume, STATEMENT)?;
        text(&at("plans"), plans, STATEMENT)?;
    }
    let mut labels: Vec<String> = Vec::new();
    for (number, label) in item.labels().into_iter().enumerate() {
        // Same name and same building: the ballot could not tell them apart.
        if let Some(first) = labels.iter().position(|other| *other == label) {
            return Err(PackageFault::at(at(&format!("candidates[{number}].name")), Problem::SameAs(first)));
        }
        labels.push(label);
    }
    Ok(())
}

/// The package under the rules of its place.
pub(super) fn rules(package: &Package, set: &RuleSet) -> Result<(), PackageFault> {
    if package.rules != set.digest() {
        return Err(PackageFault::at("rules", Problem::OtherRules));
    }
    let (seats, rules) = (set.rules().seats.value, set.rules());
    for (index, item) in package.items.iter().enumerate() {
        let Item::Committee(item) = item else { continue };
        let at = |field: &str| format!("items[{index}].{field}");
        let odd = item.seats.rem_euclid(2) == 1;
        let allowed = match item.scope {
            // Whether the estate is small enough is asked of the roll, in `households`.
            Scope::Whole => (seats.min..=seats.max).contains(&item.seats) && odd || item.seats == seats.small_seats,
            Scope::Vacancies => item.seats <= seats.max,
        };
        if !allowed {
            return Err(PackageFault::at(at("seats"), Problem::Seats(item.seats)));
        }
        let most = rules.alternates.value.most(usize::from(item.seats));
        if usize::from(item.alternates) > most {
            return Err(PackageFault::at(at("alternates"), Problem::Alternates { given: item.alternates, most }));
        }
        if item.vote != CommitteeVote::from(rules.candidate_vote.value) {
            return Err(PackageFault::at(at("vote"), Problem::OtherVote));
        }
    }
    Ok(())
}

/// The package on an estate with so many households: fewer seats than elsewhere are for small ones.
pub(super) fn households(package: &Package, set: &RuleSet, households: usize) -> Result<(), PackageFault> {
    let seats = set.rules().seats.value;
    let most = seats.small_households;
    for (index, item) in package.items.iter().enumerate() {
        let Item::Committee(CommitteeItem { scope: Scope::Whole, seats: asked, .. }) = *item else { continue };
        if asked < seats.min && households > usize::from(most) {
            let fault = Problem::NotSmall { seats: asked, households, most };
            return Err(PackageFault::at(format!("items[{index}].seats"), fault));
        }
    }
    Ok(())
}

/// Everything in which the package does not fit the record that it stands in.
pub(super) fn record(package: &Package, opening: &Opening, set: &RuleSet, election: &Parameters) -> Vec<PackageFault> {
    let mut faults: Vec<PackageFault> = rules(package, set).err().into_iter().collect();
    let digest = package.to_bytes().map(|bytes| Digest::of(&bytes));
    let named = [
        (".", digest == Ok(opening.package), "opening"),
        ("rules", opening.rules == package.rules, "opening"),
        ("roll", opening.roll == package.roll, "opening"),
        ("title", election.name == package.title, "election"),
        ("text", election.description == package.text, "election"),
    ];
    let differs =
        |(path, same, other): (&str, bool, &'static str)| (!same).then(|| PackageFault::at(path, Problem::Differs(other)));
    faults.extend(named.into_iter().filter_map(differs));
    let asked = package.questions();
    let longest = asked.len().max(election.questions.len());
    if let Some(question) = (0..longest).find(|at| asked.get(*at) != election.questions.get(*at)) {
        faults.push(PackageFault::at("items", Problem::Question(question)));
    }
    faults
}

fn count(path: &str, count: usize, most: usize) -> Result<(), PackageFault> {
    if (1..=most).contains(&count) { Ok(()) } else { Err(PackageFault::at(path, Problem::Count { count, most })) }
}

fn line(path: &str, value: &str, most: usize) -> Result<(), PackageFault> {
    check_line(value, most).map_err(|fault| PackageFault::at(path, fault.into()))
}

fn text(path: &str, value: &str, most: usize) -> Result<(), PackageFault> {
    check_text(value, most).map_err(|fault| PackageFault::at(path, fault.into()))
}
