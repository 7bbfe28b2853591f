//! The whole of it in one story: from the file of an office to a result that stands, with all that goes wrong on the way.

mod again;
mod estate;
mod lot;
mod papers;
mod quorum;
mod road;
mod votes;

use serde_json::{Value, json};
use yepiao::election::record::RecordStage;

use super::casting::world::Open;
use super::counting::falsified;
use super::election::id_number;
use super::opening::{TRUSTEES, later};
use super::server::Server;
use crate::stories;
use estate::{Estate, OWNERS, Owner, SIXTEEN, UNSOLD, area};
use papers::Desk;
use road::announced;
use votes::{Choice, Voting};

const DAY: u32 = 24 * 3600;

/// The owner of this name.
fn owner(name: &str) -> &'static Owner {
    OWNERS.iter().find(|owner| owner.3 == name).unwrap()
}

/// Time passes on both instances, and everybody signs in again.
fn wait<'s>(voting: &mut Voting<'s>, desk: &mut Desk<'s>, beside: &Server, seconds: u32) {
    beside.wait(seconds);
    voting.open.poll.wait(voting.open.server, seconds);
    desk.again(voting);
}

/// What five of nine have in mind: all of them want these two, and three others.
const TIED: [&str; 2] = ["丁一", "钱八"];
const FIVE: [(&str, [&str; 5]); 5] = [
    ("吴兰", ["丁一", "钱八", "张三", "李四", "王小明"]),
    ("", ["丁一", "钱八", "张三", "李四", "欧阳春"]),
    ("张三", ["丁一", "钱八", "张三", "王小明", "欧阳春"]),
    ("李四", ["丁一", "钱八", "李四", "王小明", "欧阳春"]),
    ("王小明", ["丁一", "钱八", "张三", "李四", "王小明"]),
];
/// And what the other four have in mind.
const FOUR: Choice<'static> = Choice { elects: &["张三", "李四", "王小明", "欧阳春"], favours: true };

/// One of the five, by name.
fn voter_of(who: &str) -> Owner {
    match who {
        "" => UNSOLD,
        "吴兰" => SIXTEEN,
        who => *owner(who),
    }
}

/// The choice of one of the five; of the developer, who is against the matter, by no name.
fn choice(who: &str) -> Choice<'static> {
    let (who, elects) = FIVE.iter().find(|(known, _)| *known == who).unwrap();
    Choice { elects, favours: !who.is_empty() }
}

fn weight(voters: &[&Owner]) -> Value {
    json!({ "people": voters.len(), "area": voters.iter().map(|voter| voter.2).sum::<u64>() })
}

/// Two of three trustees do it; one of them sends a share first that is false.
fn opens(open: &mut Open<'_>) {
    let server = open.server;
    let what = open.to_decrypt(RecordStage::Closed);
    for trustee in [0, 2] {
        open.trustees[trustee].signs(server, &what).ok(200);
    }
    open.count_comes_to("decrypting");
    let what = open.to_decrypt(RecordStage::Signed);
    let closing = what.closing.clone().unwrap();
    let share = open.trustees[2].share(&what, &closing);
    let refused = open.trustees[2].gives(server, &falsified(&share)).problem(422, "field_invalid");
    assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(TRUSTEES[2]), "{refused}");
    open.trustees[2].gives(server, &share).ok(200);
    assert_eq!(open.count()["stage"], "decrypting", "one is not enough");
    let share = open.trustees[0].share(&what, &closing);
    open.trustees[0].gives(server, &share).ok(200);
    open.poll.comes_to("counted");
}

