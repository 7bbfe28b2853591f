//! The report on a record for people.

use super::super::human::{BAD, GOOD, HEADING, Page, TEXT, check, paint};
use super::{Checked, Given, ballots, remarks};
use crate::cli::lang::Lang;
use crate::cli::terminal::{hanging, pad, printable, shown, width, wrap};
use crate::cli::text::{
    Chinese as _, RECORD_LIMITS, meaning, name, record_check, record_conclusion, record_meaning, record_stage, state_word,
};
use crate::election::audit::{Report, Status};
use crate::election::certificate::{Certificate, ItemResult, OptionTotals, Sentence};
use crate::election::record::{Grown, RecordComparison, RecordRan, RecordReport, Side};
use crate::election::weight::{SquareMetres, Weight};

/// Columns of an answer beside its numbers.
const ANSWER: usize = 30;
/// Characters of an address at most.
const ADDRESS: usize = 400;

/// The whole report.
pub(super) fn report(given: &Given<'_>, checked: &Checked, lang: Lang) -> String {
    let report = &checked.record.report;
    let page = RecordPage { lang, report };
    let mut text = page.facts(given);
    text.push_str(&page.checks());
    text.push_str(&page.given(checked));
    text.push_str(&page.turnout());
    if let Some(outcome) = &report.outcome {
        text.push_str(&page.outcome(outcome));
    }
    text.push_str(&page.remarks());
    text.push_str(&page.not_proven());
    text.push_str(&page.last_sentence(checked));
    text
}

struct RecordPage<'r> {
    lang: Lang,
    report: &'r RecordReport,
}

