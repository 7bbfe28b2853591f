//! Those who add up, decrypt and announce.

use crate::tape::Event;
use crate::world::{Kind, World};
use crate::{Case, Wrong, judge, refused};
use yepiao::crypto::decryption;
use yepiao::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use yepiao::crypto::group::{Point, Scalar};
use yepiao::crypto::hash::{Digest, Transcript};
use yepiao::crypto::proof::Proof;
use yepiao::election::audit::Check;
use yepiao::election::json::to_canonical;
use yepiao::election::tally::{PartialDecryption, make_share};

fn events(name: &'static str, kind: Kind, change: fn(&mut World, &mut Vec<Event>), check: Check, culprit: &'static str) -> Case {
    refused(name, kind, Wrong::Events(change), check, culprit)
}

fn replace(text: &mut Vec<u8>, from: &str, to: &str) {
    let before = String::from_utf8(text.clone()).unwrap();
    assert!(before.contains(from), "{from} in {before}");
    *text = before.replacen(from, to, 1).into_bytes();
}

fn tally(e: &[Event]) -> Vec<Vec<Ciphertext>> {
    let encoded: Vec<Vec<EncodedCiphertext>> = serde_json::from_slice(&e[6].data[0]).unwrap();
    encoded.iter().map(|row| row.iter().map(|c| c.decode().unwrap()).collect()).collect()
}

/// Changes the tally and its digest, nothing behind it.
fn retold(e: &mut [Event], change: impl FnOnce(&mut Vec<Vec<Ciphertext>>)) {
    let mut sums = tally(e);
    change(&mut sums);
    let rows: Vec<Vec<EncodedCiphertext>> = sums.iter().map(|row| row.iter().map(Ciphertext::encode).collect()).collect();
    retext(e, to_canonical(&rows).unwrap());
}

fn retext(e: &mut [Event], body: Vec<u8>) {
    let (old, new) = (Digest::of(&e[6].data[0]).to_string(), Digest::of(&body).to_string());
    e[6].data[0] = body;
    replace(&mut e[6].data[1], &old, &new);
}

/// Changes the share in the event at `at` and its digest.
fn share(e: &mut [Event], at: usize, change: impl FnOnce(&mut PartialDecryption)) {
    let mut share: PartialDecryption = serde_json::from_slice(&e[at].data[0]).unwrap();
    change(&mut share);
    reshare(e, at, to_canonical(&share).unwrap());
}

fn reshare(e: &mut [Event], at: usize, body: Vec<u8>) {
    let (old, new) = (Digest::of(&e[at].data[0]).to_string(), Digest::of(&body).to_string());
    e[at].data[0] = body;
    replace(&mut e[at].data[1], &old, &new);
}

fn owner(e: &mut [Event], at: usize, from: &str, to: &str) {
    replace(&mut e[at].data[1], &format!("\"owner\":{from},"), &format!("\"owner\":{to},"));
}

fn result(e: &mut [Event], to: &str) {
    e.last_mut().unwrap().data[0] = to.as_bytes().to_vec();
}

