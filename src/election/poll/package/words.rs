//! What is wrong with a package, in words for people.

use super::Problem;

impl Problem {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Version(_) => "version",
            Self::TooLong(_) => "too_long",
            Self::Text(fault) => fault.code(),
            Self::Count { .. } => "count",
            Self::SameAs(_) => "same_as",
            Self::CommitteeAsMatter => "committee_as_matter",
            Self::NoSeats => "no_seats",
            Self::BallotTooLarge => "ballot_too_large",
            Self::OtherRules => "other_rules",
            Self::Seats(_) => "seats",
            Self::NotSmall { .. } => "not_small",
            Self::Alternates { .. } => "alternates",
            Self::OtherVote => "other_vote",
            Self::Question(_) | Self::Differs(_) => "differs",
        }
    }

    /// Chinese and English.
    pub fn words(&self) -> [String; 2] {
        let chinese = match self {
            Self::Version(version) => format!("不认识版本 {version}"),
            Self::TooLong(most) => format!("超过 {most} 字节"),
            Self::Text(fault) => return fault.words(),
            Self::Count { count, most } => format!("现有 {count} 项，应为 1 到 {most} 项"),
            Self::SameAs(first) => format!("与第 {} 项相同", first.saturating_add(1)),
            Self::CommitteeAsMatter => "选举业委会要用选举议题".to_owned(),
            Self::NoSeats => "应选人数不能为 0".to_owned(),
            Self::BallotTooLarge => "选票太大，请减少议题或候选人".to_owned(),
            Self::OtherRules => "与本次表决的规则不符".to_owned(),
            Self::Seats(seats) => format!("应选人数不能是 {seats}：应为单数，并在规则的范围内（指导规则 31）"),
            Self::NotSmall { seats, households, most } => {
                format!("{seats} 名委员只适用于不超过 {most} 户的小区，名册有 {households} 户")
            }
            Self::Alternates { given, most } => format!("候补 {given} 人，规则最多 {most} 人"),
            Self::OtherVote => "规则要求用另一种方式选候选人".to_owned(),
            Self::Question(_) | Self::Differs(_) => "与公告的内容不同".to_owned(),
        };
        [chinese, self.to_string()]
    }
}
