//! `yepiao trustee keygen`: a key of one's own.

use clap::{ArgMatches, Command};

use super::{key, key_argument, name_argument, place, required};
use crate::cli::files::NewFile;
use crate::cli::lang::Lang;
use crate::cli::terminal::{flowing, print, printable, shown};
use crate::cli::text::Chinese as _;
use crate::cli::{Exit, Unusable, passphrase, random, vault};
use crate::election::custody::Custody;
use crate::election::json;
use crate::election::trustees::Item;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("keygen")
        .about(lang.pick("做一把自己的钥匙；开票时缺了它不行", "make a key of one's own, without which nothing is opened"))
        .arg(key_argument(lang))
        .arg(place("out", "FILE", lang.pick("公开的一半写到此文件", "write the public half here")).required(true))
        .arg(name_argument(lang))
        .arg(passphrase::argument(lang))
        .arg(vault::work_argument(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (private, public) = (required(matches, "key")?, required(matches, "out")?);
    vault::not_there(private, lang)?;
    vault::not_there(public, lang)?;
    let name = matches.get_one::<String>("name").map_or("", String::as_str);

    let mut rng = random(lang)?;
    let custody = Custody::single(name, &mut rng);
    let Some(item @ Item::Single(_)) = custody.single_item(&mut rng) else { return Ok(Exit::Good) };
    let Item::Single(key) = &item else { return Ok(Exit::Good) };
    let shown_key = printable(&key.public_key.to_string(), 64);
    let item = json::to_canonical(&item).map_err(|fault| Unusable(fault.say(lang)))?;
    // Both are complete before either gets its name. The key is the first: a public half without it would be a trap.
    let vault = key::create(private, &custody, matches, lang)?;
    let file = NewFile::holding(public, &item, lang)?;
    vault.finish()?;
    file.finish()?;

    let (private, public) = (shown(private), shown(public));
    let text = match lang {
        Lang::Zh => format!(
            "钥匙做好了，已读回核对。\n\
             公钥：{shown_key}\n\n\
             请做三件事：\n\
             1. 把 {public} 交给主持人。它是公开的。\n\
             2. {private} 自己保管，不交给任何人；口令另外记好。两样缺了任何一样，票就开不出来，没有人能补。\n\
             3. 可以把 {private} 抄一份到另一个 U 盘，锁好。注意：备份不知道您后来签过什么，签名以后不要再用备份。\n"
        ),
        Lang::En => format!(
            "The key is made, and was read back.\n\
             Public key: {shown_key}\n\n\
             Please do three things:\n\
             1. Give {public} to the organiser. It is public.\n\
             2. Keep {private}, give it to nobody, and remember the passphrase. Without both nothing can be opened, and nobody \
             can help.\n\
             3. You may keep a copy of {private} on another disk, locked away. A copy does not know what you signed later: after \
             signing, do not use it any more.\n"
        ),
    };
    print(&flowing(&text), lang)?;
    Ok(Exit::Good)
}
