//! Every kind of dirt that rolls of practice have, each made here.

use yepiao::election::intake::{Code, Field, Mapping, Refusal, Repair};
use yepiao::election::roll::{DeveloperHolding, UnitUse};

use super::world::*;

/// One row that is taken, as an area, with these corrections.
#[track_caller]
fn taken(row: Vec<String>, area: u64, repairs: &[Repair]) {
    let preview = of_rows(&[li("101"), row]);
    assert_eq!(waiting(&preview), []);
    assert_eq!(total(&preview), (2, 7000 + area));
    let found: Vec<Repair> = corrected(&preview).into_iter().filter(|(line, _)| *line == 3).map(|(_, code)| code).collect();
    assert_eq!(found, repairs);
}

#[test]
fn identity_numbers() {
    let id = |text: &str| with(zhang("102"), "证件号码", text);
    waits(id("9.90104E+17"), Code::IdLostDigits);
    waits(id("990104194702218000"), Code::IdLostDigits);
    waits(id("990104********8134"), Code::IdLostDigits);
    waits(id("990104194702218135"), Code::IdCheckDigit);
    waits(id("99010419470221813"), Code::IdCheckDigit);
    waits(id(""), Code::IdMissing);
    waits(id("无"), Code::IdMissing);
    taken(with(id("99010419781216883x"), "权利人姓名", "王五"), 8956, &[Repair::IdWritten]);
    taken(id("９９０１０４１９４７０２２１８１３４"), 8956, &[Repair::IdWritten]);
    taken(id(" 990104 19470221 8134 "), 8956, &[Repair::IdWritten]);
    taken(id("990104470221813"), 8956, &[Repair::IdWritten]);
    taken(with(id("H12345678"), "证件类型", "港澳居民来往内地通行证"), 8956, &[]);
    taken(with(id("EA1234567"), "证件类型", "护照"), 8956, &[]);
    let company = with(with(id(COMPANY), "权利人姓名", "长春示范宁春商贸有限公司"), "证件类型", "统一社会信用代码");
    taken(company.clone(), 8956, &[]);
    waits(with(company, "证件号码", "91990104MAX500N1YK"), Code::IdCheckDigit);
    // A person with the number of a company would be published under the whole name.
    waits(id(COMPANY), Code::IdCheckDigit);
}

#[test]
fn a_number_kept_as_a_number_lost_its_end() {
    let cell = with(zhang("102"), "证件号码", &format!("#{ZHANG}"));
    let preview = look(&xlsx(&lines(&[li("101"), cell]))).unwrap();
    assert_eq!(waiting(&preview), [(3, Code::IdLostDigits)]);
}

#[test]
fn areas() {
    let area = |text: &str| with(zhang("102"), "专有面积", text);
    for text in ["89.56㎡", "89.56m²", "89.56平米", "８９．５６", "89.56 平方米", "89.561"] {
        let repair = if text == "８９．５６" { Repair::Spacing } else { Repair::AreaWritten };
        taken(area(text), 8956, &[repair]);
    }
    taken(with(area("1,286.40"), "用途", "商铺"), 128_640, &[Repair::AreaWritten]);
    taken(area("89.56"), 8956, &[]);
    waits(area(""), Code::AreaMissing);
    waits(area("待测"), Code::AreaMissing);
    waits(area("89,56"), Code::AreaMissing);
    waits(area("0"), Code::AreaNotPositive);
    waits(area("-89.56"), Code::AreaNotPositive);
    waits(area("8956"), Code::AreaImplausible);
    waits(area("0.9"), Code::AreaImplausible);
    waits(area("99999999999999"), Code::AreaImplausible);
}

