//! Paper ballots 纸质票 for the printer: A4, one for each voter who has one, black on white; one file without anything from elsewhere.
//!
//! Above, to be cut off and put on the envelope: the serial, as text and as a code for whoever takes it in, where it goes, and the place
//! to sign. Below, the ballot: what is asked, and the area that the law counts. No serial and no name stands on it, so that whoever
//! opens envelopes and counts papers does not see whose they are (`flows::paper`).

mod sheets;

use std::fmt::Write as _;

use self::sheets::{Asked, Block, divided, lines};
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

const STYLE: &str = "@page{size:A4;margin:10mm 15mm}*{box-sizing:border-box}body{margin:0 auto;max-width:180mm;color:#000;background:#fff;\
    font:13pt/1.4 'PingFang SC','HarmonyOS Sans','Noto Sans CJK SC',sans-serif}.paper{break-after:page}\
    .label{position:relative;display:flex;gap:8mm;height:50mm;padding:0 0 5mm;border-bottom:1px dashed #000;margin-bottom:5mm}\
    .label::after{content:'✂';position:absolute;left:0;bottom:-4mm}.code{flex:none}.code svg{display:block;width:26mm;height:26mm}\
    p{margin:1mm 0}.to{font-size:18pt;font-weight:bold}.to.long{font-size:12pt}.serial{font:bold 18pt/1.3 monospace;letter-spacing:1px}\
    .sign{margin-top:3mm}h1{font-size:20pt;text-align:center;margin:0}h2{font-size:14pt;margin:4mm 0 1mm;break-after:avoid}\
    .how{border:1px solid #000;padding:2mm 3mm}.text{font-size:12pt;white-space:pre-line;margin:0}\
    .mark{display:flex;justify-content:space-between;align-items:baseline}.mark small{font-size:10pt}\
    table{width:100%;border-collapse:collapse}tr{break-inside:avoid}th,td{border:1px solid #000;padding:1mm 2mm;text-align:left}\
    th{font-size:12pt}.box{width:22mm;text-align:center;white-space:nowrap}td.box{font-size:20pt;line-height:1}.no{width:14mm}\
    td.one{width:33%;text-align:center;font-size:15pt}";

/// A longer text is read on the notice and the page of the poll: hundreds of voters with a booklet each is nobody's paper ballot.
const LONGEST: usize = 1_500;
/// A longer text is not kept together.
const TOGETHER: usize = 400;
/// The label's, with the line where it is cut off.
const LABEL: sheets::Height = 550;
/// The line with the area, and which sheet it is.
const MARK: sheets::Height = 75;

const HOW: &str = "在您选的那一格里打“√”。票上不要写名字，不要做别的记号。填好后装进信封，封好，在信封上签名。";

/// The papers; `None` if a serial is too long for a code.
pub(super) fn html(head: &Head<'_>, package: &Package, papers: &[Issued]) -> Option<String> {
    let (title, sheets) = ballot(head, package);
    let (until, poll, of) = (escaped(head.until), short(head), sheets.len());
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>纸质票</title><style>{STYLE}</style></head><body>"
    );
    for paper in papers {
        for (number, sheet) in (1..).zip(&sheets) {
            page.push_str("<section class=\"paper\">");
            if number == 1 {
                label(&mut page, paper, &until)?;
            }
            // The area on every sheet: papers are weighed by it, and sheets come loose.
            let area = SquareMetres(paper.area.unsigned_abs());
            let _ = write!(
                page,
                "<p class=\"mark\"><span>专有部分面积：{area} 平方米</span><small>{poll}　第 {number} 页，共 {of} 页</small></p>"
            );
            if number == 1 {
                let _ = write!(page, "{title}<p class=\"how\">{}</p>", how(of));
            }
            let _ = write!(page, "{sheet}</section>");
        }
    }
    page.push_str("</body></html>");
    Some(page)
}

/// What is cut off. Its height is the same whoever it is for.
fn label(page: &mut String, paper: &Issued, until: &str) -> Option<()> {
    let (room, name, serial) = (escaped(&paper.room), escaped(&paper.name), escaped(&paper.serial));
    let long = if paper.room.chars().count().saturating_add(paper.name.chars().count()) > 40 { " long" } else { "" };
    let code = svg(&paper.serial)?;
    let _ = write!(
        page,
        "<div class=\"label\"><div class=\"code\">{}</div><div><p class=\"to{long}\">{room}　{name}</p>\
         <p>编号 <span class=\"serial\">{serial}</span></p><p>剪下这一条，贴在信封上。{until} 前投进投票箱。</p>\
         <p class=\"sign\">表决人签名：＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿</p></div></div>",
        code.as_str()
    );
    Some(())
}

