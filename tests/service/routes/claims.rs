//! The routes of owners' claims.

use serde_json::json;

use super::Who::{Anybody, Roles};
use super::{Known, none};
use crate::claims;
use crate::pictures::PAPER;

pub(super) const TABLE: &[Known] = &[
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/claims",
        who: Roles(&["chair", "member", "supervisor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/claims/{claim}/look",
        who: Roles(&["chair", "member", "supervisor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/claims/{claim}/files/{file}",
        who: Roles(&["chair", "member", "supervisor"]),
        body: none,
        done: 200,
    },
    // Of somebody who is not on the roll: the stories about claims have one who is.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/claims/{claim}/confirm",
        who: Roles(&["chair", "member"]),
        body: |_| json!({ "base": "none", "becomes": "contact", "answer": "已登记" }),
        done: 422,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/claims/{claim}/reject",
        who: Roles(&["chair", "member"]),
        body: |_| json!({ "reason": "not_proven", "answer": "请补充权证照片" }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/communities/{community}/claims",
        who: Anybody,
        body: |_| claims::of("3-2-501", "王小明", "13904310001"),
        done: 201,
    },
    Known { method: "GET", path: "/api/v1/public/claims/{number}", who: Anybody, body: none, done: 200 },
    Known { method: "POST", path: "/api/v1/public/claims/{number}/files", who: Anybody, body: |_| PAPER.into(), done: 201 },
    Known { method: "DELETE", path: "/api/v1/public/claims/{number}/files/{file}", who: Anybody, body: none, done: 204 },
    Known { method: "DELETE", path: "/api/v1/public/claims/{number}", who: Anybody, body: none, done: 204 },
];
