//! The record `record.zip`: the one file that proves an election.
//!
//! doc later

mod audit;
mod check;
pub mod container;
mod fault;
pub mod files;
mod manifest;
mod reader;
mod report;

pub use audit::{AuditedRecord, ToDecrypt, audit};
pub use check::RecordCheck;
pub use fault::{RecordFault, Side};
pub use manifest::{FORMAT, Manifest, ManifestFault};
pub use reader::{File, NotARecord, Record, Stream};
pub use report::{LogCounts, RecordFinding, RecordRan, RecordReport, RecordStage};
