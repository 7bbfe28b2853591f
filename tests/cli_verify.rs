//! `yepiao verify` as its users meet it: the built program, its output, its exit code.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::as_conversions)]

#[path = "support/pack.rs"]
mod pack;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

const MINI: &[u8] = include_bytes!("vectors/archives/mini.bel");
const BUNDLE: &[u8] = include_bytes!("vectors/archives.tar.zst");

/// The archives of the bundle by their names in it.
static ARCHIVES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| pack::files(BUNDLE));

/// A folder in which the program runs, so that reports name files without their folder.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        desk.put("mini.bel", MINI);
        desk
    }

    fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
        // No locale, no colours, nothing else of whoever runs the tests.
        command.env_clear().current_dir(self.0.path()).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).output().unwrap())
    }
}

#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Nothing on standard output and one line on standard error.
    fn refused(&self) -> &str {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert_eq!(self.out, "");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        self.err.trim_end()
    }
}

/// Where events end in an archive: after the padded body of every member `….event.json`.
fn events(archive: &[u8]) -> Vec<usize> {
    let (mut at, mut ends) = (0, Vec::new());
    while at < archive.len() {
        let name = archive[at..at + 100].split(|byte| *byte == 0).next().unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&archive[at + 124..at + 135]).unwrap(), 8).unwrap();
        at += 512 + size.next_multiple_of(512);
        if name.ends_with(b".event.json") {
            ends.push(at);
        }
    }
    ends
}

/// Compares with a file under `tests/snapshots`; `UPDATE_SNAPSHOTS=1` writes it instead, to be read word by word.
fn snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&path).unwrap(), "{name}");
}

