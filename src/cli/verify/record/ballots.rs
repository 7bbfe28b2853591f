//! What became of ballots, for people: those that were taken out, and the one of a receipt.

use super::super::human::TEXT;
use crate::cli::lang::Lang;
use crate::cli::terminal::{hanging, printable};
use crate::election::log::replay::{Fate, LoggedVoid};
use crate::election::record::{AuditedRecord, RecordReport, RecordStage};

/// Taken-out ballots that are listed; JSON has all of them.
const LISTED: usize = 50;

/// Every ballot that was taken out, by whom and why, and why the poll was cancelled.
pub(super) fn decisions(report: &RecordReport, lang: Lang) -> String {
    let mut text = String::new();
    for void in report.voids.iter().take(LISTED) {
        let line = match lang {
            Lang::Zh => format!("第 {} 条的选票由第 {} 条作废。{}", void.ballot, void.index, why(void, lang)),
            Lang::En => format!("Ballot {} was taken out by entry {}. {}", void.ballot, void.index, why(void, lang)),
        };
        text.push_str(&hanging("  · ", &line));
    }
    let more = report.voids.len().saturating_sub(LISTED);
    if more > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("  · 还有 {more} 张作废的选票，用 --json 看全部\n"),
            Lang::En => format!("  · and {more} more taken out; --json lists all of them\n"),
        });
    }
    if let Some(cancelled) = &report.cancelled {
        let reason = printable(&cancelled.reason, TEXT);
        let line = match lang {
            Lang::Zh => format!("第 {} 条：表决取消。理由：{reason}", cancelled.index),
            Lang::En => format!("Entry {}: the poll was cancelled. Reason: {reason}", cancelled.index),
        };
        text.push_str(&hanging("  · ", &line));
    }
    text
}

/// Where the ballot of a receipt stands, and whether it counts.
pub(super) fn found(record: &AuditedRecord, index: u64, lang: Lang) -> String {
    let place = match lang {
        Lang::Zh => format!("这张选票在公开记录第 {index} 条"),
        Lang::En => format!("the ballot is entry {index} of the log"),
    };
    let Some(ballot) = record.ballot(index) else { return place };
    let voids = &record.report.voids;
    let void = |by: u64| voids.binary_search_by_key(&by, |void| void.index).ok().and_then(|at| voids.get(at));
    let became = match (ballot.fate, lang) {
        (Fate::Counts, _) if record.report.stage == RecordStage::Cancelled => {
            lang.pick("，表决已取消，所有选票都不计", "; the poll was cancelled, no ballot is counted").to_owned()
        }
        (Fate::Counts, _) => lang.pick("，计入结果", ", and counts").to_owned(),
        (Fate::Void(by), Lang::Zh) => {
            format!("，没有计入：第 {by} 条把它作废了。{}", void(by).map(|void| why(void, lang)).unwrap_or_default())
        }
        (Fate::Void(by), Lang::En) => {
            format!(", and does not count: entry {by} took it out. {}", void(by).map(|void| why(void, lang)).unwrap_or_default())
        }
        (Fate::Replaced(by), Lang::Zh) => format!("，没有计入：同一位业主又投了一次，以第 {by} 条为准"),
        (Fate::Replaced(by), Lang::En) => format!(", and does not count: the voter voted again, entry {by} stands"),
        (Fate::Paper(by), Lang::Zh) => format!("，没有计入：同一位业主用了纸质票，见第 {by} 条"),
        (Fate::Paper(by), Lang::En) => format!(", and does not count: the voter voted on paper, entry {by}"),
    };
    format!("{place}{became}")
}

fn why(void: &LoggedVoid, lang: Lang) -> String {
    let (reason, authority) = (printable(&void.reason, TEXT), printable(&void.authority, TEXT));
    match lang {
        Lang::Zh => format!("理由：{reason}。决定人：{authority}"),
        Lang::En => format!("Reason: {reason}. Decided by: {authority}"),
    }
}
