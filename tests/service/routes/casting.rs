//! The routes of casting, and of the public log.

use serde_json::json;

use super::Who::{Anybody, Roles};
use super::{Known, none, possession};

pub(super) const TABLE: &[Known] = &[
    // Nobody can vote before the opening: the stories about casting go on.
    Known { method: "POST", path: "/api/v1/public/polls/{poll}/challenges", who: Anybody, body: none, done: 409 },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/cast-sessions",
        who: Anybody,
        body: |_| json!({ "credential": "0".repeat(64), "serial": "K7P4-92XD", "nonce": "0", "proof": possession() }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/cast-sessions/code",
        who: Anybody,
        body: |_| json!({ "session": "nobody has this" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/cast-sessions/confirm",
        who: Anybody,
        body: |_| json!({ "session": "nobody has this", "level": "sms", "challenge": "x", "typed": "123456" }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/cast-sessions/official",
        who: Anybody,
        body: |_| json!({ "session": "nobody has this" }),
        done: 409,
    },
    // With the key. Nobody was sent to the real-name service.
    Known {
        method: "POST",
        path: "/api/v1/identity/confirmations",
        who: Anybody,
        body: |_| json!({ "reference": "x", "name": "王小明", "last_four": "123X" }),
        done: 410,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/cast-sessions/token",
        who: Anybody,
        body: |_| json!({ "session": "x", "credential": "0".repeat(64), "nonce": "0", "proof": possession() }),
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/sent-slips/code",
        who: Anybody,
        body: |_| json!({ "serial": "K7P4-92XD" }),
        done: 403,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/sent-slips/release",
        who: Anybody,
        body: |_| json!({ "serial": "K7P4-92XD", "challenge": "x", "code": "123456", "last_four": "123X" }),
        done: 403,
    },
    Known {
        method: "POST",
        path: "/api/v1/public/polls/{poll}/ballots",
        who: Anybody,
        body: |_| json!({ "ballot": "{}" }),
        done: 401,
    },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/receipts/{tracker}", who: Anybody, body: none, done: 409 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/turnout", who: Anybody, body: none, done: 409 },
    // Nobody has voted: the stories about counting go on.
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/voters/{number}/void-ballot",
        who: Roles(&["chair"]),
        body: |_| json!({ "reason": "本人说没有投过" }),
        done: 404,
    },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/log/checkpoint", who: Anybody, body: none, done: 409 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/log/entries", who: Anybody, body: none, done: 404 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/log/inclusion", who: Anybody, body: none, done: 400 },
    Known { method: "GET", path: "/api/v1/public/polls/{poll}/log/consistency", who: Anybody, body: none, done: 400 },
    Known { method: "GET", path: "/.well-known/jwks.json", who: Anybody, body: none, done: 200 },
    Known {
        method: "GET",
        path: "/api/v1/communities/{community}/polls/{poll}/turnout",
        who: Roles(&["chair", "member", "supervisor", "teller", "canvasser"]),
        body: none,
        done: 409,
    },
    Known {
        method: "POST",
        path: "/api/v1/communities/{community}/polls/{poll}/attestations",
        who: Roles(&["teller", "canvasser"]),
        body: |_| json!({ "serial": "K7P4-92XD", "pairing": "1234" }),
        done: 409,
    },
];
