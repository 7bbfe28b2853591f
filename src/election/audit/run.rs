//! Running all checks over an archive.

use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use rayon::prelude::*;

use super::Check;
use super::report::{Fault, Report, Stage, Totals, Tray};
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::archive::{Content, Entry, EventKind, FaultClass, Payload, Reader, SizedEncryptedTally};
use crate::election::ballot::BallotFault;
use crate::election::ballot::check::check_listed;
use crate::election::ballot_box::{BallotBox, Countable};
use crate::election::count::Count;
use crate::election::credential::CredentialList;
use crate::election::json;
use crate::election::parameters::Election;
use crate::election::tally::{ElectionResult, EncryptedTally, PartialDecryption, Shares};
use crate::election::tally::{check_result, check_share, check_surplus, combine, fits, solve};
use crate::election::trustees::Trustees;

/// Ballots that are checked together, by all processors.
const CHUNK: usize = 128;
/// A chunk ends when it holds this many bytes, however few ballots they are.
const CHUNK_BYTES: usize = 8 << 20;

/// How far an audit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the archive read.
    pub bytes: u64,
    /// Ballots checked.
    pub ballots: u64,
}

/// Audits an archive from its first byte to its last.
pub fn audit<R: Read + Send>(input: R, progress: &mut dyn FnMut(Progress)) -> Report {
    let mut reader = Reader::new(input);
    let mut audit = Audit::default();
    let mut chunk = read_chunk(&mut reader);
    while !chunk.is_empty() {
        // Read on while the chunk in hand is checked.
        let (next, looked) = rayon::join(|| read_chunk(&mut reader), || audit.look(chunk, &HashMap::new()));
        audit.take_all(looked);
        progress(Progress { bytes: reader.bytes_read(), ballots: audit.ballots });
        chunk = next;
    }
    audit.close(&reader, Solving::Yes).report
}

/// Audits two archives that should hold the same ballots, people's first. What stands at about the same place of both, byte for
/// byte, is checked once; each archive still has its own report. `progress` tells of both together.
pub(crate) fn audit_pair<P: Read + Send, A: Read + Send>(people: P, area: A, progress: &mut dyn FnMut(Progress)) -> [Audited; 2] {
    let (mut people_reader, mut area_reader) = (Reader::new(people), Reader::new(area));
    let (mut people, mut area) = (Audit::default(), Audit::default());
    let mut chunks = (read_chunk(&mut people_reader), read_chunk(&mut area_reader));
    while !chunks.0.is_empty() || !chunks.1.is_empty() {
        let read = || rayon::join(|| read_chunk(&mut people_reader), || read_chunk(&mut area_reader));
        let look = || {
            let first = people.look(chunks.0, &HashMap::new());
            // A check says the same only of the same election.
            let same = people.election().map(Election::fingerprint) == area.election().map(Election::fingerprint);
            let known = if same { known(&first) } else { HashMap::new() };
            let second = area.look(chunks.1, &known);
            (first, second)
        };
        let (next, (first, second)) = rayon::join(read, look);
        rayon::join(|| people.take_all(first), || area.take_all(second));
        let bytes = people_reader.bytes_read().saturating_add(area_reader.bytes_read());
        progress(Progress { bytes, ballots: people.ballots });
        chunks = next;
    }
    [people.close(&people_reader, Solving::No), area.close(&area_reader, Solving::No)]
}

/// What is known of ballots by the digest of their bytes.
type Known<'k> = HashMap<Digest, &'k Result<Countable, BallotFault>>;

fn known(looked: &[Looked]) -> Known<'_> {
    // Without faults the digest is that of the very bytes which were checked.
    let sound = looked.iter().filter(|looked| looked.entry.faults.is_empty());
    sound.filter_map(|looked| Some((looked.entry.content.as_ref()?.event.payload?, looked.ballot.as_ref()?))).collect()
}

/// The next entries: a chunk of ballots, or everything up to and with a Setup, which ballots cannot be checked without.
fn read_chunk<R: Read>(reader: &mut Reader<R>) -> Vec<Entry> {
    let (mut entries, mut bytes) = (Vec::new(), 0_usize);
    for entry in reader {
        let kind = entry.content.as_ref().map(|content| content.event.kind);
        bytes = bytes.saturating_add(entry.content.as_ref().map_or(0, |content| payload_bytes(&content.payload)));
        entries.push(entry);
        if kind == Some(EventKind::Setup) || entries.len() >= CHUNK || bytes >= CHUNK_BYTES {
            break;
        }
    }
    entries
}

