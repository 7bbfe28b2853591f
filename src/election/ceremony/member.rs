//! A member's seed and the two key pairs made of it.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Transcript;
use crate::election::credential::base58_character;
use crate::election::parameters::BASE58;

/// A member's secret: 22 characters of Base58, log2(58^22) = 128.9 bits. The independent tool's `.key` file.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct MemberSeed(String);

/// The text is not 22 characters of Base58.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a trustee's key: 22 letters or digits")]
pub struct NotASeed;

/// Characters of a seed.
const LENGTH: usize = 22;

impl MemberSeed {
    /// Reads a seed's text.
    pub fn parse(text: &str) -> Result<Self, NotASeed> {
        let good = text.len() == LENGTH && text.bytes().all(|byte| BASE58.contains(&byte));
        good.then(|| Self(text.to_owned())).ok_or(NotASeed)
    }

    /// A fresh seed.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut text = String::with_capacity(LENGTH);
        text.extend((0..LENGTH).map(|_| char::from(base58_character(rng))));
        Self(text)
    }

    /// The text, for the member's eyes and file.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MemberSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberSeed(…)")
    }
}

/// A member with both secret keys: `sk = Hq("sk|" ‖ seed)` for signing, `dk = Hq("dk|" ‖ seed)` for receiving.
pub struct Member {
    pub(super) sk: Zeroizing<Scalar>,
    pub(super) dk: Zeroizing<Scalar>,
    /// vk = sk·G.
    pub(super) verification: Encoding,
    /// ek = dk·G.
    pub(super) encryption: Encoding,
}

impl Member {
    /// Derives the keys.
    pub fn new(seed: &MemberSeed) -> Self {
        let derive = |role: &str| {
            let text = Zeroizing::new([role, "|", &seed.0].concat());
            Zeroizing::new(Transcript::new(text.as_bytes()).challenge())
        };
        let (sk, dk) = (derive("sk"), derive("dk"));
        let [verification, encryption] = [&sk, &dk].map(|key| Point::generator_times(key).encode());
        Self { sk, dk, verification, encryption }
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Member({})", self.verification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    #[test]
    fn seeds_have_one_form_and_do_not_show() {
        let seed = MemberSeed::random(&mut ChaCha20Rng::from_seed([1; 32]));
        assert_eq!(MemberSeed::parse(seed.expose()), Ok(seed.clone()));
        assert_eq!(format!("{seed:?}"), "MemberSeed(…)");
        let short = &seed.expose()[1..];
        for wrong in ["", short, &format!("{short}0"), &format!("{short}l"), &format!("{short}业"), &format!("{short}11")] {
            assert_eq!(MemberSeed::parse(wrong), Err(NotASeed), "{wrong}");
        }
    }
}
