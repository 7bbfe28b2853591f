//! From the close to the published result: paper, the trustees with their programs, the record.

use std::io::Cursor;

use chacha20::ChaCha20Rng;
use serde_json::{Value, json};

use super::super::Unusable;
use super::super::lang::Lang;
use super::folder::Trustee;
use super::paper::{self, Papers};
use super::people::{list, text};
use super::stage::Stage;
use super::trustees::{kept, wrong};
use crate::election::custody::Custody;
use crate::election::json::to_canonical;
use crate::election::outcome::{Language, reading_label};
use crate::election::record::{Record, ToDecrypt, audit};
use crate::election::rules::BlankBallots;

/// Which of the three trustees come: two are enough.
const COME: [usize; 2] = [0, 2];

/// The record as anybody gets it.
pub(super) fn record(stage: &Stage<'_>) -> Result<Vec<u8>, Unusable> {
    Ok(stage.client.ask("GET", &stage.public("record"), &[], None)?.body)
}

/// What a trustee's program finds in the record, after it has checked all of it.
fn checked(stage: &Stage<'_>) -> Result<ToDecrypt, Unusable> {
    let record = Record::open(Cursor::new(record(stage)?)).map_err(|fault| wrong(&fault))?;
    let audited = audit(&record, &mut |_| {});
    audited.decryption.ok_or_else(|| wrong(&"record.zip"))
}

/// Where the count is.
fn comes_to(stage: &Stage<'_>, wanted: &str) -> Result<(), Unusable> {
    stage.waits(|| {
        let count: Value = serde_json::from_str(&stage.client.get(&stage.public("count"))?).unwrap_or_default();
        Ok((text(&count, "stage") == wanted).then_some(()))
    })
}

/// Everything up to the published result.
pub(super) fn counted(
    stage: &Stage<'_>,
    closes: i64,
    papers: &Papers,
    trustees: &mut [Trustee],
    rng: &mut ChaCha20Rng,
) -> Result<(), Unusable> {
    stage.until(closes)?;
    stage.comes_to("closed")?;
    stage.tell("投票结束，公开记录封存", "the voting ends, and the public log with it")?;
    paper::counted(stage, papers)?;
    let count = papers.count();
    stage.tell(
        &format!("开箱：两位监票人各自清点 {count} 张纸质票，结果一致，签字封存"),
        &format!("the boxes are opened: two tellers count {count} paper ballots, each alone, agree, and seal the sheet"),
    )?;
    comes_to(stage, "signing")?;
    let what = checked(stage)?;
    let mut custodies = Vec::with_capacity(COME.len());
    for trustee in COME.iter().filter_map(|place| trustees.get(*place)) {
        let mut custody = Custody::parse(trustee.custody.as_bytes()).map_err(|fault| wrong(&fault))?;
        custody.lock(&what.statement).map_err(|fault| wrong(&fault))?;
        let signed = custody.sign(&what, rng).map_err(|fault| wrong(&fault))?;
        let signed = to_canonical(&signed).map_err(|fault| wrong(&fault))?;
        let body = json!({ "secret": trustee.secret, "signature": String::from_utf8_lossy(&signed) });
        stage.client.post("api/v1/public/trustee/signature", &body, None)?;
        custodies.push(custody);
    }
    stage.tell(
        "两位受托人各自核对公开的档案，签名后提交解密份额",
        "two trustees check the public record, each with an own program, sign, and give their shares",
    )?;
    comes_to(stage, "decrypting")?;
    let what = checked(stage)?;
    let closing = what.closing.clone().ok_or_else(|| wrong(&"closing.json"))?;
    for (mut custody, place) in custodies.into_iter().zip(COME) {
        let share = custody.decrypt(&what, &closing, rng).map_err(|fault| wrong(&fault))?;
        let Some(trustee) = trustees.get_mut(place) else { continue };
        trustee.custody = kept(&custody)?;
        let body = json!({ "secret": trustee.secret, "share": String::from_utf8_lossy(&share) });
        stage.client.post("api/v1/public/trustee/share", &body, None)?;
    }
    stage.comes_to("counted")?;
    stage.step("publish-result", &Value::Null)?;
    stage.tell("开票，结果公示", "the sums are opened, and the result is published")
}

/// What was decided by the frozen rules, in the sentences of the result, each once.
pub(super) fn sentences(stage: &Stage<'_>) -> Result<Vec<String>, Unusable> {
    let result: Value = serde_json::from_str(&stage.client.get(&stage.public("result"))?).unwrap_or_default();
    let (language, name) = match stage.lang {
        Lang::Zh => (Language::Chinese, "zh"),
        Lang::En => (Language::English, "en"),
    };
    let other = [Some(BlankBallots::Participates), Some(BlankBallots::DoesNotParticipate), None];
    let other = other.map(|blank| reading_label(language, blank));
    let mut said: Vec<String> = Vec::new();
    let items = list(result.get("certified").unwrap_or(&Value::Null), "items");
    for sentence in items.iter().flat_map(|item| list(item, "sentences")).map(|sentence| text(sentence, name)) {
        if !other.iter().any(|label| sentence.starts_with(label)) && !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    Ok(said)
}
