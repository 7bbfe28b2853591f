//! `manifest.json`: which files a record has, each with its SHA-256.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::{JsonFault, shown};

/// The value of `format`.
pub const FORMAT: &str = "yepiao/record/v1";

/// The manifest: canonical JSON (RFC 8785).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Every file but the manifest.
    pub files: BTreeMap<String, Digest>,
    /// [`FORMAT`].
    pub format: String,
}

/// Why a manifest is refused, or a file does not fit it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// Not the canonical JSON of a manifest.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Another format.
    #[error("format: not {FORMAT}")]
    Format,
    /// A file that is not there.
    #[error("names {}, which is not there", shown(.0))]
    Missing(String),
    /// A file that it does not name.
    #[error("not named in the manifest")]
    Unnamed,
    /// A file with other bytes.
    #[error("not the bytes whose SHA-256 the manifest has")]
    Digest,
}

impl Manifest {
    /// The manifest of these files.
    pub fn new(files: BTreeMap<String, Digest>) -> Self {
        Self { files, format: FORMAT.to_owned() }
    }

    /// Reads the bytes of `manifest.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestFault> {
        let manifest: Self = from_jcs(bytes)?;
        if manifest.format == FORMAT { Ok(manifest) } else { Err(ManifestFault::Format) }
    }

    /// The bytes of `manifest.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }
}
