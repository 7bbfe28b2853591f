//! Every fault has a Chinese sentence of its own. That none is forgotten the compiler sees; here, that each one is Chinese.

use std::collections::BTreeSet;

use super::{Chinese, waits};
use crate::cli::lang::Lang;
use crate::crypto::group::{NotAPoint, Point};
use crate::crypto::hash::Digest;
use crate::election::archive::{ArchiveFault, EventKind, HeaderField, Role};
use crate::election::audit::Fault;
use crate::election::ballot::{BallotFault, Part, Place};
use crate::election::credential::CredentialsFault;
use crate::election::intake::{Bound, Code, Refusal};
use crate::election::json::JsonFault;
use crate::election::parameters::ParametersFault;
use crate::election::tally::{QuorumFault, ResultFault, ShareFault};
use crate::election::trustees::TrusteesFault;

const JSON: JsonFault = JsonFault::NotCanonical { at: 3 };
const POINT: NotAPoint = NotAPoint::NotOnCurve;

fn archive() -> Vec<ArchiveFault> {
    use ArchiveFault::*;
    let (offset, height, name, digest) = (512, 3, || "x.data.json".to_owned(), Digest([7; 32]));
    vec![
        Read { offset, reason: "bad".into() },
        NotAnArchive,
        Truncated { offset, member: 0 },
        EndsInsideGroup { offset, members: 2 },
        Zeros { offset },
        Size { offset, name: name() },
        TooBig { offset, name: name(), size: 1 << 40 },
        Header { offset, name: name(), field: HeaderField::Mode },
        Name { offset, name: name() },
        Padding { offset, name: name() },
        Head { offset, fault: JSON },
        Version { offset, found: 2 },
        HeadTime { offset, timestamp: 9 },
        Digest { offset, name: name(), actual: digest },
        Unreferenced { offset, name: name() },
        Missing { offset, height, role: Role::Election, digest },
        NoReference { offset, height, kind: EventKind::Ballot },
        StrayReference { offset, height, kind: EventKind::EndBallots },
        Reference { offset, height, role: Role::Owned, fault: JSON },
        CredentialsCertificate { offset },
        EventJson { offset, height, fault: JSON },
        Height { offset, expected: 3, found: 4 },
        Parent { offset, height, expected: Some(digest), found: None },
        Order { offset, height, kind: EventKind::Setup, after: Some(EventKind::Ballot) },
        Order { offset, height, kind: EventKind::Ballot, after: None },
        MemberOrder { offset, height, role: Role::Trustees },
        NoSetup { offset },
    ]
}

fn setup() -> Vec<Fault> {
    let parameters = [
        ParametersFault::Json(JSON),
        ParametersFault::Version(2),
        ParametersFault::Group("RFC-3526-2048".into()),
        ParametersFault::Uuid,
        ParametersFault::PublicKey(POINT),
        ParametersFault::PublicKeyIdentity,
        ParametersFault::MinAboveMax(0),
        ParametersFault::TooLarge(0),
    ];
    let trustees = [
        TrusteesFault::Json(JSON),
        TrusteesFault::Empty,
        TrusteesFault::Key { owner: 1, fault: POINT },
        TrusteesFault::Identity { owner: 1 },
        TrusteesFault::Knowledge { owner: 1 },
        TrusteesFault::StraySignature { owner: 1 },
        TrusteesFault::Shape { item: 1 },
        TrusteesFault::Certificate { item: 1, member: 2 },
        TrusteesFault::Coefficients { item: 1, member: 2 },
        TrusteesFault::CertificatesSignature { item: 1, member: 2 },
        TrusteesFault::VerificationKey { owner: 1 },
        TrusteesFault::VerificationKeySignature { owner: 1 },
    ];
    let credentials = [
        CredentialsFault::Json(JSON),
        CredentialsFault::Form { index: 0 },
        CredentialsFault::Weight { index: 0 },
        CredentialsFault::Point { index: 0, fault: POINT },
        CredentialsFault::Identity { index: 0 },
        CredentialsFault::Duplicate { index: 1 },
        CredentialsFault::TotalTooLarge,
    ];
    let mut faults: Vec<Fault> = parameters.map(Fault::from).into();
    faults.extend(trustees.map(Fault::from));
    faults.extend(credentials.map(Fault::from));
    faults.push(Fault::ElectionKey);
    faults
}

