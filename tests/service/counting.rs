//! From the close to the end of the objections: trustees who check the public record with their own programs, sign and decrypt; the result;
//! and the record, which the library's audit and `belenios-tool` accept.

use std::io::Cursor;

use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;
use yepiao::election::json::to_canonical;
use yepiao::election::log::closing::Closing;
use yepiao::election::record::{AuditedRecord, Record, RecordStage, ToDecrypt, audit};

use super::casting::world::{Open, rng};
use super::opening::{Program, TRUSTEES};
use super::server::{Answer, Person, Server, program};
use super::tool::independent_tool_agrees;
use crate::stories;

const DAY: u32 = 24 * 3600;

/// The share with a factor in place of another: canonical, and false.
pub(crate) fn falsified(share: &str) -> String {
    let parsed: Value = serde_json::from_str(share).unwrap();
    let factor = |at: usize| parsed["people"]["decryption_factors"][0][at].as_str().unwrap();
    share.replacen(factor(0), factor(1), 1)
}

/// The share with both shares as they are, and a strong proof that does not hold.
fn weakened(share: &str) -> String {
    let parsed: Value = serde_json::from_str(share).unwrap();
    let response = parsed["strong"]["proof"]["response"].as_str().unwrap();
    let last = if response.ends_with('1') { '2' } else { '1' };
    share.replacen(response, &format!("{}{last}", &response[..response.len() - 1]), 1)
}

#[derive(diesel::QueryableByName)]
struct Left {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// Voters of whom the database still has a credential or a phone, as whoever owns it would look.
fn secrets_left(database: &str) -> i64 {
    use diesel::{Connection as _, RunQueryDsl as _};
    let left = diesel::sql_query("SELECT count(*) AS count FROM poll_voters WHERE credential IS NOT NULL OR phone IS NOT NULL");
    let left: Result<Left, _> = match database.strip_prefix("sqlite:") {
        Some(path) => left.get_result(&mut diesel::SqliteConnection::establish(path).unwrap()),
        None => left.get_result(&mut diesel::PgConnection::establish(database).unwrap()),
    };
    left.unwrap().count
}

impl Program {
    pub(crate) fn what(&mut self, what: &ToDecrypt) -> Value {
        self.custody.lock(&what.statement).unwrap();
        let signed = self.custody.sign(what, &mut rng()).unwrap();
        json!({ "secret": self.secret, "signature": String::from_utf8(to_canonical(&signed).unwrap()).unwrap() })
    }

    /// Signs what there is to sign.
    pub(crate) fn signs(&mut self, server: &Server, what: &ToDecrypt) -> Answer {
        server.post("/api/v1/public/trustee/signature", &self.what(what))
    }

    /// Makes both shares.
    pub(crate) fn share(&mut self, what: &ToDecrypt, closing: &Closing) -> String {
        String::from_utf8(self.custody.decrypt(what, closing, &mut rng()).unwrap()).unwrap()
    }

    pub(crate) fn gives(&self, server: &Server, share: &str) -> Answer {
        server.post("/api/v1/public/trustee/share", &json!({ "secret": self.secret, "share": share }))
    }
}

impl Open<'_> {
    /// A voter votes, with a witness.
    pub(crate) fn votes(&self, witness: &Person<'_>, voter: usize, choice: usize, seed: u8) {
        let voter = &self.voters[voter];
        let ballot = self.ballot(voter, choice, seed);
        let hints = self.hints(&ballot);
        self.cast(&self.token(witness, voter), &ballot, Some(&hints)).ok(201);
    }

    /// The end of the voting comes, and the sums are made.
    pub(crate) fn ends(&mut self, beside: Option<&Server>) {
        if let Some(beside) = beside {
            beside.wait(10 * DAY);
        }
        self.poll.wait(self.server, 10 * DAY);
        self.poll.comes_to("closed");
        self.count_comes_to("signing");
    }

    pub(crate) fn count(&self) -> Value {
        self.server.get(&self.path("count")).ok(200)
    }

