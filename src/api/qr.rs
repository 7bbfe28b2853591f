//! QR codes of slips' links (ISO/IEC 18004, level M), as SVG for the printer and as PNG for whoever makes slips with another program.

use std::fmt::Write as _;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// A quiet zone of four modules, as ISO/IEC 18004 demands.
const QUIET: usize = 4;
/// Pixels of a module in a PNG: at 300 dpi a code of 45 modules and its quiet zone has 36 mm.
const PIXELS: usize = 8;

/// The code of a text; `None` if it is too long for one.
fn code(text: &str) -> Option<(usize, Vec<Color>)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some((code.width(), code.to_colors()))
}

/// As SVG, 34 mm with its quiet zone; `None` if the text is too long.
pub(super) fn svg(text: &str) -> Option<Zeroizing<String>> {
    let (width, colors) = code(text)?;
    let side = width.saturating_add(QUIET.saturating_mul(2));
    let mut svg = Zeroizing::new(String::with_capacity(colors.len().saturating_mul(12)));
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"34mm\" height=\"34mm\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\""
    );
    for (row, line) in colors.chunks(width.max(1)).enumerate() {
        let (mut x, y) = (QUIET, row.saturating_add(QUIET));
        // Dark modules side by side are one bar: half the text, and no seams between them.
        for alike in line.chunk_by(PartialEq::eq) {
            let length = alike.len();
            if alike.first() == Some(&Color::Dark) {
                let _ = write!(svg, "M{x} {y}h{length}v1h-{length}z");
            }
            x = x.saturating_add(length);
        }
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// As PNG, black on white, with its quiet zone; `None` if the text is too long.
pub(super) fn png(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (width, colors) = code(text)?;
    let side = width.saturating_add(QUIET.saturating_mul(2)).saturating_mul(PIXELS);
    let mut pixels = Zeroizing::new(Vec::with_capacity(side.saturating_mul(side)));
    for y in 0..side {
        for x in 0..side {
            let module = |pixel: usize| pixel.div_euclid(PIXELS).checked_sub(QUIET).filter(|module| *module < width);
            let at = module(y).zip(module(x)).map(|(row, column)| row.saturating_mul(width).saturating_add(column));
            let dark = at.and_then(|at| colors.get(at)) == Some(&Color::Dark);
            pixels.push(if dark { 0 } else { u8::MAX });
        }
    }
    let side = u32::try_from(side).ok()?;
    let mut png = Zeroizing::new(Vec::new());
    PngEncoder::new(&mut *png).write_image(&pixels, side, side, ExtendedColorType::L8).ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "https://vote.example.cn/v/o3JHbEwRLoXJh1o3JHbEwR#My9nJ-ruuhJC-Dt8gP-ZhGg1C.ABCD1234";

    #[test]
    fn a_code_has_its_quiet_zone_and_every_dark_module() {
        let (width, colors) = code(TEXT).unwrap();
        let svg = svg(TEXT).unwrap();
        assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", width + 8)));
        let (_, bars) = svg.rsplit_once(" d=\"").unwrap();
        let mut drawn = vec![Color::Light; colors.len()];
        for bar in bars.split_once('"').unwrap().0.split_terminator('z') {
            let (place, sides) = bar.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (there, back) = sides.split_once("v1h-").unwrap();
            assert_eq!(there, back);
            let [x, y, length] = [x, y, there].map(|number| number.parse::<usize>().unwrap());
            assert!(x - QUIET + length <= width);
            drawn[(y - QUIET) * width + x - QUIET..][..length].fill(Color::Dark);
        }
        assert!(drawn == colors);
        // The upper side of the first finder pattern stands behind the quiet zone.
        assert!(bars.starts_with("M4 4h7v1h-7z"));
    }

    #[test]
    fn the_picture_has_the_same_modules() {
        let (width, colors) = code(TEXT).unwrap();
        let picture = image::load_from_memory(&png(TEXT).unwrap()).unwrap().to_luma8();
        assert_eq!(picture.width(), u32::try_from((width + 8) * PIXELS).unwrap());
        let dark = |row: usize, column: usize| {
            let at = |module: usize| u32::try_from((module + QUIET) * PIXELS + PIXELS / 2).unwrap();
            picture.get_pixel(at(column), at(row)).0[0] == 0
        };
        for (at, color) in colors.iter().enumerate() {
            assert_eq!(dark(at / width, at % width), *color == Color::Dark, "{at}");
        }
        assert!(picture.get_pixel(31, 31).0[0] == 255 && picture.get_pixel(32, 32).0[0] == 0);
    }
}
