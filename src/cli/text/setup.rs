//! Faults of what is fixed before the vote: election, trustees, credentials.

use super::{Chinese, nth};
use crate::election::credential::CredentialsFault;
use crate::election::parameters::{MAX_BALLOT, ParametersFault};
use crate::election::trustees::TrusteesFault;

impl Chinese for ParametersFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Version(found) => format!("协议是第 {found} 版，只认第 1 版"),
            Self::Group(found) => format!("用的群是“{found}”，只认 Ed25519"),
            Self::Uuid => "编号不是至少 14 个 Base58 字符".to_owned(),
            Self::PublicKey(fault) => format!("加密的钥匙：{}", fault.zh()),
            Self::PublicKeyIdentity => "加密的钥匙是空的，谁都能看到选票内容".to_owned(),
            Self::TooLarge(size) => format!("题目太大：选项和可选个数合计 {size}，最多 {MAX_BALLOT}"),
            Self::MinAboveMax(question) => format!("第 {} 题：最少要选的比最多能选的还多", nth(*question)),
        }
    }
}

impl Chinese for TrusteesFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => format!("受托人名单：{}", fault.zh()),
            Self::Empty => "一位受托人也没有".to_owned(),
            Self::Key { owner, fault } => format!("受托人 {owner}：钥匙：{}", fault.zh()),
            Self::Identity { owner } => format!("受托人 {owner}：钥匙是空的，谁都能用"),
            Self::Knowledge { owner } => format!("受托人 {owner}：持有钥匙的证明是假的"),
            Self::StraySignature { owner } => format!("受托人 {owner}：多了一个不该有的签名"),
            Self::Shape { item } => format!("第 {item} 把共管钥匙：开票所需人数或名单长度不对"),
            Self::Certificate { item, member } => format!("第 {item} 把共管钥匙，成员 {member}：证书无效"),
            Self::Coefficients { item, member } => format!("第 {item} 把共管钥匙，成员 {member}：造钥匙的数据（多项式）无效"),
            Self::CertificatesSignature { item, member } => {
                format!("第 {item} 把共管钥匙，成员 {member}：没有为这些证书签名")
            }
            Self::VerificationKey { owner } => format!("受托人 {owner}：钥匙与造钥匙的数据（多项式）对不上"),
            Self::VerificationKeySignature { owner } => format!("受托人 {owner}：钥匙没有本人证书的签名"),
        }
    }
}

impl Chinese for CredentialsFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Form { index } => format!("第 {} 条：写法不对，应是凭证，或凭证加逗号加票数", nth(*index)),
            Self::Weight { index } => format!("第 {} 条：票数不是普通的十进制数字", nth(*index)),
            Self::Point { index, fault } => format!("第 {} 条：{}", nth(*index), fault.zh()),
            Self::Identity { index } => format!("第 {} 条：凭证是空的，谁都能用", nth(*index)),
            Self::Duplicate { index } => format!("第 {} 条：与前面的某条重复", nth(*index)),
            Self::TotalTooLarge => "票数合计太大，超过 2^63 − 1".to_owned(),
        }
    }
}