impl RecordPage<'_> {
    fn heading(&self, zh: &'static str, en: &'static str) -> String {
        format!("\n{}\n", paint(HEADING, self.lang.pick(zh, en)))
    }

    fn facts(&self, given: &Given<'_>) -> String {
        let lang = self.lang;
        let [people, _] = &self.report.archives;
        let mut facts = Vec::new();
        if let Some((parameters, fingerprint)) = &people.election {
            facts.push((lang.pick("选举", "Election"), printable(&parameters.name, TEXT)));
            facts.push((lang.pick("编号", "Id"), parameters.uuid.clone()));
            facts.push((lang.pick("防改码", "Fingerprint"), fingerprint.clone()));
        }
        if let Some(rules) = &self.report.remarks.rules {
            let (open, close) = (lang.pick("（", " ("), lang.pick("）", ")"));
            facts.push((lang.pick("规则", "Rules"), format!("{}{open}{}{close}", printable(&rules.name, TEXT), rules.id)));
        }
        facts.push((lang.pick("进度", "Stage"), record_stage(self.report.stage, lang).to_owned()));
        let column = match lang {
            Lang::Zh => 6,
            Lang::En => 11,
        };
        let files = [(lang.pick("文件", "File"), Some(given.path)), (lang.pick("旧文件", "Older copy"), given.older)];
        let mut text = String::new();
        for (label, file) in files {
            // A path is not wrapped: it is there to be copied.
            text.extend(file.map(|file| format!("{}  {}\n", pad(label, column), shown(file))));
        }
        text.extend(facts.iter().map(|(label, fact)| hanging(&format!("{}  ", pad(label, column)), fact)));
        text
    }

    fn checks(&self) -> String {
        let lang = self.lang;
        let mut text = self.heading("逐项检查", "Checks");
        for ran in &self.report.checks {
            let meaning = format!("{}{}", demand(ran.status, lang), record_meaning(ran.check, lang));
            text.push_str(&check(lang, ran.status, record_check(ran.check, lang), &meaning));
            text.push_str(&self.findings(ran));
        }
        for (side, archive) in [Side::People, Side::Area].into_iter().zip(&self.report.archives) {
            text.push_str(&self.archive(side, archive));
        }
        text
    }

    fn findings(&self, ran: &RecordRan) -> String {
        let lang = self.lang;
        let mut text = String::new();
        for finding in &ran.findings {
            let fault = printable(&finding.fault.say(lang), TEXT);
            let place =
                if finding.file.is_empty() { String::new() } else { format!("{}{}", finding.file, lang.pick("：", ": ")) };
            text.push_str(&hanging("    · ", &format!("{place}{fault}")));
        }
        let shown = u64::try_from(ran.findings.len()).unwrap_or(u64::MAX);
        match (lang, ran.failures.saturating_sub(shown)) {
            (_, 0) => {}
            (Lang::Zh, more) => text.push_str(&format!("    · 还有 {more} 处\n")),
            (Lang::En, more) => text.push_str(&format!("    · and {more} more\n")),
        }
        text
    }

    /// One line for an archive, and what is wrong with it.
    fn archive(&self, side: Side, archive: &Report) -> String {
        let lang = self.lang;
        let title = match side {
            Side::People => lang.pick("人数档案", "By people"),
            Side::Area => lang.pick("面积档案", "By area"),
        };
        let wrong = |status: Status| matches!(status, Status::Failed | Status::Impossible);
        let passed = archive.checks.iter().filter(|ran| ran.status == Status::Passed).count();
        let file = side.file();
        let status = if archive.is_valid() { Status::Passed } else { Status::Failed };
        let summary = match (lang, archive.is_valid()) {
            (Lang::Zh, true) => format!("{file} 自身的 {passed} 项检查都通过"),
            (Lang::Zh, false) => format!("{file} 自身的检查没有都通过："),
            (Lang::En, true) => format!("all {passed} checks of {file} itself passed"),
            (Lang::En, false) => format!("not all checks of {file} itself passed:"),
        };
        let mut text = check(lang, status, title, &summary);
        let page = Page { lang, report: archive };
        for ran in archive.checks.iter().filter(|ran| wrong(ran.status)) {
            let line = format!("{}{}{}", name(ran.check, lang), lang.pick("：要求", ": required: "), meaning(ran.check, lang));
            text.push_str(&hanging("  ✗ ", &line));
            text.push_str(&page.findings(ran));
        }
        text
    }

    /// What was given beside the record.
    fn given(&self, checked: &Checked) -> String {
        let lang = self.lang;
        let status = |holds| if holds { Status::Passed } else { Status::Failed };
        let mut text = String::new();
        if let Some(against) = checked.against {
            let holds = matches!(against, RecordComparison::Continues { .. });
            text.push_str(&check(lang, status(holds), lang.pick("旧文件比对", "Older copy"), &compared(against, lang)));
        }
        if let Some(outcome) = &checked.checkpoint {
            let found = match outcome {
                Ok(checkpoint) => match lang {
                    Lang::Zh => format!("公开记录的前 {} 条就是当时的那些", checkpoint.size),
                    Lang::En => format!("the first {} entries of the log are those it was signed for", checkpoint.size),
                },
                Err(fault) if checked.head_is_later() => {
                    format!(
                        "{}{}",
                        fault.say(lang),
                        lang.pick("，要有后来的公开记录才能比对", "; the entries since are needed to compare")
                    )
                }
                Err(fault) => printable(&fault.say(lang), TEXT),
            };
            let status = if checked.head_is_later() { Status::Impossible } else { status(outcome.is_ok()) };
            text.push_str(&check(lang, status, lang.pick("留存的防改码", "Kept head"), &found));
        }
        if let Some(outcome) = &checked.later {
            let found = match outcome {
                Ok(grown) => since(grown, lang),
                Err(fault) => printable(&fault.say(lang), TEXT),
            };
            text.push_str(&check(lang, status(outcome.is_ok()), lang.pick("后来的记录", "Entries since"), &found));
        }
        if let Some(outcome) = &checked.receipt {
            let found = match outcome {
                Ok(receipt) => ballots::found(&checked.record, receipt.leaf.index, lang),
                Err(fault) => printable(&fault.say(lang), TEXT),
            };
            text.push_str(&check(lang, status(outcome.is_ok()), lang.pick("投票凭证", "Receipt"), &found));
        }
        text
    }

    /// Stands above every number of a record that is not valid.
    fn warning(&self) -> String {
        if self.report.is_valid() {
            return String::new();
        }
        let text = self
            .lang
            .pick("  （档案有问题，以下数字不能采信）\n", "  (The record is not valid: do not rely on these numbers.)\n");
        paint(BAD, text)
    }

    fn turnout(&self) -> String {
        let lang = self.lang;
        let mut text = self.heading("参加情况", "Turnout");
        text.push_str(&self.warning());
        if let Some(participation) = &self.report.participation {
            let rows = [
                (lang.pick("有权投票", "entitled"), participation.entitled),
                (lang.pick("参加表决", "took part"), participation.took_part),
                (lang.pick("　网上", "  online"), participation.electronic),
                (lang.pick("　协助", "  with help"), participation.assisted),
                (lang.pick("　纸质", "  on paper"), participation.paper),
            ];
            for (label, weight) in rows {
                text.push_str(&format!("  {}  {}\n", pad(label, 12), figures(weight, lang)));
            }
        }
        let log = self.report.log;
        let line = match lang {
            Lang::Zh => format!(
                "公开记录 {} 条：收到选票 {} 张，计入 {} 张；纸质票 {} 人。",
                log.leaves, log.ballots, log.counting, log.papers
            ),
            Lang::En => format!(
                "The log has {} entries: {} ballots, of which {} count; {} voters on paper.",
                log.leaves, log.ballots, log.counting, log.papers
            ),
        };
        text.push_str(&hanging("  ", &line));
        text.push_str(&ballots::decisions(self.report, lang));
        if !self.report.cosigned.is_empty() {
            let names: Vec<String> = self.report.cosigned.iter().map(|name| printable(name, TEXT)).collect();
            let names = names.join(lang.pick("、", ", "));
            let line = match lang {
                Lang::Zh => format!("防改码另有见证人签名：{names}。"),
                Lang::En => format!("Its head is cosigned by {names}."),
            };
            text.push_str(&hanging("  ", &line));
        }
        text
    }

    fn outcome(&self, outcome: &Certificate) -> String {
        let mut text = self.heading("结果", "Result");
        text.push_str(&self.warning());
        for (number, item) in (1_u32..).zip(&outcome.items) {
            let (title, turnout, options, sentences) = match item {
                ItemResult::Committee(item) => (&item.title, item.turnout, item.options.as_slice(), &item.sentences),
                ItemResult::Matter(item) => (&item.title, item.turnout, item.options.as_slice(), &item.sentences),
            };
            text.push_str(&self.item(number, title, turnout.both.blank, options, sentences));
        }
        text
    }

    fn item(&self, number: u32, title: &str, blank: Weight, options: &[OptionTotals], sentences: &[Sentence]) -> String {
        let lang = self.lang;
        let head = match lang {
            Lang::Zh => format!("  第 {number} 项  "),
            Lang::En => format!("  Item {number}: "),
        };
        let mut text = hanging(&head, &printable(title, TEXT));
        let mut rows: Vec<(String, Weight, Weight)> =
            options.iter().map(|option| (answer(&option.name, lang), option.both, option.paper)).collect();
        if blank != Weight::ZERO {
            rows.push((lang.pick("（空白票）", "(blank)").to_owned(), blank, Weight::ZERO));
        }
        let names = rows.iter().map(|(name, ..)| width(name)).filter(|width| *width <= ANSWER).max().unwrap_or(0);
        let people = rows.iter().map(|(_, both, _)| both.people.to_string().len()).max().unwrap_or(0);
        let area = rows.iter().map(|(_, both, _)| SquareMetres(both.area).to_string().len()).max().unwrap_or(0);
        for (name, both, paper) in rows {
            let mut lines = if width(&name) > names { wrap(&name, ANSWER) } else { vec![name] };
            // The numbers stand beside the last line of a long name.
            let last = lines.pop().unwrap_or_default();
            lines.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
            let square = SquareMetres(both.area).to_string();
            let (owners, metres) = (lang.pick("人", "people"), lang.pick("㎡", "m²"));
            let of_paper = match (lang, paper.people) {
                (_, 0) => String::new(),
                (Lang::Zh, count) => format!("（其中纸质 {count} 人）"),
                (Lang::En, count) => format!(" ({count} on paper)"),
            };
            text.push_str(&format!(
                "    {}  {:>people$} {owners}  {square:>area$} {metres}{of_paper}\n",
                pad(&last, names),
                both.people
            ));
        }
        for sentence in sentences {
            let said = match lang {
                Lang::Zh => &sentence.zh,
                Lang::En => &sentence.en,
            };
            text.push_str(&hanging("    → ", &printable(said, TEXT)));
        }
        text
    }

    /// The second tally, and what has to be said beside the numbers.
    fn remarks(&self) -> String {
        let mut text = String::new();
        if let Some(second) = &self.report.remarks.second {
            text.push_str(&self.heading("另计，不是结果", "Second tally, not the result"));
            text.push_str(&self.warning());
            text.push_str(&remarks::second(second, self.lang));
        }
        let said = remarks::remarks(self.report, self.lang);
        if !said.is_empty() {
            text.push_str(&self.heading("还应该知道", "To be known besides"));
            text.push_str(&said);
        }
        text
    }

    fn not_proven(&self) -> String {
        let lang = self.lang;
        let mut text = self.heading("只凭这一份档案，还不能证明：", "What this record alone does not prove:");
        for (number, limit) in (1_u32..).zip(RECORD_LIMITS) {
            let gap = lang.pick("", " ");
            text.push_str(&hanging(&format!("  {number}. "), &format!("{}{gap}{}", limit.what(lang), limit.remedy(lang))));
        }
        text
    }

    fn last_sentence(&self, checked: &Checked) -> String {
        let lang = self.lang;
        let mut sentence = record_conclusion(self.report, lang);
        if checked.is_undecided() {
            sentence = lang
                .pick(
                    "这份档案自身的检查都通过。您的防改码是档案做好以后签的，还没有比对：请下载后来的公开记录，加 --later 再查一次；\
                     下载不到，请提出异议。",
                    "The record's own checks passed. The head was signed after it was made and is not compared yet: fetch the entries \
                     since and check again with --later. If they cannot be had, object.",
                )
                .to_owned();
        } else if self.report.is_valid() && !checked.holds() {
            // Praise of the record would contradict what follows.
            sentence = lang
                .pick(
                    "这份档案自身的检查都通过，但与您另外给的凭据对不上：两者至少有一份是假的，请保留两份，提出异议。",
                    "The record's own checks passed, but it does not agree with what you gave beside it: one of them is false. Keep \
                     both, and object.",
                )
                .to_owned();
        }
        let style = if checked.holds() { GOOD } else { BAD };
        let lines = hanging(lang.pick("结论：", "Conclusion: "), &sentence);
        // An address is not wrapped: it is there to be copied.
        let address = checked.later_at().filter(|_| checked.head_is_later());
        let address = address.map_or_else(String::new, |address| format!("{}\n", printable(&address, ADDRESS)));
        format!("\n{}\n{address}", paint(style, lines.trim_end()))
    }
}

