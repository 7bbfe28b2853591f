//! Faults of the count: the pair, the trustees, the outcome, the certificate.

use chacha20::ChaCha20Rng;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::proof::Proof;
use yepiao::election::ballot::check::check;
use yepiao::election::certificate::ItemResult;
use yepiao::election::log::closing::{Closing, Statement};
use yepiao::election::log::leaf::Entry;
use yepiao::election::record::files;
use yepiao::election::tally::PartialDecryption;

use crate::story::{Story, closing};
use crate::weak_proof::{Prepared, ballot_with};
use crate::world::{Decryptors, Setup, World, key, rng};

#[test]
fn a_pair_that_does_not_match() {
    let world = World::new();
    let missing = Story { counted: [vec![0, 1, 2, 3, 4, 6], vec![0, 1, 2, 3, 4]], ..Story::honest(&world) };
    assert_eq!(missing.tell().refused(), ["pair", "rebuilt", "outcome"]);
    let order = Story { counted: [vec![0, 1, 2, 3, 4, 6], vec![1, 0, 2, 3, 4, 6]], ..Story::honest(&world) };
    assert_eq!(order.tell().refused(), ["pair", "rebuilt"]);
}

#[test]
fn archives_of_two_polls() {
    let (world, other) = (World::new(), World::with(Setup { decryptors: Decryptors::One, ..Setup::default() }));
    let area = Story::honest(&other).tell().files[files::AREA].clone();
    let refused = Story::honest(&world).tell().with(files::AREA, |bytes| *bytes = area).refused();
    assert!(refused.contains(&"pair".to_owned()), "{refused:?}");
}

#[test]
fn a_strong_proof_missing_or_of_other_factors() {
    let world = World::new();
    let bundle = || Story::honest(&world).tell();
    assert_eq!(bundle().without("strong/2.json").refused(), ["strong"]);
    // Made for another sum: that without voter 4's ballot.
    let other = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 6]), ..Story::honest(&world) }.tell();
    let proof = other.files["strong/1.json"].clone();
    assert_eq!(bundle().with("strong/1.json", |bytes| *bytes = proof).refused(), ["strong"]);
    // Another trustee's.
    let proof = bundle().files["strong/3.json"].clone();
    assert_eq!(bundle().with("strong/2.json", |bytes| *bytes = proof).refused(), ["strong"]);
    // Of somebody who published no share.
    let mut more = bundle();
    more.files.insert("strong/4.json".into(), more.files["strong/3.json"].clone());
    more.certify();
    assert_eq!(more.refused(), ["strong"]);
}

#[test]
fn a_share_in_one_archive_only() {
    let world = World::new();
    let bundle = Story::honest(&world).tell();
    // people.bel ends before the shares, area.bel goes on.
    let ends = Story { until: crate::story::Until::Signed, ..Story::honest(&world) }.tell().files[files::PEOPLE].clone();
    let refused = bundle.with(files::PEOPLE, |bytes| *bytes = ends).refused();
    assert!(refused.contains(&"strong".to_owned()) && refused.contains(&"pair".to_owned()), "{refused:?}");
}

/// A decrypting trustee fixes the commitments of his proofs before the last ballot, and the last voter chooses the randomness to
/// fit: every proof of the archives holds, and the result is false.
#[test]
fn the_weak_proof_forgery() {
    let world = World::with(Setup { decryptors: Decryptors::One, ..Setup::default() });
    let mut story = Story::honest(&world);
    let (phi, x) = (world.election.phi(), world.deciders[0].1.clone());
    let key = Point::generator_times(&x);

    // Everything that counts before the last ballot, which is voter 5's second.
    let mut so_far = vec![Ciphertext::zero(); 3];
    for at in [0, 1, 2, 3, 4] {
        let checked = check(&world.election, &story.cast[at]).unwrap();
        so_far.iter_mut().zip(&checked.choices[0]).for_each(|(sum, c)| *sum = *sum + *c);
    }
    let mut rng: ChaCha20Rng = rng("attack");
    let prepared: Vec<Prepared> = so_far.iter().map(|sum| Prepared::new(phi, &key, &sum.alpha, &mut rng)).collect();
    // 同意 loses 3 of its 4 votes by ballot, 反对 gains 3.
    let three = Scalar::from(3);
    let shift = [three, -three, Scalar::ZERO];
    let r = [0, 1, 2].map(|i| prepared[i].randomness(1, shift[i]));
    let (secret, credential) = &world.voters[5];
    story.cast[6] = ballot_with(&world.election, (secret, credential), 0, &r, crate::world::rng("last voter"));
    let (_, Entry::Ballot { sha256, .. }) = &mut story.entries[8] else { panic!() };
    *sha256 = Digest::of(&story.cast[6]);
    let forger = x.clone();
    story.forge = Some(Box::new(move |people| {
        let (factors, proofs): (Vec<Point>, Vec<Proof>) =
            prepared.iter().zip(&people[0]).map(|(prepared, sum)| prepared.forge(&forger, &sum.alpha)).unzip();
        PartialDecryption { decryption_factors: vec![Encoding::of_all(&factors)], decryption_proofs: vec![proofs] }
    }));
    let bundle = story.tell();
    let audited = bundle.audit();
    // The archives see nothing, nor does anything but the strong proof.
    assert!(audited.report.archives.iter().all(yepiao::election::audit::Report::is_valid));
    assert_eq!(crate::story::refused(&audited), ["strong"]);
    let outcome = audited.report.outcome.unwrap();
    let [ItemResult::Matter(matter)] = outcome.items.as_slice() else { panic!() };
    assert_eq!([0, 1].map(|option| matter.options[option].electronic.people), [1, 4], "the truth is 4 and 1");
}

