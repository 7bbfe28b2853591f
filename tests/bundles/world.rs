//! A poll with known keys: eight voters, one matter, national rules. Everything an attacker could hold is here.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use yepiao::crypto::ed25519::SigningKey;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::seed::Seed;
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::ceremony::{Certificates, Member, MemberSeed, Polynomials, Shape, SingleKey};
use yepiao::election::credential::CredentialList;
use yepiao::election::jcs::to_jcs;
use yepiao::election::json::to_canonical;
use yepiao::election::log::note::{KeyKind, NoteSigner};
use yepiao::election::log::opening::{Cosigner, Credentials, Keys, Maker, Opening};
use yepiao::election::log::rules::{Rules, Schedule};
use yepiao::election::outcome::Subject;
use yepiao::election::parameters::{Election, Parameters};
use yepiao::election::poll::package::{Item, MatterItem, Package};
use yepiao::election::roll::{AreaBasis, Counting, HolderRow, Identity, IdentityKind, MaskedRoll, Roll, UnitAddress, UnitUse};
use yepiao::election::rules::{BuiltIn, RuleSet};
use yepiao::election::trustees;
use zeroize::Zeroizing;

const UUID: &str = "oX3JHbEwRLoXJh1oX3JHbE";
const ORIGIN: &str = "vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE";
/// When the voting ends.
pub(crate) const END: u64 = 1_795_375_800_000;
/// Of the voters in the order of the lists, in 0.01 m². Voter 6 is on paper, voter 7 stays at home.
pub(crate) const AREAS: [u64; 8] = [8_950, 12_050, 4_500, 8_950, 30_000, 7_700, 9_100, 6_000];

pub(crate) fn rng(text: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Digest::of(text.as_bytes()).0)
}

/// Who decrypts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decryptors {
    /// One trustee alone: enough to be corrupt.
    One,
    /// One who handed in the key of the other.
    Copied,
    /// A single key, and two out of three.
    SingleAndTwoOfThree,
    /// One out of three: more than one group can decrypt.
    OneOfThree,
}

pub(crate) struct World {
    pub(crate) rules: RuleSet,
    pub(crate) rules_text: String,
    pub(crate) package: Package,
    pub(crate) roll: MaskedRoll,
    pub(crate) opening: Opening,
    pub(crate) election: Election,
    pub(crate) election_json: Vec<u8>,
    pub(crate) trustees_json: Vec<u8>,
    /// The keys that decrypt, with their owners' numbers.
    pub(crate) deciders: Vec<(usize, Zeroizing<Scalar>)>,
    /// In the order of the lists.
    pub(crate) voters: Vec<(Zeroizing<Scalar>, Encoding)>,
    pub(crate) people_list: Vec<u8>,
    pub(crate) area_list: Vec<u8>,
}

