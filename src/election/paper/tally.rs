//! What one teller counted, held against what is recorded and against what another teller counted.
//!
//! Tellers enter totals and never single papers: a list of papers with their areas would show the choices of everybody whose area is
//! unique.

use serde::{Deserialize, Serialize};

use super::sheet::{Counted, Serials};
use crate::election::weight::Weight;

/// The papers as they lie on the table, counted by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pile {
    /// 未用: printed, and nobody got them.
    pub unused: u64,
    /// 有效: envelopes that were opened.
    pub valid: u64,
    /// 作废.
    pub void: u64,
    /// 重复: envelopes that stay sealed.
    pub duplicate: u64,
}

impl Pile {
    /// Which of them are not as many as recorded.
    pub fn unbalanced(&self, recorded: &Serials) -> Vec<&'static str> {
        let pairs = [
            ("unused", self.unused, recorded.unused),
            ("valid", self.valid, recorded.valid),
            ("void", self.void, recorded.void),
            ("duplicate", self.duplicate, recorded.duplicate),
        ];
        pairs.into_iter().filter(|(_, counted, recorded)| counted != recorded).map(|(name, ..)| name).collect()
    }
}

/// Where two tellers counted otherwise: JSON pointers (RFC 6901) into a list of questions, e.g. `/0/options/2/area`. What they counted
/// is not in it, so that both count again and neither copies. Both have one shape ([`super::check::counted`]).
pub fn differences(first: &[Counted], second: &[Counted]) -> Vec<String> {
    let mut places = Vec::new();
    for (at, (first, second)) in first.iter().zip(second).enumerate() {
        for (option, (first, second)) in first.options.iter().zip(&second.options).enumerate() {
            differ(&mut places, &format!("/{at}/options/{option}"), *first, *second);
        }
        differ(&mut places, &format!("/{at}/valid"), first.valid, second.valid);
        differ(&mut places, &format!("/{at}/blank"), first.blank, second.blank);
        differ(&mut places, &format!("/{at}/invalid"), first.invalid, second.invalid);
    }
    places
}

fn differ(places: &mut Vec<String>, place: &str, first: Weight, second: Weight) {
    if first.people != second.people {
        places.push(format!("{place}/people"));
    }
    if first.area != second.area {
        places.push(format!("{place}/area"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(options: [(u64, u64); 2], invalid: (u64, u64)) -> Counted {
        let weight = |(people, area)| Weight { people, area };
        Counted { options: options.map(weight).to_vec(), valid: weight((3, 300)), blank: Weight::ZERO, invalid: weight(invalid) }
    }

    #[test]
    fn only_places_are_told_and_never_numbers() {
        let first = [counted([(2, 200), (1, 100)], (0, 0)), counted([(3, 300), (0, 0)], (1, 80))];
        let second = [counted([(2, 201), (1, 100)], (0, 0)), counted([(3, 300), (0, 0)], (2, 90))];
        assert_eq!(differences(&first, &first), Vec::<String>::new());
        assert_eq!(differences(&first, &second), ["/0/options/0/area", "/1/invalid/people", "/1/invalid/area"]);
    }

    #[test]
    fn a_pile_is_held_against_the_records() {
        let recorded = Serials { printed: 9, issued: 6, unused: 3, returned: 5, outstanding: 1, valid: 3, void: 1, duplicate: 1 };
        let pile = Pile { unused: 3, valid: 3, void: 1, duplicate: 1 };
        assert!(pile.unbalanced(&recorded).is_empty());
        assert_eq!(Pile { unused: 2, duplicate: 0, ..pile }.unbalanced(&recorded), ["unused", "duplicate"]);
    }
}
