//! Texts that are signed, and signed texts that only one member can open.
//!
//! `send(sk, ek, m)` is the encryption to ek of the signed text `{"recipient":ek,"message":m}`: the recipient stands inside, so
//! that nobody can pass a received text on as if it had been meant for another (Davis, USENIX 2001).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::fresh;
use super::member::Member;
use crate::crypto::channel::{Encrypted, EncryptedFault};
use crate::crypto::group::{Encoding, Point};
use crate::crypto::proof::Proof;
use crate::crypto::signature;
use crate::election::json::{self, JsonFault};
use crate::election::trustees::SignedMessage;

/// Why a sealed text cannot be opened or is not for us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeFault {
    /// Not the canonical JSON of an encrypted text.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// It cannot be decrypted.
    #[error("{0}")]
    Encrypted(#[from] EncryptedFault),
    /// It decrypts, but not to the text that belongs there.
    #[error("decrypts to something of another form")]
    Content,
    /// Written for somebody else.
    #[error("written for another recipient")]
    Recipient,
    /// Not signed by the sender.
    #[error("not signed by its sender")]
    Signature,
}

/// What is inside the encryption.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct SecretSigned {
    message: String,
    #[zeroize(skip)]
    signature: Proof,
}

/// What is inside the signature.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Addressed {
    #[zeroize(skip)]
    recipient: Encoding,
    message: String,
}

/// The text that a signature of `message` signs.
fn signed_text(message: &str) -> Zeroizing<String> {
    Zeroizing::new(["sigmsg|", message, "|"].concat())
}

/// The member's signature of a text.
pub(super) fn sign<R: CryptoRng + ?Sized>(member: &Member, message: &str, rng: &mut R) -> Proof {
    signature::sign(&member.sk, &signed_text(message), &fresh(rng))
}

/// A text with the member's signature.
pub(super) fn signed<R: CryptoRng + ?Sized>(member: &Member, message: String, rng: &mut R) -> SignedMessage {
    SignedMessage { signature: sign(member, &message, rng), message }
}

/// Whether the owner of `key` signed the text.
pub(super) fn is_signed(key: &Point, message: &str, proof: &Proof) -> bool {
    signature::verify(key, &signed_text(message), proof)
}

/// The canonical JSON of a public value as a text.
pub(super) fn text<T: Serialize>(value: &T) -> Result<String, JsonFault> {
    from_utf8(json::to_canonical(value)?)
}

/// JSON is UTF-8; the type does not say so.
fn from_utf8(bytes: Vec<u8>) -> Result<String, JsonFault> {
    String::from_utf8(bytes).map_err(|_| JsonFault::Shape { path: ".".into(), reason: "not UTF-8".into() })
}

/// The canonical JSON of a secret as a text.
fn secret_text<T: Serialize>(value: &T) -> Result<String, JsonFault> {
    let mut bytes = json::to_canonical_secret(value)?;
    from_utf8(std::mem::take(&mut *bytes))
}

/// Seals the JSON of `secret` from `sender` for the owner of the encryption key `recipient`.
pub(super) fn seal<T: Serialize, R: CryptoRng + ?Sized>(
    sender: &Member,
    recipient: (&Point, Encoding),
    secret: &T,
    rng: &mut R,
) -> Result<String, JsonFault> {
    let (key, recipient) = recipient;
    let addressed = Addressed { recipient, message: secret_text(secret)? };
    let message = secret_text(&addressed)?;
    let signed = SecretSigned { signature: sign(sender, &message, rng), message };
    let plaintext = json::to_canonical_secret(&signed)?;
    let (k, r) = (fresh(rng), fresh(rng));
    let too_long = || JsonFault::Shape { path: ".".into(), reason: "too long to be encrypted".into() };
    text(&Encrypted::new(key, &plaintext, &r, &k).ok_or_else(too_long)?)
}

/// What can be checked of a sealed text from outside.
pub(super) fn check(sealed: &str) -> Result<(), EnvelopeFault> {
    json::from_canonical::<Encrypted>(sealed.as_bytes())?.check().map_err(EnvelopeFault::Encrypted)
}

/// Opens what the owner of the signing key `sender` sealed for `recipient`.
pub(super) fn open<T: Serialize + for<'de> Deserialize<'de>>(
    recipient: &Member,
    sender: &Point,
    sealed: &[u8],
) -> Result<T, EnvelopeFault> {
    let encrypted: Encrypted = json::from_canonical(sealed)?;
    let plaintext = encrypted.open(&recipient.dk)?;
    let content = |_| EnvelopeFault::Content;
    let signed: SecretSigned = json::from_canonical_secret(&plaintext).map_err(content)?;
    if !is_signed(sender, &signed.message, &signed.signature) {
        return Err(EnvelopeFault::Signature);
    }
    let addressed: Addressed = json::from_canonical_secret(signed.message.as_bytes()).map_err(content)?;
    if addressed.recipient != recipient.encryption {
        return Err(EnvelopeFault::Recipient);
    }
    json::from_canonical_secret(addressed.message.as_bytes()).map_err(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::ceremony::MemberSeed;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    #[test]
    fn every_layer_is_checked() {
        let rng = &mut ChaCha20Rng::from_seed([2; 32]);
        let [a, b, c] = [(); 3].map(|()| Member::new(&MemberSeed::random(rng)));
        let point = |encoding: &Encoding| encoding.decode().unwrap();
        let (from_a, to_b) = (point(&a.verification), point(&b.encryption));
        let sealed = seal(&a, (&to_b, b.encryption), &"secret", rng).unwrap();
        assert_eq!(check(&sealed), Ok(()));
        assert_eq!(open::<String>(&b, &from_a, sealed.as_bytes()), Ok("secret".to_owned()));

        let opened = |member: &Member, sender: &Member, sealed: &str| {
            open::<String>(member, &point(&sender.verification), sealed.as_bytes()).unwrap_err()
        };
        assert_eq!(opened(&c, &a, &sealed), EnvelopeFault::Encrypted(EncryptedFault::Tag));
        assert_eq!(opened(&b, &c, &sealed), EnvelopeFault::Signature);
        assert!(matches!(opened(&b, &a, &format!("{sealed}\n")), EnvelopeFault::Json(_)));
        // Encrypted to b, addressed to c: what c would do who passes on what it received.
        let passed_on = seal(&a, (&to_b, c.encryption), &"secret", rng).unwrap();
        assert_eq!(opened(&b, &a, &passed_on), EnvelopeFault::Recipient);
        let number = seal(&a, (&to_b, b.encryption), &7, rng).unwrap();
        assert_eq!(opened(&b, &a, &number), EnvelopeFault::Content);
        let bare = Encrypted::new(&to_b, b"\"secret\"", &fresh(rng), &fresh(rng)).unwrap();
        assert_eq!(opened(&b, &a, &text(&bare).unwrap()), EnvelopeFault::Content);
    }
}
