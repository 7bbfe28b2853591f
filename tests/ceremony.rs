//! Whole ceremonies, honest and otherwise: every message that is changed, exchanged or replayed is refused, and the fault names
//! the member whose message it was.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use chacha20::ChaCha20Rng;
use proptest::prelude::*;
use proptest::sample::Index;
use rand_core::SeedableRng as _;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar, SecretBase};
use yepiao::crypto::hash::Digest;
use yepiao::election::ceremony::{
    Assembled, CeremonyFault, Certificates, Member, MemberSeed, MessageFault, OpenFault, Participant, Polynomials, Shape,
    SingleKey,
};
use yepiao::election::json;
use yepiao::election::tally::{Shares, check_share, combine, make_share, solve};
use yepiao::election::trustees::{Item, Trustees};

fn rng(text: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Digest::of(text.as_bytes()).0)
}

/// Everything that went over the wire in an honest ceremony.
struct Honest {
    shape: Shape,
    members: Vec<Member>,
    certificates: Vec<String>,
    polynomials: Vec<String>,
    received: Vec<String>,
    finished: Vec<String>,
    assembled: Assembled,
}

impl Honest {
    fn hold(n: usize, threshold: u32, name: &str) -> Self {
        let shape = Shape::new(n, threshold).unwrap();
        let rng = &mut rng(name);
        let members: Vec<Member> = (0..n).map(|_| Member::new(&MemberSeed::random(rng))).collect();
        let certificates: Vec<String> =
            (1..).zip(&members).map(|(index, member)| member.certify(shape, index, rng).unwrap()).collect();
        let checked = Certificates::read(shape, &certificates).unwrap();
        let participants: Vec<Participant<'_>> = members.iter().map(|member| checked.participant(member).unwrap()).collect();
        let polynomials: Vec<String> = participants.iter().map(|member| member.deal(rng).unwrap()).collect();
        let sorted = Polynomials::read(&checked, &polynomials).unwrap();
        let received: Vec<String> = (1..=n).map(|index| sorted.for_member(index).unwrap()).collect();
        let finish = |(member, message): (&Participant<'_>, &String)| member.receive(message.as_bytes(), rng).unwrap();
        let finished: Vec<String> = participants.iter().zip(&received).map(finish).collect();
        let assembled = sorted.assemble(&finished).unwrap();
        Self { shape, members, certificates, polynomials, received, finished, assembled }
    }

    fn checked(&self) -> Certificates {
        Certificates::read(self.shape, &self.certificates).unwrap()
    }

    /// Step 2 with these certificates.
    fn step_2(&self, certificates: &[Vec<u8>]) -> Option<CeremonyFault> {
        Certificates::read(self.shape, certificates).err()
    }

    /// Steps 4 and 5 with these polynomials: the administrator's verdict, else the members'.
    fn steps_4_and_5(&self, polynomials: &[Vec<u8>]) -> Option<CeremonyFault> {
        let checked = self.checked();
        let sorted = match Polynomials::read(&checked, polynomials) {
            Ok(sorted) => sorted,
            Err(fault) => return Some(fault),
        };
        (1..=self.members.len()).find_map(|index| self.step_5(index, sorted.for_member(index).unwrap().as_bytes()))
    }

    /// Step 5 of one member with this message.
    fn step_5(&self, index: usize, message: &[u8]) -> Option<CeremonyFault> {
        let checked = self.checked();
        checked.participant(&self.members[index - 1]).unwrap().receive(message, &mut rng("step 5")).err()
    }

    /// Step 6 with these messages; a share that is not the member's is found when it is opened.
    fn step_6(&self, finished: &[Vec<u8>]) -> Option<Result<CeremonyFault, (usize, OpenFault)>> {
        let checked = self.checked();
        let sorted = Polynomials::read(&checked, &self.polynomials).unwrap();
        match sorted.assemble(finished) {
            Err(fault) => Some(Ok(fault)),
            Ok(assembled) => (1..).zip(&self.members).zip(&assembled.shares).find_map(|((index, member), share)| {
                member.open(share.as_bytes(), &assembled.joint).err().map(|fault| Err((index, fault)))
            }),
        }
    }
}

fn bytes(texts: &[String]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.clone().into_bytes()).collect()
}

fn culprit(fault: &CeremonyFault) -> Option<usize> {
    match fault {
        CeremonyFault::Member { member, .. } => Some(*member),
        _ => None,
    }
}

