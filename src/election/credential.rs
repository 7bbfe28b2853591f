//! Credentials: the private text on a voter's slip, its public point, and the published list with weights.

use std::collections::HashMap;
use std::fmt;

use rand_core::CryptoRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::count::Count;
use super::json::{self, JsonFault};
use super::parameters::BASE58;
use crate::crypto::group::{Encoding, NotAPoint, Point, Scalar};
use crate::crypto::hash::Digest;

/// A private credential: 22 characters of Base58 written `XXXXX-XXXXXX-XXXXX-XXXXXX`. Whoever has it can vote.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PrivateCredential(String);

/// The text is not of the form `XXXXX-XXXXXX-XXXXX-XXXXXX` in Base58.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a credential: five, six, five and six letters or digits with dashes between")]
pub struct NotACredential;

/// Entries of a list that are read together, by all processors.
const CHUNK: usize = 4096;

/// Lengths of the four groups.
const GROUPS: [usize; 4] = [5, 6, 5, 6];

impl PrivateCredential {
    /// Reads a credential's text.
    pub fn parse(text: &str) -> Result<Self, NotACredential> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths = groups.len() == GROUPS.len() && groups.iter().zip(GROUPS).all(|(group, length)| group.len() == length);
        let alphabet = groups.iter().all(|group| group.bytes().all(|byte| BASE58.contains(&byte)));
        (lengths && alphabet).then(|| Self(text.to_owned())).ok_or(NotACredential)
    }

    /// A fresh credential of log2(58^22) = 128.9 bits.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut text = String::with_capacity(25);
        for (index, length) in GROUPS.into_iter().enumerate() {
            if index > 0 {
                text.push('-');
            }
            text.extend((0..length).map(|_| char::from(base58_character(rng))));
        }
        Self(text)
    }

    /// The text, for the slip.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The secret key x in the election `uuid`: two SHA-256 digests, `derive_credential|uuid|0|c` and `…|1|c`, read together as
    /// one big-endian number of 512 bits mod q.
    pub fn secret(&self, uuid: &str) -> Zeroizing<Scalar> {
        let half = |index: u8| Digest::of(Zeroizing::new(format!("derive_credential|{uuid}|{index}|{}", self.0)).as_bytes()).0;
        let mut wide = Zeroizing::new([0; 64]);
        let (high, low) = wide.split_at_mut(32);
        high.copy_from_slice(&half(0));
        low.copy_from_slice(&half(1));
        Zeroizing::new(Scalar::from_wide_bytes(*wide))
    }
}

impl fmt::Debug for PrivateCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateCredential(…)")
    }
}

/// A uniform character of Base58, by drawing six bits until they fit.
pub(crate) fn base58_character<R: CryptoRng + ?Sized>(rng: &mut R) -> u8 {
    loop {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        let [byte] = byte;
        if let Some(character) = BASE58.get(usize::from(byte & 0x3f)) {
            return *character;
        }
    }
}

/// One entry of the published list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credential {
    /// The public point `x·G`.
    pub point: Point,
    /// How much the voter's ballot counts: 1, or an area in 0.01 m².
    pub weight: u64,
}

/// The published credentials: a JSON array of `"<point>"` (weight 1) or `"<point>,<weight>"`.
#[derive(Debug, Clone, Default)]
pub struct CredentialList {
    entries: Vec<Credential>,
    positions: HashMap<Encoding, usize>,
    total_weight: u64,
}

/// Why the list of credentials is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsFault {
    /// Not the canonical JSON of an array of texts.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// An entry is not a point in 64 lower-case hexadecimal digits, with or without a comma and a weight.
    #[error("[{index}]: not of the form <point> or <point>,<weight>")]
    Form {
        /// Position in the list, from 0.
        index: usize,
    },
    /// An entry's weight is not a decimal number of at most 2^63 − 1 without sign or leading zeros.
    #[error("[{index}]: the weight is not a plain decimal number")]
    Weight {
        /// Position in the list, from 0.
        index: usize,
    },
    /// An entry is not a point of the group.
    #[error("[{index}]: {fault}")]
    Point {
        /// Position in the list, from 0.
        index: usize,
        /// What is wrong with it.
        fault: NotAPoint,
    },
    /// An entry is the identity, whose secret key everybody knows.
    #[error("[{index}]: the identity, for which anybody can vote")]
    Identity {
        /// Position in the list, from 0.
        index: usize,
    },
    /// The same credential stands twice.
    #[error("[{index}]: the same credential as an entry before")]
    Duplicate {
        /// Position of the second, from 0.
        index: usize,
    },
    /// The weights together exceed what can be counted.
    #[error("the weights together exceed 2^63 − 1")]
    TotalTooLarge,
}

/// The JSON of a list.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Texts(Vec<String>);

impl CredentialList {
    /// Reads the bytes of a list. All entries that are right are kept, and every fault is returned, so that an audit can go on.
    pub fn parse(bytes: &[u8]) -> (Self, Vec<CredentialsFault>) {
        let Texts(texts) = match json::from_canonical(bytes) {
            Ok(texts) => texts,
            Err(fault) => return (Self::default(), vec![fault.into()]),
        };
        let mut list = Self::default();
        let mut faults = Vec::new();
        let mut first = 0_usize;
        // In chunks: an entry is much larger than the shortest text that could stand for it.
        for texts in texts.chunks(CHUNK) {
            let read = |(at, text): (usize, &String)| (first.saturating_add(at), entry(first.saturating_add(at), text));
            let entries: Vec<_> = texts.par_iter().enumerate().map(read).collect();
            for (index, entry) in entries {
                let added = entry.and_then(|(encoding, credential)| list.insert(index, encoding, credential));
                faults.extend(added.err());
            }
            first = first.saturating_add(texts.len());
        }
        (list, faults)
    }

