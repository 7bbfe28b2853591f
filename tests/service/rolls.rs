//! From a messy file to a version of the roll, and to the next.

use serde_json::{Value, json};

use super::routes::OVERLAPPING;
use super::server::{Answer, PASSWORD, Person};
use crate::stories;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/huguang/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(crate) const ZHANG: &str = "990104194702218134";
const LI: &str = "990104196705178472";
const WANG: &str = "99010419781216883X";

/// A file: building, stair, room, area, owner, number. 王五 has a phone.
fn csv(rows: &[[&str; 6]]) -> String {
    let mut text = String::from("楼栋,单元,房号,专有面积,权利人姓名,证件号码,手机号\n");
    for row in rows {
        text += &format!("{},{}\n", row.join(","), if row[4] == "王五" { "13904317788" } else { "" });
    }
    text
}

/// What a clerk with the papers decides about a row of the sample that waits: what the clean file says.
fn remedies(row: &Value) -> Vec<Value> {
    let text = String::from_utf8(sample("roll-clean.csv")).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let unit = [&row["unit"]["building"], &row["unit"]["stair"], &row["unit"]["room"]].map(|part| part.as_str().unwrap());
    let surname = row["names"][0].as_str().and_then(|name| name.chars().next());
    let clean: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let of_unit: Vec<&Vec<&str>> = clean.iter().filter(|cells| cells[..3] == unit).collect();
    let of_owner = |cells: &&&Vec<&str>| surname.is_none() || cells[7].chars().next() == surname;
    let Some(cells) = of_unit.iter().find(of_owner) else {
        // Somebody whom the papers do not know.
        return vec![json!({ "action": "leave_out", "reason": "重复登记" })];
    };
    let fix = |column: &str, text: &str| json!({ "action": "fix", "column": column, "text": text });
    match row["reasons"][0]["code"].as_str().unwrap() {
        "id_lost_digits" | "id_check_digit" => vec![fix("id_number", cells[9])],
        "area_missing" | "area_not_positive" => vec![fix("area", cells[4])],
        "owner_placeholder" => {
            vec![fix("name", cells[7]), fix("id_number", cells[9]), fix("id_kind", cells[8]), fix("developer", cells[12])]
        }
        "owner_deceased" => vec![json!({ "action": "confirm", "code": "owner_deceased" })],
        // Alone, when the other is left out.
        "unit_twice" => Vec::new(),
        other => panic!("{other}"),
    }
}

/// Decides about a row in the version last read.
fn decide(person: &Person<'_>, import: &str, etag: &str, decision: &Value) -> Answer {
    person.request("POST", &format!("{import}/decisions")).header("If-Match", etag).json(decision).send()
}

