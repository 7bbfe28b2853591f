//! Registration of owners 业主登记.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::pictures::{GPS, PAPER, contains, photo};
use super::races::meets;
use super::server::{Answer, PASSWORD, Server};
use crate::stories;
use yepiao::api::Rates;

const ROLL: &str = "楼栋,单元,房号,专有面积,权利人姓名,证件号码,手机号\n\
    1,1,101,89.56,张三,990104194702218134,13904317788\n1,1,102,70.10,李四,990104196705178472,\n";

/// What a claimant holds.
pub(crate) struct Held {
    pub(crate) number: String,
    pub(crate) secret: String,
}

pub(crate) fn of(unit: &str, name: &str, phone: &str) -> Value {
    json!({ "unit": { "room": unit }, "name": name, "phone": phone, "basis": "certificate", "note": "2021年买的二手房" })
}

pub(crate) fn submit(server: &Server, community: &str, claim: &Value) -> Held {
    let made = server.post(&format!("/api/v1/public/communities/{community}/claims"), claim).ok(201);
    Held { number: made["number"].as_str().unwrap().into(), secret: made["secret"].as_str().unwrap().into() }
}

impl Held {
    fn path(&self) -> String {
        format!("/api/v1/public/claims/{}", self.number)
    }

    pub(crate) fn asks(&self, server: &Server) -> Answer {
        server.request("GET", &self.path()).header("Yepiao-Secret", &self.secret).send()
    }

    pub(crate) fn attaches(&self, server: &Server, kind: &str, bytes: &[u8]) -> Answer {
        let path = format!("{}/files", self.path());
        server.request("POST", &path).header("Yepiao-Secret", &self.secret).raw(kind, bytes).send()
    }

    fn removes(&self, server: &Server, file: &str) -> Answer {
        let path = format!("{}/files/{file}", self.path());
        server.request("DELETE", &path).header("Yepiao-Secret", &self.secret).send()
    }

    fn withdraws(&self, server: &Server) -> Answer {
        server.request("DELETE", &self.path()).header("Yepiao-Secret", &self.secret).send()
    }
}

