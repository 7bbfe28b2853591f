//! `tests/vectors/record-v1.json`: the signed parts of a small record, for programs in other languages: the sheet of the paper
//! ballots, `ballots.jsonl`, `turnout.json` and the certificate, all of the log in `log-v1.json`, and signed documents that have
//! to be refused. `tests/vectors/README.md` describes the fields.
//!
//! `YEPIAO_VECTORS=write cargo test --test vectors_record` writes it anew. If anything but the words of a fault changes, so has
//! the protocol, and the version in `typ` has to change too.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use yepiao::crypto::ed25519::SigningKey;
use yepiao::crypto::hash::Digest;
use yepiao::election::annex::check as annex;
use yepiao::election::annex::line::{self, Channel, Line, minute, serial_digest};
use yepiao::election::annex::turnout::{Participation, paper_voters};
use yepiao::election::certificate::{self, Item, Kind, Parts};
use yepiao::election::credential::CredentialList;
use yepiao::election::jcs::to_jcs;
use yepiao::election::json::from_canonical;
use yepiao::election::jws::{self, Purpose, key_id};
use yepiao::election::log::leaf::{Entry, Leaf, Nonce};
use yepiao::election::log::opening::Opening;
use yepiao::election::log::replay::{History, Replay};
use yepiao::election::log::rules::{ConflictRule, RevoteRule, Rules};
use yepiao::election::outcome::{Committee, Subject};
use yepiao::election::paper::{Counted, Counting, Serials, Sheet, Teller, check as paper};
use yepiao::election::parameters::Election;
use yepiao::election::roll::Totals;
use yepiao::election::rules::{BlankBallots, BuiltIn, Identification, Ranking, RuleSet};
use yepiao::election::tally::ElectionResult;
use yepiao::election::weight::Weight;

const SECRET: [u8; 32] = [9; 32];

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32]).unwrap()
}

/// The poll of `log-v1.json`, as far as it goes.
struct Poll {
    opening: Opening,
    election: Election,
    area: CredentialList,
    /// Up to the close.
    leaves: Vec<Vec<u8>>,
}

