//! From an announced poll to an open one: trustees with their own programs, voters with credentials made outside or here, and the hour.

use std::collections::BTreeSet;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_json::{Value, json};
use yepiao::crypto::group::Point;
use yepiao::crypto::hash::Digest;
use yepiao::election::authority::{PrivateList, Voters};
use yepiao::election::ceremony::Shape;
use yepiao::election::credential::{CredentialList, PrivateCredential};
use yepiao::election::custody::{Custody, Step, Table};
use yepiao::election::log::opening::Opening;
use yepiao::election::parameters::Election;
use yepiao::election::poll::serial::Serial;
use yepiao::election::trustees::Trustees;

use super::casting::world::{Open, Voter};
use super::election::id_number;
use super::notices::{begun, encoded, filled, froze, seen};
use super::races::meets;
use super::server::{PASSWORD, Person, Server, unset_clock};
use crate::stories;

const ROLL: &str = "楼栋,单元,房号,专有面积,权利人姓名,证件号码\n\
    1,1,101,89.56,张三,990104194702218134\n1,1,102,70.10,李四,990104196705178472\n2,1,101,120.00,李四,990104196705178472\n";
const DAY: u32 = 24 * 3600;
const BOARDS: [&str; 2] = ["1号楼公告栏", "2号楼公告栏"];
pub(crate) const TRUSTEES: [&str; 3] = ["街道赵书记", "居委会钱主任", "业主孙老师"];

/// Now, as the server's clock has it after `waited` seconds, and so many days later.
pub(crate) fn later(waited: u32, days: u32) -> String {
    let then = unset_clock().as_second() + i64::from(waited) + i64::from(days * DAY);
    jiff::Timestamp::from_second(then).unwrap().to_string()
}

/// An announced poll.
pub(crate) struct Announced<'s> {
    pub(crate) chair: Person<'s>,
    pub(crate) community: String,
    pub(crate) poll: String,
    pub(crate) path: String,
    /// Seconds that the server's clock is ahead.
    pub(crate) waited: u32,
}

