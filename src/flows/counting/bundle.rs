//! The record and both archives, written from what the database keeps: the same bytes wherever and whenever they are asked for.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use super::super::log;
use super::super::opening::Opened;
use super::super::paper;
use super::super::polls::{self, Poll};
use super::material::Material;
use super::tally::{add, ours};
use super::{Error, Fault, Refusal, Work, closing, statement, unwritten};
use crate::crypto::hash::Digest;
use crate::election::annex;
use crate::election::annex::turnout::Participation;
use crate::election::archive::{SetupFiles, Writer};
use crate::election::certificate::{self, Parts};
use crate::election::count::Count as Number;
use crate::election::custody::Contribution;
use crate::election::jcs::to_jcs;
use crate::election::json::to_canonical;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::replay::LoggedBallot;
use crate::election::log::tree;
use crate::election::paper::Sheet;
use crate::election::poll::course::Phase;
use crate::election::poll::package::Package;
use crate::election::record::{README_EN, README_ZH, RecordWriter, counted_items, files};
use crate::election::tally::ElectionResult;
use crate::store::count::{self, Count, Outcome};
use crate::store::{log as rows, opening};

/// Files to be written, empty.
#[derive(Debug)]
pub(crate) struct Files<F> {
    /// `people.bel`
    pub(crate) people: F,
    /// `area.bel`
    pub(crate) area: F,
    /// `record.zip`
    pub(crate) record: F,
}

/// Which record a poll has now. Equal editions of a poll are the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    /// What trustees check and sign.
    Closed,
    /// With so many signatures: what they decrypt by.
    Signed(usize),
    /// With the result.
    Counted,
    /// Called off: there is and will be no result.
    Cancelled,
}

impl Edition {
    /// Whether no other edition follows.
    pub(crate) const fn is_last(self) -> bool {
        matches!(self, Self::Counted | Self::Cancelled)
    }
}

/// The edition that can be had now. [`Refusal::RecordNotReady`] before the sums are known, [`Refusal::PollCancelled`] where a poll was
/// called off before anybody could vote, [`Error::Missing`] where visitors know no such poll.
pub(crate) fn edition(work: &mut Work<'_>, id: &str) -> Result<Edition, Error> {
    let (poll, _) = polls::public(work, id)?;
    if poll.phase() == Phase::Cancelled {
        return if poll.course.opening().is_some() { Ok(Edition::Cancelled) } else { Err(Refusal::PollCancelled.into()) };
    }
    let row = count::of(work.conn, id)?.filter(|row| row.statement.is_some()).ok_or(Refusal::RecordNotReady)?;
    Ok(match row.signed_at {
        _ if count::outcome(work.conn, id)?.is_some() => Edition::Counted,
        Some(_) => Edition::Signed(count::signatures(work.conn, id)?.len()),
        None => Edition::Closed,
    })
}

/// What a record is written from.
pub(super) struct Ingredients {
    pub(super) material: Material,
    /// `paper.json`; there is none where a poll was cancelled before its papers were counted.
    pub(super) sheet: Option<String>,
    /// The sums; `None` of a poll that was cancelled, whether they were known or not.
    pub(super) row: Option<Count>,
    /// `closing.json`, once enough have signed.
    pub(super) closing: Option<Vec<u8>>,
    /// What was opened, by the shares of these trustees.
    pub(super) opening: Option<([ElectionResult; 2], Vec<Contribution>)>,
}

/// Writes the edition that a poll has now. Reads only.
pub(crate) fn pack<F: Read + Write + Seek>(work: &mut Work<'_>, id: &str, files: Files<F>) -> Result<Files<F>, Error> {
    let edition = edition(work, id)?;
    let poll = polls::unattended(work, id)?;
    if edition == Edition::Cancelled {
        let made = cancelled(work, poll)?;
        return Ok(write(work, &made, files)?.0);
    }
    let row = count::of(work.conn, id)?.ok_or(Refusal::RecordNotReady)?;
    let sheet = rows::by_poll(work.conn, id)?.and_then(|log| log.sheet_at);
    let upto = sheet.ok_or(Fault::Impossible("sums without a sheet"))?.saturating_add(1);
    let outcome = count::outcome(work.conn, id)?.filter(|_| edition == Edition::Counted);
    let material = Material::load(work, poll, outcome.as_ref().map_or(upto, |outcome| outcome.size))?;
    let closing = if edition == Edition::Closed { None } else { Some(signatures(work, &row)?) };
    let opening = match &outcome {
        Some(outcome) => Some((results(outcome)?, shares(work, id)?)),
        None => None,
    };
    let (files, certificate) = {
        let sheet = Some(row.sheet.clone());
        write(work, &Ingredients { material, sheet, row: Some(row), closing, opening }, files)?
    };
    // The same bytes, or the database was changed by another hand.
    if certificate != outcome.map(|outcome| outcome.certificate) {
        return Err(Fault::Impossible("another certificate follows than the one that was signed").into());
    }
    Ok(files)
}

