//! Ballots of every kind of question, made and checked in both ways.

use chacha20::ChaCha20Rng;
use proptest::prelude::*;
use rand_core::SeedableRng as _;

use super::check::check;
use super::hints::{Hinted, Hints, HintsFault, check_batch};
use super::make::{SealFault, Sealer, Selection};
use super::*;
use crate::crypto::group::{Point, Scalar};
use crate::crypto::seed::Seed;
use crate::election::credential::CredentialList;
use crate::election::credential::PrivateCredential;
use crate::election::parameters::Question;

pub(super) fn question(answers: usize, blank: Option<bool>, min: u32, max: u32) -> Question {
    Question { answers: (0..answers).map(|i| format!("A{i}")).collect(), blank, min, max, question: "Q".into() }
}

pub(super) fn election(questions: &[Question]) -> Election {
    let json = serde_json::json!(questions).to_string();
    // serde_json's own map sorts keys: the questions are written by their type.
    let questions = String::from_utf8(json::to_canonical(&questions).unwrap()).unwrap();
    assert_eq!(json.len(), questions.len());
    let key = Point::generator_times(&Scalar::from(4711)).encode();
    let text = format!(
        r#"{{"version":1,"description":"d","name":"n","group":"Ed25519","public_key":"{key}","questions":{questions},"uuid":"o3JHbEwRLoXJh1"}}"#
    );
    Election::parse(text.as_bytes()).unwrap()
}

pub(super) fn cast(election: &Election, selections: &[Selection], seed: u8) -> Vec<u8> {
    let mut rng = ChaCha20Rng::from_seed([seed; 32]);
    let secret = PrivateCredential::random(&mut rng).secret(&election.parameters().uuid);
    let sealer = Sealer::new(election);
    let sealed = sealer.seal(&Point::generator_times(&secret), selections, Seed::new([seed; 32])).unwrap();
    json::to_canonical(&sealed.sign(&secret, &mut rng).unwrap()).unwrap()
}

fn marks(answers: usize, chosen: usize) -> Selection {
    Selection::Answers((0..answers).map(|i| i < chosen).collect())
}

#[test]
fn every_permitted_choice_on_every_kind_of_question_is_admitted() {
    for (answers, blank, min, max) in [
        (2, None, 0, 1),
        (1, None, 1, 1),
        (3, Some(false), 1, 1),
        (3, Some(true), 1, 2),
        (4, Some(true), 0, 4),
        (3, None, 2, 3),
        (2, None, 0, 0),
    ] {
        let election = election(&[question(answers, blank, min, max), question(1, None, 0, 1)]);
        let counted = (min..=max).map(|n| marks(answers, n as usize));
        let blank = (blank == Some(true)).then_some(Selection::Blank);
        for (selection, seed) in counted.chain(blank).zip(1..) {
            let ballot = cast(&election, &[selection, marks(1, 1)], seed);
            let checked = check(&election, &ballot).unwrap();
            let hints = Hints::of_ballot(&election, &ballot).unwrap().to_text();
            let hinted = Hinted { ballot: &ballot, hints: &hints };
            let verdicts =
                check_batch(&election, &CredentialList::default(), &[hinted, hinted], &mut ChaCha20Rng::from_seed([9; 32]));
            assert_eq!(verdicts, vec![hints::Verdict { ballot: Ok(checked), hints: Ok(()) }; 2]);
        }
    }
}

#[test]
fn choices_that_are_not_permitted_cannot_be_sealed() {
    let election = election(&[question(3, None, 1, 2), question(2, Some(true), 1, 1)]);
    let sealer = Sealer::new(&election);
    let seal = |selections: &[Selection]| sealer.seal(&Point::generator(), selections, Seed::new([0; 32])).unwrap_err();
    assert_eq!(seal(&[]), SealFault::QuestionCount { found: 0, expected: 2 });
    assert_eq!(seal(&[marks(2, 1), marks(2, 1)]), SealFault::AnswerCount { question: 0, found: 2, expected: 3 });
    assert_eq!(seal(&[Selection::Blank, marks(2, 1)]), SealFault::BlankNotAllowed { question: 0 });
    assert_eq!(seal(&[marks(3, 0), marks(2, 1)]), SealFault::OutOfRange { question: 0, min: 1, max: 2 });
    assert_eq!(seal(&[marks(3, 3), marks(2, 1)]), SealFault::OutOfRange { question: 0, min: 1, max: 2 });
    assert_eq!(seal(&[marks(3, 1), marks(2, 0)]), SealFault::OutOfRange { question: 1, min: 1, max: 1 });
}

