//! Nothing personal and nothing secret leaves by a back door.

use serde_json::json;

use super::claims;
use super::cluster::Database;
use super::election::{Election, codes, form};
use super::pictures::{GPS, photo};
use super::server::{Server, secret};

const LOGIN: &str = "liu-mei-of-building-7";
const NAME: &str = "刘美如今住七栋";
const PHONE: &str = "13904317788";
const PASSWORD: &str = "谁也猜不到的密码7788";

/// What must be nowhere: what people are called, how they are reached, what they know.
pub(crate) fn nowhere(where_: &str, text: &str, what: &[(&str, &str)]) {
    for (name, value) in what {
        assert!(!text.contains(value), "{where_} holds the {name}");
    }
}

fn story(server: Server) {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let invitations = format!("/api/v1/communities/{community}/invitations");
    let link = chair.request("POST", &invitations).header("Idempotency-Key", "once").json(&json!({ "role": "member" })).send();
    let link = secret(link.ok(201)["link"].as_str().unwrap());
    let accept =
        |login: &str, phone: &str| json!({ "secret": link, "login": login, "name": NAME, "phone": phone, "password": PASSWORD });
    let mut errors = Vec::new();
    // Everything that goes wrong on the way: fields of the wrong kind, the wrong place, too long, unknown.
    for body in [
        json!({ "secret": link, "login": LOGIN, "name": NAME, "phone": 13904317788_u64, "password": PASSWORD }),
        json!({ "secret": link, "login": LOGIN, "name": { "name": NAME }, "password": [PASSWORD] }),
        accept(LOGIN, &format!("{PHONE}0")),
        json!({ "secret": link, "login": LOGIN, "name": NAME, "password": PASSWORD, "extra": PHONE }),
    ] {
        errors.push(server.post("/api/v1/invitations/accept", &body));
    }
    server.post("/api/v1/invitations/accept", &accept(LOGIN, PHONE)).ok(201);
    errors.push(server.post("/api/v1/invitations/accept", &accept(LOGIN, PHONE)));
    errors.push(server.try_sign_in(LOGIN, &format!("{PASSWORD}x")));
    errors.push(
        server
            .request("POST", "/api/v1/sessions")
            .raw("application/json", format!("{{\"login\":\"{LOGIN}\",\"password\":\"{PASSWORD}").as_bytes())
            .send(),
    );
    let member = server.signs_in(LOGIN, PASSWORD);
    errors
        .push(member.post(&format!("/api/v1/communities/{community}/staff/{}/contact", chair.id), &json!({ "purpose": PHONE })));
    errors.push(server.get(&format!("/api/v1/communities/{community}/staff?cursor={PHONE}")));
    errors.push(server.get(&format!("/{PHONE}")));
    let looked =
        chair.post(&format!("/api/v1/communities/{community}/staff/{}/contact", member.id), &json!({ "purpose": "call" }));
    assert_eq!(looked.ok(200)["phone"], PHONE, "the test looks for the right thing");
    let audit = chair.get(&format!("/api/v1/communities/{community}/audit")).text;
    let staff = chair.get(&format!("/api/v1/communities/{community}/staff")).text;
    let metrics = server.get("/metrics").text;
    let refresh = member.cookie.split_once('=').unwrap().1.to_owned();

    let secrets = [
        ("password", PASSWORD),
        ("link", link.as_str()),
        ("access token", member.token.as_str()),
        ("refresh token", refresh.as_str()),
    ];
    let person = [("phone", PHONE), ("name", NAME), ("login", LOGIN)];
    for (at, error) in errors.iter().enumerate() {
        assert!(error.status >= 400, "{at}: {}", error.text);
        nowhere(&format!("error {at}"), &error.text, &secrets);
        nowhere(&format!("error {at}"), &error.text, &person);
    }
    nowhere("the list of staff", &staff, &secrets);
    nowhere("the list of staff", &staff, &[("phone", PHONE)]);
    for (where_, text) in [("the audit log", &audit), ("the figures", &metrics)] {
        nowhere(where_, text, &secrets);
        nowhere(where_, text, &person);
    }
    // What lies on the disk of a database that is stolen.
    if let Some(text) = server.stolen() {
        nowhere("the database", &text, &secrets);
        nowhere("the database", &text, &[("phone", PHONE)]);
    }
    let said = server.stopped();
    assert!(said.lines().filter(|line| line.contains("\"answered\"")).count() > 15, "requests are logged: {said}");
    nowhere("the log", &said, &secrets);
    nowhere("the log", &said, &person);
    assert!(!said.contains("fault"), "{said}");
}

