//! What is wrong with a list of voters or of credentials.

use super::{Chinese, nth};
use crate::election::authority::{NotAPrivateList, VotersFault};
use crate::election::custody::NotACustody;

impl Chinese for VotersFault {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Format => "不是系统给出的名单 voters.json".to_owned(),
            Self::Uuid => "表决的编号不对".to_owned(),
            Self::WebOrigin => "网址（weborigin）应是 https:// 加主机名".to_owned(),
            Self::Empty => "名单是空的".to_owned(),
            Self::Text { index, field } => {
                let what = match *field {
                    "name" => "姓名",
                    "room" => "房号",
                    _ => "编号",
                };
                format!("第 {} 位：{what}是空的、太长，或有看不见的字符", nth(*index))
            }
            Self::Weight { index } => format!("第 {} 位：应是 1 人，面积大于零", nth(*index)),
            Self::Twice { index, first, field } => {
                let what = if *field == "serial" { "凭证条编号" } else { "编号" };
                format!("第 {} 位：{what}与第 {} 位的相同", nth(*index), nth(*first))
            }
        }
    }
}

impl Chinese for NotAPrivateList {
    fn zh(&self) -> String {
        "不是本程序做的凭证文件".to_owned()
    }
}

impl Chinese for NotACustody {
    fn zh(&self) -> String {
        "不是本程序的受托人钥匙文件".to_owned()
    }
}
