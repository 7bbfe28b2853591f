//! Signatures between the service and the programs that an operator runs beside it, the gateway of messages and the bridge to a real-name
//! service: HMAC-SHA-256 (RFC 2104) over what is said, when, by whom and about what.
//!
//! ```text
//! Yepiao-Timestamp: SECONDS            since 1970, not five minutes off
//! Yepiao-Key: NAME                     which key of the ring that both have
//! Yepiao-Signature: HEX                HMAC-SHA-256 under that key of `yepiao/SUBJECT|SECONDS|BODY`
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use ring::hmac;
use zeroize::Zeroizing;

use crate::flows::secrets::Ring;

/// How much the clocks may differ, seconds; a request that was recorded is worth nothing later.
const LEEWAY: u64 = 300;

/// Header: seconds since 1970.
pub(super) const TIMESTAMP: &str = "Yepiao-Timestamp";
/// Header: name of a key.
pub(super) const KEY: &str = "Yepiao-Key";
/// Header: hexadecimal.
pub(super) const SIGNATURE: &str = "Yepiao-Signature";

/// What is said by whom. It stands in what is signed, so that nothing can be sent back to where it came from, or elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    /// The service hands a message to the gateway.
    Send,
    /// The gateway reports what became of messages.
    Report,
    /// A real-name service says who somebody is.
    Identity,
}

/// Keys by name; older ones still verify.
#[derive(Clone)]
pub(super) struct Signatures {
    current: String,
    keys: Arc<BTreeMap<String, hmac::Key>>,
}

impl Subject {
    const fn words(self) -> &'static str {
        match self {
            Self::Send => "gateway/v1|send",
            Self::Report => "gateway/v1|report",
            Self::Identity => "identity/v1|confirm",
        }
    }
}

/// What is signed: `yepiao/SUBJECT|SECONDS|BODY`.
fn signed(subject: Subject, seconds: i64, body: &[u8]) -> Zeroizing<Vec<u8>> {
    let head = format!("yepiao/{}|{seconds}|", subject.words());
    Zeroizing::new([head.as_bytes(), body].concat())
}

impl Signatures {
    /// With the keys of the secrets.
    pub(super) fn new(ring: &Ring) -> Self {
        let keys = ring.keys.iter().map(|(id, key)| (id.clone(), hmac::Key::new(hmac::HMAC_SHA256, key.as_slice())));
        Self { current: ring.current.clone(), keys: Arc::new(keys.collect()) }
    }

    /// Name of the key and the signature, hexadecimal.
    pub(super) fn sign(&self, subject: Subject, seconds: i64, body: &[u8]) -> Option<(&str, String)> {
        let key = self.keys.get(&self.current)?;
        Some((&self.current, hex::encode(hmac::sign(key, &signed(subject, seconds, body)))))
    }

    /// Whether somebody with the key said this, at a time not far from `now` (both in seconds).
    fn verify(&self, subject: Subject, (key, signature): (&str, &str), (seconds, now): (i64, i64), body: &[u8]) -> bool {
        let Some(key) = self.keys.get(key) else { return false };
        let Ok(signature) = hex::decode(signature) else { return false };
        now.abs_diff(seconds) <= LEEWAY && hmac::verify(key, &signed(subject, seconds, body), &signature).is_ok()
    }
}

/// A request that says that it is signed.
pub(super) struct Signed<'r> {
    headers: [Option<&'r str>; 3],
    body: &'r [u8],
}

impl<'r> Signed<'r> {
    /// Of what finds a header by its name, and the body's bytes.
    pub(super) fn new(header: impl Fn(&str) -> Option<&'r str>, body: &'r [u8]) -> Self {
        Self { headers: [TIMESTAMP, KEY, SIGNATURE].map(header), body }
    }

    /// Whether somebody with one of these keys signed it, about this, not long before `now` (milliseconds UTC).
    pub(super) fn fits(&self, subject: Subject, signatures: &Signatures, now: i64) -> bool {
        let [Some(seconds), Some(key), Some(signature)] = self.headers else { return false };
        let Ok(seconds) = seconds.parse() else { return false };
        signatures.verify(subject, (key, signature), (seconds, now.div_euclid(1000)), self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::secrets::Secrets;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn nothing_signed_can_be_changed_kept_or_sent_back() {
        let ring = Secrets::of_the_demo().gateway.unwrap();
        let signatures = Signatures::new(&ring);
        let (key, signature) = signatures.sign(Subject::Report, NOW, b"{}").unwrap();
        let good =
            |subject, key: &str, signature: &str, at, body: &[u8]| signatures.verify(subject, (key, signature), (at, NOW), body);
        assert!(good(Subject::Report, key, &signature, NOW, b"{}"));
        assert!(!good(Subject::Send, key, &signature, NOW, b"{}"), "sent back");
        assert!(!good(Subject::Identity, key, &signature, NOW, b"{}"), "sent elsewhere");
        assert!(!good(Subject::Report, key, &signature, NOW, b"[]"), "another body");
        assert!(!good(Subject::Report, key, &signature, NOW + 1, b"{}"), "another time");
        assert!(!good(Subject::Report, "other", &signature, NOW, b"{}"), "another key");
        for signature in ["", "zz", &signature[1..], &signature[2..], &format!("{signature}00")] {
            assert!(!good(Subject::Report, key, signature, NOW, b"{}"), "{signature}");
        }
        for (at, fits) in [(NOW - 301, false), (NOW - 300, true), (NOW + 300, true), (NOW + 301, false), (i64::MIN, false)] {
            let (key, signature) = signatures.sign(Subject::Report, at, b"{}").unwrap();
            assert_eq!(good(Subject::Report, key, &signature, at, b"{}"), fits, "{at}");
        }
    }

    #[test]
    fn a_program_that_was_not_written_by_us_gets_the_same() {
        let ring = Secrets::of_the_demo().gateway.unwrap();
        let (_, signature) = Signatures::new(&ring).sign(Subject::Send, NOW, b"{}").unwrap();
        // printf 'yepiao/gateway/v1|send|1800000000|{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY, where KEY is
        // printf yepiao/demo/not-a-secret/gateway | sha256sum
        assert_eq!(signature, "0f742241965b37b5f52570677dac468ca78fcfe136e25978594b795709d4de13");
    }
}
