//! `yepiao trustee` as three owners and the grid officer of their street meet it, from the keys to the opening.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are test code too"
)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use unicode_width::UnicodeWidthStr as _;
use yepiao::election::record::Record;

/// A table with everybody's files. Members of the joint key are 1 to 3, the grid officer has a key of her own.
struct Office(tempfile::TempDir);

const MEMBERS: [usize; 3] = [1, 2, 3];

impl Office {
    fn new() -> Self {
        let office = Self(tempfile::tempdir().unwrap());
        office.write("passphrase", "四个互不相干的词\n");
        fs::set_permissions(office.at("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::create_dir(office.at("table")).unwrap();
        office
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.at(name)).unwrap()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    fn exists(&self, name: &str) -> bool {
        self.at(name).exists()
    }

    fn yepiao(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
        Said(command.current_dir(self.0.path()).args(arguments).args(["--lang", "en"]).output().unwrap())
    }

    fn trustee(&self, arguments: &[&str]) -> Said {
        self.yepiao(&[&["trustee"], arguments, &["--passphrase-file", "passphrase"]].concat())
    }

    fn keygen(&self) -> Said {
        self.trustee(&["keygen", "--key", "officer.key", "--out", "officer.json", "--name", "网格员", "--work-factor", "4"])
    }

    /// The first time of a member.
    fn begin(&self, member: usize) -> Said {
        let member = member.to_string();
        let key = format!("{member}.key");
        let shape = ["--member", &member, "--members", "3", "--threshold", "2", "--work-factor", "4"];
        self.trustee(&[&["ceremony", "--key", &key, "--folder", "table"], shape.as_slice()].concat())
    }

    fn go_on(&self, member: usize) -> Said {
        self.trustee(&["ceremony", "--key", &format!("{member}.key"), "--folder", "table"])
    }

    /// Everybody's keys, and the list of trustees.
    fn make_keys(&self) {
        self.keygen().done();
        for member in MEMBERS {
            self.begin(member).done();
        }
        for _ in 0..3 {
            for member in MEMBERS {
                self.go_on(member).done();
            }
        }
        let list = format!("[{},{}]", self.text("officer.json"), self.text("table/joint-key.json"));
        self.write("trustees.json", &list);
    }

    /// A poll with these trustees, held up to the closing. The same poll again with other `voids`: another log, another sum.
    fn hold(&self, out: &str, voids: u32) {
        let poll = ["simulate", "--voters", "6", "--candidates", "0", "--seats", "0", "--matters", "1", "--paper", "1"];
        let voids = voids.to_string();
        let more = ["--trustee-list", "trustees.json", "--seed", "story", "--voids", &voids, "--out", out];
        self.yepiao(&[poll.as_slice(), &more].concat()).done();
    }

    fn sign(&self, record: &str, key: &str, out: &str) -> Said {
        self.trustee(&["sign", record, "--not-compared", "--key", key, "--out", out])
    }

    fn decrypt(&self, record: &str, key: &str, out: &str, signatures: &[&str]) -> Said {
        let signatures: Vec<&str> = signatures.iter().flat_map(|file| ["--signature", file]).collect();
        self.trustee(&[&["decrypt", record, "--key", key, "--out", out], signatures.as_slice()].concat())
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.at(folder)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

struct Said(Output);

impl Said {
    fn code(&self) -> Option<i32> {
        self.0.status.code()
    }

    fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn done(self) -> String {
        assert_eq!(self.code(), Some(0), "{}{}", self.out(), self.err());
        self.out()
    }

    #[track_caller]
    fn refused(self, code: i32, why: &str) {
        assert_eq!(self.code(), Some(code), "{}{}", self.out(), self.err());
        assert!(self.err().contains(why), "{}", self.err());
    }

    /// The digits that are compared by telephone.
    fn digits(text: &str) -> Option<&str> {
        let is_code = |line: &&str| {
            let groups: Vec<&str> = line.trim().split(' ').collect();
            groups.len() == 13 && groups.iter().all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
        };
        text.lines().find(is_code)
    }
}

/// Keys and records take a while: made once, copied into each test's own office.
static KEPT: LazyLock<Office> = LazyLock::new(|| {
    let office = Office::new();
    office.make_keys();
    for (folder, voids) in [("first", 0), ("second", 1)] {
        office.hold(folder, voids);
        let record = Record::open(fs::File::open(office.at(folder).join("record.zip")).unwrap()).unwrap();
        let checkpoint = record.file("checkpoint").unwrap().unwrap();
        fs::write(office.at(folder).join("checkpoint"), checkpoint.bytes).unwrap();
    }
    office
});

fn office_after_the_vote() -> Office {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
            if from.is_dir() {
                copy(&from, &to);
            } else {
                // With its rights.
                fs::copy(&from, &to).unwrap();
            }
        }
    }
    let office = Office(tempfile::tempdir().unwrap());
    copy(KEPT.0.path(), office.0.path());
    office
}

const FIRST: &str = "first/record.zip";
const SECOND: &str = "second/record.zip";

#[test]
fn three_people_make_one_key_by_passing_files() {
    let office = Office::new();
    let first = office.begin(2).done();
    assert!(first.contains("Round 1: 1-certificate-2.json is ready"), "{first}");
    assert!(first.contains("Still missing in table: 1-certificate-1.json, 1-certificate-3.json."), "{first}");
    assert_eq!(fs::metadata(office.at("2.key")).unwrap().mode() & 0o777, 0o600);
    assert!(office.read("2.key").starts_with(b"age-encryption.org/v1\n"));
    office.begin(1).done();
    // A mail program put a line feed behind a message.
    office.write("table/1-certificate-1.json", &(office.text("table/1-certificate-1.json") + "\r\n"));
    let mut codes = vec![];
    for member in [3, 1, 2, 3, 1, 2, 3] {
        let said = if office.exists(&format!("{member}.key")) { office.go_on(member) } else { office.begin(member) }.done();
        codes.extend(Said::digits(&said).map(str::to_owned));
    }
    assert!(codes.len() >= 6);
    codes.dedup();
    assert_eq!(codes.len(), 1, "the members saw different certificates");
    let rounds = ["1-certificate", "2-polynomial", "3-key"];
    let messages = rounds.iter().flat_map(|round| MEMBERS.map(|member| format!("{round}-{member}.json")));
    let mut expected: Vec<String> = messages.chain(["joint-key.json".to_owned()]).collect();
    expected.sort();
    assert_eq!(office.names("table"), expected);
    let joint = office.text("table/joint-key.json");
    assert!(joint.starts_with("[\"Pedersen\",{\"threshold\":2,"));
    // Again: nothing changes.
    assert!(office.go_on(1).done().contains("The joint key is made"));
    assert_eq!(office.text("table/joint-key.json"), joint);
    // Nobody else's joint key is taken for it.
    office.write("table/joint-key.json", &joint.replacen("\"threshold\":2", "\"threshold\":1", 1));
    office.go_on(1).refused(2, "table/joint-key.json: is not the joint key that was made");
}

#[test]
fn a_member_who_sends_something_wrong_is_named() {
    let office = Office::new();
    for member in MEMBERS {
        office.begin(member).done();
    }
    for member in MEMBERS {
        office.go_on(member).done();
    }
    assert!(office.exists("table/2-polynomial-2.json"));
    let honest = office.text("table/2-polynomial-2.json");

    let change = |from: &str, to: &str| {
        let changed = honest.replacen(from, to, 1);
        assert_ne!(changed, honest);
        office.write("table/2-polynomial-2.json", &changed);
    };
    // The tag of the first secret, and the public polynomial.
    let secrets = honest.find("\"secrets\":[").unwrap();
    let place = secrets + honest[secrets..].find("\\\"}\",").unwrap() - 1;
    let digit = if &honest[place..=place] == "0" { "1" } else { "0" };
    office.write("table/2-polynomial-2.json", &format!("{}{digit}{}", &honest[..place], &honest[place + 1..]));
    office.go_on(1).refused(2, "table: member 2: the secret for member 1: ");
    change("coefexps", "coefexpz");
    office.go_on(1).refused(2, "table: member 2: ");
    change("{\\\"coefexps\\\":[\\\"", "{\\\"coefexps\\\":[\\\"f");
    office.go_on(1).refused(2, "table: member 2: ");
    // Somebody else's message under this name.
    office.write("table/2-polynomial-2.json", &office.text("table/2-polynomial-3.json"));
    office.go_on(1).refused(2, "table: member 2: the polynomial is not signed by the member");
    // A certificate exchanged after it was answered, and one's own.
    office.write("table/2-polynomial-2.json", &honest);
    let certificate = office.text("table/1-certificate-3.json");
    let other = Office::new();
    other.begin(3).done();
    office.write("table/1-certificate-3.json", &other.text("table/1-certificate-3.json"));
    office.go_on(1).refused(2, "table: the messages of step 1 are not those that this member answered");
    office.go_on(3).refused(2, "table: the message of step 1 under this member's own name is not the one that it wrote");
    // With everything as it was, it goes on.
    office.write("table/1-certificate-3.json", &certificate);
    for member in MEMBERS {
        office.go_on(member).done();
    }
    assert!(office.go_on(1).done().contains("The joint key is made"));
}

#[test]
fn keys_are_private_never_overwritten_and_never_half_made() {
    let office = Office::new();
    let made = office.keygen().done();
    assert!(made.contains("The key is made, and was read back."));
    assert_eq!(fs::metadata(office.at("officer.key")).unwrap().mode() & 0o777, 0o600);
    let (key, public) = (office.read("officer.key"), office.text("officer.json"));
    assert!(public.starts_with("[\"Single\",{\"pok\":") && public.contains("网格员"));

    office.keygen().refused(2, "officer.key: is already there");
    fs::rename(office.at("officer.key"), office.at("elsewhere.key")).unwrap();
    office.keygen().refused(2, "officer.json: is already there");
    assert!(!office.exists("officer.key"));
    assert_eq!((office.read("elsewhere.key"), office.text("officer.json")), (key, public));

    let nowhere = ["keygen", "--key", "new.key", "--out", "no/such/folder.json", "--work-factor", "4"];
    office.trustee(&nowhere).refused(2, "no such file");
    office.begin(4).refused(2, "--member: there is no member 4");
    let too_low = ["ceremony", "--key", "low.key", "--folder", "table", "--member", "1", "--members", "4", "--threshold", "2"];
    office.trustee(&too_low).refused(2, "the threshold must be above half the number of members");
    office.go_on(1).refused(2, "1.key: there is no such key file");
    assert_eq!(office.names("."), ["elsewhere.key", "officer.json", "passphrase", "table"]);
    assert!(office.names("table").is_empty());
}

#[test]
fn enough_trustees_open_the_votes() {
    let office = office_after_the_vote();
    let seen = office.yepiao(&["trustee", "check", FIRST]).done();
    let code = Said::digits(&seen).unwrap();
    assert!(seen.starts_with("The record is valid: ") && seen.contains("yepiao/close/v1|"), "{seen}");
    assert_ne!(Said::digits(&office.yepiao(&["trustee", "check", SECOND]).done()), Some(code));

    // Nobody decrypts before enough have signed.
    office.decrypt(FIRST, "1.key", "1.part", &[]).refused(2, "not enough signatures to decrypt: trustee 1 has not signed");
    for (key, out) in [("officer.key", "officer.sig"), ("1.key", "1.sig")] {
        let said = office.sign(FIRST, key, out).done();
        assert_eq!(Said::digits(&said), Some(code));
    }
    let two = ["officer.sig", "1.sig"];
    office.decrypt(FIRST, "1.key", "1.part", &two).refused(2, "joint key 2: 1 members have signed, 2 must");
    office.decrypt(FIRST, "1.key", "1.part", &["officer.sig", "1.sig", "1.sig"]).refused(2, "joint key 2: 1 members");
    office.sign(FIRST, "3.key", "3.sig").done();
    let signatures = ["officer.sig", "1.sig", "3.sig"];

    // A member who did not sign may decrypt; the key is locked then, too.
    for (key, out) in [("officer.key", "officer.part"), ("2.key", "2.part"), ("3.key", "3.part")] {
        office.decrypt(FIRST, key, out, &signatures).done();
    }
    office.sign(SECOND, "2.key", "2.sig").refused(2, "2.key: this key has already signed another statement of this poll");
    // Once: asked again, it gives what it gave.
    office.decrypt(FIRST, "2.key", "again.part", &signatures).done();
    assert_eq!(office.read("2.part"), office.read("again.part"));

    let add = |record: &str, out: &str, more: &[&str]| office.yepiao(&[&["record", "add", record, "--out", out], more].concat());
    add(FIRST, "early.zip", &["--part", "officer.part"]).refused(2, "not enough signatures");
    let signed = ["--signature", "officer.sig", "--signature", "1.sig", "--signature", "3.sig"];
    add(FIRST, "signed.zip", &signed).done();
    // A record with the signatures in it takes the place of the files.
    office.decrypt("signed.zip", "1.key", "1.part", &[]).done();
    add("signed.zip", "some.zip", &["--part", "officer.part", "--part", "3.part"]).done();
    add("some.zip", "open.zip", &["--part", "2.part"]).done();
    for record in [FIRST, "signed.zip", "some.zip", "open.zip"] {
        office.yepiao(&["verify", record]).done();
    }
    // Of another sum, or changed.
    add(SECOND, "mixed.zip", &signed).refused(2, "officer.sig: signs another statement");
    let part = office.text("2.part");
    let place = part.find("\"response\":\"").unwrap() + 12;
    let digit = if &part[place..=place] == "1" { "2" } else { "1" };
    office.write("2.part", &format!("{}{digit}{}", &part[..place], &part[place + 1..]));
    add("some.zip", "false.zip", &["--part", "2.part"]).refused(2, "2.part: ");
    for name in ["early.zip", "mixed.zip", "false.zip", "2.sig"] {
        assert!(!office.exists(name), "{name}");
    }
}

#[test]
fn a_trustee_asked_for_a_second_statement_refuses() {
    let office = office_after_the_vote();
    let refused = "1.key: this key has already signed another statement of this poll";
    office.sign(FIRST, "1.key", "1.sig").done();
    let before = office.read("1.key");
    office.sign(SECOND, "1.key", "second.sig").refused(2, refused);
    for key in ["officer.key", "3.key"] {
        office.sign(SECOND, key, &format!("{key}.sig")).done();
    }
    // Even if everybody else agrees.
    fs::copy(office.at("2.key"), office.at("backup.key")).unwrap();
    office.sign(SECOND, "2.key", "2.sig").done();
    let signatures = ["officer.key.sig", "2.sig", "3.key.sig"];
    office.decrypt(SECOND, "1.key", "1.part", &signatures).refused(2, refused);
    assert!(!office.exists("second.sig") && !office.exists("1.part"));
    assert_eq!(office.read("1.key"), before, "a refusal changed the key");
    // The same statement is signed again by whoever lost the file.
    office.sign(FIRST, "1.key", "again.sig").done();
    // A signature for the other statement does not open this one.
    office.decrypt(FIRST, "1.key", "1.part", &["2.sig"]).refused(2, "2.sig: signs another statement; nothing is decrypted");
    // What the trustee was told: a backup has no lock.
    office.sign(FIRST, "backup.key", "backup.sig").done();
}

#[test]
fn a_trustee_whose_machine_stops_between_lock_and_signature_is_bound_by_the_lock() {
    let office = office_after_the_vote();
    // The place for the signature is gone when it is to be written: the lock was on the disk before.
    office.sign(FIRST, "3.key", "lost/3.sig").refused(2, "cannot be written");
    office.sign(SECOND, "3.key", "3.sig").refused(2, "3.key: this key has already signed another statement of this poll");
    assert!(!office.exists("3.sig"));
    office.sign(FIRST, "3.key", "3.sig").done();
    assert!(!office.names(".").iter().any(|name| name.starts_with(".yepiao-")));
}

/// Who shows two trustees two records wants two sums decrypted: nothing is locked or signed before the digits were compared.
#[test]
fn nothing_is_signed_before_the_digits_were_compared() {
    let office = office_after_the_vote();
    let before = office.read("1.key");
    let sign = |more: &[&str]| office.trustee(&[&["sign", FIRST, "--key", "1.key", "--out", "1.sig"], more].concat());
    let shown = office.yepiao(&["trustee", "check", FIRST]).done();
    let digits = Said::digits(&shown).unwrap().trim().to_owned();
    let other = office.yepiao(&["trustee", "check", SECOND]).done();
    let other = Said::digits(&other).unwrap().trim().to_owned();

    let silent = sign(&[]);
    assert!(silent.out().contains(&digits), "{}", silent.out());
    silent.refused(2, "nothing is signed yet: let another trustee read the digits out on the telephone");
    // What somebody sees who was shown the other record.
    sign(&["--heard", &other]).refused(1, "differs. Let it be read again; if it does differ, you do not see the same record");
    sign(&["--heard", &digits[..47]]).refused(1, "13 groups of three digits are needed");
    assert_eq!(office.read("1.key"), before, "locked to nothing");
    assert!(!office.exists("1.sig"));
    sign(&["--heard", &digits.replace(' ', "-")]).done();
    assert!(office.exists("1.sig") && office.read("1.key") != before);

    let warned = office.sign(FIRST, "2.key", "2.sig");
    assert!(warned.err().contains("warning: the digits were not compared with another trustee"), "{}", warned.err());
    warned.done();
    let both = office.trustee(&["sign", FIRST, "--heard", &digits, "--not-compared", "--key", "3.key", "--out", "3.sig"]);
    both.refused(2, "cannot be used with");
}

#[test]
fn a_wrong_record_passphrase_or_key_locks_nothing() {
    let office = office_after_the_vote();
    let before = office.read("1.key");
    let mut record = office.read(FIRST);
    let middle = record.len() / 2;
    record[middle] ^= 1;
    fs::write(office.at("changed.zip"), &record).unwrap();
    office.sign("changed.zip", "1.key", "1.sig").refused(1, "the record is not valid, do not sign");
    office.sign("first/people.bel", "1.key", "1.sig").refused(2, "first/people.bel: ");
    office.write("passphrase", "另外四个不相干的词\n");
    office.sign(FIRST, "1.key", "1.sig").refused(2, "1.key: this passphrase does not open the file");
    office.write("passphrase", "四个互不相干的词\n");
    office.sign(FIRST, "officer.json", "1.sig").refused(2, "officer.json: not a file that is encrypted with a passphrase");
    // Somebody who is no trustee of this poll.
    office.trustee(&["keygen", "--key", "stranger.key", "--out", "stranger.json", "--work-factor", "4"]).done();
    let stranger = office.read("stranger.key");
    office.sign(FIRST, "stranger.key", "1.sig").refused(2, "stranger.key: this key is not one of this poll's trustees'");
    // A member whose joint key is not finished.
    fs::create_dir(office.at("other table")).unwrap();
    let begin = ["--member", "1", "--members", "3", "--threshold", "2", "--work-factor", "4"];
    office.trustee(&[&["ceremony", "--key", "new.key", "--folder", "other table"], begin.as_slice()].concat()).done();
    office.sign(FIRST, "new.key", "1.sig").refused(2, "new.key: the joint key of this trustee is not finished yet");
    assert_eq!((office.read("1.key"), office.read("stranger.key")), (before, stranger), "locked to nothing");
    assert!(!office.exists("1.sig"));
    office.sign(FIRST, "1.key", "1.sig").done();
}

#[test]
fn a_log_that_was_cut_or_forked_is_not_signed() {
    let office = office_after_the_vote();
    // The head of the other log is what a trustee kept: the same key signed both.
    office.yepiao(&["trustee", "check", FIRST, "--checkpoint", "first/checkpoint"]).done();
    let check = office.yepiao(&["trustee", "check", SECOND, "--checkpoint", "first/checkpoint"]);
    check.refused(1, "the record contradicts a head of the log that you kept, do not sign");
    // The other way round the head is of a longer log: without the entries since then nobody can tell.
    let check = office.yepiao(&["trustee", "check", FIRST, "--checkpoint", "second/checkpoint"]);
    check.refused(1, "the head was signed after the record was made and cannot be compared yet, do not sign");
    let sign = ["sign", FIRST, "--not-compared", "--key", "1.key", "--out", "1.sig", "--checkpoint", "second/checkpoint"];
    office.trustee(&sign).refused(1, "second/checkpoint: ");
    assert!(!office.exists("1.sig"));
}

/// What belenios-tool 3.3 left behind: the list of trustees of an election of its own, and the files of a member.
#[test]
fn a_key_that_the_independent_tool_made_signs_and_decrypts() {
    use yepiao::election::archive::{Payload, Reader};
    let office = Office::new();
    let archive = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/archives/mini.bel")).unwrap();
    let trustees = Reader::new(archive.as_slice()).find_map(|entry| match entry.content?.payload {
        Payload::Setup { trustees, .. } => trustees,
        _ => None,
    });
    fs::write(office.at("trustees.json"), trustees.unwrap()).unwrap();
    let vectors = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/belenios-v1-ed25519.json")).unwrap();
    let vectors: serde_json::Value = serde_json::from_slice(&vectors).unwrap();
    office.write("id.key", vectors["dkg_seed"].as_str().unwrap());
    office.write("id.dkey", &format!("{}\n", vectors["dkey"].as_str().unwrap()));
    office.hold("poll", 0);
    let import = |more: &[&str]| office.trustee(&[&["import", "--work-factor", "4", "--key", "my.key"], more].concat());
    let files = ["--member-key", "id.key", "--dkey", "id.dkey", "--trustees"];
    import(&[files.as_slice(), &["id.dkey"]].concat()).refused(2, "id.key: ");
    import(&["--member-key", "id.key"]).refused(2, "--dkey");
    import(&[]).refused(2, "--member-key");
    assert!(!office.exists("my.key"));
    let said = import(&[files.as_slice(), &["trustees.json"]].concat()).done();
    assert!(said.contains("never decrypt with"), "{said}");
    assert_eq!(fs::metadata(office.at("my.key")).unwrap().mode() & 0o777, 0o600);
    office.sign("poll/record.zip", "my.key", "my.sig").done();
    assert!(office.text("my.sig").contains("\"owner\":2"));
    // It is bound like any other.
    office.hold("other", 1);
    office.sign("other/record.zip", "my.key", "other.sig").refused(2, "this key has already signed another statement");
    // It is a member's key, and has no further part in the making of one.
    office.trustee(&["ceremony", "--key", "my.key", "--folder", "table"]).done();
    assert_eq!(office.names("table"), ["joint-key.json"]);
}

#[test]
fn a_private_key_of_the_independent_tool_opens_a_poll_alone() {
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;
    let office = Office::new();
    office.write("id.privkey", "\"4711\"\n");
    let custody = yepiao::election::custody::Custody::of_private_key("网格员", b"\"4711\"").unwrap();
    let item = custody.single_item(&mut ChaCha20Rng::from_seed([7; 32])).unwrap();
    let list = yepiao::election::json::to_canonical(&[item]).unwrap();
    fs::write(office.at("trustees.json"), list).unwrap();
    office.hold("poll", 0);
    let import = ["import", "--work-factor", "4", "--key", "my.key", "--privkey", "id.privkey", "--name", "网格员"];
    office.trustee(&import).done();
    office.trustee(&import).refused(2, "my.key: is already there");
    // Who is alone has nobody to compare with.
    office.trustee(&["sign", "poll/record.zip", "--key", "my.key", "--out", "my.sig"]).done();
    office.decrypt("poll/record.zip", "my.key", "my.part", &["my.sig"]).done();
    let add = ["record", "add", "poll/record.zip", "--signature", "my.sig", "--part", "my.part", "--out", "open.zip"];
    office.yepiao(&add).done();
    office.yepiao(&["verify", "open.zip"]).done();
}

#[test]
fn every_page_of_help_fits_the_screen_in_both_languages() {
    let office = Office::new();
    let pages = [
        "trustee",
        "trustee keygen",
        "trustee ceremony",
        "trustee import",
        "trustee check",
        "trustee sign",
        "trustee decrypt",
        "credentials",
        "credentials generate",
        "credentials slips",
        "record",
        "record add",
    ];
    for page in pages {
        for (lang, foreign) in [("zh", "Print help"), ("en", "显示")] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
            let ran =
                command.current_dir(office.0.path()).args(page.split(' ')).args(["--help", "--lang", lang]).output().unwrap();
            let text = Said(ran).done();
            assert!(!text.contains(foreign), "{text}");
            for line in text.lines() {
                assert!(line.width() <= 80, "{page}: {line}");
            }
        }
    }
}
