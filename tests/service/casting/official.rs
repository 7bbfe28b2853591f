//! Owners who prove who they are at a real-name service; somebody else who tries to; and whoever is not that service.

use serde_json::{Value, json};

use super::super::election::id_number;
use super::super::gateway::GatewayKey;
use super::super::opening::Announced;
use super::super::privacy::nowhere;
use super::super::server::{Answer, PASSWORD, REAL_NAMES, Server};
use super::organiser::of_room;
use super::world::{Open, Page, Voter, last_four, name};
use crate::stories;

fn refers(open: &Open<'_>, page: &Page) -> Answer {
    open.server.post(&open.path("cast-sessions/official"), &json!({ "session": page.session }))
}

/// What stands for the session in the address that the page shows.
#[track_caller]
fn reference(open: &Open<'_>, page: &Page) -> String {
    let referred = refers(open, page).ok(201);
    let address = referred["address"].as_str().unwrap();
    assert!(!address.contains(&page.session), "{address}");
    address.strip_prefix("https://id.example.cn/yepiao?reference=").unwrap().to_owned()
}

fn report(server: &Server, key: &GatewayKey, body: &Value) -> Answer {
    server.request("POST", "/api/v1/identity/confirmations").signed(key).json(body).send()
}

/// The service says whom it saw.
fn says(open: &Open<'_>, reference: &str, name: &str, last_four: &str) -> Answer {
    let body = json!({ "reference": reference, "name": name, "last_four": last_four });
    report(open.server, &GatewayKey::of_real_names(), &body)
}

fn levels(open: &Open<'_>, voter: &Voter) -> Value {
    open.begin(voter).ok(201)["levels"].clone()
}

/// A poll on a roll with two rows that the chair took in spite of what is wrong: a company with the card of whoever represents it, and an
/// owner without a number.
fn unsure(server: &Server) -> Announced<'_> {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let file = format!(
        "楼栋,单元,房号,专有面积,权利人姓名,证件类型,证件号码,手机号\n\
        1,1,101,80.00,长春市湖光餐饮有限公司,居民身份证,{},13900000001\n1,1,102,80.00,业主丙,居民身份证,,13900000002\n",
        id_number(1),
    );
    let import = chair.uploads(&community, file.as_bytes());
    let mut etag = "\"1\"".to_owned();
    for (line, code) in [(2, "id_check_digit"), (3, "id_missing")] {
        let request = chair.request("POST", &format!("{import}/decisions")).header("If-Match", &etag);
        let decided = request.json(&json!({ "line": line, "action": "confirm", "code": code })).send();
        decided.ok(201);
        etag = decided.etag();
    }
    let taken = chair.request("POST", &format!("{import}/take")).header("If-Match", &etag).json(&json!({})).send();
    let version = taken.ok(201)["version"]["id"].as_str().unwrap().to_owned();
    let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
    Announced::of(server, chair, community, &version, 0, &items, &[])
}

