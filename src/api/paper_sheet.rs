//! The sheet 纸质票计票单 for the printer: what two tellers counted alike, with places where both sign by hand. A4, black on white; one file
//! without anything from elsewhere.

use std::fmt::Write as _;

use super::sheet::escaped;
use crate::election::paper::{Counted, Serials};
use crate::election::parameters::Question;
use crate::election::weight::{SquareMetres, Weight};

const STYLE: &str = "@page{size:A4;margin:15mm}*{box-sizing:border-box}body{margin:0 auto;max-width:180mm;color:#000;background:#fff;\
    font:13pt/1.5 'PingFang SC','HarmonyOS Sans','Noto Sans CJK SC',sans-serif}h1{font-size:20pt;text-align:center;margin:0 0 4mm}\
    h2{font-size:14pt;margin:5mm 0 1mm}table{width:100%;border-collapse:collapse;break-inside:avoid}\
    th,td{border:1px solid #000;padding:1mm 2mm;text-align:right}th:first-child,td:first-child{text-align:left}\
    .sign{display:flex;gap:10mm;margin-top:14mm;break-inside:avoid}.sign p{flex:1;border-top:1px solid #000;padding-top:1mm;margin:0}";

/// What stands above.
pub(super) struct Head<'h> {
    /// The community.
    pub(super) community: &'h str,
    /// The poll's title.
    pub(super) title: &'h str,
    /// Names of the two tellers.
    pub(super) tellers: &'h [String],
}

/// The sheet. `counted` has one entry for each question.
pub(super) fn html(head: &Head<'_>, serials: &Serials, asked: &[Question], counted: &[Counted]) -> String {
    let (community, title) = (escaped(head.community), escaped(head.title));
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>纸质票计票单</title><style>{STYLE}</style></head>\
         <body><h1>纸质票计票单</h1><p>{community}　{title}</p>"
    );
    let Serials { printed, issued, unused, returned, outstanding, valid, void, duplicate } = serials;
    let _ = write!(
        page,
        "<h2>票数</h2><table><tr><th>印制</th><th>发出</th><th>未用</th><th>收回</th><th>未收回</th><th>有效</th><th>作废</th><th>重复</th></tr>\
         <tr><td>{printed}</td><td>{issued}</td><td>{unused}</td><td>{returned}</td><td>{outstanding}</td><td>{valid}</td><td>{void}</td>\
         <td>{duplicate}</td></tr></table>"
    );
    for (number, (asked, counted)) in (1..).zip(asked.iter().zip(counted)) {
        let _ = write!(
            page,
            "<h2>{number}. {}</h2><table><tr><th></th><th>人数</th><th>面积（平方米）</th></tr>",
            escaped(&asked.question)
        );
        for (answer, weight) in asked.answers.iter().zip(&counted.options) {
            row(&mut page, answer, *weight);
        }
        row(&mut page, "有效票", counted.valid);
        row(&mut page, "空白票", counted.blank);
        row(&mut page, "无效票", counted.invalid);
        page.push_str("</table>");
    }
    page.push_str("<p>两名计票人分别清点、分别录入，结果一致。</p><div class=\"sign\">");
    for teller in head.tellers {
        let _ = write!(page, "<p>计票人 {}　　　　年　月　日</p>", escaped(teller));
    }
    page.push_str("</div></body></html>");
    page
}

fn row(page: &mut String, name: &str, weight: Weight) {
    let (name, people, area) = (escaped(name), weight.people, SquareMetres(weight.area));
    let _ = write!(page, "<tr><td>{name}</td><td>{people}</td><td>{area}</td></tr>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_names_everything_and_holds_no_markup_of_people() {
        let question = |answers: &[&str]| Question {
            answers: answers.iter().map(|&answer| answer.to_owned()).collect(),
            blank: None,
            min: 1,
            max: 1,
            question: "是否选聘<绿园>物业".into(),
        };
        let (one, none) = (Weight { people: 2, area: 17_856 }, Weight::ZERO);
        let counted = Counted { options: vec![one, none, none], valid: one, blank: none, invalid: none };
        let tellers = ["王小明".to_owned(), "王小明（二）".to_owned()];
        let head = Head { community: "湖光小区", title: "业主大会", tellers: &tellers };
        let serials = Serials { printed: 5, issued: 3, unused: 2, returned: 2, outstanding: 1, valid: 2, void: 0, duplicate: 0 };
        let page = html(&head, &serials, &[question(&["同意", "反对", "弃权"])], &[counted]);
        assert!(page.contains("<tr><td>同意</td><td>2</td><td>178.56</td></tr>"));
        assert!(page.contains("是否选聘&lt;绿园&gt;物业") && !page.contains("<绿园>"));
        assert!(page.contains("计票人 王小明（二）") && page.contains("<td>5</td><td>3</td><td>2</td>"));
    }
}
