//! A copy that is put in the place of the database gives no place in the log away a second time.

use serde_json::json;

use super::super::server::{Server, program};
use super::world::Open;

#[test]
fn a_restored_copy_takes_ballots_again_when_it_is_shown_to_be_whole() {
    let server = Server::of_the_program(None);
    let (path, waited, casts, copy, early, late) = {
        let open = Open::new(&server, 4);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let casts: Vec<(String, String)> =
            open.voters.iter().map(|voter| (open.token(&teller, voter), open.ballot(voter, 0, 1))).collect();
        open.cast(&casts[0].0, &casts[0].1, None).ok(201);
        let checkpoint = |name: &str| {
            let file = server.folder().join(name);
            std::fs::write(&file, server.get(&open.path("log/checkpoint")).text).unwrap();
            file
        };
        let early = checkpoint("early.txt");
        let copy = server.folder().join("copy.db");
        program(&["backup", "--database", server.database(), copy.to_str().unwrap()]).ok();
        open.cast(&casts[1].0, &casts[1].1, None).ok(201);
        (open.path("").trim_end_matches('/').to_owned(), open.poll.waited, casts, copy, early, checkpoint("late.txt"))
    };
    let restored = format!("sqlite:{}", server.folder().join("restored.db").display());
    program(&["restore", "--database", &restored, copy.to_str().unwrap()]).ok();
    let server = server.serving(&restored);
    server.wait(waited);
    let cast = |(token, ballot): &(String, String)| {
        let request = server.request("POST", &format!("{path}/ballots")).header("Authorization", &format!("Bearer {token}"));
        request.json(&json!({ "ballot": ballot })).send()
    };
    // The place of the second ballot is promised already.
    cast(&casts[2]).problem(503, "restored");
    server.get(&format!("{path}/log/checkpoint")).problem(503, "restored");
    let secrets = server.folder().join("secrets.toml");
    let resume = |files: &[&std::path::Path]| {
        let mut arguments = vec!["admin", "resume", "--database", &restored, "--secrets-file", secrets.to_str().unwrap()];
        arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
        program(&arguments)
    };
    assert!(resume(&[&late]).impossible().contains("older than the checkpoint"));
    assert_eq!(resume(&[]).code, Some(1), "a log waits for its checkpoint");
    cast(&casts[2]).problem(503, "restored");
    // Whoever answers for it that this is the latest one that anybody has, goes on.
    resume(&[&early]).ok();
    cast(&casts[2]).ok(201);
    cast(&casts[0]).ok(201);
}
