//! `--later FILE`: the entries that the log got after the record was made, as the service shows them to everybody.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::super::input::{Input, Obstacle};

/// Bytes of a page: 200 entries, the longest with a reason of 1,000 characters.
const PAGE: usize = 4 << 20;

/// A page of the log; what else the service tells is not needed.
#[derive(Deserialize)]
struct Page {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    /// Missing while people vote.
    entry: Option<String>,
}

/// The entries of a file.
pub(in crate::cli) fn entries(path: &Path) -> Result<Vec<String>, Obstacle> {
    let bytes = Input::open(path).and_then(|input| input.beginning(PAGE))?;
    if bytes.len() > PAGE {
        return Err(Obstacle::NoEntries);
    }
    let page: Page = serde_json::from_slice(&bytes).map_err(|_| Obstacle::NoEntries)?;
    page.items.into_iter().map(|item| item.entry.ok_or(Obstacle::NoEntries)).collect()
}

/// Where the service shows the entries from this one on. `origin`: `<host>/<uuid>`.
pub(in crate::cli) fn address(origin: &str, from: usize) -> Option<String> {
    let (host, uuid) = origin.split_once('/')?;
    let cursor = URL_SAFE_NO_PAD.encode(format!("[\"{from}\"]"));
    Some(format!("https://{host}/api/v1/public/polls/{uuid}/log/entries?limit=200&cursor={cursor}"))
}
