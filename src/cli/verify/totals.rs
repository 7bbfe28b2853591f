//! Totals beside the questions and answers that they belong to.

use crate::election::audit::{Report, Totals};
use crate::election::parameters::Question;

/// One question with its numbers.
pub(super) struct Counted<'r> {
    pub(super) question: &'r Question,
    /// Blank votes, where they are possible.
    pub(super) blank: Option<u64>,
    /// In the order of the answers.
    pub(super) answers: Vec<(&'r str, u64)>,
}

/// The totals by question. `None` if there are none, or numbers that do not fit the questions: nobody could say whose they are.
pub(super) fn counted(report: &Report) -> Option<Vec<Counted<'_>>> {
    let (parameters, _) = report.election.as_ref()?;
    let (Totals::Published(rows) | Totals::Opened(rows)) = report.totals.as_ref()?;
    if rows.len() != parameters.questions.len() {
        return None;
    }
    parameters.questions.iter().zip(rows).map(|(question, row)| one(question, row)).collect()
}

fn one<'r>(question: &'r Question, row: &[u64]) -> Option<Counted<'r>> {
    if row.len() != question.ciphertexts() {
        return None;
    }
    let (blank, numbers) = match row.split_first() {
        Some((blank, numbers)) if question.allows_blank() => (Some(*blank), numbers),
        _ => (None, row),
    };
    let answers = question.answers.iter().map(String::as_str).zip(numbers.iter().copied()).collect();
    Some(Counted { question, blank, answers })
}
