//! Two archives of the same ballots: `people.bel` counts every voter once, `area.bel` by area in 0.01 m².
//!
//! Why two: the law asks for a majority of people and of area (民法典 278), and a ballot does not depend on weights. Election,
//! trustees, credential points, ballots and their order are the same bytes in both; each has its own Setup event, chain, encrypted
//! tally, shares and result, and can be verified alone.

use std::collections::HashSet;
use std::io::Write;

use super::archive::{SetupFiles, Timestamp, WriteError, Writer};
use super::ballot::Checked;
use super::ballot_box::{BallotBox, Countable};
use super::count::Count;
use super::credential::CredentialList;
use super::json::{self, JsonFault};
use super::parameters::{Election, ParametersFault};
use super::tally::{ElectionResult, PartialDecryption, QuorumFault, ShareFault, Shares, check_share, combine, solve};
use super::trustees::Trustees;
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;

/// What both archives share, and the two lists of credentials: the same points in the same order, with their weights.
pub struct PairFiles<'a> {
    /// `election.json`.
    pub election: &'a [u8],
    /// The trustees' JSON.
    pub trustees: &'a [u8],
    /// Credentials with weight 1.
    pub people: &'a [u8],
    /// Credentials with areas in 0.01 m².
    pub area: &'a [u8],
}

