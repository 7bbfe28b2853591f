//! Many ballots at once: what the tables know of them and their voters is read with one question for all, because the way to a
//! database and back, once for each ballot, would take longer than checking its proofs.

use std::collections::HashMap;

use super::super::{Error, Fault, Work};
use super::{millis, number};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::log::stage::{Lookup, Standing};
use crate::store::log::{self, Participation};
use crate::store::{Connection, ballot};

/// What is known of some voters and ballots, and what the batch itself adds to it.
pub(super) struct Batch {
    poll: String,
    /// By credential; whether the table has the row.
    voters: HashMap<String, (Participation, bool)>,
    /// The leaf, by digest.
    ballots: HashMap<String, i64>,
}

impl Batch {
    /// Reads what the tables know. Ballots are looked for only where their voters have a row: a ballot names its voter's credential, has
    /// left such a row if it is in the log, and hardly anybody casts a second time. Should another instance put one of these very ballots
    /// into the log between the two questions, it is not known to be there; that happens only to whoever looks without having taken the
    /// log, and what is appended is read with the log taken.
    pub(super) fn read(work: &mut Work<'_>, poll: &str, about: &[(Encoding, Digest)]) -> Result<Self, Error> {
        let credentials: Vec<String> = about.iter().map(|(credential, _)| credential.to_string()).collect();
        let voters = log::participations(work.conn, poll, &credentials)?;
        let voters: HashMap<_, _> = voters.into_iter().map(|row| (row.credential.clone(), (row, true))).collect();
        let of_known = about.iter().zip(&credentials).filter(|(_, credential)| voters.contains_key(*credential));
        let digests: Vec<String> = of_known.map(|((_, digest), _)| digest.to_string()).collect();
        let ballots = ballot::by_digests(work.conn, poll, &digests)?.into_iter().collect();
        Ok(Self { poll: poll.to_owned(), voters, ballots })
    }

    /// The leaf of the ballot with this digest.
    pub(super) fn leaf(&self, digest: &Digest) -> Result<Option<u64>, Error> {
        self.ballots.get(&digest.to_string()).copied().map(number).transpose()
    }

    /// A ballot got a leaf.
    pub(super) fn cast(&mut self, credential: &Encoding, digest: &Digest, index: u64) -> Result<(), Error> {
        let (idx, name) = (millis(index)?, credential.to_string());
        let (poll_id, credential) = (self.poll.clone(), name.clone());
        let fresh = || (Participation { poll_id, credential, ballots: 0, ballot_idx: None, paper_idx: None }, false);
        let (row, _) = self.voters.entry(name).or_insert_with(fresh);
        row.ballots = row.ballots.saturating_add(1);
        row.ballot_idx = Some(idx);
        self.ballots.insert(digest.to_string(), idx);
        Ok(())
    }

    /// Keeps what is known now of those voters whose ballots got a leaf from `first` on.
    pub(super) fn keep(self, conn: &mut Connection, first: u64) -> Result<(), Error> {
        let first = millis(first)?;
        let changed = self.voters.into_values().filter(|(row, _)| row.ballot_idx.is_some_and(|idx| idx >= first));
        let (known, new): (Vec<_>, Vec<_>) = changed.partition(|(_, known)| *known);
        for (row, _) in known {
            log::note(conn, &row, true)?;
        }
        let new: Vec<Participation> = new.into_iter().map(|(row, _)| row).collect();
        Ok(log::note_new(conn, &new)?)
    }
}

impl Lookup for Batch {
    type Fault = Error;

    fn standing(&mut self, credential: &Encoding) -> Result<Standing, Error> {
        self.voters.get(&credential.to_string()).map_or(Ok(Standing::default()), |(row, _)| standing(row))
    }

    fn same(&mut self, sha256: &Digest) -> Result<Option<u64>, Error> {
        self.leaf(sha256)
    }

    fn void(&mut self, _: u64) -> Result<Option<Option<u64>>, Error> {
        Err(Fault::Impossible("a void among ballots").into())
    }
}

/// What the table says about a voter.
pub(super) fn standing(row: &Participation) -> Result<Standing, Error> {
    Ok(Standing {
        ballots: usize::try_from(row.ballots).unwrap_or(usize::MAX),
        last: row.ballot_idx.map(number).transpose()?,
        paper: row.paper_idx.map(number).transpose()?,
    })
}
