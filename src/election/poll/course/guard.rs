//! Every way from one state to another, with all that it needs.

use super::act::{Act, Action, Actor, Objections, OpeningShown, PackageShown};
use super::timetable::due;
use super::{Announced, Course, Extended, Late, LegalPeriod, Override, Phase, Published, Refusal};
use crate::crypto::hash::Digest;
use crate::election::poll::role::Role;
use crate::election::poll::text::check_text;
use crate::election::rules::{Period, RuleSet, Rules};

/// A day in milliseconds. The rule set's zone has a fixed offset, so every day has as many.
const DAY: i64 = 86_400_000;

/// Characters of a reason.
const REASON: usize = 1_000;

pub(super) fn step(course: &Course, act: &Act, rules: &RuleSet) -> Result<Course, Refusal> {
    may(act)?;
    if act.at < course.last {
        return Err(Refusal::ClockWentBack);
    }
    if course.rules.is_some_and(|fixed| fixed != rules.digest()) {
        return Err(Refusal::OtherRules);
    }
    let mut step = Step { next: Course { last: act.at, ..course.clone() }, act, rules: rules.rules(), digest: rules.digest() };
    step.take()?;
    Ok(step.next)
}

/// Who may do what. Only time itself and the chair move a poll; counting is also the tellers'.
fn may(act: &Act) -> Result<(), Refusal> {
    let allowed = match act.by {
        Actor::Person(Role::Chair) => true,
        Actor::Person(Role::Teller) => matches!(act.action, Action::Count { .. }),
        Actor::Schedule => {
            matches!(act.action, Action::Open { .. } | Action::Close | Action::Count { .. } | Action::MakeFinal { .. })
        }
        Actor::Person(_) => false,
    };
    // Setting a period aside is answered for by a person.
    if allowed && (act.override_reason.is_none() || act.by == Actor::Person(Role::Chair)) {
        Ok(())
    } else {
        Err(Refusal::WrongRole)
    }
}

struct Step<'a> {
    next: Course,
    act: &'a Act,
    rules: &'a Rules,
    digest: Digest,
}