stories! {
    fn an_owner_votes_who_was_seen_by_a_real_name_service(server) {
        let open = Open::new(server, 4);
        let voter = of_room(&open, "1-1-101");
        assert_eq!(levels(&open, voter), json!(["sms", "witness", "official"]));
        let page = open.page(voter);
        let first = reference(&open, &page);
        open.renew(voter, &page).problem(403, "not_recognised");

        // Somebody else has the slip. The service hears nothing of that; the page does, and the next reference is another.
        let (named, four) = (format!("业主{}", name(0)), last_four(0));
        let another = says(&open, &first, &format!("业主{}", name(2)), &last_four(2));
        assert_eq!((another.status, another.text.as_str()), (204, ""));
        open.renew(voter, &page).problem(403, "another_person");
        says(&open, &first, &named, &four).ok(204);
        open.renew(voter, &page).problem(403, "another_person");
        let second = reference(&open, &page);
        assert_ne!(first, second);
        open.renew(voter, &page).problem(403, "not_recognised");
        says(&open, &first, &named, &four).problem(410, "reference_worthless");
        open.renew(voter, &page).problem(403, "not_recognised");

        // The owner, as a document is typed; the same name with other characters is somebody else.
        let beside = open.page(voter);
        says(&open, &reference(&open, &beside), &named, &last_four(2)).ok(204);
        open.renew(voter, &beside).problem(403, "another_person");
        says(&open, &second, &format!(" 业　主{} ", name(0)), &four.to_lowercase()).ok(204);
        says(&open, &second, &named, &four).ok(204);
        let renewed = open.renew(voter, &page).ok(200);
        assert_eq!(renewed["level"], "official");
        refers(&open, &page).problem(409, "recognised_already");
        open.cast(renewed["access_token"].as_str().unwrap(), &open.ballot(voter, 0, 1), None).ok(201);

        // Each time is written down, and nothing of the person.
        let audit = open.poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community));
        let entries = audit.ok(200)["items"].clone();
        let seen = entries.as_array().unwrap().iter().filter(|entry| entry["action"] == "voting.voter_identified");
        let same: Vec<Value> = seen.map(|entry| entry["details"]["same"].clone()).collect();
        assert_eq!(same.iter().filter(|same| **same == json!(true)).count(), 1, "{same:?}");
        assert_eq!(same.len(), 3, "{same:?}");
        for personal in [named.as_str(), &format!("\"{four}\""), &first, &second] {
            assert!(!audit.text.contains(personal), "{personal}");
        }
    }

    fn only_the_real_name_service_says_whom_it_saw(server) {
        let open = Open::new(server, 2);
        let voter = of_room(&open, "1-1-101");
        let page = open.page(voter);
        let given = reference(&open, &page);
        let body = json!({ "reference": given, "name": format!("业主{}", name(0)), "last_four": last_four(0) });
        let without = server.beside_without_real_names();
        without.wait(open.poll.waited);
        let (key, now, bytes) = (GatewayKey::of_real_names(), server.now().as_second(), body.to_string());
        let asked = |seconds: i64, name: &str, signature: &str| {
            let request = server.request("POST", "/api/v1/identity/confirmations").json(&body).header("Yepiao-Key", name);
            request.header("Yepiao-Timestamp", &seconds.to_string()).header("Yepiao-Signature", signature).send()
        };
        for (what, answer) in [
            ("nothing signed", server.post("/api/v1/identity/confirmations", &body)),
            ("the gateway of messages", report(server, &GatewayKey::of_the_demo(), &body)),
            ("another body", asked(now, &key.name, &key.says(now, b"{}"))),
            ("signed as a report about messages", asked(now, &key.name, &key.sign("gateway/v1|report", now, bytes.as_bytes()))),
            ("another time", asked(now + 1, &key.name, &key.says(now, bytes.as_bytes()))),
            ("too old", asked(now - 400, &key.name, &key.says(now - 400, bytes.as_bytes()))),
            ("an instance without such a service", report(&without, &key, &body)),
        ] {
            assert_eq!(answer.status, 401, "{what}");
            answer.problem(401, "bad_signature");
        }
        open.renew(voter, &page).problem(403, "not_recognised");
        says(&open, "nobody was given this", "王小明", "123X").problem(410, "reference_worthless");
        for unfit in [json!({}), json!({ "reference": given, "name": "王小明", "last_four": "123X", "id_number": "" })] {
            report(server, &key, &unfit).problem(400, "bad_body");
        }
        // A voter who was confirmed otherwise meanwhile, and one who waited too long.
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        open.attest(&teller, voter, &page.pairing).ok(204);
        says(&open, &given, "王小明", "123X").ok(204);
        assert_eq!(open.renew(voter, &page).ok(200)["level"], "witness");
        let late = open.page(voter);
        let given = reference(&open, &late);
        server.wait(31 * 60);
        says(&open, &given, &format!("业主{}", name(0)), &last_four(0)).problem(410, "reference_worthless");
        open.renew(voter, &late).problem(401, "cast_session_ended");
    }

    fn without_a_real_name_service_nobody_is_sent_to_one(server) {
        let without = server.beside_without_real_names();
        let mut open = Open::new(server, 2);
        without.wait(open.poll.waited);
        open.server = &without;
        let voter = &open.voters[0];
        assert_eq!(levels(&open, voter), json!(["sms", "witness"]));
        refers(&open, &open.page(voter)).problem(409, "level_not_allowed");
    }

    fn where_the_rule_set_does_not_take_it_nobody_is_sent_there(server) {
        let changes = [json!({ "key": "identity_level", "value": ["witness"], "basis": "S", "source": "业主大会议事规则" })];
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let open = Open::ruled(server, 2, &items, &changes);
        let voter = &open.voters[0];
        assert_eq!(levels(&open, voter), json!(["witness"]));
        refers(&open, &open.page(voter)).problem(409, "level_not_allowed");
    }

    fn references_are_given_twenty_times_a_day_and_end_with_their_slip(server) {
        let open = Open::new(server, 2);
        let voter = of_room(&open, "1-1-101");
        let page = open.page(voter);
        let given: Vec<String> = (0..20).map(|_| reference(&open, &page)).collect();
        refers(&open, &open.page(voter)).problem(429, "locked");
        // Somebody else's are not used up by that; and what was given is good.
        let other = of_room(&open, "2-1-101");
        reference(&open, &open.page(other));
        open.poll.chair.post(&format!("{}/voters/{}/slip", open.poll.path, voter.number), &json!({ "because": "lost" })).ok(204);
        says(&open, &given[19], &format!("业主{}", name(0)), &last_four(0)).problem(410, "reference_worthless");
        server.wait(24 * 3600);
        let chair = server.signs_in(&open.poll.chair.login, PASSWORD);
        let again = chair.post(&format!("{}/slips/print", open.poll.path), &json!({ "number": voter.number })).ok(200);
        let voter = Voter::with(again["slips"][0]["link"].as_str().unwrap(), voter.number, &open.poll.poll);
        let page = open.page(&voter);
        says(&open, &reference(&open, &page), &format!("业主{}", name(0)), &last_four(0)).ok(204);
        assert_eq!(open.renew(&voter, &page).ok(200)["level"], "official");
    }

    fn companies_and_the_developer_are_confirmed_by_a_witness_and_a_couple_by_either(server) {
        let mixed = format!(
            "楼栋,单元,房号,专有面积,权利人姓名,证件类型,证件号码,手机号,建设单位持有\n\
            1,1,101,80.00,长春市湖光餐饮有限公司,统一社会信用代码,91990104MA5HE8CLEC,13900000001,\n\
            1,1,102,80.00,长春市湖光示范房地产开发有限公司,统一社会信用代码,91990104MA5HE8CLD9,13900000002,未售\n\
            1,1,103,80.00,王小明、李四,居民身份证,{}、{},13900000003,\n\
            2,1,101,80.00,买买提·艾力,居民身份证,{},,\n2,1,102,60.00,买买提·艾力,居民身份证,{},,\n",
            id_number(1),
            id_number(2),
            id_number(3),
            id_number(3),
        );
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let open = Open::of(server, Announced::ruled(server, &mixed, &items, &[]));
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for room in ["1-1-101", "1-1-102"] {
            let voter = of_room(&open, room);
            assert_eq!(levels(&open, voter), json!(["witness"]), "{room}");
            let page = open.page(voter);
            refers(&open, &page).problem(409, "witness_only");
            server.post(&open.path("cast-sessions/code"), &json!({ "session": page.session })).problem(409, "witness_only");
            let sent = open.poll.chair.request("POST", &format!("{}/voters/{}/slip/send", open.poll.path, voter.number));
            sent.send().problem(409, "witness_only");
            open.attest(&teller, voter, &page.pairing).ok(204);
            assert_eq!(open.renew(voter, &page).ok(200)["level"], "witness", "{room}");
        }
        let couple = of_room(&open, "1-1-103");
        for (named, number) in [("王小明", 1), ("李四", 2)] {
            let page = open.page(couple);
            let four = id_number(number).split_off(14);
            says(&open, &reference(&open, &page), named, &four).ok(204);
            assert_eq!(open.renew(couple, &page).ok(200)["level"], "official", "{named}");
        }
        // Who has two flats is one voter; names are written in more than one way.
        let (two, four) = (of_room(&open, "2-1-101"), id_number(3).split_off(14));
        let page = open.page(two);
        says(&open, &reference(&open, &page), "买买提．艾力", &four).ok(204);
        assert_eq!(open.renew(two, &page).ok(200)["level"], "official");
    }

    fn who_has_no_number_on_the_roll_is_not_sent_there_nor_a_company_under_somebody_s_card(server) {
        let open = Open::of(server, unsure(server));
        // The card of whoever represents the company does not make it a human being.
        let company = of_room(&open, "1-1-101");
        assert_eq!(levels(&open, company), json!(["witness"]));
        refers(&open, &open.page(company)).problem(409, "witness_only");
        let unknown = of_room(&open, "1-1-102");
        assert_eq!(levels(&open, unknown), json!(["sms", "witness"]));
        refers(&open, &open.page(unknown)).problem(409, "witness_only");
    }
}

