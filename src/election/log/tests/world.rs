//! A small poll with fixed keys: five voters, a Single trustee and a joint key of two out of three, one log with everything.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use zeroize::Zeroizing;

use super::note::signer;
use crate::crypto::ed25519::SigningKey;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::crypto::seed::Seed;
use crate::crypto::signature;
use crate::election::ballot::make::{Sealer, Selection};
use crate::election::credential::CredentialList;
use crate::election::json::to_canonical;
use crate::election::log::leaf::{Entry, Leaf, Nonce, State};
use crate::election::log::note::{KeyKind, NoteSigner};
use crate::election::log::opening::{Cosigner, Credentials, Keys, Maker, Materials, Opening};
use crate::election::log::replay::{History, Replay};
use crate::election::log::rules::{ConflictRule, RevoteRule, Rules, Schedule};
use crate::election::pair::PairFiles;
use crate::election::parameters::{Election, Parameters, Question};
use crate::election::trustees::{Item, Pedersen, SignedMessage, TrusteeKey, Trustees};

pub(super) const UUID: &str = "oX3JHbEwRLoXJh1oX3JHbE";
pub(super) const ORIGIN: &str = "vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE";
/// The scheduled end, and the one after the extension.
pub(super) const END: u64 = 1_795_375_800_000;
pub(super) const EXTENDED: u64 = END + 3_600_000;
pub(super) const RULES: Rules = Rules {
    conflict: ConflictRule::Paper,
    revote: RevoteRule::UntilClose,
    electronic: true,
    schedule: Schedule { at: END, extend_until: Some(EXTENDED) },
};

pub(super) struct World {
    pub(super) election: Vec<u8>,
    pub(super) trustees: Vec<u8>,
    pub(super) people: Vec<u8>,
    pub(super) area: Vec<u8>,
    pub(super) areas: Vec<u64>,
    pub(super) opening: Opening,
    /// Secrets of owners 1 to 4.
    pub(super) shares: Vec<Scalar>,
    /// Secrets of the credentials, in the order of the lists.
    pub(super) voters: Vec<Scalar>,
}

fn w(n: u64) -> Zeroizing<Scalar> {
    Zeroizing::new(Scalar::from_digest(Digest::of(format!("w{n}").as_bytes())))
}

fn secret(text: &str) -> Scalar {
    Scalar::from_digest(Digest::of(text.as_bytes()))
}

fn public(x: &Scalar) -> Encoding {
    Point::generator_times(x).encode()
}

