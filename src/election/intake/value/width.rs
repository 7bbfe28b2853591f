//! Full-width characters, spaces and characters that cannot be seen.

/// The text as a reader sees it: full-width ASCII made half-width, invisible characters removed, every run of spaces and line
/// breaks one space, none at the ends.
pub(in crate::election::intake) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars().filter_map(narrow) {
        if character != ' ' || !(plain.is_empty() || plain.ends_with(' ')) {
            plain.push(character);
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// [`plain`] without any space.
pub(in crate::election::intake) fn tight(text: &str) -> String {
    let mut tight = plain(text);
    tight.retain(|character| character != ' ');
    tight
}

/// Half-width; a plain space for all spaces; nothing for what cannot be seen.
fn narrow(character: char) -> Option<char> {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character).saturating_sub(0xfee0)),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '。' => Some('.'),
        '〇' => Some('零'),
        '−' | '–' | '—' | '―' | '‐' | '‑' => Some('-'),
        _ if character.is_whitespace() || character == '\u{3000}' => Some(' '),
        _ if character.is_control() => None,
        _ => Some(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_remains() {
        assert_eq!(plain("\u{feff} ３０２\u{3000}\n室 "), "302 室");
        assert_eq!(tight("王\u{3000}小 明"), "王小明");
        assert_eq!(plain("９９０１０４ｘ（\u{200b}）"), "990104x()");
        assert_eq!(plain(" \u{3000}"), "");
    }
}
