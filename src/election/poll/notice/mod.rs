//! Notices 公告: what hangs on the board, with every part that its kind needs, frozen and found again by its digest.
//!
//! Why as data: disputes turn on whether the notice said how votes count, what silence means, where to object, and whether it hung long
//! enough. So a text is frozen only if all parts of its [`Kind`] are there; a frozen text is never changed, a mistake is mended by a
//! [`Kind::Correction`] that names it; and how long it hung is a matter of [`posting`] entries with photos, not of memory. Kinds and parts
//! are those of practice; the periods are the rule set's.

pub mod draft;
mod fault;
mod kind;
pub mod period;
pub mod posting;
mod words;

#[cfg(test)]
mod draft_tests;
#[cfg(test)]
mod tests;

pub use fault::NoticeFault;
pub use kind::{Kind, Part};
pub use words::{counting_words, silence_words};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::text::{TextFault, check_line, check_text};
use crate::crypto::hash::Digest;
use crate::election::jcs::{from_jcs, to_jcs};

/// Characters of one part.
const PART: usize = 20_000;
/// Characters of a line: title, signature, date.
const LINE: usize = 200;
/// Digests that a notice names at most.
const NAMED: usize = 20;

/// A notice as it is frozen: canonical JSON (RFC 8785).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Version of this form: 1.
    pub version: u32,
    /// The poll's uuid.
    pub poll: String,
    /// Which kind.
    pub kind: Kind,
    /// First and last local day of the time that the notice is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The texts, in the order of [`Part::ALL`].
    pub parts: Vec<PartText>,
    /// Digests of what the notice publishes, printed on it: the package, the list, the certificate.
    pub names: Vec<Digest>,
    /// The notice that this one corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Digest>,
}

/// Local days, both counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day, `2026-04-20`.
    #[serde(with = "day")]
    pub from: Date,
    /// Last day, to 24:00.
    #[serde(with = "day")]
    pub until: Date,
}

/// A part and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartText {
    /// Which.
    pub part: Part,
    /// The text.
    pub text: String,
}

impl Notice {
    /// Reads the exact bytes of a frozen notice.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoticeFault> {
        let notice: Self = from_jcs(bytes)?;
        notice.faults().into_iter().next().map_or(Ok(notice), Err)
    }

    /// Freezes the notice: its bytes, whose digest is printed on it and logged; or everything that is missing.
    pub fn freeze(&self) -> Result<Vec<u8>, Vec<NoticeFault>> {
        let faults = self.faults();
        if faults.is_empty() { to_jcs(self).map_err(|fault| vec![fault.into()]) } else { Err(faults) }
    }

    /// Everything that is missing or wrong.
    pub fn faults(&self) -> Vec<NoticeFault> {
        let mut faults = Vec::new();
        if self.version != 1 {
            faults.push(NoticeFault::Version(self.version));
        }
        let out_of_order = self.parts.windows(2).filter_map(|pair| match pair {
            [a, b] if a.part >= b.part => Some(NoticeFault::Order(b.part)),
            _ => None,
        });
        faults.extend(out_of_order);
        let given = |part: &Part| self.parts.iter().any(|text| text.part == *part);
        faults.extend(self.kind.parts().into_iter().filter(|part| !given(part)).map(NoticeFault::Missing));
        for PartText { part, text } in &self.parts {
            let checked = match part {
                Part::Title | Part::Salutation | Part::Signature | Part::Date => check_line(text, LINE),
                _ if text.is_empty() => Err(TextFault::Empty),
                _ => check_text(text, PART),
            };
            faults.extend(checked.err().map(|fault| NoticeFault::Text { part: *part, fault }));
            if text.contains(draft::GAP) {
                faults.push(NoticeFault::Gap(*part));
            }
        }
        let needs_window = self.kind.parts().contains(&Part::TimeWindow);
        if self.window.map_or(needs_window, |window| window.until < window.from) {
            faults.push(NoticeFault::Window);
        }
        if self.names.len() > NAMED || self.kind.names_digest() && self.names.is_empty() {
            faults.push(NoticeFault::Names);
        }
        if self.corrects.is_some() != (self.kind == Kind::Correction) {
            faults.push(NoticeFault::Corrects);
        }
        faults
    }

    /// The plain text as it is printed, a part after another, and below it what it names.
    pub fn plain(&self) -> String {
        let mut text: String = self.parts.iter().map(|part| format!("{}\n\n", part.text)).collect();
        for digest in &self.names {
            text.push_str(&format!("防改码 {digest}\n"));
        }
        text
    }
}

/// `2026-04-20`.
mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom("not a date"))
    }
}
