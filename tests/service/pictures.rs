//! Pictures as telephones take them.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// Where it was taken, as a telephone writes it into a photo.
pub(crate) const GPS: &str = "GPS-43.8868-125.3245";

/// A photo with EXIF data, as bytes.
pub(crate) fn photo(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x, y, x ^ y].map(|value| u8::try_from(value % 256).unwrap())));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture).unwrap();
    let mut segment = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0".to_vec();
    let length = u32::try_from(GPS.len()).unwrap();
    segment.extend(length.to_le_bytes());
    segment.extend(26_u32.to_le_bytes());
    segment.extend(0_u32.to_le_bytes());
    segment.extend(GPS.as_bytes());
    let mut marked = bytes[..2].to_vec();
    marked.extend([0xff, 0xe1]);
    marked.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
    marked.extend(segment);
    marked.extend(&bytes[2..]);
    assert!(contains(&marked, GPS.as_bytes()));
    marked
}

/// A paper.
pub(crate) const PAPER: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

pub(crate) fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