/// Beside "failed", what would hold reads like the opposite unless it is called a demand.
const fn demand(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Failed | Status::Impossible => lang.pick("要求：", "required: "),
        Status::Passed | Status::NotReached => "",
    }
}

/// An answer's name; those of a matter have names for machines.
pub(super) fn answer(name: &str, lang: Lang) -> String {
    match name {
        "favour" => lang.pick("同意", "in favour").to_owned(),
        "against" => lang.pick("反对", "against").to_owned(),
        "abstain" => lang.pick("弃权", "abstain").to_owned(),
        name => printable(name, TEXT),
    }
}

fn figures(weight: Weight, lang: Lang) -> String {
    let area = SquareMetres(weight.area);
    match lang {
        Lang::Zh => format!("{} 人，{area} ㎡", weight.people),
        Lang::En => format!("{} people, {area} m²", weight.people),
    }
}

/// What the log says since, in one sentence.
fn since(grown: &Grown, lang: Lang) -> String {
    let later = grown.later;
    match (grown.state.map(|state| state_word(state, lang)), lang) {
        (Some(state), Lang::Zh) => format!("接在档案后面，多 {later} 条；表决后来到了“{state}”"),
        (None, Lang::Zh) => format!("接在档案后面，多 {later} 条"),
        (Some(state), Lang::En) => format!("{later} more, which continue the log; the poll came to: {state}"),
        (None, Lang::En) => format!("{later} more, which continue the log"),
    }
}

