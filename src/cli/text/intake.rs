//! Everything the reading of a roll says to people.

use super::Chinese;
use crate::cli::lang::Lang;
use crate::election::intake::{Bound, Code, Refusal, Repair};

impl Chinese for Refusal {
    fn zh(&self) -> String {
        match self {
            Self::Empty => "是空文件".to_owned(),
            Self::Password => "这个表格有密码；请打开它，去掉密码后重新保存".to_owned(),
            Self::OldWorkbook => "这是旧格式的表格（.xls）；请打开它，另存为 .xlsx".to_owned(),
            Self::OtherWorkbook => "这是别的格式的表格（.xlsb、.ods 等）；请打开它，另存为 .xlsx".to_owned(),
            Self::Unknown => "不是 .xlsx，也不是文本表格（.csv，UTF-8、GB18030 或 UTF-16 编码）".to_owned(),
            Self::TooLarge(bound) => {
                let what = match bound {
                    Bound::File => "文件超过 20 MiB",
                    Bound::Unpacked => "解压后超过 256 MiB",
                    Bound::Parts => "内部文件太多",
                    Bound::Sheets => "工作表超过 64 张",
                    Bound::Lines => "超过 100000 行",
                    Bound::Cells => "超过 2000000 格",
                };
                format!("太大，不像一份名册：{what}")
            }
            Self::Damaged => "表格已损坏；请打开它，重新保存一次".to_owned(),
            Self::NoColumns => "找不到写着列名的一行（至少要有房号、面积、权利人姓名）；可用 --map 说明".to_owned(),
        }
    }
}

/// Why a row waits, and what to do.
pub(crate) const fn waits(code: Code, lang: Lang) -> &'static str {
    match code {
        Code::IdLostDigits => lang.pick(
            "证件号码丢了位数（表格只保留 15 位数字）；请按证件重填，先把格子设为文本",
            "the identity number lost digits (spreadsheets keep 15); enter it again as text, from the document",
        ),
        Code::IdCheckDigit => lang.pick(
            "证件号码不对（位数或校验码）；请对照证件改正",
            "the identity number is wrong (length or check digit); compare it with the document",
        ),
        Code::IdMissing => lang.pick(
            "没有证件号码，无法确认是不是同一个人；请补填",
            "no identity number: nobody can tell who is the same person; add it",
        ),
        Code::AreaMissing => lang.pick("没有面积；请按登记簿补填", "no area; take it from the register"),
        Code::AreaNotPositive => {
            lang.pick("面积是零或负数；请按登记簿改正", "the area is zero or less; take it from the register")
        }
        Code::AreaImplausible => lang
            .pick("面积不像这种用途；请核对小数点和单位", "hardly the area of such a unit; check the decimal point and the unit"),
        Code::UnitTwice => lang.pick(
            "同一套房有几行，看不出是共有还是重复；请留下对的一行，或填份额、表决代表",
            "several rows of one unit, co-owners or a repetition? Keep the right one, or enter shares or a representative",
        ),
        Code::UnitMissing => lang.pick(
            "没有房号，或楼栋、单元、房号不清楚（3-2 会被表格当成日期）；请补填",
            "no room, or its place is unclear (a spreadsheet makes a date of 3-2); enter it",
        ),
        Code::OwnerPlaceholder => {
            lang.pick("权利人一栏不是姓名；请查明产权人，填姓名和证件号码", "not a name; find out who owns the unit")
        }
        Code::OwnerMissing => lang.pick("没有权利人姓名；请补填", "no owner's name; add it"),
        Code::OwnerDeceased => lang.pick(
            "写着业主已去世；请查明由谁继承，或决定暂时怎样登记",
            "the owner is said to have died; find out who inherits, or decide how to list the unit until then",
        ),
        Code::MinorWithoutGuardian => {
            lang.pick("业主不满 18 岁，没有监护人；请补填", "the owner is younger than 18 and no guardian is named; add one")
        }
        Code::TwoOwnersUnclear => lang.pick(
            "姓名与证件号码对不上（几个人、几个号码，或同一号码有两个姓名）；请每人一行分开写",
            "names and numbers do not fit together; write one row for each owner",
        ),
        Code::ColumnUnknown => lang.pick(
            "看不懂这一列或这一格；请用 --map 说明是什么，或写成规定的词",
            "not understood; say with --map what the column holds, or use one of the fixed words",
        ),
    }
}

/// What was put right.
pub(crate) const fn repaired(code: Repair, lang: Lang) -> &'static str {
    match code {
        Repair::Spacing => lang.pick("多余的空格、全角字符", "spaces and full-width characters"),
        Repair::Place => lang.pick("楼栋、单元、房号的写法", "other ways of writing a place"),
        Repair::AddressDivided => lang.pick("一格里的地址，已分开", "an address in one cell, divided"),
        Repair::LeadingZeros => lang.pick("房号前面丢的零，已补上", "leading zeros of rooms, restored"),
        Repair::FilledDown => lang.pick("空着的楼栋、单元，按上一行补上", "empty building or stair, as in the row above"),
        Repair::FromSameUnit => lang.pick("空着的格子，按同一套房的另一行补上", "empty cells, from another row of the same unit"),
        Repair::AreaWritten => lang.pick("面积的单位、逗号、多余小数", "units, commas and further decimals of areas"),
        Repair::BasisAssumed => {
            lang.pick("面积依据没写或看不懂，按有没有权证认定", "basis of the area, taken by whether there is a certificate")
        }
        Repair::UseAssumed => lang.pick("用途没写，按楼栋和房号认定", "use, taken by the name of the place"),
        Repair::IdWritten => {
            lang.pick("证件号码的写法（x、空格、15 位升 18 位）", "writing of identity numbers (x, spaces, 15 digits)")
        }
        Repair::OwnersDivided => lang.pick("一格里的几位权利人，已分开", "several owners in a cell, divided"),
        Repair::ShareWritten => {
            lang.pick("份额被表格当成日期（1/2 成了 1月2日），已还原", "shares that had become dates (1/2 as 2 January)")
        }
        Repair::PhonesDivided => lang.pick("一格里的几个手机号，都保留", "several phones in a cell, all kept"),
        Repair::PhoneUnreadable => lang.pick("不像电话号码的内容，没有采用", "what is no phone number, left out"),
        Repair::OwnerPlaceholder => {
            lang.pick("“开发商”，按未售房屋的建设单位认定", "a word for the developer, in units marked as the developer's")
        }
        Repair::RowRepeated => lang.pick("完全重复的行，只算一次", "rows repeated, counted once"),
    }
}
