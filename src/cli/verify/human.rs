//! The report for people: facts, one line per check, turnout, totals, what is not proved, and one last sentence.

use anstyle::{AnsiColor, Style};

use super::against::Against;
use super::totals::{Counted, counted};
use crate::cli::lang::Lang;
use crate::cli::terminal::{hanging, pad, printable, width, wrap};
use crate::cli::text::{Chinese, LIMITS, conclusion, meaning, name, sign, stage, word};
use crate::election::archive::Comparison;
use crate::election::audit::{Fault, Finding, Ran, Report, Stage, Status, Totals};

pub(in crate::cli) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(in crate::cli) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const HEADING: Style = Style::new().bold();

/// Characters of a text from the archive that are shown.
pub(super) const TEXT: usize = 1000;
/// Columns of an answer beside its number; longer ones stand above it.
const ANSWER: usize = 48;

/// The whole report. `older` is the name of the older copy and how the file stands to it.
pub(super) fn report(file: &str, report: &Report, older: Option<(&str, &Against)>, lang: Lang) -> String {
    let page = Page { lang, report };
    let (older, against) = older.unzip();
    let mut text = page.facts(file, older);
    text.push_str(&page.checks(against));
    if report.election.is_some() {
        text.push_str(&page.turnout());
    }
    text.push_str(&page.totals());
    if report.stage != Stage::Nothing {
        text.push_str(&page.not_proven(against.is_some_and(Against::holds)));
    }
    text.push_str(&page.last_sentence(against));
    text
}

/// A report in the making.
pub(super) struct Page<'r> {
    pub(super) lang: Lang,
    pub(super) report: &'r Report,
}

