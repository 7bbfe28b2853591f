//! Both encrypted sums of the ballots that count, each ballot checked again, and the statement about them.

use std::io::{self, Write};

use rayon::prelude::*;

use super::super::audit::{self, Action};
use super::super::polls;
use super::begin::closed;
use super::material::Material;
use super::{Error, Fault, Work, unwritten};
use crate::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use crate::crypto::hash::Digest;
use crate::election::ballot::check::check;
use crate::election::json::to_canonical;
use crate::election::log::closing::Statement;
use crate::election::pair::{Pair, PairFault, PairFiles};
use crate::store::count::{self, Tally};
use crate::store::log as rows;

/// What came of sound ballots cannot fail, but the disk can.
pub(super) fn ours(fault: PairFault) -> Error {
    match fault {
        PairFault::Write(error) => unwritten(error),
        _ => Fault::Impossible("ballots that were good when they were taken").into(),
    }
}

/// Both archives with their sums, as far as they are.
pub(super) struct Added<W> {
    pub(super) pair: Pair<W>,
    ballots: i64,
    area: u64,
}

/// Writes the ballots that count into both archives, each checked again, and adds them; some milliseconds a ballot.
pub(super) fn add<W: Write>(work: &mut Work<'_>, material: &Material, [people, area]: [W; 2]) -> Result<Added<W>, Error> {
    let row = &material.opened.row;
    let files = PairFiles {
        election: row.election.as_bytes(),
        trustees: row.trustees.as_bytes(),
        people: row.people.as_bytes(),
        area: row.area.as_bytes(),
    };
    let time = material.history.timestamp().ok_or(Fault::Impossible("a closed poll without an end"))?;
    let pair = Pair::create(people, area, time, &files).map_err(ours)?;
    let mut added = Added { pair, ballots: 0, area: 0 };
    material.ballots(work, |page| {
        let logged = |index: u64| material.history.ballot(index).filter(|ballot| ballot.counts());
        let counting: Vec<_> = page.iter().filter_map(|(index, text)| Some((logged(*index)?, text.as_bytes()))).collect();
        let checked = counting.par_iter().map(|(logged, bytes)| {
            let checked = check(&material.opened.election, bytes).ok()?;
            (checked.digest == logged.sha256).then_some(checked)
        });
        let checked: Vec<Option<_>> = checked.collect();
        for ((logged, bytes), checked) in counting.into_iter().zip(checked) {
            added.pair.ballot(bytes, checked.ok_or_else(|| ours(PairFault::Unchecked))?).map_err(ours)?;
            let (_, entry) = material.opened.area.find(&logged.credential).ok_or_else(|| ours(PairFault::Setup))?;
            added.area = added.area.checked_add(entry.weight).ok_or(Fault::Impossible("areas above 2^64"))?;
            added.ballots = added.ballots.saturating_add(1);
        }
        added.pair.settle();
        Ok(())
    })?;
    Ok(added)
}

/// Adds the ballots of a closed poll whose sheet is logged. `None` if the poll went on. Reads only; some milliseconds a ballot.
pub(crate) fn tally(work: &mut Work<'_>, id: &str) -> Result<Option<Tally>, Error> {
    let Some(poll) = closed(work, id)? else { return Ok(None) };
    let log = rows::by_poll(work.conn, id)?.ok_or(Fault::Impossible("a closed poll without a log"))?;
    let Some(sheet) = log.sheet_at else { return Ok(None) };
    let material = Material::load(work, poll, sheet.saturating_add(1))?;
    let Added { mut pair, ballots, area } = add(work, &material, [io::sink(), io::sink()])?;
    let [people_tally, area_tally] = pair.close().map_err(ours)?.map(text);
    let events = pair.tally_events().ok_or(Fault::Impossible("sums without events"))?;
    let sheet = material.history.sheet.as_ref().ok_or(Fault::Impossible("a sheet that is not in the log"))?;
    let statement = Statement::new(material.opened.election.phi(), sheet, events).to_string();
    let area = i64::try_from(area).map_err(|_| Fault::Impossible("areas above 2^63"))?;
    Ok(Some(Tally { people_tally: people_tally?, area_tally: area_tally?, ballots, area, statement }))
}

fn text(tally: &[Vec<Ciphertext>]) -> Result<String, Error> {
    let rows: Vec<_> = tally.iter().map(|row| EncodedCiphertext::of_all(row)).collect();
    let bytes = to_canonical(&rows).map_err(|_| Fault::Json("counts.people_tally"))?;
    Ok(String::from_utf8(bytes).map_err(|_| Fault::Json("counts.people_tally"))?)
}

/// Keeps the sums, if nobody did before. From now on the trustees have something to check and to sign. Whether it was done here.
pub(crate) fn keep_tally(work: &mut Work<'_>, id: &str, tally: &Tally) -> Result<bool, Error> {
    polls::take_unattended(work, id)?;
    let Some(poll) = closed(work, id)? else { return Ok(false) };
    if !count::tallied(work.conn, id, tally, work.now)? {
        return Ok(false);
    }
    let digest = Digest::of(tally.statement.as_bytes()).to_string();
    let details = [("statement", digest.into()), ("ballots", tally.ballots.into())];
    audit::note(work, &poll.row.community_id, None, Action::CountTallied, id, &details)?;
    Ok(true)
}
