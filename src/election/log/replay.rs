//! What a log means: which ballots count, who voted on paper, when the voting ended (protocol.md Part I, 5).
//!
//! The same rules decide while people vote ([`Replay::append`] refuses a leaf) and when a record is audited
//! ([`Replay::read`] notes the fault and goes on, so that every culprit is named; a faulty leaf keeps its place in the tree and
//! has no other effect).
//!
//! Order: exactly one `open`, the first. `ballot`, `paper`, `void` and `extend` only before `close`; one `close`; after it one
//! `sheet`; `state`, `notice` and `objection` anywhere. Times: no ballot at or after the end, no `close` before it. Paper may be
//! logged after the end and before `close`, because envelopes handed in are registered then.
//!
//! A poll that is cancelled while people vote ends there: nothing that belongs to the voting comes after, and there is no `close`
//! and no sheet. Envelopes stay sealed.

use std::collections::{BTreeSet, HashMap};

pub use super::history::{Cancellation, Fate, History, LoggedBallot, LoggedPaper, LoggedSheet, LoggedVoid};
use super::leaf::{Entry, Leaf, State};
use super::rules::{ConflictRule, RevoteRule, Rules};
use super::tree::{Frontier, leaf_hash};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::poll::text::{TextFault, check_line, check_text};

/// A leaf that may not stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {index}: {problem}")]
pub struct LogFault {
    /// The leaf's place, from 0.
    pub index: u64,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a leaf.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not the canonical JSON of a leaf.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Its index is not its place.
    #[error("it says it has index {0}")]
    Index(u64),
    /// The first leaf is not `open`.
    #[error("the first entry must open the voting")]
    NotOpen,
    /// An `open` that is not the first leaf.
    #[error("only the first entry can open the voting")]
    OpenAgain,
    /// A `ballot`, `paper`, `void`, `extend` or `close` after `close`.
    #[error("the voting was closed before")]
    AfterClose,
    /// Anything of the voting after the poll was cancelled.
    #[error("the poll was cancelled before")]
    AfterCancel,
    /// Why a ballot was taken out or the poll was cancelled, or who decided it, is not said, too long, or cannot be read.
    #[error("{field}: {fault}")]
    Words {
        /// `reason` or `authority`.
        field: &'static str,
        /// What is wrong with the words.
        fault: TextFault,
    },
    /// The sheet of a voting that goes on.
    #[error("the paper is counted after the close only")]
    SheetBeforeClose,
    /// A second sheet.
    #[error("there is a sheet of the paper ballots already, entry {0}")]
    SheetAgain(u64),
    /// A ballot where the rule set has electronic votes cast on the official platform only (`channel`).
    #[error("by the rule set no electronic ballots are cast here, only on the official platform")]
    OfficialOnly,
    /// A ballot at or after the end.
    #[error("a ballot after the end of the voting")]
    Late,
    /// The very same ballot.
    #[error("the same ballot as entry {0}")]
    SameBallot(u64),
    /// More ballots of one voter than the rule allows.
    #[error("the voter may not vote again: there is entry {0}")]
    Revote(u64),
    /// A ballot of a voter who voted on paper.
    #[error("the voter voted on paper: entry {0}")]
    BallotAfterPaper(u64),
    /// Paper twice.
    #[error("the voter voted on paper already: entry {0}")]
    PaperAgain(u64),
    /// Under `first_valid`: the envelope had to stay sealed.
    #[error("the voter has a ballot that counts: entry {0}")]
    PaperAfterBallot(u64),
    /// There is no such ballot.
    #[error("there is no ballot at entry {0}")]
    NothingToVoid(u64),
    /// The ballot was voided before.
    #[error("the ballot at entry {0} is void already")]
    VoidAgain(u64),
    /// The opening allows no extension to this time, or it comes too late, or there was one.
    #[error("the voting cannot be extended so")]
    Extend,
    /// The voting was closed before its end.
    #[error("the voting was closed before its end")]
    ClosedEarly,
    /// Before the entry before it: the order of the log would say one thing and its times another.
    #[error("its time is before that of the entry before it")]
    Earlier,
    /// A state that cannot follow: they ascend after the close, and a poll is cancelled only before it was counted.
    #[error("the poll cannot come to the state {0:?} here")]
    State(State),
}

/// Characters of a reason, at most.
const REASON: usize = 1_000;
/// Characters of who decided, at most.
const AUTHORITY: usize = 100;

/// What is known of one voter.
#[derive(Debug, Clone, Default)]
struct Voter {
    /// Positions of the ballots that are not void, in [`History::ballots`].
    ballots: BTreeSet<usize>,
    /// The leaf of the paper.
    paper: Option<u64>,
}

