//! `yepiao admin`: what only whoever has the machine may do.

use clap::{Arg, ArgMatches, Command};

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
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Exit::Good) };
    if name == "sms-templates" {
        let templates = options::sms(matches).templates(options::public_url(matches));
        print(&templates.iter().map(|(name, words)| format!("{name}: {words}\n")).collect::<String>(), lang)?;
        return Ok(Exit::Good);
    }
    let service = Service::open(options::settings(matches, lang)?).map_err(|fault| say(&fault, lang))?;
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