/// Of a poll that was called off when people could vote already: what was fixed and logged until then, and no step towards a result.
/// Nobody is to sign or open anything of it, so what trustees may have handed in stays out.
fn cancelled(work: &mut Work<'_>, poll: Poll) -> Result<Ingredients, Error> {
    let id = poll.row.id.clone();
    let size = rows::by_poll(work.conn, &id)?.ok_or(Fault::Impossible("an open poll without a log"))?.size;
    let material = Material::load(work, poll, size)?;
    // What may be logged after it, an objection say, changes nothing any more: neither does the record.
    let end = material.history.cancelled.as_ref().ok_or(Fault::Impossible("a cancelled poll whose log goes on"))?.index;
    let end = i64::try_from(end).map_err(unwritten)?.saturating_add(1);
    let material = if end == size { material } else { Material::load(work, material.poll, end)? };
    let sheet = match &material.history.sheet {
        Some(_) => Some(paper::logged(work, &id)?),
        None => None,
    };
    Ok(Ingredients { material, sheet, row: None, closing: None, opening: None })
}

/// `closing.json`.
pub(super) fn signatures(work: &mut Work<'_>, row: &Count) -> Result<Vec<u8>, Error> {
    let statement = statement(row.statement.as_deref().unwrap_or_default())?;
    let signatures = count::signatures(work.conn, &row.poll_id)?;
    Ok(closing(&statement, &signatures)?.to_bytes().map_err(|_| Fault::Json("closing_signatures.signature"))?)
}

/// What trustees gave, by their numbers.
pub(super) fn shares(work: &mut Work<'_>, id: &str) -> Result<Vec<Contribution>, Error> {
    let given = count::shares(work.conn, id)?.into_iter();
    let read = given.map(|given| Contribution::parse(given.text.as_bytes()).map_err(|_| Fault::Json("trustee_shares.share")));
    Ok(read.collect::<Result<_, Fault>>()?)
}

fn results(outcome: &Outcome) -> Result<[ElectionResult; 2], Error> {
    let read = |text: &str| serde_json::from_str(text).map_err(|_| Fault::Json("results.people"));
    Ok([read(&outcome.people)?, read(&outcome.area)?])
}