#[test]
fn nothing_of_the_person_is_in_the_log_in_figures_in_an_address_or_in_the_database() {
    let server = Server::of_the_program_with(None, &["--identity-url", REAL_NAMES]);
    let open = Open::new(&server, 2);
    let voter = of_room(&open, "1-1-101");
    let key = GatewayKey::of_real_names_in(&server.folder().join("secrets.toml"));
    let page = open.page(voter);
    let (named, another) = (format!("业主{}", name(0)), "欧阳无名");
    let said = |reference: &str, name: &str| json!({ "reference": reference, "name": name, "last_four": last_four(0) });
    let first = reference(&open, &page);
    report(&server, &key, &said(&first, another)).ok(204);
    let mut answers = vec![open.renew(voter, &page)];
    let second = reference(&open, &page);
    answers.push(report(&server, &key, &said(&first, &named)));
    answers.push(report(&server, &key, &json!({ "reference": [second], "name": { "is": named }, "last_four": last_four(0) })));
    answers.push(server.post("/api/v1/identity/confirmations", &said(&second, &named)));
    assert!(answers.iter().all(|answer| answer.status >= 400));
    report(&server, &key, &said(&second, &named)).ok(204);
    open.renew(voter, &page).ok(200);
    answers.push(server.get("/metrics"));
    let secrets = [("reference", first.as_str()), ("reference", &second), ("session", &page.session), ("name", another)];
    for answer in &answers {
        nowhere("an answer", &answer.text, &secrets);
    }
    for path in server.asked() {
        nowhere("an address", &path, &secrets);
    }
    nowhere("the database", &server.stolen().unwrap(), &secrets);
    let log = server.stopped();
    assert!(log.contains("\"answered\""), "requests are logged: {log}");
    nowhere("the log", &log, &secrets);
    nowhere("the log", &log, &[("name", &named)]);
    assert!(!log.contains("fault"), "{log}");
}
