//! A zip put together by hand, with every number free: what a forger's tool can do.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// One entry. Whatever is not set is as it must be.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) packed: Vec<u8>,
    pub(crate) size: u32,
    pub(crate) crc: u32,
    pub(crate) needed: u16,
    pub(crate) flags: u16,
    pub(crate) stamp: u32,
    /// Name in the local header, if another.
    pub(crate) local_name: Option<Vec<u8>>,
    /// Size in the local header, if another.
    pub(crate) local_size: Option<u32>,
    pub(crate) local_extra: Vec<u8>,
    pub(crate) central_extra: Vec<u8>,
    pub(crate) comment: Vec<u8>,
    pub(crate) disk: u16,
    pub(crate) attributes: u32,
    /// Bytes between the entry before and this one.
    pub(crate) gap: Vec<u8>,
    /// The place of an entry before, in place of an own one.
    pub(crate) same_place_as: Option<usize>,
}

impl Entry {
    pub(crate) fn stored(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.into(),
            method: 0,
            packed: bytes.to_vec(),
            size: bytes.len().try_into().unwrap(),
            crc: crc(bytes),
            needed: 20,
            flags: 0,
            stamp: 0x5d74_8a1b,
            local_name: None,
            local_size: None,
            local_extra: Vec::new(),
            central_extra: Vec::new(),
            comment: Vec::new(),
            disk: 0,
            attributes: 0,
            gap: Vec::new(),
            same_place_as: None,
        }
    }

    pub(crate) fn deflated(name: &str, bytes: &[u8]) -> Self {
        Self { method: 8, packed: deflate(bytes), ..Self::stored(name, bytes) }
    }
}

pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn u16s(out: &mut Vec<u8>, numbers: &[u16]) {
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
}

fn u32s(out: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
}

fn length(bytes: &[u8]) -> u16 {
    bytes.len().try_into().unwrap()
}

/// The zip of these entries, in this order.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        out.extend_from_slice(&entry.gap);
        let place = entry.same_place_as.map_or(out.len(), |before| places[before]);
        places.push(place);
        if entry.same_place_as.is_none() {
            let name = entry.local_name.as_ref().unwrap_or(&entry.name);
            out.extend_from_slice(b"PK\x03\x04");
            u16s(&mut out, &[entry.needed, entry.flags, entry.method]);
            let packed = entry.packed.len().try_into().unwrap();
            u32s(&mut out, &[entry.stamp, entry.crc, packed, entry.local_size.unwrap_or(entry.size)]);
            u16s(&mut out, &[length(name), length(&entry.local_extra)]);
            out.extend_from_slice(name);
            out.extend_from_slice(&entry.local_extra);
            out.extend_from_slice(&entry.packed);
        }
        directory.extend_from_slice(b"PK\x01\x02");
        u16s(&mut directory, &[20, entry.needed, entry.flags, entry.method]);
        u32s(&mut directory, &[entry.stamp, entry.crc, entry.packed.len().try_into().unwrap(), entry.size]);
        u16s(&mut directory, &[length(&entry.name), length(&entry.central_extra), length(&entry.comment), entry.disk, 0]);
        u32s(&mut directory, &[entry.attributes, place.try_into().unwrap()]);
        directory.extend_from_slice(&entry.name);
        directory.extend_from_slice(&entry.central_extra);
        directory.extend_from_slice(&entry.comment);
    }
    let (count, start) = (entries.len().try_into().unwrap(), out.len().try_into().unwrap());
    let size = directory.len().try_into().unwrap();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06");
    u16s(&mut out, &[0, 0, count, count]);
    u32s(&mut out, &[size, start]);
    u16s(&mut out, &[0]);
    out
}
