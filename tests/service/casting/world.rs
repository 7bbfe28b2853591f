//! A poll that is open, and voters with their slips.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_json::{Value, json};
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::seed::Seed;
use yepiao::election::ballot::hints::Hints;
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::credential::PrivateCredential;
use yepiao::election::json::to_canonical;
use yepiao::election::log::checkpoint::Checkpoint;
use yepiao::election::log::note::Note;
use yepiao::election::log::opening::Opening;
use yepiao::election::log::receipt::Receipt;
use yepiao::election::parameters::Election;
use yepiao::election::possession::Possession;
use zeroize::Zeroizing;

use super::super::opening::{Announced, Program, make_key};
use super::super::server::{Answer, PASSWORD, Person, Server};

/// Where the service says it is.
pub(crate) const ORIGIN: &str = "https://vote.example.cn";
const DAY: u32 = 24 * 3600;

/// So many owners of one flat each, on 3 floors of 2 buildings.
pub(crate) fn roll(voters: u32) -> String {
    let mut file = String::from("楼栋,单元,房号,专有面积,权利人姓名,证件号码,手机号\n");
    for voter in 0..voters {
        let (building, room) = (1 + voter % 2, 101 + voter / 2);
        file.push_str(&format!(
            "{building},1,{room},{}.00,业主{},{},{}\n",
            80 + voter % 100,
            name(voter),
            number(voter),
            phone(voter)
        ));
    }
    file
}

pub(super) fn name(voter: u32) -> String {
    let digits = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    voter.to_string().chars().map(|c| digits[usize::try_from(c.to_digit(10).unwrap()).unwrap()]).collect()
}

/// Every second one has told a phone.
fn phone(voter: u32) -> String {
    if voter.is_multiple_of(2) { format!("138043{:05}", 10_000 + voter) } else { String::new() }
}

/// An ID number with its check character (GB 11643), of a region that does not exist.
fn number(voter: u32) -> String {
    // The day of birth tells apart whom three digits cannot.
    let (day, serial) = (voter / 999, voter % 999 + 1);
    let body = format!("9901041960{:02}{:02}{serial:03}", 1 + day / 28, 1 + day % 28);
    let sum: u32 = body.bytes().enumerate().map(|(at, b)| u32::from(b - b'0') * (1 << (17 - at)) % 11).sum();
    format!("{body}{}", "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap()).unwrap())
}

/// What a voter knows of the own ID number.
pub(super) fn last_four(voter: u32) -> String {
    number(voter).split_off(14)
}

/// A poll that people vote in.
pub(crate) struct Open<'s> {
    pub(crate) server: &'s Server,
    pub(crate) poll: Announced<'s>,
    pub(crate) election: Election,
    pub(crate) opening: Opening,
    /// In the order of the slips.
    pub(crate) voters: Vec<Voter>,
    /// With their keys; two of three are needed.
    pub(crate) trustees: Vec<Program>,
}

/// An open poll apart from the server that it is on, which may stop meanwhile.
pub(crate) struct PutAway {
    community: String,
    poll: String,
    path: String,
    chair: String,
    waited: u32,
    election: Election,
    opening: Opening,
    voters: Vec<Voter>,
    trustees: Vec<Program>,
}

impl PutAway {
    /// On a server that was just started: so much later, with the chair signed in.
    pub(crate) fn on<'s>(self, server: &'s Server, later: u32) -> Open<'s> {
        let waited = self.waited + later;
        server.wait(waited);
        let chair = server.signs_in(&self.chair, PASSWORD);
        let poll = Announced { chair, community: self.community, poll: self.poll, path: self.path, waited };
        let Self { election, opening, voters, trustees, .. } = self;
        Open { server, poll, election, opening, voters, trustees }
    }
}

/// A voter's slip.
pub(crate) struct Voter {
    pub(crate) secret: Zeroizing<Scalar>,
    pub(crate) credential: Encoding,
    pub(crate) serial: String,
    pub(crate) number: i64,
    /// The slip's link.
    pub(crate) link: String,
}

/// What a page has in its hands.
pub(crate) struct Page {
    pub(crate) session: String,
    pub(crate) pairing: String,
}

