//! `yepiao verify record.zip` as its users meet it.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use yepiao::election::log::leaf::Leaf;
use yepiao::election::log::receipt::Receipt;
use yepiao::election::record::files;

use crate::story::{Story, Until, checkpoint};
use crate::world::World;

/// A folder with a record.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let desk = Self(TempDir::new().unwrap());
        files.iter().for_each(|(name, bytes)| fs::write(desk.0.path().join(name), bytes).unwrap());
        desk
    }

    pub(crate) fn verify(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        self.run(&[&["verify"], arguments].concat())
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
        let Output { status, stdout, stderr } = command.env_clear().current_dir(self.0.path()).args(arguments).output().unwrap();
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }
}

/// Without spaces and line breaks: where a sentence is wrapped does not matter here.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_record_is_told_in_both_languages() {
    let world = World::new();
    let desk = Desk::with(&[("record.zip", &Story::honest(&world).tell().zip())]);
    for (lang, words) in [
        ("zh", ["进度    已计票，有结果", "✓ 通过      解密证明", "通过（民法典第二百七十八条）", "结论：各项检查都通过"]),
        (
            "en",
            [
                "Stage       counted",
                "✓ passed     Decryption",
                "carried (Civil Code, article 278)",
                "Conclusion: This record is valid",
            ],
        ),
    ] {
        let (code, said, complaints) = desk.verify(&["record.zip", "--lang", lang]);
        assert_eq!((code, complaints.as_str()), (Some(0), ""));
        words.iter().for_each(|word| assert!(one_line(&said).contains(&one_line(word)), "{word}\n{said}"));
    }
    let (_, said, _) = desk.verify(&["record.zip", "--json"]);
    let object: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(object["format"], "yepiao/verify-record/v1");
    assert_eq!((&object["verdict"], &object["stage"]), (&"valid".into(), &"counted".into()));
    assert_eq!(object["checks"].as_array().unwrap().len(), 20);
    assert_eq!(object["archives"]["area"].as_array().unwrap().len(), 16);
    assert_eq!(object["items"][0]["options"][0]["both"]["people"], 5);
    assert_eq!(object["participation"]["took_part"]["people"], 7);
}

#[test]
fn a_forged_record_names_the_culprit() {
    let world = World::new();
    let story = Story { counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4]), ..Story::honest(&world) };
    let bundle = story.until(Until::Closed).tell();
    let desk = Desk::with(&[("record.zip", &bundle.zip())]);
    let (code, said, _) = desk.verify(&["record.zip", "--lang", "en"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("people.bel: from byte") && said.contains("area.bel: from byte"), "{said}");
    assert!(one_line(&said).contains(&one_line("Conclusion: This record is not valid: 1 check did not pass")), "{said}");
    let (code, said, _) = desk.verify(&["record.zip", "--lang", "zh"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("✗ 不通过    重新生成") && one_line(&said).contains("里面的数字不能采信"), "{said}");
    let (_, said, _) = desk.verify(&["record.zip", "--json"]);
    let object: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(object["verdict"], "invalid");
    let failed: Vec<&Value> = object["checks"].as_array().unwrap().iter().filter(|ran| ran["status"] == "failed").collect();
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0]["check"], &failed[0]["findings"][1]["file"]), (&"rebuilt".into(), &"area.bel".into()));
}

