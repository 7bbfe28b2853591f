//! The trustees of an election: their public keys and the proofs that they were made properly.
//!
//! Two kinds stand in one list. "Single": one key, whose owner must take part in the decryption. "Pedersen": n members made a
//! joint key together (Pedersen, EUROCRYPT 1991) and any `threshold` of them can decrypt. The election's key is the sum of all
//! sub-keys. Owners are numbered from 1 through all items in order, one number for each Single and for each member.
//!
//! Nothing here needs a secret: this is what an auditor sees. A lone archive may have any threshold from 1 to n − 1, as the
//! independent tool allows; that ours exceeds half of n is demanded where keys are made and where a whole record is checked.

use serde::de::{self, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::json::{self, JsonFault};
use crate::crypto::group::{Encoding, NotAPoint, Point, Scalar};
use crate::crypto::hash::Transcript;
use crate::crypto::proof::Proof;
use crate::crypto::{signature, threshold};

/// One item of the list, written `["Single",…]` or `["Pedersen",…]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A key by itself.
    Single(TrusteeKey),
    /// A joint key.
    Pedersen(Pedersen),
}

/// A trustee's public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrusteeKey {
    /// Proof that somebody knows the secret: signature of `pok|Ed25519|X|`.
    pub pok: Proof,
    /// X.
    pub public_key: Encoding,
    /// For a Pedersen member: signature of X's text with the key of the member's certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Proof>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl TrusteeKey {
    /// The key of a Single trustee with the secret x. The nonce w must be fresh and uniform.
    pub fn single(x: &Scalar, w: &Zeroizing<Scalar>) -> Self {
        let public_key = Point::generator_times(x).encode();
        Self { pok: signature::sign(x, &knowledge_text(&public_key), w), public_key, signature: None, name: None }
    }
}

/// What the proof of knowing a secret key signs.
pub(super) fn knowledge_text(public_key: &Encoding) -> String {
    format!("pok|Ed25519|{public_key}|")
}

/// The public part of a joint key; the four lists have one entry for each member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pedersen {
    /// How many members can decrypt.
    pub threshold: u32,
    /// Each member's keys for signing and for receiving messages, signed by itself.
    pub certs: Vec<SignedMessage>,
    /// Each member's public polynomial, signed.
    pub coefexps: Vec<SignedMessage>,
    /// Each member's signature over all certificates and the own polynomial.
    pub signatures: Vec<Proof>,
    /// Each member's share of the joint key.
    pub verification_keys: Vec<TrusteeKey>,
}

/// A text with a signature of `sigmsg|text|`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedMessage {
    /// JSON as a text.
    pub message: String,
    /// By the sender's certificate key.
    pub signature: Proof,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Certificate {
    pub(super) context: Context,
    pub(super) verification: Encoding,
    pub(super) encryption: Encoding,
}

/// Which joint key a certificate is for, so that it cannot be used in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    pub(super) group: String,
    pub(super) size: usize,
    pub(super) threshold: u32,
    pub(super) index: usize,
}

/// A public polynomial: `A_k = a_k·G` for k = 0..threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coefficients {
    pub(super) coefexps: Vec<Encoding>,
}

