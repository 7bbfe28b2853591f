//! The operator's gateway: each message is posted to one address.
//!
//! ```text
//! POST URL
//! Content-Type: application/json
//! Idempotency-Key: ID                  the message's, the same at every attempt
//! Yepiao-Timestamp: SECONDS            since 1970
//! Yepiao-Key: NAME                     which key of the ring `gateway`
//! Yepiao-Signature: HEX                HMAC-SHA-256 under that key of `yepiao/gateway/v1|send|SECONDS|BODY`
//!
//! {"id":"…","template":"code","phone":"138…","values":{"code":"…"},"text":"【…】…"}
//! ```
//!
//! The answer: 2xx, it has it, now or from before (409 too); 400 or 422, it refuses this message for ever; anything else or nothing within ten
//! seconds, it is tried again later with the same id. The body of the answer is not read. What became of a message is reported
//! afterwards ([`super`]).

use std::time::Duration;

use serde::Serialize;
use ureq::Agent;

use super::super::outside;
use super::super::signature::{KEY, SIGNATURE, Signatures, Subject, TIMESTAMP};
use super::{Gateway, Letter, Said, StartFault, Values, Wiped};

/// How long an answer is waited for: less than [`crate::flows::messages::LEASE`].
const PATIENCE: Duration = Duration::from_secs(10);

/// Posts messages.
pub(super) struct Webhook {
    url: String,
    agent: Agent,
    signatures: Signatures,
}

#[derive(Serialize)]
struct Body<'b> {
    id: &'b str,
    template: &'static str,
    phone: &'b str,
    #[serde(serialize_with = "shown")]
    values: &'b Values,
    text: &'b str,
}

fn shown<S: serde::Serializer>(values: &Values, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(name, value)| (name, value.as_str())))
}

impl Webhook {
    /// To this address: https, or http on the own machine and for tests.
    pub(super) fn new(url: &str, test: bool, signatures: Signatures) -> Result<Self, StartFault> {
        if !outside::fits(url, test) {
            let text = "the gateway's address has to begin with https:// (http:// only for localhost and tests)";
            return Err(StartFault::Sms(text.into()));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // What is signed for one address is posted nowhere else.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("yepiao/", env!("CARGO_PKG_VERSION")))
            .max_response_header_size(16 * 1024)
            .build();
        Ok(Self { url: url.to_owned(), agent: config.into(), signatures })
    }
}

impl Gateway for Webhook {
    fn hand_over(&self, letter: &Letter<'_>) -> Said {
        let Letter { id, template, phone, values, text, now } = *letter;
        let Ok(body) = serde_json::to_vec(&Body { id, template, phone, values, text }).map(Wiped::new) else {
            return Said::Refused;
        };
        let seconds = now.div_euclid(1000);
        let Some((key, signature)) = self.signatures.sign(Subject::Send, seconds, &body) else { return Said::Unreachable };
        let request = self
            .agent
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", id)
            .header(TIMESTAMP, seconds.to_string())
            .header(KEY, key)
            .header(SIGNATURE, signature);
        match request.send(body.as_slice()) {
            Ok(answer) => match answer.status().as_u16() {
                200..=299 | 409 => Said::Taken,
                400 | 422 => Said::Refused,
                status => {
                    tracing::warn!(status, "the gateway of messages answers with an error");
                    Said::Unreachable
                }
            },
            Err(error) => {
                // Its kind only: the whole could cite the address, which may hold a secret of the provider.
                tracing::warn!(kind = kind(&error), "the gateway of messages cannot be reached");
                Said::Unreachable
            }
        }
    }
}

const fn kind(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "no answer in time",
        ureq::Error::HostNotFound => "no such host",
        ureq::Error::ConnectionFailed => "no connection",
        ureq::Error::Io(_) => "the connection failed",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "TLS",
        _ => "no HTTP",
    }
}
