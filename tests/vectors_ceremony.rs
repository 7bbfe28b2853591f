//! The values that ceremonies and strong proofs have to give, from the independent tool and for the pages in TypeScript.
//!
//! `tests/vectors/belenios-v1-ed25519.json`: every value of the key generation, in both directions where there are two: where
//! the secret key is known, a signature's nonce is `w = t + x·c`, and with it the same bytes must come out again.
//!
//! `tests/vectors/ceremony-v1.json`, ours: a ceremony of 2 of 3 with every message. `randomness` lists the scalars of a step in
//! the order in which they are drawn (`election::ceremony`, module documentation); `share` is S_j. `channel`: one encryption with
//! everything in between.
//!
//! `tests/vectors/strong-v1.json`, ours: a strong proof with everything in between, and others that are refused.
//!
//! `YEPIAO_VECTORS=write cargo test --test vectors_ceremony` writes our two anew. If they change, so has the protocol.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::path::Path;

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _, TryCryptoRng, TryRng};
use serde_json::{Value, json};
use yepiao::crypto::channel::Encrypted;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::{Digest, Transcript};
use yepiao::crypto::proof::Proof;
use yepiao::crypto::{signature, threshold};
use yepiao::election::archive::{Payload, Reader};
use yepiao::election::ceremony::{Certificates, Member, MemberSeed, Polynomials, Shape, SingleKey};
use yepiao::election::json::{from_canonical, to_canonical};
use yepiao::election::strong::{Decryption, Side, StrongProof};
use yepiao::election::tally::PartialDecryption;
use yepiao::election::trustees::{Item, Pedersen, SignedMessage, TrusteeKey, Trustees};
use zeroize::Zeroizing;

// ---------------------------------------------------------------------------------------------------------------- randomness

/// Gives prepared scalars, or draws and remembers.
enum Source {
    Script(VecDeque<Scalar>),
    Record(Box<ChaCha20Rng>, Vec<Scalar>),
}

impl Source {
    fn script(scalars: impl IntoIterator<Item = Scalar>) -> Self {
        Self::Script(scalars.into_iter().collect())
    }

    fn record(name: &str) -> Self {
        Self::Record(Box::new(ChaCha20Rng::from_seed(Digest::of(name.as_bytes()).0)), Vec::new())
    }

    /// What was drawn since; for a script, that nothing is left.
    fn taken(&mut self) -> Vec<String> {
        match self {
            Self::Script(left) => {
                assert!(left.is_empty(), "less was drawn than there is");
                Vec::new()
            }
            Self::Record(_, drawn) => std::mem::take(drawn).iter().map(Scalar::to_string).collect(),
        }
    }
}

impl TryRng for Source {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("scalars only")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("scalars only")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        let wide: &mut [u8; 64] = bytes.try_into().unwrap();
        match self {
            Self::Script(scalars) => {
                // The number below q in 64 big-endian bytes.
                let mut number = scalars.pop_front().unwrap().to_string();
                for byte in wide.iter_mut().rev() {
                    let mut rest = 0;
                    let digits = number.bytes().map(|digit| {
                        rest = rest * 10 + u32::from(digit - b'0');
                        let quotient = u8::try_from(rest / 256).unwrap();
                        rest %= 256;
                        char::from(b'0' + quotient)
                    });
                    number = digits.collect();
                    *byte = u8::try_from(rest).unwrap();
                }
            }
            Self::Record(rng, drawn) => {
                rng.fill_bytes(wide);
                drawn.push(Scalar::from_wide_bytes(&mut wide.clone()));
            }
        }
        Ok(())
    }
}

impl TryCryptoRng for Source {}

fn scalars(list: &Value) -> Vec<Scalar> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().parse().unwrap()).collect()
}

fn hash_to_scalar(text: &str) -> Scalar {
    Transcript::new(text.as_bytes()).challenge()
}

fn point(text: &str) -> Point {
    text.parse::<Encoding>().unwrap().decode().unwrap()
}

/// The keys of an object in the order in which they are written.
fn keys(text: &str) -> Vec<String> {
    struct Keys(Vec<String>);
    impl<'de> serde::Deserialize<'de> for Keys {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct InOrder;
            impl<'de> serde::de::Visitor<'de> for InOrder {
                type Value = Keys;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                    let mut keys = Vec::new();
                    while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                        keys.push(key);
                    }
                    Ok(Keys(keys))
                }
            }
            deserializer.deserialize_map(InOrder)
        }
    }
    serde_json::from_str::<Keys>(text).unwrap().0
}

