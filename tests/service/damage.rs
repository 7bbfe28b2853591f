//! What a dying disk, or somebody who has it in hand, changes in the log.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, RunQueryDsl as _};
use serde_json::json;
use yepiao::election::record::RecordStage;

use super::casting::world::Open;
use crate::stories;

#[derive(diesel::QueryableByName)]
struct Kept {
    #[diesel(sql_type = diesel::sql_types::Text)]
    leaf: String,
}

/// An entry as it lies in the database; in its place from now on, if there is one, stands another. A disk asks no guard of a table.
fn entry(database: &str, poll: &str, index: u64, other: Option<&str>) -> String {
    let place = format!("poll_id = '{poll}' AND idx = {index}");
    let read = diesel::sql_query(format!("SELECT leaf FROM log_leaves WHERE {place}"));
    let write = |unguarded: &str| Some(format!("{unguarded};\nUPDATE log_leaves SET leaf = '{}' WHERE {place}", other?));
    let kept: Kept = match database.strip_prefix("sqlite:") {
        Some(path) => {
            let mut connection = diesel::SqliteConnection::establish(path).unwrap();
            connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
            let kept = read.get_result(&mut connection).unwrap();
            let wrote = write("DROP TRIGGER IF EXISTS log_leaves_no_update").map(|sql| connection.batch_execute(&sql));
            wrote.transpose().unwrap();
            kept
        }
        None => {
            let mut connection = diesel::PgConnection::establish(database).unwrap();
            let kept = read.get_result(&mut connection).unwrap();
            let wrote = write("ALTER TABLE log_leaves DISABLE TRIGGER ALL").map(|sql| connection.batch_execute(&sql));
            wrote.transpose().unwrap();
            kept
        }
    };
    kept.leaf
}

stories! {
    fn a_log_that_is_not_what_was_signed_is_not_counted(server) {
        let mut open = Open::new(server, 3);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        for voter in 0..2 {
            open.votes(&teller, voter, 0, 1);
        }
        // One digit of a nonce: the entry can still be read, and no receipt of it holds any more.
        let sound = entry(server.database(), &open.poll.poll, 1, None);
        let (before, nonce) = sound.split_once("\"nonce\":\"").unwrap();
        let digit = if nonce.starts_with('0') { '1' } else { '0' };
        entry(server.database(), &open.poll.poll, 1, Some(&format!("{before}\"nonce\":\"{digit}{}", &nonce[1..])));
        open.poll.wait(server, 10 * 24 * 3600);
        open.poll.comes_to("closed");
        std::thread::sleep(std::time::Duration::from_secs(4));
        assert_eq!(open.count()["statement"], json!(null), "trustees would sign a log that nobody's receipt is in");
        server.get(&open.path("record")).problem(404, "record_not_ready");
        // What was written is put back, and another instance goes on.
        entry(server.database(), &open.poll.poll, 1, Some(&sound));
        let beside = server.beside();
        beside.wait(open.poll.waited);
        open.count_comes_to("signing");
        assert_eq!(open.record(RecordStage::Closed).report.log.ballots, 2);
    }
}
