//! Paper ballots 纸质票 for the printer: A4, one for each voter who has one, black on white; one file without anything from elsewhere.
//!
//! Above, to be cut off and put on the envelope: the serial, as text and as a code for whoever takes it in, where it goes, and the place
//! to sign. Below, the ballot: what is asked, and the area that the law counts. No serial and no name stands on it, so that whoever
//! opens envelopes and counts papers does not see whose they are (`flows::paper`).

use std::fmt::Write as _;

use super::qr::svg;
use super::sheet::escaped;
use crate::election::poll::package::ask::FAVOUR_AGAINST_ABSTAIN;
use crate::election::poll::package::{CommitteeItem, CommitteeVote, Item, Package};
use crate::election::weight::SquareMetres;
use crate::flows::paper::Issued;

/// What stands on all of them.
pub(super) struct Head<'h> {
    /// The community.
    pub(super) community: &'h str,
    /// The poll's title.
    pub(super) title: &'h str,
    /// When the voting ends, in the time of the place.
    pub(super) until: &'h str,
}

const STYLE: &str = "@page{size:A4;margin:12mm 15mm}*{box-sizing:border-box}body{margin:0 auto;max-width:180mm;color:#000;background:#fff;\
    font:13pt/1.4 'PingFang SC','HarmonyOS Sans','Noto Sans CJK SC',sans-serif}.paper{break-after:page}\
    .label{position:relative;display:flex;gap:8mm;padding:0 0 5mm;border-bottom:1px dashed #000;margin-bottom:5mm}\
    .label::after{content:'✂';position:absolute;left:0;bottom:-4mm}.code{flex:none}.code svg{display:block;width:26mm;height:26mm}\
    p{margin:1mm 0}.to{font-size:18pt;font-weight:bold}.serial{font:bold 18pt/1.3 monospace;letter-spacing:1px}\
    .sign{margin-top:3mm}h1{font-size:20pt;text-align:center;margin:0}h2{font-size:14pt;margin:4mm 0 1mm;break-after:avoid}\
    .how{border:1px solid #000;padding:2mm 3mm}.area{text-align:center}.text{font-size:12pt;white-space:pre-line}\
    table{width:100%;border-collapse:collapse}tr{break-inside:avoid}th,td{border:1px solid #000;padding:1mm 2mm;text-align:left}\
    th{font-size:12pt}.box{width:22mm;text-align:center;white-space:nowrap}td.box{font-size:20pt;line-height:1}.no{width:14mm}\
    td.one{width:33%;text-align:center;font-size:15pt}";

/// The papers; `None` if a serial is too long for a code.
pub(super) fn html(head: &Head<'_>, package: &Package, papers: &[Issued]) -> Option<String> {
    let ballot = ballot(head, package);
    let until = escaped(head.until);
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>纸质票</title><style>{STYLE}</style></head><body>"
    );
    for paper in papers {
        let (room, name, serial) = (escaped(&paper.room), escaped(&paper.name), escaped(&paper.serial));
        let code = svg(&paper.serial)?;
        let _ = write!(
            page,
            "<section class=\"paper\"><div class=\"label\"><div class=\"code\">{}</div><div><p class=\"to\">{room}　{name}</p>\
             <p>编号 <span class=\"serial\">{serial}</span></p><p>剪下这一条，贴在信封上。{until} 前投进投票箱。</p>\
             <p class=\"sign\">表决人签名：＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿</p></div></div>{}\
             <p class=\"area\">专有部分面积：{} 平方米</p>{}</section>",
            code.as_str(),
            ballot.0,
            SquareMetres(paper.area.unsigned_abs()),
            ballot.1
        );
    }
    page.push_str("</body></html>");
    Some(page)
}

/// What is the same on all ballots: above the area, and below it.
fn ballot(head: &Head<'_>, package: &Package) -> (String, String) {
    let above = format!("<h1>{}<br>{}　表决票</h1>", escaped(head.community), escaped(head.title));
    let mut below = String::from(
        "<p class=\"how\">在您选的那一格里打“√”。票上不要写名字，不要做别的记号。填好后装进信封，封好，在信封上签名。</p>",
    );
    for (number, item) in (1..).zip(&package.items) {
        let (title, text) = match item {
            Item::Committee(committee) => (&committee.title, &committee.text),
            Item::Matter(matter) => (&matter.title, &matter.text),
        };
        let _ = write!(below, "<h2>{number}. {}</h2>", escaped(title));
        if !text.is_empty() {
            let _ = write!(below, "<p class=\"text\">{}</p>", escaped(text));
        }
        match item {
            Item::Matter(_) => {
                let boxes = FAVOUR_AGAINST_ABSTAIN.map(|answer| format!("<td class=\"one\">{answer} □</td>")).concat();
                let _ = write!(below, "<p>只选一格。</p><table><tr>{boxes}</tr></table>");
            }
            Item::Committee(committee) => match committee.vote {
                CommitteeVote::Each => each(&mut below, committee),
                CommitteeVote::UpToSeats => up_to_seats(&mut below, committee),
            },
        }
    }
    (above, below)
}