/// What may be otherwise from the beginning.
pub(crate) struct Setup {
    /// Changes of the national rule set: what stands there, and what is put in its place.
    pub(crate) rules: Vec<(&'static str, &'static str)>,
    pub(crate) decryptors: Decryptors,
    /// Changes the package before it is opened.
    pub(crate) package: fn(&mut Package),
    /// Changes the masked roll before it is opened.
    pub(crate) roll: fn(&mut MaskedRoll),
    /// Changes the opening before the election names it.
    pub(crate) opening: fn(&mut Opening),
    /// Changes the election.
    pub(crate) election: fn(&mut Parameters),
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            decryptors: Decryptors::SingleAndTwoOfThree,
            package: |_| {},
            roll: |_| {},
            opening: |_| {},
            election: |_| {},
        }
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Setup::default())
    }

    pub(crate) fn with(setup: Setup) -> Self {
        let rules_text = setup.rules.iter().fold(BuiltIn::National.text().to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let rules = RuleSet::parse(rules_text.as_bytes()).unwrap();
        let full = roll();
        let mut roll = full.masked();
        (setup.roll)(&mut roll);
        let salted = full.digest(&[7; 32]).unwrap();
        let matter = Item::Matter(MatterItem {
            title: "是否同意选聘物业服务企业".into(),
            subject: Subject::PropertyCompany,
            text: "合同全文".into(),
        });
        let mut package = Package {
            version: 1,
            community: "湖光小区".into(),
            title: "湖光小区业主大会".into(),
            text: "物业表决".into(),
            items: vec![matter],
            rules: rules.digest(),
            roll: salted,
        };
        (setup.package)(&mut package);

        let mut secrets: Vec<Scalar> = (0..8).map(|i| Scalar::random(&mut rng(&format!("voter {i}")))).collect();
        secrets.sort_by_key(|x| Point::generator_times(x).encode().to_string());
        let voters: Vec<_> = secrets.into_iter().map(|x| (Zeroizing::new(x), Point::generator_times(&x).encode())).collect();
        let list = |weight: fn(usize) -> u64| list(&voters, weight);
        let (people_list, area_list) = (list(|_| 1), list(|i| AREAS[i]));
        let (items, deciders) = trustees(setup.decryptors);
        let trustees_json = to_canonical(&items).unwrap();
        let mut opening = Opening {
            uuid: UUID.into(),
            origin: ORIGIN.into(),
            credentials: Credentials {
                people: Digest::of(&people_list),
                area: Digest::of(&area_list),
                made_by: Maker::Authority,
            },
            trustees: Digest::of(&trustees_json),
            rules: rules.digest(),
            package: Digest::of(&package.to_bytes().unwrap()),
            masked_roll: Digest::of(&to_jcs(&roll).unwrap()),
            roll: salted,
            keys: Keys {
                log: key(1).verifying_key(),
                receipt: key(2).verifying_key(),
                certificate: key(3).verifying_key(),
                paper: key(4).verifying_key(),
            },
            cosigners: vec![Cosigner { name: "jiedao.example.cn/w1".into(), key: key(5).verifying_key() }],
            closing: Schedule { at: END, extend_until: None },
        };
        (setup.opening)(&mut opening);
        let (parsed, faults) = trustees::Trustees::parse(&trustees_json);
        assert_eq!(faults, []);
        let mut parameters = Parameters {
            version: 1,
            description: package.text.clone(),
            name: package.title.clone(),
            group: "Ed25519".into(),
            public_key: parsed.joint_key().unwrap().encode(),
            questions: package.questions(),
            uuid: UUID.into(),
            administrator: None,
            credential_authority: Some(opening.authority().unwrap()),
            language: None,
        };
        (setup.election)(&mut parameters);
        let election_json = to_canonical(&parameters).unwrap();
        Self {
            rules,
            rules_text,
            package,
            roll,
            opening,
            election: Election::parse(&election_json).unwrap(),
            election_json,
            trustees_json,
            deciders,
            voters,
            people_list,
            area_list,
        }
    }

    pub(crate) fn log_rules(&self) -> Rules {
        Rules::of(self.rules.rules(), self.opening.closing)
    }

    pub(crate) fn credential(&self, voter: usize) -> Encoding {
        self.voters[voter].1
    }

    /// A ballot; another `seed`, another ballot.
    pub(crate) fn ballot(&self, voter: usize, choice: usize, seed: u8) -> Vec<u8> {
        let (x, point) = &self.voters[voter];
        let selection = Selection::Answers((0..3).map(|answer| answer == choice).collect());
        let sealed = Sealer::new(&self.election).seal(&point.decode().unwrap(), &[selection], Seed::new([seed; 32])).unwrap();
        to_canonical(&sealed.sign(x, &mut rng(&format!("signature {seed}"))).unwrap()).unwrap()
    }

    pub(crate) fn log_signer(&self) -> NoteSigner {
        NoteSigner::new(&self.opening.origin, KeyKind::Note, key(1)).unwrap()
    }

    pub(crate) fn receipt_signer(&self) -> NoteSigner {
        NoteSigner::new(&self.opening.origin, KeyKind::Note, key(2)).unwrap()
    }
}

/// The service's keys: 1 log, 2 receipts, 3 certificate, 4 paper; 5 is the witness's.
pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32]).unwrap()
}

pub(crate) fn list(voters: &[(Zeroizing<Scalar>, Encoding)], weight: impl Fn(usize) -> u64) -> Vec<u8> {
    let entries: Vec<_> = voters.iter().enumerate().map(|(i, (_, credential))| (*credential, weight(i))).collect();
    CredentialList::to_json(&entries).unwrap()
}

fn roll() -> Roll {
    let row = |(i, area): (usize, &u64)| HolderRow {
        address: UnitAddress { building: "1".into(), stair: "1".into(), room: format!("{}", 101 + 100 * i) },
        purpose: UnitUse::Residential,
        area: *area,
        area_basis: AreaBasis::Register,
        certificate: String::new(),
        name: "王小明".into(),
        identity: Some(Identity { kind: IdentityKind::Person, number: format!("P{i}") }),
        share: None,
        developer: None,
        representative: None,
        guardian: None,
    };
    Roll::build(&AREAS.iter().enumerate().map(row).collect::<Vec<_>>(), Counting { parking_as_area: false }).unwrap()
}