#[test]
fn the_seed_rebuilds_the_sealed_ballot_and_nothing_else_does() {
    let election = election(&[question(3, Some(true), 1, 2)]);
    let sealer = Sealer::new(&election);
    let seal = |chosen, seed| sealer.seal(&Point::generator(), &[marks(3, chosen)], Seed::new([seed; 32])).unwrap();
    let hash = |sealed: &make::Sealed| sealed.unsigned().hash().unwrap();
    assert_eq!(hash(&seal(1, 5)), hash(&seal(1, 5)));
    assert_ne!(hash(&seal(1, 5)), hash(&seal(2, 5)));
    assert_ne!(hash(&seal(1, 5)), hash(&seal(1, 6)));
    assert_eq!(format!("{:?} {:?}", Seed::new([7; 32]), marks(3, 1)), "Seed(…) Selection(…)");
}

/// What somebody may do to a ballot and its hints.
#[derive(Debug, Clone)]
enum Fault {
    None,
    /// Any byte of the ballot becomes another.
    BallotByte(usize, u8),
    /// Any bit of the hints.
    HintBit(usize, u8),
    /// A point of order 2 is added to a hint: eight times it is gone, so this hint is still good.
    HintTorsion(usize),
    /// Two hints change places.
    HintsSwapped(usize, usize),
    /// A hint is missing.
    HintMissing,
    /// Hints of another ballot.
    HintsOfAnother,
    /// Not base64 at all.
    HintsGarbage(String),
    /// A response is raised by one and the ballot signed again.
    FalseProof(usize),
    /// An encryption of 2 is added to a choice and the ballot signed again.
    TwoVotes(usize),
}

fn fault() -> impl Strategy<Value = Fault> {
    let any_index = any::<usize>();
    prop_oneof![
        Just(Fault::None),
        (any_index, any::<u8>()).prop_map(|(i, b)| Fault::BallotByte(i, b)),
        (any::<usize>(), 0..8_u8).prop_map(|(i, b)| Fault::HintBit(i, b)),
        any::<usize>().prop_map(Fault::HintTorsion),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Fault::HintsSwapped(a, b)),
        Just(Fault::HintMissing),
        Just(Fault::HintsOfAnother),
        "[A-Za-z0-9+/=]{0,40}".prop_map(Fault::HintsGarbage),
        any::<usize>().prop_map(Fault::FalseProof),
        any::<usize>().prop_map(Fault::TwoVotes),
    ]
}

fn sign_again(ballot: &mut Ballot, seed: u8) -> Vec<u8> {
    let mut rng = ChaCha20Rng::from_seed([seed; 32]);
    let secret = PrivateCredential::random(&mut rng).secret(&ballot.election_uuid);
    ballot.signature.hash = ballot.unsigned().hash().unwrap();
    let nonce = zeroize::Zeroizing::new(Scalar::from(rng.next_u64()));
    ballot.signature.proof = crate::crypto::signature::sign(&secret, &Ballot::signed_text(&ballot.signature.hash), &nonce);
    json::to_canonical(ballot).unwrap()
}

