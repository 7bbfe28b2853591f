//! Everything an audit can find wrong.

use super::{Chinese, nth};
use crate::election::audit::Fault;

impl Chinese for Fault {
    fn zh(&self) -> String {
        match self {
            Self::Archive(fault) => fault.zh(),
            Self::Parameters(fault) => format!("选举设定：{}", fault.zh()),
            Self::Trustees(fault) => fault.zh(),
            Self::ElectionKey => "选举的钥匙不是由受托人的钥匙合成的".to_owned(),
            Self::Credentials(fault) => format!("投票凭证名单：{}", fault.zh()),
            Self::Ballot(fault) => fault.zh(),
            Self::NotListed(credential) => format!("这张选票的投票凭证 {credential} 不在名单上"),
            Self::Copy { first } => format!("这张选票与记录 {first} 的一模一样"),
            Self::TallyJson(fault) => format!("加密的总数：{}", fault.zh()),
            Self::TallyShape => "加密的总数：份数与题目和选项不符".to_owned(),
            Self::TallyDiffers { question, answer } => {
                format!("加密的总数：第 {} 题第 {} 份，不是计入的选票之和", nth(*question), nth(*answer))
            }
            Self::NumTallied { stated, counted } => format!("写的是 {stated} 人，实际计入 {counted} 人"),
            Self::TotalWeight { stated, counted } => format!("写的票数合计是 {stated}，实际计入 {counted}"),
            Self::ShareJson(fault) => format!("受托人开票的数据：{}", fault.zh()),
            Self::ShareOwner { owner } => format!("没有受托人 {owner}，却有他的开票数据"),
            Self::ShareTwice { owner } => format!("受托人 {owner} 开了两次票"),
            Self::Share { owner, fault } => format!("受托人 {owner} 的开票数据：{}", fault.zh()),
            Self::Quorum(fault) => fault.zh(),
            Self::ResultJson(fault) => format!("结果：{}", fault.zh()),
            Self::Result(fault) => fault.zh(),
        }
    }
}
