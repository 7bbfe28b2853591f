//! A member's place at the table where a joint key is made: from the messages that are there to the next one.
//!
//! Every member does the same, with nobody in the middle: each collects all messages, checks all of them and comes to the same
//! joint key. The independent tool's administrator does steps 2, 4 and 6 of [`crate::election::ceremony`]; here everyone does.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::KeyFault;
use crate::crypto::group::{Point, Scalar};
use crate::crypto::hash::{Digest, Hasher};
use crate::election::ceremony::{CeremonyFault, Certificates, Member, MemberSeed, OpenFault, Polynomials, Shape};
use crate::election::json;
use crate::election::trustees::{Item, Pedersen};

/// A round of messages, one from each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Step 1: certificates.
    Certificate,
    /// Step 3: polynomials.
    Polynomial,
    /// Step 5: each member's part of the joint key.
    Key,
}

impl Step {
    /// All of them in order.
    pub const ALL: [Self; 3] = [Self::Certificate, Self::Polynomial, Self::Key];

    /// Its number for people, from 1.
    pub const fn number(self) -> usize {
        match self {
            Self::Certificate => 1,
            Self::Polynomial => 2,
            Self::Key => 3,
        }
    }
}

/// The messages that are there, by step and member (from 1).
#[derive(Debug, Default, Clone)]
pub struct Table(std::collections::BTreeMap<(Step, usize), Vec<u8>>);

impl Table {
    /// Lays a message on the table.
    pub fn put(&mut self, step: Step, member: usize, message: Vec<u8>) {
        self.0.insert((step, member), message);
    }

    fn get(&self, step: Step, member: usize) -> Option<&[u8]> {
        self.0.get(&(step, member)).map(Vec::as_slice)
    }
}

/// How far it went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Something is new that has to be stored before it leaves.
    pub changed: bool,
    /// The own messages that are not on the table.
    pub publish: Vec<(Step, String)>,
    /// The step that cannot be done yet, and the members whose messages it waits for.
    pub missing: Option<(Step, Vec<usize>)>,
    /// SHA-256 of all certificates together, once they are there: all members must see the same.
    pub certificates: Option<Digest>,
    /// The joint key, an item of the list of trustees as canonical JSON, once it is made.
    pub joint: Option<Vec<u8>>,
}

/// Why it does not go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeatFault {
    /// A message is wrong.
    #[error("{0}")]
    Ceremony(#[from] CeremonyFault),
    /// The message under this member's name is not the one that it wrote.
    #[error("the message of step {0} under this member's own name is not the one that it wrote")]
    Own(usize),
    /// Messages of a step that was answered have changed since.
    #[error("the messages of step {0} are not those that this member answered; somebody exchanged one")]
    Exchanged(usize),
    /// The own share does not open.
    #[error("{0}")]
    Open(#[from] OpenFault),
}

/// A member's state between the steps.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct Seat {
    seed: String,
    index: usize,
    members: usize,
    threshold: u32,
    certificate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    polynomial: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joint: Option<JointKey>,
}

/// A message with the digest of those that it answers: it is drawn once, and never for others.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Answer {
    #[zeroize(skip)]
    to: Digest,
    message: String,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct JointKey {
    /// The item of the list of trustees.
    pub(super) item: String,
    /// The sealed share, the `.dkey` file.
    pub(super) share: String,
}

impl Seat {
    pub(super) fn new<R: CryptoRng + ?Sized>(shape: Shape, index: usize, rng: &mut R) -> Result<Self, CeremonyFault> {
        let seed = MemberSeed::random(rng);
        let certificate = Member::new(&seed).certify(shape, index, rng)?;
        let (members, threshold) = (shape.members(), shape.threshold());
        let seed = seed.expose().to_owned();
        Ok(Self { seed, index, members, threshold, certificate, polynomial: None, key: None, joint: None })
    }

