//! Faults of the signed and announced parts of a record, in Chinese.

use super::{Chinese, nth};
use crate::election::annex::check::AnnexFault;
use crate::election::annex::line::{LineFault, LineProblem, MAX_ATTESTORS, MAX_NAME};
use crate::election::annex::turnout::TurnoutFault;
use crate::election::certificate::{CertificateFault, DecideFault, Difference};
use crate::election::jws::JwsFault;
use crate::election::log::note::NoteKeyFault;
use crate::election::log::opening::{Named, OpeningFault};
use crate::election::outcome::OutcomeFault;
use crate::election::paper::check::PaperFault;
use crate::election::poll::package::{PackageFault, Problem};

impl Chinese for PackageFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::At { path, problem } => format!("{path}：{}", problem.zh()),
        }
    }
}

impl Chinese for Problem {
    fn zh(&self) -> String {
        match self {
            Self::Version(version) => format!("不认识版本 {version}，只有 1"),
            Self::TooLong(limit) => format!("超过 {limit} 字节"),
            Self::Text(fault) => format!("文字不能照原样印出来（程序原话：{fault}）"),
            Self::Count { count, most } => format!("有 {count} 个，应是 1 到 {most} 个"),
            Self::SameAs(other) => format!("与第 {} 个相同", nth(*other)),
            Self::CommitteeAsMatter => "选举业主委员会不能写成一般事项".to_owned(),
            Self::NoSeats => "没有席位".to_owned(),
            Self::BallotTooLarge => "选票太大，投不了".to_owned(),
            Self::OtherRules => "不是约定的规则".to_owned(),
            Self::Seats(seats) => format!("应选 {seats} 人：应是单数，并在规则的范围内（指导规则第三十一条）"),
            Self::NotSmall { seats, households, most } => {
                format!("应选 {seats} 人只限 {most} 户以下的小区，名册上有 {households} 户")
            }
            Self::Alternates { given, most } => format!("候补 {given} 人，规则最多 {most} 人"),
            Self::OtherVote => "规则规定的投票方式不是这样".to_owned(),
            Self::Question(question) => format!("选票的第 {} 题不是公告的", nth(*question)),
            Self::Differs(what) => format!("与 {what} 里写的不同"),
        }
    }
}

const fn named(named: Named) -> &'static str {
    match named {
        Named::People => "人数名单",
        Named::Area => "面积名单",
        Named::Trustees => "计票受托人",
        Named::Rules => "规则",
        Named::Package => "公告内容",
        Named::MaskedRoll => "公示的名册",
    }
}

impl Chinese for OpeningFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::NotBound => "选票里写的不是这份约定（credential_authority）".to_owned(),
            Self::Uuid => "编号与选票上的不同".to_owned(),
            Self::Origin => "公开记录的名称不是“主机/编号”".to_owned(),
            Self::SameKey => "同一把钥匙用在两处".to_owned(),
            Self::CosignerName { index } => format!("第 {} 位见证人的名称不可用", nth(*index)),
            Self::Schedule => "延期没有晚于截止时间".to_owned(),
            Self::Extension => "可以延期到的时间超过了规则允许的天数".to_owned(),
            Self::Digest(what) => format!("{}不是约定的那份", named(*what)),
            Self::NotSorted { list, index } => format!("{}第 {} 个没有按次序排列", named(*list), nth(*index)),
            Self::NotOne { index } => format!("人数名单第 {} 个不是 1", nth(*index)),
            Self::OtherPoints => "人数、面积两份名单的凭证不同".to_owned(),
            Self::Voters { credentials, voters } => format!("凭证 {credentials} 个，名册上却有 {voters} 人"),
            Self::Areas => "面积名单与名册的面积对不上".to_owned(),
        }
    }
}

impl Chinese for NoteKeyFault {
    fn zh(&self) -> String {
        match self {
            Self::Name => "钥匙的名称是空的，或有空格、加号".to_owned(),
            Self::Form => "钥匙的写法不对".to_owned(),
            Self::Id => "钥匙的编号与钥匙不符".to_owned(),
            Self::Key(fault) => format!("不是可用的钥匙（程序原话：{fault}）"),
        }
    }
}

impl Chinese for LineFault {
    fn zh(&self) -> String {
        format!("第 {} 行：{}", self.line, self.problem.zh())
    }
}

impl Chinese for LineProblem {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::TooLong => "太长".to_owned(),
            Self::NoEnd => "没有换行结尾".to_owned(),
            Self::Order(index) => format!("序号 {index} 没有大于前一行"),
            Self::Minute => "时间没有取整到分钟".to_owned(),
            Self::NotAttested => "没有写见证人或协助人".to_owned(),
            Self::Attestors => format!("见证人应是 1 到 {MAX_ATTESTORS} 个不同的名字，每个不超过 {MAX_NAME} 字"),
        }
    }
}

