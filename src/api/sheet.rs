//! A sheet of slips 票单 for the printer: A4, four a page with marks for cutting, black on white so that a bad copier does not hurt it
//! (`ux.md`, Print). One file without anything from elsewhere; the QR codes stand in it as SVG.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// A quiet zone of four modules, as ISO/IEC 18004 demands.
const QUIET: usize = 4;
/// Slips of a page.
const A_PAGE: usize = 4;

/// What stands on every slip.
pub(super) struct Head<'h> {
    /// The poll's title.
    pub(super) title: &'h str,
    /// The community.
    pub(super) community: &'h str,
    /// `vote.example.cn`, in words under the code.
    pub(super) host: &'h str,
    /// When the voting ends, in the time of the place.
    pub(super) until: &'h str,
}

/// What stands on one.
pub(super) struct One<'o> {
    /// `3-2-501`.
    pub(super) room: &'o str,
    /// Masked.
    pub(super) name: &'o str,
    /// `ABCD-EFGH`.
    pub(super) serial: &'o str,
    /// In the QR code.
    pub(super) link: &'o str,
}

/// A QR code of level M as SVG, 30 mm with its quiet zone; `None` if the text is too long for one.
pub(super) fn svg(text: &str) -> Option<Zeroizing<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let side = width.saturating_add(QUIET.saturating_mul(2));
    let mut svg = Zeroizing::new(String::with_capacity(colors.len().saturating_mul(12)));
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"34mm\" height=\"34mm\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\""
    );
    for (row, line) in colors.chunks(width.max(1)).enumerate() {
        for (column, _) in line.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            let (x, y) = (column.saturating_add(QUIET), row.saturating_add(QUIET));
            let _ = write!(svg, "M{x} {y}h1v1h-1z");
        }
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// Text of people, so that it cannot become markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

const STYLE: &str = "@page{size:A4;margin:0}*{box-sizing:border-box}body{margin:0;color:#000;background:#fff;\
    font:14pt/1.4 'PingFang SC','HarmonyOS Sans','Noto Sans CJK SC',sans-serif}\
    .page{width:210mm;height:296mm;display:grid;grid-template-rows:repeat(4,1fr);break-after:page}\
    .slip{position:relative;padding:8mm 12mm;border-bottom:1px dashed #000;display:flex;gap:8mm}\
    .slip:last-child{border-bottom:0}.slip:not(:last-child)::after{content:'✂';position:absolute;left:2mm;bottom:-4mm}\
    .code{width:40mm;text-align:center;font-size:10pt;flex:none}h1{font-size:18pt;margin:0}p{margin:1mm 0}\
    .serial{font:bold 18pt/1.3 monospace;letter-spacing:1px}.to{font-size:20pt;font-weight:bold}";

/// The sheet; `None` if a link is too long for a QR code.
pub(super) fn html(head: &Head<'_>, slips: &[One<'_>]) -> Option<Zeroizing<String>> {
    let mut page = Zeroizing::new(String::with_capacity(slips.len().saturating_mul(24_000).saturating_add(4_000)));
    let (title, community, host, until) = (escaped(head.title), escaped(head.community), escaped(head.host), escaped(head.until));
    let _ = write!(
        page,
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body>"
    );
    for four in slips.chunks(A_PAGE) {
        page.push_str("<section class=\"page\">");
        for slip in four {
            let code = svg(slip.link)?;
            let (room, name, serial) = (escaped(slip.room), escaped(slip.name), escaped(slip.serial));
            let _ = write!(
                page,
                "<article class=\"slip\"><div class=\"code\">{}<br>{host}</div><div><h1>{community}　{title}</h1>\
                 <p class=\"to\">{room}　{name}</p><p>用手机扫码投票，到 {until} 为止。</p>\
                 <p>编号 <span class=\"serial\">{serial}</span></p>\
                 <p>这张票单只给本户，请不要转给别人。不会用手机？可以要纸质票，请联系筹备组。</p></div></article>",
                code.as_str()
            );
        }
        page.push_str("</section>");
    }
    page.push_str("</body></html>");
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_every_dark_module() {
        let text = "https://vote.example.cn/v/o3JHbEwRLoXJh1o3JHbEwR#My9nJ-ruuhJC-Dt8gP-ZhGg1C.ABCD1234";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let svg = svg(text).unwrap();
        assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", code.width() + 8)));
        assert_eq!(svg.matches("h1v1h-1z").count(), code.to_colors().iter().filter(|color| **color == Color::Dark).count());
        // The corner of the first finder pattern stands behind the quiet zone.
        assert!(svg.contains("M4 4h1v1h-1z") && !svg.contains("M3 4"));
    }

    #[test]
    fn four_a_page_and_no_markup_of_people() {
        let head = Head { title: "业主<大会>", community: "湖光小区", host: "vote.example.cn", until: "3月27日" };
        let one = One { room: "3-2-501", name: "王**", serial: "ABCD-EFGH", link: "https://vote.example.cn/v/x#y.z" };
        let slips: Vec<One<'_>> = (0..9).map(|_| One { ..one }).collect();
        let page = html(&head, &slips).unwrap();
        assert_eq!(page.matches("class=\"page\"").count(), 3);
        assert_eq!(page.matches("<svg").count(), 9);
        assert!(page.contains("业主&lt;大会&gt;") && !page.contains("<大会>"));
    }
}