    /// The place in a joint key that was made elsewhere. Who takes it has opened the share.
    pub(super) fn finished(seed: &MemberSeed, index: usize, shape: Shape, certificate: String, joint: JointKey) -> Self {
        let (members, threshold) = (shape.members(), shape.threshold());
        let seed = seed.expose().to_owned();
        Self { seed, index, members, threshold, certificate, polynomial: None, key: None, joint: Some(joint) }
    }

    pub(super) fn is_usable(&self) -> bool {
        self.shape().is_some() && (1..=self.members).contains(&self.index) && MemberSeed::parse(&self.seed).is_ok()
    }

    pub(super) const fn index(&self) -> usize {
        self.index
    }

    pub(super) fn shape(&self) -> Option<Shape> {
        Shape::new(self.members, self.threshold).ok()
    }

    /// The share of the joint key, held against the joint key that was kept.
    pub(super) fn share(&self) -> Result<Zeroizing<Scalar>, KeyFault> {
        let joint = self.joint.as_ref().ok_or(KeyFault::Unfinished)?;
        let Ok(Item::Pedersen(item)) = json::from_canonical(joint.item.as_bytes()) else { return Err(KeyFault::Unfinished) };
        let seed = MemberSeed::parse(&self.seed).map_err(|_| KeyFault::Unfinished)?;
        Ok(Member::new(&seed).open(joint.share.as_bytes(), &item)?.secret)
    }

    /// Whether the joint key that was kept has this threshold and these verification keys, in this order.
    pub(super) fn is_of(&self, threshold: usize, listed: impl Iterator<Item = Option<Point>>) -> bool {
        let Some(joint) = &self.joint else { return false };
        let Ok(Item::Pedersen(item)) = json::from_canonical(joint.item.as_bytes()) else { return false };
        let kept = item.verification_keys.iter().map(|key| key.public_key.decode().ok());
        usize::try_from(item.threshold) == Ok(threshold) && kept.eq(listed)
    }

    pub(super) fn advance<R: CryptoRng + ?Sized>(&mut self, table: &Table, rng: &mut R) -> Result<Progress, SeatFault> {
        let mut progress = Progress::default();
        // Made elsewhere: what this member sent there is not known, and nothing is drawn again.
        if let (Some(joint), None) = (&self.joint, &self.polynomial) {
            progress.joint = Some(joint.item.clone().into_bytes());
            return Ok(progress);
        }
        let no_member = || SeatFault::Ceremony(CeremonyFault::NoMember(self.index));
        let shape = self.shape().ok_or_else(no_member)?;
        let member = Member::new(&MemberSeed::parse(&self.seed).map_err(|_| no_member())?);

        let Some(certificates) = self.collect(table, Step::Certificate, &self.certificate, &mut progress)? else {
            return Ok(progress);
        };
        let checked = Certificates::read(shape, &certificates)?;
        let participant = checked.participant(&member)?;
        let to = digest(&certificates);
        progress.certificates = Some(to);
        let polynomial = match &self.polynomial {
            Some(answer) if answer.to == to => answer.message.clone(),
            Some(_) => return Err(SeatFault::Exchanged(Step::Certificate.number())),
            None => {
                let message = participant.deal(rng)?;
                self.polynomial = Some(Answer { to, message: message.clone() });
                progress.changed = true;
                message
            }
        };

        let Some(polynomials) = self.collect(table, Step::Polynomial, &polynomial, &mut progress)? else { return Ok(progress) };
        let sorted = Polynomials::read(&checked, &polynomials)?;
        let to = digest(&polynomials);
        let key = match &self.key {
            Some(answer) if answer.to == to => answer.message.clone(),
            Some(_) => return Err(SeatFault::Exchanged(Step::Polynomial.number())),
            None => {
                let message = participant.receive(sorted.for_member(self.index)?.as_bytes(), rng)?;
                self.key = Some(Answer { to, message: message.clone() });
                progress.changed = true;
                message
            }
        };

        let Some(keys) = self.collect(table, Step::Key, &key, &mut progress)? else { return Ok(progress) };
        let assembled = sorted.assemble(&keys)?;
        let own = self.index.checked_sub(1).and_then(|position| assembled.shares.get(position)).ok_or_else(no_member)?;
        // The share opens and belongs to this joint key, or nothing of it is kept.
        member.open(own.as_bytes(), &assembled.joint)?;
        let item = item(assembled.joint)?;
        match &self.joint {
            Some(kept) if kept.item.as_bytes() == item => {}
            Some(_) => return Err(SeatFault::Exchanged(Step::Key.number())),
            None => {
                let text = String::from_utf8_lossy(&item).into_owned();
                self.joint = Some(JointKey { item: text, share: own.clone() });
                progress.changed = true;
            }
        }
        progress.joint = Some(item);
        Ok(progress)
    }

