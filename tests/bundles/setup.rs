//! Faults in what stood before the voting.

use yepiao::crypto::hash::Digest;
use yepiao::election::log::leaf::Entry;
use yepiao::election::log::opening::Opening;
use yepiao::election::poll::package::{Candidate, CommitteeItem, CommitteeVote, Item, Package, Scope};
use yepiao::election::record::files;
use yepiao::election::rules::BuiltIn;

use crate::story::Story;
use crate::world::{AREAS, Decryptors, END, Setup, World, list};

fn refused(setup: Setup) -> Vec<String> {
    let world = World::with(setup);
    Story::honest(&world).tell().refused()
}

#[test]
fn another_rule_set() {
    let world = World::new();
    let other = Story::honest(&world).tell().with(files::RULES, |rules| *rules = BuiltIn::JilinChangchun.text().into());
    assert!(other.refused().contains(&"rules".to_owned()));
    // One byte of a comment, no rule.
    let comment = Story::honest(&world).tell().with(files::RULES, |rules| rules.extend_from_slice(b"# x\n"));
    assert_eq!(comment.refused(), ["rules", "package", "certificate"]);
    let none = Story::honest(&world).tell().with(files::RULES, |rules| *rules = b"schema = 2".to_vec());
    assert!(none.refused().contains(&"rules".to_owned()));
}

#[test]
fn another_roll() {
    let world = World::new();
    let bundle = || Story::honest(&world).tell();
    let renamed = bundle().with(files::ROLL, |roll| {
        *roll = String::from_utf8(roll.clone()).unwrap().replacen("王**", "李**", 1).into_bytes();
    });
    assert_eq!(renamed.refused(), ["roll"]);
    // Two flats exchanged their areas: the multiset is the same, the digest is not.
    assert_eq!(bundle().with(files::ROLL, |roll| roll.push(b'\n')).refused(), ["roll", "outcome", "certificate"]);
}

#[test]
fn a_roll_opened_that_does_not_add_up() {
    // Opened honestly, so that only the sums can tell.
    let more = Setup { roll: |roll| roll.voters[0].area += 1, ..Setup::default() };
    assert_eq!(refused(more), ["roll"]);
    let both = |roll: &mut yepiao::election::roll::MaskedRoll| {
        roll.voters[0].area += 100;
        roll.voters[0].units[0].area += 100;
        roll.totals.without_parking.area += 100;
        roll.totals.with_parking.area += 100;
    };
    // By the list of areas the voter weighs less.
    assert_eq!(refused(Setup { roll: both, ..Setup::default() }), ["roll", "outcome", "certificate"]);
    let missing = |roll: &mut yepiao::election::roll::MaskedRoll| {
        let gone = roll.voters.pop().unwrap();
        roll.totals.without_parking.people -= 1;
        roll.totals.without_parking.area -= gone.area;
    };
    assert_eq!(refused(Setup { roll: missing, ..Setup::default() }), ["roll", "outcome", "certificate"]);
}

#[test]
fn another_announcement() {
    let world = World::new();
    let text = Story::honest(&world).tell().with(files::PACKAGE, |package| {
        *package = String::from_utf8(package.clone()).unwrap().replacen("合同全文", "另一合同", 1).into_bytes();
    });
    assert_eq!(text.refused(), ["package"]);
    // Announced so and opened so, but the ballot asks something else.
    let asks = Setup { election: |election| election.questions[0].question = "是否同意解聘".into(), ..Setup::default() };
    assert_eq!(refused(asks), ["package"]);
    let roll = Setup { package: |package| package.roll = Digest::of(b"another roll"), ..Setup::default() };
    assert_eq!(refused(roll), ["package"]);
}

#[test]
fn an_opening_that_the_election_does_not_name() {
    let unnamed = Setup { election: |election| election.credential_authority = None, ..Setup::default() };
    assert_eq!(refused(unnamed), ["opening"]);
    let same_key = Setup { opening: |opening| opening.cosigners[0].key = opening.keys.log, ..Setup::default() };
    assert_eq!(refused(same_key), ["opening"]);
    let origin = Setup { opening: |opening| opening.origin = "vote.example.cn/other".into(), ..Setup::default() };
    assert!(refused(origin).contains(&"opening".to_owned()));
}

#[test]
fn another_opening() {
    let world = World::new();
    let bundle = Story::honest(&world).tell().with(files::OPENING, |opening| {
        *opening = String::from_utf8(opening.clone()).unwrap().replacen("authority", "service", 1).into_bytes();
    });
    assert_eq!(bundle.refused(), ["opening", "log"]);
}

#[test]
fn weights_other_than_the_openings() {
    let world = World::new();
    // One voter weighs double, another less, so that the sum is the same.
    let mut areas = AREAS;
    (areas[0], areas[4]) = (areas[0] * 2, areas[4] - areas[0]);
    let story = Story { area_list: list(&world.voters, |voter| areas[voter]), ..Story::honest(&world) };
    assert_eq!(story.tell().refused(), ["roll", "opening"]);
}

#[test]
fn two_voters_weights_exchanged() {
    let world = World::new();
    let mut areas = AREAS;
    areas.swap(0, 4);
    let story = Story { area_list: list(&world.voters, |voter| areas[voter]), ..Story::honest(&world) };
    // As a multiset they are the roll's: only the digest in the opening tells.
    assert!(story.tell().refused().contains(&"opening".to_owned()));
}

