//! `yepiao verify`: checks an archive and says what came of it.
//!
//! Exit codes: the first nine bytes decide. A file that begins with `BELENIOS` and a NUL claims to be an archive, and anything
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
mod totals;

use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::lang::Lang;
use super::terminal::{print, shown};
use super::{Exit, Unusable};
use crate::election::audit::{Report, audit};
use against::{Against, Unreadable};
use input::{Input, Obstacle, Watched};
use progress::Line;

pub(super) fn command(lang: Lang) -> Command {
    let file = |id: &'static str| Arg::new(id).value_parser(value_parser!(PathBuf));
    let about = lang.pick("检查一份选举文件（.bel），逐项说明结果", "Check an election archive (.bel), item by item");
    let exits = lang.pick(
        "退出码：\n  0  通过：各项检查都通过\n  1  不通过：是选举文件，但有任何一处不对；或与旧文件比对不上\n  2  无法检查：不是选举文件，读不出来，或参数有误\n旧文件自己不是选举文件，或读不出来，也是 2；在一条记录中间断了，是 1。\n只接受普通文件，不接受管道和设备。",
        "Exit codes:\n  0  valid: every check passed\n  1  invalid: it is an archive, and anything is wrong with it; or it does\n     not continue the older copy\n  2  unusable: not an archive, not readable, or wrong arguments\nAn older copy that is no archive or cannot be read gives 2, one that breaks\noff in the middle of an event gives 1. Only regular files are taken, no\npipes or devices.",
    );
    Command::new("verify")
        .about(about)
        .arg(
            file("file")
                .value_name(lang.pick("文件.bel", "FILE.bel"))
                .required(true)
                .help(lang.pick("要检查的选举文件", "the archive to check")),
        )
        .arg(file("against").long("against").value_name(lang.pick("旧文件.bel", "OLDER.bel")).help(
            lang.pick("您以前保存的旧文件：证明它原样是这份文件的开头", "an older copy: must be the beginning of the archive"),
        ))
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(lang.pick("给程序读的 JSON（格式见 --help）", "JSON for machines (see --help for its fields)")),
        )
        .after_help(exits)
        .after_long_help(format!("{exits}\n\n{}{}", lang.pick("以下是 JSON 的格式，供写程序的人看。\n", ""), json::DESCRIPTION))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    // clap demands the file; without one there would be nothing to name.
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Err(Unusable(String::new())) };
    let older = matches.get_one::<PathBuf>("against").map(PathBuf::as_path);
    let as_json = matches.get_flag("json");
    let checked = match Checked::new(path, older, lang) {
        Ok(checked) => checked,
        Err((culprit, obstacle)) => {
            if as_json {
                print(&json::unusable(&path.to_string_lossy(), &obstacle.line(culprit, Lang::En)), lang)?;
            }
            return Err(Unusable(obstacle.line(culprit, lang)));
        }
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
        let mut newer = Input::open(path).map_err(|obstacle| (path, obstacle))?;
        // The comparison first: it is fast, and an unreadable copy should not be noticed after minutes.
        let against = match older {
            None => None,
            Some(older) => {
                let mut input = Input::open(older).map_err(|obstacle| (older, obstacle))?;
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