stories! {
    fn a_messy_file_becomes_a_version(server) {
        let expected: Value = serde_json::from_slice(&sample("expected.json")).unwrap();
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let import = chair.uploads(&community, &sample("roll-dirty.xlsx"));
        let shown = chair.get(&import);
        let preview = shown.ok(200)["preview"].clone();
        let left = &expected["dirty"]["waiting_left_out"];
        assert_eq!(preview["without_parking"], json!({ "people": left["voters"], "area_centi_m2": left["total_area_centi_m2"] }));
        let must = expected["dirty"]["must_wait"].as_object().unwrap();
        let rows: usize = must.values().map(|lines| lines.as_array().unwrap().len()).sum();
        assert_eq!((preview["waiting"].as_u64(), preview["overlaps"].as_u64()), (Some(u64::try_from(rows).unwrap()), Some(3)));
        let listed = chair.get(&format!("{import}/rows?state=waiting&limit=200")).ok(200);
        for row in listed["items"].as_array().unwrap() {
            let code = row["reasons"][0]["code"].as_str().unwrap();
            assert!(must[code].as_array().unwrap().contains(&row["line"]), "{row}");
        }
        let take = |etag: &str| chair.request("POST", &format!("{import}/take")).header("If-Match", etag).json(&json!({})).send();
        take(&shown.etag()).problem(409, "rows_wait");
        let mut etag = shown.etag();
        for row in listed["items"].as_array().unwrap() {
            for mut decision in remedies(row) {
                decision["line"] = row["line"].clone();
                let decided = decide(&chair, &import, &etag, &decision);
                decided.ok(201);
                etag = decided.etag();
            }
        }
        let preview = chair.get(&import).ok(200)["preview"].clone();
        assert_eq!((&preview["waiting"], &preview["unused"]), (&json!(0), &json!([])));
        let taken = take(&etag).ok(201);
        let number = |key: &str| expected[key].as_u64().unwrap();
        let version = &taken["version"];
        assert_eq!(version["without_parking"], json!({ "people": number("voters"), "area_centi_m2": number("total_area_centi_m2") }));
        assert_eq!(version["with_parking"]["area_centi_m2"], number("total_area_centi_m2_with_parking"));
        for (found, wanted) in [("residential", "residential"), ("shops", "shops"), ("parking", "parking")] {
            assert_eq!(version[found], expected["units"][wanted], "{found}");
        }
        // What people decided is what the clean file says, but for the shares that ten rows of the messy one had lost.
        let clean = chair.takes(&community, &sample("roll-clean.csv"));
        let versions = format!("/api/v1/communities/{community}/roll/versions");
        let changes = chair.get(&format!("{versions}/{}/changes", clean["id"].as_str().unwrap())).ok(200);
        let facets: Vec<&Value> = changes["items"].as_array().unwrap().iter().map(|change| &change["facets"]).collect();
        assert_eq!(facets, vec![&json!(["share"]); 10]);
        assert_eq!(clean["masked_digest"], version["masked_digest"]);
        // Another encoding changes nothing.
        for file in ["roll-gb18030.csv", "roll-bom.csv", "roll-clean.csv"] {
            let again = chair.takes(&community, &sample(file));
            assert_eq!((&again["id"], &again["number"]), (&clean["id"], &json!(2)), "{file}");
        }
        let audit = chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")).ok(200);
        let done = |action: &str| audit["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == action).count();
        assert_eq!((done("roll.import_begun"), done("roll.taken")), (5, 5));
        assert!(done("roll.row_decided") >= 16);
        // The file and what was typed about it are gone.
        let ended = chair.get(&import).ok(200);
        assert_eq!((ended["state"].as_str(), &ended["preview"]), (Some("taken"), &Value::Null));
        decide(&chair, &import, &etag, &json!({ "line": 2, "action": "leave_out", "reason": "x" })).problem(409, "import_ended");
    }

    fn two_people_do_not_overwrite_one_another(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let (chair, member) = (operator.brings(&community, "chair"), operator.brings(&community, "member"));
        let rows = [["1", "1", "101", "50", "张三", ""], ["1", "1", "102", "", "李四", LI], ["1", "1", "103", "60", "王五", WANG]];
        let import = chair.uploads(&community, csv(&rows).as_bytes());
        let etag = chair.get(&import).etag();
        assert_eq!(member.get(&import).etag(), etag);
        let fix = json!({ "line": 2, "action": "fix", "column": "id_number", "text": ZHANG });
        let first = decide(&chair, &import, &etag, &fix);
        first.ok(201);
        decide(&member, &import, &etag, &json!({ "line": 3, "action": "fix", "column": "area", "text": "70" })).problem(412, "stale");
        let columns = |etag: &str| {
            member.put(&format!("{import}/columns"), etag, &json!({ "columns": { "专有面积": "area" } }))
        };
        columns(&etag).problem(412, "stale");
        let take = |person: &Person<'_>, etag: &str| {
            person.request("POST", &format!("{import}/take")).header("If-Match", etag).json(&json!({})).send()
        };
        take(&member, &etag).problem(412, "stale");
        member.request("DELETE", &import).header("If-Match", &etag).send().problem(412, "stale");
        // Who reads again sees what the other did, and goes on.
        let seen = member.get(&format!("{import}/rows?state=waiting")).ok(200);
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        let second = decide(&member, &import, &first.etag(), &json!({ "line": 3, "action": "leave_out", "reason": "面积查不到" }));
        second.ok(201);
        // Undone by the one who took it or another.
        let undo = |which: &Answer, etag: &str| {
            let path = format!("{import}/decisions/{}", which.ok(201)["id"].as_str().unwrap());
            chair.request("DELETE", &path).header("If-Match", etag).send()
        };
        undo(&second, &first.etag()).problem(412, "stale");
        let undone = undo(&second, &second.etag());
        undone.ok(204);
        take(&chair, &undone.etag()).problem(409, "rows_wait");
        let third = decide(&chair, &import, &undone.etag(), &json!({ "line": 3, "action": "fix", "column": "area", "text": "70㎡" }));
        // Two take it at once: it becomes one version.
        let etag = third.etag();
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let both = [&chair, &member].map(|person| { let (take, etag) = (&take, &etag); scope.spawn(move || take(person, etag).status) });
            both.into_iter().map(|taken| taken.join().unwrap()).collect()
        });
        assert!(answers.contains(&201) && answers.iter().any(|status| matches!(status, 409 | 412)), "{answers:?}");
        let versions = chair.get(&format!("/api/v1/communities/{community}/roll/versions")).ok(200);
        assert_eq!(versions["items"].as_array().unwrap().len(), 1);
    }

    fn of_files_at_once_each_is_taken_by_whoever_has_seen_the_one_before(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let imports: Vec<String> = (1..5).map(|n| {
            let area = format!("{n}0.00");
            chair.uploads(&community, csv(&[["1", "1", "101", &area, "张三", ZHANG]]).as_bytes())
        }).collect();
        let mut waiting: Vec<String> = imports.iter().map(|import| format!("{import}/take")).collect();
        let mut over = Value::Null;
        while !waiting.is_empty() {
            // The others are told that theirs would replace it.
            let taken = chair.of_all_at_once_one(&mut waiting, &json!({ "over": over }), 201, (409, "roll_moved"));
            over = taken["version"]["id"].clone();
        }
        let versions = chair.get(&format!("/api/v1/communities/{community}/roll/versions")).ok(200);
        let numbers: Vec<u64> = versions["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [4, 3, 2, 1]);
        // Every one can still be opened as it was.
        for item in versions["items"].as_array().unwrap() {
            let path = format!("/api/v1/communities/{community}/roll/versions/{}", item["id"].as_str().unwrap());
            assert_eq!(chair.get(&path).ok(200)["digest"], item["digest"]);
        }
    }

    fn a_version_shows_what_changed_and_nobody_s_number(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let old = csv(&[["1", "1", "101", "50", "张三", ZHANG], ["1", "1", "102", "60", "李四", LI], ["2", "1", "101", "70", "李四", LI]]);
        let new = csv(&[["1", "1", "101", "50.5", "张三", ZHANG], ["1", "1", "102", "60", "王五", WANG], ["3", "1", "101", "70", "李四", LI]]);
        let first = chair.takes(&community, old.as_bytes());
        let second = chair.takes(&community, new.as_bytes());
        assert_eq!((&first["number"], &second["number"]), (&json!(1), &json!(2)));
        let versions = format!("/api/v1/communities/{community}/roll/versions");
        let path = |version: &Value| format!("{versions}/{}", version["id"].as_str().unwrap());
        let changes = chair.get(&format!("{}/changes", path(&second))).ok(200);
        let area = |area: u64, name: &str| json!({ "use": "residential", "area_centi_m2": area, "name": name });
        assert_eq!(changes["items"], json!([
            { "building": "1", "stair": "1", "room": "101", "before": area(5000, "张**"), "after": area(5050, "张**"), "facets": ["area"] },
            { "building": "1", "stair": "1", "room": "102", "before": area(6000, "李**"), "after": area(6000, "王**"), "facets": ["holders"] },
            { "building": "2", "stair": "1", "room": "101", "before": area(7000, "李**"), "facets": [] },
            { "building": "3", "stair": "1", "room": "101", "after": area(7000, "李**"), "facets": [] },
        ]));
        let since = first["id"].as_str().unwrap();
        assert_eq!(chair.get(&format!("{}/changes?since={since}", path(&second))).ok(200), changes);
        chair.get(&format!("{}/changes?since=a%00b", path(&second))).problem(404, "not_found");
        // Page by page the same.
        let one = chair.get(&format!("{}/changes?limit=3", path(&second))).ok(200);
        let two = chair.get(&format!("{}/changes?limit=3&cursor={}", path(&second), one["next"].as_str().unwrap())).ok(200);
        assert_eq!(two["items"][0], changes["items"][3]);
        // The old version is what it was, and back again is a third.
        let voters = chair.get(&format!("{}/voters", path(&first))).ok(200);
        assert_eq!(voters["items"][1]["area_centi_m2"], 13_000);
        let third = chair.takes(&community, old.as_bytes());
        assert_eq!((&third["number"], &third["masked_digest"]), (&json!(3), &first["masked_digest"]));
        assert_ne!(third["digest"], first["digest"], "another salt");
        chair.get(&format!("{versions}/{}", "0190f5e0-0000-7000-8000-000000000000")).problem(404, "not_found");
    }

    fn voters_that_overlap_are_looked_at_and_stay_two(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let (chair, supervisor) = (operator.brings(&community, "chair"), operator.brings(&community, "supervisor"));
        let version = chair.takes(&community, OVERLAPPING.as_bytes());
        assert_eq!(version["without_parking"]["people"], 2);
        let path = |version: &Value| format!("/api/v1/communities/{community}/roll/versions/{}/overlaps", version["id"].as_str().unwrap());
        let listed = chair.get(&path(&version)).ok(200);
        let overlap = &listed["items"][0];
        assert_eq!((listed["items"].as_array().unwrap().len(), &overlap["shared"], &overlap["decision"]), (1, &json!(["张**"]), &Value::Null));
        let one = format!("{}/{}", path(&version), overlap["pair"].as_str().unwrap());
        supervisor.post(&one, &json!({ "reason": "看过" })).problem(403, "forbidden");
        chair.post(&one, &json!({ "reason": " " })).problem(422, "field_invalid");
        chair.post(&format!("{}/{}", path(&version), "0".repeat(64)), &json!({ "reason": "看过" })).problem(404, "not_found");
        let decided = chair.post(&one, &json!({ "reason": "102 室是张三婚前买的" })).ok(201);
        assert_eq!((decided["decision"]["reason"].as_str(), &decided["decision"]["by"]), (Some("102 室是张三婚前买的"), &json!(chair.id)));
        // It holds for the next version too, as long as it is about the same people.
        let next = chair.takes(&community, OVERLAPPING.replace("70.10", "71.10").as_bytes());
        let listed = supervisor.get(&path(&next)).ok(200);
        assert_eq!(listed["items"][0]["decision"], decided["decision"]);
    }

    fn columns_are_corrected_and_remembered(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let file = format!("房号,甲,乙,业主,身份证\n101,100,89.56,张三,{ZHANG}\n");
        let import = chair.uploads(&community, file.as_bytes());
        let columns = |import: &str, said: Value| chair.put(&format!("{import}/columns"), "\"1\"", &json!({ "columns": said }));
        let unknown = columns(&import, json!({ "乙": "没有" })).problem(422, "field_invalid");
        assert_eq!(unknown["errors"], json!([{ "pointer": "/columns", "code": "unknown" }]));
        columns(&import, json!({ "房号": "ignored", "甲": "ignored", "乙": "ignored" })).problem(422, "roll_file_no_columns");
        let said = columns(&import, json!({ "乙": "area", "甲": "不用" }));
        said.ok(204);
        let shown = chair.get(&import);
        let preview = shown.ok(200)["preview"].clone();
        assert_eq!((said.etag(), &preview["without_parking"]["area_centi_m2"]), (shown.etag(), &json!(8956)));
        assert_eq!(preview["columns"], json!({ "乙": "area", "甲": "ignored" }));
        // The next file with the same columns needs no word.
        let next = chair.uploads(&community, file.replace("89.56", "90.56").as_bytes());
        assert_eq!(chair.get(&next).ok(200)["preview"]["without_parking"]["area_centi_m2"], 9056);
        // And one that would no longer be a roll because of them is read without.
        let other = chair.uploads(&community, format!("房号,乙,甲,业主,身份证\n101,abc,80,张三,{ZHANG}\n").replace("甲", "面积").as_bytes());
        assert_eq!(chair.get(&other).status, 200);
    }

    fn what_is_no_roll_is_named(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}/roll/imports");
        let mut encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
        for (file, code) in [
            (b"".as_slice(), "roll_file_empty"),
            (&encrypted, "roll_file_password"),
            (&old, "roll_file_xls"),
            (b"PK\x03\x04garbage", "roll_file_damaged"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "roll_file_unknown"),
            ("一,二\n三,四\n".as_bytes(), "roll_file_no_columns"),
        ] {
            // The name and the declared type decide nothing.
            for kind in ["application/octet-stream", "text/csv", "application/vnd.ms-excel"] {
                let answer = chair.request("POST", &path).raw(kind, file).send();
                let body = answer.problem(422, code);
                assert!(!body["title"].as_str().unwrap().is_empty());
            }
        }
        let large = chair.request("POST", &path).raw("text/csv", &vec![b'1'; 16 * 1024 * 1024 + 1]).send();
        large.problem(413, "too_large");
        assert_eq!(chair.get(&path).ok(200)["items"], json!([]));
        // The template can be had, and is a roll without rows: nothing to take.
        let template = chair.get("/api/v1/roll-template");
        assert_eq!(template.header("content-disposition"), Some("attachment; filename=\"roll.xlsx\""));
        let import = chair.uploads(&community, &template.bytes);
        let take = chair.request("POST", &format!("{import}/take")).header("If-Match", "\"1\"").json(&json!({})).send();
        take.problem(409, "roll_empty");
    }

    fn a_canvasser_sees_the_doors_and_no_more(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let rolls = format!("/api/v1/communities/{community}/roll");
        let rows = [["3号楼", "1", "101", "50", "张三", ZHANG], ["3号楼", "1", "1001", "50", "李四", LI], ["12", "1", "101", "60", "王五", WANG]];
        chair.takes(&community, csv(&rows).as_bytes());
        let canvasser = operator.brings(&community, "canvasser");
        assert_eq!(canvasser.get(&format!("{rolls}/units")).ok(200)["items"], json!([]), "nothing is assigned");
        let role = format!("/api/v1/communities/{community}/staff/{}/roles/canvasser/buildings", canvasser.id);
        chair.put(&role, "\"1\"", &json!({ "buildings": ["3栋", "5栋"] })).ok(200);
        let units = canvasser.get(&format!("{rolls}/units")).ok(200);
        let rooms: Vec<&str> = units["items"].as_array().unwrap().iter().map(|unit| unit["room"].as_str().unwrap()).collect();
        assert_eq!(rooms, ["101", "1001"]);
        assert_eq!((&units["items"][0]["names"], &units["items"][0]["area_centi_m2"]), (&json!("张**"), &Value::Null));
        assert_eq!(canvasser.get(&format!("{rolls}/units?building=12")).ok(200)["items"], json!([]));
        assert_eq!(canvasser.get(&format!("{rolls}/buildings")).ok(200)["items"], json!([{ "name": "3", "units": 2 }]));
        let all = chair.get(&format!("{rolls}/units")).ok(200);
        let id = |position: usize| all["items"][position]["id"].as_str().unwrap();
        let look = |person: &Person<'_>, unit: &str| person.post(&format!("{rolls}/units/{unit}/look"), &json!({ "purpose": "slips" }));
        let seen = look(&canvasser, id(0)).ok(200);
        assert_eq!(seen["owners"], json!([{ "name": "张三", "kind": "person", "phones": [] }]));
        look(&canvasser, id(2)).problem(404, "not_found");
        let seen = look(&chair, id(2)).ok(200);
        assert_eq!(seen["owners"], json!([{ "name": "王五", "kind": "person", "last_four": "883X", "phones": ["13904317788"] }]));
        chair.post(&format!("{rolls}/units/{}/look", id(0)), &json!({ "purpose": "curious" })).problem(422, "field_invalid");
        let audit = chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")).ok(200);
        let looks: Vec<&Value> = audit["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "looked.roll_unit").collect();
        assert_eq!(looks.len(), 2);
        assert_eq!((&looks[0]["account"], &looks[0]["object"]), (&json!(canvasser.id), &json!(id(0))));
        for path in ["versions", "imports"] {
            canvasser.get(&format!("{rolls}/{path}")).problem(403, "forbidden");
            operator.get(&format!("{rolls}/{path}")).problem(403, "forbidden");
        }
        operator.get(&format!("{rolls}/units")).problem(403, "forbidden");
        // Units by page, of one building however it is written.
        let page = chair.get(&format!("{rolls}/units?limit=1&building=3%E5%8F%B7%E6%A5%BC")).ok(200);
        let next = chair.get(&format!("{rolls}/units?limit=1&building=3&cursor={}", page["next"].as_str().unwrap())).ok(200);
        assert_eq!((&next["items"][0]["room"], &next["next"]), (&json!("1001"), &Value::Null));
    }

    fn a_row_is_shown_whole_to_those_who_decide_and_that_is_written_down(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let (chair, supervisor) = (operator.brings(&community, "chair"), operator.brings(&community, "supervisor"));
        let import = chair.uploads(&community, csv(&[["1", "1", "101", "50", "张三丰", "990104194702218135"]]).as_bytes());
        let listed = supervisor.get(&format!("{import}/rows?state=waiting")).ok(200);
        let row = &listed["items"][0];
        assert_eq!((&row["names"], &row["reasons"][0]["found"]), (&json!(["张**"]), &json!("990104********8135")));
        supervisor.post(&format!("{import}/rows/look"), &json!({ "line": 2 })).problem(403, "forbidden");
        let whole = chair.post(&format!("{import}/rows/look"), &json!({ "line": 2 })).ok(200);
        let text = |field: &str| {
            let cells = whole["cells"].as_array().unwrap();
            cells.iter().find(|cell| cell["field"] == field).unwrap()["text"].clone()
        };
        assert_eq!((text("name"), text("id_number")), (json!("张三丰"), json!("990104194702218135")));
        chair.post(&format!("{import}/rows/look"), &json!({ "line": 99 })).problem(404, "not_found");
        let audit = chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")).ok(200);
        let looks: Vec<&Value> = audit["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "looked.roll_row").collect();
        assert_eq!((looks.len(), &looks[0]["details"]), (1, &json!({ "line": 2, "table": 0 })));
        // What a decision cannot be.
        let etag = chair.get(&import).etag();
        for (decision, status, code) in [
            (json!({ "line": 2, "action": "confirm", "code": "id_lost_digits" }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "confirm", "code": "nonsense" }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "confirm" }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "fix", "column": "area" }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "fix", "column": "nonsense", "text": "" }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "fix", "column": "area", "text": "1".repeat(201) }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "leave_out" }), 422, "field_invalid"),
            (json!({ "line": 2, "action": "nonsense" }), 422, "field_invalid"),
            (json!({ "line": 3, "action": "leave_out", "reason": "没有这一行" }), 422, "decides_nothing"),
            (json!({ "line": 2, "table": 7, "action": "leave_out", "reason": "没有这张表" }), 422, "decides_nothing"),
            (json!({ "line": 2, "action": "confirm", "code": "unit_twice" }), 422, "decides_nothing"),
        ] {
            decide(&chair, &import, &etag, &decision).problem(status, code);
        }
        let confirmed = decide(&chair, &import, &etag, &json!({ "line": 2, "action": "confirm", "code": "id_check_digit" }));
        confirmed.ok(201);
        assert_eq!(chair.get(&import).ok(200)["preview"]["waiting"], 0);
        chair.request("DELETE", &import).header("If-Match", &confirmed.etag()).send().ok(204);
        assert_eq!(chair.get(&import).ok(200)["state"], "discarded");
        chair.get(&format!("{import}/rows?state=waiting")).problem(409, "import_ended");
    }

    fn an_import_that_nobody_ends_is_forgotten_after_a_month(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let file = csv(&[["1", "1", "101", "50", "张三", ZHANG]]);
        let import = chair.uploads(&community, file.as_bytes());
        server.wait(31 * 24 * 60 * 60);
        let chair = server.signs_in(&chair.login, PASSWORD);
        chair.uploads(&community, file.as_bytes());
        assert_eq!(chair.get(&import).ok(200)["state"], "discarded");
        // No more than twenty wait at once.
        for _ in 0..19 {
            chair.uploads(&community, file.as_bytes());
        }
        let path = format!("/api/v1/communities/{community}/roll/imports");
        chair.request("POST", &path).raw("text/csv", file.as_bytes()).send().problem(409, "too_many_imports");
    }

    fn the_same_upload_sent_twice_is_one(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}/roll/imports");
        let file = csv(&[["1", "1", "101", "50", "张三", ZHANG]]);
        let send = |file: &str| chair.request("POST", &path).header("Idempotency-Key", "once").raw("text/csv", file.as_bytes()).send();
        let first = send(&file).ok(201);
        let again = send(&file);
        assert_eq!((again.ok(201), again.header("idempotent-replayed")), (first.clone(), Some("true")));
        send(&(file + "\n\n")).problem(422, "idempotency_key_reused");
        let import = format!("{path}/{}", first["id"].as_str().unwrap());
        let take = || {
            let take = chair.request("POST", &format!("{import}/take")).header("Idempotency-Key", "taken").header("If-Match", "\"1\"");
            take.json(&json!({})).send()
        };
        let taken = take().ok(201);
        assert_eq!(take().ok(201), taken);
    }
}
