//! What may reach a terminal, and how it is laid out there.
//!
//! Names and answers come from files that anybody can write. A terminal obeys control characters in them (clear the screen, set
//! the title) and bidirectional overrides reorder what stands beside them, so both are shown as what they are: `\u{202e}`.
//! Widths are counted in columns: a Chinese character takes two.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Unusable;
use super::lang::Lang;

/// Columns of a report. Terminals have 80; text copied into a document or a message is read on less.
pub(crate) const COLUMNS: usize = 78;

/// The last line of a paragraph is wider.
const ORPHAN: usize = 4;

/// Writes a finished report to standard output: colours only on a terminal that wants them (`NO_COLOR`, `TERM=dumb`).
///
/// A reader that has seen enough (`| head -1`) is no error; a full disk is.
pub(crate) fn print(text: &str, lang: Lang) -> Result<(), Unusable> {
    let stdout = io::stdout();
    let choice = if stdout.is_terminal() { AutoStream::choice(&stdout) } else { ColorChoice::Never };
    let mut stream = AutoStream::new(stdout.lock(), choice);
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Unusable(format!("{}{error}", lang.pick("无法输出结果：", "the report cannot be written: "))))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error. If nobody listens there, nobody can be told.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// `text` with everything a terminal would obey written out, at most `most` characters of it.
pub(crate) fn printable(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(most) {
        if is_obeyed(character) { shown.extend(character.escape_unicode()) } else { shown.push(character) }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A file's name as it may be shown.
pub(crate) fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy(), 4096)
}

/// Whether a character does something instead of being seen: controls, line and paragraph separators, bidirectional and other
/// format characters, and those without a width of their own that pile up on their neighbours.
pub(crate) fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The value as JSON in one line. What a terminal would obey stands escaped: it is the same JSON, and it may be printed.
pub(crate) fn json_line<T: serde::Serialize>(value: &T) -> String {
    // What is written here holds maps of texts only, and nothing that can fail.
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                line.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            line.push(character);
        }
    }
    line.push('\n');
    line
}

/// Columns that `text` takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// `text` and as many spaces as fill `columns`.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `head` and `text` behind it, wrapped to [`COLUMNS`], the further lines indented as far as the head goes; ends the line.
pub(crate) fn hanging(head: &str, text: &str) -> String {
    let indent = width(head);
    let columns = COLUMNS.saturating_sub(indent);
    let mut lines = wrap(text, columns);
    // Not one character alone on the last line.
    if lines.len() > 1 && lines.last().is_some_and(|last| width(last) <= ORPHAN) {
        lines = wrap(text, columns.saturating_sub(ORPHAN));
    }
    let mut block = String::new();
    for (index, line) in lines.iter().enumerate() {
        let start = if index == 0 { head.to_owned() } else { " ".repeat(indent) };
        block.push_str(format!("{start}{line}").trim_end());
        block.push('\n');
    }
    block
}

/// `text` with its sentences wrapped to [`COLUMNS`]. Lines that begin with a space are data to be copied, and stay.
pub(crate) fn flowing(text: &str) -> String {
    let line = |line: &str| if line.starts_with(' ') { format!("{line}\n") } else { hanging("", line) };
    text.lines().map(line).collect()
}

/// Breaks `text` into lines of at most `columns`: between words, or before and behind Chinese characters, but with no closing
/// mark at the beginning of a line and no opening one at its end.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (spaced, unit) in units(text) {
        let gap = usize::from(spaced && !line.is_empty());
        if !line.is_empty() && width(&line).saturating_add(gap).saturating_add(width(&unit)) > columns {
            lines.push(std::mem::take(&mut line));
        } else if gap == 1 {
            line.push(' ');
        }
        // A unit longer than a line is broken anywhere.
        for character in unit.chars() {
            let more = character.width().unwrap_or(0);
            if !line.is_empty() && width(&line).saturating_add(more) > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line);
    lines
}

/// The parts of a text that no line break may divide, and whether a space stands before each.
fn units(text: &str) -> Vec<(bool, String)> {
    let mut units: Vec<(bool, String)> = Vec::new();
    let mut before = ' ';
    for character in text.chars() {
        match units.last_mut() {
            _ if character == ' ' => {}
            Some((_, unit)) if !may_break(before, character) => unit.push(character),
            _ => units.push((before == ' ', character.to_string())),
        }
        before = character;
    }
    units
}

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    let wide = |character: char| character.width() == Some(2);
    before == ' ' || ((wide(before) || wide(after)) && !"（《“".contains(before) && !"，。；：、）》”！？".contains(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        assert_eq!(printable("张三\u{202e}四\u{1b}[2J\n", 99), "张三\\u{202e}四\\u{1b}[2J\\u{a}");
        assert_eq!(printable("\u{9b}31m\u{2066}\u{200d}\u{e0041}", 99), "\\u{9b}31m\\u{2066}\\u{200d}\\u{e0041}");
        assert_eq!(printable("王小明 O'Neill é 🗳", 99), "王小明 O'Neill é 🗳");
        assert_eq!(printable("abc", 2), "ab…");
    }

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("选票都在，没有少。", 8), ["选票都", "在，没有", "少。"]);
        assert_eq!(wrap("请看（名册）第2页", 6), ["请看", "（名", "册）第", "2页"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(hanging("  1. ", &"票".repeat(40)).lines().map(width).collect::<Vec<_>>(), [77, 13]);
    }

    #[test]
    fn sentences_flow_and_data_stays() {
        let code = "x".repeat(100);
        let text = flowing(&format!("{}\n\n  {code}\n", "票".repeat(40)));
        assert_eq!(text.lines().map(width).collect::<Vec<_>>(), [74, 6, 0, 102]);
    }

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(pad("空白票", 8), "空白票  ");
        assert_eq!(pad("long enough", 3), "long enough");
    }
}
