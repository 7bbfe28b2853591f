//! The make-believe estate: its flats and owners, its rules, what it votes on.

use chacha20::ChaCha20Rng;

use super::Plan;
use super::source::{Source, below};
use crate::crypto::hash::Digest;
use crate::election::outcome::Subject;
use crate::election::poll::package::{Candidate, CommitteeItem, Item, MatterItem, Package, Scope};
use crate::election::roll::{AreaBasis, Counting, HolderRow, Identity, IdentityKind, Roll, RollFault, UnitAddress, UnitUse};
use crate::election::rules::{BuiltIn, RuleSet};

/// What the poll is called.
pub(super) const NAME: &str = "湖光示范小区业主大会";

const SURNAMES: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const GIVEN: [&str; 10] = ["建国", "秀英", "志强", "桂兰", "海燕", "国庆", "晓明", "玉梅", "文静", "永红"];
const MATTERS: [(&str, Subject); 5] = [
    ("是否同意《管理规约》", Subject::ManagementRules),
    ("是否同意《业主大会议事规则》", Subject::RulesOfProcedure),
    ("是否同意选聘物业服务企业", Subject::PropertyCompany),
    ("是否同意使用维修资金更换电梯", Subject::UseOfFund),
    ("是否同意利用共有部分经营的方案", Subject::CommonParts),
];

/// Flats of a building.
const BUILDING: u32 = 120;
/// Flats of a stair, four on each floor.
const STAIR: u32 = 40;

/// The national rule set as it stands; where the plan lets voters vote again, with that one value changed.
pub(super) fn rules(plan: &Plan) -> String {
    let text = BuiltIn::National.text();
    if plan.revotes == 0 {
        return text.to_owned();
    }
    let changed = [
        ("id = \"national\"", "id = \"simulated\""),
        ("[revote]\nvalue = \"no\"\nbasis = \"A\"\n", "[revote]\nvalue = \"until_close\"\nbasis = \"A\"\n"),
    ];
    changed.into_iter().fold(text.to_owned(), |text, (from, to)| text.replacen(from, to, 1))
}

/// One flat and one owner for each voter.
pub(super) fn roll(voters: u32, source: &Source, counting: Counting) -> Result<Roll, Vec<RollFault>> {
    let row = |i: u32| {
        let in_building = i.checked_rem(BUILDING).unwrap_or_default();
        let in_stair = in_building.checked_rem(STAIR).unwrap_or_default();
        let room = in_stair.div_euclid(4).saturating_add(1).saturating_mul(100).saturating_add(in_stair.rem_euclid(4));
        let from_one = |number: u32| number.saturating_add(1).to_string();
        HolderRow {
            address: UnitAddress {
                building: from_one(i.div_euclid(BUILDING)),
                stair: from_one(in_building.div_euclid(STAIR)),
                room: room.saturating_add(1).to_string(),
            },
            purpose: UnitUse::Residential,
            area: flat_area(&mut source.of("area", i)),
            area_basis: AreaBasis::Register,
            certificate: String::new(),
            name: name(i),
            // No number of a real person has this form.
            identity: Some(Identity { kind: IdentityKind::Person, number: format!("模拟{i}") }),
            share: None,
            developer: None,
            representative: None,
            guardian: None,
        }
    };
    Roll::build(&(0..voters).map(row).collect::<Vec<_>>(), counting)
}

/// What is decided, without rule set and roll.
fn items(plan: &Plan, rules: &RuleSet) -> Vec<Item> {
    let candidate = |i: u32| Candidate {
        name: format!("{} 号 {}", i.saturating_add(1), name(i)),
        building: format!("{} 栋", i.rem_euclid(5).saturating_add(1)),
        age_band: "50-59".to_owned(),
        political_status: None,
        occupation: None,
        resume: "模拟的候选人，没有这个人。".to_owned(),
        plans: "没有。".to_owned(),
        photo: None,
    };
    let seats = u16::try_from(plan.seats).unwrap_or(u16::MAX);
    let committee = (plan.candidates > 0).then(|| {
        Item::Committee(CommitteeItem {
            title: format!("选举业主委员会委员（最多选 {} 人）", plan.seats),
            text: String::new(),
            // A whole committee has an odd number of seats, within bounds; any other number fills vacant seats 补选.
            scope: if matches!(plan.seats, 5 | 7 | 9 | 11) { Scope::Whole } else { Scope::Vacancies },
            seats,
            alternates: seats,
            vote: rules.rules().candidate_vote.value.into(),
            candidates: (0..plan.candidates).map(candidate).collect(),
        })
    });
    let matter = |i: u32| {
        let known = usize::try_from(i).ok().and_then(|i| MATTERS.get(i)).copied();
        Item::Matter(MatterItem {
            title: known.map_or_else(|| format!("是否同意事项 {}", i.saturating_add(1)), |(text, _)| text.to_owned()),
            subject: known.map_or(Subject::OtherMajor, |(_, subject)| subject),
            text: "模拟的事项，没有全文。".to_owned(),
        })
    };
    committee.into_iter().chain((0..plan.matters).map(matter)).collect()
}

/// The announced package.
pub(super) fn package(plan: &Plan, rules: &RuleSet, roll: Digest) -> Package {
    Package {
        version: 1,
        community: "湖光示范小区".to_owned(),
        title: NAME.to_owned(),
        text: "模拟表决，不是真实的选举".to_owned(),
        items: items(plan, rules),
        rules: rules.digest(),
        roll,
    }
}

fn name(i: u32) -> String {
    let pick = |list: &[&'static str], step: u32| {
        let index = usize::try_from(i.wrapping_mul(step)).unwrap_or_default();
        list.get(index.checked_rem(list.len()).unwrap_or_default()).copied().unwrap_or_default()
    };
    format!("{}{}", pick(&SURNAMES, 5), pick(&GIVEN, 3))
}

/// Mostly flats of 45 to 160 m², some shops, now and then somebody with many: at most 2,000 m².
fn flat_area(rng: &mut ChaCha20Rng) -> u64 {
    match below(rng, 100) {
        0 => below(rng, 180_001).saturating_add(20_000),
        1..5 => below(rng, 8_000).saturating_add(1_500),
        _ => below(rng, 11_500).saturating_add(4_500),
    }
}
