//! Notices, from the draft to the board.

use serde_json::{Value, json};

use super::pictures::{GPS, contains, photo};
use super::server::{Answer, PASSWORD, Person, Server};
use crate::stories;

const GAP: &str = "【请填写】";

/// A poll of a new community with a roll of two buildings; its path, and the chair.
fn world(server: &Server) -> (String, Person<'_>) {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let roll = "楼栋,单元,房号,专有面积,权利人姓名,证件号码\n\
        2,1,101,89.56,张三,990104194702218134\n10,1,102,70.10,李四,990104196705178472\n";
    chair.takes(&community, roll.as_bytes());
    let item = json!({ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" });
    let polls = format!("/api/v1/communities/{community}/polls");
    let poll = chair.post(&polls, &json!({ "title": "2026年业主大会", "items": [item] })).ok(201);
    (format!("{polls}/{}", poll["id"].as_str().unwrap()), chair)
}

/// A draft of a kind: its path, and what it says.
pub(crate) fn begun(chair: &Person<'_>, poll: &str, kind: &Value) -> (String, Value) {
    let made = chair.post(&format!("{poll}/notices"), kind).ok(201);
    (format!("{poll}/notices/{}", made["id"].as_str().unwrap()), made)
}

/// The draft with everything filled in that only people know.
pub(crate) fn filled(draft: &Value, places: &Value) -> Value {
    let mut parts = draft["parts"].clone();
    for part in parts.as_array_mut().unwrap() {
        part["text"] = json!(part["text"].as_str().unwrap().replace(GAP, "小区门卫室"));
    }
    let mut body = json!({ "parts": parts, "places": places });
    if !draft["window"].is_null() {
        body["window"] = draft["window"].clone();
    }
    body
}

pub(crate) fn froze(chair: &Person<'_>, notice: &str, etag: &str) -> Answer {
    chair.request("POST", &format!("{notice}/freeze")).header("If-Match", etag).send()
}

/// A frozen notice that the preparatory group was formed: its path, and what it says.
pub(crate) fn frozen(chair: &Person<'_>, poll: &str, places: &Value) -> (String, Value) {
    let (notice, draft) = begun(chair, poll, &json!({ "kind": "group_formed" }));
    chair.put(&notice, "\"1\"", &filled(&draft, places)).ok(200);
    let frozen = froze(chair, &notice, "\"2\"").ok(200);
    (notice, frozen)
}

/// Records what was seen, with a photo.
pub(crate) fn seen(person: &Person<'_>, notice: &str, query: &str) -> Answer {
    person.request("POST", &format!("{notice}/postings?{query}")).raw("application/octet-stream", &photo(64, 48)).send()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, bytes))
}

/// `1号楼公告栏`, for a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

