//! Seals personal data, so that a stolen database or backup shows none: AES-256-GCM of `ring`, with keys from outside.
//!
//! Sealed: `key.base64url(nonce ‖ ciphertext ‖ tag)`. The name of the key stands in front, so that keys can be changed one value at
//! a time. The additional data name the place (table, column, row), so that a value moved to another place does not open. Nonces
//! are 96 random bits: with one key for less than 2^32 values (NIST SP 800-38D section 8.3), far more than any city has.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20::ChaCha20Rng;
use rand_core::Rng as _;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use zeroize::Zeroizing;

use super::secrets::Secrets;

/// Where a value stands: table and column, row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p>(pub(crate) &'static str, pub(crate) &'p str);

impl Place<'_> {
    fn aad(self) -> String {
        format!("yepiao/vault/v1|{}|{}", self.0, self.1)
    }
}

/// Why a value cannot be opened, or not be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum VaultFault {
    /// A key of this name is not among the secrets.
    #[error("the vault has no key {0:?}")]
    NoKey(String),
    /// Changed, moved here from another place, or sealed with another key of the same name.
    #[error("a sealed value does not open: {0}")]
    Spoiled(&'static str),
    /// The library refused.
    #[error("nothing can be sealed")]
    Unsealable,
}

/// The keys, ready for use.
pub(crate) struct Vault {
    current: String,
    keys: BTreeMap<String, LessSafeKey>,
    lookup: (String, hmac::Key),
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault(current: {:?})", self.current)
    }
}

/// What is kept of an ID number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdNumber {
    /// `key.HMAC-SHA-256`, by which the same number is found again in the same community.
    pub(crate) digest: String,
    /// The last four characters, to compare with a document.
    pub(crate) last_four: String,
}

impl Vault {
    /// Of these secrets.
    pub(crate) fn new(secrets: &Secrets) -> Result<Self, VaultFault> {
        let mut keys = BTreeMap::new();
        for (id, key) in &secrets.vault.keys {
            let key = UnboundKey::new(&AES_256_GCM, key.as_slice()).map_err(|_| VaultFault::Unsealable)?;
            keys.insert(id.clone(), LessSafeKey::new(key));
        }
        let lookup = secrets.lookup.current_key().ok_or_else(|| VaultFault::NoKey(secrets.lookup.current.clone()))?;
        let lookup = (secrets.lookup.current.clone(), hmac::Key::new(hmac::HMAC_SHA256, lookup.as_slice()));
        Ok(Self { current: secrets.vault.current.clone(), keys, lookup })
    }

