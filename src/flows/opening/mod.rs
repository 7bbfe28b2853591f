//! From an announced poll to an open one: who holds the key ([`trustees`]), who may vote with which credential ([`voters`]), by which
//! slip ([`slips`], [`remote`], who handed it over: [`deliveries`]), and the statement that binds all of it ([`prepare()`]). The poll then
//! opens by itself when its time has come ([`schedule`]).
//!
//! Why the opening is prepared by a person before it is due: everything that can be missing is found while there is time to mend it, and
//! what will stand can be looked at. After that keys, voters and lists do not change; if they have to, it is another poll.

pub(crate) mod deliveries;
mod prepare;
pub(crate) mod remote;
pub(crate) mod schedule;
pub(crate) mod slips;
pub(crate) mod trustees;
pub(crate) mod voters;

pub(crate) use prepare::{Opened, Plan, log_key, once_opened, opened, prepare, prepared, shown};
pub(crate) use voters::room;
