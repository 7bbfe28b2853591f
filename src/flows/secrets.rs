//! The keys that are not in the database: what the operator keeps in a file that only the service reads, or in its environment.
//!
//! A TOML text, made by `yepiao secrets`. Five rings, because a leak of one must not be a leak of the others, and because they
//! are changed at different times: `vault` seals personal data (older keys stay, to open what they sealed), `lookup` makes the
//! digests by which an ID number is found again (it never changes: the numbers themselves are not kept), `tokens` signs what
//! members of the staff carry (older keys stay for the 15 minutes that a token lives), `gateway` signs what goes to the gateway of
//! messages and what it reports, `identity` what a real-name service says about voters; whoever runs those has these keys too. The last
//! two may be missing where there is no gateway or no such service.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20::ChaCha20Rng;
use rand_core::Rng as _;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use zeroize::Zeroizing;

/// The names of all rings.
const RINGS: [&str; 5] = ["vault", "lookup", "tokens", "gateway", "identity"];

/// Bytes of a key.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// Keys of one purpose.
pub(crate) struct Ring {
    /// The name of the one for what is made from now on.
    pub(crate) current: String,
    /// All of them by name.
    pub(crate) keys: BTreeMap<String, Key>,
}

/// All keys.
pub(crate) struct Secrets {
    /// Whether they were made for trying things out.
    pub(crate) test: bool,
    /// Seals personal data.
    pub(crate) vault: Ring,
    /// Digests of ID numbers.
    pub(crate) lookup: Ring,
    /// Seeds of Ed25519 keys.
    pub(crate) tokens: Ring,
    /// Shared with the gateway of messages.
    pub(crate) gateway: Option<Ring>,
    /// Shared with the bridge to a real-name service.
    pub(crate) identity: Option<Ring>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

/// Why a text holds no secrets that can be used. Never shows them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SecretsFault {
    /// Not TOML, or not these fields.
    #[error("the secrets are not the text that `yepiao secrets` writes")]
    Form,
    /// A key's value.
    #[error("{ring}: the key {id:?} is not the base64 of 32 bytes")]
    NotAKey {
        /// Of which ring.
        ring: &'static str,
        /// Its name.
        id: String,
    },
    /// A key's name.
    #[error("{ring}: a key's name has 1 to 32 letters, digits, - or _")]
    Name {
        /// Of which ring.
        ring: &'static str,
    },
    /// The current key is not among the keys.
    #[error("{ring}: there is no key of the name that `current` gives")]
    NoCurrent {
        /// Of which ring.
        ring: &'static str,
    },
    /// Known to everybody, repeated, or no random bytes.
    #[error("{ring}: the key {id:?} is no secret; make new ones with `yepiao secrets`")]
    Weak {
        /// Of which ring.
        ring: &'static str,
        /// Its name.
        id: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RingText {
    current: String,
    keys: BTreeMap<String, Zeroizing<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    test: bool,
    vault: RingText,
    lookup: RingText,
    tokens: RingText,
    #[serde(default)]
    gateway: Option<RingText>,
    #[serde(default)]
    identity: Option<RingText>,
}

impl Ring {
    fn read(ring: &'static str, text: RingText) -> Result<Self, SecretsFault> {
        let mut keys = BTreeMap::new();
        for (id, value) in text.keys {
            let named = (1..=32).contains(&id.len());
            if !(named && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))) {
                return Err(SecretsFault::Name { ring });
            }
            let bytes = Zeroizing::new(STANDARD.decode(value.as_bytes()).unwrap_or_default());
            let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice()) else { return Err(SecretsFault::NotAKey { ring, id }) };
            keys.insert(id, Zeroizing::new(key));
        }
        if !keys.contains_key(&text.current) {
            return Err(SecretsFault::NoCurrent { ring });
        }
        Ok(Self { current: text.current, keys })
    }

    /// The key for what is made now.
    pub(crate) fn current_key(&self) -> Option<&Key> {
        self.keys.get(&self.current)
    }
}

/// A key that stands in this source, for the demo.
fn known_to_all(ring: &str) -> Key {
    let mut key = [0; 32];
    let text = format!("yepiao/demo/not-a-secret/{ring}");
    for (to, from) in key.iter_mut().zip(digest(&SHA256, text.as_bytes()).as_ref()) {
        *to = *from;
    }
    Zeroizing::new(key)
}

