//! Secrets that are handed out once and recognised by their digest: links and refresh tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20::ChaCha20Rng;
use rand_core::Rng as _;
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// 32 random bytes as 43 characters for a link or a cookie.
pub(super) fn fresh(rng: &mut ChaCha20Rng) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(bytes.as_mut_slice());
    Zeroizing::new(BASE64.encode(bytes.as_slice()))
}

/// SHA-256, hexadecimal. Enough for secrets of 256 random bits: there is nothing to try.
pub(super) fn digest_of(text: &str) -> String {
    hex::encode(digest(&SHA256, text.as_bytes()))
}
