//! What can be wrong with a container.

use crate::election::json::shown;

/// A number of the format that may have one value only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderField {
    /// The version needed to unpack.
    Version,
    /// Encryption, data descriptors and the like.
    Flags,
    /// How the file is packed.
    Method,
    /// Extra fields.
    Extra,
    /// A comment.
    Comment,
    /// A second disk.
    Disk,
    /// The attributes of a link, a folder or a device.
    Attributes,
    /// Of a stored file both sizes are one.
    StoredSize,
}

/// What is wrong with the container as a whole, or with an entry in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContainerFault {
    /// Bytes behind the end record, or a comment of the whole.
    #[error("{0} bytes behind the end of the directory")]
    Trailing(u64),
    /// The end record contradicts itself or the directory.
    #[error("the end record of the directory does not say where and how long it is")]
    End,
    /// More entries than anybody needs.
    #[error("more than {} entries", super::MAX_ENTRIES)]
    TooMany,
    /// Bytes that belong to no file.
    #[error("byte {offset}: {bytes} bytes that belong to no file")]
    Gap {
        /// Where they begin.
        offset: u64,
        /// How many.
        bytes: u64,
    },
    /// All files together are too great.
    #[error("the files are {size} bytes together, more than {}", super::MAX_TOTAL)]
    Total {
        /// Bytes of all files unpacked.
        size: u64,
    },
    /// An entry.
    #[error("{}: {fault}", shown(name))]
    Entry {
        /// Its name as it stands there.
        name: String,
        /// What is wrong with it.
        fault: EntryFault,
    },
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    /// A name that would lead out of the folder, or is none: `..`, absolute, a drive, `\`, control characters.
    #[error("the name is a path trick")]
    Path,
    /// The name stands twice, perhaps in another case.
    #[error("the name stands twice")]
    Twice,
    /// A name that a record does not have.
    #[error("no file of a record")]
    Unknown,
    /// A number that may have one value only.
    #[error("{0:?}: not as a record has it")]
    Header(HeaderField),
    /// The local header is not the directory's entry, or not there.
    #[error("the header before the file contradicts the directory")]
    Local,
    /// The entry overlaps with another one, or with the directory.
    #[error("shares bytes with another entry or with the directory")]
    Overlap,
    /// Longer than a file of this name may be.
    #[error("{size} bytes, more than the {limit} allowed")]
    TooLong {
        /// What its header says.
        size: u64,
        /// What is allowed.
        limit: u64,
    },
    /// Unpacks to too many bytes for those it takes.
    #[error("{packed} bytes that unpack to {size}: a bomb")]
    Bomb {
        /// In the container.
        packed: u64,
        /// Unpacked, by its header.
        size: u64,
    },
    /// The compressed bytes are not deflate, or end too early.
    #[error("the compressed bytes cannot be unpacked")]
    Packed,
    /// More or fewer bytes than the header says.
    #[error("not as long as its header says")]
    Length,
    /// Bytes behind the compressed data.
    #[error("bytes hidden behind the compressed ones")]
    Hidden,
    /// Another CRC-32.
    #[error("not the bytes whose CRC-32 the header has")]
    Crc,
}
