//! The report for a clerk: what was read, what waits and what to do about it, what was put right, one last sentence.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::lang::Lang;
use super::super::terminal::{hanging, printable, shown};
use super::super::text::{repaired, waits};
use crate::election::intake::{At, Code, Correction, Field, Preview, Repair, Waiting};
use crate::election::roll::{Finding, Roll, UnitUse, masked_name};
use crate::election::weight::SquareMetres;

/// Corrections of one kind that are shown; all are in the JSON.
const EXAMPLES: usize = 5;
/// Characters of a cell that are shown.
const TEXT: usize = 60;

pub(super) fn report(path: &Path, preview: &Preview, roll: &Roll, lang: Lang) -> String {
    let page = Page { preview, roll, lang };
    let mut text = page.facts(path);
    text.push_str(&page.waiting());
    text.push_str(&page.corrected());
    text.push_str(&page.skipped());
    text.push_str(&page.findings());
    text.push_str(&page.last_sentence());
    text
}

/// The units of a voter, as `3-2-501`.
pub(super) fn units_of(roll: &Roll, number: u32) -> Vec<String> {
    let voter = roll.voters().iter().find(|voter| voter.number == number);
    let units = voter.into_iter().flat_map(|voter| &voter.units).filter_map(|unit| roll.units().get(*unit));
    units.map(|unit| unit.address.to_string()).collect()
}

struct Page<'p> {
    preview: &'p Preview,
    roll: &'p Roll,
    lang: Lang,
}

