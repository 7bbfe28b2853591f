//! `yepiao trustee`: everything a trustee does, on the trustee's own machine, with files in and out.
//!
//! Names only `election` and `crypto`, as `verify` does: who holds a key can read all that it is used for.

mod ceremony;
mod check;
mod decrypt;
mod import;
mod key;
mod keygen;
mod material;
mod sign;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::lang::Lang;
use super::{Exit, Unusable};

pub(super) fn command(lang: Lang) -> Command {
    let about = lang.pick("受托人：做钥匙、核对、签名、开票", "for trustees: make a key, check, sign, decrypt");
    let order = lang.pick(
        "先后次序：\n  1. 表决开始以前：keygen（一人一把钥匙），或 ceremony（几个人共管一把钥匙）；\n     钥匙是用 belenios-tool 做的，用 import 收进来\n  2. 投票截止以后：check 核对档案，与其他受托人通电话核对数字\n  3. sign 签名（要输入别人念的数字）；够人数签了以后，decrypt 开票\n每次表决都要做新的钥匙。钥匙文件和口令自己保管，不交给任何人。",
        "In this order:\n  1. before the vote: keygen (a key of one's own) or ceremony (several people\n     share one key); import takes a key that belenios-tool made\n  2. after the vote: check the record, and compare the digits with the other\n     trustees by telephone\n  3. sign, with the digits that another one reads out; when enough have signed,\n     decrypt\nKeys are made anew for each poll. Key file and passphrase stay with you.",
    );
    Command::new("trustee")
        .about(about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(order)
        .subcommand(keygen::command(lang))
        .subcommand(ceremony::command(lang))
        .subcommand(import::command(lang))
        .subcommand(check::command(lang))
        .subcommand(sign::command(lang))
        .subcommand(decrypt::command(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match matches.subcommand() {
        Some(("keygen", matches)) => keygen::run(matches, lang),
        Some(("ceremony", matches)) => ceremony::run(matches, lang),
        Some(("import", matches)) => import::run(matches, lang),
        Some(("check", matches)) => check::run(matches, lang),
        Some(("sign", matches)) => sign::run(matches, lang),
        Some(("decrypt", matches)) => decrypt::run(matches, lang),
        _ => Ok(Exit::Good),
    }
}

/// An argument that names a file or a folder.
fn place(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).value_parser(value_parser!(PathBuf)).help(help)
}

/// What was given for it. clap demands those that are required.
fn given<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m Path> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path)
}

fn required<'m>(matches: &'m ArgMatches, name: &str) -> Result<&'m Path, Unusable> {
    given(matches, name).ok_or_else(|| Unusable(format!("--{name}")))
}

/// `--key`.
fn key_argument(lang: Lang) -> Arg {
    place("key", "FILE", lang.pick("自己的钥匙文件（用口令加密）", "the own key file, encrypted with a passphrase"))
        .required(true)
}

/// `--name`: stands in the public list.
fn name_argument(lang: Lang) -> Arg {
    Arg::new("name")
        .long("name")
        .value_name("TEXT")
        .default_value("")
        .hide_default_value(true)
        .help(lang.pick("姓名，会公布", "the trustee's name, to be published"))
}

/// Said before a key is locked.
const fn backup(lang: Lang) -> &'static str {
    lang.pick(
        "先把钥匙锁定到这份声明，再往下做。备份里没有这道锁：从现在起，请不要再用这把钥匙的任何备份。",
        "First the key is locked to this statement. A backup has no such lock: from now on use no copy of this key.",
    )
}
