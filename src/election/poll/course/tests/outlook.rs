//! What stands in the way of a step is what its guards say, all of it.

use super::*;

fn outlook(course: &Course, at: i64, action: Action) -> Outlook {
    course.outlook(&chair(at, action), &rules())
}

fn codes(outlook: &Outlook) -> Vec<&'static str> {
    outlook.obstacles.iter().map(|obstacle| obstacle.refusal.code()).collect()
}

#[test]
fn everything_in_the_way_is_told_at_once() {
    let objections = Objections { unanswered: 2 };
    let found = outlook(&at(Phase::RollPublished), day("03-03"), Action::OpenNomination { objections });
    assert_eq!(codes(&found), ["objections_unanswered", "period_runs"]);
    let [objection, period] = found.obstacles[..] else { panic!("{found:?}") };
    assert_eq!((objection.until, objection.can_be_set_aside), (None, false));
    // Published on Monday 2 March: seven days, to the end of Monday 9 March.
    let ends = day("03-09") + 14 * 3_600_000;
    assert_eq!((period.until, period.can_be_set_aside), (Some(ends), true));
    assert_eq!(found.earliest.unwrap().at, ends);
}

#[test]
fn an_announcement_is_told_the_earliest_days() {
    // Candidates were published on 23 March, so to the end of 30 March; then fifteen days of notice, then five of voting.
    let mut action = announce(Some("candidates"));
    let Action::Announce { opens, closes, .. } = &mut action else { panic!() };
    (*opens, *closes) = (day("03-24"), day("03-24"));
    let found = outlook(&at(Phase::CandidatesPublished), day("03-24"), action.clone());
    assert_eq!(codes(&found), ["period_runs"]);
    let earliest = found.earliest.unwrap();
    let Action::Announce { opens, closes, .. } = earliest.action else { panic!() };
    assert_eq!(earliest.at, day("03-30") + 14 * 3_600_000);
    assert_eq!((opens, closes), (day("04-15") + 14 * 3_600_000, day("04-20") + 14 * 3_600_000));
    // What was found can be done.
    assert!(at(Phase::CandidatesPublished).apply(&earliest, &rules()).is_ok());
    // Days are for whoever names them: nothing is in the way when the time has come.
    let found = outlook(&at(Phase::CandidatesPublished), day("04-01"), action);
    assert_eq!(codes(&found), Vec::<&str>::new());
}

#[test]
fn what_nobody_can_compute_can_only_be_set_aside() {
    let late = |text: &str| text.parse::<Date>().unwrap();
    let end = rules().rules().calendar.value.end_of(late("2026-12-30")).unwrap();
    let course = Course::draft(day("03-01")).apply(&chair(end, publish_roll()), &rules()).unwrap();
    let found = outlook(&course, end, Action::OpenNomination { objections: Objections::default() });
    assert_eq!(codes(&found), ["calendar"]);
    assert_eq!((found.obstacles[0].until, found.obstacles[0].can_be_set_aside, found.earliest), (None, true, None));
}

#[test]
fn a_step_that_is_not_of_this_state_has_no_outlook() {
    let found = outlook(&at(Phase::Draft), day("03-02"), Action::Close);
    assert_eq!((codes(&found).as_slice(), found.earliest), (["wrong_state"].as_slice(), None));
}

#[test]
fn periods_stand_in_the_timetable_with_their_ends() {
    let timetable = at(Phase::Announced).timetable(&rules());
    let ends: Vec<(LegalPeriod, String)> =
        timetable.iter().map(|timed| (timed.period, timed.ends.unwrap().0.to_string())).collect();
    let expected = [
        (LegalPeriod::Roll, "2026-03-09"),
        (LegalPeriod::Candidates, "2026-03-30"),
        (LegalPeriod::Notice, "2026-04-16"),
        (LegalPeriod::VoteWindow, "2026-05-10"),
    ];
    assert_eq!(ends, expected.map(|(period, day)| (period, day.to_owned())));
}
