//! `yepiao credentials` as the chair of an owners' meeting meets it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are test code too")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use yepiao::crypto::group::Point;
use yepiao::election::authority::Points;
use yepiao::election::credential::PrivateCredential;
use yepiao::election::jcs::from_jcs;
use yepiao::election::poll::serial::Serial;

const UUID: &str = "2u7ms3ENMoqM4QLuhWD1Ac";
/// What the notice says.
const NOTICE: [&str; 4] = ["--weborigin", "https://vote.example", "--uuid", UUID];

fn serial(number: u8) -> String {
    Serial::random(&mut ChaCha20Rng::from_seed([number; 32])).to_string()
}

fn voters() -> String {
    let voter = |number: u8| {
        let serial = serial(number);
        format!(
            r#"{{"name":"王*","room":"7 号楼 {number}01","serial":"{serial}","voter":"v{number}","weight":{{"area":89{number}0,"people":1}}}}"#
        )
    };
    let voters: Vec<String> = (1..=3).map(voter).collect();
    format!(
        r#"{{"format":"yepiao/voters/v1","uuid":"{UUID}","voters":[{}],"weborigin":"https://vote.example"}}"#,
        voters.join(",")
    )
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("voters.json", &voters());
        desk.write("passphrase", "四个互不相干的词\n");
        fs::set_permissions(desk.path().join("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let given = ["--passphrase-file", "passphrase", "--lang", "en"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
        command.current_dir(self.path()).arg("credentials").args(arguments).args(given).output().unwrap()
    }

    fn generate(&self, out: &str) -> Output {
        self.generate_as(out, &NOTICE)
    }

    fn generate_as(&self, out: &str, notice: &[&str]) -> Output {
        self.run(&[&["generate", "--voters", "voters.json", "--out", out, "--work-factor", "4"], notice].concat())
    }

    fn slips(&self, notice: &[&str]) -> Output {
        self.run(&[&["slips", "--private", "made/credentials.age", "--out", "slips.csv"], notice].concat())
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_authority_keeps_the_credentials_and_returns_the_points() {
    let desk = Desk::new();
    let made = desk.generate("made");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let private = desk.path().join("made/credentials.age");
    assert_eq!(fs::metadata(&private).unwrap().mode() & 0o777, 0o600);
    assert!(fs::read(&private).unwrap().starts_with(b"age-encryption.org/v1\n"));
    // It tells whose each ballot is.
    assert_eq!(fs::metadata(desk.path().join("made/points.json")).unwrap().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(desk.path().join("made")).unwrap().mode() & 0o777, 0o700);
    let points: Points = from_jcs(&fs::read(desk.path().join("made/points.json")).unwrap()).unwrap();
    assert_eq!(points.points.iter().map(|point| point.voter.as_str()).collect::<Vec<_>>(), ["v1", "v2", "v3"]);

    // What is printed opens the door that the service knows.
    let taken = desk.slips(&NOTICE);
    assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
    let slips = desk.path().join("slips.csv");
    assert_eq!(fs::metadata(&slips).unwrap().mode() & 0o777, 0o600);
    let slips = fs::read_to_string(&slips).unwrap();
    let mut credentials = BTreeSet::new();
    for (line, point) in slips.lines().skip(1).zip(&points.points) {
        let (_, fragment) = line.split_once(&format!("https://vote.example/v/{UUID}#")).unwrap();
        let (credential, serial) = fragment.split_once('.').unwrap();
        assert_eq!(Some(serial), line.split(',').nth(2));
        let secret = PrivateCredential::parse(credential).unwrap().secret(UUID);
        assert_eq!(Point::generator_times(&secret).encode(), point.point);
        credentials.insert(credential.to_owned());
    }
    assert_eq!(credentials.len(), 3);
    // No credential was said aloud.
    for output in [&made, &taken] {
        let all = said(output) + std::str::from_utf8(&output.stdout).unwrap();
        assert!(credentials.iter().all(|credential| !all.contains(credential)));
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_is_left_half_made() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("there")).unwrap();
    let refused = desk.generate("there");
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).starts_with("there: is already there"), "{}", said(&refused));

    let nowhere = desk.generate("no/such/folder");
    assert_eq!(nowhere.status.code(), Some(2));
    for (from, to, why) in [
        ("\"v3\"", "\"v1\"", "voters.json: voters[2].voter: the same as voters[0]"),
        (&serial(3), &serial(2), "voters.json: voters[2].serial: the same as voters[1]"),
        ("\"people\":1", "\"people\":2", "voters.json: voters[0].weight: not one person and an area"),
        ("yepiao/voters/v1", "yepiao/voters/v2", "voters.json: format: not yepiao/voters/v1"),
        ("{\"format\"", "{ \"format\"", "voters.json: not canonical from byte 1 on"),
    ] {
        desk.write("voters.json", &voters().replacen(from, to, 1));
        let refused = desk.generate("made");
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains(why), "{}", said(&refused));
    }
    assert_eq!(desk.names(), ["passphrase", "there", "voters.json"]);
}

#[test]
fn a_passphrase_that_others_can_read_or_guess_is_refused() {
    let desk = Desk::new();
    fs::set_permissions(desk.path().join("passphrase"), fs::Permissions::from_mode(0o640)).unwrap();
    let refused = desk.generate("made");
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("others can read this passphrase file"), "{}", said(&refused));

    fs::set_permissions(desk.path().join("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
    desk.write("passphrase", "1234567\n");
    let refused = desk.generate("made");
    assert!(said(&refused).contains("too short"), "{}", said(&refused));
    assert!(!said(&refused).contains("1234567"));

    desk.write("passphrase", "12345678\n");
    assert_eq!(desk.generate("made").status.code(), Some(0));
    desk.write("passphrase", "12345679\n");
    let refused = desk.slips(&NOTICE);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(said(&refused), "made/credentials.age: this passphrase does not open the file\n");
    assert_eq!(desk.names(), ["made", "passphrase", "voters.json"]);
}

/// A list that leads elsewhere makes slips that give the votes away: what it says is held against the notice, which the service
/// cannot exchange.
#[test]
fn no_slip_is_made_before_its_address_was_compared_with_the_notice() {
    let desk = Desk::new();
    let shown = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    for (notice, code, why) in [
        (vec![], 2, "as the notice has it, please give --weborigin"),
        (vec!["--weborigin", "https://vote.example"], 2, "as the notice has it, please give --uuid"),
        (
            vec!["--weborigin", "https://vote.examp1e", "--uuid", UUID],
            1,
            "the notice says https://vote.examp1e, the list https://vote.example",
        ),
        (
            vec!["--weborigin", "https://vote.example", "--uuid", "2u7ms3ENMoqM4QLuhWD1Ad"],
            1,
            "make no slips before this is clear",
        ),
    ] {
        let refused = desk.generate_as("made", &notice);
        assert_eq!(refused.status.code(), Some(code), "{}", said(&refused));
        assert!(said(&refused).contains(why), "{}", said(&refused));
        assert!(shown(&refused).contains("https://vote.example\n") && shown(&refused).contains(UUID), "{}", shown(&refused));
    }
    assert_eq!(desk.names(), ["passphrase", "voters.json"]);
    // As people write it.
    let made = desk.generate_as("made", &["--weborigin", "vote.example/", "--uuid", UUID]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let refused = desk.slips(&["--weborigin", "vote.other", "--uuid", UUID]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(desk.slips(&[]).status.code(), Some(2));
    assert_eq!(desk.names(), ["made", "passphrase", "voters.json"]);
    assert_eq!(desk.slips(&NOTICE).status.code(), Some(0));
}
