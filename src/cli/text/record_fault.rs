//! What is wrong with a record, in Chinese: the zip, and everything that is not said elsewhere.

use super::{Chinese, nth};
use crate::election::ceremony::ShapeFault;
use crate::election::record::container::{ContainerFault, EntryFault, HeaderField};
use crate::election::record::{ManifestFault, RecordFault};

impl Chinese for RecordFault {
    fn zh(&self) -> String {
        match self {
            Self::Container(fault) => fault.zh(),
            Self::Entry(fault) => fault.zh(),
            Self::Missing => "少了这个文件".to_owned(),
            Self::Extra => "这个阶段不该有这个文件".to_owned(),
            Self::Manifest(fault) => fault.zh(),
            Self::Rules(fault) => format!("{}：不是可用的规则（程序原话：{}）", fault.key, fault.reason),
            Self::Json(fault) => fault.zh(),
            Self::RollTotals => "合计与各户之和不符，或车位的算法与规则不同".to_owned(),
            Self::RollVoter(voter) => format!("名册第 {} 位：序号不对，或面积不是所列房屋之和", nth(*voter)),
            Self::RollEntitled(voter) => format!("名册第 {} 位：没有计入的房屋，或房屋是否计入与规则不同", nth(*voter)),
            Self::RollUnitTwice(voter) => format!("名册第 {} 位：有一套房屋在名册上已经出现过", nth(*voter)),
            Self::Package(fault) => fault.zh(),
            Self::Opening(fault) => fault.zh(),
            Self::Key(fault) => fault.zh(),
            Self::Threshold { item, fault: ShapeFault::TooLow } => {
                format!("第 {item} 把联合钥匙：需要的人数没有超过一半，两组人可以各自解密")
            }
            Self::Threshold { item, fault } => format!("第 {item} 把联合钥匙：人数不对（程序原话：{fault}）"),
            Self::RepeatedKey { first, second } => format!("受托人 {second} 的公钥与受托人 {first} 的相同"),
            Self::Uncountable(total) => format!("面积合计 {total}（0.01 平方米），超过了能计票的上限"),
            Self::Log(fault) => fault.zh(),
            Self::Line(line) => format!("第 {line} 行太长，或没有换行结尾"),
            Self::OtherOpening => "不是以本次表决的约定和题目开头".to_owned(),
            Self::NotListed(index) => format!("公开记录第 {index} 条：凭证不在名单上"),
            Self::NotClosed => "投票没有截止".to_owned(),
            Self::NoSheet => "没有纸质票计票单（没有人用纸质票也要有）".to_owned(),
            Self::Cancelled(index) => format!("公开记录第 {index} 条：表决已取消，却还有签字或结果"),
            Self::Checkpoint(fault) => fault.zh(),
            Self::CheckpointBehind { size, length } => format!("只到第 {size} 条，公开记录有 {length} 条"),
            Self::BallotMissing(index) => format!("公开记录第 {index} 条的选票不在"),
            Self::BallotOther(index) => format!("公开记录第 {index} 条：不是当时收到的那张选票"),
            Self::BallotCredential(index) => format!("公开记录第 {index} 条：选票是别的凭证投的"),
            Self::BallotExtra(line) => format!("第 {line} 行：公开记录里没有这张选票"),
            Self::PairDiffers(what) => format!("人数、面积两份档案的{}不同", part(what)),
            Self::PairBallot(number) => format!("人数、面积两份档案的第 {number} 张选票不同"),
            Self::Rebuilt(offset) => format!("从字节 {offset} 起，不是由约定、公开记录和选票生成的那份档案"),
            Self::NotTallied => "还没有把选票加在一起".to_owned(),
            Self::NotRebuilt(reason) => format!("没有办法重新生成（程序原话：{reason}）"),
            Self::AnnexLine(fault) => fault.zh(),
            Self::Annex(fault) => fault.zh(),
            Self::Jws(fault) => fault.zh(),
            Self::Paper(fault) => fault.zh(),
            Self::CountedOnPaper(index) => format!("公开记录第 {index} 条：这位业主用了纸质票，档案里却还有他的选票"),
            Self::Turnout(fault) => fault.zh(),
            Self::TurnoutDiffers => "不是由公开记录和投票渠道算出来的".to_owned(),
            Self::Closing(fault) => fault.zh(),
            Self::Strong { owner, fault } => format!("第 {owner} 位受托人：{}", fault.zh()),
            Self::OneShare(owner) => format!("第 {owner} 位受托人：没有在两份档案里都解密，或解密的数据不对"),
            Self::NoShare(owner) => format!("第 {owner} 位受托人：档案里没有他解密的数据"),
            Self::Certificate(fault) => fault.zh(),
            Self::Read(reason) => format!("读不出来（系统原话：{reason}）"),
        }
    }
}

/// What the two archives should share.
fn part(what: &'static str) -> &'static str {
    match what {
        "election" => "题目",
        "trustees" => "受托人",
        "credentials" => "投票凭证",
        "time" => "时间",
        "stage" => "进度",
        other => other,
    }
}

impl Chinese for ContainerFault {
    fn zh(&self) -> String {
        match self {
            Self::Trailing(bytes) => format!("目录后面还有 {bytes} 字节"),
            Self::End => "目录的位置或长度与实际不符".to_owned(),
            Self::TooMany => "文件太多".to_owned(),
            Self::Gap { offset, bytes } => format!("字节 {offset}：有 {bytes} 字节不属于任何文件"),
            Self::Total { size } => format!("所有文件合计 {size} 字节，太大"),
            Self::Entry { name, fault } => format!("{name}：{}", fault.zh()),
        }
    }
}

impl Chinese for EntryFault {
    fn zh(&self) -> String {
        match self {
            Self::Path => "文件名暗藏路径，解压时会写到别处".to_owned(),
            Self::Twice => "同名的文件有两个（大小写不同也算）".to_owned(),
            Self::Unknown => "选举档案里没有这种文件".to_owned(),
            Self::Header(field) => format!("{}不是选举档案该有的", header(*field)),
            Self::Local => "文件前面的说明与目录不一致".to_owned(),
            Self::Overlap => "与别的文件或目录占着同样的字节".to_owned(),
            Self::TooLong { size, limit } => format!("{size} 字节，超过了上限 {limit}"),
            Self::Bomb { packed, size } => format!("{packed} 字节解压成 {size} 字节：压缩炸弹"),
            Self::Packed => "压缩的内容解不开".to_owned(),
            Self::Length => "长度与说明不符".to_owned(),
            Self::Hidden => "压缩的内容后面藏着别的字节".to_owned(),
            Self::Crc => "内容与校验码不符".to_owned(),
        }
    }
}

const fn header(field: HeaderField) -> &'static str {
    match field {
        HeaderField::Version => "格式版本",
        HeaderField::Flags => "标志（加密等）",
        HeaderField::Method => "压缩方法",
        HeaderField::Extra => "附加字段",
        HeaderField::Comment => "注释",
        HeaderField::Disk => "分卷",
        HeaderField::Attributes => "文件属性（链接、文件夹等）",
        HeaderField::StoredSize => "长度",
    }
}

impl Chinese for ManifestFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Format => "不是这种格式的清单".to_owned(),
            Self::Missing(name) => format!("清单上的 {name} 不在"),
            Self::Unnamed => "清单上没有这个文件".to_owned(),
            Self::Digest => "内容与清单上的防改码不符：有人改过".to_owned(),
        }
    }
}
