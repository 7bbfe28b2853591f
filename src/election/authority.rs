//! Making credentials outside the service (protocol.md Part I, 11).
//!
//! Who makes credentials can vote for whoever stays away. So for a binding poll the service exports who may vote
//! ([`Voters`]), a machine of the owners' makes the credentials, keeps the private ones ([`PrivateList`]) and returns only
//! public points ([`Points`]). The slip carries credential and serial; the serial is the service's, and a new one is enough to
//! void a lost slip.
//!
//! All three are canonical JSON (RFC 8785). Points are returned with the voters' numbers because the service has to know whose
//! slip was re-issued; what is published is sorted by point and says nothing of the voter (protocol.md Part I, 4).

use std::collections::HashSet;
use std::fmt;

use rand_core::CryptoRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::credential::{NotACredential, PrivateCredential};
use super::jcs::{from_jcs, to_jcs};
use super::json::{self, JsonFault};
use super::parameters::BASE58;
use super::poll::serial::Serial;
use super::weight::{self, Weight};
use crate::crypto::group::{Encoding, Point};

const VOTERS: &str = "yepiao/voters/v1";
const POINTS: &str = "yepiao/points/v1";
const PRIVATE: &str = "yepiao/credentials/v1";

/// Characters of a voter's id, a room or a name.
const TEXT: usize = 400;

/// `voters.json`: everyone who gets a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voters {
    /// `yepiao/voters/v1`.
    pub format: String,
    /// The poll's uuid, of which the points are made.
    pub uuid: String,
    /// In the order in which slips are handed out.
    pub voters: Vec<Voter>,
    /// `https://host[:port]`, where the slips' links lead.
    pub weborigin: String,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
    /// The masked name, to tell slips apart.
    pub name: String,
    /// Where the slip goes.
    pub room: String,
    /// The slip's serial.
    pub serial: Serial,
    /// The service's id of the voter.
    pub voter: String,
    /// 1 and the area in 0.01 m².
    pub weight: Weight,
}

/// `points.json`: what the service gets back, in the order of `voters.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// `yepiao/points/v1`.
    pub format: String,
    /// One for each voter.
    pub points: Vec<VoterPoint>,
    /// The poll's uuid.
    pub uuid: String,
}

/// A voter's public credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoterPoint {
    /// x·G.
    pub point: Encoding,
    /// The service's id of the voter.
    pub voter: String,
}

/// Why there is no list of voters to make credentials for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VotersFault {
    /// Not the canonical JSON of `voters.json`.
    #[error("{0}")]
    Json(#[from] JsonFault),
    /// Of another format.
    #[error("format: not {VOTERS}")]
    Format,
    /// The uuid is not one.
    #[error("uuid: not at least 14 characters of Base58")]
    Uuid,
    /// The links would lead somewhere else.
    #[error("weborigin: not of the form https://host or https://host:port")]
    WebOrigin,
    /// Nobody.
    #[error("voters: there is nobody")]
    Empty,
    /// A text is empty, too long, or has control characters.
    #[error("voters[{index}].{field}: empty, too long, or with control characters")]
    Text {
        /// Position, from 0.
        index: usize,
        /// Which.
        field: &'static str,
    },
    /// A weight is not one person and a positive area.
    #[error("voters[{index}].weight: not one person and an area")]
    Weight {
        /// Position, from 0.
        index: usize,
    },
    /// The same voter or serial as before.
    #[error("voters[{index}].{field}: the same as voters[{first}]")]
    Twice {
        /// Position of the second, from 0.
        index: usize,
        /// Position of the first, from 0.
        first: usize,
        /// `voter` or `serial`.
        field: &'static str,
    },
}

impl Voters {
    /// Of a poll, if they are fit for credentials.
    pub fn new(uuid: String, weborigin: String, voters: Vec<Voter>) -> Result<Self, VotersFault> {
        let voters = Self { format: VOTERS.into(), uuid, voters, weborigin };
        voters.check()?;
        Ok(voters)
    }

    /// The bytes of `voters.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }

