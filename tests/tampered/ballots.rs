//! Cheating voters, and servers that handle ballots falsely: added up and decrypted by people who check nothing.

use crate::forge::{self, Plan, Voting};
use crate::world::{Kind, World};
use crate::{Case, Wrong, judge, refused};
use chacha20::ChaCha20Rng;
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Point, Scalar};
use yepiao::election::audit::Check;
use yepiao::election::ballot::Ballot;
use yepiao::election::parameters::Parameters;

/// The third ballot again, its first question by another plan, signed properly.
fn planned(w: &mut World, change: fn(&mut Plan)) {
    let plain = w.votes[2].1.clone();
    let ballot = w.as_voter(2, |voting, params, rng| {
        let mut plans: Vec<Plan> = params.questions.iter().zip(&plain).map(|(q, plain)| Plan::honest(q, plain)).collect();
        change(&mut plans[0]);
        let answers = plans.iter().map(|plan| voting.answer(plan, rng)).collect();
        voting.sign(answers, rng)
    });
    w.ballots[2] = forge::bytes(&ballot);
}

/// The third ballot, changed and signed again by its voter.
fn resigned(w: &mut World, change: impl FnOnce(&mut Ballot, &Voting<'_>, &Parameters, &mut ChaCha20Rng)) {
    let mut ballot: Ballot = serde_json::from_slice(&w.ballots[2]).unwrap();
    w.as_voter(2, |voting, params, rng| {
        change(&mut ballot, voting, params, rng);
        voting.sign_again(&mut ballot, rng);
    });
    w.ballots[2] = forge::bytes(&ballot);
}

/// The third ballot, changed without its voter.
fn changed(w: &mut World, change: impl FnOnce(&mut Ballot)) {
    let mut ballot: Ballot = serde_json::from_slice(&w.ballots[2]).unwrap();
    change(&mut ballot);
    w.ballots[2] = forge::bytes(&ballot);
}

/// Another election with the same credentials: its ballot.
fn elsewhere(w: &mut World, change: fn(&mut World)) {
    let own = w.election.clone();
    let uuid = w.params.uuid.clone();
    change(w);
    w.election = yepiao::election::json::to_canonical(&w.params).unwrap();
    let plain = w.votes[2].1.clone();
    w.ballots[2] = forge::bytes(&w.ballot(2, &plain));
    (w.election, w.params.uuid) = (own, uuid);
    w.params.name = "湖光小区".into();
}

fn text(w: &mut World, from: &str, to: &str) {
    let before = String::from_utf8(w.ballots[2].clone()).unwrap();
    assert!(before.contains(from));
    w.ballots[2] = before.replacen(from, to, 1).into_bytes();
}

fn voter_case(name: &'static str, kind: Kind, change: fn(&mut World), culprit: &'static str) -> Case {
    refused(name, kind, Wrong::Ballots(change), Check::Ballots, culprit)
}

const INDIVIDUAL: &str = "event 3: ballot: answers[0].individual_proofs[1]: the proof is false";
const OVERALL: &str = "event 3: ballot: answers[0].overall_proof: the proof is false";
const BLANK: &str = "event 3: ballot: answers[0].blank_proof: the proof is false";
const COUNT: &str = "event 3: ballot: answers[0]: a proof is missing";

#[test]
fn votes_for_other_numbers_are_refused() {
    use Kind::{Blank, Heavy, Plain};
    judge(&[
        voter_case("b_vote_10", Plain, |w| planned(w, |p| p.plain = vec![0, 10, 0]), INDIVIDUAL),
        voter_case("b_vote_minus_1", Plain, |w| planned(w, |p| p.plain = vec![1, -1, 1]), INDIVIDUAL),
        voter_case(
            "b_vote_2_and_minus_1_so_that_the_sum_fits",
            Plain,
            |w| planned(w, |p| p.plain = vec![2, -1, 0]),
            "answers[0].individual_proofs[0]",
        ),
        voter_case(
            "b_vote_2_proved_for_0_and_2",
            Plain,
            |w| planned(w, |p| (p.plain, p.individual) = (vec![0, 2, 0], vec![0, 2])),
            "event 3: ballot: answers[0].individual_proofs[0]: the proof is false",
        ),
        voter_case(
            "b_vote_2_proved_for_1_and_2",
            Plain,
            |w| planned(w, |p| (p.plain, p.individual) = (vec![1, 2, 1], vec![1, 2])),
            "answers[0].individual_proofs[",
        ),
        voter_case(
            "b_individual_with_branches_0_1_2",
            Plain,
            |w| planned(w, |p| (p.plain, p.individual) = (vec![0, 2, 0], vec![0, 1, 2])),
            COUNT,
        ),
        voter_case("b_individual_with_one_branch", Plain, |w| planned(w, |p| p.individual = vec![1]), COUNT),
        voter_case("b_overvote", Plain, |w| planned(w, |p| p.plain = vec![1, 1, 1]), OVERALL),
        voter_case(
            "b_overvote_proved_for_max_plus_1",
            Plain,
            |w| planned(w, |p| (p.plain, p.overall) = (vec![1, 1, 1], vec![2, 3])),
            OVERALL,
        ),
        voter_case(
            "b_overvote_with_one_branch_more",
            Plain,
            |w| planned(w, |p| (p.plain, p.overall) = (vec![1, 1, 1], vec![1, 2, 3])),
            COUNT,
        ),
        voter_case("b_overall_with_one_branch_less", Plain, |w| planned(w, |p| p.overall = vec![1]), COUNT),
        voter_case("b_undervote", Plain, |w| planned(w, |p| p.plain = vec![0, 0, 0]), OVERALL),
        voter_case(
            "b_undervote_proved_for_0",
            Plain,
            |w| planned(w, |p| (p.plain, p.overall) = (vec![0; 3], vec![0, 1])),
            OVERALL,
        ),
        voter_case("b_min_0_overvote", Heavy, |w| planned(w, |p| p.plain = vec![1, 1, 1]), OVERALL),
        voter_case("b_blank_and_chosen", Blank, |w| planned(w, |p| p.plain = vec![1, 0, 1, 0]), BLANK),
        voter_case("b_blank_2", Blank, |w| planned(w, |p| p.plain = vec![2, 0, 0, 0]), "answers[0].individual_proofs[0]"),
        voter_case("b_blank_minus_1", Blank, |w| planned(w, |p| p.plain = vec![-1, 1, 1, 0]), "answers[0].individual_proofs[0]"),
        voter_case("b_not_blank_nothing_chosen", Blank, |w| planned(w, |p| p.plain = vec![0; 4]), OVERALL),
        voter_case("b_blank_overvote", Blank, |w| planned(w, |p| p.plain = vec![0, 1, 1, 1]), OVERALL),
        voter_case(
            "b_blank_overvote_proved_for_max_plus_1",
            Blank,
            |w| planned(w, |p| (p.plain, p.overall) = (vec![0, 1, 1, 1], vec![2, 3])),
            OVERALL,
        ),
        voter_case(
            "b_blank_question_answered_without_blank",
            Blank,
            |w| planned(w, |p| (p.plain, p.blank) = (vec![1, 0, 0], false)),
            "event 3: ballot: answers[0].choices: 3 instead of 4",
        ),
        voter_case(
            "b_blank_question_proved_without_blank",
            Blank,
            |w| planned(w, |p| (p.overall, p.blank) = (vec![0, 1, 2], false)),
            COUNT,
        ),
        voter_case(
            "b_question_without_blank_answered_with",
            Plain,
            |w| planned(w, |p| (p.plain, p.blank) = (vec![1, 0, 0, 0], true)),
            "event 3: ballot: answers[0].choices: 4 instead of 3",
        ),
        voter_case("b_one_answer_more", Plain, |w| planned(w, |p| p.plain.push(0)), "answers[0].choices: 4 instead of 3"),
        voter_case("b_one_answer_less", Plain, |w| planned(w, |p| p.plain = vec![1, 0]), "answers[0].choices: 2 instead of 3"),
    ]);
}

#[test]
fn proofs_and_parts_in_the_wrong_place_are_refused() {
    use Kind::{Blank, Plain};
    judge(&[
        voter_case(
            "b_individual_proofs_of_two_choices_swapped",
            Plain,
            |w| resigned(w, |b, _, _, _| b.answers[0].individual_proofs.swap(0, 1)),
            "answers[0].individual_proofs[0]",
        ),
        voter_case(
            "b_branches_0_and_1_swapped",
            Plain,
            |w| resigned(w, |b, _, _, _| b.answers[0].individual_proofs[1].swap(0, 1)),
            INDIVIDUAL,
        ),
        voter_case(
            "b_choices_swapped_with_their_proofs",
            Plain,
            |w| {
                resigned(w, |b, _, _, _| {
                    b.answers[0].choices.swap(0, 1);
                    b.answers[0].individual_proofs.swap(0, 1);
                })
            },
            OVERALL,
        ),
        voter_case("b_answers_swapped", Plain, |w| resigned(w, |b, _, _, _| b.answers.swap(0, 1)), "ballot: answers[0]"),
        voter_case("b_answer_missing", Plain, |w| resigned(w, |b, _, _, _| drop(b.answers.pop())), "answers: 1 instead of 2"),
        voter_case(
            "b_answer_extra",
            Plain,
            |w| resigned(w, |b, _, _, _| b.answers.push(b.answers[1].clone())),
            "answers: 3 instead of 2",
        ),
        voter_case("b_proof_missing", Plain, |w| resigned(w, |b, _, _, _| drop(b.answers[0].individual_proofs.pop())), COUNT),
        voter_case("b_proof_empty", Plain, |w| resigned(w, |b, _, _, _| b.answers[0].overall_proof.clear()), COUNT),
        voter_case("b_blank_proof_missing", Blank, |w| resigned(w, |b, _, _, _| b.answers[0].blank_proof = None), COUNT),
        voter_case(
            "b_blank_proof_extra",
            Plain,
            |w| resigned(w, |b, _, _, _| b.answers[0].blank_proof = Some(b.answers[0].overall_proof.clone())),
            COUNT,
        ),
        voter_case(
            "b_blank_proof_with_three_branches",
            Blank,
            |w| {
                resigned(w, |b, _, _, _| {
                    let more = b.answers[0].overall_proof[0];
                    b.answers[0].blank_proof.as_mut().unwrap().push(more);
                })
            },
            COUNT,
        ),
        voter_case(
            "b_overall_proof_in_place_of_blank_proof",
            Blank,
            |w| resigned(w, |b, _, _, _| b.answers[0].blank_proof = Some(b.answers[0].overall_proof[..2].to_vec())),
            BLANK,
        ),
        voter_case(
            "b_proof_of_another_voter",
            Plain,
            |w| {
                let other: Ballot = serde_json::from_slice(&w.ballots[1]).unwrap();
                resigned(w, |b, _, _, _| b.answers[0].individual_proofs[1] = other.answers[0].individual_proofs[1].clone());
            },
            INDIVIDUAL,
        ),
        voter_case(
            "b_answers_of_another_voter",
            Plain,
            |w| {
                let other: Ballot = serde_json::from_slice(&w.ballots[1]).unwrap();
                resigned(w, |b, _, _, _| b.answers = other.answers);
            },
            "answers[0].individual_proofs[0]",
        ),
        voter_case(
            "b_ciphertexts_of_another_voter_plus_known",
            Plain,
            |w| {
                // Copying what another chose without knowing it: the ciphertexts rerandomised, proofs guessed.
                let other: Ballot = serde_json::from_slice(&w.ballots[1]).unwrap();
                resigned(w, |b, voting, _, rng| {
                    for (own, theirs) in b.answers[0].choices.iter_mut().zip(&other.answers[0].choices) {
                        *own = (forge::seal(&voting.y, 0, rng).c + theirs.decode().unwrap()).encode();
                    }
                });
            },
            "answers[0].individual_proofs[0]",
        ),
        voter_case(
            "b_proofs_for_another_credential",
            Plain,
            |w| {
                let (point, plain) = (w.voters[2].point, w.votes[2].1.clone());
                let mut ballot = w.ballot(1, &plain);
                w.as_voter(2, |voting, _, rng| {
                    ballot.credential = point;
                    voting.sign_again(&mut ballot, rng);
                });
                w.ballots[2] = forge::bytes(&ballot);
            },
            "answers[0].individual_proofs[0]",
        ),
        voter_case(
            "b_alpha_identity",
            Plain,
            |w| {
                resigned(w, |b, voting, params, rng| {
                    let sealed = |m| {
                        let r = Scalar::ZERO;
                        let c = Ciphertext { alpha: Point::identity(), beta: Point::generator().times(&forge::number(m)) };
                        forge::Sealed { m, r, c }
                    };
                    let plan = Plan::honest(&params.questions[0], &[0, 1, 0]);
                    b.answers[0] = voting.prove(&plan, &[sealed(0), sealed(1), sealed(0)], rng);
                })
            },
            "answers[0].choices[0].alpha: the identity",
        ),
        voter_case(
            "b_challenges_all_0",
            Plain,
            |w| resigned(w, |b, _, _, _| b.answers[0].overall_proof.iter_mut().for_each(|p| p.challenge = Scalar::ZERO)),
            OVERALL,
        ),
        voter_case(
            "b_sum_of_challenges_kept",
            Plain,
            |w| {
                resigned(w, |b, _, _, _| {
                    let p = &mut b.answers[0].overall_proof;
                    (p[0].challenge, p[1].challenge) = (p[0].challenge + Scalar::ONE, p[1].challenge - Scalar::ONE);
                })
            },
            OVERALL,
        ),
    ]);
}

#[test]
fn ballots_of_others_and_changed_ballots_are_refused() {
    use Kind::{Mixed, Plain};
    let unlisted = |w: &mut World| {
        w.voters[2].secret = Scalar::from(77);
        w.voters[2].point = Point::generator_times(&Scalar::from(77)).encode();
        let plain = w.votes[2].1.clone();
        w.ballots[2] = forge::bytes(&w.ballot(2, &plain));
    };
    judge(&[
        voter_case(
            "b_of_another_uuid",
            Plain,
            |w| elsewhere(w, |w| w.params.uuid = "o3JHbEwRLoXJh2".into()),
            "event 3: ballot: election_uuid",
        ),
        voter_case(
            "b_of_another_election_with_this_uuid",
            Plain,
            |w| elsewhere(w, |w| w.params.name = "别的".into()),
            "event 3: ballot: election_hash",
        ),
        voter_case(
            "b_signature_of_another_key",
            Mixed,
            |w| {
                w.voters[2].secret = w.voters[1].secret;
                resigned(w, |_, _, _, _| {});
            },
            "event 3: ballot: signature: not by the credential",
        ),
        voter_case(
            "b_signature_hash_of_another",
            Plain,
            |w| changed(w, |b| b.signature.hash.replace_range(0..2, "AA")),
            "event 3: ballot: signature.hash",
        ),
        voter_case(
            "b_signature_proof_changed",
            Plain,
            |w| changed(w, |b| b.signature.proof.response = Scalar::ONE),
            "event 3: ballot: signature",
        ),
        voter_case(
            "b_credential_exchanged",
            Plain,
            |w| {
                let other = w.voters[1].point;
                changed(w, |b| b.credential = other);
            },
            "event 3: ballot: signature",
        ),
        voter_case(
            "b_credential_identity",
            Plain,
            |w| {
                w.voters[2].secret = Scalar::ZERO;
                w.voters[2].point = Point::identity().encode();
                let plain = w.votes[2].1.clone();
                w.ballots[2] = forge::bytes(&w.ballot(2, &plain));
            },
            "event 3: ballot: credential: the identity",
        ),
        refused("b_not_listed", Plain, Wrong::Ballots(unlisted), Check::BallotCredentials, "event 3: ballot: credential"),
        refused(
            "b_copy_at_the_end",
            Plain,
            Wrong::Ballots(|w| w.ballots.push(w.ballots[1].clone())),
            Check::BallotCopies,
            "event 5: ballot: the same bytes as event 2",
        ),
        refused(
            "b_copy_of_the_first_after_the_re_vote",
            Plain,
            Wrong::Ballots(|w| w.ballots.push(w.ballots[0].clone())),
            Check::BallotCopies,
            "event 5: ballot: the same bytes as event 1",
        ),
        voter_case("j_space", Plain, |w| text(w, ":", ": "), "event 3: ballot: not canonical"),
        voter_case("j_field_added", Plain, |w| text(w, "\"answers\"", "\"a\":1,\"answers\""), "event 3: ballot:"),
        voter_case(
            "j_field_twice",
            Plain,
            |w| text(w, "{\"election_uuid\"", "{\"election_uuid\":\"o3JHbEwRLoXJh1\",\"election_uuid\""),
            "event 3: ballot:",
        ),
        voter_case("j_lone_surrogate", Plain, |w| text(w, "o3JH", "\\ud800"), "event 3: ballot:"),
        voter_case("j_escape_not_needed", Plain, |w| text(w, "o3JH", "\\u006f3JH"), "event 3: ballot: not canonical"),
        voter_case("j_bom", Plain, |w| text(w, "{", "\u{feff}{"), "event 3: ballot:"),
        voter_case("j_invalid_utf8", Plain, |w| w.ballots[2][3] = 0xff, "event 3: ballot:"),
        voter_case("j_deep", Plain, |w| w.ballots[2] = "[".repeat(100_000).into_bytes(), "event 3: ballot:"),
        voter_case("j_empty", Plain, |w| w.ballots[2].clear(), "event 3: ballot:"),
        voter_case("j_trailing_space", Plain, |w| w.ballots[2].push(b' '), "event 3: ballot: not canonical"),
        voter_case(
            "j_challenge_as_number",
            Plain,
            |w| text(w, "\"challenge\":\"", "\"challenge\":1,\"x\":\""),
            "event 3: ballot: answers[0]",
        ),
        voter_case(
            "j_response_leading_zero",
            Plain,
            |w| text(w, "\"response\":\"", "\"response\":\"0"),
            "event 3: ballot: answers[0]",
        ),
        voter_case(
            "j_alpha_upper_case",
            Plain,
            |w| {
                let b: Ballot = serde_json::from_slice(&w.ballots[2]).unwrap();
                let alpha = b.answers[0].choices[0].alpha.to_string();
                text(w, &alpha, &alpha.to_uppercase());
            },
            "event 3: ballot: answers[0].choices[0].alpha",
        ),
        voter_case(
            "j_alpha_of_order_2",
            Plain,
            |w| {
                let minus_1 = format!("7{}ec", "f".repeat(61)).parse().unwrap();
                resigned(w, |b, _, _, _| b.answers[0].choices[0].alpha = minus_1);
            },
            "event 3: ballot: answers[0].choices[0]: not in the subgroup",
        ),
    ]);
}
