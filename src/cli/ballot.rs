//! `yepiao ballot`.

use clap::{ArgMatches, Command};

use super::lang::Lang;
use super::{Exit, Unusable};

pub(super) fn command(_lang: Lang) -> Command {
    Command::new("ballot")
}

pub(super) fn run(_matches: &ArgMatches, _lang: Lang) -> Result<Exit, Unusable> {
    Ok(Exit::Good)
}