#[test]
fn false_sums_are_refused() {
    use Check::{BallotCopies, EncryptedTally, TallySize};
    use Kind::{Heavy, Mixed, Plain};
    const GIFT: fn(&mut Vec<Vec<Ciphertext>>) = |sums| {
        let more = Point::generator().times(&Scalar::from(5000));
        sums[1][0].beta = sums[1][0].beta + more;
    };
    let more = |w: &mut World, e: &mut Vec<Event>| *e = w.hold_on(GIFT);
    judge(&[
        refused("t_gift_retallied", Mixed, Wrong::Events(more), EncryptedTally, "event 6: encrypted tally: [1][0]"),
        events("t_gift_rechained", Mixed, |_, e| retold(e, GIFT), EncryptedTally, "event 6: encrypted tally: [1][0]"),
        events("t_gift_leaves_the_result_wrong", Mixed, |_, e| retold(e, GIFT), Check::Result, "result[1][0]"),
        events(
            "t_answers_swapped",
            Plain,
            |_, e| retold(e, |s| s[0].swap(0, 2)),
            EncryptedTally,
            "event 6: encrypted tally: [0][0]",
        ),
        events("t_questions_swapped", Plain, |_, e| retold(e, |s| s.swap(0, 1)), EncryptedTally, "encrypted tally: [0][0]"),
        events("t_row_missing", Plain, |_, e| retold(e, |s| drop(s.pop())), EncryptedTally, "not one ciphertext"),
        events("t_cell_extra", Plain, |_, e| retold(e, |s| s[0].push(Ciphertext::zero())), EncryptedTally, "not one ciphertext"),
        events(
            "t_all_zero",
            Plain,
            |_, e| retold(e, |s| s.iter_mut().flatten().for_each(|c| *c = Ciphertext::zero())),
            EncryptedTally,
            "encrypted tally: [0][0]",
        ),
        events(
            "t_space",
            Plain,
            |_, e| {
                let mut body = e[6].data[0].clone();
                body.push(b' ');
                retext(e, body);
            },
            EncryptedTally,
            "event 6: encrypted tally: not canonical",
        ),
        events("t_deep", Plain, |_, e| retext(e, "[".repeat(10_000).into_bytes()), EncryptedTally, "event 6: encrypted tally"),
        events(
            "t_num_tallied",
            Plain,
            |_, e| replace(&mut e[6].data[1], "num_tallied\":3", "num_tallied\":4"),
            TallySize,
            "event 6: num_tallied: 4 stated, 3 counted",
        ),
        events(
            "t_total_weight",
            Plain,
            |_, e| replace(&mut e[6].data[1], "21924", "21925"),
            TallySize,
            "event 6: total_weight: 21925 stated, 21924 counted",
        ),
        events(
            "t_total_weight_as_text",
            Plain,
            |_, e| replace(&mut e[6].data[1], "21924", "\"21924\""),
            Check::Digests,
            "event 6: its sized",
        )
        .blinds(),
        events(
            "t_large_weight_as_number",
            Heavy,
            |_, e| replace(&mut e[6].data[1], "\"1073751698\"", "1073751698"),
            Check::Digests,
            "event 6: its sized",
        )
        .blinds(),
        events("b_dropped_rechained", Plain, |_, e| drop(e.remove(2)), EncryptedTally, "event 5: encrypted tally: [0][1]"),
        events(
            "b_re_vote_dropped_rechained",
            Plain,
            |_, e| drop(e.remove(4)),
            EncryptedTally,
            "event 5: encrypted tally: [0][0]",
        ),
        events(
            "b_re_vote_before_the_first_rechained",
            Plain,
            |_, e| e.swap(1, 4),
            EncryptedTally,
            "event 6: encrypted tally: [0][0]",
        ),
        events(
            "b_re_vote_replaced_by_the_first_rechained",
            Plain,
            |_, e| e[4] = e[1].clone(),
            BallotCopies,
            "event 4: ballot: the same bytes as event 1",
        ),
    ]);
}

