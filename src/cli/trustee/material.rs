//! The record that a trustee checks before anything is signed or decrypted.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::required;
use crate::cli::lang::Lang;
use crate::cli::terminal::{complain, printable, shown};
use crate::cli::text::Chinese as _;
use crate::cli::verify::{address, audited, entries, kept_note};
use crate::cli::{Unusable, vault};
use crate::crypto::hash::Digest;
use crate::election::log::checkpoint::{Checkpoint, CheckpointFault};
use crate::election::log::leaf::State;
use crate::election::record::{AuditedRecord, LaterFault, RecordReport, RecordStage, ToDecrypt};
use crate::election::weight::{SquareMetres, Weight};

/// The longest checkpoint: many cosigners.
const CHECKPOINT: u64 = 256 << 10;

pub(super) fn arguments(lang: Lang) -> [Arg; 3] {
    [
        Arg::new("record")
            .value_name("RECORD")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick("选举档案 record.zip", "the record, record.zip")),
        Arg::new("checkpoint")
            .long("checkpoint")
            .value_name("FILE")
            .action(ArgAction::Append)
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick("投票期间保存的防改码；可写多次", "a head of the log that you kept; several times")),
        Arg::new("later")
            .long("later")
            .value_name("FILE")
            .action(ArgAction::Append)
            .requires("checkpoint")
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick("防改码比档案新时：其后的公开记录；可写多次", "for a head newer than the record: entries since")),
    ]
}

/// The log as far as it is known: by the record and by what was given of it beside.
struct Known {
    leaf_hashes: Vec<Digest>,
    /// Whether anything was given.
    grown: bool,
    /// Whether the poll was cancelled since.
    cancelled: bool,
}

impl Known {
    fn of(matches: &ArgMatches, audited: &AuditedRecord, lang: Lang) -> Result<Result<Self, LaterFault>, Unusable> {
        let mut since = Vec::new();
        let mut grown = false;
        for path in matches.get_many::<PathBuf>("later").into_iter().flatten() {
            since.extend(entries(path).map_err(|obstacle| Unusable(obstacle.line(path, lang)))?);
            grown = true;
        }
        if !grown {
            return Ok(Ok(Self { leaf_hashes: audited.leaf_hashes.clone(), grown, cancelled: false }));
        }
        let log = audited.grown(&since);
        Ok(log.map(|log| Self { leaf_hashes: log.leaf_hashes, grown, cancelled: log.state == Some(State::Cancelled) }))
    }

    fn is_behind(&self, checkpoint: &Checkpoint) -> bool {
        matches!(checkpoint.agrees_with(&self.leaf_hashes), Err(CheckpointFault::Shortened { .. }))
    }

    /// Where the service shows what is missing.
    fn to_fetch(&self, origin: &str, lang: Lang) -> String {
        let address = address(origin, self.leaf_hashes.len()).unwrap_or_default();
        format!("{}{}", lang.pick("后来的公开记录在 ", "the entries since: "), printable(&address, 400))
    }
}

/// A record in which nothing is wrong, and what there is to sign and to decrypt.
pub(super) struct Material {
    pub(super) what: ToDecrypt,
    report: RecordReport,
    /// Checkpoints that the log continues.
    kept: usize,
}

/// Why there is nothing to sign: the record is wrong (exit code 1), or cannot be used.
pub(super) enum Refused {
    Wrong,
    Unusable(Unusable),
}

impl From<Unusable> for Refused {
    fn from(unusable: Unusable) -> Self {
        Self::Unusable(unusable)
    }
}

