//! `yepiao roll`: the owners' roll 业主名册, offline: what a spreadsheet would give, and an empty one to fill.

mod check;
mod human;
mod json;
mod template;

use clap::{ArgMatches, Command};

use super::lang::Lang;
use super::{Exit, Unusable};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("roll")
        .about(lang.pick("检查业主名册，或取一份空白模板", "check an owners' roll, or get an empty template"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check::command(lang))
        .subcommand(template::command(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, lang),
        Some(("template", matches)) => template::run(matches, lang),
        _ => Ok(Exit::Good),
    }
}
