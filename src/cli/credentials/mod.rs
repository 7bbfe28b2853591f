//! `yepiao credentials`: for whoever makes the voters' credentials, outside the service.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::confirm::{Stated, stated};
use super::files::fault;
use super::lang::Lang;
use super::terminal::{flowing, print, printable, shown};
use super::text::Chinese as _;
use super::vault::{self, NewVault, Vault};
use super::{Exit, Unusable, passphrase, random};
use crate::election::authority::{PrivateList, Voters};

/// The longest `voters.json`: 200,000 voters.
const LONGEST: u64 = 64 << 20;

const POINTS: &str = "points.json";
const PRIVATE: &str = "credentials.age";

pub(super) fn command(lang: Lang) -> Command {
    let place = |name: &'static str, value: &'static str, help| {
        Arg::new(name).long(name).value_name(value).required(true).value_parser(value_parser!(PathBuf)).help(help)
    };
    // What only the notice can tell: a list that the program got from a stranger leads wherever the stranger likes.
    let noticed = |name: &'static str, value: &'static str, help| Arg::new(name).long(name).value_name(value).help(help);
    let stated = || {
        [
            noticed(
                "weborigin",
                "URL",
                lang.pick("公告上印的网址；不写则在终端询问", "address as the notice has it; else asked for"),
            ),
            noticed(
                "uuid",
                "ID",
                lang.pick("公告上印的表决编号；不写则在终端询问", "id of the poll as printed there; else asked for"),
            ),
        ]
    };
    Command::new("credentials")
        .about(
            lang.pick("制作投票凭证；在业主自己的电脑上用，不在服务器上用", "make the voters' credentials, outside the service"),
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("generate")
                .about(lang.pick("为名单上每一位制作凭证", "make a credential for everybody on the list"))
                .arg(place("voters", "FILE", lang.pick("系统给出的名单 voters.json", "the service's list, voters.json")))
                .arg(place("out", "DIR", lang.pick("新文件夹，放制作结果", "a new folder for what is made")))
                .args(stated())
                .arg(passphrase::argument(lang))
                .arg(vault::work_argument(lang)),
        )
        .subcommand(
            Command::new("slips")
                .about(lang.pick(
                    "取出要印的凭证条（CSV 表格，含秘密，印完请删除）",
                    "take out the slips for printing (CSV; secret, delete it afterwards)",
                ))
                .arg(place("private", "FILE", lang.pick("制作时留下的 credentials.age", "credentials.age as it was made")))
                .arg(place("out", "FILE", lang.pick("表格写到此文件", "write the table here")))
                .args(stated())
                .arg(passphrase::argument(lang)),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    match matches.subcommand() {
        Some(("generate", matches)) => generate(matches, lang),
        Some(("slips", matches)) => slips(matches, lang),
        _ => Ok(Exit::Good),
    }
}

fn required<'m>(matches: &'m ArgMatches, name: &str) -> Result<&'m Path, Unusable> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path).ok_or_else(|| Unusable(format!("--{name}")))
}

/// A folder that nobody else can look into, which gets its name when everything is in it.
fn hidden_folder(parent: &Path) -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.prefix(".yepiao-").tempdir_in(parent)
}

/// Shows where the slips will lead, and whether that is what the notice says. A slip that leads to a stranger's site gives the vote
/// away.
fn announced(weborigin: &str, uuid: &str, matches: &ArgMatches, lang: Lang) -> Result<bool, Unusable> {
    let (weborigin, uuid) = (&printable(weborigin, 200), &printable(uuid, 200));
    let text = match lang {
        Lang::Zh => format!("凭证条上的网址：\n  {weborigin}\n表决编号：\n  {uuid}\n请与张贴的公告逐字核对。\n"),
        Lang::En => {
            format!(
                "The slips lead to:\n  {weborigin}\nThe poll's id:\n  {uuid}\nCompare both with the notice as it was posted.\n"
            )
        }
    };
    print(&flowing(&text), lang)?;
    let asked = [
        ("weborigin", weborigin, lang.pick("公告上的网址: ", "The address on the notice: ")),
        ("uuid", uuid, lang.pick("公告上的表决编号: ", "The poll's id on the notice: ")),
    ];
    for (name, own, prompt) in asked {
        let wrong = |noticed: &str| {
            let noticed_plain = noticed.trim().trim_end_matches('/');
            // A notice may leave the scheme away; it is always this one.
            let same = noticed_plain == own || own.strip_prefix("https://") == Some(noticed_plain);
            (!same).then(|| match lang {
                Lang::Zh => format!("公告上是“{}”，名单里却是“{own}”：请勿制作凭证，先问清楚", printable(noticed, 200)),
                Lang::En => {
                    format!("the notice says {}, the list {own}: make no slips before this is clear", printable(noticed, 200))
                }
            })
        };
        match stated(matches.get_one::<String>(name).map(String::as_str), prompt, wrong, lang)? {
            Stated::Right => {}
            Stated::Wrong => return Ok(false),
            Stated::Nothing => {
                let text = lang.pick("请照公告写明", "as the notice has it, please give");
                return Err(Unusable(format!("{text} --{name}")));
            }
        }
    }
    Ok(true)
}

