//! The whole road from a messy roll to an announced poll, and nothing personal or secret at its edges: not in the log, however much is
//! logged, not in figures, not in an address, not in a list, not in the database's file.

use serde_json::json;

use super::claims;
use super::cluster::Database;
use super::election::{Election, OWNERS, codes, form, id_number};
use super::notices::{encoded, frozen, seen};
use super::pictures::{GPS, photo};
use super::privacy::nowhere;
use super::server::{Answer, PASSWORD, Server};

const CLAIMANT: [(&str, &str); 3] =
    [("claimant", "慕容晓月"), ("claimant's phone", "13904319911"), ("claimant's note", "门铃坏了三年")];
const OBJECTOR: [(&str, &str); 3] =
    [("objector", "司徒在楼下"), ("objector's phone", "13904318822"), ("objection", "隔壁多算了半间")];
const SPOILED: &str = "990104197812168000";
const TYPED: &str = "99010419781216883X";
const NOMINEE: &str = "欧阳春";

/// A file of the office with a row that somebody has to mend by hand: a version that is never published.
fn mended(election: &Election<'_>) -> Vec<Answer> {
    let file = format!("{}2,1,201,77.00,上官云,{SPOILED},13904317788\n", super::election::roll());
    let import = election.chair.uploads(&election.community, file.as_bytes());
    let row = election.chair.get(&format!("{import}/rows?state=waiting"));
    let line = row.ok(200)["items"][0]["line"].clone();
    let fix = json!({ "line": line, "action": "fix", "column": "id_number", "text": TYPED });
    let decided = election.chair.request("POST", &format!("{import}/decisions")).header("If-Match", "\"1\"").json(&fix).send();
    decided.ok(201);
    let corrections = election.chair.get(&format!("{import}/corrections"));
    let take = election.chair.request("POST", &format!("{import}/take")).header("If-Match", &decided.etag());
    let taken = take.json(&json!({})).send();
    taken.ok(201);
    vec![row, corrections, decided, taken]
}

/// Somebody registers, with a photo, and somebody objects; both are answered.
fn heard(server: &Server, election: &Election<'_>) -> Vec<Answer> {
    let [(_, name), (_, phone), (_, note)] = CLAIMANT;
    let mut claim = claims::of("1-1-108", name, phone);
    claim["note"] = note.into();
    let held = claims::submit(server, &election.community, &claim);
    held.attaches(server, "image/jpeg", &photo(60, 40)).ok(201);
    let listed = election.chair.get(&format!("/api/v1/communities/{}/claims", election.community));
    let path =
        format!("/api/v1/communities/{}/claims/{}", election.community, listed.ok(200)["items"][0]["id"].as_str().unwrap());
    let looked = election.chair.request("POST", &format!("{path}/look")).send();
    assert!(looked.text.contains(phone), "the test looks for the right thing");
    let body = json!({ "reason": "not_proven", "answer": "请带原件到居委会。" });
    let rejected =
        election.chair.request("POST", &format!("{path}/reject")).header("If-Match", &looked.etag()).json(&body).send();
    rejected.ok(200);

    let [(_, name), (_, contact), (_, text)] = OBJECTOR;
    let objection = json!({ "about": "roll", "name": name, "room": "1-1-101", "contact": contact, "text": text });
    let made = server.post(&format!("/api/v1/public/polls/{}/objections", election.poll), &objection);
    let number = made.ok(201)["number"].as_i64().unwrap();
    let answer = json!({ "decision": "rejected", "summary": "某户面积", "answer": "已核对登记簿" });
    let answered = election.chair.put(&format!("{}/objections/{number}/answer", election.path()), "\"1\"", &answer);
    answered.ok(200);
    vec![listed, rejected, made, answered, election.chair.get(&format!("{}/objections", election.path()))]
}

