//! The first draft of a notice: what follows from the poll is written, what only people know is marked with [`GAP`].
//!
//! Why drafts are made here and not by people with an old file: the sentences that decide disputes (how votes count, what silence means,
//! until when one may object, what exactly is published) follow from rule set and package, and a copy of last year's notice has last
//! year's. A draft is a proposal: people may change every word before it is frozen. Notices are Chinese: they hang on a board in China.

use jiff::Timestamp;
use jiff::civil::Date;

use super::period::last_day;
use super::{Kind, Notice, Part, PartText, Window, counting_words, silence_words};
use crate::crypto::hash::Digest;
use crate::election::outcome::Language;
use crate::election::poll::course::Course;
use crate::election::poll::package::{Candidate, Item, Package};
use crate::election::rules::{Calendar, Rules};

/// Stands where somebody has to write something. A notice with one is not frozen.
pub const GAP: &str = "【请填写】";

/// What a draft is made from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// The poll's id.
    pub poll: &'f str,
    /// What is asked, or would be if it were announced now; the community's name and the candidates as published with it.
    pub package: &'f Package,
    /// Where the poll stands.
    pub course: &'f Course,
    /// By which rules.
    pub rules: &'f Rules,
    /// SHA-256 of the masked roll as published.
    pub masked: Option<Digest>,
    /// Where the public site is, without `https://`.
    pub host: &'f str,
    /// Now, UTC milliseconds.
    pub now: i64,
    /// The frozen notice that is corrected, with its title and day.
    pub corrected: Option<(Digest, &'f str, Date)>,
}

/// The draft, or `None` if the poll has not come to what the notice would say: a notice of a meeting that is not announced, a result
/// that is not published.
pub fn draft(kind: Kind, facts: &Facts<'_>) -> Option<Notice> {
    let names = names(kind, facts)?;
    let window = window(kind, facts);
    let text = |part| PartText { part, text: text(kind, part, facts, window, &names) };
    let corrects = facts.corrected.filter(|_| kind == Kind::Correction).map(|(digest, ..)| digest);
    if corrects.is_some() != (kind == Kind::Correction) {
        return None;
    }
    Some(Notice {
        version: 1,
        poll: facts.poll.to_owned(),
        kind,
        window,
        parts: kind.parts().into_iter().map(text).collect(),
        names,
        corrects,
    })
}

/// The digests that a notice of this kind has to name now; `None` if what it would publish is not there.
pub fn names(kind: Kind, facts: &Facts<'_>) -> Option<Vec<Digest>> {
    let course = facts.course;
    Some(match kind {
        Kind::Roll => {
            course.roll()?;
            vec![facts.masked?]
        }
        Kind::Candidates => vec![course.candidates()?.digest],
        Kind::Meeting => vec![course.announced()?.package],
        Kind::VotingOpens | Kind::Reminder | Kind::Counting => {
            course.announced()?;
            Vec::new()
        }
        Kind::Extension => {
            course.extended()?;
            Vec::new()
        }
        Kind::Result => vec![course.result()?.digest],
        Kind::FirstCommitteeMeeting | Kind::Filing => {
            course.result()?;
            Vec::new()
        }
        Kind::GroupFormed | Kind::DraftRules | Kind::CandidateMethod | Kind::CallForCandidates | Kind::Correction => Vec::new(),
    })
}

/// The time that the notice is about, as far as the poll knows it.
pub fn window(kind: Kind, facts: &Facts<'_>) -> Option<Window> {
    let calendar = &facts.rules.calendar.value;
    let today = calendar.date_at(facts.now).ok()?;
    let course = facts.course;
    let days = |from: i64, until: i64| {
        // The end is the first moment that is too late.
        Some(Window { from: calendar.date_at(from).ok()?, until: calendar.date_at(until.saturating_sub(1)).ok()? })
    };
    match kind {
        Kind::Meeting | Kind::VotingOpens | Kind::Reminder => days(course.announced()?.opens, course.ends()?),
        Kind::Extension => days(course.announced()?.closes, course.extended()?.until),
        Kind::Roll | Kind::Candidates | Kind::Result => {
            Some(Window { from: today, until: last_day(kind, today, facts.rules).ok()?? })
        }
        Kind::Counting => {
            let day = calendar.date_at(course.ends()?).ok()?;
            Some(Window { from: day, until: day })
        }
        Kind::DraftRules | Kind::CandidateMethod | Kind::CallForCandidates | Kind::FirstCommitteeMeeting => {
            Some(Window { from: today, until: today })
        }
        Kind::GroupFormed | Kind::Filing | Kind::Correction => None,
    }
}

