//! Signing in, staying signed in, and what becomes of stolen things.

use serde_json::json;

use super::server::{PASSWORD, secret};
use crate::stories;

const OTHER: &str = "秋天的湖光也好看2021";

stories! {
    fn a_wrong_password_and_an_unknown_login_look_the_same(server) {
        let operator = server.operator();
        let wrong = server.try_sign_in(&operator.login, "wrong password").problem(401, "sign_in_failed");
        let unknown = server.try_sign_in("nobody-of-this-name", "wrong password").problem(401, "sign_in_failed");
        assert_eq!(wrong["title"], unknown["title"]);
        server.try_sign_in(&"x".repeat(101), PASSWORD).problem(401, "sign_in_failed");
        server.signs_in(&operator.login.to_uppercase(), PASSWORD);
    }

    fn guessing_locks_a_login_for_longer_and_longer(server) {
        let operator = server.operator();
        for login in [operator.login.as_str(), "nobody-of-this-name"] {
            for _ in 0..5 {
                server.try_sign_in(login, "wrong password").problem(401, "sign_in_failed");
            }
            // Locked: even the right password is not looked at.
            let locked = server.try_sign_in(login, PASSWORD);
            locked.problem(429, "locked");
            let seconds: u64 = locked.header("retry-after").unwrap().parse().unwrap();
            assert!((25..=30).contains(&seconds), "{seconds}");
        }
        server.wait(31);
        server.try_sign_in(&operator.login, "wrong password").problem(401, "sign_in_failed");
        server.wait(31);
        server.try_sign_in(&operator.login, PASSWORD).problem(429, "locked");
        server.wait(31);
        server.signs_in(&operator.login, PASSWORD);
        // Success forgets the count.
        server.try_sign_in(&operator.login, "wrong password").problem(401, "sign_in_failed");
        server.signs_in(&operator.login, PASSWORD);
    }

    fn an_access_token_lives_a_quarter_of_an_hour_and_is_continued(server) {
        let operator = server.operator();
        server.wait(14 * 60);
        operator.get("/api/v1/me").ok(200);
        server.wait(2 * 60);
        operator.get("/api/v1/me").problem(401, "not_signed_in");
        let continued = server.refresh(&operator.cookie);
        let token = continued.ok(201)["access_token"].as_str().unwrap().to_owned();
        server.request("GET", "/api/v1/me").header("Authorization", &format!("Bearer {token}")).send().ok(200);
        let cookie = continued.header("set-cookie").unwrap();
        for attribute in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/api/v1/sessions"] {
            assert!(cookie.contains(attribute), "{attribute} is missing");
        }
    }

    fn a_stolen_cookie_ends_the_session_of_thief_and_owner(server) {
        let operator = server.operator();
        let continued = server.refresh(&operator.cookie);
        continued.ok(201);
        let newer = continued.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        server.refresh(&operator.cookie).problem(401, "session_ended");
        server.refresh(&newer).problem(401, "session_ended");
        operator.get("/api/v1/me").problem(401, "session_ended");
        // Other sessions of the same account go on.
        server.signs_in(&operator.login, PASSWORD).get("/api/v1/me").ok(200);
    }

    fn of_two_who_continue_at_once_with_one_cookie_only_one_gets_a_session(server) {
        let operator = server.operator();
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let both: Vec<_> = (0..4).map(|_| scope.spawn(|| server.refresh(&operator.cookie).status)).collect();
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(statuses.iter().filter(|status| **status == 201).count() <= 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 201 | 401)), "{statuses:?}");
    }

    fn a_foreign_page_cannot_continue_a_session(server) {
        let operator = server.operator();
        let without = server.request("POST", "/api/v1/sessions/refresh").header("Cookie", &operator.cookie).send();
        without.problem(403, "header_required");
        // Asking whether the header may be sent is answered with no.
        let preflight = server
            .request("OPTIONS", "/api/v1/sessions/refresh")
            .header("Origin", "https://evil.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "yepiao-session")
            .send();
        preflight.problem(405, "method_not_allowed");
        assert!(!preflight.headers.iter().any(|(name, _)| name.to_lowercase().starts_with("access-control")));
        // And the cookie opens nothing by itself.
        server.request("GET", "/api/v1/me").header("Cookie", &operator.cookie).send().problem(401, "not_signed_in");
        server.refresh(&operator.cookie).ok(201);
    }

    fn signing_out_ends_the_session_at_once(server) {
        let operator = server.operator();
        let out = operator.request("DELETE", "/api/v1/sessions/current").send();
        out.ok(204);
        assert!(out.header("set-cookie").unwrap().contains("1970"), "the cookie is taken back");
        operator.get("/api/v1/me").problem(401, "session_ended");
        server.refresh(&operator.cookie).problem(401, "session_ended");
        server.refresh("yepiao_refresh=never-made").problem(401, "session_ended");
        server.refresh("other=1").problem(401, "session_ended");
    }

    fn a_session_that_is_not_continued_ends_and_none_lives_longer_than_two_weeks(server) {
        let operator = server.operator();
        let other = server.signs_in(&operator.login, PASSWORD);
        server.wait(12 * 3600);
        server.refresh(&other.cookie).problem(401, "session_ended");
        let mut cookie = server.signs_in(&operator.login, PASSWORD).cookie;
        let mut hours = 0;
        let ended = loop {
            let answer = server.refresh(&cookie);
            if answer.status != 201 {
                break answer;
            }
            cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
            server.wait(11 * 3600);
            hours += 11;
            assert!(hours < 400);
        };
        ended.problem(401, "session_ended");
        assert!(hours >= 14 * 24 - 11, "{hours}");
    }

    fn a_new_password_ends_all_other_sessions(server) {
        let operator = server.operator();
        let elsewhere = server.signs_in(&operator.login, PASSWORD);
        let change = |old: &str, new: &str| {
            operator.request("PUT", "/api/v1/me/password").json(&json!({ "old": old, "password": new })).send()
        };
        change("wrong password", OTHER).problem(401, "sign_in_failed");
        change(PASSWORD, "short").problem(422, "field_invalid");
        change(PASSWORD, OTHER).ok(204);
        operator.get("/api/v1/me").ok(200);
        elsewhere.get("/api/v1/me").problem(401, "session_ended");
        server.try_sign_in(&operator.login, PASSWORD).problem(401, "sign_in_failed");
        server.signs_in(&operator.login, OTHER);
    }

    fn a_lost_password_is_reset_by_a_superior_only(server) {
        let operator = server.operator();
        let (ours, theirs) = (operator.founds("湖光小区"), operator.founds("南湖小区"));
        let chair = operator.brings(&ours, "chair");
        let member = chair.brings(&ours, "member");
        let reset = |community: &str, account: &str| format!("/api/v1/communities/{community}/staff/{account}/reset");
        member.request("POST", &reset(&ours, &chair.id)).send().problem(403, "forbidden");
        chair.request("POST", &reset(&ours, &chair.id)).send().problem(403, "not_superior");

        let older = chair.request("POST", &reset(&ours, &member.id)).send().ok(201);
        let link = chair.request("POST", &reset(&ours, &member.id)).send().ok(201);
        let with = |link: &serde_json::Value, password: &str| {
            let secret = secret(link["link"].as_str().unwrap());
            server.post("/api/v1/invitations/reset", &json!({ "secret": secret, "password": password }))
        };
        with(&older, OTHER).problem(410, "invitation_worthless");
        with(&link, "short").problem(422, "field_invalid");
        with(&link, OTHER).ok(204);
        with(&link, OTHER).problem(410, "invitation_worthless");
        member.get("/api/v1/me").problem(401, "session_ended");
        let member = server.signs_in(&member.login, OTHER);

        // Who is more elsewhere cannot be taken over from here.
        let elsewhere = operator.invites(&theirs, "chair");
        member.post("/api/v1/invitations/join", &json!({ "secret": elsewhere })).ok(204);
        chair.request("POST", &reset(&ours, &member.id)).send().problem(403, "not_superior");
        operator.request("POST", &reset(&ours, &member.id)).send().ok(201);

        // A link to a password makes no account, and the other way about.
        let link = operator.request("POST", &reset(&ours, &chair.id)).send().ok(201);
        let secret_of = secret(link["link"].as_str().unwrap());
        let accept = json!({ "secret": secret_of, "login": "newcomer", "name": "李四", "password": PASSWORD });
        server.post("/api/v1/invitations/accept", &accept).problem(422, "invitation_of_other_kind");
        let invited = chair.invites(&ours, "auditor");
        server.post("/api/v1/invitations/reset", &json!({ "secret": invited, "password": OTHER })).problem(422, "invitation_of_other_kind");
        chair.post("/api/v1/invitations/join", &json!({ "secret": secret_of })).problem(422, "invitation_of_other_kind");
    }
}
