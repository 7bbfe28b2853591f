//! The checks: what each is called and what it means when it passed. Short enough for one line of 80 columns; why a check is
//! needed stands at `election::audit::Check`.

use crate::cli::lang::Lang;
use crate::election::audit::Check;

/// What a check is called.
pub(crate) const fn name(check: Check, lang: Lang) -> &'static str {
    match check {
        Check::Bytes => lang.pick("文件", "File"),
        Check::Digests => lang.pick("内容", "Contents"),
        Check::Chain => lang.pick("前后相连", "Sequence"),
        Check::Grammar => lang.pick("先后次序", "Order of events"),
        Check::Election => lang.pick("选举设定", "Election"),
        Check::Trustees => lang.pick("计票受托人", "Trustees"),
        Check::ElectionKey => lang.pick("选举的钥匙", "Election key"),
        Check::Credentials => lang.pick("投票凭证", "Credentials"),
        Check::Ballots => lang.pick("选票", "Ballots"),
        Check::BallotCredentials => lang.pick("投票资格", "Right to vote"),
        Check::BallotCopies => lang.pick("复制的选票", "Copied ballots"),
        Check::EncryptedTally => lang.pick("加密的总数", "Encrypted sum"),
        Check::TallySize => lang.pick("参加的人数", "Turnout"),
        Check::Shares => lang.pick("受托人开票", "Opening"),
        Check::Quorum => lang.pick("开票人数", "Enough trustees"),
        Check::Result => lang.pick("公布的结果", "Result"),
    }
}

/// What holds if the check passed.
pub(crate) const fn meaning(check: Check, lang: Lang) -> &'static str {
    match check {
        Check::Bytes => lang.pick("文件完整，没有夹带别的东西", "complete, with nothing hidden in it"),
        Check::Digests => lang.pick("每份内容都与它的防改码相符", "every part matches the code it is filed under"),
        Check::Chain => lang.pick("每条记录都接着前一条，没有抽掉或插入", "each event follows on; none removed or added"),
        Check::Grammar => lang.pick("先设定，再投票、截止、相加、开票", "setup, votes, close, sum, opening, result"),
        Check::Election => lang.pick("题目、选项和加密的钥匙都合规定", "questions, answers and key are in order"),
        Check::Trustees => lang.pick("每位受托人都证明了自己持有钥匙", "each has proved to hold a key"),
        Check::ElectionKey => lang.pick("只由受托人的钥匙合成，别人打不开选票", "made of the trustees' keys and no other"),
        Check::Credentials => {
            lang.pick("没有重复的凭证，每票按多少计都写得明白", "no duplicates; every weight is a plain number")
        }
        Check::Ballots => lang.pick("每张都填得合规，并有投票凭证的签名", "each is filled in properly and signed"),
        Check::BallotCredentials => lang.pick("每张选票的凭证都在名单上", "every ballot's credential is on the list"),
        Check::BallotCopies => lang.pick("没有一张选票被原样放进两次", "no ballot was put in twice"),
        Check::EncryptedTally => lang.pick("重新加过，正是每人最后一张选票之和", "each voter's last ballot, added up again"),
        Check::TallySize => lang.pick("写明的人数和票数，与计入的选票相符", "as many voters and as much weight as stated"),
        Check::Shares => lang.pick("开票的受托人用的都是自己的钥匙", "every trustee used the right key"),
        Check::Quorum => lang.pick("开票的受托人够数", "as many trustees as needed took part"),
        Check::Result => lang.pick("重新核过，正是受托人开出的数字", "what the trustees opened, checked again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_name_and_a_meaning_of_its_own() {
        for lang in [Lang::Zh, Lang::En] {
            let mut names: Vec<_> = Check::ALL.iter().map(|check| name(*check, lang)).collect();
            let mut meanings: Vec<_> = Check::ALL.iter().map(|check| meaning(*check, lang)).collect();
            for texts in [&mut names, &mut meanings] {
                texts.sort_unstable();
                texts.dedup();
                assert_eq!(texts.len(), Check::ALL.len());
            }
        }
        for check in Check::ALL {
            assert!(!name(check, Lang::Zh).is_ascii() && name(check, Lang::En).is_ascii());
            assert!(!meaning(check, Lang::Zh).is_ascii() && meaning(check, Lang::En).is_ascii());
        }
    }
}