fn text(kind: Kind, part: Part, facts: &Facts<'_>, window: Option<Window>, names: &[Digest]) -> String {
    let community = &facts.package.community;
    match part {
        Part::Title => format!("{community}{}", kind.names()[0]),
        Part::Salutation => "全体业主：".into(),
        Part::LegalBasis => kind.legal_basis().into(),
        Part::Matter => matter(kind, facts),
        Part::TimeWindow => time(kind, facts, window),
        Part::PlaceAndWay => place(kind, facts),
        Part::CountingRules => counting_words(Language::Chinese, facts.package),
        Part::EffectOfSilence => silence_words(Language::Chinese, facts.rules.non_response.value).into(),
        Part::Objections => objections(kind, window),
        Part::Annexes => annexes(kind, names),
        Part::Signature => format!("{community}业主大会筹备组"),
        Part::Date => facts.rules.calendar.value.date_at(facts.now).map_or_else(|_| GAP.into(), spoken),
    }
}

fn matter(kind: Kind, facts: &Facts<'_>) -> String {
    let package = facts.package;
    match kind {
        Kind::GroupFormed => format!("业主大会筹备组已于{GAP}成立。组长：{GAP}；成员：{GAP}。联系地点和电话：{GAP}。"),
        Kind::Roll => "业主名册（房号、面积、姓名首字）现予公示，用来确定谁有表决权、有多少面积。请核对自己家的一行。".into(),
        Kind::DraftRules => format!("{GAP}（草案）现公开征求意见，全文见附件。"),
        Kind::CandidateMethod => format!("业主委员会候选人的产生办法如下：{GAP}"),
        Kind::CallForCandidates => election(package).map_or_else(
            || GAP.into(),
            |(seats, alternates)| {
                let alternates = if alternates == 0 { String::new() } else { format!("，候补不超过 {alternates} 人") };
                format!("业主委员会应选委员 {seats} 人{alternates}。业主可以自荐，也可以由其他业主推荐并经本人同意。")
            },
        ),
        Kind::Candidates => format!("业主委员会候选人名单如下，次序就是选票上的次序。\n{}", candidates(package)),
        Kind::Meeting => {
            format!("召开业主大会，采用书面征求意见的形式，表决下列事项。没有公告的事项不表决。\n{}", items(package))
        }
        Kind::VotingOpens => format!("业主大会“{}”现在开始投票。", package.title),
        Kind::Reminder => format!("业主大会“{}”正在投票。还没有投票的业主，请在截止前投票。", package.title),
        Kind::Extension => format!("业主大会“{}”的投票时间延长。已经投出的选票有效，不用再投。", package.title),
        Kind::Counting => format!("业主大会“{}”投票截止后公开开箱、计票，欢迎业主到场监督。监票人：{GAP}。", package.title),
        Kind::Result => format!("业主大会“{}”的表决结果如下：{GAP}", package.title),
        Kind::FirstCommitteeMeeting => format!("业主委员会召开首次会议，推选主任、副主任。会议内容：{GAP}"),
        Kind::Filing => format!("业主大会的决定和业主委员会已于{GAP}向{GAP}备案。"),
        Kind::Correction => facts
            .corrected
            .map_or_else(|| GAP.into(), |(_, title, day)| format!("{}的《{title}》更正如下，其余内容不变：{GAP}", spoken(day))),
    }
}

fn time(kind: Kind, facts: &Facts<'_>, window: Option<Window>) -> String {
    let calendar = &facts.rules.calendar.value;
    let course = facts.course;
    let both = |from: Option<i64>, until: Option<i64>| {
        let times = from.zip(until).and_then(|(from, until)| Some((clock(calendar, from)?, clock(calendar, until)?)));
        times.map_or_else(|| GAP.to_owned(), |(from, until)| format!("{from} 至 {until}"))
    };
    let announced = course.announced();
    match kind {
        Kind::Meeting | Kind::VotingOpens | Kind::Reminder => {
            format!("投票时间：{}。", both(announced.map(|meeting| meeting.opens), course.ends()))
        }
        Kind::Extension => format!(
            "原定 {} 截止，延长到 {}。",
            announced.and_then(|meeting| clock(calendar, meeting.closes)).unwrap_or_else(|| GAP.into()),
            course.extended().and_then(|extended| clock(calendar, extended.until)).unwrap_or_else(|| GAP.into()),
        ),
        Kind::Roll | Kind::Candidates | Kind::Result => window.map_or_else(
            || format!("公示期：{GAP}。"),
            |window| format!("公示期：{} 至 {} 24:00。", spoken(window.from), spoken(window.until)),
        ),
        _ => GAP.into(),
    }
}

