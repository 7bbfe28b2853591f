//! A voter who uses `yepiao vote`, with a code by SMS.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use yepiao::election::log::note::Note;
use yepiao::election::log::receipt::Receipt;

use super::world::{Open, Voter};
use crate::service_server::Server;

/// The code that went last to some phone.
fn code(server: &Server, before: usize) -> String {
    for _ in 0..100 {
        let kept = server.get("/api/test-outbox").ok(200);
        let kept = kept.as_array().unwrap();
        let codes: Vec<&Value> = kept.iter().filter(|message| message["kind"] == "code").collect();
        if codes.len() > before {
            let text = codes.last().unwrap().to_string();
            let digits = text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6);
            return digits.unwrap().to_owned();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("no code came");
}

/// One run of the program: what it said on standard output and error.
fn vote(server: &Server, voter: &Voter, choices: &str, receipt: &std::path::Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    command.args(["--lang", "en", "vote", "-", "--server", server.url(), "--receipt"]).arg(receipt);
    let piped = || Stdio::piped();
    let mut child = command.env_clear().stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // The link and the choices; the code when it has come.
    input.write_all(format!("{}\n{choices}", voter.link).as_bytes()).unwrap();
    let sent = code(server, 0);
    input.write_all(format!("{sent}\n").as_bytes()).unwrap();
    drop(input);
    let out = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

#[test]
fn a_voter_votes_from_the_command_line_and_gets_a_message() {
    let server = Server::on_sqlite();
    // By day: a notice waits for the morning.
    server.wait_until(12);
    let open = Open::new(&server, 4);
    let with_phone = |voter: &&Voter| {
        let page = open.page(voter);
        let asked = serde_json::json!({ "session": page.session });
        // Told before anything is sent: who has no phone is refused.
        server.post(&open.path("cast-sessions/code"), &asked).status == 409
    };
    let without: Vec<&Voter> = open.voters.iter().take(1).filter(with_phone).collect();
    let voter = open.voters.iter().find(|voter| without.iter().all(|none| none.number != voter.number) && voter.number != open.voters[0].number);
    let _ = voter;
    drop(open);
}
