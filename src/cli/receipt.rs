//! `yepiao receipt FILE --poll WHERE`: whether a receipt is true and its promise was kept, without a page and, if wanted, without the
//! service.
//!
//! What a receipt is held against is one of three: a service, which is asked for the head of its log and a proof; a folder with what
//! was fixed before the vote, where nobody is asked; or a whole record, which is checked as `yepiao verify` does. A head that somebody
//! kept, from the notice board say, takes the place of the service's own: then the service cannot show everybody another log.
//!
//! Exit codes as of `verify`: 0 it holds, 1 it does not, 2 it could not be found out.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use super::client::{Client, Refused};
use super::lang::Lang;
use super::terminal::{hanging, json_line, print, printable, shown};
use super::text::Chinese;
use super::vault::read_small;
use super::verify::{BAD, GOOD, Within, check, kept_note, paint, receipt_within};
use super::{Exit, Unusable};
use crate::crypto::hash::Digest;
use crate::election::audit::Status;
use crate::election::log::checkpoint::{Checkpoint, CheckpointFault};
use crate::election::log::note::{MAX_NOTE, NoteKey};
use crate::election::log::opening::Opening;
use crate::election::log::receipt::{Receipt, ReceiptFault};
use crate::election::parameters::Election;

/// The longest opening, election and proof.
const SMALL: u64 = 16 << 20;
/// Characters of a fault that are shown.
const TEXT: usize = 300;
const OPENING: &str = "opening.json";
const ELECTION: &str = "election.json";

pub(super) fn command(lang: Lang) -> Command {
    let file = |name: &'static str| Arg::new(name).value_name("FILE").value_parser(value_parser!(PathBuf));
    Command::new("receipt")
        .about(lang.pick("核对投票凭证", "check a receipt"))
        .long_about(lang.pick(
            "核对投票凭证：签名是不是真的，您的选票在不在公开记录里。凭证只说明选票收到了，看不出选了什么。\n\
             退出码：0 通过，1 不通过，2 没有查成。",
            "Checks a receipt: whether its signature is true, and whether your ballot stands in the public log. A receipt shows that \
             a ballot was taken, never what is in it.\nExit codes: 0 it holds, 1 it does not, 2 it could not be found out.",
        ))
        .arg(file("file").required(true).help(lang.pick("凭证文件", "the receipt")))
        .arg(Arg::new("poll").long("poll").value_name("WHERE").required(true).help(lang.pick(
            "哪次表决：公开页的网址；或 record.zip；或一个文件夹，里面有 opening.json 和 election.json（不联网）",
            "of which poll: the address of its public page; or record.zip; or a folder with opening.json and election.json (no \
             network)",
        )))
        .arg(file("checkpoint").long("checkpoint").help(lang.pick(
            "公示栏上或别人保存的防改码：用它，而不用服务自己给的",
            "a head that was kept, from the notice board say: instead of the service's own",
        )))
        .arg(file("proof").long("proof").requires("checkpoint").help(lang.pick(
            "服务给的证明（log/inclusion 的回答）：不联网时与 --checkpoint 一起用",
            "the service's proof, the answer of log/inclusion: with --checkpoint, without a network",
        )))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(lang.pick("给程序读的 JSON", "JSON for machines")))
}

/// What was found out.
struct Found {
    /// Each thing that was looked at: what it is called, whether it holds, and what it says.
    steps: Vec<(&'static str, bool, String)>,
    /// The promise, if it is one.
    receipt: Option<Receipt>,
    /// Whether the log was looked into.
    looked: bool,
}

impl Found {
    const fn new() -> Self {
        Self { steps: Vec::new(), receipt: None, looked: false }
    }

    fn holds(&self) -> bool {
        self.steps.iter().all(|(_, holds, _)| *holds)
    }

