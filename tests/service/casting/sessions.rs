//! Who gets a session and who does not.

use serde_json::json;

use super::super::server::{Answer, secret};
use super::world::{ORIGIN, Open, Voter};
use crate::stories;

fn begin_with(open: &Open<'_>, voter: &Voter, nonce: &str, weborigin: &str, serial: &str) -> Answer {
    let proof = open.proof(voter, nonce, weborigin);
    let body = json!({ "credential": voter.credential.to_string(), "serial": serial, "nonce": nonce, "proof": proof });
    open.server.post(&open.path("cast-sessions"), &body)
}

stories! {
    fn a_session_needs_the_credential_the_serial_and_a_witness(server) {
        let open = Open::new(server, 4);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let (voter, other) = (&open.voters[0], &open.voters[1]);

        // Nothing without the proof: another place, another nonce, an old one, one that was used.
        let nonce = open.nonce();
        begin_with(&open, voter, &nonce, "https://evil.example.cn", &voter.serial).problem(403, "not_proven");
        begin_with(&open, voter, &"0".repeat(64), ORIGIN, &voter.serial).problem(410, "challenge_worthless");
        begin_with(&open, voter, "x", ORIGIN, &voter.serial).problem(410, "challenge_worthless");
        begin_with(&open, voter, &nonce, ORIGIN, &voter.serial).ok(201);
        begin_with(&open, voter, &nonce, ORIGIN, &voter.serial).problem(410, "challenge_worthless");
        let forged = json!({ "credential": other.credential.to_string(), "serial": other.serial, "nonce": open.nonce(),
            "proof": open.proof(voter, &open.nonce(), ORIGIN) });
        server.post(&open.path("cast-sessions"), &forged).problem(403, "not_proven");

        // The serial of another slip, and one that is none.
        begin_with(&open, voter, &open.nonce(), ORIGIN, &other.serial).problem(403, "slip_unknown");
        begin_with(&open, voter, &open.nonce(), ORIGIN, "ABCDEFGH").problem(403, "slip_unknown");

        // No token before the second factor; nobody but a witness gives it, and only to whoever shows the digits.
        let page = open.page(voter);
        open.renew(voter, &page).problem(403, "not_recognised");
        let wrong = if page.pairing == "0000" { "0001" } else { "0000" };
        open.attest(&teller, voter, wrong).problem(422, "code_wrong");
        open.attest(&open.poll.chair, voter, &page.pairing).problem(403, "forbidden");
        open.attest(&teller, other, &page.pairing).problem(409, "nobody_waits");
        open.attest(&teller, voter, &page.pairing).ok(204);
        // Whoever holds the slip sees whose it is, and that nothing counts yet.
        let begun = open.begin(voter).ok(201);
        assert_eq!((&begun["voter"]["room"], &begun["voter"]["area"]), (&json!("101"), &json!(8000)), "{begun}");
        assert!(begun["voter"]["name"].as_str().unwrap().ends_with("**") && begun.get("counts").is_none() && begun.get("hindrance").is_none());
        let token = open.renew(voter, &page).ok(200);
        assert_eq!(token["level"], "witness");
        // Another's proof does not renew it.
        open.renew(other, &page).problem(401, "cast_session_ended");
        let audit = open.poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community)).text;
        assert!(audit.contains("voting.voter_attested") && !audit.contains(&voter.serial));

        // A witness who is asked too often finds nothing out.
        let page = open.page(other);
        let wrong = if page.pairing == "0000" { "0001" } else { "0000" };
        for _ in 0..5 {
            open.attest(&teller, other, wrong).problem(422, "code_wrong");
        }
        open.attest(&teller, other, &page.pairing).problem(422, "code_wrong");

        // There is no phone of this voter on the roll, and the rule set takes no digits.
        let none = open.voters.iter().map(|voter| open.page(voter)).map(|page| {
            server.post(&open.path("cast-sessions/code"), &json!({ "session": page.session })).status
        });
        assert_eq!(none.filter(|status| *status == 409).count(), 2, "two of four have none");
        let digits = json!({ "session": page.session, "level": "digits", "typed": "1234" });
        server.post(&open.path("cast-sessions/confirm"), &digits).problem(409, "level_not_allowed");
    }

    fn whoever_works_for_the_property_company_confirms_nobody(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let voter = &open.voters[0];
        // Said where nothing forbids it; then the same person becomes a teller by a link that does not say so.
        let invitations = format!("/api/v1/communities/{}/invitations", open.poll.community);
        let link = open.poll.chair.post(&invitations, &json!({ "role": "auditor", "property_staff": true })).ok(201);
        let manager = server.accepts(&secret(link["link"].as_str().unwrap()));
        let link = open.poll.chair.invites(&open.poll.community, "teller");
        manager.post("/api/v1/invitations/join", &json!({ "secret": link })).ok(204);
        let page = open.page(voter);
        open.attest(&manager, voter, &page.pairing).problem(422, "conflict_of_interest");
        open.renew(voter, &page).problem(403, "not_recognised");
        open.attest(&teller, voter, &page.pairing).ok(204);
    }

    fn nobody_is_confirmed_any_more_for_a_vote_that_was_called_off(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let page = open.page(&open.voters[0]);
        open.poll.step("cancel", &json!({ "reason": "名册有误" }));
        open.attest(&teller, &open.voters[0], &page.pairing).problem(404, "not_found");
        open.poll.chair.request("GET", &format!("{}/turnout", open.poll.path)).send().problem(404, "not_found");
    }

    fn whoever_comes_again_is_told_what_counts_and_what_is_in_the_way(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let voter = &open.voters[0];
        open.cast(&open.token(&teller, voter), &open.ballot(voter, 0, 1), None).ok(201);
        let again = open.begin(voter).ok(201);
        assert_eq!((&again["counts"]["on_paper"], &again["hindrance"]), (&json!(false), &json!("voted_already")), "{again}");
        assert!(again["counts"]["at"].as_str().unwrap().ends_with('Z'));
        let other = open.begin(&open.voters[1]).ok(201);
        assert!(other.get("counts").is_none() && other.get("hindrance").is_none(), "{other}");
    }

    fn whoever_did_not_vote_objects_to_the_ballot_that_counts(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        open.cast(&open.token(&teller, &open.voters[0]), &open.ballot(&open.voters[0], 0, 1), None).ok(201);
        let (phone, said) = ("13904317788", "我没有投过票，请核对");
        let denial = json!({ "about": "ballot", "name": "王小明", "room": "1-1-101", "contact": phone, "text": said });
        let number = server.post(&open.path("objections"), &denial).ok(201)["number"].as_i64().unwrap();
        // The staff sees what kind it is before looking at anybody's words; everybody sees that somebody said so.
        let objections = format!("{}/objections", open.poll.path);
        let listed = open.poll.chair.get(&objections).ok(200)["items"][0].clone();
        assert_eq!((&listed["about"], &listed["late"], &listed["name"]), (&json!("ballot"), &json!(true), &json!("王**")), "{listed}");
        let public = server.get(&open.path("objections"));
        assert_eq!(public.ok(200)["items"][0]["about"], "ballot");
        assert!(!public.text.contains(phone) && !public.text.contains(said));
        let looked = open.poll.chair.request("POST", &format!("{objections}/{number}/look")).send().ok(200);
        assert_eq!((&looked["contact"], &looked["text"]), (&json!(phone), &json!(said)));
        // It concerns one ballot, and its answer says so.
        let answer = json!({ "decision": "rejected", "summary": "某户是否投过", "answer": "本人短信确认后投出，已当面说明",
            "disputed": { "people": 1, "area_centi_m2": 8000 } });
        open.poll.chair.put(&format!("{objections}/{number}/answer"), "\"1\"", &answer).ok(200);
        assert_eq!(server.get(&open.path("objections")).ok(200)["items"][0]["answer"]["disputed"]["people"], 1);
    }

    fn a_slip_that_was_replaced_is_said_to_be_so(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let voter = &open.voters[0];
        let token = open.token(&teller, voter);
        let lost = format!("{}/voters/{}/slip", open.poll.path, voter.number);
        open.poll.chair.post(&lost, &json!({ "because": "lost" })).ok(204);
        open.begin(voter).problem(410, "slip_void");
        // Nor does a token help that was given before.
        open.cast(&token, &open.ballot(voter, 0, 1), None).problem(410, "slip_void");
        // The new one does.
        let again = open.poll.chair.post(&format!("{}/slips/print", open.poll.path), &json!({ "number": voter.number })).ok(200);
        begin_with(&open, voter, &open.nonce(), ORIGIN, again["slips"][0]["serial"].as_str().unwrap()).ok(201);
        // Whoever has only read the old serial somewhere is told nothing.
        begin_with(&open, &open.voters[1], &open.nonce(), ORIGIN, &voter.serial).problem(403, "slip_unknown");
    }

    fn a_slip_that_was_voided_opens_nothing_until_there_is_another(server) {
        let open = Open::new(server, 2);
        let teller = open.poll.chair.brings(&open.poll.community, "teller");
        let voter = &open.voters[0];
        let token = open.token(&teller, voter);
        let of_voter = |rest: &str| format!("{}/voters/{}/slip{rest}", open.poll.path, voter.number);
        let code = open.poll.chair.request("POST", &of_voter("/code")).send();
        assert_eq!((code.status, code.header("content-type"), code.header("cache-control")), (200, Some("image/png"), Some("no-store")));
        assert_eq!(&code.bytes[..8], b"\x89PNG\r\n\x1a\n");
        let void = || open.poll.chair.post(&of_voter("/void"), &json!({ "because": "misdelivered" }));
        void().ok(204);
        void().problem(410, "slip_void");
        open.begin(voter).problem(410, "slip_void");
        open.cast(&token, &open.ballot(voter, 0, 1), None).problem(410, "slip_void");
        // It is not printed again, and the others are.
        let print = |body: &serde_json::Value| open.poll.chair.post(&format!("{}/slips/print", open.poll.path), body);
        print(&json!({ "number": voter.number })).problem(404, "not_found");
        open.poll.chair.request("POST", &of_voter("/code")).send().problem(404, "not_found");
        assert_eq!(print(&json!({})).ok(200)["slips"].as_array().unwrap().len(), 1);
        open.poll.chair.post(&of_voter(""), &json!({ "because": "other" })).ok(204);
        let again = print(&json!({ "number": voter.number })).ok(200);
        begin_with(&open, voter, &open.nonce(), ORIGIN, again["slips"][0]["serial"].as_str().unwrap()).ok(201);
        let audit = open.poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", open.poll.community)).text;
        assert!(audit.contains("slips.voided"));
    }
}
