//! `yepiao demo`, as whoever tries the program for the first time runs it.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The demo, running.
struct Demo {
    child: Child,
    /// What it has said.
    said: String,
    /// Where it answers.
    origin: String,
    /// The slip's link; empty once nobody votes any more.
    link: String,
}

/// Of the demo's voters, so many vote on paper.
const PAPERS: u64 = 52;

fn yepiao(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    command.args(["--lang", "en"]).args(arguments).env_clear();
    command
}

impl Demo {
    /// Runs it until it has said everything.
    fn started(folder: &Path, more: &[&str]) -> Self {
        let mut command = yepiao(&["demo", "--data", folder.to_str().unwrap()]);
        let mut child = command.args(more).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap() + "\n";
            said.push_str(&line);
            if line.starts_with("Ctrl-C") {
                break;
            }
        }
        let word = |sought: &str| said.split_whitespace().find(|word| word.contains(sought)).unwrap_or_default().to_owned();
        let (link, page) = (word("/v/"), word("/verify"));
        let origin = page.strip_suffix("/verify").unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { child, said, origin, link }
    }

    fn get(&self, path: &str) -> minreq::Response {
        minreq::get(format!("{}/{path}", self.origin)).with_timeout(30).send().unwrap()
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(self.get(path).as_bytes()).unwrap()
    }

    /// The poll's id, out of the address of its page.
    fn poll(&self) -> &str {
        self.said.split_once("/p/").unwrap().1.split_whitespace().next().unwrap()
    }

    fn took_part(&self) -> u64 {
        self.json(&format!("api/v1/public/polls/{}/turnout", self.poll()))["turnout"]["took_part"]["people"].as_u64().unwrap()
    }

    fn codes(&self) -> Vec<String> {
        let messages = self.json("api/test-outbox");
        let codes = messages.as_array().unwrap().iter().filter(|message| message["template"] == "code");
        codes.map(|message| message["text"].as_str().unwrap().to_owned()).collect()
    }

    /// Slips and notices: each says that it is a demo's.
    fn prints_nothing_that_looks_real(&self, folder: &Path) {
        let known: Value = serde_json::from_slice(&std::fs::read(folder.join("demo.json")).unwrap()).unwrap();
        let (community, poll) = (known["community"].as_str().unwrap(), known["poll"].as_str().unwrap());
        let post = |path: &str, body: &Value, token: &str| {
            let request =
                minreq::post(format!("{}/{path}", self.origin)).with_timeout(30).with_header("Content-Type", "application/json");
            request.with_header("Authorization", format!("Bearer {token}")).with_body(body.to_string()).send().unwrap()
        };
        let signs_in = |login: &str| -> String {
            let answer = post("api/v1/sessions", &json!({ "login": login, "password": known["password"] }), "");
            serde_json::from_slice::<Value>(answer.as_bytes()).unwrap()["access_token"].as_str().unwrap().to_owned()
        };
        let chair = signs_in("zuzhang");
        let mut printed = vec![post(&format!("{community}/polls/{poll}/slips/sheet"), &json!({ "number": 1 }), &chair)];
        let notices = self.json(&format!("api/v1/public/polls/{poll}/notices"));
        let digest = notices["items"][0]["digest"].as_str().unwrap().to_owned();
        printed.push(self.get(&format!("api/v1/public/notices/{digest}/print")));
        for page in printed {
            let text = page.as_str().unwrap();
            assert!(
                page.status_code == 200 && text.contains("<h") && text.contains("【演示，不算数】"),
                "{} {text}",
                page.status_code
            );
        }
    }

    /// Somebody votes with the slip, as the demo says.
    fn votes(&self) {
        let before = self.codes().len();
        let mut command = yepiao(&["vote", &self.link]);
        let mut voter = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = voter.stdin.take().unwrap();
        input.write_all("1 3 5\n1\n2\n3\n".as_bytes()).unwrap();
        let begun = Instant::now();
        let code = loop {
            assert!(begun.elapsed() < Duration::from_secs(60), "no code came");
            match self.codes().get(before) {
                Some(text) => break text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).unwrap().to_owned(),
                None => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        input.write_all(format!("{code}\n").as_bytes()).unwrap();
        drop(input);
        let out = voter.wait_with_output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        assert!(String::from_utf8(out.stdout).unwrap().contains("fits the public log"));
    }

    /// As by Ctrl-C.
    fn stopped(mut self) {
        assert!(Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a graceful stop");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command that cannot be done; why.
fn impossible(arguments: &[&str]) -> String {
    let out = yepiao(arguments).stdin(Stdio::null()).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    String::from_utf8(out.stderr).unwrap()
}

#[test]
fn an_estate_votes_in_one_command_and_a_newcomer_with_it() {
    let within = tempfile::tempdir().unwrap();
    let folder = within.path().join("demo");
    let demo = Demo::started(&folder, &["--port", "0"]);
    // Nobody can take it for a vote: neither on a page nor in any answer.
    assert!(demo.said.contains("nothing is secret"));
    // Everything to look at and to try stands there, as it can be copied.
    let (said, data) = (&demo.said, folder.display());
    for printed in [
        format!("{}/p/", demo.origin),
        format!("{}/api/test-outbox", demo.origin),
        "Accounts (all with the password ".into(),
        "jianpiao1".into(),
        format!(" vote '{}'", demo.link),
        format!(" demo --data {data} --until counted"),
        format!(" verify {data}/record.zip"),
        format!("{data}/slips.txt"),
    ] {
        assert!(said.contains(&printed), "{printed}: {said}");
    }
    // The slip's code, half a row of modules in each line.
    assert!(said.lines().filter(|line| line.matches(['█', '▀', '▄']).count() > 10).count() > 15, "{said}");
    for path in ["api/v1/public/service", "health/live", "nothing"] {
        let answer = demo.get(path);
        let said = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("yepiao-demo"));
        assert!(said.is_some_and(|(_, said)| said.contains("nothing here is secret")), "{path}");
    }
    let service = demo.json("api/v1/public/service");
    assert_eq!((&service["demo"], &service["test_clock"]), (&Value::Bool(true), &Value::Bool(true)));
    // Nor on what is printed.
    demo.prints_nothing_that_looks_real(&folder);
    let before = demo.took_part();
    assert!(before > 400, "{before}");
    demo.votes();
    assert_eq!(demo.took_part(), before + 1);

    // Stopped and started again it is where it was, by its own clock too.
    let (link, now) = (demo.link.clone(), service["now"].as_str().unwrap().to_owned());
    demo.stopped();
    let again = Demo::started(&folder, &[]);
    assert_eq!((again.link.clone(), again.took_part()), (link, before + 1));
    assert!(again.json("api/v1/public/service")["now"].as_str().unwrap() > now.as_str());
    assert!(impossible(&["demo", "--data", folder.to_str().unwrap(), "--port", "1"]).contains("another port"));
    again.stopped();

    // And on to the result, whose record says by itself that it is right.
    let counted = yepiao(&["demo", "--data", folder.to_str().unwrap(), "--until", "counted"]).output().unwrap();
    let said = String::from_utf8(counted.stdout).unwrap();
    assert!(counted.status.success(), "{said}{}", String::from_utf8_lossy(&counted.stderr));
    assert!(said.contains("The result"), "{said}");
    let record = folder.join("record.zip");
    let verified = yepiao(&["verify", record.to_str().unwrap()]).output().unwrap();
    let said = String::from_utf8(verified.stdout).unwrap();
    assert!(verified.status.success(), "{said}");
    let result = Demo::started(&folder, &[]);
    let shown = result.json(&format!("api/v1/public/polls/{}/result", result.poll()));
    assert_eq!(shown["state"], "published", "{shown}");
    let participation = &shown["certified"]["participation"];
    assert_eq!(participation["electronic"]["people"], before + 1 - PAPERS, "{participation}");
    assert_eq!(participation["paper"]["people"], PAPERS, "{participation}");
    let verdicts: Vec<&str> = shown["certified"]["items"].as_array().unwrap()[1..]
        .iter()
        .map(|item| item["readings"]["by_rule"]["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["carried", "carried", "no_decision"], "{shown}");
    result.stopped();
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let within = tempfile::tempdir().unwrap();
    std::fs::write(within.path().join("thesis.txt"), "three years").unwrap();
    assert!(impossible(&["demo", "--data", within.path().to_str().unwrap()]).contains("not the demo's"));
    assert_eq!(std::fs::read_dir(within.path()).unwrap().count(), 1);
}
