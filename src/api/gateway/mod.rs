//! Who carries messages to phones: an edge behind a small trait. Which messages there are, when they go and what becomes of them is
//! decided below ([`crate::flows::messages`]).
//!
//! Why a webhook and no library of one provider: every provider has its own, and an operator has one contract. The few lines that
//! turn our request into the provider's are the operator's; what they have to know stands in [`webhook`] and below. The [`outbox`]
//! keeps messages in memory for the demo and for tests, where nothing may reach a real phone.
//!
//! What the gateway reports about messages that it took is signed ([`super::signature`]) like what goes to it:
//!
//! ```text
//! POST /api/v1/messages/reports
//! Content-Type: application/json
//! Yepiao-Signature: HEX                of `yepiao/gateway/v1|report|SECONDS|BODY`, with the ring `gateway`
//!
//! {"reports":[{"id":"…","state":"delivered"}]}
//! ```
//!
//! A report may come twice, late, and about messages that are forgotten: it changes what it still can, and the answer is the same.

mod courier;
mod outbox;
mod webhook;

use std::fmt;

use zeroize::Zeroizing;

pub(super) use courier::Couriers;
pub(super) use outbox::{Kept, Outbox};
use webhook::Webhook;

use super::service::{Keys, StartFault};
use super::signature::{Signatures, Signed, Subject};
use crate::election::poll::message::kind::Kind;
use crate::flows::messages::{Outgoing, Values};
use crate::flows::secrets::Secrets;

/// How messages to phones go out.
#[derive(Debug, Clone)]
pub struct Sms {
    /// Where each is posted to. None: into a list in memory with secrets for tests, nowhere at all with others.
    pub url: Option<String>,
    /// What stands in 【】 at the beginning of each: registered with the carrier, 2 to 12 characters.
    pub signature: String,
}

impl Default for Sms {
    fn default() -> Self {
        Self { url: None, signature: "业主大会".into() }
    }
}

impl Sms {
    /// The texts that a carrier has to review before it carries them: the name under which each is posted, and its words.
    pub fn templates(&self, public_url: &str) -> Vec<(&'static str, String)> {
        let host = host(public_url);
        Kind::ALL.iter().map(|kind| (kind.word(), kind.words(&self.signature, host))).collect()
    }

    /// Whether a service with these keys could send. Tells which way messages go.
    pub fn check(&self, keys: &Keys, public_url: &str) -> Result<Way, StartFault> {
        Ok(Post::new(self, &keys.read()?, public_url)?.way)
    }
}

/// Which way messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the operator's gateway.
    Webhook,
    /// Into a list in memory.
    Outbox,
    /// Nowhere: they wait until they are of no use any more.
    Nowhere,
}

/// What a gateway says about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// It has it.
    Taken,
    /// It refuses this message and always will.
    Refused,
    /// Anything else: it may work later.
    Unreachable,
}

impl Said {
    /// For figures.
    const fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
        }
    }
}

/// A message as a gateway gets it.
struct Letter<'l> {
    /// The same at every attempt.
    id: &'l str,
    /// Name of the reviewed template.
    template: &'static str,
    phone: &'l str,
    values: &'l Values,
    /// The template with its values.
    text: &'l str,
    /// Milliseconds UTC.
    now: i64,
}

/// Carries messages.
trait Gateway: Send + Sync {
    /// Hands one over.
    fn hand_over(&self, letter: &Letter<'_>) -> Said;
}

/// Everything about messages that a service is set up with.
pub(super) struct Post {
    way: Way,
    gateway: Option<Box<dyn Gateway>>,
    outbox: Option<Outbox>,
    signatures: Option<Signatures>,
    signature: String,
    host: String,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Post({:?})", self.way)
    }
}

/// What people type: without the scheme.
pub(super) fn host(public_url: &str) -> &str {
    public_url.split_once("://").map_or(public_url, |(_, host)| host)
}

impl Post {
    /// Of these settings.
    pub(super) fn new(sms: &Sms, secrets: &Secrets, public_url: &str) -> Result<Self, StartFault> {
        let host = host(public_url);
        for kind in Kind::ALL {
            kind.template(&sms.signature, host).map_err(|fault| StartFault::Sms(fault.to_string()))?;
        }
        let signatures = secrets.gateway.as_ref().map(Signatures::new);
        let (way, gateway, outbox): (_, Option<Box<dyn Gateway>>, _) = match &sms.url {
            Some(url) => {
                let signatures = signatures.clone().ok_or_else(|| StartFault::Secrets("gateway: there are no keys".into()))?;
                (Way::Webhook, Some(Box::new(Webhook::new(url, secrets.test, signatures)?)), None)
            }
            None if secrets.test => {
                let outbox = Outbox::default();
                (Way::Outbox, Some(Box::new(outbox.clone())), Some(outbox))
            }
            None => (Way::Nowhere, None, None),
        };
        Ok(Self { way, gateway, outbox, signatures, signature: sms.signature.clone(), host: host.to_owned() })
    }

    /// The list of the demo and of tests.
    pub(super) const fn outbox(&self) -> Option<&Outbox> {
        self.outbox.as_ref()
    }

    /// Whether a report was signed by the gateway, not long ago.
    pub(super) fn is_ours(&self, report: &Signed<'_>, now: i64) -> bool {
        self.signatures.as_ref().is_some_and(|signatures| report.fits(Subject::Report, signatures, now))
    }

    /// Puts the message together and hands it over.
    fn hand_over(&self, gateway: &dyn Gateway, message: &Outgoing, now: i64) -> Said {
        let template = message.kind.template(&self.signature, &self.host);
        let rendered = template.and_then(|template| template.render(&message.values));
        // The template was checked at the start and the values when the message was queued: by another version of this program, then.
        let Ok(rendered) = rendered else { return Said::Refused };
        gateway.hand_over(&Letter {
            id: &message.id,
            template: message.kind.word(),
            phone: &message.phone,
            values: &message.values,
            text: rendered.text(),
            now,
        })
    }
}

/// A text that is wiped: it holds a phone and perhaps a code.
type Wiped = Zeroizing<Vec<u8>>;
