//! `yepiao roll template`: an empty roll to fill in.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::super::files::NewFile;
use super::super::lang::Lang;
use super::super::terminal::{print, shown};
use super::super::{Exit, Unusable};
use crate::election::intake::template;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("template").about(lang.pick("写出一份空白的名册模板（.xlsx）", "write an empty roll (.xlsx) to fill in")).arg(
        Arg::new("out")
            .long("out")
            .value_name(lang.pick("文件.xlsx", "FILE.xlsx"))
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick("要写的文件；已有的不会覆盖", "the file to write; nothing is overwritten")),
    )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let path = matches.get_one::<PathBuf>("out").map_or(Path::new("template.xlsx"), PathBuf::as_path);
    let bytes = template().map_err(|fault| Unusable(format!("{}: {fault}", shown(path))))?;
    NewFile::holding(path, &bytes, lang)?.finish()?;
    print(&format!("{}\n", shown(path)), lang)?;
    Ok(Exit::Good)
}