/// Why the pair cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PairFault {
    /// The archives cannot be continued.
    #[error("{0}")]
    Write(#[from] WriteError),
    /// A value could not be written as JSON.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// The election is not one.
    #[error("{0}")]
    Parameters(#[from] ParametersFault),
    /// The trustees or the credentials are not in order, or the two lists have not the same points.
    #[error("the trustees or the lists of credentials are not in order")]
    Setup,
    /// A ballot of somebody who is not entitled.
    #[error("credential {0} is not listed")]
    NotListed(Encoding),
    /// The bytes are not the ones that were checked.
    #[error("the ballot is not the one that was checked")]
    Unchecked,
    /// The same bytes once more.
    #[error("the same ballot once more")]
    Copy,
    /// Only one of the two archives could be written earlier; the pair cannot be continued.
    #[error("the two archives are no longer the same, because writing one of them failed")]
    Uneven,
    /// There is no such trustee, or the tally is not made yet.
    #[error("there is no trustee {0} whose share could be taken now")]
    Trustee(usize),
    /// A share does not hold.
    #[error("{0}")]
    Share(#[from] ShareFault),
    /// Too few trustees took part.
    #[error("{0}")]
    Quorum(#[from] QuorumFault),
    /// A total exceeds what can be opened.
    #[error("a total exceeds what can be opened")]
    TooLarge,
}

/// The pair being written.
pub struct Pair<W> {
    election: Election,
    trustees: Trustees,
    people: Side<W>,
    area: Side<W>,
    /// Digests of the ballots so far.
    ballots: HashSet<Digest>,
    /// A write failed: one archive may be ahead of the other.
    uneven: bool,
}

/// One archive of the pair.
struct Side<W> {
    writer: Writer<W>,
    credentials: CredentialList,
    ballots: BallotBox,
    /// Once voting has ended.
    tally: Vec<Vec<Ciphertext>>,
    /// SHA-256 of the event EncryptedTally.
    tally_event: Option<Digest>,
    shares: Shares,
}

impl<W: Write> Pair<W> {
    /// Begins both archives.
    pub fn create(people: W, area: W, time: Timestamp, files: &PairFiles<'_>) -> Result<Self, PairFault> {
        let election = Election::parse(files.election)?;
        let (trustees, faults) = Trustees::parse(files.trustees);
        if !faults.is_empty() || trustees.joint_key() != Some(election.public_key().point()) {
            return Err(PairFault::Setup);
        }
        let side = |out, credentials| {
            let setup = SetupFiles { election: files.election, trustees: files.trustees, credentials };
            let (credentials, faults) = CredentialList::parse(credentials);
            if !faults.is_empty() {
                return Err(PairFault::Setup);
            }
            let ballots = BallotBox::new(&election, credentials.entries().len());
            let writer = Writer::create(out, time, setup)?;
            Ok(Side { writer, credentials, ballots, tally: Vec::new(), tally_event: None, shares: Shares::new() })
        };
        let (people, area) = (side(people, files.people)?, side(area, files.area)?);
        let points = |side: &Side<W>| side.credentials.entries().iter().map(|entry| entry.point).collect::<Vec<_>>();
        if points(&people) != points(&area) {
            return Err(PairFault::Setup);
        }
        Ok(Self { election, trustees, people, area, ballots: HashSet::new(), uneven: false })
    }

    /// Writes to one archive and then the other; after a failure nothing more is written.
    fn both(&mut self, mut write: impl FnMut(&mut Side<W>, usize) -> Result<(), PairFault>) -> Result<(), PairFault> {
        if self.uneven {
            return Err(PairFault::Uneven);
        }
        self.uneven = true;
        write(&mut self.people, 0)?;
        write(&mut self.area, 1)?;
        self.uneven = false;
        Ok(())
    }

    /// Appends a ballot to both archives; `checked` is what the check of the same bytes gave.
    pub fn ballot(&mut self, bytes: &[u8], checked: Checked) -> Result<(), PairFault> {
        let digest = Digest::of(bytes);
        if digest != checked.digest {
            return Err(PairFault::Unchecked);
        }
        let ballot = Countable::from(checked);
        // The two lists have the same points in the same order.
        let (position, _) = self.people.credentials.find(&ballot.credential).ok_or(PairFault::NotListed(ballot.credential))?;
        if !self.ballots.insert(digest) {
            return Err(PairFault::Copy);
        }
        self.both(|side, _| {
            let weight = side.credentials.entries().get(position).map_or(0, |entry| entry.weight);
            side.writer.ballot(bytes)?;
            side.ballots.count(position, weight, ballot.clone());
            Ok(())
        })
    }

    /// Adds the ballots appended since to the sums; worth doing for many at once, because it uses all processors.
    pub fn settle(&mut self) {
        self.people.ballots.settle();
        self.area.ballots.settle();
    }

    /// Ends the voting and publishes both encrypted tallies; returns them, people first.
    pub fn close(&mut self) -> Result<[&[Vec<Ciphertext>]; 2], PairFault> {
        let mut encoded = Vec::with_capacity(2);
        for side in [&mut self.people, &mut self.area] {
            side.tally = side.ballots.tally(&self.election);
            let rows: Vec<_> = side.tally.iter().map(|row| EncodedCiphertext::of_all(row)).collect();
            encoded.push(json::to_canonical(&rows)?);
        }
        self.both(|side, index| {
            let (voters, weight) = side.ballots.counted();
            side.writer.end_ballots()?;
            let tally = encoded.get(index).map_or(&[][..], Vec::as_slice);
            side.tally_event = Some(side.writer.encrypted_tally(tally, voters, Count(weight))?);
            Ok(())
        })?;
        Ok(self.tallies())
    }

    /// Both encrypted tallies, people first; empty until voting has ended.
    pub fn tallies(&self) -> [&[Vec<Ciphertext>]; 2] {
        [&self.people.tally, &self.area.tally]
    }

    /// The events EncryptedTally by their SHA-256, people first: what the trustees' closing statement names.
    pub fn tally_events(&self) -> Option<[Digest; 2]> {
        Some([self.people.tally_event?, self.area.tally_event?])
    }

    /// The election.
    pub const fn election(&self) -> &Election {
        &self.election
    }

    /// Whether both lists have this credential.
    pub fn lists(&self, credential: &Encoding) -> bool {
        self.people.credentials.find(credential).is_some()
    }

    /// Checks and appends a trustee's shares of both tallies: both or neither.
    pub fn share(&mut self, owner: usize, people: &PartialDecryption, area: &PartialDecryption) -> Result<(), PairFault> {
        let number = u32::try_from(owner).map_err(|_| PairFault::Trustee(owner))?;
        let key = self.trustees.owner(owner).and_then(|trustee| trustee.key.as_ref()).ok_or(PairFault::Trustee(owner))?;
        let mut checked = Vec::with_capacity(2);
        for (side, share) in [(&self.people, people), (&self.area, area)] {
            if side.shares.contains_key(&owner) {
                return Err(PairFault::Trustee(owner));
            }
            checked.push((check_share(self.election.phi(), key, &side.tally, share)?, json::to_canonical(share)?));
        }
        self.both(|side, index| {
            let Some((factors, bytes)) = checked.get_mut(index) else { return Err(PairFault::Trustee(owner)) };
            side.writer.partial_decryption(bytes, number)?;
            side.shares.insert(owner, std::mem::take(factors));
            Ok(())
        })
    }

    /// Opens both tallies and publishes the results; returns them, people first.
    pub fn result(&mut self) -> Result<[ElectionResult; 2], PairFault> {
        let open = |side: &Side<W>| {
            let opened = combine(&self.trustees, &side.tally, &side.shares)?;
            solve(&opened, side.ballots.counted().1).ok_or(PairFault::TooLarge)
        };
        let results = [open(&self.people)?, open(&self.area)?];
        let [people, area] = &results;
        let bytes = [json::to_canonical(people)?, json::to_canonical(area)?];
        self.both(|side, index| {
            side.writer.result(bytes.get(index).map_or(&[], Vec::as_slice))?;
            Ok(())
        })?;
        Ok(results)
    }

    /// Gives back the two outputs, people first.
    pub fn into_inner(self) -> [W; 2] {
        [self.people.writer.into_inner(), self.area.writer.into_inner()]
    }
}
