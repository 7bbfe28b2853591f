//! The container `record.zip`: a plain zip (PKWARE APPNOTE 6.3) in which every byte belongs to a file.
//!
//! Why a zip: everybody can open one. Why our own reader of its structure: programs disagree on what a crafted zip holds (two
//! names alike, a header that contradicts the directory, bytes that no entry claims), and a record that shows one thing to the
//! auditor and another to the court is worse than none. A general library picks one of the readings; here each is refused.
//! Only the compression itself is a library's.
//!
//! Demanded: one disk, no comments, no extra fields, no encryption, no zip64, no data descriptors; method 0 (stored) or 8
//! (deflate); entries from the first byte on without a gap, then the directory, then its end record, then nothing; each local
//! header says exactly what the directory says; no two entries of one name, also not by another case. Free: the order of the
//! entries, times, and attributes other than those of links and folders, because any program may pack a record again; what is
//! in it is fixed by the manifest. [`Writer`] always writes the same bytes for the same files.
//!
//! Limits: [`MAX_ENTRIES`] entries; a file holds at most its [`Limit`] and at most [`RATIO`] times the bytes it takes in the
//! container (plus [`RATIO_FREE`]); all files together at most [`MAX_TOTAL`]. What is longer than its header says is cut off there
//! and refused, so nobody can be made to unpack more.

mod entry;
mod fault;
mod layout;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use entry::EntryReader;
pub use fault::{ContainerFault, EntryFault, HeaderField};
pub use reader::{Container, NotAContainer};
pub use writer::{PackError, Writer};

/// The most entries that are looked at.
pub const MAX_ENTRIES: usize = 400;
/// The most bytes in all files together: 16 GiB.
pub const MAX_TOTAL: u64 = 16 << 30;
/// The most bytes that one byte of the container may unpack to.
pub const RATIO: u64 = 100;
/// Bytes of a file that count for no ratio.
pub const RATIO_FREE: u64 = 1 << 16;

/// The most bytes that a file of a name may have; `None`: there is no file of this name.
pub type Limit = fn(&str) -> Option<u64>;
