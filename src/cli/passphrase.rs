//! Passphrases: typed where nobody sees them, or from a file that nobody else can read. Never from the command line, where
//! every user of the machine could see them.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use zeroize::Zeroizing;

use super::lang::Lang;
use super::terminal::{printable, shown};
use super::{Unusable, vault};

/// Characters that a new passphrase has at least. Guessing is slowed down by scrypt, not prevented.
const LEAST: usize = 8;

/// The longest passphrase file.
const LONGEST: u64 = 4096;

pub(super) fn argument(lang: Lang) -> Arg {
    Arg::new("passphrase-file")
        .long("passphrase-file")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(lang.pick("口令所在的文件（权限 600）；不写则在终端输入", "a file with the passphrase, mode 600"))
}

fn file(matches: &ArgMatches) -> Option<&Path> {
    matches.get_one::<PathBuf>("passphrase-file").map(PathBuf::as_path)
}

/// The passphrase of a file that exists.
pub(super) fn ask(matches: &ArgMatches, of: &Path, lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    match file(matches) {
        Some(path) => read(path, lang),
        None => typed(&format!("{} {}: ", lang.pick("请输入口令", "Passphrase for"), shown(of)), lang),
    }
}

/// A passphrase for a new file, typed twice.
pub(super) fn choose(matches: &ArgMatches, of: &Path, lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    let passphrase = match file(matches) {
        Some(path) => read(path, lang)?,
        None => {
            let first = typed(&format!("{} {}: ", lang.pick("请设定口令", "New passphrase for"), shown(of)), lang)?;
            let second = typed(lang.pick("请再输入一遍: ", "Once more: "), lang)?;
            if *first != *second {
                return Err(Unusable(lang.pick("两次输入的口令不一样；请重来", "the two differ; begin again").into()));
            }
            first
        }
    };
    if passphrase.chars().count() < LEAST {
        let text = lang.pick(
            "口令太短：至少 8 个字；最好用四五个互不相干的词",
            "the passphrase is too short: at least 8 characters, better four or five words that have nothing to do with each other",
        );
        return Err(Unusable(text.into()));
    }
    Ok(passphrase)
}

fn typed(prompt: &str, lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| {
        let text = lang.pick(
            "这里不能输入口令；请在终端运行，或用 --passphrase-file",
            "no passphrase can be typed here; run it in a terminal, or use --passphrase-file",
        );
        Unusable(format!("{text}: {}", printable(&error.to_string(), 200)))
    })
}

/// The first line of a file that only its owner can read.
fn read(path: &Path, lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    let bytes = Zeroizing::new(vault::read_small(path, LONGEST, lang)?);
    if vault::others_can_read(path) {
        let text = lang.pick(
            "别人也能读这个口令文件；请先运行 chmod 600",
            "others can read this passphrase file; first run chmod 600 on it",
        );
        return Err(Unusable(format!("{}: {text}", shown(path))));
    }
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).map(|line| line.trim_end_matches('\r'));
    line.map(|line| Zeroizing::new(line.to_owned())).map_err(|_| {
        let text = lang.pick("口令文件不是 UTF-8 文本", "the passphrase file is not UTF-8 text");
        Unusable(format!("{}: {text}", shown(path)))
    })
}
