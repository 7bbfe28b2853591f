//! `yepiao demo`: an estate's first election, in one command. It goes the real way: the program starts the service as `serve` does, and
//! everybody in it (chair, members, tellers, trustees, owners) uses it over HTTP as people would. What the service does not do, the
//! demo cannot show. Only the clock jumps from period to period, and all keys and credentials are made in this one process, which
//! every answer says.

mod count;
mod days;
mod folder;
mod opening;
mod outbox;
mod paper;
mod people;
mod road;
mod roll;
mod show;
mod stage;
mod trustees;
mod voting;

use std::net::TcpListener;
use std::path::PathBuf;

use chacha20::ChaCha20Rng;
use clap::{Arg, ArgMatches, Command, value_parser};
use rand_core::Rng as _;

use super::client::Client;
use super::lang::Lang;
use super::service::say;
use super::terminal::print;
use super::{Exit, Unusable, random};
use crate::api::{Keys, Rates, Service, Settings, Sms, Time};
use days::Days;
use folder::{Folder, Reached, State};
use people::{OFFICES, Person};
use stage::Stage;

/// Where it answers if nothing else is said.
const PORT: u16 = 8080;
/// The file of the clock.
const CLOCK: &str = "clock";
/// Of a hundred voters, so many cast electronically before anybody looks.
const VOTED: usize = 66;
/// The demo asks more often than people.
const FREELY: Rates = Rates { address: 1_000_000, attempts: 1_000_000, account: 1_000_000 };

pub(super) fn command(lang: Lang) -> Command {
    Command::new("demo")
        .about(lang.pick("演示：一个小区的首次业主大会", "a demo: an estate's first election"))
        .long_about(lang.pick(
            "演示：一个小区的首次业主大会，从名册到结果，几百张加密选票。真实的服务，拨快的时钟；\n\
             所有密钥和凭证都由这一个程序生成，没有秘密，不能用于真实的表决。",
            "A demo: an estate's first election, from the roll to the result, with some hundred encrypted ballots. The real \
             service with a clock that jumps;\nall keys and credentials are made by this one program: nothing is secret, and it \
             is for no real vote.",
        ))
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("DIR")
                .default_value("demo")
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("演示的文件夹：新的、空的，或上次的演示", "the demo's folder: new, empty, or an earlier demo's")),
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .value_parser(value_parser!(u16))
                .help(lang.pick("端口，默认 8080；0 表示任选一个", "the port, by default 8080; 0 takes a free one")),
        )
        .arg(
            Arg::new("until")
                .long("until")
                .value_name("open|counted")
                .value_parser(["open", "counted"])
                .hide_possible_values(true)
                .default_value("open")
                .help(lang.pick(
                    "open：投票开始后一直运行；counted：直到开票，写出 record.zip 就结束",
                    "open: runs on while people vote; counted: goes on to the result, writes record.zip, and ends",
                )),
        )
}

/// Where to answer: where the links of an earlier demo lead, or where it is asked to.
fn port(given: Option<u16>, before: Option<&State>, lang: Lang) -> Result<u16, Unusable> {
    let port = match (given, before.map(|state| state.port)) {
        (Some(given), Some(before)) if given != before => {
            let what = lang.pick(
                "这个演示的票单指向另一个端口；请去掉 --port，或用 --data 另选文件夹。端口",
                "this demo's slips lead to another port; leave --port out, or choose another folder with --data. Its port",
            );
            return Err(Unusable(format!("{what}: {before}")));
        }
        (given, before) => before.or(given).unwrap_or(PORT),
    };
    // Before anything is made; the service listens itself afterwards.
    let listener = TcpListener::bind(("127.0.0.1", port));
    let address = listener.and_then(|listener| listener.local_addr()).map_err(|error| {
        let what = lang.pick("端口不能用，请用 --port 另选一个", "the port cannot be used; choose another with --port");
        Unusable(format!("{port}: {what} ({error})"))
    })?;
    Ok(address.port())
}

fn settings(folder: &Folder, origin: &str) -> Settings {
    Settings {
        database: format!("sqlite:{}", folder.file("yepiao.db").display()),
        connections: 10,
        public_url: origin.to_owned(),
        keys: Keys::Demo,
        time: Time::Demo(folder.file(CLOCK)),
        holidays: None,
        proxies: 0,
        rates: FREELY,
        sms: Sms { url: None, signature: "湖光示范小区".into() },
        identity_url: None,
        workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        signals: true,
    }
}

/// A password that is no secret, but nobody else's either.
fn password(rng: &mut ChaCha20Rng) -> String {
    let letters = b"23456789abcdefghjkmnpqrstuvwxyz";
    let mut letter = || letters.get(usize::from(rng.next_u32().to_le_bytes()[0] % 31)).map_or('x', |letter| char::from(*letter));
    let groups: Vec<String> = (0..3).map(|_| (0..4).map(|_| letter()).collect()).collect();
    groups.join("-")
}