/// Bytes that an entry holds in memory, of whatever kind: large shares in place of ballots must not fill it either.
fn payload_bytes(payload: &Payload) -> usize {
    let parts = match payload {
        Payload::Setup { election, trustees, credentials } => [election, trustees, credentials],
        Payload::Ballot(part) | Payload::Result(part) => [part, &None, &None],
        Payload::EncryptedTally { encrypted_tally: part, .. } | Payload::PartialDecryption { partial_decryption: part, .. } => {
            [part, &None, &None]
        }
        Payload::EndBallots => [&None; 3],
    };
    parts.into_iter().flatten().map(Vec::len).fold(0, usize::saturating_add)
}

/// An entry after the part of its checks that needs nothing but the setup.
struct Looked {
    entry: Entry,
    ballot: Option<Result<Countable, BallotFault>>,
}

/// Whether totals are looked for that nobody has published. A record tells its result by its certificate, and before there is
/// one its audit has no use for numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Solving {
    Yes,
    No,
}

/// A report, and what the archive holds for whoever compares it with more than itself.
pub(crate) struct Audited {
    pub(crate) report: Report,
    pub(crate) facts: Facts,
}

/// What an archive holds. Only worth something together with a report without faults.
#[derive(Default)]
pub(crate) struct Facts {
    /// The Setup event's payloads, bytes as they stand there.
    pub(crate) setup: SetupBytes,
    pub(crate) election: Option<Election>,
    pub(crate) trustees: Trustees,
    pub(crate) credentials: CredentialList,
    /// The ballots' digests, in their order.
    pub(crate) ballots: Vec<Digest>,
    /// Who cast them, as far as they hold and the credential is listed.
    pub(crate) voted: Vec<Encoding>,
    /// SHA-256 of the event EncryptedTally.
    pub(crate) tally_event: Option<Digest>,
    /// The encrypted tally as it must be.
    pub(crate) tally: Vec<Vec<Ciphertext>>,
    /// Each trustee's share, as far as its proofs hold.
    pub(crate) shares: BTreeMap<usize, PartialDecryption>,
}

/// The payloads of the Setup event; empty where they could not be found.
#[derive(Default)]
pub(crate) struct SetupBytes {
    pub(crate) election: Vec<u8>,
    pub(crate) trustees: Vec<u8>,
    pub(crate) credentials: Vec<u8>,
}

#[derive(Default)]
struct Audit {
    /// For the caller, beside the report.
    facts: Facts,
    trays: BTreeMap<Check, Tray>,
    setup: Option<Setup>,
    last: Option<EventKind>,
    ballots: u64,
    /// Ballots by the digest of their bytes → height of their event.
    seen: HashMap<Digest, u64>,
    /// An encrypted tally was published.
    tallied: bool,
    /// The encrypted tally as published, where it could be read and fits the questions.
    published: Option<Vec<Vec<Ciphertext>>>,
    shares: Shares,
    /// Numbers of trustees that published anything.
    sharers: BTreeSet<usize>,
    result: Option<ElectionResult>,
    /// Place of the last event, for findings about the whole.
    place: (u64, Option<u64>),
}

/// What the Setup event gives; each part is there if it could be read.
struct Setup {
    election: Option<Election>,
    trustees: Trustees,
    credentials: CredentialList,
    ballots: Option<BallotBox>,
}

impl Audit {
    fn tray(&mut self, check: Check) -> &mut Tray {
        self.trays.entry(check).or_default()
    }

    fn election(&self) -> Option<&Election> {
        self.setup.as_ref()?.election.as_ref()
    }

    /// Checks each ballot of a chunk by itself, in parallel, except those already known.
    fn look(&self, chunk: Vec<Entry>, known: &Known<'_>) -> Vec<Looked> {
        let setup = self.setup.as_ref().and_then(|setup| Some((setup.election.as_ref()?, &setup.credentials)));
        let look = |entry: Entry| {
            let ballot = match (&entry.content, setup) {
                (Some(Content { payload: Payload::Ballot(Some(bytes)), event, .. }), Some((election, credentials))) => {
                    // A payload that only its name says to be this one is a fault of the digests: what it holds is not known.
                    let known = event.payload.and_then(|digest| known.get(&digest)).filter(|_| entry.faults.is_empty());
                    let check = || check_listed(election, credentials, bytes).map(Countable::from);
                    Some(known.map_or_else(check, |known| (*known).clone()))
                }
                _ => None,
            };
            Looked { entry, ballot }
        };
        chunk.into_par_iter().map(look).collect()
    }

    fn take_all(&mut self, looked: Vec<Looked>) {
        looked.into_iter().for_each(|looked| self.take(looked));
        if let Some(setup) = &mut self.setup {
            setup.ballots.iter_mut().for_each(BallotBox::settle);
        }
    }

