//! What was acknowledged is there after a power cut; a copy of a busy database is whole; a restored one says so.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use serde_json::{Value, json};

use super::cluster::{Database, programs};
use super::routes::OVERLAPPING;
use super::server::{Answer, PASSWORD, Person, Server, program};

/// Invites until told to stop; tells the ids of what was acknowledged.
fn busy(chair: &Person<'_>, community: &str, stop: &AtomicBool, acknowledged: &Sender<String>) {
    let path = format!("/api/v1/communities/{community}/invitations");
    while !stop.load(Ordering::SeqCst) {
        let sent = chair.request("POST", &path).json(&json!({ "role": "member" })).try_send();
        let Some(Answer { status: 201, text, .. }) = sent else { continue };
        let id: Value = serde_json::from_str(&text).unwrap();
        acknowledged.send(id["id"].as_str().unwrap().to_owned()).unwrap();
    }
}

/// Tells the inviting to stop, also where the work fails.
struct Stops<'s>(&'s AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Does something while three invite; the ids of what was acknowledged before it began.
fn meanwhile(chair: &Person<'_>, community: &str, work: impl FnOnce()) -> Vec<String> {
    let stop = &AtomicBool::new(false);
    let (tell, told) = channel();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let tell = tell.clone();
            scope.spawn(move || busy(chair, community, stop, &tell));
        }
        let _stops = Stops(stop);
        let before = told.iter().take(30).collect();
        work();
        before
    })
}

/// What `doctor` says of a database that was put back: good, but for the mark of that.
fn marked_only(server: &Server, database: &str) {
    let secrets = server.folder().join("secrets.toml");
    let doctor = program(&["doctor", "--database", database, "--secrets-file", secrets.to_str().unwrap()]);
    assert!(doctor.out.contains("BAD   restoration mark: there"), "{}", doctor.out);
    assert_eq!((doctor.code, doctor.out.matches("BAD").count()), (Some(1), 1), "{}", doctor.out);
}

