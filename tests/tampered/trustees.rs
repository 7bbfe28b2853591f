//! Trustees and those who would like to be all of them.

use crate::dkg::{self, Dkg};
use crate::world::{Kind, World};
use crate::{Case, Wrong, judge, refused};
use yepiao::crypto::group::{Point, Scalar};
use yepiao::election::audit::Check;
use yepiao::election::trustees::{Item, Pedersen, TrusteeKey};

fn single(w: &mut World, at: usize) -> &mut TrusteeKey {
    let Item::Single(key) = &mut w.items[at] else { panic!("not a Single") };
    key
}

/// The joint key of the world "Mixed", the item after the Single; its members are the trustees 2, 3, 4.
fn joint(w: &mut World, change: impl FnOnce(&mut Pedersen, &Dkg, &mut chacha20::ChaCha20Rng)) {
    let dkg = w.dkg.clone().unwrap();
    let Item::Pedersen(public) = &mut w.items[1] else { panic!("not a joint key") };
    change(public, &dkg, &mut w.rng);
}

/// A joint key made otherwise from the beginning, everything signed properly.
fn remade(w: &mut World, change: impl FnOnce(&mut Dkg)) {
    let mut dkg = w.dkg.take().unwrap();
    let x = w.x - dkg.share(0);
    change(&mut dkg);
    w.items.truncate(1);
    w.keys.truncate(1);
    w.rekey(x);
    w.join(dkg);
}

fn plan(name: &'static str, kind: Kind, change: fn(&mut World), culprit: &'static str) -> Case {
    refused(name, kind, Wrong::Plan(change), Check::Trustees, culprit)
}

fn mixed(name: &'static str, change: fn(&mut World), culprit: &'static str) -> Case {
    plan(name, Kind::Mixed, change, culprit).blinds()
}

fn text(name: &'static str, change: fn(&mut World), culprit: &'static str) -> Case {
    refused(name, Kind::Plain, Wrong::Setup(change), Check::Trustees, culprit).blinds()
}

fn replace(w: &mut World, from: &str, to: &str) {
    let before = String::from_utf8(w.trustees.clone()).unwrap();
    assert!(before.contains(from), "{from} in {before}");
    w.trustees = before.replacen(from, to, 1).into_bytes();
}

#[test]
fn single_trustees_without_their_key_are_refused() {
    use Kind::Blank;
    judge(&[
        plan(
            "k_pok_of_another",
            Blank,
            |w| single(w, 1).pok = single(w, 0).pok,
            "event 0: trustees: trustee 2: the proof of knowing",
        ),
        plan("k_pok_response_changed", Blank, |w| single(w, 2).pok.response = Scalar::ONE, "trustee 3: the proof of knowing"),
        plan(
            "k_rogue_key",
            Blank,
            |w| {
                // The third key cancels the others: whoever made it would hold the election's key alone.
                let alone = Scalar::from(4321);
                let others = Point::generator_times(&(w.keys[0] + w.keys[1]));
                single(w, 2).public_key = (Point::generator_times(&alone) - others).encode();
                w.rekey(alone);
            },
            "trustee 3: the proof of knowing",
        ),
        plan(
            "k_identity",
            Blank,
            |w| {
                let (x, nonce) = (w.keys[2], w.nonce());
                *single(w, 2) = TrusteeKey::single(&Scalar::ZERO, &nonce);
                w.keys[2] = Scalar::ZERO;
                w.rekey(w.x - x);
            },
            "trustee 3: public key: the identity",
        ),
        plan(
            "k_stray_signature",
            Blank,
            |w| single(w, 1).signature = Some(single(w, 1).pok),
            "trustee 2: a signature where none belongs",
        ),
        refused(
            "k_trustee_added_afterwards",
            Blank,
            Wrong::Setup(|w| {
                w.single();
                w.trustees = yepiao::election::json::to_canonical(&w.items).unwrap();
                w.rekey(w.x - w.keys[3]);
            }),
            Check::ElectionKey,
            "event 0",
        ),
        text("k_empty_list", |w| w.trustees = b"[]".to_vec(), "there is no trustee"),
        text("k_unknown_kind", |w| replace(w, "Single", "Double"), "trustees: [0]"),
        text("k_three_elements", |w| replace(w, "}]]", "},1]]"), "trustees:"),
        text("k_one_element", |w| w.trustees = b"[[\"Single\"]]".to_vec(), "trustees:"),
        text("k_space", |w| replace(w, ",", ", "), "trustees: not canonical"),
        text(
            "k_order_2",
            |w| {
                let key = single(w, 0).public_key.to_string();
                replace(w, &key, &format!("7{}ec", "f".repeat(61)));
            },
            "trustee 1: public key: not in the subgroup",
        ),
        text("k_deep", |w| w.trustees = "[".repeat(50_000).into_bytes(), "trustees:"),
        text("k_name_null", |w| replace(w, "}]]", ",\"name\":null}]]"), "trustees: not canonical"),
    ]);
}

