//! What must be accepted.

use crate::forge;
use crate::tape::{self, Event};
use crate::world::{KINDS, Kind, World};
use crate::{Wrong, accepted, findings, judge, run};
use yepiao::crypto::hash::Digest;
use yepiao::election::audit::{Stage, Status, Totals};

#[test]
fn every_untampered_world_is_valid_with_exactly_the_right_totals() {
    for kind in KINDS {
        let mut world = World::plan(kind);
        world.write_setup();
        world.cast();
        let events = world.hold();
        let report = run(&tape::bytes(&tape::members(&events)));
        assert!(report.checks.iter().all(|ran| ran.status == Status::Passed), "{kind:?}: {:#?}", findings(&report));
        assert_eq!(report.totals, Some(Totals::Published(world.clear())), "{kind:?}");
        assert_eq!(report.stage, Stage::Result);
        // Every stage on the way is valid too, and opened here from the quorum on.
        for length in 1..events.len() {
            let archive = tape::bytes(&tape::members(&events[..length]));
            // What is written again tells nothing new: every stage of one kind, of the others what is opened here.
            if kind == Kind::Mixed || length + 1 == events.len() {
                crate::keep::keep(&format!("ok_{kind:?}_{length}"), "bel", &archive);
            }
            let report = run(&archive);
            assert!(report.is_valid(), "{kind:?} {length}: {:#?}", findings(&report));
            let opened = (length + 1 == events.len()).then(|| Totals::Opened(world.clear()));
            assert_eq!(report.totals, opened, "{kind:?} {length}");
        }
    }
}

fn signed_again(world: &mut World) {
    // The same choices, signed anew by the voter: other bytes, so not a copy.
    let mut ballot = serde_json::from_slice(&world.ballots[3]).unwrap();
    world.as_voter(0, |voting, _, rng| voting.sign_again(&mut ballot, rng));
    world.ballots.push(forge::bytes(&ballot));
}

fn replace(text: &mut Vec<u8>, from: &str, to: &str) {
    let before = String::from_utf8(text.clone()).unwrap();
    assert!(before.contains(from), "{from} in {before}");
    *text = before.replacen(from, to, 1).into_bytes();
}

#[test]
fn honest_peculiarities_are_accepted() {
    judge(&[
        accepted("ok_signed_again", Kind::Plain, Wrong::Ballots(signed_again)),
        accepted("ok_other_order_of_voters", Kind::Plain, Wrong::Ballots(|w| w.ballots.swap(1, 2))),
        accepted("ok_re_vote_many_times", Kind::Blank, Wrong::Plan(|w| (0..20).for_each(|_| w.votes.push(w.votes[1].clone())))),
        accepted("ok_zero_ballots", Kind::Mixed, Wrong::Plan(|w| w.votes.clear())),
        accepted(
            "ok_only_weight_0_votes",
            Kind::Heavy,
            Wrong::Plan(|w| {
                w.votes = vec![(3, vec![vec![1, 0, 0], vec![1, 0, 0]])];
            }),
        ),
        accepted("ok_all_members_share", Kind::Mixed, Wrong::Plan(|w| w.sharers = vec![4, 3, 1, 2])),
        accepted("ok_other_two_members", Kind::Joint, Wrong::Plan(|w| w.sharers = vec![3, 2])),
        accepted("ok_blank_false", Kind::Plain, Wrong::Plan(|w| w.params.questions[1].blank = Some(false))),
        accepted("ok_language", Kind::Plain, Wrong::Plan(|w| w.params.language = Some(("zh".into(), "ltr".into())))),
        accepted("ok_max_above_answers", Kind::Plain, Wrong::Plan(|w| w.params.questions[0].max = 9)),
        accepted(
            "ok_min_equals_max_equals_answers",
            Kind::Plain,
            Wrong::Plan(|w| {
                (w.params.questions[0].min, w.params.questions[0].max) = (3, 3);
                w.votes.iter_mut().for_each(|(_, plain)| plain[0] = vec![1, 1, 1]);
            }),
        ),
        accepted(
            "ok_blank_with_min_0",
            Kind::Blank,
            Wrong::Plan(|w| {
                w.params.questions[0].min = 0;
                w.votes.push((3, vec![vec![0, 0, 0, 0], vec![1, 0, 0]]));
            }),
        ),
        accepted(
            "ok_no_question",
            Kind::Plain,
            Wrong::Plan(|w| {
                w.params.questions.clear();
                w.votes.iter_mut().for_each(|(_, plain)| plain.clear());
            }),
        ),
        accepted(
            "ok_weight_1_written",
            Kind::Plain,
            Wrong::Setup(|w| {
                let point = format!("{}\"", w.voters[2].point);
                replace(&mut w.credentials, &point, &point.replace('"', ",1\""));
            }),
        ),
        accepted(
            "ok_same_trustee_twice",
            Kind::Plain,
            Wrong::Plan(|w| {
                w.items.push(w.items[0].clone());
                w.keys.push(w.keys[0]);
                w.sharers.push(2);
                w.rekey(w.x + w.x);
            }),
        ),
        accepted(
            "ok_result_without_shares_needed_first",
            Kind::Joint,
            Wrong::Events(|_, events: &mut Vec<Event>| {
                events.swap(7, 8);
            }),
        ),
    ]);
}

#[test]
fn the_seed_repeats_everything() {
    let make = || {
        let mut world = World::plan(Kind::Mixed);
        world.write_setup();
        world.cast();
        Digest::of(&tape::bytes(&tape::members(&world.hold())))
    };
    assert_eq!(make(), make());
}
