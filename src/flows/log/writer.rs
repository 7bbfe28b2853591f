//! Appending to a log that was taken.

use super::super::{Error, Fault, Refusal, Work};
use super::{hash, may_sign, millis, number};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::annex::line::Channel;
use crate::election::log::leaf::{Entry, Leaf, Nonce, State};
use crate::election::log::replay::Problem;
use crate::election::log::rules::{ConflictRule, RevoteRule, Rules, Schedule};
use crate::election::log::stage::{Lookup, Stage, Standing};
use crate::election::log::tree::{Frontier, leaf_hash, root};
use crate::election::rules::Identification;
use crate::store::log::{self, Log, Participation};
use crate::store::{Connection, ballot};

/// Leaves whose root is kept, so that proofs read few rows.
pub(super) const TILE: u64 = 256;

/// A leaf that was appended. It stands only when the transaction is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appended {
    /// The leaf.
    pub(crate) leaf: Leaf,
    /// Its canonical bytes.
    pub(crate) bytes: Vec<u8>,
}

/// A ballot that passed every check, on its way into the log.
pub(crate) struct Cast<'c> {
    /// Whose.
    pub(crate) credential: Encoding,
    /// SHA-256 of the bytes.
    pub(crate) digest: Digest,
    /// The bytes.
    pub(crate) ballot: &'c str,
    /// By which way it came.
    pub(crate) channel: Channel,
    /// What proved the voter, next to the slip.
    pub(crate) level: Identification,
    /// Digest of the slip's serial.
    pub(crate) serial_digest: Digest,
    /// Who attested it.
    pub(crate) attested_by: &'c [String],
}

/// A log in the hands of one transaction.
pub(crate) struct Writer {
    row: Log,
    stage: Stage,
    tree: Frontier,
}

impl Writer {
    /// Takes the log of a poll; others wait until this transaction ends. [`Error::Missing`] if the poll was not opened.
    pub(crate) fn take(work: &mut Work<'_>, poll: &str) -> Result<Self, Error> {
        let row = log::take(work.conn, poll)?.ok_or(Error::Missing)?;
        may_sign(work)?;
        let tree = tree(&row)?;
        let stage = stage(&row)?;
        Ok(Self { row, stage, tree })
    }

    /// Appends an entry that is no ballot.
    pub(crate) fn append(&mut self, work: &mut Work<'_>, entry: Entry) -> Result<Appended, Error> {
        if matches!(entry, Entry::Ballot { .. }) {
            return Err(Fault::Impossible("a ballot without its bytes").into());
        }
        let appended = self.push(work, entry)?;
        match &appended.leaf.entry {
            Entry::Paper { credential } => self.note_paper(work, credential, appended.leaf.index)?,
            Entry::Void { voided, .. } => self.note_void(work, *voided, appended.leaf.index)?,
            _ => {}
        }
        Ok(appended)
    }

    /// Appends a ballot.
    pub(crate) fn cast(&mut self, work: &mut Work<'_>, cast: &Cast<'_>) -> Result<Appended, Error> {
        let appended = self.push(work, Entry::Ballot { credential: cast.credential, sha256: cast.digest })?;
        let idx = millis(appended.leaf.index)?;
        let credential = cast.credential.to_string();
        let row = ballot::Ballot {
            poll_id: self.row.poll_id.clone(),
            idx,
            credential: credential.clone(),
            digest: cast.digest.to_string(),
            ballot: cast.ballot.to_owned(),
            channel: channel(cast.channel)?.to_owned(),
            level: level_word(cast.level).to_owned(),
            serial_digest: cast.serial_digest.to_string(),
            attested_by: serde_json::to_string(cast.attested_by).map_err(|_| Fault::Json("ballots.attested_by"))?,
            void_idx: None,
            told: false,
        };
        ballot::add(work.conn, &row)?;
        self.note_voter(work, &credential, |voter| {
            voter.ballots = voter.ballots.saturating_add(1);
            voter.ballot_idx = Some(idx);
        })?;
        Ok(appended)
    }

    /// Keeps the log as it is now.
    pub(crate) fn finish(mut self, work: &mut Work<'_>) -> Result<(), Error> {
        self.row.size = millis(self.tree.size())?;
        self.row.parts = self.tree.parts().iter().map(ToString::to_string).collect();
        self.row.last_at = millis(self.stage.time)?;
        self.row.extended_to = self.stage.extended.map(millis).transpose()?;
        self.row.state = self.stage.state.map(|state| state_word(state).to_owned());
        Ok(log::put_back(work.conn, &self.row)?)
    }