impl<'s> Open<'s> {
    pub(crate) fn new(server: &'s Server, voters: u32) -> Self {
        Self::asking(server, voters, &json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]))
    }

    /// The same with other questions.
    pub(crate) fn asking(server: &'s Server, voters: u32, items: &Value) -> Self {
        Self::ruled(server, voters, items, &[])
    }

    /// The same under other rules.
    pub(crate) fn ruled(server: &'s Server, voters: u32, items: &Value, changes: &[Value]) -> Self {
        Self::of(server, Announced::ruled(server, &roll(voters), items, changes))
    }

    /// The poll of another community of the same operator, when so many seconds have passed.
    pub(crate) fn by(server: &'s Server, operator: &Person<'s>, waited: u32, voters: u32) -> Self {
        let items = json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }]);
        // It may fall into a year whose holidays are not known yet.
        let years: Vec<i16> = (2020..2060).collect();
        let calendar = json!({ "utc_offset_minutes": 480, "years": years, "holidays": [], "working_weekends": [] });
        let calendar = json!({ "key": "calendar", "value": calendar, "basis": "A", "source": "试用" });
        Self::of(server, Announced::by(server, operator, waited, &roll(voters), &items, &[calendar]))
    }

    pub(super) fn of(server: &'s Server, poll: Announced<'s>) -> Self {
        Self::planned(server, poll, &json!({}))
    }

    /// The same, with what the chair decides about the opening.
    pub(crate) fn planned(server: &'s Server, mut poll: Announced<'s>, plan: &Value) -> Self {
        let made = json!({ "made_by": "service", "because": "业主同意由系统制作" });
        poll.chair.post(&format!("{}/voters", poll.path), &made).ok(201);
        let trustees = make_key(server, &poll);
        poll.prepares_by(plan);
        let printed = poll.chair.post(&format!("{}/slips/print", poll.path), &json!({})).ok(200);
        let voters = printed["slips"].as_array().unwrap().iter().map(|slip| Voter::of(slip, &poll.poll)).collect();
        poll.wait(server, 21 * DAY);
        poll.comes_to("open");
        let election = Election::parse(poll.files(server, "election.json").as_bytes()).unwrap();
        let opening = Opening::parse(poll.files(server, "opening.json").as_bytes()).unwrap();
        Self { server, poll, election, opening, voters, trustees }
    }

    /// Apart from its server.
    pub(crate) fn put_away(self) -> PutAway {
        let Announced { chair, community, poll, path, waited } = self.poll;
        let Self { election, opening, voters, trustees, .. } = self;
        PutAway { community, poll, path, chair: chair.login, waited, election, opening, voters, trustees }
    }

    /// A path of what is public about the poll.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/public/polls/{}/{rest}", self.poll.poll)
    }

    pub(crate) fn nonce(&self) -> String {
        let made = self.server.request("POST", &self.path("challenges")).send().ok(201);
        made["nonce"].as_str().unwrap().to_owned()
    }

    /// The proof that a page sends.
    pub(crate) fn proof(&self, voter: &Voter, nonce: &str, weborigin: &str) -> Value {
        let possession = Possession { weborigin, phi: self.election.phi(), credential: &voter.credential, nonce };
        let proof = possession.prove(&voter.secret, &Zeroizing::new(Scalar::random(&mut rng())));
        json!({ "challenge": proof.challenge.to_string(), "response": proof.response.to_string() })
    }

    /// Begins a session.
    pub(crate) fn begin(&self, voter: &Voter) -> Answer {
        let nonce = self.nonce();
        let body = json!({ "credential": voter.credential.to_string(), "serial": voter.serial, "nonce": nonce,
            "proof": self.proof(voter, &nonce, ORIGIN) });
        self.server.post(&self.path("cast-sessions"), &body)
    }

    pub(crate) fn page(&self, voter: &Voter) -> Page {
        let begun = self.begin(voter).ok(201);
        let text = |name: &str| begun[name].as_str().unwrap().to_owned();
        Page { session: text("session"), pairing: text("pairing") }
    }

    /// A member of the staff looks at the voter's document.
    pub(crate) fn attest(&self, staff: &Person<'_>, voter: &Voter, pairing: &str) -> Answer {
        staff.post(&format!("{}/attestations", self.poll.path), &json!({ "serial": voter.serial, "pairing": pairing }))
    }

    /// A fresh proof for a token.
    pub(crate) fn renew(&self, voter: &Voter, page: &Page) -> Answer {
        let nonce = self.nonce();
        let body = json!({ "session": page.session, "credential": voter.credential.to_string(), "nonce": nonce,
            "proof": self.proof(voter, &nonce, ORIGIN) });
        self.server.post(&self.path("cast-sessions/token"), &body)
    }

    /// The whole way to a token, with a witness.
    pub(crate) fn token(&self, witness: &Person<'_>, voter: &Voter) -> String {
        let page = self.page(voter);
        self.attest(witness, voter, &page.pairing).ok(204);
        self.renew(voter, &page).ok(200)["access_token"].as_str().unwrap().to_owned()
    }

    /// A ballot; another `seed`, another ballot.
    pub(crate) fn ballot(&self, voter: &Voter, choice: usize, seed: u8) -> String {
        let selection = || Selection::Answers((0..3).map(|answer| answer == choice).collect());
        let selections: Vec<Selection> = self.election.parameters().questions.iter().map(|_| selection()).collect();
        let point = voter.credential.decode().unwrap();
        let sealed = Sealer::new(&self.election).seal(&point, &selections, Seed::new([seed; 32])).unwrap();
        let ballot = sealed.sign(&voter.secret, &mut rng()).unwrap();
        String::from_utf8(to_canonical(&ballot).unwrap()).unwrap()
    }

    pub(crate) fn hints(&self, ballot: &str) -> String {
        Hints::of_ballot(&self.election, ballot.as_bytes()).unwrap().to_text()
    }

    pub(crate) fn cast_at(&self, server: &Server, token: &str, ballot: &str, hints: Option<&str>) -> Answer {
        let body = json!({ "ballot": ballot, "hints": hints });
        server.request("POST", &self.path("ballots")).header("Authorization", &format!("Bearer {token}")).json(&body).send()
    }

    pub(crate) fn cast(&self, token: &str, ballot: &str, hints: Option<&str>) -> Answer {
        self.cast_at(self.server, token, ballot, hints)
    }

    /// What a receipt promises, if it is one.
    #[track_caller]
    pub(crate) fn promise(&self, receipt: &Value) -> Receipt {
        let note = Note::parse(receipt["receipt"].as_str().unwrap().as_bytes()).unwrap();
        Receipt::open(&note, &self.opening.receipt_key().unwrap(), self.election.phi()).unwrap()
    }

    /// The signed head of the log.
    #[track_caller]
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let answer = self.server.get(&self.path("log/checkpoint"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        let note = Note::parse(answer.text.as_bytes()).unwrap();
        Checkpoint::open(&note, &self.opening.log_key().unwrap(), &[]).unwrap().0
    }

    /// Whether the log keeps a receipt's promise, by the service's own proof.
    #[track_caller]
    pub(crate) fn keeps(&self, promise: &Receipt) {
        let checkpoint = self.checkpoint();
        let place = format!("log/inclusion?index={}&size={}", promise.leaf.index, checkpoint.size);
        let proof = self.server.get(&self.path(&place)).ok(200);
        promise.verify_in(&checkpoint, &digests(&proof["proof"])).unwrap();
    }
}