fn fault_of(fault: Option<CeremonyFault>) -> (usize, MessageFault) {
    match fault {
        Some(CeremonyFault::Member { member, fault }) => (member, fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn any_threshold_of_members_decrypts_and_fewer_do_not() {
    for (n, threshold) in [(3, 2), (5, 3)] {
        let honest = Honest::hold(n, threshold, "combine");
        // A Single before and a Single behind, so that numbers within the joint key and owners' numbers differ.
        let rng = &mut rng("singles");
        let singles = [SingleKey::random(rng), SingleKey::random(rng)];
        let items = vec![
            Item::Single(singles[0].public(rng)),
            Item::Pedersen(honest.assembled.joint.clone()),
            Item::Single(singles[1].public(rng)),
        ];
        let (trustees, faults) = Trustees::parse(&json::to_canonical(&items).unwrap());
        assert_eq!(faults, []);
        let y = SecretBase::new(&trustees.joint_key().unwrap());
        let encrypt = |m: u64| Ciphertext::encrypt(&y, &Scalar::from(m + 77), &Scalar::from(m));
        let tally = vec![vec![encrypt(3), encrypt(0)], vec![encrypt(9)]];

        let mut shares = Shares::new();
        let mut all = Shares::new();
        let mut secrets = vec![(1, **singles[0].secret()), (n + 2, **singles[1].secret())];
        for (member, sealed) in honest.members.iter().zip(&honest.assembled.shares) {
            let share = member.open(sealed.as_bytes(), &honest.assembled.joint).unwrap();
            assert!(!format!("{share:?}").contains(&share.secret.to_string()));
            secrets.push((share.index + 1, *share.secret));
        }
        for (owner, secret) in secrets {
            let key = trustees.owner(owner).unwrap().key.as_ref().unwrap();
            let factors = check_share("phi", key, &tally, &make_share("phi", &secret, &tally, rng)).unwrap();
            if owner == 1 || owner == n + 2 {
                shares.insert(owner, factors);
            } else {
                all.insert(owner, factors);
            }
        }
        for subset in 0..1_u32 << n {
            let mut present = shares.clone();
            present.extend((0..n).filter(|i| subset >> i & 1 == 1).map(|i| (i + 2, all[&(i + 2)].clone())));
            let opened = combine(&trustees, &tally, &present);
            if subset.count_ones() >= threshold {
                let result = solve(&opened.unwrap(), 10).unwrap();
                assert_eq!(json::to_canonical(&result).unwrap(), br#"{"result":[[3,0],[9]]}"#);
            } else {
                assert!(opened.is_err());
            }
        }
    }
}

#[test]
fn shares_are_opened_by_their_members_only_and_for_their_joint_key_only() {
    let [one, two] = ["one", "two"].map(|name| Honest::hold(3, 2, name));
    let (joint, shares) = (&one.assembled.joint, &one.assembled.shares);
    for (i, member) in one.members.iter().enumerate() {
        for (j, share) in shares.iter().enumerate() {
            assert_eq!(member.open(share.as_bytes(), joint).is_ok(), i == j);
        }
    }
    let not_among = two.members[0].open(shares[0].as_bytes(), joint);
    assert_eq!(not_among.err(), Some(OpenFault::NotAmong));
    // The same certificates, other polynomials.
    let checked = one.checked();
    let rng = &mut rng("again");
    let participants: Vec<_> = one.members.iter().map(|member| checked.participant(member).unwrap()).collect();
    let polynomials: Vec<String> = participants.iter().map(|member| member.deal(rng).unwrap()).collect();
    let sorted = Polynomials::read(&checked, &polynomials).unwrap();
    let receive =
        |(index, member): (usize, &Participant<'_>)| member.receive(sorted.for_member(index).unwrap().as_bytes(), rng).unwrap();
    let finished: Vec<String> = (1..).zip(&participants).map(receive).collect();
    let again = sorted.assemble(&finished).unwrap();
    assert_eq!(one.members[0].open(shares[0].as_bytes(), &again.joint).err(), Some(OpenFault::OtherKey));
    // Shares of one ceremony are no answer in the other.
    let fault = sorted.assemble(&one.finished).err();
    assert_eq!(fault_of(fault), (1, MessageFault::ShareKey));
    let mut empty = joint.clone();
    empty.verification_keys.clear();
    assert_eq!(one.members[0].open(shares[0].as_bytes(), &empty).err(), Some(OpenFault::NotAmong));
}

#[test]
fn certificates_of_other_ceremonies_members_and_keys_are_refused() {
    let honest = Honest::hold(3, 2, "certificates");
    let certificates = bytes(&honest.certificates);
    let with = |position: usize, certificate: String| {
        let mut changed = certificates.clone();
        changed[position] = certificate.into_bytes();
        fault_of(honest.step_2(&changed))
    };
    let rng = &mut rng("others");
    let other = Member::new(&MemberSeed::random(rng));
    let shape = Shape::new(4, 3).unwrap();
    assert_eq!(with(2, other.certify(shape, 3, rng).unwrap()), (3, MessageFault::Context));
    assert_eq!(with(2, other.certify(honest.shape, 1, rng).unwrap()), (3, MessageFault::Context));
    assert_eq!(with(2, honest.certificates[0].clone()), (3, MessageFault::Context));
    assert_eq!(with(2, honest.members[0].certify(honest.shape, 3, rng).unwrap()), (3, MessageFault::KeyTwice(1)));
    assert_eq!(other.certify(honest.shape, 0, rng), Err(CeremonyFault::NoMember(0)));
    assert_eq!(other.certify(honest.shape, 4, rng), Err(CeremonyFault::NoMember(4)));
    assert_eq!(honest.step_2(&certificates[..2]), Some(CeremonyFault::Count { found: 2, expected: 3 }));
    assert_eq!(honest.checked().participant(&other).err(), Some(CeremonyFault::NotAmong));

    // Keys that nobody or everybody holds. The signatures do not fit any more, but keys are looked at first.
    let key_of = |key: &str| {
        let text = &honest.certificates[1];
        let at = text.find(&format!(r#"\"{key}\":\""#)).unwrap() + key.len() + 7;
        text[at..at + 64].to_owned()
    };
    let identity = Point::identity().encode().to_string();
    let order_8 = "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826";
    let not_canonical = Encoding::from_bytes([0xff; 32]).to_string();
    for key in ["verification", "encryption"] {
        let own = key_of(key);
        let replaced = |with_key: &str| with(1, honest.certificates[1].replace(&own, with_key));
        assert_eq!(replaced(&identity), (2, MessageFault::KeyIdentity(key)));
        for bad in [order_8, &not_canonical] {
            assert!(matches!(replaced(bad), (2, MessageFault::Key { key: found, .. }) if found == key), "{bad}");
        }
        assert_eq!(replaced(&Point::generator().encode().to_string()), (2, MessageFault::CertificateSignature));
    }
}

/// A member who lies properly signed: what only the mathematics can find.
#[test]
fn lies_that_are_properly_signed_are_found() {
    let honest = Honest::hold(3, 2, "liar");
    let checked = honest.checked();
    let liar = checked.participant(&honest.members[1]).unwrap();
    let own = bytes(&honest.polynomials);
    let again = liar.deal(&mut rng("second polynomial")).unwrap();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (first, second) = (value(&honest.polynomials[1]), value(&again));
    let mixed = |fields: &[&str]| {
        let pick = |field: &str| if fields.contains(&field) { &second[field] } else { &first[field] };
        let fields = ["polynomial", "secrets", "coefexps", "signature"].map(|field| format!("\"{field}\":{}", pick(field)));
        let mut all = own.clone();
        all[1] = format!("{{{}}}", fields.join(",")).into_bytes();
        fault_of(honest.steps_4_and_5(&all))
    };
    // A second, honest dealing is no fault; half of it is.
    let mut dealt_anew = own.clone();
    dealt_anew[1] = again.clone().into_bytes();
    assert_eq!(honest.steps_4_and_5(&dealt_anew), None);
    assert_eq!(mixed(&["secrets"]), (2, MessageFault::SecretDiffers { recipient: 1 }));
    assert_eq!(mixed(&["coefexps"]), (2, MessageFault::CertificatesSignature));
    assert_eq!(mixed(&["signature"]), (2, MessageFault::CertificatesSignature));
    assert_eq!(mixed(&["coefexps", "signature"]), (2, MessageFault::SecretDiffers { recipient: 1 }));
    assert_eq!(mixed(&["coefexps", "signature", "secrets"]), (2, MessageFault::OwnPolynomialDiffers));

    // A server that shows each member certificates of its own: the others' signatures are over other certificates.
    let mut rng = rng("two ceremonies");
    let other_third = Member::new(&MemberSeed::random(&mut rng));
    let mut certificates = honest.certificates.clone();
    certificates[2] = other_third.certify(honest.shape, 3, &mut rng).unwrap();
    let other = Certificates::read(honest.shape, &certificates).unwrap();
    let fooled = other.participant(&honest.members[0]).unwrap().deal(&mut rng).unwrap();
    let mut all = own.clone();
    all[0] = fooled.into_bytes();
    assert_eq!(fault_of(honest.steps_4_and_5(&all)), (1, MessageFault::CertificatesSignature));

    // Another degree, in a ceremony of another shape with the same seeds.
    let shape = Shape::new(4, 3).unwrap();
    let fourth = Member::new(&MemberSeed::random(&mut rng));
    let members = honest.members.iter().chain([&fourth]);
    let certificates: Vec<String> = (1..).zip(members).map(|(i, member)| member.certify(shape, i, &mut rng).unwrap()).collect();
    let larger = Certificates::read(shape, &certificates).unwrap();
    let mut all = own.clone();
    all[1] = larger.participant(&honest.members[1]).unwrap().deal(&mut rng).unwrap().into_bytes();
    assert_eq!(fault_of(honest.steps_4_and_5(&all)), (2, MessageFault::SecretCount { found: 4, expected: 3 }));
    let dealt = value(std::str::from_utf8(&all[1]).unwrap());
    let text = honest.polynomials[1].replace(&first["coefexps"].to_string(), &dealt["coefexps"].to_string());
    all[1] = text.into_bytes();
    assert_eq!(fault_of(honest.steps_4_and_5(&all)), (2, MessageFault::Degree { found: 3, expected: 2 }));
}

#[test]
fn step_6_holds_the_keys_against_the_polynomials_and_the_certificates() {
    let honest = Honest::hold(3, 2, "step 6");
    let value = |i: usize| serde_json::from_str::<serde_json::Value>(&honest.finished[i]).unwrap();
    let part = |i: usize, path: &str| value(i).pointer(path).unwrap().to_string();
    let with = |path: &str, from: usize| {
        let mut finished = bytes(&honest.finished);
        finished[1] = honest.finished[1].replace(&part(1, path), &part(from, path)).into_bytes();
        honest.step_6(&finished).unwrap()
    };
    assert_eq!(fault_of(with("/public_key", 0).ok()), (2, MessageFault::ShareKey));
    assert_eq!(fault_of(with("/public_key/pok", 0).ok()), (2, MessageFault::ShareKnowledge));
    assert_eq!(fault_of(with("/public_key/signature", 0).ok()), (2, MessageFault::ShareSignature));
    // Nobody but the member sees that; the member keeps the own share and notices when opening it.
    assert!(matches!(with("/private_key", 0), Err((2, OpenFault::Envelope(_)))));
    let mut finished = bytes(&honest.finished);
    finished[1] = honest.finished[1].replace(&format!(",\"signature\":{}", part(1, "/public_key/signature")), "").into_bytes();
    assert_eq!(fault_of(honest.step_6(&finished).unwrap().ok()), (2, MessageFault::ShareSignature));
}

/// A byte flipped somewhere in a member's message of steps 1, 3, 6.
fn flipped(texts: &[String], member: usize, at: usize, bit: u8) -> Vec<Vec<u8>> {
    let mut all = bytes(texts);
    all[member][at] ^= 1 << bit;
    all
}

#[test]
fn every_flipped_byte_of_a_certificate_is_refused() {
    let honest = Honest::hold(3, 2, "flip");
    for at in 0..honest.certificates[1].len() {
        let fault = honest.step_2(&flipped(&honest.certificates, 1, at, u8::try_from(at % 8).unwrap())).unwrap();
        assert_eq!(culprit(&fault), Some(2), "{at}: {fault}");
    }
}

/// Where each value of an administrator's message stands, and whose it is.
fn owners_of(received: &str, recipient: usize) -> Vec<(std::ops::Range<usize>, usize)> {
    let value: serde_json::Value = serde_json::from_str(received).unwrap();
    let mut owners = Vec::new();
    let mut at = 0;
    let mut find = |part: &serde_json::Value, owner| {
        let text = part.to_string();
        let start = at + received[at..].find(&text).unwrap();
        at = start + text.len();
        owners.push((start..at, owner));
    };
    find(&value["polynomial"], recipient);
    for list in ["secrets", "coefexps", "signatures"] {
        value[list].as_array().unwrap().iter().zip(1..).for_each(|(part, sender)| find(part, sender));
    }
    owners
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_flipped_bit_of_a_polynomial_is_refused(member in 0..3_usize, at: Index, bit in 0..8_u8) {
        let honest = shared();
        let at = at.index(honest.polynomials[member].len());
        let fault = honest.steps_4_and_5(&flipped(&honest.polynomials, member, at, bit)).unwrap();
        prop_assert_eq!(culprit(&fault), Some(member + 1), "{}: {}", at, fault);
    }

    #[test]
    fn any_flipped_bit_of_what_a_member_gets_is_refused(member in 0..3_usize, at: Index, bit in 0..8_u8) {
        let honest = shared();
        let mut message = honest.received[member].clone().into_bytes();
        let at = at.index(message.len());
        message[at] ^= 1 << bit;
        let fault = honest.step_5(member + 1, &message).unwrap();
        let owners = owners_of(&honest.received[member], member + 1);
        let owner = owners.into_iter().find_map(|(range, owner)| range.contains(&at).then_some(owner));
        // Beyond the parts' own bytes, and where a part is not even JSON any more, only the administrator can be named.
        let right = match culprit(&fault) {
            Some(named) => Some(named) == owner,
            None => matches!(fault, CeremonyFault::Administrator(_)),
        };
        prop_assert!(right, "{at}: {fault} instead of {owner:?}");
    }

    #[test]
    fn any_flipped_bit_of_a_share_is_refused(member in 0..3_usize, at: Index, bit in 0..8_u8) {
        let honest = shared();
        let at = at.index(honest.finished[member].len());
        let named = match honest.step_6(&flipped(&honest.finished, member, at, bit)).unwrap() {
            Ok(fault) => culprit(&fault),
            Err((index, _)) => Some(index),
        };
        prop_assert_eq!(named, Some(member + 1));
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), cut: Index) {
        let honest = shared();
        let member = &honest.members[0];
        prop_assert!(Certificates::read(honest.shape, &[&bytes, &bytes, &bytes]).is_err());
        prop_assert!(honest.step_5(1, &bytes).is_some());
        prop_assert!(member.open(&bytes, &honest.assembled.joint).is_err());
        prop_assert!(SingleKey::parse(&bytes).is_err());
        let received = honest.received[0].as_bytes();
        prop_assert!(honest.step_5(1, &received[..cut.index(received.len())]).is_some());
    }
}

fn shared() -> &'static Honest {
    static HONEST: std::sync::OnceLock<Honest> = std::sync::OnceLock::new();
    HONEST.get_or_init(|| Honest::hold(3, 2, "flip"))
}

#[test]
fn any_two_messages_exchanged_are_refused() {
    let honest = Honest::hold(3, 2, "exchange");
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let swapped = |texts: &[String]| {
            let mut all = bytes(texts);
            all.swap(a, b);
            all
        };
        let first = Some(a + 1);
        assert_eq!(culprit(&honest.step_2(&swapped(&honest.certificates)).unwrap()), first);
        assert_eq!(culprit(&honest.steps_4_and_5(&swapped(&honest.polynomials)).unwrap()), first);
        assert_eq!(culprit(&honest.step_6(&swapped(&honest.finished)).unwrap().unwrap()), first);
        // A member who gets another's message cannot open the polynomial that is said to be its own, or the first secret in it.
        let fault = honest.step_5(a + 1, honest.received[b].as_bytes()).unwrap();
        assert_eq!(culprit(&fault), Some(1), "{fault}");
    }
    // Within a message: secrets of one sender for two recipients, two senders' secrets for one recipient, every list.
    // (Where the parts are objects, their fields happen to stand in the order in which `Value` writes them.)
    let swap_in = |text: &str, path: &str, a: usize, b: usize| {
        let mut parts: serde_json::Value = serde_json::from_str(text).unwrap();
        let before = parts[path].to_string();
        parts[path].as_array_mut().unwrap().swap(a, b);
        text.replace(&before, &parts[path].to_string())
    };
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let mut polynomials = bytes(&honest.polynomials);
        polynomials[1] = swap_in(&honest.polynomials[1], "secrets", a, b).into_bytes();
        assert_ne!(polynomials, bytes(&honest.polynomials));
        let fault = honest.steps_4_and_5(&polynomials).unwrap();
        assert_eq!(fault_of(Some(fault)).0, 2);
        for list in ["secrets", "coefexps", "signatures"] {
            let message = swap_in(&honest.received[2], list, a, b);
            assert_ne!(message, honest.received[2]);
            let fault = honest.step_5(3, message.as_bytes()).unwrap();
            assert_eq!(culprit(&fault), Some(a + 1), "{list}: {fault}");
        }
    }
    // Too few, too many, none.
    let certificates = honest.checked();
    for texts in [&honest.polynomials[..2], &[&honest.polynomials[..], &honest.polynomials[..1]].concat(), &[]] {
        let count = CeremonyFault::Count { found: texts.len(), expected: 3 };
        assert_eq!(Polynomials::read(&certificates, texts).err(), Some(count.clone()));
        assert_eq!(honest.step_6(&bytes(texts)), Some(Ok(count)));
    }
    let sorted = Polynomials::read(&certificates, &honest.polynomials).unwrap();
    for index in [0, 4, usize::MAX] {
        assert_eq!(sorted.for_member(index), Err(CeremonyFault::NoMember(index)));
    }
}
