//! Rolls by hand: each test is a story of who owns what.

use super::*;
use crate::election::jcs::{from_jcs, to_jcs};
use crate::election::weight::Weight;
use proptest::prelude::*;

const NO_PARKING: Counting = Counting { parking_as_area: false };
const PARKING: Counting = Counting { parking_as_area: true };

fn person(number: &str) -> Option<Identity> {
    Some(Identity { kind: IdentityKind::Person, number: number.into() })
}

/// `at` is `building-stair-room`.
fn row(at: &str, area: u64, name: &str, identity: Option<Identity>) -> HolderRow {
    let mut parts = at.split('-').map(str::to_owned);
    let mut part = || parts.next().unwrap();
    HolderRow {
        address: UnitAddress { building: part(), stair: part(), room: part() },
        purpose: UnitUse::Residential,
        area,
        area_basis: AreaBasis::Register,
        certificate: String::new(),
        name: name.into(),
        identity,
        share: None,
        developer: None,
        representative: None,
        guardian: None,
    }
}

fn developer(at: &str, area: u64, name: &str, number: &str, holding: DeveloperHolding) -> HolderRow {
    let identity = Some(Identity { kind: IdentityKind::Organisation, number: number.into() });
    HolderRow { developer: Some(holding), ..row(at, area, name, identity) }
}

fn parking(at: &str, area: u64, name: &str, number: &str) -> HolderRow {
    HolderRow { purpose: UnitUse::Parking, ..row(at, area, name, person(number)) }
}

fn voters(roll: &Roll) -> Vec<(u32, u64, Vec<String>)> {
    let unit = |unit: &usize| roll.units()[*unit].address.to_string();
    roll.voters().iter().map(|voter| (voter.number, voter.area, voter.units.iter().map(unit).collect())).collect()
}

#[test]
fn several_units_of_one_owner_are_one_person() {
    let rows = [
        row("10-1-101", 5000, "李四", person("B")),
        row("2-1-1001", 7066, "张三", person("A")),
        row("2-1-301", 5300, "张三", person("A")),
    ];
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    assert_eq!(voters(&roll), [(1, 12_366, vec!["2-1-301".to_owned(), "2-1-1001".into()]), (2, 5000, vec!["10-1-101".into()])]);
    assert_eq!(roll.total(), Weight { people: 2, area: 17_366 });
    assert_eq!(roll.findings(), []);
}

#[test]
fn a_co_owned_unit_is_one_person_and_overlaps_stay_apart() {
    let couple =
        |at: &str, name, number| HolderRow { representative: Some("张三".into()), ..row(at, 9000, name, person(number)) };
    let rows = [
        couple("1-1-101", "张三", "A"),
        couple("1-1-101", "李四", "B"),
        // The same two in the other order: the same voter.
        couple("1-1-102", "李四", "B"),
        couple("1-1-102", "张三", "A"),
        row("1-1-201", 8000, "张三", person("A")),
    ];
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    assert_eq!(roll.total(), Weight { people: 2, area: 26_000 });
    assert_eq!(roll.voters()[0].representative.as_deref(), Some("张三"));
    assert_eq!(roll.findings(), [Finding::PartialOverlap { voters: [1, 2], shared: vec!["张三".into()] }]);
}

#[test]
fn co_owners_need_one_representative() {
    let holder = |at: &str, name, number: &str, representative: Option<&str>| HolderRow {
        representative: representative.map(str::to_owned),
        ..row(at, 9000, name, person(number))
    };
    let rows = [
        holder("1-1-101", "张三", "A", None),
        holder("1-1-101", "李四", "B", None),
        holder("1-1-102", "王五", "C", Some("王五")),
        holder("1-1-102", "赵六", "D", Some("王五")),
        holder("1-1-103", "王五", "C", Some("赵六")),
        holder("1-1-103", "赵六", "D", Some("赵六")),
    ];
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    let names = vec!["王五".into(), "赵六".into()];
    assert_eq!(
        roll.findings(),
        [Finding::RepresentativeMissing { voter: 1 }, Finding::RepresentativesDiffer { voter: 2, names }]
    );
    assert_eq!(roll.voters()[1].representative, None);
}

