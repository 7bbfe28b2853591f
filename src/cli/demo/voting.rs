//! The electronic ballots: every one is sealed and signed with a slip's credential and cast as a page would, after a code by SMS or the
//! look of a teller at the voter's document.

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::super::Unusable;
use super::super::client::{Client, Refused};
use super::super::vote::link::Link;
use super::people::{list, text};
use super::roll;
use super::stage::Stage;
use super::{folder, outbox};
use crate::crypto::group::{Point, Scalar};
use crate::crypto::seed::Seed;
use crate::election::ballot::hints::Hints;
use crate::election::ballot::make::{Sealer, Selection};
use crate::election::json::to_canonical;
use crate::election::parameters::{Election, Question};
use crate::election::possession::Possession;

/// How many of a hundred owners want each candidate, from the first on the list. Five are wanted by more than half.
const WANTED: [u32; 9] = [78, 20, 84, 12, 72, 88, 16, 75, 24];
/// How many of a hundred agree, how many are against; the others abstain.
const OPINIONS: [[u32; 2]; 3] = [[86, 8], [71, 21], [58, 37]];
/// Of a hundred, how many leave the election blank.
const BLANK: u32 = 3;
/// One voter of so many answers a code by SMS; a teller looks at the documents of the others.
const BY_CODE: usize = 10;
/// So many pages at the same time.
const AT_ONCE: usize = 8;

/// A slip, as whoever got it holds it.
pub(super) struct Slip {
    /// The voter's number in the roll.
    pub(super) number: u64,
    /// Where the voter lives: `3-2-101`.
    pub(super) room: String,
    /// Masked.
    pub(super) name: String,
    /// As printed.
    pub(super) serial: String,
    /// For the QR code.
    pub(super) link: String,
}

impl Slip {
    /// As the chair prints it.
    pub(super) fn of(value: &Value) -> Self {
        Self {
            number: value.get("number").and_then(Value::as_u64).unwrap_or(0),
            room: text(value, "room"),
            name: text(value, "name"),
            serial: text(value, "serial"),
            link: text(value, "link"),
        }
    }
}

/// All slips of the poll.
pub(super) fn slips(stage: &Stage<'_>) -> Result<Vec<Slip>, Unusable> {
    let printed = stage.chair()?.post(&stage.path("slips/print"), &json!({}))?;
    Ok(list(&printed, "slips").iter().map(Slip::of).collect())
}

/// A number below a hundred.
fn percent(rng: &mut ChaCha20Rng) -> u32 {
    rng.next_u32().rem_euclid(100)
}

/// What somebody wants: as the owners of this estate do.
pub(super) fn choice(questions: &[Question], rng: &mut ChaCha20Rng) -> Vec<Selection> {
    let mut matters = OPINIONS.iter();
    let choose = |question: &Question| {
        if question.allows_blank() {
            return candidates(question, rng);
        }
        let [agree, against] = matters.next().copied().unwrap_or([50, 50]);
        let drawn = percent(rng);
        let at = usize::from(drawn >= agree).saturating_add(usize::from(drawn >= agree.saturating_add(against)));
        Selection::Answers((0..question.answers.len()).map(|answer| answer == at).collect())
    };
    questions.iter().map(choose).collect()
}

fn candidates(question: &Question, rng: &mut ChaCha20Rng) -> Selection {
    let mut marks: Vec<bool> = WANTED.iter().take(question.answers.len()).map(|wanted| percent(rng) < *wanted).collect();
    let most = usize::try_from(question.max).unwrap_or(usize::MAX);
    // Whoever wants more than there are seats strikes some out, from a random place on.
    let start = usize::try_from(rng.next_u32()).unwrap_or(0);
    for step in 0..marks.len() {
        let at = start.saturating_add(step).checked_rem(marks.len()).unwrap_or(0);
        if marks.iter().filter(|mark| **mark).count() > most
            && let Some(mark) = marks.get_mut(at)
        {
            *mark = false;
        }
    }
    if percent(rng) < BLANK || !marks.contains(&true) { Selection::Blank } else { Selection::Answers(marks) }
}

