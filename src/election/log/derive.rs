//! Both archives from opening, log and ballots: the same bytes for everybody who does it (protocol.md Part I, 5).
//!
//! Why archives are derived and never grown while people vote: the log alone decides what happened, a ballot can be voided until
//! the close, and an archive has no way to take one back. Only ballots that count go in, in the order of the log.

use std::io::Write;

use rayon::prelude::*;

use super::replay::{History, LogFault, LoggedBallot};
use crate::crypto::hash::Digest;
use crate::election::ballot::check::check;
use crate::election::ballot::{BallotFault, Checked};
use crate::election::pair::{Pair, PairFault, PairFiles};
use crate::election::parameters::Election;

/// Ballots held and checked together, by all processors.
const CHUNK: usize = 256;

/// Why no archives follow from a log.
#[derive(Debug, thiserror::Error)]
pub enum DeriveFault {
    /// The log is not in order: its first fault.
    #[error("{0}")]
    Log(LogFault),
    /// The log has no `open`, or for another opening or election.
    #[error("the log does not begin with this opening and election")]
    OtherOpening,
    /// The log has neither `close` nor a cancellation, or at a time no archive can carry.
    #[error("the log was not closed")]
    NotClosed,
    /// A ballot or paper of somebody who is not entitled.
    #[error("entry {index}: the credential is not listed")]
    NotListed {
        /// The leaf.
        index: u64,
    },
    /// The ballot of a leaf is not there.
    #[error("entry {index}: its ballot is missing")]
    Missing {
        /// The leaf.
        index: u64,
    },
    /// The bytes given for a leaf are of another ballot.
    #[error("entry {index}: the ballot is not the one that was logged")]
    OtherBallot {
        /// The leaf.
        index: u64,
    },
    /// The ballot of a leaf does not hold.
    #[error("entry {index}: {fault}")]
    Ballot {
        /// The leaf.
        index: u64,
        /// What is wrong with it.
        fault: BallotFault,
    },
    /// The archives cannot be written, or their setup is not in order.
    #[error("{0}")]
    Pair(#[from] PairFault),
}

/// Writes both archives up to the encrypted tallies and gives back the pair, ready for the trustees' shares. Of a poll that was
/// cancelled before its close, up to the ballots: nothing is added up that will never be opened.
///
/// `opening` is the digest of `opening.json`, whose own faults are [`super::opening::Opening::faults`]; `fetch` gives the bytes of
/// the ballot with a SHA-256 and is asked for ballots that count, in the order of the log. Each is checked again compactly. The
/// first fault ends it; what was written by then is worth nothing.
pub fn derive<W: Write>(
    files: &PairFiles<'_>,
    opening: Digest,
    history: &History,
    mut fetch: impl FnMut(Digest) -> Option<Vec<u8>>,
    people: W,
    area: W,
) -> Result<Pair<W>, DeriveFault> {
    if let Some(fault) = history.faults.first() {
        return Err(DeriveFault::Log(fault.clone()));
    }
    let time = history.timestamp().ok_or(DeriveFault::NotClosed)?;
    let mut pair = Pair::create(people, area, time, files)?;
    let opened = history.opening.as_ref().map(|(opening, phi)| (*opening, phi.as_str()));
    if opened != Some((opening, pair.election().phi())) {
        return Err(DeriveFault::OtherOpening);
    }
    let voted = history.ballots.iter().map(|ballot| (ballot.index, ballot.credential));
    let papers = history.papers.iter().map(|paper| (paper.index, paper.credential));
    if let Some((index, _)) = voted.chain(papers).find(|(_, credential)| !pair.lists(credential)) {
        return Err(DeriveFault::NotListed { index });
    }

    let counting: Vec<&LoggedBallot> = history.counting().collect();
    for chunk in counting.chunks(CHUNK) {
        let fetched = chunk.iter().map(|ballot| Ok((*ballot, fetch(ballot.sha256).ok_or(missing(ballot))?)));
        let fetched = fetched.collect::<Result<Vec<_>, DeriveFault>>()?;
        let election = pair.election();
        let checked = fetched.par_iter().map(|(ballot, bytes)| recheck(election, ballot, bytes));
        let checked = checked.collect::<Result<Vec<Checked>, DeriveFault>>()?;
        for ((_, bytes), checked) in fetched.iter().zip(checked) {
            pair.ballot(bytes, checked)?;
        }
        pair.settle();
    }
    if history.closed.is_some() {
        pair.close()?;
    }
    Ok(pair)
}

fn missing(ballot: &LoggedBallot) -> DeriveFault {
    DeriveFault::Missing { index: ballot.index }
}

fn recheck(election: &Election, ballot: &LoggedBallot, bytes: &[u8]) -> Result<Checked, DeriveFault> {
    let index = ballot.index;
    if Digest::of(bytes) != ballot.sha256 {
        return Err(DeriveFault::OtherBallot { index });
    }
    let checked = check(election, bytes).map_err(|fault| DeriveFault::Ballot { index, fault })?;
    if checked.credential == ballot.credential { Ok(checked) } else { Err(DeriveFault::OtherBallot { index }) }
}
