//! Every value of `tests/vectors/belenios-v1-ed25519.json`, made by the independent tool: texts are read and written again,
//! derived values derived, hashed texts put together from their parts.
//!
//! The values belong to the election in `tests/vectors/archives/mini.bel`, so that each can be derived from what it follows
//! from instead of only being read. Which keys of the file were looked at is recorded: see the end.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, NotAPoint, Point, Scalar};
use yepiao::crypto::hash::{Digest, Transcript};
use yepiao::crypto::proof::{Proof, challenges_add_up, commitments};
use yepiao::crypto::{decryption, signature, threshold};
use yepiao::election::archive::{Content, Payload, Reader, SetupFiles, SizedEncryptedTally, Writer};
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::{Ballot, tracker};
use yepiao::election::credential::{CredentialList, PrivateCredential};
use yepiao::election::json::{from_canonical, to_canonical};
use yepiao::election::parameters::{Election, Parameters};
use yepiao::election::tally::{ElectionResult, EncryptedTally, PartialDecryption, Shares, check_share, combine, solve};
use yepiao::election::trustees::{Item, Pedersen, SignedMessage, TrusteeKey, Trustees};

const FILE: &str = include_str!("vectors/belenios-v1-ed25519.json");
const MINI: &[u8] = include_bytes!("vectors/archives/mini.bel");

/// The file, and which of its keys were asked for.
struct Vectors {
    values: Map<String, Value>,
    asked: RefCell<BTreeSet<String>>,
}

impl Vectors {
    fn read() -> Self {
        Self { values: serde_json::from_str(FILE).unwrap(), asked: RefCell::default() }
    }

