//! What is said to a teller with an envelope in the hand: short, and what to do with it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::flows::paper::Received;

/// In both languages.
#[derive(Serialize, ToSchema)]
#[schema(as = SaidToTeller)]
pub(super) struct Said {
    /// Chinese.
    zh: &'static str,
    /// English.
    en: &'static str,
}

/// What to do with an envelope that came back.
pub(super) fn received(received: &Received) -> Said {
    let (zh, en) = match (received.because, received.replaces_ballot) {
        (None, false) => ("已登记，请投入票箱。", "Recorded. Put it into the box."),
        (None, true) => (
            "已登记，请投入票箱。这一户在网上投过票；按规则以纸质票为准，网上那张不再计。",
            "Recorded. Put it into the box. This voter has voted electronically; by the rules paper prevails, and that ballot counts no more.",
        ),
        (Some("voted_electronically"), _) => (
            "不拆封，放入重复票袋。这一户已经在网上投过票；按规则先投的有效，这张不计。",
            "Keep it sealed, among the duplicates. This voter has voted electronically; by the rules the first vote counts, and this one does not.",
        ),
        (Some("voted_on_paper"), _) => (
            "不拆封，放入重复票袋。这一户已经交过一张纸质票。",
            "Keep it sealed, among the duplicates. This voter has handed in a paper ballot already.",
        ),
        (Some("unsigned"), _) => {
            ("作废：信封没有签名。业主可以当场补领一张。", "Void: the envelope is not signed. The voter may have another paper.")
        }
        (Some("not_the_voter"), _) => {
            ("作废：不是业主本人或代理人交的。", "Void: handed in by somebody who is neither the voter nor a proxy.")
        }
        (Some("torn"), _) => (
            "作废：信封已经拆开或破损。业主可以当场补领一张。",
            "Void: the envelope is open or torn. The voter may have another paper.",
        ),
        (Some("spoiled"), _) => {
            ("作废：业主写错了。请当场给业主补发一张。", "Void: spoiled by the voter, who may have another paper.")
        }
        (Some("late"), _) => ("作废：已经过了截止时间。", "Void: it came after the end."),
        (Some("replaced"), _) => ("作废：这一户已经补领了新的纸质票。", "Void: this voter was given another paper."),
        (Some(_), _) => ("作废。", "Void."),
    };
    Said { zh, en }
}