#[test]
fn what_somebody_kept_is_held_against_the_record() {
    let world = World::new();
    let honest = Story::honest(&world);
    let hashes = honest.history().leaf_hashes;
    let receipt = |index: usize| {
        let leaf = Leaf::parse(&honest.leaves()[index]).unwrap();
        let receipt = Receipt { origin: world.opening.origin.clone(), phi: world.election.phi().into(), leaf };
        receipt.sign(&world.receipt_signer()).unwrap().to_string()
    };
    // The same poll told without voter 4.
    let forked = crate::log::forked(&world).zip();
    let whole = honest.tell().zip();
    let early = Story { until: Until::Closed, ..Story::honest(&world) }.tell().zip();
    let desk = Desk::with(&[
        ("record.zip", &whole),
        ("early.zip", &early),
        ("forked.zip", &forked),
        ("head", &checkpoint(&world, &hashes[..8])),
        ("receipt", receipt(5).as_bytes()),
        ("damaged", &receipt(5).as_bytes()[1..]),
        // As it comes out of a mail program.
        ("mailed", format!("\u{feff}{}\r\n", receipt(5).replace('\n', "\r\n")).as_bytes()),
        // As an editor saves it: still a note, but of another text.
        ("edited", format!("\u{feff}\n{}\n", receipt(5)).as_bytes()),
        ("mini.bel", include_bytes!("../vectors/archives/mini.bel")),
        ("empty", b""),
        ("text", b"hello"),
    ]);
    for (file, given, code) in [
        ("record.zip", ["--checkpoint", "head"], 0),
        ("forked.zip", ["--checkpoint", "head"], 1),
        ("record.zip", ["--receipt", "receipt"], 0),
        ("forked.zip", ["--receipt", "receipt"], 1),
        ("record.zip", ["--receipt", "mailed"], 0),
        ("forked.zip", ["--receipt", "mailed"], 1),
        ("record.zip", ["--receipt", "edited"], 0),
        ("record.zip", ["--receipt", "damaged"], 1),
        ("record.zip", ["--receipt", "head"], 1),
        ("record.zip", ["--checkpoint", "receipt"], 1),
        ("record.zip", ["--against", "early.zip"], 0),
        ("record.zip", ["--against", "record.zip"], 0),
        ("record.zip", ["--against", "forked.zip"], 1),
        ("forked.zip", ["--against", "record.zip"], 1),
        ("record.zip", ["--against", "mini.bel"], 2),
        ("record.zip", ["--against", "text"], 2),
        ("record.zip", ["--against", "missing.zip"], 2),
        ("record.zip", ["--checkpoint", "missing"], 2),
        ("record.zip", ["--receipt", "empty"], 2),
        ("mini.bel", ["--receipt", "receipt"], 2),
        ("mini.bel", ["--against", "record.zip"], 2),
    ] {
        let (found, said, complaints) = desk.verify(&[&[file], given.as_slice(), &["--lang", "zh"]].concat());
        assert_eq!(found, Some(code), "{file} {given:?}\n{said}{complaints}");
        // One line and nothing else if it could not be done, a report otherwise.
        assert_eq!((said.is_empty(), complaints.lines().count()), if code == 2 { (true, 1) } else { (false, 0) });
    }
    // The command that is about the receipt alone says the same.
    for (file, given, code, words) in [
        ("record.zip", &["receipt"][..], 0, "计入结果"),
        ("record.zip", &["receipt", "--checkpoint", "head"], 0, "前8条就是当时的那些"),
        ("forked.zip", &["receipt"], 1, "凭证上的承诺没有兑现"),
        ("record.zip", &["damaged"], 1, "没有通过核对"),
        ("record.zip", &["missing"], 2, "没有这个文件"),
        ("text", &["receipt"], 2, "不是选举文件"),
    ] {
        let (found, said, complaints) = desk.run(&[&["--lang", "zh", "receipt"], given, &["--poll", file]].concat());
        assert_eq!(found, Some(code), "{file} {given:?}\n{said}{complaints}");
        assert!(one_line(&(said + &complaints)).contains(words), "{file} {given:?}");
    }
    let (_, said, _) = desk.verify(&["forked.zip", "--receipt", "receipt", "--lang", "zh"]);
    let said = one_line(&said);
    assert!(said.contains("凭证上的承诺没有兑现") && said.contains("两者至少有一份是假的"), "{said}");
    let (_, said, _) = desk.verify(&["forked.zip", "--receipt", "receipt", "--json"]);
    let object: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&object["verdict"], &object["receipt"]["holds"]), (&"invalid".into(), &false.into()));
}

