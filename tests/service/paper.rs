//! Paper ballots: given out, taken in, counted by two, against electronic ones.

use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;
use yepiao::election::record::RecordStage;

use super::casting::world::{Open, is_told_of};
use super::cluster::Database;
use super::pictures::photo;
use super::privacy::nowhere;
use super::races::meets;
use super::server::{Answer, PASSWORD, Person, Server};
use crate::stories;

/// Paper prevails over an electronic ballot.
fn paper_prevails() -> Vec<Value> {
    vec![json!({ "key": "conflict", "value": "paper", "basis": "S", "source": "议事规则" })]
}

fn matter() -> Value {
    json!([{ "type": "matter", "subject": "property_company", "title": "是否选聘绿园物业" }])
}

/// An open poll with two tellers, who have so many papers in stock.
struct Desk<'s> {
    server: &'s Server,
    open: Open<'s>,
    tellers: [Person<'s>; 2],
}

impl<'s> Desk<'s> {
    fn new(server: &'s Server, voters: u32, rules: &[Value], stock: u32) -> Self {
        let open = Open::ruled(server, voters, &matter(), rules);
        let tellers = [0, 1].map(|_| open.poll.chair.brings(&open.poll.community, "teller"));
        let desk = Self { server, open, tellers };
        for teller in &desk.tellers {
            desk.names(teller, "teller").ok(204);
        }
        let printed = desk.does(0, "", &json!({ "count": stock })).ok(201);
        assert_eq!(printed["serials"].as_array().unwrap().len(), usize::try_from(stock).unwrap());
        desk
    }

    fn names(&self, person: &Person<'_>, office: &str) -> Answer {
        let path = format!("{}/staff/{}/roles/{office}", self.open.poll.path, person.id);
        self.open.poll.chair.request("PUT", &path).send()
    }

    fn path(&self, rest: &str) -> String {
        let path = format!("{}/papers/{rest}", self.open.poll.path);
        path.trim_end_matches('/').to_owned()
    }

    /// A teller does something.
    fn does(&self, teller: usize, what: &str, body: &Value) -> Answer {
        self.tellers[teller].post(&self.path(what), body)
    }

    /// The first teller gives a voter the next paper of the stock; its serial.
    #[track_caller]
    fn gives(&self, voter: usize) -> String {
        let voters = json!([{ "number": self.open.voters[voter].number }]);
        let issued = self.does(0, "issue", &json!({ "voters": voters, "handed": true })).ok(200);
        issued["papers"][0]["serial"].as_str().unwrap().to_owned()
    }

    /// The second one takes it in.
    fn takes(&self, serial: &str, envelope: &str) -> Answer {
        self.does(1, "return", &json!({ "serial": serial, "envelope": envelope }))
    }

    /// A voter votes on paper.
    #[track_caller]
    fn votes(&self, voter: usize) -> Value {
        self.takes(&self.gives(voter), "sound").ok(200)
    }

    /// Area of voters together, in 0.01 m².
    fn area(&self, voters: &[usize]) -> u64 {
        let printed = self.open.poll.chair.post(&format!("{}/slips/print", self.open.poll.path), &json!({})).ok(200);
        let of = |voter: &usize| {
            let number = self.open.voters[*voter].number;
            let slips = printed["slips"].as_array().unwrap();
            slips.iter().find(|slip| slip["number"] == number).unwrap()["area"].as_u64().unwrap()
        };
        voters.iter().map(of).sum()
    }

    fn state(&self) -> Value {
        self.open.poll.chair.get(&self.path("")).ok(200)
    }

    /// The voting ends, and everybody signs in again.
    fn closes(&mut self) {
        self.open.poll.wait(self.server, 12 * 24 * 3600);
        self.open.poll.comes_to("closed");
        self.tellers = self.tellers.each_ref().map(|teller| self.server.signs_in(&teller.login, PASSWORD));
    }

    fn scans(&self, teller: usize, bytes: &[u8]) -> Answer {
        self.tellers[teller].request("PUT", &self.path("scan")).raw("application/octet-stream", bytes).send()
    }
}

fn weight(people: u64, area: u64) -> Value {
    json!({ "people": people, "area": area })
}

