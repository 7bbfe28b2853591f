//! The first member of an archive, `BELENIOS`: the version of the format and the one time all members carry.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::fault::ArchiveFault;
use crate::election::count::Count;
use crate::election::json::from_canonical;

/// The only version of the format there is in the stable releases.
const VERSION: u32 = 1;

/// Time of an archive: seconds since 1970 UTC, at most 8¹¹ − 1 (year 2242), because a member's header has 11 octal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The greatest time a header can carry.
    const MAX: u64 = (1 << 33) - 1;

    /// `None` if `seconds` does not fit a header.
    pub fn new(seconds: u64) -> Option<Self> {
        (seconds <= Self::MAX).then_some(Self(seconds))
    }

    /// Seconds since 1970 UTC.
    pub fn seconds(self) -> u64 {
        self.0
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let Count(seconds) = text.parse().map_err(de::Error::custom)?;
        Self::new(seconds).ok_or_else(|| de::Error::custom("a time beyond the 11 octal digits of a header"))
    }
}

/// Body of the first member: `{"version":1,"timestamp":"1795375819"}`. A number as timestamp, which the independent tool also
/// reads, is refused: two texts for one archive.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    version: u32,
    timestamp: Timestamp,
}

impl Head {
    pub(super) fn new(timestamp: Timestamp) -> Self {
        Self { version: VERSION, timestamp }
    }

    /// The time in `body`, which stands at byte `offset` of the file.
    pub(super) fn read(body: &[u8], offset: u64) -> Result<Timestamp, ArchiveFault> {
        match from_canonical::<Self>(body) {
            Ok(head) if head.version == VERSION => Ok(head.timestamp),
            Ok(head) => Err(ArchiveFault::Version { offset, found: head.version }),
            Err(fault) => Err(ArchiveFault::Head { offset, fault }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::json::to_canonical;

    #[test]
    fn the_head_has_one_text() {
        let text = br#"{"version":1,"timestamp":"1795375819"}"#;
        let time = Timestamp::new(1_795_375_819).unwrap();
        assert_eq!(Head::read(text, 0), Ok(time));
        assert_eq!(to_canonical(&Head::new(time)).unwrap(), text);
        for wrong in [
            r#"{"version":1,"timestamp":1795375819}"#,
            r#"{"version":1,"timestamp":"01795375819"}"#,
            r#"{"version":1,"timestamp":"8589934592"}"#,
            r#"{"version":1,"timestamp":"1795375819" }"#,
            r#"{"version":2,"timestamp":"1795375819"}"#,
            r#"{"timestamp":"1795375819","version":1}"#,
            r#"{"version":1,"timestamp":"1795375819","name":"a"}"#,
            "",
        ] {
            assert!(Head::read(wrong.as_bytes(), 0).is_err(), "{wrong}");
        }
    }
}