/// Why an item of the list is refused. Positions count from 1, as owners do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrusteesFault {
    /// Not the canonical JSON of a list of trustees.
    #[error("{0}")]
    Json(JsonFault),
    /// Nobody holds the key.
    #[error("there is no trustee")]
    Empty,
    /// A public key is not a point of the group.
    #[error("trustee {owner}: public key: {fault}")]
    Key {
        /// The trustee's number.
        owner: usize,
        /// What is wrong with it.
        fault: NotAPoint,
    },
    /// A public key is the identity, whose secret everybody knows.
    #[error("trustee {owner}: public key: the identity")]
    Identity {
        /// The trustee's number.
        owner: usize,
    },
    /// The proof of knowing the secret key is false.
    #[error("trustee {owner}: the proof of knowing the key is false")]
    Knowledge {
        /// The trustee's number.
        owner: usize,
    },
    /// A Single trustee with a signature that nothing could verify.
    #[error("trustee {owner}: a signature where none belongs")]
    StraySignature {
        /// The trustee's number.
        owner: usize,
    },
    /// The threshold is not from 1 to n − 1, or a list has not one entry for each member.
    #[error("joint key {item}: the threshold or the number of entries does not fit")]
    Shape {
        /// The item's position.
        item: usize,
    },
    /// A member's certificate is not canonical, for another joint key, without proper keys or not signed.
    #[error("joint key {item}, member {member}: the certificate is not valid")]
    Certificate {
        /// The item's position.
        item: usize,
        /// The member's position in it.
        member: usize,
    },
    /// A member's polynomial is not canonical, has another degree, or is not signed.
    #[error("joint key {item}, member {member}: the polynomial is not valid")]
    Coefficients {
        /// The item's position.
        item: usize,
        /// The member's position in it.
        member: usize,
    },
    /// A member did not sign these certificates.
    #[error("joint key {item}, member {member}: did not sign these certificates")]
    CertificatesSignature {
        /// The item's position.
        item: usize,
        /// The member's position in it.
        member: usize,
    },
    /// A member's key does not follow from the polynomials.
    #[error("trustee {owner}: the key does not follow from the polynomials")]
    VerificationKey {
        /// The trustee's number.
        owner: usize,
    },
    /// A member did not sign the own key.
    #[error("trustee {owner}: the key is not signed by its certificate")]
    VerificationKeySignature {
        /// The trustee's number.
        owner: usize,
    },
}

/// The trustees of an election, ready for checking their shares.
#[derive(Default)]
pub struct Trustees {
    items: Vec<Group>,
    owners: Vec<Owner>,
    joint_key: Option<Point>,
}

/// An item's part in a decryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The owner with this number must take part.
    Single(usize),
    /// `threshold` of the members from owner number `first` on must take part.
    Pedersen {
        /// Number of the first member.
        first: usize,
        /// Number of members.
        size: usize,
        /// How many are needed.
        threshold: usize,
    },
}

/// One trustee.
pub struct Owner {
    /// The public key; `None` if it is not a point.
    pub key: Option<Point>,
    /// The name given in the list.
    pub name: Option<String>,
}

impl Trustees {
    /// Reads and checks the bytes of a list. Every fault is returned, and what can be used is kept.
    pub fn parse(bytes: &[u8]) -> (Self, Vec<TrusteesFault>) {
        let items: Vec<Item> = match json::from_canonical(bytes) {
            Ok(items) => items,
            Err(fault) => return (Self::default(), vec![TrusteesFault::Json(fault)]),
        };
        let mut reading = Reading { trustees: Self::default(), faults: Vec::new() };
        let mut sub_keys = Vec::with_capacity(items.len());
        for (position, item) in (1..).zip(&items) {
            sub_keys.push(match item {
                Item::Single(key) => reading.single(key),
                Item::Pedersen(joint) => reading.pedersen(position, joint),
            });
        }
        if items.is_empty() {
            reading.faults.push(TrusteesFault::Empty);
        }
        let joint_key = sub_keys.into_iter().collect::<Option<Vec<Point>>>();
        reading.trustees.joint_key = joint_key.filter(|keys| !keys.is_empty()).map(|keys| keys.into_iter().sum());
        (reading.trustees, reading.faults)
    }

    /// The items in order.
    pub fn groups(&self) -> &[Group] {
        &self.items
    }

    /// All trustees; the one with number i stands at i − 1.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// The trustee with this number, counted from 1.
    pub fn owner(&self, number: usize) -> Option<&Owner> {
        self.owners.get(number.checked_sub(1)?)
    }

    /// The sum of all sub-keys, which must be the election's key; `None` if one of them could not be read.
    pub const fn joint_key(&self) -> Option<Point> {
        self.joint_key
    }
}

/// A list being read.
struct Reading {
    trustees: Trustees,
    faults: Vec<TrusteesFault>,
}

impl Reading {
    /// The number that the next owner gets.
    fn next_owner(&self) -> usize {
        self.trustees.owners.len().saturating_add(1)
    }

    fn single(&mut self, key: &TrusteeKey) -> Option<Point> {
        let owner = self.next_owner();
        if key.signature.is_some() {
            self.faults.push(TrusteesFault::StraySignature { owner });
        }
        self.trustees.items.push(Group::Single(owner));
        self.key(key)
    }