/// Which poll a sheet is of, in a few words: beside the area there is no room for more.
fn short(head: &Head<'_>) -> String {
    let mut start: String = head.title.chars().take(14).collect();
    if start.len() < head.title.len() {
        start.push('…');
    }
    escaped(&start)
}

fn how(sheets: usize) -> String {
    if sheets > 1 { format!("{HOW}这张票共 {sheets} 页，请一起装进信封。") } else { HOW.to_owned() }
}

/// What is the same on all ballots: the title, and what is asked, sheet by sheet.
fn ballot(head: &Head<'_>, package: &Package) -> (String, Vec<String>) {
    let title = format!("<h1>{}<br>{}　表决票</h1>", escaped(head.community), escaped(head.title));
    let of = |text: &str, in_a_line, height| lines(text.chars().count(), in_a_line, height);
    // With the words for several sheets, whether they are needed or not.
    let taken = [LABEL, MARK, of(head.community, 24, 99), of(head.title, 20, 99), of(&how(10), 36, 65), 66];
    let first = taken.into_iter().fold(0, sheets::Height::saturating_add);
    let asked: Vec<Asked> = package.items.iter().map(asked).collect();
    (title, divided(&asked, first, MARK))
}

fn asked(item: &Item) -> Asked {
    let (title, text) = match item {
        Item::Committee(committee) => (&committee.title, &committee.text),
        Item::Matter(matter) => (&matter.title, &matter.text),
    };
    let (how, open, rows) = match item {
        Item::Matter(_) => three_answers(),
        Item::Committee(committee) => match committee.vote {
            CommitteeVote::Each => each(committee),
            CommitteeVote::UpToSeats => up_to_seats(committee),
        },
    };
    let title_height = lines(title.chars().count(), 33, 70).saturating_add(50);
    let how = Block { html: format!("<p>{how}</p>"), height: 75 };
    Asked { title: escaped(title), title_height, text: paragraphs(text), how, open, rows }
}

/// What a matter is about, in pieces that stay together.
fn paragraphs(text: &str) -> Vec<Block> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > LONGEST {
        let html = format!("<p class=\"text\">全文共 {} 字，见张贴的会议公告和投票网页。</p>", characters.len());
        return vec![Block { html, height: 60 }];
    }
    let whole = text.split('\n').flat_map(|line| {
        let characters: Vec<char> = line.chars().collect();
        let pieces: Vec<String> = characters.chunks(TOGETHER).map(|piece| piece.iter().collect()).collect();
        if pieces.is_empty() { vec![String::new()] } else { pieces }
    });
    let block = |piece: String| {
        let height = lines(piece.chars().count(), 40, 60);
        // An empty line is one.
        let shown = if piece.is_empty() { "&nbsp;".to_owned() } else { escaped(&piece) };
        Block { html: format!("<p class=\"text\">{shown}</p>"), height }
    };
    if characters.is_empty() { Vec::new() } else { whole.map(block).collect() }
}

/// A line of a table with a name of so many characters, of which so many stand in a line.
fn row(html: String, name: &str, in_a_line: usize) -> Block {
    Block { html, height: lines(name.chars().count(), in_a_line, 65).max(72).saturating_add(23) }
}

/// How to answer, the table with its head, and its lines.
type Table = (String, Block, Vec<Block>);

/// A table with a line of headings.
const fn headed(html: String) -> Block {
    Block { html, height: 84 }
}

fn three_answers() -> Table {
    let boxes = FAVOUR_AGAINST_ABSTAIN.map(|answer| format!("<td class=\"one\">{answer} □</td>")).concat();
    (
        "只选一格。".into(),
        Block { html: "<table>".into(), height: 3 },
        vec![Block { html: format!("<tr>{boxes}</tr>"), height: 98 }],
    )
}

/// 同意, 反对, 弃权 on every candidate.
fn each(committee: &CommitteeItem) -> Table {
    let mut open = "<table><tr><th class=\"no\">序号</th><th>候选人</th>".to_owned();
    for answer in FAVOUR_AGAINST_ABSTAIN {
        let _ = write!(open, "<th class=\"box\">{answer}</th>");
    }
    open.push_str("</tr>");
    let boxes = "<td class=\"box\">□</td>".repeat(FAVOUR_AGAINST_ABSTAIN.len());
    let labels = committee.labels();
    let rows = (1..)
        .zip(&labels)
        .map(|(number, label): (u32, _)| row(format!("<tr><td>{number}</td><td>{}</td>{boxes}</tr>", escaped(label)), label, 19));
    ("每人只选一格。".into(), headed(open), rows.collect())
}

