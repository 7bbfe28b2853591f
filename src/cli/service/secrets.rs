//! `yepiao secrets`: makes the keys that the service needs.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tempfile::NamedTempFile;

use super::super::files::fault;
use super::super::lang::Lang;
use super::super::terminal::{print, shown};
use super::super::{Exit, Unusable, random};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("secrets")
        .about(lang.pick("生成服务的密钥文件", "make the file of keys that the service needs"))
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("写到哪个新文件，只有自己可读", "which new file, readable by nobody else")),
        )
        .arg(Arg::new("test").long("test").action(ArgAction::SetTrue).help(lang.pick("只用于测试", "for tests only")))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let path = matches.get_one::<PathBuf>("out").cloned().unwrap_or_default();
    let day = jiff::Timestamp::from_second(i64::try_from(super::super::seconds_since_1970(lang)?).unwrap_or(0));
    let id = day.map_or_else(|_| "k1".into(), |day| day.to_string().chars().take(10).collect::<String>());
    let text = crate::flows::secrets::fresh(&mut random(lang)?, &id, matches.get_flag("test"));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(PathBuf::from("."), PathBuf::from);
    // A temporary file is its owner's alone from its first byte.
    let written = NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&path).map_err(|error| error.error)
    });
    written.map_err(|error| fault(&path, lang.pick("不能写入", "cannot be written"), &error, lang))?;
    print(&format!("{}\n", shown(&path)), lang)?;
    Ok(Exit::Good)
}
