//! Messages to owners' phones, as far as rules decide: when ([`quiet`]), with which words ([`template`]), and how often a failed one is
//! tried again ([`delivery`]). Who carries them is a gateway above this floor.

pub mod delivery;
pub mod quiet;
pub mod template;
