//! The checks of a record, how far a poll had come, what a record does not prove, and the last sentence.

use crate::cli::lang::Lang;
use crate::election::audit::{Report, Status};
use crate::election::record::{RecordCheck, RecordReport, RecordStage};

/// What a check is called.
pub(crate) const fn record_check(check: RecordCheck, lang: Lang) -> &'static str {
    match check {
        RecordCheck::Container => lang.pick("压缩包", "Zip"),
        RecordCheck::Files => lang.pick("文件齐全", "Files"),
        RecordCheck::Manifest => lang.pick("文件清单", "Manifest"),
        RecordCheck::Rules => lang.pick("规则", "Rules"),
        RecordCheck::Roll => lang.pick("业主名册", "Owners' roll"),
        RecordCheck::Package => lang.pick("公告内容", "Announcement"),
        RecordCheck::Opening => lang.pick("开票前约定", "Opening"),
        RecordCheck::Threshold => lang.pick("受托人门限", "Threshold"),
        RecordCheck::Log => lang.pick("公开记录", "Log"),
        RecordCheck::Checkpoint => lang.pick("记录防改码", "Head of log"),
        RecordCheck::Cast => lang.pick("收到的选票", "Ballots cast"),
        RecordCheck::Pair => lang.pick("两份档案", "Both archives"),
        RecordCheck::Rebuilt => lang.pick("重新生成", "Rebuilt"),
        RecordCheck::Annex => lang.pick("投票渠道", "Channels"),
        RecordCheck::Paper => lang.pick("纸质票", "Paper"),
        RecordCheck::Turnout => lang.pick("参加情况", "Turnout"),
        RecordCheck::Closing => lang.pick("受托人签字", "Signatures"),
        RecordCheck::Strong => lang.pick("解密证明", "Decryption"),
        RecordCheck::Outcome => lang.pick("表决结果", "Outcome"),
        RecordCheck::Certificate => lang.pick("结果证书", "Certificate"),
    }
}

/// What holds if the check passed.
pub(crate) const fn record_meaning(check: RecordCheck, lang: Lang) -> &'static str {
    match check {
        RecordCheck::Container => lang.pick("只装着档案的文件，没有夹带", "holds the record's files and nothing hidden"),
        RecordCheck::Files => lang.pick("该有的文件都在，没有多余的", "all that belong to this stage, no others"),
        RecordCheck::Manifest => lang.pick("每个文件都与清单上的防改码相符", "every file matches the list of digests"),
        RecordCheck::Rules => lang.pick("就是事先定下的那套规则", "the rule set that was fixed beforehand"),
        RecordCheck::Roll => lang.pick("就是公示的名册，人数和面积都对得上", "as published; people and areas agree"),
        RecordCheck::Package => lang.pick("选票上问的就是公告的事项", "the ballot asks what was announced"),
        RecordCheck::Opening => lang.pick("名单、面积、钥匙都在投票前定死", "lists, areas and keys were fixed before"),
        RecordCheck::Threshold => lang.pick("要过半数的受托人一起才能解密", "it takes more than half to decrypt"),
        RecordCheck::Log => lang.pick("每条都合规则，截止后没有再添选票", "keeps the rules; no ballot after the close"),
        RecordCheck::Checkpoint => lang.pick("公布的防改码就是这份记录的", "the signed head is that of this log"),
        RecordCheck::Cast => lang.pick("记录里的每一张选票都在", "every ballot of the log is here"),
        RecordCheck::Pair => lang.pick("人数、面积两份里的选票完全相同", "people and area hold the same ballots"),
        RecordCheck::Rebuilt => lang.pick("由公开记录重新生成，一字不差", "made again from the log, byte for byte"),
        RecordCheck::Annex => lang.pick("每一票从哪个渠道来，都有据可查", "how each vote came is on file"),
        RecordCheck::Paper => lang.pick("票数平衡，没有人投了两次", "the papers balance; nobody counts twice"),
        RecordCheck::Turnout => lang.pick("参加的人数和面积算得对", "people and area that took part"),
        RecordCheck::Closing => lang.pick("受托人签字解密的正是这两个合计", "the trustees signed these very sums"),
        RecordCheck::Strong => lang.pick("每位受托人都证明没有解密别的", "each proved to have decrypted just that"),
        RecordCheck::Outcome => lang.pick("按法律和规则重新算过", "computed again by law and rules"),
        RecordCheck::Certificate => lang.pick("由约定的钥匙签发，说的就是这份档案", "signed, and about this very record"),
    }
}

/// How far the poll had come.
pub(crate) const fn record_stage(stage: RecordStage, lang: Lang) -> &'static str {
    match stage {
        RecordStage::Closed => lang.pick("投票已截止，等计票受托人签字", "voting has ended; the trustees have not signed yet"),
        RecordStage::Cancelled => lang.pick("已取消，不会有结果", "cancelled: there will be no result"),
        RecordStage::Signed => lang.pick("受托人已签字，还没有解密", "the trustees have signed, nothing is decrypted yet"),
        RecordStage::Decrypting => lang.pick("受托人正在解密，还没有结果", "the trustees are decrypting, there is no result yet"),
        RecordStage::Counted => lang.pick("已计票，有结果", "counted"),
    }
}

