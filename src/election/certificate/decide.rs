//! From the decrypted totals and the sheet of the paper ballots to what was decided.
//!
//! Electronic and paper are kept apart as far as they go and added only where the law counts: who took part, and who was in
//! favour.

use super::content::{Candidate, CommitteeResult, ItemResult, MatterResult, OptionTotals, Sentence, TurnoutByChannel};
use crate::election::annex::turnout::Participation;
use crate::election::outcome::{
    Committee, CommitteeReading, CommitteeVotes, Language, Matter, MatterReading, MatterVotes, OutcomeFault, Readings, Subject,
    Turnout, candidate_sentence, committee_sentence, matter_sentence, participation_sentence, reading_label,
};
use crate::election::paper::{Counted, Sheet};
use crate::election::parameters::Question;
use crate::election::rules::BlankBallots;
use crate::election::tally::ElectionResult;
use crate::election::weight::Weight;

/// An item as far as counting asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// As the package has it.
    pub title: String,
    /// What it asks.
    pub kind: Kind,
}

/// What an item asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The election of a committee.
    Committee {
        /// Seats and rules.
        committee: Committee,
        /// Names as the ballot has them, in the published order.
        candidates: Vec<String>,
        /// 同意, 反对, 弃权 on each candidate, a question for each; otherwise one question, choose up to as many as seats.
        each: bool,
    },
    /// 同意, 反对, 弃权 on a matter, one question.
    Matter {
        /// Which of the nine.
        subject: Subject,
    },
}

/// The answers of a question with three, in their order (protocol.md Part I, 3).
const THREE: [&str; 3] = ["同意", "反对", "弃权"];

/// All totals of a poll.
pub struct Totals<'a> {
    /// The election's questions: those of the items one after another.
    pub questions: &'a [Question],
    /// Who took part.
    pub participation: &'a Participation,
    /// Decrypted, by people.
    pub people: &'a ElectionResult,
    /// Decrypted, by area.
    pub area: &'a ElectionResult,
    /// Paper.
    pub paper: &'a Sheet,
    /// Whether blank and invalid ballots take part.
    pub blank: BlankBallots,
}

/// Why totals cannot be decided by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideFault {
    /// The questions are not those of the items, or a result or the sheet has not their shape.
    #[error("items[{item}]: the questions or totals are not those of the item")]
    Shape {
        /// Position of the item.
        item: usize,
    },
    /// There are more questions than the items have.
    #[error("there are more questions than the items have")]
    MoreQuestions,
    /// Papers that are valid for one candidate and not for another. A candidate without a mark on a valid paper is 弃权.
    #[error("items[{item}]: valid, blank and invalid papers are not the same for all candidates")]
    Uneven {
        /// Position of the item.
        item: usize,
    },
    /// The totals cannot be those of a poll.
    #[error("items[{item}]: {fault}")]
    Outcome {
        /// Position of the item.
        item: usize,
        /// Why.
        fault: OutcomeFault,
    },
}

/// Electronic and paper totals of one question.
struct Answers {
    electronic: Turnout,
    paper: Turnout,
    /// Of each answer: electronic, paper.
    options: Vec<(Weight, Weight)>,
}

/// Decides all items.
pub(super) fn decide(items: &[Item], totals: &Totals<'_>) -> Result<Vec<ItemResult>, DecideFault> {
    let mut results = Vec::with_capacity(items.len());
    let mut next = 0_usize;
    for (at, item) in items.iter().enumerate() {
        let count = match &item.kind {
            Kind::Committee { candidates, each: true, .. } => candidates.len(),
            Kind::Committee { each: false, .. } | Kind::Matter { .. } => 1,
        };
        let questions = next..next.saturating_add(count);
        next = questions.end;
        let fits = |asked: &&Question| fits(&item.kind, asked);
        let answers = |question: usize| totals.answers(question, totals.questions.get(question).filter(fits)?);
        let answers = questions.map(|question| answers(question).ok_or(Refusal::Shape));
        let result = answers.collect::<Result<Vec<_>, _>>().and_then(|answers| decide_item(item, &answers, totals.blank));
        results.push(result.map_err(|refusal| match refusal {
            Refusal::Shape => DecideFault::Shape { item: at },
            Refusal::Uneven => DecideFault::Uneven { item: at },
            Refusal::Outcome(fault) => DecideFault::Outcome { item: at, fault },
        })?);
    }
    let lengths = [totals.questions.len(), totals.people.result.len(), totals.area.result.len(), totals.paper.questions.len()];
    if lengths.iter().any(|length| *length != next) { Err(DecideFault::MoreQuestions) } else { Ok(results) }
}