#[test]
fn all_units_of_the_developer_are_one_person() {
    let rows = [
        developer("1-1-101", 9000, "示范房地产", "D", DeveloperHolding::Unsold),
        developer("1-1-102", 8000, "示范房地产", "D", DeveloperHolding::Unsold),
        // Sold, but not handed over: the buyer does not vote for it yet.
        HolderRow { developer: Some(DeveloperHolding::Undelivered), ..row("1-1-103", 7000, "张三", person("A")) },
        // The developer's own flat, without a mark.
        HolderRow { developer: None, ..developer("1-1-104", 6000, "示范房地产", "D", DeveloperHolding::Unsold) },
        row("1-1-105", 5000, "张三", person("A")),
    ];
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    assert_eq!(roll.total(), Weight { people: 2, area: 35_000 });
    assert!(roll.voters()[0].developer && roll.voters()[0].area == 30_000);
    assert_eq!(roll.findings(), []);
    assert_eq!(roll.masked().voters[0].name, "示范房地产");

    let mut other = rows.to_vec();
    other[1] = developer("1-1-102", 8000, "另一房地产", "E", DeveloperHolding::Unsold);
    let roll = Roll::build(&other, NO_PARKING).unwrap();
    assert!(matches!(&roll.findings()[0], Finding::SeveralDevelopers { names } if names.len() == 2));
}

#[test]
fn nobody_without_a_number_is_merged() {
    let rows =
        [row("1-1-101", 9000, "张三", None), row("1-1-102", 8000, "张三", None), row("1-1-103", 7000, "张三", person("A"))];
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    assert_eq!(roll.total(), Weight { people: 3, area: 24_000 });
    let finding = |voter, same_name| Finding::Unidentified { voter, name: "张三".into(), same_name };
    assert_eq!(roll.findings(), [finding(1, vec![2, 3]), finding(2, vec![1, 3])]);
}

#[test]
fn parking_counts_by_the_rule_and_both_totals_are_known() {
    let rows = [
        row("1-1-101", 9000, "张三", person("A")),
        parking("地库--B002", 1256, "张三", "A"),
        parking("地库--B003", 1300, "李四", "B"),
    ];
    let without = Roll::build(&rows, NO_PARKING).unwrap();
    assert_eq!(without.total(), Weight { people: 1, area: 9000 });
    let only = Finding::OnlyUncountedUnits { units: vec!["地库-B003".into()], names: vec!["李四".into()] };
    assert_eq!(without.findings(), [only]);
    let with = Roll::build(&rows, PARKING).unwrap();
    assert_eq!(with.total(), Weight { people: 2, area: 11_556 });
    for (roll, parking_counts) in [(&without, false), (&with, true)] {
        let totals = Totals { parking_counts, with_parking: with.total(), without_parking: without.total() };
        assert_eq!(roll.totals(), totals);
    }
    assert_ne!(without.digest(&[0; 32]).unwrap(), with.digest(&[0; 32]).unwrap());
}

#[test]
fn every_wrong_row_is_named() {
    let company = Some(Identity { kind: IdentityKind::Organisation, number: "C".into() });
    let rows = [
        row("1-1-101", 0, "张三", person("A")),
        row("1-1-", 9000, " ", person("")),
        row("1-1-103", 9000, "李四", person("A")),
        row("1-1-104", 9000, "王五", person("C")),
        row("1-1-104", 9001, "王五", person("C")),
        row("1-1-105", 9000, "王五", company),
        HolderRow { purpose: UnitUse::Shop, ..row("1-1-105", 9000, "赵六", None) },
    ];
    assert_eq!(
        Roll::build(&rows, NO_PARKING).unwrap_err(),
        [
            RollFault::AreaNotPositive { row: 0 },
            RollFault::Empty { row: 1, what: "room" },
            RollFault::Empty { row: 1, what: "name" },
            RollFault::Empty { row: 1, what: "identity number" },
            RollFault::IdentityDiffers { row: 2, first: 0 },
            RollFault::IdentityDiffers { row: 5, first: 3 },
            RollFault::UnitDiffers { row: 4, first: 3, what: "area" },
            RollFault::HolderTwice { row: 4, first: 3 },
            RollFault::UnitDiffers { row: 6, first: 5, what: "use" },
        ]
    );
    let huge = [row("1-1-101", u64::MAX, "张三", person("A"))];
    assert_eq!(Roll::build(&huge, NO_PARKING).unwrap_err(), [RollFault::TotalTooLarge]);
    assert_eq!(Roll::build(&[], NO_PARKING).unwrap().total(), Weight::ZERO);
}

