//! Whether a sheet fits the log, the roll and itself.

use super::sheet::{Counted, Serials, Sheet};
use crate::crypto::hash::Digest;
use crate::election::log::replay::History;
use crate::election::parameters::{Election, Question};
use crate::election::weight::Weight;

/// Characters of a teller's name, at most.
pub const MAX_NAME: usize = 64;

/// What is wrong with a sheet. Questions and answers are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperFault {
    /// The log has no sheet.
    #[error("the log has no sheet of the paper ballots")]
    NotLogged,
    /// The log has the digest of another sheet.
    #[error("not the sheet whose digest is in the log")]
    OtherSheet,
    /// Of another election.
    #[error("phi: of another election")]
    OtherElection,
    /// Printed papers that are not issued + unused.
    #[error("serials: printed is not issued + unused")]
    Printed,
    /// Issued papers that are not returned + outstanding.
    #[error("serials: issued is not returned + outstanding")]
    Issued,
    /// Returned papers that are not valid + void + duplicate.
    #[error("serials: returned is not valid + void + duplicate")]
    Returned,
    /// More or fewer valid papers than voters on paper in the log.
    #[error("serials: {valid} valid papers, but the log has {logged} voters on paper")]
    Voters {
        /// By the sheet.
        valid: u64,
        /// By the log.
        logged: u64,
    },
    /// Papers came back, and nobody is named who counted them.
    #[error("counting: papers came back, but no tellers are named")]
    NoTellers,
    /// A teller's name is empty, too long or has control characters, or both are the same.
    #[error("counting: not two names of tellers")]
    Tellers,
    /// A teller entered totals before the voting was closed.
    #[error("counting.tellers[{teller}]: entered before the close")]
    Early {
        /// 0 or 1.
        teller: usize,
    },
    /// Not one entry for each question and one total for each answer.
    #[error("questions: not one total for each answer of the election")]
    Shape,
    /// Valid, blank and invalid papers of a question are not all papers.
    #[error("questions[{question}]: valid + blank + invalid are not the voters on paper")]
    NotAll {
        /// Index of the question.
        question: usize,
    },
    /// A total that none of the groups of voters on paper can have given.
    #[error("questions[{question}].{field}: no group of the voters on paper has these people and this area")]
    Impossible {
        /// Index of the question.
        question: usize,
        /// `valid`, `blank`, `invalid` or `options[n]`.
        field: String,
    },
    /// An answer with more than the valid papers.
    #[error("questions[{question}].options[{answer}]: more than the valid papers")]
    MoreThanValid {
        /// Index of the question.
        question: usize,
        /// Index of the answer.
        answer: usize,
    },
    /// The answers together are fewer or more than the valid papers can have.
    #[error("questions[{question}].options: together not {min} to {max} for each valid paper")]
    Choices {
        /// Index of the question.
        question: usize,
        /// The fewest answers a valid paper has.
        min: u32,
        /// The most.
        max: u32,
    },
}

/// Everything in which a sheet does not fit. `bytes` is the file `paper.json` that it was read from, `areas` those of the voters
/// on paper in any order, in 0.01 m² ([`crate::election::annex::turnout::paper_voters`]).
pub fn faults(sheet: &Sheet, bytes: &[u8], election: &Election, history: &History, areas: &[u64]) -> Vec<PaperFault> {
    let mut faults = Vec::new();
    match history.sheet {
        None => faults.push(PaperFault::NotLogged),
        Some(logged) if logged.sha256 != Digest::of(bytes) => faults.push(PaperFault::OtherSheet),
        Some(_) => {}
    }
    if sheet.phi != election.phi() {
        faults.push(PaperFault::OtherElection);
    }
    faults.extend(serials(&sheet.serials, areas.len()));
    faults.extend(counting(sheet, history.closed));
    faults.extend(counted(&sheet.questions, &election.parameters().questions, areas));
    faults
}

/// In what the totals of all questions cannot be those of the voters on paper, whose areas these are.
pub fn counted(counted: &[Counted], questions: &[Question], areas: &[u64]) -> Vec<PaperFault> {
    let shape = counted.iter().map(|counted| counted.options.len());
    if !shape.eq(questions.iter().map(|question| question.answers.len())) {
        return vec![PaperFault::Shape];
    }
    let voters = Voters::new(areas);
    let each = counted.iter().zip(questions).enumerate();
    each.flat_map(|(at, (counted, question))| totals(at, counted, question, &voters)).collect()
}

