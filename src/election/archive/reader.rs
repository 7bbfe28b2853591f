//! Reading an archive event by event.

use std::io::Read;
use std::iter::FusedIterator;

use super::event::{Chain, Event};
use super::fault::ArchiveFault;
use super::group::{Group, Payload, read_json};
use super::head::{Head, Timestamp};
use super::member::{HeaderField, Member, MemberName, Members};
use crate::crypto::hash::Digest;

/// One event with its payloads, and all that was found wrong since the entry before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Byte of the file where its first member begins.
    pub offset: u64,
    /// What happened. `None` where there is no event or none that can be read: `faults` then says why.
    pub content: Option<Content>,
    /// What is wrong; empty in a sound archive. The first entry also has the faults of the member `BELENIOS`.
    pub faults: Vec<ArchiveFault>,
}

/// An event, its identity and its payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The event.
    pub event: Event,
    /// SHA-256 of the event's JSON as it stands in the file.
    pub digest: Digest,
    /// What the event refers to.
    pub payload: Payload,
}

/// Where a sound archive has come to: all that is needed to append to it. Only a [`Reader`] or a writer makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    pub(super) time: Timestamp,
    pub(super) chain: Chain,
}

/// Reads an archive event by event; an iterator of [`Entry`].
///
/// It goes on after every fault that leaves the next member's place known, and hands out what it found together with the faults.
/// It stops after [`ArchiveFault::Read`], `NotAnArchive`, `Truncated`, `Zeros`, `Size` and `TooBig`. Memory is bounded by the
/// largest group of members, not by their number. Reads are many and small: hand in a [`std::io::BufReader`].
pub struct Reader<R> {
    members: Members<R>,
    time: Option<Timestamp>,
    chain: Chain,
    events: u64,
    /// Found since the last entry.
    faults: Vec<ArchiveFault>,
    /// Data members without their event, at the end.
    left: usize,
    sound: bool,
    done: bool,
}

impl<R: Read> Reader<R> {
    /// Begins to read: the first member. Faults in it come with the first entry.
    pub fn new(input: R) -> Self {
        let mut reader = Self {
            members: Members::new(input),
            time: None,
            chain: Chain::default(),
            events: 0,
            faults: Vec::new(),
            left: 0,
            sound: true,
            done: false,
        };
        reader.read_head();
        reader
    }

    fn read_head(&mut self) {
        let Some(head) = self.members.next(&mut self.faults) else { return };
        match Head::read(&head.body, head.body_offset()) {
            Ok(time) => {
                self.time = Some(time);
                if head.time == Some(time) {
                    self.members.time = Some(time);
                } else {
                    // Which of the two is right, the next member says; not one fault for every member.
                    self.faults.push(ArchiveFault::HeadTime { offset: HeaderField::TIME, timestamp: time.seconds() });
                }
            }
            Err(_) if head.name != Some(MemberName::Head) => {
                self.faults.clear();
                self.faults.push(ArchiveFault::NotAnArchive);
                self.members.lost = true;
            }
            Err(fault) => {
                self.faults.push(fault);
                self.members.time = head.time;
            }
        }
    }

    /// The time in the first member, which every header must carry; `None` if it cannot be read there.
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.time
    }

    /// Bytes of the file read so far.
    pub fn bytes_read(&self) -> u64 {
        self.members.offset
    }

    /// Where the archive has come to, once it was read to the end and nothing was wrong with it.
    pub fn tip(&self) -> Option<Tip> {
        (self.done && self.sound).then_some(Tip { time: self.time?, chain: self.chain })
    }

    /// Whether the file ended where an event does.
    pub(super) fn ended_at_event(&self) -> bool {
        self.done && !self.members.lost && self.left == 0
    }

    /// Events read so far, also unreadable ones.
    pub(super) fn events(&self) -> u64 {
        self.events
    }

    pub(super) fn input(&self) -> &R {
        &self.members.input
    }

    pub(super) fn into_input(self) -> R {
        self.members.input
    }

    fn entry(&mut self, group: Group, member: Member) -> Entry {
        self.events = self.events.saturating_add(1);
        let (event, fault) = read_json::<Event>(&member.body);
        if let Some(fault) = fault {
            self.faults.push(ArchiveFault::EventJson { offset: member.offset, height: self.chain.height, fault });
        }
        let offset = group.offset().unwrap_or(member.offset);
        let content = match event {
            Some(event) => {
                self.check_chain(&event, member.offset);
                let payload = group.resolve(&event, member.offset, &mut self.faults);
                self.chain.advance(&event, member.digest);
                Some(Content { event, digest: member.digest, payload })
            }
            None => {
                self.chain.skip(member.digest);
                None
            }
        };
        self.hand_out(offset, content)
    }

    fn check_chain(&mut self, event: &Event, offset: u64) {
        let Chain { parent, height, furthest } = self.chain;
        if event.height != height {
            self.faults.push(ArchiveFault::Height { offset, expected: height, found: event.height });
        }
        if event.parent != parent {
            self.faults.push(ArchiveFault::Parent { offset, height: event.height, expected: parent, found: event.parent });
        }
        if !event.kind.may_follow(furthest) {
            self.faults.push(ArchiveFault::Order { offset, height: event.height, kind: event.kind, after: furthest });
        }
    }

    /// The end of the file, or where it was lost.
    fn finish(&mut self, group: Group) -> Option<Entry> {
        self.done = true;
        self.left = group.len();
        let offset = group.offset().unwrap_or(self.members.offset);
        if !self.members.lost {
            if group.len() > 0 {
                self.faults.push(ArchiveFault::EndsInsideGroup { offset: self.members.offset, members: group.len() });
            }
            group.report_unreferenced(&mut self.faults);
            if self.events == 0 {
                self.faults.push(ArchiveFault::NoSetup { offset: self.members.offset });
            }
        }
        (!self.faults.is_empty()).then(|| self.hand_out(offset, None))
    }

    fn hand_out(&mut self, offset: u64, content: Option<Content>) -> Entry {
        let faults = std::mem::take(&mut self.faults);
        self.sound &= faults.is_empty();
        Entry { offset, content, faults }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.done {
            return None;
        }
        let mut group = Group::default();
        while let Some(member) = self.members.next(&mut self.faults) {
            if is_event(&member) {
                return Some(self.entry(group, member));
            }
            group.push(member);
            if group.is_full() {
                let offset = group.offset().unwrap_or(self.members.offset);
                group.report_unreferenced(&mut self.faults);
                return Some(self.hand_out(offset, None));
            }
        }
        self.finish(group)
    }
}

impl<R: Read> FusedIterator for Reader<R> {}

/// The name decides; where it is none, the content.
fn is_event(member: &Member) -> bool {
    match member.name {
        Some(MemberName::Event(_)) => true,
        Some(MemberName::Data(_) | MemberName::Head) => false,
        None => serde_json::from_slice::<Event>(&member.body).is_ok(),
    }
}
