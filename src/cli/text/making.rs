//! Faults in making ballots, hints and archives.

use super::{Chinese, nth};
use crate::election::ballot::hints::HintsFault;
use crate::election::ballot::make::SealFault;
use crate::election::pair::PairFault;

impl Chinese for SealFault {
    fn zh(&self) -> String {
        match self {
            Self::QuestionCount { found, expected } => format!("答了 {found} 题，应是 {expected} 题"),
            Self::AnswerCount { question, found, expected } => {
                format!("第 {} 题有 {expected} 个选项，这里有 {found} 个", nth(*question))
            }
            Self::BlankNotAllowed { question } => format!("第 {} 题不能投空白票", nth(*question)),
            Self::OutOfRange { question, min, max } => format!("第 {} 题最少选 {min} 个，最多选 {max} 个", nth(*question)),
            Self::Json(fault) => fault.zh(),
        }
    }
}

impl Chinese for HintsFault {
    fn zh(&self) -> String {
        match self {
            Self::Text => "不是规定的写法".to_owned(),
            Self::Count { found, expected } => format!("有 {found} 个，应是 {expected} 个"),
            Self::Point(index) => format!("第 {} 个不是曲线上的点", nth(*index)),
            Self::Ciphertexts => "与选票的密文对不上".to_owned(),
            Self::Proofs => "与选票的证明对不上".to_owned(),
        }
    }
}

impl Chinese for PairFault {
    fn zh(&self) -> String {
        match self {
            Self::Write(fault) => format!("不能继续写（程序原话：{fault}）"),
            Self::Json(fault) => fault.zh(),
            Self::Parameters(fault) => fault.zh(),
            Self::Setup => "受托人或投票凭证名单不合规定".to_owned(),
            Self::NotListed(credential) => format!("投票凭证 {credential} 不在名单上"),
            Self::Trustee(owner) => format!("现在不能收第 {owner} 位受托人的开票份额"),
            Self::Share(fault) => fault.zh(),
            Self::Quorum(fault) => fault.zh(),
            Self::TooLarge => "合计太大，解不出来".to_owned(),
        }
    }
}
