//! The routes of nominations and candidates.

use std::cell::RefCell;

use serde_json::{Value, json};

use super::Known;
use super::Who::{Anybody, Roles};
use crate::election::{Nominee, form, unit};
use crate::pictures::photo;
use crate::server::Person;

/// A poll to which people are nominated, and a nomination; a fresh one where one is used up.
pub(super) struct Nominations {
    path: String,
    poll: String,
    nominee: RefCell<Nominee>,
    photo: RefCell<String>,
}

/// Whether a route is about nominations or candidates.
fn is_ours(template: &str) -> bool {
    ["/nominations", "/candidates", "/publish-candidates"].iter().any(|part| template.contains(part))
}

impl Nominations {
    /// After the overlaps of the version were decided.
    pub(super) fn new(chair: &Person<'_>, community: &str, version: &str) -> Self {
        let item = json!({ "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5 });
        let made = chair.post(&format!("{community}/polls"), &json!({ "title": "首次业主大会", "items": [item] })).ok(201);
        let poll = made["id"].as_str().unwrap().to_owned();
        let path = format!("{community}/polls/{poll}");
        let publish = ("publish-roll", json!({ "roll_version": version }));
        for (step, body) in [publish, ("open-nomination", json!({ "override_reason": "街道同意" }))] {
            let etag = chair.get(&path).etag();
            chair.request("POST", &format!("{path}/{step}")).header("If-Match", &etag).json(&body).send().ok(200);
        }
        let nobody = Nominee { id: String::new(), number: String::new(), secret: String::new() };
        Self { path, poll, nominee: nobody.into(), photo: RefCell::default() }
    }

    /// What a route uses up, anew.
    pub(super) fn refresh(&self, member: &Person<'_>, template: &str) {
        if !template.contains("{nomination}") && !template.contains("/public/nominations/") {
            return;
        }
        let nominations = format!("{}/nominations", self.path);
        let before = format!("{nominations}/{}", self.nominee.borrow().id);
        let looked = member.request("POST", &format!("{before}/look")).send();
        if looked.status == 200 {
            // Refused where the nominee has withdrawn already.
            member.request("POST", &format!("{before}/withdraw")).header("If-Match", &looked.etag()).send();
        }
        let nominee = Nominee::of(&member.post(&nominations, &nominated("李四", "101")).ok(201));
        if template.contains("{photo}") {
            let path = format!("{nominations}/{}", nominee.id);
            let taken = member.request("POST", &format!("{path}/photo")).header("If-Match", "\"1\"");
            taken.raw("image/jpeg", &photo(20, 20)).send().ok(200);
            let looked = member.request("POST", &format!("{path}/look")).send().ok(200);
            *self.photo.borrow_mut() = looked["photos"][0]["id"].as_str().unwrap().into();
        }
        *self.nominee.borrow_mut() = nominee;
    }

    /// A route's path, as far as it is about nominations.
    pub(super) fn fill(&self, template: &str) -> String {
        if !is_ours(template) {
            return template.to_owned();
        }
        let nominee = self.nominee.borrow();
        template
            .replace("{poll}", &self.poll)
            .replace("{number}", &nominee.number)
            .replace("{nomination}", &nominee.id)
            .replace("{photo}", &self.photo.borrow())
    }

    /// What opens the nomination.
    pub(super) fn secret(&self) -> String {
        self.nominee.borrow().secret.clone()
    }

    /// The version of what a route changes, if it is about nominations.
    pub(super) fn etag(template: &str) -> Option<&'static str> {
        is_ours(template).then(|| if template.ends_with("/publish-candidates") { "\"3\"" } else { "\"1\"" })
    }
}

/// A form on paper.
fn nominated(name: &str, room: &str) -> Value {
    json!({ "origin": { "type": "self_nominated" }, "unit": unit(room), "name": name, "form": form() })
}

fn none(_: &super::World<'_>) -> Value {
    Value::Null
}

const SEE: &[&str] = &["chair", "member", "supervisor"];
const REVIEW: &[&str] = &["chair", "member"];

pub(super) const TABLE: &[Known] = &[
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations",
        who: Roles(SEE),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations",
        who: Roles(REVIEW),
        body: |_| nominated("张三", "102"),
        done: 201,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/look",
        who: Roles(SEE),
        body: none,
        done: 200,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/photos/{photo}",
        who: Roles(SEE),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/photo",
        who: Roles(REVIEW),
        // No photo: the stories about nominations have one.
        body: |_| json!("no photo"),
        done: 415,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/identify",
        who: Roles(REVIEW),
        body: |_| json!({}),
        done: 200,
    },
    // Of somebody whom only one person has identified: the stories about nominations go on.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/reviews",
        who: Roles(REVIEW),
        body: |_| json!({ "verdict": "accept" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/reopen",
        who: Roles(REVIEW),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/withdraw",
        who: Roles(REVIEW),
        body: none,
        done: 200,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/candidates",
        who: Roles(SEE),
        body: none,
        done: 200,
    },
    // Nobody is accepted here: the stories about nominations have candidates.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/candidates/lots",
        who: Roles(&["chair"]),
        body: |_| json!({ "source": "双色球开奖号码", "seed_from": "2100-01-01T00:00:00Z" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/candidates/lots/seed",
        who: Roles(&["chair"]),
        body: |_| json!({ "seed": "03 08 11" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/publish-candidates",
        who: Roles(&["chair"]),
        body: |_| json!({ "rule": "strokes" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/nominations/code",
        who: Anybody,
        body: |_| json!({ "unit": unit("101"), "name": "张三" }),
        done: 202,
    },
    // Without the code that was sent: the stories about nominations read it.
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/nominations/code/again",
        who: Anybody,
        body: |_| json!({ "unit": unit("101"), "name": "张三", "challenge": "none" }),
        done: 410,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/nominations",
        who: Anybody,
        body: |_| json!({ "unit": unit("101"), "name": "张三", "challenge": "none", "code": "123456", "form": form() }),
        done: 410,
    },
    Known { method: "GET", path: "/api/v1/public/nominations/{number}", who: Anybody, body: none, done: 200 },
    Known { method: "PUT", path: "/api/v1/public/nominations/{number}", who: Anybody, body: |_| form(), done: 200 },
    Known {
        method: "POST",
        path: "/api/v1/public/nominations/{number}/photo",
        who: Anybody,
        body: |_| json!("no photo"),
        done: 415,
    },
    // Somebody who nominated themselves has nothing to agree to.
    Known { method: "POST", path: "/api/v1/public/nominations/{number}/consent/code", who: Anybody, body: none, done: 409 },
    Known {
        method: "POST",
        path: "/api/v1/public/nominations/{number}/consent",
        who: Anybody,
        body: |_| json!({ "challenge": "none", "code": "123456", "form": form() }),
        done: 409,
    },
    Known { method: "POST", path: "/api/v1/public/nominations/{number}/withdraw", who: Anybody, body: none, done: 204 },
    // Nothing is published here.
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/candidates", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/candidates/lots", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/candidates/photos/{photo}", who: Anybody, body: none, done: 404 },
];