stories! {
    fn a_notice_is_drafted_filled_frozen_and_public(server) {
        let (poll, chair) = world(server);
        let (notice, draft) = begun(&chair, &poll, &json!({ "kind": "group_formed" }));
        let place = |n: usize| draft["places"][n].as_str().unwrap();
        assert!(place(0).starts_with('2') && place(1).starts_with("10") && place(1).ends_with("公告栏"), "{draft}");
        assert_eq!(draft["parts"][0], json!({ "part": "title", "text": "湖光小区筹备组成立公告" }));
        let missing: Vec<&str> = draft["missing"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect();
        assert_eq!(missing, ["part_unfinished", "part_unfinished"], "{draft}");
        let refused = froze(&chair, &notice, "\"1\"").problem(422, "field_invalid");
        assert_eq!(refused["errors"][0]["pointer"], "/parts/3/text", "{refused}");
        // Somebody tries to bring markup onto the board.
        let mut body = filled(&draft, &json!(["1号楼公告栏", "2号楼公告栏"]));
        body["parts"][3]["text"] = json!("筹备组<script>alert(1)</script>已成立。\n组长：王小明。");
        chair.put(&notice, "\"7\"", &body).problem(412, "stale");
        let changed = chair.put(&notice, "\"1\"", &body);
        assert_eq!((changed.ok(200)["missing"].clone(), changed.etag()), (json!([]), "\"2\"".to_owned()));
        server.get(&format!("/api/v1/public/notices/{}", "0".repeat(64))).problem(404, "not_found");
        froze(&chair, &notice, "\"1\"").problem(412, "stale");
        let frozen = froze(&chair, &notice, "\"2\"").ok(200);
        let digest = frozen["digest"].as_str().unwrap();
        let public = format!("/api/v1/public/notices/{digest}");
        let bytes = server.get(&format!("{public}/frozen"));
        assert_eq!((sha256(bytes.text.as_bytes()).as_str(), bytes.header("content-type")), (digest, Some("application/json")));
        let shown = server.get(&public).ok(200);
        assert_eq!((&shown["digest"], &shown["places"]), (&json!(digest), &json!(["1号楼公告栏", "2号楼公告栏"])));
        assert!(server.get(&format!("{public}/text")).text.starts_with("湖光小区筹备组成立公告\n\n全体业主："));
        let page = server.get(&format!("{public}/print"));
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script"), "{}", page.text);
        assert!(page.text.contains("<svg") && page.text.contains("防改码") && page.text.contains(&digest[..8]));
        // Frozen is frozen.
        chair.put(&notice, "\"3\"", &body).problem(409, "notice_frozen");
        froze(&chair, &notice, "\"3\"").problem(409, "notice_frozen");
        chair.request("DELETE", &notice).header("If-Match", "\"3\"").send().problem(409, "notice_frozen");
        assert_eq!(server.get(&format!("{public}/frozen")).text, bytes.text);
    }

    fn the_very_same_text_is_frozen_once(server) {
        let (poll, chair) = world(server);
        let places = json!(["1号楼公告栏"]);
        frozen(&chair, &poll, &places);
        let (notice, draft) = begun(&chair, &poll, &json!({ "kind": "group_formed" }));
        chair.put(&notice, "\"1\"", &filled(&draft, &places)).ok(200);
        froze(&chair, &notice, "\"2\"").problem(409, "notice_twice");
        let mut other = filled(&draft, &places);
        other["parts"][0]["text"] = json!("湖光小区筹备组名单公告");
        chair.put(&notice, "\"2\"", &other).ok(200);
        froze(&chair, &notice, "\"3\"").ok(200);
    }

    fn a_mistake_is_mended_by_a_notice_that_names_it(server) {
        let (poll, chair) = world(server);
        let (_, wrong) = frozen(&chair, &poll, &json!(["1号楼公告栏"]));
        let digest = wrong["digest"].as_str().unwrap();
        let notices = format!("{poll}/notices");
        chair.post(&notices, &json!({ "kind": "correction" })).problem(422, "field_invalid");
        chair.post(&notices, &json!({ "kind": "roll", "corrects": digest })).problem(422, "field_invalid");
        chair.post(&notices, &json!({ "kind": "correction", "corrects": "0".repeat(64) })).problem(422, "no_such_notice");
        let (notice, draft) = begun(&chair, &poll, &json!({ "kind": "correction", "corrects": digest }));
        assert!(draft["parts"][3]["text"].as_str().unwrap().contains("《湖光小区筹备组成立公告》更正如下"), "{draft}");
        assert_eq!(draft["places"], json!(["1号楼公告栏"]), "where the one before hangs");
        let public = format!("/api/v1/public/notices/{digest}");
        chair.put(&notice, "\"1\"", &filled(&draft, &draft["places"])).ok(200);
        assert_eq!(server.get(&public).ok(200)["corrected_by"], json!([]), "a draft corrects nothing");
        let right = froze(&chair, &notice, "\"2\"").ok(200);
        assert_eq!(server.get(&public).ok(200)["corrected_by"], json!([right["digest"]]));
        assert!(server.get(&format!("{public}/print")).text.contains("已有更正"));
    }

    fn what_the_poll_has_not_come_to_is_not_announced(server) {
        let (poll, chair) = world(server);
        for kind in ["roll", "candidates", "meeting", "voting_opens", "extension", "counting", "result", "filing"] {
            chair.post(&format!("{poll}/notices"), &json!({ "kind": kind })).problem(409, "notice_too_early");
        }
        let (notice, draft) = begun(&chair, &poll, &json!({ "kind": "candidate_method" }));
        chair.put(&notice, "\"1\"", &filled(&draft, &json!([]))).ok(200);
        let refused = froze(&chair, &notice, "\"2\"").problem(422, "field_invalid");
        assert_eq!(refused["errors"][0]["pointer"], "/places");
        let hidden = json!({ "parts": draft["parts"], "places": ["1号楼\u{202e}"] });
        chair.put(&notice, "\"2\"", &hidden).problem(422, "field_invalid");
        chair.request("DELETE", &notice).header("If-Match", "\"2\"").send().ok(204);
        chair.get(&notice).problem(404, "not_found");
    }

    fn where_it_hung_is_on_record_with_photos(server) {
        let (poll, chair) = world(server);
        let (draft, _) = begun(&chair, &poll, &json!({ "kind": "group_formed" }));
        let (one, two) = (encoded("1号楼公告栏"), encoded("2号楼公告栏"));
        seen(&chair, &draft, &format!("place={one}&seen=hangs")).problem(409, "notice_not_frozen");
        let (notice, made) = frozen(&chair, &poll, &json!(["1号楼公告栏", "2号楼公告栏"]));
        assert_eq!(made["hung"], json!({ "missing": ["1号楼公告栏", "2号楼公告栏"], "interrupted": [] }));
        for (query, status, code) in [
            (format!("place={}&seen=hangs", encoded("3号楼")), 422, "field_invalid"),
            ("seen=hangs".to_owned(), 422, "field_invalid"),
            (format!("place={one}&seen=seen"), 422, "field_invalid"),
            (format!("place={one}&seen=hangs&at=yesterday"), 422, "field_invalid"),
            (format!("place={one}&seen=hangs&at=2020-01-01T00:00:00Z"), 422, "field_invalid"),
            (format!("place={one}&seen=hangs&at=2999-01-01T00:00:00Z"), 422, "field_invalid"),
            (format!("place={one}&seen=hangs&more=1"), 400, "bad_page"),
        ] {
            seen(&chair, &notice, &query).problem(status, code);
        }
        let paper = chair.request("POST", &format!("{notice}/postings?place={one}&seen=hangs"));
        paper.raw("application/octet-stream", b"%PDF-1.4\n%%EOF\n").send().problem(415, "file_kind");
        let first = seen(&chair, &notice, &format!("place={one}&seen=hangs")).ok(201);
        server.wait(3600);
        let chair = server.signs_in(&chair.login, PASSWORD);
        assert_eq!(chair.get(&notice).ok(200)["hung"]["missing"], json!(["2号楼公告栏"]));
        let second = seen(&chair, &notice, &format!("place={two}&seen=hangs")).ok(201);
        let public = format!("/api/v1/public/notices/{}", made["digest"].as_str().unwrap());
        // Since it hangs at the last of its places.
        assert_eq!(server.get(&public).ok(200)["hung"], json!({ "since": second["at"], "missing": [], "interrupted": [] }));
        seen(&chair, &notice, &format!("place={one}&seen=gone")).ok(201);
        assert_eq!(server.get(&public).ok(200)["hung"]["interrupted"], json!(["1号楼公告栏"]));
        seen(&chair, &notice, &format!("place={one}&seen=hangs")).ok(201);
        assert_eq!(server.get(&public).ok(200)["hung"]["interrupted"], json!([]));
        let entries = chair.get(&format!("{notice}/postings")).ok(200);
        assert_eq!(entries["items"].as_array().unwrap().len(), 4);
        // The photo is kept without where it was taken, and whoever looks at it is written down.
        let kept = chair.get(&format!("{notice}/postings/{}/photo", first["id"].as_str().unwrap()));
        assert_eq!((kept.status, kept.header("content-type")), (200, Some("image/jpeg")));
        assert_eq!(sha256(&kept.bytes), first["photo"].as_str().unwrap());
        assert!(!contains(&kept.bytes, GPS.as_bytes()));
        let community = poll.split('/').nth(4).unwrap();
        let log = chair.get(&format!("/api/v1/communities/{community}/audit?limit=200")).ok(200);
        let actions: Vec<&str> = log["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        for action in ["notice.begun", "notice.changed", "notice.frozen", "notice.posted", "looked.posting"] {
            assert!(actions.contains(&action), "{action}: {actions:?}");
        }
    }

    fn the_same_photo_sent_twice_is_one_entry(server) {
        let (poll, chair) = world(server);
        let (notice, _) = frozen(&chair, &poll, &json!(["1号楼公告栏"]));
        let path = format!("{notice}/postings?seen=hangs&place={}", encoded("1号楼公告栏"));
        let sent = || {
            let request = chair.request("POST", &path).header("Idempotency-Key", "photo-1");
            request.raw("application/octet-stream", &photo(64, 48)).send().ok(201)["id"].clone()
        };
        let first = sent();
        server.wait(60);
        assert_eq!(sent(), first);
        assert_eq!(chair.get(&format!("{notice}/postings")).ok(200)["items"].as_array().unwrap().len(), 1);
    }
}
