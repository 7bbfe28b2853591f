//! Notices as the API shows them.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::call::Failure;
use super::super::super::clock::rfc3339;
use crate::election::poll::notice;
use crate::flows::{Unfit, Work, notices, polls};

/// Local days, both counted in.
#[derive(Serialize, ToSchema)]
pub(super) struct Days {
    /// `2026-04-20`.
    #[schema(format = Date)]
    from: String,
    /// The last day, to 24:00.
    #[schema(format = Date)]
    until: String,
}

/// A part of a notice.
#[derive(Serialize, ToSchema)]
pub(super) struct Text {
    /// `title`, `salutation`, `legal_basis`, `matter`, `time_window`, `place_and_way`, `counting_rules`, `effect_of_silence`,
    /// `objections`, `annexes`, `signature` or `date`.
    #[schema(value_type = String, example = "matter")]
    part: notice::Part,
    #[schema(max_length = 20_000)]
    text: String,
}

/// A notice in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct NoticeInList {
    id: String,
    /// As in the notice itself.
    kind: String,
    title: String,
    /// SHA-256 of the frozen notice, hexadecimal; missing for a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    frozen_at: Option<String>,
}

/// What keeps a draft from being frozen.
#[derive(Serialize, ToSchema)]
struct Missing {
    /// JSON pointer (RFC 6901) into what is sent to change the draft.
    pointer: String,
    /// Stable.
    code: String,
    /// Chinese.
    text: String,
    /// English.
    english: String,
}

impl From<Unfit> for Missing {
    fn from(unfit: Unfit) -> Self {
        let [text, english] = unfit.words;
        Self { pointer: unfit.pointer, code: unfit.code.into(), text, english }
    }
}

/// How a frozen notice hung up to now.
#[derive(Serialize, ToSchema)]
pub(super) struct Hung {
    /// Since when it hangs at all its places; missing while one is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    since: Option<String>,
    /// Places without a photo of it hanging.
    missing: Vec<String>,
    /// Places where it was gone or taken down and not seen hanging again.
    interrupted: Vec<String>,
}

impl From<notice::posting::Hung> for Hung {
    fn from(hung: notice::posting::Hung) -> Self {
        Self { since: hung.since.map(rfc3339), missing: hung.missing, interrupted: hung.interrupted }
    }
}

/// A notice.
#[derive(Serialize, ToSchema)]
pub(super) struct Notice {
    id: String,
    poll: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    window: Option<Days>,
    parts: Vec<Text>,
    /// Digests of what it publishes, printed on it: of a draft as they were when it was begun, of a frozen one as they were then.
    names: Vec<String>,
    /// Digest of the notice that it corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    corrects: Option<String>,
    /// Digests of the frozen notices that correct it.
    corrected_by: Vec<String>,
    /// Where it has to hang.
    places: Vec<String>,
    /// SHA-256 of the frozen notice, hexadecimal; missing for a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    digest: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    frozen_at: Option<String>,
    /// What keeps a draft from being frozen.
    missing: Vec<Missing>,
    /// What should be mended before it hangs, in Chinese and English: days that are too few.
    warnings: Vec<String>,
    /// How a frozen one hung up to now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hung: Option<Hung>,
}

fn days(window: notice::Window) -> Days {
    Days { from: window.from.to_string(), until: window.until.to_string() }
}

fn parts(parts: Vec<notice::PartText>) -> Vec<Text> {
    parts.into_iter().map(|part| Text { part: part.part, text: part.text }).collect()
}

fn title(text: &notice::Notice) -> String {
    text.parts.iter().find(|part| part.part == notice::Part::Title).map(|part| part.text.clone()).unwrap_or_default()
}

impl From<notices::Notice> for NoticeInList {
    fn from(found: notices::Notice) -> Self {
        Self {
            title: title(&found.text),
            id: found.row.id,
            kind: found.row.kind,
            digest: found.row.digest,
            frozen_at: found.row.frozen_at.map(rfc3339),
        }
    }
}

impl Notice {
    /// With what is missing in it and how it hung.
    pub(super) fn of(work: &mut Work<'_>, poll: &polls::Poll, found: notices::Notice) -> Result<Self, Failure> {
        let missing = notices::faults(work, poll, &found)?.into_iter().map(Missing::from).collect();
        let warnings = notices::warnings(work, poll, &found).iter().flat_map(notice::period::PeriodFault::words).collect();
        let now = work.now;
        let hung = notices::hung(work, &found, now)?.map(Hung::from);
        Ok(Self {
            id: found.row.id,
            poll: found.row.poll_id,
            kind: found.row.kind,
            window: found.text.window.map(days),
            parts: parts(found.text.parts),
            names: found.text.names.iter().map(ToString::to_string).collect(),
            corrects: found.row.corrects,
            corrected_by: found.corrected_by,
            places: found.places,
            digest: found.row.digest,
            created_at: rfc3339(found.row.created_at),
            frozen_at: found.row.frozen_at.map(rfc3339),
            missing,
            warnings,
            hung,
        })
    }
}

/// A frozen notice as everybody may see it.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicNotice {
    /// SHA-256 of the exact bytes under `…/frozen`, hexadecimal.
    digest: String,
    poll: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    window: Option<Days>,
    parts: Vec<Text>,
    /// Digests of what it publishes.
    names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    corrects: Option<String>,
    corrected_by: Vec<String>,
    #[schema(format = DateTime)]
    frozen_at: String,
    /// Where it has to hang.
    places: Vec<String>,
    hung: Hung,
}

impl PublicNotice {
    /// Of a frozen one.
    pub(super) fn of(work: &mut Work<'_>, found: notices::Notice) -> Result<Self, Failure> {
        let now = work.now;
        let hung = notices::hung(work, &found, now)?.ok_or(crate::flows::Error::Missing)?;
        Ok(Self {
            digest: found.row.digest.unwrap_or_default(),
            poll: found.row.poll_id,
            kind: found.row.kind,
            window: found.text.window.map(days),
            parts: parts(found.text.parts),
            names: found.text.names.iter().map(ToString::to_string).collect(),
            corrects: found.row.corrects,
            corrected_by: found.corrected_by,
            frozen_at: rfc3339(found.row.frozen_at.unwrap_or_default()),
            places: found.places,
            hung: hung.into(),
        })
    }
}
