//! 自荐 and 推荐 at the model estate, from the form to the list.

use super::review::{Reason, Verdict};
use super::*;
use crate::election::roll::UnitAddress;
use jiff::civil::date;

fn form() -> Form {
    Form {
        name: "王小明".into(),
        sex: Sex::Male,
        birth: Birth { year: 1960, month: 5 },
        political_status: Some("中共党员".into()),
        education: None,
        occupation: Some("退休工程师".into()),
        unit: UnitAddress { building: "3栋".into(), stair: "2".into(), room: "501".into() },
        resume: "在水务局工作三十年。".into(),
        plans: "先修水泵，再谈物业费。".into(),
        photo: None,
        statements: Statements {
            serves_property_company: Some(false),
            owes_property_fee: Some(true),
            owes_maintenance_fund: Some(false),
            illegal_building: Some(false),
            dishonest_or_convicted: Some(false),
        },
        pledged: true,
        publishable: true,
    }
}

fn at(phase: Phase) -> Circumstances<'static> {
    Circumstances { phase, today: date(2026, 3, 17), on_roll: true, offices: &[] }
}

const NOMINATING: Circumstances<'static> =
    Circumstances { phase: Phase::Nominating, today: date(2026, 3, 17), on_roll: true, offices: &[] };

fn person(name: &str) -> Person {
    Person(name.into())
}

fn own() -> Nomination {
    Nomination::new(Origin::SelfNominated, vec![person("wang")], form(), NOMINATING).unwrap()
}

fn review(by: &str, verdict: Verdict) -> Review {
    Review { by: person(by), role: Role::Member, at: 0, verdict, note: String::new() }
}

fn rejecting(by: &str, reason: Reason, note: &str) -> Review {
    Review { note: note.into(), ..review(by, Verdict::Reject(vec![reason])) }
}

fn reviewed(nomination: &Nomination, reviews: impl IntoIterator<Item = Review>) -> Nomination {
    reviews.into_iter().fold(nomination.clone(), |nomination, review| nomination.review(review, &[], Phase::Nominating).unwrap())
}

fn accepted() -> Nomination {
    reviewed(&own(), [review("li", Verdict::Accept), review("zhao", Verdict::Accept)])
}

#[test]
fn two_reviewers_make_a_candidate() {
    let nomination = own();
    assert_eq!((nomination.standing(), nomination.is_undecided()), (Standing::InReview(2), true));
    let nomination = reviewed(&nomination, [review("li", Verdict::Accept)]);
    assert_eq!((nomination.standing(), nomination.candidate(date(2026, 3, 23))), (Standing::InReview(1), None));
    let nomination = reviewed(&nomination, [review("zhao", Verdict::Accept)]);
    let candidate = nomination.candidate(date(2026, 3, 23)).unwrap();
    assert_eq!((candidate.building.as_str(), candidate.age_band.as_str()), ("3栋", "60-69"));
    // The owners see neither sex, birth, stair and room, education nor what was stated about fees.
    let shown = serde_json::to_string(&candidate).unwrap();
    assert!(["1960", "501", "male", "owes"].iter().all(|hidden| !shown.contains(hidden)), "{shown}");
}

#[test]
fn a_third_decides_where_two_differ() {
    let owes = || rejecting("zhao", Reason::OwesPropertyFee, "");
    let split = reviewed(&own(), [review("li", Verdict::Accept), owes()]);
    assert_eq!(split.standing(), Standing::InReview(1));
    assert_eq!(reviewed(&split, [review("sun", Verdict::Accept)]).standing(), Standing::Accepted);
    assert_eq!(reviewed(&split, [rejecting("sun", Reason::OwesPropertyFee, "")]).standing(), Standing::Rejected);
}

