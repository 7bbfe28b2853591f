//! Tokens of voters: JWT like those of the staff, for another audience, ten minutes. A token says which credential was proved and by
//! which session; it is good for casting in one poll and for nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use super::token::Tokens;
use crate::flows::casting::session::Recognised;

/// How long a token lives, seconds. It is renewed by a fresh proof of possession.
const LIFETIME: i64 = 10 * 60;
const AUDIENCE: &str = "cast";

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CastClaims {
    aud: String,
    /// The public credential.
    pub(super) sub: String,
    /// Which poll.
    pub(super) poll: String,
    /// Session.
    pub(super) sid: String,
    /// The slip by which it was begun.
    pub(super) slip: String,
    /// What proved the voter.
    pub(super) level: String,
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
}

/// How tokens of voters are checked.
pub(super) fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["aud", "exp", "sub"]);
    // By our own clock, below.
    validation.validate_exp = false;
    validation
}

/// A public key by which anybody can check a token (RFC 7517, RFC 8037).
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Jwk {
    /// Always `OKP`.
    kty: &'static str,
    /// Always `Ed25519`.
    crv: &'static str,
    /// 32 bytes in base64url.
    x: String,
    /// Its name, as in a token's header.
    kid: String,
    /// Always `EdDSA`.
    alg: &'static str,
    /// Always `sig`.
    #[serde(rename = "use")]
    purpose: &'static str,
}

impl Tokens {
    /// A token for a voter who was recognised, and when it ends, milliseconds. None if signing fails.
    pub(super) fn issue_cast(&self, poll: &str, voter: Recognised, now: i64) -> Option<(String, i64)> {
        let iat = now.div_euclid(1000);
        let exp = iat.saturating_add(LIFETIME).min(voter.until.div_euclid(1000));
        let Recognised { session: sid, credential: sub, slip, level, .. } = voter;
        let claims = CastClaims { aud: AUDIENCE.into(), sub, poll: poll.to_owned(), sid, slip, level, iat, exp };
        let header = Header { kid: Some(self.current.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, &self.signing).ok()?;
        Some((token, exp.saturating_mul(1000)))
    }

    /// What a token says, if it is a voter's in this poll and not too old.
    pub(super) fn read_cast(&self, poll: &str, token: &str, now: i64) -> Option<CastClaims> {
        if token.len() > 2048 {
            return None;
        }
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let claims = jsonwebtoken::decode::<CastClaims>(token, self.known.get(&kid)?, &self.cast).ok()?.claims;
        let in_time = claims.exp.saturating_mul(1000) > now && claims.iat.saturating_mul(1000) <= now.saturating_add(60_000);
        (in_time && claims.poll == poll).then_some(claims)
    }

    /// The public keys.
    pub(super) fn jwks(&self) -> Vec<Jwk> {
        let jwk = |(kid, key): (&String, &jsonwebtoken::DecodingKey)| {
            let x = BASE64.encode(key.try_get_as_bytes().ok()?);
            Some(Jwk { kty: "OKP", crv: "Ed25519", x, kid: kid.clone(), alg: "EdDSA", purpose: "sig" })
        };
        self.known.iter().filter_map(jwk).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::secrets::Secrets;

    const NOW: i64 = 1_800_000_000_000;

    fn voter() -> Recognised {
        let text = |text: &str| text.to_owned();
        let until = NOW + 40 * 60_000;
        Recognised { session: text("s"), credential: text("c"), slip: text("l"), level: text("sms"), until }
    }

    #[test]
    fn a_voters_token_is_good_for_one_poll_and_ten_minutes() {
        let tokens = Tokens::new(&Secrets::of_the_demo()).unwrap();
        let (token, ends) = tokens.issue_cast("p", voter(), NOW).unwrap();
        assert_eq!(ends, NOW + 600_000);
        let claims = tokens.read_cast("p", &token, NOW).unwrap();
        assert_eq!((claims.sub.as_str(), claims.sid.as_str(), claims.level.as_str()), ("c", "s", "sms"));
        assert!(tokens.read_cast("p", &token, ends - 1).is_some());
        assert!(tokens.read_cast("p", &token, ends).is_none(), "too old");
        assert!(tokens.read_cast("q", &token, NOW).is_none(), "another poll");
        assert!(tokens.read(&token, NOW).is_none(), "no token of the staff");
        let staff = tokens.issue("a", "s", NOW).unwrap();
        assert!(tokens.read_cast("p", &staff, NOW).is_none(), "no token of a voter");
        let late = Recognised { until: NOW + 60_000, ..voter() };
        assert_eq!(tokens.issue_cast("p", late, NOW).unwrap().1, NOW + 60_000, "not beyond the session");
    }

    #[test]
    fn forged_tokens_are_refused() {
        let tokens = Tokens::new(&Secrets::of_the_demo()).unwrap();
        let (token, _) = tokens.issue_cast("p", voter(), NOW).unwrap();
        let [_, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let header = |json: &str| BASE64.encode(json);
        let public = BASE64.decode(&tokens.jwks()[0].x).unwrap();
        let hmac = header(r#"{"alg":"HS256","kid":"demo"}"#);
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &public);
        let tag = BASE64.encode(ring::hmac::sign(&key, format!("{hmac}.{claims}").as_bytes()));
        for (name, forged) in [
            ("algorithm none", format!("{}.{claims}.", header(r#"{"alg":"none","kid":"demo"}"#))),
            ("HMAC with the public key", format!("{hmac}.{claims}.{tag}")),
            ("unknown key", format!("{}.{claims}.{signature}", header(r#"{"alg":"EdDSA","kid":"other"}"#))),
            ("no key", format!("{}.{claims}.{signature}", header(r#"{"alg":"EdDSA"}"#))),
            ("a key of its own", format!("{}.{claims}.{signature}", header(r#"{"alg":"EdDSA","kid":"demo","jwk":{}}"#))),
            ("no signature", format!("{}.{claims}.", token.split('.').next().unwrap())),
        ] {
            assert!(tokens.read_cast("p", &forged, NOW).is_none(), "{name}");
        }
    }
}
