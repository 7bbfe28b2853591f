//! What a trustee is told when a key, a message or a statement is wrong.

use super::Chinese;
use crate::crypto::age::AgeFault;
use crate::crypto::channel::EncryptedFault;
use crate::election::ceremony::{CeremonyFault, EnvelopeFault, MessageFault, OpenFault, ShapeFault};
use crate::election::custody::{DecryptFault, ImportFault, KeyFault, LockFault, SeatFault};

impl Chinese for AgeFault {
    fn zh(&self) -> String {
        match self {
            Self::Form => "不是用口令加密的文件（age 格式第 1 版）",
            Self::Work => "打开这个文件要用 1 GiB 以上的内存",
            Self::Passphrase => "口令不对",
            Self::Damaged => "文件坏了，或被人改过",
        }
        .to_owned()
    }
}

impl Chinese for ShapeFault {
    fn zh(&self) -> String {
        match self {
            Self::TooMany => "一把共管钥匙最多 255 人",
            Self::TooHigh => "开票所需人数要少于总人数",
            Self::TooLow => "开票所需人数要超过总人数的一半",
        }
        .to_owned()
    }
}

impl Chinese for EncryptedFault {
    fn zh(&self) -> String {
        match self {
            Self::Alpha(fault) => format!("密文的 alpha：{}", fault.zh()),
            Self::Beta(fault) => format!("密文的 beta：{}", fault.zh()),
            Self::Data => "密文的写法不对".to_owned(),
            Self::Tag => "密文不是给这把钥匙的，或在路上被人改过".to_owned(),
        }
    }
}

impl Chinese for EnvelopeFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Encrypted(fault) => fault.zh(),
            Self::Content => "解开以后内容的格式不对".to_owned(),
            Self::Recipient => "是写给另一个人的".to_owned(),
            Self::Signature => "没有发送人的签名".to_owned(),
        }
    }
}

impl Chinese for OpenFault {
    fn zh(&self) -> String {
        match self {
            Self::NotAmong => "这把钥匙不属于这把共管钥匙的任何成员".to_owned(),
            Self::Key(fault) => format!("证书里的钥匙：{}", fault.zh()),
            Self::Envelope(fault) => format!("自己的一份打不开：{}", fault.zh()),
            Self::OtherKey => "自己的一份属于另一把共管钥匙".to_owned(),
        }
    }
}

impl Chinese for CeremonyFault {
    fn zh(&self) -> String {
        match self {
            Self::Shape(fault) => fault.zh(),
            Self::NoMember(member) => format!("没有第 {member} 号成员"),
            Self::Count { found, expected } => format!("有 {found} 份，应是 {expected} 份"),
            Self::NotAmong => "这些证书里没有自己的".to_owned(),
            Self::Administrator(fault) | Self::Write(fault) => fault.zh(),
            Self::Member { member, fault } => format!("第 {member} 号成员：{}", fault.zh()),
        }
    }
}

impl Chinese for MessageFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Context => "证书属于另一把共管钥匙，或另一号成员".to_owned(),
            Self::Key { key, fault } => format!("证书里的钥匙（{key}）：{}", fault.zh()),
            Self::KeyIdentity(key) => format!("证书里的钥匙（{key}）是空的，谁都能用"),
            Self::KeyTwice(earlier) => format!("证书里的钥匙与第 {earlier} 号成员的相同"),
            Self::CertificateSignature => "证书没有用自己的钥匙签名".to_owned(),
            Self::Degree { found, expected } => format!("多项式有 {found} 个系数，应是 {expected} 个"),
            Self::Coefficient { index, fault } => format!("多项式第 {} 个系数：{}", index.saturating_add(1), fault.zh()),
            Self::CoefficientIdentity(index) => format!("多项式第 {} 个系数是空的", index.saturating_add(1)),
            Self::CoefficientsSignature => "多项式没有本人签名".to_owned(),
            Self::CertificatesSignature => "签的不是这些证书：他看到的是另一场".to_owned(),
            Self::SecretCount { found, expected } => format!("给了 {found} 个人密件，应是 {expected} 个人"),
            Self::OwnPolynomial(fault) => format!("留给自己的多项式：{}", fault.zh()),
            Self::OwnPolynomialDiffers => "留给自己的多项式与公布的不同".to_owned(),
            Self::Secret { recipient, fault } => format!("给第 {recipient} 号成员的密件：{}", fault.zh()),
            Self::SecretDiffers { recipient } => format!("给第 {recipient} 号成员的密件与公布的多项式对不上"),
            Self::Share(fault) => format!("加密的一份：{}", fault.zh()),
            Self::ShareKey => "钥匙与大家的多项式对不上".to_owned(),
            Self::ShareKnowledge => "持有钥匙的证明是假的".to_owned(),
            Self::ShareSignature => "钥匙没有本人证书的签名".to_owned(),
        }
    }
}

