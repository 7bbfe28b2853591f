//! What has to be said beside a result, for people.

use super::super::human::TEXT;
use crate::cli::lang::Lang;
use crate::cli::terminal::{hanging, printable};
use crate::election::certificate::{Certificate, ItemResult};
use crate::election::log::opening::Maker;
use crate::election::record::{Apart, ChosenBy, Exposed, RecordReport, SecondTally};
use crate::election::rules::Identification;
use crate::election::weight::{SquareMetres, Weight};

/// Answers that are listed; JSON has all of them.
const LISTED: usize = 20;

/// Everything, a paragraph each; empty if there is nothing.
pub(super) fn remarks(report: &RecordReport, lang: Lang) -> String {
    let mut said = Vec::new();
    said.extend(window(report, lang));
    said.extend(parking(report, lang));
    said.extend(uncosigned(report, lang));
    said.extend(assumed(report, lang));
    said.extend(report.opening.as_ref().map(|opening| maker(opening.credentials.made_by, lang).to_owned()));
    said.extend(levels(report, lang));
    said.extend(unique(report, lang));
    said.extend(few_papers(report, lang));
    if let Some(outcome) = &report.outcome {
        let exposed = &report.remarks.exposed;
        said.extend(exposed.iter().take(LISTED).map(|exposed| shown(exposed, outcome, lang)));
        let more = exposed.len().saturating_sub(LISTED);
        said.extend((more > 0).then(|| match lang {
            Lang::Zh => format!("还有 {more} 处这样的合计，用 --json 看全部"),
            Lang::En => format!("and {more} more such totals; --json lists all of them"),
        }));
    }
    said.iter().map(|line| hanging("  · ", line)).collect()
}

const fn maker(maker: Maker, lang: Lang) -> &'static str {
    match maker {
        Maker::Authority => lang.pick(
            "投票凭证由投票系统以外的人制作。",
            "The credentials were made outside the service.",
        ),
        Maker::Service => lang.pick(
            "投票凭证由投票系统自己制作：管系统的人能替没有投票的业主投票，请核对参加名单。",
            "The credentials were made by the service itself: whoever runs it could vote for owners who did not. Check the list of \
             those who took part.",
        ),
    }
}

/// How long people could vote, if not as long as the rules want.
fn window(report: &RecordReport, lang: Lang) -> Option<String> {
    const HOUR: u64 = 3_600_000;
    let window = report.remarks.window.filter(|window| !window.kept)?;
    let hours = window.until.saturating_sub(window.from).div_euclid(HOUR);
    let (days, hours, least, most) = (hours.div_euclid(24), hours.rem_euclid(24), window.days.min, window.days.max);
    Some(match lang {
        Lang::Zh => format!("投票历时 {days} 天 {hours} 小时，规则是 {least} 到 {most} 天：应有公布过的理由，请查公告。"),
        Lang::En => format!(
            "People could vote for {days} days and {hours} hours; the rules have {least} to {most} days. A reason must have been \
             published: see the notices."
        ),
    })
}

/// Both totals, where parking makes a difference.
fn parking(report: &RecordReport, lang: Lang) -> Option<String> {
    let totals = report.remarks.parking?;
    let figures = |weight: Weight| match lang {
        Lang::Zh => format!("{} 人、{} ㎡", weight.people, SquareMetres(weight.area)),
        Lang::En => format!("{} owners with {} m²", weight.people, SquareMetres(weight.area)),
    };
    let (with, without) = (figures(totals.with_parking), figures(totals.without_parking));
    Some(match (lang, totals.parking_counts) {
        (Lang::Zh, true) => format!("车位计入面积，全体是 {with}；不计入则是 {without}。本次按规则计入。"),
        (Lang::Zh, false) => format!("车位不计入面积，全体是 {without}；计入则是 {with}。本次按规则不计入。"),
        (Lang::En, true) => format!("With parking as area, as the rules have it, all are {with}; without, {without}."),
        (Lang::En, false) => format!("Without parking as area, as the rules have it, all are {without}; with it, {with}."),
    })
}

fn uncosigned(report: &RecordReport, lang: Lang) -> Option<String> {
    let names: Vec<String> = report.remarks.uncosigned.iter().map(|name| printable(name, TEXT)).collect();
    let names = names.join(lang.pick("、", ", "));
    (!names.is_empty()).then(|| match lang {
        Lang::Zh => format!("约定的见证人没有在公开记录的防改码上签名：{names}。请问清楚原因。"),
        Lang::En => format!("The head of the log is not cosigned by {names}, whom the opening names: ask why."),
    })
}

/// What is only assumed is never shown as law.
fn assumed(report: &RecordReport, lang: Lang) -> Option<String> {
    let assumed = &report.remarks.rules.as_ref()?.assumed;
    let (count, keys) = (assumed.len(), assumed.join(lang.pick("、", ", ")));
    (count > 0).then(|| match lang {
        Lang::Zh => format!("规则里有 {count} 项没有法律出处，是假定的：{keys}。"),
        Lang::En => format!("{count} values of the rules are assumed, not found in any law: {keys}."),
    })
}

/// How voters were recognised; the weak way is called so.
fn levels(report: &RecordReport, lang: Lang) -> Option<String> {
    let levels = &report.remarks.levels;
    if levels.is_empty() {
        return None;
    }
    let each = levels.iter().map(|(level, weight)| match lang {
        Lang::Zh => format!("{} {} 人", level_name(*level, lang), weight.people),
        Lang::En => format!("{} {}", weight.people, level_name(*level, lang)),
    });
    let each = each.collect::<Vec<_>>().join(lang.pick("，", ", "));
    let mut text = match lang {
        Lang::Zh => format!("怎样核验是不是本人：{each}。"),
        Lang::En => format!("How those who took part were recognised: {each}."),
    };
    if levels.get(&Identification::Digits).is_some_and(|weight| weight.people > 0) {
        text.push_str(lang.pick(
            "只核对身份证号后四位很弱：知道这四位的人都能冒充。",
            " The last digits of an id number prove little: whoever knows them can pretend to be the owner.",
        ));
    }
    Some(text)
}

