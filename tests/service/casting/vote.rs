//! A voter who uses `yepiao vote`, with a code by SMS.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use yepiao::election::log::note::Note;
use yepiao::election::log::receipt::Receipt;

use super::super::server::Server;
use super::world::{Open, Voter};

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
fn vote(server: &Server, voter: &Voter, choices: &str, receipt: &std::path::Path) -> (Option<i32>, String) {
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
    let received = comes(&server, "ballot_received", 1);
    assert_eq!(received.len(), 1);
    assert!(received[0]["text"].as_str().unwrap().contains("已收到您的电子选票"), "{received:?}");
}
