//! 权利人姓名: one or several in a cell, companies, and words that are nobody.

use super::width::{plain, tight};

/// What a cell of names says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::election::intake) enum Owners {
    /// Nothing.
    Missing,
    /// A word that is no name. `developer`: it means the developer.
    Placeholder { developer: bool },
    /// The cell says that the owner has died.
    Deceased(Vec<String>),
    /// Names; one or several.
    Named(Vec<String>),
    /// Either one name with a space or an "and" in it, or these several: the numbers decide. `several` is empty where the cell says
    /// that there are others (`张三等2人`), but not who.
    Unclear { one: String, several: Vec<String> },
}

/// Words for the developer.
const DEVELOPER: [&str; 8] = ["开发商", "建设单位", "开发公司", "房地产公司", "房产公司", "开发企业", "发展商", "developer"];

/// What may stand behind a word for the developer.
const HELD: [&str; 8] = ["", "自持", "未售", "未出售", "持有", "所有", "名下", "留存"];

/// Words that are no name.
const NOBODY: [&str; 60] = [
    "空置",
    "空房",
    "空",
    "空户",
    "未售",
    "待售",
    "未出售",
    "无",
    "无人",
    "无主",
    "不详",
    "未知",
    "不明",
    "待定",
    "待查",
    "待核实",
    "未登记",
    "未入住",
    "暂无",
    "业主",
    "户主",
    "房主",
    "产权人",
    "权利人",
    "租户",
    "租客",
    "同上",
    "物业",
    "物业公司",
    "公房",
    "公有",
    "抵债房",
    "vacant",
    "unknown",
    "none",
    "未交房",
    "未交付",
    "待交付",
    "空挂",
    "待确认",
    "待补",
    "待补充",
    "暂缺",
    "未办证",
    "空白",
    "房东",
    "代持",
    "测试",
    "无名氏",
    "车位主",
    "物业用房",
    "〃",
    "\"",
    "null",
    "nan",
    "nil",
    "n/a",
    "na",
    "本人",
    "未填",
];

/// Parts of a short text that make it no name.
const SIGNS: [&str; 24] = [
    "不详",
    "未知",
    "不明",
    "未登记",
    "未售",
    "未出售",
    "未销售",
    "空置",
    "待定",
    "待查",
    "暂未",
    "尚未",
    "租户",
    "租客",
    "承租",
    // Who owned it, or what became of it.
    "原业主",
    "前业主",
    "过户",
    "卖给",
    "转给",
    "转让",
    "之妻",
    "查封",
    "法拍",
];

/// Words that say somebody has died.
const DECEASED: [&str; 21] = [
    "已故", "去世", "逝世", "过世", "死亡", "亡故", "病故", "身故", "故去", "离世", "已亡", "已逝", "病逝", "辞世", "谢世",
    "仙逝", "去逝", "过逝", "离逝", "殁", "deceased",
];

/// Words that say it in a name only: a remark about an inheritance may be how the living owner came by the flat.
const INHERITED: [&str; 4] = ["继承人", "遗产", "(故)", "(亡)"];

/// Words behind names that say that these own together.
const TOGETHER: [&str; 8] = ["共同共有", "按份共有", "共有", "夫妇", "夫妻", "二人", "两人", "2人"];

/// Endings and parts of the names of organisations.
const ORGANISATION: [&str; 36] = [
    "公司",
    "集团",
    "银行",
    "商行",
    "商店",
    "超市",
    "酒店",
    "宾馆",
    "饭店",
    "学校",
    "幼儿园",
    "医院",
    "诊所",
    "委员会",
    "居委会",
    "合作社",
    "事务所",
    "经营部",
    "服务部",
    "门市部",
    "工作室",
    "研究院",
    "研究所",
    "基金会",
    "协会",
    "中心",
    "政府",
    "管理局",
    "办事处",
    "工厂",
    "企业",
    "合伙",
    "支行",
    "分行",
    "厂",
    "Ltd",
];

/// Notes in brackets behind a name that say no more than that this is an owner.
const NOTES: [&str; 22] = [
    "户主",
    "本人",
    "夫",
    "妻",
    "丈夫",
    "妻子",
    "夫妻",
    "产权人",
    "共有",
    "共有人",
    "业主",
    "男",
    "女",
    "父",
    "母",
    "子",
    "女儿",
    "儿子",
    "配偶",
    "父亲",
    "母亲",
    "未成年",
];

/// Notes in brackets behind the name of a company that are not part of it.
const STATUS: [&str; 8] = ["未售", "已售", "自持", "开发商", "建设单位", "未交付", "未出售", "尾盘"];

/// Han characters, also rare ones.
pub(in crate::election::intake) const fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a name is an organisation's.
pub(in crate::election::intake) fn is_organisation(name: &str) -> bool {
    name.chars().count() >= 4 && ORGANISATION.iter().any(|word| name.contains(word))
}

