//! Everything that stands in the way of a step, not only the first thing.
//!
//! Why found by trying: an obstacle is taken away in thought (an objection answered, a period waited for) and the step is tried
//! again, by the same guards that decide it in the end. So the list cannot say anything else than they do.

use super::act::{Act, Action};
use super::{Course, LegalPeriod, Refusal};
use crate::election::rules::RuleSet;

/// A day in milliseconds; local days of the rule set all have as many.
const DAY: i64 = 86_400_000;

/// Steps of thought at most. There are fewer obstacles than this to any step.
const MOST: usize = 16;

/// Something in the way of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obstacle {
    /// What the guards say.
    pub refusal: Refusal,
    /// When it ends by itself, UTC milliseconds.
    pub until: Option<i64>,
    /// Whether the chair may go on in spite of it, with a reason that becomes public.
    pub can_be_set_aside: bool,
}

/// A step as it could be taken, once everything in its way is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// What is in its way now.
    pub obstacles: Vec<Obstacle>,
    /// The step as early as it can be, if what does not end by itself were gone now; of an announcement also its earliest beginning and
    /// end of the voting. `None` if nobody can say when.
    pub earliest: Option<Act>,
}

impl Course {
    /// What stands in the way of `act`, if no period is set aside.
    pub fn outlook(&self, act: &Act, rules: &RuleSet) -> Outlook {
        let mut act = Act { override_reason: None, ..act.clone() };
        let mut obstacles: Vec<Obstacle> = Vec::new();
        for _ in 0..MOST {
            let refusal = match self.apply(&act, rules) {
                Ok(_) => return Outlook { obstacles, earliest: Some(act) },
                Err(refusal) => refusal,
            };
            let before = act.at;
            let gone = self.take_away(&mut act, refusal, rules);
            // That an announcement names days which are possible is for whoever names them.
            if !(gone && matches!(act.action, Action::Announce { .. }) && is_about_days(refusal)) {
                let until = (act.at > before).then_some(act.at);
                obstacles.push(Obstacle { refusal, until, can_be_set_aside: can_be_set_aside(refusal) });
            }
            if !gone {
                break;
            }
        }
        Outlook { obstacles, earliest: None }
    }

    /// Takes an obstacle away in thought. Whether that was possible.
    fn take_away(&self, act: &mut Act, refusal: Refusal, rules: &RuleSet) -> bool {
        let set = rules.rules();
        match (refusal, &mut act.action) {
            (Refusal::RowsWaiting(_), Action::PublishRoll { waiting_rows, .. }) => *waiting_rows = 0,
            (
                Refusal::ObjectionsUnanswered(_),
                Action::OpenNomination { objections } | Action::Announce { objections, .. } | Action::MakeFinal { objections },
            ) => objections.unanswered = 0,
            (Refusal::NominationsUndecided(_), Action::PublishCandidates { undecided, .. }) => *undecided = 0,
            (Refusal::NoCandidates, Action::PublishCandidates { count, .. }) => *count = 1,
            (Refusal::PeriodRuns { period: LegalPeriod::Notice, last_day }, Action::Announce { opens, .. }) => {
                let Ok(end) = set.calendar.value.end_of(last_day) else { return false };
                *opens = end;
            }
            (Refusal::VoteWindow { min, .. }, Action::Announce { opens, closes, .. }) => {
                *closes = opens.saturating_add(i64::from(min).saturating_mul(DAY));
            }
            (Refusal::EndsBeforeBeginning, Action::Announce { opens, closes, .. }) => *closes = opens.saturating_add(1),
            (Refusal::TooLate, Action::Announce { opens, .. }) => *opens = act.at,
            (Refusal::PeriodRuns { last_day, .. }, _) => {
                let Ok(end) = set.calendar.value.end_of(last_day) else { return false };
                act.at = end;
            }
            (Refusal::TooEarly, Action::Open { .. }) => match self.announced {
                Some(announced) => act.at = announced.opens,
                None => return false,
            },
            (Refusal::TooEarly, Action::Close) => match self.ends() {
                Some(ends) => act.at = ends,
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

const fn is_about_days(refusal: Refusal) -> bool {
    matches!(
        refusal,
        Refusal::PeriodRuns { period: LegalPeriod::Notice, .. }
            | Refusal::VoteWindow { .. }
            | Refusal::EndsBeforeBeginning
            | Refusal::TooLate
    )
}

const fn can_be_set_aside(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::PeriodRuns { .. } | Refusal::VoteWindow { .. } | Refusal::Calendar(_))
}
