//! A fresh small election with every secret at hand.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use yepiao::crypto::dlog::Table;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::election::ballot::Ballot;
use yepiao::election::json::to_canonical;
use yepiao::election::parameters::{Parameters, Question};
use yepiao::election::tally::make_share;
use yepiao::election::trustees::{Item, TrusteeKey};
use zeroize::Zeroizing;

use crate::dkg::Dkg;
use crate::forge::{self, Voting};
use crate::tape::Event;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No blank, one Single.
    Plain,
    /// Blank possible, three Singles.
    Blank,
    /// min 0, weights above 2^30, two Singles.
    Heavy,
    /// Two of three.
    Joint,
    /// Single and two of three, blank.
    Mixed,
}

pub const KINDS: [Kind; 5] = [Kind::Plain, Kind::Blank, Kind::Heavy, Kind::Joint, Kind::Mixed];

pub struct Voter {
    pub secret: Scalar,
    pub point: Encoding,
    pub weight: u64,
}

pub struct World {
    pub rng: ChaCha20Rng,
    pub params: Parameters,
    pub items: Vec<Item>,
    /// By owner.
    pub keys: Vec<Scalar>,
    /// The election's secret key.
    pub x: Scalar,
    pub dkg: Option<Dkg>,
    /// Owners who take part.
    pub sharers: Vec<usize>,
    pub voters: Vec<Voter>,
    /// Who votes what.
    pub votes: Vec<(usize, Vec<Vec<i64>>)>,
    pub election: Vec<u8>,
    pub trustees: Vec<u8>,
    pub credentials: Vec<u8>,
    pub ballots: Vec<Vec<u8>>,
}

fn question(answers: &[&str], blank: Option<bool>, min: u32, max: u32) -> Question {
    let answers = answers.iter().map(|a| (*a).to_owned()).collect();
    Question { answers, blank, min, max, question: "选举业主委员会委员 \"甲\\乙\"\n".into() }
}

impl World {
    /// Everything up to, not including, the texts and the ballots.
    pub fn plan(kind: Kind) -> Self {
        let mut rng = ChaCha20Rng::from_seed(Digest::of(format!("tampered/{kind:?}").as_bytes()).0);
        let three = ["甲", "乙\u{7f}", "丙"];
        let (blank, min) = (matches!(kind, Kind::Blank | Kind::Mixed).then_some(true), u32::from(kind != Kind::Heavy));
        let questions = vec![question(&three, blank, min, 2), question(&["同意", "反对", "弃权"], None, 1, 1)];
        let one = |plain: &[i64]| {
            let lead: &[i64] = if blank.is_some() { &[0] } else { &[] };
            [lead, plain].concat()
        };
        let second = match (blank, min) {
            (Some(_), _) => vec![1, 0, 0, 0],
            (None, 0) => vec![0, 0, 0],
            _ => vec![0, 0, 1],
        };
        let votes = vec![
            (0, vec![one(&[1, 1, 0]), vec![1, 0, 0]]),
            (1, vec![second, vec![0, 1, 0]]),
            (2, vec![one(&[0, 1, 0]), vec![0, 0, 1]]),
            (0, vec![one(&[0, 0, 1]), vec![1, 0, 0]]),
        ];
        let weights: &[u64] = if kind == Kind::Heavy { &[1 << 30, 9_873, 1, 0] } else { &[12_050, 9_873, 1, 7] };
        let mut voter = |weight: &u64| {
            let secret = Scalar::random(&mut rng);
            Voter { secret, point: Point::generator_times(&secret).encode(), weight: *weight }
        };
        let voters = weights.iter().map(&mut voter).collect();
        let params = Parameters {
            version: 1,
            description: "d".into(),
            name: "湖光小区".into(),
            group: "Ed25519".into(),
            public_key: Point::generator().encode(),
            questions,
            uuid: "o3JHbEwRLoXJh1".into(),
            administrator: None,
            credential_authority: None,
            language: None,
        };
        let mut world = Self {
            rng,
            params,
            items: Vec::new(),
            keys: Vec::new(),
            x: Scalar::ZERO,
            dkg: None,
            sharers: Vec::new(),
            voters,
            votes,
            election: Vec::new(),
            trustees: Vec::new(),
            credentials: Vec::new(),
            ballots: Vec::new(),
        };
        let (singles, joint) = match kind {
            Kind::Plain => (1, false),
            Kind::Blank => (3, false),
            Kind::Heavy => (2, false),
            Kind::Joint => (0, true),
            Kind::Mixed => (1, true),
        };
        (0..singles).for_each(|_| world.single());
        world.sharers = (1..=singles).collect();
        if joint {
            let dkg = Dkg::new(3, 2, &mut world.rng);
            world.join(dkg);
            world.sharers.extend([singles + 1, singles + 3]);
        }
        world
    }

