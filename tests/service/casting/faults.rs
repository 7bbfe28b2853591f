//! Ballots and tokens that are not what they say.

use serde_json::json;

use super::world::Open;
use crate::stories;

stories! {
    fn nobody_casts_for_another(server) {
        let open = Open::new(server, 4);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let (voter, other) = (&open.voters[0], &open.voters[1]);
        let (token, of_other) = (open.token(&teller, voter), open.token(&teller, other));
        let ballot = open.ballot(voter, 0, 1);
        let hints = open.hints(&ballot);
        // The session of another voter, and a ballot replayed under it.
        open.cast(&of_other, &ballot, Some(&hints)).problem(403, "ballot_of_another");
        // A credential put in the place of another.
        let renamed = ballot.replace(&voter.credential.to_string(), &other.credential.to_string());
        open.cast(&of_other, &renamed, None).problem(422, "ballot_false");
        open.cast(&of_other, &renamed, Some(&hints)).problem(422, "ballot_false");
        // Tokens: of the staff, for another algorithm, key or poll, and none.
        let parts: Vec<&str> = token.split('.').collect();
        let other_poll = format!("/api/v1/public/polls/{}/ballots", "1".repeat(22));
        for wrong in [
            open.poll.chair.token.clone(),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}.{}", parts[0], of_other.split('.').nth(1).unwrap(), parts[2]),
            "nonsense".into(),
        ] {
            open.cast(&wrong, &ballot, None).problem(401, "cast_session_ended");
        }
        server.post(&open.path("ballots"), &json!({ "ballot": ballot })).problem(401, "cast_session_ended");
        let elsewhere = server.request("POST", &other_poll).header("Authorization", &format!("Bearer {token}"));
        elsewhere.json(&json!({ "ballot": ballot })).send().problem(401, "cast_session_ended");
        // A voter's token opens nothing of the staff's.
        let staff = server.request("GET", "/api/v1/me").header("Authorization", &format!("Bearer {token}")).send();
        staff.problem(401, "not_signed_in");
        // Altered, and not a ballot at all.
        let (before, response) = ballot.split_once("\"response\":\"").unwrap();
        let first = if response.starts_with('1') { '2' } else { '1' };
        let altered = format!("{before}\"response\":\"{first}{}", &response[1..]);
        for bad in [altered.as_str(), "{}", "", &format!("{ballot} ")] {
            open.cast(&token, bad, None).problem(422, "ballot_false");
        }
        assert_eq!(open.checkpoint().size, 1, "nothing of it is in the log");
        open.cast(&token, &ballot, Some(&hints)).ok(201);
    }

    fn poisoned_hints_decide_nothing(server) {
        let open = Open::new(server, 6);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let ready: Vec<(String, String, String)> = open.voters.iter().enumerate().map(|(at, voter)| {
            let ballot = open.ballot(voter, at % 3, 1);
            // Hints of another ballot of the same voter: well formed, and false.
            let hints = open.hints(&if at % 2 == 0 { ballot.clone() } else { open.ballot(voter, 0, 9) });
            (open.token(&teller, voter), ballot, hints)
        }).collect();
        std::thread::scope(|scope| {
            for (token, ballot, hints) in &ready {
                let open = &open;
                scope.spawn(move || {
                    let cast = open.cast(token, ballot, Some(hints)).ok(201);
                    open.keeps(&open.promise(&cast));
                });
            }
        });
        assert_eq!(open.checkpoint().size, 7);
        // From now on this voter goes slowly.
        let (token, ballot, hints) = &ready[1];
        let statuses: Vec<u16> = (0..6).map(|_| open.cast(token, ballot, Some(hints)).status).collect();
        assert!(statuses.contains(&429) && statuses[0] == 201, "{statuses:?}");
    }
}
