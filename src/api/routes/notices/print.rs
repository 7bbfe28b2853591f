//! A notice as it hangs on the board: A4, black on white, so that it survives a bad copier. One page of HTML without scripts; the
//! only style is the one below, named in the policy by its digest, so that nothing that got into a text could bring its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcode::{Color, EcLevel, QrCode};
use ring::digest::{SHA256, digest};

use super::super::super::service::Service;
use crate::election::poll::notice::Part;
use crate::flows::notices::Notice;

const STYLE: &str = "@page{size:A4;margin:20mm}\
body{color:#000;background:#fff;font:16pt/1.6 'PingFang SC','HarmonyOS Sans','Noto Sans CJK SC',sans-serif;max-width:170mm;margin:0 auto}\
h1{font-size:22pt;line-height:1.3;text-align:center;margin:0 0 8mm}\
h2{font-size:16pt;margin:5mm 0 0}\
p{margin:0;white-space:pre-line;overflow-wrap:anywhere}\
.corrected{border:1mm solid #000;padding:3mm;margin-bottom:6mm}\
.end{break-inside:avoid;display:flex;justify-content:space-between;align-items:flex-end;gap:8mm;margin-top:10mm}\
.code{font-size:9pt;line-height:1.4}\
.code b{font-size:10pt}\
.seal{text-align:right;margin-top:16mm;font-size:16pt}\
svg{width:30mm;height:30mm;flex:none}";

/// What the page may load: nothing, and this one style.
pub(super) fn policy() -> String {
    let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
}

/// Text for HTML, in content and in attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// In groups of eight, so that people can compare it.
fn grouped(digest: &str) -> String {
    let mut out = String::with_capacity(digest.len().saturating_mul(2));
    for (index, c) in digest.chars().enumerate() {
        if index > 0 && index.is_multiple_of(8) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// A QR code as SVG, with its quiet zone; nothing if the text is too long for one.
fn qr(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return String::new() };
    let width = code.width();
    let side = width.saturating_add(8);
    let mut path = String::new();
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (index.checked_rem(width).unwrap_or(0), index.checked_div(width).unwrap_or(0));
            path.push_str(&format!("M{} {}h1v1h-1z", x.saturating_add(4), y.saturating_add(4)));
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"二维码\" \
         shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

/// The page.
pub(super) fn page(notice: &Notice, service: &Service) -> String {
    let part = |wanted| {
        let found = notice.text.parts.iter().find(|part| part.part == wanted);
        found.map(|part| escaped(&part.text)).unwrap_or_default()
    };
    let digest = notice.row.digest.as_deref().unwrap_or_default();
    let link = format!("{}/api/v1/public/notices/{digest}/print", service.public_url());
    let title = service.titled(&part(Part::Title));
    let mut body = String::new();
    if !notice.corrected_by.is_empty() {
        let links = notice.corrected_by.iter().map(|by| format!("<a href=\"../{0}/print\">{1}</a>", escaped(by), grouped(by)));
        let links = links.collect::<Vec<_>>().join("<br>");
        body.push_str(&format!("<p class=\"corrected\">这份公告已有更正：<br>{links}</p>"));
    }
    body.push_str(&format!("<h1>{title}</h1><p>{}</p>", part(Part::Salutation)));
    for text in &notice.text.parts {
        if matches!(text.part, Part::Title | Part::Salutation | Part::Signature | Part::Date) {
            continue;
        }
        body.push_str(&format!("<h2>{}</h2><p>{}</p>", text.part.names()[0], escaped(&text.text)));
    }
    let names = notice.text.names.iter().map(|name| format!("<p>公布的内容：{}</p>", grouped(&name.to_string())));
    let names: String = names.collect();
    body.push_str(&format!(
        "<div class=\"end\"><div><div class=\"code\"><p><b>防改码</b></p><p>本公告：{}</p>{names}</div></div>{}</div>\
         <p class=\"seal\">{}\n{}</p>",
        grouped(digest),
        qr(&link),
        part(Part::Signature),
        part(Part::Date),
    ));
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>{STYLE}</style></head><body><main>{body}</main>\
         </body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        assert_eq!(escaped("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
    }

    #[test]
    fn the_policy_names_the_style_and_nothing_else() {
        let policy = policy();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        assert!(!STYLE.contains(['<', '&']), "the style stands in the page as it is");
    }

    #[test]
    fn digests_are_grouped_and_codes_drawn() {
        assert_eq!(grouped("0123456789abcdef01"), "01234567 89abcdef 01");
        let code = qr("https://vote.example.cn/api/v1/public/notices/00/print");
        assert!(code.contains("<path") && code.contains("M4 4h1v1h-1z"), "a finder pattern behind the quiet zone");
        assert_eq!(qr(&"x".repeat(5000)), "");
    }
}
