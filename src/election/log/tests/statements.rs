//! Receipt, opening and closing: each field altered, each fault by its name.

use zeroize::Zeroizing;

use super::note::signer;
use super::world::{END, EXTENDED, ORIGIN, World};
use crate::crypto::group::{Encoding, Scalar};
use crate::crypto::hash::Digest;
use crate::election::credential::CredentialList;
use crate::election::json::to_canonical;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::closing::*;
use crate::election::log::leaf::Leaf;
use crate::election::log::note::{KeyKind, Note, NoteFault};
use crate::election::log::opening::*;
use crate::election::log::receipt::{Receipt, ReceiptFault};
use crate::election::log::rules::Schedule;
use crate::election::log::tree::{ProofFault, inclusion_proof, root};
use crate::election::parameters::Election;

fn receipt(world: &World, leaf: &[u8]) -> Receipt {
    Receipt { origin: ORIGIN.into(), phi: world.election().phi().into(), leaf: Leaf::parse(leaf).unwrap() }
}

#[test]
fn a_receipt_says_what_the_leaf_says() {
    let world = World::new();
    let (leaves, history, ballots) = world.log();
    let election = world.election();
    let (service, key) = (world.receipt_signer(), world.opening.receipt_key().unwrap());
    let good = receipt(&world, &leaves[4]);
    let note = good.sign(&service).unwrap();
    let lines: Vec<&str> = note.text().lines().collect();
    assert_eq!(lines[..2], ["yepiao/receipt/v1", ORIGIN]);
    assert_eq!(lines[2..5], [election.phi(), "4", &history.leaf_hashes[4].to_string()]);
    assert_eq!(lines[5..7], [crate::election::ballot::tracker(&ballots[2]), (END - 70_000).to_string()]);
    assert_eq!(lines[7].as_bytes(), leaves[4]);
    assert_eq!(Receipt::open(&Note::parse(note.to_string().as_bytes()).unwrap(), &key, election.phi()), Ok(good.clone()));

    let open = |text: String| {
        let mut note = Note::new(text).unwrap();
        note.sign(&service, 0);
        Receipt::open(&note, &key, election.phi())
    };
    assert_eq!(open(note.text().into()), Ok(good));
    for (line, to, fault) in [
        (0, "yepiao/receipt/v2", ReceiptFault::Form),
        (1, "vote.example.cn/another", ReceiptFault::OtherElection),
        (2, "another", ReceiptFault::OtherElection),
        (3, "5", ReceiptFault::Differs { line: 4 }),
        (3, "04", ReceiptFault::Differs { line: 4 }),
        (4, lines[5], ReceiptFault::Differs { line: 5 }),
        (5, lines[4], ReceiptFault::Differs { line: 6 }),
        (6, "1", ReceiptFault::Differs { line: 7 }),
        (7, std::str::from_utf8(&leaves[3]).unwrap(), ReceiptFault::NotABallot),
        (6, "1\n2", ReceiptFault::Form),
    ] {
        let mut lines = lines.clone();
        lines[line] = to;
        assert_eq!(open(lines.join("\n") + "\n"), Err(fault), "{line} {to}");
    }
    assert!(matches!(open(note.text().replace("{\"", "{ \"")), Err(ReceiptFault::Json(_))));
    assert_eq!(open(format!("{}\n", note.text())), Err(ReceiptFault::Form));
    assert_eq!(receipt(&world, &leaves[11]).sign(&service), Err(ReceiptFault::NotABallot));

    // Signed by the log's key, whose name is the same, or altered after signing.
    let by_log = receipt(&world, &leaves[4]).sign(&world.log_signer()).unwrap();
    let unsigned = NoteFault::Unsigned { name: ORIGIN.into() };
    assert_eq!(Receipt::open(&by_log, &key, election.phi()), Err(unsigned.into()));
    let altered = Note::parse(note.to_string().replace("\n4\n", "\n5\n").as_bytes()).unwrap();
    let false_ = NoteFault::False { name: ORIGIN.into() };
    assert_eq!(Receipt::open(&altered, &key, election.phi()), Err(false_.into()));
}

