//! Chain and container.

use crate::tape::{self, Member};
use crate::world::{Kind, World};
use crate::{Case, Wrong, failed, judge, refused, run};
use rayon::prelude::*;
use yepiao::election::audit::Check;

// The members of the world "Plain": 0 the head; 1 to 5 Setup; 6, 7 … 12, 13 ballots; 14 the end; 15 to 17 the tally; 18 to 20 the
// share; 21, 22 the result.

fn members(name: &'static str, change: fn(&mut Vec<Member>), check: Check, culprit: &'static str) -> Case {
    refused(name, Kind::Plain, Wrong::Members(change), check, culprit).blinds()
}

fn bytes(name: &'static str, change: fn(&mut Vec<u8>), check: Check, culprit: &'static str) -> Case {
    refused(name, Kind::Plain, Wrong::Bytes(change), check, culprit).blinds()
}

fn edit(all: &mut [Member], at: usize, from: &str, to: &str) {
    let before = String::from_utf8(all[at].body.clone()).unwrap();
    assert!(before.contains(from), "{from} in {before}");
    all[at].body = before.replacen(from, to, 1).into_bytes();
    tape::rechain(all);
}

#[test]
fn broken_chains_are_refused() {
    use Check::{Chain, Digests, Grammar};
    judge(&[
        members(
            "c_parent_missing",
            |m| {
                let parent = String::from_utf8(m[7].body[1..77].to_vec()).unwrap();
                edit(m, 7, &parent, "");
            },
            Chain,
            "event 1 has parent none",
        ),
        members(
            "c_parent_in_the_first",
            |m| edit(m, 5, "{", &format!("{{\"parent\":\"{}\",", "0".repeat(64))),
            Chain,
            "event 0 has parent",
        ),
        members("c_parent_of_another_kept", |m| m.swap(7, 9), Chain, "event "),
        members("c_parent_null", |m| edit(m, 5, "{", "{\"parent\":null,"), Chain, "event 0: "),
        members(
            "c_height_off_by_one",
            |m| edit(m, 9, "\"height\":2", "\"height\":3"),
            Chain,
            "event 3 stands where event 2 should",
        ),
        members("c_height_text", |m| edit(m, 9, "\"height\":2", "\"height\":\"2\""), Chain, "event 2: height"),
        members("c_height_2_to_64", |m| edit(m, 9, "\"height\":2", "\"height\":18446744073709551616"), Chain, "event 2: height"),
        members("c_height_1e0", |m| edit(m, 7, "\"height\":1", "\"height\":1e0"), Chain, "event 1: height"),
        members("c_unknown_type", |m| edit(m, 9, "Ballot", "Ballots"), Chain, "event 2: type"),
        members("c_extra_field", |m| edit(m, 9, "\"height\"", "\"a\":1,\"height\""), Chain, "event 2: "),
        members(
            "c_deep",
            |m| {
                m[9].body = "[".repeat(10_000).into_bytes();
                tape::rechain(m);
            },
            Chain,
            "event 2: ",
        ),
        members(
            "c_end_with_payload",
            |m| edit(m, 14, "}", &format!(",\"payload\":\"{}\"}}", "0".repeat(64))),
            Digests,
            "event 5 (EndBallots) must not refer",
        ),
        members(
            "c_ballot_without_payload",
            |m| {
                let payload = format!(",\"payload\":\"{}\"", &m[6].name[..64]);
                edit(m, 7, &payload, "");
            },
            Digests,
            "event 1 (Ballot) refers to no payload",
        ),
        members("c_ballot_refers_to_nothing", |m| drop(m.remove(6)), Digests, "event 1: its ballot"),
        members("c_event_twice", |m| m.insert(8, m[7].clone()), Chain, "event 1 stands where event 2 should"),
        members("c_ballot_payload_twice", |m| m.insert(6, m[6].clone()), Digests, "no event refers"),
        members("c_payload_after_its_event", |m| m.swap(6, 7), Digests, "event 1: its ballot"),
        members("c_share_before_owned", |m| m.swap(18, 19), Grammar, "its owned"),
        members(
            "c_two_ballots_swapped_kept",
            |m| {
                m.swap(6, 8);
                m.swap(7, 9);
            },
            Chain,
            "event 2 stands where event 1 should",
        ),
        members(
            "c_last_ballot_cut_kept",
            |m| {
                m.remove(12);
                m.remove(12);
            },
            Chain,
            "event 5 stands where event 4 should",
        ),
        members(
            "c_head_version_2",
            |m| m[0].body = br#"{"version":2,"timestamp":"1795375819"}"#.to_vec(),
            Check::Bytes,
            "version 2",
        ),
        members(
            "c_head_number",
            |m| m[0].body = br#"{"version":1,"timestamp":1795375819}"#.to_vec(),
            Check::Bytes,
            "the body of BELENIOS",
        ),
        members(
            "c_head_other_time",
            |m| m[0].body = br#"{"version":1,"timestamp":"1795375820"}"#.to_vec(),
            Check::Bytes,
            "does not carry the time",
        ),
        members("c_head_missing", |m| drop(m.remove(0)), Check::Bytes, "not a Belenios archive").blinds(),
        members("c_head_twice", |m| m.insert(1, m[0].clone()), Check::Bytes, "not the name of a member here"),
        members("c_name_without_digest", |m| m[6].name = "ballot.data.json".into(), Check::Bytes, "is not the name"),
        members("c_name_of_another", |m| m[6].name = m[8].name.clone(), Digests, "has SHA-256"),
        members("c_name_upper_case", |m| m[6].name = m[6].name.to_uppercase(), Check::Bytes, "is not the name"),
        members("c_body_changed_kept", |m| m[6].body[100] ^= 1, Digests, "has SHA-256"),
    ]);
}

