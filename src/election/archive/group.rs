//! The data members before one event, and which of them is what.
//!
//! Order inside a group (Belenios 3.x archive format): Setup: election, trustees, credentials, setup_data | Ballot: ballot |
//! EndBallots: nothing | EncryptedTally: encrypted_tally, sized_encrypted_tally | PartialDecryption: partial_decryption, owned |
//! Result: result. Then the event, which refers to the last of them; that one refers to the others.

use serde::{Deserialize, Serialize, de::DeserializeOwned, de::IgnoredAny};

use super::event::{Event, EventKind, Owned, Role, SetupData, SizedEncryptedTally};
use super::fault::ArchiveFault;
use super::member::{Member, MemberName};
use crate::crypto::hash::Digest;
use crate::election::json::{JsonFault, from_canonical};

/// The payloads of one event: bytes exactly as in the file. `None` is what could not be found or read; a fault says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// What the election is.
    Setup {
        /// The election's JSON.
        election: Option<Vec<u8>>,
        /// The trustees' JSON.
        trustees: Option<Vec<u8>>,
        /// The JSON list of public credentials.
        credentials: Option<Vec<u8>>,
    },
    /// A ballot's JSON.
    Ballot(Option<Vec<u8>>),
    /// Nothing.
    EndBallots,
    /// The encrypted sums.
    EncryptedTally {
        /// The encrypted tally's JSON.
        encrypted_tally: Option<Vec<u8>>,
        /// What stands beside it in the archive.
        sized: Option<SizedEncryptedTally>,
    },
    /// A trustee's share.
    PartialDecryption {
        /// The partial decryption's JSON.
        partial_decryption: Option<Vec<u8>>,
        /// The trustee: 1-based position in the list of all verification keys.
        owner: Option<u32>,
    },
    /// The result's JSON.
    Result(Option<Vec<u8>>),
}

/// The data members since the last event.
#[derive(Default)]
pub(super) struct Group {
    /// `None` once a reference has claimed it.
    members: Vec<Option<Member>>,
}

impl Group {
    /// More data members than any event refers to: a file with more of them before an event is handed out in pieces, so that
    /// memory stays bounded.
    const FULL: usize = 8;

    pub(super) fn push(&mut self, member: Member) {
        self.members.push(Some(member));
    }

    pub(super) fn is_full(&self) -> bool {
        self.members.len() >= Self::FULL
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Byte of the file where the first member begins.
    pub(super) fn offset(&self) -> Option<u64> {
        self.members.first()?.as_ref().map(|member| member.offset)
    }

    /// Gives the members the roles that `event`, standing at byte `offset`, refers to; reports what is missing, left or misplaced.
    pub(super) fn resolve(self, event: &Event, offset: u64, faults: &mut Vec<ArchiveFault>) -> Payload {
        let mut roles = Roles { group: self, offset, height: event.height, claimed: Vec::new(), faults };
        let payload = roles.payload(event);
        roles.check_order();
        roles.group.report_unreferenced(roles.faults);
        payload
    }

    /// Reports every member that nothing refers to.
    pub(super) fn report_unreferenced(self, faults: &mut Vec<ArchiveFault>) {
        let left = self.members.into_iter().flatten();
        faults.extend(left.map(|member| ArchiveFault::Unreferenced { offset: member.offset, name: member.label }));
    }

    /// The unclaimed member with this content; failing that, the one that claims to have it by its name: then a fault was
    /// reported already, and whoever checks the payload can say more about it.
    fn take(&mut self, digest: Digest) -> Option<(usize, Member)> {
        let find = |wanted: &dyn Fn(&Member) -> bool| self.members.iter().position(|member| member.as_ref().is_some_and(wanted));
        let at =
            find(&|member| member.digest == digest).or_else(|| find(&|member| member.name == Some(MemberName::Data(digest))))?;
        Some((at, self.members.get_mut(at)?.take()?))
    }
}

/// Roles being given to the members of a group.
struct Roles<'a> {
    group: Group,
    /// Where the event begins.
    offset: u64,
    height: u64,
    /// Position in the group and byte in the file of what was found.
    claimed: Vec<(Role, usize, u64)>,
    faults: &'a mut Vec<ArchiveFault>,
}

