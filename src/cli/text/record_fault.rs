//! What is wrong with a record, in Chinese.

use super::Chinese;
use crate::election::record::RecordFault;

impl Chinese for RecordFault {
    fn zh(&self) -> String {
        match self {
            Self::Missing => "少了这个文件".to_owned(),
            Self::Extra => "这个阶段不该有这个文件".to_owned(),
            other => format!("不对（程序原话：{other}）"),
        }
    }
}
