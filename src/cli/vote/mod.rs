//! `yepiao vote LINK`: a whole voter on the command line, through the same interface as a page: reads the slip's link, proves the
//! credential, answers the second factor, seals and signs the ballot here, casts it, and verifies what comes back.

mod ask;
pub(super) mod link;
mod session;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::ballot::read_choices;
use super::client::Client;
use super::files::{self, NewFile};
use super::lang::Lang;
use super::receipt::proof;
use super::terminal::print;
use super::text::Chinese as _;
use super::{Exit, Unusable, random};
use crate::crypto::group::Point;
use crate::crypto::hash::Digest;
use crate::crypto::seed::Seed;
use crate::election::ballot::hints::Hints;
use crate::election::ballot::make::{Sealer, Selection};
use crate::election::credential::CredentialList;
use crate::election::json::to_canonical;
use crate::election::log::checkpoint::Checkpoint;
use crate::election::log::note::Note;
use crate::election::log::opening::Opening;
use crate::election::log::receipt::Receipt;
use crate::election::parameters::Election;
use link::Link;
use session::Slip;

pub(super) fn command(lang: Lang) -> Command {
    let file = |name: &'static str, zh, en| {
        let parser = value_parser!(PathBuf);
        Arg::new(name).long(name).value_name("FILE").value_parser(parser).help(lang.pick(zh, en))
    };
    Command::new("vote")
        .about(lang.pick("用票单上的链接投票", "vote with the link of a slip"))
        .long_about(lang.pick(
            "用票单上的链接投票：证明凭证、确认身份、在本机加密并签名、投出，再核验回执。\n\
             链接是秘密；写 - 则从标准输入的第一行读取，不留在命令历史里。",
            "Votes with the link of a slip: proves the credential, answers who you are, encrypts and signs here, casts, and \
             verifies the receipt.\nThe link is a secret; with - it is the first line of standard input and stays in no history.",
        ))
        .arg(
            Arg::new("link")
                .value_name("LINK")
                .required(true)
                .help(lang.pick("票单上的链接；- 为标准输入", "the slip's link; - for standard input")),
        )
        .arg(file(
            "choices",
            "写有选择的文件（格式同 ballot make）；默认逐题询问",
            "file with the choices, as for ballot make; by default every question is asked",
        ))
        .arg(file("receipt", "回执写到此文件", "write the receipt here"))
        .arg(
            Arg::new("server")
                .long("server")
                .value_name("URL")
                .help(lang.pick("连接到此地址，而不是链接里的网址", "connect here instead of to the link's address")),
        )
        .arg(
            Arg::new("witness")
                .long("witness")
                .action(ArgAction::SetTrue)
                .help(lang.pick("由工作人员看证件确认，不用短信", "a member of the staff confirms you, not a message")),
        )
        .arg(
            Arg::new("official")
                .long("official")
                .conflicts_with("witness")
                .action(ArgAction::SetTrue)
                .help(lang.pick("用官方实名认证，不用短信", "a real-name service confirms you, not a message")),
        )
        .arg(
            Arg::new("compact")
                .long("compact")
                .action(ArgAction::SetTrue)
                .help(lang.pick("不附加速核验的提示", "send no hints that speed up checking")),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let given = matches.get_one::<String>("link").map_or("", String::as_str);
    let text = if given == "-" { ask::line(lang)? } else { Zeroizing::new(given.to_owned()) };
    let link = Link::parse(&text).ok_or_else(|| {
        let what = lang
            .pick("不是票单上的链接：https://网址/v/表决#凭证.编号", "not a slip's link: https://host/v/poll#credential.serial");
        Unusable(what.to_owned())
    })?;
    let server = matches.get_one::<String>("server").map_or(link.origin.as_str(), String::as_str);
    let client = Client::new(format!("{}/api/v1/public/polls/{}", server.trim_end_matches('/'), link.poll), lang);
    let poll = Poll::fetch(&client, &link, lang)?;
    let secret = link.credential.secret(&link.poll);
    let point = Point::generator_times(&secret);
    let slip = Slip { origin: &link.origin, serial: &link.serial, secret: &secret, credential: point.encode() };
    if poll.people.find(&slip.credential).is_none() {
        let what = lang.pick("票单上的凭证不在本次表决的名单上", "the slip's credential is not on this poll's list");
        return Err(Unusable(what.into()));
    }
    let questions = &poll.election.parameters().questions;
    let selections: Vec<Selection> = match matches.get_one::<PathBuf>("choices") {
        None => ask::choices(questions, lang)?,
        Some(path) => read_choices(&files::read_text(path, lang)?, questions).ok_or_else(|| {
            let what = lang.pick("不是每个问题一个 0/1 数组的 JSON", "not JSON with an array of 0 and 1 for each question");
            Unusable(format!("{}: {what}", super::terminal::shown(path)))
        })?,
    };
    let mut rng = random(lang)?;
    let session = session::begin(&client, &poll.election, &slip, &mut rng)?;
    let chosen = ["witness", "official"].into_iter().find(|level| matches.get_flag(level));
    let token = session::recognise(&client, &poll.election, &slip, &session, chosen, &mut rng, lang)?;

    let sealed = Sealer::new(&poll.election).seal(&point, &selections, Seed::random(&mut rng));
    let sealed = sealed.map_err(|fault| Unusable(fault.say(lang)))?;
    let ballot = sealed.sign(&secret, &mut rng).and_then(|ballot| to_canonical(&ballot));
    let ballot = ballot.map_err(|fault| Unusable(fault.say(lang)))?;
    let hints = (!matches.get_flag("compact")).then(|| Hints::of_ballot(&poll.election, &ballot)).transpose();
    let hints = hints.map_err(|fault| Unusable(fault.say(lang)))?.map(|hints| hints.to_text());
    let body = json!({ "ballot": String::from_utf8_lossy(&ballot), "hints": hints });
    let cast = client.post("ballots", &body, Some(&token))?;
    let receipt = verified(&client, &poll, &cast, &ballot, lang)?;
    if let Some(path) = matches.get_one::<PathBuf>("receipt") {
        NewFile::holding(path, receipt.as_bytes(), lang)?.finish()?;
    }
    print(
        &format!(
            "{}\n{}: {}\n",
            lang.pick("选票已收下，回执与公开记录相符", "the ballot was taken, and its receipt fits the public log"),
            lang.pick("查票码", "tracker"),
            Digest::of(&ballot).to_base64()
        ),
        lang,
    )?;
    Ok(Exit::Good)
}

