//! The same kinds of dirt in other shapes: each of these was once read wrongly, or silently.

use yepiao::election::intake::{Code, Repair};
use yepiao::election::roll::{DeveloperHolding, IdentityKind};

use super::world::*;

/// The name that is taken of a cell, with a correction that shows it.
#[track_caller]
fn named(text: &str, name: &str) {
    let preview = of_rows(&[li("101"), cell("权利人姓名", text)]);
    assert_eq!(waiting(&preview), [], "{text}");
    assert_eq!(preview.taken[1].row.name, name, "{text}");
    assert!(corrected(&preview).iter().any(|(line, _)| *line == 3), "{text} is changed silently");
}

#[test]
fn one_building_however_it_is_written() {
    for building in ["叁栋", "(3)栋", "（3）", "No.3", "#3", "３＃栋", "3#号楼", "3号幢", "湖光小区3栋", "3.0", "第叁号楼"]
    {
        let preview = of_rows(&[zhang("101"), row(building, "贰单元", "102", "50", "张三", ZHANG)]);
        assert_eq!(units(&preview), ["3-2-101", "3-2-102"], "{building}");
        assert!(corrected(&preview).contains(&(3, Repair::Place)), "{building} is changed silently");
    }
    // What tells two buildings of one number apart stays.
    for building in ["一期3栋", "B区3栋", "NORTH", "3苑"] {
        let preview = of_rows(&[zhang("101"), row(building, "2", "101", "50", "李四", LI)]);
        assert_eq!((waiting(&preview), units(&preview).len()), (vec![], 2), "{building}");
    }
}

#[test]
fn building_and_stair_in_one_cell_are_divided() {
    for building in ["3栋2单元", "3号楼二单元", "3#2单元"] {
        let preview = of_rows(&[zhang("101"), row(building, "", "102", "50", "张三", ZHANG)]);
        assert_eq!(units(&preview), ["3-2-101", "3-2-102"], "{building}");
    }
}

#[test]
fn stairs_and_rooms_however_they_are_written() {
    for stair in ["贰单元", "2单", "2#", "2.0", "单元2", "2门栋"] {
        let preview = of_rows(&[zhang("101"), row("3", stair, "102", "50", "张三", ZHANG)]);
        assert_eq!(units(&preview), ["3-2-101", "3-2-102"], "{stair}");
    }
    for room in ["102.0", "一零二", "１０２室"] {
        let preview = of_rows(&[zhang("101"), row("3", "2", room, "50", "张三", ZHANG)]);
        assert_eq!(units(&preview), ["3-2-101", "3-2-102"], "{room}");
    }
    // What a spreadsheet made of 3-2.
    for room in ["3月2日", "2026/3/2", "2026-03-02", "2-Mar", "Mar-02"] {
        waits(cell("房号", room), Code::UnitMissing);
    }
    waits(cell("房号", &"很长".repeat(30)), Code::UnitMissing);
}

#[test]
fn a_dash_under_a_stair_says_that_there_is_none() {
    let preview = of_rows(&[zhang("101"), row("3", "-", "102", "50", "李四", LI), row("3", "", "103", "50", "王五", WANG)]);
    assert_eq!(units(&preview), ["3-102", "3-103", "3-2-101"]);
}

#[test]
fn areas_with_spaces_and_other_signs() {
    for text in ["89.56 sqm", "89.56平方公尺"] {
        let preview = of_rows(&[li("101"), cell("专有面积", text)]);
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)), "{text}");
        assert_eq!(corrected(&preview), [(3, Repair::AreaWritten)], "{text}");
    }
    let shop = |area| with(cell("专有面积", area), "用途", "门面");
    for area in ["1 286.40", "1,286.40 ㎡", "１，２８６.40"] {
        let preview = of_rows(&[li("101"), shop(area)]);
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 135_640)), "{area}");
        assert_eq!(corrected(&preview), [(3, Repair::AreaWritten)], "{area} is changed silently");
    }
    waits(cell("专有面积", "89.5 6"), Code::AreaMissing);
}

#[test]
fn words_that_are_nobody() {
    for text in [
        "空白",
        "暂未出售",
        "尚未销售",
        "业主不详",
        "未登记业主",
        "租户张三",
        "张XX",
        "张xx",
        "张××",
        "张某某",
        "张三1",
        "房东",
        "代持",
        "无名氏",
        "测试",
        "null",
        "N/A",
        "nan",
        "〃",
        "A",
        "王",
        "开发商自持",
        "物业用房",
    ] {
        waits(cell("权利人姓名", text), Code::OwnerPlaceholder);
    }
    for (text, name) in [("张三先生", "张三"), ("欧阳修女士", "欧阳修"), ("张三丰（未成年）", "张三丰"), ("张三（配偶）", "张三")]
    {
        named(text, name);
    }
    // Names that have such a word in them.
    for name in ["空小明", "王夫", "安无忌", "买买提·艾力", "John Smith", "公孙先"] {
        let preview = of_rows(&[li("101"), cell("权利人姓名", name)]);
        assert_eq!((waiting(&preview), preview.taken[1].row.name.as_str()), (vec![], name));
    }
}