    /// A step that holds with `words`, or does not with a fault. The value, if it holds.
    fn step<T>(
        &mut self,
        name: &'static str,
        outcome: Result<T, impl Chinese>,
        words: impl FnOnce(&T) -> String,
        lang: Lang,
    ) -> Option<T> {
        let (holds, said) = match &outcome {
            Ok(value) => (true, words(value)),
            Err(fault) => (false, printable(&fault.say(lang), TEXT)),
        };
        self.steps.push((name, holds, said));
        outcome.ok()
    }
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    // clap demands both.
    let (Some(file), Some(poll)) = (path("file"), matches.get_one::<String>("poll")) else { return Err(Unusable(String::new())) };
    let given = Given { file, checkpoint: path("checkpoint"), proof: path("proof"), lang };
    let place = Path::new(poll);
    let found = if poll.starts_with("https://") || poll.starts_with("http://") {
        let (origin, id) = address(poll).ok_or_else(|| {
            let what =
                lang.pick("不是公开页的网址：https://网址/p/表决", "not the address of a public page: https://host/p/poll");
            Unusable(format!("{}: {what}", printable(poll.split('#').next().unwrap_or_default(), TEXT)))
        })?;
        given.at_service(&Client::new(format!("{origin}/api/v1/public/polls/{id}"), lang))?
    } else if place.is_dir() {
        given.in_folder(place)?
    } else {
        given.in_record(place)?
    };
    let said = if matches.get_flag("json") { machine(&found) } else { human(&found, lang) };
    print(&said, lang)?;
    Ok(if found.holds() { Exit::Good } else { Exit::Invalid })
}

/// Origin and poll of a public page's address, or of a slip's: what stands behind `#` is nobody's business here.
fn address(text: &str) -> Option<(&str, &str)> {
    let page = text.split(['#', '?']).next()?.trim_end_matches('/');
    let (origin, poll) = page.split_once("/p/").or_else(|| page.split_once("/v/"))?;
    (poll.len() == 22 && poll.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some((origin, poll))
}

/// What was fixed before the vote, as far as receipts need it.
struct Anchor {
    receipts: NoteKey,
    log: NoteKey,
    phi: String,
}

impl Anchor {
    /// `None` where opening and election are not of each other.
    fn of(opening: &[u8], election: &[u8]) -> Option<Self> {
        let (opening, election) = (Opening::parse(opening).ok()?, Election::parse(election).ok()?);
        let parameters = election.parameters();
        let bound = opening.authority().ok()? == *parameters.credential_authority.as_ref()? && opening.uuid == parameters.uuid;
        let (receipts, log) = (opening.receipt_key().ok()?, opening.log_key().ok()?);
        bound.then(|| Self { receipts, log, phi: election.phi().to_owned() })
    }
}

/// The service's proof that an entry stands in the log which a head of `size` entries is of.
pub(super) fn proof(client: &Client, index: u64, size: u64) -> Result<Option<Vec<Digest>>, Refused> {
    Ok(hashes(client.get(&format!("log/inclusion?index={index}&size={size}"))?.as_bytes()))
}

/// The hashes of a proof as the service gives it.
fn hashes(text: &[u8]) -> Option<Vec<Digest>> {
    let proof: Value = serde_json::from_slice(text).ok()?;
    proof.get("proof")?.as_array()?.iter().map(|hash| hash.as_str()?.parse().ok()).collect()
}

/// What was given on the command line.
struct Given<'p> {
    file: &'p Path,
    checkpoint: Option<&'p Path>,
    proof: Option<&'p Path>,
    lang: Lang,
}

impl Given<'_> {
    fn note(&self, path: &Path) -> Result<Vec<u8>, Unusable> {
        read_small(path, u64::try_from(MAX_NOTE).unwrap_or(u64::MAX), self.lang)
    }

    fn unusable(&self, what: &str, zh: &'static str, en: &'static str) -> Unusable {
        Unusable(format!("{what}: {}", self.lang.pick(zh, en)))
    }

    fn anchor(&self, what: &str, opening: &[u8], election: &[u8]) -> Result<Anchor, Unusable> {
        Anchor::of(opening, election).ok_or_else(|| {
            self.unusable(
                what,
                "opening.json 与 election.json 对不上，不能用来核对",
                "opening.json and election.json do not fit each other; nothing can be checked by them",
            )
        })
    }

    /// Whether the receipt is one, and true.
    fn promised(&self, found: &mut Found, anchor: &Anchor) -> Result<(), Unusable> {
        let bytes = self.note(self.file)?;
        let outcome = kept_note(&bytes).map_err(ReceiptFault::from);
        let outcome = outcome.and_then(|note| Receipt::open(&note, &anchor.receipts, &anchor.phi));
        let lang = self.lang;
        let words = |_: &Receipt| {
            lang.pick("是本次表决的系统签的，没有改过", "signed by the service of this poll, and unchanged").to_owned()
        };
        found.receipt = found.step(lang.pick("凭证签名", "Signature"), outcome, words, lang);
        Ok(())
    }