impl Page<'_> {
    fn heading(&self, zh: &'static str, en: &'static str) -> String {
        format!("\n{}\n", paint(HEADING, self.lang.pick(zh, en)))
    }

    fn facts(&self, file: &str, older: Option<&str>) -> String {
        let lang = self.lang;
        let files = [(lang.pick("文件", "File"), Some(file)), (lang.pick("旧文件", "Older copy"), older)];
        let mut facts = Vec::new();
        if let Some((parameters, fingerprint)) = &self.report.election {
            facts.push((lang.pick("选举", "Election"), printable(&parameters.name, TEXT)));
            facts.push((lang.pick("编号", "Id"), parameters.uuid.clone()));
            facts.push((lang.pick("防改码", "Fingerprint"), fingerprint.clone()));
        }
        facts.push((lang.pick("进度", "Stage"), stage(self.report.stage, lang).to_owned()));
        let column = match lang {
            Lang::Zh => 6,
            Lang::En => 11,
        };
        let mut text = String::new();
        for (label, file) in files {
            // A path is not wrapped: it is there to be copied.
            text.extend(file.map(|file| format!("{}  {file}\n", pad(label, column))));
        }
        text.extend(facts.iter().map(|(label, fact)| hanging(&format!("{}  ", pad(label, column)), fact)));
        text
    }

    fn checks(&self, against: Option<&Against>) -> String {
        let lang = self.lang;
        let mut text = self.heading("逐项检查", "Checks");
        for ran in &self.report.checks {
            // Beside "failed", what would hold reads like the opposite unless it is called a demand.
            let demand = match ran.status {
                Status::Failed | Status::Impossible => lang.pick("要求：", "required: "),
                Status::Passed | Status::NotReached => "",
            };
            text.push_str(&check(lang, ran.status, name(ran.check, lang), &format!("{demand}{}", meaning(ran.check, lang))));
            text.push_str(&self.findings(ran));
        }
        if let Some(against) = against {
            let status = if against.holds() { Status::Passed } else { Status::Failed };
            text.push_str(&check(lang, status, lang.pick("旧文件比对", "Older copy"), &against.finding(lang)));
        }
        text
    }

    pub(super) fn findings(&self, ran: &Ran) -> String {
        let mut text: String = ran.findings.iter().map(|finding| hanging("    · ", &self.finding(finding))).collect();
        let shown = u64::try_from(ran.findings.len()).unwrap_or(u64::MAX);
        match ran.failures.saturating_sub(shown) {
            0 => {}
            more => text.push_str(&match self.lang {
                Lang::Zh => format!("    · 还有 {more} 处\n"),
                Lang::En => format!("    · and {more} more\n"),
            }),
        }
        text
    }

    fn finding(&self, finding: &Finding) -> String {
        let fault = printable(&finding.fault.say(self.lang), TEXT);
        // Faults of the archive name their place themselves, to the byte.
        if matches!(finding.fault, Fault::Archive(_)) {
            return fault;
        }
        let offset = finding.offset;
        match (self.lang, finding.height) {
            (Lang::Zh, Some(height)) => format!("字节 {offset}：记录 {height}：{fault}"),
            (Lang::Zh, None) => format!("字节 {offset}：{fault}"),
            (Lang::En, Some(height)) => format!("byte {offset}: event {height}: {fault}"),
            (Lang::En, None) => format!("byte {offset}: {fault}"),
        }
    }

    /// Stands above every number of a file that is not valid.
    fn warning(&self) -> String {
        if self.report.is_valid() {
            return String::new();
        }
        let text = self.lang.pick("！不能采信：上面有检查没有通过。", "! Not to be relied on: not every check above passed.");
        format!("  {}\n", paint(BAD, text))
    }

    fn turnout(&self) -> String {
        let Report { entitled, counted, ballots, .. } = self.report;
        // Where everybody counts 1, the second number would only repeat the first.
        let weighted = entitled.0 != entitled.1;
        let line = |label: &str, (voters, weight): (u64, u64)| match (self.lang, weighted) {
            (Lang::Zh, true) => format!("  {label}{voters} 人，合计 {weight} 票\n"),
            (Lang::Zh, false) => format!("  {label}{voters} 人，每人 1 票\n"),
            (Lang::En, true) => format!("  {label}{voters} voters, weight {weight}\n"),
            (Lang::En, false) => format!("  {label}{voters} voters, 1 vote each\n"),
        };
        let mut text = self.heading("参加情况", "Turnout");
        text.push_str(&self.warning());
        text.push_str(&line(self.lang.pick("有权投票  ", "entitled  "), *entitled));
        text.push_str(&line(self.lang.pick("已经计入  ", "counted   "), *counted));
        text.push_str(&match self.lang {
            Lang::Zh => format!("  选票      {ballots} 张，重投的只算最后一张\n"),
            Lang::En => format!("  ballots   {ballots}; of each voter only the last one counts\n"),
        });
        if weighted {
            let note = self.lang.pick(
                "按面积计票时，1 票是多少面积由选举规定，文件里没有写（业票的规定：1 票是 0.01 平方米）。",
                "Where votes count by area, the file does not say how much area a weight of 1 is (in Yepiao: 0.01 square metres).",
            );
            text.push_str(&hanging("  ", note));
        }
        text
    }

    fn totals(&self) -> String {
        let lang = self.lang;
        let Some(totals) = &self.report.totals else { return String::new() };
        let mut text = match totals {
            Totals::Published(_) => self.heading("结果", "Result"),
            Totals::Opened(_) => self.heading(
                "结果（还没有公布，由受托人已开出的数据算得）",
                "Result (not published yet: opened from the trustees' shares)",
            ),
        };
        text.push_str(&self.warning());
        match counted(self.report) {
            Some(questions) => {
                (1_u32..).zip(&questions).for_each(|(number, counted)| text.push_str(&self.question(number, counted)));
            }
            None => text.push_str(lang.pick("  数字与题目对不上，无法列出。\n", "  The numbers do not fit the questions.\n")),
        }
        text
    }

    fn question(&self, number: u32, counted: &Counted<'_>) -> String {
        let lang = self.lang;
        let head = match lang {
            Lang::Zh => format!("  第 {number} 题  "),
            Lang::En => format!("  Question {number}: "),
        };
        let mut rows: Vec<(String, u64)> =
            counted.answers.iter().map(|(answer, count)| (printable(answer, TEXT), *count)).collect();
        if let Some(blank) = counted.blank {
            // Last, as on the ballot. In brackets: an answer may be called so too.
            rows.push((lang.pick("（空白票）", "(blank)").to_owned(), blank));
        }
        let names = rows.iter().map(|(answer, _)| width(answer)).filter(|width| *width <= ANSWER).max().unwrap_or(0);
        let numbers = rows.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or(0);
        let mut text = hanging(&head, &printable(&counted.question.question, TEXT));
        for (answer, count) in &rows {
            let mut lines = if width(answer) > names { wrap(answer, ANSWER) } else { vec![answer.clone()] };
            // The number stands beside the last line of a long answer.
            let last = lines.pop().unwrap_or_default();
            lines.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
            text.push_str(&format!("    {}  {count:>numbers$}\n", pad(&last, names)));
        }
        text
    }

    fn not_proven(&self, compared: bool) -> String {
        let mut text = self.heading("只凭这一份文件，还不能证明：", "What this file alone does not prove:");
        for (number, limit) in (1_u32..).zip(LIMITS) {
            let gap = self.lang.pick("", " ");
            text.push_str(&hanging(
                &format!("  {number}. "),
                &format!("{}{gap}{}", limit.what(self.lang), limit.remedy(compared, self.lang)),
            ));
        }
        text
    }

    fn last_sentence(&self, against: Option<&Against>) -> String {
        let lang = self.lang;
        let sound = self.report.is_valid();
        let differs = match against.map(|against| against.outcome) {
            None | Some(Comparison::Continues { .. }) => None,
            Some(Comparison::Torn { .. }) => {
                Some(lang.pick("旧文件不完整，没有完成比对。", "The older copy is incomplete, so it could not be compared."))
            }
            Some(Comparison::Differs { .. } | Comparison::Shorter { .. }) => Some(lang.pick(
                "与旧文件比对不上：这份文件不是旧文件原样接写下来的。",
                "The file is not the older copy, unchanged and continued.",
            )),
        };
        let gap = lang.pick("", " ");
        let sentence = match differs {
            None => conclusion(self.report, lang),
            // Praise of the file would contradict what follows.
            Some(differs) if sound => {
                format!("{differs}{gap}{}", lang.pick("这份文件自身的检查都通过。", "The file's own checks passed."))
            }
            Some(differs) => format!("{}{gap}{differs}", conclusion(self.report, lang)),
        };
        let style = if sound && differs.is_none() { GOOD } else { BAD };
        let lines = hanging(lang.pick("结论：", "Conclusion: "), &sentence);
        format!("\n{}\n", paint(style, lines.trim_end()))
    }
}

/// `✓ 通过  选票  每张都…`
pub(in crate::cli) fn check(lang: Lang, status: Status, name: &str, meaning: &str) -> String {
    let (words, names) = match lang {
        Lang::Zh => (8, 10),
        Lang::En => (9, 15),
    };
    let mark = format!("{} {}", sign(status), pad(word(status, lang), words));
    let name = pad(name, names);
    // Laid out without colours, which take no columns.
    let line = hanging(&format!("{mark}  {name}  "), meaning);
    line.replacen(&mark, &paint(colour(status), &mark), 1)
}

const fn colour(status: Status) -> Style {
    match status {
        Status::Passed => AnsiColor::Green.on_default(),
        Status::Failed | Status::Impossible => BAD,
        Status::NotReached => Style::new(),
    }
}

pub(in crate::cli) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