/// 同意, 反对, 弃权 on every candidate.
fn each(page: &mut String, committee: &CommitteeItem) {
    page.push_str("<p>每人只选一格。</p><table><tr><th class=\"no\">序号</th><th>候选人</th>");
    for answer in FAVOUR_AGAINST_ABSTAIN {
        let _ = write!(page, "<th class=\"box\">{answer}</th>");
    }
    page.push_str("</tr>");
    let boxes = "<td class=\"box\">□</td>".repeat(FAVOUR_AGAINST_ABSTAIN.len());
    for (number, label) in (1..).zip(committee.labels()) {
        let _ = write!(page, "<tr><td>{number}</td><td>{}</td>{boxes}</tr>", escaped(&label));
    }
    page.push_str("</table>");
}

/// Candidates to choose from, and the blank vote below.
fn up_to_seats(page: &mut String, committee: &CommitteeItem) {
    let most = usize::from(committee.seats).min(committee.candidates.len());
    let _ = write!(
        page,
        "<p>最多选 {most} 人。多选了，这一项无效。</p>\
         <table><tr><th class=\"no\">序号</th><th>候选人</th><th class=\"box\">选</th></tr>"
    );
    for (number, label) in (1..).zip(committee.labels()) {
        let _ = write!(page, "<tr><td>{number}</td><td>{}</td><td class=\"box\">□</td></tr>", escaped(&label));
    }
    page.push_str("<tr><td></td><td>一个也不选（空白票）</td><td class=\"box\">□</td></tr></table>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::Digest;
    use crate::election::outcome::Subject;
    use crate::election::poll::package::{Candidate, MatterItem, Scope};

    fn candidate(name: &str, building: &str) -> Candidate {
        Candidate {
            name: name.into(),
            building: building.into(),
            age_band: "60-69".into(),
            political_status: None,
            occupation: None,
            resume: "1985 年起任教。".into(),
            plans: "公开每一笔维修资金。".into(),
            photo: None,
        }
    }

    fn package(vote: CommitteeVote) -> Package {
        let names = [
            ("丁一", "1栋"),
            ("王小明", "2栋"),
            ("张伟", "3栋"),
            ("张伟", "5栋"),
            ("欧阳春", "2栋"),
            ("赵丽", "6栋"),
            ("钱进", "7栋"),
        ];
        let matter = |title: &str, text: &str| {
            Item::Matter(MatterItem { subject: Subject::PropertyCompany, title: title.into(), text: text.into() })
        };
        Package {
            version: 1,
            community: "湖光示范小区".into(),
            title: "第一次业主大会".into(),
            text: String::new(),
            items: vec![
                Item::Committee(CommitteeItem {
                    title: "选举业主委员会委员".into(),
                    text: String::new(),
                    scope: Scope::Whole,
                    seats: 5,
                    alternates: 2,
                    vote,
                    candidates: names.map(|(name, building)| candidate(name, building)).to_vec(),
                }),
                matter("是否选聘<绿园>物业", "合同三年。"),
                matter("是否续筹维修资金", ""),
            ],
            rules: Digest::of(b"rules"),
            roll: Digest::of(b"roll"),
        }
    }

    fn printed(vote: CommitteeVote) -> String {
        let head = Head { community: "湖光示范小区", title: "第一次业主大会", until: "3月27日24:00" };
        let paper = |serial: &str, number| Issued {
            number,
            room: "3栋2单元501".into(),
            name: "王**".into(),
            area: 8_956,
            serial: serial.into(),
        };
        html(&head, &package(vote), &[paper("K7P4-92XD", 1), paper("AAAA-BBBB", 2)]).unwrap()
    }

    #[test]
    fn a_paper_asks_everything_and_only_its_label_says_whose_it_is() {
        let page = printed(CommitteeVote::UpToSeats);
        assert_eq!((page.matches("<section").count(), page.matches("<svg").count()), (2, 2));
        let (_, first) = page.split_once("K7P4-92XD").unwrap();
        let (_, ballot) = first.split_once("<h1>").unwrap();
        let (ballot, _) = ballot.split_once("</section>").unwrap();
        for hidden in ["K7P4", "王**", "501", "svg"] {
            assert!(!ballot.contains(hidden), "{hidden}: {ballot}");
        }
        assert!(ballot.contains("89.56 平方米") && ballot.contains("最多选 5 人"));
        assert!(ballot.contains("<td>3</td><td>张伟（3栋）</td>") && ballot.contains("<td>4</td><td>张伟（5栋）</td>"));
        // Seven candidates, nobody, and three answers to each of two matters.
        assert_eq!(ballot.matches('□').count(), 7 + 1 + 2 * 3);
        assert!(ballot.contains("是否选聘&lt;绿园&gt;物业") && ballot.contains("合同三年。") && !page.contains("<绿园>"));
    }

    #[test]
    fn each_candidate_has_three_answers_where_the_rules_say_so() {
        let page = printed(CommitteeVote::Each);
        assert_eq!(page.matches('□').count(), 2 * (7 + 2) * 3);
        assert!(page.contains("<td>2</td><td>王小明</td>") && !page.contains("空白票"));
    }
}
