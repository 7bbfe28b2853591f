//! Faults of a ballot. A question's ciphertexts are counted from 1; where a blank vote is possible, the first one is "blank".

use super::{Chinese, nth};
use crate::election::ballot::{BallotFault, Part, Place};

impl Chinese for BallotFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => format!("选票：{}", fault.zh()),
            Self::OtherUuid => "这张选票是为另一次选举做的（编号不同）".to_owned(),
            Self::OtherFingerprint => "这张选票是为另一次选举做的（防改码不同）".to_owned(),
            Self::AnswerCount { found, expected } => format!("答了 {found} 题，应是 {expected} 题"),
            Self::ChoiceCount { question, found, expected } => {
                format!("第 {} 题有 {found} 份密文，应是 {expected} 份", nth(*question))
            }
            Self::ProofCount { question } => format!("第 {} 题的证明缺少、多出，或份数不对", nth(*question)),
            Self::Ciphertext { question, choice, fault } => {
                format!("第 {} 题第 {} 份密文：{}", nth(*question), nth(*choice), fault.zh())
            }
            Self::NotHidden { question, choice } => {
                format!("第 {} 题第 {} 份密文没有加密，谁都看得见", nth(*question), nth(*choice))
            }
            Self::Proof(place) => format!("{}是假的", place.zh()),
            Self::Credential(fault) => format!("投票凭证：{}", fault.zh()),
            Self::CredentialIdentity => "投票凭证是空的，谁都能用".to_owned(),
            Self::SignatureHash => "签的不是这张选票".to_owned(),
            Self::Signature => "签名是假的，不是用这个投票凭证签的".to_owned(),
        }
    }
}

impl Chinese for Place {
    fn zh(&self) -> String {
        let question = nth(self.question);
        match self.part {
            Part::Individual(choice) => format!("第 {question} 题第 {} 份密文“只选或不选”的证明", nth(choice)),
            Part::Overall => format!("第 {question} 题“没有多选或少选”的证明"),
            Part::Blank => format!("第 {question} 题“空白票没有另选”的证明"),
        }
    }
}
