//! Sentences that a notice has to have right: how votes are counted and what silence means.

use crate::election::outcome::{Language, Majority};
use crate::election::poll::package::{Item, Package};
use crate::election::rules::NonResponse;

/// 计票规则, from the items: who has to take part, and what majority each item needs (民法典 278).
pub fn counting_words(language: Language, package: &Package) -> String {
    let mut text = match language {
        Language::Chinese => {
            "按人数和专有部分面积分别计算。须由专有部分面积占比三分之二以上且人数占比三分之二以上的业主参与表决。".to_owned()
        }
        Language::English => {
            "People and exclusive floor area are counted apart. At least two thirds of both have to take part.".to_owned()
        }
    };
    for item in &package.items {
        let (title, majority) = match item {
            Item::Committee(item) => (&item.title, Majority::Ordinary),
            Item::Matter(item) => (&item.title, item.subject.majority()),
        };
        text.push_str(&match (language, item, majority) {
            (Language::Chinese, Item::Committee(item), _) => {
                format!("\n{title}：候选人得到参与表决面积过半数且人数过半数同意的，按名次当选，应选 {} 人。", item.seats)
            }
            (Language::English, Item::Committee(item), _) => {
                format!("\n{title}: with more than half of both of those who took part, elected by rank; {} seats.", item.seats)
            }
            (Language::Chinese, _, Majority::Ordinary) => format!("\n{title}：须经参与表决面积过半数且人数过半数同意。"),
            (Language::Chinese, _, Majority::Special) => {
                format!("\n{title}：须经参与表决面积四分之三以上且人数四分之三以上同意。")
            }
            (Language::English, _, Majority::Ordinary) => format!("\n{title}: more than half of both of those who took part."),
            (Language::English, _, Majority::Special) => {
                format!("\n{title}: at least three quarters of both of those who took part.")
            }
        });
    }
    text
}

/// 不投票的后果.
pub const fn silence_words(language: Language, rule: NonResponse) -> &'static str {
    match (language, rule) {
        (Language::Chinese, NonResponse::NotParticipating) => "没有投票的，不计入参与表决，也不算同意。",
        (Language::Chinese, NonResponse::FollowsMajority) => {
            "没有投票的，不计入参与表决。按议事规则，选票已送达而没有投票的，另行统计时计入多数意见，该统计单独公布。"
        }
        (Language::English, NonResponse::NotParticipating) => "Who does not vote does not take part and is not in favour.",
        (Language::English, NonResponse::FollowsMajority) => {
            "Who does not vote does not take part. By the rules of procedure a second, separate count adds those who were handed a ballot to the majority."
        }
    }
}