#[test]
fn the_deceased_in_other_words() {
    for text in ["张三(殁)", "张三（亡）", "张三继承人", "张三（遗产）", "张三的继承人", "张三（已死亡）"]
    {
        let preview = of_rows(&[li("101"), cell("权利人姓名", text)]);
        assert_eq!(waiting(&preview), [(3, Code::OwnerDeceased)], "{text}");
        assert_eq!(preview.rows[0].names, ["张三"], "{text}");
    }
    for remark in ["户主病逝", "已去逝，办理继承中", "业主辞世"] {
        waits(cell("备注", remark), Code::OwnerDeceased);
    }
    // How the living owner came by the flat.
    assert_eq!(waiting(&of_rows(&[li("101"), cell("备注", "2019年继承取得")])), []);
}

#[test]
fn several_owners_in_other_words() {
    let both = |names: &str, numbers: &str| with(cell("权利人姓名", names), "证件号码", numbers);
    let (a, b) = (ZHANG, WANG);
    for (names, numbers) in [
        ("张三、王五 共有", format!("{a}、{b}")),
        ("张三、王五夫妇", format!("{a}、{b}")),
        ("张三（王五）", format!("{a}、{b}")),
        ("张三、王五", format!("{a}{b}")),
        ("张三和王五", format!("{a}和{b}")),
        ("张三+王五", format!("{a}+{b}")),
        ("张三、王五", format!("张三:{a} 王五:{b}")),
        ("张三、王五", format!("{a}（张三），{b}（王五）")),
    ] {
        let preview = of_rows(&[li("101"), both(names, &numbers)]);
        assert_eq!(waiting(&preview), [], "{names} {numbers}");
        let found: Vec<_> = preview.taken[1..].iter().map(|taken| taken.row.name.clone()).collect();
        assert_eq!((found, total(&preview)), (vec!["张三".to_owned(), "王五".to_owned()], (2, 15_956)), "{names} {numbers}");
    }
    for names in ["张三等2人", "张三等", "张三夫妇", "张三（王五）"] {
        waits(both(names, a), Code::TwoOwnersUnclear);
    }
    // One owner twice is not two.
    waits(both("张三、张三", &format!("{a}、{a}")), Code::TwoOwnersUnclear);
}

#[test]
fn numbers_with_words_about_them() {
    for text in [format!("身份证{ZHANG}"), format!("{ZHANG}（已核）"), format!("身份证号：{ZHANG}"), format!("二代证 {ZHANG}")]
    {
        let preview = of_rows(&[li("101"), cell("证件号码", &text)]);
        assert_eq!(waiting(&preview), [], "{text}");
        assert_eq!(preview.taken[1].row.identity.as_ref().unwrap().number, ZHANG, "{text}");
        assert_eq!(corrected(&preview), [(3, Repair::IdWritten)], "{text} is changed silently");
    }
    for text in ["未提供", "待补充", "没有", "N/A", "？"] {
        waits(cell("证件号码", text), Code::IdMissing);
    }
    waits(cell("证件号码", "身份证990104194702218135"), Code::IdCheckDigit);
    let passport = of_rows(&[li("101"), cell("证件号码", "护照E12345678")]);
    assert_eq!((waiting(&passport), passport.taken[1].row.identity.as_ref().unwrap().number.as_str()), (vec![], "E12345678"));
}

#[test]
fn companies_have_the_number_of_a_company() {
    let company =
        |name: &str, number: &str| with(with(cell("权利人姓名", name), "证件号码", number), "证件类型", "统一社会信用代码");
    let preview = of_rows(&[li("101"), company("长春示范商贸有限公司（未售）", &COMPANY.to_lowercase())]);
    assert_eq!((waiting(&preview), preview.taken[1].row.name.as_str()), (vec![], "长春示范商贸有限公司"));
    assert_eq!(preview.taken[1].row.identity.as_ref().unwrap().kind, IdentityKind::Organisation);
    // The card of whoever signs for it would make one voter of the two.
    waits(with(company("长春示范商贸有限公司", ZHANG), "证件类型", "居民身份证"), Code::IdCheckDigit);
}

