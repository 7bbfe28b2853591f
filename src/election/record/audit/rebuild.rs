//! Both archives written again from opening, log and ballots, and compared.

use std::collections::HashMap;
use std::io::{Read, Seek};

use rayon::prelude::*;

use super::streams::{Compare, Lines, MaybeStream};
use super::{Sides, Work};
use crate::crypto::elgamal::EncodedCiphertext;
use crate::crypto::hash::Digest;
use crate::election::archive::{SetupFiles, WriteError, Writer};
use crate::election::audit::{Audited, Progress, Stage};
use crate::election::count::Count;
use crate::election::json::to_canonical;
use crate::election::log::replay::{History, LoggedBallot};
use crate::election::record::check::RecordCheck;
use crate::election::record::fault::{RecordFault, Side};
use crate::election::record::files::{CAST, PEOPLE};
use crate::election::record::reader::Record;

/// The most bytes of a ballot: 16,384 ciphertexts and branches at less than a kilobyte each.
const MAX_BALLOT: u64 = 16 << 20;
/// Ballots held at once.
const CHUNK: usize = 256;
/// A chunk ends when it holds this many bytes.
const CHUNK_BYTES: usize = 8 << 20;

type Rebuilder<'r, R> = Writer<Compare<'r, R>>;

impl<'r, R: Read + Seek + Send> Work<'r, R> {
    /// Reads every logged ballot once and writes both archives.
    pub(super) fn rebuild(&mut self, history: Option<&History>, sides: &Sides, progress: &mut dyn FnMut(Progress)) {
        let stream = MaybeStream(self.record.stream(CAST));
        let Some(history) = history.filter(|_| stream.0.is_some()) else { return self.finish(CAST, stream) };
        self.trays.examine(RecordCheck::Cast, history.ballots.len());
        let mut rebuilt = match begin(self.record, history, sides).transpose() {
            Ok(begun) => begun,
            Err(error) => {
                self.not_rebuilt(PEOPLE, &error);
                None
            }
        };
        let mut cast = Cast { next: 0, history, places: places(history), faults: Vec::new() };
        let mut lines = Lines::new(stream, MAX_BALLOT);
        let mut read = self.read;
        loop {
            let chunk = read_chunk(&mut lines, &mut cast);
            let Some(last) = chunk.last() else { break };
            let ballots = u64::try_from(last.0.saturating_add(1)).unwrap_or(u64::MAX);
            read = read.saturating_add(chunk.iter().map(|(_, bytes)| bytes.len()).sum::<usize>().try_into().unwrap_or(u64::MAX));
            let counting = cast.look(sides, &chunk);
            if let Some([people, area]) = &mut rebuilt {
                let write =
                    |writer: &mut Rebuilder<'r, R>| counting.iter().try_for_each(|ballot| writer.ballot(ballot).map(drop));
                let (first, second) = rayon::join(|| write(people), || write(area));
                if let Err(error) = first.and(second) {
                    self.not_rebuilt(PEOPLE, &error);
                    rebuilt = None;
                }
            }
            progress(Progress { bytes: read, ballots });
        }
        cast.missing_up_to(history.ballots.len());
        for fault in cast.faults {
            self.fail(RecordCheck::Cast, CAST, fault);
        }
        self.finish(CAST, lines.into_stream());
        match rebuilt {
            Some(writers) if history.closed.is_some() => self.end(writers, sides),
            Some(writers) => self.end_cancelled(writers, sides),
            None => {}
        }
    }

    fn not_rebuilt(&mut self, file: &str, error: &WriteError) {
        self.fail(RecordCheck::Rebuilt, file, RecordFault::NotRebuilt(error.to_string()));
    }