/// A demo at work.
struct Demo {
    client: Client,
    /// `http://127.0.0.1:8080`.
    origin: String,
    folder: Folder,
    state: State,
    rng: ChaCha20Rng,
    lang: Lang,
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let path = matches.get_one::<PathBuf>("data").cloned().unwrap_or_default();
    let mut rng = random(lang)?;
    let (folder, before) = Folder::take(&path, lang)?;
    let port = port(matches.get_one::<u16>("port").copied(), before.as_ref(), lang)?;
    let origin = format!("http://127.0.0.1:{port}");
    print(&show::beginning(lang), lang)?;
    let fresh = before.is_none();
    let state = before.unwrap_or_else(|| State::new(port, password(&mut rng)));
    let now = i64::try_from(super::seconds_since_1970(lang)?).unwrap_or(0).saturating_mul(1000);
    let no_day = || Unusable(lang.pick("规则里没有节假日", "the rules know no holidays").into());
    let days = days::plan(now).ok_or_else(no_day)?;
    if fresh {
        folder.keep(&state)?;
        folder.write(CLOCK, format!("{}\n", days.roll.saturating_sub(now)).as_bytes())?;
    }
    let service = Service::open(settings(&folder, &origin)).map_err(|fault| say(&fault, lang))?;
    let link = fresh.then(|| service.invite_operator()).transpose().map_err(|fault| say(&fault, lang))?;
    let running = service.start(&format!("127.0.0.1:{port}")).map_err(|fault| say(&fault, lang))?;
    let mut demo = Demo { client: Client::new(origin.clone(), lang), origin, folder, state, rng, lang };
    let made = link.map_or(Ok(()), |link| demo.make(&link, &days));
    let ends = matches.get_one::<String>("until").is_some_and(|until| until == "counted");
    let done = made.and_then(|()| if ends { demo.count() } else { demo.tell_all() });
    if done.is_err() || ends {
        let stopped = running.stop();
        // Why the demo failed is what people have to know.
        done?;
        stopped.map_err(|fault| say(&fault, lang))?;
        return Ok(Exit::Good);
    }
    running.wait().map_err(|fault| say(&fault, lang))?;
    Ok(Exit::Good)
}

impl Demo {
    /// Everything up to an open poll in which many have voted.
    fn make(&mut self, link: &str, days: &Days) -> Result<(), Unusable> {
        let password = self.state.password.clone();
        let mut stage = Stage::new(&self.client, self.lang);
        road::found(&mut stage, link, &password)?;
        road::announced(&mut stage, days)?;
        let (slips, trustees) = opening::opened(&stage, days, &mut self.rng)?;
        let (voted, left) = voting::divided(&slips, VOTED, &mut self.rng);
        let by_code = voting::cast(&stage, &self.origin, &voted, &mut self.rng)?;
        let (all, witnessed) = (voted.len(), voted.len().saturating_sub(by_code));
        stage.tell(
            &format!("表决开始。{all} 张电子票：{witnessed} 人由监票人看证件，{by_code} 人凭短信验证码"),
            &format!(
                "the voting begins. {all} electronic ballots: a teller saw the documents of {witnessed}, {by_code} had a code"
            ),
        )?;
        let (papers, left) = paper::voted(&stage, &voted, &left, &mut self.rng)?;
        let count = papers.count();
        stage.tell(
            &format!("{count} 张纸质票：一位监票人上门发放，另一位收回密封的信封；没签名的作废，重复的不拆封"),
            &format!(
                "{count} paper ballots: one teller hands them out, the other takes the sealed envelopes in; unsigned ones are void, \
                 and those of whoever voted already stay sealed"
            ),
        )?;
        let lines = left.iter().map(|slip| format!("{} {} {}\n{}\n\n", slip.room, slip.name, slip.serial, slip.link));
        self.folder.write("slips.txt", lines.collect::<String>().as_bytes())?;
        self.state.slip = voting::to_try(left);
        (self.state.community, self.state.poll) = (stage.community.clone(), stage.poll.clone());
        (self.state.trustees, self.state.papers) = (trustees, papers);
        (self.state.closes, self.state.reached) = (days.closing, Reached::Open);
        self.folder.keep(&self.state)
    }

    /// The demo's people again, after it was stopped and started.
    fn stage<'d>(&'d self, password: &'d str) -> Stage<'d> {
        let mut stage = Stage::new(&self.client, self.lang);
        stage.people = OFFICES.iter().map(|office| Person::new(&self.client, office, password)).collect();
        (stage.community, stage.poll) = (self.state.community.clone(), self.state.poll.clone());
        stage
    }

    /// From the open poll to the published result, and the record in the folder.
    fn count(&mut self) -> Result<(), Unusable> {
        let (password, mut trustees, mut rng) = (self.state.password.clone(), self.state.trustees.clone(), random(self.lang)?);
        let stage = self.stage(&password);
        let done = if self.state.reached < Reached::Counted {
            count::counted(&stage, self.state.closes, &self.state.papers, &mut trustees, &mut rng)
        } else {
            Ok(())
        };
        done?;
        let (record, said) = (count::record(&stage)?, count::sentences(&stage)?);
        self.folder.write("record.zip", &record)?;
        (self.state.trustees, self.state.reached) = (trustees, Reached::Counted);
        self.folder.keep(&self.state)?;
        print(&show::counted(&said, &self.folder, self.lang), self.lang)
    }

    /// Says what there is to look at and to try.
    fn tell_all(&self) -> Result<(), Unusable> {
        let text = show::all(&self.client, &self.origin, &self.folder, &self.state, self.lang)?;
        print(&text, self.lang)
    }
}
