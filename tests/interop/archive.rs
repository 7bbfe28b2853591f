//! Archives as bytes, read and re-chained without the crate's own reader and writer: what judges them must not share their
//! mistakes. Trusts the archives it is given no further than not to panic on them.

use std::ops::Range;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

struct Member {
    name: String,
    header: Range<usize>,
    body: Range<usize>,
    end: usize,
}

/// One event with the payload objects written in front of it, as indices of members.
struct Step {
    event: Value,
    objects: Range<usize>,
}

fn members(archive: &[u8]) -> Result<Vec<Member>, String> {
    let mut members = Vec::new();
    let mut at: usize = 0;
    while at < archive.len() {
        let cut = || format!("cut off at byte {at}");
        let header = archive.get(at..at + 512).ok_or_else(cut)?;
        let name: Vec<u8> = header[..100].iter().copied().take_while(|b| *b != 0).collect();
        let name = String::from_utf8(name).map_err(|e| e.to_string())?;
        let size = str::from_utf8(&header[124..135]).map_err(|e| e.to_string())?;
        let size = usize::from_str_radix(size, 8).map_err(|e| format!("size of {name}: {e}"))?;
        // 11 octal digits are below 2^33: the sums do not overflow.
        let body = at + 512..at + 512 + size;
        let end = body.start + size.next_multiple_of(512);
        if end > archive.len() {
            return Err(cut());
        }
        members.push(Member { name, header: at..at + 512, body, end });
        at = end;
    }
    Ok(members)
}

fn steps(archive: &[u8], members: &[Member]) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut first = 1; // behind the header BELENIOS
    for (i, member) in members.iter().enumerate() {
        if member.name.ends_with(".event.json") {
            let event = serde_json::from_slice(&archive[member.body.clone()]).map_err(|e| format!("{}: {e}", member.name))?;
            steps.push(Step { event, objects: first..i });
            first = i + 1;
        }
    }
    Ok(steps)
}

fn kind(event: &Value) -> &str {
    event["type"].as_str().unwrap_or_default()
}

/// The archive up to the last event whose type is among `kinds`, counted from the start without a gap.
fn up_to<'a>(archive: &'a [u8], kinds: &[&str]) -> Result<&'a [u8], String> {
    let members = members(archive)?;
    let steps = steps(archive, &members)?;
    let last = steps.iter().take_while(|step| kinds.contains(&kind(&step.event))).last();
    last.map(|step| &archive[..members[step.objects.end].end]).ok_or_else(|| "no Setup event".to_owned())
}

/// Header and Setup, without a ballot.
pub(crate) fn setup_only(archive: &[u8]) -> Result<&[u8], String> {
    up_to(archive, &["Setup"])
}

/// The ballot box as it stood before it was closed.
pub(crate) fn open_box(archive: &[u8]) -> Result<&[u8], String> {
    up_to(archive, &["Setup", "Ballot"])
}

/// The payload objects of every event of this type, in order of the archive.
fn payloads<'a>(archive: &'a [u8], of: &str) -> Result<Vec<Vec<&'a [u8]>>, String> {
    let members = members(archive)?;
    let steps = steps(archive, &members)?;
    let wanted = steps.into_iter().filter(|step| kind(&step.event) == of);
    Ok(wanted.map(|step| members[step.objects].iter().map(|m| &archive[m.body.clone()]).collect()).collect())
}

/// The bytes of every ballot, in order of the archive.
pub(crate) fn ballots(archive: &[u8]) -> Result<Vec<&[u8]>, String> {
    Ok(payloads(archive, "Ballot")?.into_iter().flatten().collect())
}

/// The objects of the EncryptedTally event, if there is one: the encrypted tally and the sized one.
pub(crate) fn encrypted_tally(archive: &[u8]) -> Result<Option<Vec<&[u8]>>, String> {
    Ok(payloads(archive, "EncryptedTally")?.pop())
}

/// The published result, if there is one.
pub(crate) fn result(archive: &[u8]) -> Result<Option<&[u8]>, String> {
    Ok(payloads(archive, "Result")?.into_iter().flatten().next())
}

fn hex_sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A header like `model` for another name and size, its checksum made anew.
fn header(model: &[u8], name: &str, size: usize) -> Vec<u8> {
    let mut header = model.to_vec();
    header[..100].fill(0);
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().copied().map(u32::from).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header
}

/// The archive with each payload replaced by what `change` makes of it (given the event's type and the payload's bytes): names,
/// payload hashes, parents and tar headers all follow, so that what is refused is refused for what the payload says. Events of
/// several objects (Setup, EncryptedTally, PartialDecryption) stay as they are.
pub(crate) fn rechain(archive: &[u8], mut change: impl FnMut(&str, &[u8]) -> Vec<u8>) -> Result<Vec<u8>, String> {
    let members = members(archive)?;
    let mut out = archive[..members.first().ok_or("empty")?.end].to_vec();
    let mut push = |member: &Member, name: &str, body: &[u8]| {
        out.extend(header(&archive[member.header.clone()], name, body.len()));
        out.extend(body);
        out.resize(out.len().next_multiple_of(512), 0);
    };
    let mut parent: Option<String> = None;
    for step in steps(archive, &members)? {
        let event = &members[step.objects.end];
        let mut text = str::from_utf8(&archive[event.body.clone()]).map_err(|e| e.to_string())?.to_owned();
        let single = step.objects.len() == 1;
        for member in &members[step.objects.clone()] {
            let body = &archive[member.body.clone()];
            let body = if single { change(kind(&step.event), body) } else { body.to_vec() };
            let digest = hex_sha256(&body);
            push(member, &format!("{digest}.data.json"), &body);
            if single {
                // In the text, not by serialising anew: the order of the fields is forced.
                text = text.replace(step.event["payload"].as_str().ok_or("no payload")?, &digest);
            }
        }
        if let (Some(old), Some(new)) = (step.event["parent"].as_str(), &parent) {
            text = text.replace(old, new);
        }
        let digest = hex_sha256(text.as_bytes());
        push(event, &format!("{digest}.event.json"), text.as_bytes());
        parent = Some(digest);
    }
    Ok(out)
}