impl<'s> Announced<'s> {
    /// Opens in 21 days, closes 10 days later.
    fn new(server: &'s Server) -> Self {
        Self::asking(server, ROLL, &json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]))
    }

    /// The same with this roll and these items.
    pub(crate) fn asking(server: &'s Server, roll: &str, items: &Value) -> Self {
        Self::ruled(server, roll, items, &[])
    }

    /// The same under other rules.
    pub(crate) fn ruled(server: &'s Server, roll: &str, items: &Value, changes: &[Value]) -> Self {
        Self::by(server, &server.operator(), 0, roll, items, changes)
    }

    /// Of another community of the same operator, when the server's clock is so many seconds ahead.
    pub(crate) fn by(
        server: &'s Server,
        operator: &Person<'s>,
        waited: u32,
        roll: &str,
        items: &Value,
        changes: &[Value],
    ) -> Self {
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let version = chair.takes(&community, roll.as_bytes())["id"].as_str().unwrap().to_owned();
        Self::of(server, chair, community, &version, waited, items, changes)
    }

    /// Of a version of a community's roll.
    pub(crate) fn of(
        server: &'s Server,
        chair: Person<'s>,
        community: String,
        version: &str,
        waited: u32,
        items: &Value,
        changes: &[Value],
    ) -> Self {
        let polls = format!("/api/v1/communities/{community}/polls");
        let poll = chair.post(&polls, &json!({ "title": "业主大会", "items": items })).ok(201)["id"].as_str().unwrap().to_owned();
        let path = format!("{polls}/{poll}");
        let mut poll = Self { chair, community, poll, path, waited };
        if !changes.is_empty() {
            let etag = poll.chair.get(&poll.path).etag();
            poll.chair.put(&format!("{}/rules", poll.path), &etag, &json!({ "changes": changes })).ok(200);
        }
        poll.step("publish-roll", &json!({ "roll_version": version }));
        poll.wait(server, 13 * DAY);
        poll.step("announce", &json!({ "opens": later(poll.waited, 21), "closes": later(poll.waited, 31) }));
        poll
    }

    pub(crate) fn step(&self, step: &str, body: &Value) -> Value {
        let etag = self.chair.get(&self.path).etag();
        self.chair.request("POST", &format!("{}/{step}", self.path)).header("If-Match", &etag).json(body).send().ok(200)
    }

    /// Time passes, and the chair signs in again.
    pub(crate) fn wait(&mut self, server: &'s Server, seconds: u32) {
        server.wait(seconds);
        self.waited += seconds;
        self.chair = server.signs_in(&self.chair.login, PASSWORD);
    }

    pub(crate) fn state(&self) -> String {
        self.chair.get(&self.path).ok(200)["state"].as_str().unwrap().to_owned()
    }

    /// Until the poll is in a state, 20 s at most.
    #[track_caller]
    pub(crate) fn comes_to(&self, state: &str) {
        for _ in 0..100 {
            if self.state() == state {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        panic!("{} and not {state}: {}", self.state(), self.chair.get(&format!("{}/opening", self.path)).text);
    }

    /// Names three trustees, two of whom are needed; the secrets of their links.
    fn names(&self) -> Vec<String> {
        let named = json!({ "members": TRUSTEES, "threshold": 2 });
        let made = self.chair.post(&format!("{}/trustees", self.path), &named).ok(201);
        let secret =
            |link: &Value| link["link"].as_str().unwrap().strip_prefix("https://vote.example.cn/trustee#").unwrap().to_owned();
        made["links"].as_array().unwrap().iter().map(secret).collect()
    }

    pub(crate) fn files(&self, server: &Server, file: &str) -> String {
        let answer = server.get(&format!("/api/v1/public/polls/{}/opening/{file}", self.poll));
        answer.ok(200);
        answer.text
    }

    pub(crate) fn prepares(&self) -> Value {
        self.prepares_by(&json!({}))
    }

    /// The same, with what the chair decides about the opening.
    pub(crate) fn prepares_by(&self, plan: &Value) -> Value {
        self.hangs();
        self.chair.post(&format!("{}/opening", self.path), plan).ok(201)
    }

    /// The notice of the meeting, frozen: its path, and what it says.
    fn notice(&self) -> (String, Value) {
        let (notice, draft) = begun(&self.chair, &self.path, &json!({ "kind": "meeting" }));
        self.chair.put(&notice, "\"1\"", &filled(&draft, &json!(BOARDS))).ok(200);
        let frozen = froze(&self.chair, &notice, "\"2\"").ok(200);
        (notice, frozen)
    }

    /// The notice of the meeting hangs where it has to, and there are photos of it.
    fn hangs(&self) {
        let (notice, _) = self.notice();
        for place in BOARDS {
            seen(&self.chair, &notice, &format!("place={}&seen=hangs", encoded(place))).ok(201);
        }
    }
}

/// A trustee's own program: it knows the link and keeps its key.
pub(crate) struct Program {
    pub(crate) secret: String,
    pub(crate) custody: Custody,
    pub(crate) rng: ChaCha20Rng,
}

impl Program {
    fn new(secret: &str, member: usize) -> Self {
        let mut rng = ChaCha20Rng::from_seed([u8::try_from(member).unwrap(); 32]);
        let custody = Custody::member("", Shape::new(3, 2).unwrap(), member, &mut rng).unwrap();
        Self { secret: secret.to_owned(), custody, rng }
    }

    /// Looks at the table, says what comes next; the joint key once it is made.
    fn visit(&mut self, server: &Server) -> Option<Vec<u8>> {
        let seen = server.post("/api/v1/public/trustee/table", &json!({ "secret": self.secret })).ok(200);
        let mut table = Table::default();
        for message in seen["table"]["messages"].as_array().unwrap() {
            let step = Step::ALL[usize::try_from(message["step"].as_u64().unwrap()).unwrap() - 1];
            let member = usize::try_from(message["place"].as_u64().unwrap()).unwrap();
            table.put(step, member, message["message"].as_str().unwrap().as_bytes().to_vec());
        }
        let progress = self.custody.advance(&table, &mut self.rng).unwrap().unwrap();
        for (step, message) in &progress.publish {
            self.hand_in(server, step.number(), message).ok(200);
            // Sent twice, it is there once.
            self.hand_in(server, step.number(), message).ok(200);
        }
        progress.joint
    }

    fn hand_in(&self, server: &Server, step: usize, message: &str) -> super::server::Answer {
        let body = json!({ "secret": self.secret, "step": step, "message": message });
        server.post("/api/v1/public/trustee/messages", &body)
    }
}

/// Three programs make the key.
pub(crate) fn make_key(server: &Server, poll: &Announced<'_>) -> Vec<Program> {
    let secrets = poll.names();
    let mut programs: Vec<Program> = (1..).zip(&secrets).map(|(member, secret)| Program::new(secret, member)).collect();
    // Who goes first waits, and who sends something wrong is told so; it is not kept.
    let wrong = programs[1].hand_in(server, 1, "{}").problem(422, "field_invalid");
    assert!(wrong["errors"][0]["detail"].as_str().unwrap().contains(TRUSTEES[1]), "{wrong}");
    programs[1].hand_in(server, 2, "{}").problem(409, "step_too_early");
    for round in 0..4 {
        for program in &mut programs {
            assert!(program.visit(server).is_none() || round >= 2);
        }
    }
    programs[0].hand_in(server, 1, "{}").problem(409, "message_given");
    let list = poll.chair.get(&format!("{}/trustees", poll.path)).ok(200)["list"].as_str().unwrap().to_owned();
    let joint = programs[0].visit(server).unwrap();
    assert_eq!(list.as_bytes(), [b"[", joint.as_slice(), b"]"].concat());
    assert_eq!(Trustees::parse(list.as_bytes()).1, []);
    // Once they have begun they are not replaced by a slip of the hand.
    let again = json!({ "members": TRUSTEES, "threshold": 2 });
    poll.chair.post(&format!("{}/trustees", poll.path), &again).problem(409, "trustees_began");
    // A trustee who lost the link gets another, and the old one is worth nothing.
    let another = poll.chair.request("POST", &format!("{}/trustees/2/link", poll.path)).send().ok(201);
    programs[1].hand_in(server, 1, "{}").problem(410, "trustee_link_worthless");
    programs[1].secret = another["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    programs
}

/// Everything that was bound fits together.
fn verify(server: &Server, poll: &Announced<'_>, prepared: &Value) -> CredentialList {
    let opening = poll.files(server, "opening.json");
    let election = Election::parse(poll.files(server, "election.json").as_bytes()).unwrap();
    let digest = Digest::of(opening.as_bytes()).to_string();
    assert_eq!((prepared["digest"].as_str(), prepared["phi"].as_str()), (Some(digest.as_str()), Some(election.phi())));
    let named = format!("yepiao/opening/v1:{digest}");
    assert_eq!(election.parameters().credential_authority.as_ref(), Some(&named));
    let opening = Opening::parse(opening.as_bytes()).unwrap();
    assert_eq!(opening.origin, format!("vote.example.cn/{}", poll.poll));
    assert_eq!(opening.trustees, Digest::of(poll.files(server, "trustees.json").as_bytes()));
    let (people, area) = (poll.files(server, "people.json"), poll.files(server, "area.json"));
    assert_eq!(opening.credentials.people, Digest::of(people.as_bytes()));
    assert_eq!(opening.credentials.area, Digest::of(area.as_bytes()));
    let (area, faults) = CredentialList::parse(area.as_bytes());
    assert_eq!((faults, area.total_weight()), (vec![], 8956 + 7010 + 12000));
    assert_eq!(area.entries().len(), 2, "one owner of two flats is one voter");
    area
}

stories! {
    fn slips_are_printed_by_building_and_by_stair(server) {
        let roll = format!(
            "楼栋,单元,房号,专有面积,权利人姓名,证件号码\n1,1,101,89.56,张三,{}\n1,2,101,70.10,李四,{}\n2,2,101,120.00,王小明,{}\n",
            id_number(1),
            id_number(2),
            id_number(3),
        );
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        let poll = Announced::asking(server, &roll, &items);
        let made = json!({ "made_by": "service", "because": "业主同意由系统制作" });
        poll.chair.post(&format!("{}/voters", poll.path), &made).ok(201);
        let print = |which: &Value| poll.chair.post(&format!("{}/slips/print", poll.path), which);
        let rooms = |which: &Value| -> Vec<String> {
            let printed = print(which).ok(200);
            printed["slips"].as_array().unwrap().iter().map(|slip| slip["room"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(rooms(&json!({})), ["1-1-101", "1-2-101", "2-2-101"]);
        assert_eq!(rooms(&json!({ "building": "1" })), ["1-1-101", "1-2-101"]);
        assert_eq!(rooms(&json!({ "building": "1", "stair": "2" })), ["1-2-101"]);
        assert_eq!(rooms(&json!({ "building": "2", "stair": "2" })), ["2-2-101"]);
        print(&json!({ "building": "2", "stair": "1" })).problem(404, "not_found");
    }

    fn a_poll_opens_at_its_hour_once_though_two_look_and_both_slept(server) {
        let beside = server.beside();
        let mut poll = Announced::new(server);
        beside.wait(poll.waited);
        let opening = format!("{}/opening", poll.path);
        let early = json!({});
        poll.chair.post(&opening, &early).problem(409, "voters_not_frozen");
        let voters = format!("{}/voters", poll.path);
        let frozen = poll.chair.post(&voters, &json!({ "made_by": "authority" })).ok(201);
        assert_eq!((frozen["voters"].as_i64(), frozen["waiting"].as_i64()), (Some(2), Some(2)));
        poll.chair.post(&voters, &json!({ "made_by": "authority" })).problem(409, "voters_frozen");
        poll.chair.post(&opening, &early).problem(409, "trustees_missing");
        make_key(server, &poll);
        poll.chair.post(&opening, &early).problem(409, "points_missing");

        // The machine of the authority.
        let exported = poll.chair.request("POST", &format!("{voters}/export")).send();
        exported.ok(200);
        let asked = Voters::parse(exported.text.as_bytes()).unwrap();
        let list = PrivateList::make(&asked, &mut ChaCha20Rng::from_seed([7; 32]));
        let points = list.points().unwrap();
        let import = |bytes: &[u8]| {
            poll.chair.request("POST", &format!("{voters}/points")).raw("application/octet-stream", bytes).send()
        };
        let mut short = points.clone();
        short.points.pop();
        let refused = import(&short.to_bytes().unwrap()).problem(422, "field_invalid");
        assert_eq!((refused["errors"][0]["pointer"].as_str(), refused["errors"][0]["code"].as_str()), (Some("/points"), Some("count")));
        import(b"[").problem(400, "bad_body");
        assert_eq!(import(&points.to_bytes().unwrap()).ok(200)["waiting"], 0);

        // No rule set lets the voting go on for a year.
        let long = json!({ "extend_until": later(poll.waited, 400) });
        poll.chair.post(&opening, &long).problem(422, "extension_not_allowed");
        let prepared = poll.prepares();
        poll.chair.post(&opening, &early).problem(409, "opening_prepared");
        poll.chair.post(&format!("{}/trustees", poll.path), &json!({ "singles": ["甲"], "anew": true })).problem(409, "opening_prepared");
        import(&points.to_bytes().unwrap()).problem(409, "opening_prepared");
        let area = verify(server, &poll, &prepared);
        for entry in &points.points {
            assert!(area.find(&entry.point).is_some());
        }
        // Slips without credentials: the service has none.
        let printed = poll.chair.post(&format!("{}/slips/print", poll.path), &json!({ "building": "1" })).ok(200);
        assert!(printed["slips"].as_array().unwrap().iter().all(|slip| slip.get("link").is_none()), "{printed}");

        let code = poll.chair.request("POST", &format!("{}/voters/1/slip/code", poll.path)).send();
        code.problem(409, "made_by_authority");
        let sheet = poll.chair.post(&format!("{}/slips/sheet", poll.path), &json!({}));
        sheet.problem(409, "made_by_authority");

        assert_eq!(poll.state(), "announced");
        beside.wait(21 * DAY);
        poll.wait(server, 21 * DAY);
        poll.comes_to("open");
        std::thread::sleep(std::time::Duration::from_secs(3));
        let steps = poll.chair.get(&format!("{}/steps", poll.path)).ok(200);
        let opened = steps["items"].as_array().unwrap().iter().filter(|step| step["action"] == "open").count();
        assert_eq!(opened, 1, "{steps}");
        // A voter with a slip that the authority has printed.
        let slips = list.slips();
        let link = slips.lines().nth(1).unwrap().rsplit(',').next().unwrap();
        let voter = Voter::with(link, 1, &poll.poll);
        let election = Election::parse(poll.files(server, "election.json").as_bytes()).unwrap();
        let begun = Opening::parse(poll.files(server, "opening.json").as_bytes()).unwrap();
        let open = Open { server, poll, election, opening: begun, voters: vec![voter], trustees: Vec::new() };
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let token = open.token(&teller, &open.voters[0]);
        let cast = open.cast(&token, &open.ballot(&open.voters[0], 0, 1), None).ok(201);
        open.keeps(&open.promise(&cast));
        let mut poll = open.poll;
        // And it closes.
        beside.wait(10 * DAY);
        poll.wait(server, 10 * DAY);
        poll.comes_to("closed");
        let shown = poll.chair.get(&opening).ok(200);
        assert!(shown["due"].as_array().unwrap().iter().all(|due| due["done_at"].is_string()), "{shown}");
        drop(beside);
    }

    fn a_poll_whose_notice_nobody_saw_hanging_does_not_open(server) {
        let mut poll = Announced::new(server);
        poll.chair.post(&format!("{}/voters", poll.path), &json!({ "made_by": "service", "because": "业主同意" })).ok(201);
        let blockers = |poll: &Announced<'_>| -> Vec<String> {
            let next = poll.chair.get(&format!("{}/road", poll.path)).ok(200)["next"].clone();
            assert_eq!(next["action"], "open");
            next["blockers"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(blockers(&poll), ["trustees_missing", "too_early", "notice_not_posted"]);
        make_key(server, &poll);
        let opening = format!("{}/opening", poll.path);
        poll.chair.post(&opening, &json!({})).ok(201);
        // Somebody says that it hangs; nobody has a photo from every place.
        let (notice, frozen) = poll.notice();
        seen(&poll.chair, &notice, &format!("place={}&seen=hangs", encoded(BOARDS[0]))).ok(201);
        assert_eq!(blockers(&poll), ["too_early", "notice_not_posted"]);
        poll.wait(server, 21 * DAY);
        let mut refused = Value::Null;
        for _ in 0..100 {
            refused = poll.chair.get(&opening).ok(200)["due"][0]["refused"].clone();
            if !refused.is_null() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        assert_eq!((refused, poll.state()), (json!("notice_not_posted"), "announced".to_owned()));
        // A photo that was taken in time and is handed in late.
        let at = encoded(frozen["frozen_at"].as_str().unwrap());
        seen(&poll.chair, &notice, &format!("place={}&seen=hangs&at={at}", encoded(BOARDS[1]))).ok(201);
        assert_eq!(blockers(&poll), Vec::<String>::new());
        poll.wait(server, 120);
        poll.comes_to("open");
    }

    fn the_service_makes_credentials_where_the_owners_accept_it(server) {
        let mut poll = Announced::new(server);
        let voters = format!("{}/voters", poll.path);
        poll.chair.post(&voters, &json!({ "made_by": "service", "because": "" })).problem(422, "field_invalid");
        let frozen = poll.chair.post(&voters, &json!({ "made_by": "service", "because": "业主同意由系统制作" })).ok(201);
        assert_eq!(frozen["waiting"], 0);
        poll.chair.request("POST", &format!("{voters}/export")).send().problem(409, "made_by_service");
        make_key(server, &poll);
        let prepared = poll.prepares();
        let area = verify(server, &poll, &prepared);

        let print = |what: Value| poll.chair.post(&format!("{}/slips/print", poll.path), &what);
        let slips = print(json!({})).ok(200)["slips"].as_array().unwrap().clone();
        let mut points = BTreeSet::new();
        for slip in &slips {
            let link = slip["link"].as_str().unwrap().to_owned();
            let fragment = link.strip_prefix(&format!("https://vote.example.cn/v/{}#", poll.poll)).unwrap();
            let (credential, serial) = fragment.split_once('.').unwrap();
            let secret = PrivateCredential::parse(credential).unwrap().secret(&poll.poll);
            let point = Point::generator_times(&secret).encode();
            assert_eq!(area.find(&point).map(|(_, entry)| entry.weight), slip["area"].as_u64());
            points.insert(point.to_string());
            assert_eq!(Serial::parse(slip["serial"].as_str().unwrap()).unwrap().to_string(), serial);
        }
        assert_eq!(points.len(), 2);
        assert_eq!(print(json!({ "building": "1", "stair": "1" })).ok(200)["slips"].as_array().unwrap().len(), 2);
        print(json!({ "building": "9" })).problem(404, "not_found");

        // As a page for the printer: a code for each, nothing loaded, nothing run.
        let asked = json!({ "building": "1", "boxes": ["社区服务站"], "contact": "王书记 0431-88880000", "hours": "每天9点到17点" });
        let page = poll.chair.post(&format!("{}/slips/sheet", poll.path), &asked);
        assert!(page.text.contains("请找 王书记 0431-88880000（每天9点到17点）。投票箱：社区服务站。"));
        // Where nothing is said, the poll's own.
        let contact = json!({ "name": "李大姐", "phone": "0431-88881111", "place": "居委会", "hours": "周末", "boxes": ["3栋门厅"] });
        let path = format!("{}/contact", poll.path);
        poll.chair.put(&path, &poll.chair.get(&poll.path).etag(), &contact).ok(200);
        let own = poll.chair.post(&format!("{}/slips/sheet", poll.path), &json!({}));
        assert!(own.text.contains("请找 李大姐 0431-88881111（周末）。投票箱：3栋门厅。"));
        let other = poll.chair.post(&format!("{}/slips/sheet", poll.path), &json!({ "contact": "赵老师 12345" }));
        assert!(other.text.contains("请找 赵老师 12345。投票箱：3栋门厅。"));
        let many = json!({ "boxes": ["1", "2", "3", "4", "5"] });
        poll.chair.post(&format!("{}/slips/sheet", poll.path), &many).problem(422, "field_invalid");
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{}", page.text);
        assert_eq!(page.text.matches("<svg").count(), 2);
        assert!(slips.iter().all(|slip| page.text.contains(slip["serial"].as_str().unwrap())));
        assert!(!page.text.contains("<script") && page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));

        // A lost slip: another serial, the same credential.
        let first = slips[0]["number"].as_i64().unwrap();
        let lost = format!("{}/voters/{first}/slip", poll.path);
        poll.chair.post(&lost, &json!({ "because": "lost" })).ok(204);
        let again = print(json!({ "number": first })).ok(200)["slips"][0].clone();
        assert_ne!(again["serial"], slips[0]["serial"]);
        let credential = |slip: &Value| slip["link"].as_str().unwrap().rsplit_once('.').unwrap().0.to_owned();
        assert_eq!(credential(&again), credential(&slips[0]));
        poll.chair.post(&format!("{}/voters/99/slip", poll.path), &json!({ "because": "lost" })).problem(404, "not_found");

        // What lies on the disk, in the audit log and among the figures: no credential, no serial, no link of a trustee.
        let audit = poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", poll.community)).text;
        assert!(audit.contains("looked.credentials"), "{audit}");
        let mut places = vec![("audit", audit), ("figures", server.get("/metrics").text)];
        places.extend(server.stolen().map(|text| ("database", text)));
        for slip in &slips {
            let (_, fragment) = slip["link"].as_str().unwrap().split_once('#').unwrap();
            let (secret, serial) = fragment.split_once('.').unwrap();
            for (place, text) in &places {
                assert!(!text.contains(secret) && !text.contains(serial), "{place}");
            }
        }

        // Cancelled before it opens: nothing happens at its time.
        poll.step("cancel", &json!({ "reason": "另行安排" }));
        poll.wait(server, 22 * DAY);
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert_eq!(poll.state(), "cancelled");
    }
}

#[test]
fn trustees_who_begin_at_the_same_moment_are_not_replaced_by_a_slip_of_the_hand() {
    let Some(server) = Server::on_postgres() else { return };
    let poll = Announced::new(&server);
    let secrets = poll.names();
    let again = json!({ "members": TRUSTEES, "threshold": 2 });
    let names = || poll.chair.post(&format!("{}/trustees", poll.path), &again);
    // As a program does that hands in.
    let hands_in = format!(
        "UPDATE trustee_boards SET messages = messages + 1; INSERT INTO trustee_messages VALUES ('{}', 1, 1, '{{}}', 0)",
        poll.poll
    );
    meets(&server, &hands_in, names, "").problem(409, "trustees_began");
    // As the chair does who names others: the link of whoever hands in meanwhile is worth nothing.
    let named = "CREATE TEMP TABLE named AS SELECT * FROM trustee_boards; DELETE FROM trustee_messages; DELETE FROM trustee_seats; \
        DELETE FROM trustee_boards; INSERT INTO trustee_boards SELECT * FROM named";
    let program = Program::new(&secrets[0], 1);
    meets(&server, named, || program.hand_in(&server, 1, "{}"), "").problem(410, "trustee_link_worthless");
}