fn ballots() -> Vec<Fault> {
    let place = |part| BallotFault::Proof(Place { question: 0, part });
    let ballot = [
        BallotFault::Json(JSON),
        BallotFault::OtherUuid,
        BallotFault::OtherFingerprint,
        BallotFault::AnswerCount { found: 1, expected: 2 },
        BallotFault::ChoiceCount { question: 0, found: 1, expected: 2 },
        BallotFault::ProofCount { question: 0 },
        BallotFault::Ciphertext { question: 0, choice: 1, fault: POINT },
        BallotFault::NotHidden { question: 0, choice: 1 },
        place(Part::Individual(1)),
        place(Part::Overall),
        place(Part::Blank),
        BallotFault::Credential(POINT),
        BallotFault::CredentialIdentity,
        BallotFault::SignatureHash,
        BallotFault::Signature,
    ];
    let mut faults: Vec<Fault> = ballot.map(Fault::from).into();
    faults.extend([Fault::NotListed(Point::generator().encode()), Fault::Copy { first: 1 }]);
    faults
}

fn count() -> Vec<Fault> {
    let share = |fault| Fault::Share { owner: 2, fault };
    vec![
        Fault::TallyJson(JSON),
        Fault::TallyShape,
        Fault::TallyDiffers { question: 0, answer: 1 },
        Fault::NumTallied { stated: 1, counted: 2 },
        Fault::TotalWeight { stated: 1, counted: 2 },
        Fault::ShareJson(JSON),
        Fault::ShareOwner { owner: 9 },
        Fault::ShareTwice { owner: 2 },
        share(ShareFault::Shape),
        share(ShareFault::Factor { question: 0, answer: 1, fault: POINT }),
        share(ShareFault::Proof { question: 0, answer: 1 }),
        Fault::Quorum(QuorumFault::Missing(1)),
        Fault::Quorum(QuorumFault::BelowThreshold { first: 2, last: 4, present: 1, threshold: 2 }),
        Fault::ResultJson(JSON),
        Fault::Result(ResultFault::Shape),
        Fault::Result(ResultFault::Number { question: 0, answer: 1 }),
    ]
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

#[test]
fn every_fault_is_said_in_chinese() {
    let mut faults: Vec<Fault> = archive().into_iter().map(Fault::from).collect();
    faults.extend([setup(), ballots(), count()].concat());
    let mut seen = BTreeSet::new();
    for fault in &faults {
        let (zh, en) = (fault.say(Lang::Zh), fault.say(Lang::En));
        println!("{zh}\n{en}\n");
        assert!(is_chinese(&zh), "{zh}");
        assert!(!is_chinese(&en) && !en.is_empty(), "{en}");
        assert!(!zh.ends_with('。') && !en.ends_with('.'));
        assert!(seen.insert(zh.clone()), "said twice: {zh}");
    }
    assert_eq!(faults.len(), 27 + 28 + 17 + 16);
}

#[test]
fn what_is_said_about_a_roll_is_chinese_too() {
    let bounds = [Bound::File, Bound::Unpacked, Bound::Parts, Bound::Sheets, Bound::Lines, Bound::Cells];
    let refusals = [
        Refusal::Empty,
        Refusal::Password,
        Refusal::OldWorkbook,
        Refusal::OtherWorkbook,
        Refusal::Unknown,
        Refusal::Damaged,
        Refusal::NoColumns,
    ];
    let said: Vec<[String; 2]> = refusals
        .into_iter()
        .chain(bounds.map(Refusal::TooLarge))
        .map(|refusal| [Lang::Zh, Lang::En].map(|lang| refusal.say(lang)))
        .chain(Code::ALL.map(|code| [Lang::Zh, Lang::En].map(|lang| waits(code, lang).to_owned())))
        .collect();
    for [zh, en] in &said {
        assert!(is_chinese(zh) && !is_chinese(en), "{zh}: {en}");
    }
    assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), 13 + 14, "said twice");
}

#[test]
fn small_words_are_chinese_too() {
    use EventKind::*;
    use HeaderField as Field;
    let kinds = [Setup, Ballot, EndBallots, EncryptedTally, PartialDecryption, Result].map(|kind| kind.zh());
    let fields = [Field::Name, Field::Mode, Field::Owner, Field::Size, Field::Time, Field::Checksum, Field::Rest];
    let points = [NotAPoint::NotOnCurve, NotAPoint::NotCanonical, NotAPoint::NotPrimeOrder].map(|fault| fault.zh());
    let whole = JsonFault::Shape { path: ".".into(), reason: "EOF".into() };
    let part = JsonFault::Shape { path: "answers[0]".into(), reason: "EOF".into() };
    let words = [&kinds[..], &fields.map(|field| field.zh()), &points, &[whole.zh(), part.zh()]].concat();
    assert_eq!(words.iter().filter(|word| is_chinese(word)).collect::<BTreeSet<_>>().len(), words.len(), "{words:?}");
}
