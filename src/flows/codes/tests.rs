//! A code and what may not be done with it. Over HTTP and on both engines: the stories of whoever asks for codes.

use rand_core::SeedableRng as _;

use super::super::messages::{self, Taken};
use super::super::secrets::Secrets;
use super::super::vault::Vault;
use super::*;
use crate::store::community::{self, Community};
use crate::store::{self, Connection};

const C: &str = "c1";
const PHONE: &str = "13804312345";
const ABOUT: About<'static> = About { community: C, purpose: Purpose::SelfNomination, subject: "poll|3栋2单元501|王小明" };

/// A database with one community, a clock, a vault.
struct World {
    conn: Connection,
    now: Millis,
    rng: ChaCha20Rng,
    vault: Vault,
}

impl World {
    fn new() -> Self {
        let mut conn = Connection::open("sqlite::memory:").unwrap();
        store::migrate(&mut conn).unwrap();
        for id in [C, "c2"] {
            let row = Community {
                id: id.into(),
                version: 1,
                name: "湖光小区".into(),
                address: "湖光路".into(),
                rules: "national".into(),
                time_zone: "Asia/Shanghai".into(),
                created_at: 0,
            };
            community::add(&mut conn, &row).unwrap();
        }
        let vault = Vault::new(&Secrets::of_the_demo()).unwrap();
        Self { conn, now: 1_800_000_000_000, rng: ChaCha20Rng::from_seed([5; 32]), vault }
    }

    fn work(&mut self) -> Work<'_> {
        Work { conn: &mut self.conn, now: self.now, rng: &mut self.rng, vault: &self.vault, holidays: None }
    }

    /// In a transaction of its own, as the edge does it.
    fn within<T>(&mut self, work: impl FnOnce(&mut Work<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let (now, rng, vault) = (self.now, &mut self.rng, &self.vault);
        store::write(&mut self.conn, |conn| work(&mut Work { conn, now, rng, vault, holidays: None }))
    }

    fn send(&mut self, about: About<'_>, phone: Option<&str>) -> Result<Sent, Error> {
        self.within(|work| send(work, about, phone))
    }

    fn again(&mut self, sent: &Sent, phone: Option<&str>) -> Result<Sent, Error> {
        self.within(|work| again(work, ABOUT, &sent.challenge, phone))
    }

    fn check(&mut self, about: About<'_>, sent: &Sent, typed: &str) -> Result<(), Refusal> {
        self.within(|work| check(work, about, &sent.challenge, typed)).unwrap()
    }

    /// The codes of the messages that are due.
    fn codes(&mut self) -> Vec<String> {
        let mut codes = Vec::new();
        while let Taken::Message(message) = messages::take(&mut self.work()).unwrap() {
            assert_eq!(message.phone.as_str(), PHONE);
            codes.push(message.values["code"].to_string());
        }
        codes
    }

    fn pass(&mut self, seconds: i64) {
        self.now += seconds * 1000;
    }
}

fn refused<T>(done: Result<T, Error>) -> Refusal {
    match done {
        Err(Error::Refused(refusal)) => refusal,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was done"),
    }
}

/// Another code than this one.
fn other(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}

#[test]
fn whoever_has_the_phone_can_type_the_code_once() {
    let mut world = World::new();
    let sent = world.send(ABOUT, Some(PHONE)).unwrap();
    assert_eq!((sent.expires_at - world.now, sent.again_at - world.now), (600_000, 60_000));
    let code = world.codes().remove(0);
    assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
    assert_eq!(world.check(ABOUT, &sent, &other(&code)), Err(Refusal::CodeWrong));
    // People type it in two groups.
    assert_eq!(world.check(ABOUT, &sent, &format!(" {} {} ", &code[..3], &code[3..])), Ok(()));
    assert_eq!(world.check(ABOUT, &sent, &code), Err(Refusal::CodeWorthless));
}

#[test]
fn a_code_is_for_one_community_purpose_subject_and_asking() {
    for about in [
        About { community: "c2", ..ABOUT },
        About { purpose: Purpose::Consent, ..ABOUT },
        About { subject: "poll|3栋2单元502|王小明", ..ABOUT },
    ] {
        let mut world = World::new();
        let sent = world.send(ABOUT, Some(PHONE)).unwrap();
        let code = world.codes().remove(0);
        assert_eq!(world.check(about, &sent, &code), Err(Refusal::CodeWorthless), "{about:?}");
        let strange = Sent { challenge: Zeroizing::new("x".repeat(43)), ..sent };
        assert_eq!(world.check(ABOUT, &strange, &code), Err(Refusal::CodeWorthless));
    }
}

