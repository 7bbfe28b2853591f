//! Opening a record and reading its files.

use std::io::{self, Read, Seek};

use super::container::{Container, EntryFault, EntryReader, NotAContainer};
use super::files::{self, MANIFEST};
use crate::crypto::hash::{Digest, Hasher};

/// Why a file is no record at all. Everything else is a fault of a record.
#[derive(Debug, thiserror::Error)]
pub enum NotARecord {
    /// Not a zip.
    #[error("{0}")]
    Container(#[from] NotAContainer),
    /// A zip without a manifest.
    #[error("a zip without {MANIFEST}")]
    NoManifest,
}

/// An open record. Nothing in it is checked but that it can be read; [`super::audit()`] checks.
pub struct Record<R> {
    container: Container<R>,
}

impl<R: Read + Seek> Record<R> {
    /// Opens a record: a zip with a manifest.
    pub fn open(input: R) -> Result<Self, NotARecord> {
        let container = Container::open(input, files::limit)?;
        if container.lists(MANIFEST) { Ok(Self { container }) } else { Err(NotARecord::NoManifest) }
    }

    /// The container.
    pub const fn container(&self) -> &Container<R> {
        &self.container
    }

    /// Gives back the input.
    pub fn into_inner(self) -> R {
        self.container.into_inner()
    }

    /// Bytes of all files together, by their headers.
    pub fn size(&self) -> u64 {
        self.container.names().filter_map(|name| self.container.size(name)).fold(0, u64::saturating_add)
    }

    /// A whole file that is not read piece by piece. `None` if it is not there.
    pub fn file(&self, name: &str) -> io::Result<Option<File>> {
        let Some(mut stream) = self.stream(name).filter(|_| !files::is_long(name)) else { return Ok(None) };
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let (digest, fault) = stream.finish()?;
        Ok(Some(File { bytes, digest, fault }))
    }

    /// A file to be read piece by piece.
    pub fn stream(&self, name: &str) -> Option<Stream<'_, R>> {
        Some(Stream { entry: self.container.read(name)?, hasher: Hasher::default() })
    }
}

/// A file as read.
pub struct File {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub digest: Digest,
    /// What is wrong with it in the container.
    pub fault: Option<EntryFault>,
}

/// A file being read, and digested on the way.
pub struct Stream<'r, R> {
    entry: EntryReader<'r, R>,
    hasher: Hasher,
}

impl<R: Read + Seek> Stream<'_, R> {
    /// Reads what is left, and gives the digest of the whole and what is wrong with it in the container.
    pub fn finish(mut self) -> io::Result<(Digest, Option<EntryFault>)> {
        io::copy(&mut self, &mut io::sink())?;
        Ok((self.hasher.finish(), self.entry.fault()))
    }
}

impl<R: Read + Seek> Read for Stream<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.entry.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}