#[test]
fn the_developer_by_other_nicknames() {
    let unsold = |room: &str, name: &str, number: &str| {
        let row = with(with(zhang(room), "权利人姓名", name), "证件号码", number);
        with(with(row, "证件类型", "统一社会信用代码"), "建设单位持有", "未售")
    };
    for nickname in ["开发商", "开发商自持", "开发商（未售）", "建设单位", "开发商所有"] {
        let rows = [unsold("101", "示范房地产开发有限公司", DEVELOPER), unsold("102", nickname, ""), li("103")];
        let preview = of_rows(&rows);
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 24_912)), "{nickname}");
        assert_eq!(preview.taken[1].row.developer, Some(DeveloperHolding::Unsold));
    }
}

#[test]
fn phones_in_other_shapes() {
    let two = ["13800000001", "13900000002"];
    for text in [
        "张三13800000001 王五13900000002",
        "1380000000113900000002",
        "13800000001-13900000002",
        "13800000001(本人)13900000002(配偶)",
    ] {
        let preview = of_rows(&[li("101"), cell("手机号", text)]);
        assert_eq!((preview.taken[1].phones.clone(), waiting(&preview)), (two.map(str::to_owned).to_vec(), vec![]), "{text}");
        assert_eq!(corrected(&preview), [(3, Repair::PhonesDivided)], "{text}");
    }
    let hidden = of_rows(&[li("101"), cell("手机号", "138****0001")]);
    assert_eq!((hidden.taken[1].phones.len(), corrected(&hidden)), (0, vec![(3, Repair::PhoneUnreadable)]));
    assert_eq!(of_rows(&[cell("手机号", "13800000001.0")]).taken[0].phones, ["13800000001"]);
}

#[test]
fn half_a_unit_lacks_an_owner() {
    for share in ["50%", "1/2", "二分之一".replace("二分之一", "0.5").as_str()] {
        waits(cell("份额", share), Code::TwoOwnersUnclear);
    }
    for share in ["100%", "1/1", "1", "共同共有", "单独所有", ""] {
        let preview = of_rows(&[li("101"), cell("份额", share)]);
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)), "{share}");
    }
    let third = |row, share| with(row, "份额", share);
    let wang = with(with(zhang("102"), "权利人姓名", "王五"), "证件号码", WANG);
    let preview = of_rows(&[li("101"), third(zhang("102"), "2/3"), third(wang, "1/3")]);
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)));
}

#[test]
fn a_couple_s_flat_is_one_with_and_without_its_merged_cells() {
    let mut wang = with(with(zhang("101"), "权利人姓名", "王五"), "证件号码", WANG);
    for heading in ["楼栋", "单元", "房号", "用途", "专有面积", "面积依据", "权证号"] {
        wang = with(wang, heading, "");
    }
    let rows = [zhang("101"), wang, li("102")];
    let text = of_rows(&rows);
    let book =
        look(&merged(&lines(&rows), &[(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 1, 2), (4, 1, 2), (5, 1, 2), (6, 1, 2)])).unwrap();
    for preview in [&text, &book] {
        assert_eq!((waiting(preview), total(preview)), (vec![], (2, 15_956)));
        assert_eq!(roll(preview).units()[0].holders.len(), 2);
    }
    assert_eq!(roll(&text).digest(&[0; 32]), roll(&book).digest(&[0; 32]));
    assert!(corrected(&text).contains(&(3, Repair::FilledDown)), "changed silently");
    // Not over a sum or an empty line, and not without a number.
    let gap = [rows[0].clone(), vec!["小计".into()], rows[1].clone(), rows[2].clone()];
    assert_eq!(waiting(&of_rows(&gap)), [(4, Code::AreaMissing), (4, Code::UnitMissing)]);
    let bare = [rows[0].clone(), with(rows[1].clone(), "证件号码", ""), rows[2].clone()];
    assert!(waiting(&of_rows(&bare)).contains(&(3, Code::UnitMissing)));
}

#[test]
fn cells_merged_over_columns_too() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = lines(&[zhang("101"), li("102"), with(with(li("103"), "权利人姓名", "王五"), "证件号码", WANG)]);
    for (line, cells) in (0_u32..).zip(&rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(column, cell)| !cell.is_empty() && (line == 0 || *column > 1)) {
            sheet.write(line, column, cell).unwrap();
        }
    }
    sheet.merge_range(1, 0, 3, 1, "3栋2单元", &rust_xlsxwriter::Format::new()).unwrap();
    let preview = look(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((units(&preview), waiting(&preview)), (vec!["3-2-101".into(), "3-2-102".into(), "3-2-103".into()], vec![]));
}

#[test]
fn more_lines_that_are_no_owners() {
    let line = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows = [
        zhang("101"),
        line(&["平均", "", "", "", "80"]),
        line(&["户数", "", "12", "", "900"]),
        line(&["单位盖章：", "", "", "", "", "", "", "年  月  日"]),
        li("102"),
    ];
    let preview = of_rows(&rows);
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)));
    assert_eq!(preview.skipped, [at(3), at(4), at(5)]);
}
