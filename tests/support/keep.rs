//! Keeps what the tests forge in the folder that `YEPIAO_KEEP` names: `tests/tools/pack-forged` makes the vectors of it which the
//! second implementation of the audit, in TypeScript, has to judge alike.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many files of a name there are already.
static KEPT: Mutex<Option<HashMap<String, u32>>> = Mutex::new(None);

/// Keeps `bytes` as `<name>.<kind>`, or `<name>-2.<kind>` if the name was used before.
pub(crate) fn keep(name: &str, kind: &str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os("YEPIAO_KEEP") else { return };
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let count = kept.get_or_insert_default().entry(name.to_owned()).or_default();
    *count += 1;
    let file = if *count == 1 { format!("{name}.{kind}") } else { format!("{name}-{count}.{kind}") };
    std::fs::write(std::path::Path::new(&folder).join(file), bytes).unwrap();
}
