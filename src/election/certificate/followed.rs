//! The second tally in which the silent follow the majority, item by item (decisions.md, rule `non_response`).
//!
//! No part of the certificate: whether each of them got the ballot with proof and was warned of what silence means stands in no
//! record, and the certificate says only what follows from the record.

use super::content::{ItemResult, Sentence};
use super::decide::{Item, Kind};
use crate::election::outcome::{
    CommitteeVotes, Language, Matter, MatterVotes, OutcomeFault, candidate_sentence, committee_sentence, followed_committee,
    followed_matter, matter_sentence, participation_sentence, reading_label,
};
use crate::election::rules::BlankBallots;
use crate::election::weight::Weight;

/// An item as the second tally has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// As the package has it.
    pub title: String,
    /// What would follow, labelled so that it is never taken for the result. Empty where no side leads that could be followed.
    pub sentences: Vec<Sentence>,
}

/// The second tally of items that were decided, if all of `silent` follow.
pub fn followed(
    items: &[Item],
    results: &[ItemResult],
    silent: Weight,
    blank: BlankBallots,
) -> Result<Vec<Followed>, OutcomeFault> {
    let one = |(item, result): (&Item, &ItemResult)| match (&item.kind, result) {
        (Kind::Committee { committee, .. }, ItemResult::Committee(result)) => {
            let turnout = result.turnout.both;
            let votes = CommitteeVotes { turnout, favour: result.options.iter().map(|option| option.both).collect() };
            let (votes, reading) = followed_committee(committee, &votes, silent)?;
            let say = |language| {
                let mut said = vec![
                    participation_sentence(language, reading.took_part, turnout.total),
                    committee_sentence(language, committee.seats, &reading),
                ];
                let candidates = result.options.iter().zip(&votes.favour).enumerate();
                said.extend(
                    candidates.map(|(at, (option, favour))| candidate_sentence(language, &option.name, *favour, &reading, at)),
                );
                said
            };
            Ok(Followed { title: item.title.clone(), sentences: labelled(say) })
        }
        (_, ItemResult::Matter(result)) => {
            let [favour, against, abstain] = result.options.each_ref().map(|option| option.both);
            let turnout = result.turnout.both;
            let matter = Matter::decide(result.majority, MatterVotes { turnout, favour, against, abstain }, blank)?;
            let sentences = followed_matter(&matter, silent)?.map(|(votes, reading)| {
                labelled(|language| {
                    vec![
                        participation_sentence(language, reading.took_part, turnout.total),
                        matter_sentence(language, &result.title, result.majority, votes.favour, &reading),
                    ]
                })
            });
            Ok(Followed { title: item.title.clone(), sentences: sentences.unwrap_or_default() })
        }
        // Results are those of the items.
        (Kind::Matter { .. }, ItemResult::Committee(_)) => Err(OutcomeFault::OtherItem),
    };
    items.iter().zip(results).map(one).collect()
}

fn labelled(say: impl Fn(Language) -> Vec<String>) -> Vec<Sentence> {
    let label = |language, text: String| format!("{}{text}", reading_label(language, None));
    let both = say(Language::Chinese).into_iter().zip(say(Language::English));
    both.map(|(zh, en)| Sentence { zh: label(Language::Chinese, zh), en: label(Language::English, en) }).collect()
}
