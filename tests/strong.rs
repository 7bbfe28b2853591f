//! The attack on version 1's decryption proof, carried out (`support/weak_proof.rs` says how), and the strong proof that ends it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

#[path = "support/weak_proof.rs"]
mod weak_proof;

use rand_core::SeedableRng as _;
use weak_proof::{Prepared, Rng, ballot_with, fresh};
use yepiao::crypto::decryption;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::proof::Proof;
use yepiao::crypto::seed::Seed;
use yepiao::election::archive::{Payload, Reader, Timestamp};
use yepiao::election::audit::{Totals, audit};
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::ceremony::SingleKey;
use yepiao::election::credential::CredentialList;
use yepiao::election::json;
use yepiao::election::pair::{Pair, PairFiles};
use yepiao::election::parameters::{Election, Parameters, Question};
use yepiao::election::strong::{Decryption, Side, StrongFault};
use yepiao::election::tally::{PartialDecryption, make_share};
use yepiao::election::trustees::Item;
use zeroize::Zeroizing;

fn rng(text: &str) -> Rng {
    Rng::from_seed(Digest::of(text.as_bytes()).0)
}

const AREAS: [u64; 5] = [9_873, 12_050, 8_801, 7_350, 10_444];

/// Five voters, one matter, one Single trustee.
struct Estate {
    trustee: SingleKey,
    trustees: Vec<u8>,
    json: Vec<u8>,
    election: Election,
    voters: Vec<(Zeroizing<Scalar>, Encoding)>,
}

impl Estate {
    fn new() -> Self {
        let rng = &mut rng("estate");
        let trustee = SingleKey::random(rng);
        let public = trustee.public(rng);
        let parameters = Parameters {
            version: 1,
            description: String::new(),
            name: "强证明".into(),
            group: "Ed25519".into(),
            public_key: public.public_key,
            questions: vec![Question {
                answers: ["同意", "反对", "弃权"].map(str::to_owned).to_vec(),
                blank: None,
                min: 1,
                max: 1,
                question: "是否同意".into(),
            }],
            uuid: "2u7ms3ENMoqM4QLuhWD1Ac".into(),
            administrator: None,
            credential_authority: None,
            language: None,
        };
        let json = json::to_canonical(&parameters).unwrap();
        let voter = |secret: Zeroizing<Scalar>| {
            let credential = Point::generator_times(&secret).encode();
            (secret, credential)
        };
        Self {
            trustee,
            trustees: json::to_canonical(&[Item::Single(public)]).unwrap(),
            election: Election::parse(&json).unwrap(),
            json,
            voters: AREAS.iter().map(|_| voter(fresh(rng))).collect(),
        }
    }

    fn key(&self) -> Point {
        self.election.public_key().point()
    }

    fn list(&self, weight: impl Fn(usize) -> u64) -> Vec<u8> {
        let entry = |(i, (_, credential)): (usize, &(Zeroizing<Scalar>, Encoding))| (*credential, weight(i));
        CredentialList::to_json(&self.voters.iter().enumerate().map(entry).collect::<Vec<_>>()).unwrap()
    }

    fn pair(&self) -> Pair<Vec<u8>> {
        let (people, area) = (self.list(|_| 1), self.list(|i| AREAS[i]));
        let files = PairFiles { election: &self.json, trustees: &self.trustees, people: &people, area: &area };
        Pair::create(Vec::new(), Vec::new(), Timestamp::new(1_795_375_819).unwrap(), &files).unwrap()
    }

    /// An honest ballot for one of the three answers.
    fn ballot(&self, voter: usize, choice: usize) -> Vec<u8> {
        let (secret, credential) = &self.voters[voter];
        let selection = Selection::Answers((0..3).map(|i| i == choice).collect());
        let seed = Seed::new(Digest::of(format!("ballot {voter}").as_bytes()).0);
        let sealed = Sealer::new(&self.election).seal(&credential.decode().unwrap(), &[selection], seed).unwrap();
        json::to_canonical(&sealed.sign(secret, &mut rng("signature")).unwrap()).unwrap()
    }
}

/// The digest of the EncryptedTally event, as everybody reads it from the archive.
fn tally_event(archive: &[u8]) -> Digest {
    let contents = Reader::new(archive).filter_map(|entry| entry.content);
    let mut tallies = contents.filter(|content| matches!(content.payload, Payload::EncryptedTally { .. }));
    tallies.next().unwrap().digest
}

