//! The sample estate, whose expected numbers were counted by somebody else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use yepiao::election::intake::{Preview, preview, read};
use yepiao::election::roll::{Counting, Finding, UnitUse};

use super::world::{NO_PARKING, corrected, look, roll, today, total};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/huguang/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn expected() -> Value {
    serde_json::from_slice(&file("expected.json")).unwrap()
}

fn lines(value: &Value) -> BTreeSet<u32> {
    value.as_array().unwrap().iter().map(|line| u32::try_from(line.as_u64().unwrap()).unwrap()).collect()
}

#[test]
fn the_clean_roll_gives_what_is_expected_in_every_encoding() {
    let expected = expected();
    let number = |key: &str| expected[key].as_u64().unwrap();
    let mut digests = BTreeSet::new();
    for name in ["roll-clean.csv", "roll-bom.csv", "roll-gb18030.csv"] {
        let preview = look(&file(name)).unwrap();
        assert!(preview.waiting.is_empty() && preview.corrected.is_empty() && preview.held.is_empty(), "{name}");
        let roll = roll(&preview);
        digests.insert(roll.digest(&[0; 32]).unwrap().to_string());
        assert_eq!(total(&preview), (number("voters"), number("total_area_centi_m2")), "{name}");
        assert_eq!(roll.totals().with_parking.area, number("total_area_centi_m2_with_parking"));
        assert_eq!((roll.total().people * 2).div_ceil(3), number("quorum_people"));
        for (purpose, key) in [(UnitUse::Residential, "residential"), (UnitUse::Shop, "shops"), (UnitUse::Parking, "parking")] {
            let count = roll.units().iter().filter(|unit| unit.purpose == purpose).count();
            assert_eq!(count as u64, expected["units"][key].as_u64().unwrap(), "{key}");
        }
        let developer: Vec<_> = roll.voters().iter().filter(|voter| voter.developer).collect();
        assert_eq!((developer.len(), developer[0].units.len() as u64), (1, number("developer_units")));
        let co_owned = roll.units().iter().filter(|unit| unit.holders.len() > 1).count() as u64;
        assert_eq!(co_owned, number("co_owned_units"));
        let overlaps = roll.findings().iter().filter(|finding| matches!(finding, Finding::PartialOverlap { .. })).count();
        assert_eq!(overlaps as u64, number("partial_overlaps"));
        let guarded = roll.holders().iter().filter(|holder| holder.guardian.is_some()).count() as u64;
        assert_eq!(guarded, number("minors_with_guardian"));
    }
    assert_eq!(digests.len(), 1, "the encoding changed the roll");
}

#[test]
fn the_dirty_roll_waits_exactly_where_it_must() {
    let expected = expected();
    let dirty = &expected["dirty"];
    let preview = look(&file("roll-dirty.xlsx")).unwrap();
    let mut found: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for wait in &preview.waiting {
        let code = serde_json::to_value(wait.code).unwrap().as_str().unwrap().to_owned();
        found.entry(code).or_default().insert(wait.at.line);
    }
    let must: BTreeMap<String, BTreeSet<u32>> =
        dirty["must_wait"].as_object().unwrap().iter().map(|(code, rows)| (code.clone(), lines(rows))).collect();
    assert_eq!(found, must);
    assert_eq!(preview.held, []);
    let left = &dirty["waiting_left_out"];
    let wanted = (left["voters"].as_u64().unwrap(), left["total_area_centi_m2"].as_u64().unwrap());
    assert_eq!(total(&preview), wanted, "the developer's nickname is a correction, not a question");
    let shown: BTreeSet<u32> = corrected(&preview).into_iter().map(|(line, _)| line).collect();
    for key in ["two_owners_in_one_cell", "two_phones_in_one_cell"] {
        assert!(lines(&dirty[key]).is_subset(&shown), "{key} is put right silently");
    }
    assert!(lines(&dirty["may_wait"]["owner_placeholder"]).is_subset(&shown));
    for line in lines(&dirty["two_phones_in_one_cell"]) {
        let taken = preview.taken.iter().find(|taken| taken.at.line == line).unwrap();
        assert_eq!(taken.phones.len(), 2, "line {line}");
    }
}

/// Holders and area of each unit.
fn facts(preview: &Preview) -> BTreeMap<String, (u64, BTreeSet<(String, String)>)> {
    let mut facts: BTreeMap<String, (u64, BTreeSet<(String, String)>)> = BTreeMap::new();
    for taken in &preview.taken {
        let unit = facts.entry(taken.row.address.to_string()).or_default();
        unit.0 = taken.row.area;
        unit.1.insert((taken.row.name.clone(), taken.row.identity.as_ref().unwrap().number.clone()));
    }
    facts
}

#[test]
fn what_is_taken_from_the_dirty_roll_is_what_the_clean_one_says() {
    let clean = facts(&look(&file("roll-clean.csv")).unwrap());
    let dirty = facts(&look(&file("roll-dirty.xlsx")).unwrap());
    assert!(dirty.len() > 800);
    for (unit, facts) in &dirty {
        assert_eq!(clean.get(unit), Some(facts), "{unit}");
    }
}

#[test]
fn a_rule_that_counts_parking_gives_the_other_total() {
    let book = read(&file("roll-clean.csv")).unwrap();
    let with = preview(&book, &Default::default(), &[], Counting { parking_as_area: true }, today()).unwrap();
    assert_eq!(Some(total(&with).1), expected()["total_area_centi_m2_with_parking"].as_u64());
    let without = preview(&book, &Default::default(), &[], NO_PARKING, today()).unwrap();
    assert_eq!(roll(&without).totals().with_parking, roll(&with).total());
}