    fn take(&mut self, Looked { entry, ballot }: Looked) {
        for fault in entry.faults {
            let check = match fault.class() {
                FaultClass::Bytes => Check::Bytes,
                FaultClass::Digests => Check::Digests,
                FaultClass::Chain => Check::Chain,
                FaultClass::Grammar => Check::Grammar,
            };
            let height = entry.content.as_ref().map(|content| content.event.height);
            self.tray(check).fail(entry.offset, height, fault);
        }
        let Some(Content { event, payload, digest }) = entry.content else { return };
        for check in [Check::Bytes, Check::Digests, Check::Chain, Check::Grammar] {
            self.tray(check).examine(1);
        }
        self.place = (entry.offset, Some(event.height));
        // Out of order counts as a fault of the grammar, reported by the reader; what is counted then is what came in order.
        let in_order = self.last <= Some(event.kind);
        match payload {
            Payload::Setup { election, trustees, credentials } if self.setup.is_none() => {
                self.take_setup(election.as_deref(), trustees.as_deref(), credentials.as_deref());
            }
            Payload::Setup { .. } | Payload::EndBallots => {}
            Payload::Ballot(_) => {
                self.ballots = self.ballots.saturating_add(1);
                if let Some(ballot) = ballot {
                    self.take_ballot(event.payload, event.height, ballot, in_order);
                }
            }
            Payload::EncryptedTally { encrypted_tally, sized } => {
                self.facts.tally_event.get_or_insert(digest);
                self.take_tally(encrypted_tally.as_deref(), sized);
            }
            Payload::PartialDecryption { partial_decryption, owner } => {
                self.take_share(partial_decryption.as_deref(), owner);
            }
            Payload::Result(result) => self.take_result(result.as_deref()),
        }
        self.last = self.last.max(Some(event.kind));
    }

    /// Adds a finding at the event in hand.
    fn fail(&mut self, check: Check, fault: impl Into<Fault>) {
        let (offset, height) = self.place;
        self.tray(check).fail(offset, height, fault);
    }

    fn take_setup(&mut self, election: Option<&[u8]>, trustees: Option<&[u8]>, credentials: Option<&[u8]>) {
        let bytes = |part: Option<&[u8]>| part.unwrap_or_default().to_vec();
        self.facts.setup = SetupBytes { election: bytes(election), trustees: bytes(trustees), credentials: bytes(credentials) };
        let election = election.and_then(|bytes| {
            self.tray(Check::Election).examine(1);
            Election::parse(bytes).map_err(|fault| self.fail(Check::Election, fault)).ok()
        });
        let trustees = trustees.map_or_else(Trustees::default, |bytes| {
            let (trustees, faults) = Trustees::parse(bytes);
            let count = u64::try_from(trustees.owners().len()).unwrap_or(u64::MAX);
            self.tray(Check::Trustees).examine(count);
            faults.into_iter().for_each(|fault| self.fail(Check::Trustees, fault));
            trustees
        });
        let credentials = credentials.map_or_else(CredentialList::default, |bytes| {
            let (credentials, faults) = CredentialList::parse(bytes);
            self.tray(Check::Credentials).examine(length(credentials.entries()));
            faults.into_iter().for_each(|fault| self.fail(Check::Credentials, fault));
            credentials
        });
        if let Some((election, joint)) = election.as_ref().zip(trustees.joint_key()) {
            self.tray(Check::ElectionKey).examine(1);
            if election.public_key().point() != joint {
                self.fail(Check::ElectionKey, Fault::ElectionKey);
            }
        }
        let ballots = election.as_ref().map(|election| BallotBox::new(election, credentials.entries().len()));
        if ballots.is_some() {
            // An empty ballot box is a checked one.
            [Check::Ballots, Check::BallotCredentials, Check::BallotCopies]
                .into_iter()
                .for_each(|check| self.tray(check).examine(0));
        }
        self.setup = Some(Setup { election, trustees, credentials, ballots });
    }