    /// Takes the next owner's key, its proof of knowledge included.
    fn key(&mut self, key: &TrusteeKey) -> Option<Point> {
        let owner = self.next_owner();
        let point = key.public_key.decode().map_err(|fault| self.faults.push(TrusteesFault::Key { owner, fault })).ok();
        if let Some(point) = &point {
            if point.is_identity() {
                self.faults.push(TrusteesFault::Identity { owner });
            }
            if !signature::verify(point, &knowledge_text(&key.public_key), &key.pok) {
                self.faults.push(TrusteesFault::Knowledge { owner });
            }
        }
        self.trustees.owners.push(Owner { key: point, name: key.name.clone() });
        point
    }

    fn pedersen(&mut self, item: usize, joint: &Pedersen) -> Option<Point> {
        let size = joint.verification_keys.len();
        let threshold = usize::try_from(joint.threshold).unwrap_or(usize::MAX);
        self.trustees.items.push(Group::Pedersen { first: self.next_owner(), size, threshold });
        let lengths = [joint.certs.len(), joint.coefexps.len(), joint.signatures.len()];
        let fits = 0 < threshold && threshold < size && lengths == [size; 3];
        if !fits {
            self.faults.push(TrusteesFault::Shape { item });
        }

        let mut senders = Vec::with_capacity(size);
        for (member, cert) in (1..).zip(&joint.certs) {
            let sender = certificate_key(cert, size, joint.threshold, member);
            if sender.is_none() {
                self.faults.push(TrusteesFault::Certificate { item, member });
            }
            senders.push(sender);
        }
        let certificates = certificates(&joint.certs);
        let mut polynomials = Vec::with_capacity(size);
        for ((member, sent), sender) in (1..).zip(&joint.coefexps).zip(&senders) {
            let read = sender.and_then(|sender| coefficients(sent, &sender, threshold));
            let Some((encodings, points)) = read else {
                self.faults.push(TrusteesFault::Coefficients { item, member });
                polynomials.push(None);
                continue;
            };
            let signed = sender.zip(joint.signatures.get(member.saturating_sub(1)));
            if !signed.is_some_and(|(sender, proof)| signed_certificates(&certificates, &encodings, &sender, proof)) {
                self.faults.push(TrusteesFault::CertificatesSignature { item, member });
            }
            polynomials.push(Some(points));
        }
        // The members' polynomials added up once, coefficient by coefficient: evaluating each of them for each member would be
        // cubic work for whoever sends a long list. Without all of them nothing can be said about the keys that follow.
        // Where the lists do not have one entry for each member, one polynomial could stand before millions of keys.
        let polynomials: Option<Vec<Vec<Point>>> = polynomials.into_iter().collect::<Option<_>>().filter(|_| fits);
        let joint_polynomial = polynomials.map(|all| {
            let mut joint = vec![Point::identity(); threshold.min(all.first().map_or(0, Vec::len))];
            for polynomial in &all {
                joint.iter_mut().zip(polynomial).for_each(|(sum, coefficient)| *sum = *sum + *coefficient);
            }
            joint
        });

        for (member, key) in (1_usize..).zip(&joint.verification_keys) {
            let owner = self.next_owner();
            let point = self.key(key);
            let expected = joint_polynomial.as_ref().zip(u64::try_from(member).ok());
            let expected = expected.map(|(joint, at)| threshold::evaluate_in_exponent(joint, at));
            if point.zip(expected).is_some_and(|(point, expected)| point != expected) {
                self.faults.push(TrusteesFault::VerificationKey { owner });
            }
            let sender = senders.get(member.saturating_sub(1)).copied().flatten();
            let signed = sender.zip(key.signature.as_ref());
            if !signed.is_some_and(|(sender, proof)| is_signed(&key.public_key.to_string(), &sender, proof)) {
                self.faults.push(TrusteesFault::VerificationKeySignature { owner });
            }
        }
        joint_polynomial?.first().copied()
    }
}

