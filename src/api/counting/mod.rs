//! What the service does about counting without being asked: it does each step that is due ([`watch()`]), and keeps the files of records
//! at hand ([`Records`]).

mod body;
mod records;
mod watch;

pub(super) use body::Body;
pub(super) use records::{Made, Records, Which};
pub(super) use watch::watch;
