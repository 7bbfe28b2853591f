//! The record `record.zip`: the one file that proves an election.
//!
//! | file | what | there |
//! |---|---|---|
//! | `README.zh.txt`, `README.en.txt` | how to check it, for a stranger | always |
//! | `opening.json` | [`crate::election::log::opening`]: what was fixed before the voting | always |
//! | `rules.toml` | [`crate::election::rules`], exact bytes | always |
//! | `package.json` | [`crate::election::poll::package`]: what was announced | always |
//! | `roll.json` | [`crate::election::roll::MaskedRoll`]; its digest stands in the opening | always |
//! | `log.jsonl` | the leaves of the log, a line each, [`crate::election::log::leaf`] | always |
//! | `cast.jsonl` | the bytes of every ballot of the log, in its order, a line each | always |
//! | `ballots.jsonl` | by which way each vote came, [`crate::election::annex`] | always |
//! | `people.bel`, `area.bel` | the archives, [`crate::election::archive`] | always, up to their stage |
//! | `paper.json` | the sheet of the paper ballots, [`crate::election::paper`] | always, but if cancelled before the count |
//! | `turnout.json` | who took part, [`crate::election::annex::turnout`] | always |
//! | `checkpoint` | the signed head of this very log, [`crate::election::log::checkpoint`] | always |
//! | `closing.json` | what the trustees signed, [`crate::election::log::closing`] | from `signed` on |
//! | `strong/<owner>.json` | each trustee's strong proof, [`crate::election::strong`] | with the owner's shares |
//! | `certificate.jws` | the signed tally, [`crate::election::certificate`] | from `counted` on |
//! | `manifest.json` | SHA-256 of every other file, [`Manifest`] | always, the last |
//!
//! Election, trustees and credentials stand in the archives' Setup events and nowhere else, so that nothing is there twice.
//!
//! Why every ballot once more beside the archives: they hold only those that count. With log and ballots anybody makes both
//! archives again, and so sees that nothing was left out of them. Why one zip: it is handed on, filed and kept as one thing.
//!
//! A record may stop at an earlier stage ([`RecordStage`]); what is there is checked, and what the stage must have must be there.
//! [`RecordWriter`] writes, [`Record`] reads, [`audit()`] checks everything ([`RecordCheck`]), [`compare()`] holds a newer record
//! against an older one, [`AuditedRecord::grown`] adds what the log says since. All of it works on anything that can be read and sought
//! in; files are the caller's.

mod audit;
mod check;
mod compare;
pub mod container;
mod fault;
pub mod files;
mod items;
mod later;
mod manifest;
mod reader;
mod readme;
mod remarks;
mod report;
mod room;
mod writer;

pub use audit::{AuditedRecord, ToDecrypt, audit};
pub use check::RecordCheck;
pub use compare::{RecordComparison, compare};
pub use fault::{RecordFault, Side};
pub use items::counted_items;
pub use later::{Grown, LaterFault};
pub use manifest::{FORMAT, Manifest, ManifestFault};
pub use reader::{File, NotARecord, Record, Stream};
pub use readme::{README_EN, README_ZH};
pub use remarks::{Apart, ChosenBy, Exposed, Remarks, RulesShown, SecondTally, VoteWindow};
pub use report::{LogCounts, RecordFinding, RecordRan, RecordReport, RecordStage};
pub use room::{MAX_VOTERS, NoRoom, has_room};
pub use writer::{RecordError, RecordWriter};
