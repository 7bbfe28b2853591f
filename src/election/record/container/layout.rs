//! The three structures of a zip, as bytes. All numbers are little-endian.

/// What local header and directory say of an entry alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Common {
    /// Version of the format needed to unpack.
    pub(super) needed: u16,
    pub(super) flags: u16,
    pub(super) method: u16,
    /// Time and date in MS-DOS form; no content.
    pub(super) stamp: u32,
    pub(super) crc: u32,
    /// Bytes in the container.
    pub(super) packed: u32,
    /// Bytes unpacked.
    pub(super) size: u32,
    pub(super) name: Vec<u8>,
    /// Bytes of extra fields.
    pub(super) extra: u16,
}

/// An entry of the directory.
#[derive(Debug, Clone)]
pub(super) struct Central {
    pub(super) common: Common,
    pub(super) comment: u16,
    pub(super) disk: u16,
    /// External attributes: the upper half is a Unix mode.
    pub(super) attributes: u32,
    /// Where the local header begins.
    pub(super) offset: u32,
}

/// The record at the end of the directory.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) disk: u16,
    pub(super) directory_disk: u16,
    pub(super) entries_here: u16,
    pub(super) entries: u16,
    pub(super) directory_size: u32,
    pub(super) directory_offset: u32,
    pub(super) comment: u16,
}

pub(super) const LOCAL_SIGNATURE: u32 = 0x0403_4b50;
pub(super) const CENTRAL_SIGNATURE: u32 = 0x0201_4b50;
pub(super) const END_SIGNATURE: u32 = 0x0605_4b50;
/// Bytes of a local header without its name.
pub(super) const LOCAL_LENGTH: u64 = 30;
/// Bytes of an end record without its comment.
pub(super) const END_LENGTH: usize = 22;
/// The only version that is needed for files stored or deflated.
pub(super) const NEEDED: u16 = 20;
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// Takes numbers from the front.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}

impl Common {
    fn read(bytes: &mut Bytes<'_>) -> Option<(Self, u16)> {
        let (needed, flags, method) = (bytes.u16()?, bytes.u16()?, bytes.u16()?);
        let (stamp, crc, packed, size) = (bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?);
        let (name_length, extra) = (bytes.u16()?, bytes.u16()?);
        Some((Self { needed, flags, method, stamp, crc, packed, size, name: Vec::new(), extra }, name_length))
    }

    fn write(&self, out: &mut Vec<u8>) {
        for number in [self.needed, self.flags, self.method] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for number in [self.stamp, self.crc, self.packed, self.size] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        let name = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        for number in [name, self.extra] {
            out.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// The fixed part of a local header, and how long the name behind it is.
    pub(super) fn read_local(bytes: &[u8]) -> Option<(Self, u16)> {
        let mut bytes = Bytes(bytes);
        (bytes.u32()? == LOCAL_SIGNATURE).then(|| Self::read(&mut bytes)).flatten()
    }

    /// The local header with its name.
    pub(super) fn write_local(&self) -> Vec<u8> {
        let mut out = LOCAL_SIGNATURE.to_le_bytes().to_vec();
        self.write(&mut out);
        out.extend_from_slice(&self.name);
        out
    }

    /// Where the data behind a local header at `offset` begins.
    pub(super) fn data_offset(&self, offset: u64) -> u64 {
        let name = u64::try_from(self.name.len()).unwrap_or(u64::MAX);
        offset.saturating_add(LOCAL_LENGTH).saturating_add(name).saturating_add(u64::from(self.extra))
    }
}

impl Central {
    pub(super) fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        if bytes.u32()? != CENTRAL_SIGNATURE {
            return None;
        }
        // By which program: no content.
        bytes.u16()?;
        let (mut common, name_length) = Common::read(bytes)?;
        let (comment, disk) = (bytes.u16()?, bytes.u16()?);
        // Internal attributes: whether the file seems to be a text.
        bytes.u16()?;
        let (attributes, offset) = (bytes.u32()?, bytes.u32()?);
        common.name = bytes.take(usize::from(name_length))?.to_vec();
        bytes.take(usize::from(common.extra))?;
        bytes.take(usize::from(comment))?;
        Some(Self { common, comment, disk, attributes, offset })
    }

    /// An entry as [`super::Writer`] writes it: made on Unix, a regular file that everybody may read.
    pub(super) fn write(common: &Common, offset: u32) -> Vec<u8> {
        let mut out = CENTRAL_SIGNATURE.to_le_bytes().to_vec();
        out.extend_from_slice(&(0x0300 | NEEDED).to_le_bytes());
        common.write(&mut out);
        // No comment, first disk, no internal attributes.
        out.extend_from_slice(&[0; 6]);
        out.extend_from_slice(&(0o100_644_u32 << 16).to_le_bytes());
        out.extend_from_slice(&offset.to_le_bytes());
        out.extend_from_slice(&common.name);
        out
    }
}

impl End {
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        if bytes.u32()? != END_SIGNATURE {
            return None;
        }
        Some(Self {
            disk: bytes.u16()?,
            directory_disk: bytes.u16()?,
            entries_here: bytes.u16()?,
            entries: bytes.u16()?,
            directory_size: bytes.u32()?,
            directory_offset: bytes.u32()?,
            comment: bytes.u16()?,
        })
    }

    pub(super) fn write(entries: u16, directory_size: u32, directory_offset: u32) -> Vec<u8> {
        let mut out = END_SIGNATURE.to_le_bytes().to_vec();
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&entries.to_le_bytes());
        out.extend_from_slice(&entries.to_le_bytes());
        out.extend_from_slice(&directory_size.to_le_bytes());
        out.extend_from_slice(&directory_offset.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out
    }
}
