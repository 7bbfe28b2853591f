//! What stands on the sheet.

use serde::{Deserialize, Serialize};

use crate::crypto::ed25519::{SigningKey, VerifyingKey};
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::jws::{self, JwsFault, Purpose};
use crate::election::outcome::few_paper_ballots_show_choices;
use crate::election::weight::Weight;

/// The payload of `paper.json`, which is a compact JWS by the key `paper` of the opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// φ of the election.
    pub phi: String,
    /// Where the printed papers are.
    pub serials: Serials,
    /// Who counted, and when. Absent only if no envelope came back: then there was nothing to count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counting: Option<Counting>,
    /// What was counted: one entry for each question of the election, in its order, also when empty.
    pub questions: Vec<Counted>,
}

/// How many papers there are of each kind. Every paper has a serial, so that none can be added or lost unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serials {
    /// 印制: issued + unused.
    pub printed: u64,
    /// 发出: returned + outstanding.
    pub issued: u64,
    /// 未用.
    pub unused: u64,
    /// 收回: valid + void + duplicate.
    pub returned: u64,
    /// 未收回.
    pub outstanding: u64,
    /// 有效: its voter took part, so that there is an entry `paper` in the log for it. Items on it may still be blank or invalid.
    pub valid: u64,
    /// 作废: came back, but its voter did not take part with it, e.g. unsigned or too late.
    pub void: u64,
    /// 重复: its voter has a ballot that counts already; the envelope stays sealed.
    pub duplicate: u64,
}

/// Who counted the papers and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// Two tellers, who entered the totals apart from each other.
    pub tellers: [Teller; 2],
    /// SHA-256 of the scan of the sheet that they signed by hand.
    pub scan: Digest,
}

/// A teller 计票人.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teller {
    /// The name, as the notice of the tellers has it.
    pub name: String,
    /// When the totals were entered, Unix milliseconds UTC.
    pub entered: u64,
}

/// The papers' answers to one question of the election. All weights are people and 0.01 m².
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Those who chose each answer, in its order.
    pub options: Vec<Weight>,
    /// Papers with a valid answer. 弃权 is one.
    pub valid: Weight,
    /// Papers that leave the question empty.
    pub blank: Weight,
    /// Papers on which the answer is void, e.g. too many names.
    pub invalid: Weight,
}

impl Sheet {
    /// The sheet of a poll in which nobody voted on paper. `answers`: how many each question has.
    pub fn empty(phi: &str, answers: impl IntoIterator<Item = usize>) -> Self {
        let question = |answers| Counted {
            options: vec![Weight::ZERO; answers],
            valid: Weight::ZERO,
            blank: Weight::ZERO,
            invalid: Weight::ZERO,
        };
        let questions = answers.into_iter().map(question).collect();
        Self { phi: phi.to_owned(), serials: Serials::default(), counting: None, questions }
    }

    /// The bytes of `paper.json`.
    pub fn sign(&self, key: &SigningKey) -> Result<Vec<u8>, JsonFault> {
        Ok(jws::sign(Purpose::Paper, key, self)?.into_bytes())
    }

    /// Reads the bytes of `paper.json`, signed by `key`. What it says is not checked here: [`super::check`].
    pub fn open(bytes: &[u8], key: &VerifyingKey) -> Result<Self, JwsFault> {
        jws::open(Purpose::Paper, key, bytes)
    }

    /// Whether so few voted on paper that the totals can show a choice.
    pub fn shows_choices(&self) -> bool {
        few_paper_ballots_show_choices(self.serials.valid)
    }
}