fn trustees(decryptors: Decryptors) -> (Vec<trustees::Item>, Vec<(usize, Zeroizing<Scalar>)>) {
    let single = SingleKey::random(&mut rng("single"));
    let item = trustees::Item::Single(single.public(&mut rng("knowledge")));
    match decryptors {
        Decryptors::One => (vec![item], vec![(1, single.secret().clone())]),
        Decryptors::Copied => (vec![item.clone(), item], vec![(1, single.secret().clone()), (2, single.secret().clone())]),
        Decryptors::SingleAndTwoOfThree => {
            let (joint, shares) = joint();
            let [first, second, _] = <[_; 3]>::try_from(shares).unwrap();
            (vec![item, joint], vec![(1, single.secret().clone()), (2, first), (3, second)])
        }
        Decryptors::OneOfThree => {
            let (joint, share) = one_of_three();
            (vec![joint], vec![(1, share)])
        }
    }
}

/// Two of three, by the ceremony.
fn joint() -> (trustees::Item, Vec<Zeroizing<Scalar>>) {
    let shape = Shape::new(3, 2).unwrap();
    let members: Vec<Member> = (0..3).map(|i| Member::new(&MemberSeed::random(&mut rng(&format!("member {i}"))))).collect();
    let rng = &mut rng("ceremony");
    let certs: Vec<_> = (1..).zip(&members).map(|(i, member)| member.certify(shape, i, rng).unwrap()).collect();
    let certs = Certificates::read(shape, &certs).unwrap();
    let dealt: Vec<_> = members.iter().map(|member| certs.participant(member).unwrap().deal(rng).unwrap()).collect();
    let dealt = Polynomials::read(&certs, &dealt).unwrap();
    let finished: Vec<_> = (1..)
        .zip(&members)
        .map(|(i, member)| certs.participant(member).unwrap().receive(dealt.for_member(i).unwrap().as_bytes(), rng).unwrap())
        .collect();
    let made = dealt.assemble(&finished).unwrap();
    let shares = members.iter().zip(&made.shares);
    let shares = shares.map(|(member, share)| member.open(share.as_bytes(), &made.joint).unwrap().secret).collect();
    (trustees::Item::Pedersen(made.joint), shares)
}

/// One of three: our own ceremony refuses that, so its messages are put together by hand.
fn one_of_three() -> (trustees::Item, Zeroizing<Scalar>) {
    use yepiao::crypto::signature;
    use yepiao::election::trustees::{Pedersen, SignedMessage, TrusteeKey};
    let fresh = |text: &str| Zeroizing::new(Scalar::random(&mut rng(text)));
    let public = |x: &Scalar| Point::generator_times(x).encode();
    let keys: Vec<_> = (1..=3).map(|i| fresh(&format!("sign {i}"))).collect();
    let coefficients: Vec<_> = (1..=3).map(|i| fresh(&format!("coefficient {i}"))).collect();
    let signed = |key: &Scalar, message: String| {
        let signature = signature::sign(key, &format!("sigmsg|{message}|"), &fresh("w"));
        SignedMessage { message, signature }
    };
    let cert = |i: usize| {
        let (verification, encryption) = (public(&keys[i - 1]), public(&fresh(&format!("encryption {i}"))));
        signed(
            &keys[i - 1],
            format!(
                r#"{{"context":{{"group":"Ed25519","size":3,"threshold":1,"index":{i}}},"verification":"{verification}","encryption":"{encryption}"}}"#
            ),
        )
    };
    let certs: Vec<SignedMessage> = (1..=3).map(cert).collect();
    let list = |a: &Scalar| format!(r#"["{}"]"#, public(a));
    let coefexps = coefficients.iter().zip(&keys).map(|(a, key)| signed(key, format!(r#"{{"coefexps":{}}}"#, list(a)))).collect();
    let all = String::from_utf8(to_canonical(&certs).unwrap()).unwrap();
    let signatures = coefficients
        .iter()
        .zip(&keys)
        .map(|(a, key)| signed(key, format!(r#"certs_sig|{{"certs":{all},"coefexps":{}}}"#, list(a))).signature)
        .collect();
    // A polynomial of degree 0 has the same value for everybody.
    let share = Zeroizing::new(coefficients.iter().map(|a| **a).sum::<Scalar>());
    let verification_keys = keys
        .iter()
        .map(|key| TrusteeKey {
            signature: Some(signed(key, public(&share).to_string()).signature),
            ..TrusteeKey::single(&share, &fresh("pok"))
        })
        .collect();
    (trustees::Item::Pedersen(Pedersen { threshold: 1, certs, coefexps, signatures, verification_keys }), share)
}
