//! Writing a record.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use super::container::{PackError, Writer};
use super::files::{self, MANIFEST};
use super::manifest::Manifest;
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;

/// Why a record could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The zip.
    #[error("{0}")]
    Pack(#[from] PackError),
    /// The manifest.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// A name that a record does not have, or that was written before.
    #[error("{0}: not a further file of a record")]
    Name(String),
    /// A file that is longer than a reader takes.
    #[error("{name}: {size} bytes, more than {limit}")]
    TooLong {
        /// The file.
        name: String,
        /// Its bytes.
        size: usize,
        /// The most there may be.
        limit: u64,
    },
}

/// Writes a record file by file; the order given is the order in the zip. The same files in the same order are the same bytes.
///
/// Nothing is checked but the names: [`super::audit()`] what was written before it is published. `W` holds no record before
/// [`Self::finish`], so write to a file that gets its name afterwards.
pub struct RecordWriter<W> {
    container: Writer<W>,
    digests: BTreeMap<String, Digest>,
}

impl<W: Write + Seek> RecordWriter<W> {
    /// `out` must be empty.
    pub const fn new(out: W) -> Self {
        Self { container: Writer::new(out), digests: BTreeMap::new() }
    }

    /// Adds a file with these bytes.
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        let limit = files::limit(name).ok_or_else(|| RecordError::Name(name.to_owned()))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
            return Err(RecordError::TooLong { name: name.to_owned(), size: bytes.len(), limit });
        }
        self.stream(name, |out| Ok::<_, RecordError>(out.write_all(bytes).map_err(PackError::from)?))
    }

    /// Adds a file that `write` writes piece by piece.
    pub fn stream<E: From<RecordError>>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        if name == MANIFEST || files::limit(name).is_none() || self.digests.contains_key(name) {
            return Err(RecordError::Name(name.to_owned()).into());
        }
        let (digest, ()) =
            self.container.file(name, |out| write(out).map_err(Refused::Caller)).map_err(|refused| match refused {
                Refused::Caller(error) => error,
                Refused::Pack(error) => RecordError::from(error).into(),
            })?;
        self.digests.insert(name.to_owned(), digest);
        Ok(())
    }

    /// The digests of the files so far that the certificate names.
    pub fn certified(&self) -> BTreeMap<String, Digest> {
        self.digests.iter().filter(|(name, _)| files::is_certified(name)).map(|(name, digest)| (name.clone(), *digest)).collect()
    }

    /// Adds the manifest and ends the record.
    pub fn finish(self) -> Result<W, RecordError> {
        let Self { mut container, digests } = self;
        let manifest = Manifest::new(digests).to_bytes()?;
        container.file(MANIFEST, |out| Ok::<_, PackError>(out.write_all(&manifest)?))?;
        Ok(container.finish()?)
    }
}

/// Who stopped the writing of a file.
enum Refused<E> {
    Caller(E),
    Pack(PackError),
}

impl<E> From<PackError> for Refused<E> {
    fn from(error: PackError) -> Self {
        Self::Pack(error)
    }
}
