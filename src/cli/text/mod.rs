//! Every sentence about an archive, in Chinese and English.
//!
//! English is what the floors below say themselves (`Display`): paths and positions as in the file, counted from 0 as there.
//! Chinese is for people who read a report on paper: questions, answers and list entries are counted from 1, as they are on a
//! ballot, bytes and records as in the file. Every `match` names every variant, so that a new fault does not compile without its
//! Chinese.

mod archive;
mod authority;
mod ballot;
mod check;
mod closing;
mod custody;
mod fault;
mod intake;
mod limits;
mod log;
mod making;
mod outcome;
mod record;
mod record_fault;
mod record_parts;
mod setup;
mod tally;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use super::lang::Lang;
use crate::crypto::group::NotAPoint;
use crate::election::json::JsonFault;

pub(crate) use check::{meaning, name};
pub(crate) use intake::{repaired, waits};
pub(crate) use limits::LIMITS;
pub(crate) use log::state_word;
pub(crate) use outcome::{conclusion, sign, stage, word};
pub(crate) use record::{RECORD_LIMITS, record_check, record_conclusion, record_meaning, record_stage, record_stage_code};

/// What can be said in Chinese. English is `Display`.
pub(crate) trait Chinese: Display {
    /// The sentence, without a full stop.
    fn zh(&self) -> String;

    /// The sentence in `lang`.
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.to_string(),
        }
    }
}

impl Chinese for JsonFault {
    fn zh(&self) -> String {
        match self {
            Self::Shape { path, reason } if path == "." => format!("内容的格式不对（程序原话：{reason}）"),
            Self::Shape { path, reason } => format!("{path} 处的格式不对（程序原话：{reason}）"),
            Self::NotCanonical { at } => format!("从其中第 {at} 字节起，写法不是规定的唯一写法"),
        }
    }
}

impl Chinese for NotAPoint {
    fn zh(&self) -> String {
        match self {
            Self::NotOnCurve => "不是曲线上的点",
            Self::NotCanonical => "点的写法不是规定的唯一写法",
            Self::NotPrimeOrder => "点不在规定的群里",
        }
        .to_owned()
    }
}

/// A position counted from 1.
fn nth(index: usize) -> usize {
    index.saturating_add(1)
}