/// The member's signing key, if the certificate is in order.
fn certificate_key(cert: &SignedMessage, size: usize, threshold: u32, index: usize) -> Option<Point> {
    let Certificate { context, verification, encryption } = json::from_canonical(cert.message.as_bytes()).ok()?;
    let expected = Context { group: "Ed25519".into(), size, threshold, index };
    let proper = |key: &Encoding| key.decode().ok().filter(|point| !point.is_identity());
    let (verification, _) = proper(&verification).zip(proper(&encryption))?;
    (context == expected && is_signed(&cert.message, &verification, &cert.signature)).then_some(verification)
}

/// A member's public polynomial with `threshold` coefficients, if it is in order.
fn coefficients(sent: &SignedMessage, sender: &Point, threshold: usize) -> Option<(Vec<Encoding>, Vec<Point>)> {
    let Coefficients { coefexps } = json::from_canonical(sent.message.as_bytes()).ok()?;
    let points = coefexps.iter().map(|encoding| encoding.decode().ok()).collect::<Option<Vec<Point>>>()?;
    (points.len() == threshold && is_signed(&sent.message, sender, &sent.signature)).then_some((coefexps, points))
}

/// The beginning of what every member signs after having seen everybody's certificate: `certs_sig|{"certs":[…],"coefexps":[…]}`,
/// as far as it is the same for all of them. Hashed once: for each member anew it would be quadratic work.
fn certificates(certs: &[SignedMessage]) -> Option<Transcript> {
    let certs = json::to_canonical(&certs).ok()?;
    Some(Transcript::new(b"sigmsg|certs_sig|{\"certs\":").text(&certs).text(b",\"coefexps\":"))
}

fn signed_certificates(begun: &Option<Transcript>, coefexps: &[Encoding], sender: &Point, proof: &Proof) -> bool {
    let text = begun.clone().zip(json::to_canonical(&coefexps).ok()).map(|(begun, coefexps)| begun.text(&coefexps).text(b"}|"));
    text.is_some_and(|text| signature::verify_transcript(sender, text, proof))
}

fn is_signed(message: &str, sender: &Point, proof: &Proof) -> bool {
    signature::verify(sender, &format!("sigmsg|{message}|"), proof)
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        match self {
            Self::Single(key) => {
                pair.serialize_element("Single")?;
                pair.serialize_element(key)?;
            }
            Self::Pedersen(joint) => {
                pair.serialize_element("Pedersen")?;
                pair.serialize_element(joint)?;
            }
        }
        pair.end()
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = Item;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(r#"["Single",…] or ["Pedersen",…]"#)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Item, A::Error> {
                let missing = |index| de::Error::invalid_length(index, &Self);
                let kind: String = pair.next_element()?.ok_or_else(|| missing(0))?;
                match kind.as_str() {
                    "Single" => Ok(Item::Single(pair.next_element()?.ok_or_else(|| missing(1))?)),
                    "Pedersen" => Ok(Item::Pedersen(pair.next_element()?.ok_or_else(|| missing(1))?)),
                    other => Err(de::Error::unknown_variant(other, &["Single", "Pedersen"])),
                }
            }
        }
        deserializer.deserialize_tuple(2, Pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_threshold_over_no_members_costs_nothing() {
        let list = br#"[["Pedersen",{"threshold":4294967295,"certs":[],"coefexps":[],"signatures":[],"verification_keys":[]}]]"#;
        let (trustees, faults) = Trustees::parse(list);
        assert_eq!(faults, [TrusteesFault::Shape { item: 1 }]);
        assert!(trustees.joint_key().is_none() && trustees.owners().is_empty());
    }

    #[test]
    fn only_the_two_kinds_are_known() {
        for (wrong, path) in [
            (&b"[]"[..], ""),
            (br#"[["Triple",{}]]"#, "[0]: unknown variant `Triple`, expected `Single` or `Pedersen` at line 1 column 11"),
            (br#"[["Single"]]"#, "[0]: invalid length 1"),
            (br#"{}"#, ".: invalid type: map"),
        ] {
            let (_, faults) = Trustees::parse(wrong);
            assert!(!faults.is_empty() && faults.iter().all(|fault| fault.to_string().contains(path)), "{faults:?}");
        }
    }
}
