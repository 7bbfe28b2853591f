//! `yepiao ballot check`: whether a ballot would be admitted.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::super::lang::Lang;
use super::super::terminal::{complain, print, shown};
use super::super::text::Chinese as _;
use super::super::{Exit, Unusable, files};
use super::{election, election_argument, file, path};
use crate::election::ballot::check::check;
use crate::election::ballot::hints::{Hinted, check_batch};
use crate::election::ballot::tracker;
use crate::election::credential::CredentialList;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("check")
        .about(lang.pick(
            "检查一张选票：格式、证明、签名、是否在名单上",
            "check a ballot: form, proofs, signature, whether it is listed",
        ))
        .arg(election_argument(lang))
        .arg(file("hints", lang.pick("同时检查这些提示是否可用", "also see whether these hints can be used")))
        .arg(
            Arg::new("ballot")
                .value_name("BALLOT")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("选票文件；- 为标准输入", "the ballot's file; - for standard input")),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (election, credentials) = election(matches, lang)?;
    let ballot_path = path(matches, "ballot").unwrap_or(Path::new("-"));
    let ballot = files::read(ballot_path, lang)?;
    let (verdict, hints) = match path(matches, "hints") {
        None => (check(&election, &ballot), Ok(())),
        Some(path) => {
            let hints = files::read_text(path, lang)?;
            let batch = [Hinted { ballot: &ballot, hints: &hints }];
            let verdict = check_batch(&election, &CredentialList::default(), &batch, &mut super::super::random(lang)?).pop();
            verdict.map_or_else(|| (check(&election, &ballot), Ok(())), |verdict| (verdict.ballot, verdict.hints))
        }
    };
    if let (Err(fault), Some(path)) = (hints, path(matches, "hints")) {
        let what = lang.pick("提示不可用", "the hints cannot be used");
        complain(&format!("{}: {what}: {}", shown(path), fault.say(lang)));
    }
    let fault = match verdict {
        Err(fault) => Some(fault.say(lang)),
        Ok(checked) => credentials
            .is_some_and(|list| list.find(&checked.credential).is_none())
            .then(|| lang.pick("凭证不在名单上", "the credential is not listed").to_owned()),
    };
    if let Some(fault) = fault {
        let what = lang.pick("选票无效", "the ballot is not valid");
        complain(&format!("{}: {what}: {fault}", shown(ballot_path)));
        return Ok(Exit::Invalid);
    }
    let valid = lang.pick("选票有效，查票码", "the ballot is valid, tracker");
    print(&format!("{valid}: {}\n", tracker(&ballot)), lang)?;
    Ok(Exit::Good)
}
