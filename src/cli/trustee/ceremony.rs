//! `yepiao trustee ceremony`: several people make one key. The same command each time; the program sees from the folder what
//! comes next.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::key::Key;
use super::{key_argument, place, required};
use crate::cli::files::NewFile;
use crate::cli::lang::Lang;
use crate::cli::terminal::{flowing, print, shown};
use crate::cli::text::Chinese as _;
use crate::cli::{Exit, Unusable, passphrase, random, vault};
use crate::election::ceremony::Shape;
use crate::election::custody::{Custody, Progress, SeatFault, Step, Table};

/// The longest message: a polynomial for 255 members has 400 kB.
const LONGEST: u64 = 1 << 20;
/// The longest joint key: 255 members' certificates, polynomials and keys have less than 3 MB.
const LONGEST_JOINT: u64 = 16 << 20;

pub(super) fn command(lang: Lang) -> Command {
    let number = |name: &'static str, help| {
        Arg::new(name).long(name).value_name("N").value_parser(value_parser!(u32).range(1..=255)).help(help)
    };
    let about = lang.pick(
        "几个人共管一把钥匙：每个人反复运行同一条命令，直到做好",
        "share one key: each runs the same command until it is made",
    );
    let long = lang.pick(
        "几个人共管一把钥匙，超过半数的人到场才能开票。\n\
         每人第一次运行时写明自己的号数、总人数和开票所需人数，例如：\n\
           \x20 yepiao trustee ceremony --key 钥匙 --folder 文件夹 \\\n\
             \x20   --member 2 --members 3 --threshold 2\n\
         程序在文件夹里放一个文件；请发给其他成员，把收到的文件也放进去，再运行：\n\
           \x20 yepiao trustee ceremony --key 钥匙 --folder 文件夹\n\
         一共三轮。每收到一份都先核对；谁的不对，程序会说是第几号成员。",
        "Several people share one key. More than half of them are needed to open the\n\
         votes. At the first time each gives the own number, how many members there\n\
         are, and how many are needed:\n\
           \x20 yepiao trustee ceremony --key my.key --folder table \\\n\
             \x20   --member 2 --members 3 --threshold 2\n\
         The program puts a file into the folder. Send it to the other members, put\n\
         into the folder what they send you, and run:\n\
           \x20 yepiao trustee ceremony --key my.key --folder table\n\
         There are three rounds. Every message is checked before it is used; whose is\n\
         wrong is named.",
    );
    Command::new("ceremony")
        .about(about)
        .long_about(long)
        .arg(key_argument(lang))
        .arg(
            place("folder", "DIR", lang.pick("大家的文件放在这个文件夹里", "the folder with everybody's messages"))
                .required(true),
        )
        .arg(
            number("member", lang.pick("第一次：自己是第几号成员", "first time: the own number"))
                .requires_all(["members", "threshold"]),
        )
        .arg(number("members", lang.pick("第一次：一共几个成员", "first time: how many members there are")).requires("member"))
        .arg(
            number("threshold", lang.pick("第一次：开票要几个人，须超过一半", "first time: how many are needed, more than half"))
                .requires("member"),
        )
        .arg(passphrase::argument(lang))
        .arg(vault::work_argument(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Unusable> {
    let (private, folder) = (required(matches, "key")?, required(matches, "folder")?);
    let begins = matches.get_one::<u32>("member");
    if begins.is_none() && !private.exists() {
        let text = lang.pick(
            "没有这个钥匙文件；第一次运行要写 --member、--members 和 --threshold",
            "there is no such key file; the first time takes --member, --members and --threshold",
        );
        return Err(Unusable(format!("{}: {text}", shown(private))));
    }
    if !folder.is_dir() {
        let text = lang.pick("没有这个文件夹；请先建好", "there is no such folder; make it first");
        return Err(Unusable(format!("{}: {text}", shown(folder))));
    }
    let mut key = match begins {
        Some(member) => begin(matches, private, *member, lang)?,
        None => Key::open(private, matches, lang)?,
    };
    let Some((index, shape)) = key.custody().seat() else {
        let text = lang.pick("这是一人一把的钥匙，不是共管钥匙", "this is a key of one's own, not a joint one");
        return Err(Unusable(format!("{}: {text}", shown(private))));
    };
    let table = table(folder, shape.members(), lang)?;
    let advanced = key.custody_mut().advance(&table, &mut random(lang)?);
    let Some(advanced) = advanced else { return Ok(Exit::Good) };
    let progress = advanced.map_err(|fault| blamed(folder, &fault, lang))?;
    // The order that saves a member who is interrupted: what was drawn is kept before it is shown to anybody.
    if progress.changed {
        key.save()?;
    }
    for (step, message) in &progress.publish {
        NewFile::holding(&folder.join(file_name(*step, index)), message.as_bytes(), lang)?.finish()?;
    }
    if let Some(joint) = &progress.joint {
        publish_joint(&folder.join(JOINT), joint, lang)?;
    }
    print(&flowing(&told(&progress, index, shape, folder, lang)), lang)?;
    Ok(Exit::Good)
}

/// The first time: a key file with a fresh place in a joint key.
fn begin<'p>(matches: &ArgMatches, private: &'p Path, member: u32, lang: Lang) -> Result<Key<'p>, Unusable> {
    vault::not_there(private, lang)?;
    let number = |name: &str| matches.get_one::<u32>(name).copied().unwrap_or_default();
    let count = |number: u32| usize::try_from(number).unwrap_or_default();
    let shape = Shape::new(count(number("members")), number("threshold"))
        .map_err(|fault| Unusable(format!("--members, --threshold: {}", fault.say(lang))))?;
    let custody = Custody::member("", shape, count(member), &mut random(lang)?);
    let custody = custody.map_err(|fault| Unusable(format!("--member: {}", fault.say(lang))))?;
    Key::begin(private, &custody, matches, lang)
}

