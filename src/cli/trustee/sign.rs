//! `yepiao trustee sign`: the signature of what is to be decrypted. First the digits of the statement are compared with those
//! that another trustee reads out: whoever shows two trustees two records wants two sums decrypted. Then the lock, then the
//! signature.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::key::Key;
use super::material::{Material, Refused, arguments};
use super::{backup, key_argument, place, required};
use crate::cli::confirm::{Stated, heard_otherwise, stated};
use crate::cli::files::NewFile;
use crate::cli::lang::Lang;
use crate::cli::terminal::{complain, flowing, print, shown};
use crate::cli::{Exit, Unusable, passphrase, vault};
use crate::election::record::ToDecrypt;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("sign")
        .about(lang.pick(
            "核对档案，锁定钥匙，然后签名；这把钥匙不签第二份",
            "check the record, lock the key to it, and sign: only once",
        ))
        .args(arguments(lang))
        .arg(
            Arg::new("heard")
                .long("heard")
                .value_name("DIGITS")
                .help(lang.pick("另一位受托人在电话里念的数字", "digits another trustee read out by telephone")),
        )
        .arg(
            Arg::new("not-compared")
                .long("not-compared")
                .action(ArgAction::SetTrue)
                .conflicts_with("heard")
                .help(lang.pick("没有与任何人核对就签名（危险）", "sign without having compared (dangerous)")),
        )
        .arg(key_argument(lang))
        .arg(place("out", "FILE", lang.pick("签名写到此文件", "write the signature here")).required(true))
        .arg(passphrase::argument(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (private, out) = (required(matches, "key")?, required(matches, "out")?);
    vault::not_there(out, lang)?;
    let material = match Material::read(matches, lang) {
        Ok(material) => material,
        Err(Refused::Wrong) => return Ok(Exit::Invalid),
        Err(Refused::Unusable(unusable)) => return Err(unusable),
    };
    print(&flowing(&material.shown(lang)), lang)?;
    if let Some(exit) = compared(&material.what, matches, lang)? {
        return Ok(exit);
    }
    let key = Key::open(private, matches, lang)?;
    complain(backup(lang));
    let signature = key.locked(&material.what)?.sign(&material.what)?;
    NewFile::holding(out, &signature, lang)?.finish()?;
    let text = match lang {
        Lang::Zh => format!("已签名：{}，请交给主持人。\n够人数签了以后，再运行 yepiao trustee decrypt。\n", shown(out)),
        Lang::En => {
            format!("Signed: give {} to the organiser.\nWhen enough have signed, run yepiao trustee decrypt.\n", shown(out))
        }
    };
    print(&flowing(&text), lang)?;
    Ok(Exit::Good)
}

/// `None` if the digits are those that another trustee sees, or nobody wants to know.
fn compared(what: &ToDecrypt, matches: &ArgMatches, lang: Lang) -> Result<Option<Exit>, Unusable> {
    // Who is alone has nobody to compare with.
    if what.trustees.owners().len() <= 1 {
        return Ok(None);
    }
    if matches.get_flag("not-compared") {
        complain(lang.pick(
            "警告：没有与其他受托人核对数字。如果有人给您看的是另一份档案，这个签名会帮他拆看选票。",
            "warning: the digits were not compared with another trustee. If somebody shows you another record than the others, this \
             signature helps to open single ballots.",
        ));
        return Ok(None);
    }
    let wrong = |heard: &str| {
        let group = heard_otherwise(what.statement.digest(), heard)?;
        Some(match (group, lang) {
            (0, Lang::Zh) => "应是 13 组、每组三位数字；请照对方念的从头输入".to_owned(),
            (0, Lang::En) => "13 groups of three digits are needed, as the other trustee reads them".to_owned(),
            (group, Lang::Zh) => format!(
                "第 {group} 组不同。请对方再念一遍；如果真的不同，你们看到的不是同一份档案：不要签名，马上告诉其他受托人和监督人"
            ),
            (group, Lang::En) => format!(
                "group {group} differs. Let it be read again; if it does differ, you do not see the same record: do not sign, and tell \
                 the other trustees and the supervisor at once"
            ),
        })
    };
    let prompt = lang.pick("请输入另一位受托人在电话里念的数字: ", "The digits that another trustee reads out: ");
    match stated(matches.get_one::<String>("heard").map(String::as_str), prompt, wrong, lang)? {
        Stated::Right => Ok(None),
        Stated::Wrong => Ok(Some(Exit::Invalid)),
        Stated::Nothing => Err(Unusable(
            lang.pick(
                "还没有签名：请打电话请另一位受托人念数字，再用 --heard \"数字\" 运行",
                "nothing is signed yet: let another trustee read the digits out on the telephone, and run this again with --heard \
                 \"DIGITS\"",
            )
            .into(),
        )),
    }
}
