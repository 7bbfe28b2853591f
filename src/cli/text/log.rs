//! The log: heads, receipts, leaves.

use super::Chinese;
use crate::cli::lang::Lang;
use crate::election::log::checkpoint::CheckpointFault;
use crate::election::log::leaf::State;
use crate::election::log::note::NoteFault;
use crate::election::log::receipt::ReceiptFault;
use crate::election::log::replay::{LogFault, Problem};
use crate::election::log::tree::ProofFault;
use crate::election::record::LaterFault;

impl Chinese for NoteFault {
    fn zh(&self) -> String {
        match self {
            Self::TooLong => "太长，不是签名文本".to_owned(),
            Self::NotText => "不是纯文本".to_owned(),
            Self::Form => "不是带签名的文本（正文、空行、签名行）".to_owned(),
            Self::Signature { number } => format!("第 {number} 行签名的格式不对"),
            Self::TooMany => "签名太多".to_owned(),
            Self::False { name } => format!("{name} 的签名是假的"),
            Self::Unsigned { name } => format!("没有 {name} 的签名"),
        }
    }
}

impl Chinese for CheckpointFault {
    fn zh(&self) -> String {
        match self {
            Self::Note(fault) => fault.zh(),
            Self::Form => "不是防改码（应有三行：来源、条数、哈希）".to_owned(),
            Self::Origin(origin) => format!("是另一份公开记录的防改码：{origin}"),
            Self::Shortened { size, length } => {
                format!("防改码说公开记录有 {size} 条，这里只有 {length} 条")
            }
            Self::Forked { size } => format!("公开记录的前 {size} 条不是当时签名的那些：有人改过"),
        }
    }
}

impl Chinese for LaterFault {
    fn zh(&self) -> String {
        match self {
            Self::NotEnded => "档案里的公开记录还没有结束，无从接着核对".to_owned(),
            Self::Json(fault) => fault.zh(),
            Self::Differs { index } => format!("第 {index} 条与档案里的不同：有人改过"),
            Self::Log(fault) => fault.zh(),
        }
    }
}

impl Chinese for ReceiptFault {
    fn zh(&self) -> String {
        match self {
            Self::Note(fault) => fault.zh(),
            Self::Form => "不是投票凭证（应有八行）".to_owned(),
            Self::Json(fault) => fault.zh(),
            Self::NotABallot => "凭证里的记录不是选票".to_owned(),
            Self::Differs { line } => format!("凭证第 {line} 行与其中的记录不一致"),
            Self::OtherElection => "是另一次表决的凭证".to_owned(),
            Self::TooEarly { index, size } => format!("防改码只到第 {size} 条，这张选票在第 {index} 条"),
            Self::Proof(fault) => fault.zh(),
            Self::Broken { index } => format!("公开记录第 {index} 条不是这张选票：凭证上的承诺没有兑现，请保留凭证，提出异议"),
        }
    }
}

impl Chinese for ProofFault {
    fn zh(&self) -> String {
        match self {
            Self::NoSuchLeaf { index, size } => format!("{size} 条的记录里没有第 {index} 条"),
            Self::Sizes { old, new } => format!("从 {old} 条到 {new} 条，无从证明"),
            Self::Length => "证明的长度不对".to_owned(),
            Self::Root => "证明得出的是另一个防改码".to_owned(),
            Self::OldRoot => "证明的起点不是旧的防改码".to_owned(),
        }
    }
}

impl Chinese for LogFault {
    fn zh(&self) -> String {
        format!("第 {} 条：{}", self.index, self.problem.zh())
    }
}

impl Chinese for Problem {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Index(index) => format!("它自称是第 {index} 条"),
            Self::NotOpen => "第一条必须是投票开始".to_owned(),
            Self::OpenAgain => "只有第一条可以是投票开始".to_owned(),
            Self::AfterClose => "投票在这之前已经截止".to_owned(),
            Self::AfterCancel => "表决在这之前已经取消".to_owned(),
            Self::Words { field, fault } => {
                let what = if *field == "reason" { "理由" } else { "决定人" };
                format!("{what}没有写、太长，或有看不见的字符（程序原话：{fault}）")
            }
            Self::SheetBeforeClose => "截止以后才能清点纸质票".to_owned(),
            Self::SheetAgain(index) => format!("第 {index} 条已经有纸质票计票单"),
            Self::OfficialOnly => "按规则只能在官方平台上电子投票，这里不收电子选票".to_owned(),
            Self::Late => "截止时间以后的选票".to_owned(),
            Self::SameBallot(index) => format!("与第 {index} 条是同一张选票"),
            Self::Revote(index) => format!("这位业主不能再投：第 {index} 条已经投过"),
            Self::BallotAfterPaper(index) => format!("这位业主已用纸质票：第 {index} 条"),
            Self::PaperAgain(index) => format!("这位业主的纸质票已经登记：第 {index} 条"),
            Self::PaperAfterBallot(index) => format!("这位业主有一张算数的选票：第 {index} 条"),
            Self::NothingToVoid(index) => format!("第 {index} 条没有选票可作废"),
            Self::VoidAgain(index) => format!("第 {index} 条的选票已经作废"),
            Self::Extend => "不能这样延期".to_owned(),
            Self::ClosedEarly => "还没到时间就截止了".to_owned(),
            Self::Earlier => "时间比前一条还早".to_owned(),
            Self::State(state) => format!("表决此时不能进入“{}”状态", state_name(*state)),
        }
    }
}

/// A state of a poll, as it stands in the log.
pub(crate) const fn state_word(state: State, lang: Lang) -> &'static str {
    match (lang, state) {
        (Lang::Zh, state) => state_name(state),
        (Lang::En, State::Closed) => "closed",
        (Lang::En, State::Counted) => "counted",
        (Lang::En, State::Published) => "published",
        (Lang::En, State::Final) => "final",
        (Lang::En, State::Filed) => "filed",
        (Lang::En, State::Cancelled) => "cancelled",
    }
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Closed => "截止",
        State::Counted => "计票",
        State::Published => "结果公示",
        State::Final => "生效",
        State::Filed => "备案",
        State::Cancelled => "取消",
    }
}
