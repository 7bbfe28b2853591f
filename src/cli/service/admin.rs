//! `yepiao admin`: what only whoever has the machine may do.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::super::files;
use super::super::lang::Lang;
use super::super::terminal::print;
use super::super::{Exit, Unusable};
use super::{options, say};
use crate::api::Service;

pub(super) fn command(lang: Lang) -> Command {
    let invite = options::with_service(Command::new("invite"), lang)
        .about(lang.pick("打印一个一次性的邀请链接", "print a one-time link"))
        .arg(
            Arg::new("role")
                .long("role")
                .value_name("operator|chair|supervisor")
                .value_parser(["operator", "chair", "supervisor"])
                .hide_possible_values(true)
                .required(true)
                .help(lang.pick("成为什么角色", "into which role")),
        )
        .arg(
            Arg::new("community")
                .long("community")
                .value_name("ID")
                .help(lang.pick("哪个小区；operator 不需要", "of which community; none for operator")),
        );
    let reset = options::with_service(Command::new("reset-password"), lang)
        .about(lang.pick("打印一个一次性的链接，用来设新密码", "print a one-time link to a new password"))
        .arg(Arg::new("login").required(true).value_name("LOGIN").help(lang.pick("登录名", "the login")));
    let reseal = options::with_service(Command::new("reseal"), lang)
        .about(lang.pick("换密钥之后，把旧密钥加密的个人信息重新加密", "after a change of key, seal personal data again"));
    let templates = options::with_service(Command::new("sms-templates"), lang)
        .about(lang.pick("打印短信模板，报运营商审核", "print the texts of messages, for the carrier's review"));
    let resume =
        options::with_service(Command::new("resume"), lang)
            .about(lang.pick(
                "恢复备份之后，出示最后签名的检查点，恢复签名",
                "after a restore, show the latest checkpoints to sign again",
            ))
            .arg(
                Arg::new("checkpoints")
                    .value_name("FILE")
                    .num_args(0..)
                    .value_parser(value_parser!(PathBuf))
                    .help(lang.pick("检查点文件，每个进行中的表决一个", "checkpoints, one for each poll that goes on")),
            );
    Command::new("admin")
        .about(
            lang.pick("邀请第一个账号、重设密码、更换密钥、短信模板", "first account, lost passwords, change of keys, messages"),
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(invite)
        .subcommand(reset)
        .subcommand(reseal)
        .subcommand(templates)
        .subcommand(resume)
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Exit::Good) };
    if name == "sms-templates" {
        let templates = options::sms(matches).templates(options::public_url(matches));
        print(&templates.iter().map(|(name, words)| format!("{name}: {words}\n")).collect::<String>(), lang)?;
        return Ok(Exit::Good);
    }
    let service = Service::open(options::settings(matches, lang)?).map_err(|fault| say(&fault, lang))?;
    if name == "resume" {
        return resumed(&service, matches, lang);
    }
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().map_or("", String::as_str);
    let link = match name {
        "invite" if text("role") == "operator" => service.invite_operator(),
        "invite" => service.invite_into(text("community"), text("role")),
        "reset-password" => service.reset_password(text("login")),
        _ => {
            let changed = service.reseal().map_err(|fault| say(&fault, lang))?;
            print(&format!("{}: {changed}\n", lang.pick("重新加密", "sealed again")), lang)?;
            return Ok(Exit::Good);
        }
    };
    let link = link.map_err(|fault| say(&fault, lang))?;
    print(&format!("{}\n", *link), lang)?;
    Ok(Exit::Good)
}

/// Shows the checkpoints; not good as long as a log waits for its own.
fn resumed(service: &Service, matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let paths = matches.get_many::<PathBuf>("checkpoints").into_iter().flatten();
    let checkpoints = paths.map(|path| files::read(path, lang)).collect::<Result<Vec<Vec<u8>>, Unusable>>()?;
    let waiting = service.resume(&checkpoints).map_err(|fault| say(&fault, lang))?;
    if waiting == 0 {
        print(lang.pick("已核对，恢复签名\n", "they fit: it signs again\n"), lang)?;
        return Ok(Exit::Good);
    }
    print(&format!("{}: {waiting}\n", lang.pick("还缺检查点的表决", "polls whose checkpoint is still to be shown")), lang)?;
    Ok(Exit::Invalid)
}
