//! Access tokens of staff: JWT (RFC 7519), EdDSA by `ring` and nothing else, a quarter of an hour.
//!
//! A token says who and in which session; what somebody may do is read from the database at each request. The audience keeps
//! tokens of staff and of voters apart.

use std::collections::BTreeMap;
use std::fmt;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::crypto::ed25519::{SigningKey, VerifyingKey};
use crate::flows::secrets::Secrets;

/// How long a token lives, seconds.
pub(super) const LIFETIME: i64 = 15 * 60;
const AUDIENCE: &str = "staff";

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    aud: String,
    /// Account.
    pub(super) sub: String,
    /// Session.
    pub(super) sid: String,
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
}

/// The library brings no cryptography of its own along: signing and verifying are our ground floor's.
static RING: CryptoProvider =
    CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

struct EdSigner(SigningKey);

impl Signer<Vec<u8>> for EdSigner {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(self.0.sign(message).to_vec())
    }
}

impl JwtSigner for EdSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

struct EdVerifier(VerifyingKey);

impl Verifier<Vec<u8>> for EdVerifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        if self.0.verify(message, signature) { Ok(()) } else { Err(SignatureError::new()) }
    }
}

impl JwtVerifier for EdVerifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

fn key_of(algorithm: Algorithm, family: AlgorithmFamily, bytes: &[u8]) -> Result<[u8; 32], Error> {
    if algorithm != Algorithm::EdDSA || family != AlgorithmFamily::Ed {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    bytes.try_into().map_err(|_| ErrorKind::InvalidEddsaKey.into())
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    let seed = zeroize::Zeroizing::new(key_of(*algorithm, key.family(), key.as_bytes())?);
    let key = SigningKey::from_seed(&seed).map_err(|_| Error::from(ErrorKind::InvalidEddsaKey))?;
    Ok(Box::new(EdSigner(key)))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let bytes = key_of(*algorithm, key.family(), key.try_get_as_bytes()?)?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| Error::from(ErrorKind::InvalidEddsaKey))?;
    Ok(Box::new(EdVerifier(key)))
}

/// Makes and checks tokens.
pub(super) struct Tokens {
    pub(super) current: String,
    pub(super) signing: EncodingKey,
    pub(super) known: BTreeMap<String, DecodingKey>,
    validation: Validation,
    pub(super) cast: Validation,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens(current: {:?})", self.current)
    }
}

impl Tokens {
    /// With the keys of these secrets. None if one of them cannot be a key.
    pub(super) fn new(secrets: &Secrets) -> Option<Self> {
        // Somebody else in this process may have done it; then it is the same one.
        let _ = RING.install_default();
        let ring = &secrets.tokens;
        let mut known = BTreeMap::new();
        for (id, seed) in &ring.keys {
            let key = SigningKey::from_seed(seed).ok()?.verifying_key();
            known.insert(id.clone(), DecodingKey::from_ed_der(key.as_bytes()));
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["aud", "exp", "sub"]);
        // By our own clock, below.
        validation.validate_exp = false;
        let signing = EncodingKey::from_ed_der(ring.current_key()?.as_slice());
        let cast = super::cast_token::validation();
        Some(Self { current: ring.current.clone(), signing, known, validation, cast })
    }

    /// A token for this account and session. None if signing fails.
    pub(super) fn issue(&self, account: &str, session: &str, now: i64) -> Option<String> {
        let iat = now.div_euclid(1000);
        let exp = iat.saturating_add(LIFETIME);
        let claims = Claims { aud: AUDIENCE.into(), sub: account.into(), sid: session.into(), iat, exp };
        let header = Header { kid: Some(self.current.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.signing).ok()
    }

    /// What a token says, if it is ours and not too old.
    pub(super) fn read(&self, token: &str, now: i64) -> Option<Claims> {
        if token.len() > 2048 {
            return None;
        }
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let claims = jsonwebtoken::decode::<Claims>(token, self.known.get(&kid)?, &self.validation).ok()?.claims;
        (claims.exp.saturating_mul(1000) > now && claims.iat.saturating_mul(1000) <= now.saturating_add(60_000)).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn tokens() -> Tokens {
        Tokens::new(&Secrets::of_the_demo()).unwrap()
    }

    #[test]
    fn a_token_is_good_for_a_quarter_of_an_hour() {
        let tokens = tokens();
        let token = tokens.issue("a", "s", NOW).unwrap();
        let claims = tokens.read(&token, NOW).unwrap();
        assert_eq!((claims.sub.as_str(), claims.sid.as_str()), ("a", "s"));
        assert!(tokens.read(&token, NOW + LIFETIME * 1000 - 1).is_some());
        assert!(tokens.read(&token, NOW + LIFETIME * 1000).is_none());
        assert!(tokens.read(&token, NOW - 61_000).is_none(), "from the future");
    }

    #[test]
    fn forged_tokens_are_refused() {
        let tokens = tokens();
        let token = tokens.issue("a", "s", NOW).unwrap();
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let encode = |json: &str| BASE64.encode(json);
        let text = String::from_utf8(BASE64.decode(claims).unwrap()).unwrap();
        let other_account = encode(&text.replace("\"a\"", "\"b\""));
        let public = tokens.known["demo"].try_get_as_bytes().unwrap().to_vec();
        let none = encode(r#"{"alg":"none","kid":"demo"}"#);
        let hmac_header = encode(r#"{"alg":"HS256","kid":"demo"}"#);
        let tag = ring::hmac::sign(
            &ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &public),
            format!("{hmac_header}.{claims}").as_bytes(),
        );
        let unknown_kid = encode(r#"{"alg":"EdDSA","kid":"other"}"#);
        let no_kid = encode(r#"{"alg":"EdDSA"}"#);
        for (name, forged) in [
            ("other account", format!("{header}.{other_account}.{signature}")),
            ("algorithm none", format!("{none}.{claims}.")),
            ("HMAC with the public key", format!("{hmac_header}.{claims}.{}", BASE64.encode(tag))),
            ("unknown key", format!("{unknown_kid}.{claims}.{signature}")),
            ("no key", format!("{no_kid}.{claims}.{signature}")),
            ("no signature", format!("{header}.{claims}.")),
            ("empty", String::new()),
            ("long", "a".repeat(1 << 20)),
        ] {
            assert!(tokens.read(&forged, NOW).is_none(), "{name}");
        }
    }

    #[test]
    fn a_token_for_another_audience_is_refused() {
        let tokens = tokens();
        let claims = Claims { aud: "cast".into(), sub: "a".into(), sid: "s".into(), iat: NOW / 1000, exp: NOW / 1000 + 60 };
        let header = Header { kid: Some("demo".into()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, &tokens.signing).unwrap();
        assert!(tokens.read(&token, NOW).is_none());
    }
}
