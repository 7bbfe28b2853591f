//! What happens after the voting: paper, decryption, certificate, record.

use std::io::{self, BufWriter, Seek as _, Write as _};

use zeroize::Zeroizing;

use super::log::Log;
use super::poll::Poll;
use super::{Outputs, Plan, Selection, Source, choose, on_paper};
use crate::cli::simulate::failure::Failure;
use crate::crypto::group::{Point, Scalar};
use crate::crypto::hash::Digest;
use crate::election::annex;
use crate::election::annex::turnout::Participation;
use crate::election::certificate::{self, Parts};
use crate::election::credential::CredentialList;
use crate::election::jcs;
use crate::election::json;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::closing::{Closing, Statement};
use crate::election::log::replay::History;
use crate::election::log::tree;
use crate::election::pair::Pair;
use crate::election::paper::{Counted, Counting, Serials, Sheet, Teller};
use crate::election::record::{README_EN, README_ZH, RecordWriter, counted_items, files};
use crate::election::strong::{Decryption, Side};
use crate::election::tally::{ElectionResult, make_share};
use crate::election::weight::Weight;

/// What the trustees made.
pub(super) struct Decrypted {
    pub(super) people: Vec<Vec<u64>>,
    pub(super) area: Vec<Vec<u64>>,
    results: [ElectionResult; 2],
    closing: Vec<u8>,
    /// By trustee.
    strong: Vec<(u32, Vec<u8>)>,
}

/// The tellers count the paper; `paper.json`.
pub(super) fn sheet(plan: &Plan, source: &Source, poll: &Poll) -> Result<Vec<u8>, Failure> {
    let questions = &poll.election.parameters().questions;
    let phi = poll.election.phi();
    let mut sheet = Sheet::empty(phi, questions.iter().map(|question| question.answers.len()));
    for voter in on_paper(plan) {
        let weight = Weight { people: 1, area: poll.voter(voter)?.area };
        let mut rng = source.of("paper", voter);
        for (question, counted) in questions.iter().zip(&mut sheet.questions) {
            mark(counted, &choose(question, &mut rng), weight).ok_or_else(|| Failure::own("the paper is too heavy"))?;
        }
    }
    let valid = u64::from(plan.papers);
    // Somebody asked for paper and then voted electronically; a few sheets were left over.
    let (outstanding, unused) = (valid.div_euclid(5), 10);
    let issued = valid.saturating_add(outstanding);
    sheet.serials = Serials {
        printed: issued.saturating_add(unused),
        issued,
        unused,
        returned: valid,
        outstanding,
        valid,
        void: 0,
        duplicate: 0,
    };
    let teller = |name: &str, minutes: u64| {
        let entered = poll.end.saturating_add(minutes.saturating_mul(60_000));
        Teller { name: name.to_owned(), entered }
    };
    sheet.counting = (plan.papers > 0).then(|| Counting {
        tellers: [teller("计票人甲", 50), teller("计票人乙", 70)],
        scan: Digest::of(b"no scan: this is make-believe"),
    });
    Ok(sheet.sign(&poll.paper_key)?)
}

fn mark(counted: &mut Counted, selection: &Selection, weight: Weight) -> Option<()> {
    let add = |sum: &mut Weight| sum.plus(weight).map(|more| *sum = more);
    match selection {
        Selection::Blank => add(&mut counted.blank),
        Selection::Answers(marks) => {
            let marked = counted.options.iter_mut().zip(marks).filter(|(_, mark)| **mark);
            marked.map(|(option, _)| add(option)).collect::<Option<()>>()?;
            add(&mut counted.valid)
        }
    }
}

