//! The make-believe poll, from the opening to the certificate, and its record.

mod after;
mod log;
mod poll;

use std::fs::File;
use std::io::{BufWriter, Seek as _, Write as _};

use rayon::prelude::*;

use super::Plan;
use super::estate::{self, NAME};
use super::failure::Failure;
use super::schedule::{Act, acts, on_paper};
use super::source::{Source, below};
use crate::crypto::hash::Digest;
use crate::crypto::seed::Seed;
use crate::election::archive::Timestamp;
use crate::election::ballot::check::check;
use crate::election::ballot::make::{Sealer, Selection};
use crate::election::json;
use crate::election::pair::{Pair, PairFiles};
use crate::election::parameters::Question;
use crate::election::record;
use crate::election::rules::RuleSet;
use log::Log;
use poll::Poll;

/// Ballots made together, by all processors.
const CHUNK: usize = 256;

/// The files that are written, all of them empty.
pub(super) struct Outputs<'o> {
    pub(super) people: &'o mut File,
    pub(super) area: &'o mut File,
    /// Every ballot, for the record.
    pub(super) cast: &'o mut File,
    pub(super) record: &'o mut File,
}

/// The totals by people and by area of the ballots that count, as the trustees open them.
pub(super) struct Outcome {
    pub(super) people: Vec<Vec<u64>>,
    pub(super) area: Vec<Vec<u64>>,
}

/// Holds the poll and writes both archives and the record.
pub(super) fn hold(plan: &Plan, seed: [u8; 32], close: Timestamp, outputs: Outputs<'_>) -> Result<Outcome, Failure> {
    let source = Source(seed);
    let poll = Poll::prepare(plan, &source, close)?;
    let mut log = Log::open(&poll, &source)?;
    let files = PairFiles {
        election: &poll.election_json,
        trustees: &poll.trustees_json,
        people: &poll.people_list,
        area: &poll.area_list,
    };
    let mut pair = Pair::create(BufWriter::new(&*outputs.people), BufWriter::new(&*outputs.area), close, &files)?;
    let clear = vote(plan, &source, &poll, &mut log, &mut pair, outputs.cast)?;
    let sheet = after::sheet(plan, &source, &poll)?;
    let history = log.close(&poll, &sheet, plan.trustee_list.is_none())?;
    let made = match plan.trustee_list {
        Some(_) => pair.close().map(|_| None)?,
        None => Some(after::decrypt(&source, &poll, &history, &mut pair)?),
    };
    if made.as_ref().is_some_and(|made| made.people != clear.people || made.area != clear.area) {
        return Err(Failure::Differs);
    }
    for mut out in pair.into_inner() {
        out.flush()?;
    }
    after::pack(&poll, &history, &log, &sheet, made.as_ref(), outputs)?;
    Ok(clear)
}

/// Whether all this fits into a record, before hours are spent on it.
pub(super) fn has_room(plan: &Plan) -> Result<(), Failure> {
    let rules = RuleSet::parse(estate::rules(plan).as_bytes()).map_err(|faults| Failure::own(format!("{faults:?}")))?;
    let questions = estate::package(plan, &rules, Digest([0; 32])).questions();
    let votes = [plan.voters, plan.voids, plan.revotes].map(u64::from);
    let ballots = votes.into_iter().fold(0, u64::saturating_add);
    Ok(record::has_room(&questions, u64::from(plan.voters), ballots)?)
}

/// Everybody votes; returns the totals of the ballots that count, counted in the clear.
fn vote<W: std::io::Write>(
    plan: &Plan,
    source: &Source,
    poll: &Poll,
    log: &mut Log,
    pair: &mut Pair<W>,
    cast: &mut File,
) -> Result<Outcome, Failure> {
    let questions = &poll.election.parameters().questions;
    let sealer = Sealer::new(&poll.election);
    let zero = || questions.iter().map(|q| vec![0_u64; q.ciphertexts()]).collect::<Vec<_>>();
    let mut clear = Outcome { people: zero(), area: zero() };
    let mut out = BufWriter::new(cast);
    let acts = acts(plan);
    let count = acts.len();
    for (index, acts) in acts.chunks(CHUNK).enumerate() {
        let make = |act: &Act| -> Result<_, Failure> {
            let Act::Cast { voter, time, .. } = *act else { return Ok(None) };
            let who = poll.voter(voter)?;
            let mut rng = source.of(if time == 0 { "ballot" } else { "second ballot" }, voter);
            let selections: Vec<Selection> = questions.iter().map(|q| choose(q, &mut rng)).collect();
            let sealed = sealer.seal(&who.point, &selections, Seed::random(&mut rng))?;
            let bytes = json::to_canonical(&sealed.sign(&who.secret, &mut rng)?)?;
            let checked = check(&poll.election, &bytes)?;
            Ok(Some((bytes, checked, selections)))
        };
        let made = acts.par_iter().map(make).collect::<Result<Vec<_>, Failure>>()?;
        for (at, (act, made)) in acts.iter().zip(made).enumerate() {
            let number = index.saturating_mul(CHUNK).saturating_add(at);
            log.act(poll, act, (number, count), made.as_ref().map(|(bytes, ..)| bytes.as_slice()))?;
            let (Act::Cast { voter, counts, .. }, Some((bytes, checked, selections))) = (act, made) else { continue };
            out.write_all(&bytes)?;
            out.write_all(b"\n")?;
            if *counts {
                tally(&mut clear.people, &selections, 1);
                tally(&mut clear.area, &selections, poll.voter(*voter)?.area);
                pair.ballot(&bytes, checked)?;
            }
        }
        pair.settle();
    }
    out.flush()?;
    out.get_mut().rewind()?;
    Ok(clear)
}

/// What a voter chooses: now and then blank, else between min and max answers, the first ones a little more often.
fn choose(question: &Question, rng: &mut chacha20::ChaCha20Rng) -> Selection {
    if question.allows_blank() && below(rng, 25) == 0 {
        return Selection::Blank;
    }
    let answers = u64::try_from(question.answers.len()).unwrap_or(1);
    let range = u64::from(question.max.saturating_sub(question.min)).saturating_add(1);
    let wanted = below(rng, range).saturating_add(u64::from(question.min)).min(answers);
    let mut marks = vec![false; question.answers.len()];
    while u64::try_from(marks.iter().filter(|mark| **mark).count()).unwrap_or(u64::MAX) < wanted {
        let pick = below(rng, answers).min(below(rng, answers));
        if let Some(mark) = usize::try_from(pick).ok().and_then(|pick| marks.get_mut(pick)) {
            *mark = true;
        }
    }
    Selection::Answers(marks)
}

/// Counts in the clear; blank first, where it is possible.
fn tally(totals: &mut [Vec<u64>], selections: &[Selection], weight: u64) {
    for (row, selection) in totals.iter_mut().zip(selections) {
        let marks = match selection {
            Selection::Blank => vec![true],
            Selection::Answers(marks) => {
                let blank = row.len().saturating_sub(marks.len());
                std::iter::repeat_n(false, blank).chain(marks.iter().copied()).collect()
            }
        };
        for (total, _) in row.iter_mut().zip(marks).filter(|(_, mark)| *mark) {
            *total = total.saturating_add(weight);
        }
    }
}