impl Poll {
    fn read() -> Self {
        let file: Value = serde_json::from_str(include_str!("vectors/log-v1.json")).unwrap();
        let bytes = |value: &Value| value.as_str().unwrap().as_bytes().to_vec();
        let leaves = file["log"]["leaves"].as_array().unwrap().iter().map(bytes);
        let (area, faults) = CredentialList::parse(&bytes(&file["opening"]["area"]));
        assert_eq!(faults, []);
        Self {
            opening: Opening::parse(&bytes(&file["opening"]["text"])).unwrap(),
            election: Election::parse(&bytes(&file["election"]["text"])).unwrap(),
            area,
            leaves: leaves.take_while(|leaf| !text(leaf).contains(r#""type":"sheet""#)).collect(),
        }
    }

    /// The log that goes on with the sheet of this digest, where there is one.
    fn history(&self, sheet: Option<Digest>) -> (Vec<Vec<u8>>, History) {
        let rules = Rules {
            conflict: ConflictRule::Paper,
            revote: RevoteRule::UntilClose,
            electronic: true,
            schedule: self.opening.closing,
        };
        let mut replay = Replay::new(rules);
        self.leaves.iter().for_each(|leaf| replay.read(leaf));
        let mut leaves = self.leaves.clone();
        if let Some(sha256) = sheet {
            let index = u64::try_from(leaves.len()).unwrap();
            let time = Leaf::parse(leaves.last().unwrap()).unwrap().time + 3_000;
            leaves.push(replay.append(Leaf { index, nonce: Nonce([7; 16]), time, entry: Entry::Sheet { sha256 } }).unwrap());
        }
        let history = replay.finish();
        assert_eq!(history.faults, []);
        (leaves, history)
    }
}

/// Voter 3 voted on paper: the first candidate, and in favour.
fn sheet(poll: &Poll) -> Sheet {
    let (_, history) = poll.history(None);
    let closed = history.closed.unwrap();
    let [(_, weight)] = paper_voters(&history, &poll.area).unwrap()[..] else { panic!("another log") };
    let teller = |name: &str, later: u64| Teller { name: name.into(), entered: closed + later };
    let one =
        Counted { options: vec![weight, Weight::ZERO, Weight::ZERO], valid: weight, blank: Weight::ZERO, invalid: Weight::ZERO };
    Sheet {
        phi: poll.election.phi().into(),
        serials: Serials { printed: 5, issued: 3, unused: 2, returned: 2, outstanding: 1, valid: 1, void: 0, duplicate: 1 },
        counting: Some(Counting { tellers: [teller("陈静", 900), teller("刘洋", 1_800)], scan: Digest::of(b"scan") }),
        questions: vec![one.clone(), one],
    }
}

/// A serial for each credential; the second voter was helped.
fn lines(poll: &Poll, history: &History) -> Vec<Line> {
    let ballots = history.ballots.iter().map(|ballot| (ballot.index, ballot.time, ballot.credential, false));
    let papers = history.papers.iter().map(|paper| (paper.index, paper.time, paper.credential, true));
    let mut entries: Vec<_> = ballots.chain(papers).collect();
    entries.sort_by_key(|(index, ..)| *index);
    let line = |(index, time, credential, paper)| {
        let voter = poll.area.find(&credential).unwrap().0;
        let (channel, level) = match (paper, voter) {
            (true, _) => (Channel::Paper, Identification::Witness),
            (false, 1) => (Channel::Assisted, Identification::Witness),
            (false, _) => (Channel::Electronic, Identification::Sms),
        };
        Line {
            index,
            channel,
            level,
            time: minute(time),
            serial_digest: serial_digest(&SECRET, poll.election.phi(), &serial(voter)),
            attested_by: if level == Identification::Witness { vec!["李大姐".into()] } else { Vec::new() },
        }
    };
    entries.into_iter().map(line).collect()
}

fn serial(voter: usize) -> String {
    format!("7K2M9PQ{voter}")
}

fn items() -> Vec<Item> {
    let committee =
        Committee { seats: 2, least: 2, alternates: 1, ranking: Ranking::PeopleThenArea, blank: BlankBallots::Participates };
    let candidates = ["甲", "乙", "丙"].map(str::to_owned).to_vec();
    vec![
        Item { title: "委员".into(), kind: Kind::Committee { committee, candidates, each: false } },
        Item { title: "聘用".into(), kind: Kind::Matter { subject: Subject::PropertyCompany } },
    ]
}

/// Documents that a reader has to refuse: each signed by the right key where it is signed at all.
fn refused(document: &str) -> Vec<Value> {
    let parts: Vec<&str> = document.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("{document}") };
    let sign = |header: &str, payload: &str| {
        let signed = format!("{header}.{payload}");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(key(4).sign(signed.as_bytes())))
    };
    let head = String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    let with = |from: &str, to: &str| {
        assert!(head.contains(from), "{from} in {head}");
        sign(&URL_SAFE_NO_PAD.encode(head.replacen(from, to, 1)), payload)
    };
    let body = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let paid = |from: &str, to: &str| {
        assert!(body.contains(from), "{from} in {body}");
        sign(header, &URL_SAFE_NO_PAD.encode(body.replacen(from, to, 1)))
    };
    let cases = [
        ("no algorithm", format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(head.replace("EdDSA", "none")))),
        ("another name of the algorithm", with("EdDSA", "Ed25519")),
        ("of another purpose", with("paper", "certificate")),
        ("another kid", with("\"kid\":\"", "\"kid\":\"x")),
        ("an extension", with("{", "{\"b64\":true,\"crit\":[\"b64\"],")),
        ("a key of its own", with("\"typ\"", "\"jwk\":{},\"typ\"")),
        ("a member twice", with("{", "{\"alg\":\"none\",")),
        ("members in another order", {
            let typ = format!(r#""typ":"{}""#, Purpose::Paper.typ());
            let other = head.replacen(&format!(",{typ}"), "", 1).replacen('{', &format!("{{{typ},"), 1);
            sign(&URL_SAFE_NO_PAD.encode(other), payload)
        }),
        ("a member missing", with("\"alg\":\"EdDSA\",", "")),
        ("a space in the header", with(",", ", ")),
        ("a space in the payload", paid(",", ", ")),
        ("a field too many", paid("{", "{\"note\":0,")),
        ("a field twice", paid("{\"counting\"", "{\"counting\":null,\"counting\"")),
        ("a float", paid("\"printed\":5", "\"printed\":5.0")),
        ("padding", format!("{header}.{payload}.{signature}==")),
        ("spare bits", format!("{header}.{payload}.{}", spare(signature))),
        ("a signature of another key", format!("{header}.{payload}.{}", by_another(header, payload))),
        ("no signature", format!("{header}.{payload}.")),
        ("two parts", format!("{header}.{payload}")),
        ("four parts", format!("{document}.{signature}")),
        ("a line feed at the end", format!("{document}\n")),
        ("JSON serialization", json!({"payload": payload, "protected": header, "signature": signature}).to_string()),
    ];
    let case = |(name, document): (&str, String)| {
        let fault = Sheet::open(document.as_bytes(), &key(4).verifying_key()).unwrap_err();
        json!({"name": name, "document": document, "fault": fault.to_string()})
    };
    cases.into_iter().map(case).collect()
}

