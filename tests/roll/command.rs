//! `yepiao roll` as a clerk and a program meet it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::world::*;

fn yepiao(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yepiao")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn data(name: &str) -> String {
    format!("{}/tests/data/huguang/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_sample_estate_as_json() {
    let folder = tempfile::tempdir().unwrap();
    for (name, code, voters, area) in [("roll-gb18030.csv", 0, 721, 6_398_824), ("roll-dirty.xlsx", 1, 709, 6_285_480)] {
        let output = yepiao(folder.path(), &["roll", "check", &data(name), "--json"]);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((report["voters"].as_u64(), report["total_area_centi_m2"].as_u64()), (Some(voters), Some(area)));
        assert_eq!((&report["units"]["shops"], &report["units"]["parking"]), (&12.into(), &30.into()));
        assert_eq!(report["overlaps"].as_array().unwrap().len(), 3);
        for wait in report["waiting"].as_array().unwrap() {
            assert!(wait["line"].is_u64() && wait["code"].is_string());
        }
        for correction in report["corrected"].as_array().unwrap() {
            for key in ["column", "from", "to", "code"] {
                assert!(correction[key].is_string(), "{correction}");
            }
        }
    }
}

#[test]
fn no_number_is_printed_whole() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = text(&std::fs::read(data("roll-clean.csv")).unwrap());
    let mut secrets: Vec<&str> =
        sheet.lines().skip(1).flat_map(|line| [line.split(',').nth(9), line.split(',').nth(10)]).flatten().collect();
    secrets.retain(|secret| secret.len() >= 11);
    assert!(secrets.len() > 1500);
    for arguments in [vec!["--json"], vec!["--lang", "zh"], vec!["--lang", "en"]] {
        let path = data("roll-dirty.xlsx");
        let output = yepiao(folder.path(), &[&["roll", "check", &path], arguments.as_slice()].concat());
        let said = text(&output.stdout) + &text(&output.stderr);
        for secret in &secrets {
            assert!(!said.contains(secret), "{arguments:?} shows a number");
        }
    }
}

#[test]
fn a_clerk_reads_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [row("1", "1", "101", "50", "空置", ""), row("1", "1", "102", "60㎡", "李四", LI)];
    std::fs::write(folder.path().join("名册.csv"), csv(HEADINGS, &rows)).unwrap();
    let output = yepiao(folder.path(), &["roll", "check", "名册.csv", "--lang", "zh"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for part in
        ["住宅 1 套", "表决权人 1 人，面积", "第 2 行：空置", "权利人一栏不是姓名", "“60㎡” → “60.00”", "有 1 行要人来处理"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
    let english = text(&yepiao(folder.path(), &["roll", "check", "名册.csv", "--lang", "en"]).stdout);
    assert!(english.contains("line 2: 空置") && english.contains("1 rows wait for a person"), "{english}");
    let fixed = r#"[{"line":2,"action":"fix","column":"name","text":"张三"},{"line":2,"action":"fix","column":"id_number","text":"990104194702218134"}]"#;
    std::fs::write(folder.path().join("d.json"), fixed).unwrap();
    let output = yepiao(folder.path(), &["roll", "check", "名册.csv", "--decisions", "d.json", "--lang", "zh"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("每一行都可以用；更正了 1 处。"));
}

#[test]
fn columns_are_explained_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let table = csv("房号,甲,乙,业主,身份证", &[["101", "100", "89.56", "张三", ZHANG].map(str::to_owned).to_vec()]);
    std::fs::write(folder.path().join("r.csv"), table).unwrap();
    let mapped = ["roll", "check", "r.csv", "--json", "--map", "乙=专有面积", "--map", "B=ignored"];
    let output = yepiao(folder.path(), &mapped);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), report["total_area_centi_m2"].as_u64()), (Some(0), Some(8956)));
    let wrong = yepiao(folder.path(), &["roll", "check", "r.csv", "--map", "B=nonsense"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn what_cannot_be_used_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let mut compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    std::fs::write(folder.path().join("p.xlsx"), &compound).unwrap();
    let output = yepiao(folder.path(), &["roll", "check", "p.xlsx", "--lang", "zh"]);
    assert_eq!((output.status.code(), text(&output.stderr).contains("有密码")), (Some(2), true));
    let output = yepiao(folder.path(), &["roll", "check", "p.xlsx", "--json", "--lang", "en"]);
    assert_eq!((output.status.code(), text(&output.stderr).contains("protected by a password")), (Some(2), true));
    assert!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"].is_string());
    for rules in ["national", "jilin-changchun"] {
        let output = yepiao(folder.path(), &["roll", "check", &data("roll-clean.csv"), "--json", "--rules", rules]);
        assert_eq!(output.status.code(), Some(0), "{rules}");
    }
    assert_eq!(yepiao(folder.path(), &["roll", "check", "p.xlsx", "--rules", "nowhere.toml"]).status.code(), Some(2));
}

#[test]
fn the_template_is_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = || yepiao(folder.path(), &["roll", "template", "--out", "t.xlsx", "--lang", "en"]);
    assert_eq!(write().status.code(), Some(0));
    let checked = yepiao(folder.path(), &["roll", "check", "t.xlsx", "--json"]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
    assert_eq!(write().status.code(), Some(2), "nothing is overwritten");
}