#[test]
fn false_shares_are_refused() {
    use Check::{Quorum, Shares};
    use Kind::{Blank, Joint, Mixed, Plain};
    judge(&[
        events(
            "d_owners_swapped",
            Blank,
            |_, e| {
                owner(e, 7, "1", "9");
                owner(e, 8, "2", "1");
                owner(e, 7, "9", "2");
            },
            Shares,
            "event 7: partial decryption of trustee 2",
        ),
        events(
            "d_of_another_trustee",
            Blank,
            |w, e| {
                w.keys[1] = w.keys[0];
                let sums = tally(e);
                e[8] = w.share_event(2, &sums);
            },
            Shares,
            "event 8: partial decryption of trustee 2: decryption_proofs[0][0]",
        ),
        events(
            "d_for_another_election",
            Blank,
            |w, e| {
                let other = to_canonical(&make_share("other", &w.keys[1], &tally(e), &mut w.rng)).unwrap();
                reshare(e, 8, other);
            },
            Shares,
            "event 8: partial decryption of trustee 2",
        ),
        events(
            "d_of_the_other_archive",
            Blank,
            |w, e| {
                // As by people: all weights 1.
                let all: Vec<String> = w.voters.iter().map(|v| v.point.to_string()).collect();
                w.credentials = to_canonical(&all).unwrap();
                e[8] = w.hold()[8].clone();
            },
            Shares,
            "event 8: partial decryption of trustee 2",
        ),
        events(
            "d_factor_identity",
            Plain,
            |_, e| share(e, 7, |s| s.decryption_factors[1][2] = Point::identity().encode()),
            Shares,
            "event 7: partial decryption of trustee 1: decryption_proofs[1][2]",
        ),
        events(
            "d_factor_moved_by_5000",
            Mixed,
            |_, e| {
                share(e, 8, |s| {
                    let f = s.decryption_factors[1][0].decode().unwrap();
                    s.decryption_factors[1][0] = (f + Point::generator().times(&Scalar::from(5000))).encode();
                })
            },
            Shares,
            "event 8: partial decryption of trustee 2: decryption_proofs[1][0]",
        ),
        events(
            "d_proof_changed",
            Plain,
            |_, e| share(e, 7, |s| s.decryption_proofs[0][1].response = Scalar::ONE),
            Shares,
            "decryption_proofs[0][1]",
        ),
        events(
            "d_proofs_swapped",
            Plain,
            |_, e| share(e, 7, |s| s.decryption_proofs[0].swap(0, 1)),
            Shares,
            "decryption_proofs[0][0]",
        ),
        events(
            "d_factors_and_proofs_swapped",
            Plain,
            |_, e| {
                share(e, 7, |s| {
                    s.decryption_factors[0].swap(0, 1);
                    s.decryption_proofs[0].swap(0, 1);
                })
            },
            Shares,
            "decryption_proofs[0][0]",
        ),
        events(
            "d_row_missing",
            Plain,
            |_, e| share(e, 7, |s| drop(s.decryption_factors.pop())),
            Shares,
            "trustee 1: not one factor",
        ),
        events(
            "d_row_extra",
            Plain,
            |_, e| share(e, 7, |s| s.decryption_proofs.push(Vec::new())),
            Shares,
            "trustee 1: not one factor",
        ),
        events(
            "d_cell_missing",
            Plain,
            |_, e| share(e, 7, |s| s.decryption_proofs[0].truncate(1)),
            Shares,
            "trustee 1: not one factor",
        ),
        events(
            "d_factor_order_2",
            Plain,
            |_, e| {
                let s: PartialDecryption = serde_json::from_slice(&e[7].data[0]).unwrap();
                let mut body = e[7].data[0].clone();
                replace(&mut body, &s.decryption_factors[0][0].to_string(), &format!("7{}ec", "f".repeat(61)));
                reshare(e, 7, body);
            },
            Shares,
            "decryption_factors[0][0]: not in the subgroup",
        ),
        events(
            "d_challenge_above_q",
            Plain,
            |_, e| {
                let mut body = e[7].data[0].clone();
                replace(
                    &mut body,
                    "\"challenge\":\"",
                    "\"challenge\":\"9999999999999999999999999999999999999999999999999999999999999999999999999999\",\"a\":\"",
                );
                reshare(e, 7, body);
            },
            Shares,
            "event 7: partial decryption: decryption_proofs[0][0]",
        ),
        events("d_deep", Plain, |_, e| reshare(e, 7, "[".repeat(10_000).into_bytes()), Shares, "event 7: partial decryption:"),
        events("d_owner_0", Plain, |_, e| owner(e, 7, "1", "0"), Shares, "there is no trustee 0").blinds(),
        events("d_owner_2_to_32", Plain, |_, e| owner(e, 7, "1", "4294967296"), Check::Digests, "event 7: its owned").blinds(),
        events("d_owner_minus_1", Plain, |_, e| owner(e, 7, "1", "-1"), Check::Digests, "event 7: its owned").blinds(),
        events("d_of_nobody", Joint, |_, e| owner(e, 8, "3", "4"), Shares, "event 8: partial decryption: there is no trustee 4")
            .blinds(),
        events(
            "d_twice",
            Plain,
            |_, e| e.insert(8, e[7].clone()),
            Shares,
            "event 8: partial decryption: a second one of trustee 1",
        ),
        events("d_single_missing", Blank, |_, e| drop(e.remove(8)), Quorum, "trustee 2 must take part, and gave no valid share")
            .blinds(),
        events(
            "d_below_threshold",
            Joint,
            |_, e| drop(e.remove(8)),
            Quorum,
            "of trustees 1 to 3 only 1 gave a valid share, 2 are needed",
        )
        .blinds(),
        events("d_two_members_without_the_single", Mixed, |_, e| drop(e.remove(7)), Quorum, "trustee 1 must take part").blinds(),
        events(
            "d_above_threshold_with_one_false",
            Joint,
            |w, e| {
                w.keys[1] = Scalar::from(3);
                let sums = tally(e);
                e.insert(8, w.share_event(2, &sums));
            },
            Shares,
            "event 8: partial decryption of trustee 2",
        ),
        // Two honest shares, a right result and a third share whose proof verifies: only all three together show it.
        events(
            "d_surplus_forged",
            Joint,
            |w, e| {
                let sums = tally(e);
                e.insert(8, w.share_event(2, &sums));
                let (phi, x, alpha) = (w.phi(), w.keys[2], sums[0][0].alpha);
                let (factor, proof) = forged_factor(&phi, &x, &alpha, [w.nonce(), w.nonce()].map(|n| *n));
                assert!(factor != alpha.times(&x), "not forged");
                share(e, 9, |s| {
                    s.decryption_factors[0][0] = factor.encode();
                    s.decryption_proofs[0][0] = proof;
                });
            },
            Shares,
            "partial decryption of trustee 3: decryption_factors[0][0]: does not fit the other trustees' shares",
        ),
    ]);
}

