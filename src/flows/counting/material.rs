//! What a record is made of, read from the database: the log as far as the record has it, what it means, and the ballots piece by piece.

use super::super::opening::{self, Opened};
use super::super::polls::Poll;
use super::super::{log, paper, rolls};
use super::{Error, Fault, Work};
use crate::election::annex::line::{Channel, Line, minute};
use crate::election::log::replay::{History, Replay};
use crate::election::log::rules::Rules;
use crate::election::log::tree::root;
use crate::election::rules::Identification;
use crate::store::ballot::{self, Way};
use crate::store::log as rows;
use crate::store::voter;

/// Leaves that are read together.
const LEAVES: i64 = 2048;
/// Ballots that are read together; some kilobytes each.
const BALLOTS: i64 = 256;

/// All but the ballots.
pub(super) struct Material {
    pub(super) poll: Poll,
    pub(super) opened: Opened,
    /// `log.jsonl`.
    pub(super) leaves: Vec<u8>,
    pub(super) history: History,
}

impl Material {
    /// Of a poll that was closed or cancelled, by the first `size` leaves of its log.
    pub(super) fn load(work: &mut Work<'_>, poll: Poll, size: i64) -> Result<Self, Error> {
        let opened = opening::once_opened(work, &poll)?;
        let mut replay = Replay::new(Rules::of(opened.rules.rules(), opened.opening.closing));
        let mut leaves = Vec::new();
        let mut from = 0;
        while from < size {
            let to = from.saturating_add(LEAVES).min(size);
            for row in rows::leaves(work.conn, &poll.row.id, from..to)? {
                replay.read(row.leaf.as_bytes());
                leaves.extend_from_slice(row.leaf.as_bytes());
                leaves.push(b'\n');
            }
            from = to;
        }
        let history = replay.finish();
        let whole = u64::try_from(history.leaf_hashes.len()).ok() == u64::try_from(size).ok();
        if !whole || !history.faults.is_empty() {
            return Err(Fault::Impossible("a log that does not keep its own rules").into());
        }
        // Entries are read as they lie there now; checkpoints were signed over what they were. Trustees would sign, and the record would show, a
        // log that nobody's receipt is in, and the service would have accused itself.
        let size = u64::try_from(size).map_err(|_| Fault::Impossible("a log of a negative length"))?;
        if log::written_root(work, &poll.row.id, size)? != root(&history.leaf_hashes) {
            return Err(Fault::Impossible("a log whose entries are not what they were").into());
        }
        Ok(Self { poll, opened, leaves, history })
    }

    /// Its id.
    pub(super) fn id(&self) -> &str {
        &self.poll.row.id
    }

    /// Every ballot of the log in its order, some at a time: leaf and bytes.
    pub(super) fn ballots(
        &self,
        work: &mut Work<'_>,
        mut each: impl FnMut(&[(u64, String)]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let size = u64::try_from(self.history.leaf_hashes.len()).unwrap_or(u64::MAX);
        let (mut after, mut found) = (-1, 0_usize);
        loop {
            let page = ballot::page(work.conn, self.id(), after, BALLOTS)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            let number = |(idx, text): (i64, String)| Some((u64::try_from(idx).ok().filter(|idx| *idx < size)?, text));
            let page: Vec<(u64, String)> = page.into_iter().filter_map(number).collect();
            found = found.saturating_add(page.len());
            each(&page)?;
        }
        if found == self.history.ballots.len() { Ok(()) } else { Err(Fault::Impossible("a log without its ballots").into()) }
    }

    /// `ballots.jsonl`, line by line.
    pub(super) fn lines(&self, work: &mut Work<'_>) -> Result<Vec<Line>, Error> {
        let mut lines = paper::lines(work, self.id())?;
        for way in ballot::ways(work.conn, self.id())? {
            lines.push(self.line(&way)?);
        }
        lines.sort_by_key(|line| line.index);
        Ok(lines)
    }

    fn line(&self, way: &Way) -> Result<Line, Error> {
        let index = u64::try_from(way.idx).map_err(|_| Fault::Impossible("a negative number in the log"))?;
        let logged = self.history.ballot(index).ok_or(Fault::Impossible("a ballot that is not in the log"))?;
        let channel = match way.channel.as_str() {
            "electronic" => Channel::Electronic,
            "assisted" => Channel::Assisted,
            _ => return Err(Fault::Impossible("a ballot that came by no way").into()),
        };
        let known = [Identification::Sms, Identification::Witness, Identification::Official, Identification::Digits];
        let level = known.into_iter().find(|level| log::level_word(*level) == way.level);
        Ok(Line {
            index,
            channel,
            level: level.ok_or(Fault::Impossible("a ballot of nobody that was recognised"))?,
            time: minute(logged.time),
            serial_digest: way.serial_digest.parse().map_err(|_| Fault::Impossible("a serial's digest that is none"))?,
            attested_by: serde_json::from_str(&way.attested_by).map_err(|_| Fault::Json("ballots.attested_by"))?,
        })
    }

    /// The roll as it was frozen: the published list, and its totals.
    pub(super) fn roll(&self, work: &mut Work<'_>) -> Result<rolls::Kept, Error> {
        let list = voter::list(work.conn, self.id())?.ok_or(Fault::Impossible("a poll without voters"))?;
        rolls::open(work, &self.poll.row.community_id, &list.roll_version_id)
    }
}
