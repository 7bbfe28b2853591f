//! A name, split into surname 姓 and given name 名.

/// Compound surnames 复姓 in use. A name of two characters is never taken for one: 欧阳 alone is a 欧 called 阳.
const COMPOUND: [&str; 60] = [
    "万俟", "上官", "东方", "东郭", "东里", "乐正", "亓官", "令狐", "仲孙", "仲长", "公冶", "公孙", "公羊", "公良", "单于",
    "南宫", "南门", "司寇", "司徒", "司空", "司马", "叔孙", "呼延", "夏侯", "太叔", "太史", "夹谷", "宇文", "宗政", "宰父",
    "尉迟", "巫马", "左丘", "慕容", "拓跋", "欧阳", "段干", "淳于", "漆雕", "澹台", "濮阳", "独孤", "申屠", "百里", "皇甫",
    "端木", "第五", "耶律", "西门", "诸葛", "谷梁", "赫连", "轩辕", "钟离", "长孙", "闻人", "闾丘", "颛孙", "鲜于", "完颜",
];

/// How many characters the surname has, as far as the characters tell: 2 for a compound surname before at least one more character,
/// else 1. A person may know better: 东方 can also be a 东 called 方…
pub fn compound_surname(name: &str) -> usize {
    let compound = COMPOUND.iter().any(|surname| name.strip_prefix(surname).is_some_and(|given| !given.is_empty()));
    if compound { 2 } else { 1 }
}

/// A name to be put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub(super) surname: Vec<char>,
    pub(super) given: Vec<char>,
}

impl Name {
    /// Splits a name. `surname`: how many characters the surname has, [`compound_surname`] if nobody says otherwise. The points between
    /// the parts of a transliterated name (阿卜杜拉·买买提) are no strokes.
    pub fn new(name: &str, surname: usize) -> Self {
        let mut characters = name.chars().filter(|c| !matches!(c, '·' | '•' | '・' | '‧') && !c.is_whitespace());
        let surname = characters.by_ref().take(surname.max(1)).collect();
        Self { surname, given: characters.collect() }
    }
}
