//! What a person decides about rows that wait.

use yepiao::election::intake::{Action, Code, Decision, Field, Mapping, Preview};

use super::world::*;

fn decided(rows: &[Vec<String>], decisions: &[Decision]) -> Preview {
    // As the service stores them.
    let stored: Vec<Decision> = serde_json::from_str(&serde_json::to_string(decisions).unwrap()).unwrap();
    assert_eq!(stored, decisions);
    look_with(csv(HEADINGS, rows).as_bytes(), &Mapping::default(), &stored).unwrap()
}

fn fix(line: u32, column: Field, text: &str) -> Decision {
    Decision { at: at(line), action: Action::Fix { column, text: text.into() } }
}

fn confirm(line: u32, code: Code) -> Decision {
    Decision { at: at(line), action: Action::Confirm { code } }
}

fn rows() -> Vec<Vec<String>> {
    vec![row("1", "1", "101", "50", "张三", ""), row("1", "1", "102", "", "李四", LI), row("1", "1", "103", "5000", "王五", WANG)]
}

#[test]
fn rows_come_in_one_by_one() {
    let before = decided(&rows(), &[]);
    assert_eq!(waiting(&before), [(2, Code::IdMissing), (3, Code::AreaMissing), (4, Code::AreaImplausible)]);
    let decisions =
        [fix(2, Field::IdNumber, ZHANG), fix(3, Field::Area, "60㎡"), Decision { at: at(4), action: Action::LeaveOut }];
    let after = decided(&rows(), &decisions);
    assert_eq!((waiting(&after), total(&after), after.unused.clone()), (vec![], (2, 11_000), vec![]));
    assert_eq!(after.left_out, [at(4)]);
}

#[test]
fn a_fix_is_checked_like_the_file() {
    let after = decided(&rows(), &[fix(2, Field::IdNumber, "990104194702218135"), confirm(4, Code::AreaImplausible)]);
    assert_eq!(waiting(&after), [(2, Code::IdCheckDigit), (3, Code::AreaMissing)]);
    assert_eq!(total(&after), (1, 500_000));
    let confirmed = [fix(2, Field::IdNumber, "990104194702218135"), confirm(2, Code::IdCheckDigit)];
    let after = decided(&rows()[..1], &confirmed);
    assert_eq!((waiting(&after), total(&after)), (vec![], (1, 5000)));
}

#[test]
fn what_is_not_there_cannot_be_confirmed() {
    let decisions =
        [confirm(3, Code::AreaMissing), confirm(2, Code::UnitTwice), confirm(99, Code::IdMissing), fix(98, Field::Area, "1")];
    let after = decided(&rows(), &decisions);
    assert_eq!(waiting(&after).len(), 3);
    assert_eq!(after.unused, [0, 1, 2, 3]);
}

#[test]
fn who_has_no_number_may_come_in_and_merges_with_nobody() {
    let rows = [row("1", "1", "101", "50", "张三", ""), row("1", "1", "102", "60", "张三", ZHANG)];
    let after = decided(&rows, &[confirm(2, Code::IdMissing)]);
    assert_eq!((waiting(&after), total(&after)), (vec![], (2, 11_000)));
}

#[test]
fn co_owners_may_be_confirmed() {
    let rows = [row("1", "1", "101", "50", "张三", ZHANG), row("1", "1", "101", "50", "李四", LI)];
    assert_eq!(waiting(&decided(&rows, &[])).len(), 2);
    let after = decided(&rows, &[confirm(3, Code::UnitTwice)]);
    assert_eq!((waiting(&after), total(&after)), (vec![], (1, 5000)));
    let after = decided(&rows, &[Decision { at: at(2), action: Action::LeaveOut }]);
    assert_eq!(after.taken[0].row.name, "李四");
}

#[test]
fn an_owner_s_death_may_be_put_off_and_a_placeholder_be_a_name() {
    let rows = [row("1", "1", "101", "50", "张三（已故）", ZHANG), row("1", "1", "102", "50", "业主", LI)];
    let after = decided(&rows, &[confirm(2, Code::OwnerDeceased), confirm(3, Code::OwnerPlaceholder)]);
    assert_eq!((waiting(&after), total(&after)), (vec![], (2, 10_000)));
    assert_eq!(after.taken[0].row.name, "张三");
}

#[test]
fn decisions_do_not_show_what_was_entered() {
    let shown = format!("{:?}", fix(2, Field::IdNumber, ZHANG));
    assert!(!shown.contains(ZHANG), "{shown}");
}
