//! Faults of the archive as a container. Positions and record numbers are those of the file.

use super::Chinese;
use crate::crypto::hash::Digest;
use crate::election::archive::{ArchiveFault, EventKind, HeaderField, MAX_MEMBER, Role};

impl Chinese for ArchiveFault {
    fn zh(&self) -> String {
        match self {
            Self::Read { offset, reason } => format!("字节 {offset}：读不下去了（系统原话：{reason}）"),
            Self::NotAnArchive => "不是选举文件：开头不是 BELENIOS".to_owned(),
            Self::Truncated { offset, member } => {
                format!("字节 {offset}：文件在这里断了，从字节 {member} 开始的一段不完整")
            }
            Self::EndsInsideGroup { offset, members } => {
                format!("字节 {offset}：文件到此结束，但最后 {members} 段内容没有对应的记录")
            }
            Self::Zeros { offset } => format!("字节 {offset}：这里应当是下一段，却是一片空白"),
            Self::Size { offset, name } => format!("字节 {offset}：“{name}”的长度写得不对，应是 11 位八进制数字"),
            Self::TooBig { offset, name, size } => {
                format!("字节 {offset}：“{name}”有 {size} 字节，超过上限 {MAX_MEMBER} 字节")
            }
            Self::Header { offset, name, field } => format!("字节 {offset}：“{name}”的开头写错了一个字节（{}）", field.zh()),
            Self::Name { offset, name } => format!("字节 {offset}：这里不应有名为“{name}”的内容"),
            Self::Padding { offset, name } => format!("字节 {offset}：“{name}”后面的空白处不是空白"),
            Self::Head { offset, fault } => format!("字节 {offset}：开头的 BELENIOS：{}", fault.zh()),
            Self::Version { offset, found } => format!("字节 {offset}：文件格式是第 {found} 版，只认第 1 版"),
            Self::HeadTime { offset, timestamp } => {
                format!("字节 {offset}：开头写的时间与内容里的时间（{timestamp}）不同")
            }
            Self::Digest { offset, name, actual } => format!("字节 {offset}：“{name}”的内容被改过，现在的防改码是 {actual}"),
            Self::Unreferenced { offset, name } => format!("字节 {offset}：“{name}”是多出来的，没有记录用到它"),
            Self::Missing { offset, height, role, digest } => {
                format!("字节 {offset}：记录 {height}：少了{}，防改码 {digest}", role.zh())
            }
            Self::NoReference { offset, height, kind } => {
                format!("字节 {offset}：记录 {height}（{}）没有指明它的内容", kind.zh())
            }
            Self::StrayReference { offset, height, kind } => {
                format!("字节 {offset}：记录 {height}（{}）不应指向任何内容", kind.zh())
            }
            Self::Reference { offset, height, role, fault } => {
                format!("字节 {offset}：记录 {height}：{}：{}", role.zh(), fault.zh())
            }
            Self::CredentialsCertificate { offset } => {
                format!("字节 {offset}：设定数据里有 credentials_certificate 一项，这里不接受")
            }
            Self::EventJson { offset, height, fault } => format!("字节 {offset}：记录 {height}：{}", fault.zh()),
            Self::Height { offset, expected, found } => {
                format!("字节 {offset}：这里应是记录 {expected}，却是记录 {found}")
            }
            Self::Parent { offset, height, expected, found } => format!(
                "字节 {offset}：记录 {height} 接的前一条不对：应是 {}，写的是 {}",
                or_none(expected.as_ref()),
                or_none(found.as_ref())
            ),
            Self::Order { offset, height, kind, after: Some(after) } => {
                format!("字节 {offset}：记录 {height}：“{}”之后不能再有“{}”", after.zh(), kind.zh())
            }
            Self::Order { offset, height, kind, after: None } => {
                format!("字节 {offset}：记录 {height}：文件应以“设定”开始，却是“{}”", kind.zh())
            }
            Self::MemberOrder { offset, height, role } => format!("字节 {offset}：记录 {height}：{}的位置不对", role.zh()),
            Self::NoSetup { offset } => format!("字节 {offset}：文件结束了，一条记录也没有"),
        }
    }
}

fn or_none(digest: Option<&Digest>) -> String {
    digest.map_or_else(|| "（无）".to_owned(), Digest::to_string)
}

impl Chinese for EventKind {
    fn zh(&self) -> String {
        match self {
            Self::Setup => "设定",
            Self::Ballot => "投票",
            Self::EndBallots => "截止",
            Self::EncryptedTally => "相加",
            Self::PartialDecryption => "受托人开票",
            Self::Result => "结果",
        }
        .to_owned()
    }
}

impl Chinese for Role {
    fn zh(&self) -> String {
        match self {
            Self::Election => "选举设定",
            Self::Trustees => "受托人名单",
            Self::Credentials => "投票凭证名单",
            Self::SetupData => "设定数据",
            Self::Ballot => "选票",
            Self::EncryptedTally => "加密的总数",
            Self::SizedEncryptedTally => "加密总数的说明",
            Self::PartialDecryption => "受托人开票的数据",
            Self::Owned => "受托人开票的说明",
            Self::Result => "结果",
        }
        .to_owned()
    }
}

impl Chinese for HeaderField {
    fn zh(&self) -> String {
        match self {
            Self::Name => "名称",
            Self::Mode => "权限",
            Self::Owner => "所有者",
            Self::Size => "长度",
            Self::Time => "时间",
            Self::Checksum => "校验和",
            Self::Rest => "类型和空闲处",
        }
        .to_owned()
    }
}