#[test]
fn places() {
    for building in ["3号楼", "3#", "三栋", "3栋", "３幢", "第3栋", "03"] {
        let preview = of_rows(&[zhang("101"), row(building, "二单元", "102室", "50", "张三", ZHANG)]);
        assert_eq!(units(&preview), ["3-2-101", "3-2-102"], "{building}");
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (1, 13_956)));
    }
    waits(with(zhang("102"), "房号", ""), Code::UnitMissing);
    waits(with(zhang("102"), "房号", "－"), Code::UnitMissing);
    waits(with(zhang("102"), "用途", "某某"), Code::ColumnUnknown);
}

#[test]
fn zeros_that_a_spreadsheet_took_from_rooms_come_back() {
    let preview = of_rows(&[zhang("0101"), zhang("102"), zhang("1001"), row("4", "1", "101", "50", "李四", LI)]);
    assert_eq!(units(&preview), ["3-2-0101", "3-2-0102", "3-2-1001", "4-1-101"]);
    assert_eq!(corrected(&preview), [(3, Repair::LeadingZeros)]);
    // The same flat, once with and once without its zero, is not two.
    let preview = of_rows(&[zhang("0101"), li("101")]);
    assert_eq!(waiting(&preview), [(2, Code::UnitTwice), (3, Code::UnitTwice)]);
}

#[test]
fn owners() {
    let owner = |text: &str| with(zhang("102"), "权利人姓名", text);
    for text in ["空置", "空 置", "业主", "王先生", "不详", "开发商"] {
        waits(owner(text), Code::OwnerPlaceholder);
    }
    for text in ["", "/", "——"] {
        waits(owner(text), Code::OwnerMissing);
    }
    waits(owner("张三（已故）"), Code::OwnerDeceased);
    waits(with(zhang("102"), "备注", "业主已去世，子女办理中"), Code::OwnerDeceased);
    taken(owner("　张　三 "), 8956, &[Repair::Spacing]);
    taken(owner("张三（户主）"), 8956, &[Repair::Spacing]);
}

#[test]
fn minors_have_a_guardian() {
    // Born on 8 October 2013.
    let minor = with(with(zhang("102"), "权利人姓名", "黄敏志"), "证件号码", "990104201310088927");
    waits(minor.clone(), Code::MinorWithoutGuardian);
    taken(with(minor, "监护人", "周玉雅"), 8956, &[]);
}

#[test]
fn two_owners_in_a_cell() {
    let cell = |names: &str, numbers: &str| with(with(zhang("102"), "权利人姓名", names), "证件号码", numbers);
    for (names, numbers) in [
        ("张三、王五", format!("{ZHANG}、{WANG}")),
        ("张三，王五", format!("{ZHANG}，{WANG}")),
        ("张三/王五", format!("{ZHANG}/{WANG}")),
        ("张三\n王五", format!("{ZHANG}\n{WANG}")),
        ("张三；王五", format!("{ZHANG} {WANG}")),
        ("张三丰 王五德", format!("{ZHANG}、{WANG}")),
        ("张三丰和王五德", format!("{ZHANG}、{WANG}")),
    ] {
        let preview = of_rows(&[li("101"), cell(names, &numbers)]);
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)), "{names}");
        assert_eq!(roll(&preview).units()[1].holders.len(), 2, "{names}");
        assert!(corrected(&preview).contains(&(3, Repair::OwnersDivided)), "{names}");
    }
    waits(cell("张三、王五", ZHANG), Code::TwoOwnersUnclear);
    waits(cell("张三丰 王五德", ZHANG), Code::TwoOwnersUnclear);
    waits(cell("张三", &format!("{ZHANG}、{WANG}")), Code::TwoOwnersUnclear);
    waits(cell("张三、王五", &format!("{ZHANG}、990104194702218135")), Code::IdCheckDigit);
    let preview = of_rows(&[li("101"), cell("张三、王五", "")]);
    assert_eq!(waiting(&preview), [(3, Code::IdMissing), (3, Code::TwoOwnersUnclear)]);
    // Phones and shares follow their owners where there is one for each.
    let both = cell("张三、王五", &format!("{ZHANG}、{WANG}"));
    let both = with(with(both, "手机号", "13800000001/13900000002"), "份额", "60%、40%");
    let preview = of_rows(&[both]);
    let found: Vec<_> = preview.taken.iter().map(|taken| (taken.phones.concat(), taken.row.share.clone().unwrap())).collect();
    assert_eq!(found, [("13800000001".into(), "60%".into()), ("13900000002".into(), "40%".into())]);
}

