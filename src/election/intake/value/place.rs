//! 楼栋, 单元, 房号: `3号楼`, `3#` and `三栋` are one building.

use super::date;
use super::width::tight;

/// What may stand behind the number of a building, the longer first.
const BUILDING: [&str; 20] = [
    "号楼栋",
    "#号楼",
    "号楼",
    "楼栋",
    "楼座",
    "栋楼",
    "幢楼",
    "#楼",
    "#栋",
    "#幢",
    "#座",
    "号栋",
    "号幢",
    "号座",
    "栋",
    "幢",
    "座",
    "楼",
    "号",
    "#",
];
/// The same for a stair.
const STAIR: [&str; 10] = ["号单元", "#单元", "单元门", "单元", "号门", "门栋", "门", "梯", "单", "#"];
/// The same for a room.
const ROOM: [&str; 5] = ["号房", "室", "号", "房", "户"];

/// Ends of names of estates: what stands behind one is the building. Not 期 or 区, which tell buildings of one number apart.
const ESTATE: [&str; 7] = ["小区", "花园", "家园", "新村", "社区", "公馆", "苑"];

/// A sign or word that says: as in the line above.
pub(in crate::election::intake) fn is_ditto(text: &str) -> bool {
    matches!(tight(text).as_str(), "〃" | "″" | "\"" | "”" | "“" | "''" | "々" | "仝" | "同上" | "同前")
}

/// A building in one form: digits where it is a number.
pub(in crate::election::intake) fn building(text: &str) -> String {
    let text = tight(text);
    if is_ditto(&text) {
        return String::new();
    }
    let own = ESTATE.iter().filter_map(|end| text.rsplit_once(end)).map(|(_, rest)| rest).min_by_key(|rest| rest.len());
    // `湖光小区3栋`, but not an estate that is called 3苑.
    match own.map(|own| (own, normal(own, &BUILDING))) {
        Some((own, number)) if own != number && is_number(&number) => number,
        _ => normal(&text, &BUILDING),
    }
}

/// Building and stair written into one cell: `3栋2单元`.
pub(in crate::election::intake) fn building_and_stair(text: &str) -> Option<[String; 2]> {
    let text = tight(text).to_uppercase();
    let (front, rest) = ["号楼", "栋", "幢", "座", "#"].iter().find_map(|mark| text.split_once(mark))?;
    let (building_text, stair_text) = (format!("{front}栋"), rest.trim_start_matches(['楼', '-']));
    let [building, stair] = [building(&building_text), stair(stair_text)];
    (stair_text.ends_with("单元") && is_number(&building) && is_number(&stair)).then_some([building, stair])
}

/// Stair and room written into one cell: `2单元501`.
pub(in crate::election::intake) fn stair_and_room(text: &str) -> Option<[String; 2]> {
    let text = tight(text).to_uppercase();
    let (stair_text, room_text) = text.split_once("单元")?;
    let [stair, room] = [stair(stair_text), room(room_text.trim_start_matches('-'))];
    (is_number(&stair) && is_number(&room)).then_some([stair, room])
}

/// A stair in one form; empty where there is none.
pub(in crate::election::intake) fn stair(text: &str) -> String {
    match normal(text, &STAIR) {
        text if matches!(text.as_str(), "无" | "-" | "/" | "0") || is_ditto(&text) => String::new(),
        text => text,
    }
}

/// A room in one form. Its leading zeros stay: `0101` may be how the house writes it.
pub(in crate::election::intake) fn room(text: &str) -> String {
    let text = tight(text).to_uppercase();
    let bare = ROOM.iter().find_map(|suffix| {
        let bare = text.strip_suffix(suffix)?;
        bare.ends_with(|last: char| last.is_ascii_alphanumeric()).then_some(bare)
    });
    let bare = bare.unwrap_or(&text);
    if is_ditto(&text) || bare.chars().all(|character| "-/.".contains(character)) || date::month_and_day(bare).is_some() {
        return String::new();
    }
    // `101.0` was a number in a program that wrote it out; `三〇一` is one in words.
    let bare = whole(bare).unwrap_or(bare);
    let words = bare.chars().count() >= 3 && bare.chars().all(|character| "零一二三四五六七八九".contains(character));
    arabic(bare).filter(|_| words).unwrap_or_else(|| bare.to_owned())
}

/// `301.0` → `301`.
fn whole(text: &str) -> Option<&str> {
    let digits = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00"))?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn normal(text: &str, suffixes: &[&str]) -> String {
    let text = common(&tight(text).to_uppercase());
    let before = |rest: &&str| rest.starts_with(|first: char| first.is_ascii_digit());
    let numbered = ["NO.", "NO", "#", "№", "单元"].iter().filter_map(|prefix| text.strip_prefix(prefix)).find(before);
    let text = numbered.or(text.strip_prefix('第')).unwrap_or(&text);
    let text = whole(text).unwrap_or(text);
    let lower = text.to_lowercase();
    let bare = suffixes.iter().find_map(|suffix| {
        let length = lower.strip_suffix(suffix)?.len();
        let bare = text.get(..length)?;
        is_number(bare).then_some(bare)
    });
    let bare = bare.unwrap_or(text);
    let digits = arabic(bare).unwrap_or_else(|| bare.to_owned());
    match digits.trim_start_matches('0') {
        trimmed if !trimmed.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => trimmed.to_owned(),
        _ => digits,
    }
}

