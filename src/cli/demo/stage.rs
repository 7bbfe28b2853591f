//! The community on its way to the voting: everybody who takes part, and the clock that they live by.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::Unusable;
use super::super::client::{Client, Refused};
use super::super::lang::Lang;
use super::super::terminal::{hanging, print};
use super::people::{Office, Person, text};

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);
/// Seconds that the clock is moved at once; the service takes no more.
const STRIDE: i64 = 4_000_000;

/// Everybody, and where they are.
pub(super) struct Stage<'c> {
    /// The service.
    pub(super) client: &'c Client,
    /// In the order of [`super::people::OFFICES`], as far as they have joined.
    pub(super) people: Vec<Person<'c>>,
    /// `api/v1/communities/…`.
    pub(super) community: String,
    /// The poll's id.
    pub(super) poll: String,
    /// Language of what is said.
    pub(super) lang: Lang,
}

impl<'c> Stage<'c> {
    /// Before anybody has joined.
    pub(super) const fn new(client: &'c Client, lang: Lang) -> Self {
        Self { client, people: Vec::new(), community: String::new(), poll: String::new(), lang }
    }

    /// Somebody, by the place in [`super::people::OFFICES`].
    fn person(&self, place: usize) -> Result<&Person<'c>, Unusable> {
        self.people.get(place).ok_or_else(|| Unusable("demo: nobody there".into()))
    }

    /// The operator.
    pub(super) fn operator(&self) -> Result<&Person<'c>, Unusable> {
        self.person(0)
    }

    /// The chair.
    pub(super) fn chair(&self) -> Result<&Person<'c>, Unusable> {
        self.person(1)
    }

    /// The members who review.
    pub(super) fn reviewers(&self) -> Result<[&Person<'c>; 2], Unusable> {
        Ok([self.person(2)?, self.person(3)?])
    }

    /// The tellers.
    pub(super) fn tellers(&self) -> Result<[&Person<'c>; 2], Unusable> {
        Ok([self.person(5)?, self.person(6)?])
    }

    /// Somebody joins by an invitation of somebody who may invite.
    pub(super) fn joins(&mut self, by: usize, office: &Office, password: &'c str) -> Result<(), Unusable> {
        let buildings: &[&str] = if office.role == "canvasser" { &["1栋", "2栋"] } else { &[] };
        let body = json!({ "role": office.role, "buildings": buildings });
        let made = self.person(by)?.post(&format!("{}/invitations", self.community), &body)?;
        self.people.push(Person::join(self.client, office, password, &text(&made, "link"))?);
        Ok(())
    }

    /// Below the poll, for the staff.
    pub(super) fn path(&self, rest: &str) -> String {
        let slash = if rest.is_empty() { "" } else { "/" };
        format!("{}/polls/{}{slash}{rest}", self.community, self.poll)
    }

    /// Below the poll, for everybody.
    pub(super) fn public(&self, rest: &str) -> String {
        format!("api/v1/public/polls/{}/{rest}", self.poll)
    }

    /// The chair takes a step.
    pub(super) fn step(&self, step: &str, body: &Value) -> Result<Value, Unusable> {
        let chair = self.chair()?;
        let (_, etag) = chair.get(&self.path(""))?;
        Ok(chair.send("POST", &self.path(step), &etag, body)?)
    }

    /// The service's time, milliseconds UTC.
    pub(super) fn now(&self) -> Result<i64, Refused> {
        let seen = self.client.get("api/v1/public/service")?;
        let seen: Value = serde_json::from_str(&seen).unwrap_or_default();
        Ok(text(&seen, "now").parse().map_or(0, jiff::Timestamp::as_millisecond))
    }

    /// Lets time pass until then.
    pub(super) fn until(&self, then: i64) -> Result<(), Unusable> {
        loop {
            // Half a second short is not there yet.
            let left = then.saturating_sub(self.now()?).saturating_add(999).div_euclid(1000);
            if left <= 0 {
                return Ok(());
            }
            self.client.post("api/test-clock", &json!({ "seconds": left.min(STRIDE) }), None)?;
        }
    }

    /// Looks again and again until there is something.
    pub(super) fn waits<T>(&self, mut look: impl FnMut() -> Result<Option<T>, Unusable>) -> Result<T, Unusable> {
        let begun = Instant::now();
        loop {
            if let Some(found) = look()? {
                return Ok(found);
            }
            if begun.elapsed() > PATIENCE {
                let what =
                    self.lang.pick("演示等了一分钟，服务没有做该做的事", "the service did not do in a minute what it has to do");
                return Err(Unusable(what.into()));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits until the service has moved the poll by itself.
    pub(super) fn comes_to(&self, state: &str) -> Result<(), Unusable> {
        self.waits(|| {
            let (poll, _) = self.chair()?.get(&self.path(""))?;
            Ok((text(&poll, "state") == state).then_some(()))
        })
    }

    /// Tells what happened, with the day.
    pub(super) fn tell(&self, zh: &str, en: &str) -> Result<(), Unusable> {
        let day = day(self.now()?);
        let what = match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        print(&hanging(&format!("{day}  "), what), self.lang)
    }
}

/// `2026-11-27`, in China.
pub(super) fn day(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    jiff::tz::offset(8).to_datetime(time).date().to_string()
}
