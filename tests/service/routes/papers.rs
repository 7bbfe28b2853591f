//! The routes of paper ballots. The poll is not announced and names no tellers: the stories about papers go on.

use serde_json::{Value, json};

use super::Known;
use super::Who::Roles;
use crate::pictures::PAPER;

const TELLER: &[&str] = &["teller"];
const SEE: &[&str] = &["chair", "member", "supervisor", "teller", "auditor"];

fn none(_: &super::World<'_>) -> Value {
    Value::Null
}

fn the_paper(_: &super::World<'_>) -> Value {
    json!({ "serial": "K7P4-92XD" })
}

pub(super) const TABLE: &[Known] = &[
    Known { method: "GET", path: "/api/v1/communities/{community}/polls/{poll}/papers", who: Roles(SEE), body: none, done: 200 },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers",
        who: Roles(TELLER),
        body: |_| json!({ "count": 3 }),
        done: 403,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/list",
        who: Roles(TELLER),
        body: none,
        done: 403,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/issue",
        who: Roles(TELLER),
        body: |_| json!({ "building": "1号楼" }),
        done: 403,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/hand-over",
        who: Roles(&["teller", "canvasser"]),
        body: the_paper,
        done: 403,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/return",
        who: Roles(TELLER),
        body: |_| json!({ "serial": "K7P4-92XD", "envelope": "sound" }),
        done: 403,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/tally",
        who: Roles(TELLER),
        body: |_| json!({ "pile": { "unused": 0, "valid": 0, "void": 0, "duplicate": 0 }, "questions": [] }),
        done: 403,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/totals",
        who: Roles(SEE),
        body: none,
        done: 409,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/sheet",
        who: Roles(SEE),
        body: none,
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/forms",
        who: Roles(TELLER),
        body: |_| json!({ "building": "1号楼" }),
        done: 403,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/scan",
        who: Roles(TELLER),
        body: |_| json!(PAPER),
        done: 403,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/scan",
        who: Roles(SEE),
        body: none,
        done: 404,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/papers/seal",
        who: Roles(TELLER),
        body: |_| json!({ "scan": "00" }),
        done: 403,
    },
];