/// A voter who goes the way of a page.
struct Voter<'v> {
    poll: &'v Poll<'v>,
    slip: &'v Slip,
    secret: Zeroizing<Scalar>,
    selections: Vec<Selection>,
    rng: ChaCha20Rng,
}

/// What a page needs of the poll.
struct Poll<'p> {
    client: &'p Client,
    public: String,
    origin: &'p str,
    election: Election,
    /// Where tellers confirm voters, and the token of one.
    attestations: String,
    teller: Zeroizing<String>,
}

/// Begun, and a code is on its way to this phone.
struct Awaiting<'v> {
    voter: Voter<'v>,
    session: String,
    challenge: String,
    phone: String,
    before: usize,
}

impl<'v> Voter<'v> {
    fn new(poll: &'v Poll<'v>, slip: &'v Slip, seed: [u8; 32]) -> Result<Self, Unusable> {
        let mut rng = ChaCha20Rng::from_seed(seed);
        let link = Link::parse(&slip.link).ok_or_else(|| Unusable(format!("slip: {}", slip.serial)))?;
        let selections = choice(&poll.election.parameters().questions, &mut rng);
        Ok(Self { poll, slip, secret: link.credential.secret(&link.poll), selections, rng })
    }

    fn post(&self, path: &str, body: &Value, token: Option<&str>) -> Result<Value, Refused> {
        self.poll.client.post(&format!("{}{path}", self.poll.public), body, token)
    }

    /// A body with a fresh proof of possession.
    fn proven(&mut self, mut body: Value) -> Result<Value, Refused> {
        let nonce = text(&self.post("challenges", &json!({}), None)?, "nonce");
        let credential = Point::generator_times(&self.secret).encode();
        let phi = self.poll.election.phi();
        let possession = Possession { weborigin: self.poll.origin, phi, credential: &credential, nonce: &nonce };
        let proof = possession.prove(&self.secret, &Zeroizing::new(Scalar::random(&mut self.rng)));
        if let Some(body) = body.as_object_mut() {
            body.insert("credential".into(), credential.to_string().into());
            body.insert("nonce".into(), nonce.into());
            let proof = json!({ "challenge": proof.challenge.to_string(), "response": proof.response.to_string() });
            body.insert("proof".into(), proof);
        }
        Ok(body)
    }

    fn begin(&mut self) -> Result<Value, Refused> {
        let body = self.proven(json!({ "serial": self.slip.serial }))?;
        self.post("cast-sessions", &body, None)
    }

    /// A teller looks at the voter's document.
    fn witnessed(mut self) -> Result<(), Unusable> {
        let begun = self.begin()?;
        let attested = json!({ "serial": self.slip.serial, "pairing": text(&begun, "pairing") });
        self.poll.client.post(&self.poll.attestations, &attested, Some(&self.poll.teller))?;
        let renewal = self.proven(json!({ "session": text(&begun, "session") }))?;
        let token = text(&self.post("cast-sessions/token", &renewal, None)?, "access_token");
        self.cast(&token)
    }

    /// A code goes to the phone on the roll.
    fn asks_for_code(mut self, phone: &str) -> Result<Awaiting<'v>, Unusable> {
        let session = text(&self.begin()?, "session");
        let before = outbox::codes(self.poll.client, phone)?.len();
        let sent = self.post("cast-sessions/code", &json!({ "session": session }), None)?;
        Ok(Awaiting { voter: self, session, challenge: text(&sent, "challenge"), phone: phone.to_owned(), before })
    }

    fn cast(mut self, token: &str) -> Result<(), Unusable> {
        let point = Point::generator_times(&self.secret);
        let wrong = |what: &dyn std::fmt::Display| Unusable(format!("ballot: {what}"));
        let election = &self.poll.election;
        let seed = Seed::random(&mut self.rng);
        let sealed = Sealer::new(election).seal(&point, &self.selections, seed).map_err(|fault| wrong(&fault))?;
        let ballot = sealed.sign(&self.secret, &mut self.rng).and_then(|ballot| to_canonical(&ballot));
        let ballot = ballot.map_err(|fault| wrong(&fault))?;
        let hints = Hints::of_ballot(election, &ballot).map_err(|fault| wrong(&fault))?.to_text();
        let body = json!({ "ballot": String::from_utf8_lossy(&ballot), "hints": hints });
        self.post("ballots", &body, Some(token))?;
        Ok(())
    }
}