    /// Reads the bytes of `voters.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, VotersFault> {
        let voters: Self = from_jcs(bytes)?;
        voters.check()?;
        Ok(voters)
    }

    fn check(&self) -> Result<(), VotersFault> {
        if self.format != VOTERS {
            return Err(VotersFault::Format);
        }
        if self.uuid.len() < 14 || !self.uuid.bytes().all(|byte| BASE58.contains(&byte)) {
            return Err(VotersFault::Uuid);
        }
        let host = self.weborigin.strip_prefix("https://").unwrap_or_default();
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':');
        if host.is_empty() || !host.bytes().all(is_host) {
            return Err(VotersFault::WebOrigin);
        }
        if self.voters.is_empty() {
            return Err(VotersFault::Empty);
        }
        let mut seen = std::collections::HashMap::new();
        for (index, voter) in self.voters.iter().enumerate() {
            let Voter { name, room, serial, voter, weight } = voter;
            for (field, text) in [("name", name), ("room", room), ("voter", voter)] {
                if text.is_empty() || text.chars().count() > TEXT || text.contains(char::is_control) {
                    return Err(VotersFault::Text { index, field });
                }
            }
            if weight.people != 1 || !(1..=weight::MAX).contains(&weight.area) {
                return Err(VotersFault::Weight { index });
            }
            for (field, text) in [("voter", voter.clone()), ("serial", serial.to_string())] {
                if let Some(first) = seen.insert((field, text), index) {
                    return Err(VotersFault::Twice { index, first, field });
                }
            }
        }
        Ok(())
    }
}

/// The private credentials with what stands on their slips. A secret: whoever has it can vote for everybody.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct PrivateList {
    format: String,
    uuid: String,
    weborigin: String,
    slips: Vec<Slip>,
}

/// A voter's private credential and slip.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Slip {
    voter: String,
    room: String,
    name: String,
    serial: String,
    credential: String,
}

/// The text is not a list of private credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of private credentials of this program")]
pub struct NotAPrivateList;

impl PrivateList {
    /// Makes a fresh credential for every voter.
    pub fn make<R: CryptoRng + ?Sized>(voters: &Voters, rng: &mut R) -> Self {
        let mut slips = Vec::with_capacity(voters.voters.len());
        for Voter { name, room, serial, voter, .. } in &voters.voters {
            let credential = PrivateCredential::random(rng).expose().to_owned();
            let (voter, room, name, serial) = (voter.clone(), room.clone(), name.clone(), serial.to_string());
            slips.push(Slip { voter, room, name, serial, credential });
        }
        Self { format: PRIVATE.into(), uuid: voters.uuid.clone(), weborigin: voters.weborigin.clone(), slips }
    }

    /// Reads the text.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAPrivateList> {
        let list: Self = json::from_canonical_secret(bytes).map_err(|_| NotAPrivateList)?;
        let usable = list.slips.iter().all(|slip| PrivateCredential::parse(&slip.credential).is_ok());
        let distinct = list.slips.iter().map(|slip| &slip.credential).collect::<HashSet<_>>().len() == list.slips.len();
        if list.format == PRIVATE && usable && distinct { Ok(list) } else { Err(NotAPrivateList) }
    }

    /// The text, a secret.
    pub fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, JsonFault> {
        json::to_canonical_secret(self)
    }

    /// The poll's uuid.
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// Where the slips' links lead.
    pub fn weborigin(&self) -> &str {
        &self.weborigin
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.slips.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slips.is_empty()
    }

    /// The public points, for the service.
    pub fn points(&self) -> Result<Points, NotACredential> {
        let point = |slip: &Slip| {
            let secret = PrivateCredential::parse(&slip.credential)?.secret(&self.uuid);
            Ok(VoterPoint { point: Point::generator_times(&secret).encode(), voter: slip.voter.clone() })
        };
        let points = self.slips.par_iter().map(point).collect::<Result<_, _>>()?;
        Ok(Points { format: POINTS.into(), points, uuid: self.uuid.clone() })
    }

    /// What is printed: a table in CSV (RFC 4180) with room, name, serial and the link that stands in the QR code, first line
    /// the names of the columns. A secret.
    pub fn slips(&self) -> Zeroizing<String> {
        let length = self.slips.iter().map(|slip| slip.room.len().saturating_add(slip.name.len())).fold(0, usize::saturating_add);
        // Quotation marks double at worst; the rest of a line is short.
        let line = self.weborigin.len().saturating_add(self.uuid.len()).saturating_add(80).saturating_mul(self.slips.len());
        let mut text = Zeroizing::new(String::with_capacity(length.saturating_mul(2).saturating_add(line).saturating_add(80)));
        text.push_str("room,name,serial,link\r\n");
        for Slip { room, name, serial, credential, .. } in &self.slips {
            quoted(room, &mut text);
            text.push(',');
            quoted(name, &mut text);
            for part in [",", serial, ",", &self.weborigin, "/v/", &self.uuid, "#", credential, ".", serial, "\r\n"] {
                text.push_str(part);
            }
        }
        text
    }
}

