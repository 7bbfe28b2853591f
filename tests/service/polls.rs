//! Polls, from the first draft to the announcement.

use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;

use super::election::{Election, form};
use super::server::{Answer, PASSWORD, Person, Server, secret};
use crate::stories;

/// Three flats of two voters.
pub(crate) const ROLL: &str = "楼栋,单元,房号,专有面积,权利人姓名,证件号码\n\
    1,1,101,89.56,张三,990104194702218134\n1,1,102,70.10,李四,990104196705178472\n1,1,103,50.00,李四,990104196705178472\n";

/// The same with another area.
const CORRECTED: &str = "楼栋,单元,房号,专有面积,权利人姓名,证件号码\n\
    1,1,101,98.56,张三,990104194702218134\n1,1,102,70.10,李四,990104196705178472\n1,1,103,50.00,李四,990104196705178472\n";

pub(crate) fn matter(title: &str) -> Value {
    json!({ "type": "matter", "subject": "property_company", "title": title })
}

pub(crate) fn election() -> Value {
    json!({ "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5, "alternates": 2 })
}

/// A poll on its way, and the chair who conducts it.
pub(crate) struct Stage<'s> {
    pub(crate) server: &'s Server,
    /// `/api/v1/communities/…`
    pub(crate) community: String,
    pub(crate) chair: Person<'s>,
    pub(crate) id: String,
    pub(crate) poll: String,
}

impl<'s> Stage<'s> {
    /// A draft that asks these items. Its calendar knows all years, so that a story may be told on any day.
    pub(crate) fn new(server: &'s Server, items: &[Value]) -> Self {
        let operator = server.operator();
        let id = operator.founds("湖光小区");
        let chair = operator.brings(&id, "chair");
        let community = format!("/api/v1/communities/{id}");
        let made = chair.post(&format!("{community}/polls"), &json!({ "title": "业主大会", "items": items })).ok(201);
        let id = made["id"].as_str().unwrap().to_owned();
        let poll = format!("{community}/polls/{id}");
        let stage = Self { server, community, chair, id, poll };
        stage.chooses(&[]).ok(200);
        stage
    }

    /// The chair chooses rules.
    pub(crate) fn chooses(&self, more: &[Value]) -> Answer {
        let years: Vec<i16> = (2020..2060).collect();
        let calendar = json!({ "utc_offset_minutes": 480, "years": years, "holidays": [], "working_weekends": [] });
        let mut changes = vec![json!({ "key": "calendar", "value": calendar, "basis": "A", "source": "试用" })];
        changes.extend_from_slice(more);
        self.chair.put(&format!("{}/rules", self.poll), &self.etag(), &json!({ "changes": changes }))
    }

    pub(crate) fn etag(&self) -> String {
        self.chair.get(&self.poll).etag()
    }

    pub(crate) fn seen(&self) -> Value {
        self.chair.get(&self.poll).ok(200)
    }

    /// The chair takes a step, knowing the newest version.
    pub(crate) fn step(&self, step: &str, body: &Value) -> Answer {
        self.chair.request("POST", &format!("{}/{step}", self.poll)).header("If-Match", &self.etag()).json(body).send()
    }

    /// The chair takes a roll and publishes it; the version.
    pub(crate) fn publishes(&self, roll: &str) -> String {
        let community = self.community.rsplit('/').next().unwrap();
        let version = self.chair.takes(community, roll.as_bytes())["id"].as_str().unwrap().to_owned();
        self.step("publish-roll", &json!({ "roll_version": version })).ok(200);
        version
    }

    pub(crate) fn public(&self, rest: &str) -> Answer {
        self.server.get(&format!("/api/v1/public/polls/{}{rest}", self.id))
    }

    /// What the service's clock says, in milliseconds.
    pub(crate) fn now(&self) -> i64 {
        time(self.server.get("/health/live").header("yepiao-test-clock").unwrap())
    }

    /// Lets time pass until then. Everybody has to sign in again.
    pub(crate) fn wait_until(&mut self, then: i64) {
        let seconds = (then - self.now()).max(0) / 1000 + 1;
        let mut left = u32::try_from(seconds).unwrap();
        while left > 0 {
            let some = left.min(4_000_000);
            self.server.wait(some);
            left -= some;
        }
        self.chair = self.server.signs_in(&self.chair.login, PASSWORD);
    }

    /// Lets a legal period pass.
    pub(crate) fn wait_for(&mut self, period: &str) {
        let ends = self.period(period)["ends"].as_str().map(time).unwrap();
        self.wait_until(ends);
    }

    pub(crate) fn period(&self, period: &str) -> Value {
        let seen = self.seen();
        let periods = seen["periods"].as_array().unwrap();
        periods.iter().find(|known| known["period"] == period).unwrap().clone()
    }

    pub(crate) fn road(&self) -> Value {
        self.chair.get(&format!("{}/road", self.poll)).ok(200)["next"].clone()
    }

    /// An announcement with days that fit.
    pub(crate) fn meeting(&self) -> Value {
        let now = self.now();
        json!({ "opens": rfc3339(now + 30 * DAY), "closes": rfc3339(now + 40 * DAY) })
    }

    pub(crate) fn objects(&self, about: &str, name: &str) -> Answer {
        let text = "我家的面积与房产证不符，见 13904317788";
        let body = json!({ "about": about, "name": name, "room": "1栋101", "contact": "13904317788", "text": text });
        let path = format!("/api/v1/public/polls/{}/objections", self.id);
        static KEY: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let key = KEY.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
        let send = || self.server.request("POST", &path).header("Idempotency-Key", &key).json(&body).send();
        let answer = send();
        // A phone whose connection broke asks again: it is one objection.
        if answer.status == 201 {
            assert_eq!(send().ok(201), answer.ok(201));
        }
        answer
    }

    pub(crate) fn answers(&self, number: i64, etag: &str, body: &Value) -> Answer {
        self.chair.put(&format!("{}/objections/{number}/answer", self.poll), etag, body)
    }
}

pub(crate) const DAY: i64 = 86_400_000;

pub(crate) fn time(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

pub(crate) fn rfc3339(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).unwrap().to_string()
}

fn codes(next: &Value) -> Vec<&str> {
    next["blockers"].as_array().unwrap().iter().map(|blocker| blocker["code"].as_str().unwrap()).collect()
}

stories! {
    fn a_poll_is_begun_and_written_and_nobody_overwrites_another(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let member = chair.brings(&community, "member");
        let polls = format!("/api/v1/communities/{community}/polls");
        let fund = |title: &str| json!({ "type": "matter", "subject": "raising_of_fund", "title": title });
        let made = member.post(&polls, &json!({ "title": "首次业主大会", "items": [election(), fund("是否续筹维修资金")] }));
        let poll = made.ok(201);
        let path = format!("{polls}/{}", poll["id"].as_str().unwrap());
        assert_eq!(made.header("location"), Some(path.as_str()));
        assert_eq!(poll["id"].as_str().unwrap().len(), 22);
        assert_eq!((poll["state"].as_str(), &poll["round"]), (Some("draft"), &json!(1)));
        assert_eq!(poll["items"][0]["vote"], "up_to_seats");
        assert_eq!(poll["items"][1]["majority"], "special");
        assert_eq!(poll["rules"]["id"], "jilin-changchun");

        // Two at once: whoever read before the other wrote has to read again.
        let other = json!({ "title": "业主大会", "items": [fund("是否续筹维修资金")] });
        let changed = chair.put(&path, &made.etag(), &other);
        assert_eq!(changed.ok(200)["title"], "业主大会");
        member.put(&path, &made.etag(), &other).problem(412, "stale");
        assert_eq!(member.get(&path).etag(), changed.etag());

        // What no ballot could show is said at once, with its place.
        for (items, pointer, code) in [
            (json!([fund("同一个题目"), fund("同一个题目")]), "/items/1/title", "same_as"),
            (json!([fund("看不见\u{200b}的字")]), "/items/0/title", "unusable_characters"),
            (json!([{ "type": "matter", "subject": "committee", "title": "选举" }]), "/items/0/subject", "committee_as_matter"),
            (json!([{ "type": "committee", "title": "选举", "scope": "whole", "seats": 6 }]), "/items/0/seats", "seats"),
            (json!([election(), { "type": "committee", "title": "再选一次", "scope": "whole", "seats": 5 }]), "/items/1", "second_election"),
        ] {
            let refused = chair.put(&path, &changed.etag(), &json!({ "title": "业主大会", "items": items }));
            let refused = refused.problem(422, "field_invalid");
            assert_eq!((refused["errors"][0]["pointer"].as_str(), refused["errors"][0]["code"].as_str()), (Some(pointer), Some(code)));
            assert!(refused["errors"][0]["detail"].is_string());
        }
        // A long text has its place too.
        let mut long = other.clone();
        long["items"][0]["text"] = "管".repeat(60_000).into();
        chair.put(&path, &changed.etag(), &long).ok(200);
        // Nothing of it is public.
        let id = poll["id"].as_str().unwrap();
        server.get(&format!("/api/v1/public/polls/{id}")).problem(404, "not_found");
        assert_eq!(server.get(&format!("/api/v1/public/communities/{community}/polls")).ok(200)["items"], json!([]));
    }

    fn from_the_draft_to_the_announcement(server) {
        let mut stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        assert_eq!(codes(&stage.road()), ["no_roll"]);
        let version = stage.publishes(ROLL);
        let seen = stage.seen();
        assert_eq!((seen["state"].as_str(), &seen["round"]), (Some("roll_published"), &json!(1)));
        // Seven days, of which the first is not counted, to the end of the last one in Beijing; not on a weekend.
        let roll = stage.period("roll");
        let (began, ends) = (time(roll["began"].as_str().unwrap()), time(roll["ends"].as_str().unwrap()));
        assert!(ends - began > 7 * DAY && ends - began <= 10 * DAY && (ends + 8 * 3_600_000) % DAY == 0, "{roll}");

        // The road says what is missing and until when; the step itself says the same.
        let next = stage.road();
        assert_eq!((next["action"].as_str(), codes(&next).as_slice()), (Some("announce"), ["period_runs"].as_slice()));
        assert_eq!(next["blockers"][0]["until"], roll["ends"]);
        assert_eq!(next["earliest"], roll["ends"]);
        assert!(time(next["opens"].as_str().unwrap()) - ends > 15 * DAY);
        let refused = stage.step("announce", &stage.meeting()).problem(409, "period_runs");
        assert!(refused["detail"].as_str().unwrap().contains(roll["last_day"].as_str().unwrap()), "{refused}");
        // Nobody stands: nomination is not of this road.
        stage.step("open-nomination", &json!({ "override_reason": "试一下" })).problem(409, "nothing_to_elect");
        let road = stage.chair.get(&format!("{}/road", stage.poll)).ok(200);
        let states: Vec<&str> = road["stops"].as_array().unwrap().iter().map(|stop| stop["state"].as_str().unwrap()).collect();
        assert_eq!(states[..4], ["draft", "roll_published", "announced", "open"]);

        // An objection is in the way until it is answered.
        let number = stage.objects("roll", "王小明").ok(201)["number"].as_i64().unwrap();
        stage.wait_for("roll");
        assert_eq!(codes(&stage.road()), ["objections_unanswered"]);
        stage.step("announce", &stage.meeting()).problem(409, "objections_unanswered");
        let answer = json!({ "decision": "rejected", "summary": "某户面积", "answer": "已核对登记簿，面积无误" });
        stage.answers(number, "\"1\"", &answer).ok(200);
        assert_eq!(stage.road()["ready"], true);

        // The notice hangs for fifteen days before, the voting lasts long enough.
        let now = stage.now();
        let soon = json!({ "opens": rfc3339(now + 14 * DAY), "closes": rfc3339(now + 24 * DAY) });
        stage.step("announce", &soon).problem(409, "period_runs");
        let short = json!({ "opens": rfc3339(now + 30 * DAY), "closes": rfc3339(now + 31 * DAY) });
        stage.step("announce", &short).problem(422, "vote_window");
        stage.step("announce", &json!({ "opens": "bald", "closes": "später" })).problem(422, "field_invalid");
        // What nobody decided about a file is not waited for any more.
        let community = stage.community.rsplit('/').next().unwrap();
        let import = stage.chair.uploads(community, CORRECTED.as_bytes());
        let announced = stage.step("announce", &stage.meeting()).ok(200);
        assert_eq!(announced["state"], "announced");
        assert_eq!(stage.chair.get(&import).ok(200)["state"], "discarded");

        // What was announced is there to be compared with the notice, byte for byte.
        let package = stage.public("/package.json");
        let digest = Digest::of(package.text.as_bytes()).to_string();
        assert_eq!(announced["meeting"]["package"], digest.as_str());
        let content = package.ok(200);
        assert_eq!((content["items"][0]["title"].as_str(), content["community"].as_str()), (Some("是否选聘绿园物业"), Some("湖光小区")));
        assert_eq!(content["roll"], announced["roll"]["digest"]);
        let rules = stage.public("/rules.toml");
        assert_eq!(content["rules"], Digest::of(rules.text.as_bytes()).to_string().as_str());
        assert_eq!(rules.header("content-type"), Some("application/toml"));
        let versions = stage.chair.get(&format!("{}/roll/versions/{version}", stage.community)).ok(200);
        assert_eq!((&announced["roll"]["digest"], &announced["roll"]["masked_digest"]), (&versions["digest"], &versions["masked_digest"]));

        // Roll, items and rules stand.
        stage.chair.put(&stage.poll, &stage.etag(), &json!({ "title": "另一个", "items": [] })).problem(409, "wrong_state");
        stage.chooses(&[]).problem(409, "other_rules");
        stage.step("go-back", &json!({ "to": "draft", "reason": "想改题目" })).problem(409, "wrong_state");
        stage.step("publish-roll", &json!({ "roll_version": version })).problem(409, "wrong_state");
        let steps = stage.public("/steps").ok(200);
        let actions: Vec<&str> = steps["items"].as_array().unwrap().iter().map(|step| step["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["publish_roll", "announce"]);
        // Nobody has voted yet, so nobody can have voted in somebody's name.
        stage.objects("ballot", "王小明").problem(409, "not_published");
    }

    fn owners_are_told_who_helps_them_also_after_the_announcement(server) {
        let mut stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        let says = |stage: &Stage<'_>, body: &Value| stage.chair.put(&format!("{}/contact", stage.poll), &stage.etag(), body);
        assert!(stage.seen().get("contact").is_none());
        let helper = json!({ "name": "王书记", "phone": "0431-88880000", "place": "社区服务站", "boxes": ["社区服务站", "3栋门厅"] });
        assert_eq!(says(&stage, &helper).ok(200)["contact"], helper);
        stage.publishes(ROLL);
        assert_eq!(stage.public("").ok(200)["contact"], helper);
        stage.wait_for("roll");
        stage.step("announce", &stage.meeting()).ok(200);
        let (package, stale) = (stage.public("/package.json").text, stage.etag());
        // Somebody falls ill. What was announced stays as it is.
        let other = json!({ "name": "李大姐", "phone": "+86 431 8888 1111", "place": "居委会", "hours": "每天9点到17点", "boxes": [] });
        says(&stage, &other).ok(200);
        assert_eq!((stage.public("").ok(200)["contact"].clone(), stage.public("/package.json").text), (other.clone(), package));
        stage.chair.put(&format!("{}/contact", stage.poll), &stale, &helper).problem(412, "stale");
        for (field, wrong) in [("phone", "8888"), ("phone", "找王书记就行"), ("phone", "0431-8888转3"), ("name", ""), ("place", "看不见\u{200b}")] {
            let mut body = other.clone();
            body[field] = wrong.into();
            let refused = says(&stage, &body).problem(422, "field_invalid");
            assert_eq!(refused["errors"][0]["pointer"], format!("/{field}").as_str());
        }
        let mut many = other.clone();
        many["boxes"] = json!(["1", "2", "3", "4", "5"]);
        says(&stage, &many).problem(422, "field_invalid");
        stage.step("cancel", &json!({ "reason": "不再需要" })).ok(200);
        says(&stage, &helper).problem(409, "wrong_state");
    }

    fn whoever_does_not_wait_says_why_in_public(server) {
        let stage = Stage::new(server, &[election()]);
        stage.publishes(ROLL);
        stage.step("open-nomination", &json!({})).problem(409, "period_runs");
        stage.step("open-nomination", &json!({ "override_reason": " " })).problem(422, "reason_missing");
        stage.step("open-nomination", &json!({ "override_reason": "看不见\u{200b}" })).problem(422, "reason_text");
        let reason = "街道要求年前完成";
        stage.step("open-nomination", &json!({ "override_reason": reason })).ok(200);
        let public = stage.public("").ok(200);
        assert_eq!(public["state"], "nominating");
        assert_eq!((public["overrides"][0]["period"].as_str(), public["overrides"][0]["reason"].as_str()), (Some("roll"), Some(reason)));
        assert_eq!(public["overrides"][0]["due"], public["periods"][0]["ends"]);
        let steps = stage.public("/steps").ok(200);
        assert_eq!(steps["items"][1]["override_reason"], reason);
        assert!(!steps.to_string().contains(&stage.chair.id), "who it was is not public");
    }

    fn going_back_begins_every_period_again(server) {
        let mut stage = Stage::new(server, &[election()]);
        let version = stage.publishes(ROLL);
        stage.wait_for("roll");
        stage.public("/roll").problem(410, "roll_taken_down");
        stage.step("open-nomination", &json!({})).ok(200);
        stage.step("go-back", &json!({ "to": "roll_published", "reason": "名册漏了一户" })).ok(200);
        let seen = stage.seen();
        assert_eq!((seen["state"].as_str(), &seen["round"]), (Some("roll_published"), &json!(2)));
        // It hangs again, for its whole period.
        stage.public("/roll").ok(200);
        stage.step("open-nomination", &json!({})).problem(409, "period_runs");
        // The same roll is not published once more; another one is, and its period begins.
        stage.step("publish-roll", &json!({ "roll_version": version })).problem(409, "same_as_published");
        stage.wait_until(stage.now() + DAY);
        let before = stage.period("roll");
        stage.publishes(CORRECTED);
        assert!(time(stage.period("roll")["began"].as_str().unwrap()) > time(before["began"].as_str().unwrap()));
        assert_eq!(stage.seen()["round"], 3);
        // Back to the draft, the rules may be others; what was published is not shown any more.
        stage.step("go-back", &json!({ "to": "draft", "reason": "改用逐人表决" })).ok(200);
        stage.chooses(&[json!({ "key": "candidate_vote", "value": "each", "basis": "S", "source": "议事规则" })]).ok(200);
        let seen = stage.seen();
        assert_eq!((seen["items"][0]["vote"].as_str(), &seen["round"]), (Some("each"), &json!(4)));
        assert!(seen["roll"].is_null());
        stage.public("/roll").problem(404, "not_found");
        let steps = stage.public("/steps").ok(200);
        let reasons: Vec<&str> = steps["items"].as_array().unwrap().iter().filter_map(|step| step["reason"].as_str()).collect();
        assert_eq!(reasons, ["名册漏了一户", "改用逐人表决"]);
    }

    fn two_chairs_at_once_take_one_step(server) {
        let stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        let etag = stage.etag();
        stage.publishes(ROLL);
        for step in ["publish-roll", "announce", "go-back", "cancel", "open-nomination"] {
            let body = match step {
                "publish-roll" => json!({ "roll_version": "x" }),
                "announce" => stage.meeting(),
                "go-back" => json!({ "to": "draft", "reason": "有误" }),
                "cancel" => json!({ "reason": "不再需要" }),
                _ => json!({}),
            };
            let asked = stage.chair.request("POST", &format!("{}/{step}", stage.poll)).header("If-Match", &etag).json(&body);
            asked.send().problem(412, "stale");
        }
    }

    fn a_cancelled_poll_says_why_and_goes_nowhere(server) {
        let stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        stage.step("cancel", &json!({ "reason": "" })).problem(422, "reason_missing");
        stage.publishes(ROLL);
        stage.step("cancel", &json!({ "reason": "业主已经同意续聘" })).ok(200);
        let public = stage.public("").ok(200);
        assert_eq!((public["state"].as_str(), public["cancelled"].as_str()), (Some("cancelled"), Some("业主已经同意续聘")));
        stage.public("/roll").problem(410, "roll_taken_down");
        stage.step("cancel", &json!({ "reason": "再一次" })).problem(409, "wrong_state");
        stage.step("go-back", &json!({ "to": "draft", "reason": "再来" })).problem(409, "wrong_state");
        let road = stage.chair.get(&format!("{}/road", stage.poll)).ok(200);
        let states: Vec<&str> = road["stops"].as_array().unwrap().iter().map(|stop| stop["state"].as_str().unwrap()).collect();
        assert_eq!((states, &road["next"]), (vec!["draft", "roll_published", "cancelled"], &Value::Null));
        stage.objects("roll", "王小明").problem(409, "objections_over");
    }

    fn rules_are_chosen_where_the_statute_leaves_them_open(server) {
        let stage = Stage::new(server, &[election()]);
        let days = json!({ "count": 10, "unit": "working_days" });
        let ten = |key: &str| json!({ "key": key, "value": days, "basis": "S", "source": "某市业主大会规则 12" });
        stage.chooses(&[ten("roll_publish_days")]).ok(200);
        let rules = stage.chair.get(&format!("{}/rules", stage.poll)).ok(200);
        let rule = |key: &str| rules["rules"].as_array().unwrap().iter().find(|rule| rule["key"] == key).unwrap().clone();
        assert_eq!(rule("roll_publish_days"), json!({ "key": "roll_publish_days", "value": days, "basis": "S", "source": "某市业主大会规则 12" }));
        assert_eq!(rule("notice_days")["basis"], "L");
        assert_eq!(rules["digest"], stage.seen()["rules"]["digest"]);
        for (change, pointer, code) in [
            (ten("notice_days"), "/changes/1/key", "fixed_by_law"),
            (ten("no_such_rule"), "/changes/1/key", "unknown"),
            (json!({ "key": "proxy_cap", "value": 0, "basis": "A", "source": "试" }), "/changes/1/value", "not_allowed"),
            (json!({ "key": "seats", "value": { "min": 7, "max": 9 }, "basis": "A", "source": "试" }), "/changes/1/value", "not_allowed"),
            (json!({ "key": "conflict", "value": "electronic", "basis": "A", "source": "试" }), "/changes/1/value", "not_allowed"),
            (json!({ "key": "proxy_cap", "value": 1.5, "basis": "A", "source": "试" }), "/changes/1/value", "malformed"),
            // The items of before would not fit.
            (json!({ "key": "alternates", "value": "none", "basis": "A", "source": "试" }), "/changes", "alternates"),
        ] {
            let refused = stage.chooses(std::slice::from_ref(&change)).problem(422, "field_invalid");
            let first = &refused["errors"][0];
            assert_eq!((first["pointer"].as_str(), first["code"].as_str()), (Some(pointer), Some(code)), "{change} {refused}");
        }
        // A rule with a claim to be statute is not taken.
        let law = json!({ "key": "proxy_cap", "value": 5, "basis": "L", "source": "民法典" });
        stage.chooses(&[law]).problem(400, "bad_body");
        // By which rule the roll counts is the poll's.
        stage.chooses(&[json!({ "key": "parking_as_area", "value": true, "basis": "S", "source": "议事规则" })]).ok(200);
        let community = stage.community.rsplit('/').next().unwrap();
        let version = stage.chair.takes(community, ROLL.as_bytes())["id"].clone();
        stage.step("publish-roll", &json!({ "roll_version": version })).problem(409, "roll_counts_otherwise");
        assert_eq!(codes(&stage.road()), ["roll_counts_otherwise"]);
    }

    fn polls_of_other_communities_are_not_there(server) {
        let stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        let other = Stage::new(server, &[matter("是否选聘绿园物业")]);
        let wrong = format!("{}/polls/{}", stage.community, other.id);
        stage.chair.get(&wrong).problem(404, "not_found");
        stage.chair.get(&other.poll).problem(404, "not_found");
        stage.chair.request("POST", &format!("{wrong}/cancel")).header("If-Match", "\"2\"").json(&json!({ "reason": "x" })).send().problem(404, "not_found");
        // Nor is another community's roll.
        let community = other.community.rsplit('/').next().unwrap();
        let theirs = other.chair.takes(community, ROLL.as_bytes())["id"].clone();
        let refused = stage.step("publish-roll", &json!({ "roll_version": theirs })).problem(422, "field_invalid");
        assert_eq!(refused["errors"][0]["pointer"], "/roll_version");
    }

    fn whoever_has_an_interest_handles_no_votes(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let polls = format!("/api/v1/communities/{community}/polls");
        let made = chair.post(&polls, &json!({ "title": "业主大会", "items": [matter("是否选聘绿园物业")] })).ok(201);
        let staff = format!("{polls}/{}/staff", made["id"].as_str().unwrap());
        let teller = chair.brings(&community, "teller");
        let member = chair.brings(&community, "member");
        let office = |person: &Person<'_>, role: &str| format!("{staff}/{}/roles/{role}", person.id);
        let name = |person: &Person<'_>, role: &str| chair.request("PUT", &office(person, role)).send();
        name(&teller, "teller").ok(204);
        name(&teller, "teller").ok(204);
        // Only what they are in the community, and only offices that a poll has.
        name(&member, "teller").problem(422, "field_invalid");
        name(&teller, "canvasser").problem(422, "field_invalid");
        name(&member, "member").problem(404, "not_found");
        let listed = chair.get(&staff).ok(200);
        assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0]["account"].as_str()), (1, Some(teller.id.as_str())));
        chair.request("DELETE", &office(&teller, "teller")).send().ok(204);
        chair.request("DELETE", &office(&teller, "teller")).send().problem(404, "not_found");
        // Who works for the property company stays out, in whatever other role that was said.
        let invitations = format!("/api/v1/communities/{community}/invitations");
        let link = chair.post(&invitations, &json!({ "role": "auditor", "property_staff": true })).ok(201);
        let manager = server.accepts(&secret(link["link"].as_str().unwrap()));
        let joined = manager.post("/api/v1/invitations/join", &json!({ "secret": chair.invites(&community, "teller") }));
        joined.ok(204);
        name(&manager, "teller").problem(422, "conflict_of_interest");
        // Somebody of another community is nobody here.
        let other = operator.founds("南湖小区");
        let stranger = operator.brings(&other, "teller");
        name(&stranger, "teller").problem(404, "not_found");
    }

    fn whoever_stands_handles_no_votes_either(server) {
        let election = Election::nominating(server);
        let road = || election.chair.get(&format!("{}/road", election.path())).ok(200)["next"].clone();
        assert_eq!((road()["action"].as_str(), codes(&road()).as_slice()), (Some("publish_candidates"), ["no_candidates"].as_slice()));
        let nominee = election.nominates("103", &form());
        assert_eq!(codes(&road()), ["nominations_undecided", "no_candidates"]);
        // Invited afterwards, and known by the phone that the nomination was made with.
        let link = election.chair.invites(&election.community, "teller");
        let account = json!({ "secret": link, "login": "wang-xiaoming", "name": "王小明", "phone": "13900000003", "password": PASSWORD });
        let account = server.post("/api/v1/invitations/accept", &account).ok(201)["account"].as_str().unwrap().to_owned();
        let office = format!("{}/staff/{account}/roles/teller", election.path());
        election.chair.request("PUT", &office).send().problem(422, "candidate_serves");
        election.accept(&nominee);
        assert_eq!(road()["ready"], true);
    }
}
