//! The service's interface, as far as a voter needs it. What it refuses is said in its own words.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

use super::super::Unusable;
use super::super::lang::Lang;
use super::super::terminal::printable;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Largest answer: a list of 150,000 credentials.
const LARGEST: u64 = 32 << 20;

/// Speaks with one poll of one service.
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

impl Client {
    pub(super) fn new(server: &str, poll: &str, lang: Lang) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).max_redirects(0);
        let base = format!("{}/api/v1/public/polls/{poll}", server.trim_end_matches('/'));
        Self { agent: config.build().into(), base, lang }
    }

    /// A text.
    pub(super) fn get(&self, path: &str) -> Result<String, Refused> {
        let request = self.agent.get(format!("{}/{path}", self.base)).header("Accept-Language", self.language());
        self.answer(request.call())
    }

    /// JSON for JSON.
    pub(super) fn post(&self, path: &str, body: &Value, token: Option<&str>) -> Result<Value, Refused> {
        let request = self.agent.post(format!("{}/{path}", self.base));
        let request = request.header("Accept-Language", self.language()).header("Content-Type", "application/json");
        let request = match token {
            Some(token) => request.header("Authorization", format!("Bearer {token}")),
            None => request,
        };
        let text = self.answer(request.send(body.to_string()))?;
        serde_json::from_str(&text).map_err(|_| self.silent("JSON"))
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

    fn answer(&self, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<String, Refused> {
        let mut answer = answer.map_err(|error| self.silent(&error.to_string()))?;
        let status = answer.status();
        let text = answer.body_mut().with_config().limit(LARGEST).read_to_string();
        let text = text.map_err(|error| self.silent(&error.to_string()))?;
        if status.is_success() {
            return Ok(text);
        }
        let problem: Value = serde_json::from_str(&text).unwrap_or_default();
        let field = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default();
        if field("code").is_empty() {
            return Err(self.silent(status.as_str()));
        }
        Err(Refused { code: field("code").to_owned(), text: printable(field("title"), 200) })
    }
}
