//! Appending to a log that was taken.

use super::super::{Error, Fault, Refusal, Work};
use super::batch::{Batch, standing};
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
use crate::store::{Connection, Millis, ballot};

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
    pub(crate) attested_by: Vec<String>,
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

    /// Appends ballots, and answers for each of them: its leaf, also where it had one already, or why it gets none. What is refused leaves
    /// no trace and does not hinder the others.
    pub(crate) fn cast(&mut self, work: &mut Work<'_>, casts: &[Cast<'_>]) -> Result<Vec<Result<Leaf, Refusal>>, Error> {
        let about: Vec<(Encoding, Digest)> = casts.iter().map(|cast| (cast.credential, cast.digest)).collect();
        let poll = self.row.poll_id.clone();
        let first = self.tree.size();
        let mut batch = Batch::read(work, &poll, &about)?;
        let (mut leaves, mut ballots, mut done) = (Vec::new(), Vec::new(), Vec::with_capacity(casts.len()));
        for cast in casts {
            if let Some(index) = batch.leaf(&cast.digest)?.filter(|index| *index < first) {
                done.push(Ok(super::leaf(work, &poll, millis(index)?)?));
                continue;
            }
            let entry = Entry::Ballot { credential: cast.credential, sha256: cast.digest };
            let (appended, row) = match self.next((work.now, Nonce::random(work.rng)), entry, &mut batch) {
                Ok(next) => next,
                Err(Error::Refused(refusal)) => {
                    done.push(Err(refusal));
                    continue;
                }
                Err(error) => return Err(error),
            };
            ballots.push(ballot_row(&poll, row.idx, cast)?);
            batch.cast(&cast.credential, &cast.digest, appended.leaf.index)?;
            leaves.push(row);
            if self.tree.size().is_multiple_of(TILE) {
                log::add_leaves(work.conn, &std::mem::take(&mut leaves))?;
                self.keep_tile(work)?;
            }
            done.push(Ok(appended.leaf));
        }
        log::add_leaves(work.conn, &leaves)?;
        ballot::add(work.conn, &ballots)?;
        batch.keep(work.conn, first)?;
        Ok(done)
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

    /// Appends a leaf for the entry, if it may stand here.
    fn push(&mut self, work: &mut Work<'_>, entry: Entry) -> Result<Appended, Error> {
        let poll = self.row.poll_id.clone();
        let fresh = (work.now, Nonce::random(work.rng));
        let (appended, row) = self.next(fresh, entry, &mut Known { conn: work.conn, poll: &poll })?;
        log::add_leaves(work.conn, &[row])?;
        if self.tree.size().is_multiple_of(TILE) {
            self.keep_tile(work)?;
        }
        Ok(appended)
    }

    /// A leaf for the entry, if it may stand here, not written yet.
    fn next<L: Lookup<Fault = Error>>(
        &mut self,
        (now, nonce): (Millis, Nonce),
        entry: Entry,
        known: &mut L,
    ) -> Result<(Appended, log::Leaf), Error> {
        let index = self.tree.size();
        let time = number(now)?.max(self.stage.time);
        let leaf = Leaf { index, nonce, time, entry };
        let stage = Stage { size: index, ..self.stage.clone() };
        stage.check(&leaf, known)?.map_err(refusal)?;
        let bytes = leaf.to_bytes().map_err(|_| Fault::Json("log_leaves.leaf"))?;
        let hash = leaf_hash(&bytes);
        let text = String::from_utf8(bytes.clone()).map_err(|_| Fault::Json("log_leaves.leaf"))?;
        let poll_id = self.row.poll_id.clone();
        let row = log::Leaf { poll_id, idx: millis(index)?, leaf: text, hash: hash.to_string() };
        self.tree.push(hash);
        self.stage.advance(&leaf);
        match &leaf.entry {
            Entry::Close => self.row.closed_at = Some(millis(time)?),
            Entry::Sheet { .. } => self.row.sheet_at = Some(millis(index)?),
            _ => {}
        }
        Ok((Appended { leaf, bytes }, row))
    }

    /// Keeps the root of the last 256 leaves, where there are as many again.
    fn keep_tile(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let size = self.tree.size();
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

/// What would become of ballots now: the leaf of one that is in the log already, nothing if it could be the next one, or why not.
pub(super) fn look(
    work: &mut Work<'_>,
    poll: &str,
    about: &[(Encoding, Digest)],
) -> Result<Vec<Result<Option<Leaf>, Refusal>>, Error> {
    let row = log::by_poll(work.conn, poll)?.ok_or(Error::Missing)?;
    let (stage, now) = (stage(&row)?, number(work.now)?);
    let mut batch = Batch::read(work, poll, about)?;
    let one = |&(credential, sha256): &(Encoding, Digest)| -> Result<_, Error> {
        if let Some(index) = batch.leaf(&sha256)? {
            return Ok(Ok(Some(super::leaf(work, poll, millis(index)?)?)));
        }
        let entry = Entry::Ballot { credential, sha256 };
        let leaf = Leaf { index: stage.size, nonce: Nonce([0; 16]), time: now.max(stage.time), entry };
        match stage.check(&leaf, &mut batch)?.map_err(refusal) {
            Ok(()) => Ok(Ok(None)),
            Err(Error::Refused(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(error),
        }
    };
    about.iter().map(one).collect()
}

/// A ballot as the table has it.
fn ballot_row(poll: &str, idx: i64, cast: &Cast<'_>) -> Result<ballot::Ballot, Error> {
    Ok(ballot::Ballot {
        poll_id: poll.to_owned(),
        idx,
        credential: cast.credential.to_string(),
        digest: cast.digest.to_string(),
        ballot: cast.ballot.to_owned(),
        channel: channel(cast.channel)?.to_owned(),
        level: level_word(cast.level).to_owned(),
        serial_digest: cast.serial_digest.to_string(),
        attested_by: serde_json::to_string(&cast.attested_by).map_err(|_| Fault::Json("ballots.attested_by"))?,
        void_idx: None,
        told: false,
    })
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
        let row = log::participation(self.conn, self.poll, &credential.to_string())?;
        row.as_ref().map_or(Ok(Standing::default()), standing)
    }

    fn same(&mut self, sha256: &Digest) -> Result<Option<u64>, Error> {
        ballot::by_digest(self.conn, self.poll, &sha256.to_string())?.map(number).transpose()
    }

    fn void(&mut self, index: u64) -> Result<Option<Option<u64>>, Error> {
        let Some((_, void)) = ballot::fate(self.conn, self.poll, millis(index)?)? else { return Ok(None) };
        Ok(Some(void.map(number).transpose()?))
    }
}
