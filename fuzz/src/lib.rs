//! What the fuzz targets share: the reference archive taken apart, and ways to spoil its parts.
//!
//! Random bytes hardly ever are canonical JSON with the right digests and signatures, so every target also starts from what the
//! independent tool made (`tests/vectors/archives/mini.bel`, compiled in) and spoils it: bytes, JSON nodes, events. Seeds on disk
//! are not needed. Where a check compares digests or a signature first, those are made right again after the spoiling, so that
//! the fuzzer reaches what lies behind.

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use serde_json::Value;
use yepiao::crypto::group::{Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::signature;
use yepiao::election::archive::{Content, Payload, Reader};
use yepiao::election::credential::PrivateCredential;
use yepiao::election::parameters::Election;
use zeroize::Zeroizing;

/// The reference archive: two questions, Single + Pedersen 2 of 3, two voters with weights, up to the result.
pub const MINI: &[u8] = include_bytes!("../../tests/vectors/archives/mini.bel");

/// Private credential of the first ballot's voter (`cred` in `tests/vectors/belenios-v1-ed25519.json`).
pub const CREDENTIAL: &str = "My9nJ-ruuhJC-Dt8gP-ZhGg1C";

/// The reference archive's parts.
pub struct Parts {
    pub election: Election,
    pub trustees: Vec<u8>,
    pub ballots: Vec<Vec<u8>>,
}

pub fn parts() -> &'static Parts {
    static PARTS: OnceLock<Parts> = OnceLock::new();
    PARTS.get_or_init(|| {
        let (mut setup, mut ballots) = (None, Vec::new());
        for entry in Reader::new(MINI) {
            match entry.content {
                Some(Content { payload: Payload::Setup { election, trustees, .. }, .. }) => {
                    setup = Some((Election::parse(&election.unwrap()).unwrap(), trustees.unwrap()));
                }
                Some(Content { payload: Payload::Ballot(ballot), .. }) => ballots.push(ballot.unwrap()),
                _ => {}
            }
        }
        let (election, trustees) = setup.unwrap();
        Parts { election, trustees, ballots }
    })
}

/// What somebody may do to bytes.
#[derive(Debug, Arbitrary)]
pub enum Splice {
    /// One byte becomes another: the length, and with it every later place, stays.
    Byte(u16, u8),
    /// Some bytes are taken out and others put in.
    Replace { at: u16, remove: u8, insert: Vec<u8> },
}

pub fn splice(bytes: &mut Vec<u8>, change: &Splice) {
    let place = |at: &u16| usize::from(*at) % (bytes.len() + 1);
    match change {
        Splice::Byte(at, byte) => {
            let at = place(at);
            if let Some(place) = bytes.get_mut(at) {
                *place = *byte;
            }
        }
        Splice::Replace { at, remove, insert } => {
            let at = place(at);
            let end = (at + usize::from(*remove)).min(bytes.len());
            bytes.splice(at..end, insert.iter().copied());
        }
    }
}

/// What somebody may do to a JSON value. Nodes are counted depth first.
#[derive(Debug, Arbitrary)]
pub enum Edit {
    /// A text becomes an interesting one.
    Text(u16, Interesting),
    /// A text gets other characters.
    Characters(u16, Splice),
    /// A node is replaced by another node of the donor.
    Replace(u16, u16),
    /// Two nodes change places.
    Swap(u16, u16),
    /// An element or a field is removed.
    Remove(u16),
    /// An element is doubled.
    Double(u16),
    /// A field's name is changed.
    Rename(u16, Splice),
    /// A number becomes another.
    Number(u16, i64),
    /// One is added to a scalar, or the generator to a point: still canonical.
    Next(u16),
}

#[derive(Debug, Arbitrary)]
pub enum Interesting {
    Zero,
    One,
    Q,
    QMinusOne,
    LeadingZero,
    Huge,
    Identity,
    IdentityWithSign,
    IdentityPlusP,
    Order2,
    Order4,
    Generator,
    MinusGenerator,
    UpperCase,
    Empty,
    Long,
}

impl Interesting {
    fn text(&self, before: &str) -> String {
        let q = "7237005577332262213973186563042994240857116359379907606001950938285454250989";
        match self {
            Self::Zero => "0".into(),
            Self::One => "1".into(),
            Self::Q => q.into(),
            Self::QMinusOne => format!("{}8", &q[..q.len() - 1]),
            Self::LeadingZero => format!("0{before}"),
            Self::Huge => "9".repeat(78),
            Self::Identity => format!("{:0>64}", 1),
            Self::IdentityWithSign => format!("8{:0>63}", 1),
            Self::IdentityPlusP => format!("7{}ee", "f".repeat(61)),
            Self::Order2 => format!("7{}ec", "f".repeat(61)),
            Self::Order4 => "0".repeat(64),
            Self::Generator => Point::generator().encode().to_string(),
            Self::MinusGenerator => (-Point::generator()).encode().to_string(),
            Self::UpperCase => before.to_uppercase(),
            Self::Empty => String::new(),
            Self::Long => before.repeat(3),
        }
    }
}