fn spoil(election: &Election, good: &[u8], other_hints: &Hints, seed: u8, fault: &Fault) -> (Vec<u8>, String) {
    let mut ballot = good.to_vec();
    let mut hints = Hints::of_ballot(election, good).unwrap();
    let count = hints.0.len();
    match fault {
        Fault::None => {}
        Fault::BallotByte(at, byte) => {
            let at = at % ballot.len();
            ballot[at] = *byte;
        }
        Fault::HintBit(at, bit) => {
            let mut bytes = *hints.0[at % count].as_bytes();
            bytes[at / count % 32] ^= 1 << bit;
            hints.0[at % count] = Encoding::from_bytes(bytes);
        }
        Fault::HintTorsion(at) => {
            // (x, y) + (0, −1) = (−x, −y): negate y mod p and flip the sign.
            let mut bytes = *hints.0[at % count].as_bytes();
            bytes[31] ^= 0x80;
            let sign = bytes[31] & 0x80;
            bytes[31] &= 0x7f;
            let mut borrow = 0_i32;
            for (i, byte) in bytes.iter_mut().enumerate() {
                let p = if i == 0 {
                    0xed
                } else if i == 31 {
                    0x7f
                } else {
                    0xff
                };
                let difference = p - i32::from(*byte) - borrow;
                borrow = i32::from(difference < 0);
                *byte = (difference & 0xff) as u8;
            }
            bytes[31] |= sign;
            hints.0[at % count] = Encoding::from_bytes(bytes);
        }
        Fault::HintsSwapped(a, b) => hints.0.swap(a % count, b % count),
        Fault::HintMissing => drop(hints.0.pop()),
        Fault::HintsOfAnother => hints = other_hints.clone(),
        Fault::HintsGarbage(text) => return (ballot, text.clone()),
        Fault::FalseProof(at) => {
            let mut parsed = Ballot::parse(good).unwrap();
            let proofs = &mut parsed.answers[0].individual_proofs;
            let count = proofs.len();
            proofs[at % count][at / count % 2].response = proofs[at % count][at / count % 2].response + Scalar::ONE;
            ballot = sign_again(&mut parsed, seed);
            hints = Hints::of_ballot(election, &ballot).unwrap();
        }
        Fault::TwoVotes(at) => {
            let mut parsed = Ballot::parse(good).unwrap();
            let choices = &mut parsed.answers[0].choices;
            let count = choices.len();
            let choice = &mut choices[at % count];
            let point = choice.beta.decode().unwrap() + Point::generator() + Point::generator();
            choice.beta = point.encode();
            ballot = sign_again(&mut parsed, seed);
            hints = Hints::of_ballot(election, &ballot).unwrap();
        }
    }
    (ballot, hints.to_text())
}

/// Elections that differ in every way a claim can: blank or not, wide ranges, single answers.
fn shapes() -> impl Strategy<Value = Vec<Question>> {
    prop_oneof![
        Just(vec![question(2, Some(true), 1, 1), question(1, None, 0, 1)]),
        Just(vec![question(3, None, 0, 3)]),
        Just(vec![question(2, None, 1, 1), question(4, Some(true), 2, 4)]),
        Just(vec![question(1, Some(true), 0, 1)]),
    ]
}