/// What is voted on, held against its own opening.
struct Poll {
    election: Election,
    opening: Opening,
    people: CredentialList,
}

impl Poll {
    fn fetch(client: &Client, link: &Link, lang: Lang) -> Result<Self, Unusable> {
        let differs =
            || Unusable(lang.pick("服务给出的表决资料前后不符", "what the service shows of the poll contradicts itself").into());
        let opening = client.get("opening/opening.json")?;
        let election = client.get("opening/election.json")?;
        let people = client.get("opening/people.json")?;
        let fits = Digest::of(people.as_bytes());
        let opening = Opening::parse(opening.as_bytes()).map_err(|_| differs())?;
        let election = Election::parse(election.as_bytes()).map_err(|_| differs())?;
        let (people, faults) = CredentialList::parse(people.as_bytes());
        let parameters = election.parameters();
        let bound = opening.authority().ok() == parameters.credential_authority;
        let right = parameters.uuid == link.poll && opening.uuid == link.poll && opening.credentials.people == fits;
        if bound && right && faults.is_empty() { Ok(Self { election, opening, people }) } else { Err(differs()) }
    }
}

/// The receipt, if it is one for this ballot, and the log keeps it.
fn verified(client: &Client, poll: &Poll, cast: &Value, ballot: &[u8], lang: Lang) -> Result<String, Unusable> {
    let wrong = |what: &dyn std::fmt::Display| {
        Unusable(format!(
            "{}: {what}",
            lang.pick("回执不对，请保留并告诉监票人", "the receipt is wrong; keep it and tell the tellers")
        ))
    };
    let receipt = cast.get("receipt").and_then(Value::as_str).unwrap_or_default().to_owned();
    let note = Note::parse(receipt.as_bytes()).map_err(|fault| wrong(&fault))?;
    let key = poll.opening.receipt_key().map_err(|fault| wrong(&fault))?;
    let promise = Receipt::open(&note, &key, poll.election.phi()).map_err(|fault| wrong(&fault))?;
    let own = Digest::of(ballot).to_base64();
    if !note.text().lines().any(|line| line == own) {
        return Err(wrong(&lang.pick("是另一张选票的", "of another ballot")));
    }
    let head = Note::parse(client.get("log/checkpoint")?.as_bytes()).map_err(|fault| wrong(&fault))?;
    let log = poll.opening.log_key().map_err(|fault| wrong(&fault))?;
    let (checkpoint, _) = Checkpoint::open(&head, &log, &[]).map_err(|fault| wrong(&fault))?;
    let hashes = proof(client, promise.leaf.index, checkpoint.size)?.unwrap_or_default();
    promise.verify_in(&checkpoint, &hashes).map_err(|fault| wrong(&fault))?;
    Ok(receipt)
}
