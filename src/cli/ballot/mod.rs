//! `yepiao ballot`: making and checking single ballots, offline.

mod check;
mod make;

pub(super) use make::read_choices;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::lang::Lang;
use super::terminal::shown;
use super::text::Chinese as _;
use super::verify::{Input, Obstacle};
use super::{Exit, Unusable, files};
use crate::election::archive::{Payload, Reader};
use crate::election::credential::CredentialList;
use crate::election::parameters::Election;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("ballot")
        .about(lang.pick("制作或检查一张选票", "make or check a single ballot"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(make::command(lang))
        .subcommand(check::command(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match matches.subcommand() {
        Some(("make", matches)) => make::run(matches, lang),
        Some(("check", matches)) => check::run(matches, lang),
        _ => Ok(Exit::Good),
    }
}

/// An argument that names a file.
fn file(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
}

fn path<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m Path> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path)
}

/// `--election`: a `.bel` archive or an `election.json`.
fn election_argument(lang: Lang) -> Arg {
    file("election", lang.pick("选举文件 .bel 或 election.json", "an archive .bel, or election.json")).required(true)
}

/// The longest `election.json`.
const ELECTION: usize = 16 << 20;

/// The election, and the published credentials if the file is an archive. Of an archive only the Setup is read.
fn election(matches: &ArgMatches, lang: Lang) -> Result<(Election, Option<CredentialList>), Unusable> {
    let path = path(matches, "election").unwrap_or(Path::new("-"));
    let unusable = |fault: &str| Unusable(format!("{}: {fault}", shown(path)));
    let parse = |bytes: &[u8]| Election::parse(bytes).map_err(|fault| unusable(&fault.say(lang)));
    if path.as_os_str() == "-" {
        return Ok((parse(&files::read(path, lang)?)?, None));
    }
    let obstacle = |obstacle: Obstacle| Unusable(obstacle.line(path, lang));
    let mut input = Input::open(path).map_err(obstacle)?;
    if !input.is_archive {
        return Ok((parse(&input.beginning(ELECTION).map_err(obstacle)?)?, None));
    }
    let setup = Reader::new(input.read().map_err(obstacle)?).next();
    let fault = setup.as_ref().and_then(|entry| entry.faults.first()).cloned();
    match (fault, setup.and_then(|entry| entry.content).map(|content| content.payload)) {
        (None, Some(Payload::Setup { election: Some(election), credentials: Some(credentials), .. })) => {
            let (credentials, faults) = CredentialList::parse(&credentials);
            match faults.first() {
                Some(fault) => Err(unusable(&fault.say(lang))),
                None => Ok((parse(&election)?, Some(credentials))),
            }
        }
        (Some(fault), _) => Err(unusable(&fault.say(lang))),
        (None, _) => Err(unusable(lang.pick("文件开头没有选举设定", "the archive does not begin with a Setup"))),
    }
}