#[test]
fn names_are_masked() {
    assert_eq!(masked_name("王小明", Some(IdentityKind::Person)), "王**");
    assert_eq!(masked_name("欧阳修", None), "欧**");
    assert_eq!(masked_name("", None), "**");
    assert_eq!(masked_name("长春示范商贸有限公司", Some(IdentityKind::Organisation)), "长春示范商贸有限公司");
}

#[test]
fn what_is_published_and_digested_is_fixed() {
    let share = |name, number| HolderRow { share: Some("50%".into()), ..row("2-3-502", 5633, name, person(number)) };
    let rows = [share("戴勇梅", "990104199706045106"), share("陈晓平", "990104197609170037")];
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    let masked = to_jcs(&roll.masked()).unwrap();
    assert_eq!(
        String::from_utf8(masked.clone()).unwrap(),
        concat!(
            r#"{"totals":{"parking_counts":false,"with_parking":{"area":5633,"people":1},"without_parking":{"area":5633,"people":1}},"#,
            r#""voters":[{"area":5633,"name":"戴**、陈**","number":1,"units":[{"address":{"building":"2","room":"502","stair":"3"},"#,
            r#""area":5633,"counts":true,"use":"residential"}]}]}"#
        )
    );
    assert_eq!(from_jcs::<MaskedRoll>(&masked).unwrap(), roll.masked());
    let digest = roll.digest(&[7; SALT_BYTES]).unwrap();
    assert_ne!(digest, roll.digest(&[8; SALT_BYTES]).unwrap());
    let mut other = rows.clone();
    other[0].identity = person("99010419970604510X");
    assert_ne!(digest, Roll::build(&other, NO_PARKING).unwrap().digest(&[7; SALT_BYTES]).unwrap());
}

