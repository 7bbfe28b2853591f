//! What can be wrong with the trustees' signatures and their strong proofs.

use super::{Chinese, nth};
use crate::election::log::closing::ClosingFault;
use crate::election::strong::StrongFault;

impl Chinese for ClosingFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Statement => "封票声明的写法不对".to_owned(),
            Self::OtherStatement => "受托人签的是另一份声明".to_owned(),
            Self::Order => "签名应按受托人的号数排列，每人一个".to_owned(),
            Self::NoSuchTrustee { owner } => format!("没有第 {owner} 位受托人"),
            Self::Signature { owner } => format!("受托人 {owner}：对声明的签名是假的"),
            Self::Missing { owner } => format!("受托人 {owner} 还没有签名"),
            Self::TooFew { item, found, needed } => format!("第 {item} 把共管钥匙：有 {found} 人签了名，要 {needed} 人"),
            Self::Threshold { item } => format!("第 {item} 把共管钥匙：开票所需人数没有超过一半"),
        }
    }
}

impl Chinese for StrongFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => format!("加强证明：{}", fault.zh()),
            Self::Owner(owner) => format!("加强证明是受托人 {owner} 的"),
            Self::Shape { archive } => format!("{archive}：份数与题目和选项不符"),
            Self::Factor { archive, question, answer, fault } => {
                format!("{archive}：第 {} 题第 {} 份：{}", nth(*question), nth(*answer), fault.zh())
            }
            Self::Proof => "加强证明是假的".to_owned(),
        }
    }
}