    fn take_ballot(&mut self, digest: Option<Digest>, height: u64, ballot: Result<Countable, BallotFault>, in_order: bool) {
        for check in [Check::Ballots, Check::BallotCopies] {
            self.tray(check).examine(1);
        }
        let Some(Setup { credentials, ballots: Some(ballots), .. }) = &mut self.setup else { return };
        let first = digest.and_then(|digest| match self.seen.entry(digest) {
            Slot::Occupied(first) => Some(*first.get()),
            Slot::Vacant(slot) => {
                slot.insert(height);
                None
            }
        });
        let mut faults = Vec::new();
        let mut listed = 0;
        if let Some(first) = first {
            faults.push((Check::BallotCopies, Fault::Copy { first }));
        }
        match ballot {
            Err(fault) => faults.push((Check::Ballots, fault.into())),
            Ok(ballot) => {
                listed = 1;
                match credentials.find(&ballot.credential) {
                    None => faults.push((Check::BallotCredentials, Fault::NotListed(ballot.credential))),
                    Some((position, credential)) if in_order && first.is_none() => {
                        self.facts.voted.push(ballot.credential);
                        ballots.count(position, credential.weight, ballot);
                    }
                    Some(_) => {}
                }
            }
        }
        self.tray(Check::BallotCredentials).examine(listed);
        faults.into_iter().for_each(|(check, fault)| self.fail(check, fault));
    }

    fn take_tally(&mut self, bytes: Option<&[u8]>, sized: Option<SizedEncryptedTally>) {
        // A second one is a fault of the grammar; adding everything up for it again would be work for nothing.
        if std::mem::replace(&mut self.tallied, true) {
            return;
        }
        let Some(Setup { election: Some(election), ballots: Some(ballots), .. }) = &mut self.setup else { return };
        let recomputed = ballots.tally(election);
        let (voters, weight) = ballots.counted();
        self.facts.tally.clone_from(&recomputed);
        let mut faults = Vec::new();
        if let Some(bytes) = bytes {
            match json::from_canonical::<EncryptedTally>(bytes) {
                Err(fault) => faults.push((Check::EncryptedTally, Fault::TallyJson(fault))),
                Ok(published) if !fits(election, &published) => faults.push((Check::EncryptedTally, Fault::TallyShape)),
                Ok(published) => {
                    for (question, (row, own)) in published.iter().zip(&recomputed).enumerate() {
                        for (answer, (ciphertext, own)) in row.iter().zip(own).enumerate() {
                            if *ciphertext != own.encode() {
                                faults.push((Check::EncryptedTally, Fault::TallyDiffers { question, answer }));
                            }
                        }
                    }
                    let decode = |row: &Vec<EncodedCiphertext>| row.iter().map(|c| c.decode().ok()).collect::<Option<Vec<_>>>();
                    self.published = published.iter().map(decode).collect();
                }
            }
            self.tray(Check::EncryptedTally).examine(length(&recomputed.concat()));
        }
        if let Some(SizedEncryptedTally { num_tallied: stated, total_weight: Count(stated_weight), .. }) = sized {
            self.tray(Check::TallySize).examine(2);
            if stated != voters {
                faults.push((Check::TallySize, Fault::NumTallied { stated, counted: voters }));
            }
            if stated_weight != weight {
                faults.push((Check::TallySize, Fault::TotalWeight { stated: stated_weight, counted: weight }));
            }
        }
        // Where nothing readable was published, shares can still be held against what should have been.
        self.published.get_or_insert(recomputed);
        faults.into_iter().for_each(|(check, fault)| self.fail(check, fault));
    }

    fn take_share(&mut self, bytes: Option<&[u8]>, owner: Option<u32>) {
        self.tray(Check::Shares).examine(1);
        let (Some(bytes), Some(owner)) = (bytes, owner.and_then(|owner| usize::try_from(owner).ok())) else { return };
        let (Some(setup), Some(tally)) = (&self.setup, &self.published) else { return };
        let Some(election) = &setup.election else { return };
        let share = match json::from_canonical::<PartialDecryption>(bytes) {
            Ok(share) => share,
            Err(fault) => return self.fail(Check::Shares, Fault::ShareJson(fault)),
        };
        let Some(trustee) = setup.trustees.owner(owner) else { return self.fail(Check::Shares, Fault::ShareOwner { owner }) };
        // A second one is refused before its proofs cost anything.
        if !self.sharers.insert(owner) {
            return self.fail(Check::Shares, Fault::ShareTwice { owner });
        }
        let checked = trustee.key.as_ref().map(|key| check_share(election.phi(), key, tally, &share));
        match checked {
            Some(Ok(factors)) => {
                self.shares.insert(owner, factors);
                self.facts.shares.insert(owner, share);
            }
            Some(Err(fault)) => self.fail(Check::Shares, Fault::Share { owner, fault }),
            // The key is not a point: the trustees' check says so.
            None => {}
        }
    }

    fn take_result(&mut self, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else { return };
        match json::from_canonical::<ElectionResult>(bytes) {
            Ok(result) if self.result.is_none() => self.result = Some(result),
            Ok(_) => {}
            Err(fault) => self.fail(Check::Result, Fault::ResultJson(fault)),
        }
    }

