//! Trustees who made their keys with the stock tool, and then sign and decrypt with ours.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use yepiao::election::json::to_canonical;
use yepiao::election::record::{Record, files};
use yepiao::election::trustees::Item;

use crate::ceremony::{Finished, Program, ceremony, newer, stock};
use crate::tool::{Tool, independent_tool_agrees};

/// Runs our program in a folder; what it prints.
fn ours(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    let output = command.current_dir(folder).args(arguments).args(["--lang", "en"]).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{arguments:?}: {out}{err}");
    out
}

/// A stock trustee's key of one's own: the public half as it stands in a list; the private one in `single.privkey`.
fn single(tool: &Tool, folder: &Path) -> String {
    stock(tool, folder, &["setup", "generate-trustee-key", "--group", "Ed25519"], "").unwrap();
    let named = |extension: &str| {
        let mut paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.find(|path| path.extension().is_some_and(|found| found == extension)).unwrap()
    };
    fs::rename(named("privkey"), folder.join("single.privkey")).unwrap();
    fs::read_to_string(named("pubkey")).unwrap().trim_end().to_owned()
}

#[test]
fn trustees_of_the_stock_tool_sign_and_decrypt_with_ours() {
    for tool in newer() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let Finished { joint, members } = ceremony(tool, at, 2, &[Program::Stock; 3]);
        let public = single(tool, at);
        let joint = String::from_utf8(to_canonical(&Item::Pedersen(joint)).unwrap()).unwrap();
        fs::write(at.join("trustees.json"), format!(r#"[["Single",{public}],{joint}]"#)).unwrap();
        fs::write(at.join("passphrase"), "四个互不相干的词\n").unwrap();
        #[cfg(unix)]
        fs::set_permissions(at.join("passphrase"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let trustee = |arguments: &[&str]| {
            ours(at, &[&["trustee"], arguments, &["--passphrase-file", "passphrase"]].concat());
        };

        let import = ["import", "--work-factor", "4", "--key"];
        trustee(&[&import[..], &["1.held", "--privkey", "single.privkey"]].concat());
        // Of the joint key two of three.
        for (owner, (seed, share)) in (2..).zip(&members).take(2) {
            fs::write(at.join("member.key"), seed.expose()).unwrap();
            fs::write(at.join("member.dkey"), share).unwrap();
            let files = ["--member-key", "member.key", "--dkey", "member.dkey", "--trustees", "trustees.json"];
            trustee(&[&import[..], &[&format!("{owner}.held")], &files].concat());
        }
        let poll = ["simulate", "--voters", "5", "--candidates", "0", "--seats", "0", "--matters", "2", "--paper", "1"];
        ours(at, &[&poll[..], &["--trustee-list", "trustees.json", "--out", "poll"]].concat());
        for owner in 1..=3 {
            let (key, out) = (format!("{owner}.held"), format!("{owner}.sig"));
            trustee(&["sign", "poll/record.zip", "--not-compared", "--key", &key, "--out", &out]);
        }
        let signed = ["--signature", "1.sig", "--signature", "2.sig", "--signature", "3.sig"];
        for owner in 1..=3 {
            let (key, out) = (format!("{owner}.held"), format!("{owner}.part"));
            trustee(&[&["decrypt", "poll/record.zip", "--key", &key, "--out", &out][..], &signed].concat());
        }
        let parts = ["--part", "1.part", "--part", "2.part", "--part", "3.part"];
        ours(at, &[&["record", "add", "poll/record.zip", "--out", "open.zip"][..], &signed, &parts].concat());
        ours(at, &["verify", "open.zip"]);

        let record = Record::open(File::open(at.join("open.zip")).unwrap()).unwrap();
        for name in [files::PEOPLE, files::AREA] {
            let mut archive = Vec::new();
            record.stream(name).unwrap().read_to_end(&mut archive).unwrap();
            fs::write(at.join(name), archive).unwrap();
            independent_tool_agrees(&at.join(name)).unwrap();
        }
    }
}