    /// A leaf for the entry, if it may stand here.
    fn push(&mut self, work: &mut Work<'_>, entry: Entry) -> Result<Appended, Error> {
        let index = self.tree.size();
        let time = number(work.now)?.max(self.stage.time);
        let leaf = Leaf { index, nonce: Nonce::random(work.rng), time, entry };
        let stage = Stage { size: index, ..self.stage.clone() };
        stage.check(&leaf, &mut Known { conn: work.conn, poll: &self.row.poll_id })?.map_err(refusal)?;
        let bytes = leaf.to_bytes().map_err(|_| Fault::Json("log_leaves.leaf"))?;
        let hash = leaf_hash(&bytes);
        let text = String::from_utf8(bytes.clone()).map_err(|_| Fault::Json("log_leaves.leaf"))?;
        let poll_id = self.row.poll_id.clone();
        let row = log::Leaf { poll_id, idx: millis(index)?, leaf: text, hash: hash.to_string() };
        log::add_leaf(work.conn, &row)?;
        self.tree.push(hash);
        self.stage.advance(&leaf);
        match &leaf.entry {
            Entry::Close => self.row.closed_at = Some(millis(time)?),
            Entry::Sheet { .. } => self.row.sheet_at = Some(millis(index)?),
            _ => {}
        }
        self.keep_tile(work)?;
        Ok(Appended { leaf, bytes })
    }

    /// Keeps the root of the last 256 leaves, when there are as many again.
    fn keep_tile(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let size = self.tree.size();
        if !size.is_multiple_of(TILE) {
            return Ok(());
        }
        let leaves = millis(size.saturating_sub(TILE))?..millis(size)?;
        let hashes = log::hashes(work.conn, &self.row.poll_id, leaves)?;
        let hashes = hashes.iter().map(|text| hash(text)).collect::<Result<Vec<Digest>, Error>>()?;
        let number = millis(size.div_euclid(TILE).saturating_sub(1))?;
        Ok(log::add_tile(work.conn, &self.row.poll_id, number, &root(&hashes).to_string())?)
    }

    fn note_paper(&self, work: &mut Work<'_>, credential: &Encoding, index: u64) -> Result<(), Error> {
        let idx = millis(index)?;
        self.note_voter(work, &credential.to_string(), |voter| voter.paper_idx = Some(idx))
    }

    fn note_void(&self, work: &mut Work<'_>, voided: u64, index: u64) -> Result<(), Error> {
        let (poll, idx) = (&self.row.poll_id, millis(voided)?);
        let (credential, _) = ballot::fate(work.conn, poll, idx)?.ok_or(Fault::Impossible("a void of no ballot"))?;
        ballot::void(work.conn, poll, idx, millis(index)?)?;
        let last = ballot::last(work.conn, poll, &credential)?;
        self.note_voter(work, &credential, |voter| {
            voter.ballots = voter.ballots.saturating_sub(1);
            voter.ballot_idx = last;
        })
    }

    fn note_voter(&self, work: &mut Work<'_>, credential: &str, change: impl FnOnce(&mut Participation)) -> Result<(), Error> {
        let poll_id = &self.row.poll_id;
        let found = log::participation(work.conn, poll_id, credential)?;
        let known = found.is_some();
        let mut row = found.unwrap_or_else(|| Participation {
            poll_id: poll_id.clone(),
            credential: credential.to_owned(),
            ballots: 0,
            ballot_idx: None,
            paper_idx: None,
        });
        change(&mut row);
        Ok(log::note(work.conn, &row, known)?)
    }
}

/// Whether an entry could be the next one.
pub(super) fn would_take(work: &mut Work<'_>, poll: &str, entry: Entry) -> Result<Result<(), Refusal>, Error> {
    let row = log::by_poll(work.conn, poll)?.ok_or(Error::Missing)?;
    let stage = stage(&row)?;
    let leaf = Leaf { index: stage.size, nonce: Nonce([0; 16]), time: number(work.now)?.max(stage.time), entry };
    match stage.check(&leaf, &mut Known { conn: work.conn, poll })?.map_err(refusal) {
        Ok(()) => Ok(Ok(())),
        Err(Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error),
    }
}

/// The tree of a log.
pub(super) fn tree(row: &Log) -> Result<Frontier, Error> {
    let (parts, rest) = row.parts.as_bytes().as_chunks::<64>();
    let part = |part: &[u8; 64]| hash(std::str::from_utf8(part).unwrap_or_default());
    let parts = parts.iter().map(part).collect::<Result<Vec<Digest>, Error>>()?;
    let tree = Frontier::of_parts(number(row.size)?, parts).filter(|_| rest.is_empty());
    tree.ok_or_else(|| Fault::Impossible("a log whose tree has other parts than its size").into())
}