/// The last character carries four spare bits, which are zero.
fn spare(signature: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = signature.split_at(signature.len() - 1);
    let next = ALPHABET.find(last).unwrap() + 1;
    format!("{rest}{}", &ALPHABET[next..=next])
}

fn by_another(header: &str, payload: &str) -> String {
    URL_SAFE_NO_PAD.encode(key(5).sign(format!("{header}.{payload}").as_bytes()))
}

fn vectors() -> Value {
    let poll = Poll::read();
    let sheet = sheet(&poll);
    let paper = sheet.sign(&key(4)).unwrap();
    let (leaves, history) = poll.history(Some(Digest::of(&paper)));
    let areas: Vec<u64> = paper_voters(&history, &poll.area).unwrap().into_iter().map(|(_, weight)| weight.area).collect();
    assert_eq!(paper::faults(&sheet, &paper, &poll.election, &history, &areas), []);

    let lines = lines(&poll, &history);
    assert_eq!(annex::faults(&lines, &history, &[Identification::Sms, Identification::Witness]), []);
    let ballots = line::to_bytes(&lines).unwrap();
    assert_eq!(line::parse(&ballots).unwrap(), lines);
    let participation = Participation::of(&history, &lines, &poll.area).unwrap();
    let turnout = participation.to_bytes().unwrap();

    // What the ballots of log-v1.json have: voters 0, 1 and 4 count.
    let results = [r#"{"result":[[0,3,2,0],[2,1,0]]}"#, r#"{"result":[[0,51000,42050,0],[21000,30000,0]]}"#];
    let [people, area] = results.map(|text| from_canonical::<ElectionResult>(text.as_bytes()).unwrap());
    let rules = RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap();
    let files = [("ballots.jsonl", &ballots), ("paper.json", &paper), ("turnout.json", &turnout)];
    let certificate = certificate::expected(Parts {
        opening: &poll.opening,
        election: &poll.election,
        items: &items(),
        rules: &rules,
        roll: Totals { parking_counts: false, with_parking: participation.entitled, without_parking: participation.entitled },
        participation,
        people: &people,
        area: &area,
        paper: &sheet,
        history: &history,
        files: files.map(|(name, bytes)| (name.to_owned(), Digest::of(bytes))).into(),
    })
    .unwrap();
    let signed = certificate.sign(&key(3)).unwrap();
    assert_eq!(certificate::check(&signed, &key(3).verifying_key(), &certificate), Ok(()));

    let header = |document: &[u8]| {
        let header = text(document).split('.').next().unwrap();
        String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
    };
    let named = |seed: u8| {
        let public = key(seed).verifying_key();
        json!({"seed_byte": seed, "public": public, "kid": key_id(&public)})
    };
    json!({
        "about": "Made by tests/vectors_record.rs of the poll in log-v1.json. Ed25519 keys are made of seeds of 32 equal bytes. Texts are exact bytes in UTF-8.",
        "keys": {"certificate": named(3), "paper": named(4)},
        "log": {"leaves": leaves.iter().map(|leaf| text(leaf)).collect::<Vec<_>>()},
        "serial": {"secret": hex::encode(SECRET), "serial": serial(0), "digest": serial_digest(&SECRET, poll.election.phi(), &serial(0))},
        "paper": {
            "areas": areas,
            "header": header(&paper),
            "payload": text(&to_jcs(&sheet).unwrap()),
            "document": text(&paper),
            "sha256": Digest::of(&paper),
        },
        "empty_paper": text(&to_jcs(&Sheet::empty(poll.election.phi(), [3, 3])).unwrap()),
        "ballots_jsonl": text(&ballots),
        "turnout": text(&turnout),
        "results": {"people": results[0], "area": results[1]},
        "rules": rules.digest(),
        "certificate": {
            "header": header(&signed),
            "payload": text(&to_jcs(&certificate).unwrap()),
            "document": text(&signed),
        },
        "refused": refused(text(&paper)),
    })
}

#[test]
fn the_signed_parts_are_those_of_the_file() {
    let made = serde_json::to_string_pretty(&vectors()).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/record-v1.json");
    if std::env::var_os("YEPIAO_VECTORS").is_some_and(|value| value == "write") {
        std::fs::write(&path, &made).unwrap();
    }
    let file = std::fs::read_to_string(&path).unwrap();
    // The line alone: whole values would fill the screen.
    let differs = file.lines().zip(made.lines()).zip(1..).find(|((file, made), _)| file != made);
    assert!(differs.is_none(), "line {} is not what is made", differs.unwrap().1);
    assert!(file == made, "one ends before the other");
}

/// What another program has to find in the file, found without the program that wrote it.
#[test]
fn the_file_holds_together() {
    let file: Value = serde_json::from_str(include_str!("vectors/record-v1.json")).unwrap();
    let get = |path: &str| file.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path}")).to_owned();
    for (purpose, name, seed) in [(Purpose::Paper, "paper", 4), (Purpose::Certificate, "certificate", 3)] {
        let document = get(&format!("/{name}/document"));
        let [header, payload] = ["header", "payload"].map(|part| get(&format!("/{name}/{part}")));
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(&header), URL_SAFE_NO_PAD.encode(&payload));
        assert_eq!(document, format!("{signed}.{}", URL_SAFE_NO_PAD.encode(key(seed).sign(signed.as_bytes()))));
        let kid = get(&format!("/keys/{name}/kid"));
        assert_eq!(header, format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"{}"}}"#, purpose.typ()));
        let value: Value = jws::open(purpose, &key(seed).verifying_key(), document.as_bytes()).unwrap();
        assert_eq!(text(&to_jcs(&value).unwrap()), payload);
    }
    let certificate: Value = serde_json::from_str(&get("/certificate/payload")).unwrap();
    for (name, path) in [("paper.json", "/paper/document"), ("ballots.jsonl", "/ballots_jsonl"), ("turnout.json", "/turnout")] {
        assert_eq!(certificate["files"][name], Digest::of(get(path).as_bytes()).to_string(), "{name}");
    }
    // Four of five took part, 599.50 of 644.50 m²; everybody chose the first candidate.
    assert_eq!(certificate["participation"]["took_part"], json!({"people": 4, "area": 59_950}));
    assert_eq!(certificate["items"][0]["options"][0]["both"], json!({"people": 4, "area": 59_950}));
    assert_eq!(certificate["items"][0]["elected"][0], json!({"name": "甲", "position": 0}));
    let sentences = certificate["items"][1]["sentences"].to_string();
    assert!(sentences.contains("聘用：同意 3 人、面积 299.50 ㎡，人数过半数，面积未过半数，未形成有效决定"), "{sentences}");
    let last = file["log"]["leaves"].as_array().unwrap().last().unwrap().as_str().unwrap();
    assert!(last.contains(&get("/paper/sha256")), "{last}");
    for case in file["refused"].as_array().unwrap() {
        let refused = Sheet::open(case["document"].as_str().unwrap().as_bytes(), &key(4).verifying_key());
        assert_eq!(refused.unwrap_err().to_string(), case["fault"].as_str().unwrap(), "{}", case["name"]);
    }
}
