//! `yepiao ballot make`: a voter's ballot from credential and choices.

use std::io::Write as _;
use std::path::Path;

use clap::{ArgMatches, Command};
use zeroize::Zeroizing;

use super::super::lang::Lang;
use super::super::terminal::{complain, shown};
use super::super::text::Chinese as _;
use super::super::{Exit, Unusable, files};
use super::{election, election_argument, file, path};
use crate::crypto::group::Point;
use crate::crypto::seed::Seed;
use crate::election::ballot::hints::Hints;
use crate::election::ballot::make::{Sealer, Selection};
use crate::election::ballot::tracker;
use crate::election::credential::PrivateCredential;
use crate::election::json;
use crate::election::parameters::Question;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("make")
        .about(
            lang.pick("用选票凭证和选择制作一张加密并签名的选票", "make an encrypted, signed ballot from credential and choices"),
        )
        .long_about(lang.pick(
            "用选票凭证和选择制作一张加密并签名的选票。\n\
             选择是 JSON：每个问题一个数组，每个答案 0 或 1；可投空白票的问题，第一个数表示“空白”。例如 [[0,1,0],[1,0,0]]。\n\
             凭证和选择是秘密，只从文件或标准输入（-）读取，不写在命令行上。查票码写到标准错误。",
            "Makes an encrypted, signed ballot from a private credential and choices.\n\
             The choices are JSON: an array for each question, 0 or 1 for each answer; where a blank vote is possible the first \
             number is “blank”. For example [[0,1,0],[1,0,0]].\n\
             Credential and choices are secrets: they are read from files or standard input (-), never from the command line. \
             The tracker goes to standard error.",
        ))
        .arg(election_argument(lang))
        .arg(
            file(
                "credential",
                lang.pick("写有选票凭证的文件；- 为标准输入", "file with the private credential; - for standard input"),
            )
            .required(true),
        )
        .arg(
            file("choices", lang.pick("写有选择的文件；- 为标准输入", "file with the choices; - for standard input"))
                .required(true),
        )
        .arg(file("out", lang.pick("选票写到此文件；默认写到标准输出", "write the ballot here; by default to standard output")))
        .arg(file("hints", lang.pick("另把加速核验的提示写到此文件", "also write hints that speed up checking here")))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (election, credentials) = election(matches, lang)?;
    let credential_path = path(matches, "credential").unwrap_or(Path::new("-"));
    let choices_path = path(matches, "choices").unwrap_or(Path::new("-"));
    let unusable = |path: &Path, fault: &str| Unusable(format!("{}: {fault}", shown(path)));

    let credential = PrivateCredential::parse(&files::read_text(credential_path, lang)?).map_err(|_| {
        unusable(
            credential_path,
            lang.pick(
                "不是选票凭证：应为 5、6、5、6 位字母或数字，中间用 - 连接",
                "not a credential: five, six, five and six letters or digits with dashes between",
            ),
        )
    })?;
    let secret = credential.secret(&election.parameters().uuid);
    let point = Point::generator_times(&secret);
    if credentials.is_some_and(|list| list.find(&point.encode()).is_none()) {
        return Err(unusable(
            credential_path,
            lang.pick("这个凭证不在本次表决的名单上", "the credential is not on this election's list"),
        ));
    }
    let selections = read_choices(&files::read_text(choices_path, lang)?, &election.parameters().questions).ok_or_else(|| {
        unusable(
            choices_path,
            lang.pick("不是每个问题一个 0/1 数组的 JSON", "not JSON with an array of 0 and 1 for each question"),
        )
    })?;

    let mut rng = super::super::random(lang)?;
    let sealed = Sealer::new(&election)
        .seal(&point, &selections, Seed::random(&mut rng))
        .map_err(|fault| unusable(choices_path, &fault.say(lang)))?;
    let ballot = sealed.sign(&secret, &mut rng).and_then(|ballot| json::to_canonical(&ballot));
    let ballot = ballot.map_err(|fault| Unusable(fault.say(lang)))?;

    // Every file is written before any of them appears, so that none is left behind alone.
    let mut files = Vec::new();
    if let Some(path) = path(matches, "hints") {
        let hints = Hints::of_ballot(&election, &ballot).map_err(|fault| Unusable(fault.say(lang)))?;
        files.push(files::NewFile::holding(path, hints.to_text().as_bytes(), lang)?);
    }
    match path(matches, "out") {
        Some(path) => files.push(files::NewFile::holding(path, &ballot, lang)?),
        // Exactly the ballot's bytes: a line end would be another ballot.
        None => std::io::stdout().lock().write_all(&ballot).map_err(|error| Unusable(error.to_string()))?,
    }
    files.into_iter().try_for_each(files::NewFile::finish)?;
    complain(&format!("{}: {}", lang.pick("查票码", "tracker"), tracker(&ballot)));
    Ok(Exit::Good)
}

/// One selection for each question from rows of 0 and 1, "blank" first where the question allows it.
pub(in super::super) fn read_choices(text: &str, questions: &[Question]) -> Option<Vec<Selection>> {
    let rows: Zeroizing<Vec<Vec<u8>>> = Zeroizing::new(serde_json::from_str(text).ok()?);
    if rows.len() != questions.len() || rows.iter().flatten().any(|mark| *mark > 1) {
        return None;
    }
    let selection = |(row, question): (&Vec<u8>, &Question)| {
        let (blank, marks) = if question.allows_blank() { row.split_first()? } else { (&0, row.as_slice()) };
        let marks: Vec<bool> = marks.iter().map(|mark| *mark == 1).collect();
        match (blank, marks.iter().any(|mark| *mark)) {
            (1, true) => None,
            (1, false) => Some(Selection::Blank),
            _ => Some(Selection::Answers(marks)),
        }
    };
    rows.iter().zip(questions).map(selection).collect()
}