#[test]
fn one_number_with_two_names_is_not_one_person() {
    let preview = of_rows(&[zhang("101"), with(zhang("102"), "权利人姓名", "张山"), li("103")]);
    assert_eq!(waiting(&preview), [(2, Code::TwoOwnersUnclear), (3, Code::TwoOwnersUnclear)]);
    assert_eq!(preview.waiting[0].others, [at(3)]);
    assert_eq!(total(&preview), (1, 7000));
}

#[test]
fn several_rows_of_a_unit_are_co_owners_only_if_the_roll_says_so() {
    let wang = |row: Vec<String>| with(with(row, "权利人姓名", "王五"), "证件号码", WANG);
    let pair = |change: &dyn Fn(Vec<String>) -> Vec<String>| vec![change(zhang("101")), change(wang(zhang("101"))), li("102")];
    for (heading, text) in
        [("份额", "50%"), ("份额", "1/2"), ("表决代表", "张三"), ("备注", "夫妻共同共有"), ("份额", "共同共有")]
    {
        let preview = of_rows(&pair(&|row| with(row, heading, text)));
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)), "{text}");
    }
    let doubtful: [&dyn Fn(Vec<String>) -> Vec<String>; 3] =
        [&|row| row, &|row| with(row, "份额", "100%"), &|row| with(row, "表决代表", "赵六")];
    for change in doubtful {
        let preview = of_rows(&pair(change));
        assert_eq!(waiting(&preview), [(2, Code::UnitTwice), (3, Code::UnitTwice)]);
        assert_eq!(total(&preview), (1, 7000));
    }
    let mut areas = pair(&|row| with(row, "份额", "50%"));
    areas[1] = with(areas[1].clone(), "专有面积", "89.65");
    assert_eq!(waiting(&of_rows(&areas)), [(2, Code::UnitTwice), (3, Code::UnitTwice)]);
    areas[1] = with(areas[1].clone(), "专有面积", "");
    let preview = of_rows(&areas);
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)));
    assert_eq!(corrected(&preview), [(3, Repair::FromSameUnit)]);
}

#[test]
fn the_same_row_once_more_counts_once() {
    let preview = of_rows(&[zhang("101"), li("102"), zhang("101")]);
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)));
    assert_eq!(corrected(&preview), [(4, Repair::RowRepeated)]);
    // The same owner with another area is no repetition.
    let preview = of_rows(&[zhang("101"), with(zhang("101"), "专有面积", "90"), li("102")]);
    assert_eq!(waiting(&preview), [(2, Code::UnitTwice), (3, Code::UnitTwice)]);
}

#[test]
fn a_flat_is_not_one_co_owner_s_because_the_other_s_number_is_missing() {
    let share = |row: Vec<String>| with(row, "份额", "50%");
    let wang = with(with(zhang("101"), "权利人姓名", "王五"), "证件号码", "");
    let preview = of_rows(&[share(zhang("101")), share(wang), li("102")]);
    assert_eq!(waiting(&preview), [(3, Code::IdMissing)]);
    assert_eq!((preview.held.clone(), total(&preview)), (vec![at(2)], (1, 7000)));
}

