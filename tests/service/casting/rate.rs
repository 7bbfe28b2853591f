//! How many ballots a second, with the reference ballot (9 candidates of whom at most 5, and three matters: 19 ciphertexts). By hand,
//! optimised, on a machine that does nothing else; bounded, and on the loopback only: benches/README.md says how. The service is the
//! program itself with everything on; the load runs beside it on the same cores.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use yepiao::crypto::seed::Seed;
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::json::to_canonical;

use super::super::cluster::Database;
use super::super::election::form;
use super::super::opening::Announced;
use super::super::server::{PASSWORD, Person, Server};
use super::world::{Open, Voter, name, rng, roll};

const DAY: u32 = 24 * 3600;
const CANDIDATES: u32 = 9;
/// Ballots that are made, then cast, then forgotten: tokens live ten minutes.
const AT_A_TIME: usize = 1000;

/// It logs what it logs where it is run.
const MEASURED: [&str; 2] = ["--log", "info"];

/// A number from the environment.
fn asked(variable: &str, otherwise: u32) -> u32 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Connections that cast at the same time.
fn connections() -> usize {
    usize::try_from(asked("CAST_AT_ONCE", 64)).unwrap()
}

/// The poll of the reference ballot, announced: nine owners stand, on paper.
fn announced(server: &Server, voters: u32) -> Announced<'_> {
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let members = [chair.brings(&community, "member"), chair.brings(&community, "member")];
    let version = chair.takes(&community, roll(voters).as_bytes())["id"].as_str().unwrap().to_owned();
    let polls = format!("/api/v1/communities/{community}/polls");
    let matter = |title: &str| json!({ "type": "matter", "subject": "property_company", "title": title });
    let committee = json!({ "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5, "alternates": 2 });
    let about = json!({ "title": "业主大会", "items": [committee, matter("一"), matter("二"), matter("三")] });
    let poll = chair.post(&polls, &about).ok(201)["id"].as_str().unwrap().to_owned();
    let path = format!("{polls}/{poll}");
    let mut poll = Announced { chair, community, poll, path, waited: 0 };
    poll.step("publish-roll", &json!({ "roll_version": version }));
    poll.step("open-nomination", &json!({ "override_reason": "量速度" }));
    for voter in 0..CANDIDATES {
        nominated(&poll.path, &members, voter);
    }
    // By strokes, and where those do not tell, as they are proposed.
    let proposed = poll.chair.get(&format!("{}/candidates", poll.path)).ok(200);
    let groups = proposed["groups"].as_array().unwrap().iter();
    let order: Vec<Value> =
        groups.flat_map(|group| group["members"].as_array().unwrap()).map(|one| one["number"].clone()).collect();
    poll.step("publish-candidates", &json!({ "rule": "strokes", "order": order, "reason": "笔画相同的，按报名先后" }));
    poll.wait(server, 13 * DAY);
    let then = |days: u32| (server.now() + jiff::SignedDuration::from_hours(24 * i64::from(days))).to_string();
    poll.step("announce", &json!({ "opens": then(21), "closes": then(31) }));
    poll
}

/// Somebody stands, and is accepted.
fn nominated(poll: &str, members: &[Person<'_>; 2], voter: u32) {
    let unit = json!({ "building": (1 + voter % 2).to_string(), "stair": "1", "room": (101 + voter / 2).to_string() });
    let entry =
        json!({ "origin": { "type": "self_nominated" }, "unit": unit, "name": format!("业主{}", name(voter)), "form": form() });
    let [one, two] = members;
    let made = one.post(&format!("{poll}/nominations"), &entry).ok(201);
    let own = format!("{poll}/nominations/{}", made["id"].as_str().unwrap());
    let does = |person: &Person<'_>, what: &str, body: &Value| {
        let etag = person.request("POST", &format!("{own}/look")).send().etag();
        person.request("POST", &format!("{own}/{what}")).header("If-Match", &etag).json(body).send().ok(200);
    };
    does(two, "identify", &json!({}));
    for person in members {
        does(person, "reviews", &json!({ "verdict": "accept" }));
    }
}

/// What a page sends.
struct Ready {
    token: String,
    ballot: String,
    hints: Option<String>,
}

/// A connection that stays, as a browser's does.
struct Connection {
    stream: TcpStream,
    path: String,
}

impl Connection {
    fn to(open: &Open<'_>) -> Self {
        let stream = TcpStream::connect(open.server.address()).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, path: open.path("ballots") }
    }

    /// Casts; it has to be taken.
    fn cast(&mut self, ready: &Ready) {
        let body = json!({ "ballot": ready.ballot, "hints": ready.hints }).to_string();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: vote.example.cn\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.path,
            ready.token,
            body.len()
        );
        self.stream.write_all((head + &body).as_bytes()).unwrap();
        let (mut answer, mut some) = (Vec::new(), [0; 4096]);
        let end = loop {
            let read = self.stream.read(&mut some).unwrap();
            assert!(read > 0, "the service hung up");
            answer.extend_from_slice(&some[..read]);
            if let Some(at) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let head = String::from_utf8(answer[..end].to_vec()).unwrap().to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut rest = vec![0; (end + length.parse::<usize>().unwrap()).saturating_sub(answer.len())];
        self.stream.read_exact(&mut rest).unwrap();
        answer.extend_from_slice(&rest);
        assert!(head.starts_with("http/1.1 201 "), "{}", String::from_utf8_lossy(&answer));
    }
}

