//! The log, and what it says of the two archives.

use std::collections::HashSet;
use std::io::{Read, Seek};

use super::streams::{Lines, MAX_LEAF, MIN_LEAF, MaybeStream};
use super::{Setup, Sides, Work};
use crate::crypto::group::Encoding;
use crate::election::annex;
use crate::election::annex::line::Line;
use crate::election::annex::turnout::{Participation, paper_voters};
use crate::election::credential::Credential;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::note::Note;
use crate::election::log::replay::{History, Replay};
use crate::election::log::rules::Rules;
use crate::election::paper::{self, Sheet};
use crate::election::record::check::RecordCheck;
use crate::election::record::fault::RecordFault;
use crate::election::record::files::{ANNEX, AREA, CHECKPOINT, LOG, PAPER, TURNOUT};

/// Wrong leaves after which no more are read: each is remembered with its words.
const MAX_WRONG: usize = 1000;

impl<R: Read + Seek + Send> Work<'_, R> {
    /// Reads the log by the rules. `None` without rules to read it by.
    pub(super) fn log(&mut self, setup: &Setup) -> Option<History> {
        let stream = MaybeStream(Some(self.record.stream(LOG)?));
        let (Some(opening), Some(rules)) = (&setup.opening, &setup.rules) else {
            self.finish(LOG, stream);
            return None;
        };
        let mut lines = Lines::new(stream, MAX_LEAF);
        let mut replay = Replay::new(Rules::of(rules.rules(), opening.closing));
        for number in 1.. {
            match lines.next() {
                None => break,
                Some(Ok(line)) if line.len() >= MIN_LEAF && replay.faults() < MAX_WRONG => replay.read(&line),
                Some(_) => {
                    self.fail(RecordCheck::Log, LOG, RecordFault::Line(number));
                    break;
                }
            }
        }
        self.finish(LOG, lines.into_stream());
        let mut history = replay.finish();
        self.trays.examine(RecordCheck::Log, history.leaf_hashes.len());
        for fault in std::mem::take(&mut history.faults) {
            self.fail(RecordCheck::Log, LOG, fault);
        }
        if history.timestamp().is_none() {
            self.fail(RecordCheck::Log, LOG, RecordFault::NotClosed);
        }
        // Whoever cancels a poll before its count leaves the envelopes sealed.
        if history.sheet.is_none() && history.cancelled.is_none() {
            self.fail(RecordCheck::Log, LOG, RecordFault::NoSheet);
        }
        let named = history.opening.as_ref().map(|(digest, _)| *digest);
        if named.is_none() || named != opening.digest().ok() {
            self.fail(RecordCheck::Log, LOG, RecordFault::OtherOpening);
        }
        Some(history)
    }

    /// Whether the log is of this election, and names only who is entitled.
    pub(super) fn listed(&mut self, history: Option<&History>, sides: &Sides) {
        let Some(history) = history else { return };
        let (election, credentials) = (&sides.people.facts.election, &sides.people.facts.credentials);
        let phi = history.opening.as_ref().map(|(_, phi)| phi.as_str());
        if election.as_ref().is_some_and(|election| phi.is_some_and(|phi| phi != election.phi())) {
            self.fail(RecordCheck::Log, LOG, RecordFault::OtherOpening);
        }
        if credentials.entries().is_empty() {
            return;
        }
        let voted = history.ballots.iter().map(|ballot| (ballot.index, ballot.credential));
        let papers = history.papers.iter().map(|paper| (paper.index, paper.credential));
        for (index, credential) in voted.chain(papers) {
            if credentials.find(&credential).is_none() {
                self.fail(RecordCheck::Log, LOG, RecordFault::NotListed(index));
            }
        }
    }

    /// The head of the log; returns who else signed it.
    pub(super) fn checkpoint(&mut self, setup: &Setup, history: Option<&History>) -> Vec<String> {
        let (Some(bytes), Some(opening), Some(history)) = (self.file(CHECKPOINT), &setup.opening, history) else {
            return Vec::new();
        };
        let (Ok(key), Ok(cosigners)) = (opening.log_key(), opening.cosigner_keys()) else { return Vec::new() };
        let opened = Note::parse(bytes).map_err(Into::into).and_then(|note| Checkpoint::open(&note, &key, &cosigners));
        self.trays.examine(RecordCheck::Checkpoint, 1);
        let (checkpoint, signed) = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                self.fail(RecordCheck::Checkpoint, CHECKPOINT, fault);
                return Vec::new();
            }
        };
        let (size, length) = (checkpoint.size, u64::try_from(history.leaf_hashes.len()).unwrap_or(u64::MAX));
        if let Err(fault) = checkpoint.agrees_with(&history.leaf_hashes) {
            self.fail(RecordCheck::Checkpoint, CHECKPOINT, fault);
        } else if size < length {
            self.fail(RecordCheck::Checkpoint, CHECKPOINT, RecordFault::CheckpointBehind { size, length });
        }
        signed.iter().map(|signed| signed.key.name().to_owned()).collect()
    }

    /// Whether both archives are of one election.
    pub(super) fn pair(&mut self, sides: &Sides) {
        let (people, area) = (&sides.people, &sides.area);
        if people.facts.election.is_none() || area.facts.election.is_none() {
            return;
        }
        let points = |entries: &[Credential]| entries.iter().map(|entry| entry.point).collect::<Vec<_>>();
        let (first, second) = (&people.facts, &area.facts);
        let same = [
            (first.setup.election == second.setup.election, "election"),
            (first.setup.trustees == second.setup.trustees, "trustees"),
            (points(first.credentials.entries()) == points(second.credentials.entries()), "credentials"),
            (people.report.timestamp == area.report.timestamp, "time"),
            (people.report.stage == area.report.stage, "stage"),
        ];
        self.trays.examine(RecordCheck::Pair, same.len().saturating_add(first.ballots.len()));
        for (_, what) in same.into_iter().filter(|(same, _)| !same) {
            self.fail(RecordCheck::Pair, AREA, RecordFault::PairDiffers(what));
        }
        let longest = first.ballots.len().max(second.ballots.len());
        if let Some(at) = (0..longest).find(|at| first.ballots.get(*at) != second.ballots.get(*at)) {
            let number = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
            self.fail(RecordCheck::Pair, AREA, RecordFault::PairBallot(number));
        }
    }

    /// The sheet of the paper ballots.
    pub(super) fn paper(&mut self, setup: &Setup, history: Option<&History>, sides: &Sides) -> Option<Sheet> {
        let key = setup.opening.as_ref()?.keys.paper;
        let sheet = self.parse(RecordCheck::Paper, PAPER, |bytes| Sheet::open(bytes, &key))?;
        let (history, election, bytes) = (history?, sides.people.facts.election.as_ref()?, self.file(PAPER)?);
        let credentials = &sides.area.facts.credentials;
        // Somebody who is not listed, or has a ballot that counts, is told elsewhere; the sheet is held against all that remain.
        let areas: Vec<u64> = match paper_voters(history, credentials) {
            Ok(voters) => voters.into_iter().map(|(_, weight)| weight.area).collect(),
            Err(fault) => {
                self.fail(RecordCheck::Paper, PAPER, fault);
                return Some(sheet);
            }
        };
        let mut faults: Vec<RecordFault> =
            paper::check::faults(&sheet, bytes, election, history, &areas).into_iter().map(Into::into).collect();
        self.trays.examine(RecordCheck::Paper, areas.len());
        faults.extend(counted_on_paper(history, sides).map(RecordFault::CountedOnPaper));
        faults.into_iter().for_each(|fault| self.fail(RecordCheck::Paper, PAPER, fault));
        Some(sheet)
    }

    /// The annex, and who took part by it.
    pub(super) fn annex(
        &mut self,
        setup: &Setup,
        history: Option<&History>,
        sides: &Sides,
    ) -> (Vec<Line>, Option<Participation>) {
        let lines = self.parse(RecordCheck::Annex, ANNEX, annex::line::parse);
        let stated = self.parse(RecordCheck::Turnout, TURNOUT, Participation::parse);
        let (Some(lines), Some(history), Some(rules)) = (lines, history, setup.rules.as_ref()) else {
            return (Vec::new(), None);
        };
        self.trays.examine(RecordCheck::Annex, lines.len());
        for fault in annex::check::faults(&lines, history, &rules.rules().identity_level.value) {
            self.fail(RecordCheck::Annex, ANNEX, fault);
        }
        let participation = match Participation::of(history, &lines, &sides.area.facts.credentials) {
            Ok(participation) => {
                if let Some(stated) = stated {
                    self.trays.examine(RecordCheck::Turnout, 1);
                    if stated != participation {
                        self.fail(RecordCheck::Turnout, TURNOUT, RecordFault::TurnoutDiffers);
                    }
                }
                Some(participation)
            }
            Err(fault) => {
                self.fail(RecordCheck::Turnout, TURNOUT, fault);
                None
            }
        };
        (lines, participation)
    }
}

/// The leaves of voters on paper who have a ballot in one of the archives all the same.
fn counted_on_paper(history: &History, sides: &Sides) -> impl Iterator<Item = u64> {
    let voted: HashSet<Encoding> = sides.each().iter().flat_map(|(_, side)| side.facts.voted.iter().copied()).collect();
    history.papers.iter().filter(move |paper| voted.contains(&paper.credential)).map(|paper| paper.index)
}