    #[track_caller]
    pub(crate) fn count_comes_to(&self, stage: &str) {
        for _ in 0..300 {
            if self.count()["stage"] == stage {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("not {stage}: {}", self.count());
    }

    /// The record as anybody gets it, with nothing wrong in it.
    #[track_caller]
    pub(crate) fn record(&self, stage: RecordStage) -> AuditedRecord {
        let answer = self.server.get(&self.path("record"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/zip")), "{}", answer.text);
        let record = Record::open(Cursor::new(answer.bytes)).unwrap();
        let audited = audit(&record, &mut |_| {});
        let wrong: Vec<String> = audited.report.checks.iter().flat_map(|ran| &ran.findings).map(|f| format!("{f:?}")).collect();
        assert!(audited.report.is_valid(), "{wrong:?}");
        assert_eq!(audited.report.stage, stage);
        audited
    }

    /// What trustees find in the record by themselves.
    pub(crate) fn to_decrypt(&self, stage: RecordStage) -> ToDecrypt {
        self.record(stage).decryption.unwrap()
    }

    /// Two of the three trustees do all that they have to do.
    pub(crate) fn opens(&mut self) {
        let what = self.to_decrypt(RecordStage::Closed);
        let server = self.server;
        for trustee in [0, 2] {
            self.trustees[trustee].signs(server, &what).ok(200);
        }
        self.count_comes_to("decrypting");
        let what = self.to_decrypt(RecordStage::Signed);
        let closing = what.closing.clone().unwrap();
        for trustee in [0, 2] {
            let share = self.trustees[trustee].share(&what, &closing);
            self.trustees[trustee].gives(server, &share).ok(200);
        }
        self.poll.comes_to("counted");
    }

    /// The result; record and archives hold, by everybody's programs.
    pub(crate) fn result(&self) -> Value {
        let result = self.server.get(&self.path("result")).ok(200);
        let counted = self.record(RecordStage::Counted);
        let folder = tempfile::tempdir().unwrap();
        let kept = |name: &str, path: &str| {
            let answer = self.server.get(&self.path(path));
            let file = folder.path().join(name);
            std::fs::write(&file, &answer.bytes).unwrap();
            (file, answer)
        };
        let (record, answer) = kept("record.zip", "record");
        assert_eq!(result["record_digest"], Digest::of(&answer.bytes).to_string());
        program(&["verify", record.to_str().unwrap()]).ok();
        for archive in ["people.bel", "area.bel"] {
            let (file, answer) = kept(archive, archive);
            assert_eq!(result["certified"]["files"][archive], Digest::of(&answer.bytes).to_string());
            program(&["verify", file.to_str().unwrap()]).ok();
            independent_tool_agrees(&file).unwrap();
        }
        let certificate = self.server.get(&self.path("certificate.jws"));
        assert_eq!(result["certificate_digest"], Digest::of(certificate.text.as_bytes()).to_string());
        let expected = counted.report.outcome.unwrap();
        assert_eq!(result["certified"]["items"], serde_json::to_value(&expected.items).unwrap());
        assert_eq!(result["certified"]["participation"], serde_json::to_value(expected.participation).unwrap());
        result
    }

    /// Whoever was interrupted gets the rest of a file, unless it is another one by now.
    #[track_caller]
    fn goes_on_with_a_download(&self, file: &str) {
        let path = self.path(file);
        let whole = self.server.get(&path);
        let (etag, length) = (whole.etag(), whole.bytes.len());
        assert_eq!((whole.header("accept-ranges"), whole.header("content-length")), (Some("bytes"), Some(&*length.to_string())));
        let asks = |method: &str, headers: &[(&str, &str)]| {
            let asked = self.server.request(method, &path);
            headers.iter().fold(asked, |asked, (name, value)| asked.header(name, value)).send()
        };
        let middle = length / 2;
        for (range, part) in
            [("bytes=0-0", 0..1), (&*format!("bytes={middle}-"), middle..length), ("bytes=-100", length - 100..length)]
        {
            let got = asks("GET", &[("Range", range), ("If-Range", &etag)]);
            let named = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            assert_eq!((got.status, got.header("content-range"), got.etag()), (206, Some(&*named), etag.clone()), "{range}");
            assert_eq!(got.header("content-length"), Some(&*part.len().to_string()));
            assert!(got.bytes == whole.bytes[part], "{range}: other bytes");
        }
        let beyond = asks("GET", &[("Range", &format!("bytes={length}-"))]);
        beyond.problem(416, "range_beyond_end");
        assert_eq!(beyond.header("content-range"), Some(&*format!("bytes */{length}")));
        // Of what is another file by now, of several parts, and of what is not asked by GET, there are no parts.
        for headers in [[("Range", "bytes=5-"), ("If-Range", "\"00\"")], [("Range", "bytes=0-1,4-5"), ("Accept", "*/*")]] {
            let got = asks("GET", &headers);
            assert!((got.status, got.bytes == whole.bytes) == (200, true), "{headers:?}");
        }
        assert_eq!(asks("GET", &[("Range", "bytes=5-"), ("If-None-Match", &etag)]).status, 304);
        let head = asks("HEAD", &[("Range", "bytes=5-")]);
        assert_eq!((head.status, head.bytes.len(), head.etag()), (200, 0, etag));
        assert_eq!(head.header("content-length"), Some(&*length.to_string()));
        let wrong = asks("DELETE", &[]);
        wrong.problem(405, "method_not_allowed");
        assert_eq!(wrong.header("allow"), Some("GET, HEAD"));
    }

    /// A head that was fetched now, when the log has gone on behind the record, is compared with the entries since.
    pub(crate) fn a_head_of_today_holds(&self, state: &str) {
        let folder = tempfile::tempdir().unwrap();
        let kept = |name: &str, path: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, self.server.get(path).bytes).unwrap();
            file.to_str().unwrap().to_owned()
        };
        let (record, head) = (kept("record.zip", &self.path("record")), kept("checkpoint", &self.path("log/checkpoint")));
        let alone = program(&["verify", &record, "--checkpoint", &head]);
        assert_eq!(alone.code, Some(1), "{alone:?}");
        assert!(!alone.out.contains("is false"), "nobody is accused: {}", alone.out);
        let address = alone.out.lines().find_map(|line| line.strip_prefix("https://vote.example.cn")).expect("an address");
        let later = kept("later.json", address);
        let told = program(&["verify", &record, "--checkpoint", &head, "--later", &later]).ok();
        // Wherever the line is broken.
        let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&format!("the poll came to: {state}")), "{told}");
    }

