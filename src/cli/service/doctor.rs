//! `yepiao doctor`: looks whether everything is as it should be, and says what to do.

use clap::{ArgMatches, Command};

use super::super::lang::Lang;
use super::super::terminal::{print, printable};
use super::super::{Exit, Unusable};
use super::options;
use crate::api::{Keys, Way, check_identity};
use crate::flows::polls::{self, Lacking};
use crate::flows::secrets::Secrets;
use crate::flows::{audit, messages};
use crate::store::{self, Connection, restoration};

pub(super) fn command(lang: Lang) -> Command {
    options::with_service(Command::new("doctor"), lang)
        .about(lang.pick("检查密钥、数据库、操作日志、短信等", "check secrets, database, audit log, messages and more"))
}

/// Findings, one a line.
struct Report {
    text: String,
    good: bool,
    lang: Lang,
}

impl Report {
    /// What is not wrong yet, and will be.
    fn warning(&mut self, what: &str, detail: &str) {
        let mark = self.lang.pick("注意", "NOTE");
        self.text.push_str(&format!("{mark}  {what}: {}\n", printable(detail, 300)));
    }

    fn line(&mut self, good: bool, what: &str, detail: &str) {
        let mark = if good { self.lang.pick("正常", "good") } else { self.lang.pick("不好", "BAD ") };
        self.good &= good;
        self.text.push_str(&format!("{mark}  {what}: {}\n", printable(detail, 300)));
    }
}

/// Whether there is one of this program's form.
fn check_database(report: &mut Report, connection: &mut Connection) -> bool {
    let lang = report.lang;
    match store::pending(connection) {
        Ok(pending) if pending.is_empty() => {
            report.line(true, lang.pick("数据库版本", "form"), lang.pick("最新", "this program's"));
        }
        Ok(pending) => {
            let detail = format!("{} {}", lang.pick("请运行 yepiao migrate：", "run yepiao migrate:"), pending.join(", "));
            report.line(false, lang.pick("数据库版本", "form"), &detail);
            return false;
        }
        Err(fault) => {
            report.line(false, lang.pick("数据库版本", "form"), &fault.to_string());
            return false;
        }
    }
    match store::missing_guards(connection) {
        Ok(missing) => {
            let detail = if missing.is_empty() { lang.pick("有", "there").to_owned() } else { missing.join(", ") };
            report.line(missing.is_empty(), lang.pick("日志只增不改的触发器", "guards of the log"), &detail);
        }
        Err(error) => report.line(false, lang.pick("日志只增不改的触发器", "guards of the log"), &error.to_string()),
    }
    match audit::verify(connection) {
        Ok(chains) => {
            for chain in chains {
                let state = match chain.broken {
                    Some(what) => format!("{} {} {what}", lang.pick("断在", "broken at"), chain.good),
                    None => format!("{} {}, {}", chain.good, lang.pick("条", "entries"), chain.head),
                };
                let what = format!("{} {}", lang.pick("操作日志", "audit log"), chain.id);
                report.line(chain.broken.is_none(), &what, &state);
            }
        }
        Err(error) => report.line(false, lang.pick("操作日志", "audit log"), &error.to_string()),
    }
    check_queue(report, connection);
    match restoration::standing(connection) {
        Ok(None) => report.line(true, lang.pick("恢复标记", "restoration mark"), lang.pick("没有", "none")),
        Ok(Some(_)) => {
            let what = lang
                .pick("有：给出最后一个签名的检查点之前不签名", "there: nothing is signed until the last checkpoint is given");
            report.line(false, lang.pick("恢复标记", "restoration mark"), what);
        }
        Err(error) => report.line(false, lang.pick("恢复标记", "restoration mark"), &error.to_string()),
    }
    true
}

/// A message that is due for so long, milliseconds, was forgotten.
const OVERDUE: i64 = 10 * 60_000;

fn check_queue(report: &mut Report, connection: &mut Connection) {
    let lang = report.lang;
    let what = lang.pick("待发短信", "messages waiting");
    let now = super::super::seconds_since_1970(lang).map(|seconds| i64::try_from(seconds).unwrap_or(0).saturating_mul(1000));
    let Ok(now) = now else { return report.line(false, what, lang.pick("系统时间不对", "the system's clock is wrong")) };
    match messages::backlog(connection, now) {
        Ok((waiting, overdue)) if overdue < OVERDUE => report.line(true, what, &waiting.to_string()),
        Ok((waiting, overdue)) => {
            let minutes = overdue.div_euclid(60_000);
            let text =
                lang.pick("分钟没有发出；服务在运行吗？网关通吗？", "minutes overdue; does the service run, and its gateway?");
            report.line(false, what, &format!("{waiting}, {minutes} {text}"));
        }
        Err(error) => report.line(false, what, &error.to_string()),
    }
}

