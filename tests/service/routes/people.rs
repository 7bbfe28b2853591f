//! The routes of accounts, communities and their staff.

use serde_json::json;

use super::Who::{Anybody, Roles, SignedIn};
use super::{Known, ROLES, about, none};
use crate::server::{PASSWORD, secret};

pub(super) const TABLE: &[Known] = &[
    Known { method: "GET", path: "/health/live", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/health/ready", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/metrics", who: Anybody, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/public/service", who: Anybody, body: none, done: 200 },
    Known {
        method: "POST",
        path: "/api/v1/sessions",
        who: Anybody,
        body: |world| json!({ "login": world.people["chair"].login, "password": PASSWORD }),
        done: 201,
    },
    // Without a cookie: the stories about sessions have one.
    Known { method: "POST", path: "/api/v1/sessions/refresh", who: Anybody, body: none, done: 401 },
    Known {
        method: "POST",
        path: "/api/v1/invitations/accept",
        who: Anybody,
        body: |world| {
            let link = world.people["chair"].invites(&world.community, "member");
            json!({ "secret": link, "login": "somebody-new", "name": "李四", "password": PASSWORD })
        },
        done: 201,
    },
    Known {
        method: "POST",
        path: "/api/v1/invitations/reset",
        who: Anybody,
        body: |world| {
            let path = world.path("/api/v1/communities/{community}/staff/{account}/reset");
            let made = world.people["chair"].request("POST", &path).send().ok(201);
            json!({ "secret": secret(made["link"].as_str().unwrap()), "password": PASSWORD })
        },
        done: 204,
    },
    Known {
        method: "POST",
        path: "/api/v1/invitations/join",
        who: SignedIn,
        body: |world| json!({ "secret": world.people["chair"].invites(&world.community, "teller") }),
        done: 204,
    },
    Known { method: "GET", path: "/api/v1/me", who: SignedIn, body: none, done: 200 },
    Known { method: "GET", path: "/api/v1/communities", who: SignedIn, body: none, done: 200 },
    Known { method: "POST", path: "/api/v1/communities", who: Roles(&["operator"]), body: about, done: 201 },
    Known { method: "GET", path: "/api/v1/communities/{community}", who: Roles(&ROLES), body: none, done: 200 },
    Known { method: "PUT", path: "/api/v1/communities/{community}", who: Roles(&["operator", "chair"]), body: about, done: 200 },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/staff",
        who: Roles(&["operator", "chair", "member", "supervisor", "teller", "auditor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/audit",
        who: Roles(&["chair", "supervisor", "auditor"]),
        body: none,
        done: 200,
    },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/invitations",
        who: Roles(&["operator", "chair"]),
        body: none,
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/invitations",
        who: Roles(&["operator", "chair"]),
        body: |_| json!({ "role": "member" }),
        done: 201,
    },
    Known {
        method: "PUT",
        path: "/api/v1/communities/{community}/staff/{account}/roles/{role}/buildings",
        who: Roles(&["operator", "chair"]),
        body: |_| json!({ "buildings": ["1栋"] }),
        done: 200,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/staff/{account}/contact",
        who: Roles(&["chair", "member", "supervisor"]),
        body: |_| json!({ "purpose": "call" }),
        done: 200,
    },
];

/// What takes a role or a link away, once others were tried with them.
pub(super) const AFTERWARDS: &[Known] = &[
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/staff/{account}/reset",
        who: Roles(&["operator", "chair"]),
        body: none,
        done: 201,
    },
    Known {
        method: "DELETE",
        path: "/api/v1/communities/{community}/invitations/{invitation}",
        who: Roles(&["operator", "chair"]),
        body: none,
        done: 204,
    },
    Known {
        method: "DELETE",
        path: "/api/v1/communities/{community}/staff/{account}/roles/{role}",
        who: Roles(&["operator", "chair"]),
        body: none,
        done: 204,
    },
];

/// What ends the session of whoever tries it.
pub(super) const LAST: &[Known] = &[
    Known {
        method: "PUT",
        path: "/api/v1/me/password",
        who: SignedIn,
        body: |_| json!({ "old": PASSWORD, "password": "另一个很长很长的密码" }),
        done: 204,
    },
    Known { method: "DELETE", path: "/api/v1/sessions/current", who: SignedIn, body: none, done: 204 },
];
