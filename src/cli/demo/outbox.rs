//! The messages that would have gone to phones.

use serde_json::Value;

use super::super::client::{Client, Refused};
use super::people::text;

/// The one-time codes to a phone, from the first on.
pub(super) fn codes(client: &Client, phone: &str) -> Result<Vec<String>, Refused> {
    let kept: Vec<Value> = serde_json::from_str(&client.get("api/test-outbox")?).unwrap_or_default();
    let ours = kept.iter().filter(|kept| text(kept, "phone") == phone && text(kept, "template") == "code");
    let code = |message: &Value| {
        let said = text(message, "text");
        said.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6).map(str::to_owned)
    };
    Ok(ours.filter_map(code).collect())
}