/// `min` answers of each question, or all blank.
fn vote(questions: &[Question], blank: bool) -> Vec<Selection> {
    let select = |q: &Question| {
        if blank && q.allows_blank() { Selection::Blank } else { marks(q.answers.len(), q.min.max(1) as usize) }
    };
    questions.iter().map(select).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_batch_admits_exactly_what_the_compact_check_admits(
        questions in shapes(),
        faults in prop::collection::vec((fault(), any::<bool>()), 1..6),
        weights: [u8; 32],
        listed: bool,
    ) {
        let election = election(&questions);
        let other = cast(&election, &vote(&questions, true), 200);
        let other_hints = Hints::of_ballot(&election, &other).unwrap();
        let spoiled: Vec<_> = faults.iter().zip(1..).map(|((fault, blank), seed)| {
            let good = cast(&election, &vote(&questions, *blank), seed);
            spoil(&election, &good, &other_hints, seed, fault)
        }).collect();
        let batch: Vec<_> = spoiled.iter().map(|(ballot, hints)| Hinted { ballot, hints }).collect();
        let entries = if listed { vec![(Ballot::parse(&other).unwrap().credential, 1)] } else { Vec::new() };
        let (credentials, _) = CredentialList::parse(&CredentialList::to_json(&entries).unwrap());
        let verdicts = check_batch(&election, &credentials, &batch, &mut ChaCha20Rng::from_seed(weights));
        for ((hinted, verdict), (fault, _)) in batch.iter().zip(verdicts).zip(&faults) {
            prop_assert_eq!(&verdict.ballot, &check(&election, hinted.ballot), "the verdict, and the fault it names");
            match fault {
                Fault::None | Fault::HintTorsion(_) => {
                    prop_assert!(verdict.ballot.is_ok());
                    prop_assert_eq!(verdict.hints, Ok(()));
                }
                Fault::HintBit(..) | Fault::HintMissing | Fault::HintsOfAnother | Fault::HintsGarbage(_) => {
                    prop_assert!(verdict.ballot.is_ok(), "bad hints decided about a ballot");
                    prop_assert!(verdict.hints.is_err());
                }
                Fault::FalseProof(_) | Fault::TwoVotes(_) => prop_assert!(verdict.ballot.is_err()),
                Fault::BallotByte(..) | Fault::HintsSwapped(..) => {}
            }
        }
    }
}

/// Once the identity as eight times a hint was taken for the ballot's own alpha, and a valid ballot refused.
#[test]
fn hints_of_small_order_do_not_spoil_a_ballot() {
    let election = election(&[question(1, Some(true), 0, 1)]);
    let ballot = cast(&election, &[marks(1, 1)], 1);
    let good = Hints::of_ballot(&election, &ballot).unwrap();
    // y = 0, 1, −1 and the two of order 8, with either sign.
    let order_8 = "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7";
    let smalls = ["00", "01", "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec", order_8];
    for small in smalls.map(|text| format!("{text:0>64}")) {
        for sign in [0, 0x80] {
            let mut bytes = *small.parse::<Encoding>().unwrap().as_bytes();
            bytes[31] ^= sign;
            assert!(Encoding::from_bytes(bytes).decode_times_eight().unwrap().is_identity());
            for position in 0..good.0.len() {
                let mut hints = good.clone();
                hints.0[position] = Encoding::from_bytes(bytes);
                let hinted = Hinted { ballot: &ballot, hints: &hints.to_text() };
                let verdict =
                    &check_batch(&election, &CredentialList::default(), &[hinted], &mut ChaCha20Rng::from_seed([9; 32]))[0];
                assert!(verdict.ballot.is_ok() && verdict.hints.is_err(), "{small} at {position}: {verdict:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn the_quick_reader_reads_exactly_the_canonical_texts(questions in shapes(), edits in prop::collection::vec((any::<usize>(), any::<u8>(), 0..3_u8), 0..3)) {
        let election = election(&questions);
        let mut bytes = cast(&election, &vote(&questions, false), 1);
        for (at, byte, kind) in edits {
            let at = at % bytes.len();
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b" 0\\,\"[]{}"[usize::from(byte) % 9]),
                _ => drop(bytes.remove(at)),
            }
        }
        let slow: Option<Ballot> = json::from_canonical(&bytes).ok();
        // What it leaves to the other parser is odd text in the three fields that must equal a known one anyway.
        let plain = |b: &Ballot| [&b.election_uuid, &b.election_hash, &b.signature.hash].iter().all(|t| t.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\'));
        prop_assert_eq!(scan::ballot(&bytes), slow.filter(plain));
    }
}

#[test]
fn a_wrong_number_of_hints_is_told() {
    let election = election(&[question(1, None, 0, 1)]);
    let ballot = cast(&election, &[marks(1, 1)], 1);
    let verdicts = check_batch(
        &election,
        &CredentialList::default(),
        &[Hinted { ballot: &ballot, hints: "" }],
        &mut ChaCha20Rng::from_seed([9; 32]),
    );
    assert_eq!(verdicts[0].hints, Err(HintsFault::Count { found: 0, expected: 10 }));
    assert!(verdicts[0].ballot.is_ok());
}