/// Whether a question asks what the item is about (protocol.md Part I, 3): which number stands for whom depends on it.
fn fits(kind: &Kind, asked: &Question) -> bool {
    let max = usize::try_from(asked.max).unwrap_or(usize::MAX);
    match kind {
        Kind::Committee { committee, candidates, each: false } => {
            // Whoever may choose all there are may be told so either way.
            let all = (committee.seats.min(candidates.len())..=committee.seats).contains(&max);
            asked.answers == *candidates && asked.allows_blank() && asked.min == 1 && all
        }
        Kind::Committee { each: true, .. } | Kind::Matter { .. } => {
            asked.answers == THREE && !asked.allows_blank() && asked.min == 1 && asked.max == 1
        }
    }
}

/// A [`DecideFault`] whose item is known to the caller.
enum Refusal {
    Shape,
    Uneven,
    Outcome(OutcomeFault),
}

impl From<OutcomeFault> for Refusal {
    fn from(fault: OutcomeFault) -> Self {
        Self::Outcome(fault)
    }
}

impl Totals<'_> {
    /// What one question got; `None` where something has not its shape.
    fn answers(&self, question: usize, asked: &Question) -> Option<Answers> {
        let (people, area) = (self.people.result.get(question)?, self.area.result.get(question)?);
        if people.len() != asked.ciphertexts() || area.len() != asked.ciphertexts() {
            return None;
        }
        let mut electronic = people.iter().zip(area).map(|(people, area)| Weight { people: people.0, area: area.0 });
        let ballots = self.participation.ballots()?;
        let blank = if asked.allows_blank() { electronic.next()? } else { Weight::ZERO };
        let valid = Weight { people: ballots.people.checked_sub(blank.people)?, area: ballots.area.checked_sub(blank.area)? };
        let total = self.participation.entitled;
        let Counted { options, valid: on_paper, blank: left_empty, invalid } = self.paper.questions.get(question)?;
        if options.len() != asked.answers.len() {
            return None;
        }
        Some(Answers {
            electronic: Turnout { total, valid, blank, invalid: Weight::ZERO },
            paper: Turnout { total, valid: *on_paper, blank: *left_empty, invalid: *invalid },
            options: electronic.zip(options.iter().copied()).collect(),
        })
    }
}

fn decide_item(item: &Item, answers: &[Answers], blank: BlankBallots) -> Result<ItemResult, Refusal> {
    match &item.kind {
        Kind::Matter { subject } => {
            let [answers] = answers else { return Err(Refusal::Shape) };
            Ok(ItemResult::Matter(matter(&item.title, *subject, answers, blank)?))
        }
        Kind::Committee { committee, candidates, each } => {
            let (turnout, options) = favour(answers, candidates, *each)?;
            Ok(ItemResult::Committee(elect(item, committee, *each, turnout, options)?))
        }
    }
}

/// The ballots that are in for an election, and the votes in favour of every candidate.
fn favour(answers: &[Answers], candidates: &[String], each: bool) -> Result<(TurnoutByChannel, Vec<OptionTotals>), Refusal> {
    let first = answers.first().ok_or(Refusal::Shape)?;
    let turnout = turnout(first)?;
    let votes: Vec<(Weight, Weight)> = if each {
        if answers.iter().any(|other| (other.paper, other.electronic) != (first.paper, first.electronic)) {
            return Err(Refusal::Uneven);
        }
        // As for a matter: the three answers are all valid ballots.
        answers.iter().map(|answers| three(answers).map(|[favour, ..]| favour)).collect::<Result<_, _>>()?
    } else {
        first.options.clone()
    };
    if votes.len() != candidates.len() {
        return Err(Refusal::Shape);
    }
    let options = candidates.iter().zip(votes).map(|(name, votes)| option(name, votes));
    Ok((turnout, options.collect::<Result<_, _>>()?))
}

