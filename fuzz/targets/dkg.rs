//! A key ceremony in which any message is spoiled: nobody panics, and whoever accepts gets the honest key and no other.

#![no_main]

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use chacha20::ChaCha20Rng;
use libfuzzer_sys::fuzz_target;
use rand_core::SeedableRng as _;
use serde_json::Value;
use yepiao::election::ceremony::{Certificates, Member, MemberSeed, Polynomials, Shape, SingleKey};
use yepiao::election::trustees::Pedersen;
use yepiao_fuzz::{Spoil, vector};

#[derive(Debug, Arbitrary)]
enum Case {
    /// Step 1, of this member; `other` members' places are taken by it as well.
    Certificate { member: u8, spoil: Spoil, copied: bool },
    /// Step 3.
    Polynomial { member: u8, spoil: Spoil },
    /// What the administrator sends before step 5.
    Input { member: u8, spoil: Spoil },
    /// Step 5.
    Output { member: u8, spoil: Spoil },
    /// The sealed share, for decrypting.
    Share { member: u8, spoil: Spoil },
    /// The private file of a Single.
    Single(Spoil),
}

/// A member's messages.
struct Messages {
    seed: MemberSeed,
    certificate: Vec<u8>,
    polynomial: Vec<u8>,
    vinput: Vec<u8>,
    voutput: Vec<u8>,
    dkey: Vec<u8>,
}

struct Honest {
    shape: Shape,
    members: Vec<Messages>,
    joint: Pedersen,
    /// The members' public keys.
    keys: Vec<String>,
}

fn honest() -> &'static Honest {
    static HONEST: OnceLock<Honest> = OnceLock::new();
    HONEST.get_or_init(|| {
        let file: Value = serde_json::from_str(include_str!("../../tests/vectors/ceremony-v1.json")).unwrap();
        let members: Vec<Messages> = (0..3)
            .map(|member| {
                let get = |name: &str| vector(&file, &format!("/members/{member}/{name}"));
                let bytes = |name: &str| get(name).as_bytes().to_vec();
                Messages {
                    seed: MemberSeed::parse(get("seed")).unwrap(),
                    certificate: bytes("certificate"),
                    polynomial: bytes("polynomial"),
                    vinput: bytes("vinput"),
                    voutput: bytes("voutput"),
                    dkey: bytes("dkey"),
                }
            })
            .collect();
        let shape = Shape::new(3, 2).unwrap();
        let all = |of: fn(&Messages) -> &Vec<u8>| members.iter().map(of).cloned().collect::<Vec<_>>();
        let certificates = Certificates::read(shape, &all(|m| &m.certificate)).unwrap();
        let polynomials = Polynomials::read(&certificates, &all(|m| &m.polynomial)).unwrap();
        let joint = polynomials.assemble(&all(|m| &m.voutput)).unwrap().joint;
        let keys = joint.verification_keys.iter().map(|key| key.public_key.to_string()).collect();
        Honest { shape, members, joint, keys }
    })
}

/// All messages of one kind, with one spoiled.
fn with(of: fn(&Messages) -> &Vec<u8>, member: u8, spoil: &Spoil) -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = honest().members.iter().map(|member| of(member).clone()).collect();
    let at = usize::from(member) % messages.len();
    messages[at] = spoil.of(&messages[at]);
    messages
}

fn certificates() -> Certificates {
    let all: Vec<&Vec<u8>> = honest().members.iter().map(|member| &member.certificate).collect();
    Certificates::read(honest().shape, &all).unwrap()
}

fuzz_target!(|case: Case| {
    let Honest { shape, members, joint, keys } = honest();
    match case {
        Case::Certificate { member, spoil, copied } => {
            let mut messages = with(|m| &m.certificate, member, &spoil);
            if copied {
                messages[0] = messages[usize::from(member) % 3].clone();
            }
            if Certificates::read(*shape, &messages).is_ok() {
                assert!(messages.iter().eq(members.iter().map(|member| &member.certificate)), "forged");
            }
        }
        Case::Polynomial { member, spoil } => {
            let certificates = certificates();
            let messages = with(|m| &m.polynomial, member, &spoil);
            let Ok(polynomials) = Polynomials::read(&certificates, &messages) else { return };
            // The sealed secrets are for the members to judge; what is public is as it was signed.
            for (index, honest) in (1..).zip(members) {
                let input = polynomials.for_member(index).unwrap();
                let own = Member::new(&honest.seed);
                let participant = certificates.participant(&own).unwrap();
                if let Ok(output) = participant.receive(input.as_bytes(), &mut ChaCha20Rng::from_seed([1; 32])) {
                    assert!(output.contains(&keys[index - 1]), "another key");
                }
            }
        }
        Case::Input { member, spoil } => {
            let certificates = certificates();
            let at = usize::from(member) % 3;
            let own = Member::new(&members[at].seed);
            let input = spoil.of(&members[at].vinput);
            let participant = certificates.participant(&own).unwrap();
            if let Ok(output) = participant.receive(&input, &mut ChaCha20Rng::from_seed([1; 32])) {
                assert!(output.contains(&keys[at]), "another key");
                assert_eq!(input, members[at].vinput, "forged");
            }
        }
        Case::Output { member, spoil } => {
            let certificates = certificates();
            let polynomials: Vec<&Vec<u8>> = members.iter().map(|member| &member.polynomial).collect();
            let polynomials = Polynomials::read(&certificates, &polynomials).unwrap();
            if let Ok(assembled) = polynomials.assemble(&with(|m| &m.voutput, member, &spoil)) {
                let found = assembled.joint.verification_keys.iter().map(|key| key.public_key.to_string());
                assert!(found.eq(keys.iter().cloned()), "another key");
            }
        }
        Case::Share { member, spoil } => {
            let at = usize::from(member) % 3;
            let sealed = spoil.of(&members[at].dkey);
            if Member::new(&members[at].seed).open(&sealed, joint).is_ok() {
                assert_eq!(sealed, members[at].dkey, "forged");
            }
        }
        Case::Single(spoil) => {
            let good = SingleKey::random(&mut ChaCha20Rng::from_seed([2; 32])).to_json().unwrap();
            let bytes = spoil.of(&good);
            if let Ok(key) = SingleKey::parse(&bytes) {
                assert_eq!(*key.to_json().unwrap(), bytes);
            }
        }
    }
});
