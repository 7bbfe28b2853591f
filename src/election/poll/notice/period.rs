//! Whether the days that a notice prints are enough.

use jiff::civil::Date;

use super::draft::spoken;
use super::{Kind, Notice};
use crate::election::rules::{Calendar, CalendarFault, Period, Rules};

/// What is wrong with the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodFault {
    /// The publication, or the time for comments, would end too early.
    #[error("it has to last to the end of {0} at least")]
    TooShort(Date),
    /// The voting would begin before the notice has hung long enough (物业管理条例 14).
    #[error("the voting may begin after {0} at the earliest")]
    BeginsTooEarly(Date),
    /// A date cannot be computed.
    #[error("{0}")]
    Calendar(#[from] CalendarFault),
}

impl PeriodFault {
    /// Chinese and English.
    pub fn words(&self) -> [String; 2] {
        let chinese = match self {
            Self::TooShort(day) => format!("按规则要公示到 {} 24:00", spoken(*day)),
            Self::BeginsTooEarly(day) => format!("公告期到 {} 24:00 才满，投票不能更早开始", spoken(*day)),
            Self::Calendar(_) => "算不出日期：规则里缺这一年的节假日表".to_owned(),
        };
        [chinese, self.to_string()]
    }
}

/// The last day of the period that this kind needs, if it hangs from `posted` on; `None` if it needs none.
pub fn last_day(kind: Kind, posted: Date, rules: &Rules) -> Result<Option<Date>, CalendarFault> {
    let Some(period) = length(kind, rules) else { return Ok(None) };
    let calendar: &Calendar = &rules.calendar.value;
    calendar.last_day(posted, period).map(Some)
}

/// Whether the window of the notice fits, if it hangs from `posted` on.
pub fn check(notice: &Notice, posted: Date, rules: &Rules) -> Result<(), PeriodFault> {
    let (Some(last_day), Some(window)) = (last_day(notice.kind, posted, rules)?, notice.window) else { return Ok(()) };
    match notice.kind {
        // Its window is the voting, which comes after the period.
        Kind::Meeting if window.from <= last_day => Err(PeriodFault::BeginsTooEarly(last_day)),
        Kind::Meeting => Ok(()),
        _ if window.until < last_day => Err(PeriodFault::TooShort(last_day)),
        _ => Ok(()),
    }
}

fn length(kind: Kind, rules: &Rules) -> Option<Period> {
    use crate::election::poll::course::LegalPeriod;
    Some(match kind.period()? {
        LegalPeriod::Roll => rules.roll_publish_days.value,
        LegalPeriod::Candidates => rules.candidate_publish_days.value,
        LegalPeriod::Notice => rules.notice_days.value,
        LegalPeriod::ResultComment => rules.result_comment_days.value,
        LegalPeriod::VoteWindow | LegalPeriod::ResultPublish | LegalPeriod::Filing => return None,
    })
}
