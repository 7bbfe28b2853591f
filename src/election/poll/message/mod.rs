//! Messages to owners' phones, as far as rules decide: which there are ([`kind`]), when they go out ([`quiet`]), with which words
//! ([`template`]), and how often a failed one is tried again ([`delivery`]). Who carries them is a gateway above this floor.

pub mod delivery;
pub mod kind;
pub mod quiet;
pub mod template;
