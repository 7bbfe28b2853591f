//! Archives `.bel`: everything an election published, in one file that any Belenios 3.x program reads.
//!
//! An archive is a concatenation of members ([`MAX_MEMBER`]): the head, then for each event its payloads and the event. The
//! events form a hash chain, each payload is named by its SHA-256, and no byte is left to choice: whoever knows events and
//! payloads can write the file again byte by byte. [`Reader`] reads one event at a time and reports, [`Writer`] appends,
//! [`is_prefix`] compares an older copy. All of it works on bytes in and bytes out; files are the caller's.
//!
//! Why the reader goes on after a fault: an audit runs every check and names every culprit, and one wrong header byte must not
//! hide an invalid ballot. So faults are data beside the entries, in four classes ([`FaultClass`]), and only losing the place of
//! the next member ends it. After a break in the chain it goes on from what stands there, so that one fault is told once.
//!
//! Why headers are written again and compared: the format's own rule (the independent tool rebuilds the file and compares),
//! and the only check in which no byte can be forgotten.
//!
//! Why payloads are found by what they contain, not by where they stand: an extra, exchanged or altered member is then named as
//! what it is, and everything else is still checked. Only if no content fits, a member whose name claims the digest is taken;
//! its fault is reported by then. What only carries digests (`setup_data`, `owned`) is not handed out: its content is.
//!
//! Why the writer refuses at run time: what may be written next is known only when an archive is resumed, and with the grammar in
//! one function, reader and writer cannot disagree.
//!
//! Stricter than the format: canonical JSON also in payloads that refer to others, the timestamp only as a string, one grammar
//! for the order of events, no `credentials_certificate` (3.3), no tar end-of-archive blocks.
//! Limits: 64 MiB for a member, times up to 8¹¹ − 1 seconds, heights and counts below 2⁶⁴, trustees below 2³².

mod event;
mod fault;
mod group;
mod head;
mod member;
mod prefix;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use event::{Event, EventKind, Role, SizedEncryptedTally};
pub use fault::{ArchiveFault, FaultClass};
pub use group::Payload;
pub use head::Timestamp;
pub use member::{HeaderField, MAX_MEMBER};
pub use prefix::{CompareError, Comparison, is_prefix};
pub use reader::{Content, Entry, Reader, Tip};
pub use writer::{SetupFiles, WriteError, Writer};
