//! The kinds of notices and the parts that each needs.

use serde::{Deserialize, Serialize};

use crate::election::poll::course::LegalPeriod;

/// A kind of notice, in the order of an election.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 筹备组成立.
    GroupFormed,
    /// 名册公示.
    Roll,
    /// 规约与议事规则草案.
    DraftRules,
    /// 候选人产生办法.
    CandidateMethod,
    /// 报名通知.
    CallForCandidates,
    /// 候选人公示.
    Candidates,
    /// 会议公告.
    Meeting,
    /// 投票开始.
    VotingOpens,
    /// 催票.
    Reminder,
    /// 延期.
    Extension,
    /// 开箱计票.
    Counting,
    /// 结果公示.
    Result,
    /// 首次业委会会议.
    FirstCommitteeMeeting,
    /// 备案.
    Filing,
    /// 更正.
    Correction,
}

/// A part of a notice, in the order in which it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 标题.
    Title,
    /// 致全体业主.
    Salutation,
    /// 法律依据.
    LegalBasis,
    /// 事项.
    Matter,
    /// 时间.
    TimeWindow,
    /// 地点和方式.
    PlaceAndWay,
    /// 计票规则.
    CountingRules,
    /// 不投票的后果.
    EffectOfSilence,
    /// 异议: who, where, until when.
    Objections,
    /// 附件.
    Annexes,
    /// 落款.
    Signature,
    /// 日期.
    Date,
}

