//! From the slip to the token.

use std::time::Duration;

use chacha20::ChaCha20Rng;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::super::Unusable;
use super::super::client::{Client, Refused};
use super::super::lang::Lang;
use super::super::terminal::complain;
use super::ask;
use crate::crypto::group::{Encoding, Scalar};
use crate::election::parameters::Election;
use crate::election::possession::Possession;

/// Between two looks whether somebody has confirmed.
const PAUSE: Duration = Duration::from_secs(3);
/// How often.
const LOOKS: u32 = 600;

/// What a slip gives.
pub(super) struct Slip<'s> {
    /// Where its link leads.
    pub(super) origin: &'s str,
    /// As printed.
    pub(super) serial: &'s str,
    /// x.
    pub(super) secret: &'s Scalar,
    /// X.
    pub(super) credential: Encoding,
}

/// A session that waits for the second factor.
pub(super) struct Session {
    secret: Zeroizing<String>,
    pairing: String,
    levels: Vec<String>,
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A nonce, and the proof for it.
fn proof(client: &Client, election: &Election, slip: &Slip<'_>, rng: &mut ChaCha20Rng) -> Result<(String, Value), Refused> {
    let nonce = text(&client.post("challenges", &json!({}), None)?, "nonce");
    let possession = Possession { weborigin: slip.origin, phi: election.phi(), credential: &slip.credential, nonce: &nonce };
    let proof = possession.prove(slip.secret, &Zeroizing::new(Scalar::random(rng)));
    let proof = json!({ "challenge": proof.challenge.to_string(), "response": proof.response.to_string() });
    Ok((nonce, proof))
}

/// Begins a session.
pub(super) fn begin(client: &Client, election: &Election, slip: &Slip<'_>, rng: &mut ChaCha20Rng) -> Result<Session, Refused> {
    let (nonce, proof) = proof(client, election, slip, rng)?;
    let body = json!({ "credential": slip.credential.to_string(), "serial": slip.serial, "nonce": nonce, "proof": proof });
    let begun = client.post("cast-sessions", &body, None)?;
    let levels = begun.get("levels").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(Session {
        secret: Zeroizing::new(text(&begun, "session")),
        pairing: text(&begun, "pairing"),
        levels: levels.iter().filter_map(|level| level.as_str().map(str::to_owned)).collect(),
    })
}

/// Answers the second factor, in the way that was chosen or in the first that the poll takes; the token for casting.
pub(super) fn recognise(
    client: &Client,
    election: &Election,
    slip: &Slip<'_>,
    session: &Session,
    chosen: Option<&str>,
    rng: &mut ChaCha20Rng,
    lang: Lang,
) -> Result<Zeroizing<String>, Unusable> {
    let takes = |level: &str| session.levels.iter().any(|known| known == level);
    let only = session.levels.as_slice() == ["official"];
    if chosen == Some("official") || (chosen.is_none() && only) {
        let sent = client.post("cast-sessions/official", &json!({ "session": session.secret.as_str() }), None)?;
        let what = lang
            .pick("请业主本人在浏览器里打开这个网址，认证以后这里会继续", "open this in a browser; it goes on here afterwards");
        complain(&format!("{what}: {}", text(&sent, "address")));
        return wait_for_others(client, election, slip, session, rng, lang);
    }
    if takes("sms") && chosen.is_none() {
        match client.post("cast-sessions/code", &json!({ "session": session.secret.as_str() }), None) {
            Ok(sent) => {
                complain(lang.pick("验证码已发到名册上的手机。验证码：", "a code was sent to the phone on the roll. The code:"));
                let typed = ask::line(lang)?;
                let body = json!({ "session": session.secret.as_str(), "level": "sms", "challenge": text(&sent, "challenge"),
                    "typed": typed.as_str() });
                let token = client.post("cast-sessions/confirm", &body, None)?;
                return Ok(Zeroizing::new(text(&token, "access_token")));
            }
            // Somebody of the staff helps then.
            Err(refused) if refused.code == "voter_has_no_phone" && takes("witness") => complain(&refused.text),
            Err(refused) => return Err(refused.into()),
        }
    }
    if takes("witness") {
        let what = lang.pick("请工作人员看证件，并告诉他这四位数字", "show a member of the staff your document and these digits");
        complain(&format!("{what}: {}", session.pairing));
        return wait_for_others(client, election, slip, session, rng, lang);
    }
    if !takes("digits") {
        let what = lang.pick("这里不能确认您的身份，请用纸质票投票", "nothing here can confirm you; vote on paper");
        return Err(Unusable(what.into()));
    }
    let body = json!({ "session": session.secret.as_str(), "level": "digits", "typed": ask_digits(lang)?.as_str() });
    let token = client.post("cast-sessions/confirm", &body, None)?;
    Ok(Zeroizing::new(text(&token, "access_token")))
}

fn ask_digits(lang: Lang) -> Result<Zeroizing<String>, Unusable> {
    complain(lang.pick("证件号码的后四位：", "the last four characters of the ID number:"));
    ask::line(lang)
}

/// Until a witness or a real-name service has confirmed.
fn wait_for_others(
    client: &Client,
    election: &Election,
    slip: &Slip<'_>,
    session: &Session,
    rng: &mut ChaCha20Rng,
    lang: Lang,
) -> Result<Zeroizing<String>, Unusable> {
    for _ in 0..LOOKS {
        let (nonce, proof) = proof(client, election, slip, rng)?;
        let body = json!({ "session": session.secret.as_str(), "credential": slip.credential.to_string(), "nonce": nonce,
            "proof": proof });
        match client.post("cast-sessions/token", &body, None) {
            Ok(token) => return Ok(Zeroizing::new(text(&token, "access_token"))),
            Err(refused) if refused.code == "not_recognised" => std::thread::sleep(PAUSE),
            Err(refused) => return Err(refused.into()),
        }
    }
    Err(Unusable(lang.pick("没有人确认", "nobody confirmed it").into()))
}