#[test]
fn the_developer_is_known_by_a_nickname_only_where_the_roll_knows_one() {
    let unsold = |room: &str, name: &str, number: &str| {
        let row = with(with(zhang(room), "权利人姓名", name), "证件号码", number);
        with(with(row, "证件类型", "统一社会信用代码"), "建设单位持有", "未售")
    };
    let developer = |room| unsold(room, "示范房地产开发有限公司", DEVELOPER);
    let preview = of_rows(&[developer("101"), unsold("102", "开发商", ""), li("103")]);
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 24_912)));
    assert_eq!(corrected(&preview), [(3, Repair::OwnerPlaceholder)]);
    // A vacant unit is not the developer's, marked or not; two developers are not one.
    let preview = of_rows(&[developer("101"), unsold("102", "空置", ""), li("103")]);
    assert_eq!(waiting(&preview), [(3, Code::OwnerPlaceholder)]);
    let other = unsold("104", "另一房地产开发有限公司", COMPANY);
    let preview = of_rows(&[developer("101"), other, unsold("102", "开发商", ""), li("103")]);
    assert_eq!(waiting(&preview), [(4, Code::OwnerPlaceholder)]);
    let undelivered = with(zhang("105"), "建设单位持有", "未交付");
    let preview = of_rows(&[undelivered, li("103")]);
    assert_eq!(preview.taken[0].row.developer, Some(DeveloperHolding::Undelivered));
}

#[test]
fn sums_headings_and_notes_are_no_owners() {
    let line = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows = [
        zhang("101"),
        line(&["小计", "", "", "", "共1户"]),
        HEADINGS.split(',').map(str::to_owned).collect(),
        line(&["", "", "", "", ""]),
        li("102"),
        line(&["3号楼合计", "", "2", "", "159.56"]),
        line(&["", "", "", "", "合计：2户"]),
        line(&["制表人：王五", "", "", "", "", "", "", "审核：赵六"]),
        line(&["注：面积以登记为准"]),
    ];
    let preview = of_rows(&rows);
    assert_eq!((waiting(&preview), corrected(&preview), total(&preview)), (vec![], vec![], (2, 15_956)));
}

#[test]
fn lines_are_those_of_the_spreadsheet() {
    let rows = [zhang("101"), with(li("102"), "备注", "一\n二\n三"), with(zhang("103"), "专有面积", "")];
    let text = csv(HEADINGS, &rows);
    let text = format!("\r\n湖光小区业主名册\r\n\r\n{}", text.replacen("\"3\",\"2\",\"102\"", "\r\n\r\n\"3\",\"2\",\"102\"", 1));
    assert_eq!(waiting(&look(text.as_bytes()).unwrap()), [(9, Code::AreaMissing)]);
    let mut sheet = vec![vec!["湖光小区业主名册".to_owned()], vec![]];
    sheet.extend(lines(&rows));
    assert_eq!(waiting(&look(&xlsx(&sheet)).unwrap()), [(6, Code::AreaMissing)]);
}

#[test]
fn headings_in_other_words_and_two_lines() {
    let rows = |headings: &[&[&str]]| {
        let mut lines: Vec<Vec<String>> =
            headings.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        lines.push(["3", "2", "101", "89.56", "张三", ZHANG, "13800000001"].map(str::to_owned).to_vec());
        xlsx(&lines)
    };
    let variants: [&[&[&str]]; 5] = [
        &[&["楼号*", "单元号", "室号*", "建筑面积（㎡）*", "产权人", "身份证号码", "联系电话"]],
        &[&["幢号", "梯", "房间号", "产权面积", "业主姓名", "公民身份号码", "联系方式"]],
        &[&["Building", "Stair", "Room no.", "Area (m2)", "Owner", "ID number", "Mobile"]],
        &[&["房屋信息", "", "", "", "权利人信息"], &["楼栋", "单元", "房号", "面积", "姓名", "证件号码", "电话"]],
        &[&["房屋", "", "", "专有", "业主", "", "备用"], &["楼栋", "单元", "房号", "部分面积", "姓名", "身份证", "手机"]],
    ];
    for headings in variants {
        let preview = look(&rows(headings)).unwrap();
        assert_eq!((waiting(&preview), total(&preview)), (vec![], (1, 8956)), "{headings:?}");
        assert_eq!(preview.taken[0].phones, ["13800000001"], "{headings:?}");
    }
}

