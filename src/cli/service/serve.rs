//! `yepiao serve`.

use clap::{Arg, ArgMatches, Command};
use tracing_subscriber::EnvFilter;

use super::super::lang::Lang;
use super::super::terminal::complain;
use super::super::{Exit, Unusable};
use super::{options, say};
use crate::api::{Service, Time};

pub(super) fn command(lang: Lang) -> Command {
    options::with_service(Command::new("serve"), lang)
        .about(lang.pick("运行服务", "run the service"))
        .arg(
            Arg::new("listen")
                .long("listen")
                .env("YEPIAO_LISTEN")
                .value_name("HOST:PORT")
                .default_value("127.0.0.1:8080")
                .help(lang.pick("监听的地址；端口 0 表示任选一个", "where to listen; port 0 takes a free one")),
        )
        .arg(
            Arg::new("log")
                .long("log")
                .env("YEPIAO_LOG")
                .value_name("FILTER")
                .default_value("info")
                .help(lang.pick("日志的详细程度：error、warn、info、debug", "how much to log: error, warn, info, debug")),
        )
        .arg(
            Arg::new("log-format")
                .long("log-format")
                .env("YEPIAO_LOG_FORMAT")
                .value_name("json|text")
                .value_parser(["json", "text"])
                .hide_possible_values(true)
                .default_value("text")
                .help(lang.pick("日志的格式", "form of the log")),
        )
}

/// Logs go to standard error, one event a line.
fn log(matches: &ArgMatches, lang: Lang) -> Result<(), Unusable> {
    let filter = matches.get_one::<String>("log").map_or("info", String::as_str);
    let filter =
        EnvFilter::builder().parse(filter).map_err(|_| Unusable(lang.pick("--log: 写法不对", "--log: not a filter").into()))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    let set = match matches.get_one::<String>("log-format").map(String::as_str) {
        Some("json") => builder.json().flatten_event(true).try_init(),
        _ => builder.try_init(),
    };
    set.map_err(|error| Unusable(error.to_string()))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    log(matches, lang)?;
    let settings = options::settings(matches, lang)?;
    if matches!(settings.time, Time::Movable(_)) {
        complain(lang.pick("测试时钟：这不是正式的服务", "test clock: this is no real service"));
    }
    let listen = matches.get_one::<String>("listen").map_or("", String::as_str);
    let service = Service::open(settings).map_err(|fault| say(&fault, lang))?;
    let running = service.start(listen).map_err(|fault| say(&fault, lang))?;
    complain(&format!("{} http://{}", lang.pick("正在监听", "listening on"), running.address()));
    running.wait().map_err(|fault| say(&fault, lang))?;
    Ok(Exit::Good)
}
