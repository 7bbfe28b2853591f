//! Real-name services 实名认证 that prove who a voter is (level `official`): an edge behind a small trait. What is made of their word
//! is decided below ([`crate::flows::casting::official`]).
//!
//! Why a bridge and no library of one provider: as with messages, every provider has its own interface and an operator has one contract.
//! The voter's page shows a link to the bridge, with a reference that stands for the session; the bridge has the provider look at the
//! person, and reports who it was. The few lines that turn that into our report are the operator's:
//!
//! ```text
//! GET https://id.example.cn/yepiao?reference=…       opened by the voter: the address of `--identity-url`
//!
//! POST /api/v1/identity/confirmations                by the bridge
//! Content-Type: application/json
//! Yepiao-Signature: HEX                of `yepiao/identity/v1|confirm|SECONDS|BODY`, with the ring `identity`, and two more headers:
//!                                      see `src/api/signature.rs`
//!
//! {"reference":"…","name":"王小明","last_four":"123X"}
//! ```
//!
//! The answer: 204, noted, now or from before, whether it was the voter or not: the bridge is not told who has which slip; 410, a
//! reference that is not good any more; 401, not signed.
//!
//! Why name and last four characters, and not the ID number: the service keeps no number, only a keyed digest and these four, and what
//! is not sent cannot be lost. Whoever has somebody else's slip would have to be a person of the same name with the same four.
//!
//! Why the bridge has to say whose vote it is: a reference can be passed on, like a code that was sent. The bridge's page shows, before
//! anything else: 「您正在为自己的投票确认身份。链接是别人发来的，请关闭。」

use std::fmt;

use zeroize::Zeroizing;

use super::outside;
use super::service::{Keys, StartFault};
use super::signature::{Signatures, Signed, Subject};
use crate::flows::secrets::Secrets;

/// What stands for the reference in the address.
const REFERENCE: &str = "{reference}";

/// A real-name service.
trait Provider: Send + Sync {
    /// Where a voter proves who they are.
    fn address(&self, reference: &str) -> String;
    /// Whether a report is its own, of about `now` (milliseconds UTC).
    fn said(&self, report: &Signed<'_>, now: i64) -> bool;
}

/// The operator's program between the service and a provider.
struct Bridge {
    /// With one `{reference}`.
    address: String,
    signatures: Signatures,
}

impl Provider for Bridge {
    fn address(&self, reference: &str) -> String {
        self.address.replace(REFERENCE, reference)
    }

    fn said(&self, report: &Signed<'_>, now: i64) -> bool {
        report.fits(Subject::Identity, &self.signatures, now)
    }
}

/// Who proves who voters are, if anybody does.
pub(super) struct Identity(Option<Box<dyn Provider>>);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.is_there())
    }
}

impl Identity {
    /// Of an address with `{reference}` in it.
    pub(super) fn new(address: Option<&str>, secrets: &Secrets) -> Result<Self, StartFault> {
        let Some(address) = address else { return Ok(Self(None)) };
        // Voters open it: the own machine is theirs.
        let safe = outside::fits(address, secrets.test) && (secrets.test || address.starts_with("https://"));
        if !safe || address.matches(REFERENCE).count() != 1 {
            let text =
                "the real-name service's address has to begin with https:// (http:// only for tests) and to have one {reference}";
            return Err(StartFault::Identity(text.into()));
        }
        let ring = secrets.identity.as_ref().ok_or_else(|| {
            StartFault::Secrets("identity: there are no keys; add such a section as `yepiao secrets` writes".into())
        })?;
        Ok(Self(Some(Box::new(Bridge { address: address.to_owned(), signatures: Signatures::new(ring) }))))
    }

    /// Whether there is one.
    pub(super) const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Where a voter goes with a reference. The reference is no secret: whoever has it can only prove who they are themselves.
    pub(super) fn address(&self, reference: &str) -> Option<Zeroizing<String>> {
        self.0.as_ref().map(|provider| Zeroizing::new(provider.address(reference)))
    }

    /// Whether it says what a request says.
    pub(super) fn said(&self, report: &Signed<'_>, now: i64) -> bool {
        self.0.as_ref().is_some_and(|provider| provider.said(report, now))
    }
}

/// Whether a service with these keys could ask at this address.
pub fn check_identity(address: Option<&str>, keys: &Keys) -> Result<bool, StartFault> {
    Ok(Identity::new(address, &keys.read()?)?.is_there())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_safe_and_has_a_place_for_the_reference() {
        let secrets = Secrets::of_the_demo();
        let identity = Identity::new(Some("https://id.example.cn/yepiao?reference={reference}"), &secrets).unwrap();
        assert_eq!(identity.address("K7P4").unwrap().as_str(), "https://id.example.cn/yepiao?reference=K7P4");
        for address in
            ["https://id.example.cn/", "https://id.example.cn/{reference}/{reference}", "ftp://id.example.cn/{reference}"]
        {
            assert!(matches!(Identity::new(Some(address), &secrets), Err(StartFault::Identity(_))), "{address}");
        }
        let none = Secrets { identity: None, ..Secrets::of_the_demo() };
        assert!(matches!(Identity::new(Some("https://id.example.cn/{reference}"), &none), Err(StartFault::Secrets(_))));
        assert!(Identity::new(None, &none).unwrap().address("K7P4").is_none());
    }
}
