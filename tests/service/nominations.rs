//! Nominations 自荐、推荐, their review, and the candidates.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::election::{Election, Nominee, codes, form, next_code, unit};
use super::pictures::{GPS, PAPER, contains, photo};
use crate::server::Server;
use crate::stories;
use yepiao::api::Rates;

const DAY: u32 = 24 * 3600;

fn with(mut value: Value, name: &str, other: Value) -> Value {
    value[name] = other;
    value
}

stories! {
    fn an_owner_nominates_herself_by_a_code_and_becomes_a_candidate(server) {
        let election = Election::nominating(server);
        let nominee = election.nominates("103", &form());
        assert_eq!(nominee.sees(server)["standing"], "in_review");
        // Once, however often.
        let before = codes(server, "13900000003").len();
        server.wait(61);
        let sent = election.asks_for_code("103", "王小明").ok(202);
        let code = next_code(server, "13900000003", before);
        election.tries(("103", "王小明"), &sent["challenge"], &code, &form()).problem(409, "nominated_already");

        // The photo belongs to what is reviewed.
        election.does(&election.members[0], &nominee, "reviews", &json!({ "verdict": "accept" })).ok(200);
        let taken = photo(1600, 1200);
        nominee.asks(server, "POST", "/photo").raw("image/jpeg", PAPER.as_bytes()).send().problem(415, "file_kind");
        let own = nominee.asks(server, "POST", "/photo").raw("image/jpeg", &taken).send().ok(200);
        let digest = own["form"]["photo"].as_str().unwrap().to_owned();
        let looked = election.chair.request("POST", &format!("{}/nominations/{}/look", election.path(), nominee.id)).send().ok(200);
        assert_eq!(looked["nominee"]["reviews"], json!([]));
        assert_eq!((&looked["nominee"]["phone"], &looked["nominee"]["identified_by_code"]), (&json!("13900000003"), &json!(true)));
        assert_eq!(looked["photos"][0]["digest"], json!(digest));
        let path = format!("{}/nominations/{}/photos/{}", election.path(), nominee.id, looked["photos"][0]["id"].as_str().unwrap());
        assert_eq!(election.chair.get(&path).status, 200);

        // One who is not decided keeps all waiting.
        election.step("publish-candidates", &json!({ "rule": "strokes" })).problem(409, "nominations_undecided");
        election.accept(&nominee);
        assert_eq!(nominee.sees(server)["standing"], "accepted");
        election.candidates().problem(404, "not_found");
        let shown = format!("/api/v1/public/polls/{}/candidates/photos/{digest}", election.poll);
        server.get(&shown).problem(404, "not_found");
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        let list = election.candidates().ok(200);
        assert_eq!(list["candidates"], json!([{ "name": "王小明", "building": "1栋", "age_band": "60-69",
            "political_status": "中共党员", "occupation": "退休教师", "resume": "在湖光住了二十年。",
            "plans": "先修水泵，\n再谈物业费。", "photo": digest }]));
        assert_eq!((list["rule"].as_str(), list["digest"].as_str().map(str::len)), (Some("strokes"), Some(64)));
        assert_eq!(list["warnings"][0]["code"], "fewer_than_seats");
        let public = server.get(&shown);
        assert_eq!((public.status, public.header("content-type")), (200, Some("image/jpeg")));
        assert!(contains(&taken, GPS.as_bytes()) && !contains(&public.bytes, GPS.as_bytes()));
        assert_eq!(image::load_from_memory(&public.bytes).unwrap().width(), 1200);

        let log = election.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", election.community)).ok(200);
        let actions: Vec<&str> = log["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        for action in ["nomination.made", "nomination.changed", "nomination.reviewed", "looked.nomination", "poll.moved"] {
            assert!(actions.contains(&action), "{action}");
        }
        for personal in ["王小明", "13900000003"] {
            assert!(!log.to_string().contains(personal));
        }
    }

    fn what_a_form_lacks_is_said_before_the_code_is_used(server) {
        let election = Election::nominating(server);
        let sent = election.asks_for_code("101", "张三").ok(202);
        let code = next_code(server, "13900000001", 0);
        let tries = |form: &Value| election.tries(("101", "张三"), &sent["challenge"], &code, form);
        let lacking = json!({ "sex": "male", "birth": { "year": 2015, "month": 13 }, "resume": "看不见\u{200b}的字" });
        let problem = tries(&lacking).problem(422, "field_invalid");
        let mut pointers: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        pointers.sort_unstable();
        assert_eq!(pointers, ["/birth", "/pledged", "/publishable", "/resume", "/statements/dishonest_or_convicted",
            "/statements/illegal_building", "/statements/owes_maintenance_fund", "/statements/owes_property_fee",
            "/statements/serves_property_company"]);
        assert!(problem["errors"].as_array().unwrap().iter().all(|error| error["detail"].is_string()));
        tries(&with(form(), "birth", json!({ "year": 2010, "month": 5 }))).problem(422, "field_invalid");
        tries(&form()).ok(201);
        tries(&form()).problem(410, "code_worthless");
    }

    fn codes_are_worth_nothing_elsewhere_and_after_five_attempts(server) {
        let election = Election::nominating(server);
        let sent = election.asks_for_code("101", "张三").ok(202);
        let code = next_code(server, "13900000001", 0);
        // Another name, another flat: the code is bound to both.
        election.tries(("101", "李四"), &sent["challenge"], &code, &form()).problem(410, "code_worthless");
        election.tries(("102", "张三"), &sent["challenge"], &code, &form()).problem(410, "code_worthless");
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..3 {
            election.tries(("101", "张三"), &sent["challenge"], wrong, &form()).problem(422, "code_wrong");
        }
        election.tries(("101", "张三"), &sent["challenge"], &code, &form()).problem(410, "code_worthless");
        server.wait(61);
        let again = election.asks_for_code("101", "张三").ok(202);
        let code = next_code(server, "13900000001", 1);
        server.wait(600);
        election.tries(("101", "张三"), &again["challenge"], &code, &form()).problem(410, "code_worthless");
    }

    fn nobody_learns_from_a_code_who_is_on_the_roll(server) {
        let election = Election::nominating(server);
        let mut shapes = BTreeSet::new();
        // With a phone, without one, with another name, a flat that is not there.
        for (room, name) in [("101", "张三"), ("107", "孙七"), ("101", "孙七"), ("999", "张三"), ("102", "李四")] {
            let asked = |who: (&str, &str)| election.asks_for_code(who.0, who.1);
            let answer = asked((room, name));
            let mut sent = answer.ok(202);
            assert_eq!(sent["challenge"].as_str().unwrap().len(), 43);
            let challenge = sent["challenge"].take();
            (sent["expires_at"], sent["again_at"]) = (Value::Null, Value::Null);
            let mut soon = asked((room, name)).problem(429, "code_too_soon");
            let mut wrong = election.tries((room, name), &challenge, "12345x", &form()).problem(422, "code_wrong");
            (soon["instance"], wrong["instance"]) = (Value::Null, Value::Null);
            let headers: BTreeSet<String> = answer.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
            shapes.insert(format!("{sent} {soon} {wrong} {headers:?}"));
        }
        assert_eq!(shapes.len(), 1, "{shapes:?}");
    }

    fn somebody_recommended_agrees_first(server) {
        let election = Election::nominating(server);
        let nominations = format!("{}/nominations", election.path());
        let bare = json!({ "sex": "male", "birth": { "year": 1955, "month": 3 } });
        let entry = |origin: Value| json!({ "origin": origin, "unit": unit("101"), "name": "张三", "form": bare });
        for voters in [json!([]), json!([2, 1]), json!([1, 1]), json!([99])] {
            let refused = election.members[0].post(&nominations, &entry(json!({ "type": "owners", "voters": voters })));
            refused.problem(422, "recommenders");
        }
        let made = election.members[0].post(&nominations, &entry(json!({ "type": "owners", "voters": [2, 3] })));
        let handed = Nominee::of(&made.ok(201));
        assert_eq!(handed.sees(server)["standing"], "awaits_consent");
        // Nobody agrees for another: not by a review, not by a photo, not with the link alone.
        election.does(&election.chair, &handed, "reviews", &json!({ "verdict": "accept" })).problem(409, "not_identified");
        election.does(&election.chair, &handed, "identify", &json!({})).problem(409, "no_consent");
        handed.asks(server, "POST", "/photo").raw("image/jpeg", &photo(40, 30)).send().problem(409, "no_consent");
        let agree = |challenge: &Value, code: &str, form: &Value| {
            let body = json!({ "challenge": challenge, "code": code, "form": form });
            handed.asks(server, "POST", "/consent").header("Idempotency-Key", "1").json(&body).send()
        };
        // Silence keeps nobody waiting.
        assert_eq!(election.chair.get(&format!("{}/candidates", election.path())).ok(200)["undecided"], 0);
        let sent = handed.asks(server, "POST", "/consent/code").send().ok(202);
        let code = next_code(server, "13900000001", 0);
        agree(&sent["challenge"], &code, &bare).problem(422, "field_invalid");
        agree(&sent["challenge"], "x", &form()).problem(422, "code_wrong");
        let agreed = agree(&sent["challenge"], &code, &form()).ok(200);
        // The answer was lost on the way: the nominee asks again, and can come back to the nomination.
        assert_eq!(agree(&sent["challenge"], &code, &form()).ok(200), agreed);
        let nominee = Nominee::of(&agreed);
        assert_eq!(nominee.sees(server)["standing"], "in_review");
        // The secret that the staff handed over opens nothing any more.
        handed.asks(server, "GET", "").send().problem(404, "nomination_unknown");
        election.accept(&nominee);
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        assert_eq!(election.names(), ["张三"]);
    }

    fn without_a_phone_two_people_see_the_document(server) {
        let election = Election::nominating(server);
        let nominations = format!("{}/nominations", election.path());
        let entry = |room: &str, name: &str| json!({ "origin": { "type": "self_nominated" }, "unit": unit(room), "name": name, "form": form() });
        let [one, two] = &election.members;
        let unknown = one.post(&nominations, &entry("101", "孙七")).problem(422, "field_invalid");
        assert_eq!(unknown["errors"][0]["pointer"], "/name");
        let nominee = Nominee::of(&one.post(&nominations, &entry("107", "孙七")).ok(201));
        election.does(two, &nominee, "reviews", &json!({ "verdict": "accept" })).problem(409, "not_identified");
        election.does(one, &nominee, "identify", &json!({})).problem(409, "reviewed_twice");
        election.does(two, &nominee, "identify", &json!({})).ok(200);
        let path = format!("{nominations}/{}/photo", nominee.id);
        let photographed = one.request("POST", &path).header("If-Match", &election.etag(&nominee)).raw("image/jpeg", &photo(40, 30)).send();
        photographed.ok(200);
        election.accept(&nominee);
        assert_eq!(nominee.sees(server)["standing"], "accepted");
        // What is on paper is withdrawn on paper; what was nominated by a code is not.
        election.does(one, &nominee, "withdraw", &Value::Null).ok(200);
        let other = election.nominates("101", &form());
        election.does(one, &other, "withdraw", &Value::Null).problem(409, "nominee_only");
        election.does(one, &other, "photo", &Value::Null).problem(415, "file_kind");
    }

    fn a_rejection_has_reasons_and_a_third_decides_where_two_differ(server) {
        let election = Election::nominating(server);
        let nominee = election.nominates("101", &form());
        let [one, two] = &election.members;
        let reject = |reasons: Value, note: &str| json!({ "verdict": "reject", "reasons": reasons, "note": note });
        election.does(one, &nominee, "reviews", &reject(json!([]), "")).problem(409, "reasons");
        election.does(one, &nominee, "reviews", &reject(json!(["local_rule"]), "")).problem(409, "note");
        election.does(one, &nominee, "reviews", &reject(json!(["ugly"]), "")).problem(422, "field_invalid");
        election.does(one, &nominee, "reviews", &json!({ "verdict": "accept", "reasons": ["not_an_owner"] })).problem(422, "field_invalid");
        election.does(one, &nominee, "reviews", &reject(json!(["owes_property_fee"]), "欠 2025 年物业费")).ok(200);
        election.does(one, &nominee, "reviews", &json!({ "verdict": "accept" })).problem(409, "reviewed_twice");
        assert_eq!(nominee.sees(server)["reasons"], json!([]), "nothing is told before it is decided");
        election.does(two, &nominee, "reviews", &json!({ "verdict": "accept" })).ok(200);
        let decided = election.does(&election.chair, &nominee, "reviews", &reject(json!(["owes_property_fee", "local_rule"]), "议事规则第八条"));
        assert_eq!(decided.ok(200)["standing"], "rejected");
        let told = nominee.sees(server);
        assert_eq!((told["standing"].as_str(), &told["reasons"]), (Some("rejected"), &json!(["owes_property_fee", "local_rule"])));
        assert!(!told.to_string().contains(&election.chair.id));
        election.step("publish-candidates", &json!({ "rule": "strokes" })).problem(409, "no_candidates");
        // Mended, it is reviewed from the beginning.
        let etag = nominee.asks(server, "GET", "").send().etag();
        let mended = with(form(), "plans", json!("已补缴物业费。"));
        nominee.asks(server, "PUT", "").header("If-Match", "\"0\"").json(&mended).send().problem(412, "stale");
        nominee.asks(server, "PUT", "").header("If-Match", &etag).json(&mended).send().ok(200);
        election.accept(&nominee);
        election.does(one, &nominee, "reopen", &Value::Null).ok(200);
        assert_eq!(nominee.sees(server)["standing"], "in_review");
    }

    fn two_who_review_at_once_both_count(server) {
        let election = Election::nominating(server);
        let nominee = election.nominates("101", &form());
        let etag = election.etag(&nominee);
        let path = format!("{}/nominations/{}/reviews", election.path(), nominee.id);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let all: Vec<_> = election.members.iter().map(|member| {
                let request = member.request("POST", &path).header("If-Match", &etag).json(&json!({ "verdict": "accept" }));
                scope.spawn(|| request.send().status)
            }).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(statuses == [200, 412] || statuses == [412, 200], "{statuses:?}");
    }

    fn whoever_prepares_or_counts_leaves_before_standing(server) {
        let election = Election::nominating(server);
        // 赵六 has the phone that everybody of the staff has here.
        let sent = election.asks_for_code("106", "赵六").ok(202);
        let code = next_code(server, "13804312345", 0);
        election.tries(("106", "赵六"), &sent["challenge"], &code, &form()).problem(409, "candidate_in_group");
        let entry = json!({ "origin": { "type": "body", "name": "湖光社区居委会" }, "unit": unit("106"), "name": "赵六", "form": form() });
        election.chair.post(&format!("{}/nominations", election.path()), &entry).problem(409, "candidate_in_group");
    }

    fn whoever_has_left_the_group_may_stand(server) {
        let election = Election::nominating(server);
        let body = json!({ "secret": election.chair.invites(&election.community, "member"), "login": "zhang-san", "name": "张三",
            "phone": "13900000001", "password": crate::server::PASSWORD });
        let account = server.post("/api/v1/invitations/accept", &body).ok(201)["account"].as_str().unwrap().to_owned();
        let sent = election.asks_for_code("101", "张三").ok(202);
        let code = next_code(server, "13900000001", 0);
        let tries = || election.tries(("101", "张三"), &sent["challenge"], &code, &form());
        tries().problem(409, "candidate_in_group");
        let role = format!("/api/v1/communities/{}/staff/{account}/roles/member", election.community);
        election.chair.request("DELETE", &role).header("If-Match", "\"1\"").send().ok(204);
        // What stood in the way used nothing of the code up.
        let nominee = Nominee::of(&tries().ok(201));
        election.accept(&nominee);
        assert_eq!(nominee.sees(server)["standing"], "accepted");
    }

    fn whoever_stands_counts_no_votes(server) {
        let election = Election::nominating(server);
        let nominee = election.nominates("101", &form());
        // The nominee's phone, and another one.
        let tellers = ["13900000001", "13900000099"].map(|phone| {
            let link = election.chair.invites(&election.community, "teller");
            let login = format!("teller-{phone}");
            let body = json!({ "secret": link, "login": login, "name": "张三", "phone": phone, "password": crate::server::PASSWORD });
            server.post("/api/v1/invitations/accept", &body).ok(201)["account"].as_str().unwrap().to_owned()
        });
        let name = |account: &str| {
            election.chair.request("PUT", &format!("{}/staff/{account}/roles/teller", election.path())).send()
        };
        name(&tellers[0]).problem(422, "candidate_serves");
        let candidate = server.signs_in("teller-13900000001", crate::server::PASSWORD);
        candidate.post(&format!("{}/papers", election.path()), &json!({ "count": 1 })).problem(403, "not_serving");
        assert_eq!(name(&tellers[1]).status, 204, "the same name is no more than something to look at");
        let looked = election.chair.request("POST", &format!("{}/nominations/{}/look", election.path(), nominee.id)).send().ok(200);
        assert_eq!((&looked["offices"], &looked["same_name"]), (&json!(["teller"]), &json!(["teller", "teller"])));
        // Nor is anybody published who holds an office by then.
        election.accept(&nominee);
        election.step("publish-candidates", &json!({ "rule": "strokes" })).problem(409, "candidate_touches_ballots");
        nominee.asks(server, "POST", "/withdraw").send().ok(204);
        assert_eq!(name(&tellers[0]).status, 204);
    }

    fn a_list_that_is_no_longer_true_is_not_announced(server) {
        let election = Election::nominating(server);
        let nominees: Vec<Nominee> = ["101", "102", "103"].iter().map(|room| election.nominates(room, &form())).collect();
        nominees.iter().for_each(|nominee| election.accept(nominee));
        let at = |days: i64| jiff::Timestamp::from_second(server.now().as_second() + days * 86_400).unwrap().to_string();
        let announce = || election.step("announce", &json!({ "opens": at(20), "closes": at(40), "override_reason": "街道同意" }));
        let next = || election.chair.get(&format!("{}/road", election.path())).ok(200)["next"].clone();
        assert_eq!((next()["action"].as_str(), next()["ready"].as_bool()), (Some("publish_candidates"), Some(true)));
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        nominees[0].asks(server, "POST", "/withdraw").send().ok(204);
        announce().problem(409, "candidates_changed");
        assert_eq!(next()["blockers"][0]["code"], "candidates_changed");
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        let etag = nominees[1].asks(server, "GET", "").send().etag();
        let other = with(form(), "plans", json!("改建车棚。"));
        nominees[1].asks(server, "PUT", "").header("If-Match", &etag).json(&other).send().ok(200);
        announce().problem(409, "candidates_changed");
        election.accept(&nominees[1]);
        announce().problem(409, "candidates_changed");
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        announce().ok(200);
        // From now on the name stays on the ballot, whatever the nominee does.
        nominees[1].asks(server, "POST", "/withdraw").send().ok(204);
        let told = nominees[1].sees(server);
        assert_eq!((told["standing"].as_str(), told["stays_on_ballot"].as_bool()), (Some("withdrawn"), Some(true)));
        assert_eq!(election.names().len(), 2);
    }

    fn candidates_stand_by_strokes_and_a_changed_list_hangs_again(server) {
        let election = Election::nominating(server);
        let rooms = ["101", "102", "103", "104", "105"];
        let nominees: Vec<Nominee> = rooms.iter().map(|room| election.nominates(room, &form())).collect();
        nominees.iter().for_each(|nominee| election.accept(nominee));
        let proposed = election.chair.get(&format!("{}/candidates", election.path())).ok(200);
        let groups: Vec<&str> = proposed["groups"].as_array().unwrap().iter().map(|group| group["members"][0]["name"].as_str().unwrap()).collect();
        let strokes = ["丁一", "王小明", "李四", "张三", "欧阳春"];
        assert_eq!(groups, strokes);
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        assert_eq!(election.names(), strokes);
        let first = election.candidates().ok(200);
        assert_eq!(first["warnings"][0]["code"], "no_choice");
        election.step("publish-candidates", &json!({ "rule": "strokes" })).problem(409, "same_as_published");

        // One withdraws: the list is another one, published for its whole period again.
        server.wait(3 * DAY);
        let chair = server.signs_in(&election.chair.login, crate::server::PASSWORD);
        let election = Election { chair, ..election };
        nominees[2].asks(server, "POST", "/withdraw").send().ok(204);
        assert_eq!(nominees[2].sees(server)["standing"], "withdrawn");
        nominees[2].asks(server, "POST", "/withdraw").send().problem(409, "nomination_withdrawn");
        assert_eq!(election.names(), strokes, "what hangs, hangs until another list does");
        assert_eq!(election.chair.get(&format!("{}/candidates", election.path())).ok(200)["differs"], true);
        let before = election.chair.get(&election.path()).ok(200);
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        let after = election.chair.get(&election.path()).ok(200);
        assert_eq!(election.names(), ["丁一", "李四", "张三", "欧阳春"]);
        assert_eq!(after["round"].as_u64(), before["round"].as_u64().map(|round| round + 1));
        let published = |list: &Value| list["published_at"].as_str().unwrap().to_owned();
        assert!(published(&election.candidates().ok(200)) > published(&first));
        assert_eq!(election.chair.get(&format!("{}/candidates", election.path())).ok(200)["differs"], false);
    }

    fn names_that_the_rule_does_not_tell_apart_stand_as_somebody_says_why(server) {
        let election = Election::nominating(server);
        // Whoever is called the same: one more 张三, in another building, by a claim.
        let claim = crate::claims::submit(server, &election.community, &crate::claims::of("2-1-201", "张三", "13900000009"));
        let claims = format!("/api/v1/communities/{}/claims", election.community);
        let id = election.chair.get(&claims).ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
        let looked = election.chair.request("POST", &format!("{claims}/{id}/look")).send();
        let body = json!({ "base": looked.ok(200)["base"], "becomes": "new_unit", "answer": "已登记",
            "unit": { "use": "residential", "area_centi_m2": 9000, "area_basis": "register" } });
        let confirmed = election.chair.request("POST", &format!("{claims}/{id}/confirm")).header("If-Match", &looked.etag()).json(&body).send().ok(200);
        assert_eq!(claim.asks(server).ok(200)["state"], "confirmed");
        // On the newest roll, but not on the one that is published.
        let sent = election.asks_for_code("2-201", "张三").ok(202);
        let code = next_code(server, "13900000009", 0);
        let problem = election.tries(("2-201", "张三"), &sent["challenge"], &code, &form()).problem(422, "field_invalid");
        assert_eq!((problem["errors"][0]["pointer"].as_str(), problem["errors"][0]["code"].as_str()), (Some("/unit"), Some("not_on_roll")));
        election.step("go-back", &json!({ "to": "draft", "reason": "名册有更正" })).ok(200);
        election.step("publish-roll", &json!({ "roll_version": confirmed["roll"] })).ok(200);
        election.step("open-nomination", &json!({ "override_reason": "街道同意" })).ok(200);
        let other = Nominee::of(&election.tries(("2-201", "张三"), &sent["challenge"], &code, &form()).ok(201));
        let one = election.nominates("101", &form());
        let third = election.nominates("105", &form());
        [&one, &other, &third].into_iter().for_each(|nominee| election.accept(nominee));

        let proposed = election.chair.get(&format!("{}/candidates", election.path())).ok(200);
        assert_eq!(proposed["groups"][1]["doubt"], "same_name");
        let numbers = |all: [&Nominee; 3]| all.map(|nominee| nominee.number.replace('-', ""));
        let publish = |order: Option<[String; 3]>, reason: Option<&str>| {
            let mut body = json!({ "rule": "strokes" });
            if let Some(order) = order {
                body["order"] = json!(order);
            }
            if let Some(reason) = reason {
                body["reason"] = json!(reason);
            }
            election.step("publish-candidates", &body)
        };
        publish(None, None).problem(409, "order_in_doubt");
        publish(Some(numbers([&one, &other, &third])), Some("按报名先后")).problem(422, "order_wrong");
        publish(Some(numbers([&third, &one, &one])), Some("按报名先后")).problem(422, "order_wrong");
        publish(Some(numbers([&third, &other, &one])), None).problem(422, "field_invalid");
        publish(Some(numbers([&third, &other, &one])), Some("按出生先后")).ok(200);
        let list = election.candidates().ok(200);
        assert_eq!((&list["undecided"], list["reason"].as_str()), (&json!([["张三", "张三"]]), Some("按出生先后")));
    }

    fn a_lot_is_announced_before_its_seed_and_drawn_by_anybody(server) {
        let election = Election::nominating(server);
        let nominees: Vec<Nominee> = ["101", "102", "103"].iter().map(|room| election.nominates(room, &form())).collect();
        let lots = format!("{}/candidates/lots", election.path());
        let at = |seconds: i64| jiff::Timestamp::from_second(server.now().as_second() + seconds).unwrap().to_string();
        let announce = |seconds: i64| {
            election.chair.post(&lots, &json!({ "source": "双色球 2026034 期开奖号码", "seed_from": at(seconds) }))
        };
        let seed = |seed: &str| election.chair.post(&format!("{lots}/seed"), &json!({ "seed": seed }));
        announce(600).problem(409, "nominations_undecided");
        nominees.iter().for_each(|nominee| election.accept(nominee));
        announce(-1).problem(422, "field_invalid");
        seed("03 08 11").problem(409, "draw_missing");
        election.step("publish-candidates", &json!({ "rule": "draw" })).problem(409, "draw_missing");
        let announced = announce(600).ok(201);
        assert_eq!(announced["entrants"], json!(["张三", "李四", "王小明"]));
        let public = format!("/api/v1/public/polls/{}/candidates/lots", election.poll);
        assert_eq!(server.get(&public).ok(200)["items"], json!([announced]));
        // Not again until one likes it, and not before the seed can be known.
        announce(1200).problem(409, "drawn_already");
        seed("03 08 11").problem(409, "draw_too_early");
        server.wait(601);
        election.step("publish-candidates", &json!({ "rule": "draw" })).problem(409, "draw_missing");
        seed("03 08 11 19 25 31 + 07").ok(200);
        seed("another").problem(409, "draw_missing");

        // As a stranger does it: sha256sum of each line, sorted.
        let lot = server.get(&public).ok(200)["items"][0].clone();
        let mut tickets: Vec<(String, String)> = lot["entrants"].as_array().unwrap().iter().map(|entrant| {
            let entrant = entrant.as_str().unwrap();
            let line = format!("yepiao/draw/v1|{}|{entrant}", lot["seed"].as_str().unwrap());
            (hex::encode(ring::digest::digest(&ring::digest::SHA256, line.as_bytes())), entrant.to_owned())
        }).collect();
        tickets.sort();
        let order: Vec<&String> = tickets.iter().map(|(_, entrant)| entrant).collect();
        assert_eq!(lot["order"], json!(order));
        election.step("publish-candidates", &json!({ "rule": "draw" })).ok(200);
        assert_eq!(election.names(), order.iter().map(|name| (*name).clone()).collect::<Vec<_>>());
        let list = election.candidates().ok(200);
        assert_eq!((list["rule"].as_str(), &list["lot"]), (Some("draw"), &json!(0)));

        // Who withdraws drops out; nobody is drawn again for it.
        nominees[0].asks(server, "POST", "/withdraw").send().ok(204);
        announce(600).problem(409, "drawn_already");
        election.step("publish-candidates", &json!({ "rule": "draw" })).ok(200);
        assert_eq!(election.names(), order.iter().filter(|name| **name != "张三").map(|name| (*name).clone()).collect::<Vec<_>>());
    }

    fn what_is_withdrawn_before_it_was_published_is_erased(server) {
        let election = Election::nominating(server);
        let nominee = election.nominates("101", &form());
        nominee.asks(server, "POST", "/photo").raw("image/jpeg", &photo(40, 30)).send().ok(200);
        nominee.asks(server, "POST", "/withdraw").send().ok(204);
        let told = nominee.sees(server);
        assert_eq!((told["standing"].as_str(), &told["form"]), (Some("withdrawn"), &Value::Null));
        let looked = election.chair.request("POST", &format!("{}/nominations/{}/look", election.path(), nominee.id)).send().ok(200);
        assert_eq!((&looked["nominee"], &looked["photos"]), (&Value::Null, &json!([])));
        // And may come back.
        server.wait(61);
        let before = codes(server, "13900000001").len();
        let sent = election.asks_for_code("101", "张三").ok(202);
        let code = next_code(server, "13900000001", before);
        election.tries(("101", "张三"), &sent["challenge"], &code, &form()).ok(201);
    }

    fn nothing_is_nominated_before_or_after_its_time(server) {
        let election = Election::nominating(server);
        let nominee = election.nominates("101", &form());
        election.accept(&nominee);
        election.step("publish-candidates", &json!({ "rule": "strokes" })).ok(200);
        election.asks_for_code("102", "李四").problem(409, "nomination_closed");
        let entry = json!({ "origin": { "type": "self_nominated" }, "unit": unit("102"), "name": "李四", "form": form() });
        election.chair.post(&format!("{}/nominations", election.path()), &entry).problem(409, "nomination_closed");
        election.step("go-back", &json!({ "to": "nominating", "reason": "报名人数不足" })).ok(200);
        election.candidates().problem(404, "not_found");
        assert_eq!(nominee.sees(server)["standing"], "accepted");
        election.asks_for_code("102", "李四").ok(202);
        server.post("/api/v1/public/polls/nowhere/nominations/code", &json!({ "unit": unit("101"), "name": "张三" })).problem(404, "not_found");
    }
}

