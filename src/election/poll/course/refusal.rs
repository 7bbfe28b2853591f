//! Why a step is refused: data with a code, and the words for people.

use jiff::civil::Date;

use super::{LegalPeriod, Phase};
use crate::election::outcome::Language;
use crate::election::poll::text::TextFault;
use crate::election::rules::CalendarFault;

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The office may not do this.
    WrongRole,
    /// Before the step before it.
    ClockWentBack,
    /// Not the rule set that was fixed when the roll was published.
    OtherRules,
    /// Not from this state.
    WrongPhase(Phase),
    /// Rows of the roll wait for a decision.
    RowsWaiting(u32),
    /// What is to be published is published already; publishing it again would only restart the period.
    SameAsPublished,
    /// Objections have no answer.
    ObjectionsUnanswered(u32),
    /// Nobody stands.
    NoCandidates,
    /// Nominations have no decision.
    NominationsUndecided(u32),
    /// No roll is frozen.
    RollNotFrozen,
    /// The frozen roll, or the package's, is not the published one.
    RollDiffers,
    /// The package's candidates are not the published ones.
    CandidatesDiffer,
    /// The package elects a committee, but nobody was nominated.
    NotNominated,
    /// Candidates were published, but the package elects nobody.
    NoElection,
    /// A legal period has not ended. May be set aside with a reason.
    PeriodRuns {
        /// Which.
        period: LegalPeriod,
        /// Its last day; it ends at 24:00 local time.
        last_day: Date,
    },
    /// The voting would be shorter or longer than the rule set has it. May be set aside with a reason.
    VoteWindow {
        /// Days at least.
        min: u16,
        /// Days at most.
        max: u16,
    },
    /// The voting would end before it begins.
    EndsBeforeBeginning,
    /// It is not time yet.
    TooEarly,
    /// The time is over.
    TooLate,
    /// Keys, credentials or lists are missing: there is no opening.
    NoOpening,
    /// The opening has something else than was announced.
    OpeningDiffers(&'static str),
    /// The notice of the meeting does not hang.
    NoticeNotPosted,
    /// The rule set or the opening allows no extension.
    NoExtension,
    /// There was one already.
    ExtendedBefore,
    /// It would last longer than is allowed.
    ExtensionTooLong,
    /// The paper ballots are not counted: no sheet.
    SheetMissing,
    /// The audit of the record found a fault.
    AuditFailed,
    /// Not the certificate that was counted.
    CertificateDiffers,
    /// One goes back only to an earlier state that the poll can have.
    NotEarlier,
    /// A reason is needed.
    ReasonMissing,
    /// A reason that cannot be printed.
    Reason(TextFault),
    /// A date cannot be computed. May be set aside with a reason.
    Calendar(CalendarFault),
}

impl LegalPeriod {
    /// What people call it, Chinese and English.
    pub const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Roll => ["名册公示期", "the publication of the roll"],
            Self::Candidates => ["候选人公示期", "the publication of the candidates"],
            Self::Notice => ["会议公告期", "the notice of the meeting"],
            Self::VoteWindow => ["投票期", "the voting"],
            Self::ResultPublish => ["结果公布期限", "the time to publish the result"],
            Self::ResultComment => ["结果公示期", "the publication of the result"],
            Self::Filing => ["备案期限", "the time to file"],
        }
    }
}