/// What the result says: the matter is carried, and a tie is told and not broken.
fn decided(result: &Value, candidates: &[String], took_part: &[&Owner]) {
    let participation = &result["certified"]["participation"];
    assert_eq!(participation["entitled"], json!({ "people": 13, "area": area() }));
    assert_eq!(participation["took_part"], weight(took_part));
    assert_eq!(participation["paper"], weight(&[owner("赵六"), owner("孙七")]));
    let [committee, matter] = [0, 1].map(|at| &result["certified"]["items"][at]);
    let reading = &committee["readings"]["by_rule"];
    assert_eq!(reading["verdict"], "tied", "{reading}");
    let place = |name: &&str| candidates.iter().position(|known| known == name).unwrap();
    let mut tied = TIED.iter().map(place).collect::<Vec<_>>();
    tied.sort_unstable();
    assert_eq!(reading["ties"], json!([{ "candidates": tied, "seats": 1, "alternates": 1 }]));
    let mut elected: Vec<u64> = reading["elected"].as_array().unwrap().iter().map(|one| one.as_u64().unwrap()).collect();
    elected.sort_unstable();
    let mut others = FOUR.elects.iter().map(|name| u64::try_from(place(name)).unwrap()).collect::<Vec<_>>();
    others.sort_unstable();
    assert_eq!(elected, others);
    assert!(committee["sentences"].to_string().contains("得票相同"), "{committee}");
    let in_favour: Vec<&Owner> = took_part.iter().copied().filter(|voter| **voter != UNSOLD).collect();
    assert_eq!(matter["options"][0]["both"], weight(&in_favour), "{matter}");
    assert_eq!(matter["options"][1]["both"], weight(&[&UNSOLD]));
    assert_eq!(matter["readings"]["by_rule"]["verdict"], "carried");
}

/// Everybody who took part, by whatever way, and nobody else, is on the list that hangs out; who has many flats is found by each of them.
fn hang_out(server: &Server, open: &Open<'_>, took_part: &[&Owner]) {
    let list = |rest: &str| server.get(&open.path(&format!("participants{rest}"))).ok(200);
    let all = list("?limit=200");
    let people: Vec<u64> =
        all["voters"]["items"].as_array().unwrap().iter().map(|voter| voter["area_centi_m2"].as_u64().unwrap()).collect();
    assert_eq!(
        (people.len(), people.iter().sum::<u64>()),
        (took_part.len(), took_part.iter().map(|voter| voter.2).sum()),
        "{all}"
    );
    for owner in OWNERS.iter().chain([&SIXTEEN, &UNSOLD]) {
        let found = list(&format!("?room={}-1-{}", owner.0, owner.1));
        let found = found["voters"]["items"].as_array().unwrap().len();
        assert_eq!(found, usize::from(took_part.contains(&owner)), "{}", owner.3);
    }
    let last = list("?room=3-1-404");
    assert_eq!(last["voters"]["items"][0]["area_centi_m2"], SIXTEEN.2, "{last}");
}

