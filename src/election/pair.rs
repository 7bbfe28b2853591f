//! Two archives of the same ballots: `people.bel` counts every voter once, `area.bel` by area in 0.01 m².
//!
//! Why two: the law asks for a majority of people and of area (民法典 278), and a ballot does not depend on weights. Election,
//! trustees, credential points, ballots and their order are the same bytes in both; each has its own Setup event, chain, encrypted
//! tally, shares and result, and can be verified alone.

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
        Ok(Self { election, trustees, people, area })
    }

    /// Appends a ballot that was checked to both archives.
    pub fn ballot(&mut self, bytes: &[u8], checked: Checked) -> Result<(), PairFault> {
        let ballot = Countable::from(checked);
        for side in [&mut self.people, &mut self.area] {
            let (position, credential) =
                side.credentials.find(&ballot.credential).ok_or(PairFault::NotListed(ballot.credential))?;
            side.writer.ballot(bytes)?;
            side.ballots.count(position, credential.weight, ballot.clone());
        }
        Ok(())
    }

    /// Adds the ballots appended since to the sums; worth doing for many at once, because it uses all processors.
    pub fn settle(&mut self) {
        self.people.ballots.settle();
        self.area.ballots.settle();
    }

    /// Ends the voting and publishes both encrypted tallies; returns them, people first.
    pub fn close(&mut self) -> Result<[&[Vec<Ciphertext>]; 2], PairFault> {
        for side in [&mut self.people, &mut self.area] {
            side.writer.end_ballots()?;
            side.tally = side.ballots.tally(&self.election);
            let encode = |row: &Vec<Ciphertext>| row.iter().map(Ciphertext::encode).collect::<Vec<EncodedCiphertext>>();
            let encoded: Vec<_> = side.tally.iter().map(encode).collect();
            let (voters, weight) = side.ballots.counted();
            let event = side.writer.encrypted_tally(&json::to_canonical(&encoded)?, voters, Count(weight))?;
            side.tally_event = Some(event);
        }
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
        for (side, (factors, bytes)) in [&mut self.people, &mut self.area].into_iter().zip(checked) {
            side.writer.partial_decryption(&bytes, number)?;
            side.shares.insert(owner, factors);
        }
        Ok(())
    }

    /// Opens both tallies and publishes the results; returns them, people first.
    pub fn result(&mut self) -> Result<[ElectionResult; 2], PairFault> {
        let open = |side: &Side<W>| {
            let opened = combine(&self.trustees, &side.tally, &side.shares)?;
            solve(&opened, side.ballots.counted().1).ok_or(PairFault::TooLarge)
        };
        let results = [open(&self.people)?, open(&self.area)?];
        for (side, result) in [&mut self.people, &mut self.area].into_iter().zip(&results) {
            side.writer.result(&json::to_canonical(result)?)?;
        }
        Ok(results)
    }

    /// Gives back the two outputs, people first.
    pub fn into_inner(self) -> [W; 2] {
        [self.people.writer.into_inner(), self.area.writer.into_inner()]
    }
}
