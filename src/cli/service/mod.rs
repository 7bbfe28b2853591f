//! Running the service: `serve`, and what its operator needs around it. Every option can be given in the environment.

mod admin;
mod backup;
mod doctor;
mod openapi;
mod options;
mod restore;
mod secrets;
mod serve;

use clap::{ArgMatches, Command};

use super::lang::Lang;
use super::{Exit, Unusable};
use crate::api::StartFault;

/// All commands of the service.
pub(super) fn commands(lang: Lang) -> [Command; 8] {
    [
        serve::command(lang),
        options::with_database(Command::new("migrate"), lang)
            .about(lang.pick("把数据库更新到本程序的版本", "bring the database to this program's form")),
        openapi::command(lang),
        doctor::command(lang),
        secrets::command(lang),
        admin::command(lang),
        backup::command(lang),
        restore::command(lang),
    ]
}

/// Runs one of them; None if it is none of them.
pub(super) fn run(name: &str, matches: &ArgMatches, lang: Lang) -> Option<Result<Exit, Unusable>> {
    Some(match name {
        "serve" => serve::run(matches, lang),
        "migrate" => options::migrate(matches, lang),
        "openapi" => openapi::run(lang),
        "doctor" => doctor::run(matches, lang),
        "secrets" => secrets::run(matches, lang),
        "admin" => admin::run(matches, lang),
        "backup" => backup::run(matches, lang),
        "restore" => restore::run(matches, lang),
        _ => return None,
    })
}

/// A fault of the service in the user's language: what it concerns, then the program's own words.
pub(super) fn say(fault: &StartFault, lang: Lang) -> Unusable {
    let head = match fault {
        StartFault::Secrets(_) => lang.pick("密钥不能用", "secrets"),
        StartFault::TestClock => lang.pick("测试时钟只能配合测试密钥", "test clock"),
        StartFault::PublicUrl => lang.pick("公开网址不对", "public address"),
        StartFault::Sms(_) => lang.pick("短信的设置不对", "messages"),
        StartFault::Identity(_) => lang.pick("实名认证的设置不对", "real-name service"),
        StartFault::Database(_) => lang.pick("数据库不能用", "database"),
        StartFault::Listen(_) => lang.pick("不能监听这个地址", "listen"),
        StartFault::Machine(_) => lang.pick("系统出错", "machine"),
        StartFault::Refused(_) => lang.pick("不能这样做", "refused"),
    };
    Unusable(format!("{head}: {}", super::terminal::printable(&fault.to_string(), 400)))
}