#[test]
fn a_thousand_guesses_of_a_secret_are_stopped_after_a_few() {
    let server = Server::with(None, Rates { address: 100_000, attempts: 60, account: 1000 });
    let election = Election::nominating(&server);
    let nominee = election.nominates("101", &form());
    let guess = |guess: u32| Nominee { secret: format!("guess{guess}"), ..nominee.clone() };
    let statuses: Vec<u16> = (0..1000).map(|number| guess(number).asks(&server, "GET", "").send().status).collect();
    assert!(statuses.iter().filter(|status| **status == 404).count() < 70, "the others were not looked at");
    assert!(statuses.iter().all(|status| [404, 429].contains(status)));
}

#[test]
fn a_stolen_database_shows_no_nominee() {
    let server = Server::on_sqlite();
    let election = Election::nominating(&server);
    let nominee = election.nominates("101", &with(form(), "occupation", json!("水务局退休工程师")));
    nominee.asks(&server, "POST", "/photo").raw("image/jpeg", &photo(60, 40)).send().ok(200);
    let path = server.database().strip_prefix("sqlite:").unwrap().to_owned();
    for end in ["", "-wal"] {
        let bytes = std::fs::read(format!("{path}{end}")).unwrap_or_default();
        for (what, value) in [
            ("name", "张三".as_bytes()),
            ("phone", b"13900000001"),
            ("occupation", "水务局退休工程师".as_bytes()),
            ("plans", "先修水泵".as_bytes()),
            ("secret", nominee.secret.as_bytes()),
            ("photo", &[0xff, 0xd8, 0xff, 0xe0]),
        ] {
            assert!(!contains(&bytes, value), "{what}");
        }
    }
}
