//! Where the papers of a poll are, and how far they are counted: numbers, never what anybody chose.

use std::collections::BTreeMap;

use super::super::access::Within;
use super::super::polls::Poll;
use super::super::{Error, Fault, Work, opening};
use super::{serial, teller};
use crate::election::outcome::few_paper_ballots_show_choices;
use crate::election::paper::{Serials, Teller};
use crate::store::paper::{self, Tally};
use crate::store::{Millis, voter};

/// How many papers are where, and how far the counting is.
pub(crate) struct State {
    /// The balance.
    pub(crate) serials: Serials,
    /// Papers that came back and are not valid, by reason.
    pub(crate) reasons: BTreeMap<String, u64>,
    /// Which counting this is, from 1.
    pub(crate) round: i64,
    /// Who has entered what they counted in it.
    pub(crate) entered: Vec<Teller>,
    /// Where the two of the round before differ: JSON pointers into the questions.
    pub(crate) differences: Vec<String>,
    /// Whether two tellers counted the same.
    pub(crate) agreed: bool,
    /// SHA-256 of the scan of the signed sheet.
    pub(crate) scan: Option<String>,
    /// When the sheet was sealed.
    pub(crate) sealed_at: Option<Millis>,
    /// Whether so few voted on paper that the totals can show a choice.
    pub(crate) shows_choices: bool,
}

/// The balance of a poll's papers.
pub(super) fn serials(work: &mut Work<'_>, poll: &str) -> Result<Serials, Error> {
    Ok(balance(&paper::all(work.conn, poll)?).0)
}

fn balance(rows: &[paper::Paper]) -> (Serials, BTreeMap<String, u64>) {
    let count = |is: &dyn Fn(&paper::Paper) -> bool| u64::try_from(rows.iter().filter(|row| is(row)).count()).unwrap_or(u64::MAX);
    let fate = |word: &str| count(&|row| row.fate.as_deref() == Some(word));
    let (printed, issued, returned) =
        (count(&|_| true), count(&|row| row.number.is_some()), count(&|row| row.returned_at.is_some()));
    let serials = Serials {
        printed,
        issued,
        unused: printed.saturating_sub(issued),
        returned,
        outstanding: issued.saturating_sub(returned),
        valid: fate("valid"),
        void: fate("void"),
        duplicate: fate("duplicate"),
    };
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for because in rows.iter().filter_map(|row| row.because.clone()) {
        let sum = reasons.entry(because).or_default();
        *sum = sum.saturating_add(1);
    }
    (serials, reasons)
}

/// The teller of a tally, as the sheet names one.
pub(super) fn named(tally: &Tally) -> Result<Teller, Error> {
    let entered = u64::try_from(tally.entered_at).map_err(|_| Fault::Impossible("a time before 1970"))?;
    Ok(Teller { name: tally.name.clone(), entered })
}

/// How far the papers of a poll are.
pub(crate) fn state(work: &mut Work<'_>, poll: &Poll) -> Result<State, Error> {
    let id = poll.row.id.as_str();
    let (serials, reasons) = balance(&paper::all(work.conn, id)?);
    let count = paper::counting(work.conn, id)?;
    let round = count.as_ref().map_or(1, |count| count.round);
    let entered = paper::tallies(work.conn, id, round)?.iter().map(named).collect::<Result<_, Error>>()?;
    let differences = count.as_ref().map_or("[]", |count| &count.differences);
    Ok(State {
        shows_choices: few_paper_ballots_show_choices(serials.valid),
        serials,
        reasons,
        round,
        entered,
        differences: serde_json::from_str(differences).map_err(|_| Fault::Json("paper_counts.differences"))?,
        agreed: count.as_ref().is_some_and(|count| count.agreed),
        scan: count.as_ref().and_then(|count| count.scan.clone()),
        sealed_at: count.and_then(|count| count.sealed_at),
    })
}

/// A paper of the list.
pub(crate) struct Listed {
    /// Its id, for the next page.
    pub(crate) id: String,
    /// `ABCD-EFGH`.
    pub(crate) serial: String,
    /// Whose it is: number and room.
    pub(crate) voter: Option<(i64, String)>,
    /// `unused`, `issued`, `handed_over`, `valid`, `void` or `duplicate`.
    pub(crate) state: String,
    /// Why it is not valid.
    pub(crate) because: Option<String>,
}

/// Papers in the order in which they were printed, for tellers of the poll.
pub(crate) fn list(work: &mut Work<'_>, within: &Within, poll: &Poll, after: &str, limit: i64) -> Result<Vec<Listed>, Error> {
    teller(work, within, poll)?;
    let id = poll.row.id.as_str();
    let mut listed = Vec::new();
    for row in paper::page(work.conn, id, after, limit)? {
        let voter = match row.number {
            None => None,
            Some(number) => {
                let home = voter::by_number(work.conn, id, number)?.ok_or(Fault::Impossible("a paper of nobody"))?;
                Some((number, opening::room(&home)))
            }
        };
        let state = match (&row.fate, row.handed_at, row.issued_at) {
            (Some(fate), ..) => fate.clone(),
            (None, Some(_), _) => "handed_over".into(),
            (None, None, Some(_)) => "issued".into(),
            (None, None, None) => "unused".into(),
        };
        listed.push(Listed { serial: serial(work, &row)?.grouped(), voter, state, because: row.because, id: row.id });
    }
    Ok(listed)
}