impl Page<'_> {
    fn facts(&self, path: &Path) -> String {
        let lang = self.lang;
        let mut text = hanging(lang.pick("文件：", "File: "), &shown(path));
        for layout in &self.preview.layouts {
            let sheet =
                if layout.sheet.is_empty() { String::new() } else { format!("“{}” ", printable(&layout.sheet, TEXT)) };
            let line = match (layout.heading_line, lang) {
                (Some(line), Lang::Zh) => format!("列名在第 {line} 行"),
                (Some(line), Lang::En) => format!("headings in line {line}"),
                (None, _) => lang.pick("没有列名，按内容认定", "no headings; columns by their content").to_owned(),
            };
            text.push_str(&hanging(lang.pick("名册：", "Roll: "), &format!("{sheet}{line}")));
            let columns = layout.columns.iter().filter(|column| column.field != Some(Field::Ignored));
            let columns: Vec<String> = columns
                .map(|column| {
                    let field = column.field.map_or(lang.pick("？", "?"), |field| match lang {
                        Lang::Zh => field.title(),
                        Lang::En => field.key(),
                    });
                    format!("{}={field}", column.letter)
                })
                .collect();
            text.push_str(&hanging(lang.pick("各列：", "Columns: "), &columns.join(" ")));
        }
        let count = |purpose| self.roll.units().iter().filter(|unit| unit.purpose == purpose).count();
        let [homes, shops, parking, storage] =
            [UnitUse::Residential, UnitUse::Shop, UnitUse::Parking, UnitUse::Storage].map(count);
        let total = self.roll.total();
        let area = SquareMetres(total.area);
        text.push_str(&match lang {
            Lang::Zh => hanging(
                "可用：",
                &format!(
                    "住宅 {homes} 套，商铺 {shops} 间，车位 {parking} 个，储藏 {storage} 间；表决权人 {} 人，面积 {area} 平方米",
                    total.people
                ),
            ),
            Lang::En => hanging(
                "In: ",
                &format!(
                    "{homes} homes, {shops} shops, {parking} parking spaces, {storage} storage rooms; {} voters, {area} m2",
                    total.people
                ),
            ),
        });
        text
    }

    fn place(&self, at: At) -> String {
        let sheet = self.preview.layouts.get(at.table).filter(|_| self.preview.layouts.len() > 1);
        let sheet = sheet.map(|layout| format!("“{}” ", printable(&layout.sheet, TEXT))).unwrap_or_default();
        match self.lang {
            Lang::Zh => format!("{sheet}第 {} 行", at.line),
            Lang::En => format!("{sheet}line {}", at.line),
        }
    }

    /// By reason, so that a clerk does the same work at once.
    fn waiting(&self) -> String {
        let mut by_code: BTreeMap<Code, Vec<&Waiting>> = BTreeMap::new();
        for wait in &self.preview.waiting {
            by_code.entry(wait.code).or_default().push(wait);
        }
        let mut text = String::new();
        for (code, waiting) in by_code {
            text.push_str(&format!("\n{}", hanging("● ", waits(code, self.lang))));
            for wait in waiting {
                let mut line = self.place(wait.at);
                if !wait.found.trim().is_empty() {
                    line = format!("{line}{}{}", self.lang.pick("：", ": "), printable(&wait.found, TEXT));
                }
                let others: Vec<String> = wait.others.iter().take(EXAMPLES).map(|at| self.place(*at)).collect();
                if !others.is_empty() {
                    line = format!("{line}{}", self.lang.pick("，另见", ", see also "));
                    line.push_str(&others.join("、"));
                }
                text.push_str(&hanging("    ", &line));
            }
        }
        if !self.preview.held.is_empty() {
            let what = self
                .lang
                .pick("同一套房的另一行在等，这些行也先不算", "left out for now, because another row of the same unit waits");
            text.push_str(&format!("\n{}", hanging("● ", what)));
            for at in &self.preview.held {
                text.push_str(&hanging("    ", &self.place(*at)));
            }
        }
        text
    }

    fn skipped(&self) -> String {
        let Some(first) = self.preview.skipped.first() else { return String::new() };
        let (count, first) = (self.preview.skipped.len(), self.place(*first));
        let what = match self.lang {
            Lang::Zh => format!("小计、表头、说明等 {count} 行没有当作房屋（最先是{first}）"),
            Lang::En => format!("{count} lines are no units: sums, headings, notes (the first is {first})"),
        };
        format!("\n{}", hanging("", &what))
    }

    fn corrected(&self) -> String {
        let mut by_code: BTreeMap<Repair, Vec<&Correction>> = BTreeMap::new();
        for correction in &self.preview.corrected {
            by_code.entry(correction.code).or_default().push(correction);
        }
        let mut text = String::new();
        if !by_code.is_empty() {
            text.push_str(self.lang.pick("\n已更正（有把握的）：\n", "\nPut right (certain):\n"));
        }
        for (code, corrections) in by_code {
            let what = repaired(code, self.lang);
            text.push_str(&hanging("  ", &format!("{what}：{}", corrections.len())));
            for correction in corrections.iter().take(EXAMPLES) {
                let (from, to) = (printable(&correction.from, TEXT), printable(&correction.to, TEXT));
                text.push_str(&hanging(
                    "    ",
                    &format!("{}{}“{from}” → “{to}”", self.place(correction.at), self.lang.pick("：", ": ")),
                ));
            }
        }
        text
    }

    fn findings(&self) -> String {
        let mut lines = Vec::new();
        for finding in self.roll.findings() {
            match (finding, self.lang) {
                (Finding::PartialOverlap { voters, shared }, lang) => {
                    let names: Vec<String> = shared.iter().map(|name| masked_name(name, None)).collect();
                    let units = voters.map(|voter| units_of(self.roll, voter).join("、"));
                    let [first, second] = units;
                    let names = names.join("、");
                    lines.push(match lang {
                        Lang::Zh => format!("{first} 与 {second} 的权利人部分相同（{names}）：仍算两人，请记录决定"),
                        Lang::En => {
                            format!("{first} and {second} share some owners ({names}): still two voters; record a decision")
                        }
                    });
                }
                (Finding::SeveralDevelopers { .. }, lang) => lines.push(
                    lang.pick("标为未售的房屋有几个建设单位：请核对", "units marked unsold name several developers: check")
                        .to_owned(),
                ),
                (Finding::RepresentativesDiffer { voter, .. }, lang) => {
                    let units = units_of(self.roll, *voter).join("、");
                    lines.push(match lang {
                        Lang::Zh => format!("{units} 写了几位表决代表：只能有一位"),
                        Lang::En => format!("{units} name several representatives: there can be one only"),
                    });
                }
                (Finding::RepresentativeMissing { voter }, lang) => {
                    let units = units_of(self.roll, *voter).join("、");
                    lines.push(match lang {
                        Lang::Zh => format!("{units} 由几人共有，没有写表决代表"),
                        Lang::En => format!("{units} has several owners and no representative"),
                    });
                }
                // Confirmed by a person, or no vote under this rule: in the JSON.
                (Finding::Unidentified { .. } | Finding::OnlyUncountedUnits { .. }, _) => {}
            }
        }
        let mut text = String::new();
        if !lines.is_empty() {
            text.push_str(self.lang.pick("\n请留意：\n", "\nTo look at:\n"));
        }
        for line in lines {
            text.push_str(&hanging("  ", &printable(&line, 400)));
        }
        text
    }

    fn last_sentence(&self) -> String {
        let rows: std::collections::BTreeSet<At> = self.preview.waiting.iter().map(|wait| wait.at).collect();
        let (waiting, corrected) = (rows.len(), self.preview.corrected.len());
        let sentence = match (waiting, self.lang) {
            (0, Lang::Zh) => format!("每一行都可以用；更正了 {corrected} 处。"),
            (0, Lang::En) => format!("Every row can be taken; {corrected} corrections."),
            (_, Lang::Zh) => format!("有 {waiting} 行要人来处理，处理前不算在内；更正了 {corrected} 处。"),
            (_, Lang::En) => format!("{waiting} rows wait for a person and are not counted until then; {corrected} corrections."),
        };
        format!("\n{}", hanging("", &sentence))
    }
}
