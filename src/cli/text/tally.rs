//! Faults of the count: shares of trustees, their number, the result.

use super::{Chinese, nth};
use crate::election::tally::{QuorumFault, ResultFault, ShareFault};

impl Chinese for ShareFault {
    fn zh(&self) -> String {
        match self {
            Self::Shape => "数据的份数与题目和选项不符".to_owned(),
            Self::Factor { question, answer, fault } => {
                format!("第 {} 题第 {} 份数据：{}", nth(*question), nth(*answer), fault.zh())
            }
            Self::Proof { question, answer } => {
                format!("第 {} 题第 {} 份数据的证明是假的，不是用本人钥匙开的", nth(*question), nth(*answer))
            }
        }
    }
}

impl Chinese for QuorumFault {
    fn zh(&self) -> String {
        match self {
            Self::Missing(owner) => format!("受托人 {owner} 必须参加开票，却没有参加"),
            Self::BelowThreshold { first, last, present, threshold } => {
                format!("受托人 {first} 至 {last} 中只有 {present} 位参加开票，至少要 {threshold} 位")
            }
        }
    }
}

impl Chinese for ResultFault {
    fn zh(&self) -> String {
        match self {
            Self::Shape => "公布的数字的个数与选项不符".to_owned(),
            Self::Number { question, answer } => {
                format!("第 {} 题第 {} 个数字，不是受托人开出的数字", nth(*question), nth(*answer))
            }
        }
    }
}
