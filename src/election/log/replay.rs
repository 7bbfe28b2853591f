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
use std::convert::Infallible;

pub use super::history::{Cancellation, Fate, History, LoggedBallot, LoggedPaper, LoggedSheet, LoggedVoid};
use super::leaf::{Entry, Leaf, State};
use super::rules::Rules;
use super::stage::{Lookup, Stage, Standing};
use super::tree::{Frontier, leaf_hash};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::poll::text::TextFault;

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
    stage: Stage,
    tree: Frontier,
    history: History,
    voters: HashMap<Encoding, Voter>,
    /// Position in [`History::ballots`] by leaf, and the leaf that made it void.
    by_index: HashMap<u64, (usize, Option<u64>)>,
    by_digest: HashMap<Digest, u64>,
}

impl Replay {
    /// An empty log.
    pub fn new(rules: Rules) -> Self {
        Self {
            stage: Stage::new(rules),
            tree: Frontier::default(),
            history: History::default(),
            voters: HashMap::new(),
            by_index: HashMap::new(),
            by_digest: HashMap::new(),
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
        self.history.stage = Some(Stage { size: self.tree.size(), ..self.stage });
        self.history
    }

    fn push(&mut self, hash: Digest) {
        self.tree.push(hash);
        self.history.leaf_hashes.push(hash);
    }

    /// Whether `leaf` may be the next one.
    fn check(&mut self, leaf: &Leaf) -> Result<(), Problem> {
        let stage = Stage { size: self.tree.size(), ..self.stage.clone() };
        let Ok(checked) = stage.check(leaf, self);
        checked
    }

    /// The leaf of the voter's last ballot that is not void.
    fn last_ballot(&self, voter: &Voter) -> Option<u64> {
        Some(self.history.ballots.get(*voter.ballots.last()?)?.index)
    }

    /// Takes what a leaf says that passed [`Self::check`] and stands in the tree.
    fn apply(&mut self, leaf: Leaf) {
        self.stage.advance(&leaf);
        let Leaf { index, time, entry, .. } = leaf;
        match entry {
            Entry::Open { opening, phi } => {
                (self.history.opening, self.history.opened) = (Some((opening, phi)), Some(time));
            }
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
            Entry::Close => self.history.closed = Some(time),
            Entry::Sheet { sha256 } => {
                self.history.sheet = Some(LoggedSheet { sha256, size: self.tree.size(), root: self.tree.root() });
            }
            Entry::State { state, reason } => {
                self.history.states.push((index, state));
                if state == State::Cancelled {
                    self.history.cancelled = Some(Cancellation { index, time, reason: reason.unwrap_or_default() });
                }
            }
            Entry::Extend { .. } | Entry::Notice { .. } | Entry::Objection { .. } => {}
        }
    }
}

impl Lookup for Replay {
    type Fault = Infallible;

    fn standing(&mut self, credential: &Encoding) -> Result<Standing, Infallible> {
        let standing =
            |voter: &Voter| Standing { ballots: voter.ballots.len(), last: self.last_ballot(voter), paper: voter.paper };
        Ok(self.voters.get(credential).map(standing).unwrap_or_default())
    }

    fn same(&mut self, sha256: &Digest) -> Result<Option<u64>, Infallible> {
        Ok(self.by_digest.get(sha256).copied())
    }

    fn void(&mut self, index: u64) -> Result<Option<Option<u64>>, Infallible> {
        Ok(self.by_index.get(&index).map(|(_, void)| *void))
    }
}
