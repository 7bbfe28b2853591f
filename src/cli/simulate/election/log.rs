//! The make-believe log, and by which way each vote came.

use super::poll::Poll;
use super::{Act, Source};
use crate::cli::simulate::failure::Failure;
use crate::crypto::hash::Digest;
use crate::election::annex::line::{Channel, Line, minute, serial_digest};
use crate::election::log::leaf::{Entry, Leaf, Nonce, State};
use crate::election::log::replay::{History, Replay};
use crate::election::log::rules::Rules;
use crate::election::rules::Identification;

/// Between the close and the sheet, and between the sheet and the result, in milliseconds.
const HOUR: u64 = 3_600_000;

pub(super) struct Log {
    replay: Option<Replay>,
    source: [u8; 32],
    /// The leaves, each with its line feed.
    pub(super) leaves: Vec<u8>,
    pub(super) lines: Vec<Line>,
    /// The leaves of the voters' first ballots.
    first: std::collections::HashMap<u32, u64>,
}

impl Log {
    /// The voting begins.
    pub(super) fn open(poll: &Poll, source: &Source) -> Result<Self, Failure> {
        let replay = Some(Replay::new(Rules::of(poll.rules.rules(), poll.opening.closing)));
        let mut log =
            Self { replay, source: source.0, leaves: Vec::new(), lines: Vec::new(), first: std::collections::HashMap::new() };
        let opening = poll.opening.digest()?;
        log.append(poll.begin, Entry::Open { opening, phi: poll.election.phi().to_owned() })?;
        Ok(log)
    }

    fn append(&mut self, time: u64, entry: Entry) -> Result<u64, Failure> {
        let replay = self.replay.as_mut().ok_or_else(|| Failure::own("the log was closed"))?;
        let index = replay.tree().size();
        let number = u32::try_from(index).map_err(Failure::own)?;
        let nonce = Nonce::random(&mut Source(self.source).of("nonce", number));
        let leaf = replay.append(Leaf { index, nonce, time, entry }).map_err(Failure::own)?;
        self.leaves.extend_from_slice(&leaf);
        self.leaves.push(b'\n');
        Ok(index)
    }

    /// Act `number` of `count`; a ballot with its bytes.
    pub(super) fn act(
        &mut self,
        poll: &Poll,
        act: &Act,
        (number, count): (usize, usize),
        ballot: Option<&[u8]>,
    ) -> Result<(), Failure> {
        let part = |number: usize| u64::try_from(number).unwrap_or(u64::MAX).saturating_add(1);
        let span = poll.end.saturating_sub(poll.begin);
        let step = span.saturating_mul(part(number)).checked_div(part(count)).unwrap_or_default();
        let time = poll.begin.saturating_add(step);
        let (voter, channel) = match *act {
            Act::Cast { voter, .. } if voter.is_multiple_of(10) => (voter, Channel::Assisted),
            Act::Cast { voter, .. } => (voter, Channel::Electronic),
            Act::Paper { voter } => (voter, Channel::Paper),
            Act::Void { voter } => {
                let voided = *self.first.get(&voter).ok_or_else(|| Failure::own("no ballot to take out"))?;
                let (reason, authority) = ("本人说没有投过".to_owned(), "筹备组组长".to_owned());
                return self.append(time, Entry::Void { voided, reason, authority }).map(drop);
            }
        };
        let credential = poll.voter(voter)?.encoding;
        let entry = match ballot {
            Some(bytes) => Entry::Ballot { credential, sha256: Digest::of(bytes) },
            None => Entry::Paper { credential },
        };
        let index = self.append(time, entry)?;
        self.first.entry(voter).or_insert(index);
        let seen = channel != Channel::Electronic;
        let serial = format!("S{voter:07}");
        self.lines.push(Line {
            index,
            channel,
            level: if seen { Identification::Witness } else { Identification::Sms },
            time: minute(time),
            serial_digest: serial_digest(&Source(self.source).bytes("serials"), poll.election.phi(), &serial),
            attested_by: if seen { vec!["网格长甲".to_owned()] } else { Vec::new() },
        });
        Ok(())
    }

    /// The voting ends, the paper is counted, and perhaps the result is known.
    pub(super) fn close(&mut self, poll: &Poll, sheet: &[u8], counted: bool) -> Result<History, Failure> {
        let after = |hours: u64| poll.end.saturating_add(hours.saturating_mul(HOUR));
        self.append(poll.end, Entry::Close)?;
        self.append(poll.end, Entry::State { state: State::Closed, reason: None })?;
        self.append(after(2), Entry::Sheet { sha256: Digest::of(sheet) })?;
        if counted {
            self.append(after(3), Entry::State { state: State::Counted, reason: None })?;
        }
        let replay = self.replay.take().ok_or_else(|| Failure::own("the log was closed"))?;
        Ok(replay.finish())
    }
}