/// Both archives, then the record with everything. Returns the certificate, where there is a result.
pub(super) fn write<F: Read + Write + Seek>(
    work: &mut Work<'_>,
    made: &Ingredients,
    files: Files<F>,
) -> Result<(Files<F>, Option<String>), Error> {
    let Files { people, area, record } = files;
    let [mut people, mut area] = archives(work, made, [people, area])?;
    let (material, opened) = (&made.material, &made.material.opened);
    let mut writer = RecordWriter::new(BufWriter::new(record));
    writer.file(files::README_ZH, README_ZH.as_bytes())?;
    writer.file(files::README_EN, README_EN.as_bytes())?;
    writer.file(files::OPENING, opened.row.opening.as_bytes())?;
    writer.file(files::RULES, material.poll.row.rules.as_bytes())?;
    let package = opening::package(work.conn, material.id())?.ok_or(Fault::Impossible("an open poll without a package"))?;
    writer.file(files::PACKAGE, package.as_bytes())?;
    let kept = material.roll(work)?;
    writer.file(files::ROLL, &to_jcs(&kept.masked).map_err(|_| Fault::Json("roll.json"))?)?;
    writer.file(files::LOG, &material.leaves)?;
    writer.stream(files::CAST, |out| {
        material.ballots(work, |page| {
            for (_, ballot) in page {
                out.write_all(ballot.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(unwritten)?;
            }
            Ok(())
        })
    })?;
    let lines = material.lines(work)?;
    writer.file(files::ANNEX, &annex::line::to_bytes(&lines).map_err(|_| Fault::Json("ballots.jsonl"))?)?;
    for (name, archive) in [(files::PEOPLE, &mut people), (files::AREA, &mut area)] {
        archive.seek(SeekFrom::Start(0)).map_err(unwritten)?;
        writer.stream(name, |out| io::copy(archive, out).map(drop).map_err(unwritten))?;
    }
    if let Some(sheet) = &made.sheet {
        writer.file(files::PAPER, sheet.as_bytes())?;
    }
    let participation = Participation::of(&material.history, &lines, &opened.area);
    let participation = participation.map_err(|_| Fault::Impossible("a log from which no turnout follows"))?;
    writer.file(files::TURNOUT, &participation.to_bytes().map_err(|_| Fault::Json("turnout.json"))?)?;
    writer.file(files::CHECKPOINT, &checkpoint(work, material)?)?;
    if let Some(closing) = &made.closing {
        writer.file(files::CLOSING, closing)?;
    }
    let mut certificate = None;
    if let Some(([people, area], shares)) = &made.opening {
        for share in shares {
            let proof = to_canonical(&share.strong).map_err(|_| Fault::Json("trustee_shares.share"))?;
            writer.file(&files::strong(share.owner), &proof)?;
        }
        let package = Package::parse(package.as_bytes()).map_err(|_| Fault::Json("announced_packages.package"))?;
        let paper = Sheet::open(made.sheet.as_deref().unwrap_or_default().as_bytes(), &opened.opening.keys.paper);
        let text = certify(
            work,
            material.id(),
            Parts {
                opening: &opened.opening,
                election: &opened.election,
                items: &counted_items(&package, opened.rules.rules()),
                rules: &opened.rules,
                roll: kept.masked.totals,
                participation,
                people,
                area,
                paper: &paper.map_err(|_| Fault::Json("counts.sheet"))?,
                history: &material.history,
                files: writer.certified(),
            },
        )?;
        writer.file(files::CERTIFICATE, text.as_bytes())?;
        certificate = Some(text);
    }
    let record = writer.finish()?.into_inner().map_err(unwritten)?;
    Ok((Files { people, area, record }, certificate))
}

/// The certificate that follows.
fn certify(work: &mut Work<'_>, id: &str, parts: Parts<'_>) -> Result<String, Error> {
    let certificate = certificate::expected(parts).map_err(unwritten)?;
    let key = log::signing_key(work, id, log::Purpose::Certificate)?;
    let bytes = certificate.sign(&key).map_err(|_| Fault::Json("results.certificate"))?;
    Ok(String::from_utf8(bytes).map_err(|_| Fault::Json("results.certificate"))?)
}

/// The head of the log as far as the record has it.
fn checkpoint(work: &mut Work<'_>, material: &Material) -> Result<Vec<u8>, Error> {
    log::may_sign(work)?;
    let origin = &material.opened.opening.origin;
    let signer = log::note_signer(work, material.id(), origin, log::Purpose::Log)?;
    let hashes = &material.history.leaf_hashes;
    let size = u64::try_from(hashes.len()).map_err(|_| Fault::Impossible("a log above 2^64"))?;
    let head = Checkpoint { origin: origin.clone(), size, root: tree::root(hashes) };
    let note = head.sign(&signer).map_err(|_| Fault::Impossible("a checkpoint that cannot be signed"))?;
    Ok(note.to_string().into_bytes())
}

/// Both archives as far as the poll has come.
fn archives<F: Write>(work: &mut Work<'_>, made: &Ingredients, out: [F; 2]) -> Result<[F; 2], Error> {
    let Ingredients { material, row, opening, .. } = made;
    let Some(row) = row else {
        let mut added = add(work, material, out.map(BufWriter::new))?;
        // Cancelled while people voted, nothing is added up that will never be opened.
        if material.history.closed.is_some() {
            added.pair.close().map_err(ours)?;
        }
        let [people, area] = added.pair.into_inner().map(|writer| writer.into_inner().map_err(unwritten));
        return Ok([people?, area?]);
    };
    let Opened { row: texts, .. } = &material.opened;
    let time = material.history.timestamp().ok_or(Fault::Impossible("a closed poll without an end"))?;
    let create = |out, credentials: &str| {
        let setup = SetupFiles {
            election: texts.election.as_bytes(),
            trustees: texts.trustees.as_bytes(),
            credentials: credentials.as_bytes(),
        };
        Writer::create(BufWriter::new(out), time, setup).map_err(unwritten)
    };
    let [people, area] = out;
    let mut writers = [create(people, &texts.people)?, create(area, &texts.area)?];
    material.ballots(work, |page| {
        for (index, ballot) in page {
            if material.history.ballot(*index).is_some_and(LoggedBallot::counts) {
                for writer in &mut writers {
                    writer.ballot(ballot.as_bytes()).map_err(unwritten)?;
                }
            }
        }
        Ok(())
    })?;
    let number = |column: Option<i64>| column.and_then(|column| u64::try_from(column).ok());
    let [Some(ballots), Some(weight)] = [row.ballots, row.area].map(number) else {
        return Err(Fault::Impossible("sums of no ballots").into());
    };
    let agreed = statement(row.statement.as_deref().unwrap_or_default())?;
    let sides = [(&row.people_tally, ballots, agreed.people), (&row.area_tally, weight, agreed.area)];
    for (side, (writer, (tally, weight, event))) in writers.iter_mut().zip(sides).enumerate() {
        writer.end_ballots().map_err(unwritten)?;
        let tally = tally.as_deref().unwrap_or_default().as_bytes();
        let made: Digest = writer.encrypted_tally(tally, ballots, Number(weight)).map_err(unwritten)?;
        if made != event {
            return Err(Fault::Impossible("other sums than the trustees signed").into());
        }
        let Some((results, shares)) = opening else { continue };
        for share in shares {
            let partial = to_canonical(if side == 0 { &share.people } else { &share.area });
            let owner = u32::try_from(share.owner).map_err(unwritten)?;
            writer.partial_decryption(&partial.map_err(unwritten)?, owner).map_err(unwritten)?;
        }
        if let Some(result) = results.get(side) {
            writer.result(&to_canonical(result).map_err(unwritten)?).map_err(unwritten)?;
        }
    }
    let [people, area] = writers.map(|writer| writer.into_inner().into_inner().map_err(unwritten));
    Ok([people?, area?])
}