/// Whether the papers balance.
fn serials(serials: &Serials, voters: usize) -> Vec<PaperFault> {
    let Serials { printed, issued, unused, returned, outstanding, valid, void, duplicate } = *serials;
    let is = |whole: u64, parts: &[u64]| parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part)) == Some(whole);
    let logged = u64::try_from(voters).unwrap_or(u64::MAX);
    let checks = [
        (is(printed, &[issued, unused]), PaperFault::Printed),
        (is(issued, &[returned, outstanding]), PaperFault::Issued),
        (is(returned, &[valid, void, duplicate]), PaperFault::Returned),
        (valid == logged, PaperFault::Voters { valid, logged }),
    ];
    checks.into_iter().filter(|(good, _)| !good).map(|(_, fault)| fault).collect()
}

/// Whether two different tellers are named who counted after the close.
fn counting(sheet: &Sheet, closed: Option<u64>) -> Vec<PaperFault> {
    let Some(counting) = &sheet.counting else {
        return if sheet.serials.returned > 0 { vec![PaperFault::NoTellers] } else { Vec::new() };
    };
    let [first, second] = &counting.tellers;
    let plain =
        |name: &str| !name.trim().is_empty() && name.chars().nth(MAX_NAME).is_none() && !name.chars().any(char::is_control);
    let mut faults = Vec::new();
    if first.name == second.name || !plain(&first.name) || !plain(&second.name) {
        faults.push(PaperFault::Tellers);
    }
    let early = |(_, entered): &(usize, u64)| closed.is_some_and(|closed| *entered < closed);
    let entered = counting.tellers.iter().map(|teller| teller.entered).enumerate();
    faults.extend(entered.filter(early).map(|(teller, _)| PaperFault::Early { teller }));
    faults
}

/// Whether the totals of a question can be those of the voters on paper.
fn totals(question: usize, counted: &Counted, asked: &Question, voters: &Voters) -> Vec<PaperFault> {
    let Counted { options, valid, blank, invalid } = counted;
    let mut faults = Vec::new();
    if Weight::sum([*valid, *blank, *invalid]) != Some(voters.all()) {
        faults.push(PaperFault::NotAll { question });
    }
    let named = [("valid", valid), ("blank", blank), ("invalid", invalid)].map(|(name, weight)| (name.to_owned(), weight));
    let answers = options.iter().enumerate().map(|(answer, weight)| (format!("options[{answer}]"), weight));
    let impossible = named.into_iter().chain(answers).filter(|(_, weight)| !voters.can_be(**weight));
    faults.extend(impossible.map(|(field, _)| PaperFault::Impossible { question, field }));
    let more = options.iter().enumerate().filter(|(_, weight)| !weight.within(*valid));
    faults.extend(more.map(|(answer, _)| PaperFault::MoreThanValid { question, answer }));
    // Each valid paper has min to max answers, whoever gave it: so for people, and for area as well.
    let (min, max) = (asked.min, asked.max);
    let sum = |of: fn(&Weight) -> u64| options.iter().map(|weight| u128::from(of(weight))).fold(0, u128::saturating_add);
    let within = |sum: u128, valid: u64| {
        let times = |count: u32| u128::from(valid).saturating_mul(u128::from(count));
        (times(min)..=times(max)).contains(&sum)
    };
    if !within(sum(|weight| weight.people), valid.people) || !within(sum(|weight| weight.area), valid.area) {
        faults.push(PaperFault::Choices { question, min, max });
    }
    faults
}

/// The voters on paper: what the smallest and the largest k of them have together.
struct Voters {
    /// By number of voters, from none.
    least: Vec<u64>,
    most: Vec<u64>,
}

impl Voters {
    fn new(areas: &[u64]) -> Self {
        let mut areas = areas.to_vec();
        areas.sort_unstable();
        let least = sums(areas.iter());
        Self { least, most: sums(areas.iter().rev()) }
    }

    /// All of them.
    fn all(&self) -> Weight {
        let people = u64::try_from(self.least.len()).unwrap_or(u64::MAX).saturating_sub(1);
        Weight { people, area: self.least.last().copied().unwrap_or_default() }
    }

    /// Whether some of them can have this weight together, as far as the least and the most area of so many people tells.
    fn can_be(&self, weight: Weight) -> bool {
        let Ok(people) = usize::try_from(weight.people) else { return false };
        let (Some(least), Some(most)) = (self.least.get(people), self.most.get(people)) else { return false };
        (*least..=*most).contains(&weight.area)
    }
}

/// The sums of the first 0, 1, 2, … areas.
fn sums<'a>(areas: impl Iterator<Item = &'a u64>) -> Vec<u64> {
    let add = |sum: &mut u64, area: &u64| {
        *sum = sum.saturating_add(*area);
        Some(*sum)
    };
    std::iter::once(0).chain(areas.scan(0, add)).collect()
}