stories! {
    fn somebody_registers_with_papers_and_is_rejected_with_a_reason(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let claims = format!("/api/v1/communities/{community}/claims");
        let held = submit(server, &community, &of("3号楼2单元501室", "王小明", "139 0431 0001"));
        assert_eq!(held.asks(server).ok(200)["state"], "open");

        // A photo is kept without where it was taken; a paper as it is.
        let taken = photo(3000, 2000);
        let kept = held.attaches(server, "image/jpeg", &taken).ok(201);
        assert_eq!(kept["media"], "image/jpeg");
        held.attaches(server, "application/pdf", PAPER.as_bytes()).ok(201);
        let listed = chair.get(&claims).ok(200);
        let listed = &listed["items"][0];
        assert_eq!((listed["number"].as_str().unwrap().len(), listed["state"].as_str()), (8, Some("open")));
        assert_eq!(listed["unit"], json!({ "building": "3", "stair": "2", "room": "501" }));
        for personal in ["王小明", "13904310001", "二手房"] {
            assert!(!listed.to_string().contains(personal), "{personal}");
        }
        let path = format!("{claims}/{}", listed["id"].as_str().unwrap());
        let looked = chair.request("POST", &format!("{path}/look")).send();
        let seen = looked.ok(200);
        assert_eq!(seen["claimant"], json!({ "name": "王小明", "phone": "13904310001", "note": "2021年买的二手房" }));
        assert_eq!((&seen["base"], &seen["on_roll"]), (&Value::Null, &Value::Null));
        let file = |index: usize| chair.get(&format!("{path}/files/{}", seen["files"][index]["id"].as_str().unwrap()));
        let shown = file(0);
        assert_eq!(shown.status, 200);
        assert!(contains(&taken, GPS.as_bytes()) && !contains(&shown.bytes, GPS.as_bytes()));
        let picture = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (2400, 1600));
        for header in [shown, file(1)] {
            assert!(header.header("content-disposition").unwrap().starts_with("attachment"));
            assert_eq!(header.header("x-content-type-options"), Some("nosniff"));
            assert!(header.header("content-security-policy").unwrap().starts_with("sandbox"));
        }
        assert_eq!(file(1).bytes, PAPER.as_bytes());

        let reject = |etag: &str, reason: &str, answer: &str| {
            let request = chair.request("POST", &format!("{path}/reject")).header("If-Match", etag);
            request.json(&json!({ "reason": reason, "answer": answer })).send()
        };
        reject(&looked.etag(), "because", "请补充").problem(422, "field_invalid");
        reject(&looked.etag(), "not_proven", " ").problem(422, "field_invalid");
        let rejected = reject(&looked.etag(), "not_proven", "照片上看不清权利人，请带原件到居委会。");
        assert_eq!(rejected.ok(200)["state"], "rejected");
        reject(&looked.etag(), "not_proven", "再来一次").problem(412, "stale");
        reject(&rejected.etag(), "not_proven", "再来一次").problem(409, "claim_decided");
        let told = held.asks(server).ok(200);
        assert_eq!((told["reason"].as_str(), told["answer"].as_str()),
            (Some("not_proven"), Some("照片上看不清权利人，请带原件到居委会。")));
        held.attaches(server, "image/jpeg", &taken).problem(409, "claim_decided");
        held.withdraws(server).problem(409, "claim_decided");

        let log = chair.get(&format!("/api/v1/communities/{community}/audit")).ok(200);
        let actions: Vec<&str> = log["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(actions.iter().filter(|action| **action == "looked.claim").count(), 4);
        assert!(actions.contains(&"claim.made") && actions.contains(&"claim.rejected"));

        // After a year nobody can read it any more.
        for _ in 0..8 {
            server.wait(48 * 24 * 3600);
        }
        submit(server, &community, &of("1栋1单元101室", "李四", "13904310002"));
        let chair = server.signs_in(&chair.login, PASSWORD);
        let seen = chair.request("POST", &format!("{path}/look")).send().ok(200);
        assert_eq!((&seen["claimant"], &seen["files"]), (&Value::Null, &json!([])));
        assert_eq!(held.asks(server).ok(200)["state"], "rejected");
    }

    fn a_confirmed_claim_is_the_next_version_of_the_roll(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let first = chair.takes(&community, ROLL.as_bytes())["id"].as_str().unwrap().to_owned();
        let claims = format!("/api/v1/communities/{community}/claims");
        let versions = format!("/api/v1/communities/{community}/roll/versions");
        let next = |unit: &str, name: &str, phone: &str| {
            let held = submit(server, &community, &of(unit, name, phone));
            let listed = chair.get(&claims).ok(200);
            let id = listed["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
            (held, format!("{claims}/{id}"))
        };
        let confirm = |path: &str, base: &Value, more: Value| {
            let etag = chair.request("POST", &format!("{path}/look")).send().etag();
            let mut body = json!({ "base": base, "answer": "已登记，谢谢。" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            chair.request("POST", &format!("{path}/confirm")).header("If-Match", &etag).json(&body).send()
        };
        let newest = || chair.get(&versions).ok(200)["items"][0].clone();

        // The flat was sold: the buyer in the place of the seller.
        let (held, path) = next("1栋1单元101", "王小明", "13904310001");
        let seen = chair.request("POST", &format!("{path}/look")).send().ok(200);
        assert_eq!(seen["base"], json!(first));
        assert_eq!(seen["on_roll"][0]["name"], "张三");
        assert_eq!(seen["on_roll"][0]["last_four"], "8134");
        for (more, pointer) in [
            (json!({ "becomes": "sold" }), "/becomes"),
            (json!({ "becomes": "replaces", "instead_of": "王五" }), "/instead_of"),
            (json!({ "becomes": "joins", "id_number": "99010419490102050" }), "/id_number"),
            (json!({ "becomes": "new_unit" }), "/unit"),
            (json!({ "becomes": "new_unit", "unit": { "use": "shop", "area_centi_m2": 100, "area_basis": "register" } }), "/becomes"),
            (json!({ "becomes": "contact" }), "/becomes"),
        ] {
            let problem = confirm(&path, &json!(first), more).problem(422, "field_invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer);
        }
        let more = json!({ "becomes": "replaces", "instead_of": "张三", "id_number": "99010419490102050x", "certificate": "吉2021-1" });
        let done = confirm(&path, &json!(first), more).ok(200);
        let second = newest();
        assert_eq!((&second["number"], &second["id"]), (&json!(2), &done["roll"]));
        let told = held.asks(server).ok(200);
        assert_eq!((told["state"].as_str(), told["answer"].as_str()), (Some("confirmed"), Some("已登记，谢谢。")));

        // Somebody who decided on what is no longer the newest version looks again.
        let (_, path) = next("1-1-102", "赵六", "13904310002");
        confirm(&path, &json!(first), json!({ "becomes": "joins" })).problem(412, "stale");
        confirm(&path, &second["id"], json!({ "becomes": "joins", "share": "50%" })).ok(200);
        assert_eq!(newest()["number"], 3);

        // A unit that was forgotten.
        let (_, path) = next("2-1-201", "钱七", "13904310003");
        let unit = |area: u64| json!({ "use": "residential", "area_centi_m2": area, "area_basis": "contract" });
        confirm(&path, &newest()["id"], json!({ "becomes": "new_unit", "unit": unit(0) })).problem(422, "field_invalid");
        confirm(&path, &newest()["id"], json!({ "becomes": "joins" })).problem(422, "field_invalid");
        confirm(&path, &newest()["id"], json!({ "becomes": "new_unit", "unit": unit(8000) })).ok(200);
        assert_eq!(newest()["number"], 4);

        // Only another phone: no version.
        let (_, path) = next("1-1-102", "李四", "13904310004");
        let done = confirm(&path, &newest()["id"], json!({ "becomes": "contact" })).ok(200);
        assert_eq!((&done["roll"], &newest()["number"]), (&newest()["id"], &json!(4)));
        let changes = chair.get(&format!("{versions}/{}/changes?since={first}", newest()["id"].as_str().unwrap())).ok(200);
        assert_eq!(changes["items"].as_array().unwrap().len(), 3, "{changes}");
        let voters = chair.get(&format!("{versions}/{}/voters", newest()["id"].as_str().unwrap())).ok(200).to_string();
        for masked in ["王**", "李**、赵**", "钱**"] {
            assert!(voters.contains(masked), "{masked}");
        }
        assert!(!voters.contains("张"));
    }

    fn what_is_confirmed_after_the_announcement_is_an_objection_to_it(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let version = chair.takes(&community, ROLL.as_bytes())["id"].clone();
        let polls = format!("/api/v1/communities/{community}/polls");
        let item = json!({ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" });
        let made = chair.post(&polls, &json!({ "title": "业主大会", "items": [item] })).ok(201);
        let path = format!("{polls}/{}", made["id"].as_str().unwrap());
        let step = |step: &str, body: Value| {
            let etag = chair.get(&path).etag();
            chair.request("POST", &format!("{path}/{step}")).header("If-Match", &etag).json(&body).send().ok(200)
        };
        step("publish-roll", json!({ "roll_version": version }));
        let at = |days: i64| jiff::Timestamp::from_second(server.now().as_second() + days * 86_400).unwrap().to_string();
        step("announce", json!({ "opens": at(20), "closes": at(40), "override_reason": "街道同意" }));
        submit(server, &community, &of("1-1-101", "王小明", "13904310001"));
        let claims = format!("/api/v1/communities/{community}/claims");
        let claim = format!("{claims}/{}", chair.get(&claims).ok(200)["items"][0]["id"].as_str().unwrap());
        let looked = chair.request("POST", &format!("{claim}/look")).send();
        let body = json!({ "base": version, "becomes": "replaces", "answer": "已登记；本次表决的名册已经冻结。" });
        chair.request("POST", &format!("{claim}/confirm")).header("If-Match", &looked.etag()).json(&body).send().ok(200);
        let frozen = chair.get(&path).ok(200);
        assert_eq!(frozen["roll"]["digest"], chair.get(&format!("/api/v1/communities/{community}/roll/versions/{}", version.as_str().unwrap())).ok(200)["digest"]);
        let objections = chair.get(&format!("{path}/objections")).ok(200);
        assert_eq!((objections["items"].as_array().unwrap().len(), objections["items"][0]["about"].as_str()), (1, Some("roll")));
    }

    fn two_who_confirm_at_once_do_not_overwrite_one_another(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let mut base = chair.takes(&community, ROLL.as_bytes())["id"].clone();
        let names = ["赵大", "钱二", "孙三", "周四", "吴五", "郑六", "冯七", "陈八"];
        for (position, name) in names.iter().enumerate() {
            submit(server, &community, &of("1-1-101", name, &format!("1390431000{position}")));
        }
        let claims = format!("/api/v1/communities/{community}/claims");
        let mut waiting: Vec<String> = chair.get(&claims).ok(200)["items"].as_array().unwrap().iter()
            .map(|claim| format!("{claims}/{}/confirm", claim["id"].as_str().unwrap())).collect();
        // Whoever came second looks again, and decides on what the first has made of the roll.
        while !waiting.is_empty() {
            let body = json!({ "base": base, "becomes": "joins", "answer": "已登记" });
            base = chair.of_all_at_once_one(&mut waiting, &body, 200, (412, "stale"))["roll"].clone();
        }
        let unit = chair.get(&format!("/api/v1/communities/{community}/roll/units")).ok(200)["items"][0].clone();
        for name in names {
            let surname = name.chars().next().unwrap();
            assert!(unit["names"].as_str().unwrap().contains(surname), "{name}: {unit}");
        }
    }

    fn a_file_does_not_undo_what_was_confirmed_after_its_upload(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let base = chair.takes(&community, ROLL.as_bytes())["id"].clone();
        let import = chair.uploads(&community, ROLL.replace("70.10", "70.20").as_bytes());
        assert_eq!(chair.get(&import).ok(200)["base"], base);
        submit(server, &community, &of("1-1-101", "王小明", "13904310001"));
        let claims = format!("/api/v1/communities/{community}/claims");
        let claim = format!("{claims}/{}/confirm", chair.get(&claims).ok(200)["items"][0]["id"].as_str().unwrap());
        let body = json!({ "base": base, "becomes": "joins", "answer": "已登记" });
        let newest = chair.request("POST", &claim).header("If-Match", "\"1\"").json(&body).send().ok(200)["roll"].clone();

        let take = |over: Value| {
            chair.request("POST", &format!("{import}/take")).header("If-Match", "\"1\"").json(&json!({ "over": over })).send()
        };
        take(Value::Null).problem(409, "roll_moved");
        take(base).problem(409, "roll_moved");
        let versions = format!("/api/v1/communities/{community}/roll/versions");
        assert_eq!(chair.get(&versions).ok(200)["items"][0]["id"], newest);
        // Who has seen what was confirmed may still put the file in its place.
        take(newest).ok(201);
        let listed = chair.get(&versions).ok(200);
        let numbers: Vec<u64> = listed["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [3, 2, 1]);
    }

    fn nobody_learns_from_a_claim_who_is_on_the_roll(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        chair.takes(&community, ROLL.as_bytes());
        let path = format!("/api/v1/public/communities/{community}/claims");
        let mut shapes = BTreeSet::new();
        // Who is there, the same flat with another name, a flat that is not there, and one twice.
        for (unit, name) in [("1-1-101", "张三"), ("1-1-101", "王五"), ("9-9-999", "张三"), ("1-1-101", "张三")] {
            let answer = server.post(&path, &of(unit, name, "13904317788"));
            let mut body = answer.ok(201);
            let held = Held { number: body["number"].as_str().unwrap().into(), secret: body["secret"].as_str().unwrap().into() };
            let mut told = held.asks(server).ok(200);
            for (value, name) in [(&mut body, "number"), (&mut told, "number")] {
                assert_eq!(value[name].as_str().unwrap().replace('-', "").len(), 8);
                value[name] = Value::Null;
            }
            assert_eq!(body["secret"].as_str().unwrap().len(), 43);
            body["secret"] = Value::Null;
            told["created_at"] = Value::Null;
            let headers: BTreeSet<String> = answer.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
            shapes.insert(format!("{body} {told} {headers:?}"));
        }
        assert_eq!(shapes.len(), 1, "{shapes:?}");
    }

    fn what_a_claimant_takes_back_is_gone(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let held = submit(server, &community, &of("3-2-501", "王小明", "13904310001"));
        let mut kept: Vec<Value> = (0..6).map(|_| held.attaches(server, "image/jpeg", &photo(40, 30)).ok(201)).collect();
        held.attaches(server, "image/jpeg", &photo(40, 30)).problem(409, "files_full");
        let gone = kept.remove(2);
        held.removes(server, gone["id"].as_str().unwrap()).ok(204);
        held.removes(server, gone["id"].as_str().unwrap()).problem(404, "not_found");
        held.attaches(server, "image/jpeg", &photo(40, 30)).ok(201);
        assert_eq!(held.asks(server).ok(200)["files"].as_array().unwrap().len(), 6);
        held.withdraws(server).ok(204);
        let told = held.asks(server).ok(200);
        assert_eq!((told["state"].as_str(), &told["files"]), (Some("withdrawn"), &json!([])));
        let claims = format!("/api/v1/communities/{community}/claims");
        let path = format!("{claims}/{}", chair.get(&claims).ok(200)["items"][0]["id"].as_str().unwrap());
        assert_eq!(chair.request("POST", &format!("{path}/look")).send().ok(200)["claimant"], Value::Null);
        chair.get(&format!("{path}/files/{}", kept[0]["id"].as_str().unwrap())).problem(404, "not_found");
    }

    fn many_papers_at_once_take_no_more_places_than_there_are(server) {
        let community = server.operator().founds("湖光小区");
        let held = submit(server, &community, &of("3-2-501", "王小明", "13904310001"));
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..9).map(|_| scope.spawn(|| held.attaches(server, "application/pdf", PAPER.as_bytes()).status)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| [201, 409, 503].contains(status)), "{statuses:?}");
        let kept = held.asks(server).ok(200)["files"].as_array().unwrap().len();
        assert_eq!((statuses.iter().filter(|status| **status == 201).count(), kept <= 6), (kept, true), "{statuses:?}");
    }

    fn what_is_no_photo_and_no_paper_is_not_taken(server) {
        let community = server.operator().founds("湖光小区");
        let held = submit(server, &community, &of("3-2-501", "王小明", "13904310001"));
        for (name, bytes) in [
            ("nothing", b"".as_slice()),
            ("a page", b"<!doctype html><script>alert(1)</script>"),
            ("a drawing that runs", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("an archive", b"PK\x03\x04"),
            ("a program", b"MZ\x90\0"),
            ("a paper with something behind it", b"%PDF-1.4\n%%EOF\nMZ"),
        ] {
            let answer = held.attaches(server, "image/jpeg", bytes);
            assert_eq!(answer.problem(415, "file_kind")["errors"], Value::Null, "{name}");
        }
        held.attaches(server, "image/jpeg", b"\xff\xd8\xff\xe0 nothing behind it").problem(422, "file_unreadable");
        // 30,000 x 30,000 pixels in a few bytes.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30\x08\x06\0\0\0".to_vec();
        let mut crc = flate2::Crc::new();
        crc.update(&bomb[12..]);
        bomb.extend(crc.sum().to_be_bytes());
        bomb.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        held.attaches(server, "image/png", &bomb).problem(422, "picture_too_large");
        let mut twofold = photo(60, 40);
        twofold.extend(b"PK\x03\x04<script>alert(1)</script>");
        let kept = held.attaches(server, "text/html", &twofold).ok(201);
        assert_eq!(kept["media"], "image/jpeg");
        assert!(kept["bytes"].as_u64().unwrap() < u64::try_from(twofold.len()).unwrap());
        // Said before anything is read.
        let path = format!("/api/v1/public/claims/{}/files", held.number);
        let large = server.request("POST", &path).header("Yepiao-Secret", &held.secret).raw("image/jpeg", &vec![0xff; 11 << 20]).try_send();
        if let Some(large) = large {
            large.problem(413, "too_large");
        }
        assert_eq!(held.asks(server).ok(200)["files"].as_array().unwrap().len(), 1);
    }

    fn a_claim_says_nothing_to_whoever_does_not_hold_its_secret(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let held = submit(server, &community, &of("3-2-501", "王小明", "13904310001"));
        let other = submit(server, &community, &of("3-2-502", "李四", "13904310002"));
        let with = |number: &str, secret: &str| Held { number: number.into(), secret: secret.into() };
        let mut answers = BTreeSet::new();
        for wrong in [
            with(&held.number, &other.secret),
            with(&held.number, ""),
            with(&held.number, "x"),
            with("0000-0000", &held.secret),
            with("not-a-number", &held.secret),
            with("K7P4-92XX", &held.secret),
        ] {
            for answer in [wrong.asks(server), wrong.withdraws(server), wrong.removes(server, "x"),
                wrong.attaches(server, "image/jpeg", &photo(20, 20))] {
                let mut problem = answer.problem(404, "claim_unknown");
                problem["instance"] = Value::Null;
                answers.insert(problem.to_string());
            }
        }
        assert_eq!(answers.len(), 1, "one answer for everything that is wrong");
        // As it was printed, or as somebody typed it.
        let typed = with(&held.number.to_lowercase().replace('-', ""), &held.secret);
        assert_eq!(typed.asks(server).ok(200)["state"], "open");
    }

    fn what_cannot_be_read_is_said_field_by_field(server) {
        let community = server.operator().founds("湖光小区");
        let path = format!("/api/v1/public/communities/{community}/claims");
        let with = |name: &str, value: Value| {
            let mut body = of("3-2-501", "王小明", "13904310001");
            body[name] = value;
            server.post(&path, &body)
        };
        for (name, value, pointer) in [
            ("unit", json!({ "room": " " }), "/unit/room"),
            ("unit", json!({ "building": "3\u{202e}", "room": "501" }), "/unit/building"),
            ("unit", json!({ "room": "5".repeat(41) }), "/unit/room"),
            ("name", json!(""), "/name"),
            ("phone", json!("0431-1234567"), "/phone"),
            ("basis", json!("hearsay"), "/basis"),
            ("note", json!("好".repeat(501)), "/note"),
        ] {
            assert_eq!(with(name, value).problem(422, "field_invalid")["errors"][0]["pointer"], pointer);
        }
        server.post("/api/v1/public/communities/nowhere/claims", &of("1-1-1", "王", "13904310001")).problem(404, "not_found");
    }
}

#[test]
fn a_thousand_guesses_are_stopped_after_a_few() {
    let server = Server::with(None, Rates { address: 100_000, attempts: 40, account: 1000 });
    let community = server.operator().founds("湖光小区");
    let held = submit(&server, &community, &of("3-2-501", "王小明", "13904310001"));
    let guesses: Vec<u16> = (0..1000)
        .map(|guess| Held { number: held.number.clone(), secret: format!("guess{guess}") }.asks(&server).status)
        .collect();
    assert!(guesses.iter().filter(|status| **status == 404).count() < 60, "the others were not looked at");
    assert!(guesses.iter().all(|status| [404, 429].contains(status)));
    // Nor are claims made without end.
    let path = format!("/api/v1/public/communities/{community}/claims");
    let made = (0..60).map(|flat| server.post(&path, &of(&format!("9-9-{flat}"), "王小明", "13904310001")).status);
    let made: Vec<u16> = made.collect();
    assert!(made.contains(&429) && made.iter().all(|status| [201, 429].contains(status)), "{made:?}");
}

#[test]
fn a_paper_that_comes_at_the_same_moment_does_not_keep_a_claim_from_being_taken_back() {
    let Some(server) = Server::on_postgres() else { return };
    let community = server.operator().founds("湖光小区");
    let held = submit(&server, &community, &of("3-2-501", "王小明", "13904310001"));
    // As a paper does that is being kept.
    meets(&server, "UPDATE claims SET version = version + 1", || held.withdraws(&server), "").ok(204);
    assert_eq!(held.asks(&server).ok(200)["state"], "withdrawn");
    held.withdraws(&server).problem(409, "claim_decided");
}

#[test]
fn a_paper_that_is_taken_back_while_somebody_looks_is_not_there() {
    let Some(server) = Server::on_postgres() else { return };
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let held = submit(&server, &community, &of("3-2-501", "王小明", "13904310001"));
    let file = held.attaches(&server, "application/pdf", PAPER.as_bytes()).ok(201)["id"].as_str().unwrap().to_owned();
    let claims = format!("/api/v1/communities/{community}/claims");
    let claim = chair.get(&claims).ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let looks = || chair.get(&format!("{claims}/{claim}/files/{file}"));
    assert_eq!(looks().status, 200);
    // Between the file and what it holds.
    let lock = "LOCK TABLE file_contents IN ACCESS EXCLUSIVE MODE";
    meets(&server, lock, looks, "DELETE FROM file_contents; DELETE FROM files").problem(404, "not_found");
}