    /// Everybody but the last of six is on the list, by room; of what they chose it says nothing, nor by which way.
    #[track_caller]
    fn says_who_took_part(&self, result: &Value) {
        let list = |rest: &str| self.server.get(&self.path(&format!("participants{rest}")));
        let all = list("");
        assert_eq!(
            (all.header("x-robots-tag"), all.header("cache-control")),
            (Some("noindex, nofollow, noarchive"), Some("public, max-age=60"))
        );
        let told = all.ok(200);
        let took_part = &result["certified"]["participation"]["took_part"];
        assert_eq!(told["took_part"], json!({ "people": took_part["people"], "area_centi_m2": took_part["area"] }), "{told}");
        assert_eq!((&told["published_at"], &told["until"]), (&result["published_at"], &result["comments_until"]));
        let rooms = |told: &Value| -> Vec<String> {
            let unit = |voter: &Value| {
                format!("{}-{}", voter["units"][0]["building"].as_str().unwrap(), voter["units"][0]["room"].as_str().unwrap())
            };
            told["voters"]["items"].as_array().unwrap().iter().map(unit).collect()
        };
        assert_eq!(rooms(&told), ["1-101", "1-102", "1-103", "2-101", "2-102"]);
        assert_eq!(told["voters"]["items"][0]["name"], "业**");
        // Who looks for the own flat, as they write it; and who did not vote is not there.
        assert_eq!(rooms(&list("?room=2-1-101").ok(200)), ["2-101"]);
        assert_eq!(list("?building=2%E5%8F%B7%E6%A5%BC&stair=1&room=103").ok(200)["voters"]["items"], json!([]));
        let first = list("?limit=2").ok(200);
        let next = list(&format!("?limit=4&cursor={}", first["voters"]["next"].as_str().unwrap())).ok(200);
        assert_eq!((rooms(&first).len(), rooms(&next)), (2, vec!["1-103".into(), "2-101".into(), "2-102".into()]));
        for hidden in [
            "option",
            "favour",
            "paper",
            "electronic",
            "138043",
            &told["voters"]["items"][0]["name"].as_str().unwrap().replace("**", "甲"),
        ] {
            assert!(!all.text.contains(hidden), "{hidden}: {}", all.text);
        }
    }

    pub(crate) fn step(&self, step: &str) -> Answer {
        let etag = self.poll.chair.get(&self.poll.path).etag();
        self.poll.chair.request("POST", &format!("{}/{step}", self.poll.path)).header("If-Match", &etag).send()
    }
}

