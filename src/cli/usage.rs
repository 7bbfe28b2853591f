//! What clap says, in Chinese. clap has no translations: its errors are made again from their kind and context, and the few
//! fixed words of its help are replaced.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::terminal::printable;

/// clap's fixed words in a help text.
const WORDS: [(&str, &str); 17] = [
    ("Usage: ", "用法："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("[OPTIONS]", "[选项]"),
    ("<COMMAND>", "<命令>"),
    ("[COMMAND]", "[命令]"),
    ("Print this message or the help of the given subcommand(s)", "显示用法"),
    ("Print help (see more with '--help')", "显示用法（--help 更详细）"),
    ("Print help (see a summary with '-h')", "显示用法（-h 较简短）"),
    ("Print help", "显示用法"),
    ("Print version", "显示版本"),
    ("[default: ", "[默认："),
    ("[possible values: ", "[可选："),
    ("Possible values:", "可选："),
    ("[aliases: ", "[别名："),
    ("[env: ", "[环境变量："),
];

/// A help text in Chinese. What we wrote in it is Chinese already.
pub(super) fn help(text: &str) -> String {
    WORDS.iter().fold(text.to_owned(), |text, (english, chinese)| text.replace(english, chinese))
}

/// An error in Chinese: one line that says what is wrong and what to do.
pub(super) fn error(error: &Error, command: &str) -> String {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => printable(text, 200),
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| printable(text, 200)).collect::<Vec<_>>().join(" "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("少了 {argument}"),
        ErrorKind::MissingSubcommand => "少了命令".to_owned(),
        ErrorKind::UnknownArgument => match text(ContextKind::SuggestedArg) {
            hint if hint.is_empty() => format!("不认识 {argument}"),
            hint => format!("不认识 {argument}，是不是 {hint}"),
        },
        ErrorKind::InvalidSubcommand => match text(ContextKind::SuggestedSubcommand) {
            hint if hint.is_empty() => format!("没有命令“{}”", text(ContextKind::InvalidSubcommand)),
            hint => format!("没有命令“{}”，是不是 {hint}", text(ContextKind::InvalidSubcommand)),
        },
        ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues if value.is_empty() => {
            format!("{argument} 后面少了内容")
        }
        ErrorKind::InvalidValue => match text(ContextKind::ValidValue) {
            valid if valid.is_empty() => format!("{argument} 不能是“{value}”"),
            valid => format!("{argument} 不能是“{value}”，可以是 {valid}"),
        },
        ErrorKind::ValueValidation => match error.source() {
            Some(reason) => format!("{argument} 不能是“{value}”（程序原话：{}）", printable(&reason.to_string(), 200)),
            None => format!("{argument} 不能是“{value}”"),
        },
        ErrorKind::ArgumentConflict if text(ContextKind::PriorArg) == argument => format!("{argument} 只能写一次"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同时用", text(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{argument} 后面的内容个数不对")
        }
        ErrorKind::NoEquals => format!("{argument} 后面要写等号"),
        ErrorKind::InvalidUtf8 => "有认不出的字符".to_owned(),
        _ => "写法不对".to_owned(),
    };
    format!("参数：{what}；用法请看 {command} --help")
}
