//! Dirt of files that offices really make: dates where numbers stood, signs for "as above", sums without a word, tables of a web
//! page under the name of a workbook. Each of these was once taken silently, or refused with the wrong reason.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use yepiao::election::intake::{Action, Code, Decision, Field, Mapping, Preview, Refusal, Repair, read};

use super::world::*;

/// A workbook whose cells `3-2` of a column Excel made dates of, as it does when they are typed.
fn dated(rows: &[Vec<String>], heading: &str) -> Preview {
    let column = HEADINGS.split(',').position(|known| known == heading).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, cells) in (0_u32..).zip(lines(rows)) {
        for (at, text) in (0_u16..).zip(&cells).filter(|(_, text)| !text.is_empty()) {
            match text.split_once(['-', '/']).filter(|_| usize::from(at) == column && line > 0) {
                Some((month, day)) => {
                    let date = ExcelDateTime::from_ymd(2026, month.parse().unwrap(), day.parse().unwrap()).unwrap();
                    sheet.write_with_format(line, at, date, &Format::new().set_num_format("m\"月\"d\"日\"")).unwrap()
                }
                None => sheet.write(line, at, text).unwrap(),
            };
        }
    }
    look(&book.save_to_buffer().unwrap()).unwrap()
}

#[test]
fn a_building_or_stair_that_became_a_date_is_lost() {
    for heading in ["楼栋", "单元", "房号"] {
        let preview = dated(&[li("101"), with(zhang("102"), heading, "3-2")], heading);
        assert_eq!((waiting(&preview), total(&preview)), (vec![(3, Code::UnitMissing)], (1, 7000)), "{heading}");
    }
    for heading in ["楼栋", "单元"] {
        for text in ["3月2日", "2026/3/2", "2-Mar"] {
            waits(cell(heading, text), Code::UnitMissing);
        }
    }
}

#[test]
fn a_room_that_became_the_number_of_a_day_is_lost() {
    let preview = of_rows(&[li("101"), zhang("46083"), li("103")]);
    assert_eq!(waiting(&preview), [(3, Code::UnitMissing)]);
    assert_eq!(preview.waiting[0].found, "46083");
    // Where rooms have five digits it is a room; and what a person typed is one.
    let preview = of_rows(&[li("45101"), zhang("46083"), li("10103")]);
    assert_eq!(waiting(&preview), []);
    let typed = Decision { at: at(3), action: Action::Fix { column: Field::Room, text: "46083".into() } };
    let text = csv(HEADINGS, &[li("101"), zhang("46083"), li("103")]);
    assert_eq!(waiting(&look_with(text.as_bytes(), &Mapping::default(), &[typed]).unwrap()), []);
}

#[test]
fn a_share_that_became_a_date_is_still_a_half() {
    let wang = with(with(zhang("101"), "权利人姓名", "王五"), "证件号码", WANG);
    let both = [with(zhang("101"), "份额", "1/2"), with(wang, "份额", "1/2"), li("102")];
    let preview = dated(&both, "份额");
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)));
    assert_eq!(corrected(&preview), [(2, Repair::ShareWritten), (3, Repair::ShareWritten)]);
    assert_eq!(preview.taken[0].row.share.as_deref(), Some("1/2"));
    // Half a unit lacks an owner, however the half was written.
    let preview = dated(&both[1..], "份额");
    assert_eq!((waiting(&preview), total(&preview)), (vec![(2, Code::TwoOwnersUnclear)], (1, 7000)));
    for text in ["1月2日", "2026/1/2", "2-Jan"] {
        waits(cell("份额", text), Code::TwoOwnersUnclear);
    }
    // More than the whole: which share was this?
    waits(cell("份额", "3月2日"), Code::TwoOwnersUnclear);
}

#[test]
fn signs_for_as_above_are_filled_down() {
    for sign in ["〃", "同上", "\"", "″"] {
        let preview = of_rows(&[zhang("101"), row(sign, sign, "102", "70", "李四", LI)]);
        assert_eq!((units(&preview), waiting(&preview)), (vec!["3-2-101".into(), "3-2-102".into()], vec![]), "{sign}");
        assert_eq!(corrected(&preview), [(3, Repair::FilledDown), (3, Repair::FilledDown)], "{sign}");
        waits(cell("房号", sign), Code::UnitMissing);
        // Nothing is above the first line.
        let preview = of_rows(&[row(sign, "2", "102", "70", "李四", LI), zhang("101")]);
        assert_eq!((waiting(&preview), total(&preview).0), (vec![(2, Code::UnitMissing)], 1), "{sign}");
    }
}

#[test]
fn a_stair_in_the_cell_of_the_room() {
    for (stair, room) in [("", "2单元102"), ("2", "2单元102室"), ("2单元", "二单元102")] {
        let preview = of_rows(&[zhang("101"), row("3", stair, room, "70", "李四", LI)]);
        assert_eq!((units(&preview), waiting(&preview)), (vec!["3-2-101".into(), "3-2-102".into()], vec![]), "{stair} {room}");
        assert!(corrected(&preview).contains(&(3, Repair::AddressDivided)), "{room}");
    }
    // Two stairs: which of them?
    waits(cell("房号", "3单元102"), Code::UnitMissing);
}

#[test]
fn who_owned_it_before_owns_it_no_more() {
    for text in ["原业主王明", "王明过户李四", "王明转给李四", "王明之妻李四", "法院查封", "法拍房", "王明→李四"]
    {
        waits(cell("权利人姓名", text), Code::OwnerPlaceholder);
    }
}

#[test]
fn a_sum_without_a_word_is_no_owner() {
    let line = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows = [
        zhang("101"),
        li("102"),
        line(&["", "", "", "", "159.56"]),
        line(&["", "", "", "", "159.56㎡"]),
        line(&["填表人：王明", "", "审核人：李四", "", "", "", "", "", "", "填表日期：2026.5.1"]),
        line(&["湖光小区业主大会筹备组（盖章）", "", "", "", "", "", "", "2026年5月1日"]),
    ];
    let preview = of_rows(&rows);
    assert_eq!((waiting(&preview), corrected(&preview), total(&preview)), (vec![], vec![], (2, 15_956)));
    assert_eq!(preview.skipped, [at(4), at(5), at(6), at(7)]);
    // Whoever lacks a room and a name still is somebody, as far as a place is given.
    let preview = of_rows(&[zhang("101"), line(&["3", "2", "", "住宅", "70"])]);
    assert_eq!(waiting(&preview), [(3, Code::UnitMissing), (3, Code::OwnerMissing)]);
}

#[test]
fn the_number_of_two_names_is_shown_in_part() {
    let preview = of_rows(&[zhang("101"), with(zhang("102"), "权利人姓名", "张山"), li("103")]);
    assert_eq!(waiting(&preview), [(2, Code::TwoOwnersUnclear), (3, Code::TwoOwnersUnclear)]);
    for wait in &preview.waiting {
        assert_eq!(wait.found, "990104********8134", "enough to find it on paper");
    }
}

#[test]
fn a_web_page_is_no_workbook() {
    for text in [
        "<html><body><table><tr><td>房号</td></tr></table></body></html>",
        "\u{feff}\r\n<!DOCTYPE html><html></html>",
        "<table border=1><tr><td>房号</td></tr></table>",
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
    ] {
        assert_eq!(read(text.as_bytes()).err(), Some(Refusal::OtherWorkbook), "{text}");
    }
}
