//! Nothing personal and nothing secret leaves by a back door.

use serde_json::json;

use super::cluster::Database;
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
    if let Some(path) = server.database().strip_prefix("sqlite:") {
        for end in ["", "-wal"] {
            let bytes = std::fs::read(format!("{path}{end}")).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            nowhere("the database", &text, &secrets);
            nowhere("the database", &text, &[("phone", PHONE)]);
        }
    }
    let said = server.stopped();
    assert!(said.lines().filter(|line| line.contains("\"answered\"")).count() > 15, "requests are logged: {said}");
    nowhere("the log", &said, &secrets);
    nowhere("the log", &said, &person);
    assert!(!said.contains("fault"), "{said}");
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
