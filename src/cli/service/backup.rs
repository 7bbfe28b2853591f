//! `yepiao backup FILE`: a whole, checked copy of a SQLite database while it is used.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use ring::digest::{SHA256, digest};
use tempfile::NamedTempFile;

use super::super::files::{fault, read};
use super::super::lang::Lang;
use super::super::terminal::{print, shown};
use super::super::{Exit, Unusable};
use super::options;
use crate::flows::audit::{self, Chain};
use crate::store::{self, Connection, CopyFault};

pub(super) fn command(lang: Lang) -> Command {
    options::with_database(Command::new("backup"), lang)
        .about(lang.pick(
            "备份 SQLite 数据库，并检查备份完好；服务可以照常运行",
            "copy a SQLite database while it is used, and check the copy",
        ))
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("新的备份文件", "the new file")),
        )
}

/// What is wrong with a copy, in the user's language.
pub(super) fn say_copy(path: &Path, copy: &CopyFault, lang: Lang) -> Unusable {
    let what = match copy {
        CopyFault::Postgres => {
            lang.pick("PostgreSQL 请用 pg_dump --format=custom 备份", "this is PostgreSQL: use pg_dump --format=custom")
        }
        CopyFault::Damaged(_) => lang.pick("备份已损坏", "the copy is damaged"),
        CopyFault::Store(_) => lang.pick("数据库不能用", "database"),
    };
    Unusable(format!("{}: {what}: {copy}", shown(path)))
}

/// An empty file of nobody else's in the folder of `path`.
pub(super) fn beside(path: &Path, lang: Lang) -> Result<NamedTempFile, Unusable> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    NamedTempFile::new_in(folder).map_err(|error| fault(path, lang.pick("不能写入", "cannot be written"), &error, lang))
}

/// Writes a finished file through to the disk and gives it its name.
pub(super) fn keep(file: NamedTempFile, path: &Path, lang: Lang) -> Result<(), Unusable> {
    let kept = file.as_file().sync_all().and_then(|()| file.persist_noclobber(path).map_err(|error| error.error));
    kept.map(drop).map_err(|error| fault(path, lang.pick("不能写入", "cannot be written"), &error, lang))
}

/// Goes through the audit log of a copy.
pub(super) fn audited(path: &Path, copy: &mut Connection, lang: Lang) -> Result<Vec<Chain>, Unusable> {
    let chains = audit::verify(copy).map_err(|error| say_copy(path, &error.into(), lang))?;
    match chains.iter().find_map(|chain| Some((chain, chain.broken?))) {
        None => Ok(chains),
        Some((chain, why)) => {
            let what = lang.pick("操作日志断了", "the audit log is broken");
            Err(Unusable(format!("{}: {what}: {} {}: {why}", shown(path), chain.id, chain.good)))
        }
    }
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let mut connection = options::connect(matches, lang)?;
    let file = beside(&path, lang)?;
    store::copy_to(&mut connection, file.path()).map_err(|fault| say_copy(&path, &fault, lang))?;
    let mut copy = store::open_copy(file.path()).map_err(|fault| say_copy(&path, &fault, lang))?;
    let chains = audited(&path, &mut copy, lang)?;
    drop(copy);
    let bytes = read(file.path(), lang)?;
    keep(file, &path, lang)?;
    let mut text = format!("{}\nSHA-256 {}\n", shown(&path), hex::encode(digest(&SHA256, &bytes)));
    for chain in chains {
        let what = lang.pick("操作日志", "audit log");
        text.push_str(&format!("{what} {}: {} {}\n", chain.id, chain.good, chain.head));
    }
    print(&text, lang)?;
    Ok(Exit::Good)
}
