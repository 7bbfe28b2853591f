//! Which events may follow which: every sequence of up to five, against a second statement of the grammar.

use crate::tape::{self, Event};
use crate::world::World;
use crate::{failed, run};
use rayon::prelude::*;
use yepiao::election::audit::Check;

/// `S B* (E (T (P* R?)?)?)?`, read from the left.
fn admitted(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('S') else { return false };
    let rest = rest.trim_start_matches('B');
    let Some(rest) = rest.strip_prefix('E') else { return rest.is_empty() };
    let Some(rest) = rest.strip_prefix('T') else { return rest.is_empty() };
    matches!(rest.trim_start_matches('P'), "" | "R")
}

#[test]
fn exactly_the_sequences_of_the_grammar_are_admitted() {
    let mut world = World::smallest();
    world.write_setup();
    world.cast();
    let all = world.hold();
    let kinds: Vec<(char, Event)> = "SBETPR".chars().zip(all).collect();
    let mut sequences: Vec<Vec<usize>> = vec![Vec::new()];
    let mut from = 0;
    for _ in 0..5 {
        let until = sequences.len();
        for at in from..until {
            for kind in 0..kinds.len() {
                sequences.push([sequences[at].as_slice(), &[kind]].concat());
            }
        }
        from = until;
    }
    let wrong: Vec<String> = sequences
        .par_iter()
        .skip(1)
        .filter_map(|sequence| {
            let text: String = sequence.iter().map(|at| kinds[*at].0).collect();
            let events: Vec<Event> = sequence.iter().map(|at| kinds[*at].1.clone()).collect();
            let report = run(&tape::bytes(&tape::members(&events)));
            let passed = !failed(&report).contains(&Check::Grammar);
            // Beyond the grammar a sequence may have too few shares, or one ballot or share twice.
            let fine = passed == admitted(&text) && (passed || !report.is_valid());
            (!fine).then(|| format!("{text}: {passed}"))
        })
        .collect();
    assert_eq!(sequences.len(), 1 + 6 + 36 + 216 + 1296 + 7776);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
