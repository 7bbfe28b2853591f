//! What visitors see of a poll, and what they object to.

use serde_json::{Value, json};

use super::cluster::Database;
use super::polls::{ROLL, Stage, election, matter};
use super::server::Server;
use crate::stories;
use yepiao::api::Rates;

stories! {
    fn the_roll_hangs_out_masked_for_its_period(server) {
        let mut stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        stage.public("/roll").problem(404, "not_found");
        stage.publishes(ROLL);
        let answer = stage.public("/roll");
        let roll = answer.ok(200);
        assert_eq!(roll["without_parking"], json!({ "people": 2, "area_centi_m2": 20_966 }));
        assert_eq!(roll["until"], stage.period("roll")["ends"]);
        let voters = roll["voters"]["items"].as_array().unwrap();
        assert_eq!((voters[0]["name"].as_str(), voters[1]["name"].as_str()), (Some("张**"), Some("李**")));
        assert_eq!(voters[1]["units"].as_array().unwrap().len(), 2);
        for secret in ["张三", "李四", "990104194702218134", "8134"] {
            assert!(!answer.text.contains(secret), "{secret}");
        }
        // No search engine keeps it; whoever has it already is not sent it again.
        assert_eq!(answer.header("x-robots-tag"), Some("noindex, nofollow, noarchive"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
        let again = format!("/api/v1/public/polls/{}/roll", stage.id);
        let again = server.request("GET", &again).header("If-None-Match", &answer.etag()).send();
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        // Somebody looks for the own flat as they write it, and finds all that is counted together with it.
        for room in ["?building=1%E5%8F%B7%E6%A5%BC&stair=1&room=102", "?building=1&stair=1&room=102%E5%AE%A4", "?room=1-1-102"] {
            let found = stage.public(&format!("/roll{room}")).ok(200);
            let found = found["voters"]["items"].as_array().unwrap();
            assert_eq!((found.len(), found[0]["area_centi_m2"].as_u64()), (1, Some(12_010)), "{room}");
        }
        assert_eq!(stage.public("/roll?room=9-9-999").ok(200)["voters"]["items"], json!([]));
        // Page by page.
        let first = stage.public("/roll?limit=1").ok(200);
        let cursor = first["voters"]["next"].as_str().unwrap();
        let second = stage.public(&format!("/roll?limit=1&cursor={cursor}")).ok(200);
        assert_eq!((second["voters"]["items"][0]["number"].as_u64(), &second["voters"]["next"]), (Some(2), &Value::Null));
        stage.public("/roll?cursor=nonsense").problem(400, "bad_page");

        stage.wait_for("roll");
        stage.public("/roll").problem(410, "roll_taken_down");
        // Its digest stays.
        assert_eq!(stage.public("").ok(200)["roll"]["masked_digest"], roll["masked_digest"]);
    }

    fn anybody_objects_and_is_answered_in_public(server) {
        let stage = Stage::new(server, &[election()]);
        stage.objects("roll", "张三").problem(404, "not_found");
        stage.publishes(ROLL);
        stage.objects("candidates", "张三").problem(409, "not_published");
        stage.objects("weather", "张三").problem(422, "field_invalid");
        // Whether somebody is on the roll is not told.
        let (known, stranger) = (stage.objects("roll", "张三"), stage.objects("roll", "赵六"));
        assert_eq!((known.ok(201), stranger.ok(201)), (json!({ "number": 1 }), json!({ "number": 2 })));
        assert_eq!(known.headers.iter().map(|(name, _)| name).collect::<Vec<_>>(), stranger.headers.iter().map(|(name, _)| name).collect::<Vec<_>>());

        let list = format!("{}/objections", stage.poll);
        let listed = stage.chair.get(&format!("{list}?answered=false"));
        assert_eq!(listed.ok(200)["items"].as_array().unwrap().len(), 2);
        for secret in ["张三", "赵六", "13904317788", "1栋101"] {
            assert!(!listed.text.contains(secret) && !stage.public("/objections").text.contains(secret), "{secret}");
        }
        // Who looks at it is noted first.
        let looked = stage.chair.request("POST", &format!("{list}/1/look")).send().ok(200);
        assert_eq!((looked["name"].as_str(), looked["contact"].as_str()), (Some("张三"), Some("13904317788")));
        let audit = stage.chair.get(&format!("{}/audit?limit=200", stage.community));
        assert!(audit.text.contains("looked.objection") && !audit.text.contains("13904317788"), "{}", audit.text);

        let answer = json!({ "decision": "upheld", "summary": "某户面积与证不符", "answer": "已按房产证改正，名册将重新公示" });
        stage.answers(1, "\"9\"", &answer).problem(412, "stale");
        stage.answers(9, "\"1\"", &answer).problem(404, "not_found");
        let refused = stage.answers(1, "\"1\"", &json!({ "decision": "perhaps", "summary": "a", "answer": "b" }));
        assert_eq!(refused.problem(422, "field_invalid")["errors"][0]["pointer"], "/decision");
        // Nothing to bound before the announcement.
        let mut bounded = answer.clone();
        bounded["disputed"] = json!({ "people": 1, "area_centi_m2": 100 });
        stage.answers(1, "\"1\"", &bounded).problem(422, "field_invalid");
        let done = stage.answers(1, "\"1\"", &answer);
        assert_eq!((done.etag().as_str(), done.ok(200)["answer"]["decision"].as_str()), ("\"2\"", Some("upheld")));
        let public = stage.public("/objections").ok(200);
        assert_eq!((public["items"][0]["name"].as_str(), public["items"][0]["answer"]["summary"].as_str()), (Some("张**"), Some("某户面积与证不符")));
        assert!(public["items"][1]["answer"].is_null());
        assert_eq!(stage.chair.get(&format!("{list}?answered=true")).ok(200)["items"].as_array().unwrap().len(), 1);
    }

    fn a_late_objection_is_bounded_by_what_it_could_concern(server) {
        let mut stage = Stage::new(server, &[matter("是否选聘绿园物业")]);
        stage.publishes(ROLL);
        stage.wait_for("roll");
        stage.step("announce", &stage.meeting()).ok(200);
        stage.objects("roll", "王小明").ok(201);
        stage.objects("notice", "王小明").ok(201);
        let listed = stage.chair.get(&format!("{}/objections", stage.poll)).ok(200);
        assert_eq!((&listed["items"][0]["late"], listed["items"][0]["state"].as_str()), (&json!(true), Some("announced")));
        let mut answer = json!({ "decision": "partly", "summary": "一户未列入", "answer": "面积有出入，不影响结果" });
        let refused = stage.answers(1, "\"1\"", &answer).problem(422, "field_invalid");
        assert_eq!(refused["errors"][0], json!({ "pointer": "/disputed", "code": "empty" }));
        answer["disputed"] = json!({ "people": 3, "area_centi_m2": 1 });
        stage.answers(1, "\"1\"", &answer).problem(422, "field_invalid");
        answer["disputed"] = json!({ "people": 1, "area_centi_m2": 8_956 });
        stage.answers(1, "\"1\"", &answer).ok(200);
        assert_eq!(stage.public("/objections").ok(200)["items"][0]["answer"]["disputed"], answer["disputed"]);
    }
}

/// Whoever writes objections without end is stopped.
fn too_many(database: Option<Database>) {
    let server = Server::with(database, Rates { address: 1_000_000, attempts: 12, account: 1_000_000 });
    let stage = Stage::new(&server, &[matter("是否选聘绿园物业")]);
    stage.publishes(ROLL);
    let statuses: Vec<u16> = (0..20).map(|_| stage.objects("roll", "王小明").status).collect();
    assert!(statuses.contains(&201) && statuses.last() == Some(&429), "{statuses:?}");
}

#[test]
fn objections_without_end_are_stopped_sqlite() {
    too_many(None);
}

#[test]
fn objections_without_end_are_stopped_postgres() {
    if let Some(database) = Database::new() {
        too_many(Some(database));
    }
}

/// What a person of the public, or of the roll, would not want to find anywhere.
const SECRETS: [&str; 6] =
    ["欧阳不在名册", "13904317788", "七栋一单元九零九", "隔壁老赵的面积也不对", "990104194702218134", "张三"];

/// Nothing of it stands in a log, an error, a list or the database.
fn nothing_personal(server: Server) {
    let [name, contact, room, text, ..] = SECRETS;
    let stage = Stage::new(&server, &[matter("是否选聘绿园物业")]);
    stage.publishes(ROLL);
    let path = format!("/api/v1/public/polls/{}/objections", stage.id);
    let good = json!({ "about": "roll", "name": name, "room": room, "contact": contact, "text": text });
    server.post(&path, &good).ok(201);
    let mut told = vec![stage.public("").text, stage.public("/roll").text, stage.public("/objections").text];
    for (field, value) in [
        ("about", json!(name)),
        ("name", json!({ "name": name })),
        ("contact", json!(contact.repeat(20))),
        ("extra", json!(text)),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let answer = server.post(&path, &bad);
        assert!(answer.status >= 400, "{}", answer.text);
        told.push(answer.text);
    }
    told.push(stage.public(&format!("/roll?cursor={contact}")).text);
    let look = stage.chair.request("POST", &format!("{}/objections/1/look", stage.poll)).header("Idempotency-Key", "once").send();
    assert_eq!(look.ok(200)["text"], text, "the test looks for the right thing");
    let answer = json!({ "decision": "rejected", "summary": "某户面积", "answer": "已核对登记簿" });
    stage.answers(1, "\"1\"", &answer).ok(200);
    told.extend([
        stage.chair.get(&format!("{}/objections", stage.poll)).text,
        stage.chair.get(&format!("{}/audit?limit=200", stage.community)).text,
        stage.chair.get(&format!("{}/road", stage.poll)).text,
        server.get("/metrics").text,
    ]);
    told.extend(server.stolen());
    told.push(server.stopped());
    for (place, text) in told.iter().enumerate() {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} in {place}");
        }
    }
}

#[test]
fn nothing_personal_leaves_a_poll_sqlite() {
    nothing_personal(Server::of_the_program(None));
}

#[test]
fn nothing_personal_leaves_a_poll_postgres() {
    if let Some(database) = Database::new() {
        nothing_personal(Server::of_the_program(Some(database)));
    }
}