fn ready(open: &Open<'_>, teller: &Person<'_>, voter: &Voter, hinted: bool) -> Ready {
    let questions = &open.election.parameters().questions;
    let chosen = |answers: usize| Selection::Answers((0..answers).map(|answer| answer % 2 == 0).collect());
    let one = |answers: usize| Selection::Answers((0..answers).map(|answer| answer == 0).collect());
    let answer = |(at, question): (usize, &yepiao::election::parameters::Question)| {
        if at == 0 { chosen(question.answers.len()) } else { one(question.answers.len()) }
    };
    let selections: Vec<Selection> = questions.iter().enumerate().map(answer).collect();
    let point = voter.credential.decode().unwrap();
    let sealed = Sealer::new(&open.election).seal(&point, &selections, Seed::random(&mut rng())).unwrap();
    let ballot = String::from_utf8(to_canonical(&sealed.sign(&voter.secret, &mut rng()).unwrap()).unwrap()).unwrap();
    let hints = hinted.then(|| open.hints(&ballot));
    Ready { token: open.token(teller, voter), ballot, hints }
}

/// Does something for each, on so many threads that each have something of their own.
fn at_once<T: Sync, O>(threads: usize, all: &[T], own: impl Fn() -> O + Sync, work: impl Fn(&mut O, usize, &T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut own = own();
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(one) = all.get(at) else { return };
                    work(&mut own, at, one);
                }
            });
        }
    });
}

fn made(open: &Open<'_>, teller: &Person<'_>, voters: &[Voter], hinted: bool) -> Vec<Ready> {
    let made = std::sync::Mutex::new(Vec::new());
    at_once(8, voters, || (), |(), _, voter| made.lock().unwrap().push(ready(open, teller, voter, hinted)));
    made.into_inner().unwrap()
}

/// As many a second as go in.
fn casts(open: &Open<'_>, ready: &[Ready]) -> u64 {
    let begun = Instant::now();
    at_once(connections(), ready, || Connection::to(open), |connection, _, one| connection.cast(one));
    let millis = u64::try_from(begun.elapsed().as_millis().max(1)).unwrap();
    u64::try_from(ready.len()).unwrap() * 1000 / millis
}

/// So many a second; within which time 99 of 100 were answered, from the moment on at which they should have been sent.
fn casts_at(open: &Open<'_>, ready: &[Ready], rate: u64) -> Duration {
    let begun = Instant::now();
    let late = std::sync::Mutex::new(Vec::new());
    let work = |connection: &mut Connection, at: usize, one: &Ready| {
        let due = begun + Duration::from_micros(u64::try_from(at).unwrap() * 1_000_000 / rate.max(1));
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        connection.cast(one);
        late.lock().unwrap().push(due.elapsed());
    };
    at_once(connections(), ready, || Connection::to(open), work);
    let mut late = late.into_inner().unwrap();
    late.sort_unstable();
    late[late.len() * 99 / 100]
}

fn casts_per_second(server: &Server, engine: &str) {
    let (voters, hinted) = (asked("CAST_VOTERS", 600), asked("CAST_COMPACT", 0) == 0);
    let way = if hinted { "hinted" } else { "compact" };
    let open = Open::of(server, announced(server, voters));
    let teller = open.poll.chair.brings(&open.poll.community, "teller");
    println!("{engine}: until the poll was open the service used {} MiB at the most", server.memory());
    // The last sixth is cast at half the rate.
    let (full, half) = open.voters.split_at(open.voters.len() * 5 / 6);
    let (mut cast, mut rate) = (0, 1);
    for some in full.chunks(AT_A_TIME) {
        let teller = server.signs_in(&teller.login, PASSWORD);
        let ready = made(&open, &teller, some, hinted);
        rate = casts(&open, &ready);
        cast += some.len();
        println!("{engine}, {way}, up to ballot {cast}: {rate} casts/s");
    }
    let teller = server.signs_in(&teller.login, PASSWORD);
    let some = &half[..half.len().min(AT_A_TIME)];
    let ready = made(&open, &teller, some, hinted);
    let within = casts_at(&open, &ready, rate / 2);
    println!("{engine}, {way}, at {} casts/s: 99 of 100 within {} ms", rate / 2, within.as_millis());
    println!("{engine}, {way}: since then the service used {} MiB at the most", server.memory());
}

#[test]
#[ignore = "measures; by hand"]
fn casts_per_second_sqlite() {
    casts_per_second(&Server::of_the_program_with(None, &MEASURED), "SQLite");
}

#[test]
#[ignore = "measures; by hand"]
fn casts_per_second_postgres() {
    if let Some(database) = Database::durable() {
        casts_per_second(&Server::of_the_program_with(Some(database), &MEASURED), "PostgreSQL");
    }
}