    fn text(&self, key: &str) -> &str {
        self.asked.borrow_mut().insert(key.to_owned());
        self.values[key].as_str().unwrap()
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.values[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    /// For a key of which a part is tested here and the rest elsewhere: it stays in [`ELSEWHERE`].
    fn part(&self, key: &str) -> &str {
        self.values[key].as_str().unwrap()
    }

    fn election(&self) -> Election {
        Election::parse(self.text("election").as_bytes()).unwrap()
    }
}

/// The parts of the archive that the values were taken from.
#[derive(Default)]
struct Mini {
    election: Vec<u8>,
    trustees: Vec<u8>,
    credentials: Vec<u8>,
    setup_data: Option<Digest>,
    ballots: Vec<Vec<u8>>,
    tally: Vec<u8>,
    sized: Option<SizedEncryptedTally>,
    shares: Vec<(u32, Vec<u8>)>,
    result: Vec<u8>,
}

impl Mini {
    fn read() -> Self {
        let mut mini = Self::default();
        for entry in Reader::new(MINI) {
            assert_eq!(entry.faults, []);
            let Content { event, payload, .. } = entry.content.unwrap();
            match payload {
                Payload::Setup { election, trustees, credentials } => {
                    (mini.election, mini.trustees) = (election.unwrap(), trustees.unwrap());
                    (mini.credentials, mini.setup_data) = (credentials.unwrap(), event.payload);
                }
                Payload::Ballot(ballot) => mini.ballots.push(ballot.unwrap()),
                Payload::EndBallots => {}
                Payload::EncryptedTally { encrypted_tally, sized } => {
                    (mini.tally, mini.sized) = (encrypted_tally.unwrap(), sized);
                }
                Payload::PartialDecryption { partial_decryption, owner } => {
                    mini.shares.push((owner.unwrap(), partial_decryption.unwrap()));
                }
                Payload::Result(result) => mini.result = result.unwrap(),
            }
        }
        mini
    }

    fn pedersen(&self) -> Pedersen {
        let items: Vec<Item> = from_canonical(&self.trustees).unwrap();
        items.into_iter().find_map(|item| if let Item::Pedersen(joint) = item { Some(joint) } else { None }).unwrap()
    }
}

fn point(text: &str) -> Point {
    text.parse::<Encoding>().unwrap().decode().unwrap()
}

fn hash_to_scalar(text: &str) -> Scalar {
    Scalar::from_digest(Digest::of(text.as_bytes()))
}

fn joined(points: &[Point]) -> String {
    points.iter().map(|point| point.encode().to_string()).collect::<Vec<_>>().join(",")
}

/// Each check is a test by itself, and all of them together show which keys are looked at.
macro_rules! checks {
    ($($(#[$doc:meta])* fn $name:ident($vectors:ident) $body:block)*) => {
        $($(#[$doc])* fn $name($vectors: &Vectors) $body)*

        mod each {
            $(#[test] fn $name() { super::$name(&super::Vectors::read()); })*
        }

        const CHECKS: &[fn(&Vectors)] = &[$($name),*];
    };
}

checks! {
    fn points_have_these_texts(v) {
        for (key, value) in [
            ("generator", Point::generator()),
            ("identity", Point::identity()),
            ("2G", Point::generator() + Point::generator()),
            ("-G", -Point::generator()),
        ] {
            assert_eq!(value.encode().to_string(), v.text(key), "{key}");
            assert_eq!(point(v.text(key)), value, "{key}");
        }
        assert_eq!(Point::generator_times(&Scalar::from(2)), point(v.text("2G")));
        assert!(point(v.text("identity")).is_identity());
        let order2: Encoding = v.text("order2").parse().unwrap();
        assert_eq!(order2.to_string(), v.text("order2"));
        assert_eq!(order2.decode(), Err(NotAPoint::NotPrimeOrder));
        assert_eq!(order2.decode_times_eight(), Ok(Point::identity()));
    }

    fn scalars_end_below_q(v) {
        let q = v.text("q");
        assert!(q.parse::<Scalar>().is_err());
        // q ends in 9: the number before has the same digits but the last.
        let greatest = format!("{}8", q.strip_suffix('9').unwrap());
        assert_eq!((-Scalar::ONE).to_string(), greatest);
        assert!(greatest.parse::<Scalar>().unwrap() + Scalar::ONE == Scalar::ZERO);
        assert!(Point::generator_times(&(-Scalar::ONE)) == point(v.text("-G")));
    }

    fn the_election_has_this_fingerprint(v) {
        let text = v.text("election").as_bytes();
        assert_eq!(Mini::read().election, text);
        let election = v.election();
        assert_eq!(election.fingerprint().to_string(), v.text("election_sha256"));
        assert_eq!(election.fingerprint(), v.text("election_sha256").parse().unwrap());
        assert_eq!(election.phi(), v.text("phi"));
        assert_eq!(to_canonical(&from_canonical::<Parameters>(text).unwrap()).unwrap(), text);
        assert_eq!(to_canonical(election.parameters()).unwrap(), text);
    }

    fn a_credential_derives_its_key(v) {
        let credential = PrivateCredential::parse(v.text("cred")).unwrap();
        assert_eq!(credential.expose(), v.text("cred"));
        let election = v.election();
        let uuid = &election.parameters().uuid;
        let mut wide = [0; 64];
        for (half, index) in wide.chunks_exact_mut(32).zip(0..) {
            let preimage = v.text(&format!("cred_x{index}_preimage"));
            assert_eq!(preimage, format!("derive_credential|{uuid}|{index}|{}", credential.expose()));
            let digest = Digest::of(preimage.as_bytes());
            assert_eq!(digest.to_string(), v.text(&format!("cred_x{index}")));
            half.copy_from_slice(&digest.0);
        }
        let secret = credential.secret(uuid);
        assert_eq!(secret.to_string(), v.text("cred_secret"));
        assert!(*secret == v.text("cred_secret").parse().unwrap());
        assert!(*secret == Scalar::from_wide_bytes(&mut wide));
        assert_eq!(Point::generator_times(&secret), point(v.text("cred_public")));
        assert_eq!(Point::generator_times(&secret).encode().to_string(), v.text("cred_public"));
    }

    fn the_ballot_has_these_hashes_and_this_signature(v) {
        let bytes = &Mini::read().ballots[0];
        assert_eq!(tracker(bytes), v.text("ballot_tracker"));
        assert_eq!(tracker(bytes), Digest::of(bytes).to_base64());
        let ballot = Ballot::parse(bytes).unwrap();
        assert_eq!(&to_canonical(&ballot).unwrap(), bytes);
        let unsigned = to_canonical(&ballot.unsigned()).unwrap();
        assert_eq!(Digest::of(&unsigned).to_string(), v.text("unsigned_ballot_sha256"));
        assert_eq!(ballot.unsigned().hash().unwrap(), v.text("sig_hash"));
        assert_eq!(ballot.signature.hash, v.text("sig_hash"));
        assert_eq!(v.text("unsigned_ballot_sha256").parse::<Digest>().unwrap().to_base64(), v.text("sig_hash"));

        assert_eq!(ballot.credential.to_string(), v.text("cred_public"));
        let credential = ballot.credential.decode().unwrap();
        let Proof { challenge, response } = ballot.signature.proof;
        let signed = format!("sig|{}|", v.text("sig_hash"));
        let commitment = credential.times_plus_generator_times(&challenge, &response);
        assert_eq!(format!("{signed}{}", commitment.encode()), v.text("sig_preimage"));
        assert_eq!(Digest::of(v.text("sig_preimage").as_bytes()).to_string(), v.text("sig_sha256"));
        assert!(hash_to_scalar(v.text("sig_preimage")) == challenge);
        assert!(signature::verify(&credential, &signed, &ballot.signature.proof));
    }

    /// The pieces are of the first choice of the first question, and of the second question, which allows blank.
    fn the_ballots_proofs_hash_these_texts(v) {
        let election = v.election();
        let bytes = &Mini::read().ballots[0];
        check(&election, bytes).unwrap();
        let ballot = Ballot::parse(bytes).unwrap();
        let y = election.public_key();
        let points: Vec<Vec<Ciphertext>> =
            ballot.answers.iter().map(|a| a.choices.iter().map(|c| c.decode().unwrap()).collect()).collect();
        let all = |question: usize| joined(&points[question].iter().flat_map(|c| [c.alpha, c.beta]).collect::<Vec<_>>());
        let sum = |question: usize, skip: usize| points[question].iter().skip(skip).copied().sum::<Ciphertext>();
        let pair = |c: &Ciphertext| joined(&[c.alpha, c.beta]);
        let scope = format!("{}|{}", v.text("phi"), v.text("cred_public"));
        let (first, second) = (&ballot.answers[0], &ballot.answers[1]);
        let (choice, chosen) = (&points[0][0], sum(0, 0));
        let (blank, others) = (&points[1][0], sum(1, 1));
        for (name, prefix, branches, proofs) in [
            ("indiv", format!("prove|{scope}|{}|", pair(choice)), [(choice, 0), (choice, 1)], &first.individual_proofs[0]),
            (
                "overall",
                format!("prove|{scope}|{}|{}|", all(0), pair(&chosen)),
                [(&chosen, 0), (&chosen, 1)],
                &first.overall_proof,
            ),
            ("bproof0", format!("bproof0|{scope}|{}|", all(1)), [(blank, 0), (&others, 0)], second.blank_proof.as_ref().unwrap()),
            ("bproof1", format!("bproof1|{scope}|{}|", all(1)), [(blank, 1), (&others, 1)], &second.overall_proof),
        ] {
            assert_eq!(proofs.len(), 2, "{name}");
            let commit = |((ciphertext, value), proof): ((&Ciphertext, u64), &Proof)| {
                let shift = Point::generator_times(&Scalar::from(value));
                commitments(y, &Ciphertext { alpha: ciphertext.alpha, beta: ciphertext.beta - shift }, proof)
            };
            let made: Vec<Point> = branches.into_iter().zip(proofs).flat_map(commit).collect();
            let preimage = v.text(&format!("{name}_preimage"));
            assert_eq!(format!("{prefix}{}", joined(&made)), preimage, "{name}");
            assert_eq!(Digest::of(preimage.as_bytes()).to_string(), v.text(&format!("{name}_sha256")), "{name}");
            let encodings: Vec<Encoding> = made.iter().map(Point::encode).collect();
            assert!(Transcript::new(prefix.as_bytes()).points(&encodings).challenge() == hash_to_scalar(preimage), "{name}");
            assert!(proofs.iter().map(|proof| proof.challenge).sum::<Scalar>() == hash_to_scalar(preimage), "{name}");
            assert!(challenges_add_up(prefix.as_bytes(), &encodings, proofs), "{name}");
        }
    }

    fn the_trustees_are_of_these_kinds(v) {
        let mini = Mini::read();
        let items: Vec<Item> = from_canonical(&mini.trustees).unwrap();
        assert_eq!(to_canonical(&items).unwrap(), mini.trustees);
        let kind = |item: &Item| if matches!(item, Item::Single(_)) { "Single" } else { "Pedersen" };
        assert_eq!(items.iter().map(kind).collect::<Vec<_>>(), v.texts("trustees_kinds"));
        for (item, key) in items.iter().zip(["single_keys", "threshold_keys"]) {
            // The order of the fields is part of the format; serde_json's map would sort them.
            let json = String::from_utf8(to_canonical(item).unwrap()).unwrap();
            let places: Vec<usize> = v.texts(key).iter().map(|name| json.find(&format!("\"{name}\":")).unwrap()).collect();
            assert!(places.is_sorted(), "{key}");
            let value: Value = serde_json::from_str(&json).unwrap();
            let mut names: Vec<&str> = v.texts(key);
            names.sort_unstable();
            assert_eq!(value[1].as_object().unwrap().keys().collect::<Vec<_>>(), names, "{key}");
        }
        let (trustees, faults) = Trustees::parse(&mini.trustees);
        assert_eq!(faults, []);
        assert_eq!(trustees.joint_key(), Some(v.election().public_key().point()));

        let Item::Single(key) = &items[0] else { panic!() };
        let x = key.public_key.decode().unwrap();
        let text = format!("pok|Ed25519|{}|", key.public_key);
        let commitment = x.times_plus_generator_times(&key.pok.challenge, &key.pok.response);
        assert_eq!(format!("{text}{}", commitment.encode()), v.text("pok_preimage"));
        assert_eq!(Digest::of(v.text("pok_preimage").as_bytes()).to_string(), v.text("pok_sha256"));
        assert!(hash_to_scalar(v.text("pok_preimage")) == key.pok.challenge);
        assert!(signature::verify(&x, &text, &key.pok));
    }

    /// The first ciphertext of the first trustee's share.
    fn a_decryption_proof_hashes_this_text(v) {
        let mini = Mini::read();
        let (owner, share) = &mini.shares[0];
        let (trustees, _) = Trustees::parse(&mini.trustees);
        let key: &Point = trustees.owner(usize::try_from(*owner).unwrap()).unwrap().key.as_ref().unwrap();
        let share: PartialDecryption = from_canonical(share).unwrap();
        let tally: EncryptedTally = from_canonical(&mini.tally).unwrap();
        let (alpha, factor) = (tally[0][0].decode().unwrap().alpha, share.decryption_factors[0][0].decode().unwrap());
        let proof = share.decryption_proofs[0][0];
        let a = key.times_plus_generator_times(&proof.challenge, &proof.response);
        let b = Point::weighted_sum(&[proof.response, proof.challenge], &[alpha, factor]);
        let text = format!("decrypt|{}|{}|{}", v.text("phi"), key.encode(), joined(&[a, b]));
        assert_eq!(text, v.text("decrypt_preimage"));
        assert_eq!(Digest::of(text.as_bytes()).to_string(), v.text("decrypt_sha256"));
        assert!(hash_to_scalar(&text) == proof.challenge);
        assert!(decryption::verify(v.text("phi"), key, &alpha, &factor, &proof));
    }

    /// A member's keys follow from the seed; the certificate is signed with the first of them.
    fn a_seed_gives_the_keys_of_a_certificate(v) {
        let seed = v.text("dkg_seed");
        assert_eq!(format!("sk|{seed}"), v.text("dkg_sk_preimage"));
        let (sk, dk) = (hash_to_scalar(v.text("dkg_sk_preimage")), hash_to_scalar(&format!("dk|{seed}")));
        let (vk, ek) = (Point::generator_times(&sk), Point::generator_times(&dk));
        assert_eq!(vk.encode().to_string(), v.text("dkg_vk"));
        assert_eq!(ek.encode().to_string(), v.text("dkg_ek"));
        let cert: SignedMessage = from_canonical(v.text("dkg_cert").as_bytes()).unwrap();
        assert_eq!(to_canonical(&cert).unwrap(), v.text("dkg_cert").as_bytes());
        assert_eq!(cert.message, format!(
            r#"{{"context":{{"group":"Ed25519","size":3,"threshold":2,"index":1}},"verification":"{vk}","encryption":"{ek}"}}"#,
            vk = v.text("dkg_vk"), ek = v.text("dkg_ek"),
        ));
        let commitment = vk.times_plus_generator_times(&cert.signature.challenge, &cert.signature.response);
        assert_eq!(format!("sigmsg|{}|{}", cert.message, commitment.encode()), v.text("cert_sig_preimage"));
        assert!(hash_to_scalar(v.text("cert_sig_preimage")) == cert.signature.challenge);
        assert!(signature::verify(&vk, &format!("sigmsg|{}|", cert.message), &cert.signature));
        assert_eq!(Mini::read().pedersen().certs[0], cert);
    }

    fn polynomials_and_certificates_are_signed(v) {
        let joint = Mini::read().pedersen();
        let vk = point(v.text("dkg_vk"));
        assert_eq!(joint.coefexps[0].message, v.text("coefexps_message"));
        assert!(signature::verify(&vk, &format!("sigmsg|{}|", v.text("coefexps_message")), &joint.coefexps[0].signature));
        // {"certs":[…],"coefexps":[…]}, the second part as it stands in the message.
        let certs = String::from_utf8(to_canonical(&joint.certs).unwrap()).unwrap();
        let coefexps = v.text("coefexps_message").strip_prefix('{').unwrap();
        let text = format!("certs_sig|{{\"certs\":{certs},{coefexps}");
        assert!(text.starts_with(v.text("certs_sig_message_start")));
        assert!(signature::verify(&vk, &format!("sigmsg|{text}|"), &joint.signatures[0]));
    }

    /// Everything around the encryption of a message, which itself is not in the crate yet.
    fn a_decryption_key_fits_its_polynomials(v) {
        let dk = hash_to_scalar(&format!("dk|{}", v.text("dkg_seed")));
        let encrypted: Value = serde_json::from_str(v.part("dkey")).unwrap();
        let (alpha, beta) = (point(encrypted["alpha"].as_str().unwrap()), point(encrypted["beta"].as_str().unwrap()));
        let key = format!("key|{}", (beta - alpha.times(&dk)).encode());
        assert_eq!(Digest::of(key.as_bytes()).to_string(), v.text("dkey_aes256_key"));
        assert_eq!(Digest::of(format!("iv|{}", alpha.encode()).as_bytes()).to_string(), v.text("dkey_gcm_iv32"));

        let plaintext = v.text("dkey_plaintext");
        let signed: SignedMessage = from_canonical(plaintext.as_bytes()).unwrap();
        assert_eq!(to_canonical(&signed).unwrap(), plaintext.as_bytes());
        assert!(signature::verify(&point(v.text("dkg_vk")), &format!("sigmsg|{}|", signed.message), &signed.signature));
        let inner = v.text("dkey_inner_message");
        let quoted = String::from_utf8(to_canonical(&inner).unwrap()).unwrap();
        assert_eq!(signed.message, format!(r#"{{"recipient":"{}","message":{quoted}}}"#, v.text("dkg_ek")));
        let digits = inner.strip_prefix(r#"{"decryption_key":""#).unwrap().strip_suffix(r#""}"#).unwrap();
        let secret: Scalar = digits.parse().unwrap();
        assert_eq!(secret.to_string(), digits);

        let key: TrusteeKey = from_canonical(v.text("voutput_public_key").as_bytes()).unwrap();
        assert_eq!(to_canonical(&key).unwrap(), v.text("voutput_public_key").as_bytes());
        assert_eq!(key.public_key, Point::generator_times(&secret).encode());
        let x = key.public_key.decode().unwrap();
        assert!(signature::verify(&x, &format!("pok|Ed25519|{}|", key.public_key), &key.pok));
        let by_certificate = format!("sigmsg|{}|", key.public_key);
        assert!(signature::verify(&point(v.text("dkg_vk")), &by_certificate, key.signature.as_ref().unwrap()));
        let joint = Mini::read().pedersen();
        assert_eq!(joint.verification_keys[0], key);
        let polynomial = |sent: &SignedMessage| -> Vec<Point> {
            let value: Value = serde_json::from_str(&sent.message).unwrap();
            value["coefexps"].as_array().unwrap().iter().map(|text| point(text.as_str().unwrap())).collect()
        };
        let at_1 = joint.coefexps.iter().map(|sent| threshold::evaluate_in_exponent(&polynomial(sent), 1)).sum::<Point>();
        assert_eq!(at_1, x);
    }

    fn the_setup_names_its_parts(v) {
        let mini = Mini::read();
        let data = v.text("setup_data");
        assert_eq!(mini.setup_data, Some(Digest::of(data.as_bytes())));
        let [election, trustees, credentials] = [&mini.election, &mini.trustees, &mini.credentials].map(|part| Digest::of(part));
        assert_eq!(data, format!(r#"{{"election":"{election}","trustees":"{trustees}","credentials":"{credentials}"}}"#));
        assert_eq!(election.to_string(), v.text("election_sha256"));
        // The crate's own type for it is not public: what it writes is.
        let time = Reader::new(MINI).timestamp().unwrap();
        let parts = SetupFiles { election: &mini.election, trustees: &mini.trustees, credentials: &mini.credentials };
        let made = Writer::create(Vec::new(), time, parts).unwrap().into_inner();
        assert!(MINI.starts_with(&made));
        assert!(made.windows(data.len()).any(|window| window == data.as_bytes()));
    }

    fn the_credentials_have_weights(v) {
        let text = v.text("credentials");
        assert_eq!(Mini::read().credentials, text.as_bytes());
        let (list, faults) = CredentialList::parse(text.as_bytes());
        assert_eq!(faults, []);
        assert_eq!(list.total_weight(), 12050 + 9873);
        let (index, credential) = list.find(&v.text("cred_public").parse().unwrap()).unwrap();
        assert_eq!((index, credential.weight), (1, 9873));
        let entries: Vec<(Encoding, u64)> = list.entries().iter().map(|entry| (entry.point.encode(), entry.weight)).collect();
        assert_eq!(CredentialList::to_json(&entries).unwrap(), text.as_bytes());
    }

    fn the_tally_and_the_result_follow_from_the_ballots(v) {
        let (election, mini) = (v.election(), Mini::read());
        let sized: SizedEncryptedTally = from_canonical(v.text("sized").as_bytes()).unwrap();
        assert_eq!(to_canonical(&sized).unwrap(), v.text("sized").as_bytes());
        assert_eq!(Some(&sized), mini.sized.as_ref());
        assert_eq!(sized.encrypted_tally, Digest::of(&mini.tally));
        let (list, _) = CredentialList::parse(v.text("credentials").as_bytes());
        assert_eq!((sized.num_tallied, sized.total_weight.0), (2, list.total_weight()));

        let mut sums: Vec<Vec<Ciphertext>> =
            election.parameters().questions.iter().map(|q| vec![Ciphertext::zero(); q.ciphertexts()]).collect();
        for ballot in &mini.ballots {
            let checked = check(&election, ballot).unwrap();
            let weight = Scalar::from(list.find(&checked.credential).unwrap().1.weight);
            for (sum, choice) in sums.iter_mut().flatten().zip(checked.choices.concat()) {
                *sum = *sum + Ciphertext { alpha: choice.alpha.times(&weight), beta: choice.beta.times(&weight) };
            }
        }
        let encoded: EncryptedTally = sums.iter().map(|row| row.iter().map(Ciphertext::encode).collect()).collect();
        assert_eq!(to_canonical(&encoded).unwrap(), mini.tally);

        let (trustees, _) = Trustees::parse(&mini.trustees);
        let mut shares = Shares::new();
        for (owner, share) in &mini.shares {
            let owner = usize::try_from(*owner).unwrap();
            let key = trustees.owner(owner).unwrap().key.as_ref().unwrap();
            let share: PartialDecryption = from_canonical(share).unwrap();
            shares.insert(owner, check_share(election.phi(), key, &sums, &share).unwrap());
        }
        let opened = combine(&trustees, &sums, &shares).unwrap();
        let result = solve(&opened, sized.total_weight.0).unwrap();
        assert_eq!(to_canonical(&result).unwrap(), v.text("result").as_bytes());
        assert_eq!(from_canonical::<ElectionResult>(v.text("result").as_bytes()), Ok(result));
        assert_eq!(mini.result, v.text("result").as_bytes());
    }
}

/// Held by `vectors_ceremony.rs`, with the keys that open them.
const ELSEWHERE: &[&str] = &["dkey", "polynomial_keys", "vinput_keys", "voutput_keys"];

#[test]
fn every_value_is_tested() {
    let vectors = Vectors::read();
    CHECKS.iter().for_each(|check| check(&vectors));
    let asked = vectors.asked.into_inner();
    let elsewhere: BTreeSet<String> = ELSEWHERE.iter().map(|key| (*key).to_owned()).collect();
    let present: BTreeSet<String> = vectors.values.keys().cloned().collect();
    assert_eq!(asked.intersection(&elsewhere).collect::<Vec<_>>(), [""; 0], "tested here after all");
    assert_eq!(asked.union(&elsewhere).cloned().collect::<BTreeSet<_>>(), present);
}
