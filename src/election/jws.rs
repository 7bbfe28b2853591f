//! Signed documents of the service: compact JWS (RFC 7515) of canonical JSON, by Ed25519 (RFC 8037), in one form only.
//!
//! The sheet of the paper ballots and the certificate of the result are read by courts and auditors with tools of their own, and
//! every language has one for this format. What makes the format dangerous is what a reader may believe of a header: here the
//! reader believes nothing. For a purpose and a key there is exactly one header,
//!
//! ```text
//! {"alg":"EdDSA","kid":"<RFC 7638 thumbprint of the key>","typ":"yepiao-certificate-v1+jws"}
//! ```
//!
//! and a document with any other bytes in its place is refused, whatever they say: another algorithm or none, another purpose
//! (RFC 8725 section 3.11), a key of its own (`jwk`, `jku`, `x5c`), extensions (`crit`, `b64`), members twice, in another order or
//! with spaces. The payload is canonical JSON too, base64url has no padding and no spare bits set, and there are exactly three
//! parts: a document has one text, so that its digest identifies it.
//!
//! `alg` is `EdDSA`, as tools know it today; RFC 9864 now also names it `Ed25519`. With one fixed key of one kind both say the same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::jcs::{from_jcs, to_jcs};
use super::json::JsonFault;
use crate::crypto::ed25519::{SigningKey, VerifyingKey};
use crate::crypto::hash::Digest;

/// The longest document that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// Length of a signature in base64url.
const SIGNATURE_TEXT: usize = 86;

/// What a document is. Each has a `typ` and, by the opening, a key of its own (protocol.md Part I, 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The certificate of the result (protocol.md Part I, 14).
    Certificate,
    /// The sheet of the paper ballots (protocol.md Part I, 13).
    Paper,
}

impl Purpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Certificate, Self::Paper];

    /// The header's `typ`. A change of what the payload means is another one.
    pub const fn typ(self) -> &'static str {
        match self {
            Self::Certificate => "yepiao-certificate-v1+jws",
            Self::Paper => "yepiao-paper-v1+jws",
        }
    }
}

/// Why bytes are not the document they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsFault {
    /// Longer than [`MAX_BYTES`].
    #[error("longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Not three parts of base64url with points between.
    #[error("not three parts with points between")]
    Parts,
    /// A part is not base64url without padding, or has a second spelling.
    #[error("{part}: not canonical base64url without padding")]
    Base64 {
        /// Which part.
        part: &'static str,
    },
    /// The header is not the only one that is allowed.
    #[error("the header's `{member}` is not the one of this purpose and key, or there is more in it or less")]
    Header {
        /// The first member that differs; `.` if it is not that.
        member: &'static str,
    },
    /// The signature is not by the key.
    #[error("the signature is false")]
    Signature,
    /// The payload is not the canonical JSON of what the purpose asks for.
    #[error("payload: {0}")]
    Json(#[from] JsonFault),
}

/// The protected header. Fields stand in the order of their names, as in canonical JSON.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

impl Header {
    fn new(purpose: Purpose, key: &VerifyingKey) -> Self {
        Self { alg: "EdDSA".into(), kid: key_id(key), typ: purpose.typ().into() }
    }

    /// The header as it stands in a document.
    fn text(&self) -> Result<String, JsonFault> {
        Ok(URL_SAFE_NO_PAD.encode(to_jcs(self)?))
    }

    /// In which member `found`, which is not this header's text, differs.
    fn differs(&self, found: &[u8]) -> &'static str {
        let Ok(found) = serde_json::from_slice::<Self>(found) else { return "." };
        match () {
            () if found.alg != self.alg => "alg",
            () if found.typ != self.typ => "typ",
            () if found.kid != self.kid => "kid",
            () => ".",
        }
    }
}

/// A key's name, `kid`: the thumbprint of RFC 7638 of its JWK, SHA-256 of `{"crv":"Ed25519","kty":"OKP","x":"…"}` in base64url
/// (RFC 8037 appendix A.3). It only helps to find the key; which key signs is fixed by the opening.
pub fn key_id(key: &VerifyingKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Digest::of(jwk.as_bytes()).0)
}

/// Signs a document.
pub fn sign<T: Serialize>(purpose: Purpose, key: &SigningKey, payload: &T) -> Result<String, JsonFault> {
    let header = Header::new(purpose, &key.verifying_key()).text()?;
    let mut text = format!("{header}.{}", URL_SAFE_NO_PAD.encode(to_jcs(payload)?));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()));
    text.push('.');
    text.push_str(&signature);
    Ok(text)
}

/// Reads a document of this purpose signed by this key. The signature is verified before the payload is looked at.
pub fn open<T: Serialize + DeserializeOwned>(purpose: Purpose, key: &VerifyingKey, bytes: &[u8]) -> Result<T, JwsFault> {
    if bytes.len() > MAX_BYTES {
        return Err(JwsFault::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| JwsFault::Parts)?;
    let (signed, signature) = text.rsplit_once('.').ok_or(JwsFault::Parts)?;
    let (header, payload) = signed.split_once('.').filter(|(_, payload)| !payload.contains('.')).ok_or(JwsFault::Parts)?;
    let decode = |part, text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| JwsFault::Base64 { part });

    let only = Header::new(purpose, key);
    if header != only.text()? {
        return Err(JwsFault::Header { member: only.differs(&decode("header", header)?) });
    }
    // Its length first: what is not 64 bytes need not be decoded to be refused.
    let signature = if signature.len() == SIGNATURE_TEXT { decode("signature", signature)? } else { Vec::new() };
    if !key.verify(signed.as_bytes(), &signature) {
        return Err(JwsFault::Signature);
    }
    Ok(from_jcs(&decode("payload", payload)?)?)
}