#[test]
fn of_two_areas_the_exclusive_one_counts() {
    let sheet = [
        ["房号", "建筑面积", "套内面积", "专有面积", "业主", "身份证"].map(str::to_owned).to_vec(),
        ["101", "100", "70", "89.56", "张三", ZHANG].map(str::to_owned).to_vec(),
    ];
    assert_eq!(total(&look(&xlsx(&sheet)).unwrap()), (1, 8956));
}

#[test]
fn a_column_that_is_not_understood_is_asked_about_and_the_answer_is_remembered() {
    let headings = format!("{HEADINGS},共有人姓名,序号");
    let rows = [[zhang("101"), vec!["王五".into(), "1".into()]].concat()];
    let text = csv(&headings, &rows);
    let preview = look(text.as_bytes()).unwrap();
    assert_eq!(waiting(&preview), [(1, Code::ColumnUnknown)]);
    assert_eq!(preview.waiting[0].found, "Q 共有人姓名");
    assert_eq!(total(&preview), (1, 8956), "the rows are in");
    for column in ["共有人姓名", "Q"] {
        let mapping = Mapping([(column.to_owned(), Field::Ignored)].into());
        assert_eq!(waiting(&look_with(text.as_bytes(), &mapping, &[]).unwrap()), []);
        let stored: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
        assert_eq!(stored, mapping);
    }
    // A wrong guess is corrected in the same way.
    let text = csv("房号,甲,乙,业主,身份证", &[["101", "100", "89.56", "张三", ZHANG].map(str::to_owned).to_vec()]);
    let mapping = Mapping([("乙".to_owned(), Field::Area), ("甲".to_owned(), Field::Ignored)].into());
    assert_eq!(total(&look_with(text.as_bytes(), &mapping, &[]).unwrap()), (1, 8956));
}

#[test]
fn without_headings_the_content_tells() {
    let text: String = (101..140).map(|room| format!("3,2,{room},住宅,8{}.56,张三,{ZHANG},13800000001\n", room % 10)).collect();
    let preview = look(text.as_bytes()).unwrap();
    assert_eq!(waiting(&preview), []);
    assert_eq!((total(&preview).0, units(&preview).len()), (1, 39));
    assert_eq!(units(&preview)[0], "3-2-101");
    let text = "一,二\n三,四\n";
    assert_eq!(look(text.as_bytes()).err(), Some(Refusal::NoColumns));
}

#[test]
fn one_heading_that_misses_is_made_up_by_the_content() {
    let headings = "楼栋,单元,房号,用途,专有面积,权利人姓名,证件类型,证件号码,手机号,建设单位持有";
    let person = |room: u32| {
        let mine = ["3", "2", "", "住宅", "89.56", "张三", "居民身份证", ZHANG, "13800000001", ""];
        let mut row = mine.map(str::to_owned).to_vec();
        row[2] = room.to_string();
        row
    };
    let mut rows: Vec<Vec<String>> = (101..130).map(person).collect();
    let sold = ["3", "2", "130", "住宅", "90.10", "示范房地产开发有限公司", "统一社会信用代码", DEVELOPER, "", "未售"];
    rows.push(sold.map(str::to_owned).to_vec());
    let whole = roll(&look(csv(headings, &rows).as_bytes()).unwrap()).clone();
    assert_eq!(whole.total().people, 2);
    for missing in headings.split(',') {
        for other in ["", "某某"] {
            let headings: Vec<&str> =
                headings.split(',').map(|heading| if heading == missing { other } else { heading }).collect();
            let preview = look(csv(&headings.join(","), &rows).as_bytes()).unwrap();
            assert_eq!(waiting(&preview), [], "{missing}");
            assert_eq!(roll(&preview).digest(&[0; 32]), whole.digest(&[0; 32]), "{missing}");
        }
    }
}

