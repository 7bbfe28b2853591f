//! Texts that people will read on a ballot, a notice or a list: what must not stand in them.

/// Why a text cannot be printed as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing, or only white space.
    #[error("is empty")]
    Empty,
    /// Too many characters.
    #[error("has more than {0} characters")]
    TooLong(usize),
    /// A character that is not seen but changes what is seen: control characters, marks that turn the writing direction, characters
    /// without width. With them two names could look the same, or one read as another.
    #[error("has a hidden character, U+{0:04X}")]
    Hidden(u32),
    /// White space at the beginning or the end, where nobody sees it.
    #[error("begins or ends with white space")]
    Padded,
}

impl TextFault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong(_) => "too_long",
            Self::Hidden(_) => "unusable_characters",
            Self::Padded => "padded",
        }
    }

    /// What is wrong, Chinese and English, to stand behind the name of what it is about.
    pub fn words(self) -> [String; 2] {
        let chinese = match self {
            Self::Empty => "没有填写".to_owned(),
            Self::TooLong(most) => format!("超过 {most} 个字"),
            Self::Hidden(character) => format!("含有看不见的字符（U+{character:04X}）"),
            Self::Padded => "开头或结尾有空格".to_owned(),
        };
        [chinese, self.to_string()]
    }
}

/// One line that must not be empty: a title, a name.
pub fn check_line(value: &str, most: usize) -> Result<(), TextFault> {
    if value.trim().is_empty() {
        return Err(TextFault::Empty);
    }
    common(value, most, |_| false)
}

/// Any number of lines, possibly none.
pub fn check_text(value: &str, most: usize) -> Result<(), TextFault> {
    common(value, most, |c| c == '\n')
}

fn common(value: &str, most: usize, allowed: impl Fn(char) -> bool) -> Result<(), TextFault> {
    if value.chars().nth(most).is_some() {
        return Err(TextFault::TooLong(most));
    }
    if let Some(c) = value.chars().find(|c| hidden(*c) && !allowed(*c)) {
        return Err(TextFault::Hidden(u32::from(c)));
    }
    if value.trim() != value { Err(TextFault::Padded) } else { Ok(()) }
}

/// Control and format characters that have no place in Chinese or English text. Variation selectors stay: they choose the form
/// of a rare character in a name.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}')
        || matches!(c, '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_chinese_and_english_pass() {
        for good in ["张三", "阿卜杜拉·买买提", "𠮷田", "葛\u{e0100}洲", "Anna O'Neil", "是否选聘“绿园物业”（2026-2029）？"]
        {
            assert_eq!(check_line(good, 60), Ok(()), "{good}");
        }
        assert_eq!(check_text("第一条\n\n第二条", 60), Ok(()));
        assert_eq!(check_text("", 60), Ok(()));
    }

    #[test]
    fn what_nobody_sees_is_refused() {
        assert_eq!(check_line("", 60), Err(TextFault::Empty));
        assert_eq!(check_line("\u{3000}", 60), Err(TextFault::Empty));
        assert_eq!(check_line("张三 ", 60), Err(TextFault::Padded));
        assert_eq!(check_text("正文\n", 60), Err(TextFault::Padded));
        assert_eq!(check_line("张\u{200b}三", 60), Err(TextFault::Hidden(0x200b)));
        assert_eq!(check_line("同意\u{202e}对反", 60), Err(TextFault::Hidden(0x202e)));
        assert_eq!(check_line("张三\n李四", 60), Err(TextFault::Hidden(0xa)));
        assert_eq!(check_text("a\r\nb", 60), Err(TextFault::Hidden(0xd)));
        assert_eq!(check_line("张三李四", 3), Err(TextFault::TooLong(3)));
    }
}
