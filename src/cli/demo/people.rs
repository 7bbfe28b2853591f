//! Who takes part, each with an account of their own, as people who work with the service.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::super::client::{Answer, Client, Refused};

/// What somebody is, the login, what colleagues call them, and the phone.
pub(super) struct Office {
    /// As the service writes it.
    pub(super) role: &'static str,
    /// Login.
    pub(super) login: &'static str,
    /// For people, Chinese and English.
    pub(super) names: [&'static str; 2],
    /// Of no owner.
    phone: &'static str,
}

const fn office(role: &'static str, login: &'static str, names: [&'static str; 2], phone: &'static str) -> Office {
    Office { role, login, names, phone }
}

/// Everybody with an account. The first is the operator, the second the chair.
pub(super) const OFFICES: [Office; 9] = [
    office("operator", "yunwei", ["运维人员", "operator"], "19999990001"),
    office("chair", "zuzhang", ["筹备组组长", "chair"], "19999990002"),
    office("member", "chengyuan1", ["筹备组成员", "member"], "19999990003"),
    office("member", "chengyuan2", ["筹备组成员", "member"], "19999990004"),
    office("supervisor", "jiedao", ["街道指导", "supervisor"], "19999990005"),
    office("teller", "jianpiao1", ["监票计票人", "teller"], "19999990006"),
    office("teller", "jianpiao2", ["监票计票人", "teller"], "19999990007"),
    office("canvasser", "louzhang", ["楼长（1、2 栋）", "canvasser, buildings 1, 2"], "19999990008"),
    office("auditor", "shenji", ["审计人", "auditor"], "19999990009"),
];

/// Somebody who is signed in, and signs in again when the session has ended: the demo's clock jumps by weeks.
pub(super) struct Person<'c> {
    client: &'c Client,
    login: &'static str,
    password: &'c str,
    token: Mutex<Zeroizing<String>>,
}

/// A text in an answer; empty where there is none.
pub(super) fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A list in an answer; empty where there is none.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

impl<'c> Person<'c> {
    /// Somebody who has an account.
    pub(super) fn new(client: &'c Client, office: &Office, password: &'c str) -> Self {
        Self { client, login: office.login, password, token: Mutex::default() }
    }

    /// Makes the account, with a link.
    pub(super) fn join(client: &'c Client, office: &Office, password: &'c str, link: &str) -> Result<Self, Refused> {
        let secret = link.split_once('#').map_or("", |(_, secret)| secret);
        let [name, _] = office.names;
        let body = json!({ "secret": secret, "login": office.login, "name": name, "phone": office.phone, "password": password });
        client.post("api/v1/invitations/accept", &body, None)?;
        Ok(Self::new(client, office, password))
    }

    fn sign_in(&self) -> Result<(), Refused> {
        let body = json!({ "login": self.login, "password": self.password });
        let session = self.client.post("api/v1/sessions", &body, None)?;
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Zeroizing::new(text(&session, "access_token"));
        Ok(())
    }

    fn token(&self) -> Zeroizing<String> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The token of a session that has just begun, for many requests at once.
    pub(super) fn fresh_token(&self) -> Result<Zeroizing<String>, Refused> {
        self.sign_in()?;
        Ok(self.token())
    }

    /// Asks; signed in anew if need be.
    pub(super) fn ask(&self, method: &str, path: &str, etag: &str, body: Option<(&str, &[u8])>) -> Result<Answer, Refused> {
        let once = || {
            let bearer = format!("Bearer {}", self.token().as_str());
            let mut headers = vec![("Authorization", bearer.as_str())];
            if !etag.is_empty() {
                headers.push(("If-Match", etag));
            }
            self.client.ask(method, path, &headers, body)
        };
        match once() {
            Err(refused) if matches!(refused.code.as_str(), "not_signed_in" | "session_ended") => {
                self.sign_in()?;
                once()
            }
            done => done,
        }
    }

    /// Looks at something; with its version.
    pub(super) fn get(&self, path: &str) -> Result<(Value, String), Refused> {
        let answer = self.ask("GET", path, "", None)?;
        Ok((self.client.json(&answer)?, answer.etag))
    }

    /// JSON for JSON.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        self.send("POST", path, "", body)
    }

    /// The same, where it changes something of a version.
    pub(super) fn send(&self, method: &str, path: &str, etag: &str, body: &Value) -> Result<Value, Refused> {
        let body = body.to_string();
        let answer = self.ask(method, path, etag, Some(("application/json", body.as_bytes())))?;
        self.client.json(&answer)
    }
}