/// A tally of one question with three answers: everybody in favour but for the blank.
fn tally(pile: [u64; 4], favour: &Value, all: &Value) -> Value {
    let [unused, valid, void, duplicate] = pile;
    let none = weight(0, 0);
    json!({
        "pile": { "unused": unused, "valid": valid, "void": void, "duplicate": duplicate },
        "questions": [{
            "options": [favour, weight(all["people"].as_u64().unwrap() - favour["people"].as_u64().unwrap(),
                all["area"].as_u64().unwrap() - favour["area"].as_u64().unwrap()), none],
            "valid": all, "blank": none, "invalid": none,
        }],
    })
}

/// A page that loads and runs nothing.
#[track_caller]
fn is_only_shown(page: &Answer) {
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{}", page.text);
    let policy = page.header("content-security-policy").unwrap();
    assert_eq!(policy, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    assert!(!page.text.contains("<script") && !page.text.contains("<link") && !page.text.contains("src="), "{}", page.text);
}

stories! {
    fn papers_are_printed_for_those_who_have_them_and_the_ballot_names_nobody(server) {
        let desk = Desk::new(server, 4, &[], 6);
        let print = |teller: usize, body: Value| desk.does(teller, "forms", &body);
        print(0, json!({})).problem(404, "not_found");
        let (first, returned) = (desk.gives(0), desk.gives(1));
        desk.takes(&returned, "sound").ok(200);
        let page = print(0, json!({}));
        is_only_shown(&page);
        assert!(page.text.contains(&first) && !page.text.contains(&returned), "only what is out");
        assert_eq!(page.text.matches("<section").count(), 1);
        // What is above the line is cut off. Below there is nothing by which anybody could be known but the area.
        let (label, ballot) = page.text.split_once("class=\"mark\"").unwrap();
        assert!(label.contains("<svg") && label.contains("业**") && label.contains("101"), "{label}");
        assert!(ballot.contains("是否选聘绿园物业") && ballot.contains("同意 □") && ballot.contains("平方米"), "{ballot}");
        for hidden in [first.as_str(), "<svg", "业**", "101"] {
            assert!(!ballot.contains(hidden), "{hidden}: {ballot}");
        }
        // Another paper takes the place of the first, which is void.
        let again = json!({ "voters": [{ "number": desk.open.voters[0].number }], "again": true });
        let second = desk.does(0, "issue", &again).ok(200)["papers"][0]["serial"].as_str().unwrap().to_owned();
        let page = print(1, json!({ "number": desk.open.voters[0].number }));
        assert!(page.text.contains(&second) && !page.text.contains(&first), "{}", page.text);
        print(0, json!({ "building": "9" })).problem(404, "not_found");
        // Only tellers who were named for the poll, and not after the end.
        let other = desk.open.poll.chair.brings(&desk.open.poll.community, "teller");
        other.post(&desk.path("forms"), &json!({})).problem(403, "not_serving");
        let trail = desk.open.poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", desk.open.poll.community)).text;
        assert_eq!(trail.matches("papers.forms_printed").count(), 2, "{trail}");
    }

    fn envelopes_of_a_poll_that_was_called_off_stay_sealed(server) {
        let mut desk = Desk::new(server, 3, &[], 3);
        assert_eq!(desk.votes(0)["fate"], "valid");
        desk.closes();
        desk.open.poll.step("cancel", &json!({ "reason": "名册有误" }));
        let record = desk.open.record(RecordStage::Cancelled);
        assert_eq!((record.report.log.papers, record.report.log.ballots), (1, 0));
        assert_eq!(record.report.cancelled.unwrap().reason, "名册有误");
    }

    fn the_first_vote_counts_whichever_it_is(server) {
        let desk = Desk::new(server, 4, &[], 6);
        let open = &desk.open;
        // Paper, then electronic.
        let received = desk.votes(0);
        assert_eq!((received["fate"].as_str(), received["replaces_ballot"].as_bool()), (Some("valid"), Some(false)), "{received}");
        let token = open.token(&desk.tellers[0], &open.voters[0]);
        open.cast(&token, &open.ballot(&open.voters[0], 0, 1), None).problem(409, "voted_on_paper");
        // Electronic, then paper: the envelope stays sealed, and the teller is told what to do.
        let token = open.token(&desk.tellers[0], &open.voters[1]);
        open.cast(&token, &open.ballot(&open.voters[1], 0, 1), None).ok(201);
        let received = desk.votes(1);
        assert_eq!((received["fate"].as_str(), received["because"].as_str()), (Some("duplicate"), Some("voted_electronically")));
        assert!(received["said"]["zh"].as_str().unwrap().contains("不拆封"), "{received}");
        // A second paper of one voter.
        let again = json!({ "voters": [{ "number": open.voters[0].number }], "handed": true });
        desk.does(0, "issue", &again).problem(409, "paper_issued");
        let again = json!({ "voters": [{ "number": open.voters[0].number }], "handed": true, "again": true });
        let second = desk.does(0, "issue", &again).ok(200)["papers"][0]["serial"].as_str().unwrap().to_owned();
        assert_eq!(desk.takes(&second, "sound").ok(200)["because"], "voted_on_paper");
        // The opening, a ballot, a paper: the duplicates are not in the log.
        assert_eq!(open.checkpoint().size, 3);
        let state = desk.state();
        assert_eq!(state["balance"], json!({ "printed": 6, "issued": 3, "unused": 3, "returned": 3, "outstanding": 0,
            "valid": 1, "void": 0, "duplicate": 2 }));
        assert_eq!(state["reasons"], json!({ "voted_electronically": 1, "voted_on_paper": 1 }));
    }

    fn paper_prevails_where_the_rules_say_so(server) {
        let desk = Desk::new(server, 3, &paper_prevails(), 3);
        let open = &desk.open;
        let token = open.token(&desk.tellers[0], &open.voters[0]);
        open.cast(&token, &open.ballot(&open.voters[0], 0, 1), None).ok(201);
        let received = desk.votes(0);
        assert_eq!((received["fate"].as_str(), received["replaces_ballot"].as_bool()), (Some("valid"), Some(true)), "{received}");
        assert!(received["said"]["zh"].as_str().unwrap().contains("以纸质票为准"), "{received}");
        // Whose vote it was learns of it from the service, not from whoever took the envelope in.
        is_told_of(server, "13804310000", "paper_received");
        // And nothing electronic comes after it.
        open.cast(&token, &open.ballot(&open.voters[0], 1, 2), None).problem(409, "voted_on_paper");
        let turnout = server.get(&open.path("turnout")).ok(200);
        assert_eq!(turnout["turnout"]["took_part"]["people"], 1, "nobody counts twice");
    }

    fn papers_go_out_and_come_back_by_serial(server) {
        let desk = Desk::new(server, 4, &[], 5);
        let chair = &desk.open.poll.chair;
        // Whoever is not named for this poll touches no paper; nor does the chair.
        let other = chair.brings(&desk.open.poll.community, "teller");
        other.post(&desk.path(""), &json!({ "count": 1 })).problem(403, "not_serving");
        chair.post(&desk.path(""), &json!({ "count": 1 })).problem(403, "forbidden");
        desk.does(0, "", &json!({ "count": 0 })).problem(422, "field_invalid");
        desk.does(0, "", &json!({ "count": 501 })).problem(422, "field_invalid");
        // A building at once; the same again finds nobody without a paper.
        let issued = desk.does(0, "issue", &json!({ "building": "1" })).ok(200);
        let papers = issued["papers"].as_array().unwrap();
        assert_eq!(papers.len(), 2, "{issued}");
        desk.does(0, "issue", &json!({ "building": "1" })).problem(404, "not_found");
        // With a serial in hand, that of another is refused, and so is what was never printed.
        let listed = desk.tellers[0].get(&desk.path("list")).ok(200);
        let unused = listed["items"].as_array().unwrap().iter().find(|paper| paper["state"] == "unused").unwrap()["serial"].clone();
        let without = papers.iter().map(|paper| paper["number"].as_i64().unwrap()).collect::<Vec<_>>();
        let without = desk.open.voters.iter().map(|voter| voter.number).find(|number| !without.contains(number)).unwrap();
        let with = |serial: &Value| json!({ "voters": [{ "number": without, "serial": serial }] });
        desk.does(0, "issue", &with(&papers[0]["serial"])).problem(409, "paper_issued");
        let unknown = desk.does(0, "issue", &with(&json!("K7P4-92XD"))).problem(422, "field_invalid");
        assert_eq!(unknown["errors"][0]["pointer"], "/voters/0/serial");
        let one = desk.does(0, "issue", &with(&unused)).ok(200);
        assert_eq!(one["papers"][0]["serial"], unused);
        let everybody: Vec<Value> = desk.open.voters.iter().map(|voter| json!({ "number": voter.number })).collect();
        desk.does(0, "issue", &json!({ "voters": everybody, "again": true })).problem(409, "papers_out");
        // A canvasser hands over, in the buildings assigned, once named for the poll.
        let canvasser = chair.brings(&desk.open.poll.community, "canvasser");
        let paper = json!({ "serial": papers[0]["serial"] });
        canvasser.post(&desk.path("hand-over"), &paper).problem(403, "not_serving");
        desk.names(&canvasser, "canvasser").ok(204);
        canvasser.post(&desk.path("hand-over"), &paper).problem(404, "paper_unknown");
        canvasser.get(&desk.path("")).problem(403, "forbidden");
        // Those assigned, however the chair writes them.
        let buildings = format!("/api/v1/communities/{}/staff/{}/roles/canvasser/buildings", desk.open.poll.community, canvasser.id);
        chair.put(&buildings, "\"1\"", &json!({ "buildings": ["1号楼"] })).ok(200);
        let other = json!({ "serial": papers[1]["serial"] });
        assert_eq!(canvasser.post(&desk.path("hand-over"), &other).ok(200)["number"], papers[1]["number"]);
        assert_eq!(desk.does(1, "hand-over", &paper).ok(200)["number"], papers[0]["number"]);
        desk.does(1, "hand-over", &json!({ "serial": "K7P4-92XD" })).problem(404, "paper_unknown");
        // Whoever handed it out does not take it in, but the other one.
        let back = |teller, envelope: &str| desk.does(teller, "return", &json!({ "serial": papers[0]["serial"], "envelope": envelope }));
        back(1, "sound").problem(403, "paper_same_hand");
        let received = back(0, "unsigned").ok(200);
        assert_eq!((received["fate"].as_str(), received["because"].as_str()), (Some("void"), Some("unsigned")));
        back(0, "sound").problem(409, "paper_returned");
        // A void paper hinders nobody: the voter gets another one. What is lost and found again is void.
        let serial = |answer: &Value| answer["papers"][0]["serial"].as_str().unwrap().to_owned();
        let again = |number: &Value| json!({ "voters": [{ "number": number }], "again": true, "handed": true });
        let newer = serial(&desk.does(0, "issue", &again(&papers[1]["number"])).ok(200));
        let old = desk.does(1, "return", &json!({ "serial": papers[1]["serial"], "envelope": "sound" })).ok(200);
        assert_eq!(old["because"], "replaced");
        assert_eq!(desk.takes(&newer, "sound").ok(200)["fate"], "valid");
        // Nothing was given out with this one.
        let left = desk.tellers[0].get(&desk.path("list")).ok(200);
        let left = left["items"].as_array().unwrap().iter().find(|paper| paper["state"] == "unused").unwrap()["serial"].clone();
        desk.takes(left.as_str().unwrap(), "sound").problem(409, "paper_not_issued");
        // The serial of a slip is none of a paper.
        desk.takes(&desk.open.voters[0].serial, "sound").problem(404, "paper_unknown");
        let audit = chair.get(&format!("/api/v1/communities/{}/audit?limit=200", desk.open.poll.community)).text;
        for word in ["papers.printed", "papers.issued", "papers.handed_over", "papers.returned"] {
            assert!(audit.contains(word), "{word}");
        }
        assert!(!audit.contains(papers[0]["serial"].as_str().unwrap()));
    }

    fn an_envelope_that_nobody_brought_counts_for_nobody(server) {
        let desk = Desk::new(server, 4, &[], 4);
        // Labelled for a building, and still in the office.
        let issued = desk.does(0, "issue", &json!({ "building": "1" })).ok(200);
        let serials: Vec<&str> = issued["papers"].as_array().unwrap().iter().map(|paper| paper["serial"].as_str().unwrap()).collect();
        let before = desk.open.checkpoint().size;
        desk.takes(serials[0], "sound").problem(409, "paper_not_handed_over");
        // To say that one brought it oneself does not help.
        desk.does(1, "hand-over", &json!({ "serial": serials[0] })).ok(200);
        desk.takes(serials[0], "sound").problem(403, "paper_same_hand");
        assert_eq!(desk.open.checkpoint().size, before);
        assert_eq!(desk.state()["balance"]["returned"], 0);
        // Somebody else did, and it is as it should be. What counts for nobody is taken in without that.
        desk.does(0, "hand-over", &json!({ "serial": serials[1] })).ok(200);
        assert_eq!(desk.takes(serials[1], "sound").ok(200)["fate"], "valid");
        let issued = desk.does(0, "issue", &json!({ "building": "2" })).ok(200);
        let torn = issued["papers"][0]["serial"].as_str().unwrap();
        assert_eq!(desk.takes(torn, "torn").ok(200)["fate"], "void");
    }

    fn two_tellers_count_alone_until_they_agree(server) {
        let mut desk = Desk::new(server, 5, &[], 6);
        let late = desk.gives(3);
        for voter in 0..3 {
            assert_eq!(desk.votes(voter)["fate"], "valid");
        }
        let (all, two, one) = (desk.area(&[0, 1, 2]), desk.area(&[0, 1]), desk.area(&[0]));
        let (all, two, one) = (weight(3, all), weight(2, two), weight(1, one));
        let pile = [2, 3, 1, 0];
        desk.does(0, "tally", &tally(pile, &two, &all)).problem(409, "wrong_state");
        desk.closes();
        assert_eq!(desk.takes(&late, "sound").ok(200)["because"], "late");
        // A pile that is not what was recorded, and totals that nobody's papers can have.
        let wrong = desk.does(0, "tally", &tally([1, 3, 1, 0], &two, &all)).problem(422, "field_invalid");
        assert_eq!((&wrong["errors"][0]["pointer"], &wrong["errors"][0]["code"]), (&json!("/pile/unused"), &json!("unbalanced")));
        let wrong = desk.does(0, "tally", &tally(pile, &weight(2, 1), &all)).problem(422, "field_invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/questions/0/options/0");
        desk.does(0, "tally", &json!({ "pile": { "unused": 2, "valid": 3, "void": 1, "duplicate": 0 }, "questions": [] }))
            .problem(422, "field_invalid");
        // The first one is in; the other sees that, and nothing of it.
        let entered = desk.does(0, "tally", &tally(pile, &two, &all)).ok(200);
        assert_eq!((entered["entered"].as_array().unwrap().len(), &entered["agreed"]), (1, &json!(false)));
        desk.does(0, "tally", &tally(pile, &two, &all)).problem(409, "tally_given");
        desk.tellers[1].get(&desk.path("totals")).problem(409, "papers_not_agreed");
        assert!(!desk.tellers[1].get(&desk.path("")).text.contains(&two["area"].to_string()));
        desk.takes(&late, "sound").problem(409, "papers_counted");
        // The second one miscounts: both are told where, not what, and count again.
        let differs = desk.does(1, "tally", &tally(pile, &one, &all)).ok(200);
        assert_eq!((&differs["round"], &differs["agreed"]), (&json!(2), &json!(false)));
        let places = json!(["/0/options/0/people", "/0/options/0/area", "/0/options/1/people", "/0/options/1/area"]);
        assert_eq!(differs["differences"], places);
        desk.does(1, "tally", &tally(pile, &two, &all)).ok(200);
        desk.scans(1, &photo(60, 40)).problem(409, "papers_not_agreed");
        let agreed = desk.does(0, "tally", &tally(pile, &two, &all)).ok(200);
        assert_eq!((&agreed["round"], &agreed["agreed"]), (&json!(2), &json!(true)));
        desk.does(1, "tally", &tally(pile, &two, &all)).problem(409, "papers_counted");
        let totals = desk.tellers[1].get(&desk.path("totals")).ok(200);
        // The same to be printed and signed by hand.
        let sheet = desk.tellers[1].get(&desk.path("sheet"));
        is_only_shown(&sheet);
        assert!(sheet.text.contains("是否选聘绿园物业") && sheet.text.contains("<tr><td>同意</td><td>2</td>"), "{}", sheet.text);
        assert_eq!(totals["questions"][0]["options"][0], two);
        let names: Vec<&str> = totals["tellers"].as_array().unwrap().iter().map(|teller| teller["name"].as_str().unwrap()).collect();
        assert_ne!(names[0], names[1]);
        // The signed sheet: one brings the scan, the other seals what they have seen.
        desk.does(0, "seal", &json!({ "scan": "00" })).problem(409, "scan_missing");
        let scan = desk.scans(1, &photo(60, 40)).ok(200)["scan"].clone();
        desk.does(1, "seal", &json!({ "scan": scan })).problem(403, "paper_same_hand");
        desk.does(0, "seal", &json!({ "scan": "00" })).problem(412, "stale");
        let kept = desk.tellers[0].get(&desk.path("scan"));
        assert_eq!((kept.status, json!(Digest::of(&kept.bytes).to_string())), (200, scan.clone()));
        let before = desk.open.checkpoint().size;
        let sealed = desk.does(0, "seal", &json!({ "scan": scan })).ok(200);
        assert_eq!(sealed["sheet"].as_str().unwrap().len(), 64);
        assert_eq!(desk.open.checkpoint().size, before + 1);
        desk.does(0, "seal", &json!({ "scan": scan })).problem(409, "papers_counted");
        desk.scans(1, &photo(60, 40)).problem(409, "papers_counted");
        assert!(desk.state()["sealed_at"].is_string());
        // And what the papers say is the result, though nobody voted electronically.
        desk.open.count_comes_to("signing");
        desk.open.opens();
        let result = desk.open.result();
        let item = &result["certified"]["items"][0];
        assert_eq!((&item["options"][0]["paper"], &item["options"][0]["both"]), (&two, &two), "{item}");
        assert_eq!((&result["certified"]["participation"]["paper"], &result["certified"]["participation"]["took_part"]), (&all, &all));
    }
}

/// Serials are in no log, audit entry, figure or database; what a teller counted is in no log and audit entry, and nothing that is kept
/// has a voter beside a choice.
fn privacy(server: Server) {
    let mut desk = Desk::new(&server, 3, &[], 4);
    let serial = desk.gives(0);
    let mut errors = vec![desk.does(0, "return", &json!({ "serial": serial, "envelope": "sound" }))];
    desk.takes(&serial, "sound").ok(200);
    errors.push(desk.takes(&serial, "sound"));
    errors.push(desk.does(0, "return", &json!({ "serial": serial, "envelope": serial })));
    errors.push(desk.does(0, "hand-over", &json!({ "serial": serial, "extra": 1 })));
    let area = desk.area(&[0]);
    desk.closes();
    let tally = tally([3, 1, 0, 0], &weight(1, area), &weight(1, area));
    for teller in [0, 1] {
        desk.does(teller, "tally", &tally).ok(200);
    }
    assert_eq!(desk.state()["shows_choices"], true, "one paper shows a choice, and whoever counts is warned");
    let audit = desk.open.poll.chair.get(&format!("/api/v1/communities/{}/audit?limit=200", desk.open.poll.community)).text;
    let metrics = server.get("/metrics").text;
    let plain = serial.replace('-', "");
    let what = [("serial", serial.as_str()), ("serial", plain.as_str())];
    for error in &errors {
        assert!(error.status >= 400, "{}", error.text);
        nowhere("an error", &error.text, &what);
    }
    assert!(audit.contains("papers.tallied"));
    for (place, text) in [("the audit log", &audit), ("the figures", &metrics)] {
        nowhere(place, text, &what);
        nowhere(place, text, &[("area that was counted", &format!(":{area}"))]);
    }
    if let Some(text) = server.stolen() {
        nowhere("the database", &text, &what);
    }
    drop(desk);
    let said = server.stopped();
    nowhere("the log", &said, &what);
    nowhere("the log", &said, &[("area that was counted", &format!(":{area}"))]);
    assert!(!said.contains("fault"), "{said}");
}

#[test]
fn nothing_of_papers_is_in_logs_errors_figures_or_the_database_sqlite() {
    privacy(Server::of_the_program(None));
}

#[test]
fn nothing_of_papers_is_in_logs_errors_or_figures_postgres() {
    if let Some(database) = Database::new() {
        privacy(Server::of_the_program(Some(database)));
    }
}

/// The teller has to be told that the ballot was cast, or the voter would be told that there was none.
#[test]
fn a_paper_replaces_a_ballot_that_was_cast_at_the_same_moment() {
    let Some(server) = Server::on_postgres() else { return };
    let desk = Desk::new(&server, 2, &paper_prevails(), 2);
    let (serial, voter) = (desk.gives(0), &desk.open.voters[0]);
    let (poll, credential) = (&desk.open.poll.poll, voter.credential.to_string());
    // As whoever casts holds the log, and notes the voter.
    let casts = format!("INSERT INTO participation VALUES ('{poll}', '{credential}', 1, 0, NULL)");
    let received = meets(&server, "UPDATE logs SET appended = appended", || desk.takes(&serial, "sound"), &casts).ok(200);
    assert_eq!((received["fate"].as_str(), received["replaces_ballot"].as_bool()), (Some("valid"), Some(true)), "{received}");
}
