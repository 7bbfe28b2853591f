//! `yepiao verify`: checks a record or an archive and says what came of it.
//!
//! Exit codes of a record: a zip that can be read and lists `manifest.json` claims to be one, and anything wrong with it, or a
//! failed `--against`, `--checkpoint`, `--later` or `--receipt`, makes it invalid (1); any other file cannot be used (2).
//!
//! Exit codes of an archive: the first nine bytes decide. A file that begins with `BELENIOS` and a NUL claims to be an archive, and anything
//! wrong with it makes it invalid (1). Everything else cannot be used (2): another file, one that cannot be opened or read to its
//! end, wrong arguments. The same holds for the older copy: if it is no archive at all, the command cannot do what was asked (2);
//! if it is one and not the beginning of the file, or breaks off in the middle of an event, the comparison failed (1).
//!
//! Names only `election` and `crypto`: a stranger can check an archive without reading anything of the service.

mod against;
mod human;
mod input;
mod json;
mod progress;
mod record;
mod totals;

use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::lang::Lang;
use super::terminal::{print, shown};
use super::{Exit, Unusable};
use crate::election::audit::{Report, audit};
use against::{Against, Unreadable};
pub(super) use human::{BAD, GOOD, check, paint};
use input::Watched;
pub(super) use input::{Input, Obstacle};
use progress::Line;
pub(super) use record::{Within, address, audited, entries, kept_note, receipt_within};

