//! What the demo says, for whoever sees it for the first time.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use qrcode::{Color, EcLevel, QrCode};
use serde_json::Value;

use super::super::client::{Client, Refused};
use super::super::lang::Lang;
use super::super::terminal::{flowing, hanging, pad, printable, shown};
use super::folder::{Folder, Reached, Slip, State};
use super::people::OFFICES;

/// The first words.
pub(super) fn beginning(lang: Lang) -> String {
    flowing(lang.pick(
        "业票演示：湖光示范小区第一次业主大会会议\n\
         这是演示。小区和人都是虚构的；所有密钥和凭证都由这一个程序生成，没有秘密，不能用于真实的表决。\n\n",
        "Yepiao demo: the first election of the Huguang estate\n\
         This is a demo. Estate and people are invented; one program makes all keys and credentials: nothing is secret, and it is for \
         no real vote.\n\n",
    ))
}

/// What there is to look at and to try, while it runs.
pub(super) fn all(client: &Client, origin: &str, folder: &Folder, state: &State, lang: Lang) -> Result<String, Refused> {
    let mut text = String::from("\n");
    let _ = writeln!(text, "{}", turnout(client, &state.poll, lang)?);
    text.push_str(&addresses(origin, &state.poll, lang));
    if client.get("verify").is_err() {
        text.push_str(&flowing(lang.pick(
            "这个程序编译时没有带上网页：先运行 npm ci --prefix src/web，再编译一次。\n\n",
            "This program was compiled without its pages: run npm ci --prefix src/web and compile it again.\n\n",
        )));
    }
    text.push_str(&accounts(&state.password, lang));
    if state.reached == Reached::Open {
        text.push_str(&trying(&state.slip, folder, lang));
        text.push_str(&onwards(folder, lang));
    }
    text.push_str(&ending(origin, lang));
    Ok(text)
}

/// How to come to the result.
fn onwards(folder: &Folder, lang: Lang) -> String {
    let head = lang.pick("想看结果：停下演示，再运行", "For the result stop the demo, and run");
    let (program, data, record) = (program(), shown(folder.path()), within(folder, "record.zip"));
    format!("{head}\n  {program} demo --data {data} --until counted\n  {program} verify {record}\n\n")
}

/// The result, and how to check it.
pub(super) fn counted(sentences: &[String], folder: &Folder, lang: Lang) -> String {
    let mut text = format!("\n{}\n", lang.pick("结果", "The result"));
    for sentence in sentences {
        text.push_str(&hanging("  ", &printable(sentence, 1000)));
    }
    let (program, data, record) = (program(), shown(folder.path()), within(folder, "record.zip"));
    let _ = match lang {
        Lang::Zh => writeln!(
            text,
            "\n选举档案在 {record}。任何人都能核验，不需要这个服务：\n  {program} verify {record}\n\n\
             再看看公示的结果：\n  {program} demo --data {data}"
        ),
        Lang::En => writeln!(
            text,
            "\nThe record is {record}. Anybody can check it, without this service:\n  {program} verify {record}\n\n\
             To look at the published result:\n  {program} demo --data {data}"
        ),
    };
    text
}

/// `1,234.56 m²` of 0.01 m².
fn area(centi: u64) -> String {
    let whole: String = centi.div_euclid(100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{:02}", centi.rem_euclid(100))
}

/// `65.1 %`, cut off.
fn share(part: u64, of: u64) -> String {
    let tenths = part.saturating_mul(1000).checked_div(of).unwrap_or(0);
    format!("{}.{}%", tenths.div_euclid(10), tenths.rem_euclid(10))
}

/// Who took part up to now.
fn turnout(client: &Client, poll: &str, lang: Lang) -> Result<String, Refused> {
    let seen: Value = serde_json::from_str(&client.get(&format!("api/v1/public/polls/{poll}/turnout"))?).unwrap_or_default();
    let number = |who: &str, what: &str| {
        let counted = seen.get("turnout").and_then(|turnout| turnout.get(who)?.get(what)?.as_u64());
        counted.unwrap_or(0)
    };
    let (people, all) = (number("took_part", "people"), number("entitled", "people"));
    let (took, whole) = (number("took_part", "area"), number("entitled", "area"));
    let (by_people, by_area) = (share(people, all), share(took, whole));
    Ok(match lang {
        Lang::Zh => {
            format!("已参加表决：{people} / {all} 人（{by_people}），{} / {} 平方米（{by_area}）\n", area(took), area(whole))
        }
        Lang::En => {
            format!("took part: {people} of {all} voters ({by_people}), {} of {} m² ({by_area})\n", area(took), area(whole))
        }
    })
}

fn addresses(origin: &str, poll: &str, lang: Lang) -> String {
    let lines = [
        (lang.pick("公开页", "public page"), format!("{origin}/p/{poll}")),
        (lang.pick("核验页", "auditor's page"), format!("{origin}/verify")),
        (lang.pick("演示短信", "messages"), format!("{origin}/api/test-outbox?last=3")),
    ];
    let mut text = format!("{}\n", lang.pick("在浏览器里打开", "Open in a browser"));
    for (name, address) in lines {
        let _ = writeln!(text, "  {}{address}", pad(name, 16));
    }
    text.push('\n');
    text
}

fn accounts(password: &str, lang: Lang) -> String {
    let head = lang.pick("账号（密码都是", "Accounts (all with the password");
    let mut text = format!("{head} {password}{}\n", lang.pick("）", ")"));
    for office in &OFFICES {
        let [zh, en] = office.names;
        let _ = writeln!(text, "  {}{}", pad(office.login, 16), lang.pick(zh, en));
    }
    text.push('\n');
    text
}

/// The program as it was started, for commands to copy.
fn program() -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let own = std::env::current_exe().unwrap_or_default();
    own.strip_prefix(&here).map_or_else(|_| "yepiao".into(), shown)
}