fn generate(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (list, folder) = (required(matches, "voters")?, required(matches, "out")?);
    let bytes = vault::read_small(list, LONGEST, lang)?;
    let voters = Voters::parse(&bytes).map_err(|fault| Unusable(format!("{}: {}", shown(list), fault.say(lang))))?;
    vault::not_there(folder, lang)?;
    if !announced(&voters.weborigin, &voters.uuid, matches, lang)? {
        return Ok(Exit::Invalid);
    }
    let (private, points) = (folder.join(PRIVATE), folder.join(POINTS));
    let passphrase = passphrase::choose(matches, &private, lang)?;
    let made = PrivateList::make(&voters, &mut random(lang)?);
    let say = |text: String| Unusable(text);
    let text = made.to_json().map_err(|fault| say(fault.say(lang)))?;
    // What the service gets is computed from the list as it will be read again, not from the one in memory.
    let again = PrivateList::parse(&text).map_err(|fault| say(fault.say(lang)))?;
    let public = again.points().map_err(|fault| say(fault.to_string()))?.to_bytes().map_err(|fault| say(fault.say(lang)))?;

    // The folder appears with both files in it or not at all: they are made in a folder beside it.
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let cannot = |error: std::io::Error| fault(folder, lang.pick("不能写入", "cannot be written"), &error, lang);
    let hidden = hidden_folder(parent).map_err(cannot)?;
    let work = vault::work(matches, lang);
    NewVault::create(&hidden.path().join(PRIVATE), &text, &passphrase, work, lang)?.finish()?;
    vault::write_private(&hidden.path().join(POINTS), &public, lang)?;
    vault::not_there(folder, lang)?;
    fs::rename(hidden.path(), folder).map_err(cannot)?;
    // It has another name now: there is nothing to remove.
    let _ = hidden.keep();
    vault::sync_folder(folder).map_err(cannot)?;

    let (count, private, points) = (made.len(), shown(&private), shown(&points));
    let text = match lang {
        Lang::Zh => format!(
            "做好了 {count} 个投票凭证，已读回核对。\n\
             {points}：请交回系统，不要给别人：它说明哪张选票是谁的（看不出选了什么）。\n\
             {private}：全部凭证，用口令加密，自己保管。谁打得开它，谁就能替所有人投票。\n\
             要印凭证条时运行：yepiao credentials slips --private {private} --out 凭证条.csv\n"
        ),
        Lang::En => format!(
            "{count} credentials are made, and were read back.\n\
             {points}: give it back to the service, and to nobody else: it tells whose each ballot is (never what was chosen).\n\
             {private}: all credentials, encrypted with the passphrase, for you to keep. Whoever opens it can vote for everybody.\n\
             For printing the slips run: yepiao credentials slips --private {private} --out slips.csv\n"
        ),
    };
    print(&flowing(&text), lang)?;
    Ok(Exit::Good)
}

fn slips(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (private, out) = (required(matches, "private")?, required(matches, "out")?);
    vault::not_there(out, lang)?;
    let passphrase = passphrase::ask(matches, private, lang)?;
    let (_vault, plaintext) = Vault::open(private, passphrase, lang)?;
    let list = PrivateList::parse(&plaintext).map_err(|fault| Unusable(format!("{}: {}", shown(private), fault.say(lang))))?;
    if !announced(list.weborigin(), list.uuid(), matches, lang)? {
        return Ok(Exit::Invalid);
    }
    vault::write_private(out, list.slips().as_bytes(), lang)?;
    let (count, out) = (list.len(), shown(out));
    let text = match lang {
        Lang::Zh => format!("{out}：{count} 张凭证条，没有加密。印完请立即删除，不要用微信或邮件发送。\n"),
        Lang::En => format!("{out}: {count} slips, not encrypted. Delete it as soon as they are printed, and never send it.\n"),
    };
    print(&flowing(&text), lang)?;
    Ok(Exit::Good)
}