/// The numbers of cheques, and brackets around a number: `叁栋`, `(3)栋`.
fn common(text: &str) -> String {
    const FORMAL: [(char, char); 11] = [
        ('壹', '一'),
        ('贰', '二'),
        ('叁', '三'),
        ('肆', '四'),
        ('伍', '五'),
        ('陆', '六'),
        ('柒', '七'),
        ('捌', '八'),
        ('玖', '九'),
        ('拾', '十'),
        ('佰', '百'),
    ];
    let common = |character| FORMAL.iter().find(|(formal, _)| *formal == character).map_or(character, |(_, common)| *common);
    let text: String = text.chars().map(common).collect();
    match text.strip_prefix(['(', '[']).and_then(|rest| rest.split_once([')', ']'])) {
        Some((number, rest)) if is_number(number) => format!("{number}{rest}"),
        _ => text,
    }
}

/// Digits, letters and what divides them, or a Chinese number, or one of the ten stems.
fn is_number(text: &str) -> bool {
    let latin = text.chars().all(|character| character.is_ascii_alphanumeric() || character == '-');
    let stem = text.chars().count() == 1 && text.chars().all(|character| "甲乙丙丁戊己庚辛壬癸东南西北".contains(character));
    !text.is_empty() && (latin || stem || arabic(text).is_some())
}

/// `十二` → `12`; `一〇一` → `101`.
fn arabic(text: &str) -> Option<String> {
    let digit = |character: char| {
        "零一二三四五六七八九".chars().position(|known| known == character).or(match character {
            '两' => Some(2),
            _ => None,
        })
    };
    if text.is_empty() {
        return None;
    }
    if text.chars().all(|character| digit(character).is_some()) {
        return Some(text.chars().filter_map(digit).map(|digit| digit.to_string()).collect());
    }
    let (mut sum, mut last) = (0_usize, None);
    for character in text.chars() {
        match (digit(character), character) {
            (Some(0), _) => {}
            (Some(digit), _) if last.is_none() => last = Some(digit),
            (None, '十') => sum = sum.checked_add(last.take().unwrap_or(1).checked_mul(10)?)?,
            (None, '百') => sum = sum.checked_add(last.take()?.checked_mul(100)?)?,
            _ => return None,
        }
    }
    Some(sum.checked_add(last.unwrap_or(0))?.to_string())
}

/// An address in one cell: `3号楼2单元501室`, `3-2-501`, `湖光小区3栋501`. `None` if its parts are not certain.
pub(in crate::election::intake) fn address(text: &str) -> Option<[String; 3]> {
    let text = tight(text).to_uppercase();
    let dashed: Vec<&str> = text.split('-').collect();
    match dashed.as_slice() {
        [building_text, stair_text, room_text] if dashed.iter().all(|part| is_number(&building(part))) => {
            return Some([building(building_text), stair(stair_text), room(room_text)]);
        }
        [building_text, room_text] if dashed.iter().all(|part| is_number(&building(part))) => {
            return Some([building(building_text), String::new(), room(room_text)]);
        }
        _ => {}
    }
    let (front, rest) = ["号楼", "栋", "幢", "座", "#"].iter().find_map(|mark| text.split_once(mark))?;
    let rest = rest.trim_start_matches(['楼', '-']);
    // Only the number before the mark: the name of the estate may stand in front of it.
    let start =
        front.char_indices().rev().take_while(|(_, c)| c.is_ascii_alphanumeric() || "零一二三四五六七八九十百".contains(*c));
    let number = front.get(start.last()?.0..)?;
    let (stair_text, room_text) = ["单元", "门", "-"].iter().find_map(|mark| rest.split_once(mark)).unwrap_or(("", rest));
    // `5楼506`: the floor says nothing that the room does not say.
    let floor = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let behind = ['楼', '层'].into_iter().find_map(|mark| room_text.split_once(mark)).filter(|(number, _)| floor(number));
    let room_text = room(behind.map_or(room_text, |(_, room)| room).trim_start_matches('-'));
    let certain = !room_text.is_empty() && room_text.chars().all(|character| character.is_ascii_alphanumeric());
    certain.then(|| [building(number), stair(stair_text), room_text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_building_however_written() {
        for text in ["3", "3号楼", "3#", "三栋", "3栋", "３＃", "3幢", "第3栋", "三号楼", "03", "3#楼", "3 号楼", "3座"]
        {
            assert_eq!(building(text), "3", "{text}");
        }
        for (text, name) in [
            ("十二号楼", "12"),
            ("二十栋", "20"),
            ("一百零三号楼", "103"),
            ("a座", "A"),
            ("B1栋", "B1"),
            ("商业", "商业"),
            ("地库", "地库"),
            ("甲栋", "甲"),
            ("会所楼", "会所楼"),
            ("", ""),
        ] {
            assert_eq!(building(text), name, "{text}");
        }
    }

    #[test]
    fn stairs_and_rooms() {
        for text in ["2", "2单元", "二单元", "02", "２单元", "2门"] {
            assert_eq!(stair(text), "2", "{text}");
        }
        assert_eq!(stair("/"), "");
        for (text, name) in
            [("３０２", "302"), ("302室", "302"), ("0101", "0101"), ("b001", "B001"), ("1号", "1"), ("-", ""), ("车库", "车库")]
        {
            assert_eq!(room(text), name, "{text}");
        }
    }

    #[test]
    fn an_address_in_one_cell() {
        let three = |a: &str, b: &str, c: &str| Some([a.to_owned(), b.to_owned(), c.to_owned()]);
        for text in [
            "3号楼2单元501室",
            "3-2-501",
            "3#2单元501",
            "湖光小区三栋二单元501室",
            "3栋2-501",
            "3#2-501",
            "3栋2单元5楼501",
            "3栋2单元5层501室",
        ] {
            assert_eq!(address(text), three("3", "2", "501"), "{text}");
        }
        assert_eq!(address("3-501"), three("3", "", "501"));
        assert_eq!(address("3栋501"), three("3", "", "501"));
        assert_eq!(address("501"), None);
        assert_eq!(address("人民大街"), None);
    }
}
