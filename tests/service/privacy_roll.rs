//! Nothing of whom a roll is about leaves by a back door: names, numbers of cards, phones, what was written about them.

use serde_json::{Value, json};

use super::cluster::Database;
use super::privacy::nowhere;
use super::server::{Answer, Server};

const OWNER: &str = "慕容雪晴";
const NUMBER: &str = "990104194702218134";
const PHONE: &str = "13904317788";
const SECOND: &str = "诸葛明远";
const SECOND_NUMBER: &str = "990104196705178472";
const REMARK: &str = "业主已故，长子诸葛明远在长春一汽上班";
const LOST: &str = "990104197812168000";
const TYPED: &str = "99010419781216883X";
const REASON: &str = "两张房产证都看过了，是她婚前买的";
const CERTIFICATE: &str = "长房权证朝字第778899号";

/// Everything that somebody must not come by.
const PERSONAL: [(&str, &str); 11] = [
    ("name", OWNER),
    ("number", NUMBER),
    ("phone", PHONE),
    ("other name", SECOND),
    ("other number", SECOND_NUMBER),
    ("remark", REMARK),
    ("spoiled number", LOST),
    ("typed number", TYPED),
    ("reason", REASON),
    ("certificate", CERTIFICATE),
    ("middle of a number", "19470221"),
];

fn file() -> String {
    let mut text = String::from("楼栋,单元,房号,专有面积,权证号,权利人姓名,证件号码,手机号,份额,备注\n");
    for row in [
        format!("1,1,101,89.56,{CERTIFICATE},{OWNER},{NUMBER},{PHONE},50%,"),
        format!("1,1,101,89.56,,{SECOND},{SECOND_NUMBER},,50%,"),
        format!("1,1,102,70.10,,{OWNER},{NUMBER},{PHONE},,"),
        format!("1,1,103,60.00,,{SECOND},{LOST},,,"),
        format!("1,1,104,60.00,,{SECOND},{SECOND_NUMBER},,,{REMARK}"),
    ] {
        text += &(row + "\n");
    }
    text
}

fn story(server: Server) {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let (chair, auditor) = (operator.brings(&community, "chair"), operator.brings(&community, "auditor"));
    let rolls = format!("/api/v1/communities/{community}/roll");
    let mut seen: Vec<Answer> = Vec::new();
    let import = chair.uploads(&community, file().as_bytes());
    let decide = |etag: &str, decision: Value| {
        chair.request("POST", &format!("{import}/decisions")).header("If-Match", etag).json(&decision).send()
    };
    let fix = |text: &str| json!({ "line": 5, "action": "fix", "column": "id_number", "text": text });
    // Everything that goes wrong on the way.
    for answer in [
        decide("\"1\"", json!({ "line": 5, "action": "fix", "column": NUMBER, "text": NUMBER })),
        decide("\"1\"", json!({ "line": 5, "action": OWNER, "reason": REASON, "extra": PHONE })),
        decide("\"1\"", json!({ "line": PHONE, "action": "leave_out" })),
        decide("\"9\"", fix(TYPED)),
        chair.put(&format!("{import}/columns"), "\"1\"", &json!({ "columns": { OWNER: NUMBER } })),
        chair.get(&format!("{rolls}/units?building={PHONE}&cursor={NUMBER}")),
        chair.get(&format!("{import}/rows?state={PHONE}")),
        chair.get(&format!("{rolls}/versions/{NUMBER}")),
        chair
            .request("POST", &format!("{rolls}/imports"))
            .raw("text/csv", format!("一,二\n{OWNER},{NUMBER}\n").as_bytes())
            .send(),
        chair.request("POST", &format!("{import}/take")).header("If-Match", "\"1\"").json(&json!({ "extra": PHONE })).send(),
    ] {
        assert!(answer.status >= 400, "{}", answer.text);
        seen.push(answer);
    }
    let looked = chair.post(&format!("{import}/rows/look"), &json!({ "line": 2 }));
    assert!(looked.ok(200).to_string().contains(NUMBER), "the test looks for the right thing");
    for state in ["waiting", "held", "left_out", "skipped"] {
        seen.push(chair.get(&format!("{import}/rows?state={state}")));
    }
    seen.push(chair.get(&import));
    seen.push(chair.get(&format!("{import}/corrections")));
    let fixed = decide("\"1\"", fix(TYPED));
    fixed.ok(201);
    let confirmed = decide(&fixed.etag(), json!({ "line": 6, "action": "confirm", "code": "owner_deceased" }));
    confirmed.ok(201);
    // 103 is another person of the same name now: the number decides.
    let named = decide(&confirmed.etag(), json!({ "line": 5, "action": "fix", "column": "name", "text": "诸葛亮" }));
    named.ok(201);
    seen.push(chair.get(&format!("{import}/rows?state=waiting")));
    let taken = chair.request("POST", &format!("{import}/take")).header("If-Match", &named.etag()).json(&json!({})).send();
    let version = taken.ok(201)["version"]["id"].as_str().unwrap().to_owned();
    seen.push(taken);
    let path = format!("{rolls}/versions/{version}");
    let overlaps = chair.get(&format!("{path}/overlaps"));
    let pair = overlaps.ok(200)["items"][0]["pair"].as_str().unwrap().to_owned();
    let recorded = chair.post(&format!("{path}/overlaps/{pair}"), &json!({ "reason": REASON }));
    assert_eq!(recorded.ok(201)["decision"]["reason"], REASON);
    seen.push(overlaps);
    for view in ["", "/voters", "/changes"] {
        seen.push(auditor.get(&format!("{path}{view}")));
    }
    let units = chair.get(&format!("{rolls}/units"));
    let unit = units.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
    seen.push(units);
    let owners = chair.post(&format!("{rolls}/units/{unit}/look"), &json!({ "purpose": "call" }));
    assert!(owners.ok(200).to_string().contains(PHONE), "the test looks for the right thing");
    assert!(!owners.text.contains(NUMBER), "nobody sees a number again");
    seen.push(chair.post(&format!("{rolls}/units/{unit}/look"), &json!({ "purpose": PHONE })));
    seen.push(chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")));
    seen.push(server.get("/metrics"));
    for (at, answer) in seen.iter().enumerate() {
        nowhere(&format!("answer {at}, {}", answer.text), &answer.text, &PERSONAL);
        for (name, value) in &answer.headers {
            nowhere(&format!("header {name}"), value, &PERSONAL);
        }
    }
    // What lies on the disk of a database that is stolen.
    if let Some(path) = server.database().strip_prefix("sqlite:") {
        for end in ["", "-wal"] {
            let bytes = std::fs::read(format!("{path}{end}")).unwrap_or_default();
            nowhere("the database", &String::from_utf8_lossy(&bytes), &PERSONAL);
        }
    }
    let said = server.stopped();
    assert!(said.lines().filter(|line| line.contains("\"answered\"")).count() > 30, "requests are logged: {said}");
    nowhere("the log", &said, &PERSONAL);
    assert!(!said.contains("fault"), "{said}");
}

#[test]
fn nothing_of_a_roll_is_in_logs_errors_figures_or_the_database_sqlite() {
    story(Server::of_the_program(None));
}

#[test]
fn nothing_of_a_roll_is_in_logs_errors_or_figures_postgres() {
    if let Some(database) = Database::new() {
        story(Server::of_the_program(Some(database)));
    }
}
