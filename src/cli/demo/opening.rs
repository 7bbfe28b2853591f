//! From the announced meeting to the open poll: voters, credentials, trustees, slips, and the hour.

use chacha20::ChaCha20Rng;
use serde_json::json;

use super::super::Unusable;
use super::days::Days;
use super::folder::Trustee;
use super::paper;
use super::people::text;
use super::stage::Stage;
use super::trustees::{NAMES, NEEDED, make_key};
use super::voting::{Slip, slips};

/// Everything is bound and the voting has begun; what lies on the voters' tables, and what the trustees keep.
pub(super) fn opened(stage: &Stage<'_>, days: &Days, rng: &mut ChaCha20Rng) -> Result<(Vec<Slip>, Vec<Trustee>), Unusable> {
    let chair = stage.chair()?;
    let because = "演示：业主同意由系统制作凭证";
    chair.post(&stage.path("voters"), &json!({ "made_by": "service", "because": because }))?;
    paper::named(stage)?;
    let trustees = make_key(stage, rng)?;
    let (count, needed) = (NAMES.len(), NEEDED);
    stage.tell(
        &format!("{count} 位计票受托人各用自己的程序共同制作密钥，{needed} 位到场才能开票"),
        &format!("{count} trustees make the key, each with an own program; {needed} of them are needed to count"),
    )?;
    let prepared = chair.post(&stage.path("opening"), &json!({}))?;
    let slips = slips(stage)?;
    stage.tell(
        &format!("印制 {} 张票单；开启声明已固定，摘要 {}…", slips.len(), short(&text(&prepared, "digest"))),
        &format!("{} slips are printed; everything is bound by the opening {}…", slips.len(), short(&text(&prepared, "digest"))),
    )?;
    stage.until(days.opening)?;
    stage.comes_to("open")?;
    Ok((slips, trustees))
}

fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}
