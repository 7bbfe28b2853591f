//! What can be wrong with an archive, each with its place.

use super::event::{EventKind, Role};
use super::member::{HeaderField, MAX_MEMBER};
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;

/// The four questions an audit answers about an archive as a container, each with its own line in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultClass {
    /// Is every byte that carries no content as the format forces it? Headers, padding, sizes, end of file, time.
    Bytes,
    /// Is every content the one it is called by? Names of members, references to payloads.
    Digests,
    /// Does every event continue the one before? Parent, height, the one text of an event.
    Chain,
    /// Did the events happen in the order an election has?
    Grammar,
}

/// One thing wrong with an archive. `offset` is always a byte position in the file, counted from 0; `name` is a member's name as
/// it stands in its header, bytes other than printable ASCII escaped; `height` is an event's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFault {
    /// The input could not be read further. Reading stops.
    #[error("byte {offset}: cannot be read: {reason}")]
    Read {
        /// Bytes read before.
        offset: u64,
        /// The system's words.
        reason: String,
    },
    /// The file does not begin like an archive. Reading stops.
    #[error("not a Belenios archive: it does not begin with the member BELENIOS")]
    NotAnArchive,
    /// The file ends inside a member. Reading stops.
    #[error("byte {offset}: the file ends inside the member that begins at byte {member}")]
    Truncated {
        /// Length of the file.
        offset: u64,
        /// Where the incomplete member begins.
        member: u64,
    },
    /// The file ends after the payloads of an event, before the event.
    #[error("byte {offset}: the file ends after {members} data members that no event follows")]
    EndsInsideGroup {
        /// Length of the file.
        offset: u64,
        /// How many data members stand after the last event.
        members: usize,
    },
    /// A block of zeros instead of a member: ordinary tar marks its end so, an archive never. Reading stops.
    #[error("byte {offset}: a block of zeros stands where a member would begin")]
    Zeros {
        /// Where the block begins.
        offset: u64,
    },
    /// The size in a header is not 11 octal digits, so nobody knows where the next member begins. Reading stops.
    #[error("byte {offset}: the size of member \"{name}\" is not 11 octal digits")]
    Size {
        /// Where the size stands.
        offset: u64,
        /// The member.
        name: String,
    },
    /// A member greater than [`MAX_MEMBER`]. Reading stops.
    #[error("byte {offset}: member \"{name}\" has {size} bytes, more than {MAX_MEMBER}")]
    TooBig {
        /// Where the member begins.
        offset: u64,
        /// The member.
        name: String,
        /// Bytes its header announces.
        size: u64,
    },
    /// A byte of a header that differs from the one header for this name, size and time. The checksum is named only if nothing
    /// else is wrong; but a wrong name or size shows as a wrong checksum (and in what follows).
    #[error("byte {offset}: wrong byte in the header of member \"{name}\" ({field})")]
    Header {
        /// The first wrong byte.
        offset: u64,
        /// The member.
        name: String,
        /// The part of the header it lies in.
        field: HeaderField,
    },
    /// A name no member has in its place.
    #[error("byte {offset}: \"{name}\" is not the name of a member here")]
    Name {
        /// Where the member begins.
        offset: u64,
        /// The name as found.
        name: String,
    },
    /// A byte after a body, up to the next multiple of 512, that is not zero.
    #[error("byte {offset}: not zero, after the body of member \"{name}\"")]
    Padding {
        /// The first such byte.
        offset: u64,
        /// The member.
        name: String,
    },
    /// The first member is not of the form `{"version":1,"timestamp":"…"}`.
    #[error("byte {offset}: the body of BELENIOS: {fault}")]
    Head {
        /// Where the body begins.
        offset: u64,
        /// What is wrong with it.
        fault: JsonFault,
    },
    /// A version of the format other than 1.
    #[error("byte {offset}: version {found} of the archive format instead of 1")]
    Version {
        /// Where the body of the first member begins.
        offset: u64,
        /// The version found.
        found: u32,
    },
    /// The time in the first member's body is not the one in its header.
    #[error("byte {offset}: the header of BELENIOS does not carry the time in its body, {timestamp}")]
    HeadTime {
        /// Where the time stands in the header.
        offset: u64,
        /// Seconds since 1970 in the body.
        timestamp: u64,
    },

    /// A member whose name is not the SHA-256 of its body.
    #[error("byte {offset}: the body of member \"{name}\" has SHA-256 {actual}")]
    Digest {
        /// Where the member begins.
        offset: u64,
        /// The member.
        name: String,
        /// SHA-256 of its body.
        actual: Digest,
    },
    /// A data member that the event after it does not refer to.
    #[error("byte {offset}: no event refers to member \"{name}\"")]
    Unreferenced {
        /// Where the member begins.
        offset: u64,
        /// The member.
        name: String,
    },
    /// A payload that stands neither by content nor by name among the data members before its event.
    #[error("byte {offset}: event {height}: its {role} {digest} is missing")]
    Missing {
        /// Where the event begins.
        offset: u64,
        /// The event.
        height: u64,
        /// Which payload.
        role: Role,
        /// SHA-256 of the payload.
        digest: Digest,
    },
    /// An event that must refer to a payload and does not.
    #[error("byte {offset}: event {height} ({kind}) refers to no payload")]
    NoReference {
        /// Where the event begins.
        offset: u64,
        /// The event.
        height: u64,
        /// Its type.
        kind: EventKind,
    },
    /// An `EndBallots` event that refers to a payload.
    #[error("byte {offset}: event {height} ({kind}) must not refer to a payload")]
    StrayReference {
        /// Where the event begins.
        offset: u64,
        /// The event.
        height: u64,
        /// Its type.
        kind: EventKind,
    },
    /// A payload that refers to others (`setup_data`, `sized_encrypted_tally`, `owned`) is not the canonical JSON of its fields.
    #[error("byte {offset}: event {height}: its {role}: {fault}")]
    Reference {
        /// Where the payload's member begins.
        offset: u64,
        /// The event.
        height: u64,
        /// Which payload.
        role: Role,
        /// What is wrong with it.
        fault: JsonFault,
    },
    /// `setup_data` with the optional field `credentials_certificate` of the independent tool 3.3. It is refused: older
    /// releases cannot read it, and what it certifies is not checked here.
    #[error("byte {offset}: setup_data has the field credentials_certificate, which is not admitted")]
    CredentialsCertificate {
        /// Where the payload's member begins.
        offset: u64,
    },

    /// An event that is not the canonical JSON of its fields.
    #[error("byte {offset}: event {height}: {fault}")]
    EventJson {
        /// Where the event begins.
        offset: u64,
        /// The number it should have.
        height: u64,
        /// What is wrong with it.
        fault: JsonFault,
    },
    /// An event that does not count on from the one before.
    #[error("byte {offset}: event {found} stands where event {expected} should")]
    Height {
        /// Where the event begins.
        offset: u64,
        /// The height of the event before, and one; 0 at the beginning.
        expected: u64,
        /// The height it says.
        found: u64,
    },
    /// An event that does not name the one before it as its parent.
    #[error("byte {offset}: event {height} has parent {} instead of {}", or_none(.found), or_none(.expected))]
    Parent {
        /// Where the event begins.
        offset: u64,
        /// The event.
        height: u64,
        /// SHA-256 of the event before; none at the beginning.
        expected: Option<Digest>,
        /// The parent it says.
        found: Option<Digest>,
    },

    /// An event that may not happen any more, or not yet.
    #[error("byte {offset}: event {height}: {kind} may not follow {}", or_nothing(.after))]
    Order {
        /// Where the event begins.
        offset: u64,
        /// The event.
        height: u64,
        /// Its type.
        kind: EventKind,
        /// How far the election had come; nothing at the beginning.
        after: Option<EventKind>,
    },
    /// The payloads of one event stand in another order than the format's.
    #[error("byte {offset}: event {height}: its {role} stands in the wrong place among its payloads")]
    MemberOrder {
        /// Where the payload's member begins.
        offset: u64,
        /// The event.
        height: u64,
        /// The first payload that stands too early.
        role: Role,
    },
    /// The archive has no event at all, so no Setup.
    #[error("byte {offset}: the file ends without any event")]
    NoSetup {
        /// Length of the file.
        offset: u64,
    },
}