#[test]
fn guessing_ends_after_five_attempts_even_with_the_right_one() {
    let mut world = World::new();
    let sent = world.send(ABOUT, Some(PHONE)).unwrap();
    let code = world.codes().remove(0);
    for _ in 0..ATTEMPTS {
        assert_eq!(world.check(ABOUT, &sent, &other(&code)), Err(Refusal::CodeWrong));
    }
    assert_eq!(world.check(ABOUT, &sent, &code), Err(Refusal::CodeWorthless));
}

#[test]
fn after_ten_minutes_it_is_worth_nothing() {
    let mut world = World::new();
    let sent = world.send(ABOUT, Some(PHONE)).unwrap();
    let code = world.codes().remove(0);
    world.pass(600);
    assert_eq!(world.check(ABOUT, &sent, &code), Err(Refusal::CodeWorthless));
    assert_eq!(refused(world.again(&sent, Some(PHONE))), Refusal::CodeWorthless);
}

#[test]
fn it_is_sent_again_once_after_a_minute_and_either_counts() {
    for which in [0, 1] {
        let mut world = World::new();
        let sent = world.send(ABOUT, Some(PHONE)).unwrap();
        let first = world.codes().remove(0);
        world.pass(59);
        assert_eq!(refused(world.again(&sent, Some(PHONE))), Refusal::CodeTooSoon { until: sent.again_at });
        world.pass(1);
        let again = world.again(&sent, Some(PHONE)).unwrap();
        assert_eq!((again.expires_at, again.challenge.as_str()), (sent.expires_at, sent.challenge.as_str()));
        let second = world.codes().remove(0);
        world.pass(60);
        assert_eq!(refused(world.again(&sent, Some(PHONE))), Refusal::CodeSentTwice);
        assert!(world.codes().is_empty(), "a refusal sends nothing");
        assert_eq!(world.check(ABOUT, &sent, [&first, &second][which]), Ok(()));
        assert_eq!(world.check(ABOUT, &sent, [&second, &first][which]), Err(Refusal::CodeWorthless));
    }
}

/// Everything that can be seen from outside, for somebody with a phone on the roll or without.
fn seen(phone: Option<&str>) -> Vec<String> {
    let mut world = World::new();
    let mut seen = Vec::new();
    let sent = world.send(ABOUT, phone).unwrap();
    seen.push(format!("{} {} {}", sent.challenge.len(), sent.expires_at, sent.again_at));
    seen.push(format!("{:?}", refused(world.send(ABOUT, phone))));
    world.pass(60);
    let again = world.again(&sent, phone).unwrap();
    seen.push(format!("{} {}", again.expires_at, again.again_at));
    let right = world.codes();
    for guess in 0..6 {
        let guess = format!("{guess:06}");
        assert!(!right.contains(&guess));
        seen.push(format!("{:?}", world.check(ABOUT, &sent, &guess)));
    }
    for _ in 0..12 {
        world.pass(60);
        seen.push(world.send(ABOUT, phone).map_or_else(|error| format!("{error:?}"), |sent| sent.expires_at.to_string()));
    }
    seen
}

#[test]
fn nobody_can_tell_whether_there_was_anybody_to_send_it_to() {
    let with = seen(Some(PHONE));
    assert_eq!(with, seen(None));
    assert_eq!(with, seen(Some("0431-8812345")), "a phone that cannot be sent to");
    assert!(with.last().unwrap().contains("CodeTooSoon"), "{with:?}");
}

#[test]
fn one_phone_gets_ten_a_day_whatever_they_are_for_and_nobody_is_told() {
    let mut world = World::new();
    for n in 0..12 {
        let subject = format!("subject {n}");
        world.send(About { subject: &subject, ..ABOUT }, Some(PHONE)).unwrap();
    }
    assert_eq!(world.codes().len(), 10);
    world.pass(24 * 60 * 60);
    world.send(ABOUT, Some(PHONE)).unwrap();
    assert_eq!(world.codes().len(), 1);
}

#[test]
fn a_night_does_not_keep_whoever_waits() {
    let mut world = World::new();
    world.now = "2026-03-17T23:30:00+08:00".parse::<jiff::Timestamp>().unwrap().as_millisecond();
    world.send(ABOUT, Some(PHONE)).unwrap();
    assert_eq!(world.codes().len(), 1);
}
