//! The organiser: election, credentials, weights.

use crate::world::{Kind, World};
use crate::{Case, Wrong, judge, refused};
use yepiao::election::audit::Check;

fn replace(text: &mut Vec<u8>, from: &str, to: &str) {
    let before = String::from_utf8(text.clone()).unwrap();
    assert!(before.contains(from), "{from} in {before}");
    *text = before.replacen(from, to, 1).into_bytes();
}

fn election(name: &'static str, change: fn(&mut World), culprit: &'static str) -> Case {
    refused(name, Kind::Blank, Wrong::Setup(change), Check::Election, culprit).blinds()
}

fn credentials(name: &'static str, change: fn(&mut World), culprit: &'static str) -> Case {
    refused(name, Kind::Plain, Wrong::Setup(change), Check::Credentials, culprit)
}

/// Changes the weight `,9873` of the second voter.
fn weight(w: &mut World, to: &str) {
    replace(&mut w.credentials, ",9873\"", &format!("{to}\""));
}

fn point(w: &mut World, to: &str) {
    let own = w.voters[3].point.to_string();
    replace(&mut w.credentials, &own, to);
}

const ORDER_2: &str = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec";
const ORDER_4: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const IDENTITY: &str = "0000000000000000000000000000000000000000000000000000000000000001";
const IDENTITY_SIGNED: &str = "8000000000000000000000000000000000000000000000000000000000000001";
const IDENTITY_PLUS_P: &str = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee";

fn public_key(w: &mut World, to: &str) {
    let own = w.params.public_key.to_string();
    replace(&mut w.election, &own, to);
}

#[test]
fn elections_that_are_none_are_refused() {
    judge(&[
        election("e_space", |w| replace(&mut w.election, ":", ": "), "event 0: election: not canonical"),
        election("e_unknown_field", |w| replace(&mut w.election, "{\"version\"", "{\"a\":1,\"version\""), "event 0: election:"),
        election("e_field_twice", |w| replace(&mut w.election, "\"name\"", "\"name\":\"a\",\"name\""), "event 0: election:"),
        election(
            "e_blank_null",
            |w| replace(&mut w.election, "\"blank\":true", "\"blank\":null"),
            "event 0: election: not canonical",
        ),
        election("e_blank_1", |w| replace(&mut w.election, "\"blank\":true", "\"blank\":1"), "event 0: election: questions[0]"),
        election(
            "e_min_above_max",
            |w| replace(&mut w.election, "\"min\":1", "\"min\":3"),
            "questions[0]: min is greater than max",
        ),
        election("e_max_2_to_32", |w| replace(&mut w.election, "\"max\":2", "\"max\":4294967296"), "questions[0].max"),
        election(
            "e_max_nobody_could_prove",
            |w| replace(&mut w.election, "\"max\":2", "\"max\":4294967295"),
            "questions: 4294967",
        ),
        election("e_max_1e0", |w| replace(&mut w.election, "\"max\":2", "\"max\":1e0"), "questions[0].max"),
        election("e_max_1_0", |w| replace(&mut w.election, "\"max\":2", "\"max\":2.0"), "questions[0].max"),
        election("e_min_minus_0", |w| replace(&mut w.election, "\"min\":1", "\"min\":-0"), "questions[0].min"),
        election("e_version_2", |w| replace(&mut w.election, "\"version\":1", "\"version\":2"), "version: 2"),
        election(
            "e_version_10_30",
            |w| replace(&mut w.election, "\"version\":1", &format!("\"version\":1{}", "0".repeat(30))),
            "version",
        ),
        election("e_group", |w| replace(&mut w.election, "Ed25519", "BELENIOS-2048"), "group: `BELENIOS-2048`"),
        election(
            "e_group_that_steers_the_terminal",
            |w| replace(&mut w.election, "Ed25519", "\\u001b[2J"),
            "group: `\\u{1b}[2J`",
        ),
        election("e_uuid_13", |w| replace(&mut w.election, "o3JHbEwRLoXJh1", "o3JHbEwRLoXJh"), "uuid"),
        election("e_uuid_not_base58", |w| replace(&mut w.election, "o3JHbEwRLoXJh1", "o3JHbEwRLoXJ0l"), "uuid"),
        election("e_key_identity", |w| public_key(w, IDENTITY), "public_key: the identity"),
        election("e_key_order_2", |w| public_key(w, ORDER_2), "public_key: not in the subgroup"),
        election("e_key_order_4", |w| public_key(w, ORDER_4), "public_key: not in the subgroup"),
        election("e_key_not_canonical", |w| public_key(w, IDENTITY_PLUS_P), "public_key: not the canonical"),
        election("e_key_not_on_curve", |w| public_key(w, &"f".repeat(64)), "public_key: not"),
        election(
            "e_key_upper_case",
            |w| {
                let key = w.params.public_key.to_string().to_uppercase();
                public_key(w, &key);
            },
            "public_key",
        ),
        election(
            "e_non_homomorphic_question",
            |w| replace(&mut w.election, "{\"answers\"", "{\"type\":\"NonHomomorphic\",\"value\":1,\"answers\""),
            "event 0: election: questions[0]",
        ),
        election("e_deep", |w| w.election = "[".repeat(50_000).into_bytes(), "event 0: election:"),
        election("e_invalid_utf8", |w| w.election[30] = 0xc0, "event 0: election:"),
        election("e_empty", |w| w.election.clear(), "event 0: election:"),
        refused(
            "e_key_of_somebody_else",
            Kind::Blank,
            Wrong::Plan(|w| w.rekey(w.x + yepiao::crypto::group::Scalar::ONE)),
            Check::ElectionKey,
            "event 0: election: public_key",
        ),
        refused(
            "e_answers_swapped_after_voting_retallied",
            Kind::Plain,
            Wrong::Ballots(|w| {
                let texts = &mut w.params.questions[0].answers;
                texts.swap(0, 2);
                w.election = yepiao::election::json::to_canonical(&w.params).unwrap();
            }),
            Check::Ballots,
            "event 1: ballot: election_hash",
        ),
    ]);
}