    /// One question with one answer, one vote: for tests that try thousands of archives.
    pub fn smallest() -> Self {
        let mut world = Self::plan(Kind::Plain);
        world.params.questions.truncate(1);
        world.params.questions[0] = question(&["同意"], None, 1, 1);
        world.votes = vec![(0, vec![vec![1]])];
        world.voters.truncate(1);
        world
    }

    pub fn nonce(&mut self) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::random(&mut self.rng))
    }

    pub fn single(&mut self) {
        let (x, nonce) = (*self.nonce(), self.nonce());
        self.items.push(Item::Single(TrusteeKey::single(&x, &nonce)));
        self.keys.push(x);
        self.rekey(self.x + x);
    }

    pub fn join(&mut self, dkg: Dkg) {
        let public = dkg.public(&mut self.rng);
        self.items.push(Item::Pedersen(public));
        self.keys.extend((1..=dkg.size()).map(|j| dkg.share(j)));
        self.rekey(self.x + dkg.share(0));
        self.dkg = Some(dkg);
    }

    pub fn rekey(&mut self, x: Scalar) {
        self.x = x;
        self.params.public_key = Point::generator_times(&x).encode();
    }

    pub fn write_setup(&mut self) {
        self.election = to_canonical(&self.params).unwrap();
        self.trustees = to_canonical(&self.items).unwrap();
        let text = |v: &Voter| if v.weight == 1 { v.point.to_string() } else { format!("{},{}", v.point, v.weight) };
        self.credentials = to_canonical(&self.voters.iter().map(text).collect::<Vec<_>>()).unwrap();
    }

    pub fn phi(&self) -> String {
        Digest::of(&self.election).to_base64()
    }

    /// Runs `act` as this voter.
    pub fn as_voter<T>(&mut self, voter: usize, act: impl FnOnce(&Voting<'_>, &Parameters, &mut ChaCha20Rng) -> T) -> T {
        let phi = self.phi();
        let Voter { secret, point, .. } = self.voters[voter];
        let y = Point::generator_times(&self.x);
        let voting = Voting { y, phi: &phi, uuid: &self.params.uuid, secret, credential: point };
        act(&voting, &self.params, &mut self.rng)
    }

    pub fn ballot(&mut self, voter: usize, plain: &[Vec<i64>]) -> Ballot {
        self.as_voter(voter, |voting, params, rng| {
            let plans = params.questions.iter().zip(plain).map(|(q, plain)| forge::Plan::honest(q, plain));
            let answers = plans.map(|plan| voting.answer(&plan, rng)).collect();
            voting.sign(answers, rng)
        })
    }

    pub fn cast(&mut self) {
        for (voter, plain) in self.votes.clone() {
            let ballot = self.ballot(voter, &plain);
            self.ballots.push(forge::bytes(&ballot));
        }
    }

    /// The same ballots for every case whose fault comes later: made once for each kind.
    pub fn cast_as_ever(&mut self, kind: Kind) {
        static MADE: [OnceLock<Vec<Vec<u8>>>; KINDS.len()] = [const { OnceLock::new() }; KINDS.len()];
        let made = MADE[kind as usize].get_or_init(|| {
            let mut world = Self::plan(kind);
            world.write_setup();
            world.cast();
            world.ballots
        });
        self.ballots.clone_from(made);
        // Not the randomness of those ballots once more.
        self.rng = ChaCha20Rng::from_seed(Digest::of(format!("tampered/{kind:?}/later").as_bytes()).0);
    }

    /// Totals in the clear: the last vote of each voter times the weight.
    pub fn clear(&self) -> Vec<Vec<u64>> {
        let last: BTreeMap<usize, &Vec<Vec<i64>>> = self.votes.iter().map(|(voter, plain)| (*voter, plain)).collect();
        let mut totals: Vec<Vec<u64>> = self.params.questions.iter().map(|q| vec![0; q.ciphertexts()]).collect();
        for (voter, plain) in last {
            for (total, m) in totals.iter_mut().flatten().zip(plain.iter().flatten()) {
                *total += self.voters[voter].weight * u64::try_from(*m).unwrap();
            }
        }
        totals
    }

    /// The counting ballots, as honest trustees who check nothing would add them up; what cannot be read counts nothing.
    fn sums(&self) -> (Vec<Vec<Ciphertext>>, u64, u64) {
        let listed: Vec<String> = serde_json::from_slice(&self.credentials).unwrap_or_default();
        let weight = |text: &str| text.split_once(',').map_or(Some(1), |(_, w)| w.parse().ok()).unwrap_or(0_u64);
        let weights: BTreeMap<&str, u64> = listed.iter().map(|text| (text.get(..64).unwrap_or_default(), weight(text))).collect();
        let ballots = self.ballots.iter().filter_map(|bytes| serde_json::from_slice::<Ballot>(bytes).ok());
        let last: BTreeMap<String, Ballot> = ballots.map(|ballot| (ballot.credential.to_string(), ballot)).collect();
        let zero = |q: &Question| vec![Ciphertext::zero(); q.ciphertexts()];
        let mut sums: Vec<Vec<Ciphertext>> = self.params.questions.iter().map(zero).collect();
        let (mut voters, mut total) = (0, 0_u64);
        for (credential, ballot) in last {
            let Some(weight) = weights.get(credential.as_str()).copied() else { continue };
            (voters, total) = (voters + 1, total.saturating_add(weight));
            for (row, answer) in sums.iter_mut().zip(&ballot.answers) {
                for (sum, c) in row.iter_mut().zip(&answer.choices) {
                    let Ok(c) = c.decode() else { continue };
                    let times = |p: Point| p.times_public(&Scalar::from(weight));
                    *sum = *sum + Ciphertext { alpha: times(c.alpha), beta: times(c.beta) };
                }
            }
        }
        (sums, voters, total)
    }

    pub fn setup(&self) -> Event {
        let [e, t, c] = [&self.election, &self.trustees, &self.credentials].map(|bytes| Digest::of(bytes));
        let refers = format!(r#"{{"election":"{e}","trustees":"{t}","credentials":"{c}"}}"#).into_bytes();
        Event { kind: "Setup", data: vec![self.election.clone(), self.trustees.clone(), self.credentials.clone(), refers] }
    }

    pub fn share_event(&mut self, owner: usize, tally: &[Vec<Ciphertext>]) -> Event {
        let share = to_canonical(&make_share(&self.phi(), &self.keys[owner - 1], tally, &mut self.rng)).unwrap();
        let owned = format!(r#"{{"owner":{owner},"payload":"{}"}}"#, Digest::of(&share)).into_bytes();
        Event { kind: "PartialDecryption", data: vec![share, owned] }
    }

    /// The whole archive, tallied and opened as it stands now.
    pub fn hold(&mut self) -> Vec<Event> {
        self.hold_on(|_| {})
    }

    /// The same with the sums changed before the trustees see them.
    pub fn hold_on(&mut self, change: impl FnOnce(&mut Vec<Vec<Ciphertext>>)) -> Vec<Event> {
        let (mut sums, voters, weight) = self.sums();
        change(&mut sums);
        let mut events = vec![self.setup()];
        events.extend(self.ballots.iter().map(|ballot| Event { kind: "Ballot", data: vec![ballot.clone()] }));
        events.push(Event { kind: "EndBallots", data: Vec::new() });
        let tally: Vec<Vec<_>> = sums.iter().map(|row| row.iter().map(Ciphertext::encode).collect()).collect();
        let tally = to_canonical(&tally).unwrap();
        let total = count(weight);
        let sized = format!(r#"{{"num_tallied":{voters},"total_weight":{total},"encrypted_tally":"{}"}}"#, Digest::of(&tally))
            .into_bytes();
        events.push(Event { kind: "EncryptedTally", data: vec![tally, sized] });
        for owner in self.sharers.clone() {
            events.push(self.share_event(owner, &sums));
        }
        let table = Table::new(weight.saturating_mul(10).min(1 << 34));
        let open = |c: &Ciphertext| count(table.find(&(c.beta - c.alpha.times(&self.x))).unwrap_or(0));
        let row = |row: &Vec<Ciphertext>| format!("[{}]", row.iter().map(open).collect::<Vec<_>>().join(","));
        let rows = sums.iter().map(row).collect::<Vec<_>>().join(",");
        events.push(Event { kind: "Result", data: vec![format!(r#"{{"result":[{rows}]}}"#).into_bytes()] });
        events
    }
}

/// A count as the format writes it.
pub fn count(n: u64) -> String {
    if n < 1 << 30 { n.to_string() } else { format!("\"{n}\"") }
}
