//! The routes of messages.

use serde_json::json;

use super::Who::{Anybody, Roles};
use super::{Known, none};

pub(super) const TABLE: &[Known] = &[
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/messages",
        who: Roles(&["operator", "chair", "member", "supervisor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/messages/trial",
        who: Roles(&["operator", "chair"]),
        body: none,
        done: 202,
    },
    Known {
        method: "POST",
        path: "/api/v1/messages/reports",
        who: Anybody,
        body: |_| json!({ "reports": [{ "id": "none-of-ours", "state": "delivered" }] }),
        done: 204,
    },
];
