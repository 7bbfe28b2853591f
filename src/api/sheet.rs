//! A sheet of slips 票单 for the printer: A4, four a page with marks for cutting, black on white so that a bad copier does not hurt it
//! (`ux.md`, Print). One file without anything from elsewhere; the QR codes stand in it as SVG.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::qr::svg;

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
    /// Where the ballot boxes for paper stand.
    pub(super) boxes: &'h [String],
    /// Who helps, and how to reach them.
    pub(super) contact: Option<&'h str>,
    /// When they are there.
    pub(super) hours: Option<&'h str>,
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

/// Text of people, so that it cannot become markup.
pub(super) fn escaped(text: &str) -> String {
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
    .slip{position:relative;padding:8mm 12mm;display:flex;gap:8mm}.cut{border-bottom:1px dashed #000}\
    .cut::after{content:'✂';position:absolute;left:2mm;bottom:-4mm}\
    .code{width:40mm;text-align:center;font-size:10pt;flex:none}h1{font-size:18pt;margin:0}p{margin:1mm 0}\
    .serial{font:bold 18pt/1.3 monospace;letter-spacing:1px}.to{font-size:20pt;font-weight:bold}";

/// What somebody does who does not vote by telephone.
fn help(head: &Head<'_>) -> String {
    let mut help = String::from("<p>不会用手机？可以要纸质票");
    match head.contact {
        None => help.push_str("，请联系筹备组。"),
        Some(contact) => {
            let _ = write!(help, "，请找 {}", escaped(contact));
            if let Some(hours) = head.hours {
                let _ = write!(help, "（{}）", escaped(hours));
            }
            help.push('。');
        }
    }
    if !head.boxes.is_empty() {
        let places: Vec<String> = head.boxes.iter().map(|place| escaped(place)).collect();
        let _ = write!(help, "投票箱：{}。", places.join("、"));
    }
    help.push_str("</p>");
    help
}

/// The sheet; `None` if a link is too long for a QR code.
pub(super) fn html(head: &Head<'_>, slips: &[One<'_>]) -> Option<Zeroizing<String>> {
    let mut page = Zeroizing::new(String::with_capacity(slips.len().saturating_mul(24_000).saturating_add(4_000)));
    let (title, community, host, until) = (escaped(head.title), escaped(head.community), escaped(head.host), escaped(head.until));
    let help = help(head);
    let _ = write!(
        page,
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body>"
    );
    for four in slips.chunks(A_PAGE) {
        page.push_str("<section class=\"page\">");
        for (place, slip) in (1..).zip(four) {
            let code = svg(slip.link)?;
            let (room, name, serial) = (escaped(slip.room), escaped(slip.name), escaped(slip.serial));
            // Below the last place is the edge of the paper; below the last slip of a page that is not full there is none.
            let class = if place < A_PAGE { "slip cut" } else { "slip" };
            let _ = write!(
                page,
                "<article class=\"{class}\"><div class=\"code\">{}<br>{host}</div><div><h1>{community}　{title}</h1>\
                 <p class=\"to\">{room}　{name}</p><p>用手机扫码投票，到 {until} 为止。</p>\
                 <p>编号 <span class=\"serial\">{serial}</span></p>\
                 <p>这张票单只给本户，请不要转给别人。</p>{help}</div></article>",
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
    fn four_a_page_and_no_markup_of_people() {
        let boxes = ["社区服务站".to_owned(), "3栋<门厅>".to_owned()];
        let head = Head {
            title: "业主<大会>",
            community: "湖光小区",
            host: "vote.example.cn",
            until: "3月27日",
            boxes: &boxes,
            contact: Some("王书记 0431-88880000"),
            hours: Some("每天9点到17点"),
        };
        let one = One { room: "3-2-501", name: "王**", serial: "ABCD-EFGH", link: "https://vote.example.cn/v/x#y.z" };
        let slips: Vec<One<'_>> = (0..9).map(|_| One { ..one }).collect();
        let page = html(&head, &slips).unwrap();
        // Four of a height on each A4 page, and a mark for cutting below each that has another place below it.
        let pages: Vec<&str> = page.split("<section class=\"page\">").skip(1).collect();
        let slips_and_cuts = |page: &&str| (page.matches("class=\"slip").count(), page.matches("class=\"slip cut\"").count());
        assert_eq!(pages.iter().map(slips_and_cuts).collect::<Vec<_>>(), [(4, 3), (4, 3), (1, 1)]);
        for rule in [
            "@page{size:A4;margin:0}",
            ".page{width:210mm;height:296mm;display:grid;grid-template-rows:repeat(4,1fr);break-after:page}",
            ".cut{border-bottom:1px dashed #000}.cut::after{content:'✂'",
        ] {
            assert!(page.contains(rule), "{rule}");
        }
        assert_eq!(page.matches("<svg").count(), 9);
        assert!(page.contains("业主&lt;大会&gt;") && !page.contains("<大会>"));
        assert!(page.contains("请找 王书记 0431-88880000（每天9点到17点）。投票箱：社区服务站、3栋&lt;门厅&gt;。"));
        let page = html(&Head { boxes: &[], contact: None, ..head }, &slips).unwrap();
        assert!(page.contains("请联系筹备组") && !page.contains("投票箱"));
    }
}