pub(super) const fn level_name(level: Identification, lang: Lang) -> &'static str {
    match level {
        Identification::Sms => lang.pick("短信验证码", "by a code sent to the phone"),
        Identification::Witness => lang.pick("当面看证件", "by somebody who saw an identity card"),
        Identification::Official => lang.pick("官方实名认证", "by an official real-name service"),
        Identification::Digits => lang.pick("身份证号后四位", "by the last four digits of the id number (weak)"),
    }
}

fn unique(report: &RecordReport, lang: Lang) -> Option<String> {
    let entitled = report.participation?.entitled.people;
    let unique = report.remarks.unique_areas;
    let percent = unique.saturating_mul(100).checked_div(entitled)?;
    Some(match lang {
        Lang::Zh => format!(
            "{entitled} 位业主中有 {unique} 位（{percent}%）的面积与别人都不同：从公开记录看得出他们投没投、什么时候投的，看不出选了什么。"
        ),
        Lang::En => format!(
            "{unique} of {entitled} owners ({percent}%) have an area unlike all others: the log shows whether and when they voted, \
             never what they chose."
        ),
    })
}

fn few_papers(report: &RecordReport, lang: Lang) -> Option<String> {
    let papers = report.log.papers;
    report.remarks.few_papers.then(|| match lang {
        Lang::Zh => format!("用纸质票的只有 {papers} 人，不到 10 人：纸质票的合计可能让人看出某一户的选择。"),
        Lang::En => format!("Only {papers} voted on paper, fewer than 10: the totals of the paper may show somebody's choice."),
    })
}

fn shown(exposed: &Exposed, outcome: &Certificate, lang: Lang) -> String {
    let number = exposed.item.saturating_add(1);
    let options = outcome.items.get(exposed.item).map(|item| match item {
        ItemResult::Committee(item) => item.options.as_slice(),
        ItemResult::Matter(item) => item.options.as_slice(),
    });
    let answer = match exposed.answer {
        None => lang.pick("空白", "blank").to_owned(),
        Some(at) => options
            .and_then(|options| options.get(at))
            .map_or_else(String::new, |option| super::human::answer(&option.name, lang)),
    };
    let apart = match exposed.apart {
        Apart::Electronic => lang.pick("网上", "electronic"),
        Apart::Paper => lang.pick("纸质", "paper"),
    };
    let answer = printable(&answer, TEXT);
    let what = match (lang, exposed.chosen_by) {
        (Lang::Zh, ChosenBy::One) => format!("第 {number} 项“{answer}”，{apart}只有 1 人选"),
        (Lang::Zh, ChosenBy::AllButOne) => format!("第 {number} 项“{answer}”，{apart}只有 1 人没有选"),
        (Lang::Zh, ChosenBy::All) => format!("第 {number} 项“{answer}”，{apart}人人都选：各人的选择就都知道了"),
        (Lang::En, ChosenBy::One) => format!("Item {number}, {answer}: chosen by 1 ({apart})"),
        (Lang::En, ChosenBy::AllButOne) => format!("Item {number}, {answer}: chosen by all but 1 ({apart})"),
        (Lang::En, ChosenBy::All) => format!("Item {number}, {answer}: chosen by everybody ({apart}), so each choice is known"),
    };
    let who = match (lang, exposed.chosen_by, exposed.among) {
        (_, ChosenBy::All, _) => String::new(),
        (Lang::Zh, _, 0 | 1) => "：由面积看得出是哪一户".to_owned(),
        (Lang::Zh, _, among) => format!("：由面积看得出是 {among} 户中的一户"),
        (Lang::En, _, 0 | 1) => "; the area tells which home".to_owned(),
        (Lang::En, _, among) => format!("; the area leaves {among} homes"),
    };
    format!("{what}{who}{}", lang.pick("。", "."))
}

/// The second tally, never to be taken for the result.
pub(super) fn second(second: &SecondTally, lang: Lang) -> String {
    let (people, area) = (second.silent.people, SquareMetres(second.silent.area));
    let intro = match lang {
        Lang::Zh => format!(
            "规则里写明不表决的计入多数，所以另计一次。没有表决的业主 {people} 人、面积 {area} ㎡；只有送达有证明、事先告知过后果的才能这样算，\
             档案里没有这些证明。以下按全部计入，是最多的情况，不是结果。"
        ),
        Lang::En => format!(
            "The rules let the silent follow the majority, so there is a second tally, apart. {people} owners with {area} m² did not \
             vote. Only those count whose ballot was delivered with proof and who were warned, and no record holds that proof: \
             this is with all of them, the most there can be, and not the result."
        ),
    };
    let mut text = hanging("  ", &intro);
    for (number, item) in (1_u32..).zip(&second.items) {
        let head = match lang {
            Lang::Zh => format!("  第 {number} 项  "),
            Lang::En => format!("  Item {number}: "),
        };
        text.push_str(&hanging(&head, &printable(&item.title, TEXT)));
        if item.sentences.is_empty() {
            let none = lang.pick("没有哪一方过半数，无从计入。", "No side has more than half, so there is nothing to follow.");
            text.push_str(&hanging("    → ", none));
        }
        for sentence in &item.sentences {
            let said = match lang {
                Lang::Zh => &sentence.zh,
                Lang::En => &sentence.en,
            };
            text.push_str(&hanging("    → ", &printable(said, TEXT)));
        }
    }
    text
}
