//! `yepiao simulate`: a whole election through the real code, for trying, testing and measuring.
//!
//! Everything is made here, so the keys of all trustees and voters pass through one process: never use it for a real vote. The
//! totals are also counted in the clear and compared with what the trustees open.

mod election;

use std::path::Path;

use chacha20::ChaCha20Rng;
use clap::{Arg, ArgMatches, Command, value_parser};
use rand_core::{Rng as _, SeedableRng as _};

use super::files::{NewFile, fault};
use super::lang::Lang;
use super::terminal::{print, shown};
use super::text::Chinese as _;
use super::{Exit, Unusable};
use crate::crypto::hash::Digest;
use crate::election::archive::Timestamp;
use election::{Plan, hold};

/// 2026-01-01T00:00:00Z: the time in archives made from a seed, so that they are the same bytes every day.
const SEEDED_TIME: u64 = 1_767_225_600;

pub(super) fn command(lang: Lang) -> Command {
    let number = |name: &'static str, range: std::ops::RangeInclusive<i64>, zh, en| {
        let parser = value_parser!(u32).range(range);
        Arg::new(name).long(name).value_name("N").required(true).value_parser(parser).help(lang.pick(zh, en))
    };
    Command::new("simulate")
        .about(lang.pick("用真实代码模拟一次完整的表决", "hold a whole make-believe election through the real code"))
        .arg(number("voters", 1..=1_000_000, "表决权人数，每人投一票", "voters; each casts one ballot"))
        .arg(number("candidates", 0..=99, "候选人数；0 表示没有选举", "candidates; 0 for no committee election"))
        .arg(number("seats", 0..=99, "最多可选人数", "how many candidates one may choose"))
        .arg(number("matters", 0..=50, "同意/反对/弃权的事项数", "matters with yes, no and abstain"))
        .arg(
            Arg::new("trustees").long("trustees").value_name("T-of-N").required(true).value_parser(parse_trustees).help(
                lang.pick("计票受托人：N 人中需 T 人；目前只支持 N-of-N", "trustees: T of N are needed; for now only N-of-N"),
            ),
        )
        .arg(Arg::new("out").long("out").value_name("DIR").required(true).value_parser(value_parser!(std::path::PathBuf)).help(
            lang.pick("存放 people.bel、area.bel 和 expected.json 的文件夹", "folder for people.bel, area.bel and expected.json"),
        ))
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

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let number = |name| matches.get_one::<u32>(name).copied().unwrap_or_default();
    let (threshold, trustees) = matches.get_one::<(u32, u32)>("trustees").copied().unwrap_or((1, 1));
    if threshold < trustees {
        let message = lang.pick(
            "--trustees: 暂不支持门限受托人；请用 N-of-N，例如 3-of-3",
            "--trustees: a threshold below N is not supported yet; use N-of-N, for example 3-of-3",
        );
        return Err(Unusable(message.into()));
    }
    let plan = Plan {
        voters: number("voters"),
        candidates: number("candidates"),
        seats: number("seats"),
        matters: number("matters"),
        trustees,
    };
    if plan.candidates == 0 && plan.matters == 0 {
        return Err(Unusable(
            lang.pick("没有候选人也没有事项，无可表决", "no candidates and no matters: nothing to vote on").into(),
        ));
    }
    if plan.candidates > 0 && !(1..=plan.candidates).contains(&plan.seats) {
        return Err(Unusable(
            lang.pick("--seats: 应在 1 和候选人数之间", "--seats: between 1 and the number of candidates").into(),
        ));
    }
    let (mut rng, time) = match matches.get_one::<String>("seed") {
        Some(seed) => (ChaCha20Rng::from_seed(Digest::of(format!("yepiao/simulate/v1|{seed}").as_bytes()).0), SEEDED_TIME),
        None => (super::random(lang)?, super::seconds_since_1970(lang)?),
    };
    let time = Timestamp::new(time).ok_or_else(|| Unusable(lang.pick("系统时间不对", "the system's clock is wrong").into()))?;

    let folder = matches.get_one::<std::path::PathBuf>("out").map_or(Path::new("."), |path| path.as_path());
    std::fs::create_dir_all(folder).map_err(|error| fault(folder, lang.pick("不能建立", "cannot be made"), &error, lang))?;
    let paths = ["people.bel", "area.bel", "expected.json"].map(|name| folder.join(name));
    let [people_path, area_path, expected_path] = &paths;
    let mut people = NewFile::create(people_path, lang)?;
    let mut area = NewFile::create(area_path, lang)?;
    let mut expected = NewFile::create(expected_path, lang)?;

    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let outcome = hold(&plan, seed, time, people.writer(), area.writer())
        .map_err(|fault| Unusable(format!("{}: {}", shown(folder), fault.say(lang))))?;
    let json = serde_json::json!({ "people": outcome.people, "area": outcome.area });
    std::io::Write::write_all(expected.writer(), format!("{json}\n").as_bytes())
        .map_err(|error| fault(expected_path, lang.pick("不能写入", "cannot be written"), &error, lang))?;
    for file in [people, area, expected] {
        file.finish(false)?;
    }
    for path in [people_path, area_path] {
        print(&format!("{}\n", shown(path)), lang)?;
    }
    Ok(Exit::Good)
}