/// Whether a remark says that the owner has died.
pub(in crate::election::intake) fn tells_death(remark: &str) -> bool {
    let remark = remark.to_lowercase();
    DECEASED.iter().any(|word| remark.contains(word))
}

/// Whether a remark says that several people own the unit together.
pub(in crate::election::intake) fn tells_co_ownership(text: &str) -> bool {
    (text.contains("共有") && !text.contains("单独")) || text.contains("夫妻")
}

/// Reads a cell of names.
pub(in crate::election::intake) fn owners(text: &str) -> Owners {
    // Line breaks divide names; `plain` would make spaces of them.
    let text = plain(&text.trim().replace(['\n', '\r'], "、"));
    if text.is_empty() || text.chars().all(|character| "-/、.?*".contains(character)) {
        return Owners::Missing;
    }
    if tells_death(&text) || INHERITED.iter().any(|word| text.contains(word)) {
        let words = DECEASED.iter().chain(&INHERITED);
        let stripped = words.fold(text.clone(), |text, word| text.replace(word, ""));
        let stripped = stripped.replace("(已)", "").replace("()", "");
        return Owners::Deceased(divided(without_notes(&stripped).trim_end_matches(['已', '的', '之'])));
    }
    let bare: String = text.chars().filter(|character| !" ()".contains(*character)).collect::<String>().to_lowercase();
    if DEVELOPER.iter().any(|word| bare.strip_prefix(word).is_some_and(|rest| HELD.contains(&rest))) {
        return Owners::Placeholder { developer: true };
    }
    if is_nobody(&bare) {
        return Owners::Placeholder { developer: false };
    }
    let text = without_notes(&text);
    if is_organisation(&text) && !text.contains(['、', ';', '/']) {
        return Owners::Named(vec![organisation(&text)]);
    }
    let (text, others) = without_others(&text);
    let names = divided(text);
    match names.as_slice() {
        [] => Owners::Missing,
        [one] if others => Owners::Unclear { one: joined(one), several: Vec::new() },
        [one] if bracketed(one).is_some() => {
            let [first, second] = bracketed(one).unwrap_or_default().map(joined);
            Owners::Unclear { one: first.clone(), several: vec![first, second] }
        }
        _ if names
            .iter()
            .any(|name| is_nobody(&name.to_lowercase()) || name.contains(['(', ')', '?', '*', '→', '>', '=', ':', '~'])) =>
        {
            Owners::Placeholder { developer: false }
        }
        [one] => single(one),
        _ => Owners::Named(names.iter().map(|name| joined(name)).collect()),
    }
}

/// Whether a text of a column of names is a known word, and nobody's name.
pub(in crate::election::intake) fn is_word(text: &str) -> bool {
    let bare = tight(text).to_lowercase();
    bare.is_empty() || DEVELOPER.contains(&bare.as_str()) || NOBODY.contains(&bare.as_str())
}

/// Names without the words behind them that say that these own together, and whether there are others than those named.
fn without_others(text: &str) -> (&str, bool) {
    for end in ["等人", "等"] {
        if let Some(rest) = text.strip_suffix(end) {
            return (rest.trim_end(), true);
        }
    }
    if let Some((rest, count)) = text.rsplit_once('等')
        && count.strip_suffix('人').is_some_and(|count| count.chars().all(|c| c.is_ascii_digit() || "二三四五六两".contains(c)))
    {
        return (rest.trim_end(), true);
    }
    match TOGETHER.iter().find_map(|word| text.strip_suffix(word)) {
        // 张三夫妇 are two, of whom one is named.
        Some(rest) => (rest.trim_end(), divided(rest).len() < 2 && !text.ends_with("共有")),
        None => (text, false),
    }
}

/// `张三(李四)`: one in brackets behind the other, as far as both can be names.
fn bracketed(name: &str) -> Option<[&str; 2]> {
    let (first, rest) = name.split_once('(')?;
    let second = rest.strip_suffix(')')?;
    let is_name = |text: &str| (2..=3).contains(&text.chars().count()) && text.chars().all(is_han) && !is_nobody(text);
    (is_name(first.trim()) && is_name(second.trim())).then_some([first.trim(), second.trim()])
}

fn is_nobody(bare: &str) -> bool {
    let honorific = ["先生", "女士", "小姐", "某", "某某", "家", "阿姨"];
    let only_surname = honorific.iter().any(|word| bare.strip_suffix(word).is_some_and(|rest| rest.chars().count() <= 1));
    // 王XX, 王**: the rest is withheld.
    let stem = bare.trim_end_matches(['x', '×', '○', '◯', '*', '某']);
    let withheld = stem.len() < bare.len() && stem.chars().count() <= 1;
    let digit = bare.bytes().any(|byte| byte.is_ascii_digit()) && bare.chars().any(is_han) && !bare.contains('等');
    let short = bare.chars().count() <= 8 && !is_organisation(bare);
    NOBODY.contains(&bare)
        || only_surname
        || withheld
        || bare.chars().count() == 1
        || (short && (digit || SIGNS.iter().any(|sign| bare.contains(sign))))
        || bare.starts_with("空置")
        || bare.starts_with("未售")
        || bare.starts_with("开发商")
        || bare.chars().all(|character| character.is_ascii_digit() || character == 'x')
        // A number of a phone or card written behind the name: which of them is it?
        || bare.bytes().filter(u8::is_ascii_digit).count() >= 5
}

