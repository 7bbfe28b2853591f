//! A part of a file (RFC 9110, 14): one range of bytes, for whoever goes on with a download.

use std::ops::Range;

/// What of a file was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: also where the header is none that we know, or names several ranges, which nobody needs here. Whoever sends one has to
    /// be ready for that (RFC 9110, 14.2).
    Whole,
    /// These bytes, at least one.
    Bytes(Range<u64>),
    /// Only what is behind its end.
    Beyond,
}

impl Part {
    /// Reads the header `Range` for a file of so many bytes.
    pub(super) fn read(header: &str, length: u64) -> Self {
        let range = header.trim().split_once('=').filter(|(unit, _)| unit.eq_ignore_ascii_case("bytes"));
        let Some((first, last)) = range.and_then(|(_, range)| range.trim().split_once('-')) else { return Self::Whole };
        let (first, last) = (number(first), number(last));
        let part = match (first, last) {
            // The last so many.
            (Given::Nothing, Given::Number(count)) => length.saturating_sub(count)..length,
            (Given::Number(first), Given::Nothing) => first..length,
            (Given::Number(first), Given::Number(last)) if first <= last => first..last.saturating_add(1).min(length),
            _ => return Self::Whole,
        };
        if part.start < part.end { Self::Bytes(part) } else { Self::Beyond }
    }
}

enum Given {
    Nothing,
    Number(u64),
    Nonsense,
}

fn number(text: &str) -> Given {
    match text {
        "" => Given::Nothing,
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().map_or(Given::Nonsense, Given::Number),
        _ => Given::Nonsense,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_and_what_is_none_is_the_whole_file() {
        for (header, part) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=0-", Part::Bytes(0..10)),
            ("Bytes=4-7", Part::Bytes(4..8)),
            ("bytes=4-700", Part::Bytes(4..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-11", Part::Bytes(0..10)),
            ("bytes=9-18446744073709551615", Part::Bytes(9..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=10-12", Part::Beyond),
            ("bytes=-0", Part::Beyond),
        ] {
            assert_eq!(Part::read(header, 10), part, "{header}");
        }
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=+1-2",
            "bytes=0-1,3-4",
            "bytes=a-",
            "pages=0-1",
            "bytes=1-18446744073709551616",
        ] {
            assert_eq!(Part::read(header, 10), Part::Whole, "{header}");
        }
        assert_eq!((Part::read("bytes=0-", 0), Part::read("bytes=-1", 0)), (Part::Beyond, Part::Beyond));
    }
}
