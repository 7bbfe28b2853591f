//! `ballots.jsonl`: one line for every ballot and every paper of the log, in its order (decisions.md, "Channels, log, record").
//!
//! A line is the canonical JSON (RFC 8785) of [`Line`] and ends with a line feed, also the last. Indices ascend.

use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::json::JsonFault;
use crate::election::rules::Identification;

/// Milliseconds of a minute.
const MINUTE: u64 = 60_000;
/// Who can have attested one vote, at most.
pub const MAX_ATTESTORS: usize = 8;
/// Characters of an attestor's name, at most.
pub const MAX_NAME: usize = 64;
/// Bytes of a line, at most: enough for that many names.
const MAX_LINE: usize = 4096;

/// By which way a vote came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// 网上: the voter's own device.
    Electronic,
    /// 纸质: an envelope.
    Paper,
    /// 协助: a ballot like the electronic one, made on another's device with somebody's help.
    Assisted,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The leaf in the log.
    pub index: u64,
    /// By which way.
    pub channel: Channel,
    /// What proved the voter, next to the slip. Of paper: what proved who handed it in.
    pub level: Identification,
    /// The leaf's time, Unix milliseconds UTC, rounded down to the minute.
    pub time: u64,
    /// Digest of the slip's serial: [`serial_digest`].
    pub serial_digest: Digest,
    /// Who attested it: names as the notice of the tellers has them. Needed for the level `witness` and for help.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attested_by: Vec<String>,
}

/// The minute in which a time lies.
pub const fn minute(time: u64) -> u64 {
    time.saturating_sub(time.rem_euclid(MINUTE))
}

/// SHA-256 of a secret of the poll, `yepiao/serial/v1|φ|` and the serial. Why a secret: a serial has 35 bits only, so whoever had
/// its digest alone could find it. Whoever holds the secret can show later which slip was used.
pub fn serial_digest(secret: &[u8; 32], phi: &str, serial: &str) -> Digest {
    Digest::of_parts(&[secret, b"yepiao/serial/v1|", phi.as_bytes(), b"|", serial.as_bytes()])
}

/// Why bytes are not a `ballots.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineFault {
    /// From 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: LineProblem,
}

/// What is wrong with a line by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// Not the canonical JSON of a line.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Longer than any line can be.
    #[error("longer than {MAX_LINE} bytes")]
    TooLong,
    /// Without a line feed at its end.
    #[error("does not end with a line feed")]
    NoEnd,
    /// Its index is not above that of the line before.
    #[error("index {0} is not above the one before")]
    Order(u64),
    /// The time has seconds.
    #[error("time: not a whole minute")]
    Minute,
    /// A witness or a helper is not named.
    #[error("attested_by: nobody is named")]
    NotAttested,
    /// Too many names, one twice, or one that is empty, too long or with control characters.
    #[error("attested_by: not one to {MAX_ATTESTORS} names of at most {MAX_NAME} characters, each once")]
    Attestors,
}

impl Line {
    fn check(&self) -> Result<(), LineProblem> {
        if minute(self.time) != self.time {
            return Err(LineProblem::Minute);
        }
        let names = &self.attested_by;
        let attested = self.level == Identification::Witness || self.channel == Channel::Assisted;
        if attested && names.is_empty() {
            return Err(LineProblem::NotAttested);
        }
        let plain = |name: &String| {
            !name.trim().is_empty() && name.chars().nth(MAX_NAME).is_none() && !name.chars().any(char::is_control)
        };
        let once = |(at, name): (usize, &String)| !names.iter().take(at).any(|other| other == name);
        if names.len() > MAX_ATTESTORS || !names.iter().all(plain) || !names.iter().enumerate().all(once) {
            return Err(LineProblem::Attestors);
        }
        Ok(())
    }
}

/// Reads `ballots.jsonl`. The first fault ends it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Line>, LineFault> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, text) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
        let fault = |problem| LineFault { line: number, problem };
        if text.len() > MAX_LINE {
            return Err(fault(LineProblem::TooLong));
        }
        let text = text.strip_suffix(b"\n").ok_or(fault(LineProblem::NoEnd))?;
        let line: Line = from_jcs(text).map_err(|json| fault(json.into()))?;
        line.check().map_err(fault)?;
        if lines.last().is_some_and(|last| last.index >= line.index) {
            return Err(fault(LineProblem::Order(line.index)));
        }
        lines.push(line);
    }
    Ok(lines)
}

/// The bytes of `ballots.jsonl`. Refuses what [`parse`] would refuse.
pub fn to_bytes(lines: &[Line]) -> Result<Vec<u8>, LineFault> {
    let mut bytes = Vec::new();
    let mut last = None;
    for (number, line) in (1..).zip(lines) {
        let fault = |problem| LineFault { line: number, problem };
        line.check().map_err(fault)?;
        if last.is_some_and(|last| last >= line.index) {
            return Err(fault(LineProblem::Order(line.index)));
        }
        last = Some(line.index);
        bytes.extend(to_jcs(line).map_err(|json| fault(json.into()))?);
        bytes.push(b'\n');
    }
    Ok(bytes)
}