    fn insert(&mut self, index: usize, encoding: Encoding, credential: Credential) -> Result<(), CredentialsFault> {
        if self.positions.contains_key(&encoding) {
            return Err(CredentialsFault::Duplicate { index });
        }
        let total = self.total_weight.checked_add(credential.weight).filter(|total| i64::try_from(*total).is_ok());
        self.total_weight = total.ok_or(CredentialsFault::TotalTooLarge)?;
        self.positions.insert(encoding, self.entries.len());
        self.entries.push(credential);
        Ok(())
    }

    /// The list's JSON for given points and weights, in the order given.
    pub fn to_json(entries: &[(Encoding, u64)]) -> Result<Vec<u8>, JsonFault> {
        let text = |(point, weight): &(Encoding, u64)| match weight {
            1 => point.to_string(),
            weight => format!("{point},{weight}"),
        };
        json::to_canonical(&Texts(entries.iter().map(text).collect()))
    }

    /// Entries in the order of the list.
    pub fn entries(&self) -> &[Credential] {
        &self.entries
    }

    /// Position and entry of a credential.
    pub fn find(&self, point: &Encoding) -> Option<(usize, Credential)> {
        let position = *self.positions.get(point)?;
        Some((position, *self.entries.get(position)?))
    }

    /// The sum of all weights, at most 2^63 − 1.
    pub const fn total_weight(&self) -> u64 {
        self.total_weight
    }
}

fn entry(index: usize, text: &str) -> Result<(Encoding, Credential), CredentialsFault> {
    let (point, weight) = match text.split_once(',') {
        None => (text, 1),
        Some((point, weight)) => (point, weight.parse::<Count>().map_err(|_| CredentialsFault::Weight { index })?.0),
    };
    let encoding: Encoding = point.parse().map_err(|_| CredentialsFault::Form { index })?;
    let point = encoding.decode().map_err(|fault| CredentialsFault::Point { index, fault })?;
    if point.is_identity() {
        return Err(CredentialsFault::Identity { index });
    }
    Ok((encoding, Credential { point, weight }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "d09eb0199baf719be7d3d07156dc4fa210d91c078b1be54eb75e3030b3120d3b";
    const B: &str = "edceca54c1a1852afe73d176a5a066284f76d2dcf336cd0db92e81c1620ea578";

    #[test]
    fn a_credential_gives_its_point() {
        let credential = PrivateCredential::parse("My9nJ-ruuhJC-Dt8gP-ZhGg1C").unwrap();
        let secret = credential.secret("o3JHbEwRLoXJh1");
        assert_eq!(secret.to_string(), "3083089197801489372154528539794545063246937728232170584551701277137529134729");
        assert_eq!(Point::generator_times(&secret).encode().to_string(), B);
        assert_eq!(format!("{credential:?}"), "PrivateCredential(…)");
        for wrong in [
            "",
            "My9nJ",
            "My9nJ-ruuhJC-Dt8gP-ZhGg1",
            "My9nJ-ruuhJC-Dt8gP-ZhGg10",
            "My9nJruuhJC-Dt8gP-ZhGg1C-",
            "My9nJ-ruuhJC-Dt8gP-ZhGg1C-",
        ] {
            assert_eq!(PrivateCredential::parse(wrong), Err(NotACredential), "{wrong}");
        }
    }

    #[test]
    fn weights_are_read_and_added() {
        let (list, faults) = CredentialList::parse(format!("[\"{A},12050\",\"{B}\"]").as_bytes());
        assert_eq!(faults, []);
        assert_eq!(list.total_weight(), 12051);
        assert_eq!(list.find(&B.parse().unwrap()).map(|(index, c)| (index, c.weight)), Some((1, 1)));
        assert!(list.find(&Point::generator().encode()).is_none());
        let entries = [(A.parse().unwrap(), 12050), (B.parse().unwrap(), 1)];
        assert_eq!(CredentialList::to_json(&entries).unwrap(), format!("[\"{A},12050\",\"{B}\"]").as_bytes());
    }

    #[test]
    fn every_wrong_entry_is_named_and_the_others_kept() {
        let upper = A.to_uppercase();
        let identity = format!("{}1", "0".repeat(63));
        let order_2 = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec";
        let max = i64::MAX;
        let json =
            format!(r#"["{A},007","{A},0x2a","{A},-5","{A},","{upper}","{identity}","{order_2}","{B},5","{B},6","{A},{max}"]"#);
        let (list, faults) = CredentialList::parse(json.as_bytes());
        assert_eq!((list.entries().len(), list.total_weight()), (1, 5));
        let weight = |index| CredentialsFault::Weight { index };
        assert_eq!(
            faults,
            [
                weight(0),
                weight(1),
                weight(2),
                weight(3),
                CredentialsFault::Form { index: 4 },
                CredentialsFault::Identity { index: 5 },
                CredentialsFault::Point { index: 6, fault: NotAPoint::NotPrimeOrder },
                CredentialsFault::Duplicate { index: 8 },
                CredentialsFault::TotalTooLarge,
            ]
        );
    }
}