/// Candidates to choose from, and the blank vote below.
fn up_to_seats(committee: &CommitteeItem) -> Table {
    let most = usize::from(committee.seats).min(committee.candidates.len());
    let open = "<table><tr><th class=\"no\">序号</th><th>候选人</th><th class=\"box\">选</th></tr>".to_owned();
    let line = |number: &str, label: &str| {
        row(format!("<tr><td>{number}</td><td>{}</td><td class=\"box\">□</td></tr>", escaped(label)), label, 28)
    };
    let labels = committee.labels();
    let mut rows: Vec<Block> = (1..).zip(&labels).map(|(number, label): (u32, _)| line(&number.to_string(), label)).collect();
    rows.push(line("", "一个也不选（空白票）"));
    (format!("最多选 {most} 人。多选了，这一项无效。"), headed(open), rows)
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
        printed_of(&package(vote))
    }

    fn printed_of(package: &Package) -> String {
        let head = Head { community: "湖光示范小区", title: "第一次业主大会", until: "3月27日24:00" };
        let paper = |serial: &str, number| Issued {
            number,
            room: "3栋2单元501".into(),
            name: "王**".into(),
            area: 8_956,
            serial: serial.into(),
        };
        html(&head, package, &[paper("K7P4-92XD", 1), paper("AAAA-BBBB", 2)]).unwrap()
    }

    #[test]
    fn a_paper_asks_everything_and_only_its_label_says_whose_it_is() {
        let page = printed(CommitteeVote::UpToSeats);
        assert_eq!((page.matches("<section").count(), page.matches("<svg").count()), (2, 2));
        let (_, first) = page.split_once("K7P4-92XD").unwrap();
        let (_, ballot) = first.split_once("class=\"mark\"").unwrap();
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

    /// What is below the line where a label is cut off, sheet by sheet, of all papers.
    fn ballots(page: &str) -> Vec<&str> {
        page.split("class=\"mark\">").skip(1).map(|rest| rest.split_once("</section>").unwrap().0).collect()
    }

    #[test]
    fn every_sheet_says_which_it_is_and_nothing_says_whose() {
        let one = printed(CommitteeVote::UpToSeats);
        assert!(ballots(&one).iter().all(|ballot| ballot.contains("<small>第一次业主大会　第 1 页，共 1 页</small>")));
        assert!(!one.contains("一起装进信封"));
        let mut package = package(CommitteeVote::UpToSeats);
        for number in 0..12 {
            let text = format!("第一段。\n{}", "关于事项的说明文字。".repeat(20));
            package.items.push(Item::Matter(MatterItem {
                subject: Subject::PropertyCompany,
                title: format!("其他事项{number}"),
                text,
            }));
        }
        let page = printed_of(&package);
        let sheets = ballots(&page);
        let of = sheets.len() / 2;
        assert!(of > 2 && sheets.len() == 2 * of, "{}", sheets.len());
        for (at, sheet) in sheets.iter().enumerate() {
            let mark = format!("<small>第一次业主大会　第 {} 页，共 {of} 页</small>", at % of + 1);
            assert!(sheet.contains(&mark), "{sheet}");
            assert!(sheet.contains("89.56 平方米"), "papers are weighed sheet by sheet");
            // The same on everybody's.
            assert_eq!(*sheet, sheets[at % of]);
            for hidden in ["K7P4", "AAAA", "王**", "501", "svg"] {
                assert!(!sheet.contains(hidden), "{hidden}: {sheet}");
            }
        }
        assert_eq!(page.matches(&format!("这张票共 {of} 页，请一起装进信封。")).count(), 2);
        assert_eq!(page.matches("<svg").count(), 2, "one label each");
        assert_eq!(page.matches("□").count(), 2 * (7 + 1 + 14 * 3));
    }

    #[test]
    fn a_whole_contract_is_not_printed_for_everybody() {
        let mut long = package(CommitteeVote::Each);
        let Some(Item::Matter(matter)) = long.items.get_mut(1) else { panic!() };
        matter.text = "条".repeat(LONGEST + 1);
        let page = printed_of(&long);
        assert!(page.contains("全文共 1501 字，见张贴的会议公告") && !page.contains("条条"));
        let Some(Item::Matter(matter)) = long.items.get_mut(1) else { panic!() };
        matter.text = format!("一\n\n{}", "条".repeat(LONGEST - 10));
        let page = printed_of(&long);
        assert!(page.contains("条条") && page.contains("<p class=\"text\">&nbsp;</p>"));
    }
}
