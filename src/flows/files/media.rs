//! What a file is, by its first bytes. Its name and what the sender says of it are not asked.

/// Kinds of files that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// Photos.
    Jpeg,
    /// Pictures of a screen, scans.
    Png,
    /// Photos of newer telephones and of pages.
    Webp,
    /// Papers.
    Pdf,
}

impl Media {
    /// Of a whole file.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            // Readers look for the beginning anywhere in the first kilobyte; a file that is something else before it is not one.
            [b'%', b'P', b'D', b'F', b'-', ..] if is_whole_paper(bytes) => Some(Self::Pdf),
            _ => None,
        }
    }

    /// For HTTP.
    pub(crate) const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }
}

/// Whether a paper has its end, so that nothing else is hung on behind it.
fn is_whole_paper(bytes: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(b"%%EOF")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide() {
        for (bytes, media) in [
            (b"\xff\xd8\xff\xe0....".as_slice(), Some(Media::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....", Some(Media::Png)),
            (b"RIFF\x04\0\0\0WEBPVP8 ", Some(Media::Webp)),
            (b"%PDF-1.7\n1 0 obj\n%%EOF\n", Some(Media::Pdf)),
            (b"%PDF-1.7\n%%EOF\nPK\x03\x04", None),
            (b"PK\x03\x04%PDF-1.7\n%%EOF", None),
            (b"GIF89a", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<!doctype html>", None),
            (b"RIFF\x04\0\0\0WAVE", None),
            (b"", None),
            (b"\xff\xd8", None),
        ] {
            assert_eq!(Media::of(bytes), media, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
