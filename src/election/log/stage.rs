//! Whether a leaf may be the next one of a log: decided here for the log in memory that an audit replays ([`super::replay`]) and
//! for the one in a database that people write to. What the decision needs of the log is so little that it can be looked up.

use super::leaf::{Entry, Leaf, State};
use super::replay::Problem;
use super::rules::{ConflictRule, RevoteRule, Rules};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::poll::text::{TextFault, check_line, check_text};

/// Characters of a reason, at most.
const REASON: usize = 1_000;
/// Characters of who decided, at most.
const AUTHORITY: usize = 100;

/// How far a log has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What it may say.
    pub rules: Rules,
    /// Number of leaves.
    pub size: u64,
    /// Time of the last one; 0 if there is none.
    pub time: u64,
    /// The end of the voting after an extension.
    pub extended: Option<u64>,
    /// Whether there is a `close`.
    pub closed: bool,
    /// Leaf of the sheet.
    pub sheet: Option<u64>,
    /// The last state told.
    pub state: Option<State>,
}

/// What a log says about one voter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Ballots that are not void.
    pub ballots: usize,
    /// The leaf of the last of them.
    pub last: Option<u64>,
    /// The leaf of the paper.
    pub paper: Option<u64>,
}

/// What a leaf refers to, looked up in the log.
pub trait Lookup {
    /// Why something could not be looked up.
    type Fault;
    /// What is known of a voter.
    fn standing(&mut self, credential: &Encoding) -> Result<Standing, Self::Fault>;
    /// The leaf of the ballot with these bytes.
    fn same(&mut self, sha256: &Digest) -> Result<Option<u64>, Self::Fault>;
    /// The leaf that took out the ballot of this leaf; `None` if there is no such ballot.
    fn void(&mut self, index: u64) -> Result<Option<Option<u64>>, Self::Fault>;
}

impl Stage {
    /// A log without leaves.
    pub const fn new(rules: Rules) -> Self {
        Self { rules, size: 0, time: 0, extended: None, closed: false, sheet: None, state: None }
    }

    /// When the voting ends, as far as is known.
    pub fn end(&self) -> u64 {
        self.extended.unwrap_or(self.rules.schedule.at)
    }

    /// Whether `leaf` may be the next one.
    pub fn check<L: Lookup>(&self, leaf: &Leaf, lookup: &mut L) -> Result<Result<(), Problem>, L::Fault> {
        if let Err(problem) = self.check_order(leaf) {
            return Ok(Err(problem));
        }
        Ok(match &leaf.entry {
            Entry::Ballot { credential, sha256 } => match lookup.same(sha256)? {
                _ if !self.rules.electronic => Err(Problem::OfficialOnly),
                _ if leaf.time >= self.end() => Err(Problem::Late),
                Some(same) => Err(Problem::SameBallot(same)),
                None => self.check_ballot(lookup.standing(credential)?),
            },
            Entry::Paper { credential } => self.check_paper(lookup.standing(credential)?),
            Entry::Void { voided, reason, authority } => match lookup.void(*voided)? {
                None => Err(Problem::NothingToVoid(*voided)),
                Some(Some(_)) => Err(Problem::VoidAgain(*voided)),
                Some(None) => said(reason).and_then(|()| {
                    check_line(authority, AUTHORITY).map_err(|fault| Problem::Words { field: "authority", fault })
                }),
            },
            _ => Ok(()),
        })
    }

    /// What does not depend on single voters and ballots.
    fn check_order(&self, leaf: &Leaf) -> Result<(), Problem> {
        if leaf.index != self.size {
            return Err(Problem::Index(leaf.index));
        }
        if (self.size == 0) != matches!(leaf.entry, Entry::Open { .. }) {
            return Err(if self.size == 0 { Problem::NotOpen } else { Problem::OpenAgain });
        }
        if leaf.time < self.time {
            return Err(Problem::Earlier);
        }
        let closes = matches!(leaf.entry, Entry::Close);
        let votes = matches!(leaf.entry, Entry::Ballot { .. } | Entry::Paper { .. } | Entry::Void { .. } | Entry::Extend { .. });
        if (votes || closes) && self.closed {
            return Err(Problem::AfterClose);
        }
        let counts = matches!(leaf.entry, Entry::Sheet { .. });
        if (votes || closes || counts) && self.state == Some(State::Cancelled) {
            return Err(Problem::AfterCancel);
        }
        match &leaf.entry {
            Entry::Extend { until } => self.check_extension(leaf.time, *until),
            Entry::Close if leaf.time < self.end() => Err(Problem::ClosedEarly),
            Entry::Sheet { .. } if !self.closed => Err(Problem::SheetBeforeClose),
            Entry::Sheet { .. } => self.sheet.map_or(Ok(()), |index| Err(Problem::SheetAgain(index))),
            Entry::State { state, reason } => {
                self.check_state(*state)?;
                if *state == State::Cancelled { said(reason.as_deref().unwrap_or_default()) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn check_ballot(&self, voter: Standing) -> Result<(), Problem> {
        if let Some(paper) = voter.paper {
            return Err(Problem::BallotAfterPaper(paper));
        }
        let most = match self.rules.revote {
            RevoteRule::No => 1,
            RevoteRule::Once => 2,
            RevoteRule::UntilClose => usize::MAX,
        };
        match voter.last {
            Some(last) if voter.ballots >= most => Err(Problem::Revote(last)),
            _ => Ok(()),
        }
    }

    const fn check_paper(&self, voter: Standing) -> Result<(), Problem> {
        if let Some(paper) = voter.paper {
            return Err(Problem::PaperAgain(paper));
        }
        match (self.rules.conflict, voter.last) {
            (ConflictRule::FirstValid, Some(ballot)) => Err(Problem::PaperAfterBallot(ballot)),
            (ConflictRule::FirstValid, None) | (ConflictRule::Paper, _) => Ok(()),
        }
    }

    fn check_extension(&self, time: u64, until: u64) -> Result<(), Problem> {
        let schedule = self.rules.schedule;
        let allowed = schedule.extend_until.is_some_and(|latest| until > schedule.at && until <= latest);
        if allowed && time < schedule.at && self.extended.is_none() { Ok(()) } else { Err(Problem::Extend) }
    }

    /// decisions.md, "Poll states".
    fn check_state(&self, state: State) -> Result<(), Problem> {
        let follows = match (self.state, state) {
            (Some(State::Cancelled), _) => false,
            (last, State::Cancelled) => last.is_none_or(|last| last < State::Counted),
            (last, state) => (state == State::Closed || self.closed) && last.is_none_or(|last| last <= state),
        };
        if follows { Ok(()) } else { Err(Problem::State(state)) }
    }

    /// Goes on by a leaf that may stand here.
    pub fn advance(&mut self, leaf: &Leaf) {
        self.time = leaf.time;
        match &leaf.entry {
            Entry::Extend { until } => self.extended = Some(*until),
            Entry::Close => self.closed = true,
            Entry::Sheet { .. } => self.sheet = Some(leaf.index),
            Entry::State { state, .. } => self.state = Some(*state),
            _ => {}
        }
    }
}

/// Whether a reason is one that people can read.
fn said(reason: &str) -> Result<(), Problem> {
    let words = |fault| Problem::Words { field: "reason", fault };
    if reason.trim().is_empty() { Err(words(TextFault::Empty)) } else { check_text(reason, REASON).map_err(words) }
}