/// Several names, as divided by marks that no name contains.
fn divided(text: &str) -> Vec<String> {
    let names = text.split(['、', ',', ';', '/', '\\', '|', '&', '+']).map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| if is_organisation(name) { organisation(name) } else { name.to_owned() }).collect()
}

/// One name, or several divided by what may also be part of a name.
fn single(text: &str) -> Owners {
    let joined = joined(text);
    let han = joined.chars().all(|character| is_han(character) || character == '·');
    if !han {
        return Owners::Named(vec![joined]);
    }
    let length = |name: &&str| name.chars().count() >= 2;
    let parts: Vec<&str> = text.split(' ').collect();
    if parts.len() > 1 && parts.iter().all(length) {
        return Owners::Unclear { one: joined, several: parts.into_iter().map(str::to_owned).collect() };
    }
    for word in ["和", "与", "及", "跟"] {
        let parts: Vec<&str> = text.split(word).map(str::trim).collect();
        // 欧阳和平, 张和 are names; 张三和李四 is too long for one.
        if parts.len() > 1 && parts.iter().all(length) && text.chars().count() > 4 {
            return Owners::Unclear { one: joined, several: parts.into_iter().map(str::to_owned).collect() };
        }
    }
    Owners::Named(vec![joined])
}

/// A name without the spaces that pad it (`王　明`); words of a foreign name keep one.
fn joined(name: &str) -> String {
    let mut name: String = name.chars().map(|character| if "•‧・∙⋅●".contains(character) { '·' } else { character }).collect();
    if name.chars().any(is_han) {
        name.retain(|character| character != ' ');
    }
    name
}

/// The brackets of a company's name are full-width, as it is registered.
fn organisation(name: &str) -> String {
    let name = STATUS.iter().fold(joined(name), |name, status| name.replace(&format!("({status})"), ""));
    name.replace('(', "（").replace(')', "）")
}

fn without_notes(text: &str) -> String {
    let text = NOTES.iter().fold(text.to_owned(), |text, note| text.replace(&format!("({note})"), "")).trim().to_owned();
    // 张三先生 is 张三; 王先生 is nobody whom a roll could name.
    let bare = ["先生", "女士"].iter().find_map(|word| text.strip_suffix(word));
    match bare.map(str::trim_end) {
        Some(bare) if (2..=4).contains(&bare.chars().count()) && bare.chars().all(is_han) => bare.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Owners {
        Owners::Named(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn several_names_in_a_cell_are_several() {
        for text in
            ["张三、李四", "张三，李四", "张三/李四", "张三；李四", "张三\n李四", "张三（夫）、李四（妻）", "张 三、李　四"]
        {
            assert_eq!(owners(text), named(&["张三", "李四"]), "{text}");
        }
        for text in ["张三丰 李四光", "欧阳修文和李四光"] {
            assert!(matches!(owners(text), Owners::Unclear { several, .. } if several.len() == 2), "{text}");
        }
    }

    #[test]
    fn one_name_stays_one() {
        for (text, name) in [
            (" 万子洋\u{3000}", "万子洋"),
            ("王　明", "王明"),
            ("王 小 明", "王小明"),
            ("欧阳和平", "欧阳和平"),
            ("张和", "张和"),
            ("买买提•艾力", "买买提·艾力"),
            ("John  Smith", "John Smith"),
            ("张三（户主）", "张三"),
            ("长春示范(集团)有限公司", "长春示范（集团）有限公司"),
            ("空小明", "空小明"),
        ] {
            assert_eq!(owners(text), named(&[name]), "{text}");
        }
    }

    #[test]
    fn nobody_is_nobody() {
        for text in [
            "空置",
            "空 置",
            "（空置）",
            "未售",
            "业主",
            "王先生",
            "李女士",
            "刘某",
            "123",
            "同上",
            "张三（租户）",
            "张三13800000001",
            "空置房",
            "无",
        ] {
            assert_eq!(owners(text), Owners::Placeholder { developer: false }, "{text}");
        }
        assert_eq!(owners("开发商"), Owners::Placeholder { developer: true });
        for text in ["", " ", "/", "—", "、"] {
            assert_eq!(owners(text), Owners::Missing, "{text}");
        }
        for text in ["何然娟（已故）", "何然娟(故)", "何然娟已去世"] {
            assert_eq!(owners(text), Owners::Deceased(vec!["何然娟".into()]), "{text}");
        }
    }
}
