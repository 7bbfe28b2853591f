//! The kinds of messages, with the words that a carrier reviews once.

use super::quiet::Purpose;
use super::template::{Template, TemplateFault};

/// A kind of message. Each is one reviewed template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 验证码: a one-time code, with `purpose` and `code`.
    Code,
    /// 测试: whether messages arrive at all. No variables.
    Trial,
    /// 收到选票: a ballot of this voter is in the log. No variables.
    BallotReceived,
    /// 票单编号: the slip of an owner who is far away, with `serial`.
    SlipSent,
    /// 票单作废: a slip that was sent is void and no other one was sent in its place, with its `serial`.
    SlipVoided,
    /// 选票作废: the ballot of this voter that counted was taken out. No variables.
    BallotVoided,
    /// 收到纸质票: a paper ballot of this voter counts. No variables.
    PaperReceived,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Code,
        Self::Trial,
        Self::SlipSent,
        Self::SlipVoided,
        Self::BallotReceived,
        Self::BallotVoided,
        Self::PaperReceived,
    ];

    /// Its stable name, under which a gateway knows the reviewed template.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Trial => "trial",
            Self::SlipSent => "slip_sent",
            Self::SlipVoided => "slip_voided",
            Self::BallotReceived => "ballot_received",
            Self::BallotVoided => "ballot_voided",
            Self::PaperReceived => "paper_received",
        }
    }

    /// By its name.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether somebody waits for it, or it can wait for the morning.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Code => Purpose::Asked,
            Self::Trial | Self::SlipSent | Self::SlipVoided | Self::BallotReceived | Self::BallotVoided | Self::PaperReceived => {
                Purpose::Notice
            }
        }
    }

    /// The template: `signature` is what stands in 【】, `host` the fixed address of the service, without `https://`.
    pub fn template(self, signature: &str, host: &str) -> Result<Template, TemplateFault> {
        Template::parse(&self.words(signature, host))
    }

    /// The template's text, for the carrier's review.
    pub fn words(self, signature: &str, host: &str) -> String {
        match self {
            Self::Code => {
                format!(
                    "【{signature}】验证码 {{code}}，用于{{purpose}}，10 分钟内有效。请不要告诉任何人，工作人员不会向您要验证码。"
                )
            }
            Self::SlipSent => format!(
                "【{signature}】您的电子票单编号是 {{serial}}。投票期间请打开 {host}/r ，输入编号投票，届时另发验证码。请不要把编号和验证码告诉任何人。也可以用纸质票。"
            ),
            // The serial opens nothing any more, and says which one is meant if another message overtakes this one.
            Self::SlipVoided => format!(
                "【{signature}】您的电子票单编号 {{serial}} 已作废。要投票请向筹备组领新票单或纸质票；不知道原因，请联系居委会。"
            ),
            Self::BallotReceived => {
                format!("【{signature}】已收到您的电子选票。如果您没有投票，请马上联系筹备组，或到 {host} 查看联系方式。")
            }
            Self::BallotVoided => format!(
                "【{signature}】您的电子选票已被筹备组作废，不再计票，您可以重新投票。如果您不知道原因，请马上联系居委会，或到 {host} 查看公开的记录。"
            ),
            Self::PaperReceived => format!(
                "【{signature}】已收到您的纸质选票，以它为准，之前投过的电子选票不再计票。如果您没有交过纸质选票，请马上联系居委会，或到 {host} 查看联系方式。"
            ),
            Self::Trial => format!("【{signature}】这是一条测试短信，收到它说明短信能送到您的手机。业主表决的网址是 {host} 。"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_a_template_that_a_carrier_would_approve() {
        for kind in Kind::ALL {
            let template = kind.template("湖光业主大会", "vote.example.cn").unwrap();
            assert_eq!(Kind::of(kind.word()), Some(kind));
            let mut variables = template.variables();
            variables.sort_unstable();
            let expected: &[&str] = match kind {
                Kind::Code => &["code", "purpose"],
                Kind::SlipSent | Kind::SlipVoided => &["serial"],
                Kind::Trial | Kind::BallotReceived | Kind::BallotVoided | Kind::PaperReceived => &[],
            };
            assert_eq!(variables, expected, "{kind:?}");
        }
        assert_eq!(Kind::of("nothing"), None);
        assert_eq!(Kind::Trial.template("湖", "vote.example.cn"), Err(TemplateFault::Signature));
    }

    #[test]
    fn that_a_slip_is_void_is_said_in_one_piece_under_the_longest_signature() {
        let template = Kind::SlipVoided.template("长春市朝阳区湖光业主大会", "vote.example.cn").unwrap();
        let values = [("serial".to_owned(), zeroize::Zeroizing::new("K7P4-92XD".to_owned()))].into();
        assert_eq!(template.render(&values).unwrap().segments(), 1);
        assert!(Kind::SlipVoided.template("长春市朝阳区湖光业主大会堂", "vote.example.cn").is_err(), "there is no longer one");
    }
}
