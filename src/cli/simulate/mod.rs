//! `yepiao simulate`: a whole election through the real code, for trying, testing and measuring.
//!
//! Everything is made here, so the keys of all trustees and voters pass through one process: never use it for a real vote. The
//! totals are also counted in the clear and compared with what the trustees open.

mod election;
mod estate;
mod failure;
mod schedule;
mod source;
mod trustees;

use std::path::{Path, PathBuf};

use chacha20::ChaCha20Rng;
use clap::{Arg, ArgMatches, Command, value_parser};
use rand_core::{Rng as _, SeedableRng as _};

use super::files::{NewFile, fault};
use super::lang::Lang;
use super::terminal::{print, shown};
use super::text::Chinese as _;
use super::{Exit, Unusable, files};
use crate::crypto::hash::Digest;
use crate::election::archive::Timestamp;
use crate::election::ceremony::Shape;
use election::{Outputs, has_room, hold};

/// What is to be simulated.
#[derive(Default)]
struct Plan {
    /// Everybody on the roll.
    voters: u32,
    candidates: u32,
    seats: u32,
    matters: u32,
    trustees: u32,
    /// How many of them are needed; all of them: single keys.
    threshold: u32,
    /// Voters who vote on paper.
    papers: u32,
    /// Ballots that are taken out.
    voids: u32,
    /// Voters who vote again, beside those whose ballot was taken out.
    revotes: u32,
    /// Other people's trustees: the list of their public keys. The poll then ends with the closing, for them to go on.
    trustee_list: Option<Vec<u8>>,
}

/// 2026-01-01T00:00:00Z: the time in archives made from a seed, so that they are the same bytes every day.
const SEEDED_TIME: u64 = 1_767_225_600;

pub(super) fn command(lang: Lang) -> Command {
    let number = |name: &'static str, range: std::ops::RangeInclusive<i64>, zh, en| {
        let parser = value_parser!(u32).range(range);
        Arg::new(name).long(name).value_name("N").value_parser(parser).help(lang.pick(zh, en))
    };
    Command::new("simulate")
        .about(lang.pick("用真实代码模拟一次完整的表决", "hold a whole make-believe election through the real code"))
        .arg(number("voters", 1..=50_000, "表决权人数", "voters on the roll").required(true))
        .arg(number("candidates", 0..=99, "候选人数；0 表示没有选举", "candidates; 0 for no committee election").required(true))
        .arg(
            number("seats", 0..=11, "应选人数，也是最多可选人数", "seats, and how many candidates one may choose").required(true),
        )
        .arg(number("matters", 0..=50, "同意/反对/弃权的事项数", "matters with yes, no and abstain").required(true))
        .arg(
            Arg::new("trustees")
                .long("trustees")
                .value_name("T-of-N")
                .required_unless_present("trustee-list")
                .value_parser(parse_trustees)
                .help(lang.pick("计票受托人：N 人中需 T 人，T 要超过一半", "trustees: T of N are needed, more than half")),
        )
        .arg(
            Arg::new("trustee-list")
                .long("trustee-list")
                .value_name("FILE")
                .conflicts_with("trustees")
                .value_parser(value_parser!(PathBuf))
                .help(
                    lang.pick(
                        "别人的公钥名单；档案只到封票，由他们开票",
                        "other people's public keys; they go on from the closing",
                    ),
                ),
        )
        .arg(number("paper", 0..=50_000, "用纸质票的人数；默认二十分之一", "voters on paper; by default one in twenty"))
        .arg(number("voids", 0..=50_000, "作废的选票数；默认五十分之一", "ballots that are voided; by default one in fifty"))
        .arg(number("revotes", 0..=50_000, "改投的人数；默认没有", "voters who vote again; by default none"))
        .arg(Arg::new("out").long("out").value_name("DIR").required(true).value_parser(value_parser!(PathBuf)).help(lang.pick(
            "存放 record.zip、people.bel、area.bel 和 expected.json 的文件夹",
            "folder for record.zip, people.bel, area.bel and expected.json",
        )))
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("TEXT")
                .help(lang.pick("相同的种子得到相同的文件", "the same seed gives the same files")),
        )
}

/// `3-of-5` → (3, 5). The error's text is the same in both languages.
fn parse_trustees(text: &str) -> Result<(u32, u32), String> {
    let numbers = text.split_once("-of-").and_then(|(t, n)| Some((t.parse().ok()?, n.parse().ok()?)));
    match numbers {
        Some((threshold, size)) if 0 < threshold && threshold <= size && size <= 99 => Ok((threshold, size)),
        _ => Err("T-of-N, 1 <= T <= N <= 99".into()),
    }
}

