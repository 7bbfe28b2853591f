//! `yepiao trustee import`: a key that the independent tool made, put under lock and passphrase.

use clap::{Arg, ArgMatches, Command};
use zeroize::Zeroizing;

use super::{given, key, key_argument, name_argument, place, required};
use crate::cli::lang::Lang;
use crate::cli::terminal::{flowing, print, shown};
use crate::cli::text::Chinese as _;
use crate::cli::{Exit, Unusable, passphrase, vault};
use crate::election::custody::Custody;

/// The longest private file of the tool: a share has a kilobyte.
const PRIVATE: u64 = 1 << 16;
/// The longest list of trustees.
const TRUSTEES: u64 = 16 << 20;

pub(super) fn command(lang: Lang) -> Command {
    let single = |argument: Arg| argument.conflicts_with_all(["member-key", "dkey", "trustees"]);
    Command::new("import")
        .about(lang.pick("收下 belenios-tool 做的钥匙，才能签名开票", "take a key that belenios-tool made"))
        .arg(key_argument(lang))
        .arg(single(place("privkey", "FILE", lang.pick("一人一把的私钥 .privkey", "a private key of one's own, .privkey"))))
        .arg(
            place("member-key", "FILE", lang.pick("共管钥匙成员的 .key", "a member's .key of a joint key"))
                .required_unless_present("privkey")
                .requires_all(["dkey", "trustees"]),
        )
        .arg(place("dkey", "FILE", lang.pick("同一成员的 .dkey", "the same member's .dkey")).requires("member-key"))
        .arg(
            place("trustees", "FILE", lang.pick("受托人名单，共管钥匙在其中", "the list of trustees with the joint key"))
                .requires("member-key"),
        )
        .arg(single(name_argument(lang)))
        .arg(passphrase::argument(lang))
        .arg(vault::work_argument(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let private = required(matches, "key")?;
    vault::not_there(private, lang)?;
    let secret = |name: &str| vault::read_small(required(matches, name)?, PRIVATE, lang).map(Zeroizing::new);
    let (taken, file) = if let Some(file) = given(matches, "privkey") {
        let name = matches.get_one::<String>("name").map_or("", String::as_str);
        (Custody::of_private_key(name, &secret("privkey")?), file)
    } else {
        let trustees = vault::read_small(required(matches, "trustees")?, TRUSTEES, lang)?;
        (Custody::of_member(&secret("member-key")?, &secret("dkey")?, &trustees), required(matches, "member-key")?)
    };
    let custody = taken.map_err(|fault| Unusable(format!("{}: {}", shown(file), fault.say(lang))))?;
    let public = custody.public_key().map_err(|fault| Unusable(fault.say(lang)))?;
    key::create(private, &custody, matches, lang)?.finish()?;
    let private = shown(private);
    let text = match lang {
        Lang::Zh => format!(
            "收下了，已读回核对：{private}\n公钥（请与受托人名单核对）：\n  {public}\n\
             以后只用 {private} 签名、开票。belenios-tool 的那几个文件没有“只签一份”的锁：请删掉，绝不要再用它们解密。\n"
        ),
        Lang::En => format!(
            "Taken, and read back: {private}\nPublic key (compare with the list of trustees):\n  {public}\n\
             From now on sign and decrypt with {private} only. The files of belenios-tool have no lock that keeps them to one \
             statement: delete them, and never decrypt with them.\n"
        ),
    };
    print(&flowing(&text), lang)?;
    Ok(Exit::Good)
}
