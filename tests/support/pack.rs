//! Packs of vectors: `.tar.zst` files in `tests/vectors`.

use std::collections::BTreeMap;
use std::io::Read;

/// The files of a pack by their names in it.
pub(crate) fn files(pack: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut tar = tar::Archive::new(ruzstd::decoding::StreamingDecoder::new(pack).unwrap());
    let mut files = BTreeMap::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().trim_start_matches("./").to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if entry.header().entry_type().is_file() {
            files.insert(name, bytes);
        }
    }
    files
}