/// A log being read or written.
#[derive(Debug, Clone)]
pub struct Replay {
    rules: Rules,
    /// The end of the voting after an extension.
    extended: Option<u64>,
    tree: Frontier,
    history: History,
    voters: HashMap<Encoding, Voter>,
    /// Position in [`History::ballots`] by leaf, and the leaf that made it void.
    by_index: HashMap<u64, (usize, Option<u64>)>,
    by_digest: HashMap<Digest, u64>,
    sheet_index: Option<u64>,
    /// Time of the last entry.
    time: u64,
}

impl Replay {
    /// An empty log.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            extended: None,
            tree: Frontier::default(),
            history: History::default(),
            voters: HashMap::new(),
            by_index: HashMap::new(),
            by_digest: HashMap::new(),
            sheet_index: None,
            time: 0,
        }
    }

    /// How many entries are wrong so far.
    pub const fn faults(&self) -> usize {
        self.history.faults.len()
    }

    /// The tree so far.
    pub const fn tree(&self) -> &Frontier {
        &self.tree
    }

    /// Reads the next leaf of a log as it is.
    pub fn read(&mut self, bytes: &[u8]) {
        let index = self.tree.size();
        let leaf = Leaf::parse(bytes).map_err(Problem::from).and_then(|leaf| self.check(&leaf).map(|()| leaf));
        self.push(leaf_hash(bytes));
        match leaf {
            Ok(leaf) => self.apply(leaf),
            Err(problem) => self.history.faults.push(LogFault { index, problem }),
        }
    }

    /// Appends a leaf if it may stand here, and returns its bytes.
    pub fn append(&mut self, leaf: Leaf) -> Result<Vec<u8>, LogFault> {
        let index = self.tree.size();
        let fault = |problem| LogFault { index, problem };
        self.check(&leaf).map_err(fault)?;
        let bytes = leaf.to_bytes().map_err(|json| fault(json.into()))?;
        self.push(leaf_hash(&bytes));
        self.apply(leaf);
        Ok(bytes)
    }

    /// What the log says.
    pub fn finish(mut self) -> History {
        let leaves: Vec<u64> = self.history.ballots.iter().map(|ballot| ballot.index).collect();
        for ballot in &mut self.history.ballots {
            let void = self.by_index.get(&ballot.index).and_then(|(_, void)| *void);
            let voter = self.voters.get(&ballot.credential);
            let paper = voter.and_then(|voter| voter.paper);
            let last = voter.and_then(|voter| leaves.get(*voter.ballots.last()?)).copied();
            ballot.fate = match (void, paper, last) {
                (Some(void), ..) => Fate::Void(void),
                (None, Some(paper), _) => Fate::Paper(paper),
                (None, None, Some(last)) if last != ballot.index => Fate::Replaced(last),
                (None, None, _) => Fate::Counts,
            };
        }
        self.history
    }

    fn push(&mut self, hash: Digest) {
        self.tree.push(hash);
        self.history.leaf_hashes.push(hash);
    }

    /// When the voting ends, as far as is known.
    fn end(&self) -> u64 {
        self.extended.unwrap_or(self.rules.schedule.at)
    }

    /// Whether `leaf` may be the next one.
    fn check(&self, leaf: &Leaf) -> Result<(), Problem> {
        let place = self.tree.size();
        if leaf.index != place {
            return Err(Problem::Index(leaf.index));
        }
        if (place == 0) != matches!(leaf.entry, Entry::Open { .. }) {
            return Err(if place == 0 { Problem::NotOpen } else { Problem::OpenAgain });
        }
        if leaf.time < self.time {
            return Err(Problem::Earlier);
        }
        let closes = matches!(leaf.entry, Entry::Close);
        let votes = matches!(leaf.entry, Entry::Ballot { .. } | Entry::Paper { .. } | Entry::Void { .. } | Entry::Extend { .. });
        if (votes || closes) && self.history.closed.is_some() {
            return Err(Problem::AfterClose);
        }
        let counts = matches!(leaf.entry, Entry::Sheet { .. });
        if (votes || closes || counts) && self.history.cancelled.is_some() {
            return Err(Problem::AfterCancel);
        }
        match &leaf.entry {
            Entry::Ballot { credential, sha256 } => self.check_ballot(leaf.time, credential, sha256),
            Entry::Paper { credential } => self.check_paper(credential),
            Entry::Void { voided, reason, authority } => match self.by_index.get(voided) {
                None => Err(Problem::NothingToVoid(*voided)),
                Some((_, Some(_))) => Err(Problem::VoidAgain(*voided)),
                Some((_, None)) => said(reason).and_then(|()| {
                    check_line(authority, AUTHORITY).map_err(|fault| Problem::Words { field: "authority", fault })
                }),
            },
            Entry::Extend { until } => self.check_extension(leaf.time, *until),
            Entry::Close if leaf.time < self.end() => Err(Problem::ClosedEarly),
            Entry::Sheet { .. } if self.history.closed.is_none() => Err(Problem::SheetBeforeClose),
            Entry::Sheet { .. } => self.sheet_index.map_or(Ok(()), |index| Err(Problem::SheetAgain(index))),
            Entry::State { state, reason } => {
                self.check_state(*state)?;
                if *state == State::Cancelled { said(reason.as_deref().unwrap_or_default()) } else { Ok(()) }
            }
            Entry::Open { .. } | Entry::Close | Entry::Notice { .. } | Entry::Objection { .. } => Ok(()),
        }
    }

    fn check_ballot(&self, time: u64, credential: &Encoding, sha256: &Digest) -> Result<(), Problem> {
        if !self.rules.electronic {
            return Err(Problem::OfficialOnly);
        }
        if time >= self.end() {
            return Err(Problem::Late);
        }
        if let Some(same) = self.by_digest.get(sha256) {
            return Err(Problem::SameBallot(*same));
        }
        let Some(voter) = self.voters.get(credential) else { return Ok(()) };
        if let Some(paper) = voter.paper {
            return Err(Problem::BallotAfterPaper(paper));
        }
        let most = match self.rules.revote {
            RevoteRule::No => 1,
            RevoteRule::Once => 2,
            RevoteRule::UntilClose => usize::MAX,
        };
        match self.last_ballot(voter) {
            Some(last) if voter.ballots.len() >= most => Err(Problem::Revote(last)),
            _ => Ok(()),
        }
    }

    fn check_paper(&self, credential: &Encoding) -> Result<(), Problem> {
        let Some(voter) = self.voters.get(credential) else { return Ok(()) };
        if let Some(paper) = voter.paper {
            return Err(Problem::PaperAgain(paper));
        }
        match (self.rules.conflict, self.last_ballot(voter)) {
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
        let last = self.history.states.last().map(|(_, state)| *state);
        let follows = match (last, state) {
            (Some(State::Cancelled), _) => false,
            (last, State::Cancelled) => last.is_none_or(|last| last < State::Counted),
            (last, state) => (state == State::Closed || self.history.closed.is_some()) && last.is_none_or(|last| last <= state),
        };
        if follows { Ok(()) } else { Err(Problem::State(state)) }
    }

    /// The leaf of the voter's last ballot that is not void.
    fn last_ballot(&self, voter: &Voter) -> Option<u64> {
        Some(self.history.ballots.get(*voter.ballots.last()?)?.index)
    }

    /// Takes what a leaf says that passed [`Self::check`] and stands in the tree.
    fn apply(&mut self, leaf: Leaf) {
        let Leaf { index, time, entry, .. } = leaf;
        self.time = time;
        match entry {
            Entry::Open { opening, phi } => self.history.opening = Some((opening, phi)),
            Entry::Ballot { credential, sha256 } => {
                let position = self.history.ballots.len();
                self.history.ballots.push(LoggedBallot { index, time, credential, sha256, fate: Fate::Counts });
                self.by_index.insert(index, (position, None));
                self.by_digest.insert(sha256, index);
                self.voters.entry(credential).or_default().ballots.insert(position);
            }
            Entry::Paper { credential } => {
                self.history.papers.push(LoggedPaper { index, time, credential });
                self.voters.entry(credential).or_default().paper = Some(index);
            }
            Entry::Void { voided, reason, authority } => {
                self.history.voids.push(LoggedVoid { index, time, ballot: voided, reason, authority });
                let Some((position, void)) = self.by_index.get_mut(&voided) else { return };
                *void = Some(index);
                let voter = self.history.ballots.get(*position).and_then(|ballot| self.voters.get_mut(&ballot.credential));
                if let Some(voter) = voter {
                    voter.ballots.remove(position);
                }
            }
            Entry::Extend { until } => self.extended = Some(until),
            Entry::Close => self.history.closed = Some(time),
            Entry::Sheet { sha256 } => {
                self.sheet_index = Some(index);
                self.history.sheet = Some(LoggedSheet { sha256, size: self.tree.size(), root: self.tree.root() });
            }
            Entry::State { state, reason } => {
                self.history.states.push((index, state));
                if state == State::Cancelled {
                    self.history.cancelled = Some(Cancellation { index, time, reason: reason.unwrap_or_default() });
                }
            }
            Entry::Notice { .. } | Entry::Objection { .. } => {}
        }
    }
}

/// Whether a reason is one that people can read.
fn said(reason: &str) -> Result<(), Problem> {
    let words = |fault| Problem::Words { field: "reason", fault };
    if reason.trim().is_empty() { Err(words(TextFault::Empty)) } else { check_text(reason, REASON).map_err(words) }
}