impl Chinese for AnnexFault {
    fn zh(&self) -> String {
        match self {
            Self::Missing { index } => format!("公开记录第 {index} 条没有对应的一行"),
            Self::NoSuchEntry { index } => format!("公开记录第 {index} 条不是选票，也不是纸质票"),
            Self::Channel { index } => format!("公开记录第 {index} 条：渠道不符"),
            Self::Time { index } => format!("公开记录第 {index} 条：时间不符"),
            Self::Level { index } => format!("公开记录第 {index} 条：规则不允许这种核验方式"),
            Self::Serial { index, other } => format!("公开记录第 {index} 条：选票编号是第 {other} 条那位业主的"),
        }
    }
}

impl Chinese for TurnoutFault {
    fn zh(&self) -> String {
        match self {
            Self::NotListed { index } => format!("公开记录第 {index} 条：凭证不在名单上"),
            Self::NoLine { index } => format!("公开记录第 {index} 条：没有写明渠道"),
            Self::Twice { index } => format!("公开记录第 {index} 条：这位业主既有纸质票，又有算数的选票"),
            Self::TooLarge => "合计太大".to_owned(),
        }
    }
}

impl Chinese for JwsFault {
    fn zh(&self) -> String {
        match self {
            Self::TooLong(limit) => format!("超过 {limit} 字节"),
            Self::Parts => "不是用点隔开的三段".to_owned(),
            Self::Base64 { part } => format!("{part} 段的写法不是规定的唯一写法"),
            Self::Header { member } => format!("开头不是这种文件和这把钥匙唯一的开头（{member}）"),
            Self::Signature => "签名是假的，或不是约定的钥匙签的".to_owned(),
            Self::Json(fault) => fault.zh(),
        }
    }
}

impl Chinese for PaperFault {
    fn zh(&self) -> String {
        match self {
            Self::NotLogged => "公开记录里没有计票单".to_owned(),
            Self::OtherSheet => "不是公开记录里登记的那份计票单".to_owned(),
            Self::OtherElection => "是另一次表决的计票单".to_owned(),
            Self::Printed => "印制数不等于发出加未用".to_owned(),
            Self::Issued => "发出数不等于收回加未收回".to_owned(),
            Self::Returned => "收回数不等于有效、作废与重复之和".to_owned(),
            Self::Voters { valid, logged } => format!("有效纸质票 {valid} 张，公开记录里却有 {logged} 人"),
            Self::NoTellers => "有纸质票收回，却没有写计票人".to_owned(),
            Self::Tellers => "要有两位不同的计票人".to_owned(),
            Self::Early { teller } => format!("第 {} 位计票人在截止前就录入", nth(*teller)),
            Self::Shape => "题目或选项的数目与选票不同".to_owned(),
            Self::NotAll { question } => format!("第 {} 题：有效、空白、无效之和不等于全部纸质票", nth(*question)),
            Self::Impossible { question, field } => {
                format!("第 {} 题 {field}：用纸质票的业主凑不出这样的人数和面积", nth(*question))
            }
            Self::MoreThanValid { question, answer } => {
                format!("第 {} 题第 {} 项：超过了有效的纸质票", nth(*question), nth(*answer))
            }
            Self::Choices { question, min, max } => {
                format!("第 {} 题：合计与“每张选 {min} 到 {max} 项”不符", nth(*question))
            }
        }
    }
}

impl Chinese for CertificateFault {
    fn zh(&self) -> String {
        match self {
            Self::NotCounted => "公开记录里没有计票单".to_owned(),
            Self::Roll => "名册的合计与名单不符".to_owned(),
            Self::Decide(fault) => fault.zh(),
            Self::Jws(fault) => fault.zh(),
            Self::Differs(difference) => difference.zh(),
            Self::Json(fault) => fault.zh(),
        }
    }
}

impl Chinese for Difference {
    fn zh(&self) -> String {
        format!("{}：由档案算得 {}，证书上写的是 {}", self.path, self.expected, self.found)
    }
}

impl Chinese for DecideFault {
    fn zh(&self) -> String {
        match self {
            Self::Shape { item } => format!("第 {} 项：题目或合计不是这一项的", nth(*item)),
            Self::MoreQuestions => "题目比事项多".to_owned(),
            Self::Uneven { item } => format!("第 {} 项：各候选人的有效、空白、无效纸质票数目不一致", nth(*item)),
            Self::Outcome { item, fault } => format!("第 {} 项：{}", nth(*item), fault.zh()),
        }
    }
}

impl Chinese for OutcomeFault {
    fn zh(&self) -> String {
        match self {
            Self::TooLarge => "合计太大".to_owned(),
            Self::MoreThanRoll => "参加的比名册上的还多".to_owned(),
            Self::OptionsDiffer => "同意、反对、弃权之和不等于有效票".to_owned(),
            Self::MoreThanBallots(candidate) => format!("第 {} 位候选人的票比有效票还多", nth(*candidate)),
            Self::OtherItem => "网上和纸质的合计不是同一项的".to_owned(),
            Self::Seats => "应选人数少于最低人数".to_owned(),
        }
    }
}