#[test]
fn nobody_decides_alone_or_for_a_friend() {
    let refusal = |review, standing: &[Person]| own().review(review, standing, Phase::Nominating).unwrap_err();
    let refused = NominationRefusal::Review;
    let once = reviewed(&own(), [review("li", Verdict::Accept)]);
    assert_eq!(
        once.review(rejecting("li", Reason::OwesPropertyFee, ""), &[], Phase::Nominating),
        Err(refused(ReviewRefusal::Twice))
    );
    assert_eq!(refusal(review("wang", Verdict::Accept), &[]), refused(ReviewRefusal::Partial));
    // Another candidate in the group would judge a rival.
    assert_eq!(refusal(review("li", Verdict::Accept), &[person("li")]), refused(ReviewRefusal::Partial));
    for role in [Role::Operator, Role::Supervisor, Role::Teller, Role::Canvasser, Role::Auditor] {
        assert_eq!(refusal(Review { role, ..review("li", Verdict::Accept) }, &[]), refused(ReviewRefusal::NotInGroup));
    }
    assert_eq!(refusal(review("li", Verdict::Reject(vec![])), &[]), refused(ReviewRefusal::Reasons));
    let twice = Verdict::Reject(vec![Reason::NotAnOwner, Reason::NotAnOwner]);
    assert_eq!(refusal(review("li", twice), &[]), refused(ReviewRefusal::Reasons));
    assert_eq!(refusal(rejecting("li", Reason::LocalRule, ""), &[]), refused(ReviewRefusal::Note));
    assert_eq!(
        accepted().review(rejecting("sun", Reason::LocalRule, "议事规则第 9 条"), &[], Phase::Nominating),
        Err(refused(ReviewRefusal::Decided))
    );
}

#[test]
fn a_recommended_owner_has_to_agree() {
    let bare = Form { statements: Statements::default(), pledged: false, publishable: false, ..form() };
    let origin = Origin::Owners { voters: vec![4, 17] };
    let nomination = Nomination::new(origin, vec![person("zhang")], bare.clone(), NOMINATING).unwrap();
    assert_eq!((nomination.standing(), nomination.is_undecided()), (Standing::AwaitsConsent, false));
    assert_eq!(nomination.review(review("li", Verdict::Accept), &[], Phase::Nominating), Err(NominationRefusal::NoConsent));
    assert!(matches!(nomination.consent(bare, NOMINATING), Err(NominationRefusal::Lacks(_))));
    let nomination = nomination.consent(form(), NOMINATING).unwrap();
    assert_eq!(nomination.standing(), Standing::InReview(2));
    // Who recommended does not review.
    let refusal = nomination.review(review("zhang", Verdict::Accept), &[], Phase::Nominating).unwrap_err();
    assert_eq!(refusal.code(), "reviewer_partial");
    for voters in [vec![], vec![4, 4], vec![17, 4]] {
        let refusal = Nomination::new(Origin::Owners { voters }, vec![], form(), NOMINATING).unwrap_err();
        assert_eq!(refusal, NominationRefusal::Recommenders);
    }
    assert!(Nomination::new(Origin::Body { name: "湖光社区居委会".into() }, vec![], form(), NOMINATING).is_ok());
}

#[test]
fn a_form_says_all_that_it_lacks() {
    let lacks = |change: &dyn Fn(&mut Form)| {
        let mut form = form();
        change(&mut form);
        form.lacks(date(2026, 3, 17), true).iter().map(Lack::code).collect::<Vec<_>>()
    };
    assert_eq!(lacks(&|_| {}), [""; 0]);
    assert_eq!(lacks(&|form| form.name.clear()), ["text"]);
    assert_eq!(lacks(&|form| form.plans = "好\u{202e}".into()), ["text"]);
    assert_eq!(lacks(&|form| form.birth.month = 13), ["birth"]);
    assert_eq!(lacks(&|form| form.birth.year = 1880), ["birth"]);
    assert_eq!(lacks(&|form| form.birth = Birth { year: 2008, month: 3 }), ["under_age"]);
    assert_eq!(lacks(&|form| form.birth = Birth { year: 2008, month: 2 }), [""; 0]);
    assert_eq!(lacks(&|form| form.statements = Statements::default()), ["statement_missing"; 5]);
    assert_eq!(lacks(&|form| (form.pledged, form.publishable) = (false, false)), ["pledge_missing", "consent_missing"]);
    assert_eq!(form().lacks(date(2026, 3, 17), false), [Lack::NotOnRoll]);
    // An answer that speaks against the person is no lack: people review it.
    assert_eq!(lacks(&|form| form.statements.owes_property_fee = Some(true)), [""; 0]);
}