    /// Whether a head is the log's.
    fn head(&self, found: &mut Found, anchor: &Anchor, bytes: &[u8]) -> Option<Checkpoint> {
        let outcome = kept_note(bytes).map_err(CheckpointFault::from);
        let outcome = outcome.and_then(|note| Ok(Checkpoint::open(&note, &anchor.log, &[])?.0));
        let lang = self.lang;
        let words = |checkpoint: &Checkpoint| match lang {
            Lang::Zh => format!("公开记录 {} 条，签名是真的", checkpoint.size),
            Lang::En => format!("truly signed, for {} entries", checkpoint.size),
        };
        found.step(lang.pick("防改码", "Head"), outcome, words, lang)
    }

    /// Whether the promise was kept.
    fn kept(&self, found: &mut Found, checkpoint: &Checkpoint, proof: &[Digest]) {
        let Some(receipt) = &found.receipt else { return };
        let (index, lang) = (receipt.leaf.index, self.lang);
        let outcome = receipt.verify_in(checkpoint, proof);
        let words = |(): &()| match lang {
            Lang::Zh => format!("第 {index} 条就是这张选票"),
            Lang::En => format!("entry {index} is this ballot"),
        };
        found.looked = true;
        found.step(lang.pick("公开记录", "Log"), outcome, words, lang);
    }

    /// A head that is older than the ballot says nothing about it.
    fn young_enough(&self, receipt: &Receipt, checkpoint: &Checkpoint) -> Result<(), Unusable> {
        let index = receipt.leaf.index;
        if checkpoint.size > index {
            return Ok(());
        }
        let fault = ReceiptFault::TooEarly { index, size: checkpoint.size }.say(self.lang);
        Err(self.unusable(&fault, "请换一份更新的防改码", "take a newer head"))
    }

    /// The service is asked for head and proof.
    fn at_service(&self, client: &Client) -> Result<Found, Unusable> {
        let mut found = Found::new();
        let (opening, election) = (client.get(&format!("opening/{OPENING}"))?, client.get(&format!("opening/{ELECTION}"))?);
        let anchor = self.anchor(self.lang.pick("服务", "the service"), opening.as_bytes(), election.as_bytes())?;
        self.promised(&mut found, &anchor)?;
        let Some(receipt) = found.receipt.clone() else { return Ok(found) };
        let head = match self.checkpoint {
            Some(path) => self.note(path)?,
            None => client.get("log/checkpoint")?.into_bytes(),
        };
        let Some(checkpoint) = self.head(&mut found, &anchor, &head) else { return Ok(found) };
        self.young_enough(&receipt, &checkpoint)?;
        let hashes = match self.proof {
            Some(path) => self.proof_of(path)?,
            // A service that gives no hashes gives none that prove anything.
            None => proof(client, receipt.leaf.index, checkpoint.size)?.unwrap_or_default(),
        };
        self.kept(&mut found, &checkpoint, &hashes);
        Ok(found)
    }

    fn proof_of(&self, path: &Path) -> Result<Vec<Digest>, Unusable> {
        hashes(&read_small(path, SMALL, self.lang)?).ok_or_else(|| {
            self.unusable(&shown(path), "不是证明（log/inclusion 的回答）", "is no proof, as log/inclusion answers")
        })
    }

    /// Nobody is asked.
    fn in_folder(&self, folder: &Path) -> Result<Found, Unusable> {
        let mut found = Found::new();
        let read = |name| read_small(&folder.join(name), SMALL, self.lang);
        let anchor = self.anchor(&shown(folder), &read(OPENING)?, &read(ELECTION)?)?;
        self.promised(&mut found, &anchor)?;
        let (Some(path), Some(receipt)) = (self.checkpoint, found.receipt.clone()) else { return Ok(found) };
        let Some(checkpoint) = self.head(&mut found, &anchor, &self.note(path)?) else { return Ok(found) };
        self.young_enough(&receipt, &checkpoint)?;
        if let Some(path) = self.proof {
            let hashes = self.proof_of(path)?;
            self.kept(&mut found, &checkpoint, &hashes);
        }
        Ok(found)
    }

