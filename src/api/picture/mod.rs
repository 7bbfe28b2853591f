//! Draws pictures anew: the only place that knows a decoder.
//!
//! What comes out is made from the pixels alone, so that neither the place where a photo was taken nor another file hidden in it
//! comes along. What goes in is bounded before anything is decoded: a few bytes can describe a picture larger than the machine.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage, Rgba};

use crate::flows::files::{Media, PictureFault, Redraw};

/// Pixels of a side: more than any telephone has.
const SIDE: u32 = 16_000;
/// Pixels in all: 40 million, which is twice what telephones take unless they are told to. A progressive JPEG needs up to 9 bytes
/// for each while it is decoded.
const PIXELS: u64 = 40_000_000;
/// Bytes that a decoder may ask for.
const MEMORY: u64 = 256 * 1024 * 1024;
/// 1 to 100; the writing of a deed stays sharp.
const QUALITY: u8 = 85;

/// The library `image`.
#[derive(Debug)]
pub(super) struct Pictures;

impl Redraw for Pictures {
    fn redraw(&self, media: Media, bytes: &[u8], longest: u32) -> Result<Vec<u8>, PictureFault> {
        let format = match media {
            Media::Jpeg => ImageFormat::Jpeg,
            Media::Png => ImageFormat::Png,
            Media::Webp => ImageFormat::WebP,
            Media::Pdf => return Err(PictureFault::Unreadable),
        };
        draw(format, bytes, longest).map_err(|error| match error {
            ImageError::Limits(_) => PictureFault::TooLarge,
            _ => PictureFault::Unreadable,
        })
    }
}

fn draw(format: ImageFormat, bytes: &[u8], longest: u32) -> Result<Vec<u8>, ImageError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width).saturating_mul(u64::from(height)) > PIXELS {
        let kind = image::error::LimitErrorKind::DimensionError;
        return Err(ImageError::Limits(image::error::LimitError::from_kind(kind)));
    }
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if width.max(height) > longest {
        // It takes the mean of what falls together, without a second copy of the whole.
        picture = picture.thumbnail(longest, longest);
    }
    picture.apply_orientation(orientation);
    let mut drawn = Vec::new();
    JpegEncoder::new_with_quality(&mut drawn, QUALITY).encode_image(&on_white(&picture))?;
    Ok(drawn)
}

/// JPEG knows no transparency: what shines through is white, as on paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let pixels = picture.to_rgba8();
    let mut flat = RgbImage::new(pixels.width(), pixels.height());
    for (to, Rgba([red, green, blue, alpha])) in flat.pixels_mut().zip(pixels.pixels()) {
        *to = Rgb([red, green, blue].map(|colour| over_white(*colour, *alpha)));
    }
    flat
}

/// `colour · alpha + white · (1 − alpha)`, with 255 for 1.
fn over_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    let rest = 255_u32.saturating_sub(alpha).saturating_mul(255);
    let mixed = colour.saturating_mul(alpha).saturating_add(rest).div_euclid(255);
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