/// Whether new polls, and those that run, have the holidays of the years that their dates may come to.
fn check_holidays(report: &mut Report, connection: &mut Connection, matches: &ArgMatches) {
    let lang = report.lang;
    let what = lang.pick("放假安排", "holidays");
    let table = match options::holidays(matches, lang) {
        Ok(table) => table,
        Err(Unusable(message)) => return report.line(false, what, &message),
    };
    let now = super::super::seconds_since_1970(lang).map(|seconds| i64::try_from(seconds).unwrap_or(0).saturating_mul(1000));
    let Ok(now) = now else { return report.line(false, what, lang.pick("系统时间不对", "the system's clock is wrong")) };
    let (polls, new) = match polls::lacking(connection, now, table.as_ref()) {
        Ok(lacking) => lacking,
        Err(error) => return report.line(false, what, &error.to_string()),
    };
    if let Some(year) = new {
        let text = lang.pick(
            "年的没有，新的表决到时算不出期限。国务院公布后，写成文件，用 --holidays 交给服务",
            "is missing, and new polls will not know when periods end. Once the State Council has announced it, write a file for --holidays",
        );
        report.warning(what, &format!("{year} {text}"));
    }
    for Lacking { poll, year, mendable } in &polls {
        let text = if *mendable {
            lang.pick(
                "年的没有，会算不出期限。先用 --holidays，再请组长退回草案、重新公示名册",
                "is missing in its rules. Use --holidays, then the chair goes back to the draft and publishes the roll again",
            )
        } else {
            lang.pick(
                "年的没有，规则已经定了：到时不会自动进行，由组长写明理由后办理，理由会公开",
                "is missing in its rules, which stand: nothing happens by itself then; the chair goes on with a reason that becomes public",
            )
        };
        report.warning(&format!("{what} {poll}"), &format!("{year} {text}"));
    }
    if new.is_none() && polls.is_empty() {
        report.line(true, what, lang.pick("够用", "long enough"));
    }
}

fn check_sms(report: &mut Report, keys: &Keys, matches: &ArgMatches) {
    let lang = report.lang;
    let what = lang.pick("短信", "messages to phones");
    match options::sms(matches).check(keys, options::public_url(matches)) {
        Ok(Way::Webhook) => report.line(true, what, lang.pick("发到网关", "to the gateway")),
        Ok(Way::Outbox) => report.line(true, what, lang.pick("测试：只留在内存里", "for tests: kept in memory")),
        Ok(Way::Nowhere) => report.line(true, what, lang.pick("不发（没有 --sms-url）", "none are sent (no --sms-url)")),
        Err(fault) => report.line(false, what, &fault.to_string()),
    }
}

fn check_real_names(report: &mut Report, keys: &Keys, matches: &ArgMatches) {
    let lang = report.lang;
    let what = lang.pick("实名认证", "real-name service");
    match check_identity(options::identity_url(matches), keys) {
        Ok(true) => report.line(true, what, lang.pick("有", "there")),
        Ok(false) => report.line(true, what, lang.pick("不用（没有 --identity-url）", "none (no --identity-url)")),
        Err(fault) => report.line(false, what, &fault.to_string()),
    }
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let mut report = Report { text: String::new(), good: true, lang };
    let what = lang.pick("密钥", "secrets");
    match options::secrets(matches, lang) {
        Ok(text) => match Secrets::read(&text) {
            Ok(secrets) => {
                let detail =
                    if secrets.test { lang.pick("测试用", "for tests") } else { lang.pick("正式", "for production") };
                report.line(true, what, detail);
                let keys = Keys::Text(text);
                check_sms(&mut report, &keys, matches);
                check_real_names(&mut report, &keys, matches);
            }
            Err(fault) => report.line(false, what, &fault.to_string()),
        },
        Err(Unusable(message)) => report.line(false, what, &message),
    }
    match Connection::open(options::database(matches)) {
        Ok(mut connection) => {
            if check_database(&mut report, &mut connection) {
                check_holidays(&mut report, &mut connection, matches);
            }
        }
        Err(error) => report.line(false, lang.pick("数据库", "database"), &error.to_string()),
    }
    print(&report.text, lang)?;
    Ok(if report.good { Exit::Good } else { Exit::Invalid })
}