    /// All messages of a step with the own one among them, or `None` and who is missing.
    fn collect<'a>(
        &self,
        table: &'a Table,
        step: Step,
        own: &'a str,
        progress: &mut Progress,
    ) -> Result<Option<Vec<Vec<u8>>>, SeatFault> {
        let mut missing = Vec::new();
        let mut messages = Vec::with_capacity(self.members);
        for member in 1..=self.members {
            match table.get(step, member) {
                Some(found) if member == self.index && found != own.as_bytes() => return Err(SeatFault::Own(step.number())),
                Some(found) => messages.push(found.to_vec()),
                None if member == self.index => {
                    progress.publish.push((step, own.to_owned()));
                    messages.push(own.as_bytes().to_vec());
                }
                None => missing.push(member),
            }
        }
        if missing.is_empty() {
            return Ok(Some(messages));
        }
        progress.missing = Some((step, missing));
        Ok(None)
    }
}

fn item(joint: Pedersen) -> Result<Vec<u8>, CeremonyFault> {
    Ok(json::to_canonical(&Item::Pedersen(joint))?)
}

/// Of all messages of a step in the order of the members, each ended by a line feed, which stands in none of them.
fn digest(messages: &[Vec<u8>]) -> Digest {
    let mut hasher = Hasher::default();
    for message in messages {
        hasher.update(message);
        hasher.update(b"\n");
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::{Custody, DecryptFault};
    use super::*;
    use crate::election::ceremony::MessageFault;
    use crate::election::trustees::{TrusteeKey, Trustees};
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    /// Three members, the table between them, and their randomness.
    struct Room {
        members: Vec<Custody>,
        table: Table,
        rng: ChaCha20Rng,
    }

    impl Room {
        fn new(seed: u8) -> Self {
            let mut rng = ChaCha20Rng::from_seed([seed; 32]);
            let shape = Shape::new(3, 2).unwrap();
            let members = (1..=3).map(|index| Custody::member("", shape, index, &mut rng).unwrap()).collect();
            Self { members, table: Table::default(), rng }
        }

        /// A member comes to the table; what it has to say is laid down. The state is stored and read again between.
        fn visit(&mut self, member: usize) -> Result<Progress, SeatFault> {
            let custody = &mut self.members[member - 1];
            let progress = custody.advance(&self.table, &mut self.rng).unwrap()?;
            *custody = Custody::parse(&custody.to_json().unwrap()).unwrap();
            for (step, message) in &progress.publish {
                self.table.put(*step, member, message.clone().into_bytes());
            }
            Ok(progress)
        }

        fn swap(&mut self, step: Step, member: usize, change: impl Fn(&str) -> String) {
            let before = std::str::from_utf8(self.table.get(step, member).unwrap()).unwrap().to_owned();
            assert_ne!(change(&before), before);
            self.table.put(step, member, change(&before).into_bytes());
        }
    }

    #[test]
    fn three_members_come_to_one_key_in_any_order() {
        let mut room = Room::new(1);
        let waiting = room.visit(2).unwrap();
        assert_eq!(waiting.missing, Some((Step::Certificate, vec![1, 3])));
        assert!(!waiting.changed && waiting.joint.is_none());
        let mut joint = None;
        for member in [3, 1, 1, 2, 3, 2, 1, 3, 2] {
            let progress = room.visit(member).unwrap();
            if progress.joint.is_some() {
                assert!(joint.is_none() || joint == progress.joint);
                joint = progress.joint;
            }
        }
        let mut items = b"[".to_vec();
        items.extend(joint.unwrap());
        items.push(b']');
        let (trustees, faults) = Trustees::parse(&items);
        assert_eq!(faults, []);
        for (owner, custody) in (1..).zip(&room.members) {
            assert_eq!(custody.public_key().unwrap(), trustees.owner(owner).unwrap().key.unwrap().encode());
        }
        // A key serves only in its role: a member's public share, listed as a key by itself, is not this member.
        for (owner, custody) in (1..).zip(&room.members) {
            assert_eq!(custody.owner(&trustees), Ok(owner));
        }
        let joint: Vec<Item> = json::from_canonical(&items).unwrap();
        let [Item::Pedersen(joint)] = joint.as_slice() else { panic!() };
        let share = TrusteeKey { signature: None, name: None, ..joint.verification_keys[0].clone() };
        let (alone, faults) = Trustees::parse(&json::to_canonical(&[Item::Single(share)]).unwrap());
        assert_eq!(faults, []);
        assert_eq!(room.members[0].owner(&alone), Err(DecryptFault::NotATrustee));
        // Whoever comes again finds nothing left to do.
        let again = room.visit(1).unwrap();
        assert!(!again.changed && again.publish.is_empty() && again.missing.is_none() && again.joint.is_some());
    }

    #[test]
    fn a_message_is_drawn_once_and_never_for_others() {
        let mut room = Room::new(2);
        for member in 1..=3 {
            room.visit(member).unwrap();
        }
        let first = room.visit(1).unwrap();
        assert_eq!(first.publish.len(), 1);
        assert!(first.changed);
        // The message is lost on its way: the same again.
        room.table.0.remove(&(Step::Polynomial, 1));
        let again = room.visit(1).unwrap();
        assert_eq!((again.changed, &again.publish), (false, &first.publish));
        // Somebody makes another certificate after it was answered.
        let mut other = Custody::member("", Shape::new(3, 2).unwrap(), 3, &mut room.rng).unwrap();
        let certificate = other.advance(&Table::default(), &mut room.rng).unwrap().unwrap().publish.remove(0).1;
        room.table.put(Step::Certificate, 3, certificate.into_bytes());
        assert_eq!(room.visit(1), Err(SeatFault::Exchanged(1)));
        // And under one's own name.
        room.table.put(Step::Certificate, 1, b"{}".to_vec());
        assert_eq!(room.visit(1), Err(SeatFault::Own(1)));
    }

    #[test]
    fn whoever_sent_a_wrong_message_is_named() {
        let mut room = Room::new(3);
        for member in [1, 2, 3, 1, 2, 3] {
            room.visit(member).unwrap();
        }
        room.swap(Step::Polynomial, 2, |text| text.replacen("coefexps", "coefexpz", 1));
        let culprit = |fault| match fault {
            Err(SeatFault::Ceremony(CeremonyFault::Member { member, .. })) => Some(member),
            _ => None,
        };
        assert_eq!(culprit(room.visit(1)), Some(2));
        room.swap(Step::Polynomial, 2, |text| text.replacen("coefexpz", "coefexps", 1));
        // A member publishes the key of another.
        let stolen = room.table.get(Step::Key, 2).unwrap().to_vec();
        room.table.put(Step::Key, 3, stolen);
        let fault = room.visit(1);
        assert_eq!(fault, Err(SeatFault::Ceremony(CeremonyFault::Member { member: 3, fault: MessageFault::ShareKey })));
        assert_eq!(room.members[0].public_key(), Err(KeyFault::Unfinished));
    }
}
