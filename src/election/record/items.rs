//! The announced items as the count needs them.

use crate::election::certificate::{Item, Kind};
use crate::election::poll::package::{self, CommitteeVote, Package};
use crate::election::rules::Rules;

/// What is decided, in the order of the package.
pub fn counted_items(package: &Package, rules: &Rules) -> Vec<Item> {
    package.items.iter().map(|item| counted(item, rules)).collect()
}

fn counted(item: &package::Item, rules: &Rules) -> Item {
    match item {
        package::Item::Matter(matter) => Item { title: matter.title.clone(), kind: Kind::Matter { subject: matter.subject } },
        package::Item::Committee(election) => Item {
            title: election.title.clone(),
            kind: Kind::Committee {
                committee: election.committee(rules),
                candidates: election.labels(),
                each: election.vote == CommitteeVote::Each,
            },
        },
    }
}
