//! `yepiao restore FILE`: puts a checked copy in the place of the database, and marks it. While the mark stands nothing is signed:
//! a copy knows an older log than the one that people hold receipts of (protocol.md, part I, the log).

use std::path::{Path, PathBuf};

use chacha20::ChaCha20Rng;
use clap::{Arg, ArgMatches, Command, value_parser};
use rand_core::Rng as _;
use ring::digest::{SHA256, digest};

use super::super::files::{fault, read};
use super::super::lang::Lang;
use super::super::terminal::{print, shown};
use super::super::{Exit, Unusable, random, seconds_since_1970};
use super::backup::{audited, beside, keep, say_copy};
use super::{options, say};
use crate::store::{self, Connection, StoreError, restoration};

pub(super) fn command(lang: Lang) -> Command {
    options::with_database(Command::new("restore"), lang)
        .about(
            lang.pick(
                "从备份恢复，并做标记；PostgreSQL 先用 pg_restore",
                "restore a copy and mark it; PostgreSQL: pg_restore first",
            ),
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("备份文件（SQLite）", "the copy (SQLite)")),
        )
}

fn mark(connection: &mut Connection, source: &str, rng: &mut ChaCha20Rng, lang: Lang) -> Result<(), Unusable> {
    let now = i64::try_from(seconds_since_1970(lang)?).unwrap_or(0).saturating_mul(1000);
    store::migrate(connection).map_err(|fault| say(&fault.into(), lang))?;
    let mut bytes = [0; 10];
    rng.fill_bytes(&mut bytes);
    let id = uuid::Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or(0), &bytes).into_uuid().to_string();
    let marked = store::write(connection, |connection| restoration::mark(connection, &id, now, source));
    marked.map_err(|error: StoreError| say(&error.into(), lang))
}

fn told(what: &str, lang: Lang) -> Result<Exit, Unusable> {
    let next = lang.pick(
        "已做恢复标记：给出最后一个签名的检查点之前不签名",
        "marked as restored: nothing is signed until the last checkpoint is given",
    );
    print(&format!("{what}\n{next}\n"), lang)?;
    Ok(Exit::Good)
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let url = options::database(matches);
    let mut rng = random(lang)?;
    let file = matches.get_one::<PathBuf>("file");
    let Some(target) = store::sqlite_path(url) else {
        if file.is_some() {
            return Err(Unusable(
                lang.pick(
                    "PostgreSQL 请用 pg_restore 恢复，然后运行 yepiao restore 不带文件",
                    "this is PostgreSQL: pg_restore, then yepiao restore without a file",
                )
                .into(),
            ));
        }
        let mut connection = options::connect(matches, lang)?;
        mark(&mut connection, "pg_restore", &mut rng, lang)?;
        return told("PostgreSQL", lang);
    };
    let Some(file) = file else { return Err(Unusable(lang.pick("少了备份文件", "which copy?").into())) };
    let target = Path::new(target);
    // What SQLite keeps beside a database belongs to that one: laid beside a copy it would be mixed into it.
    for beside in ["", "-wal", "-shm", "-journal"] {
        let there = PathBuf::from(format!("{}{beside}", target.display()));
        if there.try_exists().unwrap_or(true) {
            let what = lang.pick("已经存在；请先停止服务，把它移走", "is already there; stop the service and move it away first");
            return Err(Unusable(format!("{}: {what}", shown(&there))));
        }
    }
    let bytes = read(file, lang)?;
    let new = beside(target, lang)?;
    std::fs::write(new.path(), &bytes)
        .map_err(|error| fault(target, lang.pick("不能写入", "cannot be written"), &error, lang))?;
    let mut copy = store::open_copy(new.path()).map_err(|fault| say_copy(file, &fault, lang))?;
    audited(file, &mut copy, lang)?;
    mark(&mut copy, &hex::encode(digest(&SHA256, &bytes)), &mut rng, lang)?;
    drop(copy);
    // Checked once more as it will be used.
    drop(store::open_copy(new.path()).map_err(|fault| say_copy(file, &fault, lang))?);
    keep(new, target, lang)?;
    told(&shown(target), lang)
}