fn children(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The node with this number.
fn node(value: &mut Value, mut index: usize) -> Option<&mut Value> {
    if index == 0 {
        return Some(value);
    }
    index -= 1;
    for child in children(value) {
        let size = count(child);
        if index < size {
            return node(child, index);
        }
        index -= size;
    }
    None
}

/// Spoils `value`; `donor` is another honest value of its kind.
pub fn edit(value: &mut Value, donor: &Value, change: &Edit) {
    let total = count(value);
    let at = |index: &u16| usize::from(*index) % total;
    match change {
        Edit::Text(index, interesting) => {
            if let Some(Value::String(text)) = node(value, at(index)) {
                *text = interesting.text(text);
            }
        }
        Edit::Characters(index, change) => {
            if let Some(Value::String(text)) = node(value, at(index)) {
                let mut bytes = std::mem::take(text).into_bytes();
                splice(&mut bytes, change);
                *text = String::from_utf8_lossy(&bytes).into_owned();
            }
        }
        Edit::Replace(index, from) => {
            let mut donor = donor.clone();
            let from = usize::from(*from) % count(&donor);
            if let (Some(node), Some(other)) = (node(value, at(index)), node(&mut donor, from)) {
                *node = other.clone();
            }
        }
        Edit::Swap(a, b) => {
            let (a, b) = (at(a), at(b));
            if let (Some(first), Some(second)) = (node(value, a).cloned(), node(value, b).cloned()) {
                // The second first: replacing a node may move those behind it.
                if let Some(node) = node(value, a.max(b)) {
                    *node = if a > b { second.clone() } else { first.clone() };
                }
                if let Some(node) = node(value, a.min(b)) {
                    *node = if a > b { first } else { second };
                }
            }
        }
        Edit::Remove(index) => match node(value, at(index)) {
            Some(Value::Array(items)) if !items.is_empty() => {
                let last = items.len();
                items.remove(usize::from(*index) / total % last);
            }
            Some(Value::Object(fields)) if !fields.is_empty() => {
                let name = fields.keys().nth(usize::from(*index) / total % fields.len()).cloned();
                fields.shift_remove(&name.unwrap_or_default());
            }
            _ => {}
        },
        Edit::Double(index) => {
            if let Some(Value::Array(items)) = node(value, at(index))
                && !items.is_empty()
                && items.len() < 100
            {
                let copy = items[usize::from(*index) / total % items.len()].clone();
                items.push(copy);
            }
        }
        Edit::Rename(index, change) => {
            if let Some(Value::Object(fields)) = node(value, at(index)) {
                let which = usize::from(*index) / total % fields.len().max(1);
                *fields = std::mem::take(fields)
                    .into_iter()
                    .enumerate()
                    .map(|(i, (name, value))| {
                        let mut bytes = name.into_bytes();
                        if i == which {
                            splice(&mut bytes, change);
                        }
                        (String::from_utf8_lossy(&bytes).into_owned(), value)
                    })
                    .collect();
            }
        }
        Edit::Number(index, number) => {
            if let Some(node @ Value::Number(_)) = node(value, at(index)) {
                *node = (*number).into();
            }
        }
        Edit::Next(index) => {
            if let Some(Value::String(text)) = node(value, at(index)) {
                if let Ok(scalar) = text.parse::<Scalar>() {
                    *text = (scalar + Scalar::ONE).to_string();
                } else if let Ok(Ok(point)) = text.parse().map(|e: yepiao::crypto::group::Encoding| e.decode()) {
                    *text = (point + Point::generator()).encode().to_string();
                }
            }
        }
    }
}

/// The JSON of a ballot that may be spoiled, signed again with the key of [`CREDENTIAL`].
pub fn sign_again(ballot: &mut Value) -> Vec<u8> {
    let Value::Object(fields) = ballot else { return ballot.to_string().into_bytes() };
    let Some(signature) = fields.shift_remove("signature") else { return ballot.to_string().into_bytes() };
    let hash = Digest::of(ballot.to_string().as_bytes()).to_base64();
    let secret = PrivateCredential::parse(CREDENTIAL).unwrap().secret(&parts().election.parameters().uuid);
    let proof = signature::sign(&secret, &format!("sig|{hash}|"), &Zeroizing::new(Scalar::from(1234)));
    drop(signature);
    ballot["signature"] = serde_json::json!({
        "hash": hash,
        "proof": { "challenge": proof.challenge.to_string(), "response": proof.response.to_string() },
    });
    ballot.to_string().into_bytes()
}

/// The first reference ballot, edited at least once. Few edits: after many nothing is left to be nearly right.
#[derive(Debug, Arbitrary)]
pub struct Spoiled {
    pub first: Edit,
    pub second: Option<Edit>,
    pub keep_signature: Option<bool>,
}

impl Spoiled {
    pub fn bytes(&self) -> Vec<u8> {
        static VALUES: OnceLock<[Value; 2]> = OnceLock::new();
        let [good, donor] = VALUES.get_or_init(|| [0, 1].map(|i| serde_json::from_slice(&parts().ballots[i]).unwrap()));
        let mut ballot = good.clone();
        std::iter::once(&self.first).chain(&self.second).for_each(|change| edit(&mut ballot, donor, change));
        if self.keep_signature == Some(true) { ballot.to_string().into_bytes() } else { sign_again(&mut ballot) }
    }
}

/// Something instead of `good`: anything, or a spoiled one.
#[derive(Debug, Arbitrary)]
pub enum Spoil {
    Bytes(Vec<u8>),
    Spliced(Vec<Splice>),
    /// Of JSON only; other bytes stay.
    Edited(Vec<Edit>),
}

impl Spoil {
    pub fn of(&self, good: &[u8]) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Spliced(splices) => {
                let mut bytes = good.to_vec();
                splices.iter().take(4).for_each(|change| splice(&mut bytes, change));
                bytes
            }
            Self::Edited(edits) => {
                let Ok(donor) = serde_json::from_slice::<Value>(good) else { return good.to_vec() };
                let mut value = donor.clone();
                edits.iter().take(4).for_each(|change| edit(&mut value, &donor, change));
                value.to_string().into_bytes()
            }
        }
    }
}

/// The text at a JSON pointer in a file of vectors.
pub fn vector<'a>(file: &'a Value, pointer: &str) -> &'a str {
    file.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}"))
}