fn place(kind: Kind, facts: &Facts<'_>) -> String {
    let host = facts.host;
    match kind {
        Kind::Roll | Kind::Candidates => format!("张贴在各单元公告栏，也可以在 {host} 查看。"),
        Kind::DraftRules => format!("全文在{GAP}查看。"),
        Kind::Meeting | Kind::VotingOpens | Kind::Reminder | Kind::Extension => format!(
            "用手机扫选票上的二维码投票，网址 {host} 。也可以投纸质选票，投票箱在：{GAP}。\
             不会用手机或者行动不便的，请打电话{GAP}，工作人员上门帮助。"
        ),
        _ => format!("地点：{GAP}。"),
    }
}

fn objections(kind: Kind, window: Option<Window>) -> String {
    let until = match (kind, window) {
        (Kind::Roll | Kind::Candidates | Kind::Result, Some(window)) => format!("{} 24:00 ", spoken(window.until)),
        _ => GAP.into(),
    };
    format!(
        "有异议的，请在{until}前向筹备组书面提出，或者在网上提出。受理人：{GAP}；地点：{GAP}；电话：{GAP}。每一条异议都会答复。"
    )
}

fn annexes(kind: Kind, names: &[Digest]) -> String {
    let what = match kind {
        Kind::Roll => "业主名册（公示版）",
        Kind::Candidates => "候选人名单",
        Kind::Meeting => "表决事项全文和选票样张",
        Kind::Result => "表决结果统计表",
        _ => GAP,
    };
    if names.is_empty() { what.into() } else { format!("{what}，内容以本公告下方的防改码为准。") }
}

fn election(package: &Package) -> Option<(u16, u16)> {
    package.items.iter().find_map(|item| match item {
        Item::Committee(item) => Some((item.seats, item.alternates)),
        Item::Matter(_) => None,
    })
}

fn candidates(package: &Package) -> String {
    let all = package.items.iter().flat_map(|item| match item {
        Item::Committee(item) => item.candidates.as_slice(),
        Item::Matter(_) => &[],
    });
    let line = |(index, candidate): (usize, &Candidate)| {
        let job = candidate.occupation.as_deref().map(|job| format!("，{job}")).unwrap_or_default();
        format!("{}. {}，{}，{} 岁{job}", index.saturating_add(1), candidate.name, candidate.building, candidate.age_band)
    };
    all.enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn items(package: &Package) -> String {
    let line = |(index, item): (usize, &Item)| {
        let number = index.saturating_add(1);
        match item {
            Item::Committee(item) => {
                let candidates = item.candidates.iter().map(|candidate| candidate.name.as_str()).collect::<Vec<_>>().join("、");
                format!("{number}. {}，应选 {} 人。候选人：{candidates}。", item.title, item.seats)
            }
            Item::Matter(item) => format!("{number}. {}", item.title),
        }
    };
    package.items.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// `2026年4月20日`.
pub fn spoken(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2026年4月20日 08:00`; midnight belongs to the day that ends: `2026年4月19日 24:00`.
fn clock(calendar: &Calendar, at: i64) -> Option<String> {
    let day = calendar.date_at(at).ok()?;
    let midnight = calendar.end_of(day.yesterday().ok()?).ok()?;
    let since = Timestamp::from_millisecond(at).ok()?.duration_since(Timestamp::from_millisecond(midnight).ok()?);
    let minutes = since.as_secs().div_euclid(60);
    if minutes == 0 {
        return Some(format!("{} 24:00", spoken(day.yesterday().ok()?)));
    }
    Some(format!("{} {:02}:{:02}", spoken(day), minutes.div_euclid(60), minutes.rem_euclid(60)))
}
