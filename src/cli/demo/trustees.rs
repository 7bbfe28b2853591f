//! Three trustees 计票受托人 make the key of the poll, each with a program of their own that speaks with the service by its link. Here the
//! three programs are one process.

use chacha20::ChaCha20Rng;
use serde_json::{Value, json};

use super::super::Unusable;
use super::folder::Trustee;
use super::people::{list, text};
use super::stage::Stage;
use crate::election::ceremony::Shape;
use crate::election::custody::{Custody, Step, Table};

/// Who they are.
pub(super) const NAMES: [&str; 3] = ["街道办事处", "社区居民委员会", "业主代表"];
/// How many of them can open the result.
pub(super) const NEEDED: u32 = 2;

/// Whatever of their mathematics is wrong.
pub(super) fn wrong(what: &dyn std::fmt::Display) -> Unusable {
    Unusable(format!("trustees: {what}"))
}

/// The chair names them; they make the key together.
pub(super) fn make_key(stage: &Stage<'_>, rng: &mut ChaCha20Rng) -> Result<Vec<Trustee>, Unusable> {
    let named = json!({ "members": NAMES, "threshold": NEEDED });
    let made = stage.chair()?.post(&stage.path("trustees"), &named)?;
    let shape = Shape::new(NAMES.len(), NEEDED).map_err(|fault| wrong(&fault))?;
    let mut programs: Vec<(String, String, Custody)> = Vec::with_capacity(NAMES.len());
    for (link, member) in list(&made, "links").iter().zip(1..) {
        let secret = text(link, "link").split_once('#').map(|(_, secret)| secret.to_owned()).unwrap_or_default();
        let custody = Custody::member("", shape, member, rng).map_err(|fault| wrong(&fault))?;
        programs.push((text(link, "name"), secret, custody));
    }
    // Each step needs the one before of all three; a last look gives everybody the key.
    for _ in 0..=Step::ALL.len() {
        for (_, secret, custody) in &mut programs {
            visit(stage, secret, custody, rng)?;
        }
    }
    programs.into_iter().map(|(name, secret, custody)| Ok(Trustee { name, secret, custody: kept(&custody)? })).collect()
}

/// The key's text, to be kept.
pub(super) fn kept(custody: &Custody) -> Result<String, Unusable> {
    let json = custody.to_json().map_err(|fault| wrong(&fault))?;
    Ok(String::from_utf8_lossy(&json).into_owned())
}

/// A program looks at the table and hands in what comes next.
fn visit(stage: &Stage<'_>, secret: &str, custody: &mut Custody, rng: &mut ChaCha20Rng) -> Result<(), Unusable> {
    let seen = stage.client.post("api/v1/public/trustee/table", &json!({ "secret": secret }), None)?;
    let mut table = Table::default();
    for message in list(seen.get("table").unwrap_or(&Value::Null), "messages") {
        let number = |name: &str| message.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
        let step = number("step").and_then(|step| Step::ALL.into_iter().find(|known| known.number() == step));
        if let (Some(step), Some(member)) = (step, number("place")) {
            table.put(step, member, text(message, "message").into_bytes());
        }
    }
    let Some(progress) = custody.advance(&table, rng) else { return Ok(()) };
    for (step, message) in progress.map_err(|fault| wrong(&fault))?.publish {
        let body = json!({ "secret": secret, "step": step.number(), "message": message });
        stage.client.post("api/v1/public/trustee/messages", &body, None)?;
    }
    Ok(())
}