/// A stable name for machines.
pub(crate) const fn record_stage_code(stage: RecordStage) -> &'static str {
    match stage {
        RecordStage::Closed => "closed",
        RecordStage::Cancelled => "cancelled",
        RecordStage::Signed => "signed",
        RecordStage::Decrypting => "decrypting",
        RecordStage::Counted => "counted",
    }
}

/// Something that no record can show.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RecordLimit {
    /// A ballot that never reached the log leaves no trace in it; nor does a second log shown to others.
    Omitted,
    /// That the roll is right.
    Roll,
    /// Who held the credentials.
    Credentials,
    /// What a voter's device did.
    Devices,
    /// A program cannot vouch for itself.
    ThisProgram,
}

/// All of them, in the order of the report.
pub(crate) const RECORD_LIMITS: [RecordLimit; 5] =
    [RecordLimit::Omitted, RecordLimit::Roll, RecordLimit::Credentials, RecordLimit::Devices, RecordLimit::ThisProgram];

impl RecordLimit {
    /// A stable name for machines.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Omitted => "omitted_ballots",
            Self::Roll => "roll",
            Self::Credentials => "credentials",
            Self::Devices => "devices",
            Self::ThisProgram => "this_program",
        }
    }

    /// What is not proved.
    pub(crate) const fn what(self, lang: Lang) -> &'static str {
        match self {
            Self::Omitted => lang.pick("有没有选票根本没进公开记录。", "Whether a ballot never reached the log."),
            Self::Roll => lang.pick("名册上的人和面积对不对。", "Whether people and areas on the roll are right."),
            Self::Credentials => lang.pick("凭证是不是都在本人手里。", "Whether each credential was in its owner's hands."),
            Self::Devices => lang.pick("投票人的手机有没有被动过手脚。", "Whether a voter's device sealed what the voter chose."),
            Self::ThisProgram => lang.pick("这个程序自己有没有算错。", "Whether this program itself is right."),
        }
    }

    /// What to do about it.
    pub(crate) const fn remedy(self, lang: Lang) -> &'static str {
        match self {
            Self::Omitted => lang.pick(
                "投票人请加 --receipt 核对自己的凭证；公示栏上的防改码请加 --checkpoint 核对。",
                "Voters check their receipt (--receipt), and anybody the head on the notice board (--checkpoint).",
            ),
            Self::Roll => lang.pick("请与公示的业主名册核对。", "Compare with the roll as it was posted."),
            Self::Credentials => lang.pick(
                "请看公布的参加名单：没投却在名单上，请马上提出。",
                "Look at the published list of who took part: object at once if you are on it and did not vote.",
            ),
            Self::Devices => {
                lang.pick("投票时的“先检查加密”和纸质票可以防。", "The check before casting, and paper, guard against that.")
            }
            Self::ThisProgram => lang.pick(
                "请用别人写的 belenios-tool 再查一遍，做法见档案里的 README.zh.txt。",
                "Check again with belenios-tool, which others wrote: README.en.txt in the record says how.",
            ),
        }
    }
}

/// The sentence a court clerk reads, about the record alone.
pub(crate) fn record_conclusion(report: &RecordReport, lang: Lang) -> String {
    let wrong = |status: Status| matches!(status, Status::Failed | Status::Impossible);
    let in_archive = |archive: &Report| archive.checks.iter().filter(|ran| wrong(ran.status)).count();
    let own = report.checks.iter().filter(|ran| wrong(ran.status)).count();
    let bad = report.archives.iter().map(in_archive).fold(own, usize::saturating_add);
    if !report.is_valid() {
        return match lang {
            Lang::Zh => format!("这份档案有问题：{bad} 项检查没有通过，里面的数字不能采信。"),
            Lang::En if bad == 1 => {
                "This record is not valid: 1 check did not pass; its numbers must not be relied on.".to_owned()
            }
            Lang::En => format!("This record is not valid: {bad} checks did not pass; its numbers must not be relied on."),
        };
    }
    let text = match report.stage {
        RecordStage::Counted => lang.pick(
            "各项检查都通过；除以上几点外，上面的结果就是按公开记录里的选票、纸质票和法律算出来的结果。",
            "This record is valid: apart from the points listed above, the result above is what follows by law from the ballots of \
             the log and the paper.",
        ),
        RecordStage::Cancelled => {
            lang.pick("各项检查都通过；表决已取消，没有结果。", "This record is valid; the poll was cancelled and has no result.")
        }
        RecordStage::Closed | RecordStage::Signed | RecordStage::Decrypting => lang.pick(
            "到此为止的各项检查都通过；投票已经截止，还没有结果。",
            "This record is valid so far; voting has ended and there is no result yet.",
        ),
    };
    text.to_owned()
}