#[test]
fn a_threshold_that_two_groups_can_reach() {
    let setup = Setup { decryptors: Decryptors::OneOfThree, ..Setup::default() };
    assert_eq!(refused(setup), ["threshold", "closing"]);
}

/// The copy could sign in the other's name, and no strong proof could be made for it.
#[test]
fn a_trustee_with_the_key_of_another() {
    assert_eq!(refused(Setup { decryptors: Decryptors::Copied, ..Setup::default() }), ["threshold"]);
}

/// People are half of every majority: a voter without a home would be a vote out of nothing.
#[test]
fn voters_made_of_nothing() {
    let empty = |roll: &mut yepiao::election::roll::MaskedRoll| roll.voters[0].units.clear();
    assert!(refused(Setup { roll: empty, ..Setup::default() }).contains(&"roll".to_owned()));
    // One flat for two voters: the areas add up all the same.
    let twice = |roll: &mut yepiao::election::roll::MaskedRoll| {
        let address = roll.voters[0].units[0].address.clone();
        roll.voters[1].units[0].address = address;
    };
    assert_eq!(refused(Setup { roll: twice, ..Setup::default() }), ["roll"]);
    // A flat that the rules count, and the roll does not.
    let left_out = |roll: &mut yepiao::election::roll::MaskedRoll| {
        let mut unit = roll.voters[0].units[0].clone();
        (unit.counts, unit.address.room) = (false, "9999".into());
        roll.voters[0].units.push(unit);
    };
    assert!(refused(Setup { roll: left_out, ..Setup::default() }).contains(&"roll".to_owned()));
}

const DAY: u64 = 86_400_000;

/// An election with one candidate, voted on with 同意, 反对, 弃权: as many answers as the matter has.
fn elect(package: &mut Package, scope: Scope, seats: u16) {
    let candidate = Candidate {
        name: "王小明".into(),
        building: "1 栋".into(),
        age_band: "50-59".into(),
        political_status: None,
        occupation: None,
        resume: "住户".into(),
        plans: "公开账目".into(),
        photo: None,
    };
    package.items = vec![Item::Committee(CommitteeItem {
        title: "选举业主委员会".into(),
        text: String::new(),
        scope,
        seats,
        alternates: 0,
        vote: CommitteeVote::Each,
        candidates: vec![candidate],
    })];
}

const EACH: (&str, &str) = ("value = \"up_to_seats\"", "value = \"each\"");

#[test]
fn an_extension_that_the_rules_do_not_allow() {
    let election: fn(&mut Package) = |package| elect(package, Scope::Vacancies, 1);
    let longest: fn(&mut Opening) = |opening| opening.closing.extend_until = Some(END + 15 * DAY);
    let longer: fn(&mut Opening) = |opening| opening.closing.extend_until = Some(END + 15 * DAY + 1);
    let valid: [&str; 0] = [];
    assert_eq!(refused(Setup { opening: longest, ..Setup::default() }), valid);
    assert_eq!(refused(Setup { opening: longer, ..Setup::default() }), ["opening"]);
    let none = || vec![("max_days = 15", "max_days = 0")];
    assert_eq!(refused(Setup { rules: none(), ..Setup::default() }), valid);
    assert_eq!(refused(Setup { rules: none(), opening: longest, ..Setup::default() }), ["opening"]);
    // A matter may be extended there, an election not.
    let rules = || vec![EACH, ("max_days = 15, elections = true", "max_days = 15, elections = false")];
    assert_eq!(refused(Setup { rules: rules(), opening: longest, ..Setup::default() }), valid);
    assert_eq!(refused(Setup { rules: rules(), package: election, ..Setup::default() }), valid);
    assert_eq!(refused(Setup { rules: rules(), package: election, opening: longest, ..Setup::default() }), ["opening"]);
}

/// Eight flats: few seats are for estates of at most as many households as the rules say.
#[test]
fn a_small_committee_of_an_estate_that_is_not_small() {
    let plain = "small_households = 0, small_seats = 0";
    let package: fn(&mut Package) = |package| elect(package, Scope::Whole, 3);
    for (small, refuses) in [
        ("small_households = 8, small_seats = 3", &[][..]),
        ("small_households = 7, small_seats = 3", &["package"]),
        // Without such a rule the number itself is refused.
        (plain, &["package"]),
    ] {
        assert_eq!(refused(Setup { rules: vec![EACH, (plain, small)], package, ..Setup::default() }), refuses, "{small}");
    }
}

#[test]
fn electronic_ballots_where_only_the_official_platform_takes_them() {
    let rules = vec![("value = \"electronic_and_paper\"", "value = \"official_only\"")];
    let world = World::with(Setup { rules, ..Setup::default() });
    let refused = Story::honest(&world).tell().refused();
    assert!(refused.contains(&"log".to_owned()), "{refused:?}");
    // Roll, paper and audit are kept here all the same.
    let mut paper = Story { counted: [vec![], vec![]], cast: vec![], ..Story::honest(&world) };
    paper.entries.retain(|(_, entry)| !matches!(entry, Entry::Ballot { .. } | Entry::Void { .. }));
    paper.lines = paper.annex();
    assert_eq!(paper.tell().refused(), Vec::<String>::new());
}