#[test]
fn joint_keys_made_otherwise_are_refused() {
    judge(&[
        mixed("p_threshold_1_afterwards", |w| joint(w, |p, _, _| p.threshold = 1), "joint key 2, member 1: the certificate"),
        mixed("p_threshold_0", |w| joint(w, |p, _, _| p.threshold = 0), "joint key 2: the threshold"),
        mixed(
            "p_threshold_n",
            |w| {
                remade(w, |d| {
                    *d = Dkg {
                        threshold: 3,
                        polynomials: d.polynomials.iter().map(|f| [f.as_slice(), &[Scalar::ONE]].concat()).collect(),
                        ..d.clone()
                    };
                })
            },
            "joint key 2: the threshold",
        ),
        mixed("p_threshold_n_plus_1", |w| joint(w, |p, _, _| p.threshold = 4), "joint key 2: the threshold"),
        mixed("p_threshold_2_to_32", |w| joint(w, |p, _, _| p.threshold = u32::MAX), "joint key 2: the threshold"),
        mixed(
            "p_one_member",
            |w| {
                w.sharers = vec![1, 2];
                remade(w, |d| {
                    d.signing.truncate(1);
                    d.receiving.truncate(1);
                    d.polynomials.truncate(1);
                    d.threshold = 1;
                    d.polynomials[0].truncate(1);
                });
            },
            "joint key 2: the threshold",
        ),
        mixed(
            "p_no_member",
            |w| {
                joint(w, |p, _, _| {
                    p.certs.clear();
                    p.coefexps.clear();
                    p.signatures.clear();
                    p.verification_keys.clear();
                })
            },
            "joint key 2: the threshold",
        ),
        mixed("p_certificates_swapped", |w| joint(w, |p, _, _| p.certs.swap(0, 1)), "joint key 2, member 1: the certificate"),
        mixed(
            "p_certificate_twice",
            |w| joint(w, |p, _, _| p.certs[1] = p.certs[0].clone()),
            "joint key 2, member 2: the certificate",
        ),
        mixed("p_certificate_missing", |w| joint(w, |p, _, _| drop(p.certs.pop())), "joint key 2: the threshold"),
        mixed(
            "p_certificate_signed_by_another",
            |w| joint(w, |p, d, rng| p.certs[1].signature = dkg::sign(&d.signing[0], &p.certs[1].message.clone(), rng)),
            "joint key 2, member 2: the certificate",
        ),
        mixed(
            "p_certificate_for_another_threshold",
            |w| joint(w, |p, d, rng| p.certs[1] = d.cert(2, 1, rng)),
            "joint key 2, member 2: the certificate",
        ),
        mixed(
            "p_certificate_receiving_key_identity",
            |w| {
                joint(w, |p, d, rng| {
                    let mut other = d.clone();
                    other.receiving[1] = Scalar::ZERO;
                    p.certs[1] = other.cert(2, 2, rng);
                })
            },
            "joint key 2, member 2: the certificate",
        ),
        mixed(
            "p_certificate_with_white_space",
            |w| {
                joint(w, |p, d, rng| {
                    let message = p.certs[1].message.replacen(':', ": ", 1);
                    p.certs[1] = dkg::signed(&d.signing[1], message, rng);
                })
            },
            "joint key 2, member 2: the certificate",
        ),
        mixed(
            "p_certificate_renewed_after_the_others_signed",
            |w| joint(w, |p, d, rng| p.certs[2] = d.cert(3, 2, rng)),
            "joint key 2, member 1: did not sign these certificates",
        ),
        mixed(
            "p_polynomial_of_higher_degree",
            |w| remade(w, |d| d.polynomials[1].push(Scalar::from(9))),
            "joint key 2, member 2: the polynomial",
        ),
        mixed(
            "p_polynomial_of_lower_degree",
            |w| remade(w, |d| d.polynomials[1].truncate(1)),
            "joint key 2, member 2: the polynomial",
        ),
        mixed(
            "p_polynomial_signed_by_another",
            |w| joint(w, |p, d, rng| p.coefexps[1].signature = dkg::sign(&d.signing[0], &p.coefexps[1].message.clone(), rng)),
            "joint key 2, member 2: the polynomial",
        ),
        mixed("p_polynomials_swapped", |w| joint(w, |p, _, _| p.coefexps.swap(0, 1)), "joint key 2, member 1: the polynomial"),
        mixed(
            "p_polynomial_exchanged_for_a_signed_other",
            |w| {
                joint(w, |p, d, rng| {
                    let mut other = d.clone();
                    other.polynomials[1][0] = Scalar::from(5);
                    p.coefexps[1] = other.coefexps(2, rng);
                })
            },
            "joint key 2, member 2: did not sign these certificates",
        ),
        mixed(
            "p_polynomial_exchanged_with_all_signatures",
            |w| {
                joint(w, |p, d, rng| {
                    let mut other = d.clone();
                    other.polynomials[1][0] = Scalar::from(5);
                    p.coefexps[1] = other.coefexps(2, rng);
                    p.signatures[1] = other.seen(2, &p.certs, rng);
                })
            },
            "trustee 2: the key does not follow",
        ),
        mixed(
            "p_certificates_signature_missing",
            |w| joint(w, |p, _, _| p.signatures.truncate(2)),
            "joint key 2, member 3: did not sign",
        ),
        mixed(
            "p_certificates_signature_over_others",
            |w| {
                joint(w, |p, d, rng| {
                    let fewer = p.certs[..2].to_vec();
                    p.signatures[1] = d.seen(2, &fewer, rng);
                })
            },
            "joint key 2, member 2: did not sign",
        ),
        mixed(
            "p_certificates_signatures_swapped",
            |w| joint(w, |p, _, _| p.signatures.swap(0, 1)),
            "joint key 2, member 1: did not sign",
        ),
        mixed(
            "p_keys_swapped",
            |w| {
                w.keys.swap(1, 2);
                joint(w, |p, _, _| p.verification_keys.swap(0, 1));
            },
            "trustee 2: the key does not follow",
        ),
        mixed(
            "p_key_of_own_choice",
            |w| {
                w.keys[2] = Scalar::from(99);
                joint(w, |p, d, rng| p.verification_keys[1] = d.key(2, &Scalar::from(99), rng));
            },
            "trustee 3: the key does not follow",
        ),
        mixed(
            "p_key_signed_by_another",
            |w| joint(w, |p, d, rng| p.verification_keys[1].signature = d.key(1, &d.share(2), rng).signature),
            "trustee 3: the key is not signed",
        ),
        mixed(
            "p_key_not_signed",
            |w| joint(w, |p, _, _| p.verification_keys[1].signature = None),
            "trustee 3: the key is not signed",
        ),
        mixed(
            "p_key_pok_of_another",
            |w| joint(w, |p, _, _| p.verification_keys[1].pok = p.verification_keys[0].pok),
            "trustee 3: the proof of knowing",
        ),
        mixed(
            "p_member_twice",
            |w| {
                joint(w, |p, _, _| {
                    p.certs.push(p.certs[2].clone());
                    p.coefexps.push(p.coefexps[2].clone());
                    p.signatures.push(p.signatures[2]);
                    p.verification_keys.push(p.verification_keys[2].clone());
                })
            },
            "joint key 2, member 4: the certificate",
        ),
    ]);
}

#[test]
fn only_the_culprit_of_a_false_polynomial_is_named() {
    let mut world = World::plan(Kind::Mixed);
    joint(&mut world, |p, _, _| p.coefexps[1].signature.response = Scalar::ONE);
    let (_, faults) = yepiao::election::trustees::Trustees::parse(&yepiao::election::json::to_canonical(&world.items).unwrap());
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["joint key 2, member 2: the polynomial is not valid"]);
}

/// The members' polynomials are added up once and the certificates hashed once: what was cubic work is as long as the list.
#[test]
fn a_large_joint_key_is_checked_in_time() {
    let mut world = World::plan(Kind::Plain);
    world.items.clear();
    let dkg = Dkg::new(60, 31, &mut world.rng);
    world.join(dkg);
    let (_, faults) = yepiao::election::trustees::Trustees::parse(&yepiao::election::json::to_canonical(&world.items).unwrap());
    assert!(faults.is_empty(), "{faults:?}");
}
