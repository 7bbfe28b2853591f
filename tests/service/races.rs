//! Two at once on PostgreSQL, where transactions run beside one another. A story that must not depend on luck holds a row itself, lets a
//! request run into it, and changes meanwhile what the request relies on.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use serde_json::json;

use super::server::{Answer, PASSWORD, Server, program};
use crate::stories;

const OTHER: &str = "秋天的湖光也好看2021";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn count(server: &Server, query: &str) -> i64 {
    let mut connection = PgConnection::establish(server.database()).unwrap();
    diesel::sql_query(query).get_result::<Count>(&mut connection).unwrap().count
}

fn changes(server: &Server, text: &str) {
    PgConnection::establish(server.database()).unwrap().batch_execute(text).unwrap();
}

/// What those answer who ask while the test holds something in a transaction of its own: it changes something before it lets go. It lets go
/// once all of them wait, or have answered without.
pub(crate) fn meet<T: Send>(server: &Server, holds: &str, asking: usize, ask: impl Fn() -> T + Sync, meanwhile: &str) -> Vec<T> {
    let mut connection = PgConnection::establish(server.database()).unwrap();
    connection.batch_execute(&format!("BEGIN; {holds}")).unwrap();
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..asking).map(|_| scope.spawn(&ask)).collect();
        let begun = Instant::now();
        let waiting =
            "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        loop {
            let answered = asked.iter().filter(|one| one.is_finished()).count();
            if usize::try_from(count(server, waiting)).unwrap() + answered >= asking {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(25), "nobody waits");
            std::thread::sleep(Duration::from_millis(10));
        }
        connection.batch_execute(&format!("{meanwhile}; COMMIT")).unwrap();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// The same of one.
pub(crate) fn meets<T: Send>(server: &Server, holds: &str, ask: impl Fn() -> T + Sync, meanwhile: &str) -> T {
    meet(server, holds, 1, ask, meanwhile).pop().unwrap()
}

stories! {
    fn of_many_who_guess_at_once_five_are_judged(server) {
        let operator = server.operator();
        for login in [operator.login.as_str(), "nobody-of-this-name"] {
            let guess = || server.try_sign_in(login, "wrong password").status;
            let statuses: Vec<u16> = std::thread::scope(|scope| {
                let all: Vec<_> = (0..16).map(|_| scope.spawn(guess)).collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
            assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
        }
    }
}

#[test]
fn a_password_that_was_just_replaced_opens_no_session() {
    let Some(server) = Server::on_postgres() else { return };
    let operator = server.operator();
    let replaced = format!("UPDATE accounts SET password = 'another' WHERE id = '{}'", operator.id);
    meets(&server, &replaced, || server.try_sign_in(&operator.login, PASSWORD), "").problem(401, "sign_in_failed");
    assert_eq!(count(&server, "SELECT count(*) AS count FROM sessions"), 1, "the one of before");
}

#[test]
fn who_changes_the_password_does_not_undo_a_reset() {
    let Some(server) = Server::on_postgres() else { return };
    let operator = server.operator();
    let reset = format!("UPDATE accounts SET password = 'another' WHERE id = '{}'", operator.id);
    let change = json!({ "old": PASSWORD, "password": OTHER });
    let changes = || operator.request("PUT", "/api/v1/me/password").json(&change).send();
    meets(&server, &reset, changes, "").problem(401, "sign_in_failed");
    server.try_sign_in(&operator.login, OTHER).problem(401, "sign_in_failed");
}

#[test]
fn of_two_links_to_a_new_password_only_the_newer_is_good() {
    let Some(server) = Server::on_postgres() else { return };
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let makes = || operator.request("POST", &format!("/api/v1/communities/{community}/staff/{}/reset", chair.id)).send();
    makes().ok(201);
    // Somebody else makes one at the same moment.
    let another = format!(
        "UPDATE accounts SET version = version WHERE id = '{}'; \
         INSERT INTO invitations SELECT 'another', 'another', community_id, role, account_id, buildings, property_staff, invited_by, \
         created_at, expires_at, NULL FROM invitations WHERE role = 'reset'",
        chair.id
    );
    meets(&server, &another, makes, "").ok(201);
    let good = "SELECT count(*) AS count FROM invitations WHERE role = 'reset' AND ended IS NULL";
    assert_eq!(count(&server, good), 1);
}

#[test]
fn what_is_read_stood_so_at_one_moment() {
    let Some(server) = Server::on_postgres() else { return };
    let operator = server.operator();
    let chair = operator.brings(&operator.founds("湖光小区"), "chair");
    let leaves = format!(
        "UPDATE accounts SET name = '别人' WHERE id = '{}'; DELETE FROM memberships WHERE account_id = '{}'",
        chair.id, chair.id
    );
    // The name is read before the roles.
    let lock = "LOCK TABLE memberships IN ACCESS EXCLUSIVE MODE";
    let me = meets(&server, lock, || chair.get("/api/v1/me").ok(200), &leaves);
    assert_eq!((me["name"].as_str(), me["roles"].as_array().map(Vec::len)), (Some("王小明"), Some(1)), "{me}");
    let me = chair.get("/api/v1/me").ok(200);
    assert_eq!((me["name"].as_str(), me["roles"].as_array().map(Vec::len)), (Some("别人"), Some(0)), "{me}");
}

#[test]
fn the_doctor_finds_nothing_wrong_with_a_log_that_grows_meanwhile() {
    let Some(server) = Server::on_postgres() else { return };
    let community = server.operator().founds("湖光小区");
    let last = format!("chain = '{community}' AND seq = 0");
    // The entry that will come is taken out beforehand.
    changes(
        &server,
        &format!(
            "CREATE TABLE later AS SELECT * FROM audit_entries WHERE {last}; \
             ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_no_change; DELETE FROM audit_entries WHERE {last}; \
             ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_no_change; \
             UPDATE chains SET next_seq = 0, head = '' WHERE id = '{community}'"
        ),
    );
    let comes = format!(
        "INSERT INTO audit_entries SELECT * FROM later; \
         UPDATE chains SET next_seq = 1, head = (SELECT digest FROM later) WHERE id = '{community}'"
    );
    let doctor = || program(&["doctor", "--database", server.database()]).out;
    let said = meets(&server, "LOCK TABLE audit_entries IN ACCESS EXCLUSIVE MODE", doctor, &comes);
    assert!(said.contains(&format!("good  audit log {community}: 0 entries")), "{said}");
    assert!(doctor().contains(&format!("good  audit log {community}: 1 entries")), "{}", doctor());
}

#[test]
fn who_asks_twice_at_once_with_one_key_gets_one_answer_twice() {
    let Some(server) = Server::on_postgres() else { return };
    let operator = server.operator();
    let community = operator.founds("湖光小区");
    let chair = operator.brings(&community, "chair");
    let link = json!({ "secret": chair.invites(&community, "auditor") });
    let joins = || {
        let request = chair.request("POST", "/api/v1/invitations/join").header("Idempotency-Key", "once");
        request.json(&link).send()
    };
    let held = "UPDATE invitations SET ended = ended WHERE role = 'auditor'";
    let both: Vec<Answer> = meet(&server, held, 2, joins, "");
    for one in &both {
        one.ok(204);
    }
    let replayed = both.iter().filter(|one| one.header("idempotent-replayed").is_some()).count();
    assert_eq!(replayed, 1, "{both:?}");
    // Without a key the link is worth nothing any more.
    chair.post("/api/v1/invitations/join", &link).problem(410, "invitation_worthless");
}