#[test]
fn a_trustee_and_the_last_voter_forge_version_1_but_not_the_strong_proof() {
    let estate = Estate::new();
    let (phi, x) = (estate.election.phi(), estate.trustee.secret());
    let mut rng = rng("attack");

    // Four honest voters: 3 × 同意, 1 × 反对.
    let mut pair = estate.pair();
    let mut so_far = vec![Ciphertext::zero(); 3];
    for (voter, choice) in [(0, 0), (1, 0), (2, 0), (3, 1)] {
        let ballot = estate.ballot(voter, choice);
        let checked = check(&estate.election, &ballot).unwrap();
        so_far.iter_mut().zip(&checked.choices[0]).for_each(|(sum, c)| *sum = *sum + *c);
        pair.ballot(&ballot, checked).unwrap();
    }

    // The trustee fixes the proofs of the people's tally; then the last voter votes, honestly but for the randomness: 同意 shall
    // lose 3 and 反对 gain 3. (One ballot has one r for both archives, so that only one of them can be steered.)
    let prepared: Vec<Prepared> = so_far.iter().map(|sum| Prepared::new(phi, &estate.key(), &sum.alpha, &mut rng)).collect();
    let three = Scalar::from(3);
    let shift = [three, -three, Scalar::ZERO];
    let r = [0, 1, 2].map(|i| prepared[i].randomness(1, shift[i]));
    let (secret, credential) = &estate.voters[4];
    let last = ballot_with(&estate.election, (secret, credential), 1, &r, crate::rng("last voter"));
    pair.ballot(&last, check(&estate.election, &last).unwrap()).unwrap();
    let [people, area] = pair.close().unwrap().map(<[_]>::to_vec);

    // Every forged factor is false, and its version-1 proof verifies.
    let (factors, proofs): (Vec<Point>, Vec<Proof>) =
        prepared.iter().zip(&people[0]).map(|(prepared, sum)| prepared.forge(x, &sum.alpha)).unzip();
    for (i, (factor, proof)) in factors.iter().zip(&proofs).enumerate() {
        let alpha = &people[0][i].alpha;
        assert_eq!(*factor, alpha.times(x) + Point::generator_times(&shift[i]));
        assert!(decryption::verify(phi, &estate.key(), alpha, factor, proof));
    }
    let forged = PartialDecryption { decryption_factors: vec![Encoding::of_all(&factors)], decryption_proofs: vec![proofs] };
    let (honest, of_area) = (make_share(phi, x, &people, &mut rng), make_share(phi, x, &area, &mut rng));
    pair.share(1, &forged, &of_area).unwrap();
    let result = pair.result().map(|results| results.map(|result| json::to_canonical(&result).unwrap()));
    let area_truth = [AREAS[0] + AREAS[1] + AREAS[2], AREAS[3] + AREAS[4], 0];
    let area_text = format!(r#"{{"result":[[{},{},0]]}}"#, area_truth[0], area_truth[1]);
    // True: 3, 2, 0.
    assert_eq!(result.unwrap(), [br#"{"result":[[0,5,0]]}"#.to_vec(), area_text.into_bytes()]);
    let [people_archive, area_archive] = pair.into_inner();
    let report = audit(people_archive.as_slice(), &mut |_| {});
    assert!(report.is_valid(), "an archive of version 1 cannot show it");
    assert_eq!(report.totals, Some(Totals::Published(vec![vec![0, 5, 0]])));

    // The strong proof of the truth holds; for the forged factors it is neither made nor accepted.
    let (people_event, area_event) = (tally_event(&people_archive), tally_event(&area_archive));
    let decryption = |share| Decryption {
        phi,
        owner: 1,
        key: estate.key(),
        people: Side { event: people_event, tally: &people, share },
        area: Side { event: area_event, tally: &area, share: &of_area },
    };
    let good = json::to_canonical(&decryption(&honest).prove(x, &mut rng).unwrap()).unwrap();
    assert_eq!(decryption(&honest).verify(&good), Ok(()));
    assert_eq!(decryption(&forged).prove(x, &mut rng), Err(StrongFault::Proof));
    assert_eq!(decryption(&forged).verify(&good), Err(StrongFault::Proof));
    // Nor by the same trick: commitments first, then whatever response fits one of the two equations.
    let w = Scalar::random(&mut rng);
    for challenge in [prepared[0].challenge, Scalar::random(&mut rng), Scalar::ZERO] {
        let proof = Proof { challenge, response: w - **x * challenge };
        let text = json::to_canonical(&yepiao::election::strong::StrongProof { owner: 1, proof }).unwrap();
        assert_eq!(decryption(&forged).verify(&text), Err(StrongFault::Proof));
    }
}

#[test]
fn a_strong_proof_is_refused_for_anything_else() {
    let estate = Estate::new();
    let (phi, x) = (estate.election.phi(), estate.trustee.secret());
    let mut rng = rng("strong");
    let mut pair = estate.pair();
    let ballot = estate.ballot(0, 0);
    pair.ballot(&ballot, check(&estate.election, &ballot).unwrap()).unwrap();
    let [people, area] = pair.close().unwrap().map(<[_]>::to_vec);
    let (of_people, of_area) = (make_share(phi, x, &people, &mut rng), make_share(phi, x, &area, &mut rng));
    let [people_archive, area_archive] = pair.into_inner();
    let decryption = Decryption {
        phi,
        owner: 1,
        key: estate.key(),
        people: Side { event: tally_event(&people_archive), tally: &people, share: &of_people },
        area: Side { event: tally_event(&area_archive), tally: &area, share: &of_area },
    };
    let proof = json::to_canonical(&decryption.prove(x, &mut rng).unwrap()).unwrap();
    assert_eq!(decryption.verify(&proof), Ok(()));

    let mut short = of_area.clone();
    short.decryption_factors[0].pop();
    let mut bad = of_people.clone();
    bad.decryption_factors[0][1] = Encoding::from_bytes([0; 32]);
    let with_area = |share| Decryption { area: Side { share, ..decryption.area }, ..decryption };
    let with_people = |share| Decryption { people: Side { share, ..decryption.people }, ..decryption };
    assert_eq!(with_area(&short).verify(&proof), Err(StrongFault::Shape { archive: "area" }));
    let factor = with_people(&bad).verify(&proof);
    assert!(matches!(factor, Err(StrongFault::Factor { archive: "people", question: 0, answer: 1, .. })));
    assert_eq!(Decryption { owner: 2, ..decryption }.verify(&proof), Err(StrongFault::Owner(1)));
    let exchanged = Decryption { people: decryption.area, area: decryption.people, ..decryption };
    assert_eq!(exchanged.verify(&proof), Err(StrongFault::Proof));
    let other = Scalar::random(&mut rng);
    assert_eq!(decryption.prove(&other, &mut rng), Err(StrongFault::Proof));

    // One byte of the file changed: refused, whatever it is.
    for at in 0..proof.len() {
        for bit in 0..8 {
            let mut changed = proof.clone();
            changed[at] ^= 1 << bit;
            assert!(decryption.verify(&changed).is_err(), "{at}");
        }
    }
}
