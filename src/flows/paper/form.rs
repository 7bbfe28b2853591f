//! Papers for the printer: those that are somebody's and did not come back.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::opening::voters::Which;
use super::super::polls::{self, Poll};
use super::super::{Error, Work};
use super::hand_out::Issued;
use super::{given_out, serial, teller};
use crate::election::poll::package::Package;
use crate::store::paper::{self, Paper};
use crate::store::voter;

/// What is asked, and the papers of voters in the order of the roll. Where a voter got another one, only the last: those before are
/// void. [`Error::Missing`] where nobody has one. For tellers of the poll.
pub(crate) fn forms(work: &mut Work<'_>, within: &Within, poll: &Poll, which: &Which) -> Result<(Package, Vec<Issued>), Error> {
    teller(work, within, poll)?;
    given_out(poll)?;
    let id = poll.row.id.as_str();
    let mut papers = paper::all(work.conn, id)?;
    papers.sort_by(|one, other| (one.number, one.issued_at, &one.id).cmp(&(other.number, other.issued_at, &other.id)));
    let mut forms = Vec::new();
    for voter in voter::all(work.conn, id)?.iter().filter(|voter| which.has(voter)) {
        let last = papers.partition_point(|paper| paper.number <= Some(voter.number)).checked_sub(1);
        let last = last.and_then(|at| papers.get(at)).filter(|paper| is_out(paper, voter.number));
        if let Some(paper) = last {
            forms.push(Issued::of(voter, &serial(work, paper)?));
        }
    }
    if forms.is_empty() {
        return Err(Error::Missing);
    }
    audit::note_within(work, within, Action::PaperFormsPrinted, id, &[("papers", forms.len().into())])?;
    Ok((polls::package(work, poll)?, forms))
}

fn is_out(paper: &Paper, number: i64) -> bool {
    paper.number == Some(number) && paper.returned_at.is_none()
}