impl Roles<'_> {
    /// Asks for the payloads in the order they must stand in, except that what refers to others is asked for before them.
    fn payload(&mut self, event: &Event) -> Payload {
        match (event.kind, event.payload) {
            (EventKind::EndBallots, None) => {}
            (EventKind::EndBallots, Some(_)) => {
                self.faults.push(ArchiveFault::StrayReference { offset: self.offset, height: self.height, kind: event.kind });
            }
            (kind, None) => self.faults.push(ArchiveFault::NoReference { offset: self.offset, height: self.height, kind }),
            (_, Some(_)) => {}
        }
        match event.kind {
            EventKind::Setup => {
                let setup = self.referring::<SetupData>(Role::SetupData, event.payload);
                let setup = setup.as_ref();
                Payload::Setup {
                    election: self.bytes(Role::Election, setup.map(|setup| setup.election)),
                    trustees: self.bytes(Role::Trustees, setup.map(|setup| setup.trustees)),
                    credentials: self.bytes(Role::Credentials, setup.map(|setup| setup.credentials)),
                }
            }
            EventKind::Ballot => Payload::Ballot(self.bytes(Role::Ballot, event.payload)),
            EventKind::EndBallots => Payload::EndBallots,
            EventKind::EncryptedTally => {
                let sized = self.referring::<SizedEncryptedTally>(Role::SizedEncryptedTally, event.payload);
                let digest = sized.as_ref().map(|sized| sized.encrypted_tally);
                Payload::EncryptedTally { encrypted_tally: self.bytes(Role::EncryptedTally, digest), sized }
            }
            EventKind::PartialDecryption => {
                let owned = self.referring::<Owned>(Role::Owned, event.payload);
                let digest = owned.as_ref().map(|owned| owned.payload);
                Payload::PartialDecryption {
                    partial_decryption: self.bytes(Role::PartialDecryption, digest),
                    owner: owned.map(|owned| owned.owner),
                }
            }
            EventKind::Result => Payload::Result(self.bytes(Role::Result, event.payload)),
        }
    }

    fn claim(&mut self, role: Role, digest: Option<Digest>) -> Option<Member> {
        let digest = digest?;
        let Some((at, member)) = self.group.take(digest) else {
            self.faults.push(ArchiveFault::Missing { offset: self.offset, height: self.height, role, digest });
            return None;
        };
        self.claimed.push((role, at, member.offset));
        Some(member)
    }

    fn bytes(&mut self, role: Role, digest: Option<Digest>) -> Option<Vec<u8>> {
        self.claim(role, digest).map(|member| member.body)
    }

    /// A payload that refers to others. It is read on if only its text is not the canonical one.
    fn referring<T: Serialize + DeserializeOwned>(&mut self, role: Role, digest: Option<Digest>) -> Option<T> {
        let member = self.claim(role, digest)?;
        let (value, fault) = read_json(&member.body);
        if let Some(fault) = fault {
            let offset = member.offset;
            self.faults.push(if role == Role::SetupData && has_certificate(&member.body) {
                ArchiveFault::CredentialsCertificate { offset }
            } else {
                ArchiveFault::Reference { offset, height: self.height, role, fault }
            });
        }
        value
    }

    /// What refers to others was claimed before them but must stand behind them.
    fn check_order(&mut self) {
        if self
            .claimed
            .first()
            .is_some_and(|(role, ..)| matches!(role, Role::SetupData | Role::SizedEncryptedTally | Role::Owned))
        {
            self.claimed.rotate_left(1);
        }
        let misplaced = self.claimed.windows(2).find_map(|pair| match pair {
            [(_, before, _), (role, at, offset)] if at < before => Some((*role, *offset)),
            _ => None,
        });
        if let Some((role, offset)) = misplaced {
            self.faults.push(ArchiveFault::MemberOrder { offset, height: self.height, role });
        }
    }
}

/// The value in `bytes` and what is wrong with its text; both, if the text is readable but not canonical.
pub(super) fn read_json<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> (Option<T>, Option<JsonFault>) {
    match from_canonical(bytes) {
        Ok(value) => (Some(value), None),
        Err(fault) => (serde_json::from_slice(bytes).ok(), Some(fault)),
    }
}

/// Whether `setup_data` has the optional field of the independent tool 3.3.
fn has_certificate(setup_data: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Certified {
        credentials_certificate: Option<IgnoredAny>,
    }
    serde_json::from_slice::<Certified>(setup_data).is_ok_and(|setup| setup.credentials_certificate.is_some())
}
