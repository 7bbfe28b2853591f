//! `yepiao record`: takes what the trustees sent into a record. The service does this by itself; here it is done with files.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write as _};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::lang::Lang;
use super::terminal::{print, printable, shown};
use super::text::Chinese as _;
use super::verify::audited;
use super::{Exit, Unusable, files, vault};
use crate::election::archive::{Reader, Tip, Writer};
use crate::election::custody::{Contribution, Signed};
use crate::election::json;
use crate::election::log::closing::Closing;
use crate::election::record::{Record, RecordStage, RecordWriter, ToDecrypt, files as names};
use crate::election::tally::PartialDecryption;

/// The longest signature and the longest part of the opening.
const SIGNATURE: u64 = 4096;
const PART: u64 = 16 << 20;

pub(super) fn command(lang: Lang) -> Command {
    let many = |name: &'static str, help| {
        Arg::new(name).long(name).value_name("FILE").action(ArgAction::Append).value_parser(value_parser!(PathBuf)).help(help)
    };
    Command::new("record")
        .about(lang.pick("把受托人的签名和开票数据收进档案", "take the trustees' signatures and parts into a record"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("add")
                .about(
                    lang.pick(
                        "核对档案和收到的文件，写成新的一份；旧的不动",
                        "check record and messages, and write a new record",
                    ),
                )
                .arg(
                    Arg::new("record")
                        .value_name("RECORD")
                        .required(true)
                        .value_parser(value_parser!(PathBuf))
                        .help(lang.pick("选举档案 record.zip", "the record, record.zip")),
                )
                .arg(many("signature", lang.pick("受托人的签名文件，可以写多次", "a trustee's signature; several times")))
                .arg(many("part", lang.pick("受托人的开票数据，可以写多次", "a trustee's part of the opening; several times")))
                .arg(
                    Arg::new("out")
                        .long("out")
                        .value_name("FILE")
                        .required(true)
                        .value_parser(value_parser!(PathBuf))
                        .help(lang.pick("新的档案写到此文件", "write the new record here")),
                ),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match matches.subcommand() {
        Some(("add", matches)) => add(matches, lang),
        _ => Ok(Exit::Good),
    }
}

fn path<'m>(matches: &'m ArgMatches, name: &str) -> Result<&'m Path, Unusable> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path).ok_or_else(|| Unusable(format!("--{name}")))
}

fn add(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (old, new) = (path(matches, "record")?, path(matches, "out")?);
    let unusable = |text: &str| Unusable(format!("{}: {text}", shown(old)));
    let (record, audited) = audited(old, lang)?;
    let what = audited.decryption.filter(|_| audited.report.stage < RecordStage::Counted);
    let what = what.filter(|_| audited.report.stage != RecordStage::Cancelled).ok_or_else(|| {
        unusable(lang.pick(
            "档案没有通过核对，或者已经开票、已经取消，不能再加；请看 yepiao verify",
            "the record is not valid, or counted or cancelled already; see yepiao verify",
        ))
    })?;
    let closing = signatures(matches, &what, lang)?;
    let parts = parts(matches, &what, lang)?;
    if let Some(part) = parts.iter().find(|part| record.container().lists(&names::strong(part.owner))) {
        let text = lang.pick("这位受托人的开票数据已经在档案里", "this trustee's part is in the record already");
        return Err(unusable(&format!("{text} ({})", part.owner)));
    }
    if !parts.is_empty() || what.closing.is_some() || matches.contains_id("signature") {
        let faults = closing.faults(&what.trustees, &what.statement);
        if !faults.is_empty() {
            let why = faults.iter().map(|fault| fault.say(lang)).collect::<Vec<_>>().join(lang.pick("；", "; "));
            return Err(Unusable(format!("{}: {why}", lang.pick("签名还不够", "not enough signatures"))));
        }
    }
    let mut out = files::NewFile::create(new, lang)?;
    let written = write(&record, &closing, &parts, out.file());
    written.map_err(|why| Unusable(format!("{}: {}", shown(new), printable(&why, 300))))?;
    out.finish()?;
    let (signed, opened, name) = (closing.signatures.len(), parts.len(), shown(new));
    let text = match lang {
        Lang::Zh => format!("{name}：{signed} 人签名，新收 {opened} 份开票数据\n"),
        Lang::En => format!("{name}: {signed} signatures, {opened} new parts of the opening\n"),
    };
    print(&text, lang)?;
    Ok(Exit::Good)
}