pub(crate) fn digests(list: &Value) -> Vec<Digest> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().parse().unwrap()).collect()
}

/// Waits until a message of a kind goes to a phone.
#[track_caller]
pub(crate) fn is_told_of(server: &Server, phone: &str, template: &str) {
    for _ in 0..200 {
        let kept: Value = server.get("/api/test-outbox").ok(200);
        if kept.as_array().unwrap().iter().any(|message| message["phone"] == phone && message["template"] == template) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("no {template} came to {phone}");
}

/// Fresh each time.
pub(crate) fn rng() -> ChaCha20Rng {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    ChaCha20Rng::from_seed(seed)
}

impl Voter {
    fn of(slip: &Value, poll: &str) -> Self {
        Self::with(slip["link"].as_str().unwrap(), slip["number"].as_i64().unwrap(), poll)
    }

    /// Whose link this is.
    pub(crate) fn with(link: &str, number: i64, poll: &str) -> Self {
        let (_, fragment) = link.split_once('#').unwrap();
        let (credential, serial) = fragment.split_once('.').unwrap();
        let secret = PrivateCredential::parse(credential).unwrap().secret(poll);
        let credential = Point::generator_times(&secret).encode();
        Self { secret, credential, serial: serial.to_owned(), number, link: link.to_owned() }
    }
}