    /// Combines the shares and compares with the result; returns the totals.
    fn open(&mut self, solving: Solving) -> Option<Totals> {
        let published = self.result.take();
        let numbers = |result: &ElectionResult| result.result.iter().map(|row| row.iter().map(|n| n.0).collect()).collect();
        let (Some(setup), Some(tally)) = (&self.setup, &self.published) else {
            return published.as_ref().map(|result| Totals::Published(numbers(result)));
        };
        // A list of trustees that is not in order has been refused; nothing can be opened by it.
        if setup.trustees.joint_key().is_none() {
            return published.as_ref().map(|result| Totals::Published(numbers(result)));
        }
        let groups = length(setup.trustees.groups());
        let surplus = check_surplus(&setup.trustees, &self.shares);
        let opened = combine(&setup.trustees, tally, &self.shares);
        let bound = setup.ballots.as_ref().map_or(0, |ballots| ballots.counted().1);
        for (owner, fault) in surplus {
            self.fail(Check::Shares, Fault::Share { owner, fault });
        }
        if published.is_some() || opened.is_ok() {
            self.tray(Check::Quorum).examine(groups);
        }
        match (published, opened) {
            (Some(result), Ok(opened)) => {
                self.tray(Check::Result).examine(length(&opened.concat()));
                let faults = check_result(&opened, &result);
                faults.into_iter().for_each(|fault| self.fail(Check::Result, fault));
                Some(Totals::Published(numbers(&result)))
            }
            (Some(result), Err(fault)) => {
                self.fail(Check::Quorum, fault);
                Some(Totals::Published(numbers(&result)))
            }
            // Enough shares but no result yet: the numbers are there for everybody to find. To look for them costs by the weights,
            // which anybody can write as great as they like, so not in an archive that is refused anyway.
            (None, Ok(opened)) if solving == Solving::Yes && self.trays.values().all(Tray::is_clean) => {
                solve(&opened, bound).map(|result| Totals::Opened(numbers(&result)))
            }
            (None, _) => None,
        }
    }

    fn close<R: Read>(mut self, reader: &Reader<R>, solving: Solving) -> Audited {
        let totals = self.open(solving);
        let stage = match self.last {
            None => Stage::Nothing,
            Some(EventKind::Setup | EventKind::Ballot) => Stage::Open,
            Some(EventKind::EndBallots) => Stage::Closed,
            Some(EventKind::EncryptedTally) => Stage::Tallied,
            Some(EventKind::PartialDecryption) => Stage::Decrypting,
            Some(EventKind::Result) => Stage::Result,
        };
        let checks = Check::ALL.into_iter().map(|check| {
            let tray = self.trays.remove(&check).unwrap_or_default();
            tray.close(check, stage >= needs(check))
        });
        let checks = checks.collect();
        let mut order: Vec<(u64, Digest)> = self.seen.iter().map(|(digest, height)| (*height, *digest)).collect();
        order.sort_unstable();
        self.facts.ballots = order.into_iter().map(|(_, digest)| digest).collect();
        let setup = self.setup.as_ref();
        let entitled = setup.map_or((0, 0), |s| (length(s.credentials.entries()), s.credentials.total_weight()));
        let report = Report {
            checks,
            stage,
            timestamp: reader.timestamp(),
            election: self.election().map(|election| (election.parameters().clone(), election.phi().to_owned())),
            trustees: setup.map_or_else(Vec::new, |s| s.trustees.owners().iter().map(|o| o.name.clone()).collect()),
            entitled,
            ballots: self.ballots,
            counted: setup.and_then(|s| s.ballots.as_ref()).map_or((0, 0), BallotBox::counted),
            totals,
        };
        let mut facts = self.facts;
        if let Some(setup) = self.setup {
            (facts.election, facts.trustees, facts.credentials) = (setup.election, setup.trustees, setup.credentials);
        }
        Audited { report, facts }
    }
}

/// The stage from which on a check has something to look at.
const fn needs(check: Check) -> Stage {
    match check {
        Check::Bytes | Check::Digests | Check::Chain | Check::Grammar => Stage::Nothing,
        Check::Election
        | Check::Trustees
        | Check::ElectionKey
        | Check::Credentials
        | Check::Ballots
        | Check::BallotCredentials
        | Check::BallotCopies => Stage::Open,
        Check::EncryptedTally | Check::TallySize => Stage::Tallied,
        Check::Shares => Stage::Decrypting,
        Check::Quorum | Check::Result => Stage::Result,
    }
}

fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}