impl Material {
    /// Checks the whole record and the checkpoints. Everything that is wrong has been said when this returns.
    pub(super) fn read(matches: &ArgMatches, lang: Lang) -> Result<Self, Refused> {
        let path = required(matches, "record")?;
        let (_, audited) = audited(path, lang)?;
        let known = Known::of(matches, &audited, lang)?;
        let AuditedRecord { report, decryption, .. } = audited;
        let wrong = |text: &str| {
            complain(&format!("{}: {text}", shown(path)));
            Refused::Wrong
        };
        if report.is_valid() && report.stage == RecordStage::Cancelled {
            return Err(wrong(lang.pick("本次表决已取消，不开票", "the poll was cancelled; nothing is opened")));
        }
        let Some(what) = decryption else {
            for ran in report.checks.iter().filter(|ran| ran.failures > 0) {
                for finding in &ran.findings {
                    complain(&format!("{}: {}: {}", shown(path), finding.file, printable(&finding.fault.say(lang), 400)));
                }
            }
            return Err(wrong(lang.pick(
                "档案没有通过核对，不要签名；用 yepiao verify 看详情，并告诉其他受托人",
                "the record is not valid, do not sign; see yepiao verify, and tell the other trustees",
            )));
        };
        let known = known.map_err(|fault| wrong(&fault.say(lang)))?;
        if known.cancelled {
            return Err(wrong(lang.pick("本次表决后来已取消，不开票", "the poll was cancelled since; nothing is opened")));
        }
        let mut kept = 0_usize;
        for file in matches.get_many::<PathBuf>("checkpoint").into_iter().flatten() {
            let bytes = vault::read_small(file, CHECKPOINT, lang)?;
            let checked = what.opening.log_key().map_err(|fault| fault.to_string()).and_then(|key| {
                let note = kept_note(&bytes).map_err(|fault| fault.say(lang))?;
                let (checkpoint, _) = Checkpoint::open(&note, &key, &[]).map_err(|fault| fault.say(lang))?;
                Ok(checkpoint)
            });
            // Neither for nor against the record, as long as nobody gives what was logged since.
            if checked.as_ref().is_ok_and(|checkpoint| !known.grown && known.is_behind(checkpoint)) {
                complain(&format!("{}: {}", shown(file), known.to_fetch(&what.opening.origin, lang)));
                return Err(wrong(lang.pick(
                    "防改码是档案做好以后签的，还不能比对，先不要签名；请下载后来的公开记录，加 --later 再来",
                    "the head was signed after the record was made and cannot be compared yet, do not sign; fetch the entries since \
                     and give them with --later",
                )));
            }
            let checked =
                checked.and_then(|checkpoint| checkpoint.agrees_with(&known.leaf_hashes).map_err(|fault| fault.say(lang)));
            if let Err(why) = checked {
                complain(&format!("{}: {}", shown(file), printable(&why, 400)));
                return Err(wrong(lang.pick(
                    "档案与您保存的防改码不符，不要签名；请告诉其他受托人和监督人",
                    "the record contradicts a head of the log that you kept, do not sign; tell the other trustees",
                )));
            }
            kept = kept.saturating_add(1);
        }
        Ok(Self { what, report, kept })
    }

    /// What would be signed, for people.
    pub(super) fn shown(&self, lang: Lang) -> String {
        let Self { what, report, kept } = self;
        let parameters = what.election.parameters();
        let log = report.log;
        let name = printable(&parameters.name, 200);
        let (uuid, digest) = (&parameters.uuid, what.statement.digest());
        let (statement, code) = (&what.statement, digest.spoken());
        let mut text = match lang {
            Lang::Zh => format!("核对通过：{name}（{uuid}）\n"),
            Lang::En => format!("The record is valid: {name} ({uuid})\n"),
        };
        if let Some(part) = &report.participation {
            text.push_str(&match lang {
                Lang::Zh => format!("有权表决：{}\n参加表决：{}\n", weight(part.entitled, lang), weight(part.took_part, lang)),
                Lang::En => {
                    format!("Entitled:  {}\nTook part: {}\n", weight(part.entitled, lang), weight(part.took_part, lang))
                }
            });
        }
        text.push_str(&match lang {
            Lang::Zh => format!("计入的电子选票 {} 张，纸质表决 {} 人，公开记录 {} 条\n", log.counting, log.papers, log.leaves),
            Lang::En => {
                format!("{} ballots count, {} voters on paper, {} entries in the log\n", log.counting, log.papers, log.leaves)
            }
        });
        text.push_str(&match (lang, kept) {
            (Lang::Zh, 0) => "没有与以前的防改码比对（--checkpoint）：有没有删过选票，只能看别人保存的\n".to_owned(),
            (Lang::Zh, _) => format!("与您保存的 {kept} 份防改码一致\n"),
            (Lang::En, 0) => {
                "No kept head of the log was compared (--checkpoint): only others can tell whether it was cut\n".to_owned()
            }
            (Lang::En, _) => format!("It continues the {kept} kept heads of the log that were given\n"),
        });
        text.push_str(&match lang {
            Lang::Zh => format!(
                "\n将要签名的声明：\n  {statement}\n它的摘要：\n  {digest}\n\
                 请与其他受托人通电话，逐位核对这些数字，人人都应相同：\n  {code}\n"
            ),
            Lang::En => format!(
                "\nThe statement to be signed:\n  {statement}\nIts digest:\n  {digest}\n\
                 Compare these digits with the other trustees by telephone; they are the same for all:\n  {code}\n"
            ),
        });
        text
    }
}

/// `350 人，31,250.00 ㎡`.
fn weight(Weight { people, area }: Weight, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{people} 人，{} 平方米", SquareMetres(area)),
        Lang::En => format!("{people} people, {} m²", SquareMetres(area)),
    }
}