impl Part {
    /// All parts in order.
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::Salutation,
        Self::LegalBasis,
        Self::Matter,
        Self::TimeWindow,
        Self::PlaceAndWay,
        Self::CountingRules,
        Self::EffectOfSilence,
        Self::Objections,
        Self::Annexes,
        Self::Signature,
        Self::Date,
    ];

    /// What it is called, Chinese and English.
    pub const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Title => ["标题", "title"],
            Self::Salutation => ["致全体业主", "salutation"],
            Self::LegalBasis => ["法律依据", "legal basis"],
            Self::Matter => ["事项", "matter"],
            Self::TimeWindow => ["时间", "time"],
            Self::PlaceAndWay => ["地点和方式", "place and way"],
            Self::CountingRules => ["计票规则", "counting rules"],
            Self::EffectOfSilence => ["不投票的后果", "effect of silence"],
            Self::Objections => ["异议", "objections"],
            Self::Annexes => ["附件", "annexes"],
            Self::Signature => ["落款", "signature"],
            Self::Date => ["日期", "date"],
        }
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 15] = [
        Self::GroupFormed,
        Self::Roll,
        Self::DraftRules,
        Self::CandidateMethod,
        Self::CallForCandidates,
        Self::Candidates,
        Self::Meeting,
        Self::VotingOpens,
        Self::Reminder,
        Self::Extension,
        Self::Counting,
        Self::Result,
        Self::FirstCommitteeMeeting,
        Self::Filing,
        Self::Correction,
    ];

    /// Its stable name, as in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::GroupFormed => "group_formed",
            Self::Roll => "roll",
            Self::DraftRules => "draft_rules",
            Self::CandidateMethod => "candidate_method",
            Self::CallForCandidates => "call_for_candidates",
            Self::Candidates => "candidates",
            Self::Meeting => "meeting",
            Self::VotingOpens => "voting_opens",
            Self::Reminder => "reminder",
            Self::Extension => "extension",
            Self::Counting => "counting",
            Self::Result => "result",
            Self::FirstCommitteeMeeting => "first_committee_meeting",
            Self::Filing => "filing",
            Self::Correction => "correction",
        }
    }

    /// What it is called, Chinese and English.
    pub const fn names(self) -> [&'static str; 2] {
        match self {
            Self::GroupFormed => ["筹备组成立公告", "the preparatory group is formed"],
            Self::Roll => ["业主名册公示", "publication of the roll"],
            Self::DraftRules => ["管理规约与议事规则草案公告", "draft rules"],
            Self::CandidateMethod => ["候选人产生办法公告", "how candidates are found"],
            Self::CallForCandidates => ["候选人报名通知", "call for candidates"],
            Self::Candidates => ["候选人公示", "publication of the candidates"],
            Self::Meeting => ["业主大会会议公告", "notice of the meeting"],
            Self::VotingOpens => ["投票开始公告", "the voting begins"],
            Self::Reminder => ["投票提醒", "reminder to vote"],
            Self::Extension => ["投票延期公告", "extension of the voting"],
            Self::Counting => ["开箱计票公告", "opening of the boxes and count"],
            Self::Result => ["表决结果公示", "publication of the result"],
            Self::FirstCommitteeMeeting => ["首次业主委员会会议公告", "first meeting of the committee"],
            Self::Filing => ["备案公告", "filing"],
            Self::Correction => ["更正公告", "correction"],
        }
    }

    /// The parts that this kind needs, in order.
    pub fn parts(self) -> Vec<Part> {
        let own: &[Part] = match self {
            Self::GroupFormed | Self::Filing => &[Part::Objections],
            Self::Roll | Self::DraftRules | Self::Candidates => {
                &[Part::TimeWindow, Part::PlaceAndWay, Part::Objections, Part::Annexes]
            }
            Self::CandidateMethod => &[Part::TimeWindow, Part::Objections],
            Self::CallForCandidates | Self::Counting | Self::FirstCommitteeMeeting | Self::Reminder => {
                &[Part::TimeWindow, Part::PlaceAndWay]
            }
            Self::Meeting => &[
                Part::TimeWindow,
                Part::PlaceAndWay,
                Part::CountingRules,
                Part::EffectOfSilence,
                Part::Objections,
                Part::Annexes,
            ],
            Self::VotingOpens => &[Part::TimeWindow, Part::PlaceAndWay, Part::CountingRules, Part::EffectOfSilence],
            Self::Extension => &[Part::TimeWindow, Part::PlaceAndWay, Part::EffectOfSilence],
            Self::Result => &[Part::TimeWindow, Part::CountingRules, Part::Objections, Part::Annexes],
            Self::Correction => &[],
        };
        let common = |part: &Part| {
            matches!(part, Part::Title | Part::Salutation | Part::LegalBasis | Part::Matter | Part::Signature | Part::Date)
        };
        Part::ALL.into_iter().filter(|part| common(part) || own.contains(part)).collect()
    }

    /// Whether it publishes a thing that is known by its digest: the masked roll, the candidates, the package, the certificate.
    pub const fn names_digest(self) -> bool {
        matches!(self, Self::Roll | Self::Candidates | Self::Meeting | Self::Result)
    }

    /// Whether its time is that of the voting, as it was announced or extended.
    pub const fn is_about_voting(self) -> bool {
        matches!(self, Self::Meeting | Self::VotingOpens | Self::Reminder | Self::Extension)
    }

    /// The period for which it hangs, or that has to pass between it and what it announces.
    pub const fn period(self) -> Option<LegalPeriod> {
        match self {
            Self::Roll => Some(LegalPeriod::Roll),
            Self::Candidates => Some(LegalPeriod::Candidates),
            Self::Meeting => Some(LegalPeriod::Notice),
            Self::Result => Some(LegalPeriod::ResultComment),
            _ => None,
        }
    }

    /// What it rests on, to begin the part 法律依据 with. National law only; the place's own rules are added by people. The articles of
    /// 指导规则 are known from secondary sources: the preparatory group confirms them before the first notice hangs.
    pub const fn legal_basis(self) -> &'static str {
        match self {
            Self::GroupFormed | Self::CandidateMethod | Self::CallForCandidates => {
                "《业主大会和业主委员会指导规则》第十条至第十二条"
            }
            Self::Roll => {
                "《业主大会和业主委员会指导规则》第十二条；《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第八条、第九条"
            }
            Self::DraftRules => "《中华人民共和国民法典》第二百七十八条；《业主大会和业主委员会指导规则》第十二条",
            Self::Candidates => "《业主大会和业主委员会指导规则》第十二条、第三十一条",
            Self::Meeting | Self::VotingOpens | Self::Reminder | Self::Extension | Self::Counting => {
                "《中华人民共和国民法典》第二百七十八条；《物业管理条例》第十四条"
            }
            Self::Result => "《中华人民共和国民法典》第二百七十八条",
            Self::FirstCommitteeMeeting => "《业主大会和业主委员会指导规则》第三十二条",
            Self::Filing => "《物业管理条例》第十六条",
            Self::Correction => "更正已张贴的公告",
        }
    }
}