/// The signatures in the record and those received, each trustee's once.
fn signatures(matches: &ArgMatches, what: &ToDecrypt, lang: Lang) -> Result<Closing, Unusable> {
    let mut all: Vec<_> = what.closing.iter().flat_map(|closing| closing.signatures.clone()).collect();
    for path in matches.get_many::<PathBuf>("signature").into_iter().flatten() {
        let signed: Signed = read(path, SIGNATURE, lang)?;
        if signed.statement != what.statement.to_string() {
            let text = lang.pick("签的是另一份声明", "signs another statement");
            return Err(Unusable(format!("{}: {text}", shown(path))));
        }
        let checked = what.statement.verify(&what.trustees, &signed.signature);
        checked.map_err(|fault| Unusable(format!("{}: {}", shown(path), fault.say(lang))))?;
        if all.iter().all(|known| known.owner != signed.signature.owner) {
            all.push(signed.signature);
        }
    }
    Ok(Closing::new(&what.statement, all))
}

/// The parts received, checked, by ascending owner.
fn parts(matches: &ArgMatches, what: &ToDecrypt, lang: Lang) -> Result<Vec<Contribution>, Unusable> {
    let mut parts: Vec<Contribution> = Vec::new();
    for path in matches.get_many::<PathBuf>("part").into_iter().flatten() {
        let part: Contribution = read(path, PART, lang)?;
        part.check(what).map_err(|fault| Unusable(format!("{}: {}", shown(path), fault.say(lang))))?;
        if parts.iter().any(|known| known.owner == part.owner) {
            let text = lang.pick("这位受托人的数据写了两次", "this trustee's part was given twice");
            return Err(Unusable(format!("{}: {text}", shown(path))));
        }
        parts.push(part);
    }
    parts.sort_by_key(|part| part.owner);
    Ok(parts)
}

fn read<T: serde::Serialize + serde::de::DeserializeOwned>(path: &Path, most: u64, lang: Lang) -> Result<T, Unusable> {
    let bytes = vault::read_small(path, most, lang)?;
    json::from_canonical(bytes.trim_ascii_end()).map_err(|fault| Unusable(format!("{}: {}", shown(path), fault.say(lang))))
}

/// The old files in their order, the archives with the new shares behind them, then the signatures and the strong proofs.
fn write<R: Read + Seek + Send>(
    record: &Record<R>,
    closing: &Closing,
    parts: &[Contribution],
    out: &mut File,
) -> Result<(), String> {
    let mut writer = RecordWriter::new(BufWriter::new(out));
    let old: Vec<String> = record.container().names().map(str::to_owned).collect();
    let is_kept = |name: &str| name != names::MANIFEST && name != names::CLOSING;
    for name in old.iter().filter(|name| is_kept(name)) {
        let share: Option<fn(&Contribution) -> &PartialDecryption> = match name.as_str() {
            names::PEOPLE => Some(|part| &part.people),
            names::AREA => Some(|part| &part.area),
            _ => None,
        };
        let stream = || record.stream(name).ok_or_else(|| name.clone());
        let tip = match share {
            Some(_) => Some(tip(stream()?).ok_or_else(|| name.clone())?),
            None => None,
        };
        let mut stream = stream()?;
        let copied = writer.stream(name, |mut out| {
            io::copy(&mut stream, &mut out).map_err(|error| Failed(error.to_string()))?;
            let (Some(share), Some(tip)) = (share, tip) else { return Ok(()) };
            let mut archive = Writer::resume(&mut out, tip);
            for part in parts {
                let owner = u32::try_from(part.owner).map_err(|error| Failed(error.to_string()))?;
                let share = json::to_canonical(share(part)).map_err(|error| Failed(error.to_string()))?;
                archive.partial_decryption(&share, owner).map_err(|error| Failed(error.to_string()))?;
            }
            Ok(())
        });
        copied.map_err(|Failed(why)| why)?;
    }
    if !closing.signatures.is_empty() {
        let bytes = closing.to_bytes().map_err(|error| error.to_string())?;
        writer.file(names::CLOSING, &bytes).map_err(|error| error.to_string())?;
    }
    for part in parts {
        let bytes = json::to_canonical(&part.strong).map_err(|error| error.to_string())?;
        writer.file(&names::strong(part.owner), &bytes).map_err(|error| error.to_string())?;
    }
    writer.finish().map_err(|error| error.to_string())?.flush().map_err(|error| error.to_string())
}

struct Failed(String);

impl From<crate::election::record::RecordError> for Failed {
    fn from(error: crate::election::record::RecordError) -> Self {
        Self(error.to_string())
    }
}

/// Where an archive goes on.
fn tip(archive: impl Read) -> Option<Tip> {
    let mut reader = Reader::new(archive);
    (&mut reader).for_each(drop);
    reader.tip()
}
