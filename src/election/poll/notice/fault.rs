//! What is wrong with a notice, in words for people.

use super::Part;
use crate::election::json::JsonFault;
use crate::election::poll::text::TextFault;

/// Why a notice cannot be frozen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// Not the canonical JSON of a notice.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// A version that is not 1.
    #[error("version: {0} is not known, only 1")]
    Version(u32),
    /// A part that this kind needs.
    #[error("{} is missing", .0.names()[1])]
    Missing(Part),
    /// Parts out of order, or one twice.
    #[error("{} stands twice or out of order", .0.names()[1])]
    Order(Part),
    /// A place that somebody has to fill in.
    #[error("{} is not finished", .0.names()[1])]
    Gap(Part),
    /// A text that cannot be printed.
    #[error("{} {fault}", .part.names()[1])]
    Text {
        /// Which part.
        part: Part,
        /// What is wrong.
        fault: TextFault,
    },
    /// The kind needs a window, or the window ends before it begins.
    #[error("the time window is missing or ends before it begins")]
    Window,
    /// The kind publishes something by its digest, and names nothing; or too much.
    #[error("the digest of what is published is missing")]
    Names,
    /// A correction without the notice that it corrects, or another notice with one.
    #[error("a correction names the notice that it corrects, no other notice does")]
    Corrects,
}

impl NoticeFault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::Version(_) => "version",
            Self::Missing(_) => "part_missing",
            Self::Order(_) => "part_order",
            Self::Gap(_) => "part_unfinished",
            Self::Text { fault, .. } => fault.code(),
            Self::Window => "window",
            Self::Names => "digest_missing",
            Self::Corrects => "corrects",
        }
    }

    /// The part concerned, if it is one.
    pub const fn part(&self) -> Option<Part> {
        match self {
            Self::Missing(part) | Self::Order(part) | Self::Gap(part) | Self::Text { part, .. } => Some(*part),
            Self::Json(_) | Self::Version(_) | Self::Window | Self::Names | Self::Corrects => None,
        }
    }

    /// Chinese and English.
    pub fn words(&self) -> [String; 2] {
        let chinese = match self {
            Self::Json(_) => "内容写法不对".to_owned(),
            Self::Version(version) => format!("不认识版本 {version}"),
            Self::Missing(part) => format!("缺少“{}”", part.names()[0]),
            Self::Order(part) => format!("“{}”重复，或者次序不对", part.names()[0]),
            Self::Gap(part) => format!("“{}”还有【请填写】没有填", part.names()[0]),
            Self::Text { part, fault } => format!("“{}”{}", part.names()[0], fault.words()[0]),
            Self::Window => "请写明起止日期，结束不早于开始".to_owned(),
            Self::Names => "缺少所公布内容的防改码".to_owned(),
            Self::Corrects => "更正公告要指明更正哪一份公告，其他公告不指明".to_owned(),
        };
        [chinese, self.to_string()]
    }
}
