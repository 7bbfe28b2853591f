//! Communities and the people who work for them.

use serde_json::{Value, json};

use super::server::{PASSWORD, secret};
use crate::stories;

stories! {
    fn an_operator_founds_a_community_and_its_chair_builds_the_staff(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}");
        let seen = chair.get(&path).ok(200);
        assert_eq!((seen["name"].as_str(), seen["rules"].as_str(), seen["time_zone"].as_str()),
            (Some("湖光小区"), Some("jilin-changchun"), Some("Asia/Shanghai")));
        for role in ["member", "teller", "canvasser", "auditor"] {
            let person = chair.brings(&community, role);
            let me = person.get("/api/v1/me").ok(200);
            assert_eq!(me["roles"], json!([{ "community": community, "role": role, "buildings": [] }]));
            assert_eq!(me["operator"], false);
        }
        let staff = chair.get(&format!("{path}/staff")).ok(200);
        let mut roles: Vec<&str> = staff["items"].as_array().unwrap().iter().map(|member| member["role"].as_str().unwrap()).collect();
        roles.sort_unstable();
        assert_eq!(roles, ["auditor", "canvasser", "chair", "member", "teller"]);
    }

    fn nobody_makes_the_own_superior(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}/invitations");
        for role in ["chair", "supervisor"] {
            chair.post(&path, &json!({ "role": role })).problem(403, "not_superior");
        }
        let unknown = chair.post(&path, &json!({ "role": "operator" })).problem(422, "field_invalid");
        assert_eq!(unknown["errors"], json!([{ "pointer": "/role", "code": "unknown" }]));
        for role in ["member", "teller", "canvasser", "auditor"] {
            let person = chair.brings(&community, role);
            person.post(&path, &json!({ "role": role })).problem(403, "forbidden");
        }
        operator.brings(&community, "supervisor").post(&path, &json!({ "role": "member" })).problem(403, "forbidden");
    }

    fn a_link_works_once_for_a_week_and_until_it_is_withdrawn(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let used = operator.invites(&community, "chair");
        let chair = server.accepts(&used);
        let newcomer = |secret: &str, login: &str| {
            server.post("/api/v1/invitations/accept", &json!({ "secret": secret, "login": login, "name": "李四", "password": PASSWORD }))
        };
        newcomer(&used, "second").problem(410, "invitation_worthless");
        newcomer("never-made", "second").problem(410, "invitation_worthless");

        let path = format!("/api/v1/communities/{community}/invitations");
        let made = chair.post(&path, &json!({ "role": "member" })).ok(201);
        let withdrawn = format!("{path}/{}", made["id"].as_str().unwrap());
        chair.request("DELETE", &withdrawn).send().ok(204);
        chair.request("DELETE", &withdrawn).send().problem(404, "not_found");
        newcomer(&secret(made["link"].as_str().unwrap()), "second").problem(410, "invitation_worthless");

        let late = chair.invites(&community, "member");
        server.wait(7 * 24 * 3600);
        newcomer(&late, "second").problem(410, "invitation_worthless");
        let chair = server.signs_in(&chair.login, PASSWORD);
        let states: Vec<Value> = chair.get(&path).ok(200)["items"].as_array().unwrap().iter().map(|made| made["state"].clone()).collect();
        assert_eq!(states, ["used", "withdrawn", "expired"]);
    }

    fn a_lost_login_costs_nothing_of_the_link(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let link = chair.invites(&community, "member");
        let with = |login: &str, name: &str, phone: &str, password: &str| {
            let body = json!({ "secret": link, "login": login, "name": name, "phone": phone, "password": password });
            server.post("/api/v1/invitations/accept", &body)
        };
        with(&chair.login.to_uppercase(), "李四", "13804312345", PASSWORD).problem(409, "login_taken");
        for (login, name, phone, password, pointer) in [
            ("x", "李四", "13804312345", PASSWORD, "/login"),
            ("li si", "李四", "13804312345", PASSWORD, "/login"),
            ("lisi", "  ", "13804312345", PASSWORD, "/name"),
            ("lisi", "李\u{202e}四", "13804312345", PASSWORD, "/name"),
            ("lisi", "李四", "1380431", PASSWORD, "/phone"),
            ("lisi", "李四", "13804312345", "short", "/password"),
            ("lisi", "李四", "13804312345", "1234567890", "/password"),
        ] {
            let problem = with(login, name, phone, password).problem(422, "field_invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer);
        }
        with("lisi", "李四", "13804312345", PASSWORD).ok(201);
    }

    fn one_account_works_for_two_communities(server) {
        let operator = server.operator();
        let (first, second) = (operator.founds("湖光小区"), operator.founds("南湖小区"));
        let chair = operator.brings(&first, "chair");
        let link = operator.invites(&second, "supervisor");
        chair.post("/api/v1/invitations/join", &json!({ "secret": link })).ok(204);
        chair.post("/api/v1/invitations/join", &json!({ "secret": link })).problem(410, "invitation_worthless");
        let again = operator.invites(&second, "supervisor");
        chair.post("/api/v1/invitations/join", &json!({ "secret": again })).problem(409, "role_held");
        let names: Vec<Value> = chair.get("/api/v1/communities").ok(200)["items"].as_array().unwrap().iter().map(|c| c["name"].clone()).collect();
        assert_eq!(names, ["湖光小区", "南湖小区"]);
        // The refused transaction took the link back.
        let states = operator.get(&format!("/api/v1/communities/{second}/invitations")).ok(200);
        assert_eq!(states["items"][1]["state"], "open");
    }

    fn another_community_does_not_exist(server) {
        let operator = server.operator();
        let (ours, theirs) = (operator.founds("湖光小区"), operator.founds("南湖小区"));
        let chair = operator.brings(&ours, "chair");
        let stranger = operator.brings(&theirs, "chair");
        let nowhere = chair.get("/api/v1/communities/01890000-0000-7000-8000-000000000000").problem(404, "not_found");
        let foreign = stranger.get(&format!("/api/v1/communities/{ours}")).problem(404, "not_found");
        assert_eq!(nowhere["title"], foreign["title"]);
        assert_eq!(stranger.get("/api/v1/communities").ok(200)["items"].as_array().unwrap().len(), 1);
        // Nor can one reach into it from the own one.
        let path = format!("/api/v1/communities/{theirs}");
        stranger.post(&format!("{path}/staff/{}/contact", chair.id), &json!({ "purpose": "call" })).problem(404, "not_found");
        stranger.request("POST", &format!("{path}/staff/{}/reset", chair.id)).send().problem(404, "not_found");
        let link = chair.post(&format!("/api/v1/communities/{ours}/invitations"), &json!({ "role": "member" })).ok(201);
        stranger.request("DELETE", &format!("{path}/invitations/{}", link["id"].as_str().unwrap())).send().problem(404, "not_found");
    }

    fn a_role_taken_away_is_gone_at_once(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let member = chair.brings(&community, "member");
        let path = format!("/api/v1/communities/{community}");
        member.get(&path).ok(200);
        let role = format!("{path}/staff/{}/roles/member", member.id);
        chair.request("DELETE", &role).send().problem(428, "version_required");
        chair.request("DELETE", &role).header("If-Match", "\"7\"").send().problem(412, "stale");
        chair.request("DELETE", &role).header("If-Match", "\"1\"").send().ok(204);
        member.get(&path).problem(404, "not_found");
        chair.request("DELETE", &role).header("If-Match", "\"1\"").send().problem(404, "not_found");
    }

    fn the_last_chair_stays_until_there_is_another(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let role = format!("/api/v1/communities/{community}/staff/{}/roles/chair", chair.id);
        chair.request("DELETE", &role).header("If-Match", "\"1\"").send().problem(403, "not_superior");
        operator.request("DELETE", &role).header("If-Match", "\"1\"").send().problem(409, "last_chair");
        operator.brings(&community, "chair");
        operator.request("DELETE", &role).header("If-Match", "\"1\"").send().ok(204);
    }

    fn two_who_change_the_same_thing_do_not_overwrite_one_another(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}");
        let etag = operator.get(&path).etag();
        let about = |name: &str| json!({ "name": name, "address": "湖光路1号", "rules": "national" });
        let changed = chair.put(&path, &etag, &about("湖光花园"));
        changed.ok(200);
        operator.put(&path, &etag, &about("湖光新村")).problem(412, "stale");
        assert_eq!(operator.get(&path).ok(200)["name"], "湖光花园");
        operator.put(&path, &changed.etag(), &about("湖光新村")).ok(200);
        assert_eq!(operator.request("GET", &path).header("If-None-Match", &operator.get(&path).etag()).send().status, 304);
    }

    fn canvassers_get_buildings_and_property_staff_handles_no_votes(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}");
        let invitations = format!("{path}/invitations");
        for role in ["teller", "canvasser"] {
            chair.post(&invitations, &json!({ "role": role, "property_staff": true })).problem(422, "conflict_of_interest");
        }
        chair.post(&invitations, &json!({ "role": "auditor", "buildings": ["1栋"] })).problem(422, "buildings_for_canvassers");
        let made = chair.post(&invitations, &json!({ "role": "canvasser", "buildings": ["1栋", " 2栋 ", "1栋"] })).ok(201);
        let canvasser = server.accepts(&secret(made["link"].as_str().unwrap()));
        assert_eq!(canvasser.get("/api/v1/me").ok(200)["roles"][0]["buildings"], json!(["1栋", "2栋"]));
        canvasser.get(&format!("{path}/staff")).problem(403, "forbidden");

        let buildings = format!("{path}/staff/{}/roles/canvasser/buildings", canvasser.id);
        let assigned = chair.put(&buildings, "\"1\"", &json!({ "buildings": ["3栋"] }));
        assigned.ok(200);
        assert_eq!(assigned.etag(), "\"2\"");
        chair.put(&buildings, "\"1\"", &json!({ "buildings": [] })).problem(412, "stale");
        assert_eq!(canvasser.get("/api/v1/me").ok(200)["roles"][0]["buildings"], json!(["3栋"]));
        chair.put(&format!("{path}/staff/{}/roles/chair/buildings", chair.id), "\"1\"", &json!({ "buildings": ["3栋"] }))
            .problem(422, "buildings_for_canvassers");
    }

    fn who_looks_at_a_phone_stands_in_the_log(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let member = chair.brings(&community, "member");
        let path = format!("/api/v1/communities/{community}");
        let contact = format!("{path}/staff/{}/contact", member.id);
        chair.post(&contact, &json!({ "purpose": "curiosity" })).problem(422, "field_invalid");
        assert_eq!(chair.post(&contact, &json!({ "purpose": "call" })).ok(200)["phone"], "13804312345");
        operator.post(&contact, &json!({ "purpose": "call" })).problem(403, "forbidden");
        chair.brings(&community, "auditor").post(&contact, &json!({ "purpose": "call" })).problem(403, "forbidden");
        let log = chair.get(&format!("{path}/audit")).ok(200);
        let looks: Vec<&Value> = log["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "looked.staff_contact").collect();
        assert_eq!(looks.len(), 1);
        assert_eq!((looks[0]["account"].as_str(), looks[0]["object"].as_str()), (Some(chair.id.as_str()), Some(member.id.as_str())));
        assert_eq!(looks[0]["details"], json!({ "purpose": "call" }));
    }

    fn the_log_is_one_chain_page_by_page(server) {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let path = format!("/api/v1/communities/{community}/audit");
        for _ in 0..4 {
            chair.invites(&community, "member");
        }
        let mut entries = Vec::new();
        let mut next = path.clone() + "?limit=3";
        loop {
            let page = chair.get(&next).ok(200);
            entries.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("{path}?limit=3&cursor={cursor}"),
                None => break,
            }
        }
        let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(actions[..3], ["community.founded", "staff.invited", "staff.joined"]);
        assert_eq!(entries.len(), 7);
        for (at, entry) in entries.iter().enumerate() {
            assert_eq!(entry["seq"], at);
            assert_eq!(entry["previous"], if at == 0 { json!("") } else { entries[at - 1]["digest"].clone() });
        }
        for role in ["member", "teller", "canvasser"] {
            chair.brings(&community, role).get(&path).problem(403, "forbidden");
        }
        operator.get(&path).problem(403, "forbidden");
        operator.brings(&community, "supervisor").get(&path).ok(200);
    }
}
