//! What has to be said beside a result, for machines: the field `remarks`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::election::certificate::{Followed, Sentence};
use crate::election::log::opening::Maker;
use crate::election::record::{Apart, ChosenBy, Exposed, RecordReport, Remarks, RulesShown, VoteWindow};
use crate::election::roll;
use crate::election::rules::Identification;
use crate::election::weight::Weight;

#[derive(Serialize)]
pub(super) struct RemarksObject<'r> {
    rules: Option<RulesObject<'r>>,
    parking: Option<roll::Totals>,
    window: Option<WindowObject>,
    uncosigned: &'r [String],
    made_by: Option<Maker>,
    unique_areas: u64,
    few_papers: bool,
    levels: &'r BTreeMap<Identification, Weight>,
    exposed: Vec<ExposedObject>,
    second: Option<Second<'r>>,
}

#[derive(Serialize)]
struct RulesObject<'r> {
    id: &'r str,
    name: &'r str,
    assumed: &'r [&'static str],
}

#[derive(Serialize)]
struct WindowObject {
    from: u64,
    until: u64,
    min_days: u16,
    max_days: u16,
    kept: bool,
}

#[derive(Serialize)]
struct ExposedObject {
    item: usize,
    answer: Option<usize>,
    apart: &'static str,
    chosen_by: &'static str,
    among: u64,
}

#[derive(Serialize)]
struct Second<'r> {
    silent: Weight,
    items: Vec<SecondItem<'r>>,
}

#[derive(Serialize)]
struct SecondItem<'r> {
    title: &'r str,
    sentences: &'r [Sentence],
}

pub(super) fn remarks(report: &RecordReport) -> RemarksObject<'_> {
    let Remarks { rules, parking, window, uncosigned, unique_areas, few_papers, levels, exposed, second } = &report.remarks;
    let one = |exposed: &Exposed| ExposedObject {
        item: exposed.item,
        answer: exposed.answer,
        apart: match exposed.apart {
            Apart::Electronic => "electronic",
            Apart::Paper => "paper",
        },
        chosen_by: match exposed.chosen_by {
            ChosenBy::One => "one",
            ChosenBy::AllButOne => "all_but_one",
            ChosenBy::All => "all",
        },
        among: exposed.among,
    };
    RemarksObject {
        rules: rules.as_ref().map(|RulesShown { id, name, assumed }| RulesObject { id, name, assumed }),
        parking: *parking,
        window: window.map(|VoteWindow { from, until, days, kept }| WindowObject {
            from,
            until,
            min_days: days.min,
            max_days: days.max,
            kept,
        }),
        uncosigned,
        made_by: report.opening.as_ref().map(|opening| opening.credentials.made_by),
        unique_areas: *unique_areas,
        few_papers: *few_papers,
        levels,
        exposed: exposed.iter().map(one).collect(),
        second: second
            .as_ref()
            .map(|second| Second { silent: second.silent, items: second.items.iter().map(second_item).collect() }),
    }
}

fn second_item(item: &Followed) -> SecondItem<'_> {
    SecondItem { title: &item.title, sentences: &item.sentences }
}
