//! A service's interface, for commands that use it as people do. What it refuses is said in its own words.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{Request, Response};

use super::Unusable;
use super::lang::Lang;
use super::terminal::printable;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Largest answer: a list of 150,000 credentials.
const LARGEST: u64 = 32 << 20;

/// Speaks with one service.
pub(super) struct Client {
    agent: Agent,
    base: String,
    lang: Lang,
}

/// Why an answer is no success.
pub(super) struct Refused {
    /// The service's code; empty where nobody answered.
    pub(super) code: String,
    /// For people.
    pub(super) text: String,
}

impl From<Refused> for Unusable {
    fn from(refused: Refused) -> Self {
        Self(refused.text)
    }
}

/// What came back.
pub(super) struct Answer {
    /// The version of what it shows; empty where it has none.
    pub(super) etag: String,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Client {
    /// For what lies below `base`, without a slash at its end.
    pub(super) fn new(base: String, lang: Lang) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).max_redirects(0);
        Self { agent: config.build().into(), base, lang }
    }

    /// A text.
    pub(super) fn get(&self, path: &str) -> Result<String, Refused> {
        let answer = self.ask("GET", path, &[], None)?;
        String::from_utf8(answer.body).map_err(|_| self.silent("UTF-8"))
    }

    /// JSON for JSON.
    pub(super) fn post(&self, path: &str, body: &Value, token: Option<&str>) -> Result<Value, Refused> {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("Authorization", bearer.as_str())).collect();
        self.json(&self.ask("POST", path, &headers, Some(("application/json", body.to_string().as_bytes())))?)
    }

    /// Any request; the body with its media type.
    pub(super) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, &[u8])>,
    ) -> Result<Answer, Refused> {
        let request = Request::builder().method(method).uri(format!("{}/{path}", self.base));
        let request = request.header("Accept-Language", self.language());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = match body {
            Some((kind, bytes)) => request.header("Content-Type", kind).body(bytes).map(|request| self.agent.run(request)),
            None => request.body(()).map(|request| self.agent.run(request)),
        };
        self.answer(answer.map_err(|error| self.silent(&error.to_string()))?)
    }

    /// An answer's JSON; null where it has no body.
    pub(super) fn json(&self, answer: &Answer) -> Result<Value, Refused> {
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|_| self.silent("JSON"))
    }

    const fn language(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    fn silent(&self, why: &str) -> Refused {
        let what = self.lang.pick("服务没有正常回答", "the service does not answer as it should");
        Refused { code: String::new(), text: format!("{what}: {}", printable(why, 200)) }
    }

    fn answer(&self, answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<Answer, Refused> {
        let mut answer = answer.map_err(|error| self.silent(&error.to_string()))?;
        let status = answer.status();
        let etag = answer.headers().get("etag").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
        let body = body.map_err(|error| self.silent(&error.to_string()))?;
        if status.is_success() {
            return Ok(Answer { etag, body });
        }
        let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
        let field = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default();
        if field("code").is_empty() {
            return Err(self.silent(status.as_str()));
        }
        Err(Refused { code: field("code").to_owned(), text: printable(field("title"), 200) })
    }
}