#[test]
fn containers_that_differ_are_refused() {
    judge(&[
        bytes("a_end_blocks", |b| b.resize(b.len() + 1024, 0), Check::Bytes, "a block of zeros"),
        bytes("a_trailing_byte", |b| b.push(0), Check::Bytes, "ends inside the member"),
        bytes("a_trailing_block", |b| b.extend([b'x'; 512]), Check::Bytes, "the size of member"),
        bytes("a_empty", Vec::clear, Check::Bytes, "ends inside the member"),
        bytes("a_truncated", |b| b.truncate(b.len() - 512), Check::Bytes, "ends inside the member"),
        bytes("a_truncated_in_padding", |b| b.truncate(b.len() - 1), Check::Bytes, "ends inside the member"),
        bytes(
            "a_padding",
            |b| {
                let last = b.len() - 1;
                b[last] = 1;
            },
            Check::Bytes,
            "not zero, after the body",
        ),
        bytes(
            "a_size_max",
            |b| {
                b[1024 + 124..1024 + 135].fill(b'7');
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "more than 67108864",
        ),
        bytes(
            "a_size_negative",
            |b| {
                b[1024 + 124] = b'-';
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "is not 11 octal digits",
        ),
        bytes(
            "a_size_base_256",
            |b| {
                b[1024 + 124] = 0x80;
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "is not 11 octal digits",
        ),
        bytes(
            "a_size_plus_one",
            |b| {
                b[1024 + 134] ^= 1;
                tape::checksum(&mut b[1024..]);
            },
            Check::Digests,
            "has SHA-256",
        ),
        bytes(
            "a_time",
            |b| {
                b[1024 + 146] ^= 1;
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "(time)",
        ),
        bytes(
            "a_mode_600",
            |b| {
                b[1024 + 105] = b'0';
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "(mode)",
        ),
        bytes(
            "a_type_directory",
            |b| {
                b[1024 + 156] = b'5';
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "(type",
        ),
        bytes(
            "a_ustar",
            |b| {
                b[1024 + 257..1024 + 262].copy_from_slice(b"ustar");
                tape::checksum(&mut b[1024..]);
            },
            Check::Bytes,
            "(type",
        ),
    ]);
}

fn plain() -> Vec<u8> {
    let mut world = World::smallest();
    world.write_setup();
    world.cast();
    tape::bytes(&tape::members(&world.hold()))
}

/// Every byte of two headers and their padding, each with two other values; and every 61st byte of the rest.
#[test]
fn no_byte_can_be_changed() {
    let good = plain();
    let near = (0..1536).flat_map(|at| [1, 0x80].map(|bit| (at, bit)));
    let far = (1536..good.len()).step_by(61).map(|at| (at, 1));
    let places: Vec<(usize, u8)> = near.chain(far).collect();
    let wrong: Vec<_> = places
        .into_par_iter()
        .filter(|(at, bit)| {
            let mut bytes = good.clone();
            bytes[*at] ^= bit;
            let report = run(&bytes);
            report.is_valid() || failed(&report).is_empty()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_cut_is_mistaken_for_the_whole() {
    let good = plain();
    let events = tape::members(&{
        let mut world = World::smallest();
        world.write_setup();
        world.cast();
        world.hold()
    });
    let mut ends = vec![0];
    for member in &events {
        let end = ends.last().unwrap() + 512 + member.body.len().next_multiple_of(512);
        ends.push(end);
    }
    let whole = |length: usize| {
        ends.iter()
            .zip(&events)
            .any(|(start, m)| *start + 512 + m.body.len().next_multiple_of(512) == length && m.name.ends_with(".event.json"))
    };
    let cuts: Vec<usize> = (0..good.len()).filter(|at| at % 512 < 2 || at % 97 == 0).collect();
    let wrong: Vec<_> = cuts.into_par_iter().filter(|at| run(&good[..*at]).is_valid() != whole(*at)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
