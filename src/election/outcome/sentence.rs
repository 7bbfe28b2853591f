//! The result in the words of the law, in Chinese and English: the only place where they stand.

use super::committee::{CommitteeReading, CommitteeVerdict};
use super::majority::{Both, Majority, Standing};
use super::matter::{MatterReading, MatterVerdict};
use crate::election::rules::BlankBallots;
use crate::election::weight::{SquareMetres, Weight};

/// The language of a sentence. The Chinese one is the one that is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// 中文.
    Chinese,
    /// English.
    English,
}

use Language::{Chinese, English};

/// `489 人、41523.45 ㎡`.
fn figures(language: Language, weight: Weight) -> String {
    let (people, area) = (weight.people, SquareMetres(weight.area));
    match language {
        Chinese => format!("{people} 人、面积 {area} ㎡"),
        English => format!("{people} {} with {area} m²", if people == 1 { "owner" } else { "owners" }),
    }
}

/// Both counts to one figure; `words` says each standing.
fn both(language: Language, standing: Both<Standing>, words: impl Fn(Standing) -> &'static str) -> String {
    let (people, area) = (words(standing.people), words(standing.area));
    match (language, people == area) {
        (Chinese, true) => format!("都{people}"),
        (Chinese, false) => format!("人数{people}，面积{area}"),
        (English, true) => format!("both {people}"),
        (English, false) => format!("{people} by people and {area} by area"),
    }
}

fn of_two_thirds(language: Language) -> impl Fn(Standing) -> &'static str {
    move |standing| match (language, standing) {
        (Chinese, Standing::Above) => "超过三分之二",
        (Chinese, Standing::Exactly) => "达到三分之二",
        (Chinese, Standing::Below) => "未达到三分之二",
        (English, Standing::Above) => "more than two thirds",
        (English, Standing::Exactly) => "exactly two thirds",
        (English, Standing::Below) => "less than two thirds",
    }
}

fn of_majority(language: Language, majority: Majority) -> impl Fn(Standing) -> &'static str {
    move |standing| match (language, majority, standing) {
        (Chinese, Majority::Ordinary, Standing::Above) => "过半数",
        (Chinese, Majority::Ordinary, Standing::Exactly) => "恰为半数、未过半数",
        (Chinese, Majority::Ordinary, Standing::Below) => "未过半数",
        (Chinese, Majority::Special, Standing::Above) => "超过四分之三",
        (Chinese, Majority::Special, Standing::Exactly) => "达到四分之三",
        (Chinese, Majority::Special, Standing::Below) => "未达到四分之三",
        (English, Majority::Ordinary, Standing::Above) => "more than half",
        (English, Majority::Ordinary, Standing::Exactly) => "exactly half, not more",
        (English, Majority::Ordinary, Standing::Below) => "not more than half",
        (English, Majority::Special, Standing::Above) => "more than three quarters",
        (English, Majority::Special, Standing::Exactly) => "exactly three quarters",
        (English, Majority::Special, Standing::Below) => "less than three quarters",
    }
}

/// Whether enough took part: 民法典 278, second paragraph, first sentence.
pub fn participation_sentence(language: Language, took_part: Weight, total: Weight) -> String {
    let participation = super::turnout::Participation::of(took_part, total);
    let (part, all) = (figures(language, took_part), figures(language, total));
    let standing = both(language, participation.standing, of_two_thirds(language));
    match (language, participation.reached) {
        (Chinese, true) => format!("参加表决的业主 {part}（全体 {all}），{standing}，表决有效（民法典第二百七十八条）。"),
        (Chinese, false) => {
            format!("参加表决的业主 {part}（全体 {all}），{standing}，未达参与比例，未形成有效决定（民法典第二百七十八条）。")
        }
        (English, true) => format!("{part} took part of {all}, {standing}: the vote is valid (Civil Code, article 278)."),
        (English, false) => {
            format!("{part} took part of {all}, {standing}: too few for an effective decision (Civil Code, article 278).")
        }
    }
}

/// What became of a matter called `title`.
pub fn matter_sentence(language: Language, title: &str, majority: Majority, favour: Weight, reading: &MatterReading) -> String {
    let votes = figures(language, favour);
    let standing = both(language, reading.approval.standing, of_majority(language, majority));
    let verdict = match (language, reading.verdict) {
        (Chinese, MatterVerdict::TooFewTookPart) => "未达参与比例，未形成有效决定",
        (Chinese, MatterVerdict::Carried) => "通过",
        (Chinese, MatterVerdict::Rejected) => "未通过",
        (Chinese, MatterVerdict::NoDecision) => "未形成有效决定",
        (English, MatterVerdict::TooFewTookPart) => "too few took part, no effective decision",
        (English, MatterVerdict::Carried) => "carried",
        (English, MatterVerdict::Rejected) => "rejected",
        (English, MatterVerdict::NoDecision) => "no effective decision",
    };
    match language {
        Chinese => format!("{title}：同意 {votes}，{standing}，{verdict}（民法典第二百七十八条）。"),
        English => format!("{title}: {votes} in favour, {standing} of those who took part: {verdict} (Civil Code, article 278)."),
    }
}

