//! The record `record.zip`: the one file that proves an election.
//!
//! doc later

mod audit;
mod check;
mod compare;
pub mod container;
mod fault;
pub mod files;
mod manifest;
mod reader;
mod readme;
mod report;
mod writer;

pub use audit::{AuditedRecord, ToDecrypt, audit};
pub use check::RecordCheck;
pub use compare::{RecordComparison, compare};
pub use fault::{RecordFault, Side};
pub use manifest::{FORMAT, Manifest, ManifestFault};
pub use reader::{File, NotARecord, Record, Stream};
pub use readme::{README_EN, README_ZH};
pub use report::{LogCounts, RecordFinding, RecordRan, RecordReport, RecordStage};
pub use writer::{RecordError, RecordWriter};