    /// Seals a value for a place.
    pub(crate) fn seal(&self, rng: &mut ChaCha20Rng, place: Place<'_>, plain: &[u8]) -> Result<String, VaultFault> {
        let key = self.keys.get(&self.current).ok_or_else(|| VaultFault::NoKey(self.current.clone()))?;
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Vec::with_capacity(plain.len().saturating_add(NONCE_LEN).saturating_add(16));
        sealed.extend_from_slice(&nonce);
        let mut text = Zeroizing::new(plain.to_vec());
        let tag = key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.aad()), &mut text)
            .map_err(|_| VaultFault::Unsealable)?;
        sealed.extend_from_slice(&text);
        sealed.extend_from_slice(tag.as_ref());
        Ok(format!("{}.{}", self.current, BASE64.encode(sealed)))
    }

    /// Opens a value of a place.
    pub(crate) fn open(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        let (id, value) = sealed.split_once('.').ok_or(VaultFault::Spoiled("it names no key"))?;
        let key = self.keys.get(id).ok_or_else(|| VaultFault::NoKey(id.chars().take(32).collect()))?;
        let mut bytes = Zeroizing::new(BASE64.decode(value).map_err(|_| VaultFault::Spoiled("it is no base64"))?);
        let Some((nonce, sealed)) = bytes.split_first_chunk_mut::<NONCE_LEN>() else {
            return Err(VaultFault::Spoiled("it is cut off"));
        };
        let plain = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.aad()), sealed)
            .map_err(|_| VaultFault::Spoiled("it was changed, or belongs elsewhere"))?;
        Ok(Zeroizing::new(plain.to_vec()))
    }

    /// Opens a text.
    pub(crate) fn open_text(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<String>, VaultFault> {
        let bytes = self.open(place, sealed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| VaultFault::Spoiled("it is no text"))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Whether a value was sealed with a key that is no longer current.
    pub(crate) fn is_old(&self, sealed: &str) -> bool {
        sealed.split_once('.').is_none_or(|(id, _)| id != self.current)
    }

    /// A keyed digest (HMAC-SHA-256, hexadecimal) of what must not be found by trying: short codes, phones. `domain` keeps digests for
    /// different uses apart; each part stands with its length, so that no two lists of parts have the same text.
    pub(crate) fn keyed(&self, domain: &'static str, parts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.lookup.1);
        context.update(format!("yepiao/keyed/v1|{domain}").as_bytes());
        for part in parts {
            context.update(format!("|{}:", part.len()).as_bytes());
            context.update(part.as_bytes());
        }
        hex::encode(context.sign())
    }

    /// What is kept of an ID number in a community. There are few enough numbers to try them all, so the digest needs the key; and
    /// it holds the community, so that nobody can be followed from one to another.
    pub(crate) fn id_number(&self, community: &str, number: &str) -> IdNumber {
        let number = Zeroizing::new(number.trim().to_uppercase());
        let text = Zeroizing::new(format!("yepiao/id/v1|{community}|{}", *number));
        let tag = hmac::sign(&self.lookup.1, text.as_bytes());
        let mut last: Vec<char> = number.chars().rev().take(4).collect();
        last.reverse();
        IdNumber { digest: format!("{}.{}", self.lookup.0, hex::encode(tag)), last_four: last.into_iter().collect() }
    }

    /// By what a right holder without an ID number is known in a community: the unit (building, stair, room) and the name.
    pub(crate) fn without_number(&self, community: &str, unit: [&str; 3], name: &str) -> String {
        let [building, stair, room] = unit;
        let mut text = Zeroizing::new(String::from("yepiao/holder/v1"));
        for part in [community, building, stair, room, name] {
            text.push_str(&format!("|{}:{part}", part.len()));
        }
        format!("{}.{}", self.lookup.0, hex::encode(hmac::sign(&self.lookup.1, text.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng as _;

    use super::super::secrets::fresh;
    use super::*;

    const PLACE: Place<'static> = Place("accounts.phone", "a1");

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::from_seed([3; 32])
    }

    fn vault() -> Vault {
        Vault::new(&Secrets::of_the_demo()).unwrap()
    }

    #[test]
    fn a_value_opens_in_its_place_only() {
        let vault = vault();
        let sealed = vault.seal(&mut rng(), PLACE, b"13804312345").unwrap();
        assert!(!sealed.contains("138"));
        assert_eq!(vault.open_text(PLACE, &sealed).unwrap().as_str(), "13804312345");
        for elsewhere in [Place("accounts.phone", "a2"), Place("owners.phone", "a1")] {
            assert!(matches!(vault.open(elsewhere, &sealed), Err(VaultFault::Spoiled(_))));
        }
    }

    #[test]
    fn hostile_values_do_not_open() {
        let vault = vault();
        let sealed = vault.seal(&mut rng(), PLACE, b"x").unwrap();
        for (name, text) in [
            ("no key", "abc".to_owned()),
            ("no base64", "demo.###".into()),
            ("cut off", "demo.AAAA".into()),
            ("empty", String::new()),
            ("a bit turned", sealed.replace("demo.", "demo.B")),
            ("shortened", sealed.chars().take(sealed.len() - 2).collect()),
        ] {
            assert!(matches!(vault.open(PLACE, &text), Err(VaultFault::Spoiled(_))), "{name}");
        }
        assert_eq!(vault.open(PLACE, "other.AAAA"), Err(VaultFault::NoKey("other".into())));
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let old_text = fresh(&mut rng(), "k1", false);
        let old = Vault::new(&Secrets::read(&old_text).unwrap()).unwrap();
        let sealed = old.seal(&mut rng(), PLACE, b"x").unwrap();
        assert!(!old.is_old(&sealed));
        let new_key = BASE64.encode([0; 0])
            + &base64::engine::general_purpose::STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, b"new"));
        let text = old_text.replacen("current = \"k1\"", "current = \"k2\"", 1).replacen(
            "[vault.keys]",
            &format!("[vault.keys]\n\"k2\" = \"{new_key}\""),
            1,
        );
        let new = Vault::new(&Secrets::read(&text).unwrap()).unwrap();
        assert!(new.is_old(&sealed));
        assert_eq!(new.open(PLACE, &sealed).unwrap().as_slice(), b"x");
        let again = new.seal(&mut rng(), PLACE, b"x").unwrap();
        assert!(again.starts_with("k2.") && !new.is_old(&again));
        assert_eq!(old.open(PLACE, &again), Err(VaultFault::NoKey("k2".into())));
    }

    #[test]
    fn an_id_number_is_found_again_in_its_community_only() {
        let vault = vault();
        let one = vault.id_number("c1", "22010419500101123x");
        assert_eq!(one, vault.id_number("c1", " 22010419500101123X "));
        assert_eq!(one.last_four, "123X");
        assert!(!one.digest.contains("220104"));
        assert_ne!(one.digest, vault.id_number("c2", "22010419500101123X").digest);
    }
}