#[test]
fn what_became_of_ballots_is_told() {
    let world = World::new();
    let honest = Story::honest(&world);
    let receipt = |index: usize| {
        let leaf = Leaf::parse(&honest.leaves()[index]).unwrap();
        let receipt = Receipt { origin: world.opening.origin.clone(), phi: world.election.phi().into(), leaf };
        receipt.sign(&world.receipt_signer()).unwrap().to_string()
    };
    let desk =
        Desk::with(&[("record.zip", &honest.tell().zip()), ("counts", receipt(8).as_bytes()), ("void", receipt(6).as_bytes())]);
    let said = |receipt: &str, lang: &str| {
        let (code, said, _) = desk.verify(&["record.zip", "--receipt", receipt, "--lang", lang]);
        // That a ballot does not count is no fault of the record.
        assert_eq!(code, Some(0), "{said}");
        one_line(&said)
    };
    let has = |text: &str, words: &str| assert!(text.contains(&one_line(words)), "{words}\n{text}");
    has(&said("counts", "zh"), "这张选票在公开记录第 8 条，计入结果");
    has(&said("counts", "en"), "the ballot is entry 8 of the log, and counts");
    let taken_out = said("void", "zh");
    has(&taken_out, "这张选票在公开记录第 6 条，没有计入：第 7 条把它作废了。理由：冒用。决定人：组长");
    has(&taken_out, "· 第 6 条的选票由第 7 条作废。理由：冒用。决定人：组长");
    has(&said("void", "en"), "· Ballot 6 was taken out by entry 7. Reason: 冒用. Decided by: 组长");
    let (_, said, _) = desk.verify(&["record.zip", "--receipt", "void", "--json"]);
    let object: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&object["receipt"]["fate"], &object["receipt"]["by"]), (&"void".into(), &7.into()));
    let void = &object["log"]["voids"][0];
    assert_eq!((&void["index"], &void["ballot"], &void["reason"]), (&7.into(), &6.into(), &"冒用".into()));
    assert!(object["log"]["cancelled"].is_null());
}

#[test]
fn exit_codes_of_damaged_files() {
    let world = World::new();
    let whole = Story::honest(&world).tell().zip();
    let told = Story::honest(&world).tell().files;
    let changed = Story::honest(&world).tell().with(files::CAST, |bytes| bytes.truncate(10)).zip();
    let no_manifest: Vec<crate::zip::Entry> = told.iter().map(|(name, bytes)| crate::zip::Entry::stored(name, bytes)).collect();
    // The manifest is there and says otherwise, or cannot be read; the same name twice; a path; a bomb; a wrong checksum.
    let mut all = told;
    let digests = all.iter().map(|(name, bytes)| (name.clone(), yepiao::crypto::hash::Digest::of(bytes))).collect();
    all.insert(files::MANIFEST.into(), yepiao::election::record::Manifest::new(digests).to_bytes().unwrap());
    let packed = |change: &dyn Fn(&mut Vec<crate::zip::Entry>)| {
        let mut entries: Vec<crate::zip::Entry> =
            all.iter().map(|(name, bytes)| crate::zip::Entry::deflated(name, bytes)).collect();
        change(&mut entries);
        crate::zip::zip(&entries)
    };
    let replaced = |name: &'static str, entry: crate::zip::Entry| {
        packed(&move |entries| *entries.iter_mut().find(|found| found.name == name.as_bytes()).unwrap() = entry.clone())
    };
    let stored = crate::zip::Entry::stored;
    let desk = Desk::with(&[
        ("again", &packed(&|_| {})),
        ("digest", &replaced(files::README_EN, stored(files::README_EN, b"hello"))),
        ("manifest", &replaced(files::MANIFEST, stored(files::MANIFEST, b"{}"))),
        ("twice", &packed(&|entries| entries.push(stored(files::RULES, b"other rules")))),
        ("path", &packed(&|entries| entries.push(stored("../../x", b"")))),
        ("bomb", &replaced(files::README_EN, crate::zip::Entry::deflated(files::README_EN, &vec![0; 200 << 10]))),
        ("crc", &packed(&|entries| entries[0].crc ^= 1)),
        ("trailing", &[whole.as_slice(), b"x"].concat()),
        ("before", &[b"x".as_slice(), &whole].concat()),
        ("truncated", &whole[..whole.len() - 1]),
        ("half", &whole[..whole.len() / 2]),
        ("changed", &changed),
        ("no-manifest", &crate::zip::zip(&no_manifest)),
        ("pk", b"PK\x03\x04"),
    ]);
    for (file, code) in [
        ("again", 0),
        ("digest", 1),
        ("manifest", 1),
        ("twice", 1),
        ("path", 1),
        ("bomb", 1),
        ("crc", 1),
        ("trailing", 1),
        ("before", 1),
        ("truncated", 2),
        ("half", 2),
        ("changed", 1),
        ("no-manifest", 2),
        ("pk", 2),
    ] {
        let (found, said, complaints) = desk.verify(&[file, "--lang", "en"]);
        assert_eq!(found, Some(code), "{file}\n{said}{complaints}");
        assert_eq!(said.is_empty(), code == 2);
    }
    let (_, _, complaint) = desk.verify(&["no-manifest", "--lang", "zh"]);
    assert_eq!(complaint, "no-manifest：是 zip，但不是选举档案（没有 manifest.json）；请指定 record.zip\n");
}