#[test]
fn trustees_who_signed_something_else_or_not_at_all() {
    let world = World::new();
    let bundle = || Story::honest(&world).tell();
    let honest = Closing::parse(&bundle().files[files::CLOSING]).unwrap();
    let statement: Statement = honest.statement.parse().unwrap();
    let with = |closing: &Closing| bundle().with(files::CLOSING, |bytes| *bytes = closing.to_bytes().unwrap()).refused();
    for other in [
        Statement { size: statement.size - 1, ..statement.clone() },
        Statement { root: Digest::of(b""), ..statement.clone() },
        Statement { people: statement.area, area: statement.people, ..statement.clone() },
        Statement { phi: Digest::of(b"").to_base64(), ..statement.clone() },
    ] {
        assert_eq!(with(&closing(&world, &other)), ["closing"]);
    }
    for gone in 0..3 {
        let mut fewer = honest.clone();
        fewer.signatures.remove(gone);
        assert_eq!(with(&fewer), ["closing"]);
    }
    let mut twice = honest.clone();
    twice.signatures[2] = twice.signatures[1].clone();
    assert_eq!(with(&twice), ["closing"]);
    assert_eq!(bundle().without(files::CLOSING).refused(), ["files", "closing"]);
}

#[test]
fn a_wrong_outcome_signed_with_the_true_key() {
    let world = World::new();
    let told = |change: fn(&mut yepiao::election::certificate::Certificate)| {
        let mut bundle = Story::honest(&world).tell();
        change(bundle.certificate.as_mut().unwrap());
        bundle.certify();
        bundle.refused()
    };
    let matter = |change: fn(&mut yepiao::election::certificate::MatterResult)| {
        let mut bundle = Story::honest(&world).tell();
        let ItemResult::Matter(matter) = &mut bundle.certificate.as_mut().unwrap().items[0] else { panic!() };
        change(matter);
        bundle.certify();
        bundle.refused()
    };
    assert_eq!(matter(|matter| matter.options[0].both.people += 1), ["outcome"]);
    assert_eq!(matter(|matter| matter.sentences[1].zh = "是否同意选聘物业服务企业：未通过。".into()), ["outcome"]);
    assert_eq!(matter(|matter| drop(matter.sentences.pop())), ["outcome"]);
    assert_eq!(told(|certificate| certificate.participation.took_part.people -= 1), ["outcome"]);
    assert_eq!(told(|certificate| certificate.roll.parking_counts = true), ["outcome"]);
    assert_eq!(told(|certificate| certificate.items.clear()), ["outcome"]);
    assert_eq!(told(|certificate| certificate.checkpoint.size -= 1), ["certificate"]);
    assert_eq!(told(|certificate| certificate.uuid = "2u7ms3ENMoqM4QLuhWD1Ac".into()), ["certificate"]);
}

#[test]
fn a_certificate_over_other_bytes() {
    let world = World::new();
    let bundle = || Story::honest(&world).tell();
    // A README is nobody's evidence and may be exchanged; it is not certified.
    let mut readme = bundle();
    readme.files.insert(files::README_EN.into(), b"hello".to_vec());
    assert_eq!(readme.refused(), Vec::<String>::new());
    // Any other file changed in a way that nothing else would notice: the annex's serials.
    let mut annex = bundle();
    let bytes = annex.files.get_mut(files::ANNEX).unwrap();
    let from = Digest::of_parts(&[
        &[9; 32],
        b"yepiao/serial/v1|",
        world.election.phi().as_bytes(),
        b"|",
        world.credential(0).to_string().as_bytes(),
    ]);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let changed = text.replacen(&from.to_string(), &Digest::of(b"another slip").to_string(), 1);
    assert!(text != changed);
    *bytes = changed.into_bytes();
    assert_eq!(annex.refused(), ["certificate"]);
    // By another key, or for another purpose.
    let mut other = bundle();
    let certificate = other.certificate.clone().unwrap();
    other.files.insert(files::CERTIFICATE.into(), certificate.sign(&key(4)).unwrap());
    assert_eq!(other.refused(), ["certificate"]);
    assert_eq!(bundle().without_certificate().refused(), ["files", "outcome", "certificate"]);
}
