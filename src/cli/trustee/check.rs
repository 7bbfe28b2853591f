//! `yepiao trustee check`: checks the whole record and shows what would be signed.

use clap::{ArgMatches, Command};

use super::material::{Material, Refused, arguments};
use crate::cli::lang::Lang;
use crate::cli::terminal::{flowing, print};
use crate::cli::{Exit, Unusable};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("check")
        .about(lang.pick(
            "核对整套档案，显示将要签名的内容；不需要钥匙",
            "check the whole record and show what would be signed; takes no key",
        ))
        .args(arguments(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match Material::read(matches, lang) {
        Ok(material) => print(&flowing(&material.shown(lang)), lang).map(|()| Exit::Good),
        Err(Refused::Wrong) => Ok(Exit::Invalid),
        Err(Refused::Unusable(unusable)) => Err(unusable),
    }
}