#[test]
fn a_change_after_the_review_is_reviewed_again() {
    let changed = accepted().amend(Form { plans: "免除所有物业费。".into(), ..form() }, at(Phase::CandidatesPublished)).unwrap();
    assert_eq!((changed.standing(), changed.reviews()), (Standing::InReview(2), &[][..]));
    let objected = accepted().reopen(Phase::CandidatesPublished).unwrap();
    assert_eq!(objected.standing(), Standing::InReview(2));
    // Once it is announced, items stand.
    assert!(matches!(accepted().amend(form(), at(Phase::Announced)), Err(NominationRefusal::WrongPhase(Phase::Announced))));
    assert!(matches!(accepted().reopen(Phase::Open), Err(NominationRefusal::WrongPhase(Phase::Open))));
    // Nor does anybody come in late.
    for phase in Phase::ALL.into_iter().filter(|phase| *phase != Phase::Nominating) {
        let late = Nomination::new(Origin::SelfNominated, vec![], form(), at(phase));
        assert_eq!(late, Err(NominationRefusal::WrongPhase(phase)));
    }
}

#[test]
fn who_withdraws_in_time_is_not_on_the_ballot() {
    let early = accepted().withdraw(7, Phase::CandidatesPublished).unwrap();
    assert_eq!((early.standing(), early.candidate(date(2026, 3, 23))), (Standing::Withdrawn, None));
    assert_eq!(early.withdrawn(), Some(Withdrawal { at: 7, stays_on_ballot: false }));
    let late = accepted().withdraw(9, Phase::Open).unwrap();
    assert_eq!(late.withdrawn(), Some(Withdrawal { at: 9, stays_on_ballot: true }));
    assert_eq!(late.withdraw(10, Phase::Open), Err(NominationRefusal::Withdrawn));
    assert_eq!(early.amend(form(), NOMINATING), Err(NominationRefusal::Withdrawn));
    assert!(accepted().withdraw(11, Phase::Closed).is_err());
}

#[test]
fn offices_that_do_not_go_together() {
    use conflict::{Interests, may_hold, may_stand};
    let candidate = Interests { stands: true, property_staff: false };
    let staff = Interests { stands: false, property_staff: true };
    for (role, stands, works) in [
        (Role::Operator, None, None),
        (Role::Chair, Some(Conflict::CandidateInGroup), None),
        (Role::Member, Some(Conflict::CandidateInGroup), None),
        (Role::Supervisor, None, None),
        (Role::Teller, Some(Conflict::CandidateTouchesBallots), Some(Conflict::PropertyStaffTouchesBallots)),
        (Role::Canvasser, Some(Conflict::CandidateTouchesBallots), Some(Conflict::PropertyStaffTouchesBallots)),
        (Role::Auditor, None, None),
    ] {
        assert_eq!(may_hold(role, candidate).err(), stands, "{role:?}");
        assert_eq!(may_hold(role, staff).err(), works, "{role:?}");
        assert_eq!(may_hold(role, Interests::default()), Ok(()));
        assert_eq!(may_stand(&[Role::Auditor, role]).err(), stands);
    }
    // A member of the preparatory group leaves it first.
    let circumstances = Circumstances { offices: &[Role::Member], ..NOMINATING };
    let refusal = Nomination::new(Origin::SelfNominated, vec![], form(), circumstances).unwrap_err();
    assert_eq!(refusal, NominationRefusal::Conflict(Conflict::CandidateInGroup));
}