stories! {
    fn from_a_messy_file_to_a_result_that_stands(server) {
        let estate = Estate::new(server);
        let version = json!(estate.version);
        let (poll, candidates) = announced(server, estate, &[]);
        let plan = json!({ "extend_until": later(poll.waited, 41) });
        let open = Open::planned(server, poll, &plan);
        assert_eq!(open.voters.len(), 13);
        let beside = server.beside();
        beside.wait(open.poll.waited);
        let mut voting = Voting::new(open, candidates);
        let mut desk = Desk::new(&voting, 4);
        // Sixteen flats are one person with the area of all of them; so are those that the developer has not sold.
        assert_eq!(voting.slip(&SIXTEEN)["area"], SIXTEEN.2);
        assert_eq!(voting.slip(&UNSOLD)["area"], UNSOLD.2);

        // On the first day: somebody with a witness, somebody from afar at the other instance, the developer.
        let token = voting.attended(&desk.tellers[0], owner("张三"));
        voting.casts(server, &token, owner("张三"), choice("张三"));
        let token = voting.far_away(&beside, &SIXTEEN, &id_number(50));
        voting.casts(&beside, &token, &SIXTEEN, choice("吴兰"));
        let token = voting.attended(&desk.tellers[1], &UNSOLD);
        voting.casts(&beside, &token, &UNSOLD, choice(""));
        // What one instance took is known to the other one.
        let again = voting.open.cast(&token, &voting.ballot(&UNSOLD, choice(""), 2), None);
        again.problem(409, "voted_already");

        // Too few came: the end is put off, once.
        wait(&mut voting, &mut desk, &beside, 8 * DAY);
        let until = later(voting.open.poll.waited, 5);
        voting.extends(&until).ok(200);
        voting.extends(&later(voting.open.poll.waited, 6)).problem(409, "extended_before");
        wait(&mut voting, &mut desk, &beside, 3 * DAY);

        // After the first end. A lost slip, and a vote from afar with the new one.
        voting.issues_again(owner("李四"));
        let token = voting.afar(&beside, owner("李四"));
        voting.casts(server, &token, owner("李四"), choice("李四"));
        for (who, at) in [("王小明", server), ("欧阳春", &beside), ("钱八", server)] {
            let token = voting.attended(&desk.tellers[0], owner(who));
            voting.casts(at, &token, owner(who), if who == "王小明" { choice(who) } else { FOUR });
        }
        // Paper: two for good; one of somebody who has voted, which stays sealed; and nothing electronic after paper.
        for who in ["赵六", "孙七"] {
            assert_eq!(desk.votes(&voting, owner(who))["fate"], "valid");
        }
        let sealed = desk.votes(&voting, owner("欧阳春"));
        assert_eq!((&sealed["fate"], &sealed["because"]), (&json!("duplicate"), &json!("voted_electronically")));
        let token = voting.attended(&desk.tellers[0], owner("孙七"));
        voting.open.cast_at(&beside, &token, &voting.ballot(owner("孙七"), FOUR, 1), None).problem(409, "voted_on_paper");

        // Somebody is sealing while the hour strikes.
        let ends: jiff::Timestamp = until.parse().unwrap();
        let left = ends.as_second() - server.now().as_second() - 60;
        wait(&mut voting, &mut desk, &beside, u32::try_from(left).unwrap());
        let late = owner("丁一");
        let token = voting.attended(&desk.tellers[0], late);
        let ballot = voting.ballot(late, FOUR, 1);
        wait(&mut voting, &mut desk, &beside, 120);
        for instance in [server, &beside] {
            voting.open.cast_at(instance, &token, &ballot, None).problem(409, "voting_ended");
        }
        voting.open.poll.comes_to("closed");
        let pile = json!({ "unused": 1, "valid": 2, "void": 0, "duplicate": 1 });
        desk.counts(&voting, &pile, &[owner("赵六"), owner("孙七")], FOUR);
        voting.open.count_comes_to("signing");

        opens(&mut voting.open);
        let took_part: Vec<&Owner> =
            ["张三", "李四", "王小明", "欧阳春", "赵六", "孙七", "钱八"].map(owner).into_iter().chain([&SIXTEEN, &UNSOLD]).collect();
        // Both archives and the record, by this program and by `belenios-tool`.
        decided(&voting.open.result(), &voting.candidates, &took_part);
        assert_eq!(beside.get(&voting.open.path("record")).etag(), server.get(&voting.open.path("record")).etag());

        // It hangs out, nobody objects, and it is final.
        voting.open.step("publish-result").ok(200);
        hang_out(server, &voting.open, &took_part);
        wait(&mut voting, &mut desk, &beside, 9 * DAY);
        voting.open.poll.comes_to("final");
        assert_eq!(voting.open.result()["state"], "final");
        voting.open.a_head_of_today_holds("final");
        let steps = voting.open.poll.chair.get(&format!("{}/steps?limit=200", voting.open.poll.path)).ok(200);
        for action in ["open", "extend", "close", "count", "publish_result", "make_final"] {
            let taken = steps["items"].as_array().unwrap().iter().filter(|step| step["action"] == action).count();
            assert_eq!(taken, 1, "{action}: {steps}");
        }
        drop(beside);

        // The rule set has the owners vote again between the two who are tied.
        again::vote_again(server, &voting.open.poll, &version, &took_part);
    }
}