stories! {
    fn two_of_three_trustees_open_the_sums_and_whoever_is_wrong_is_named(server) {
        // A calendar that knows all years of the story: without it nobody can say when a period is over.
        let calendar = json!({ "utc_offset_minutes": 480, "years": (2020..2100).collect::<Vec<i16>>(), "holidays": [], "working_weekends": [] });
        let calendar = json!({ "key": "calendar", "value": calendar, "basis": "A", "source": "试用" });
        let matter = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let mut open = Open::ruled(server, 6, &matter, &[calendar]);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 0..5 {
            open.votes(&teller, voter, usize::from(voter == 4), 1);
        }
        assert_eq!(open.count()["stage"], "voting");
        server.get(&open.path("record")).problem(404, "record_not_ready");
        server.get(&open.path("result")).problem(404, "not_counted");
        let early = json!({ "secret": open.trustees[0].secret, "signature": "{}" });
        server.post("/api/v1/public/trustee/signature", &early).problem(409, "wrong_state");
        open.ends(None);

        let count = open.count();
        assert_eq!((count["ballots"].as_u64(), count["threshold"].as_u64()), (Some(5), Some(2)), "{count}");
        let what = open.to_decrypt(RecordStage::Closed);
        assert_eq!(count["statement"], what.statement.to_string());
        let seen = server.post("/api/v1/public/trustee/count", &json!({ "secret": open.trustees[1].secret })).ok(200);
        assert_eq!((&seen["place"], &seen["name"]), (&json!(2), &json!(TRUSTEES[1])));
        assert_eq!(seen["count"]["statement_digest"], what.statement.digest().to_string());

        // Nobody decrypts before enough have signed; nobody signs for another; nobody signs twice.
        let first = open.trustees[0].what(&what);
        let mut forged = first.clone();
        forged["secret"] = json!(open.trustees[2].secret);
        let refused = server.post("/api/v1/public/trustee/signature", &forged).problem(422, "field_invalid");
        let named = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(named.contains(TRUSTEES[2]) && refused["errors"][0]["code"] == "other_trustee", "{refused}");
        server.post("/api/v1/public/trustee/signature", &first).ok(200);
        server.post("/api/v1/public/trustee/signature", &first).ok(200);
        let again = open.trustees[0].what(&what);
        server.post("/api/v1/public/trustee/signature", &again).problem(409, "message_given");
        let unsigned = open.trustees[0].gives(server, "{}");
        unsigned.problem(409, "too_few_signed");
        assert_eq!(open.count()["stage"], "signing");
        open.trustees[2].signs(server, &what).ok(200);
        assert_eq!(open.count()["stage"], "decrypting");

        // The shares, as the record with the signatures lets programs make them.
        let what = open.to_decrypt(RecordStage::Signed);
        let closing = what.closing.clone().unwrap();
        let share = open.trustees[0].share(&what, &closing);
        let wrong = falsified(&share);
        let refused = open.trustees[0].gives(server, &wrong).problem(422, "field_invalid");
        assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(TRUSTEES[0]), "{refused}");
        assert_eq!(refused["errors"][0]["code"], "share");
        let refused = open.trustees[0].gives(server, &weakened(&share)).problem(422, "field_invalid");
        assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(TRUSTEES[0]), "{refused}");
        assert_eq!(refused["errors"][0]["code"], "strong");
        let stolen = json!({ "secret": open.trustees[2].secret, "share": share });
        let refused = server.post("/api/v1/public/trustee/share", &stolen).problem(422, "field_invalid");
        assert_eq!(refused["errors"][0]["code"], "other_trustee");
        open.trustees[0].gives(server, &share).ok(200);
        open.trustees[0].gives(server, &share).ok(200);
        open.trustees[0].gives(server, &wrong).problem(409, "message_given");
        assert_eq!(open.count()["stage"], "decrypting");
        let second = open.trustees[2].share(&what, &closing);
        open.trustees[2].gives(server, &second).ok(200);
        // The third comes when nothing is needed any more.
        let late = open.trustees[1].signs(server, &what);
        late.problem(409, "shares_complete");
        open.poll.comes_to("counted");

        let result = open.result();
        assert_eq!(result["state"], "counted");
        let item = &result["certified"]["items"][0];
        assert_eq!(item["options"][0]["both"], json!({ "people": 4, "area": 8000 + 8200 + 8400 + 8100 }), "{item}");
        assert_eq!(item["readings"]["by_rule"]["verdict"], "carried");
        assert!(item["sentences"][1]["zh"].as_str().unwrap().contains("通过"), "{item}");
        let again = server.get(&open.path("record"));
        let same = server.request("GET", &open.path("record")).header("If-None-Match", &again.etag()).send();
        assert_eq!((same.status, same.bytes.len()), (304, 0));
        assert_eq!(again.header("cache-control"), Some("public, max-age=3600"));

        open.goes_on_with_a_download("record");
        open.goes_on_with_a_download("people.bel");

        // It hangs out, somebody objects, and it is final when the time is over and the objection is answered.
        let ahead = open.poll.chair.get(&format!("{}/road", open.poll.path)).ok(200);
        assert_eq!((&ahead["next"]["action"], &ahead["next"]["ready"]), (&json!("publish_result"), &json!(true)), "{ahead}");
        server.get(&open.path("participants")).problem(409, "not_published");
        open.step("publish-result").ok(200);
        let result = server.get(&open.path("result")).ok(200);
        assert!(result["published_at"].is_string() && result["comments_until"].is_string(), "{result}");
        open.says_who_took_part(&result);
        let objection = json!({ "about": "result", "name": "王小明", "room": "1栋1单元101", "contact": "13904317788", "text": "票数不对" });
        server.post(&open.path("objections"), &objection).ok(201);
        open.poll.wait(server, 30 * DAY);
        std::thread::sleep(std::time::Duration::from_secs(3));
        let due = open.poll.chair.get(&format!("{}/opening", open.poll.path)).ok(200);
        let ending = due["due"].as_array().unwrap().iter().find(|due| due["action"] == "final").unwrap();
        assert_eq!(ending["refused"], "objections_unanswered", "{due}");
        let answer = json!({ "decision": "rejected", "summary": "对票数的异议", "answer": "已复核", "disputed": { "people": 1, "area_centi_m2": 8000 } });
        open.poll.chair.put(&format!("{}/objections/1/answer", open.poll.path), "\"1\"", &answer).ok(200);
        assert_eq!(secrets_left(server.database()), 6);
        open.poll.wait(server, 120);
        open.poll.comes_to("final");
        // Whoever reads the database from now on can vote for nobody.
        assert_eq!(secrets_left(server.database()), 0);
        server.get(&open.path("participants")).problem(410, "participants_taken_down");
        open.step("file").ok(200);
        assert_eq!(open.result()["state"], "filed");
        open.a_head_of_today_holds("filed");
    }

    fn a_poll_called_off_while_people_vote_has_a_record_without_a_result(server) {
        let open = Open::new(server, 4);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 0..3 {
            open.votes(&teller, voter, 0, 1);
        }
        server.get(&open.path("record")).problem(404, "record_not_ready");
        open.poll.step("cancel", &json!({ "reason": "名册有误" }));
        let record = open.record(RecordStage::Cancelled);
        assert_eq!((record.report.log.ballots, record.report.log.leaves), (3, 5));
        assert_eq!(record.report.cancelled.unwrap().reason, "名册有误");
        assert!(record.decryption.is_none(), "trustees have nothing to open");
        let folder = tempfile::tempdir().unwrap();
        for file in ["record", "people.bel", "area.bel"] {
            let answer = server.get(&open.path(file));
            assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
            let kept = folder.path().join(if file == "record" { "record.zip" } else { file });
            std::fs::write(&kept, &answer.bytes).unwrap();
            program(&["verify", kept.to_str().unwrap()]).ok();
            if file != "record" {
                independent_tool_agrees(&kept).unwrap();
            }
        }
        assert_eq!(open.count()["stage"], "cancelled");
        server.get(&open.path("result")).problem(404, "not_counted");
        // What happens later does not change it.
        let etag = server.get(&open.path("record")).etag();
        server.wait(20 * DAY);
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert_eq!(server.beside().get(&open.path("record")).etag(), etag, "the same bytes from another instance");
    }

    fn a_poll_called_off_while_trustees_sign_keeps_its_sums_sealed(server) {
        let mut open = Open::new(server, 4);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        open.votes(&teller, 0, 0, 1);
        open.votes(&teller, 1, 1, 2);
        open.ends(None);
        let what = open.to_decrypt(RecordStage::Closed);
        open.trustees[0].signs(server, &what).ok(200);
        open.poll.step("cancel", &json!({ "reason": "街道责令重新表决" }));
        let record = open.record(RecordStage::Cancelled);
        assert_eq!(record.report.log.ballots, 2);
        assert!(record.report.statement.is_some(), "the sums stand in it");
        let folder = tempfile::tempdir().unwrap();
        for file in ["people.bel", "area.bel"] {
            let kept = folder.path().join(file);
            std::fs::write(&kept, server.get(&open.path(file)).bytes).unwrap();
            program(&["verify", kept.to_str().unwrap()]).ok();
            independent_tool_agrees(&kept).unwrap();
        }
        let refused = open.trustees[2].signs(server, &what);
        assert!(refused.status == 409, "{}", refused.text);
    }

    fn too_few_took_part_and_two_instances_that_slept_count_once(server) {
        let mut open = Open::new(server, 6);
        let beside = server.beside();
        beside.wait(open.poll.waited);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 0..3 {
            open.votes(&teller, voter, 0, 1);
        }
        open.ends(Some(&beside));
        // Both have the same record, though one of them made it.
        let (here, there) = (server.get(&open.path("record")), beside.get(&open.path("record")));
        assert_eq!((here.status, here.etag()), (200, there.etag()));
        open.opens();
        let result = open.result();
        assert_eq!(result["certified"]["items"][0]["readings"]["by_rule"]["verdict"], "too_few_took_part");
        assert_eq!(beside.get(&open.path("record")).etag(), server.get(&open.path("record")).etag());
        std::thread::sleep(std::time::Duration::from_secs(3));
        let steps = open.poll.chair.get(&format!("{}/steps", open.poll.path)).ok(200);
        for action in ["close", "count"] {
            assert_eq!(steps["items"].as_array().unwrap().iter().filter(|step| step["action"] == action).count(), 1, "{steps}");
        }
        let entries = server.get(&open.path("log/entries?limit=200")).ok(200)["items"].clone();
        let sheets = entries.as_array().unwrap().iter().filter(|entry| entry["entry"].as_str().unwrap().contains("\"type\":\"sheet\""));
        assert_eq!(sheets.count(), 1);
        // The chair ends the time for objections with a reason, where the holidays of that year are not known yet.
        let end = |reason: Value| {
            let etag = open.poll.chair.get(&open.poll.path).etag();
            let path = format!("{}/make-final", open.poll.path);
            open.poll.chair.request("POST", &path).header("If-Match", &etag).json(&reason).send()
        };
        end(json!({})).problem(409, "wrong_state");
        open.step("publish-result").ok(200);
        assert_eq!(end(json!({})).status, 409);
        assert_eq!(end(json!({ "override_reason": "公示期满，街道确认" })).ok(200)["state"], "final");
        drop(beside);
    }

    fn who_votes_again_counts_once_and_half_is_no_majority(server) {
        let matter = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let revote = json!({ "key": "revote", "value": "until_close", "basis": "S", "source": "业主大会议事规则 9" });
        let mut open = Open::ruled(server, 4, &matter, &[revote]);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 0..4 {
            open.votes(&teller, voter, 0, 1);
        }
        // Somebody says that it was another hand: the ballot is taken out, and the voter votes anew.
        let number = open.voters[1].number;
        let void = |reason: &str| {
            open.poll.chair.post(&format!("{}/voters/{number}/void-ballot", open.poll.path), &json!({ "reason": reason }))
        };
        void("").problem(422, "field_invalid");
        assert!(void("本人说没有投过").ok(200)["index"].is_u64());
        void("本人说没有投过").problem(409, "nothing_to_void");
        open.votes(&teller, 1, 0, 3);
        // Two think again.
        open.votes(&teller, 0, 1, 2);
        open.votes(&teller, 3, 1, 2);
        open.ends(None);
        assert_eq!(open.count()["ballots"], 4);
        open.opens();
        let result = open.result();
        let log = open.record(RecordStage::Counted).report;
        assert_eq!((log.log.ballots, log.log.counting, log.voids.len()), (7, 4, 1));
        let item = &result["certified"]["items"][0];
        assert_eq!(item["options"][0]["both"], json!({ "people": 2, "area": 8100 + 8200 }), "{item}");
        assert_eq!(item["readings"]["by_rule"]["approval"]["standing"], json!({ "people": "exactly", "area": "exactly" }));
        assert_eq!(item["readings"]["by_rule"]["verdict"], "no_decision");
    }
}