/// What became of the candidate at a position of the published order; empty if there is none.
pub fn candidate_sentence(
    language: Language,
    name: &str,
    favour: Weight,
    reading: &CommitteeReading,
    candidate: usize,
) -> String {
    let Some(approval) = reading.approvals.get(candidate) else { return String::new() };
    let votes = figures(language, favour);
    let standing = both(language, approval.standing, of_majority(language, Majority::Ordinary));
    let tied = reading.ties.iter().find(|tie| tie.candidates.contains(&candidate));
    let place = if reading.verdict == CommitteeVerdict::TooFewTookPart {
        ["未达参与比例，未形成有效决定", "too few took part, no effective decision"]
    } else if reading.elected.contains(&candidate) {
        ["当选", "elected"]
    } else if tied.is_some_and(|tie| tie.seats > 0) {
        ["得票相同，席位待定", "tied for a seat, not decided"]
    } else if reading.alternates.contains(&candidate) && tied.is_some() {
        ["候补，次序待定", "alternate, order not decided"]
    } else if reading.alternates.contains(&candidate) {
        ["候补", "alternate"]
    } else if tied.is_some() {
        ["得票相同，候补待定", "tied for a place as alternate, not decided"]
    } else if approval.carried {
        ["名次在后，未当选", "not elected by rank"]
    } else {
        ["未当选", "not elected"]
    };
    let [chinese, english] = place;
    match language {
        Chinese => format!("{name}得到 {votes}同意，{standing}，{chinese}（民法典第二百七十八条）。"),
        English => format!("{name}: {votes} in favour, {standing} of those who took part: {english} (Civil Code, article 278)."),
    }
}

/// What became of the election as a whole, for so many seats.
pub fn committee_sentence(language: Language, seats: usize, reading: &CommitteeReading) -> String {
    let elected = reading.elected.len();
    let open: usize = reading.ties.iter().map(|tie| tie.seats).sum();
    match (language, reading.verdict) {
        (Chinese, CommitteeVerdict::TooFewTookPart) => "业主委员会选举未达参与比例，未形成有效决定。".to_owned(),
        (Chinese, CommitteeVerdict::TooFewElected) => {
            format!("应选 {seats} 人，当选 {elected} 人，不足最低人数，业主委员会未能产生。")
        }
        (Chinese, CommitteeVerdict::Tied) => format!("应选 {seats} 人，当选 {elected} 人，另有 {open} 席得票相同，待定。"),
        (Chinese, CommitteeVerdict::SeatsEmpty) => format!("应选 {seats} 人，当选 {elected} 人，有缺额。"),
        (Chinese, CommitteeVerdict::Complete) => format!("应选 {seats} 人，当选 {elected} 人。"),
        (English, CommitteeVerdict::TooFewTookPart) => {
            "Election of the committee: too few took part, no effective decision.".to_owned()
        }
        (English, CommitteeVerdict::TooFewElected) => {
            format!("{elected} elected for {seats} seats, fewer than the least number: no committee comes about.")
        }
        (English, CommitteeVerdict::Tied) => format!("{elected} elected for {seats} seats; a tie leaves {open} open."),
        (English, CommitteeVerdict::SeatsEmpty) => format!("{elected} elected for {seats} seats; the others stay empty."),
        (English, CommitteeVerdict::Complete) => format!("{elected} elected for {seats} seats."),
    }
}

/// How a reading other than the frozen rule's is introduced, so that it is never taken for the result. `None`: the second tally in
/// which the silent follow the majority.
pub fn reading_label(language: Language, blank: Option<BlankBallots>) -> &'static str {
    match (language, blank) {
        (Chinese, Some(BlankBallots::Participates)) => "对照（空白票、无效票计入参加表决）：",
        (Chinese, Some(BlankBallots::DoesNotParticipate)) => "对照（空白票、无效票不计入参加表决）：",
        (Chinese, None) => "另计（按议事规则，已送达而未表决的计入多数）：",
        (English, Some(BlankBallots::Participates)) => "For comparison, if blank and invalid ballots take part: ",
        (English, Some(BlankBallots::DoesNotParticipate)) => "For comparison, if blank and invalid ballots do not take part: ",
        (English, None) => "Counted apart, with the silent added to the majority by the rules of procedure: ",
    }
}
