//! The command line: files in, files and plain words out. The only floor that knows files, the environment and the terminal.
//!
//! Exit codes of every command: 0 done, or what was checked is valid; 1 it is not valid; 2 it could not be done at all (bad
//! arguments, unreadable or unusable files). Errors are one line on standard error: `file: place: what is wrong; what to do`.

mod ballot;
mod client;
mod confirm;
mod credentials;
mod demo;
mod files;
mod lang;
mod passphrase;
mod receipt;
mod record;
mod roll;
mod service;
mod simulate;
mod terminal;
mod text;
mod trustee;
mod usage;
mod vault;
mod verify;
mod vote;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use chacha20::ChaCha20Rng;
use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command};
use rand_core::SeedableRng as _;

use lang::Lang;

/// How a command ended.
pub(crate) enum Exit {
    /// Done, or valid.
    Good,
    /// What was checked is not valid.
    Invalid,
}

/// A command that could not be done: one line for standard error, without a trailing newline, in the user's language.
pub(crate) struct Unusable(pub(crate) String);

/// Runs the program with its arguments, the first of which is its name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = language(&arguments);
    let matches = match command(lang).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return explain(&error, &arguments, lang),
    };
    match run(&matches, lang) {
        Ok(Exit::Good) => ExitCode::SUCCESS,
        Ok(Exit::Invalid) => ExitCode::from(1),
        Err(Unusable(message)) => {
            terminal::complain(&message);
            ExitCode::from(2)
        }
    }
}

/// What clap stopped for: help or the version, asked for or not, or arguments that are wrong.
fn explain(error: &clap::Error, arguments: &[OsString], lang: Lang) -> ExitCode {
    let rendered = error.render().to_string();
    let text = match (lang, error.kind()) {
        (Lang::En, _) | (_, ErrorKind::DisplayVersion) => rendered,
        (Lang::Zh, ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) => usage::help(&rendered),
        (Lang::Zh, _) => usage::error(error, &command_line(arguments, lang)),
    };
    if error.use_stderr() {
        terminal::complain(text.trim_end());
        return ExitCode::from(2);
    }
    match terminal::print(&text, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Unusable(message)) => {
            terminal::complain(&message);
            ExitCode::from(2)
        }
    }
}

/// The command whose help answers a question about `arguments`, with the commands it stands under.
fn command_line(arguments: &[OsString], lang: Lang) -> String {
    let all = command(lang);
    let mut line = all.get_name().to_owned();
    let mut known = &all;
    for argument in arguments {
        if let Some(named) = known.find_subcommand(argument) {
            line = format!("{line} {}", named.get_name());
            known = named;
        }
    }
    line
}

fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match matches.subcommand() {
        Some(("verify", matches)) => verify::run(matches, lang),
        Some(("ballot", matches)) => ballot::run(matches, lang),
        Some(("roll", matches)) => roll::run(matches, lang),
        Some(("credentials", matches)) => credentials::run(matches, lang),
        Some(("record", matches)) => record::run(matches, lang),
        Some(("trustee", matches)) => trustee::run(matches, lang),
        Some(("receipt", matches)) => receipt::run(matches, lang),
        Some(("vote", matches)) => vote::run(matches, lang),
        Some(("demo", matches)) => demo::run(matches, lang),
        Some(("simulate", matches)) => simulate::run(matches, lang),
        Some((name, matches)) => service::run(name, matches, lang).unwrap_or(Ok(Exit::Good)),
        None => Ok(Exit::Good),
    }
}

fn command(lang: Lang) -> Command {
    let language = Arg::new("lang")
        .long("lang")
        .global(true)
        .value_name("zh|en")
        .value_parser(["zh", "en"])
        .hide_possible_values(true)
        .help(lang.pick("显示语言；默认随系统", "language; by default the system's"));
    Command::new("yepiao")
        .version(env!("CARGO_PKG_VERSION"))
        .about(lang.pick("业票：可核验的业主表决", "Yepiao: verifiable voting for homeowners"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(language)
        .subcommand(verify::command(lang))
        .subcommand(ballot::command(lang))
        .subcommand(roll::command(lang))
        .subcommand(credentials::command(lang))
        .subcommand(trustee::command(lang))
        .subcommand(record::command(lang))
        .subcommand(demo::command(lang))
        .subcommand(vote::command(lang))
        .subcommand(receipt::command(lang))
        .subcommand(simulate::command(lang))
        .subcommands(service::commands(lang))
}

/// The language has to be known before the arguments are parsed, because the help texts are in it.
fn language(arguments: &[OsString]) -> Lang {
    let mut rest = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(argument) = rest.next().filter(|argument| argument != "--") {
        let value = match argument.strip_prefix("--lang") {
            Some("") => rest.next().map(std::borrow::Cow::into_owned),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        match value.as_deref() {
            Some("zh") => return Lang::Zh,
            Some("en") => return Lang::En,
            _ => {}
        }
    }
    Lang::of_system()
}

/// A generator seeded by the operating system.
fn random(lang: Lang) -> Result<ChaCha20Rng, Unusable> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    let text = lang.pick("系统没有给出随机数", "the system gives no random numbers");
    getrandom::fill(seed.as_mut_slice()).map_err(|error| Unusable(format!("{text}（{error}）")))?;
    Ok(ChaCha20Rng::from_seed(*seed))
}

/// The system's clock.
fn seconds_since_1970(lang: Lang) -> Result<u64, Unusable> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|time| time.as_secs());
    now.map_err(|_| Unusable(lang.pick("系统时间不对", "the system's clock is wrong").into()))
}