#[test]
fn an_area_unlike_all_others_is_asked_about() {
    let flats = |odd: &str| {
        let mut rows: Vec<Vec<String>> = (101..130).map(|room: u32| zhang(&room.to_string())).collect();
        rows.push(with(li("131"), "专有面积", odd));
        rows
    };
    for odd in ["895.6", "17.9"] {
        assert_eq!(waiting(&of_rows(&flats(odd))), [(31, Code::AreaImplausible)], "{odd}");
    }
    for usual in ["300", "20"] {
        assert_eq!(waiting(&of_rows(&flats(usual))), [], "{usual}");
    }
}

#[test]
fn an_address_in_one_cell_is_divided() {
    for text in ["3号楼2单元501室", "3-2-501", "湖光小区3栋2单元501"] {
        let table = csv("房屋坐落,面积,业主,身份证", &[[text, "89.56", "张三", ZHANG].map(str::to_owned).to_vec()]);
        let preview = look(table.as_bytes()).unwrap();
        assert_eq!((units(&preview), corrected(&preview)), (vec!["3-2-501".to_owned()], vec![(2, Repair::AddressDivided)]));
    }
}

#[test]
fn merged_cells_hold_for_all_their_lines() {
    let mut sheet = lines(&[zhang("101"), li("102"), with(li("103"), "专有面积", "60")]);
    sheet[2][0].clear();
    sheet[3][0].clear();
    let preview = look(&merged(&sheet, &[(0, 1, 3), (1, 1, 3)])).unwrap();
    assert_eq!(units(&preview), ["3-2-101", "3-2-102", "3-2-103"]);
    assert_eq!((waiting(&preview), corrected(&preview), total(&preview)), (vec![], vec![], (2, 21_956)));

    // The couple's flat is written once over both rows.
    let wang = with(with(zhang("101"), "权利人姓名", "王五"), "证件号码", WANG);
    let couple = lines(&[zhang("101"), wang, li("102")]);
    let preview = look(&merged(&couple, &[(0, 1, 2), (1, 1, 2), (2, 1, 2), (4, 1, 2)])).unwrap();
    assert_eq!((waiting(&preview), total(&preview)), (vec![], (2, 15_956)));

    // One area over two flats is neither's.
    let preview = look(&merged(&lines(&[zhang("101"), li("102")]), &[(4, 1, 2)])).unwrap();
    assert_eq!(waiting(&preview), [(2, Code::AreaMissing), (3, Code::AreaMissing)]);
}

#[test]
fn text_files_that_lost_their_merged_cells_are_filled_down() {
    let rows =
        [zhang("101"), row("", "", "102", "70", "李四", LI), with(row("商业", "", "1", "100", "王五", WANG), "用途", "商铺")];
    let preview = of_rows(&rows);
    assert_eq!(units(&preview), ["3-2-101", "3-2-102", "商业-1"]);
    assert_eq!(corrected(&preview), [(3, Repair::FilledDown), (3, Repair::FilledDown)]);
}

#[test]
fn parking_and_storage_are_told_by_use_or_place() {
    let rows = [
        zhang("101"),
        with(row("地库", "", "B001", "12.56", "张三", ZHANG), "用途", "地下车位"),
        with(row("地下室", "", "C1", "8", "李四", LI), "用途", "储藏室"),
        with(row("地库", "", "B002", "12.56", "李四", LI), "用途", ""),
    ];
    let preview = of_rows(&rows);
    let uses: Vec<UnitUse> = preview.taken.iter().map(|taken| taken.row.purpose).collect();
    assert_eq!(uses, [UnitUse::Residential, UnitUse::Parking, UnitUse::Storage, UnitUse::Parking]);
    assert_eq!(total(&preview), (2, 9756));
}

#[test]
fn phones_are_kept_and_never_decide() {
    let phone = |text: &str| with(zhang("102"), "手机号", text);
    taken(phone("13800000001/13900000002"), 8956, &[Repair::PhonesDivided]);
    taken(phone("物业有"), 8956, &[Repair::PhoneUnreadable]);
    taken(phone("0431-88888888"), 8956, &[]);
}