impl Chinese for SeatFault {
    fn zh(&self) -> String {
        match self {
            Self::Ceremony(fault) => fault.zh(),
            Self::Own(step) => format!("第 {step} 步里署自己号数的文件不是自己写的"),
            Self::Exchanged(step) => format!("第 {step} 步的文件与上次看到的不同，有人换过"),
            Self::Open(fault) => fault.zh(),
        }
    }
}

impl Chinese for KeyFault {
    fn zh(&self) -> String {
        match self {
            Self::Unfinished => "这把共管钥匙还没有做完".to_owned(),
            Self::Open(fault) => fault.zh(),
        }
    }
}

impl Chinese for LockFault {
    fn zh(&self) -> String {
        match self {
            Self::OtherStatement { signed } => {
                format!("这把钥匙已为本次表决签过另一份声明 {signed}，绝不签、也绝不解第二份")
            }
            Self::OtherPoll => "这把钥匙已用于另一次表决；每次表决都要做新的钥匙".to_owned(),
        }
    }
}

impl Chinese for ImportFault {
    fn zh(&self) -> String {
        match self {
            Self::Private(_) => "不是 belenios-tool 的私钥 .privkey（引号里的一个十进制数）".to_owned(),
            Self::Seed(_) => "不是 belenios-tool 的成员钥匙 .key（22 个字母或数字）".to_owned(),
            Self::Old => "是 belenios-tool 3.0 做的，加密方法不同；只收 3.1 以后的".to_owned(),
            Self::Json(fault) => format!("不是受托人名单，也不是共管钥匙：{}", fault.zh()),
            Self::Trustees(fault) => fault.zh(),
            Self::Open(fault) => fault.zh(),
            Self::Shape(fault) => fault.zh(),
            Self::Write(fault) => fault.zh(),
        }
    }
}

