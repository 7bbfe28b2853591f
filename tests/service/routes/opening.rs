//! The routes of opening a poll: trustees, voters, slips. The poll is not announced: the stories about opening go on.

use serde_json::json;

use super::Who::{Anybody, Roles};
use super::{Known, ROLES, none};

pub(super) const TABLE: &[Known] = &[
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/extend",
        who: Roles(&["chair"]),
        body: |_| json!({ "until": "2027-01-01T00:00:00Z" }),
        done: 409,
    },
    // A draft is not far enough for most of these: the stories about openings go on.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/trustees",
        who: Roles(&["chair"]),
        body: |_| json!({ "singles": ["赵书记"] }),
        done: 201,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/trustees",
        who: Roles(&ROLES),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/trustees/{place}/link",
        who: Roles(&["chair"]),
        body: none,
        done: 201,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters",
        who: Roles(&["chair"]),
        body: |_| json!({ "made_by": "authority" }),
        done: 409,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/voters",
        who: Roles(&ROLES),
        body: none,
        done: 404,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/export",
        who: Roles(&["chair"]),
        body: none,
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/points",
        who: Roles(&["chair"]),
        body: |_| json!("{\"format\":\"yepiao/points/v1\",\"points\":[],\"uuid\":\"x\"}"),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip",
        who: Roles(&["chair"]),
        body: |_| json!({ "because": "lost" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/slips/print",
        who: Roles(&["chair"]),
        body: |_| json!({}),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip/send",
        who: Roles(&["chair"]),
        body: none,
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip/void",
        who: Roles(&["chair"]),
        body: |_| json!({ "because": "misdelivered" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/{number}/slip/code",
        who: Roles(&["chair"]),
        body: none,
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/slips/sheet",
        who: Roles(&["chair"]),
        body: |_| json!({}),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/opening",
        who: Roles(&["chair"]),
        body: |_| json!({}),
        done: 409,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/opening",
        who: Roles(&ROLES),
        body: none,
        done: 404,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/trustee/table",
        who: Anybody,
        body: |_| json!({ "secret": "nobody has this" }),
        done: 410,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/trustee/messages",
        who: Anybody,
        body: |_| json!({ "secret": "nobody has this", "step": 1, "message": "{}" }),
        done: 410,
    },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/trustees", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/opening/{file}", who: Anybody, body: none, done: 404 },
];
