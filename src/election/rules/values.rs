//! The kinds of values a rule set has. Their texts in TOML are the names in snake case.

use serde::{Deserialize, Serialize};

/// How sure the source of a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Basis {
    /// Read in the statute or judicial interpretation itself.
    L,
    /// Found in a secondary source.
    S,
    /// Assumed: to be shown as an assumption, never as law.
    A,
}

/// A value with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled<T> {
    /// What holds.
    pub value: T,
    /// How sure that is.
    pub basis: Basis,
    /// Statute and article, local rule, or the reason of an assumption.
    pub source: String,
}

/// Whose officer chairs the preparatory group 筹备组.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChairBody {
    /// 社区居委会 or 街道.
    CommunityOrSubdistrict,
    /// 社区居委会.
    Community,
    /// 街道.
    Subdistrict,
    /// Anyone whom the 街道 names.
    NamedBySubdistrict,
}

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayUnit {
    /// 日: every day.
    Days,
    /// 工作日.
    WorkingDays,
}

/// A number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// How many.
    pub count: u16,
    /// Of what.
    pub unit: DayUnit,
}

/// The least and the greatest number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// At least.
    pub min: u16,
    /// At most.
    pub max: u16,
}

/// The one extension of the voting period, announced before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Days at most; 0: no extension.
    pub max_days: u16,
    /// Whether the election of a committee may be extended.
    pub elections: bool,
}

impl Extension {
    /// By how many days the voting may be extended; `election`: whether a committee is elected. `None`: not at all.
    pub const fn days(self, election: bool) -> Option<u16> {
        if self.max_days > 0 && (self.elections || !election) { Some(self.max_days) } else { None }
    }
}

/// Seats of the committee 业委会.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// The least number, odd. Fewer elected members are no committee.
    pub min: u16,
    /// The greatest number, odd.
    pub max: u16,
    /// Up to how many households `small_seats` are allowed; 0: never.
    pub small_households: u16,
    /// The number of seats then, odd; 0: none.
    pub small_seats: u16,
}

/// How many alternates 候补委员 there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alternates {
    /// None.
    None,
    /// At most half of the seats, rounded down.
    HalfOfSeats,
    /// At most as many as seats.
    AsManyAsSeats,
}

impl Alternates {
    /// The greatest number for so many seats.
    pub const fn most(self, seats: usize) -> usize {
        match self {
            Self::None => 0,
            Self::HalfOfSeats => seats.div_euclid(2),
            Self::AsManyAsSeats => seats,
        }
    }
}

/// The order among candidates who have both majorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// By people, then area.
    PeopleThenArea,
    /// By area, then people.
    AreaThenPeople,
    /// By the sum of both shares of those who took part.
    SumOfRatios,
}

/// What follows a tie at the last seat. The outcome only reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieRule {
    /// A second poll among the tied.
    Revote,
    /// A lot that anyone can recompute from a published seed.
    Lot,
}

/// What becomes of voters who got a ballot and did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonResponse {
    /// They did not take part.
    NotParticipating,
    /// A second, separately labelled tally adds them to the majority: only where 议事规则 says so, delivery is proven and
    /// silence was warned of.
    FollowsMajority,
}

/// Whether a blank or invalid ballot takes part. The other reading is published too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankBallots {
    /// It takes part and counts for nothing.
    Participates,
    /// It does not take part.
    DoesNotParticipate,
}

/// How voters merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeOwner {
    /// Identical sets of right holders are one voter; partial overlaps are listed.
    IdenticalSets,
}

/// Where votes may be cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Here and on paper.
    ElectronicAndPaper,
    /// Electronically only on the government's platform: roll, paper and audit here, the official result imported.
    OfficialOnly,
}

/// Which ballot counts if a voter used both channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The first valid one.
    FirstValid,
    /// The paper.
    Paper,
}

/// Whether a voter may vote electronically again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revote {
    /// No.
    No,
    /// Once.
    Once,
    /// As often as wanted until the close.
    UntilClose,
}

/// Who may not be a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyBan {
    /// Staff of the property company.
    PropertyStaff,
    /// Nobody is banned.
    Nobody,
}

/// How a voter may prove to be the voter, next to the slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identification {
    /// A code sent to the phone on the roll.
    Sms,
    /// A teller or canvasser who looked at an identity card.
    Witness,
    /// An official real-name service.
    Official,
    /// The last four digits of the identity number: weak, labelled so.
    Digits,
}

/// What is shown while people vote; never options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveTurnout {
    /// People and area that took part.
    PeopleAndArea,
    /// Nothing.
    Nothing,
}

/// How long the record is kept; the longer of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Years after the committee's term.
    pub after_term: u16,
    /// Years after the result.
    pub after_result: u16,
}

/// How a ballot asks for the committee (protocol.md Part I section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateVote {
    /// Choose at most as many as there are seats.
    UpToSeats,
    /// 同意/反对/弃权 on each.
    Each,
}
