//! `yepiao trustee decrypt`: this trustee's part of the opening, once enough have signed the same statement.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::key::Key;
use super::material::{Material, Refused, arguments};
use super::{backup, key_argument, place, required};
use crate::cli::files::NewFile;
use crate::cli::lang::Lang;
use crate::cli::terminal::{complain, flowing, print, shown};
use crate::cli::text::Chinese as _;
use crate::cli::{Exit, Unusable, passphrase, vault};
use crate::election::custody::Signed;
use crate::election::json;
use crate::election::log::closing::{Closing, ClosingSignature};
use crate::election::record::ToDecrypt;

/// The longest signature file.
const SIGNATURE: u64 = 4096;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("decrypt")
        .about(lang.pick("够人数签名以后，做自己的一份开票数据", "when enough have signed, make the own part of the opening"))
        .args(arguments(lang))
        .arg(
            Arg::new("signature")
                .long("signature")
                .value_name("FILE")
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("受托人的签名；可写多次；档案里有的不用写", "a trustee's signature; several times")),
        )
        .arg(key_argument(lang))
        .arg(place("out", "FILE", lang.pick("开票数据写到此文件", "write the part here")).required(true))
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
    let what = &material.what;
    let closing = closing(matches, what, lang)?;
    let faults = closing.faults(&what.trustees, &what.statement);
    if !faults.is_empty() {
        let why = faults.iter().map(|fault| fault.say(lang)).collect::<Vec<_>>().join(lang.pick("；", "; "));
        let text = lang.pick("签名还不够，不能开票", "not enough signatures to decrypt");
        return Err(Unusable(format!("{text}: {why}")));
    }
    complain(backup(lang));
    let part = Key::open(private, matches, lang)?.locked(what)?.decrypt(what, &closing)?;
    NewFile::holding(out, &part, lang)?.finish()?;
    let text = match lang {
        Lang::Zh => format!("开票数据做好了：{}，请交给主持人。\n丢了可以再运行一次，得到的是同样的内容。\n", shown(out)),
        Lang::En => format!(
            "The part is made: give {} to the organiser.\nIf it gets lost, run this again: it gives the same bytes.\n",
            shown(out)
        ),
    };
    print(&flowing(&text), lang)?;
    Ok(Exit::Good)
}

/// The signatures in the record and in files, each trustee's once.
fn closing(matches: &ArgMatches, what: &ToDecrypt, lang: Lang) -> Result<Closing, Unusable> {
    let mut signatures: Vec<ClosingSignature> = what.closing.iter().flat_map(|closing| closing.signatures.clone()).collect();
    for path in matches.get_many::<PathBuf>("signature").into_iter().flatten() {
        let refused = |why: &str| Unusable(format!("{}: {why}", shown(path)));
        let bytes = vault::read_small(path, SIGNATURE, lang)?;
        let signed: Signed = json::from_canonical(bytes.trim_ascii_end()).map_err(|fault| refused(&fault.say(lang)))?;
        if signed.statement != what.statement.to_string() {
            return Err(refused(lang.pick(
                "签的是另一份声明，不能开票；请马上告诉其他受托人和监督人",
                "signs another statement; nothing is decrypted: tell the other trustees at once",
            )));
        }
        what.statement.verify(&what.trustees, &signed.signature).map_err(|fault| refused(&fault.say(lang)))?;
        if signatures.iter().all(|known| known.owner != signed.signature.owner) {
            signatures.push(signed.signature);
        }
    }
    Ok(Closing::new(&what.statement, signatures))
}
