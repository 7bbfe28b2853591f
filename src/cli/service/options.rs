//! Options that several commands share.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use zeroize::Zeroizing;

use super::super::lang::Lang;
use super::super::terminal::{print, printable, shown};
use super::super::{Exit, Unusable};
use crate::api::{Keys, Rates, Settings, Sms, Time};
use crate::election::rules::HolidayTable;
use crate::store::{self, Connection};

/// Adds the database.
pub(super) fn with_database(command: Command, lang: Lang) -> Command {
    command.arg(
        Arg::new("database")
            .long("database")
            .env("YEPIAO_DATABASE")
            .hide_env_values(true)
            .value_name("URL")
            .default_value("sqlite:yepiao.db")
            .help(lang.pick("数据库：sqlite:文件 或 postgres://…", "database: sqlite:FILE or postgres://…")),
    )
}

/// Adds what a service is set up with.
pub(super) fn with_service(command: Command, lang: Lang) -> Command {
    let number = |name: &'static str, env: &'static str, default: &'static str, zh, en| {
        let parser = value_parser!(u32).range(1..=1_000_000);
        Arg::new(name).long(name).env(env).value_name("N").default_value(default).value_parser(parser).help(lang.pick(zh, en))
    };
    with_database(command, lang)
        .arg(
            Arg::new("secrets-file")
                .long("secrets-file")
                .env("YEPIAO_SECRETS_FILE")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick(
                    "密钥文件，用 yepiao secrets 生成，只有自己可读（0600）；也可以把内容放在环境变量 YEPIAO_SECRETS",
                    "file of keys, made by yepiao secrets, readable by nobody else (0600); or its text in YEPIAO_SECRETS",
                )),
        )
        .arg(
            Arg::new("public-url")
                .long("public-url")
                .env("YEPIAO_PUBLIC_URL")
                .value_name("URL")
                .default_value("http://localhost:8080")
                .help(lang.pick(
                    "大家在浏览器里输入的网址，例如 https://vote.example.cn",
                    "what people type into a browser, e.g. https://vote.example.cn",
                )),
        )
        .arg(
            Arg::new("sms-url")
                .long("sms-url")
                .env("YEPIAO_SMS_URL")
                .hide_env_values(true)
                .value_name("URL")
                .help(lang.pick("短信网关的地址；没有就不发短信", "the gateway of messages; without it none are sent")),
        )
        .arg(
            Arg::new("sms-signature")
                .long("sms-signature")
                .env("YEPIAO_SMS_SIGNATURE")
                .value_name("TEXT")
                .default_value("业主大会")
                .help(lang.pick("在运营商登记的短信签名，【】里的字", "the messages' signature, as registered: what is in 【】")),
        )
        .arg(
            Arg::new("identity-url")
                .long("identity-url")
                .env("YEPIAO_IDENTITY_URL")
                .hide_env_values(true)
                .value_name("URL")
                .help(lang.pick(
                    "实名认证服务的地址，里面写一处 {reference}；没有就不用这种方式确认身份",
                    "where voters prove who they are at a real-name service, with {reference} in it; without it none does",
                )),
        )
        .arg(
            Arg::new("holidays")
                .long("holidays")
                .env("YEPIAO_HOLIDAYS")
                .value_name("FILE")
                .help(lang.pick(
                    "国务院新公布的放假安排，写法同规则里的 [calendar]；用于还没有公示名册的表决",
                    "holidays announced since this version, written as [calendar] in a rule set; for polls whose roll is not published yet",
                )),
        )
        .arg(number("connections", "YEPIAO_CONNECTIONS", "10", "数据库连接数上限", "connections to the database at most"))
        .arg(number(
            "rate-address",
            "YEPIAO_RATE_ADDRESS",
            "1200",
            "每个网络地址每分钟的请求数",
            "requests a minute from one address",
        ))
        .arg(number(
            "rate-attempts",
            "YEPIAO_RATE_ATTEMPTS",
            "30",
            "每个网络地址每分钟试密码或链接的次数",
            "attempts a minute with a password or link from one address",
        ))
        .arg(number("rate-account", "YEPIAO_RATE_ACCOUNT", "600", "每个账号每分钟的请求数", "requests a minute of one account"))
        .arg(
            Arg::new("proxies")
                .long("proxies")
                .env("YEPIAO_PROXIES")
                .value_name("N")
                .default_value("0")
                .value_parser(value_parser!(u8))
                .help(lang.pick("前面有几层反向代理写 X-Forwarded-For", "how many proxies in front add to X-Forwarded-For")),
        )
        .arg(Arg::new("test-clock").long("test-clock").env("YEPIAO_TEST_CLOCK").action(ArgAction::SetTrue).help(lang.pick(
            "时间可以往前拨；只用于测试，须配合测试密钥",
            "let the clock be set forward; for tests only, with test secrets",
        )))
        .arg(
            Arg::new("test-clock-from")
                .long("test-clock-from")
                .requires("test-clock")
                .value_name("TIME")
                .value_parser(|text: &str| text.parse::<jiff::Timestamp>().map_err(|error| error.to_string()))
                .help(lang.pick("测试时钟从什么时候开始走（RFC 3339）", "when the test clock begins to run (RFC 3339)")),
        )
}