impl Chinese for DecryptFault {
    fn zh(&self) -> String {
        match self {
            Self::Key(fault) => fault.zh(),
            Self::Lock(fault) => fault.zh(),
            Self::NotLocked => "钥匙还没有锁定到这份声明".to_owned(),
            Self::NotATrustee => "这把钥匙不属于本次表决的受托人".to_owned(),
            Self::Closing(faults) => faults.iter().map(Chinese::zh).collect::<Vec<_>>().join("；"),
            Self::Json(fault) => fault.zh(),
            Self::OtherStatement => "是为另一份声明做的".to_owned(),
            Self::Share(fault) => fault.zh(),
            Self::Strong(fault) => fault.zh(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::crypto::group::NotAPoint;
    use crate::crypto::hash::Digest;
    use crate::election::authority::{NotAPrivateList, VotersFault};
    use crate::election::custody::NotACustody;
    use crate::election::json::JsonFault;
    use crate::election::log::closing::ClosingFault;
    use crate::election::strong::StrongFault;

    const JSON: JsonFault = JsonFault::NotCanonical { at: 3 };
    const POINT: NotAPoint = NotAPoint::NotOnCurve;

    fn messages() -> Vec<MessageFault> {
        use MessageFault::*;
        let envelope = EnvelopeFault::Content;
        vec![
            Json(JSON),
            Context,
            Key { key: "verification", fault: POINT },
            KeyIdentity("encryption"),
            KeyTwice(1),
            CertificateSignature,
            Degree { found: 1, expected: 2 },
            Coefficient { index: 0, fault: POINT },
            CoefficientIdentity(0),
            CoefficientsSignature,
            CertificatesSignature,
            SecretCount { found: 1, expected: 2 },
            OwnPolynomial(envelope.clone()),
            OwnPolynomialDiffers,
            Secret { recipient: 1, fault: envelope.clone() },
            SecretDiffers { recipient: 1 },
            Share(envelope),
            ShareKey,
            ShareKnowledge,
            ShareSignature,
        ]
    }

    /// That none is forgotten the compiler sees; here, that each is a Chinese sentence of its own.
    #[test]
    fn every_fault_is_said_in_chinese() {
        use EncryptedFault::{Alpha, Beta, Data, Tag};
        let mut said: Vec<(String, String)> = Vec::new();
        let mut add = |fault: &dyn Chinese| said.push((fault.zh(), fault.to_string()));
        [AgeFault::Form, AgeFault::Work, AgeFault::Passphrase, AgeFault::Damaged].iter().for_each(|f| add(f));
        [ShapeFault::TooMany, ShapeFault::TooHigh, ShapeFault::TooLow].iter().for_each(|f| add(f));
        [Alpha(POINT), Beta(POINT), Data, Tag].iter().for_each(|f| add(f));
        [EnvelopeFault::Content, EnvelopeFault::Recipient, EnvelopeFault::Signature].iter().for_each(|f| add(f));
        [OpenFault::NotAmong, OpenFault::Key(POINT), OpenFault::Envelope(EnvelopeFault::Content), OpenFault::OtherKey]
            .iter()
            .for_each(|f| add(f));
        [CeremonyFault::NoMember(4), CeremonyFault::Count { found: 1, expected: 2 }, CeremonyFault::NotAmong]
            .iter()
            .for_each(|f| add(f));
        messages().into_iter().for_each(|fault| add(&CeremonyFault::Member { member: 2, fault }));
        [SeatFault::Own(1), SeatFault::Exchanged(1)].iter().for_each(|f| add(f));
        add(&KeyFault::Unfinished);
        [LockFault::OtherStatement { signed: Digest([1; 32]) }, LockFault::OtherPoll].iter().for_each(|f| add(f));
        let closing = [
            ClosingFault::Statement,
            ClosingFault::OtherStatement,
            ClosingFault::Order,
            ClosingFault::NoSuchTrustee { owner: 1 },
            ClosingFault::Signature { owner: 1 },
            ClosingFault::Missing { owner: 1 },
            ClosingFault::TooFew { item: 1, found: 1, needed: 2 },
            ClosingFault::Threshold { item: 1 },
        ];
        closing.iter().for_each(|f| add(f));
        let strong = [
            StrongFault::Json(JSON),
            StrongFault::Owner(2),
            StrongFault::Shape { archive: "people" },
            StrongFault::Factor { archive: "area", question: 0, answer: 1, fault: POINT },
            StrongFault::Proof,
        ];
        strong.iter().for_each(|f| add(f));
        use crate::election::ceremony::{NotASeed, NotASingleKey};
        add(&ImportFault::Private(NotASingleKey));
        add(&ImportFault::Seed(NotASeed));
        add(&ImportFault::Old);
        add(&ImportFault::Json(JSON));
        [DecryptFault::NotLocked, DecryptFault::NotATrustee, DecryptFault::OtherStatement].iter().for_each(|f| add(f));
        let voters = [
            VotersFault::Format,
            VotersFault::Uuid,
            VotersFault::WebOrigin,
            VotersFault::Empty,
            VotersFault::Text { index: 0, field: "room" },
            VotersFault::Weight { index: 0 },
            VotersFault::Twice { index: 1, first: 0, field: "voter" },
        ];
        voters.iter().for_each(|f| add(f));
        add(&NotAPrivateList);
        add(&NotACustody);

        let is_chinese = |text: &str| text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
        let mut seen = BTreeSet::new();
        for (zh, en) in &said {
            println!("{zh}\n{en}\n");
            assert!(is_chinese(zh) && !zh.ends_with('。'), "{zh}");
            assert!(!is_chinese(en) && !en.is_empty() && !en.ends_with('.'), "{en}");
            assert!(seen.insert(zh), "said twice: {zh}");
        }
    }
}