/// Somebody stands and is published, a notice hangs, and the meeting is announced.
fn announced(server: &Server, election: &Election<'_>) -> (String, Vec<Answer>) {
    let nominee = election.nominates("104", &form());
    let shown = nominee.asks(server, "POST", "/photo").raw("image/jpeg", &photo(60, 40)).send();
    shown.ok(200);
    election.accept(&nominee);
    election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
    let (notice, made) = frozen(&election.chair, &election.path(), &json!(["1号楼公告栏"]));
    seen(&election.chair, &notice, &format!("place={}&seen=hangs", encoded("1号楼公告栏"))).ok(201);
    let at = |days: i64| jiff::Timestamp::from_second(server.now().as_second() + days * 86_400).unwrap().to_string();
    let meeting = json!({ "opens": at(20), "closes": at(40), "override_reason": "街道同意" });
    election.step("announce", &meeting).ok(200);
    let public = ["", "/steps", "/roll", "/objections", "/package.json", "/candidates", "/notices"];
    let mut seen: Vec<Answer> =
        public.iter().map(|rest| server.get(&format!("/api/v1/public/polls/{}{rest}", election.poll))).collect();
    seen.push(server.get(&format!("/api/v1/public/notices/{}/print", made["digest"].as_str().unwrap())));
    let own = ["", "/nominations", "/candidates", "/road", "/notices"];
    seen.extend(own.iter().map(|rest| election.chair.get(&format!("{}{rest}", election.path()))));
    (nominee.secret, seen)
}

fn story(server: Server) {
    let election = Election::nominating(&server);
    let mut answers = mended(&election);
    answers.extend(heard(&server, &election));
    let (secret, seen) = announced(&server, &election);
    answers.extend(seen);
    let community = format!("/api/v1/communities/{}", election.community);
    answers.extend(
        ["/audit?limit=200", "/messages", "/roll/versions", "/roll/units"]
            .map(|rest| election.chair.get(&format!("{community}{rest}"))),
    );
    answers.push(server.get("/metrics"));

    let numbers: Vec<String> = (1..=OWNERS.len()).map(id_number).collect();
    let code = codes(&server, "13900000004").remove(0);
    let mut personal: Vec<(&str, &str)> = vec![("spoiled number", SPOILED), ("typed number", TYPED), ("GPS", GPS)];
    personal.extend(numbers.iter().map(|number| ("number of a card", number.as_str())));
    personal.extend(OWNERS.iter().filter(|(_, _, phone)| !phone.is_empty()).map(|(_, _, phone)| ("phone", *phone)));
    personal.extend(CLAIMANT.into_iter().chain(OBJECTOR));
    let token = election.chair.token.clone();
    let secrets = [("nominee's secret", secret.as_str()), ("token", token.as_str()), ("password", PASSWORD)];
    for (at, answer) in answers.iter().enumerate() {
        assert!(answer.status < 300, "{at}: {}", answer.text);
        nowhere(&format!("answer {at}, {}", answer.text), &answer.text, &personal);
        nowhere(&format!("answer {at}"), &answer.text, &secrets);
        for (name, value) in &answer.headers {
            nowhere(&format!("header {name}"), value, &personal);
            nowhere(&format!("header {name}"), value, &secrets);
        }
    }
    // Whoever is published under the own name is so by consent, and still in no address and no line of the log.
    personal.extend(OWNERS.iter().map(|(_, name, _)| ("owner", *name)).filter(|(_, name)| *name != "王小明"));
    let asked = server.asked();
    assert!(asked.len() > 60 && asked.iter().any(|path| path.contains("place=")), "{asked:?}");
    for path in &asked {
        let readable = readable(path);
        nowhere(&format!("the address {path}"), &readable, &personal);
        nowhere(&format!("the address {path}"), &readable, &secrets);
        nowhere(&format!("the address {path}"), &readable, &[("code", &code)]);
    }
    if let Some(text) = server.stolen() {
        // What was published stands there as it was published.
        let stolen: Vec<_> = personal.iter().copied().filter(|(_, value)| *value != NOMINEE).collect();
        nowhere("the database", &text, &stolen);
        nowhere("the database", &text, &secrets);
    }
    let said = server.stopped();
    assert!(said.lines().filter(|line| line.contains("\"answered\"")).count() > 60, "requests are logged: {said}");
    nowhere("the log", &said, &personal);
    nowhere("the log", &said, &secrets);
    nowhere("the log", &said, &[("code", &code)]);
    assert!(!said.contains("fault"), "{said}");
}

/// An address as a person reads it: `%E6%A5%BC` is 楼.
fn readable(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn nothing_personal_stands_at_the_edges_of_the_whole_road_sqlite() {
    assert_eq!(readable("a%E6%A5%BC%2"), "a楼%2");
    story(Server::of_the_program(None));
}

#[test]
fn nothing_personal_stands_at_the_edges_of_the_whole_road_postgres() {
    if let Some(database) = Database::new() {
        story(Server::of_the_program(Some(database)));
    }
}
