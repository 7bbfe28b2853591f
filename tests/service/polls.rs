//! Polls, from the first draft to the announcement.

use serde_json::json;

use crate::stories;

stories! {
    fn a_poll_is_begun_and_written_and_nobody_overwrites_another(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let member = chair.brings(&community, "member");
        let polls = format!("/api/v1/communities/{community}/polls");
        let matter = |title: &str| json!({ "type": "matter", "subject": "raising_of_fund", "title": title });
        let election = json!({ "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5, "alternates": 2 });
        let made = member.post(&polls, &json!({ "title": "首次业主大会", "items": [election, matter("是否续筹维修资金")] }));
        let poll = made.ok(201);
        let path = format!("{polls}/{}", poll["id"].as_str().unwrap());
        assert_eq!(made.header("location"), Some(path.as_str()));
        assert_eq!(poll["id"].as_str().unwrap().len(), 22);
        assert_eq!((poll["state"].as_str(), &poll["round"]), (Some("draft"), &json!(1)));
        assert_eq!(poll["items"][0]["vote"], "up_to_seats");
        assert_eq!(poll["items"][1]["majority"], "special");
        assert_eq!(poll["rules"]["id"], "jilin-changchun");

        // Two at once: whoever read before the other wrote has to read again.
        let other = json!({ "title": "业主大会", "items": [matter("是否续筹维修资金")] });
        let changed = chair.put(&path, &made.etag(), &other);
        assert_eq!(changed.ok(200)["title"], "业主大会");
        member.put(&path, &made.etag(), &other).problem(412, "stale");
        assert_eq!(member.get(&path).etag(), changed.etag());

        // What no ballot could show is said at once, with its place.
        for (items, pointer, code) in [
            (json!([matter("同一个题目"), matter("同一个题目")]), "/items/1/title", "same_as"),
            (json!([matter("看不见\u{200b}的字")]), "/items/0/title", "unusable_characters"),
            (json!([{ "type": "matter", "subject": "committee", "title": "选举" }]), "/items/0/subject", "committee_as_matter"),
            (json!([{ "type": "committee", "title": "选举", "scope": "whole", "seats": 6 }]), "/items/0/seats", "seats"),
            (json!([election, { "type": "committee", "title": "再选一次", "scope": "whole", "seats": 5 }]), "/items/1", "second_election"),
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

    fn a_step_that_cannot_be_taken_says_why(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let polls = format!("/api/v1/communities/{community}/polls");
        let matter = json!({ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" });
        let made = chair.post(&polls, &json!({ "title": "业主大会", "items": [matter] }));
        let path = format!("{polls}/{}", made.ok(201)["id"].as_str().unwrap());
        let step = |step: &str, body: serde_json::Value| {
            chair.request("POST", &format!("{path}/{step}")).header("If-Match", &made.etag()).json(&body).send()
        };
        step("open-nomination", json!({})).problem(409, "nothing_to_elect");
        let refused = step("go-back", json!({ "to": "draft", "reason": "名册有误" })).problem(409, "wrong_state");
        assert!(refused["detail"].as_str().unwrap().contains("草案"), "{refused}");
        step("cancel", json!({ "reason": "" })).problem(422, "reason_missing");
        let cancelled = step("cancel", json!({ "reason": "业主已经同意续聘" }));
        let poll = cancelled.ok(200);
        assert_eq!((poll["state"].as_str(), poll["cancelled"].as_str()), (Some("cancelled"), Some("业主已经同意续聘")));
        let again = chair.request("POST", &format!("{path}/cancel")).header("If-Match", &cancelled.etag());
        again.json(&json!({ "reason": "再一次" })).send().problem(409, "wrong_state");
        let steps = chair.get(&format!("{path}/steps")).ok(200);
        assert_eq!((steps["items"][0]["action"].as_str(), steps["items"][0]["state"].as_str()), (Some("cancel"), Some("cancelled")));
    }
}
