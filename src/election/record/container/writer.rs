//! Writing a container: the same bytes for the same files.

use std::io::{self, Seek, SeekFrom, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::MAX_ENTRIES;
use super::layout::{Central, Common, DEFLATED, End, NEEDED};
use crate::crypto::hash::{Digest, Hasher};

/// Why nothing more can be packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file or the whole is longer than a plain zip can say: 4 GiB.
    #[error("the record would be longer than 4 GiB")]
    TooLong,
    /// More files than a reader takes.
    #[error("more than {MAX_ENTRIES} files")]
    TooMany,
    /// The output failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// 1980-01-01 00:00, the earliest time a zip can say: the files' times are no content.
const STAMP: u32 = 0x0021_0000;

/// Writes files one after another. Nothing is a container before [`Self::finish`].
pub struct Writer<W> {
    out: W,
    position: u64,
    entries: Vec<(Common, u32)>,
}

impl<W: Write + Seek> Writer<W> {
    /// `out` must be empty.
    pub const fn new(out: W) -> Self {
        Self { out, position: 0, entries: Vec::new() }
    }

    /// Packs a file whose bytes `write` produces; returns their digest and what `write` returned.
    pub fn file<T, E: From<PackError>>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
    ) -> Result<(Digest, T), E> {
        if self.entries.len() >= MAX_ENTRIES {
            return Err(PackError::TooMany.into());
        }
        let start = u32::try_from(self.position).map_err(|_| PackError::TooLong)?;
        let mut common = Common {
            needed: NEEDED,
            flags: 0,
            method: DEFLATED,
            stamp: STAMP,
            crc: 0,
            packed: 0,
            size: 0,
            name: name.as_bytes().to_vec(),
            extra: 0,
        };
        // Length and checksum are known behind the data, so the header is written again then.
        self.out.write_all(&common.write_local()).map_err(PackError::from)?;
        let (packed, outcome) = pack(&mut self.out, write)?;
        common.crc = packed.crc;
        common.packed = u32::try_from(packed.count).map_err(|_| PackError::TooLong)?;
        common.size = u32::try_from(packed.size).map_err(|_| PackError::TooLong)?;
        let end = common.data_offset(u64::from(start)).saturating_add(packed.count);
        self.patch(&common, start, end).map_err(PackError::from)?;
        self.position = end;
        self.entries.push((common, start));
        Ok((packed.digest, outcome))
    }

    fn patch(&mut self, common: &Common, start: u32, end: u64) -> io::Result<()> {
        self.out.seek(SeekFrom::Start(u64::from(start)))?;
        self.out.write_all(&common.write_local())?;
        self.out.seek(SeekFrom::Start(end)).map(drop)
    }

    /// Writes the directory and gives back the output.
    pub fn finish(mut self) -> Result<W, PackError> {
        let mut directory = Vec::new();
        for (common, offset) in &self.entries {
            directory.extend(Central::write(common, *offset));
        }
        let start = u32::try_from(self.position).map_err(|_| PackError::TooLong)?;
        let size = u32::try_from(directory.len()).map_err(|_| PackError::TooLong)?;
        let entries = u16::try_from(self.entries.len()).map_err(|_| PackError::TooMany)?;
        directory.extend(End::write(entries, size, start));
        self.out.write_all(&directory)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// What is known of a file once it is packed.
struct Packed {
    digest: Digest,
    crc: u32,
    /// Bytes in the container.
    count: u64,
    /// Bytes of the file.
    size: u64,
}

fn pack<W: Write, T, E: From<PackError>>(
    out: &mut W,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<(Packed, T), E> {
    // The bytes are mostly random digits: a search for matches that tries harder finds next to nothing more.
    let encoder = DeflateEncoder::new(Counted { out, count: 0 }, Compression::fast());
    let mut packing = Packing { encoder, crc: Crc::new(), hasher: Hasher::default(), size: 0 };
    let outcome = write(&mut packing)?;
    let Packing { encoder, crc, hasher, size } = packing;
    let Counted { count, .. } = encoder.finish().map_err(PackError::from)?;
    Ok((Packed { digest: hasher.finish(), crc: crc.sum(), count, size }, outcome))
}

/// Counts the bytes that go out.
struct Counted<W> {
    out: W,
    count: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.count = self.count.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file's bytes on their way.
struct Packing<W: Write> {
    encoder: DeflateEncoder<Counted<W>>,
    crc: Crc,
    hasher: Hasher,
    size: u64,
}

impl<W: Write> Write for Packing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.encoder.write_all(bytes)?;
        self.crc.update(bytes);
        self.hasher.update(bytes);
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
