//! Pictures as telephones and attackers send them.

use image::{ImageBuffer, ImageEncoder as _, Luma};

use super::*;
use crate::flows::files::{self, Kind};

/// Red at the left, blue at the right: to see which way it was turned.
fn two_colours(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([250, 10, 10]) } else { Rgb([10, 10, 250]) })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(picture).unwrap();
    bytes
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

/// TIFF with the orientation, where it was taken and by which device.
fn exif(orientation: u16) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut bytes = Vec::new();
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010f, 2, 14, 50));
    tiff.extend(entry(0x0112, 3, 1, orientation.into()));
    tiff.extend(entry(0x8825, 4, 1, 64));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"SECRET-DEVICE\0");
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(0x001d, 2, 11, 82));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"GPS:43.8868\0");
    tiff
}

/// With a segment behind the beginning.
fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(exif(orientation));
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
    bytes.extend(segment);
    bytes.extend(&jpeg[2..]);
    bytes
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn redrawn(bytes: &[u8], longest: u32) -> RgbImage {
    let drawn = Pictures.redraw(Media::of(bytes).unwrap(), bytes, longest).unwrap();
    image::load_from_memory_with_format(&drawn, ImageFormat::Jpeg).unwrap().to_rgb8()
}

fn fault(bytes: &[u8]) -> PictureFault {
    Pictures.redraw(Media::of(bytes).unwrap(), bytes, 1200).unwrap_err()
}

fn is_red(picture: &RgbImage, x: u32, y: u32) -> bool {
    let Rgb([red, _, blue]) = picture.get_pixel(x, y);
    *red > 200 && *blue < 80
}

#[test]
fn where_and_with_what_it_was_taken_is_gone_and_it_stands_upright() {
    let taken = with_exif(&jpeg(&two_colours(80, 40)), 6);
    assert!(contains(&taken, b"GPS:43.8868") && contains(&taken, b"SECRET-DEVICE") && contains(&taken, b"Exif"));
    let drawn = Pictures.redraw(Media::Jpeg, &taken, 1200).unwrap();
    for what in [b"GPS:43.8868".as_slice(), b"SECRET-DEVICE", b"Exif", b"http://ns.adobe.com"] {
        assert!(!contains(&drawn, what), "{:?}", String::from_utf8_lossy(what));
    }
    // Turned by a quarter to the right: what was left is above.
    let upright = redrawn(&taken, 1200);
    assert_eq!(upright.dimensions(), (40, 80));
    assert!(is_red(&upright, 20, 10) && !is_red(&upright, 20, 70));
}

#[test]
fn a_second_file_inside_is_gone() {
    let mut polyglot = jpeg(&two_colours(80, 40));
    polyglot.extend(b"PK\x03\x04 <script>alert(1)</script>");
    let drawn = Pictures.redraw(Media::Jpeg, &polyglot, 1200).unwrap();
    assert!(!contains(&drawn, b"PK\x03\x04") && !contains(&drawn, b"<script>"));
    let mut polyglot = png(&two_colours(80, 40).into());
    polyglot.extend(b"<?php ?>");
    assert!(!contains(&Pictures.redraw(Media::Png, &polyglot, 1200).unwrap(), b"<?php"));
}

#[test]
fn it_is_made_as_small_as_it_may_be_and_never_larger() {
    assert_eq!(redrawn(&jpeg(&two_colours(3000, 1500)), 1200).dimensions(), (1200, 600));
    assert_eq!(redrawn(&jpeg(&two_colours(300, 150)), 1200).dimensions(), (300, 150));
    let turned = with_exif(&jpeg(&two_colours(3000, 1500)), 8);
    assert_eq!(redrawn(&turned, 1200).dimensions(), (600, 1200));
}

#[test]
fn every_kind_of_pixel_becomes_a_photo() {
    let grey = ImageBuffer::from_pixel(20, 20, Luma([40_000_u16]));
    assert_eq!(redrawn(&png(&DynamicImage::ImageLuma16(grey)), 1200).get_pixel(5, 5).0, [156, 156, 156]);
    let clear = ImageBuffer::from_pixel(20, 20, Rgba([0, 0, 0, 0_u8]));
    assert_eq!(redrawn(&png(&DynamicImage::ImageRgba8(clear)), 1200).get_pixel(5, 5).0, [255, 255, 255]);
    let mut webp = Vec::new();
    let picture = two_colours(80, 40);
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut webp);
    encoder.write_image(&picture, 80, 40, image::ExtendedColorType::Rgb8).unwrap();
    assert!(is_red(&redrawn(&webp, 1200), 10, 20));
}

#[test]
fn a_picture_larger_than_the_machine_is_refused_before_it_is_unpacked() {
    // Only the beginning of a PNG that says it has 30,000 x 30,000 pixels, or 15,000 x 15,000.
    for side in [30_000_u32, 15_000] {
        let mut bomb = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut header = b"IHDR".to_vec();
        header.extend(side.to_be_bytes());
        header.extend(side.to_be_bytes());
        header.extend([8, 6, 0, 0, 0]);
        bomb.extend(13_u32.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(&header);
        bomb.extend(&header);
        bomb.extend(crc.sum().to_be_bytes());
        bomb.extend(b"\0\0\0\x01IDAT\0\0\0\0\0\0\0\0\0");
        assert_eq!(fault(&bomb), PictureFault::TooLarge, "{side}");
    }
    // The height and width of a whole JPEG overwritten.
    let mut bomb = jpeg(&two_colours(80, 40));
    let frame = bomb.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    assert_eq!(fault(&bomb), PictureFault::TooLarge);
}

#[test]
fn a_spoiled_picture_is_refused_and_never_a_fault() {
    let good = png(&two_colours(80, 40).into());
    for length in [8, 20, 40, good.len() / 2] {
        assert_eq!(fault(&good[..length]), PictureFault::Unreadable, "{length}");
    }
    assert_eq!(fault(b"\xff\xd8\xff\xe0 no picture at all"), PictureFault::Unreadable);
    assert_eq!(fault(b"RIFF\x04\0\0\0WEBPVP8 "), PictureFault::Unreadable);
    let photo = with_exif(&jpeg(&two_colours(80, 40)), 6);
    let webp = {
        let mut bytes = Vec::new();
        let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
        encoder.write_image(&two_colours(16, 16), 16, 16, image::ExtendedColorType::Rgb8).unwrap();
        bytes
    };
    for picture in [good, photo, webp] {
        for at in 0..picture.len() {
            let mut spoiled = picture.clone();
            spoiled[at] ^= 0x55;
            if let Some(media) = Media::of(&spoiled) {
                let _ = Pictures.redraw(media, &spoiled, 64);
            }
        }
    }
}

#[test]
fn papers_are_taken_for_claims_only_and_nothing_else_at_all() {
    let clean = |kind, bytes: &[u8]| files::clean(&Pictures, kind, bytes).map(drop).map_err(|refusal| format!("{refusal:?}"));
    let paper = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n";
    assert_eq!(clean(Kind::Claim, paper), Ok(()));
    for kind in [Kind::Nomination, Kind::Posting] {
        assert_eq!(clean(kind, paper), Err("FileKind".into()));
    }
    for bytes in [b"".as_slice(), b"PK\x03\x04", b"<svg/>", b"GIF89a\x01\0\x01\0"] {
        assert_eq!(clean(Kind::Claim, bytes), Err("FileKind".into()));
    }
}