impl Secrets {
    /// Reads the text of `yepiao secrets`.
    pub(crate) fn read(text: &str) -> Result<Self, SecretsFault> {
        // The parser's own message would quote the line.
        let text: Text = toml::from_str(text).map_err(|_| SecretsFault::Form)?;
        let secrets = Self {
            test: text.test,
            vault: Ring::read("vault", text.vault)?,
            lookup: Ring::read("lookup", text.lookup)?,
            tokens: Ring::read("tokens", text.tokens)?,
            gateway: text.gateway.map(|ring| Ring::read("gateway", ring)).transpose()?,
            identity: text.identity.map(|ring| Ring::read("identity", ring)).transpose()?,
        };
        secrets.refuse_weak()?;
        Ok(secrets)
    }

    /// Keys that everybody knows, for the demo and for tests. [`Self::read`] refuses them.
    pub(crate) fn of_the_demo() -> Self {
        let ring = |name: &str| Ring { current: "demo".into(), keys: BTreeMap::from([("demo".into(), known_to_all(name))]) };
        let (gateway, identity) = (Some(ring("gateway")), Some(ring("identity")));
        Self { test: true, vault: ring("vault"), lookup: ring("lookup"), tokens: ring("tokens"), gateway, identity }
    }

    fn rings(&self) -> impl Iterator<Item = (&'static str, &Ring)> {
        let always = [("vault", &self.vault), ("lookup", &self.lookup), ("tokens", &self.tokens)];
        let shared = [("gateway", self.gateway.as_ref()), ("identity", self.identity.as_ref())];
        always.into_iter().chain(shared.into_iter().filter_map(|(name, ring)| Some((name, ring?))))
    }

    fn refuse_weak(&self) -> Result<(), SecretsFault> {
        let mut seen: Vec<&Key> = Vec::new();
        for (name, ring) in self.rings() {
            for (id, key) in &ring.keys {
                let different: std::collections::BTreeSet<u8> = key.iter().copied().collect();
                let known = RINGS.iter().any(|any| known_to_all(any) == *key);
                if known || different.len() < 12 || seen.contains(&key) {
                    return Err(SecretsFault::Weak { ring: name, id: id.clone() });
                }
                seen.push(key);
            }
        }
        Ok(())
    }
}

/// New secrets as a text. `id` names the keys, e.g. by the day.
pub(crate) fn fresh(rng: &mut ChaCha20Rng, id: &str, test: bool) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(1024));
    text.push_str(
        "# Keep a copy of this file apart from the backups of the database: without it they cannot be read, with both\n",
    );
    text.push_str("# everything can. To change a key, add one under a new name, name it as current, and leave the old one.\n");
    text.push_str("# `lookup` never changes.\n");
    if test {
        text.push_str("test = true\n");
    }
    for ring in RINGS {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        let value = Zeroizing::new(STANDARD.encode(key.as_slice()));
        for part in ["\n[", ring, "]\ncurrent = \"", id, "\"\n[", ring, ".keys]\n\"", id, "\" = \"", &value, "\"\n"] {
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng as _;

    use super::*;

    fn text() -> String {
        fresh(&mut ChaCha20Rng::from_seed([7; 32]), "k1", false).to_string()
    }

    fn fault(text: &str) -> SecretsFault {
        Secrets::read(text).unwrap_err()
    }

    #[test]
    fn fresh_secrets_are_read_and_never_shown() {
        let secrets = Secrets::read(&text()).unwrap();
        assert!(!secrets.test && secrets.vault.current_key().is_some());
        assert_eq!(format!("{secrets:?}"), "Secrets");
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let text = text();
        let demo = STANDARD.encode(known_to_all("vault").as_slice());
        let zero = STANDARD.encode([0; 32]);
        let secrets = Secrets::read(&text).unwrap();
        let vault = STANDARD.encode(secrets.vault.current_key().unwrap().as_slice());
        let tokens = STANDARD.encode(secrets.tokens.current_key().unwrap().as_slice());
        for weak in [demo, zero, vault] {
            assert_eq!(fault(&text.replace(&tokens, &weak)), SecretsFault::Weak { ring: "tokens", id: "k1".into() });
        }
        assert_eq!(fault(&text.replace(&tokens, "AAAA")), SecretsFault::NotAKey { ring: "tokens", id: "k1".into() });
        assert_eq!(fault(&text.replace("current = \"k1\"", "current = \"k2\"")), SecretsFault::NoCurrent { ring: "vault" });
        assert_eq!(fault(&text.replace("\"k1\" =", "\"k 1\" =")), SecretsFault::Name { ring: "vault" });
        let shown = format!("{:?}", fault(&format!("{text} secret = \"abcdef\"")));
        assert!(!shown.contains("abcdef"), "{shown}");
    }
}