/// All ids of a list.
fn all(chair: &Person<'_>, path: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = chair.get(&format!("{path}?limit=200{cursor}")).ok(200);
        ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

fn a_power_cut_takes_back_nothing(postgres: Option<Database>) {
    let server = Server::of_the_program(postgres);
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let login = chair.login.clone();
    let stop = AtomicBool::new(false);
    let (tell, told) = channel();
    let mut acknowledged: Vec<String> = std::thread::scope(|scope| {
        for _ in 0..3 {
            let tell = tell.clone();
            let (chair, community, stop) = (&chair, &community, &stop);
            scope.spawn(move || busy(chair, community, stop, &tell));
        }
        let first = told.iter().take(60).collect();
        server.kill();
        stop.store(true, Ordering::SeqCst);
        first
    });
    drop(tell);
    acknowledged.extend(told);
    let server = server.started_again();
    let chair = server.signs_in(&login, PASSWORD);
    let path = format!("/api/v1/communities/{community}/invitations");
    let kept = all(&chair, &path);
    let lost: Vec<String> = acknowledged.into_iter().filter(|id| !kept.contains(id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let said = doctor(&server);
    assert!(said.contains("audit log service") && !said.contains("BAD"), "{said}");
}

fn doctor(server: &Server) -> String {
    let secrets = server.folder().join("secrets.toml");
    program(&["doctor", "--database", server.database(), "--secrets-file", secrets.to_str().unwrap()]).out
}

#[test]
fn a_power_cut_takes_back_nothing_sqlite() {
    a_power_cut_takes_back_nothing(None);
}

#[test]
fn a_power_cut_takes_back_nothing_postgres() {
    if let Some(database) = Database::new() {
        a_power_cut_takes_back_nothing(Some(database));
    }
}

#[test]
fn a_copy_of_a_busy_database_is_whole_and_a_restored_one_is_marked() {
    let server = Server::of_the_program(None);
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let file = server.folder().join("copy.db");
    let before = meanwhile(&chair, &community, || {
        let said = program(&["backup", "--database", server.database(), file.to_str().unwrap()]).ok();
        assert!(said.contains("SHA-256") && said.contains(&format!("audit log {community}")), "{said}");
    });
    let again = program(&["backup", "--database", server.database(), file.to_str().unwrap()]);
    assert!(again.impossible().contains("copy.db"), "nothing is overwritten");
    let there = program(&["restore", "--database", server.database(), file.to_str().unwrap()]);
    assert!(there.impossible().contains("already there"), "a database in use is not replaced");

    let elsewhere = format!("sqlite:{}", server.folder().join("restored.db").display());
    program(&["restore", "--database", &elsewhere, file.to_str().unwrap()]).ok();
    marked_only(&server, &elsewhere);

    let login = chair.login.clone();
    let restored = server.serving(&elsewhere);
    let chair = restored.signs_in(&login, PASSWORD);
    let kept = all(&chair, &format!("/api/v1/communities/{community}/invitations"));
    assert!(before.iter().all(|id| kept.contains(id)), "what was acknowledged before the copy began is in it");
}

/// As README.md and docker-compose.yml say it: pg_dump while the service runs, pg_restore, `yepiao restore`.
#[test]
fn a_dump_of_a_busy_postgres_is_whole_and_a_restored_one_is_marked() {
    let (Some(database), Some(elsewhere)) = (Database::new(), Database::new()) else { return };
    let server = Server::of_the_program(Some(database));
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let version = chair.takes(&community, OVERLAPPING.as_bytes());
    let file = server.folder().join("yepiao.dump");
    let file = file.to_str().unwrap();
    let before = meanwhile(&chair, &community, || {
        of_postgres("pg_dump", &["--format=custom", "--file", file, "--dbname", server.database()]);
    });
    let refused = program(&["backup", "--database", server.database(), file]);
    assert!(refused.impossible().contains("pg_dump --format=custom"), "the program says how");
    of_postgres("pg_restore", &["--exit-on-error", "--no-owner", "--dbname", elsewhere.url(), file]);
    assert!(program(&["restore", "--database", elsewhere.url(), file]).impossible().contains("pg_restore"));
    assert!(program(&["restore", "--database", elsewhere.url()]).ok().contains("marked as restored"));
    marked_only(&server, elsewhere.url());

    let login = chair.login.clone();
    let restored = server.serving(elsewhere.url());
    let chair = restored.signs_in(&login, PASSWORD);
    let kept = all(&chair, &format!("/api/v1/communities/{community}/invitations"));
    assert!(before.iter().all(|id| kept.contains(id)), "what was acknowledged before the dump began is in it");
    // Opening a version compares its digests: what was sealed can be read there too.
    let path = format!("/api/v1/communities/{community}/roll/versions/{}", version["id"].as_str().unwrap());
    assert_eq!(chair.get(&path).ok(200)["digest"], version["digest"]);
}

#[track_caller]
fn of_postgres(name: &str, arguments: &[&str]) {
    let path = programs().map(|folder| folder.join(name)).filter(|path| path.exists()).unwrap_or_else(|| name.into());
    let said = std::process::Command::new(path).args(arguments).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_damaged_copy_is_not_restored() {
    let server = Server::of_the_program(None);
    let operator = server.operator();
    operator.founds("湖光小区");
    let file = server.folder().join("copy.db");
    program(&["backup", "--database", server.database(), file.to_str().unwrap()]).ok();
    let whole = std::fs::read(&file).unwrap();
    let target = format!("sqlite:{}", server.folder().join("restored.db").display());
    let spoiled = server.folder().join("spoiled.db");
    let mut torn = whole.clone();
    torn.truncate(whole.len() / 2);
    let text = String::from_utf8_lossy(&whole).into_owned();
    assert!(text.contains("community.founded"));
    let changed = replaced(&whole, b"community.founded", b"community.fOunded");
    for (name, bytes) in [("torn", torn), ("an entry changed", changed), ("no database", b"not a database at all".to_vec())] {
        std::fs::write(&spoiled, bytes).unwrap();
        let said = program(&["restore", "--database", &target, spoiled.to_str().unwrap()]);
        assert!(said.impossible().contains("spoiled.db"), "{name}");
        assert!(!server.folder().join("restored.db").exists(), "{name}");
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    let mut changed = bytes.to_vec();
    changed[at..at + to.len()].copy_from_slice(to);
    changed
}

#[test]
fn secrets_that_others_can_read_or_that_are_missing_are_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let secrets = folder.path().join("secrets.toml");
    let secrets = secrets.to_str().unwrap();
    let database = format!("sqlite:{}", folder.path().join("a.db").display());
    let serve = |more: &[&str]| program(&[&["serve", "--database", &database], more].concat()).impossible();
    assert!(serve(&[]).contains("no secrets"));
    program(&["secrets", "--out", secrets]).ok();
    assert!(program(&["secrets", "--out", secrets]).impossible().contains("secrets.toml"), "nothing is overwritten");
    // Also in the environment, and in no other variable.
    let text = std::fs::read_to_string(secrets).unwrap();
    let doctor = |name: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yepiao"));
        let out =
            command.args(["--lang", "en", "doctor", "--database", &database]).env_clear().env(name, &text).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(doctor("YEPIAO_SECRETS").contains("good  secrets: for production"));
    assert!(doctor("SECRETS").contains("BAD   secrets"));
    assert!(serve(&["--secrets-file", secrets, "--test-clock"]).contains("a clock that can be set"));
    assert!(serve(&["--secrets-file", secrets, "--public-url", "http://vote.example.cn"]).contains("https"));
    std::fs::set_permissions(secrets, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(serve(&["--secrets-file", secrets]).contains("chmod 600"));
    std::fs::set_permissions(secrets, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(secrets, "nonsense = 1").unwrap();
    assert!(serve(&["--secrets-file", secrets]).contains("secrets"));
}

/// Behind the service's back, as whoever owns the database could.
fn tamper(database: &str, sql: &str) -> Result<(), String> {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;
    let done = match database.strip_prefix("sqlite:") {
        Some(path) => diesel::SqliteConnection::establish(path).unwrap().batch_execute(sql),
        None => diesel::PgConnection::establish(database).unwrap().batch_execute(sql),
    };
    done.map_err(|error| error.to_string())
}

fn an_edited_log_is_refused_or_found(postgres: Option<Database>) {
    let on_postgres = postgres.is_some();
    let server = Server::of_the_program(postgres);
    let community = server.operator().founds("湖光小区");
    assert!(!doctor(&server).contains("BAD"));
    let edit = "UPDATE audit_entries SET at = at + 1 WHERE seq = 0 AND chain <> 'service'";
    for attempt in [edit, "DELETE FROM audit_entries WHERE seq = 0"] {
        assert!(tamper(server.database(), attempt).unwrap_err().contains("only grows"), "{attempt}");
    }
    let unguard = if on_postgres {
        "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_no_change"
    } else {
        "DROP TRIGGER audit_entries_no_update; DROP TRIGGER audit_entries_no_delete"
    };
    tamper(server.database(), unguard).unwrap();
    let said = doctor(&server);
    assert!(said.contains("BAD   guards of the log: audit_entries"), "{said}");
    tamper(server.database(), edit).unwrap();
    let said = doctor(&server);
    assert!(said.contains(&format!("BAD   audit log {community}: broken at 0 it was changed")), "{said}");
    // Whoever also makes the digest anew breaks the next entry, or the head.
    tamper(server.database(), "DELETE FROM audit_entries WHERE chain = 'service' AND seq = 1").unwrap();
    let said = doctor(&server);
    assert!(said.contains("BAD   audit log service: broken at 1 entries are missing at the end"), "{said}");
}

#[test]
fn an_edited_log_is_refused_or_found_sqlite() {
    an_edited_log_is_refused_or_found(None);
}

#[test]
fn an_edited_log_is_refused_or_found_postgres() {
    if let Some(database) = Database::new() {
        an_edited_log_is_refused_or_found(Some(database));
    }
}

/// A new key is added by hand, as the file of secrets says; then what the old one sealed is sealed again and the old one can go.
/// Makes another key of the vault the current one, while the old one is still there. Returns how to throw that away.
pub(crate) fn changes_the_key(server: &Server) -> impl FnOnce() + use<> {
    let file = server.folder().join("secrets.toml");
    let old = std::fs::read_to_string(&file).unwrap();
    let more = server.folder().join("more.toml");
    program(&["secrets", "--test", "--out", more.to_str().unwrap()]).ok();
    let more = std::fs::read_to_string(more).unwrap();
    let value = |text: &str| text.split("[vault.keys]\n").nth(1).unwrap().split('"').nth(3).unwrap().to_owned();
    let today = old.split("current = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let both = old.replacen(&format!("current = \"{today}\""), "current = \"next\"", 1).replacen(
        "[vault.keys]\n",
        &format!("[vault.keys]\n\"next\" = \"{}\"\n", value(&more)),
        1,
    );
    std::fs::write(&file, &both).unwrap();
    let without = both.replacen(&format!("\"{today}\" = \"{}\"\n", value(&old)), "", 1);
    move || std::fs::write(&file, without).unwrap()
}

/// What `yepiao admin reseal` says.
pub(crate) fn reseal(server: &Server) -> String {
    let file = server.folder().join("secrets.toml");
    program(&["admin", "reseal", "--database", server.database(), "--secrets-file", file.to_str().unwrap()]).ok()
}

fn a_key_is_changed(postgres: Option<Database>) {
    let server = Server::of_the_program(postgres);
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let (login, contact) = (chair.login.clone(), format!("/api/v1/communities/{community}/staff/{}/contact", chair.id));
    let throw_away = changes_the_key(&server);
    assert_eq!(reseal(&server), "sealed again: 2\n");
    assert_eq!(reseal(&server), "sealed again: 0\n");
    throw_away();
    let server = server.started_again();
    let chair = server.signs_in(&login, PASSWORD);
    assert_eq!(chair.post(&contact, &json!({ "purpose": "call" })).ok(200)["phone"], "13804312345");
}

#[test]
fn a_key_is_changed_sqlite() {
    a_key_is_changed(None);
}

#[test]
fn a_key_is_changed_postgres() {
    if let Some(database) = Database::new() {
        a_key_is_changed(Some(database));
    }
}
