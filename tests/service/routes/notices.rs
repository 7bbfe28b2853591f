//! The routes of notices.

use serde_json::json;

use super::Who::{Anybody, Roles};
use super::{Known, NOTICE, NOTICES, POSTINGS, ROLES, none};

pub(super) const TABLE: &[Known] = &[
    Known { method: "GET", path: NOTICES, who: Roles(&ROLES), body: none, done: 200 },
    Known {
        method: "POST",
        path: NOTICES,
        who: Roles(&["chair", "member"]),
        body: |_| json!({ "kind": "group_formed" }),
        done: 201,
    },
    Known { method: "GET", path: NOTICE, who: Roles(&ROLES), body: none, done: 200 },
    Known {
        method: "PUT",
        path: NOTICE,
        who: Roles(&["chair", "member"]),
        body: |_| json!({ "parts": [], "places": [] }),
        done: 200,
    },
    // It was changed a line above: the stories about notices throw one away.
    Known { method: "DELETE", path: NOTICE, who: Roles(&["chair", "member"]), body: none, done: 412 },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/notices/{notice}/freeze",
        who: Roles(&["chair"]),
        body: none,
        done: 200,
    },
    Known { method: "GET", path: POSTINGS, who: Roles(&ROLES), body: none, done: 200 },
    // No picture is a text: the stories about notices send one.
    Known {
        method: "POST",
        path: POSTINGS,
        who: Roles(&["chair", "member", "supervisor", "canvasser"]),
        body: |_| "no picture".into(),
        done: 415,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/notices/{notice}/postings/{posting}/photo",
        who: Roles(&["chair", "member", "supervisor", "canvasser"]),
        body: none,
        done: 200,
    },
    // A frozen notice hangs whatever its poll is.
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/notices", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/notices/{digest}", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/notices/{digest}/frozen", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/notices/{digest}/text", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/notices/{digest}/print", who: Anybody, body: none, done: 200 },
];
