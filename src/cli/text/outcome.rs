//! How far an election had come, what came of a check, and the last sentence.

use crate::cli::lang::Lang;
use crate::election::audit::{Report, Stage, Status};

/// A sign for a check's outcome. Never alone: [`word`] stands beside it.
pub(crate) const fn sign(status: Status) -> &'static str {
    match status {
        Status::Passed => "✓",
        Status::Failed => "✗",
        Status::NotReached => "–",
        Status::Impossible => "?",
    }
}

/// A check's outcome in a word.
pub(crate) const fn word(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Passed => lang.pick("通过", "passed"),
        Status::Failed => lang.pick("不通过", "FAILED"),
        Status::NotReached => lang.pick("未到此步", "not yet"),
        Status::Impossible => lang.pick("无法检查", "unchecked"),
    }
}

/// How far the election had come.
pub(crate) const fn stage(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Nothing => lang.pick("读不出这是哪一次选举", "no election can be read in it"),
        Stage::Open => lang.pick("投票中，还没有截止", "voting is open"),
        Stage::Closed => lang.pick("投票已截止，还没有计票", "voting has ended, nothing is counted yet"),
        Stage::Tallied => lang.pick("选票已加在一起，还没有开票", "the ballots are added up, not opened yet"),
        Stage::Decrypting => lang.pick("受托人正在开票，还没有公布结果", "the trustees are opening, no result is published yet"),
        Stage::Result => lang.pick("结果已公布", "the result is published"),
    }
}

/// The sentence a court clerk reads. In Chinese the file is never called 有效: that word is the law's, for the vote itself.
pub(crate) fn conclusion(report: &Report, lang: Lang) -> String {
    if report.stage == Stage::Nothing {
        let text = lang.pick(
            "这份文件已损坏，读不出选举的内容，什么也不能证明。",
            "This file is damaged: no election can be read in it, and it proves nothing.",
        );
        return text.to_owned();
    }
    if !report.is_valid() {
        let bad = report.checks.iter().filter(|ran| matches!(ran.status, Status::Failed | Status::Impossible)).count();
        return match lang {
            Lang::Zh => format!("这份文件有问题：{bad} 项检查没有通过，里面的数字不能采信。"),
            Lang::En if bad == 1 => "This file is not valid: 1 check did not pass; its numbers must not be relied on.".to_owned(),
            Lang::En => format!("This file is not valid: {bad} checks did not pass; its numbers must not be relied on."),
        };
    }
    let text = match report.stage {
        Stage::Nothing | Stage::Open => lang.pick(
            "到此为止的各项检查都通过；投票还没有截止，没有结果。",
            "This file is valid so far; voting is still open and there is no result.",
        ),
        Stage::Closed | Stage::Tallied | Stage::Decrypting => lang.pick(
            "到此为止的各项检查都通过；投票已经截止，结果还没有公布。",
            "This file is valid so far; voting has ended and no result is published yet.",
        ),
        Stage::Result => lang.pick(
            "各项检查都通过；除以上几点外，公布的结果就是文件里选票的正确计票结果。",
            "This file is valid: apart from the points listed above, the result it states is the correct count of the ballots it holds.",
        ),
    };
    text.to_owned()
}