/// The three answers of a question, which each channel's valid ballots must add up to.
fn three(answers: &Answers) -> Result<[(Weight, Weight); 3], Refusal> {
    let [favour, against, abstain] = answers.options[..] else { return Err(Refusal::Shape) };
    let sums = |of: fn((Weight, Weight)) -> Weight| Weight::sum([favour, against, abstain].map(of));
    if sums(|(electronic, _)| electronic) != Some(answers.electronic.valid)
        || sums(|(_, paper)| paper) != Some(answers.paper.valid)
    {
        return Err(Refusal::Outcome(OutcomeFault::OptionsDiffer));
    }
    Ok([favour, against, abstain])
}

fn turnout(answers: &Answers) -> Result<TurnoutByChannel, Refusal> {
    let (electronic, paper) = (answers.electronic, answers.paper);
    Ok(TurnoutByChannel { electronic, paper, both: electronic.with_paper(paper)? })
}

fn option(name: &str, (electronic, paper): (Weight, Weight)) -> Result<OptionTotals, Refusal> {
    let both = electronic.plus(paper).ok_or(OutcomeFault::TooLarge)?;
    Ok(OptionTotals { name: name.to_owned(), electronic, paper, both })
}

fn matter(title: &str, subject: Subject, answers: &Answers, blank: BlankBallots) -> Result<MatterResult, Refusal> {
    let [favour, against, abstain] = three(answers)?;
    let options = [option("favour", favour)?, option("against", against)?, option("abstain", abstain)?];
    let turnout = turnout(answers)?;
    let [favour, against, abstain] = options.each_ref().map(|option| option.both);
    let votes = MatterVotes { turnout: turnout.both, favour, against, abstain };
    let majority = subject.majority();
    let Matter { readings, .. } = Matter::decide(majority, votes, blank)?;
    let sentences = sentences(&readings, blank, |language, reading: &MatterReading| {
        vec![
            participation_sentence(language, reading.took_part, turnout.both.total),
            matter_sentence(language, title, majority, favour, reading),
        ]
    });
    Ok(MatterResult { title: title.to_owned(), subject, majority, turnout, options, readings, sentences })
}

fn elect(
    item: &Item,
    committee: &Committee,
    each: bool,
    turnout: TurnoutByChannel,
    options: Vec<OptionTotals>,
) -> Result<CommitteeResult, Refusal> {
    let votes = CommitteeVotes { turnout: turnout.both, favour: options.iter().map(|option| option.both).collect() };
    let readings = committee.decide(&votes)?;
    let sentences = sentences(&readings, committee.blank, |language, reading: &CommitteeReading| {
        let candidates = options.iter().enumerate();
        let candidates = candidates.map(|(at, option)| candidate_sentence(language, &option.name, option.both, reading, at));
        let mut said = vec![
            participation_sentence(language, reading.took_part, turnout.both.total),
            committee_sentence(language, committee.seats, reading),
        ];
        said.extend(candidates);
        said
    });
    let named = |positions: &[usize]| {
        let candidate = |position: &usize| Some(Candidate { position: *position, name: options.get(*position)?.name.clone() });
        positions.iter().filter_map(candidate).collect()
    };
    Ok(CommitteeResult {
        title: item.title.clone(),
        seats: committee.seats,
        least: committee.least,
        alternate_places: committee.alternates,
        each,
        turnout,
        elected: named(&readings.by_rule.elected),
        alternates: named(&readings.by_rule.alternates),
        options,
        readings,
        sentences,
    })
}

/// The sentences by the frozen rule, and where blank and invalid ballots would change who took part, labelled, those of the
/// other reading as well.
fn sentences<T: PartialEq>(
    readings: &Readings<T>,
    blank: BlankBallots,
    say: impl Fn(Language, &T) -> Vec<String>,
) -> Vec<Sentence> {
    let other = match blank {
        BlankBallots::Participates => BlankBallots::DoesNotParticipate,
        BlankBallots::DoesNotParticipate => BlankBallots::Participates,
    };
    let both = |reading: &T| say(Language::Chinese, reading).into_iter().zip(say(Language::English, reading));
    let mut sentences: Vec<Sentence> = both(&readings.by_rule).map(|(zh, en)| Sentence { zh, en }).collect();
    if readings.otherwise != readings.by_rule {
        let label = |language| reading_label(language, Some(other));
        let labelled = |(zh, en)| Sentence {
            zh: format!("{}{zh}", label(Language::Chinese)),
            en: format!("{}{en}", label(Language::English)),
        };
        sentences.extend(both(&readings.otherwise).map(labelled));
    }
    sentences
}
