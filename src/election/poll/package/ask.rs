//! Items → questions of the ballot (protocol.md Part I section 3).

use super::Package;
use super::item::{Candidate, CommitteeItem, CommitteeVote, Item};
use crate::election::parameters::Question;

/// The answers of a matter, in their order on the ballot and in every total.
pub const FAVOUR_AGAINST_ABSTAIN: [&str; 3] = ["同意", "反对", "弃权"];

/// What a question of the ballot is about. All numbers count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Answers are the candidates of this item in their order; a blank vote is possible.
    Committee {
        /// The item.
        item: usize,
    },
    /// 同意, 反对, 弃权 on one candidate.
    Candidate {
        /// The item.
        item: usize,
        /// The candidate in the published order.
        candidate: usize,
    },
    /// 同意, 反对, 弃权 on a matter.
    Matter {
        /// The item.
        item: usize,
    },
}

impl Package {
    /// All questions in the order of the ballot, each with what it is about.
    pub fn asked(&self) -> Vec<(Asked, Question)> {
        let mut asked = Vec::new();
        for (item, content) in self.items.iter().enumerate() {
            match content {
                Item::Matter(matter) => asked.push((Asked::Matter { item }, three_way(matter.title.clone()))),
                Item::Committee(committee) => match committee.vote {
                    CommitteeVote::UpToSeats => asked.push((Asked::Committee { item }, up_to_seats(committee))),
                    CommitteeVote::Each => {
                        let labels = committee.labels().into_iter().enumerate();
                        asked.extend(labels.map(|(candidate, label)| {
                            let question = three_way(format!("{}：{label}", committee.title));
                            (Asked::Candidate { item, candidate }, question)
                        }));
                    }
                },
            }
        }
        asked
    }

    /// The questions alone: the election's `questions`.
    pub fn questions(&self) -> Vec<Question> {
        self.asked().into_iter().map(|(_, question)| question).collect()
    }
}

impl CommitteeItem {
    /// What the ballot calls each candidate: the name, and where two have the same name the building as well.
    pub fn labels(&self) -> Vec<String> {
        let shared = |name: &str| self.candidates.iter().filter(|other| other.name == name).nth(1).is_some();
        let label = |Candidate { name, building, .. }: &Candidate| {
            if shared(name) { format!("{name}（{building}）") } else { name.clone() }
        };
        self.candidates.iter().map(label).collect()
    }
}

/// Blank is the only way to be empty: at least one choice, or blank. Never more choices than candidates, else a ballot could not be
/// proved.
fn up_to_seats(item: &CommitteeItem) -> Question {
    let answers = item.labels();
    let max = u32::from(item.seats).min(u32::try_from(answers.len()).unwrap_or(u32::MAX));
    Question { answers, blank: Some(true), min: 1, max, question: item.title.clone() }
}

fn three_way(question: String) -> Question {
    Question { answers: FAVOUR_AGAINST_ABSTAIN.map(str::to_owned).to_vec(), blank: None, min: 1, max: 1, question }
}