const JOINT: &str = "joint-key.json";

fn file_name(step: Step, member: usize) -> String {
    let word = match step {
        Step::Certificate => "certificate",
        Step::Polynomial => "polynomial",
        Step::Key => "key",
    };
    format!("{}-{word}-{member}.json", step.number())
}

/// The messages in the folder. A line feed that a mail program or an editor put behind one is no part of it.
fn table(folder: &Path, members: usize, lang: Lang) -> Result<Table, Unusable> {
    let mut table = Table::default();
    for step in Step::ALL {
        for member in 1..=members {
            let path: PathBuf = folder.join(file_name(step, member));
            if path.exists() {
                let message = vault::read_small(&path, LONGEST, lang)?;
                table.put(step, member, message.trim_ascii_end().to_vec());
            }
        }
    }
    Ok(table)
}

/// The joint key is the same for everybody: another in its place is an error, not to be overwritten.
fn publish_joint(path: &Path, joint: &[u8], lang: Lang) -> Result<(), Unusable> {
    if !path.exists() {
        return NewFile::holding(path, joint, lang)?.finish();
    }
    if vault::read_small(path, LONGEST_JOINT, lang)?.trim_ascii_end() == joint {
        return Ok(());
    }
    let text = lang
        .pick("与大家做出的共管钥匙不同；请移走它，再运行一次", "is not the joint key that was made; move it away and run again");
    Err(Unusable(format!("{}: {text}", shown(path))))
}

fn blamed(folder: &Path, fault: &SeatFault, lang: Lang) -> Unusable {
    let advice = lang.pick(
        "请当面或打电话问那位成员，换一份新的文件；问清楚以前不要再做下去",
        "ask that member in person or by telephone for a new file, and do not go on before it is clear",
    );
    Unusable(format!("{}: {}; {advice}", shown(folder), fault.say(lang)))
}

/// What the member reads.
fn told(progress: &Progress, index: usize, shape: Shape, folder: &Path, lang: Lang) -> String {
    let (members, threshold, place) = (shape.members(), shape.threshold(), shown(folder));
    let mut text = match lang {
        Lang::Zh => format!("您是第 {index} 号成员，共 {members} 人，开票要 {threshold} 人。\n"),
        Lang::En => format!("You are member {index} of {members}; {threshold} are needed to open the votes.\n"),
    };
    for (step, _) in &progress.publish {
        let name = file_name(*step, index);
        text.push_str(&match lang {
            Lang::Zh => format!("第 {} 轮：写好了 {name}，请发给其他每一位成员。\n", step.number()),
            Lang::En => format!("Round {}: {name} is ready; send it to every other member.\n", step.number()),
        });
    }
    if let Some(certificates) = &progress.certificates {
        let code = certificates.spoken();
        text.push_str(&match lang {
            Lang::Zh => format!("与其他成员通电话，核对这些数字，人人都应相同：\n  {code}\n"),
            Lang::En => format!("Read these digits to the other members by telephone; they are the same for all:\n  {code}\n"),
        });
    }
    if let Some((step, missing)) = &progress.missing {
        let names = missing.iter().map(|member| file_name(*step, *member)).collect::<Vec<_>>();
        text.push_str(&match lang {
            Lang::Zh => format!("{place} 里还缺：{}。\n收齐以后，再运行同一条命令。\n", names.join("、")),
            Lang::En => {
                format!("Still missing in {place}: {}.\nWhen they are there, run the same command again.\n", names.join(", "))
            }
        });
    }
    if progress.joint.is_some() {
        text.push_str(&match lang {
            Lang::Zh => format!(
                "共管钥匙做好了：{JOINT}，请交给主持人，它是公开的。\n\
                 等其他成员的程序也说做好了，才算完成。自己的钥匙文件和口令保管好，开票时要用。\n"
            ),
            Lang::En => format!(
                "The joint key is made: {JOINT}. Give it to the organiser; it is public.\n\
                 It is done when every other member's program says the same. Keep your key file and passphrase for the opening.\n"
            ),
        });
    }
    text
}