    /// Of a poll that was cancelled before its close: the archives hold the ballots so far and no sum of them.
    fn end_cancelled(&mut self, writers: [Rebuilder<'r, R>; 2], sides: &Sides) {
        for (writer, (side, audited)) in writers.into_iter().zip(sides.each()) {
            self.trays.examine(RecordCheck::Rebuilt, audited.facts.ballots.len());
            match writer.into_inner().whole_difference() {
                Ok(Some(offset)) => self.fail(RecordCheck::Rebuilt, side.file(), RecordFault::Rebuilt(offset)),
                Ok(None) => {}
                Err(error) => self.fail(RecordCheck::Rebuilt, side.file(), RecordFault::Read(error.to_string())),
            }
        }
    }

    /// Writes the encrypted tallies, and tells where an archive is not what was written.
    fn end(&mut self, writers: [Rebuilder<'r, R>; 2], sides: &Sides) {
        for (mut writer, (side, audited)) in writers.into_iter().zip(sides.each()) {
            let file = side.file();
            self.trays.examine(RecordCheck::Rebuilt, audited.facts.ballots.len());
            let (voters, weight) = audited.report.counted;
            let rows: Vec<_> = audited.facts.tally.iter().map(|row| EncodedCiphertext::of_all(row)).collect();
            let written = writer.end_ballots().and_then(|_| {
                let tally = to_canonical(&rows)?;
                writer.encrypted_tally(&tally, voters, Count(weight))
            });
            if let Err(error) = written {
                self.not_rebuilt(file, &error);
            }
            if let Some(offset) = writer.into_inner().difference() {
                self.fail(RecordCheck::Rebuilt, file, RecordFault::Rebuilt(offset));
            }
            if audited.report.stage < Stage::Tallied {
                self.fail(RecordCheck::Files, file, RecordFault::NotTallied);
            }
        }
    }
}

/// Begins both archives by what the log and the archives' own setups say. `None` if the voting never ended.
fn begin<'r, R: Read + Seek>(
    record: &'r Record<R>,
    history: &History,
    sides: &Sides,
) -> Option<Result<[Rebuilder<'r, R>; 2], WriteError>> {
    let time = history.timestamp()?;
    let shared = &sides.people.facts.setup;
    let create = |side: Side, audited: &Audited| {
        let setup =
            SetupFiles { election: &shared.election, trustees: &shared.trustees, credentials: &audited.facts.setup.credentials };
        Writer::create(Compare::new(MaybeStream(record.stream(side.file()))), time, setup)
    };
    let people = create(Side::People, &sides.people);
    Some(people.and_then(|people| Ok([people, create(Side::Area, &sides.area)?])))
}

/// Wrong lines after which no more are read: each is remembered.
const MAX_WRONG: usize = 1 << 16;

/// The logged ballots being found, in the order of the log.
struct Cast<'h> {
    /// Position of the next ballot.
    next: usize,
    history: &'h History,
    /// Positions by digest.
    places: HashMap<Digest, usize>,
    faults: Vec<RecordFault>,
}

fn places(history: &History) -> HashMap<Digest, usize> {
    history.ballots.iter().enumerate().map(|(position, ballot)| (ballot.sha256, position)).collect()
}

impl Cast<'_> {
    /// Holds a chunk of ballots against the log; returns those that count.
    fn look<'c>(&mut self, sides: &Sides, chunk: &'c [(usize, Vec<u8>)]) -> Vec<&'c [u8]> {
        let election = sides.people.facts.election.as_ref();
        let begins = |ballot: &LoggedBallot, bytes: &[u8]| {
            // The one way in which a canonical ballot of this election and credential begins.
            election.is_none_or(|election| {
                let (uuid, phi) = (&election.parameters().uuid, election.phi());
                let begin =
                    format!(r#"{{"election_uuid":"{uuid}","election_hash":"{phi}","credential":"{}","#, ballot.credential);
                bytes.starts_with(begin.as_bytes())
            })
        };
        let mut counting = Vec::new();
        for (position, bytes) in chunk {
            let Some(ballot) = self.history.ballots.get(*position) else { continue };
            if !begins(ballot, bytes) {
                self.faults.push(RecordFault::BallotCredential(ballot.index));
            }
            if ballot.counts() {
                counting.push(bytes.as_slice());
            }
        }
        counting
    }

    /// Finds the place of the next line by its digest; lines left out are told.
    fn place(&mut self, digest: Digest, line: usize) -> Option<usize> {
        match self.places.get(&digest).copied() {
            Some(position) if position >= self.next => {
                self.missing_up_to(position);
                self.next = position.saturating_add(1);
                Some(position)
            }
            _ => {
                let expected = self.history.ballots.get(self.next).map(|ballot| ballot.index);
                let line = u64::try_from(line).unwrap_or(u64::MAX);
                self.faults.push(expected.map_or(RecordFault::BallotExtra(line), RecordFault::BallotOther));
                None
            }
        }
    }

    fn missing_up_to(&mut self, position: usize) {
        let missing = self.history.ballots.get(self.next..position).unwrap_or_default();
        self.faults.extend(missing.iter().map(|ballot| RecordFault::BallotMissing(ballot.index)));
        self.next = position;
    }
}

/// The next ballots with their positions in the log. Those that the log does not have are told and left out.
fn read_chunk<R: Read + Seek>(lines: &mut Lines<'_, R>, cast: &mut Cast<'_>) -> Vec<(usize, Vec<u8>)> {
    let mut found = Vec::new();
    // Beyond, nothing is learnt from more of them.
    while found.is_empty() && cast.faults.len() < MAX_WRONG {
        let (mut chunk, mut size) = (Vec::new(), 0_usize);
        let mut ended = false;
        while chunk.len() < CHUNK && size < CHUNK_BYTES {
            match lines.next() {
                Some(Ok(line)) => {
                    size = size.saturating_add(line.len());
                    chunk.push(line);
                }
                Some(Err(_)) => {
                    cast.faults.push(RecordFault::Line(u64::try_from(cast.next.saturating_add(1)).unwrap_or(u64::MAX)));
                    ended = true;
                    break;
                }
                None => {
                    ended = true;
                    break;
                }
            }
        }
        let digests: Vec<Digest> = chunk.par_iter().map(|line| Digest::of(line)).collect();
        for (line, digest) in chunk.into_iter().zip(digests) {
            let number = cast.next.saturating_add(1);
            if let Some(position) = cast.place(digest, number) {
                found.push((position, line));
            }
        }
        if ended {
            break;
        }
    }
    found
}
