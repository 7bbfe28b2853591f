//! The order of candidates on the ballot: who stands first gets more votes, so the order is by a rule that anyone can repeat.
//!
//! Two rules: [`by_strokes`] 姓氏笔画, the custom of elections in China, and [`draw`], a lot from a seed that nobody could choose.

pub mod draw;
mod name;
mod strokes;

#[cfg(test)]
mod tests;

pub use name::{Name, compound_surname};
pub use strokes::{Doubt, Group, agrees, by_strokes};
