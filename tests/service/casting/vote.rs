//! A voter who uses `yepiao vote`, with a code by SMS.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use yepiao::election::log::note::Note;
use yepiao::election::log::receipt::Receipt;

use super::super::gateway::GatewayKey;
use super::super::server::Server;
use super::organiser::of_room;
use super::world::{Open, Voter, last_four, name};

/// Messages of a kind that went to phones.
fn sent(server: &Server, template: &str) -> Vec<Value> {
    let kept = server.get("/api/test-outbox").ok(200);
    kept.as_array().unwrap().iter().filter(|message| message["template"] == template).cloned().collect()
}

/// Waits until there are so many.
#[track_caller]
fn comes(server: &Server, template: &str, count: usize) -> Vec<Value> {
    for _ in 0..200 {
        let sent = sent(server, template);
        if sent.len() >= count {
            return sent;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{template}: {:?}", sent(server, template));
}

/// One run of the program: how it ended, and what it said.
fn vote(server: &Server, voter: &Voter, choices: &str, receipt: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    command.args(["--lang", "en", "vote", "-", "--server", server.url(), "--receipt"]).arg(receipt);
    let mut child = command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // The link and the choices; the code when it has come.
    input.write_all(format!("{}\n{choices}\n", voter.link).as_bytes()).unwrap();
    let messages = comes(server, "code", 1);
    let text = messages[0]["text"].as_str().unwrap().to_owned();
    let code = text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6).unwrap();
    // Whoever may have stopped already is asked below.
    let _ = input.write_all(format!("{code}\n").as_bytes());
    drop(input);
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
    (out.status.code(), said)
}

/// `yepiao receipt`: how it ended, and what it said.
fn checks(receipt: &Path, poll: &str, more: &[(&str, &Path)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    command.args(["--lang", "en", "receipt"]).arg(receipt).args(["--poll", poll]);
    for (name, path) in more {
        command.arg(name).arg(path);
    }
    let out = command.env_clear().output().unwrap();
    (out.status.code(), String::from_utf8([out.stdout, out.stderr].concat()).unwrap())
}

/// A receipt, the poll it is held against, more arguments; how it ends, and what is said.
type Case<'c> = (&'c Path, &'c str, &'c [(&'c str, &'c Path)], i32, &'c str);

/// With the service and without it, with a head that somebody kept, and spoiled in every way.
fn receipt_can_be_checked_alone(server: &Server, open: &Open<'_>, receipt: &Path) {
    let folder = server.folder();
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let text = std::fs::read_to_string(receipt).unwrap();
    let head = server.get(&open.path("log/checkpoint")).text;
    let proof = server.get(&open.path("log/inclusion?index=1&size=2")).text;
    let fixed = folder.join("fixed");
    std::fs::create_dir(&fixed).unwrap();
    for name in ["opening.json", "election.json"] {
        put(&format!("fixed/{name}"), &open.poll.files(server, name));
    }
    let (fixed, page) = (fixed.to_str().unwrap(), format!("{}/p/{}", server.url(), open.poll.poll));
    let (head, proof) = (put("head", &head), put("proof", &proof));
    let spoiled = put("spoiled", &text.replacen("\n1\n", "\n0\n", 1));
    let foreign = put("foreign", &text.replace("\n\u{2014} ", "\n\u{2014} x"));
    let lying = put("lying", &std::fs::read_to_string(&proof).unwrap().replacen("\"proof\":[\"", "\"proof\":[\"00", 1));
    let mailed = put("mailed", &format!("\u{feff}{}\r\n", text.replace('\n', "\r\n")));
    let kept: [(&str, &Path); 2] = [("--checkpoint", &head), ("--proof", &proof)];
    let nothing = folder.join("nothing");
    let cases: &[Case<'_>] = &[
        (receipt, &page, &[], 0, "its ballot stands in the log"),
        (&mailed, &page, &[], 0, "its ballot stands in the log"),
        (receipt, &page, &kept[..1], 0, "its ballot stands in the log"),
        (receipt, fixed, &kept, 0, "its ballot stands in the log"),
        (receipt, fixed, &[], 0, "the log was not looked into"),
        (&spoiled, fixed, &[], 1, "does not hold"),
        (&spoiled, &page, &[], 1, "does not hold"),
        (&foreign, &page, &[], 1, "does not hold"),
        (&head, fixed, &[], 1, "does not hold"),
        (receipt, fixed, &[("--checkpoint", receipt), ("--proof", &proof)], 1, "does not hold"),
        (receipt, fixed, &[("--checkpoint", &head), ("--proof", &lying)], 2, "is no proof"),
        (receipt, fixed, &[("--checkpoint", &head), ("--proof", &head)], 2, "is no proof"),
        (receipt, fixed, &[("--proof", &proof)], 2, "--checkpoint"),
        (&nothing, fixed, &[], 2, "no such file"),
        (receipt, folder.to_str().unwrap(), &[], 2, "opening.json"),
        (receipt, "http://127.0.0.1:9/p/oX3JHbEwRLoXJh1oX3JHbE", &[], 2, "does not answer"),
        (receipt, "https://vote.example.cn/", &[], 2, "not the address of a public page"),
    ];
    for (file, poll, more, code, words) in cases {
        let (ended, said) = checks(file, poll, more);
        assert_eq!(ended, Some(*code), "{} {poll} {more:?}: {said}", file.display());
        assert!(said.split_whitespace().collect::<Vec<_>>().join(" ").contains(words), "{words}: {said}");
    }
    // A proof that is one, of something else.
    let mut other: Value = serde_json::from_str(&std::fs::read_to_string(&proof).unwrap()).unwrap();
    other["proof"] = json!(["00".repeat(32)]);
    let other = put("other", &other.to_string());
    let (ended, said) = checks(receipt, fixed, &[("--checkpoint", &head), ("--proof", &other)]);
    assert_eq!(ended, Some(1), "{said}");
}

/// Begins to vote for the second answer; what the program asks of people is read line by line.
fn begins(server: &Server, voter: &Voter, more: &[&str]) -> (Child, BufReader<ChildStderr>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    command.args(["--lang", "en", "vote", "-", "--server", server.url()]).args(more);
    let mut child = command.env_clear().stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{}\n2\n", voter.link).as_bytes()).unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    (child, said)
}

/// What stands behind these words in one of the next lines.
#[track_caller]
fn hears(said: &mut BufReader<ChildStderr>, words: &str) -> String {
    let mut all = String::new();
    loop {
        let before = all.len();
        assert!(said.read_line(&mut all).unwrap() > 0, "{words}: {all}");
        if let Some((_, rest)) = all[before..].split_once(words) {
            return rest.trim().to_owned();
        }
    }
}

#[test]
fn who_has_no_phone_on_the_roll_is_led_to_the_staff_by_the_command_line_too() {
    let server = Server::on_sqlite();
    let open = Open::new(&server, 2);
    let teller = open.poll.chair.brings(&open.poll.community, "teller");
    let voter = of_room(&open, "2-1-101");
    let (mut child, mut said) = begins(&server, voter, &[]);
    let pairing = hears(&mut said, "show a member of the staff your document and these digits: ");
    open.attest(&teller, voter, &pairing).ok(204);
    assert!(child.wait().unwrap().success());
    assert_eq!(open.checkpoint().size, 2);
}

#[test]
fn a_real_name_service_confirms_who_votes_from_the_command_line() {
    let server = Server::on_sqlite();
    let open = Open::new(&server, 2);
    let voter = of_room(&open, "1-1-101");
    let (mut child, mut said) = begins(&server, voter, &["--official"]);
    let reference = hears(&mut said, "https://id.example.cn/yepiao?reference=");
    let seen = json!({ "reference": reference, "name": format!("业主{}", name(0)), "last_four": last_four(0) });
    let confirmed = server.request("POST", "/api/v1/identity/confirmations").signed(&GatewayKey::of_real_names());
    confirmed.json(&seen).send().ok(204);
    assert!(child.wait().unwrap().success());
    assert_eq!(open.checkpoint().size, 2);
}

#[test]
fn a_voter_votes_from_the_command_line_and_is_told_by_message() {
    let server = Server::on_sqlite();
    let open = Open::new(&server, 4);
    // By day: a notice waits for the morning.
    server.wait_until(12);
    let printed = server.signs_in(&open.poll.chair.login, super::super::server::PASSWORD);
    let printed = printed.post(&format!("{}/slips/print", open.poll.path), &json!({ "building": "1" })).ok(200);
    let number = printed["slips"][0]["number"].as_i64().unwrap();
    let voter = open.voters.iter().find(|voter| voter.number == number).unwrap();
    let receipt = server.folder().join("receipt.txt");
    // The first answer is none, so it is asked again.
    let (code, said) = vote(&server, voter, "7\n2", &receipt);
    assert_eq!(code, Some(0), "{said}");
    let credential = voter.link.split_once('#').unwrap().1.split_once('.').unwrap().0;
    assert!(said.contains("fits the public log") && !said.contains(credential), "{said}");
    let note = Note::parse(&std::fs::read(&receipt).unwrap()).unwrap();
    let promise = Receipt::open(&note, &open.opening.receipt_key().unwrap(), open.election.phi()).unwrap();
    open.keeps(&promise);
    receipt_can_be_checked_alone(&server, &open, &receipt);
    let received = comes(&server, "ballot_received", 1);
    assert_eq!(received.len(), 1);
    assert!(received[0]["text"].as_str().unwrap().contains("已收到您的电子选票"), "{received:?}");
}
