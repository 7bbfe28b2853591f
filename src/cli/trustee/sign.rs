//! `yepiao trustee sign`: the signature of what is to be decrypted. The lock comes first.

use clap::{ArgMatches, Command};

use super::key::Key;
use super::material::{Material, Refused, arguments};
use super::{backup, key_argument, place, required};
use crate::cli::files::NewFile;
use crate::cli::lang::Lang;
use crate::cli::terminal::{complain, flowing, print, shown};
use crate::cli::{Exit, Unusable, passphrase, vault};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("sign")
        .about(lang.pick(
            "核对档案，锁定钥匙，然后签名；这把钥匙不签第二份",
            "check the record, lock the key to it, and sign: only once",
        ))
        .args(arguments(lang))
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
