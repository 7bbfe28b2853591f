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

    /// The longest document that is read, in bytes. Twice what the greatest ballot that can be held needs
    /// ([`super::parameters::MAX_BALLOT`]); a sheet is read into memory some thirty times its size.
    pub const fn max_bytes(self) -> usize {
        match self {
            Self::Certificate => 64 << 20,
            Self::Paper => 2 << 20,
        }
    }
}

/// Why bytes are not the document they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsFault {
    /// Longer than [`Purpose::max_bytes`].
    #[error("longer than {0} bytes")]
    TooLong(usize),
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
    #[error("the header is not the only one of this purpose and key ({member})")]
    Header {
        /// The first of `alg`, `typ` and `kid` that differs; `.` if there is more in it, less, or another spelling.
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

/// Reads a document of this purpose signed by this key.
pub fn open<T: Serialize + DeserializeOwned>(purpose: Purpose, key: &VerifyingKey, bytes: &[u8]) -> Result<T, JwsFault> {
    Ok(from_jcs(&payload(purpose, key, bytes)?)?)
}

/// The payload of a document of this purpose signed by this key, not looked at yet.
pub(super) fn payload(purpose: Purpose, key: &VerifyingKey, bytes: &[u8]) -> Result<Vec<u8>, JwsFault> {
    if bytes.len() > purpose.max_bytes() {
        return Err(JwsFault::TooLong(purpose.max_bytes()));
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
    decode("payload", payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const PURPOSE: Purpose = Purpose::Certificate;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32]).unwrap()
    }

    fn payload() -> Value {
        json!({"b": [1, {"业": "票"}], "a": true})
    }

    fn encode(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    /// Parts as they are, signed by the right key: what a careless or dishonest service could sign.
    fn signed(header: &str, payload: &str) -> String {
        let text = format!("{header}.{payload}");
        let signature = URL_SAFE_NO_PAD.encode(key().sign(text.as_bytes()));
        format!("{text}.{signature}")
    }

    fn read(text: &str) -> Result<Value, JwsFault> {
        open(PURPOSE, &key().verifying_key(), text.as_bytes())
    }

    /// RFC 8037 appendix A: the key's thumbprint and the signature of a text.
    #[test]
    fn key_ids_and_signatures_are_those_of_the_rfc() {
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let key = SigningKey::from_seed(&seed.try_into().unwrap()).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes()), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key_id(&key.verifying_key()), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())), signature);
        // Valid by the RFC, and refused here: its header says nothing of a purpose and a key.
        let text = format!("{signed}.{signature}");
        let fault = open::<Value>(PURPOSE, &key.verifying_key(), text.as_bytes());
        assert_eq!(fault, Err(JwsFault::Header { member: "." }));
    }

    #[test]
    fn a_document_has_one_text() {
        let text = sign(PURPOSE, &key(), &payload()).unwrap();
        assert_eq!(read(&text), Ok(payload()));
        let parts: Vec<&str> = text.split('.').collect();
        let header = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        let kid = key_id(&key().verifying_key());
        assert_eq!(header, format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"yepiao-certificate-v1+jws"}}"#));
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[1]).unwrap(), r#"{"a":true,"b":[1,{"业":"票"}]}"#.as_bytes());

        // Every change of one character, every one left out, doubled or put in.
        for at in 0..text.len() {
            let (before, after) = text.split_at(at);
            let (this, rest) = after.split_at(1);
            let mut others = vec![format!("{before}{rest}"), format!("{before}{this}{this}{rest}")];
            for other in ["A", "B", "_", "-", "+", "/", "=", ".", " ", "\n", "%", "业"].into_iter().filter(|other| *other != this)
            {
                others.extend([format!("{before}{other}{rest}"), format!("{before}{other}{after}")]);
            }
            for other in others {
                assert!(read(&other).is_err(), "{other}");
            }
        }
        for end in ["A", "=", "==", ".", "\n", " ", "\0"] {
            assert!(read(&format!("{text}{end}")).is_err() && read(&format!("{end}{text}")).is_err(), "{end:?}");
        }
    }

    #[test]
    fn only_one_header_is_believed() {
        let kid = key_id(&key().verifying_key());
        let good = format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"yepiao-certificate-v1+jws"}}"#);
        let body = URL_SAFE_NO_PAD.encode(to_jcs(&payload()).unwrap());
        assert_eq!(read(&signed(&encode(&good), &body)), Ok(payload()));
        let x = URL_SAFE_NO_PAD.encode(key().verifying_key().as_bytes());
        let with = |more: &str| good.replacen('{', &format!("{{{more},"), 1);
        let replaced = |from: &str, to: &str| good.replacen(from, to, 1);
        for (name, header, member) in [
            ("no algorithm", replaced("EdDSA", "none"), "alg"),
            ("the key as a secret", replaced("EdDSA", "HS256"), "alg"),
            ("another curve", replaced("EdDSA", "ES256"), "alg"),
            ("other letters", replaced("EdDSA", "EDDSA"), "alg"),
            ("the newer name", replaced("EdDSA", "Ed25519"), "alg"),
            ("another purpose", replaced("certificate", "paper"), "typ"),
            ("another version", replaced("-v1", "-v2"), "typ"),
            ("a whole media type", replaced("yepiao", "application/yepiao"), "typ"),
            ("a session's token", replaced("yepiao-certificate-v1+jws", "JWT"), "typ"),
            ("another key", replaced(&kid, &key_id(&SigningKey::from_seed(&[8; 32]).unwrap().verifying_key())), "kid"),
            ("no kid", replaced(&format!(r#""kid":"{kid}","#), ""), "."),
            ("no typ", replaced(r#","typ":"yepiao-certificate-v1+jws""#, ""), "."),
            ("no alg", replaced(r#""alg":"EdDSA","#, ""), "."),
            ("a key of its own", with(&format!(r#""jwk":{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)), "."),
            ("a key elsewhere", with(r#""jku":"https://example.org/keys""#), "."),
            ("a certificate of its own", with(r#""x5c":["AA=="]"#), "."),
            ("a certificate elsewhere", with(r#""x5u":"https://example.org/x""#), "."),
            ("an extension", with(r#""crit":["exp"],"exp":1"#), "."),
            ("a payload that is not encoded", with(r#""b64":false,"crit":["b64"]"#), "."),
            ("compression", with(r#""zip":"DEF""#), "."),
            ("alg twice", with(r#""alg":"none""#), "."),
            ("typ twice", replaced("jws\"", "jws\",\"typ\":\"JWT\""), "."),
            ("a space", replaced(",", ", "), "."),
            ("a line feed at the end", format!("{good}\n"), "."),
            ("another order", format!(r#"{{"kid":"{kid}","alg":"EdDSA","typ":"yepiao-certificate-v1+jws"}}"#), "."),
            ("an escape", replaced("EdDSA", "\\u0045dDSA"), "."),
            ("null", replaced("\"EdDSA\"", "null"), "."),
            ("a list", format!("[{good}]"), "."),
            ("nothing", String::new(), "."),
            ("no JSON", "EdDSA".into(), "."),
        ] {
            assert_eq!(read(&signed(&encode(&header), &body)), Err(JwsFault::Header { member }), "{name}");
        }
        // The same header with a spelling of its own.
        for header in [format!("{}=", encode(&good)), format!("{} ", encode(&good))] {
            assert_eq!(read(&signed(&header, &body)), Err(JwsFault::Base64 { part: "header" }), "{header}");
        }
    }

    #[test]
    fn a_payload_is_canonical_or_refused() {
        let header = Header::new(PURPOSE, &key().verifying_key()).text().unwrap();
        for payload in
            [r#"{"b":1,"a":2}"#, r#"{"a":1,"a":2}"#, r#"{"a": 1}"#, "{\"a\":1}\n", r#"{"a":1.0}"#, r#"{"a":1e2}"#, "", "{"]
        {
            let refused = read(&signed(&header, &encode(payload)));
            assert!(matches!(refused, Err(JwsFault::Json(_))), "{payload}: {refused:?}");
        }
        // `[1]` is WzFd; `[]` is W10, whose last character has two spare bits.
        assert_eq!(read(&signed(&header, "W10")), Ok(json!([])));
        for payload in ["W11", "W10=", "W1 0", "W1", "W10A", "W+0", "W/0"] {
            let refused = read(&signed(&header, payload));
            assert!(matches!(refused, Err(JwsFault::Base64 { part: "payload" } | JwsFault::Json(_))), "{payload}: {refused:?}");
        }
        let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
        assert!(matches!(read(&signed(&header, &encode(&deep))), Err(JwsFault::Json(_))));
    }

    #[test]
    fn a_signature_is_of_this_text_by_this_key_in_one_spelling() {
        let text = sign(PURPOSE, &key(), &payload()).unwrap();
        let (signed, signature) = text.rsplit_once('.').unwrap();
        let other = SigningKey::from_seed(&[8; 32]).unwrap();
        let by_other = URL_SAFE_NO_PAD.encode(other.sign(signed.as_bytes()));
        let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        // s + q: the same equation, another number.
        let mut greater = bytes.clone();
        let q = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
        let mut carry = 0_u16;
        for (byte, add) in greater[32..].iter_mut().zip(q) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            (*byte, carry) = (u8::try_from(sum & 0xff).unwrap(), sum >> 8);
        }
        for (name, wrong) in [
            ("none", String::new()),
            ("of another key", by_other),
            ("s not reduced", URL_SAFE_NO_PAD.encode(&greater)),
            ("a byte too short", URL_SAFE_NO_PAD.encode(&bytes[1..])),
            ("a byte too long", URL_SAFE_NO_PAD.encode([&bytes[..], &[0]].concat())),
            ("zeros", URL_SAFE_NO_PAD.encode([0; 64])),
        ] {
            assert_eq!(read(&format!("{signed}.{wrong}")), Err(JwsFault::Signature), "{name}");
        }
        // The last character has four spare bits; they are zero.
        let (body, last) = signature.split_at(signature.len() - 1);
        assert!("AQgw".contains(last));
        for spare in ["B", "R", "h", "x"] {
            assert_eq!(read(&format!("{signed}.{body}{spare}")), Err(JwsFault::Base64 { part: "signature" }), "{spare}");
        }
    }

    #[test]
    fn a_document_of_one_purpose_is_none_of_another() {
        let public = key().verifying_key();
        for purpose in Purpose::ALL {
            let text = sign(purpose, &key(), &payload()).unwrap();
            for other in Purpose::ALL {
                let expected = if other == purpose { Ok(payload()) } else { Err(JwsFault::Header { member: "typ" }) };
                assert_eq!(open::<Value>(other, &public, text.as_bytes()), expected);
            }
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let text = sign(PURPOSE, &key(), &payload()).unwrap();
        let parts: Vec<&str> = text.split('.').collect();
        let [header, body, signature] = parts[..] else { panic!("{text}") };
        let flat = json!({"protected": header, "payload": body, "signature": signature}).to_string();
        let general = json!({"payload": body, "signatures": [{"protected": header, "signature": signature}]}).to_string();
        for other in [&flat, &general, "", ".", "..", "...", body, &format!("{header}..{signature}"), &format!("{text}.")] {
            assert!(read(other).is_err(), "{other}");
        }
        assert_eq!(read(&format!("{header}.{body}")), Err(JwsFault::Parts));
        assert_eq!(read(&format!("{text}.{signature}")), Err(JwsFault::Parts));
        assert_eq!(open::<Value>(PURPOSE, &key().verifying_key(), b"\xff.\xff.\xff"), Err(JwsFault::Parts));
        let most = PURPOSE.max_bytes();
        assert_eq!(read(&"A".repeat(most)), Err(JwsFault::Parts));
        assert_eq!(read(&"A".repeat(most + 1)), Err(JwsFault::TooLong(most)));
    }
}
