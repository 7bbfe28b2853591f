//! What stands in a log and what is signed about it: whatever is sent, reading it does not panic; what is read is written again
//! letter for letter; nothing is believed under the service's keys that it did not sign; and a log that is read says the same
//! about a leaf as one that is written.

#![no_main]

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use yepiao::election::annex::{check, line};
use yepiao::election::log::checkpoint::Checkpoint;
use yepiao::election::log::closing::{Closing, Statement};
use yepiao::election::log::leaf::Leaf;
use yepiao::election::log::note::Note;
use yepiao::election::log::opening::Opening;
use yepiao::election::log::receipt::Receipt;
use yepiao::election::log::replay::Replay;
use yepiao::election::log::rules::{ConflictRule, RevoteRule, Rules};
use yepiao::election::rules::Identification;
use yepiao_fuzz::{Spoil, vector};

#[derive(Debug, Arbitrary)]
enum Case {
    Leaf(u8, Spoil),
    Checkpoint(Spoil),
    Receipt(Spoil),
    Opening(Spoil),
    Closing(Spoil),
    Statement(Spoil),
    Annex(Spoil),
    /// A log in which leaves are spoiled, by their place, and some left out.
    Log {
        spoiled: Vec<(u8, Spoil)>,
        without: Option<u8>,
        paper_prevails: bool,
        revote: u8,
    },
}

struct Honest {
    file: Value,
    leaves: Vec<Vec<u8>>,
    opening: Opening,
    annex: String,
}

fn honest() -> &'static Honest {
    static HONEST: OnceLock<Honest> = OnceLock::new();
    HONEST.get_or_init(|| {
        let file: Value = serde_json::from_str(include_str!("../../tests/vectors/log-v1.json")).unwrap();
        let records: Value = serde_json::from_str(include_str!("../../tests/vectors/record-v1.json")).unwrap();
        let leaves = file["log"]["leaves"].as_array().unwrap().iter().map(|leaf| leaf.as_str().unwrap().as_bytes().to_vec());
        Honest {
            leaves: leaves.collect(),
            opening: Opening::parse(vector(&file, "/opening/text").as_bytes()).unwrap(),
            annex: vector(&records, "/ballots_jsonl").to_owned(),
            file,
        }
    })
}

fn replay(paper_prevails: bool, revote: u8) -> Replay {
    Replay::new(Rules {
        conflict: if paper_prevails { ConflictRule::Paper } else { ConflictRule::FirstValid },
        revote: [RevoteRule::No, RevoteRule::Once, RevoteRule::UntilClose][usize::from(revote % 3)],
        electronic: true,
        schedule: honest().opening.closing,
    })
}

fn log(leaves: &[Vec<u8>], mut replay: Replay) {
    for (index, bytes) in (0..).zip(leaves) {
        let allowed = Leaf::parse(bytes).ok().map(|leaf| replay.clone().append(leaf));
        replay.read(bytes);
        let faults = replay.clone().finish().faults;
        let fault = faults.last().filter(|fault| fault.index == index);
        match allowed {
            None => assert!(fault.is_some()),
            Some(Ok(written)) => assert!(fault.is_none() && written == *bytes),
            Some(Err(refused)) => assert_eq!(Some(&refused), fault),
        }
    }
    let history = replay.finish();
    assert_eq!(history.leaf_hashes.len(), leaves.len());
    if let Ok(lines) = line::parse(honest().annex.as_bytes()) {
        let _ = check::faults(&lines, &history, &[Identification::Sms]);
    }
}

fuzz_target!(|case: Case| {
    let Honest { file, leaves, opening, annex } = honest();
    match case {
        Case::Leaf(at, spoil) => {
            let bytes = spoil.of(&leaves[usize::from(at) % leaves.len()]);
            if let Ok(leaf) = Leaf::parse(&bytes) {
                assert_eq!(leaf.to_bytes().unwrap(), bytes);
            }
        }
        Case::Checkpoint(spoil) => {
            let good = vector(file, "/checkpoint/note");
            let bytes = spoil.of(good.as_bytes());
            let Ok(note) = Note::parse(&bytes) else { return };
            assert_eq!(note.to_string().as_bytes(), bytes);
            let cosigners = opening.cosigner_keys().unwrap();
            if Checkpoint::open(&note, &opening.log_key().unwrap(), &cosigners).is_ok() {
                assert_eq!(note.text(), Note::parse(good.as_bytes()).unwrap().text(), "forged");
            }
        }
        Case::Receipt(spoil) => {
            let good = vector(file, "/receipt/note");
            let bytes = spoil.of(good.as_bytes());
            let Ok(note) = Note::parse(&bytes) else { return };
            if Receipt::open(&note, &opening.receipt_key().unwrap(), vector(file, "/election/phi")).is_ok() {
                assert_eq!(note.text(), Note::parse(good.as_bytes()).unwrap().text(), "forged");
            }
        }
        Case::Opening(spoil) => {
            let bytes = spoil.of(vector(file, "/opening/text").as_bytes());
            if let Ok(opening) = Opening::parse(&bytes) {
                assert_eq!(opening.to_bytes().unwrap(), bytes);
                // Names and keys of a stranger.
                let _ = (opening.log_key(), opening.receipt_key(), opening.cosigner_keys());
            }
        }
        Case::Closing(spoil) => {
            let bytes = spoil.of(vector(file, "/closing/text").as_bytes());
            if let Ok(closing) = Closing::parse(&bytes) {
                assert_eq!(closing.to_bytes().unwrap(), bytes);
            }
        }
        Case::Statement(spoil) => {
            let text = spoil.of(vector(file, "/closing/statement").as_bytes());
            let Ok(text) = std::str::from_utf8(&text) else { return };
            if let Ok(statement) = text.parse::<Statement>() {
                assert_eq!(statement.to_string(), text);
            }
        }
        Case::Annex(spoil) => {
            let bytes = spoil.of(annex.as_bytes());
            if let Ok(lines) = line::parse(&bytes) {
                assert_eq!(line::to_bytes(&lines).unwrap(), bytes);
            }
        }
        Case::Log { spoiled, without, paper_prevails, revote } => {
            let mut leaves = leaves.clone();
            for (at, spoil) in spoiled.iter().take(3) {
                let at = usize::from(*at) % leaves.len();
                leaves[at] = spoil.of(&leaves[at]);
            }
            if let Some(at) = without {
                leaves.remove(usize::from(at) % leaves.len());
            }
            log(&leaves, replay(paper_prevails, revote));
        }
    }
});
