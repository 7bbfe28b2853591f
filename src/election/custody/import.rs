//! Keys that the independent tool made, taken into custody: `.privkey` of a Single trustee; `.key` and `.dkey` of a member.
//!
//! Why: a trustee may have made the key with a program that others wrote. To sign, and to decrypt two sums together with a proof
//! that binds them (protocol.md Part I, 7 and 8), it needs this one, whose lock then stands beside the key.

use super::seat::{JointKey, Seat};
use super::{Custody, Secret};
use crate::election::ceremony::{Member, MemberSeed, NotASeed, NotASingleKey, OpenFault, Shape, ShapeFault, SingleKey};
use crate::election::json::{self, JsonFault};
use crate::election::trustees::{Item, Pedersen, Trustees, TrusteesFault};

/// Why a key is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// Not a `.privkey`.
    #[error("{0}")]
    Private(#[from] NotASingleKey),
    /// Not a `.key`.
    #[error("{0}")]
    Seed(#[from] NotASeed),
    /// A `.dkey` of belenios-tool 3.0, which encrypts in another way.
    #[error("made by belenios-tool 3.0, whose encryption is another one; only newer releases' shares can be opened")]
    Old,
    /// Not a list of trustees, nor a joint key.
    #[error("{0}")]
    Json(JsonFault),
    /// The list of trustees is not in order: its first fault.
    #[error("{0}")]
    Trustees(TrusteesFault),
    /// No joint key of the list has a member with this key, or the share is of another one.
    #[error("{0}")]
    Open(#[from] OpenFault),
    /// Half of the members or fewer could decrypt.
    #[error("{0}")]
    Shape(#[from] ShapeFault),
    /// It could not be written again.
    #[error("{0}")]
    Write(JsonFault),
}

impl Custody {
    /// Takes a Single trustee's `.privkey`.
    pub fn of_private_key(name: &str, file: &[u8]) -> Result<Self, ImportFault> {
        let key = SingleKey::parse(file.trim_ascii())?;
        Ok(Self::new(name, Secret::Single(**key.secret())))
    }

    /// Takes a member's `.key` and `.dkey`, with the list of trustees that the joint key stands in; the joint key alone is as good,
    /// as an item of such a list or as the tool writes it.
    pub fn of_member(key: &[u8], share: &[u8], trustees: &[u8]) -> Result<Self, ImportFault> {
        let seed = MemberSeed::parse(std::str::from_utf8(key.trim_ascii()).map_err(|_| NotASeed)?)?;
        let member = Member::new(&seed);
        let share = share.trim_ascii();
        let mut fault = ImportFault::Open(OpenFault::NotAmong);
        for joint in joint_keys(trustees)? {
            match member.open(share, &joint) {
                Ok(opened) => {
                    let shape = Shape::new(joint.certs.len(), joint.threshold)?;
                    let position = opened.index.saturating_sub(1);
                    let certificate = joint.certs.get(position).ok_or(OpenFault::NotAmong)?;
                    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
                    let certificate = text(json::to_canonical(certificate).map_err(ImportFault::Write)?);
                    let item = text(json::to_canonical(&Item::Pedersen(joint)).map_err(ImportFault::Write)?);
                    let share = String::from_utf8_lossy(share).into_owned();
                    let seat = Seat::finished(&seed, opened.index, shape, certificate, JointKey { item, share });
                    return Ok(Self::new("", Secret::Member(Box::new(seat))));
                }
                // Of several joint keys the others are not this member's.
                Err(OpenFault::NotAmong) => {}
                Err(other) => fault = if is_old(share) { ImportFault::Old } else { other.into() },
            }
        }
        Err(fault)
    }
}

/// The joint keys of a list of trustees, which must be in order.
fn joint_keys(trustees: &[u8]) -> Result<Vec<Pedersen>, ImportFault> {
    let trustees = trustees.trim_ascii();
    let items = json::from_canonical::<Vec<Item>>(trustees)
        .or_else(|_| json::from_canonical::<Item>(trustees).map(|item| vec![item]))
        .or_else(|_| json::from_canonical::<Pedersen>(trustees).map(|joint| vec![Item::Pedersen(joint)]))
        .map_err(ImportFault::Json)?;
    let list = json::to_canonical(&items).map_err(ImportFault::Write)?;
    if let Some(fault) = Trustees::parse(&list).1.into_iter().next() {
        return Err(ImportFault::Trustees(fault));
    }
    let joint = |item| if let Item::Pedersen(joint) = item { Some(joint) } else { None };
    Ok(items.into_iter().filter_map(joint).collect())
}

/// An encrypted text without the name of its cipher.
fn is_old(share: &[u8]) -> bool {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_slice(share) else { return false };
    ["alpha", "beta", "data"].iter().all(|field| fields.contains_key(*field)) && !fields.contains_key("algorithm")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::archive::{Payload, Reader};

    const MINI: &[u8] = include_bytes!("../../../tests/vectors/archives/mini.bel");
    const VECTORS: &str = include_str!("../../../tests/vectors/belenios-v1-ed25519.json");

    /// What belenios-tool 3.3 left behind: a member's files, and the list of trustees of its election.
    fn made_by_the_tool() -> (String, String, Vec<u8>) {
        let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
        let text = |name: &str| vectors[name].as_str().unwrap().to_owned();
        let trustees = Reader::new(MINI).find_map(|entry| match entry.content?.payload {
            Payload::Setup { trustees, .. } => trustees,
            _ => None,
        });
        (text("dkg_seed"), text("dkey"), trustees.unwrap())
    }

    #[test]
    fn a_members_files_are_taken() {
        let (key, share, list) = made_by_the_tool();
        let items: Vec<Item> = json::from_canonical(&list).unwrap();
        let joint = items.iter().find(|item| matches!(item, Item::Pedersen(_))).unwrap();
        let Item::Pedersen(bare) = joint else { panic!() };
        // The list, an item of it, and what the tool prints in the last step; with or without a line feed.
        let forms = [list.clone(), json::to_canonical(joint).unwrap(), json::to_canonical(bare).unwrap()];
        for trustees in forms {
            let lined = |text: &str| format!("{text}\n").into_bytes();
            let custody = Custody::of_member(&lined(&key), &lined(&share), &trustees).unwrap();
            let again = Custody::parse(&custody.to_json().unwrap()).unwrap();
            assert_eq!(again.public_key().unwrap(), bare.verification_keys[0].public_key);
            let (parsed, _) = Trustees::parse(&list);
            // The Single trustee is the first of this list.
            assert_eq!(again.owner(&parsed), Ok(2));
        }
    }

    #[test]
    fn a_taken_key_draws_nothing_again() {
        use chacha20::ChaCha20Rng;
        use rand_core::SeedableRng as _;
        let (key, share, list) = made_by_the_tool();
        let mut custody = Custody::of_member(key.as_bytes(), share.as_bytes(), &list).unwrap();
        let table = super::super::Table::default();
        let progress = custody.advance(&table, &mut ChaCha20Rng::from_seed([1; 32])).unwrap().unwrap();
        assert!(!progress.changed && progress.publish.is_empty() && progress.missing.is_none());
        assert!(progress.joint.is_some());
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let (key, share, list) = made_by_the_tool();
        let take =
            |key: &str, share: &str, list: &[u8]| Custody::of_member(key.as_bytes(), share.as_bytes(), list).err().unwrap();
        assert_eq!(take("short", &share, &list), ImportFault::Seed(NotASeed));
        let other = MemberSeed::parse("MZ4siWYiFQHwfYEFpr87Ev").unwrap();
        assert_eq!(take(other.expose(), &share, &list), ImportFault::Open(OpenFault::NotAmong));
        assert!(matches!(take(&key, "{}", &list), ImportFault::Open(OpenFault::Envelope(_))));
        let changed = share.replacen("\"data\":\"", "\"data\":\"00", 1);
        assert!(matches!(take(&key, &changed, &list), ImportFault::Open(OpenFault::Envelope(_))));
        // As 3.0 writes it: without the cipher's name.
        assert_eq!(take(&key, &share.replacen("\"algorithm\":\"AES-GCM\",", "", 1), &list), ImportFault::Old);
        assert!(matches!(take(&key, &share, b"[]"), ImportFault::Trustees(TrusteesFault::Empty)));
        assert!(matches!(take(&key, &share, b"nothing"), ImportFault::Json(_)));
        let spoiled = String::from_utf8(list).unwrap().replacen("\"challenge\":\"", "\"challenge\":\"1", 1);
        assert!(matches!(take(&key, &share, spoiled.as_bytes()), ImportFault::Trustees(_) | ImportFault::Json(_)));
    }

    #[test]
    fn a_single_key_is_taken() {
        let custody = Custody::of_private_key("王建国", b"\"815\"\n").unwrap();
        let expected = crate::crypto::group::Point::generator_times(&crate::crypto::group::Scalar::from(815)).encode();
        assert_eq!((custody.public_key().unwrap(), custody.name()), (expected, "王建国"));
        for wrong in ["", "815", "\"0\"", "{}"] {
            assert_eq!(Custody::of_private_key("", wrong.as_bytes()).err(), Some(ImportFault::Private(NotASingleKey)), "{wrong}");
        }
    }
}
