//! A sheet of slips 票单 for the printer: A4, four a page with marks for cutting, black on white so that a bad copier does not hurt it
//! (`ux.md`, Print). One file without anything from elsewhere; the QR codes stand in it as SVG.

use std::fmt::Write as _;
use std::io;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::qr::svg;

/// Slips of a page.
const A_PAGE: usize = 4;
/// Pages of a piece.
const A_PIECE: usize = 8;

/// What stands on every slip.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Head {
    /// The poll's title.
    pub(super) title: String,
    /// The community.
    pub(super) community: String,
    /// `vote.example.cn`, in words under the code.
    pub(super) host: String,
    /// When the voting ends, in the time of the place.
    pub(super) until: String,
    /// Where the ballot boxes for paper stand.
    pub(super) boxes: Vec<String>,
    /// Who helps, and how to reach them.
    pub(super) contact: Option<String>,
    /// When they are there.
    pub(super) hours: Option<String>,
}

/// What stands on one.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct One {
    /// `3-2-501`.
    pub(super) room: String,
    /// Masked.
    pub(super) name: String,
    /// `ABCD-EFGH`.
    pub(super) serial: String,
    /// In the QR code.
    pub(super) link: Zeroizing<String>,
}

/// What a sheet is made of; as text it takes twenty times as much, which for all voters of a large poll is too much at once.
#[derive(Serialize, Deserialize)]
pub(super) struct Sheet {
    head: Head,
    slips: Vec<One>,
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
fn help(head: &Head) -> String {
    let mut help = String::from("<p>不会用手机？可以要纸质票");
    match &head.contact {
        None => help.push_str("，请联系筹备组。"),
        Some(contact) => {
            let _ = write!(help, "，请找 {}", escaped(contact));
            if let Some(hours) = &head.hours {
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

impl Sheet {
    /// `None` if a link is too long for a QR code.
    pub(super) fn new(head: Head, slips: Vec<One>) -> Option<Self> {
        // What fits for the longest fits for all.
        let longest = slips.iter().max_by_key(|slip| slip.link.len());
        longest.is_none_or(|slip| svg(&slip.link).is_some()).then_some(Self { head, slips })
    }

    /// The text, some pages at a time.
    pub(super) fn text(self) -> impl Iterator<Item = io::Result<String>> + Send {
        let Self { head, slips } = self;
        let (title, community, host, until) =
            (escaped(&head.title), escaped(&head.community), escaped(&head.host), escaped(&head.until));
        let first = format!(
            "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body>"
        );
        let help = help(&head);
        let mut slips = slips.into_iter();
        let pieces = std::iter::from_fn(move || {
            let some: Vec<One> = slips.by_ref().take(A_PAGE.saturating_mul(A_PIECE)).collect();
            (!some.is_empty()).then(|| {
                let mut piece = String::new();
                for four in some.chunks(A_PAGE) {
                    piece.push_str("<section class=\"page\">");
                    for (place, slip) in (1..).zip(four) {
                        let code = svg(&slip.link).ok_or_else(|| io::Error::other("a link that is too long for a code"))?;
                        let (room, name, serial) = (escaped(&slip.room), escaped(&slip.name), escaped(&slip.serial));
                        // Below the last place is the edge of the paper; below the last slip of a page that is not full there is none.
                        let class = if place < A_PAGE { "slip cut" } else { "slip" };
                        let _ = write!(
                            piece,
                            "<article class=\"{class}\"><div class=\"code\">{}<br>{host}</div><div><h1>{community}　{title}</h1>\
                             <p class=\"to\">{room}　{name}</p><p>用手机扫码投票，到 {until} 为止。</p>\
                             <p>编号 <span class=\"serial\">{serial}</span></p>\
                             <p>这张票单只给本户，请不要转给别人。</p>{help}</div></article>",
                            code.as_str()
                        );
                    }
                    piece.push_str("</section>");
                }
                Ok(piece)
            })
        });
        std::iter::once(Ok(first)).chain(pieces).chain(std::iter::once(Ok("</body></html>".to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(head: &Head, slips: usize) -> String {
        let link = Zeroizing::new("https://vote.example.cn/v/x#y.z".to_owned());
        let one = One { room: "3-2-501".into(), name: "王**".into(), serial: "ABCD-EFGH".into(), link };
        let slips = (0..slips).map(|_| one.clone()).collect();
        Sheet::new(head.clone(), slips).unwrap().text().collect::<io::Result<String>>().unwrap()
    }

    #[test]
    fn four_a_page_and_no_markup_of_people() {
        let head = Head {
            title: "业主<大会>".into(),
            community: "湖光小区".into(),
            host: "vote.example.cn".into(),
            until: "3月27日".into(),
            boxes: vec!["社区服务站".to_owned(), "3栋<门厅>".to_owned()],
            contact: Some("王书记 0431-88880000".into()),
            hours: Some("每天9点到17点".into()),
        };
        let page = text(&head, 9);
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
        let page = text(&Head { boxes: Vec::new(), contact: None, ..head.clone() }, 9);
        assert!(page.contains("请联系筹备组") && !page.contains("投票箱"));
        let several = A_PAGE * A_PIECE * 2 + 1;
        let page = text(&Head { title: "一".into(), ..head }, several);
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</section></body></html>"));
        assert_eq!((page.matches("<svg").count(), page.matches("<section").count()), (several, A_PIECE * 2 + 1));
        assert_eq!(page.matches("<html").count(), 1);
    }

    #[test]
    fn a_link_that_no_code_holds_makes_no_sheet() {
        let head = Head {
            title: String::new(),
            community: String::new(),
            host: String::new(),
            until: String::new(),
            boxes: Vec::new(),
            contact: None,
            hours: None,
        };
        let one =
            |length| One { room: "1".into(), name: "王**".into(), serial: "A".into(), link: Zeroizing::new("x".repeat(length)) };
        assert!(Sheet::new(head.clone(), vec![one(40), one(2000), one(40)]).is_some());
        assert!(Sheet::new(head, vec![one(40), one(3000), one(40)]).is_none());
    }
}