impl ArchiveFault {
    /// Which of the audit's questions it answers with no.
    pub fn class(&self) -> FaultClass {
        match self {
            Self::Read { .. }
            | Self::NotAnArchive
            | Self::Truncated { .. }
            | Self::EndsInsideGroup { .. }
            | Self::Zeros { .. }
            | Self::Size { .. }
            | Self::TooBig { .. }
            | Self::Header { .. }
            | Self::Name { .. }
            | Self::Padding { .. }
            | Self::Head { .. }
            | Self::Version { .. }
            | Self::HeadTime { .. } => FaultClass::Bytes,
            Self::Digest { .. }
            | Self::Unreferenced { .. }
            | Self::Missing { .. }
            | Self::NoReference { .. }
            | Self::StrayReference { .. }
            | Self::Reference { .. }
            | Self::CredentialsCertificate { .. } => FaultClass::Digests,
            Self::EventJson { .. } | Self::Height { .. } | Self::Parent { .. } => FaultClass::Chain,
            Self::Order { .. } | Self::MemberOrder { .. } | Self::NoSetup { .. } => FaultClass::Grammar,
        }
    }
}

fn or_none(digest: &Option<Digest>) -> String {
    digest.map_or_else(|| "none".into(), |digest| digest.to_string())
}

fn or_nothing(kind: &Option<EventKind>) -> String {
    kind.map_or_else(|| "nothing: an archive begins with Setup".into(), |kind| kind.to_string())
}