/// The trustees sign what they decrypt, and decrypt it.
pub(super) fn decrypt<W: io::Write>(
    source: &Source,
    poll: &Poll,
    history: &History,
    pair: &mut Pair<W>,
) -> Result<Decrypted, Failure> {
    let phi = poll.election.phi();
    let tallies = pair.close()?.map(<[_]>::to_vec);
    let [people, area] = &tallies;
    let events = pair.tally_events().ok_or_else(|| Failure::own("no tally"))?;
    let sheet = history.sheet.as_ref().ok_or_else(|| Failure::own("no sheet"))?;
    let statement = Statement::new(phi, sheet, events);
    let sign = |(owner, x): &(u32, Zeroizing<Scalar>)| {
        statement.sign(*owner, x, &Zeroizing::new(Scalar::random(&mut source.of("signature", *owner))))
    };
    let closing = Closing::new(&statement, poll.trustees.deciders.iter().map(sign).collect()).to_bytes()?;
    let mut strong = Vec::new();
    for (number, x) in &poll.trustees.deciders {
        let mut rng = source.of("share", *number);
        let (first, second) = (make_share(phi, x, people, &mut rng), make_share(phi, x, area, &mut rng));
        let owner = usize::try_from(*number).map_err(Failure::own)?;
        let [people_event, area_event] = events;
        let decryption = Decryption {
            phi,
            owner,
            key: Point::generator_times(x),
            people: Side { event: people_event, tally: people, share: &first },
            area: Side { event: area_event, tally: area, share: &second },
        };
        strong.push((*number, json::to_canonical(&decryption.prove(x, &mut rng).map_err(Failure::own)?)?));
        pair.share(owner, &first, &second)?;
    }
    let results = pair.result()?;
    let numbers = |result: &ElectionResult| result.result.iter().map(|row| row.iter().map(|n| n.0).collect()).collect();
    let [people, area] = results.each_ref().map(numbers);
    Ok(Decrypted { people, area, results, closing, strong })
}

/// Everything goes into the record; `made`: nothing while the trustees have not decrypted.
pub(super) fn pack(
    poll: &Poll,
    history: &History,
    log: &Log,
    sheet: &[u8],
    made: Option<&Decrypted>,
    outputs: Outputs<'_>,
) -> Result<(), Failure> {
    let Outputs { people, area, cast, record } = outputs;
    let (credentials, _) = CredentialList::parse(&poll.area_list);
    let participation = Participation::of(history, &log.lines, &credentials).map_err(Failure::own)?;
    let mut writer = RecordWriter::new(BufWriter::new(record));
    writer.file(files::README_ZH, README_ZH.as_bytes())?;
    writer.file(files::README_EN, README_EN.as_bytes())?;
    writer.file(files::OPENING, &poll.opening.to_bytes()?)?;
    writer.file(files::RULES, poll.rules_text.as_bytes())?;
    writer.file(files::PACKAGE, &poll.package.to_bytes().map_err(Failure::own)?)?;
    writer.file(files::ROLL, &jcs::to_jcs(&poll.roll)?)?;
    writer.file(files::LOG, &log.leaves)?;
    for (name, file) in [(files::CAST, cast), (files::PEOPLE, people), (files::AREA, area)] {
        file.rewind()?;
        writer.stream(name, |out| Ok::<_, Failure>(io::copy(file, out).map(drop)?))?;
    }
    writer.file(files::ANNEX, &annex::line::to_bytes(&log.lines).map_err(Failure::own)?)?;
    writer.file(files::PAPER, sheet)?;
    writer.file(files::TURNOUT, &participation.to_bytes()?)?;
    writer.file(files::CHECKPOINT, &checkpoint(poll, history)?)?;
    let Some(made) = made else {
        writer.finish()?.flush()?;
        return Ok(());
    };
    writer.file(files::CLOSING, &made.closing)?;
    for (owner, proof) in &made.strong {
        writer.file(&files::strong(usize::try_from(*owner).map_err(Failure::own)?), proof)?;
    }
    let sheet = Sheet::open(sheet, &poll.opening.keys.paper).map_err(Failure::own)?;
    let [people, area] = &made.results;
    let certificate = certificate::expected(Parts {
        opening: &poll.opening,
        election: &poll.election,
        items: &counted_items(&poll.package, poll.rules.rules()),
        rules: &poll.rules,
        roll: poll.roll.totals,
        participation,
        people,
        area,
        paper: &sheet,
        history,
        files: writer.certified(),
    });
    let certificate = certificate.map_err(Failure::own)?.sign(&poll.certificate_key)?;
    writer.file(files::CERTIFICATE, &certificate)?;
    writer.finish()?.flush()?;
    Ok(())
}

/// The head of the whole log, with the witness's cosignature.
fn checkpoint(poll: &Poll, history: &History) -> Result<Vec<u8>, Failure> {
    let size = u64::try_from(history.leaf_hashes.len()).map_err(Failure::own)?;
    let head = Checkpoint { origin: poll.opening.origin.clone(), size, root: tree::root(&history.leaf_hashes) };
    let mut note = head.sign(&poll.log_signer).map_err(Failure::own)?;
    note.sign(&poll.witness, poll.end.div_euclid(1000).saturating_add(4 * 3600));
    Ok(note.to_string().into_bytes())
}