#[test]
fn a_new_version_shows_what_changed_and_nobody_s_number() {
    let old = [
        row("1-1-101", 9000, "张三", person("A1")),
        row("1-1-102", 8000, "李四", person("B1")),
        row("1-1-1001", 7000, "王五", person("C1")),
        HolderRow { share: Some("50%".into()), ..row("1-1-103", 6000, "赵六", person("D1")) },
    ];
    let mut new = old.to_vec();
    new[0].area = 9050;
    new[1].identity = person("B2");
    new[3].share = Some("100%".into());
    new.push(row("1-1-104", 5000, "孙七", person("E1")));
    new.remove(2);
    let build = |rows: &[HolderRow]| Roll::build(rows, NO_PARKING).unwrap();
    let (old, new) = (build(&old), build(&new));
    let listed: Vec<_> = new
        .changes_since(&old)
        .into_iter()
        .map(|change| {
            let area = |shown: Option<Shown>| shown.map_or(0, |shown| shown.area);
            let facets: Vec<Facet> = change.facets.into_iter().collect();
            (change.address.room, area(change.before), area(change.after), facets)
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("101".to_owned(), 9000, 9050, vec![Facet::Area]),
            ("102".into(), 8000, 8000, vec![Facet::Holders]),
            ("103".into(), 6000, 6000, vec![Facet::Share]),
            ("104".into(), 0, 5000, vec![]),
            ("1001".into(), 7000, 0, vec![]),
        ]
    );
    assert_eq!(new.changes_since(&new), []);
    let shown = serde_json::to_string(&new.changes_since(&old)).unwrap();
    for secret in ["A1", "B1", "B2", "C1", "张三", "李四", "孙七"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert_ne!(old.masked().digest().unwrap(), new.masked().digest().unwrap());
}

/// An extract of a sample roll with fictitious people: 栋, 单元, 房号, 用途, 面积, 依据, 权利人, 证件类型, 证件号码, 持有, 代表.
const EXTRACT: &str = "\
2,1,101,住宅,65.65,登记,刘杰,居民身份证,990104198507171738,,刘杰
2,1,101,住宅,65.65,登记,吴宇超,居民身份证,990104197812081363,,刘杰
1,1,401,住宅,64.93,登记,刘杰,居民身份证,990104198507171738,,
1,1,501,住宅,90.22,实测,长春市湖光示范房地产开发有限公司,统一社会信用代码,91990104MA5HE8CLD9,未售,
1,2,302,住宅,52.81,实测,长春市湖光示范房地产开发有限公司,统一社会信用代码,91990104MA5HE8CLD9,未售,
商业,,1,商铺,1286.40,合同,长春示范敏燕商贸有限公司,统一社会信用代码,91990104MAKNQ9A4YA,,
地库,,B001,车位,12.56,登记,刘杰,居民身份证,990104198507171738,,
";

#[test]
fn a_sheet_of_practice_fits_the_types() {
    let rows: Vec<HolderRow> = EXTRACT.lines().map(read).collect();
    let roll = Roll::build(&rows, NO_PARKING).unwrap();
    let listed: Vec<_> = roll.masked().voters.into_iter().map(|voter| (voter.name, voter.area, voter.units.len())).collect();
    assert_eq!(
        listed,
        [
            ("刘**".to_owned(), 6493, 2),
            ("长春市湖光示范房地产开发有限公司".into(), 14_303, 2),
            ("刘**、吴**".into(), 6565, 1),
            ("长春示范敏燕商贸有限公司".into(), 128_640, 1),
        ]
    );
    assert_eq!(roll.totals().with_parking.area, roll.total().area + 1256);
    assert_eq!(roll.findings(), [Finding::PartialOverlap { voters: [1, 3], shared: vec!["刘杰".into()] }]);
}

fn read(line: &str) -> HolderRow {
    let cells: Vec<&str> = line.split(',').collect();
    let text = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    let kind = if cells[7] == "居民身份证" { IdentityKind::Person } else { IdentityKind::Organisation };
    HolderRow {
        address: UnitAddress { building: cells[0].into(), stair: cells[1].into(), room: cells[2].into() },
        purpose: match cells[3] {
            "住宅" => UnitUse::Residential,
            "商铺" => UnitUse::Shop,
            "车位" => UnitUse::Parking,
            _ => UnitUse::Storage,
        },
        area: cells[4].replace('.', "").parse().unwrap(),
        area_basis: match cells[5] {
            "登记" => AreaBasis::Register,
            "实测" => AreaBasis::Survey,
            _ => AreaBasis::Contract,
        },
        certificate: String::new(),
        name: cells[6].into(),
        identity: text(cells[8]).map(|number| Identity { kind, number }),
        share: None,
        developer: (cells[9] == "未售").then_some(DeveloperHolding::Unsold),
        representative: text(cells[10]),
        guardian: None,
    }
}

proptest! {
    #[test]
    fn the_order_of_the_rows_does_not_matter(rows in rows(), seed in any::<u64>()) {
        let Ok(roll) = Roll::build(&rows, NO_PARKING) else { return Ok(()) };
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|row| {
            let text = format!("{seed}{row:?}");
            crate::crypto::hash::Digest::of(text.as_bytes())
        });
        prop_assert_eq!(&Roll::build(&shuffled, NO_PARKING).unwrap(), &roll);
        // Every counting area is one voter's, once.
        let counted: u64 = roll.units().iter().filter(|unit| NO_PARKING.counts(unit.purpose)).map(|unit| unit.area).sum();
        prop_assert_eq!(roll.total().area, counted);
        let people = u64::try_from(roll.voters().len()).unwrap();
        prop_assert_eq!(roll.total().people, people);
    }
}

/// Small estates: units with one or two of a few holders.
fn rows() -> impl Strategy<Value = Vec<HolderRow>> {
    let unit = (1_u64..5000, 0_usize..5, 0_usize..5, 0_u8..6);
    proptest::collection::vec(unit, 0..12).prop_map(|units| {
        let mut rows = Vec::new();
        for (index, (area, first, second, kind)) in units.into_iter().enumerate() {
            let mut holders = vec![first, second];
            holders.dedup();
            for holder in holders {
                let names = ["张三", "李四", "王五", "赵六", "无号"];
                let identity = (holder < 4).then(|| person(names[holder]).unwrap());
                let mut row = row(&format!("1-1-{index}"), area, names[holder], identity);
                match kind {
                    0 => row.purpose = UnitUse::Parking,
                    1 => row.developer = Some(DeveloperHolding::Unsold),
                    2 => row.developer = Some(DeveloperHolding::Undelivered),
                    _ => {}
                }
                rows.push(row);
            }
        }
        rows
    })
}