#[test]
fn the_report_of_a_valid_archive() {
    let desk = Desk::new();
    for lang in ["zh", "en"] {
        let ran = desk.run(&["verify", "mini.bel", "--lang", lang]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        snapshot(&format!("verify_mini_{lang}.txt"), &ran.out);
    }
}

#[test]
fn the_report_of_a_tampered_archive() {
    let desk = Desk::new();
    // Every ballot replaced by the server, everything after them made anew.
    desk.put("stuffed.bel", &ARCHIVES["tampered/b_all_replaced_closed.bel"]);
    for lang in ["zh", "en"] {
        let ran = desk.run(&["--lang", lang, "verify", "stuffed.bel", "--against", "mini.bel"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
        snapshot(&format!("verify_stuffed_{lang}.txt"), &ran.out);
    }
}

#[test]
fn the_json_of_a_valid_archive() {
    let desk = Desk::new();
    let ran = desk.run(&["verify", "mini.bel", "--json", "--against", "mini.bel", "--lang", "zh"]);
    assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 1));
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    snapshot("verify_mini.json", &format!("{value:#}\n"));
    // The order of the fields, too: `value` has sorted them.
    let order = ["format", "file", "verdict", "stage", "timestamp", "election", "trustees", "entitled", "ballots", "counted"];
    let places: Vec<_> = order.iter().map(|field| ran.out.find(&format!("\"{field}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_json_of_what_is_wrong() {
    let desk = Desk::new();
    desk.put("copied.bel", &ARCHIVES["tampered/b_exact_duplicate_open.bel"]);
    let ran = desk.run(&["verify", "copied.bel", "--json", "--lang", "zh"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&value["verdict"], &value["stage"], &value["totals"]), (&"invalid".into(), &"open".into(), &Value::Null));
    let copies = &value["checks"][10];
    assert_eq!((&copies["check"], &copies["status"]), (&"ballot_copies".into(), &"failed".into()));
    assert_eq!(copies["findings"][0]["message"], "ballot: the same bytes as event 4");

    let ran = desk.run(&["verify", "none.bel", "--json", "--lang", "zh"]);
    assert_eq!(ran.code, Some(2));
    let line = r#"{"format":"yepiao/verify/v1","file":"none.bel","verdict":"unusable","error":"none.bel: there is no such file; check its name and folder"}"#;
    assert_eq!(ran.out.trim_end(), line);
    assert!(ran.err.contains("没有这个文件"));
}

#[test]
fn reports_fit_the_terminal_and_name_every_check() {
    let desk = Desk::new();
    let some = ["b_", "w_", "k_", "q_", "a_", "e_", "d_", "r_"];
    let mut seen = 0;
    for (name, bytes) in ARCHIVES.iter().filter(|(name, _)| some.iter().any(|some| name.contains(&format!("/{some}")))).step_by(3)
    {
        seen += 1;
        desk.put("a.bel", bytes);
        for lang in ["zh", "en"] {
            let ran = desk.run(&["verify", "a.bel", "--lang", lang]);
            assert_eq!(ran.err, "", "{name}");
            let marks = ran.out.lines().filter(|line| line.starts_with(['✓', '✗', '–', '?'])).count();
            assert_eq!(marks, 16, "{name}");
            let failed = ran.out.lines().any(|line| line.starts_with(['✗', '?']));
            assert_eq!(ran.code, Some(i32::from(failed)), "{name}");
            assert_eq!(ran.out.contains("不能采信") || ran.out.contains("relied"), failed, "{name}");
            for line in ran.out.lines() {
                assert!(line.width() <= 80 && !line.ends_with(' '), "{name}: {line}");
                assert!(!line.chars().any(char::is_control), "{name}: {line}");
            }
        }
    }
    assert!(seen > 15, "{seen}");
}

/// Cut where an event ends, an archive is valid so far, and the whole one continues it. Cut elsewhere it is not.
#[test]
fn an_archive_is_valid_after_every_event_and_nowhere_else() {
    let desk = Desk::new();
    let stages = ["open", "open", "open", "closed", "tallied", "decrypting", "decrypting", "decrypting", "result"];
    let ends = events(MINI);
    assert_eq!(ends.len(), stages.len());
    for (&end, stage) in ends.iter().zip(stages) {
        desk.put("cut.bel", &MINI[..end]);
        let ran = desk.run(&["verify", "cut.bel", "--json"]);
        let value: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((ran.code, &value["stage"]), (Some(0), &stage.into()), "{end}");
        let ran = desk.run(&["verify", "mini.bel", "--against", "cut.bel", "--lang", "en"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        // The other way round something was taken away.
        let ran = desk.run(&["verify", "cut.bel", "--against", "mini.bel", "--lang", "en"]);
        assert_eq!(ran.code, Some(i32::from(end < MINI.len())), "{ran:?}");

        desk.put("cut.bel", &MINI[..end - 1]);
        assert_eq!(desk.run(&["verify", "cut.bel"]).code, Some(1));
        let ran = desk.run(&["verify", "mini.bel", "--against", "cut.bel"]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.out.contains("The older copy is incomplete"), "{}", ran.out);
    }
}

#[test]
fn numbers_opened_but_not_published_say_so() {
    let desk = Desk::new();
    let ends = events(MINI);
    desk.put("cut.bel", &MINI[..ends[7]]);
    assert!(desk.run(&["verify", "cut.bel"]).out.contains("not published yet: opened from the trustees' shares"));
    let zh = desk.run(&["verify", "cut.bel", "--lang", "zh"]).out;
    assert!(zh.contains("还没有公布") && zh.contains("9873"), "{zh}");
}

#[test]
fn an_older_copy_must_be_the_beginning() {
    let desk = Desk::new();
    desk.put("older.bel", &ARCHIVES["tampered/ok_open.bel"]);
    desk.put("newer.bel", &ARCHIVES["tampered/ok_revote.bel"]);
    let ran = desk.run(&["verify", "newer.bel", "--against", "older.bel"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains("begins with all 51 events of it, unchanged"), "{}", ran.out);
    // Consistent in itself, but a ballot is gone: only an older copy shows it.
    desk.put("dropped.bel", &ARCHIVES["tampered/t_ballot_dropped_retally.bel"]);
    assert_eq!(desk.run(&["verify", "dropped.bel"]).code, Some(0));
    let ran = desk.run(&["verify", "dropped.bel", "--against", "older.bel", "--lang", "zh"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("✗ 不通过    旧文件比对") && ran.out.contains("与旧文件比对不上"), "{}", ran.out);

    desk.put("text.bel", b"hello");
    for older in ["text.bel", "none.bel", "."] {
        let ran = desk.run(&["verify", "newer.bel", "--against", older]);
        assert!(ran.refused().starts_with(&format!("{older}: ")), "{ran:?}");
    }
}

#[test]
fn what_begins_like_an_archive_is_invalid_and_all_else_unusable() {
    let desk = Desk::new();
    let garbage: Vec<u8> = (0..5000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, code) in [
        (b"BELENIOS\0".to_vec(), 1),
        ([b"BELENIOS\0", &garbage[..]].concat(), 1),
        ([b"BELENIOS\0", &[0; 2000][..]].concat(), 1),
        (MINI[..512].to_vec(), 1),
        (MINI[..1024].to_vec(), 1),
        (MINI[..40_000].to_vec(), 1),
        ([MINI, &[0; 1024]].concat(), 1),
        ([MINI, &garbage].concat(), 1),
        ([MINI, MINI].concat(), 1),
        (Vec::new(), 2),
        (b"BELENIOS".to_vec(), 2),
        (b"BELENIOSX".to_vec(), 2),
        (b"belenios\0".to_vec(), 2),
        ([b"\n", MINI].concat(), 2),
        (garbage.clone(), 2),
    ] {
        desk.put("a.bel", &bytes);
        for lang in ["zh", "en"] {
            let ran = desk.run(&["verify", "a.bel", "--lang", lang]);
            assert_eq!(ran.code, Some(code), "{ran:?}");
            if code == 2 {
                assert!(ran.refused().starts_with("a.bel"), "{ran:?}");
            } else {
                assert!(ran.out.contains('✗') && ran.err.is_empty());
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_unusable() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    let at = |name: &str| desk.0.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    symlink(at("b"), at("a")).unwrap();
    symlink(at("a"), at("b")).unwrap();
    symlink(at("none"), at("broken")).unwrap();
    symlink(at("mini.bel"), at("good")).unwrap();
    let mut cases = vec![
        ("folder", "文件夹", "a folder"),
        ("a", "没有尽头", "lead in a circle"),
        ("broken", "不在了", "a file that is not there"),
        ("none", "没有这个文件", "no such file"),
        ("mini.bel/x", "读不出来", "cannot be read"),
        ("/dev/zero", "管道或设备", "pipe or device"),
    ];
    if Path::new("/proc/self/mem").exists() {
        cases.push(("/proc/self/mem", "读不出来", "cannot be read"));
    }
    if Command::new("mkfifo").arg(at("fifo")).status().is_ok_and(|status| status.success()) {
        cases.push(("fifo", "管道或设备", "pipe or device"));
    }
    let locked = desk.put("locked", MINI);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // Nobody locks out root.
    if fs::read(&locked).is_err() {
        cases.push(("locked", "没有权限", "no permission"));
    }
    for (file, zh, en) in cases {
        for (lang, words) in [("zh", zh), ("en", en)] {
            let ran = desk.run(&["verify", file, "--lang", lang]);
            let line = ran.refused();
            assert!(line.starts_with(file) && line.contains(words), "{line}");
        }
    }
    assert_eq!(desk.run(&["verify", "good"]).code, Some(0));
}

#[cfg(unix)]
#[test]
fn a_file_name_may_be_any_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let name = OsStr::from_bytes(b"\xb2\xe2\x1b[31m.bel");
    desk.put(name, MINI);
    let ran = Ran::new(desk.command(&["verify"]).arg(name).output().unwrap());
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.starts_with("File         \u{fffd}\u{fffd}\\u{1b}[31m.bel\n"), "{}", ran.out);
    let ran = Ran::new(desk.command(&["verify", "--json"]).arg(name).output().unwrap());
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()["file"], "\u{fffd}\u{fffd}\u{1b}[31m.bel");
}

#[test]
fn hostile_texts_do_not_reach_the_terminal() {
    let desk = Desk::new();
    // In the room of two optional fields: the same length, so that only the digest is wrong.
    let good = r#""name":"n","#;
    let spare = r#","administrator":"adm","credential_authority":"ca""#;
    let hostile = "n\\u001b[31m\u{202e}\u{9b}2J\u{200f}";
    let text = String::from_utf8_lossy(MINI).into_owned();
    let at = MINI.windows(spare.len()).position(|window| window == spare.as_bytes()).unwrap();
    let start = MINI.windows(good.len()).position(|window| window == good.as_bytes()).unwrap();
    assert!(text.contains(good) && start < at);
    let fill = "票".repeat(spare.len() / 3);
    let mut name = format!("\"name\":\"{hostile}");
    while name.len() + "\",".len() < good.len() + spare.len() {
        let rest = good.len() + spare.len() - name.len() - 2;
        name.push_str(if rest >= 3 { &fill[..3] } else { "x" });
    }
    name.push_str("\",");
    let archive = [&MINI[..start], name.as_bytes(), &MINI[start + good.len()..at], &MINI[at + spare.len()..]].concat();
    assert_eq!(archive.len(), MINI.len());
    desk.put("a.bel", &archive);
    for arguments in [&["verify", "a.bel", "--lang", "zh"][..], &["verify", "a.bel", "--json"]] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, Some(1));
        let obeyed = |c: char| (c.is_control() && c != '\n') || ['\u{202e}', '\u{200f}'].contains(&c);
        assert!(!ran.out.contains(obeyed), "{}", ran.out);
        assert!(ran.out.contains("202e"), "{}", ran.out);
    }
    let ran = desk.run(&["verify", "a.bel", "--json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(value["election"]["name"].as_str().unwrap().starts_with("n\u{1b}[31m\u{202e}\u{9b}2J\u{200f}票"));
}

#[test]
fn wrong_arguments_are_explained_in_the_users_language() {
    let desk = Desk::new();
    for (arguments, zh) in [
        (&["verify"][..], "参数：少了 <文件>；用法请看 yepiao verify --help"),
        (&["verify", "mini.bel", "more"], "参数：不认识 more；用法请看 yepiao verify --help"),
        (&["verify", "mini.bel", "--jso"], "参数：不认识 --jso，是不是 --json；用法请看 yepiao verify --help"),
        (&["verify", "mini.bel", "--against"], "参数：--against <旧文件> 后面少了内容；用法请看 yepiao verify --help"),
        (&["verify", "mini.bel", "--json", "--json"], "参数：--json 只能写一次；用法请看 yepiao verify --help"),
        (&["verify", ""], "参数：<文件> 后面少了内容；用法请看 yepiao verify --help"),
        (&["verify", "mini.bel", "--json=1"], ""),
        (&["verfy", "mini.bel"], "参数：没有命令“verfy”，是不是 verify；用法请看 yepiao --help"),
        (&["verify", "mini.bel", "--\u{1b}[31m"], "参数：不认识 --\\u{1b}[31m；用法请看 yepiao verify --help"),
    ] {
        let ran = desk.run(&[&["--lang", "zh"], arguments].concat());
        let line = ran.refused();
        assert!(line == zh || (zh.is_empty() && line.starts_with("参数：")), "{line}");
        let ran = desk.run(&[&["--lang", "en"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    let ran = desk.run(&["verify", "mini.bel", "--lang", "fr"]);
    assert_eq!(ran.code, Some(2));
    // Nothing at all is a question, too.
    let ran = desk.run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("Usage: yepiao"));
}

#[test]
fn help_and_version_are_no_errors() {
    let desk = Desk::new();
    for arguments in [&["--help"][..], &["-h"], &["help"], &["verify", "-h"], &["verify", "--help"], &["help", "verify"]] {
        for lang in ["zh", "en"] {
            let ran = desk.run(&[&["--lang", lang], arguments].concat());
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments:?}");
            let zh = ["用法：yepiao", "选项：", "显示用法"];
            let en = ["Usage: yepiao", "Options:", "Print help"];
            assert!(if lang == "zh" { zh } else { en }.iter().all(|word| ran.out.contains(word)), "{}", ran.out);
            assert!(lang == "en" || !en.iter().any(|word| ran.out.contains(word)), "{}", ran.out);
            assert!(ran.out.lines().all(|line| line.width() <= 80), "{}", ran.out);
        }
    }
    assert!(desk.run(&["verify", "--help"]).out.contains("yepiao/verify/v1"));
    assert_eq!(desk.run(&["--version"]).out, format!("yepiao {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(desk.run(&["--version"]).code, Some(0));
}

#[test]
fn the_language_is_the_one_asked_for_or_the_systems() {
    let desk = Desk::new();
    let speaks_chinese = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = desk.command(&["verify", "mini.bel"]);
        let ran = Ran::new(command.args(arguments).envs(environment.iter().copied()).output().unwrap());
        assert_eq!(ran.code, Some(0));
        ran.out.contains("结论：")
    };
    assert!(speaks_chinese(&[], &["--lang", "zh"]));
    assert!(speaks_chinese(&[("LANG", "en_US.UTF-8")], &["--lang=zh"]));
    assert!(!speaks_chinese(&[("LANG", "zh_CN.UTF-8")], &["--lang", "en"]));
    #[cfg(all(unix, not(target_vendor = "apple")))]
    {
        assert!(!speaks_chinese(&[], &[]));
        assert!(speaks_chinese(&[("LANG", "zh_CN.UTF-8")], &[]));
        assert!(speaks_chinese(&[("LANG", "zh_CN.GB18030"), ("LC_ALL", "")], &[]));
        assert!(speaks_chinese(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "zh_CN.UTF-8")], &[]));
        assert!(!speaks_chinese(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C.UTF-8")], &[]));
        assert!(!speaks_chinese(&[("LANG", "en_GB.UTF-8")], &[]));
    }
}

#[test]
fn colours_are_for_terminals() {
    let desk = Desk::new();
    let mut command = desk.command(&["verify", "mini.bel"]);
    let ran = Ran::new(command.envs([("CLICOLOR_FORCE", "1"), ("TERM", "xterm-256color")]).output().unwrap());
    assert!(!ran.out.contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn nobody_listening_is_no_crash() {
    let desk = Desk::new();
    for arguments in [&["verify", "mini.bel"][..], &["verify", "mini.bel", "--json"], &["--help"]] {
        let mut child = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::new(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments:?}");
    }
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let ran = Ran::new(desk.command(&["verify", "mini.bel"]).stdout(full).output().unwrap());
        assert!(ran.refused().starts_with("the report cannot be written"), "{ran:?}");
    }
}
