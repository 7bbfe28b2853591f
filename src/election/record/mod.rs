//! tmp
pub mod container;