/// A wrong factor with a proof of version 1 that verifies, because its challenge hashes neither alpha nor the factor: A = a·G,
/// B chosen freely, c from both, t = a − c·x, and only then f = c⁻¹·(B − t·alpha).
fn forged_factor(phi: &str, x: &Scalar, alpha: &Point, [a, b]: [Scalar; 2]) -> (Point, Proof) {
    let key = Point::generator_times(x);
    let [commitment, chosen] = [a, b].map(|scalar| Point::generator_times(&scalar));
    let text = format!("decrypt|{phi}|{}|", key.encode());
    let challenge = Transcript::new(text.as_bytes()).points(&[commitment.encode(), chosen.encode()]).challenge();
    let response = a - challenge * *x;
    let factor = (chosen - alpha.times(&response)).times(&challenge.invert().unwrap());
    let proof = Proof { challenge, response };
    assert!(decryption::verify(phi, &key, alpha, &factor, &proof), "a proof that nobody would believe");
    (factor, proof)
}

#[test]
fn false_results_are_refused() {
    use Check::Result;
    use Kind::{Heavy, Plain};
    // Right: voter 0 chose the third and 同意 in the end, 1 the third and 反对, 2 the second and 弃权.
    let right = r#"{"result":[[0,1,21923],[12050,9873,1]]}"#;
    let mut cases = vec![
        events(
            "r_plus_1_minus_1",
            Plain,
            |_, e| result(e, r#"{"result":[[1,0,21923],[12050,9873,1]]}"#),
            Result,
            "result[0][0]: not what",
        ),
        events(
            "r_permuted",
            Plain,
            |_, e| result(e, r#"{"result":[[0,1,21923],[9873,12050,1]]}"#),
            Result,
            "result[1][0]: not what",
        ),
        events(
            "r_questions_swapped",
            Plain,
            |_, e| result(e, r#"{"result":[[12050,9873,1],[0,1,21923]]}"#),
            Result,
            "result[0][0]",
        ),
        events(
            "r_negative",
            Plain,
            |_, e| result(e, r#"{"result":[[-1,2,21923],[12050,9873,1]]}"#),
            Result,
            "result: result[0][0]",
        ),
        events(
            "r_q",
            Plain,
            |_, e| {
                result(
                    e,
                    r#"{"result":[["7237005577332262213973186563042994240857116359379907606001950938285454250989",1,21923],[12050,9873,1]]}"#,
                )
            },
            Result,
            "result: result[0][0]",
        ),
        events(
            "r_text_for_a_small_number",
            Plain,
            |_, e| result(e, r#"{"result":[[0,"1",21923],[12050,9873,1]]}"#),
            Result,
            "result: result[0][1]",
        ),
        events(
            "r_exponent",
            Plain,
            |_, e| result(e, r#"{"result":[[0,1e0,21923],[12050,9873,1]]}"#),
            Result,
            "result: result[0][1]",
        ),
        events(
            "r_minus_0",
            Plain,
            |_, e| result(e, r#"{"result":[[-0,1,21923],[12050,9873,1]]}"#),
            Result,
            "result: result[0][0]",
        ),
        events("r_row_missing", Plain, |_, e| result(e, r#"{"result":[[0,1,21923]]}"#), Result, "not one number"),
        events("r_cell_extra", Plain, |_, e| result(e, r#"{"result":[[0,1,21923,0],[12050,9873,1]]}"#), Result, "not one number"),
        events("r_field_extra", Plain, |_, e| result(e, r#"{"result":[[0,1,21923],[12050,9873,1]],"a":1}"#), Result, "result: "),
        events(
            "r_space",
            Plain,
            |_, e| result(e, r#"{"result":[[0,1,21923],[12050,9873,1]]} "#),
            Result,
            "result: not canonical",
        ),
        events("r_deep", Plain, |_, e| result(e, &format!(r#"{{"result":{}"#, "[".repeat(10_000))), Result, "result: result"),
        events(
            "r_large_as_number",
            Heavy,
            |_, e| {
                let text = String::from_utf8(e.last().unwrap().data[0].clone()).unwrap();
                result(e, &text.replacen("\"1073741824\"", "1073741824", 1));
            },
            Result,
            "result: result[0]",
        ),
    ];
    for case in &mut cases {
        // A result that cannot be read leaves nothing to say about the quorum.
        case.all_run = false;
    }
    judge(&cases);
    let mut world = World::plan(Plain);
    world.write_setup();
    world.cast();
    assert_eq!(world.hold().last().unwrap().data[0], right.as_bytes());
}