fn stage(row: &Log) -> Result<Stage, Error> {
    let conflict = match row.conflict.as_str() {
        "first_valid" => ConflictRule::FirstValid,
        "paper" => ConflictRule::Paper,
        _ => return Err(Fault::Impossible("a log with an unknown rule").into()),
    };
    let revote = match row.revote.as_str() {
        "no" => RevoteRule::No,
        "once" => RevoteRule::Once,
        "until_close" => RevoteRule::UntilClose,
        _ => return Err(Fault::Impossible("a log with an unknown rule").into()),
    };
    let schedule = Schedule { at: number(row.ends_at)?, extend_until: row.extend_until.map(number).transpose()? };
    let state = row.state.as_deref().map(|word| STATES.into_iter().find(|state| state_word(*state) == word));
    Ok(Stage {
        rules: Rules { conflict, revote, electronic: row.electronic, schedule },
        size: number(row.size)?,
        time: number(row.last_at)?,
        extended: row.extended_to.map(number).transpose()?,
        closed: row.closed_at.is_some(),
        sheet: row.sheet_at.map(number).transpose()?,
        state: state.map(|state| state.ok_or(Fault::Impossible("a log with an unknown state"))).transpose()?,
    })
}

const STATES: [State; 6] = [State::Closed, State::Counted, State::Published, State::Final, State::Filed, State::Cancelled];

const fn state_word(state: State) -> &'static str {
    match state {
        State::Closed => "closed",
        State::Counted => "counted",
        State::Published => "published",
        State::Final => "final",
        State::Filed => "filed",
        State::Cancelled => "cancelled",
    }
}

fn channel(channel: Channel) -> Result<&'static str, Error> {
    match channel {
        Channel::Electronic => Ok("electronic"),
        Channel::Assisted => Ok("assisted"),
        Channel::Paper => Err(Fault::Impossible("a ballot on paper").into()),
    }
}

/// As the database and the API write it.
pub(crate) const fn level_word(level: Identification) -> &'static str {
    match level {
        Identification::Sms => "sms",
        Identification::Witness => "witness",
        Identification::Official => "official",
        Identification::Digits => "digits",
    }
}

/// What is said to people for what the log does not take.
fn refusal(problem: Problem) -> Error {
    match problem {
        Problem::AfterClose | Problem::Late => Refusal::VotingEnded.into(),
        Problem::AfterCancel => Refusal::PollCancelled.into(),
        Problem::OfficialOnly => Refusal::VotingElsewhere.into(),
        Problem::Revote(_) => Refusal::VotedAlready.into(),
        Problem::SameBallot(_) => Refusal::BallotLogged.into(),
        Problem::BallotAfterPaper(_) | Problem::PaperAgain(_) => Refusal::VotedOnPaper.into(),
        Problem::PaperAfterBallot(_) => Refusal::VotedElectronically.into(),
        Problem::NothingToVoid(_) | Problem::VoidAgain(_) => Refusal::NothingToVoid.into(),
        Problem::Extend => Refusal::CannotExtend.into(),
        Problem::ClosedEarly => Refusal::NotEndedYet.into(),
        Problem::SheetBeforeClose | Problem::SheetAgain(_) | Problem::State(_) => Refusal::LogOrder.into(),
        Problem::Words { field, .. } => Refusal::Field { field, why: super::super::FieldFault::Characters }.into(),
        Problem::Json(_) | Problem::Index(_) | Problem::NotOpen | Problem::OpenAgain | Problem::Earlier => {
            Fault::Impossible("an entry that cannot stand where it would").into()
        }
    }
}

/// What the tables know.
struct Known<'k> {
    conn: &'k mut Connection,
    poll: &'k str,
}

impl Lookup for Known<'_> {
    type Fault = Error;

    fn standing(&mut self, credential: &Encoding) -> Result<Standing, Error> {
        let Some(row) = log::participation(self.conn, self.poll, &credential.to_string())? else {
            return Ok(Standing::default());
        };
        Ok(Standing {
            ballots: usize::try_from(row.ballots).unwrap_or(usize::MAX),
            last: row.ballot_idx.map(number).transpose()?,
            paper: row.paper_idx.map(number).transpose()?,
        })
    }

    fn same(&mut self, sha256: &Digest) -> Result<Option<u64>, Error> {
        ballot::by_digest(self.conn, self.poll, &sha256.to_string())?.map(number).transpose()
    }

    fn void(&mut self, index: u64) -> Result<Option<Option<u64>>, Error> {
        let Some((_, void)) = ballot::fate(self.conn, self.poll, millis(index)?)? else { return Ok(None) };
        Ok(Some(void.map(number).transpose()?))
    }
}