/// What is asked for, if it can be simulated.
fn plan(matches: &ArgMatches, lang: Lang) -> Result<Plan, Unusable> {
    let refuse = |zh, en| Err(Unusable(lang.pick(zh, en).to_owned()));
    let number = |name| matches.get_one::<u32>(name).copied();
    let voters = number("voters").unwrap_or_default();
    let (threshold, trustees) = matches.get_one::<(u32, u32)>("trustees").copied().unwrap_or((1, 1));
    let plan = Plan {
        voters,
        candidates: number("candidates").unwrap_or_default(),
        seats: number("seats").unwrap_or_default(),
        matters: number("matters").unwrap_or_default(),
        trustees,
        threshold,
        papers: number("paper").unwrap_or(voters.div_euclid(20)),
        voids: number("voids").unwrap_or(voters.div_euclid(50)),
        revotes: number("revotes").unwrap_or_default(),
        trustee_list: matches.get_one::<PathBuf>("trustee-list").map(|path| files::read(path, lang)).transpose()?,
    };
    if threshold < trustees && Shape::new(usize::try_from(trustees).unwrap_or(usize::MAX), threshold).is_err() {
        return refuse(
            "--trustees: T 要超过 N 的一半，否则两组人可以各自解密；例如 3-of-5",
            "--trustees: T must be more than half of N, else two groups could decrypt apart; for example 3-of-5",
        );
    }
    if plan.candidates == 0 && plan.matters == 0 {
        return refuse("没有候选人也没有事项，无可表决", "no candidates and no matters: nothing to vote on");
    }
    if plan.candidates > 0 && !(1..=plan.candidates).contains(&plan.seats) {
        return refuse("--seats: 至少 1，不超过候选人数", "--seats: at least 1, and not more than candidates");
    }
    let busy = [plan.papers, plan.voids, plan.revotes].into_iter().fold(0, u32::saturating_add);
    if busy > voters {
        return refuse("--paper、--voids、--revotes: 合计超过了人数", "--paper, --voids, --revotes: more than voters together");
    }
    Ok(plan)
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let plan = plan(matches, lang)?;
    let (mut rng, time) = match matches.get_one::<String>("seed") {
        Some(seed) => (ChaCha20Rng::from_seed(Digest::of(format!("yepiao/simulate/v1|{seed}").as_bytes()).0), SEEDED_TIME),
        None => (super::random(lang)?, super::seconds_since_1970(lang)?),
    };
    let time = Timestamp::new(time).ok_or_else(|| Unusable(lang.pick("系统时间不对", "the system's clock is wrong").into()))?;

    let folder = matches.get_one::<PathBuf>("out").map_or(Path::new("."), |path| path.as_path());
    let failed = |fault: failure::Failure| Unusable(format!("{}: {}", shown(folder), fault.say(lang)));
    has_room(&plan).map_err(failed)?;
    std::fs::create_dir_all(folder).map_err(|error| fault(folder, lang.pick("不能建立", "cannot be made"), &error, lang))?;
    let paths = ["people.bel", "area.bel", "expected.json", "record.zip"].map(|name| folder.join(name));
    let [people_path, area_path, expected_path, record_path] = &paths;
    let mut people = NewFile::create(people_path, lang)?;
    let mut area = NewFile::create(area_path, lang)?;
    let mut expected = NewFile::create(expected_path, lang)?;
    let mut record = NewFile::create(record_path, lang)?;
    // Has no name and vanishes by itself.
    let scratch = tempfile::tempfile_in(folder);
    let mut cast = scratch.map_err(|error| fault(folder, lang.pick("不能写入", "cannot be written"), &error, lang))?;

    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let outputs = Outputs { people: people.file(), area: area.file(), cast: &mut cast, record: record.file() };
    let outcome = hold(&plan, seed, time, outputs).map_err(failed)?;
    let json = serde_json::json!({ "people": outcome.people, "area": outcome.area });
    std::io::Write::write_all(expected.writer(), format!("{json}\n").as_bytes())
        .map_err(|error| fault(expected_path, lang.pick("不能写入", "cannot be written"), &error, lang))?;
    for file in [people, area, expected, record] {
        file.finish()?;
    }
    for path in [people_path, area_path, record_path] {
        print(&format!("{}\n", shown(path)), lang)?;
    }
    Ok(Exit::Good)
}