/// The same for those who have no account: a claimant and a nominee.
fn owners(server: Server) {
    let (name, phone, note) = ("慕容晓月", "13904319911", "我家的门铃坏了");
    let election = Election::nominating(&server);
    let claims = format!("/api/v1/public/communities/{}/claims", election.community);
    let mut claim = claims::of("1-1-108", name, phone);
    claim["note"] = note.into();
    let held = claims::submit(&server, &election.community, &claim);
    held.attaches(&server, "image/jpeg", &photo(60, 40)).ok(201);
    let mut errors = vec![held.attaches(&server, "image/jpeg", format!("<svg>{note}</svg>").as_bytes())];
    for (field, value) in
        [("phone", json!(format!("{phone}1"))), ("phone", json!(13904319911_u64)), (note, json!(phone)), ("basis", json!(name))]
    {
        let mut spoiled = claim.clone();
        spoiled[field] = value;
        errors.push(server.post(&claims, &spoiled));
    }
    let mut form = form();
    form["occupation"] = note.into();
    // Not somebody who is called as the staff of these stories are: accounts have their names in clear.
    let nominee = election.nominates("104", &form);
    let code = codes(&server, "13900000004").remove(0);
    let sent = election.asks_for_code("101", "张三").ok(202);
    form["resume"] = format!("{name}\u{200b}").into();
    errors.push(election.tries(("101", "张三"), &sent["challenge"], &code, &form));
    errors.push(election.tries(("101", name), &sent["challenge"], &code, &super::election::form()));
    form["sex"] = phone.into();
    errors.push(nominee.asks(&server, "PUT", "").header("If-Match", "\"1\"").json(&form).send());
    errors.push(server.request("GET", &nominee.path()).header("Yepiao-Secret", &format!("{}x", nominee.secret)).send());
    let path = election.path();
    let listed = [
        format!("/api/v1/communities/{}/audit?limit=200", election.community),
        format!("/api/v1/communities/{}/claims", election.community),
        format!("{path}/nominations"),
        path.clone(),
    ];
    let listed = listed.map(|path| election.chair.get(&path).text);
    let open = ["/metrics".to_owned(), format!("/api/v1/public/polls/{}", election.poll)].map(|path| server.get(&path).text);
    let (held, nominee) = (held.secret, nominee.secret);
    let secrets = [("claim's secret", held.as_str()), ("nominee's secret", nominee.as_str()), ("code", code.as_str())];
    let people = [
        ("name", name),
        ("phone", phone),
        ("note", note),
        ("nominee", "欧阳春"),
        ("nominee's phone", "13900000004"),
        ("GPS", GPS),
    ];
    for (at, error) in errors.iter().enumerate() {
        assert!(error.status >= 400, "{at}: {}", error.text);
        nowhere(&format!("error {at}"), &error.text, &people);
        nowhere(&format!("error {at}"), &error.text, &secrets[..2]);
    }
    for text in listed.iter().chain(&open) {
        nowhere("a list", text, &people);
        nowhere("a list", text, &secrets[..2]);
    }
    if let Some(text) = server.stolen() {
        nowhere("the database", &text, &people);
        nowhere("the database", &text, &secrets[..2]);
    }
    let said = server.stopped();
    nowhere("the log", &said, &people);
    nowhere("the log", &said, &secrets);
    assert!(!said.contains("fault"), "{said}");
}

#[test]
fn nothing_of_owners_is_in_logs_errors_figures_or_the_database_sqlite() {
    owners(Server::of_the_program(None));
}

#[test]
fn nothing_of_owners_is_in_logs_errors_or_figures_postgres() {
    if let Some(database) = Database::new() {
        owners(Server::of_the_program(Some(database)));
    }
}

#[test]
fn nothing_personal_is_in_logs_errors_figures_or_the_database_sqlite() {
    story(Server::of_the_program(None));
}

#[test]
fn nothing_personal_is_in_logs_errors_or_figures_postgres() {
    if let Some(database) = Database::new() {
        story(Server::of_the_program(Some(database)));
    }
}