/// What came of the comparison, in one sentence.
fn compared(against: RecordComparison, lang: Lang) -> String {
    match (against, lang) {
        (RecordComparison::Continues { leaves, same: true }, Lang::Zh) => format!("公开记录完全相同，共 {leaves} 条"),
        (RecordComparison::Continues { leaves, same: true }, Lang::En) => format!("the logs are the same: {leaves} entries"),
        (RecordComparison::Continues { leaves, same: false }, Lang::Zh) => format!("旧文件的 {leaves} 条记录都原样在开头"),
        (RecordComparison::Continues { leaves, same: false }, Lang::En) => {
            format!("begins with all {leaves} entries of it, unchanged")
        }
        (RecordComparison::OtherPoll, _) => lang.pick("旧文件是另一次表决的档案", "the older copy is of another poll").to_owned(),
        (RecordComparison::Differs { index }, Lang::Zh) => format!("公开记录第 {index} 条起不同：有人改过公开记录"),
        (RecordComparison::Differs { index }, Lang::En) => format!("the logs differ from entry {index} on: one was changed"),
        (RecordComparison::Shorter { leaves }, Lang::Zh) => {
            format!("这份的公开记录只有 {leaves} 条，旧文件还有更多：有的被删掉，或两份给反了")
        }
        (RecordComparison::Shorter { leaves }, Lang::En) => {
            format!("this log ends after {leaves} entries, the older one goes on: some were removed, or the files were swapped")
        }
        (RecordComparison::Withdrawn, _) => lang
            .pick("旧文件里受托人交来的内容或结果，新文件里没有了", "what trustees gave, or the result, is missing since")
            .to_owned(),
        (RecordComparison::OtherStatement, _) => lang
            .pick(
                "受托人在旧文件里签的是另一个合计：有人签了两次",
                "the trustees signed another statement in it: somebody signed twice",
            )
            .to_owned(),
    }
}