#[test]
fn credentials_that_are_none_are_refused() {
    judge(&[
        credentials("w_leading_zero", |w| weight(w, ",09873"), "event 0: credentials: [1]: the weight"),
        credentials("w_hex", |w| weight(w, ",0x2691"), "credentials: [1]: the weight"),
        credentials("w_plus", |w| weight(w, ",+9873"), "credentials: [1]: the weight"),
        credentials("w_negative", |w| weight(w, ",-9873"), "credentials: [1]: the weight"),
        credentials("w_empty", |w| weight(w, ","), "credentials: [1]: the weight"),
        credentials("w_huge", |w| weight(w, ",18446744073709551616"), "credentials: [1]: the weight"),
        credentials("w_decimal", |w| weight(w, ",98.73"), "credentials: [1]: the weight"),
        credentials("w_user_name", |w| weight(w, ",9873,张三"), "credentials: [1]: the weight"),
        credentials("w_sum_overflows", |w| weight(w, ",9223372036854775807"), "the weights together"),
        credentials("w_space", |w| weight(w, ", 9873"), "credentials: [1]: the weight"),
        credentials(
            "w_same_point_other_weight",
            |w| {
                let own = w.voters[1].point.to_string();
                point(w, &own);
            },
            "credentials: [3]: the same credential",
        ),
        credentials("w_identity", |w| point(w, IDENTITY), "credentials: [3]: the identity"),
        credentials("w_identity_signed", |w| point(w, IDENTITY_SIGNED), "credentials: [3]: not the canonical"),
        credentials("w_order_2", |w| point(w, ORDER_2), "credentials: [3]: not in the subgroup"),
        credentials("w_short", |w| point(w, "abc"), "credentials: [3]: not of the form"),
        credentials("w_not_texts", |w| w.credentials = b"[1]".to_vec(), "credentials: [0]"),
        credentials("w_white_space", |w| w.credentials.push(b'\n'), "credentials: not canonical"),
        credentials("w_object", |w| w.credentials = b"{}".to_vec(), "credentials:"),
        refused(
            "w_changed_after_the_tally_rechained",
            Kind::Plain,
            Wrong::Events(|w, events| {
                weight(w, ",9874");
                events[0] = w.setup();
            }),
            Check::EncryptedTally,
            "event 6: encrypted tally: [0][1]",
        ),
        refused(
            "w_changed_after_the_tally_size",
            Kind::Plain,
            Wrong::Events(|w, events| {
                weight(w, ",9874");
                events[0] = w.setup();
            }),
            Check::TallySize,
            "event 6: total_weight: 21924 stated, 21925 counted",
        ),
        refused(
            "w_voter_struck_off_after_voting_rechained",
            Kind::Plain,
            Wrong::Events(|w, events| {
                w.voters.remove(2);
                let list: Vec<String> = w.voters.iter().map(|v| format!("{},{}", v.point, v.weight)).collect();
                w.credentials = yepiao::election::json::to_canonical(&list).unwrap();
                events[0] = w.setup();
            }),
            Check::BallotCredentials,
            "event 3: ballot: credential",
        ),
    ]);
}

#[test]
fn setup_data_that_refers_wrongly_is_refused() {
    let refer = |name, change: fn(&mut World, &mut Vec<crate::Event>), check, culprit| {
        refused(name, Kind::Plain, Wrong::Events(change), check, culprit).blinds()
    };
    judge(&[
        refer("s_extra_field", |_, e| replace(&mut e[0].data[3], "}", ",\"a\":1}"), Check::Digests, "event 0: its setup_data"),
        refer(
            "s_certificate",
            |_, e| replace(&mut e[0].data[3], "}", ",\"credentials_certificate\":1}"),
            Check::Digests,
            "credentials_certificate",
        ),
        refer(
            "s_digests_swapped",
            |w, e| {
                std::mem::swap(&mut w.trustees, &mut w.credentials);
                e[0].data[3] = w.setup().data.remove(3);
            },
            Check::Trustees,
            "event 0: trustees",
        ),
        refer(
            "s_digest_of_nothing",
            |w, e| {
                w.trustees.push(b' ');
                e[0].data[3] = w.setup().data.remove(3);
            },
            Check::Digests,
            "its trustees",
        ),
        refer("s_payloads_in_another_order", |_, e| e[0].data.swap(0, 1), Check::Grammar, "event 0: its"),
        refer("s_payload_missing", |_, e| drop(e[0].data.remove(1)), Check::Digests, "its trustees"),
        refer("s_payload_extra", |_, e| e[0].data.insert(1, b"{}".to_vec()), Check::Digests, "no event refers"),
        refer(
            "s_payload_twice",
            |_, e| {
                let again = e[0].data[0].clone();
                e[0].data.insert(1, again);
            },
            Check::Digests,
            "no event refers",
        ),
    ]);
}