    /// All of the record is checked, and the receipt in it.
    fn in_record(&self, record: &Path) -> Result<Found, Unusable> {
        let (mut found, lang) = (Found::new(), self.lang);
        if let Some(path) = self.proof {
            return Err(self.unusable(
                &shown(path),
                "档案里就有全部记录，不用 --proof",
                "a record has the whole log: no --proof",
            ));
        }
        let Within { sound, checkpoint, receipt } = receipt_within(record, self.file, self.checkpoint, lang)?;
        if let Some(Err(CheckpointFault::Shortened { .. })) = checkpoint {
            return Err(self.unusable(
                &self.checkpoint.map(shown).unwrap_or_default(),
                "这份防改码比档案新，还不能比对；请用 yepiao verify --later 加上其后的记录",
                "newer than the record, so it cannot be compared yet; give yepiao verify --later what was logged since",
            ));
        }
        let words = if sound {
            lang.pick("各项检查都通过", "every check of it passed")
        } else {
            lang.pick("没有通过检查，请看 yepiao verify", "is not valid: see yepiao verify")
        };
        found.steps.push((lang.pick("选举档案", "Record"), sound, words.to_owned()));
        if let Some(outcome) = checkpoint {
            let words = |checkpoint: &Checkpoint| match lang {
                Lang::Zh => format!("公开记录的前 {} 条就是当时的那些", checkpoint.size),
                Lang::En => format!("the first {} entries of the log are those it was signed for", checkpoint.size),
            };
            found.step(lang.pick("防改码", "Head"), outcome, words, lang);
        }
        found.looked = true;
        let kept = found.step(lang.pick("投票凭证", "Receipt"), receipt, |(_, fate)| fate.clone(), lang);
        found.receipt = kept.map(|(receipt, _)| receipt);
        Ok(found)
    }
}

fn tracker(receipt: &Receipt) -> String {
    match &receipt.leaf.entry {
        crate::election::log::leaf::Entry::Ballot { sha256, .. } => sha256.to_base64(),
        // A receipt of anything else is refused when it is opened.
        _ => String::new(),
    }
}

fn human(found: &Found, lang: Lang) -> String {
    let mut text = String::new();
    for (name, holds, words) in &found.steps {
        text.push_str(&check(lang, if *holds { Status::Passed } else { Status::Failed }, name, words));
    }
    let sentence = match (&found.receipt, lang) {
        (Some(receipt), Lang::Zh) if found.holds() => {
            let (tracker, log) = (
                tracker(receipt),
                if found.looked {
                    "，并且在公开记录里"
                } else {
                    "；公开记录没有查（要给 --checkpoint 和 --proof）"
                },
            );
            format!("这份凭证是真的{log}。查票码 {tracker}。")
        }
        (Some(receipt), Lang::En) if found.holds() => {
            let log = if found.looked {
                ", and its ballot stands in the log"
            } else {
                "; the log was not looked into (give --checkpoint and --proof)"
            };
            format!("The receipt is true{log}. Tracker: {}", tracker(receipt))
        }
        (_, Lang::Zh) => "没有通过核对。请保留凭证和这段文字，提出异议。".to_owned(),
        (_, Lang::En) => "It does not hold. Keep the receipt and this text, and object.".to_owned(),
    };
    let lines = hanging(lang.pick("结论：", "Conclusion: "), &sentence);
    text.push_str(&format!("{}\n", paint(if found.holds() { GOOD } else { BAD }, lines.trim_end())));
    text
}

fn machine(found: &Found) -> String {
    let steps = found.steps.iter().map(|(name, holds, words)| json!({ "name": name, "holds": holds, "says": words }));
    json_line(&json!({
        "holds": found.holds(),
        "log": found.looked,
        "index": found.receipt.as_ref().map(|receipt| receipt.leaf.index),
        "time": found.receipt.as_ref().map(|receipt| receipt.leaf.time),
        "tracker": found.receipt.as_ref().map(tracker),
        "steps": steps.collect::<Vec<_>>(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_public_page_and_nothing_else() {
        let poll = "oX3JHbEwRLoXJh1oX3JHbE";
        for good in ["/p/", "/v/"] {
            let text = format!("https://vote.example.cn{good}{poll}");
            assert_eq!(address(&text), Some(("https://vote.example.cn", poll)));
            assert_eq!(address(&format!("{text}/#secret.serial")), Some(("https://vote.example.cn", poll)));
        }
        for wrong in [
            "https://vote.example.cn/",
            "https://vote.example.cn/p/../secrets",
            "https://vote.example.cn/p/x#oX3JHbEwRLoXJh1oX3JHbE",
        ] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
