//! `yepiao roll check`: reads a spreadsheet exactly as the service does, and says what would be taken, what was put right, and
//! what waits for a person.
//!
//! Exit codes: 0 every row is in; 1 rows wait (or a column is not understood); 2 the file cannot be used.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::super::lang::Lang;
use super::super::terminal::{print, shown};
use super::super::text::Chinese as _;
use super::super::{Exit, Unusable, files, seconds_since_1970};
use super::{human, json};
use crate::election::intake::{Decision, Field, Mapping, preview, read};
use crate::election::roll::Counting;
use crate::election::rules::{BuiltIn, RuleSet};

/// Where the roll's owners live: the local date decides who is a minor.
const EAST: i8 = 8;

pub(super) fn command(lang: Lang) -> Command {
    let exits = lang.pick(
        "退出码：\n  0  每一行都可以用\n  1  有的行要人来处理（或有一列不认识）\n  2  文件不能用，或参数有误\n证件号码和手机号只显示一部分。",
        "Exit codes:\n  0  every row can be taken\n  1  rows wait for a person, or a column is not understood\n  2  the file cannot be used, or wrong arguments\nNumbers of identity cards and phones are shown in part only.",
    );
    Command::new("check")
        .about(lang.pick("检查一份名册（.xlsx 或 .csv），逐行说明", "check a roll (.xlsx or .csv), row by row"))
        .arg(
            Arg::new("file")
                .value_name(lang.pick("文件", "FILE"))
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("名册文件；- 为标准输入", "the roll; - for standard input")),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(lang.pick("给程序读的 JSON（格式见 --help）", "JSON for machines (see --help for its fields)")),
        )
        .arg(
            Arg::new("map")
                .long("map")
                .value_name(lang.pick("列=内容", "COLUMN=FIELD"))
                .action(ArgAction::Append)
                .value_parser(parse_mapping)
                .help(lang.pick(
                    "说明某一列是什么：列名或列字母=内容，例如 产权面积=专有面积、E=area、K=不用；可写多次",
                    "what a column holds: its heading or letter = field, e.g. E=area, K=ignored; may be repeated",
                )),
        )
        .arg(Arg::new("rules").long("rules").value_name(lang.pick("规则", "PROFILE")).help(lang.pick(
            "规则：national（默认）、jilin-changchun，或 rules.toml 文件",
            "rule set: national (default), jilin-changchun, or a file rules.toml",
        )))
        .arg(
            Arg::new("decisions")
                .long("decisions")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("对各行的决定（JSON，格式见 --help）", "decisions about rows (JSON, see --help)")),
        )
        .after_help(exits)
        .after_long_help(format!("{exits}\n\n{}{}", lang.pick("以下是 JSON 的格式，供写程序的人看。\n", ""), json::DESCRIPTION))
}

/// `产权面积=专有面积`. The error's text is the same in both languages.
fn parse_mapping(text: &str) -> Result<(String, Field), String> {
    let (column, field) = text.rsplit_once('=').ok_or("COLUMN=FIELD")?;
    let known = || Field::TEMPLATE.iter().map(|field| field.key()).collect::<Vec<_>>().join(", ");
    let field = Field::named(field.trim()).ok_or_else(|| format!("{}, address, ignored", known()))?;
    Ok((column.trim().to_owned(), field))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let path = matches.get_one::<PathBuf>("file").map_or(Path::new("-"), PathBuf::as_path);
    let as_json = matches.get_flag("json");
    let mapping = matches.get_many::<(String, Field)>("map").into_iter().flatten().cloned().collect();
    let counting = rules(matches, lang)?;
    let decisions = decisions(matches, lang)?;
    let today = today(lang)?;
    let bytes = zeroize::Zeroizing::new(files::read(path, lang)?);
    let found = read(&bytes).and_then(|book| preview(&book, &Mapping(mapping), &decisions, counting, today));
    let preview = match found {
        Ok(preview) => preview,
        Err(refusal) => {
            if as_json {
                print(&json::unusable(&refusal.to_string()), lang)?;
            }
            return Err(Unusable(format!("{}: {}", shown(path), refusal.say(lang))));
        }
    };
    // The preview keeps out whatever a roll cannot hold; should it ever fail to, that is no roll.
    let roll = match &preview.roll {
        Ok(roll) => roll,
        Err(faults) => {
            let fault = faults.first().map(ToString::to_string).unwrap_or_default();
            return Err(Unusable(format!("{}: {fault}", shown(path))));
        }
    };
    print(&if as_json { json::report(&preview, roll) } else { human::report(path, &preview, roll, lang) }, lang)?;
    Ok(if preview.waiting.is_empty() { Exit::Good } else { Exit::Invalid })
}

fn rules(matches: &ArgMatches, lang: Lang) -> Result<Counting, Unusable> {
    let named = matches.get_one::<String>("rules").map_or("national", String::as_str);
    let built_in = BuiltIn::ALL.into_iter().find_map(|built_in| {
        let rules = RuleSet::parse(built_in.text().as_bytes()).ok()?;
        (rules.rules().id == named).then_some(rules)
    });
    let rules = match built_in {
        Some(rules) => rules,
        None => {
            let path = Path::new(named);
            RuleSet::parse(&files::read(path, lang)?).map_err(|faults| {
                let fault = faults.first().map(ToString::to_string).unwrap_or_default();
                Unusable(format!("{}: {}", shown(path), super::super::terminal::printable(&fault, 300)))
            })?
        }
    };
    Ok(Counting { parking_as_area: rules.rules().parking_as_area.value })
}

fn decisions(matches: &ArgMatches, lang: Lang) -> Result<Vec<Decision>, Unusable> {
    let Some(path) = matches.get_one::<PathBuf>("decisions") else { return Ok(Vec::new()) };
    // The reason is not repeated: it may quote a number.
    serde_json::from_slice(&files::read(path, lang)?).map_err(|error| {
        let what = lang.pick("不是规定格式的决定；见 roll check --help", "not decisions of the form in roll check --help");
        Unusable(format!("{}: {what} ({}:{})", shown(path), error.line(), error.column()))
    })
}

fn today(lang: Lang) -> Result<jiff::civil::Date, Unusable> {
    let wrong = || Unusable(lang.pick("系统时间不对", "the system's clock is wrong").into());
    let seconds = i64::try_from(seconds_since_1970(lang)?).map_err(|_| wrong())?;
    let time = jiff::Timestamp::from_second(seconds).map_err(|_| wrong())?;
    Ok(time.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(EAST))).date())
}