/// The database's address.
pub(super) fn database(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("database").map_or("", String::as_str)
}

fn number(matches: &ArgMatches, name: &str) -> u32 {
    matches.get_one::<u32>(name).copied().unwrap_or(1)
}

/// The text of the secrets: from the file, which nobody else may read, or from the environment.
pub(super) fn secrets(matches: &ArgMatches, lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    if let Some(path) = matches.get_one::<PathBuf>("secrets-file") {
        refuse_readable(path, lang)?;
        return super::super::files::read_text(path, lang);
    }
    match std::env::var("YEPIAO_SECRETS") {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(_) => Err(Unusable(
            lang.pick(
                "没有密钥：先运行 yepiao secrets --out secrets.toml，再加 --secrets-file secrets.toml",
                "no secrets: run yepiao secrets --out secrets.toml first, then add --secrets-file secrets.toml",
            )
            .into(),
        )),
    }
}

#[cfg(unix)]
fn refuse_readable(path: &Path, lang: Lang) -> Result<(), Unusable> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::metadata(path)
        .map_err(|error| super::super::files::fault(path, lang.pick("不能读取", "cannot be read"), &error, lang))?;
    if found.permissions().mode() & 0o077 != 0 {
        let what = lang.pick("别人也能读；请先 chmod 600", "others can read it; chmod 600 first");
        return Err(Unusable(format!("{}: {what}", shown(path))));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable(_: &Path, _: Lang) -> Result<(), Unusable> {
    Ok(())
}

/// The file of holidays, if one is named. What is not set in the environment is often there with nothing in it.
pub(super) fn holidays(matches: &ArgMatches, lang: Lang) -> Result<Option<HolidayTable>, Unusable> {
    let Some(path) = matches.get_one::<String>("holidays").filter(|path| !path.is_empty()).map(Path::new) else {
        return Ok(None);
    };
    let bytes = super::super::files::read(path, lang)?;
    let read = HolidayTable::parse(&bytes);
    read.map(Some).map_err(|fault| {
        let what = lang.pick("不是放假安排", "is no table of holidays");
        Unusable(format!("{}: {what}: {}", shown(path), printable(&fault.to_string(), 400)))
    })
}

/// How far a test's clock is ahead when it begins, milliseconds.
fn ahead(matches: &ArgMatches) -> i64 {
    let from = matches.get_one::<jiff::Timestamp>("test-clock-from").copied();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
    from.map_or(0, |from| from.as_millisecond().saturating_sub(i64::try_from(now).unwrap_or(i64::MAX)))
}

/// What the options say.
pub(super) fn settings(matches: &ArgMatches, lang: Lang) -> Result<Settings, Unusable> {
    Ok(Settings {
        database: database(matches).to_owned(),
        connections: number(matches, "connections"),
        public_url: public_url(matches).to_owned(),
        keys: Keys::Text(secrets(matches, lang)?),
        time: if matches.get_flag("test-clock") { Time::Movable(ahead(matches)) } else { Time::Machine },
        sms: sms(matches),
        identity_url: identity_url(matches).map(str::to_owned),
        holidays: holidays(matches, lang)?,
        proxies: matches.get_one::<u8>("proxies").copied().unwrap_or(0),
        rates: Rates {
            address: number(matches, "rate-address"),
            attempts: number(matches, "rate-attempts"),
            account: number(matches, "rate-account"),
        },
        workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        signals: true,
    })
}

/// How messages go out.
pub(super) fn sms(matches: &ArgMatches) -> Sms {
    let text = |name| matches.get_one::<String>(name).filter(|text| !text.is_empty()).cloned();
    Sms { url: text("sms-url"), signature: text("sms-signature").unwrap_or_default() }
}

/// Where voters prove who they are. What is not set in the environment is often there with nothing in it.
pub(super) fn identity_url(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("identity-url").map(String::as_str).filter(|text| !text.is_empty())
}

/// What people type into a browser.
pub(super) fn public_url(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("public-url").map_or("", String::as_str)
}

/// Connects for a command that is no service.
pub(super) fn connect(matches: &ArgMatches, lang: Lang) -> Result<Connection, Unusable> {
    Connection::open(database(matches)).map_err(|error| super::say(&error.into(), lang))
}

/// `yepiao migrate`.
pub(super) fn migrate(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let mut connection = connect(matches, lang)?;
    let done = store::migrate(&mut connection).map_err(|fault| super::say(&fault.into(), lang))?;
    let text = if done.is_empty() {
        lang.pick("已经是最新版本\n", "nothing to do\n").to_owned()
    } else {
        format!("{}: {}\n", lang.pick("已更新", "applied"), done.join(", "))
    };
    print(&text, lang)?;
    Ok(Exit::Good)
}
