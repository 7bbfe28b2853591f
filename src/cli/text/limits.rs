//! What an archive alone does not prove, and what does.

use crate::cli::lang::Lang;

/// Something that no archive can show.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// A ballot left out before it was chained leaves no trace in the file.
    OmittedBallots,
    /// Any weights are consistent in themselves.
    Weights,
    /// Credentials are points: nobody's name stands at them.
    Credentials,
    /// The decryption proof of version 1 hashes neither the ciphertext nor the factor (weak Fiat–Shamir).
    DecryptionProof,
    /// An archive counts once, by people or by area, and knows no paper; the law asks for both, and counts paper.
    LegalOutcome,
    /// A program cannot vouch for itself.
    ThisProgram,
}

/// All of them, in the order of the report.
pub(crate) const LIMITS: [Limit; 6] =
    [Limit::OmittedBallots, Limit::Weights, Limit::Credentials, Limit::DecryptionProof, Limit::LegalOutcome, Limit::ThisProgram];

impl Limit {
    /// A stable name for machines.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::OmittedBallots => "omitted_ballots",
            Self::Weights => "weights",
            Self::Credentials => "credentials",
            Self::DecryptionProof => "decryption_proof",
            Self::LegalOutcome => "legal_outcome",
            Self::ThisProgram => "this_program",
        }
    }

    /// What is not proved.
    pub(crate) const fn what(self, lang: Lang) -> &'static str {
        match self {
            Self::OmittedBallots => lang.pick("有没有人的选票被漏掉。", "Whether any ballot was left out."),
            Self::Weights => {
                lang.pick("每票按多少计，是不是与业主名册一致。", "Whether the weights are those of the owners' roll.")
            }
            Self::Credentials => lang.pick("凭证是不是都在本人手里。", "Whether each credential was in its owner's hands."),
            Self::DecryptionProof => lang.pick(
                "受托人与最后投票的人串通时，开出的数字是不是真的。",
                "Whether the numbers are true if a trustee and the last voter worked together.",
            ),
            Self::LegalOutcome => lang.pick("表决在法律上有没有通过。", "Whether the decision is carried by law."),
            Self::ThisProgram => lang.pick("这个程序自己有没有算错。", "Whether this program itself is right."),
        }
    }

    /// What to do about it. `compared`: the file was found to continue an older copy.
    pub(crate) const fn remedy(self, compared: bool, lang: Lang) -> &'static str {
        match self {
            Self::OmittedBallots if compared => lang.pick(
                "旧文件里的选票都在；在那以后投的，请投票人拿凭证图片上的查票码到公开记录里查。",
                "Those in the older copy are still here; for later ones, voters look up their receipt in the public log.",
            ),
            Self::OmittedBallots => lang.pick(
                "请加 --against，与您以前保存的旧文件比对；投票人请拿凭证图片上的查票码到公开记录里查。",
                "Compare with an older copy that you kept (--against); voters look up their receipt in the public log.",
            ),
            Self::Weights => lang.pick("请把上面的合计与公示的业主名册核对。", "Compare the sums above with the published roll."),
            Self::Credentials => lang.pick(
                "请看公布的参加名单：没投却在名单上，请马上提出。",
                "Look at the published list of who took part: object at once if you are on it and did not vote.",
            ),
            Self::DecryptionProof => lang.pick(
                "整套选举档案里有更强的开票证明，请一并检查。",
                "The election's full record holds a stronger proof of the opening: check that too.",
            ),
            Self::LegalOutcome => lang.pick(
                "那要看人数、面积两份文件，还要加上纸质选票；请看整套选举档案里的计票证书。",
                "That takes both files, people and area, and the paper ballots: see the certificate in the full record.",
            ),
            Self::ThisProgram => lang.pick(
                "请用别人写的 belenios-tool 再查一遍：先用 election verify 查这份文件，再用 election verify-ballot 逐张查选票，两样都要。",
                "Check again with belenios-tool, which others wrote: election verify for this file, and election verify-ballot for each \
                 single ballot. It takes both.",
            ),
        }
    }
}
