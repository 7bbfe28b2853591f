//! The routes of polls.

use serde_json::{Value, json};

use super::Known;
use super::ROLES;
use super::Who::{Anybody, Roles};
use crate::server::{Person, Server};

/// Polls in all states that routes ask for. What moves a poll has one of its own.
pub(super) struct Polls(Vec<String>);

/// Which of them a route is tried on: a draft, or one whose roll is published.
fn place(template: &str) -> usize {
    let ends = [
        "/polls/{poll}",
        "/publish-roll",
        "/rules",
        "/cancel",
        "/contact",
        // From here on the roll is published.
        "/open-nomination",
        "/go-back",
        "/announce",
        "",
    ];
    ends.iter().position(|end| template.ends_with(end) && (end.is_empty() || !template.contains("/public/"))).unwrap()
}

const PUBLISHED: usize = 5;

impl Polls {
    /// With an objection to the last of them.
    pub(super) fn new(server: &Server, chair: &Person<'_>, community: &str, version: &str, pair: &str) -> Self {
        let overlap = format!("{community}/roll/versions/{version}/overlaps/{pair}");
        let decided = chair.post(&overlap, &json!({ "reason": "一人两户，其中一户与他人共有" }));
        assert!(decided.status < 300, "{}", decided.text);
        let polls: Vec<String> = (0..=8)
            .map(|place| {
                let item = if place == PUBLISHED { election() } else { matter() };
                let made = chair.post(&format!("{community}/polls"), &json!({ "title": "业主大会", "items": [item] })).ok(201);
                let id = made["id"].as_str().unwrap().to_owned();
                if place >= PUBLISHED {
                    let path = format!("{community}/polls/{id}/publish-roll");
                    let publish = chair.request("POST", &path).header("If-Match", "\"1\"");
                    publish.json(&json!({ "roll_version": version })).send().ok(200);
                }
                id
            })
            .collect();
        let objections = format!("/api/v1/public/polls/{}/objections", polls.last().unwrap());
        server.post(&objections, &objection()).ok(201);
        Self(polls)
    }

    pub(super) fn of(&self, template: &str) -> &str {
        &self.0[place(template)]
    }

    /// The version of what a route changes.
    pub(super) fn etag(template: &str) -> &'static str {
        if template.contains("{poll}") && (PUBLISHED..8).contains(&place(template)) { "\"2\"" } else { "\"1\"" }
    }
}

fn matter() -> Value {
    json!({ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" })
}

fn election() -> Value {
    json!({ "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5 })
}

fn asked() -> Value {
    json!({ "title": "业主大会", "items": [matter()] })
}

fn objection() -> Value {
    json!({ "about": "roll", "name": "王小明", "room": "3栋2单元501", "contact": "13904317788", "text": "我家的面积不对" })
}

fn none(_: &super::World<'_>) -> Value {
    Value::Null
}

const CHAIR: &[&str] = &["chair"];
const PREPARE: &[&str] = &["chair", "member"];

pub(super) const TABLE: &[Known] = &[
    Known { method: "GET", path: "/api/v1/communities/{community}/polls", who: Roles(&ROLES), body: none, done: 200 },
    Known { method: "POST", path: "/api/v1/communities/{community}/polls", who: Roles(PREPARE), body: |_| asked(), done: 201 },
    Known { method: "GET", path: "/api/v1/communities/{community}/polls/{poll}", who: Roles(&ROLES), body: none, done: 200 },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/steps",
        who: Roles(&ROLES),
        body: none,
        done: 200,
    },
    Known { method: "GET", path: "/api/v1/communities/{community}/polls/{poll}/road", who: Roles(&ROLES), body: none, done: 200 },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/rules",
        who: Roles(&ROLES),
        body: none,
        done: 200,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/polls/{poll}/rules",
        who: Roles(CHAIR),
        body: |_| {
            let days = json!({ "count": 10, "unit": "days" });
            json!({ "changes": [{ "key": "roll_publish_days", "value": days, "basis": "S", "source": "某市规则 12" }] })
        },
        done: 200,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/polls/{poll}/contact",
        who: Roles(PREPARE),
        body: |_| json!({ "name": "王书记", "phone": "0431-88880000", "place": "社区服务站" }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/publish-roll",
        who: Roles(CHAIR),
        body: |world| json!({ "roll_version": world.version }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/open-nomination",
        who: Roles(CHAIR),
        body: |_| json!({ "override_reason": "街道同意" }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/announce",
        who: Roles(CHAIR),
        body: |_| json!({ "opens": "2100-03-20T01:00:00Z", "closes": "2100-03-27T16:00:00Z", "override_reason": "街道同意" }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/go-back",
        who: Roles(CHAIR),
        body: |_| json!({ "to": "draft", "reason": "名册有误" }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/cancel",
        who: Roles(CHAIR),
        body: |_| json!({ "reason": "不再需要" }),
        done: 200,
    },
    // No result yet: the story of the whole goes on.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/revote",
        who: Roles(CHAIR),
        body: none,
        done: 409,
    },
    // Under these rules the owners would vote again: the stories about ties draw.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/tie-lot",
        who: Roles(CHAIR),
        body: |_| json!({ "source": "双色球开奖号码", "seed_from": "2100-01-01T00:00:00Z" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/tie-lot/seed",
        who: Roles(CHAIR),
        body: |_| json!({ "seed": "03 08 11" }),
        done: 409,
    },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/tie-lot", who: Anybody, body: none, done: 404 },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/staff",
        who: Roles(&["operator", "chair", "member", "supervisor", "teller", "auditor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/polls/{poll}/staff/{account}/roles/{role}",
        who: Roles(CHAIR),
        body: none,
        done: 204,
    },
    Known {
        method: "DELETE",
        path: "/api/v1/communities/{community}/polls/{poll}/staff/{account}/roles/{role}",
        who: Roles(CHAIR),
        body: none,
        done: 204,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/polls/{poll}",
        who: Roles(PREPARE),
        body: |_| asked(),
        done: 200,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/objections",
        who: Roles(&["chair", "member", "supervisor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/objections/{objection}/look",
        who: Roles(&["chair", "member", "supervisor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/polls/{poll}/objections/{objection}/answer",
        who: Roles(PREPARE),
        body: |_| json!({ "decision": "upheld", "summary": "面积与证不符", "answer": "已按房产证改正" }),
        done: 200,
    },
    Known { method: "GET", path: "/api/v1/public/communities/{community}/polls", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/steps", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/rules", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/rules.toml", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/roll", who: Anybody, body: none, done: 200 },
    // Not announced yet: the stories about polls go on.
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/package.json", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/objections", who: Anybody, body: none, done: 200 },
    Known { method: "POST", path: "/api/v1/public/polls/{poll}/objections", who: Anybody, body: |_| objection(), done: 201 },
];