impl Refusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongRole => "wrong_role",
            Self::ClockWentBack => "clock_went_back",
            Self::OtherRules => "other_rules",
            Self::WrongPhase(_) => "wrong_state",
            Self::RowsWaiting(_) => "rows_waiting",
            Self::SameAsPublished => "same_as_published",
            Self::ObjectionsUnanswered(_) => "objections_unanswered",
            Self::NoCandidates => "no_candidates",
            Self::NominationsUndecided(_) => "nominations_undecided",
            Self::RollNotFrozen => "roll_not_frozen",
            Self::RollDiffers => "roll_differs",
            Self::CandidatesDiffer => "candidates_differ",
            Self::NotNominated => "not_nominated",
            Self::NoElection => "no_election",
            Self::PeriodRuns { .. } => "period_runs",
            Self::VoteWindow { .. } => "vote_window",
            Self::EndsBeforeBeginning => "ends_before_beginning",
            Self::TooEarly => "too_early",
            Self::TooLate => "too_late",
            Self::NoOpening => "no_opening",
            Self::OpeningDiffers(_) => "opening_differs",
            Self::NoticeNotPosted => "notice_not_posted",
            Self::NoExtension => "no_extension",
            Self::ExtendedBefore => "extended_before",
            Self::ExtensionTooLong => "extension_too_long",
            Self::SheetMissing => "sheet_missing",
            Self::AuditFailed => "audit_failed",
            Self::CertificateDiffers => "certificate_differs",
            Self::NotEarlier => "not_earlier",
            Self::ReasonMissing => "reason_missing",
            Self::Reason(_) => "reason_text",
            Self::Calendar(_) => "calendar",
        }
    }

    /// What it means and what to do.
    pub fn words(&self, language: Language) -> String {
        let [chinese, english] = self.both();
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    fn both(&self) -> [String; 2] {
        let plain = |chinese: &str, english: &str| [chinese.to_owned(), english.to_owned()];
        match self {
            Self::WrongRole => plain("您的身份不能做这一步，请找组长。", "Your office may not do this; ask the chair."),
            Self::ClockWentBack => {
                plain("时间早于上一步，请检查服务器的时钟。", "This is before the last step; check the server's clock.")
            }
            Self::OtherRules => plain("规则已在名册公示时确定，不能更换。", "The rules were fixed when the roll was published."),
            Self::WrongPhase(phase) => {
                let [chinese, english] = phase.names();
                [format!("现在是“{chinese}”阶段，不能做这一步。"), format!("Not possible while the poll is at: {english}.")]
            }
            Self::RowsWaiting(rows) => {
                [format!("名册还有 {rows} 行待核实，请先处理。"), format!("{rows} rows of the roll wait for a decision.")]
            }
            Self::SameAsPublished => plain("与已公示的内容相同，不用重新公示。", "The same is published already."),
            Self::ObjectionsUnanswered(count) => {
                [format!("还有 {count} 条异议没有答复。"), format!("{count} objections have no answer.")]
            }
            Self::NoCandidates => plain("还没有候选人。", "There is no candidate."),
            Self::NominationsUndecided(count) => {
                [format!("还有 {count} 份报名没有审核完。"), format!("{count} nominations are not decided.")]
            }
            Self::RollNotFrozen => plain("名册还没有定稿。", "The roll is not frozen."),
            Self::RollDiffers => plain("定稿的名册与公示的名册不同，请重新公示。", "The roll is not the one that was published."),
            Self::CandidatesDiffer => {
                plain("候选人或其次序与公示的不同，请重新公示。", "The candidates are not those that were published.")
            }
            Self::NotNominated => plain("选举业委会要先报名、公示候选人。", "The committee's candidates were not published."),
            Self::NoElection => {
                plain("已公示候选人，但议题里没有选举。", "Candidates were published, but no item elects anyone.")
            }
            Self::PeriodRuns { period, last_day } => {
                let [chinese, english] = period.names();
                let more = "提前须写明理由，理由会公开";
                [
                    format!("{chinese}到 {last_day} 24:00 才满。{more}。"),
                    format!(
                        "Not before {english} has lasted to the end of {last_day}, unless a reason is given that becomes public."
                    ),
                ]
            }
            Self::VoteWindow { min, max } => [
                format!("投票期应为 {min} 到 {max} 天。不同的须写明理由，理由会公开。"),
                format!("The voting lasts {min} to {max} days, unless a reason is given that becomes public."),
            ],
            Self::EndsBeforeBeginning => plain("截止时间要晚于开始时间。", "The voting must end after it begins."),
            Self::TooEarly => plain("时间还没有到。", "It is not time yet."),
            Self::TooLate => plain("时间已经过了。", "It is too late."),
            Self::NoOpening => plain("计票钥匙或选票凭证还没有准备好。", "Keys or credentials are not ready."),
            Self::OpeningDiffers(_) => {
                plain("投票开始前准备的内容与公告不同。", "What is prepared for opening is not what was announced.")
            }
            Self::NoticeNotPosted => plain("会议公告还没有张贴记录。", "The notice of the meeting is not recorded as posted."),
            Self::NoExtension => plain("规则不允许延期。", "The rules allow no extension."),
            Self::ExtendedBefore => plain("已经延期过一次，不能再延。", "It was extended once already."),
            Self::ExtensionTooLong => plain("延期太长，或没有延后。", "The extension is too long, or none."),
            Self::SheetMissing => plain("纸质选票的计票单还没有登记。", "The sheet of the paper ballots is missing."),
            Self::AuditFailed => plain("核对选举档案时发现问题，不能公布计票。", "The audit of the record found a fault."),
            Self::CertificateDiffers => plain("公布的结果与计票结果不同。", "This is not the result that was counted."),
            Self::NotEarlier => plain("只能退回到更早的阶段。", "One can only go back to an earlier state."),
            Self::ReasonMissing => plain("请写明理由。", "A reason is needed."),
            Self::Reason(fault) => {
                let [chinese, english] = fault.words();
                [format!("理由{chinese}。"), format!("The reason {english}.")]
            }
            Self::Calendar(CalendarFault::NoTable(year)) => [
                format!("规则里没有 {year} 年的放假安排，算不出期限。请先补上；提前须写明理由，理由会公开。"),
                format!(
                    "The rules lack the holidays of {year}, so the period cannot be computed. Add them, or give a reason that becomes public."
                ),
            ],
            Self::Calendar(CalendarFault::OutOfRange) => plain("日期超出范围。", "The date is out of range."),
        }
    }
}
