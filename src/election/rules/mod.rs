//! The rule set of a poll: what differs by place, as data with a source for every value, frozen with the election.
//!
//! Why data: the law of the whole country fixes the fractions (they are code, in [`super::outcome`], and no file can change
//! them); cities fix days, channels and ranks, and change them. A rule set is a TOML text whose exact bytes are digested into
//! the opening (protocol.md Part I section 4), so the rules that a result was counted by cannot be exchanged afterwards. Each value
//! tells how sure its source is, and what is only assumed must be shown as assumed.

mod adjust;
mod calendar;
mod check;
mod cited;
mod holidays;
mod profile;
mod values;

#[cfg(test)]
mod tests;

pub use adjust::{AdjustFault, Adjustment, adjusted};
pub use calendar::{Calendar, CalendarFault, Holiday};
pub use cited::{Cited, cited};
pub use holidays::HolidayTable;
pub use profile::{BuiltIn, RuleSet, Rules, RulesFault};
pub use values::{
    Alternates, Basis, BlankBallots, CandidateVote, ChairBody, Channel, Conflict, DayUnit, Extension, Identification,
    LiveTurnout, MergeOwner, NonResponse, Period, ProxyBan, Ranking, Retention, Revote, Ruled, Seats, TieRule, Window,
};