#[test]
fn a_receipt_holds_the_log_to_its_promise() {
    let world = World::new();
    let (leaves, history, _) = world.log();
    let hashes = &history.leaf_hashes;
    let receipt = receipt(&world, &leaves[4]);
    let at = |size: usize| Checkpoint { origin: ORIGIN.into(), size: size as u64, root: root(&hashes[..size]) };
    for size in 5..=hashes.len() {
        let proof = inclusion_proof(&hashes[..size], 4).unwrap();
        assert_eq!(receipt.verify_in(&at(size), &proof), Ok(()));
        let fork = Checkpoint { root: Digest([0; 32]), ..at(size) };
        assert_eq!(receipt.verify_in(&fork, &proof), Err(ReceiptFault::Proof(ProofFault::Root)));
    }
    assert_eq!(receipt.verify_in(&at(4), &[]), Err(ReceiptFault::TooEarly { index: 4, size: 4 }));
    let other = Checkpoint { origin: "b.example.cn/x".into(), ..at(5) };
    assert_eq!(receipt.verify_in(&other, &inclusion_proof(&hashes[..5], 4).unwrap()), Err(ReceiptFault::OtherElection));

    assert_eq!(receipt.agrees_with(hashes), Ok(()));
    let mut altered = hashes.clone();
    altered[4] = hashes[5];
    assert_eq!(receipt.agrees_with(&altered), Err(ReceiptFault::Broken { index: 4 }));
    assert_eq!(receipt.agrees_with(&hashes[..4]), Err(ReceiptFault::Broken { index: 4 }));
}

