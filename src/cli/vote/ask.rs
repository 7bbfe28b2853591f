//! Questions to whoever sits at the terminal.

use std::io::{self, BufRead as _};

use zeroize::Zeroizing;

use super::super::Unusable;
use super::super::lang::Lang;
use super::super::terminal::{complain, printable};
use crate::election::ballot::make::Selection;
use crate::election::parameters::Question;

/// The next line of standard input.
pub(super) fn line(lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    let mut line = Zeroizing::new(String::with_capacity(256));
    let read = io::stdin().lock().read_line(&mut line);
    match read {
        Ok(1..) => Ok(Zeroizing::new(line.trim().to_owned())),
        _ => Err(Unusable(lang.pick("输入到此为止，还缺一个回答", "the input ended, and an answer is missing").into())),
    }
}

/// Every question, until the answer can be sealed.
pub(super) fn choices(questions: &[Question], lang: Lang) -> Result<Vec<Selection>, Unusable> {
    questions.iter().map(|question| choice(question, lang)).collect()
}

fn choice(question: &Question, lang: Lang) -> Result<Selection, Unusable> {
    complain(&format!("\n{}", printable(&question.question, 1000)));
    for (number, answer) in (1_usize..).zip(&question.answers) {
        complain(&format!("  {number}. {}", printable(answer, 200)));
    }
    let blank = if question.allows_blank() { lang.pick("，空白票请输入 0", ", or 0 for a blank vote") } else { "" };
    let (min, max) = (question.min, question.max);
    let what = if min == max { format!("{max}") } else { format!("{min}-{max}") };
    complain(&match lang {
        Lang::Zh => format!("请输入 {what} 个编号，用空格隔开{blank}："),
        Lang::En => format!("type {what} of the numbers with spaces between{blank}:"),
    });
    loop {
        let typed = line(lang)?;
        if let Some(selection) = selection(question, &typed) {
            return Ok(selection);
        }
        complain(lang.pick("编号或个数不对，请再输一次：", "not these numbers, or not so many; once more:"));
    }
}

/// What somebody typed, if it is an answer.
fn selection(question: &Question, typed: &str) -> Option<Selection> {
    let numbers: Vec<usize> = typed.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    if numbers == [0] {
        return question.allows_blank().then_some(Selection::Blank);
    }
    let mut marks = vec![false; question.answers.len()];
    for number in &numbers {
        let mark = marks.get_mut(number.checked_sub(1)?)?;
        if std::mem::replace(mark, true) {
            return None;
        }
    }
    let count = u32::try_from(numbers.len()).ok()?;
    (question.min..=question.max).contains(&count).then_some(Selection::Answers(marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_an_answer_or_asked_again() {
        let answers = ["甲", "乙", "丙"].map(str::to_owned).to_vec();
        let question = Question { answers, blank: Some(true), min: 1, max: 2, question: "选举".into() };
        assert!(selection(&question, " 3 1 ") == Some(Selection::Answers(vec![true, false, true])));
        assert!(selection(&question, "0") == Some(Selection::Blank));
        for wrong in ["", "4", "1 1", "1 2 3", "0 1", "x", "-1"] {
            assert!(selection(&question, wrong).is_none(), "{wrong}");
        }
        let matter = Question { blank: None, max: 1, ..question };
        assert!(selection(&matter, "0").is_none());
    }
}