impl Step<'_> {
    fn take(&mut self) -> Result<(), Refusal> {
        let from = self.next.phase;
        match (&self.act.action, from) {
            (Action::PublishRoll { roll, waiting_rows }, Phase::Draft | Phase::RollPublished) => {
                self.publish_roll(*roll, *waiting_rows)
            }
            (Action::OpenNomination { objections }, Phase::RollPublished) => {
                self.roll_period_over(*objections)?;
                self.next.phase = Phase::Nominating;
                Ok(())
            }
            (Action::PublishCandidates { candidates, count, undecided }, Phase::Nominating | Phase::CandidatesPublished) => {
                self.publish_candidates(*candidates, *count, *undecided)
            }
            (
                Action::Announce { package, frozen_roll, objections, opens, closes },
                Phase::RollPublished | Phase::CandidatesPublished,
            ) => {
                self.roll_period_over(*objections)?;
                self.fits(package, *frozen_roll)?;
                self.announce(package.digest, *opens, *closes)
            }
            (Action::Open { opening, notice_since }, Phase::Announced) => self.open(opening.as_ref(), *notice_since),
            (Action::Extend { until }, Phase::Open) => self.extend(*until),
            (Action::Close, Phase::Open) => {
                // Never before the announced end, even if everybody has voted: the end is what was announced.
                let ends = self.next.ends().ok_or(Refusal::WrongPhase(from))?;
                unless(self.act.at >= ends, Refusal::TooEarly)?;
                self.next.phase = Phase::Closed;
                Ok(())
            }
            (Action::Count { sheet_logged, audit_passed, certificate }, Phase::Closed) => {
                unless(*sheet_logged, Refusal::SheetMissing)?;
                unless(*audit_passed, Refusal::AuditFailed)?;
                self.next.counted = Some(Published { digest: *certificate, at: self.act.at });
                self.next.phase = Phase::Counted;
                Ok(())
            }
            (Action::PublishResult { certificate }, Phase::Counted) => {
                let counted = self.next.counted.ok_or(Refusal::WrongPhase(from))?;
                unless(counted.digest == *certificate, Refusal::CertificateDiffers)?;
                self.note_late(LegalPeriod::ResultPublish, counted.at, self.rules.result_publish_days.value);
                self.next.result = Some(Published { digest: *certificate, at: self.act.at });
                self.next.phase = Phase::Published;
                Ok(())
            }
            (Action::MakeFinal { objections }, Phase::Published) => {
                let result = self.next.result.ok_or(Refusal::WrongPhase(from))?;
                unless(objections.unanswered == 0, Refusal::ObjectionsUnanswered(objections.unanswered))?;
                self.wait(LegalPeriod::ResultComment, result.at, self.act.at, self.rules.result_comment_days.value)?;
                self.next.phase = Phase::Final;
                Ok(())
            }
            (Action::File, Phase::Final) => {
                // 物业管理条例 16 counts from the day of the election: the day it was decided.
                let counted = self.next.counted.ok_or(Refusal::WrongPhase(from))?;
                self.note_late(LegalPeriod::Filing, counted.at, self.rules.filing_days.value);
                self.next.phase = Phase::Filed;
                Ok(())
            }
            (Action::GoBack { to, reason }, Phase::RollPublished | Phase::Nominating | Phase::CandidatesPublished) => {
                self.go_back(*to, reason)
            }
            (Action::Cancel { reason }, phase) if phase < Phase::Counted => {
                self.next.cancelled = Some(checked(reason)?);
                self.next.phase = Phase::Cancelled;
                Ok(())
            }
            _ => Err(Refusal::WrongPhase(from)),
        }
    }

    fn publish_roll(&mut self, roll: Digest, waiting_rows: u32) -> Result<(), Refusal> {
        unless(waiting_rows == 0, Refusal::RowsWaiting(waiting_rows))?;
        unless(self.next.roll.is_none_or(|before| before.digest != roll), Refusal::SameAsPublished)?;
        if self.next.phase == Phase::RollPublished {
            self.raise_version();
        }
        self.next.roll = Some(Published { digest: roll, at: self.act.at });
        self.next.rules = Some(self.digest);
        self.next.phase = Phase::RollPublished;
        Ok(())
    }

    /// Where the roll's publication does not run any more, and nothing against it is left open.
    fn roll_period_over(&mut self, objections: Objections) -> Result<(), Refusal> {
        unless(objections.unanswered == 0, Refusal::ObjectionsUnanswered(objections.unanswered))?;
        if self.next.phase == Phase::RollPublished {
            let roll = self.next.roll.ok_or(Refusal::RollNotFrozen)?;
            self.wait(LegalPeriod::Roll, roll.at, self.act.at, self.rules.roll_publish_days.value)?;
        }
        Ok(())
    }

    fn publish_candidates(&mut self, candidates: Digest, count: u32, undecided: u32) -> Result<(), Refusal> {
        unless(undecided == 0, Refusal::NominationsUndecided(undecided))?;
        unless(count > 0, Refusal::NoCandidates)?;
        unless(self.next.candidates.is_none_or(|before| before.digest != candidates), Refusal::SameAsPublished)?;
        if self.next.phase == Phase::CandidatesPublished {
            // A changed list starts again.
            self.raise_version();
        }
        self.next.candidates = Some(Published { digest: candidates, at: self.act.at });
        self.next.phase = Phase::CandidatesPublished;
        Ok(())
    }

    /// The package has the roll and the candidates that were published, for as long as they had to be.
    fn fits(&mut self, package: &PackageShown, frozen_roll: Option<Digest>) -> Result<(), Refusal> {
        let frozen = frozen_roll.ok_or(Refusal::RollNotFrozen)?;
        unless(self.next.roll.is_some_and(|roll| roll.digest == frozen && roll.digest == package.roll), Refusal::RollDiffers)?;
        unless(package.rules == self.digest, Refusal::OtherRules)?;
        match (self.next.candidates, package.candidates) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(Refusal::NotNominated),
            (Some(_), None) => Err(Refusal::NoElection),
            (Some(published), Some(candidates)) => {
                unless(published.digest == candidates, Refusal::CandidatesDiffer)?;
                self.wait(LegalPeriod::Candidates, published.at, self.act.at, self.rules.candidate_publish_days.value)
            }
        }
    }

    fn announce(&mut self, package: Digest, opens: i64, closes: i64) -> Result<(), Refusal> {
        unless(opens < closes, Refusal::EndsBeforeBeginning)?;
        unless(opens >= self.act.at, Refusal::TooLate)?;
        // 物业管理条例 14: all owners are told at least so many days before.
        self.wait(LegalPeriod::Notice, self.act.at, opens, self.rules.notice_days.value)?;
        let window = self.rules.vote_window_days.value;
        let lasts = closes.saturating_sub(opens);
        if lasts < days(window.min) || lasts > days(window.max) {
            let due = Some(opens.saturating_add(days(window.min)));
            self.set_aside(LegalPeriod::VoteWindow, due, Refusal::VoteWindow { min: window.min, max: window.max })?;
        }
        self.next.announced = Some(Announced { package, at: self.act.at, opens, closes });
        self.next.phase = Phase::Announced;
        Ok(())
    }

    fn open(&mut self, opening: Option<&OpeningShown>, notice_since: Option<i64>) -> Result<(), Refusal> {
        let announced = self.next.announced.ok_or(Refusal::WrongPhase(Phase::Announced))?;
        unless(self.act.at >= announced.opens, Refusal::TooEarly)?;
        unless(self.act.at < announced.closes, Refusal::TooLate)?;
        let since = notice_since.ok_or(Refusal::NoticeNotPosted)?;
        let opening = opening.ok_or(Refusal::NoOpening)?;
        unless(opening.package == announced.package, Refusal::OpeningDiffers("package"))?;
        unless(self.next.roll.is_some_and(|roll| roll.digest == opening.roll), Refusal::OpeningDiffers("roll"))?;
        unless(opening.rules == self.digest, Refusal::OpeningDiffers("rules"))?;
        unless(opening.closes == announced.closes, Refusal::OpeningDiffers("closing"))?;
        let most = self.extend_until_most(announced.closes);
        unless(opening.extend_until <= most, Refusal::OpeningDiffers("extension"))?;
        // What was planned at the announcement has to have come true: it hung for the whole period, or that was set aside then.
        let short_by_plan = |set_aside: &Override| set_aside.period == LegalPeriod::Notice && set_aside.at == announced.at;
        if !self.next.overrides.iter().any(short_by_plan) {
            let since = since.max(announced.at);
            self.wait(LegalPeriod::Notice, since, self.act.at, self.rules.notice_days.value)?;
        }
        self.next.opening = Some(opening.digest);
        self.next.extend_until = opening.extend_until;
        self.next.phase = Phase::Open;
        Ok(())
    }

    /// To when the rule set allows the one extension; `None`: not at all.
    fn extend_until_most(&self, closes: i64) -> Option<i64> {
        let allowed = self.rules.extension.value.days(self.next.candidates.is_some())?;
        Some(closes.saturating_add(days(allowed)))
    }

    fn extend(&mut self, until: i64) -> Result<(), Refusal> {
        let most = self.next.extend_until.ok_or(Refusal::NoExtension)?;
        unless(self.next.extended.is_none(), Refusal::ExtendedBefore)?;
        let ends = self.next.ends().ok_or(Refusal::WrongPhase(Phase::Open))?;
        // Announced before the end, or else it was over.
        unless(self.act.at < ends, Refusal::TooLate)?;
        unless(until > ends && until <= most, Refusal::ExtensionTooLong)?;
        self.next.extended = Some(Extended { at: self.act.at, until });
        Ok(())
    }

    /// Back is a new version: what is published again is published for its whole period.
    fn go_back(&mut self, to: Phase, reason: &str) -> Result<(), Refusal> {
        checked(reason)?;
        unless(to < self.next.phase, Refusal::NotEarlier)?;
        self.next.candidates = None;
        match to {
            Phase::Draft => (self.next.roll, self.next.rules) = (None, None),
            Phase::RollPublished => {
                let roll = self.next.roll.as_mut().ok_or(Refusal::NotEarlier)?;
                roll.at = self.act.at;
            }
            _ => {}
        }
        self.next.phase = to;
        self.raise_version();
        Ok(())
    }

    fn raise_version(&mut self) {
        self.next.version = self.next.version.saturating_add(1);
    }

    /// Whether a period that began at `start` is over at `at`, or set aside with a reason.
    fn wait(&mut self, period: LegalPeriod, start: i64, at: i64, length: Period) -> Result<(), Refusal> {
        let (due, refusal) = match due(&self.rules.calendar.value, start, length) {
            Ok((last_day, due)) => (Some(due), Refusal::PeriodRuns { period, last_day }),
            // A year whose holidays are not known: nobody can say that the period is over.
            Err(fault) => (None, Refusal::Calendar(fault)),
        };
        if due.is_some_and(|due| at >= due) { Ok(()) } else { self.set_aside(period, due, refusal) }
    }

    fn set_aside(&mut self, period: LegalPeriod, due: Option<i64>, refusal: Refusal) -> Result<(), Refusal> {
        let reason = checked(self.act.override_reason.as_deref().ok_or(refusal)?)?;
        self.next.overrides.push(Override { period, due, at: self.act.at, reason });
        Ok(())
    }

    /// A limit that was missed is no obstacle, but it is said. In a year whose holidays are not known nobody can say when it was to end,
    /// and a period that ends on a rest day is longer than it looks: then nothing is said here, and the periods of the poll name the year.
    fn note_late(&mut self, period: LegalPeriod, start: i64, length: Period) {
        let Ok((_, due)) = due(&self.rules.calendar.value, start, length) else { return };
        if self.act.at >= due {
            self.next.late.push(Late { period, due, at: self.act.at });
        }
    }
}

fn unless(good: bool, refusal: Refusal) -> Result<(), Refusal> {
    if good { Ok(()) } else { Err(refusal) }
}

fn days(count: u16) -> i64 {
    i64::from(count).saturating_mul(DAY)
}

/// A reason that can be published.
fn checked(reason: &str) -> Result<String, Refusal> {
    unless(!reason.trim().is_empty(), Refusal::ReasonMissing)?;
    check_text(reason, REASON).map_err(Refusal::Reason)?;
    Ok(reason.to_owned())
}