#[test]
fn the_opening_has_one_text_and_the_election_names_it() {
    let world = World::new();
    let bytes = world.opening.to_bytes().unwrap();
    assert_eq!(Opening::parse(&bytes), Ok(world.opening.clone()));
    assert_eq!(world.opening.digest().unwrap(), Digest::of(&bytes));
    let authority = world.opening.authority().unwrap();
    assert_eq!(authority, format!("yepiao/opening/v1:{}", Digest::of(&bytes)));
    assert!(world.election.windows(authority.len()).any(|part| part == authority.as_bytes()));
    assert_eq!(world.with_materials(|materials| world.opening.faults(&materials)), []);
    assert_eq!(world.opening.log_key().unwrap(), *world.log_signer().key());
    assert_eq!(world.opening.receipt_key().unwrap(), *world.receipt_signer().key());
    let cosigner = signer("jiedao.example.cn/w1", KeyKind::Cosignature, 5);
    assert_eq!(world.opening.cosigner_keys().unwrap(), [cosigner.key().clone()]);

    let text = String::from_utf8(bytes).unwrap();
    for (from, to) in [
        (r#""made_by":"authority""#, r#""made_by":"nobody""#),
        (r#"{"area""#, r#"{ "area""#),
        (r#""uuid""#, r#""uuidd""#),
        (r#""trustees""#, r#""also":1,"trustees""#),
        (r#""certificate":"#, r#""certificate":null,"certificate":"#),
        ("1795375800000", "9007199254740992"),
        ("1795375800000", "\"1795375800000\""),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert_ne!(wrong, text);
        assert!(matches!(Opening::parse(wrong.as_bytes()), Err(OpeningFault::Json(_))), "{wrong}");
    }
}

#[test]
fn an_opening_that_does_not_fit_says_where() {
    let world = World::new();
    let faults = |alter: &dyn Fn(&mut Opening)| {
        let mut opening = world.opening.clone();
        alter(&mut opening);
        let mut faults = world.with_materials(|materials| opening.faults(&materials));
        // Any change breaks the bond as well.
        let bond = faults.iter().position(|fault| *fault == OpeningFault::NotBound).unwrap();
        faults.remove(bond);
        faults
    };
    let other = Digest::of(b"other");
    let digest = |named| vec![OpeningFault::Digest(named)];
    assert_eq!(faults(&|o| o.credentials.people = other), digest(Named::People));
    assert_eq!(faults(&|o| o.credentials.area = other), digest(Named::Area));
    assert_eq!(faults(&|o| o.trustees = other), digest(Named::Trustees));
    assert_eq!(faults(&|o| o.rules = other), digest(Named::Rules));
    assert_eq!(faults(&|o| o.package = other), digest(Named::Package));
    assert_eq!(faults(&|o| o.masked_roll = other), digest(Named::MaskedRoll));
    assert_eq!(faults(&|o| o.roll = other), []);
    assert_eq!(faults(&|o| o.credentials.made_by = Maker::Service), []);
    assert_eq!(faults(&|o| o.uuid.push('x')), [OpeningFault::Origin, OpeningFault::Uuid]);
    for origin in [
        "",
        "vote.example.cn",
        "/oX3JHbEwRLoXJh1oX3JHbE",
        "a b/oX3JHbEwRLoXJh1oX3JHbE",
        "A/oX3JHbEwRLoXJh1oX3JHbE",
        "a/b/oX3JHbEwRLoXJh1oX3JHbE",
    ] {
        assert_eq!(faults(&|o| o.origin = origin.into()), [OpeningFault::Origin], "{origin}");
    }
    assert_eq!(faults(&|o| o.origin = "localhost:8080/oX3JHbEwRLoXJh1oX3JHbE".into()), []);
    assert_eq!(faults(&|o| o.keys.paper = o.keys.log), [OpeningFault::SameKey]);
    assert_eq!(faults(&|o| o.cosigners[0].key = o.keys.receipt), [OpeningFault::SameKey]);
    for name in ["", "a b", "a+b", ORIGIN] {
        assert_eq!(faults(&|o| o.cosigners[0].name = name.into()), [OpeningFault::CosignerName { index: 0 }]);
    }
    let twice = faults(&|o| o.cosigners.push(o.cosigners[0].clone()));
    assert_eq!(twice, [OpeningFault::SameKey, OpeningFault::CosignerName { index: 1 }]);
    assert_eq!(faults(&|o| o.cosigners.clear()), []);
    assert_eq!(faults(&|o| o.closing = Schedule { at: END, extend_until: Some(END) }), [OpeningFault::Schedule]);
    assert_eq!(faults(&|o| o.closing = Schedule { at: EXTENDED, extend_until: None }), []);

    let mut unbound = String::from_utf8(world.election.clone()).unwrap();
    unbound = unbound.replace("yepiao/opening/v1", "yepiao/opening/v2");
    let unbound = Election::parse(unbound.as_bytes()).unwrap();
    let faults = world.with_materials(|m| world.opening.faults(&Materials { election: &unbound, ..m }));
    assert_eq!(faults, [OpeningFault::NotBound]);
}

#[test]
fn the_lists_fit_each_other_and_the_roll() {
    let world = World::new();
    type Entries = Vec<(Encoding, u64)>;
    let faults = |alter: &dyn Fn(&mut Entries, &mut Entries, &mut Vec<u64>)| {
        let entries = |weights: &[u64]| (0..5).map(|i| world.credential(i)).zip(weights.iter().copied()).collect();
        let (mut people, mut area): (Entries, Entries) = (entries(&[1; 5]), entries(&world.areas));
        let mut areas = world.areas.clone();
        alter(&mut people, &mut area, &mut areas);
        let parse = |entries: &Entries| {
            let (list, faults) = CredentialList::parse(&CredentialList::to_json(entries).unwrap());
            assert_eq!(faults, []);
            list
        };
        let (people, area) = (parse(&people), parse(&area));
        let see = |m: Materials<'_>| {
            let (people, area) = ((&people, m.people.1), (&area, m.area.1));
            world.opening.faults(&Materials { people, area, areas: &areas, ..m })
        };
        world.with_materials(see)
    };
    assert_eq!(faults(&|_, _, _| {}), []);
    assert_eq!(faults(&|_, _, areas| areas.reverse()), [], "the roll has another order");
    let unsorted = |list, index| OpeningFault::NotSorted { list, index };
    let swap = |people: &mut Entries, area: &mut Entries, _: &mut Vec<u64>| {
        people.swap(1, 3);
        area.swap(1, 3);
    };
    assert_eq!(faults(&swap), [unsorted(Named::People, 2), unsorted(Named::Area, 2)]);
    assert_eq!(faults(&|_, area, _| area.swap(3, 4)), [unsorted(Named::Area, 4), OpeningFault::OtherPoints]);
    assert_eq!(faults(&|people, _, _| people[2].1 = 2), [OpeningFault::NotOne { index: 2 }]);
    assert_eq!(faults(&|people, _, _| people[2].1 = 0), [OpeningFault::NotOne { index: 2 }]);
    assert_eq!(faults(&|people, _, _| people.truncate(4)), [OpeningFault::OtherPoints]);
    let voters = |credentials, voters| OpeningFault::Voters { credentials, voters };
    assert_eq!(faults(&|_, _, areas| areas.push(0)), [voters(5, 6), OpeningFault::Areas]);
    assert_eq!(faults(&|_, area, _| area[0].1 += 1), [OpeningFault::Areas]);
    // The same sum is not enough.
    let shift = |_: &mut Entries, area: &mut Entries, _: &mut Vec<u64>| {
        area[0].1 += 1;
        area[1].1 -= 1;
    };
    assert_eq!(faults(&shift), [OpeningFault::Areas]);
}

fn statement(world: &World) -> Statement {
    let (_, history, _) = world.log();
    Statement::new(world.election().phi(), &history.sheet.unwrap(), [Digest([1; 32]), Digest([2; 32])])
}

fn sign(world: &World, statement: &Statement, owner: u32) -> ClosingSignature {
    statement.sign(owner, &world.shares[owner as usize - 1], &Zeroizing::new(Scalar::from(77 + u64::from(owner))))
}

#[test]
fn the_statement_has_one_text() {
    let world = World::new();
    let statement = statement(&world);
    let text = statement.to_string();
    let (one, two) = ("01".repeat(32), "02".repeat(32));
    assert_eq!(text, format!("yepiao/close/v1|{}|15|{}|{one}|{two}", world.election().phi(), statement.root));
    assert_eq!(text.parse(), Ok(statement.clone()));
    assert_eq!(statement.digest(), Digest::of(text.as_bytes()));
    for wrong in [
        text.replace("v1", "v2"),
        text.replace("|15|", "|015|"),
        text.replace(&one, &one.replace("01", "0A")),
        format!("{text}|"),
        text.replace(&format!("|{two}"), ""),
        String::new(),
    ] {
        assert_eq!(wrong.parse::<Statement>(), Err(ClosingFault::Statement), "{wrong}");
    }
}

#[test]
fn enough_trustees_sign_the_same_statement() {
    let world = World::new();
    let trustees = world.trustees();
    let statement = statement(&world);
    let closing =
        |owners: &[u32]| Closing::new(&statement, owners.iter().map(|owner| sign(&world, &statement, *owner)).collect());
    for enough in [&[1, 2, 3][..], &[4, 2, 1], &[1, 3, 4], &[1, 2, 3, 4]] {
        let closing = closing(enough);
        assert_eq!(closing.faults(&trustees, &statement), [], "{enough:?}");
        let bytes = closing.to_bytes().unwrap();
        assert!(bytes.starts_with(br#"{"signatures":[{"challenge":""#));
        assert_eq!(Closing::parse(&bytes), Ok(closing));
    }
    let too_few = |found| ClosingFault::TooFew { item: 2, found, needed: 2 };
    assert_eq!(closing(&[]).faults(&trustees, &statement), [ClosingFault::Missing { owner: 1 }, too_few(0)]);
    assert_eq!(closing(&[2, 3, 4]).faults(&trustees, &statement), [ClosingFault::Missing { owner: 1 }]);
    assert_eq!(closing(&[1, 4]).faults(&trustees, &statement), [too_few(1)]);
    assert_eq!(closing(&[1, 2, 2]).faults(&trustees, &statement), [ClosingFault::Order]);
    let mut unsorted = closing(&[1, 2, 3]);
    unsorted.signatures.swap(0, 1);
    assert_eq!(unsorted.faults(&trustees, &statement), [ClosingFault::Order]);

    // Somebody else's signature, one of another statement, and a number that nobody has.
    let mut stolen = closing(&[1, 2, 3]);
    stolen.signatures[2] = ClosingSignature { owner: 3, ..sign(&world, &statement, 4) };
    assert_eq!(stolen.faults(&trustees, &statement), [ClosingFault::Signature { owner: 3 }]);
    let other = Statement { people: Digest([3; 32]), ..statement.clone() };
    let mut replayed = closing(&[1, 2, 3]);
    replayed.signatures[0] = sign(&world, &other, 1);
    assert_eq!(replayed.faults(&trustees, &statement), [ClosingFault::Signature { owner: 1 }]);
    let mut nobody = closing(&[1, 2, 3]);
    for owner in [5, u32::MAX] {
        nobody.signatures.push(ClosingSignature { owner, ..sign(&world, &statement, 4) });
    }
    let no = |owner| ClosingFault::NoSuchTrustee { owner };
    assert_eq!(nobody.faults(&trustees, &statement), [no(5), no(u32::MAX as usize)]);
    nobody.signatures = vec![ClosingSignature { owner: 0, ..sign(&world, &statement, 4) }];
    assert_eq!(nobody.faults(&trustees, &statement)[0], no(0));

    for other in [
        Statement { phi: "x".into(), ..statement.clone() },
        Statement { size: 16, ..statement.clone() },
        Statement { root: Digest([0; 32]), ..statement.clone() },
        Statement { people: statement.area, ..statement.clone() },
        Statement { area: statement.people, ..statement.clone() },
    ] {
        assert_eq!(closing(&[1, 2, 3]).faults(&trustees, &other), [ClosingFault::OtherStatement]);
    }
    let mut broken = closing(&[1, 2, 3]);
    broken.statement.push('|');
    assert_eq!(broken.faults(&trustees, &statement), [ClosingFault::Statement]);
}

#[test]
fn half_of_a_joint_key_is_not_enough() {
    for (members, faults) in [(3, vec![]), (4, vec![ClosingFault::Threshold { item: 2 }])] {
        let world = World::with_members(members);
        let statement = statement(&world);
        let all = (1..=u32::try_from(members).unwrap() + 1).map(|owner| sign(&world, &statement, owner)).collect();
        assert_eq!(Closing::new(&statement, all).faults(&world.trustees(), &statement), faults);
    }
}

#[test]
fn closing_json_is_strict() {
    let world = World::new();
    let statement = statement(&world);
    let closing = Closing::new(&statement, vec![sign(&world, &statement, 1)]);
    let text = String::from_utf8(closing.to_bytes().unwrap()).unwrap();
    assert_eq!(text.matches("\"owner\":1").count(), 1);
    for (from, to) in [
        ("\"owner\":1", "\"owner\":01"),
        ("\"owner\":1", "\"owner\":4294967296"),
        ("\"owner\":1", "\"name\":\"\",\"owner\":1"),
        ("\"response\":\"", "\"response\":\"0"),
        ("\"challenge\":\"", "\"challenge\":\"9999999999"),
        ("\"statement\"", "\"stage\":1,\"statement\""),
        ("]", "] "),
    ] {
        assert!(matches!(Closing::parse(text.replacen(from, to, 1).as_bytes()), Err(ClosingFault::Json(_))), "{from} {to}");
    }
    // The form of the archives has another order of fields and is not this one.
    #[derive(serde::Serialize)]
    struct Disordered {
        statement: String,
        signatures: Vec<ClosingSignature>,
    }
    let disordered = Disordered { statement: closing.statement.clone(), signatures: closing.signatures.clone() };
    assert!(Closing::parse(&to_canonical(&disordered).unwrap()).is_err());
}
