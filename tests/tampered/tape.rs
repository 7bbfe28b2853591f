//! An archive as events, as members, as bytes: three levels on which something may be wrong while the rest is made right.

use yepiao::crypto::hash::Digest;

pub const TIME: u64 = 1_795_375_819;

/// One event, its payloads in the order they stand; the event refers to the last of them.
#[derive(Clone)]
pub struct Event {
    pub kind: &'static str,
    pub data: Vec<Vec<u8>>,
}

/// One member: name and body.
#[derive(Clone)]
pub struct Member {
    pub name: String,
    pub body: Vec<u8>,
}

pub fn data(body: Vec<u8>) -> Member {
    Member { name: format!("{}.data.json", Digest::of(&body)), body }
}

pub fn event(body: Vec<u8>) -> Member {
    Member { name: format!("{}.event.json", Digest::of(&body)), body }
}

/// All members, the chain as it must be.
pub fn members(events: &[Event]) -> Vec<Member> {
    let head = format!(r#"{{"version":1,"timestamp":"{TIME}"}}"#).into_bytes();
    let mut all = vec![Member { name: "BELENIOS".into(), body: head }];
    let mut parent = None;
    for (height, Event { kind, data: payloads }) in events.iter().enumerate() {
        all.extend(payloads.iter().cloned().map(data));
        let before = parent.map_or(String::new(), |parent: Digest| format!(r#""parent":"{parent}","#));
        let payload = payloads.last().map_or(String::new(), |body| format!(r#","payload":"{}""#, Digest::of(body)));
        let body = format!(r#"{{{before}"height":{height},"type":"{kind}"{payload}}}"#).into_bytes();
        parent = Some(Digest::of(&body));
        all.push(event(body));
    }
    all
}

/// Makes parents and names right again behind an event that was changed; heights stay.
pub fn rechain(all: &mut [Member]) {
    let mut parent: Option<String> = None;
    for member in all.iter_mut().filter(|member| member.name.ends_with(".event.json")) {
        let text = String::from_utf8_lossy(&member.body).into_owned();
        if let (Some(parent), Some(rest)) = (&parent, text.strip_prefix("{\"parent\":\"")) {
            member.body = format!("{{\"parent\":\"{parent}{}", &rest[64..]).into_bytes();
        }
        let digest = Digest::of(&member.body).to_string();
        member.name = format!("{digest}.event.json");
        parent = Some(digest);
    }
}

pub fn header(name: &str, size: usize) -> Vec<u8> {
    let mut block = name.as_bytes().to_vec();
    block.resize(100, 0);
    block.extend(format!("0000644\x000000000\x000000000\x00{size:011o}\0{TIME:011o}\0        0").bytes());
    block.resize(512, 0);
    checksum(&mut block);
    block
}

/// Makes the checksum of a header right.
pub fn checksum(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header[..512].iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

pub fn bytes(all: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    for Member { name, body } in all {
        out.extend(header(name, body.len()));
        out.extend(body);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out
}
