//! Both sums opened, what follows from them, and the record of it, audited before anybody sees it.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

use super::super::audit::{self, Action};
use super::super::polls;
use super::begin::closed;
use super::bundle::{Files, Ingredients, shares, signatures, write};
use super::material::Material;
use super::trustees::{tallies, to_decrypt};
use super::{Error, Fault, Work, unwritten};
use crate::crypto::hash::{Digest, Hasher};
use crate::election::custody::Contribution;
use crate::election::json::to_canonical;
use crate::election::poll::course;
use crate::election::record::{Record, audit as audit_record};
use crate::election::tally::{ElectionResult, Shares, check_share, combine, solve};
use crate::store::count::{self, Count, Outcome};
use crate::store::log as rows;

/// A poll that was opened, with its files.
pub(crate) struct Opened<F> {
    outcome: Outcome,
    /// The record and both archives.
    pub(crate) files: Files<F>,
}

/// Opens both sums of a poll whose trustees have done their part, and writes the record with the result. `None` if the poll went on.
/// Reads only; it takes as long as an audit.
pub(crate) fn open<F>(work: &mut Work<'_>, id: &str, files: Files<F>) -> Result<Option<Opened<F>>, Error>
where
    F: Read + Write + Seek + Send,
{
    let Some(poll) = closed(work, id)? else { return Ok(None) };
    let Some(row) = count::of(work.conn, id)?.filter(|row| row.complete_at.is_some()) else { return Ok(None) };
    let size = rows::by_poll(work.conn, id)?.ok_or(Fault::Impossible("a closed poll without a log"))?.size;
    let given = shares(work, id)?;
    let results = results(work, &poll, &row, &given)?;
    let [people, area] = results.each_ref().map(|result| {
        let bytes = to_canonical(result).map_err(|_| Fault::Json("results.people"))?;
        String::from_utf8(bytes).map_err(|_| Fault::Json("results.people"))
    });
    let (people, area) = (people?, area?);
    let closing = Some(signatures(work, &row)?);
    let material = Material::load(work, poll, size)?;
    let sheet = Some(row.sheet.clone());
    let made = Ingredients { material, sheet, row: Some(row), closing, opening: Some((results, given)) };
    let (files, certificate) = write(work, &made, files)?;
    let (record, digest) = audited(files.record)?;
    let outcome = Outcome {
        poll_id: id.to_owned(),
        size,
        people,
        area,
        certificate: certificate.ok_or(Fault::Impossible("a result without a certificate"))?,
        record: digest.to_string(),
        counted_at: work.now,
    };
    Ok(Some(Opened { outcome, files: Files { record, ..files } }))
}

/// Opens both sums with the shares, each of which was checked when it came.
fn results(work: &mut Work<'_>, poll: &polls::Poll, row: &Count, given: &[Contribution]) -> Result<[ElectionResult; 2], Error> {
    let what = to_decrypt(work, poll, row)?;
    let [people, area] = tallies(row)?;
    let number = |column: Option<i64>| column.and_then(|column| u64::try_from(column).ok());
    let [Some(ballots), Some(weight)] = [row.ballots, row.area].map(number) else {
        return Err(Fault::Impossible("sums of no ballots").into());
    };
    let mut opened = Vec::with_capacity(2);
    for (side, tally, bound) in [(0, &people, ballots), (1, &area, weight)] {
        let mut shares: Shares = BTreeMap::new();
        for given in given {
            let key = what.trustees.owner(given.owner).and_then(|owner| owner.key);
            let key = key.ok_or(Fault::Impossible("a share of nobody"))?;
            let share = if side == 0 { &given.people } else { &given.area };
            let factors = check_share(what.election.phi(), &key, tally, share);
            shares.insert(given.owner, factors.map_err(|_| Fault::Impossible("a share that was good when it was taken"))?);
        }
        let points = combine(&what.trustees, tally, &shares).map_err(|_| Fault::Impossible("too few shares of a count"))?;
        opened.push(solve(&points, bound).ok_or(Fault::Impossible("a sum that is larger than all its votes"))?);
    }
    let [people, area] = <[ElectionResult; 2]>::try_from(opened).map_err(|_| Fault::Impossible("two sums that are not two"))?;
    Ok([people, area])
}

/// The record is what everybody will check: a fault in it is ours, and nothing of it becomes public.
fn audited<F: Read + Seek + Send>(mut file: F) -> Result<(F, Digest), Error> {
    file.rewind().map_err(unwritten)?;
    let mut hasher = Digesting(Hasher::default());
    io::copy(&mut file, &mut hasher).map_err(unwritten)?;
    file.rewind().map_err(unwritten)?;
    let record = Record::open(file).map_err(unwritten)?;
    let found = audit_record(&record, &mut |_| {});
    if !found.report.is_valid() {
        let first = found.report.checks.iter().flat_map(|ran| &ran.findings).next();
        let what = first.map_or_else(String::new, |finding| format!("{}: {}", finding.file, finding.fault));
        return Err(unwritten(format!("the audit of the own record failed: {what}")));
    }
    Ok((record.into_inner(), hasher.0.finish()))
}

/// Digests what is written.
struct Digesting(Hasher);

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the result, if nobody did before: the poll is counted. Whether it was done here.
pub(crate) fn keep_opened<F>(work: &mut Work<'_>, id: &str, opened: &Opened<F>) -> Result<bool, Error> {
    polls::take_unattended(work, id)?;
    let Some(mut poll) = closed(work, id)? else { return Ok(false) };
    let outcome = Outcome { counted_at: work.now, ..opened.outcome.clone() };
    count::counted(work.conn, &outcome)?;
    let certificate = Digest::of(outcome.certificate.as_bytes());
    let action = course::Action::Count { sheet_logged: true, audit_passed: true, certificate };
    polls::apply_unattended(work, &mut poll, action)?;
    let details = [("certificate", certificate.to_string().into()), ("record", outcome.record.into())];
    audit::note(work, &poll.row.community_id, None, Action::Counted, id, &details)?;
    Ok(true)
}