impl Awaiting<'_> {
    /// The code came.
    fn confirmed(self, stage: &Stage<'_>) -> Result<(), Unusable> {
        let code = stage.waits(|| Ok(outbox::codes(stage.client, &self.phone)?.into_iter().nth(self.before)))?;
        let body = json!({ "session": self.session, "level": "sms", "challenge": self.challenge, "typed": code });
        let token = text(&self.voter.post("cast-sessions/confirm", &body, None)?, "access_token");
        self.voter.cast(&token)
    }
}

/// All these voters cast, many at the same time; every tenth of those who have a phone with a code by SMS. How many did so.
pub(super) fn cast(stage: &Stage<'_>, origin: &str, slips: &[&Slip], rng: &mut ChaCha20Rng) -> Result<usize, Unusable> {
    let election = Election::parse(stage.client.get(&stage.public("opening/election.json"))?.as_bytes());
    let [teller, _] = stage.tellers()?;
    let poll = Poll {
        client: stage.client,
        public: stage.public(""),
        origin,
        election: election.map_err(|fault| Unusable(format!("election.json: {fault}")))?,
        attestations: stage.path("attestations"),
        teller: teller.fresh_token()?,
    };
    let phones = roll::phones();
    let mut by_code = Vec::new();
    let mut witnessed = Vec::new();
    for (at, slip) in slips.iter().enumerate() {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let voter = Voter::new(&poll, slip, seed)?;
        match phones.get(&slip.room).filter(|_| at.is_multiple_of(BY_CODE) && of_a_person(slip)) {
            Some(phone) => by_code.push((voter, *phone)),
            None => witnessed.push(voter),
        }
    }
    let count = by_code.len();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
    let threads = threads.map_err(|error| Unusable(error.to_string()))?;
    threads.install(|| {
        let awaiting = by_code.into_par_iter().map(|(voter, phone)| voter.asks_for_code(phone));
        let awaiting: Vec<Awaiting<'_>> = awaiting.collect::<Result<_, _>>()?;
        witnessed.into_par_iter().try_for_each(Voter::witnessed)?;
        awaiting.into_par_iter().try_for_each(|awaiting| awaiting.confirmed(stage))
    })?;
    Ok(count)
}

/// So many of a hundred voters, at random, and the others; both in the order of the roll.
pub(super) fn divided<'s>(slips: &'s [Slip], percent: usize, rng: &mut ChaCha20Rng) -> (Vec<&'s Slip>, Vec<&'s Slip>) {
    let mut drawn: Vec<(u64, &Slip)> = slips.iter().map(|slip| (rng.next_u64(), slip)).collect();
    drawn.sort_by_key(|(lot, _)| *lot);
    let count = slips.len().saturating_mul(percent).div_euclid(100);
    let (voted, left) = drawn.split_at_checked(count).unwrap_or((&drawn, &[]));
    let ordered = |some: &[(u64, &'s Slip)]| {
        let mut slips: Vec<&Slip> = some.iter().map(|(_, slip)| *slip).collect();
        slips.sort_by_key(|slip| slip.number);
        slips
    };
    (ordered(voted), ordered(left))
}

/// Whether a code can go to somebody with this slip: nobody masks the name of a company, whose documents have to be looked at.
fn of_a_person(slip: &Slip) -> bool {
    slip.name.contains('*')
}

/// A slip for whoever looks at the demo: of an owner with a phone.
pub(super) fn to_try(left: &[&Slip]) -> folder::Slip {
    let phones = roll::phones();
    let found = left.iter().find(|slip| of_a_person(slip) && phones.contains_key(&slip.room)).or(left.first());
    found.map_or_else(folder::Slip::default, |slip| folder::Slip {
        room: slip.room.clone(),
        name: slip.name.clone(),
        serial: slip.serial.clone(),
        link: slip.link.clone(),
    })
}