/// A joint key of 2 out of `size`, as its members make it together, and their shares.
fn joint_key(size: u64) -> (Pedersen, Vec<Scalar>) {
    let polynomials: Vec<[Scalar; 2]> = (1..=size).map(|i| [secret(&format!("a{i}")), secret(&format!("b{i}"))]).collect();
    let keys: Vec<Scalar> = (1..=size).map(|i| secret(&format!("sign{i}"))).collect();
    let signed = |key: &Scalar, message: String| {
        let signature = signature::sign(key, &format!("sigmsg|{message}|"), &w(1));
        SignedMessage { message, signature }
    };
    let certs: Vec<SignedMessage> = (1..=size)
        .zip(&keys)
        .map(|(i, key)| {
            let (verification, encryption) = (public(key), public(&secret("encryption")));
            signed(key, format!(r#"{{"context":{{"group":"Ed25519","size":{size},"threshold":2,"index":{i}}},"verification":"{verification}","encryption":"{encryption}"}}"#))
        })
        .collect();
    let list = |[a, b]: &[Scalar; 2]| format!(r#"["{}","{}"]"#, public(a), public(b));
    let coefexps = polynomials.iter().zip(&keys).map(|(p, key)| signed(key, format!(r#"{{"coefexps":{}}}"#, list(p)))).collect();
    let all = String::from_utf8(to_canonical(&certs).unwrap()).unwrap();
    let sign_certs = |(p, key): (&[Scalar; 2], &Scalar)| {
        let message = format!(r#"certs_sig|{{"certs":{all},"coefexps":{}}}"#, list(p));
        signed(key, message).signature
    };
    let signatures = polynomials.iter().zip(&keys).map(sign_certs).collect();
    let share = |j: u64| polynomials.iter().map(|[a, b]| *a + *b * Scalar::from(j)).sum::<Scalar>();
    let shares: Vec<Scalar> = (1..=size).map(share).collect();
    let verification_keys = shares
        .iter()
        .zip(&keys)
        .map(|(share, key)| TrusteeKey {
            signature: Some(signed(key, public(share).to_string()).signature),
            ..TrusteeKey::single(share, &w(2))
        })
        .collect();
    (Pedersen { threshold: 2, certs, coefexps, signatures, verification_keys }, shares)
}

fn question(text: &str, answers: &[&str], blank: bool, max: u32) -> Question {
    let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    Question { answers, blank: blank.then_some(true), min: 1, max, question: text.into() }
}

impl World {
    /// `size` members share the joint key; two can decrypt.
    pub(super) fn with_members(size: u64) -> Self {
        let single = secret("single");
        let (joint, mut shares) = joint_key(size);
        shares.insert(0, single);
        let trustees = to_canonical(&[Item::Single(TrusteeKey::single(&single, &w(3))), Item::Pedersen(joint)]).unwrap();
        let (parsed, faults) = Trustees::parse(&trustees);
        assert_eq!(faults, []);

        let mut voters: Vec<Scalar> = (0..5).map(|i| secret(&format!("voter {i}"))).collect();
        voters.sort_by_key(|x| public(x).to_string());
        let areas = vec![8_950, 12_050, 4_500, 8_950, 30_000];
        let list = |weights: &[u64]| {
            let entries: Vec<_> = voters.iter().map(public).zip(weights.iter().copied()).collect();
            CredentialList::to_json(&entries).unwrap()
        };
        let (people, area) = (list(&[1; 5]), list(&areas));

        let key = |seed: u8| SigningKey::from_seed(&[seed; 32]).unwrap().verifying_key();
        let opening = Opening {
            uuid: UUID.into(),
            origin: ORIGIN.into(),
            credentials: Credentials { people: Digest::of(&people), area: Digest::of(&area), made_by: Maker::Authority },
            trustees: Digest::of(&trustees),
            rules: Digest::of(b"rules"),
            package: Digest::of(b"package"),
            masked_roll: Digest::of(b"masked roll"),
            roll: Digest::of(b"salt and roll"),
            keys: Keys { log: key(1), receipt: key(2), certificate: key(3), paper: key(4) },
            cosigners: vec![Cosigner { name: "jiedao.example.cn/w1".into(), key: key(5) }],
            closing: RULES.schedule,
        };
        let parameters = Parameters {
            version: 1,
            description: "业主委员会选举".into(),
            name: "湖光小区".into(),
            group: "Ed25519".into(),
            public_key: parsed.joint_key().unwrap().encode(),
            questions: vec![
                question("委员", &["甲", "乙", "丙"], true, 2),
                question("聘用", &["同意", "反对", "弃权"], false, 1),
            ],
            uuid: UUID.into(),
            administrator: None,
            credential_authority: Some(opening.authority().unwrap()),
            language: None,
        };
        Self { election: to_canonical(&parameters).unwrap(), trustees, people, area, areas, opening, shares, voters }
    }

    pub(super) fn new() -> Self {
        Self::with_members(3)
    }

    pub(super) fn files(&self) -> PairFiles<'_> {
        let Self { election, trustees, people, area, .. } = self;
        PairFiles { election, trustees, people, area }
    }

    pub(super) fn election(&self) -> Election {
        Election::parse(&self.election).unwrap()
    }

    pub(super) fn trustees(&self) -> Trustees {
        Trustees::parse(&self.trustees).0
    }

    pub(super) fn credential(&self, voter: usize) -> Encoding {
        public(&self.voters[voter])
    }

    /// A ballot; another `seed`, another ballot.
    pub(super) fn ballot(&self, voter: usize, seed: u8) -> Vec<u8> {
        let election = self.election();
        let x = &self.voters[voter];
        let selections =
            [Selection::Answers(vec![true, seed.is_multiple_of(2), false]), Selection::Answers(vec![seed < 5, seed >= 5, false])];
        let sealed = Sealer::new(&election).seal(&Point::generator_times(x), &selections, Seed::new([seed; 32])).unwrap();
        to_canonical(&sealed.sign(x, &mut ChaCha20Rng::from_seed([seed; 32])).unwrap()).unwrap()
    }

    /// What the opening has to fit.
    pub(super) fn with_materials<T>(&self, see: impl FnOnce(Materials<'_>) -> T) -> T {
        let (people, area) = (CredentialList::parse(&self.people).0, CredentialList::parse(&self.area).0);
        see(Materials {
            election: &self.election(),
            trustees: Digest::of(&self.trustees),
            rules: Digest::of(b"rules"),
            package: Digest::of(b"package"),
            masked_roll: Digest::of(b"masked roll"),
            areas: &self.areas,
            people: (&people, Digest::of(&self.people)),
            area: (&area, Digest::of(&self.area)),
        })
    }

    pub(super) fn log_signer(&self) -> NoteSigner {
        signer(ORIGIN, KeyKind::Note, 1)
    }

    pub(super) fn receipt_signer(&self) -> NoteSigner {
        signer(ORIGIN, KeyKind::Note, 2)
    }

    pub(super) fn open(&self) -> Entry {
        Entry::Open { opening: self.opening.digest().unwrap(), phi: self.election().phi().into() }
    }

    /// A whole log, and the ballots in it: voter 0 votes twice, 1 once, 2's ballot is voided, 3 votes and then on paper, 4 votes
    /// after the extension.
    pub(super) fn log(&self) -> (Vec<Vec<u8>>, History, Vec<Vec<u8>>) {
        let ballots: Vec<Vec<u8>> =
            [(0, 1), (1, 2), (0, 3), (2, 4), (3, 5), (4, 6)].into_iter().map(|(voter, seed)| self.ballot(voter, seed)).collect();
        let cast =
            |voter, ballot: usize| Entry::Ballot { credential: self.credential(voter), sha256: Digest::of(&ballots[ballot]) };
        let sha256 = Digest::of(b"a document");
        let entries = [
            (END - 100_000, self.open()),
            (END - 90_000, cast(0, 0)),
            (END - 80_000, cast(1, 1)),
            (END - 80_000, Entry::Notice { sha256 }),
            (END - 70_000, cast(0, 2)),
            (END - 60_000, cast(2, 3)),
            (END - 50_000, cast(3, 4)),
            (END - 40_000, Entry::Objection { sha256 }),
            (END - 30_000, Entry::Void { voided: 5, reason: "冒用".into(), authority: "筹备组组长".into() }),
            (END - 20_000, Entry::Extend { until: EXTENDED }),
            (END + 10_000, cast(4, 5)),
            (END + 20_000, Entry::Paper { credential: self.credential(3) }),
            (EXTENDED + 999, Entry::Close),
            (EXTENDED + 2_000, Entry::State { state: State::Closed, reason: None }),
            (EXTENDED + 3_000, Entry::Sheet { sha256 }),
            (EXTENDED + 4_000, Entry::State { state: State::Cancelled, reason: Some("只是示例".into()) }),
        ];
        let mut replay = Replay::new(RULES);
        let mut leaves = Vec::new();
        for (index, (time, entry)) in (0..).zip(entries) {
            let nonce = Nonce(Digest::of(format!("nonce {index}").as_bytes()).0[..16].try_into().unwrap());
            leaves.push(replay.append(Leaf { index, nonce, time, entry }).unwrap());
        }
        (leaves, replay.finish(), ballots)
    }
}