pub(super) fn command(lang: Lang) -> Command {
    let file = |id: &'static str| Arg::new(id).value_parser(value_parser!(PathBuf));
    let about = lang.pick(
        "检查选举档案（record.zip）或其中的 .bel 文件，逐项说明结果",
        "Check a record (record.zip) or an archive (.bel), item by item",
    );
    let exits = lang.pick(
        "退出码：\n  0  通过：各项检查都通过\n  1  不通过：是选举文件，但有任何一处不对；或与旧文件、防改码、凭证对不上\n  2  无法检查：不是选举文件，读不出来，或参数有误\n选举文件：含有 manifest.json 的 zip（record.zip），或开头是 BELENIOS 的 .bel。\n旧文件自己不是选举文件，或读不出来，也是 2；在一条记录中间断了，是 1。\n只接受普通文件，不接受管道和设备。",
        "Exit codes:\n  0  valid: every check passed\n  1  invalid: it is a record or an archive, and anything is wrong with it; or\n     it does not agree with the older copy, the head or the receipt\n  2  unusable: neither record nor archive, not readable, or wrong arguments\nA record is a zip with manifest.json in it, an archive begins with BELENIOS.\nAn older copy that is neither or cannot be read gives 2, an archive that breaks\noff in the middle of an event gives 1. Only regular files are taken, no\npipes or devices.",
    );
    Command::new("verify")
        .about(about)
        .arg(
            file("file")
                .value_name(lang.pick("文件", "FILE"))
                .required(true)
                .help(lang.pick("要检查的 record.zip 或 .bel", "the record.zip or .bel to check")),
        )
        .arg(file("against").long("against").value_name(lang.pick("旧文件", "OLDER")).help(
            lang.pick("您以前保存的旧文件：证明它原样是这份文件的开头", "an older copy: must be the beginning of this one"),
        ))
        .arg(
            file("checkpoint").long("checkpoint").value_name(lang.pick("文件", "FILE")).help(
                lang.pick("公示栏上或别人保存的防改码：证明公开记录没有改过", "a kept head: the log must begin as it says"),
            ),
        )
        .arg(
            file("later")
                .long("later")
                .value_name(lang.pick("文件", "FILE"))
                .action(ArgAction::Append)
                .requires("checkpoint")
                .help(lang.pick("防改码比档案新时：其后的公开记录；可写多次", "for a head newer than the record: entries since")),
        )
        .arg(
            file("receipt")
                .long("receipt")
                .value_name(lang.pick("文件", "FILE"))
                .help(lang.pick("您的投票凭证：证明您的选票在公开记录里", "your receipt: your ballot must be in the log")),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(lang.pick("给程序读的 JSON（格式见 --help）", "JSON for machines (see --help for its fields)")),
        )
        .after_help(exits)
        .after_long_help(format!(
            "{exits}\n\n{}{}\n\n{}",
            lang.pick("以下是 JSON 的格式，供写程序的人看。\n", ""),
            record::DESCRIPTION,
            json::DESCRIPTION
        ))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    // clap demands the file; without one there would be nothing to name.
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Err(Unusable(String::new())) };
    let older = matches.get_one::<PathBuf>("against").map(PathBuf::as_path);
    let as_json = matches.get_flag("json");
    let [checkpoint, receipt] = ["checkpoint", "receipt"].map(|name| matches.get_one::<PathBuf>(name).map(PathBuf::as_path));
    let later: Vec<&Path> = matches.get_many::<PathBuf>("later").into_iter().flatten().map(PathBuf::as_path).collect();
    let unusable = |culprit: &Path, obstacle: &Obstacle| {
        if as_json {
            print(&json::unusable(&path.to_string_lossy(), &obstacle.line(culprit, Lang::En)), lang)?;
        }
        Err(Unusable(obstacle.line(culprit, lang)))
    };
    match Input::open(path) {
        Err(obstacle) => return unusable(path, &obstacle),
        Ok(input) if !input.is_archive => {
            let given = record::Given { path, older, checkpoint, later, receipt };
            return match record::Checked::new(&given, input, lang) {
                Ok(checked) => record::report(&given, &checked, as_json, lang),
                Err((culprit, obstacle)) => unusable(culprit, &obstacle),
            };
        }
        Ok(_) => {}
    }
    if checkpoint.is_some() || receipt.is_some() {
        return Err(Unusable(
            lang.pick(
                "--checkpoint、--receipt: 只能与选举档案 record.zip 一起用，.bel 里没有公开记录",
                "--checkpoint, --receipt: only with a record.zip; a .bel has no log",
            )
            .to_owned(),
        ));
    }
    let checked = match Checked::new(path, older, lang) {
        Ok(checked) => checked,
        Err((culprit, obstacle)) => return unusable(culprit, &obstacle),
    };
    let Checked { report, against } = &checked;
    let valid = report.is_valid() && against.as_ref().is_none_or(Against::holds);
    if as_json {
        let older = older.map(Path::to_string_lossy);
        print(&json::object(&path.to_string_lossy(), report, older.as_deref().zip(against.as_ref()), valid), lang)?;
    } else {
        let older = older.map(shown);
        print(&human::report(&shown(path), report, older.as_deref().zip(against.as_ref()), lang), lang)?;
    }
    Ok(if valid { Exit::Good } else { Exit::Invalid })
}

/// Everything found out about the files.
struct Checked {
    report: Report,
    against: Option<Against>,
}

impl Checked {
    /// Checks the file at `path`. Err: the file that cannot be used, and why.
    fn new<'p>(path: &'p Path, older: Option<&'p Path>, lang: Lang) -> Result<Self, (&'p Path, Obstacle)> {
        let mut newer = Input::archive(path).map_err(|obstacle| (path, obstacle))?;
        // The comparison first: it is fast, and an unreadable copy should not be noticed after minutes.
        let against = match older {
            None => None,
            Some(older) => {
                let mut input = Input::archive(older).map_err(|obstacle| (older, obstacle))?;
                Some(Against::compare(&mut input, &mut newer).map_err(|unreadable| match unreadable {
                    Unreadable::Older(obstacle) => (older, obstacle),
                    Unreadable::Newer(obstacle) => (path, obstacle),
                })?)
            }
        };
        let mut line = Line::new(lang, newer.length);
        let mut watched = Watched::new(newer.read().map_err(|obstacle| (path, obstacle))?);
        let report = audit(BufReader::new(&mut watched), &mut |progress| line.update(progress));
        drop(line);
        match watched.obstacle() {
            Some(obstacle) => Err((path, obstacle)),
            None => Ok(Self { report, against }),
        }
    }
}
