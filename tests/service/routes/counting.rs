//! The routes of counting.

use serde_json::json;

use super::Who::{Anybody, Roles};
use super::{Known, none};

pub(super) const TABLE: &[Known] = &[
    // Nothing is counted before the close: the stories about counting go on.
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/count", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/record", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/people.bel", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/area.bel", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/result", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/certificate.jws", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/participants", who: Anybody, body: none, done: 409 },
    Known { method: "POST", path: "/api/v1/public/trustee/count", who: Anybody, body: |_| json!({ "secret": "x" }), done: 410 },
    Known {
        method: "POST",
        path: "/api/v1/public/trustee/signature",
        who: Anybody,
        body: |_| json!({ "secret": "x", "signature": "{}" }),
        done: 410,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/trustee/share",
        who: Anybody,
        body: |_| json!({ "secret": "x", "share": "{}" }),
        done: 410,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/publish-result",
        who: Roles(&["chair"]),
        body: none,
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/make-final",
        who: Roles(&["chair"]),
        body: |_| json!({}),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/file",
        who: Roles(&["chair"]),
        body: none,
        done: 409,
    },
];