// -------------------------------------------------------------------------------------------------- of the independent tool

struct Stock {
    values: Value,
    member: Member,
    sk: Scalar,
    dk: Scalar,
    joint: Pedersen,
}

impl Stock {
    fn read() -> Self {
        let values: Value = serde_json::from_str(include_str!("vectors/belenios-v1-ed25519.json")).unwrap();
        let seed = values["dkg_seed"].as_str().unwrap();
        let member = Member::new(&MemberSeed::parse(seed).unwrap());
        let mini: &[u8] = include_bytes!("vectors/archives/mini.bel");
        let trustees = Reader::new(mini)
            .find_map(|entry| match entry.content?.payload {
                Payload::Setup { trustees, .. } => trustees,
                _ => None,
            })
            .unwrap();
        let items: Vec<Item> = from_canonical(&trustees).unwrap();
        let joint = items.into_iter().find_map(|item| match item {
            Item::Pedersen(joint) => Some(joint),
            Item::Single(_) => None,
        });
        let (sk, dk) = (hash_to_scalar(&format!("sk|{seed}")), hash_to_scalar(&format!("dk|{seed}")));
        Self { sk, dk, member, joint: joint.unwrap(), values }
    }

    fn text(&self, key: &str) -> &str {
        self.values[key].as_str().unwrap()
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        self.values[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    fn secret(&self) -> Scalar {
        self.text("dkey_inner_message").split('"').nth(3).unwrap().parse().unwrap()
    }
}

/// w of a signature whose secret key is known.
fn nonce(x: &Scalar, proof: &Proof) -> Zeroizing<Scalar> {
    Zeroizing::new(proof.response + *x * proof.challenge)
}

#[test]
fn the_tools_keys_and_certificate_come_out_again() {
    let v = Stock::read();
    assert_eq!(format!("sk|{}", v.text("dkg_seed")), v.text("dkg_sk_preimage"));
    assert_eq!(Point::generator_times(&v.sk).encode().to_string(), v.text("dkg_vk"));
    assert_eq!(Point::generator_times(&v.dk).encode().to_string(), v.text("dkg_ek"));
    assert_eq!(format!("{:?}", v.member), format!("Member({})", v.text("dkg_vk")));

    let cert: SignedMessage = from_canonical(v.text("dkg_cert").as_bytes()).unwrap();
    let w = nonce(&v.sk, &cert.signature);
    let commitment = Point::generator_times(&w).encode();
    assert_eq!(format!("sigmsg|{}|{commitment}", cert.message), v.text("cert_sig_preimage"));
    // The shape 2 of 3 is one of ours.
    let shape = Shape::new(3, 2).unwrap();
    assert_eq!(v.member.certify(shape, 1, &mut Source::script([*w])).unwrap(), v.text("dkg_cert"));
    let certificates: Vec<Vec<u8>> = v.joint.certs.iter().map(|cert| to_canonical(cert).unwrap()).collect();
    assert_eq!(certificates[0], v.text("dkg_cert").as_bytes());
    let checked = Certificates::read(shape, &certificates).unwrap();
    assert_eq!(checked.participant(&v.member).unwrap().index(), 1);
}

#[test]
fn the_tools_signatures_come_out_again() {
    let v = Stock::read();
    let certs = String::from_utf8(to_canonical(&v.joint.certs).unwrap()).unwrap();
    let coefficients = &v.joint.coefexps[0];
    assert_eq!(coefficients.message, v.text("coefexps_message"));
    let over_certificates = format!("certs_sig|{{\"certs\":{certs},{}", &coefficients.message[1..]);
    assert!(over_certificates.starts_with(v.text("certs_sig_message_start")));
    let key = v.joint.verification_keys[0].clone();
    assert_eq!(to_canonical(&key).unwrap(), v.text("voutput_public_key").as_bytes());
    for (message, proof) in [
        (coefficients.message.clone(), coefficients.signature),
        (over_certificates, v.joint.signatures[0]),
        (key.public_key.to_string(), key.signature.unwrap()),
    ] {
        assert_eq!(signature::sign(&v.sk, &format!("sigmsg|{message}|"), &nonce(&v.sk, &proof)), proof, "{message}");
    }
    let secret = v.secret();
    let again = TrusteeKey { signature: key.signature, ..TrusteeKey::single(&secret, &nonce(&secret, &key.pok)) };
    assert_eq!(again, key);
    // S_1·G follows from the three polynomials.
    let at_1 = |sent: &SignedMessage| {
        let value: Value = serde_json::from_str(&sent.message).unwrap();
        let points: Vec<Point> = value["coefexps"].as_array().unwrap().iter().map(|text| point(text.as_str().unwrap())).collect();
        threshold::evaluate_in_exponent(&points, 1)
    };
    assert_eq!(v.joint.coefexps.iter().map(at_1).sum::<Point>().encode(), key.public_key);
}

#[test]
fn the_tools_share_opens() {
    let v = Stock::read();
    let sealed = v.text("dkey");
    let encrypted: Encrypted = from_canonical(sealed.as_bytes()).unwrap();
    assert_eq!(encrypted.open(&v.dk).unwrap().as_slice(), v.text("dkey_plaintext").as_bytes());
    let parts: Value = serde_json::from_str(sealed).unwrap();
    let (alpha, beta) = (point(parts["alpha"].as_str().unwrap()), point(parts["beta"].as_str().unwrap()));
    let key = Digest::of(format!("key|{}", (beta - alpha.times(&v.dk)).encode()).as_bytes());
    assert_eq!(key.to_string(), v.text("dkey_aes256_key"));
    assert_eq!(Digest::of(format!("iv|{}", alpha.encode()).as_bytes()).to_string(), v.text("dkey_gcm_iv32"));

    let share = v.member.open(sealed.as_bytes(), &v.joint).unwrap();
    assert_eq!((share.index, *share.secret), (1, v.secret()));
    assert_eq!(format!(r#"{{"decryption_key":"{}"}}"#, *share.secret), v.text("dkey_inner_message"));

    // The signed text again, layer by layer.
    let inner = serde_json::to_string(v.text("dkey_inner_message")).unwrap();
    let message = format!(r#"{{"recipient":"{}","message":{inner}}}"#, v.text("dkg_ek"));
    let signed: SignedMessage = from_canonical(v.text("dkey_plaintext").as_bytes()).unwrap();
    let w = nonce(&v.sk, &signed.signature);
    let again = SignedMessage { signature: signature::sign(&v.sk, &format!("sigmsg|{message}|"), &w), message };
    assert_eq!(to_canonical(&again).unwrap(), v.text("dkey_plaintext").as_bytes());
}

#[test]
fn our_messages_have_the_tools_fields() {
    let v = Stock::read();
    let ours = ceremony(None);
    let member = &ours["members"][0];
    for (key, field) in [("polynomial_keys", "polynomial"), ("vinput_keys", "vinput"), ("voutput_keys", "voutput")] {
        assert_eq!(keys(member[field].as_str().unwrap()), v.texts(key));
    }
    let encrypted = keys(ours["channel"]["encrypted"].as_str().unwrap());
    assert_eq!(encrypted, keys(v.text("dkey")));
    let trustees: Vec<Box<serde_json::value::RawValue>> = serde_json::from_str(ours["trustees"].as_str().unwrap()).unwrap();
    let item: (String, Box<serde_json::value::RawValue>) = serde_json::from_str(trustees[0].get()).unwrap();
    assert_eq!(item.0, v.texts("trustees_kinds")[1]);
    assert_eq!(keys(item.1.get()), v.texts("threshold_keys"));
    let mut source = Source::record("single");
    let single = SingleKey::random(&mut source).public(&mut source);
    assert_eq!(keys(std::str::from_utf8(&to_canonical(&single).unwrap()).unwrap()), v.texts("single_keys"));
}

// ----------------------------------------------------------------------------------------------------------------- our own

fn check_or_write(name: &str, made: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    let text = format!("{}\n", serde_json::to_string_pretty(made).unwrap());
    if std::env::var("YEPIAO_VECTORS").is_ok_and(|value| value == "write") {
        std::fs::write(path, text).unwrap();
    } else {
        assert_eq!(std::fs::read_to_string(path).unwrap(), text, "{name} has changed");
    }
}

/// A whole ceremony; with the file given, its randomness is used instead of being drawn.
fn ceremony(file: Option<&Value>) -> Value {
    let shape = Shape::new(3, 2).unwrap();
    let source = |member: usize, step: &str| match file {
        Some(file) => Source::script(scalars(&file["members"][member]["randomness"][step])),
        None => Source::record(&format!("yepiao/ceremony-v1/{member}/{step}")),
    };
    let seeds: Vec<MemberSeed> = ["iNSPurmPH1XKNUs7DTZyVH", "8mTsMRpzrPcKx3kYdVhQwa", "Zz9yXx8wVv7uTt6sRr5qPp"]
        .map(|seed| MemberSeed::parse(seed).unwrap())
        .into();
    let members: Vec<Member> = seeds.iter().map(Member::new).collect();
    let mut randomness: Vec<serde_json::Map<String, Value>> = vec![serde_json::Map::new(); 3];
    let mut step = |name: &str, make: &mut dyn FnMut(usize, &mut Source) -> String| -> Vec<String> {
        let one = |i: usize| {
            let mut source = source(i, name);
            let message = make(i, &mut source);
            randomness[i].insert(name.to_owned(), source.taken().into());
            message
        };
        (0..3).map(one).collect()
    };
    let certificates = step("1", &mut |i, rng| members[i].certify(shape, i + 1, rng).unwrap());
    let checked = Certificates::read(shape, &certificates).unwrap();
    let polynomials = step("3", &mut |i, rng| checked.participant(&members[i]).unwrap().deal(rng).unwrap());
    let sorted = Polynomials::read(&checked, &polynomials).unwrap();
    let received: Vec<String> = (1..=3).map(|i| sorted.for_member(i).unwrap()).collect();
    let receive =
        &mut |i: usize, rng: &mut Source| checked.participant(&members[i]).unwrap().receive(received[i].as_bytes(), rng).unwrap();
    let finished = step("5", receive);
    let assembled = sorted.assemble(&finished).unwrap();
    let trustees = to_canonical(&[Item::Pedersen(assembled.joint.clone())]).unwrap();
    let (list, faults) = Trustees::parse(&trustees);
    assert_eq!(faults, []);

    let member = |i: usize| {
        let seed = seeds[i].expose();
        let (sk, dk) = (hash_to_scalar(&format!("sk|{seed}")), hash_to_scalar(&format!("dk|{seed}")));
        let share = members[i].open(assembled.shares[i].as_bytes(), &assembled.joint).unwrap();
        json!({
            "seed": seed, "sk": sk, "dk": dk,
            "vk": Point::generator_times(&sk).encode(), "ek": Point::generator_times(&dk).encode(),
            "randomness": randomness[i],
            "certificate": certificates[i], "certificate_id": Digest::of(message_of(&certificates[i]).as_bytes()),
            "polynomial": polynomials[i], "vinput": received[i], "voutput": finished[i],
            "dkey": assembled.shares[i], "share": *share.secret,
        })
    };
    let (r, k) = (Zeroizing::new(hash_to_scalar("r")), Zeroizing::new(hash_to_scalar("k")));
    let (dk, plaintext) = (hash_to_scalar("dk"), "业票 \u{7f}\n");
    let shared = Point::generator_times(&k).encode();
    let encrypted = Encrypted::new(&Point::generator_times(&dk), plaintext.as_bytes(), &r, &k).unwrap();
    assert_eq!(encrypted.open(&dk).unwrap().as_slice(), plaintext.as_bytes());
    json!({
        "members_count": 3, "threshold": 2,
        "members": (0..3).map(member).collect::<Vec<_>>(),
        "trustees": String::from_utf8(trustees).unwrap(),
        "joint_key": list.joint_key().unwrap().encode(),
        "channel": {
            "dk": dk, "ek": Point::generator_times(&dk).encode(), "r": *r, "k": *k, "K": shared,
            "aes256_key": Digest::of(format!("key|{shared}").as_bytes()),
            "gcm_iv32": Digest::of(format!("iv|{}", Point::generator_times(&r).encode()).as_bytes()),
            "plaintext": plaintext,
            "encrypted": String::from_utf8(to_canonical(&encrypted).unwrap()).unwrap(),
        },
    })
}

fn message_of(signed: &str) -> String {
    from_canonical::<SignedMessage>(signed.as_bytes()).unwrap().message
}

#[test]
fn our_ceremony() {
    let made = ceremony(None);
    check_or_write("ceremony-v1.json", &made);
    // From the listed randomness instead of the generator: the same messages.
    let mut again = ceremony(Some(&made));
    for (again, made) in again["members"].as_array_mut().unwrap().iter_mut().zip(made["members"].as_array().unwrap()) {
        again["randomness"] = made["randomness"].clone();
    }
    assert_eq!(again, made);
}

/// Written from protocol.md Part I section 8 without the crate's own code for it.
#[test]
fn our_strong_proof() {
    let x = hash_to_scalar("x");
    let key = Point::generator_times(&x);
    let phi = "f7xH7ezR5O2edi7Q9kiGM7D30DAKDRqKlwDbKVUqVb8";
    let (people_event, area_event, owner) = (Digest::of(b"people"), Digest::of(b"area"), 2);
    let w = hash_to_scalar("w");
    let tally = |name: &str| -> Vec<Vec<Ciphertext>> {
        let ciphertext = |text: String| {
            let [alpha, beta] = ["alpha", "beta"].map(|part| Point::generator_times(&hash_to_scalar(&format!("{text}{part}"))));
            Ciphertext { alpha, beta }
        };
        [3, 2].map(|width| (0..width).map(|i| ciphertext(format!("{name}{width}{i}"))).collect()).into()
    };
    let (mut people, area) = (tally("people"), tally("area"));
    // Nobody voted: alpha and factor are the identity.
    people[1][1].alpha = Point::identity();
    let share = |tally: &[Vec<Ciphertext>]| PartialDecryption {
        decryption_factors: tally.iter().map(|row| row.iter().map(|c| c.alpha.times(&x).encode()).collect()).collect(),
        decryption_proofs: Vec::new(),
    };
    let (of_people, of_area) = (share(&people), share(&area));
    let decryption = Decryption {
        phi,
        owner,
        key,
        people: Side { event: people_event, tally: &people, share: &of_people },
        area: Side { event: area_event, tally: &area, share: &of_area },
    };
    let proof = decryption.prove(&x, &mut Source::script([w])).unwrap();
    let text = String::from_utf8(to_canonical(&proof).unwrap()).unwrap();
    assert_eq!(decryption.verify(text.as_bytes()), Ok(()));

    let alphas: Vec<Point> = people.iter().chain(&area).flatten().map(|c| c.alpha).collect();
    let factors: Vec<Point> = alphas.iter().map(|alpha| alpha.times(&x)).collect();
    let pairs: Vec<String> = alphas.iter().zip(&factors).map(|(a, f)| format!("{},{}", a.encode(), f.encode())).collect();
    let n = alphas.len();
    let t = format!("yepiao/decrypt/v1|{phi}|{people_event}|{area_event}|{owner}|{}|{n}|{}", key.encode(), pairs.join(","));
    let e = Digest::of(t.as_bytes()).to_string();
    let weights: Vec<Scalar> = (1..=n).map(|i| hash_to_scalar(&format!("yepiao/decrypt-weight/v1|{e}|{i}"))).collect();
    let sum = |points: &[Point]| weights.iter().zip(points).map(|(rho, p)| p.times(rho)).sum::<Point>();
    let (alpha, factor) = (sum(&alphas), sum(&factors));
    let (a, b) = (Point::generator_times(&w).encode(), alpha.times(&w).encode());
    let c = hash_to_scalar(&format!("yepiao/decrypt-proof/v1|{e}|{a},{b}"));
    let response = w - x * c;
    assert_eq!(proof, StrongProof { owner, proof: Proof { challenge: c, response } });
    assert_eq!(text, format!(r#"{{"owner":{owner},"proof":{{"challenge":"{c}","response":"{response}"}}}}"#));

    let rows = |tally: &[Vec<Ciphertext>]| {
        tally.iter().map(|row| row.iter().map(Ciphertext::encode).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let side = |event: Digest, tally: &[Vec<Ciphertext>], share: &PartialDecryption| json!({ "event": event, "tally": rows(tally), "factors": share.decryption_factors });
    let refused = [
        ("other owner", text.replacen(":2,", ":3,", 1)),
        ("challenge and response exchanged", {
            let exchanged = Proof { challenge: response, response: c };
            String::from_utf8(to_canonical(&StrongProof { owner, proof: exchanged }).unwrap()).unwrap()
        }),
        ("leading zero", text.replace("\"challenge\":\"", "\"challenge\":\"0")),
        ("white space", format!("{text}\n")),
        ("field order", format!(r#"{{"proof":{{"challenge":"{c}","response":"{response}"}},"owner":{owner}}}"#)),
    ];
    for (why, wrong) in &refused {
        assert!(decryption.verify(wrong.as_bytes()).is_err(), "{why}");
    }
    let refused: Vec<Value> = refused.iter().map(|(why, proof)| json!({ "why": why, "proof": proof })).collect();
    check_or_write(
        "strong-v1.json",
        &json!({
            "phi": phi, "owner": owner, "x": x, "X": key.encode(), "w": w,
            "people": side(people_event, &people, &of_people), "area": side(area_event, &area, &of_area),
            "T": t, "e": e, "weights": weights, "alpha": alpha.encode(), "factor": factor.encode(), "A": a, "B": b,
            "proof": text, "refused": refused,
        }),
    );
}