/// A cell in quotation marks. A first character that a spreadsheet takes for a formula gets an apostrophe.
fn quoted(cell: &str, text: &mut String) {
    text.push('"');
    if cell.starts_with(['=', '+', '-', '@']) {
        text.push('\'');
    }
    for character in cell.chars() {
        if character == '"' {
            text.push('"');
        }
        text.push(character);
    }
    text.push('"');
}

impl fmt::Debug for PrivateList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateList({} credentials, …)", self.slips.len())
    }
}

/// Why points are not those of a poll's voters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PointsFault {
    /// Of another format.
    #[error("format: not {POINTS}")]
    Format,
    /// For another poll.
    #[error("uuid: of another poll")]
    Uuid,
    /// Not one for each voter.
    #[error("points: {found} instead of {expected}")]
    Count {
        /// How many there are.
        found: usize,
        /// How many voters there are.
        expected: usize,
    },
    /// No voter of the poll, or one who has a point already.
    #[error("points[{0}].voter: not a voter of this poll, or a second time")]
    Voter(usize),
    /// The same point as before.
    #[error("points[{0}].point: the same as an earlier one")]
    Twice(usize),
    /// Not a point whose secret only one person can know.
    #[error("points[{0}].point: not a credential")]
    Point(usize),
}

impl Points {
    /// Checks that there is one proper credential for each of these voters of the poll `uuid`, and for nobody else.
    pub fn check<'v>(&self, uuid: &str, voters: impl IntoIterator<Item = &'v str>) -> Result<(), PointsFault> {
        let mut waiting: HashSet<&str> = voters.into_iter().collect();
        if self.format != POINTS {
            return Err(PointsFault::Format);
        }
        if self.uuid != uuid {
            return Err(PointsFault::Uuid);
        }
        let (found, expected) = (self.points.len(), waiting.len());
        if found != expected {
            return Err(PointsFault::Count { found, expected });
        }
        let mut seen = HashSet::with_capacity(found);
        for (index, VoterPoint { point, voter }) in self.points.iter().enumerate() {
            if !waiting.remove(voter.as_str()) {
                return Err(PointsFault::Voter(index));
            }
            if !seen.insert(*point) {
                return Err(PointsFault::Twice(index));
            }
        }
        let proper = |entry: &VoterPoint| entry.point.decode().is_ok_and(|point| !point.is_identity());
        match self.points.par_iter().position_first(|entry| !proper(entry)) {
            Some(index) => Err(PointsFault::Point(index)),
            None => Ok(()),
        }
    }

    /// The bytes of `points.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, JsonFault> {
        to_jcs(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    fn voters() -> Voters {
        let voter = |number: u64| Voter {
            name: format!("王{number}*"),
            room: format!("7 号楼 {number}01"),
            serial: Serial::random(&mut ChaCha20Rng::from_seed([u8::try_from(number).unwrap(); 32])),
            voter: format!("voter-{number}"),
            weight: Weight { people: 1, area: 8_900 + number },
        };
        Voters {
            format: VOTERS.into(),
            uuid: "o3JHbEwRLoXJh1".into(),
            voters: (1..=3).map(voter).collect(),
            weborigin: "https://vote.example:8443".into(),
        }
    }

    fn fault(change: impl Fn(&mut Voters)) -> VotersFault {
        let mut changed = voters();
        change(&mut changed);
        Voters::parse(&to_jcs(&changed).unwrap()).unwrap_err()
    }

    #[test]
    fn every_voter_gets_a_credential_and_the_service_its_point_only() {
        let read = Voters::parse(&to_jcs(&voters()).unwrap()).unwrap();
        let list = PrivateList::make(&read, &mut ChaCha20Rng::from_seed([9; 32]));
        let text = list.to_json().unwrap();
        let again = PrivateList::parse(&text).unwrap();
        let points = again.points().unwrap();
        assert_eq!(points, list.points().unwrap());
        assert_eq!(points.points.iter().map(|point| point.voter.as_str()).collect::<Vec<_>>(), ["voter-1", "voter-2", "voter-3"]);
        assert_eq!(points.points.iter().map(|point| point.point).collect::<HashSet<_>>().len(), 3);
        let public = String::from_utf8(points.to_bytes().unwrap()).unwrap();
        for (slip, point) in list.slips.iter().zip(&points.points) {
            assert!(!public.contains(&slip.credential));
            let secret = PrivateCredential::parse(&slip.credential).unwrap().secret("o3JHbEwRLoXJh1");
            assert_eq!(Point::generator_times(&secret).encode(), point.point);
        }
        assert_eq!(format!("{list:?}"), "PrivateList(3 credentials, …)");
        let slips = list.slips();
        let (serial, credential) = (&list.slips[0].serial, &list.slips[0].credential);
        let link = format!("https://vote.example:8443/v/o3JHbEwRLoXJh1#{credential}.{serial}");
        let first = format!("\"7 号楼 101\",\"王1*\",{serial},{link}");
        assert_eq!(slips.lines().nth(1), Some(first.as_str()));
        assert_eq!(slips.lines().count(), 4);
    }

    #[test]
    fn a_list_in_which_somebody_stands_twice_or_wrongly_is_refused() {
        use VotersFault::*;
        for (expected, change) in [
            (
                Twice { index: 2, first: 0, field: "voter" },
                (|v| v.voters[2].voter = v.voters[0].voter.clone()) as fn(&mut Voters),
            ),
            (Twice { index: 2, first: 1, field: "serial" }, |v| v.voters[2].serial = v.voters[1].serial),
            (Weight { index: 1 }, |v| v.voters[1].weight.people = 2),
            (Weight { index: 1 }, |v| v.voters[1].weight.area = 0),
            (Text { index: 0, field: "room" }, |v| v.voters[0].room.clear()),
            (Text { index: 0, field: "name" }, |v| v.voters[0].name = "王\u{1b}[2J".into()),
            (Format, |v| v.format = POINTS.into()),
            (Uuid, |v| v.uuid = "o3JHbEwRLoXJ0".into()),
            (WebOrigin, |v| v.weborigin = "http://vote.example".into()),
            (WebOrigin, |v| v.weborigin = "https://vote.example/x#".into()),
            (Empty, |v| v.voters.clear()),
        ] {
            assert_eq!(fault(change), expected);
        }
        assert!(matches!(Voters::parse(b"{}"), Err(Json(_))));
        // A serial that was misread.
        let text = String::from_utf8(to_jcs(&voters()).unwrap()).unwrap();
        let serial = voters().voters[0].serial.to_string();
        let misread = format!("{}{}", &serial[..7], if serial.ends_with('0') { '1' } else { '0' });
        assert!(matches!(Voters::parse(text.replace(&serial, &misread).as_bytes()), Err(Json(_))));
    }

    #[test]
    fn points_are_one_for_each_voter_and_proper() {
        let list = PrivateList::make(&voters(), &mut ChaCha20Rng::from_seed([9; 32]));
        let ids = ["voter-1", "voter-2", "voter-3"];
        let fault = |change: fn(&mut Points)| {
            let mut points = list.points().unwrap();
            change(&mut points);
            points.check("o3JHbEwRLoXJh1", ids).err()
        };
        assert_eq!(fault(|_| ()), None);
        assert_eq!(fault(|points| points.points.reverse()), None);
        assert_eq!(fault(|points| points.format = VOTERS.into()), Some(PointsFault::Format));
        assert_eq!(fault(|points| points.uuid = "o3JHbEwRLoXJh2".into()), Some(PointsFault::Uuid));
        assert_eq!(fault(|points| drop(points.points.pop())), Some(PointsFault::Count { found: 2, expected: 3 }));
        assert_eq!(fault(|points| points.points[1].voter = "voter-1".into()), Some(PointsFault::Voter(1)));
        assert_eq!(fault(|points| points.points[2].voter = "voter-4".into()), Some(PointsFault::Voter(2)));
        assert_eq!(fault(|points| points.points[2].point = points.points[0].point), Some(PointsFault::Twice(2)));
        let identity = format!("{}1", "0".repeat(63)).parse().unwrap();
        let mut points = list.points().unwrap();
        points.points[0].point = identity;
        assert_eq!(points.check("o3JHbEwRLoXJh1", ids), Err(PointsFault::Point(0)));
    }

    #[test]
    fn only_a_private_list_is_read_as_one() {
        let list = PrivateList::make(&voters(), &mut ChaCha20Rng::from_seed([9; 32]));
        let text = String::from_utf8(list.to_json().unwrap().to_vec()).unwrap();
        let first = &list.slips[0].credential;
        let second = &list.slips[1].credential;
        for wrong in [text.replace(first, second), text.replace(first, "x"), text.replace("/v1", "/v2"), format!("{text} ")] {
            assert_eq!(PrivateList::parse(wrong.as_bytes()).err(), Some(NotAPrivateList));
        }
        let mut text = String::new();
        quoted("=1+\"2\"", &mut text);
        assert_eq!(text, "\"'=1+\"\"2\"\"\"");
    }
}
