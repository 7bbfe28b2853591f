//! Signatures between the service and its gateway: HMAC-SHA-256 (RFC 2104) over what is said, when, and in which direction.

use std::collections::BTreeMap;
use std::sync::Arc;

use ring::hmac;
use zeroize::Zeroizing;

use crate::flows::secrets::Ring;

/// How much the clocks may differ, seconds; a request that was recorded is worth nothing later.
const LEEWAY: u64 = 300;

/// Who speaks. It stands in what is signed, so that nothing can be sent back to where it came from.
#[derive(Debug, Clone, Copy)]
pub(super) enum From {
    /// The service.
    Service,
    /// The gateway.
    Gateway,
}

/// Keys by name; older ones still verify.
#[derive(Clone)]
pub(super) struct Signatures {
    current: String,
    keys: Arc<BTreeMap<String, hmac::Key>>,
}

impl From {
    const fn word(self) -> &'static str {
        match self {
            Self::Service => "send",
            Self::Gateway => "report",
        }
    }
}

/// What is signed: `yepiao/gateway/v1|SPEAKER|SECONDS|BODY`.
fn signed(from: From, seconds: i64, body: &[u8]) -> Zeroizing<Vec<u8>> {
    let head = format!("yepiao/gateway/v1|{}|{seconds}|", from.word());
    Zeroizing::new([head.as_bytes(), body].concat())
}

impl Signatures {
    /// With the keys of the secrets.
    pub(super) fn new(ring: &Ring) -> Self {
        let keys = ring.keys.iter().map(|(id, key)| (id.clone(), hmac::Key::new(hmac::HMAC_SHA256, key.as_slice())));
        Self { current: ring.current.clone(), keys: Arc::new(keys.collect()) }
    }

    /// Name of the key and the signature, hexadecimal.
    pub(super) fn sign(&self, from: From, seconds: i64, body: &[u8]) -> Option<(&str, String)> {
        let key = self.keys.get(&self.current)?;
        Some((&self.current, hex::encode(hmac::sign(key, &signed(from, seconds, body)))))
    }

    /// Whether somebody with the key said this, at a time not far from `now` (both in seconds).
    pub(super) fn verify(&self, from: From, (key, signature): (&str, &str), (seconds, now): (i64, i64), body: &[u8]) -> bool {
        let Some(key) = self.keys.get(key) else { return false };
        let Ok(signature) = hex::decode(signature) else { return false };
        now.abs_diff(seconds) <= LEEWAY && hmac::verify(key, &signed(from, seconds, body), &signature).is_ok()
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
        let (key, signature) = signatures.sign(From::Gateway, NOW, b"{}").unwrap();
        let good = |from, key: &str, signature: &str, at, body: &[u8]| signatures.verify(from, (key, signature), (at, NOW), body);
        assert!(good(From::Gateway, key, &signature, NOW, b"{}"));
        assert!(!good(From::Service, key, &signature, NOW, b"{}"), "sent back");
        assert!(!good(From::Gateway, key, &signature, NOW, b"[]"), "another body");
        assert!(!good(From::Gateway, key, &signature, NOW + 1, b"{}"), "another time");
        assert!(!good(From::Gateway, "other", &signature, NOW, b"{}"), "another key");
        for signature in ["", "zz", &signature[1..], &signature[2..], &format!("{signature}00")] {
            assert!(!good(From::Gateway, key, signature, NOW, b"{}"), "{signature}");
        }
        for (at, fits) in [(NOW - 301, false), (NOW - 300, true), (NOW + 300, true), (NOW + 301, false), (i64::MIN, false)] {
            let (key, signature) = signatures.sign(From::Gateway, at, b"{}").unwrap();
            assert_eq!(good(From::Gateway, key, &signature, at, b"{}"), fits, "{at}");
        }
    }

    #[test]
    fn a_program_that_was_not_written_by_us_gets_the_same() {
        let ring = Secrets::of_the_demo().gateway.unwrap();
        let (_, signature) = Signatures::new(&ring).sign(From::Service, NOW, b"{}").unwrap();
        // printf 'yepiao/gateway/v1|send|1800000000|{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY, where KEY is
        // printf yepiao/demo/not-a-secret/gateway | sha256sum
        assert_eq!(signature, "0f742241965b37b5f52570677dac468ca78fcfe136e25978594b795709d4de13");
    }
}
