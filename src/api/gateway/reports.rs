//! What the gateway reports about messages that it took, signed like what goes to it.
//!
//! ```text
//! POST /api/v1/messages/reports
//! Content-Type: application/json
//! Yepiao-Timestamp: SECONDS            since 1970, not five minutes off
//! Yepiao-Key: NAME                     which key of the ring `gateway`
//! Yepiao-Signature: HEX                HMAC-SHA-256 under that key of `yepiao/gateway/v1|report|SECONDS|BODY`
//!
//! {"reports":[{"id":"…","state":"delivered"}]}
//! ```
//!
//! A report may come twice, late, and about messages that are forgotten: it changes what it still can, and the answer is the same.

use super::signature::{From, Signatures};

/// Header: seconds since 1970.
pub(in super::super) const TIMESTAMP: &str = "Yepiao-Timestamp";
/// Header: name of a key.
pub(in super::super) const KEY: &str = "Yepiao-Key";
/// Header: hexadecimal.
pub(in super::super) const SIGNATURE: &str = "Yepiao-Signature";

/// A report as it came.
pub(in super::super) struct Report<'r> {
    /// Headers, in the order of the constants.
    pub(in super::super) headers: [Option<&'r str>; 3],
    /// The body's bytes.
    pub(in super::super) body: &'r [u8],
}

impl Report<'_> {
    /// Whether the gateway signed it, not long before `now` (milliseconds UTC).
    pub(super) fn is_signed(&self, signatures: &Signatures, now: i64) -> bool {
        let [Some(seconds), Some(key), Some(signature)] = self.headers else { return false };
        let Ok(seconds) = seconds.parse() else { return false };
        signatures.verify(From::Gateway, (key, signature), (seconds, now.div_euclid(1000)), self.body)
    }
}