/// A folder in a command.
fn within(folder: &Folder, file: &str) -> String {
    shown(&folder.file(file))
}

fn trying(slip: &Slip, folder: &Folder, lang: Lang) -> String {
    let Slip { room, name, serial, link } = slip;
    let mut text = match lang {
        Lang::Zh => format!("投一票：这是 {room} {name} 的票单，编号 {serial}\n\n"),
        Lang::En => format!("Vote: this is the slip of {name}, {room}, number {serial}\n\n"),
    };
    text.push_str(&code(link));
    let others = within(folder, "slips.txt");
    let _ = match lang {
        Lang::Zh => writeln!(text, "\n  {link}\n\n在浏览器里打开，或者在另一个终端里：\n\n  {} vote '{link}'\n", program()),
        Lang::En => {
            writeln!(text, "\n  {link}\n\nOpen it in a browser, or in another terminal:\n\n  {} vote '{link}'\n", program())
        }
    };
    text.push_str(&flowing(&match lang {
        Lang::Zh => format!("验证码在上面“演示短信”的最后一条。还没有用过的票单都在 {others}。\n\n"),
        Lang::En => {
            format!("The code is among the messages above, the last one. All slips that are not used yet are in {others}.\n\n")
        }
    }));
    text
}

fn ending(origin: &str, lang: Lang) -> String {
    let day = format!("  curl -H 'Content-Type: application/json' -d '{{\"seconds\":86400}}' \\\n    {origin}/api/test-clock\n");
    let head = lang.pick("时钟往前拨一天", "The clock, a day forward");
    format!(
        "{head}\n{day}\n{}\n",
        lang.pick("按 Ctrl-C 停止；再运行一次就接着这里继续。", "Ctrl-C stops it; started again it goes on from here.")
    )
}

/// A QR code of half blocks, dark on white whatever the terminal's colours are.
fn code(text: &str) -> String {
    const QUIET: usize = 4;
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::L) else { return String::new() };
    let side = code.width();
    let dark = |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(QUIET), y.checked_sub(QUIET));
        matches!((x, y), (Some(x), Some(y)) if x < side && y < side && code[(x, y)] == Color::Dark)
    };
    let style = Style::new().fg_color(Some(AnsiColor::Black.into())).bg_color(Some(AnsiColor::BrightWhite.into()));
    let whole = side.saturating_add(QUIET.saturating_mul(2));
    let mut drawn = String::new();
    for y in (0..whole).step_by(2) {
        let line: String = (0..whole)
            .map(|x| match (dark(x, y), dark(x, y.saturating_add(1))) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect();
        let _ = writeln!(drawn, "  {style}{line}{style:#}");
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::super::super::terminal::width;
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!((area(6_398_824), area(100), area(12_345)), ("63,988.24".into(), "1.00".into(), "123.45".into()));
        assert_eq!((share(470, 721), share(1, 0)), ("65.1%".into(), "0.0%".into()));
    }

    #[test]
    fn a_code_fits_a_terminal() {
        let link = format!("http://127.0.0.1:8080/v/{}#{}.{}", "x".repeat(22), "y".repeat(24), "z".repeat(8));
        let code = code(&link);
        let plain = anstream::adapter::strip_str(&code).to_string();
        assert!(plain.lines().count() <= 24 && plain.lines().all(|line| width(line) <= 60), "{plain}");
    }
}
