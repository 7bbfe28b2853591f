//! `tests/vectors/ballots-by-typescript.json`: what the pages seal is admitted here and means what the voter chose; what they
//! refuse is refused here with the same words; and they open sessions. `src/web/test/ballots-by-typescript.test.ts` makes the
//! file and says what stands in it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::process::Command;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde::Deserialize;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::proof::Proof;
use yepiao::crypto::seed::Seed;
use yepiao::crypto::signature;
use yepiao::election::ballot::check::{check, check_listed};
use yepiao::election::ballot::hints::{Hinted, Hints, check_batch};
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::ballot::{Ballot, BallotFault, tracker};
use yepiao::election::credential::{CredentialList, PrivateCredential};
use yepiao::election::parameters::Election;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    election_private_key: String,
    private_credential: String,
    ballots: Vec<Sealed>,
    attacked: Attacked,
    sessions: Vec<Session>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    name: String,
    election: String,
    /// For each question null (blank) or 0 and 1 for its answers.
    selections: Vec<Option<Vec<u8>>>,
    seed: String,
    hash: String,
    ballot: String,
    hints: String,
    tracker: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attacked {
    election: String,
    good: String,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    name: String,
    /// Bytes of the good ballot that stay at the beginning and at the end.
    keep: [usize; 2],
    /// What stands between them.
    middle: String,
    /// `json` for what is not the text of a ballot.
    fault: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    web_origin: String,
    phi: String,
    credential: String,
    nonce: String,
    proof: Proof,
}

fn file() -> File {
    serde_json::from_str(include_str!("vectors/ballots-by-typescript.json")).unwrap()
}

fn election(text: &str) -> Election {
    Election::parse(text.as_bytes()).unwrap()
}

fn selections(marks: &[Option<Vec<u8>>]) -> Vec<Selection> {
    let selection = |marks: &Option<Vec<u8>>| {
        marks.as_ref().map_or(Selection::Blank, |marks| Selection::Answers(marks.iter().map(|mark| *mark == 1).collect()))
    };
    marks.iter().map(selection).collect()
}

#[test]
fn ballots_of_the_pages_are_admitted_and_their_hints_are_right() {
    for sealed in file().ballots {
        let election = election(&sealed.election);
        let checked = check(&election, sealed.ballot.as_bytes()).unwrap();
        assert_eq!(tracker(sealed.ballot.as_bytes()), sealed.tracker, "{}", sealed.name);
        let hinted = Hinted { ballot: sealed.ballot.as_bytes(), hints: &sealed.hints };
        let verdicts = check_batch(&election, &CredentialList::default(), &[hinted], &mut ChaCha20Rng::from_seed([9; 32]));
        assert_eq!(verdicts[0].ballot, Ok(checked), "{}", sealed.name);
        assert_eq!(verdicts[0].hints, Ok(()), "{}", sealed.name);
        assert_eq!(Hints::of_ballot(&election, sealed.ballot.as_bytes()).unwrap().to_text(), sealed.hints, "{}", sealed.name);
    }
}

#[test]
fn ballots_of_the_pages_hold_what_was_chosen() {
    let File { election_private_key, ballots, .. } = file();
    let x: Scalar = election_private_key.parse().unwrap();
    for sealed in ballots {
        let election = election(&sealed.election);
        assert_eq!(election.public_key().point(), Point::generator_times(&x));
        let checked = check(&election, sealed.ballot.as_bytes()).unwrap();
        let questions = &election.parameters().questions;
        for ((choices, asked), chosen) in checked.choices.iter().zip(questions).zip(&sealed.selections) {
            let mut expected = vec![u64::from(chosen.is_none()); usize::from(asked.allows_blank())];
            let none = vec![0; asked.answers.len()];
            expected.extend(chosen.as_ref().unwrap_or(&none).iter().map(|mark| u64::from(*mark)));
            let opened: Vec<Point> = choices.iter().map(|c| c.beta - c.alpha.times(&x)).collect();
            let expected: Vec<Point> = expected.iter().map(|m| Point::generator_times(&Scalar::from(*m))).collect();
            assert_eq!(opened, expected, "{}", sealed.name);
        }
    }
}

#[test]
fn seed_and_choices_rebuild_here_what_was_sealed_there() {
    let File { private_credential, ballots, .. } = file();
    for sealed in ballots {
        let election = election(&sealed.election);
        let secret = PrivateCredential::parse(&private_credential).unwrap().secret(&election.parameters().uuid);
        let seed = Seed::new(hex::decode(&sealed.seed).unwrap().try_into().unwrap());
        let rebuilt = Sealer::new(&election).seal(&Point::generator_times(&secret), &selections(&sealed.selections), seed);
        assert_eq!(rebuilt.unwrap().unsigned().hash().unwrap(), sealed.hash, "{}", sealed.name);
        assert_eq!(Ballot::parse(sealed.ballot.as_bytes()).unwrap().signature.hash, sealed.hash, "{}", sealed.name);
    }
}

/// One verdict for each attack, the same words in both programs, whether or not the credential is on the list.
#[test]
fn what_the_pages_refuse_is_refused_here_for_the_same_reason() {
    let Attacked { election: text, good, refused } = file().attacked;
    let election = election(&text);
    let own = check(&election, good.as_bytes()).unwrap().credential;
    let (listed, faults) = CredentialList::parse(&CredentialList::to_json(&[(own, 1)]).unwrap());
    assert_eq!(faults, []);
    assert!(refused.len() > 70, "{}", refused.len());
    for Refused { name, keep: [head, tail], middle, fault } in refused {
        let ballot = format!("{}{middle}{}", &good[..head], &good[good.len() - tail..]);
        for credentials in [&CredentialList::default(), &listed] {
            match check_listed(&election, credentials, ballot.as_bytes()) {
                Ok(_) => panic!("{name}: admitted"),
                Err(BallotFault::Json(_)) => assert_eq!(fault, "json", "{name}"),
                Err(other) => assert_eq!(other.to_string(), fault, "{name}"),
            }
        }
    }
}

#[test]
fn the_pages_prove_that_they_hold_the_credential() {
    for Session { web_origin, phi, credential, nonce, proof } in file().sessions {
        let point = credential.parse::<Encoding>().unwrap().decode().unwrap();
        let text = format!("yepiao/session/v1|{web_origin}|{phi}|{credential}|{nonce}|");
        assert!(signature::verify(&point, &text, &proof));
        assert!(!signature::verify(&point, &text.replacen("http", "HTTP", 1), &proof));
    }
}

/// As somebody checks who has the ballot from the page in a file.
#[test]
fn the_command_checks_ballots_of_the_pages() {
    for Sealed { name, election, ballot, hints, tracker, .. } in file().ballots {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [("election.json", &election), ("ballot.json", &ballot), ("hints", &hints)] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let check = Command::new(env!("CARGO_BIN_EXE_yepiao"))
            .current_dir(folder.path())
            .args(["ballot", "check", "--election", "election.json", "--hints", "hints", "ballot.json", "--lang", "en"])
            .output()
            .unwrap();
        let said = [check.stdout, check.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(said, [format!("the ballot is valid, tracker: {tracker}\n"), String::new()], "{name}");
        assert_eq!(check.status.code(), Some(0), "{name}");
    }
}
