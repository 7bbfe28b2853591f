//! Members of the tar file an archive is: a 512-byte header, the body, zeros up to the next multiple of 512.
//!
//! Name, size and time determine every byte of a header (Belenios 3.x archive format: an old-style tar header without "ustar",
//! mode 0000644, owner and group 0). So it is not checked field by field but written again and compared.

use std::fmt;
use std::io::Read;

use super::fault::ArchiveFault;
use super::head::Timestamp;
use crate::crypto::hash::Digest;

/// Bytes in the body of a member, at most: 64 MiB, some 800 000 credentials. A member is the least that must fit in memory.
pub const MAX_MEMBER: u64 = 64 << 20;

/// Bytes of a header, and what every member's length is a multiple of.
const BLOCK: usize = 512;

/// What a member is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberName {
    /// `BELENIOS`, the first.
    Head,
    /// `<sha256 of the body>.data.json`
    Data(Digest),
    /// `<sha256 of the body>.event.json`
    Event(Digest),
}

impl MemberName {
    fn parse(name: &[u8]) -> Option<Self> {
        let name = std::str::from_utf8(name).ok()?;
        if name == "BELENIOS" {
            return Some(Self::Head);
        }
        let (digest, suffix) = name.split_once('.')?;
        let digest = digest.parse().ok()?;
        match suffix {
            "data.json" => Some(Self::Data(digest)),
            "event.json" => Some(Self::Event(digest)),
            _ => None,
        }
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("BELENIOS"),
            Self::Data(digest) => write!(f, "{digest}.data.json"),
            Self::Event(digest) => write!(f, "{digest}.event.json"),
        }
    }
}

/// A part of a member's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeaderField {
    /// Bytes 0 to 99: the name and zeros.
    Name,
    /// Bytes 100 to 107: `0000644` and a zero.
    Mode,
    /// Bytes 108 to 123: user and group, twice `0000000` and a zero.
    Owner,
    /// Bytes 124 to 135: the size as 11 octal digits and a zero.
    Size,
    /// Bytes 136 to 147: the time of the archive as 11 octal digits and a zero.
    Time,
    /// Bytes 148 to 155: the sum of the header's bytes as 6 octal digits, a zero and a space.
    Checksum,
    /// Bytes 156 to 511: `0` and zeros.
    Rest,
}

impl HeaderField {
    /// Where the time begins in a header.
    pub(super) const TIME: u64 = 136;

    fn at(byte: usize) -> Self {
        match byte {
            0..100 => Self::Name,
            100..108 => Self::Mode,
            108..124 => Self::Owner,
            124..136 => Self::Size,
            136..148 => Self::Time,
            148..156 => Self::Checksum,
            _ => Self::Rest,
        }
    }
}

impl fmt::Display for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name",
            Self::Mode => "mode",
            Self::Owner => "owner",
            Self::Size => "size",
            Self::Time => "time",
            Self::Checksum => "checksum",
            Self::Rest => "type and unused fields",
        })
    }
}

/// The one header for this name (at most 100 bytes), size (at most [`MAX_MEMBER`]) and time.
fn header(name: &[u8], size: u64, time: Timestamp) -> Vec<u8> {
    let with_checksum = |checksum: &str| {
        let mut block = Vec::with_capacity(BLOCK);
        block.extend_from_slice(name);
        block.resize(100, 0);
        block.extend_from_slice(b"0000644\x000000000\x000000000\x00");
        block.extend_from_slice(format!("{size:011o}\0{:011o}\0{checksum}0", time.seconds()).as_bytes());
        block.resize(BLOCK, 0);
        block
    };
    let sum: u64 = with_checksum("        ").into_iter().map(u64::from).sum();
    with_checksum(&format!("{sum:06o}\0 "))
}

/// The first byte that is not as expected. A wrong byte elsewhere makes the checksum differ from the expected one as well, so the
/// checksum is the culprit only if nothing else is.
fn first_wrong(block: &[u8], expected: &[u8]) -> Option<usize> {
    let wrong = || block.iter().zip(expected).enumerate().filter(|(_, (found, expected))| found != expected).map(|(at, _)| at);
    wrong().find(|&at| HeaderField::at(at) != HeaderField::Checksum).or_else(|| wrong().next())
}

/// Appends the member to `out`: header, body, padding. The body is no longer than [`MAX_MEMBER`].
pub(super) fn write_member(out: &mut Vec<u8>, name: MemberName, body: &[u8], time: Timestamp) {
    let size = u64::try_from(body.len()).unwrap_or(u64::MAX);
    out.extend_from_slice(&header(name.to_string().as_bytes(), size, time));
    out.extend_from_slice(body);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
}

/// Bytes from the end of a body of `size` bytes to the next multiple of 512.
fn padding(size: u64) -> u64 {
    size.wrapping_neg() & 511
}

/// Exactly 11 octal digits.
fn octal(digits: Option<&[u8]>) -> Option<u64> {
    let digits = digits.filter(|digits| digits.iter().all(|digit| matches!(digit, b'0'..=b'7')))?;
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

/// One member as found.
pub(super) struct Member {
    /// Byte of the file where its header begins.
    pub(super) offset: u64,
    /// Its name as in the header, bytes other than printable ASCII escaped.
    pub(super) label: String,
    /// Its name, if it is one.
    pub(super) name: Option<MemberName>,
    /// The time in its header, if that can be read.
    pub(super) time: Option<Timestamp>,
    pub(super) body: Vec<u8>,
    /// SHA-256 of the body, whatever the name says.
    pub(super) digest: Digest,
}

impl Member {
    /// Byte of the file where its body begins.
    pub(super) fn body_offset(&self) -> u64 {
        self.offset.saturating_add(512)
    }
}

/// The members of a file one after the other. Goes on after every fault that leaves the next member's place known.
pub(super) struct Members<R> {
    pub(super) input: R,
    /// Bytes read.
    pub(super) offset: u64,
    /// The time every header must carry. If the first member leaves it open, the second one decides.
    pub(super) time: Option<Timestamp>,
    /// No more member can be found, although the file goes on or ends too early.
    pub(super) lost: bool,
}

impl<R: Read> Members<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, offset: 0, time: None, lost: false }
    }

    /// The next member, or `None` at the end of the file or when it is lost.
    pub(super) fn next(&mut self, faults: &mut Vec<ArchiveFault>) -> Option<Member> {
        if self.lost {
            return None;
        }
        self.read_member(faults).unwrap_or_else(|fault| {
            self.lost = true;
            faults.push(fault);
            None
        })
    }

    /// Err: the place of the next member is unknown.
    fn read_member(&mut self, faults: &mut Vec<ArchiveFault>) -> Result<Option<Member>, ArchiveFault> {
        let start = self.offset;
        let block = self.read_up_to(512)?;
        // An empty file is cut off too: it lacks its first member.
        if block.is_empty() && start > 0 {
            return Ok(None);
        }
        let truncated = |offset| ArchiveFault::Truncated { offset, member: start };
        if block.len() < BLOCK {
            return Err(truncated(self.offset));
        }

        let raw_name = block.get(..100).unwrap_or_default().split(|&byte| byte == 0).next().unwrap_or_default();
        let name = MemberName::parse(raw_name);
        let label = raw_name.escape_ascii().to_string();
        let size = self.size(&block, start, &label);
        if start == 0 && name != Some(MemberName::Head) && size.is_err() {
            return Err(ArchiveFault::NotAnArchive);
        }
        let size = size?;
        let time = octal(block.get(136..147)).and_then(Timestamp::new);
        if start > 0 {
            self.time = self.time.or(time);
        }
        let expected = header(raw_name, size, self.time.or(time).unwrap_or_default());
        if let Some(at) = first_wrong(&block, &expected) {
            let offset = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
            faults.push(ArchiveFault::Header { offset, name: label.clone(), field: HeaderField::at(at) });
        }
        if (name == Some(MemberName::Head)) != (start == 0) || name.is_none() {
            faults.push(ArchiveFault::Name { offset: start, name: label.clone() });
        }

        let body = self.read_up_to(size)?;
        let body_end = self.offset;
        let zeros = self.read_up_to(padding(size))?;
        if self.offset != start.saturating_add(512).saturating_add(size).saturating_add(padding(size)) {
            return Err(truncated(self.offset));
        }
        if let Some(at) = zeros.iter().position(|&byte| byte != 0) {
            let offset = body_end.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
            faults.push(ArchiveFault::Padding { offset, name: label.clone() });
        }

        let digest = Digest::of(&body);
        if let Some(MemberName::Data(claimed) | MemberName::Event(claimed)) = name
            && claimed != digest
        {
            faults.push(ArchiveFault::Digest { offset: start, name: label.clone(), actual: digest });
        }
        Ok(Some(Member { offset: start, label, name, time, body, digest }))
    }

    /// The size in the header `block`, if it can be followed.
    fn size(&self, block: &[u8], start: u64, label: &str) -> Result<u64, ArchiveFault> {
        if block.iter().all(|&byte| byte == 0) {
            return Err(ArchiveFault::Zeros { offset: start });
        }
        match octal(block.get(124..135)) {
            Some(size) if size <= MAX_MEMBER => Ok(size),
            Some(size) => Err(ArchiveFault::TooBig { offset: start, name: label.into(), size }),
            None => Err(ArchiveFault::Size { offset: start.saturating_add(124), name: label.into() }),
        }
    }

    /// `length` bytes, or fewer where the file ends. Memory follows what really comes, not what `length` promises.
    fn read_up_to(&mut self, length: u64) -> Result<Vec<u8>, ArchiveFault> {
        let mut bytes = Vec::new();
        let outcome = (&mut self.input).take(length).read_to_end(&mut bytes);
        self.offset = self.offset.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        match outcome {
            Ok(_) => Ok(bytes),
            Err(error) => Err(ArchiveFault::Read { offset: self.offset, reason: error.to_string() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_the_independent_tools() {
        let real = include_bytes!("../../../tests/vectors/archives/mini.bel");
        let time = Timestamp::new(1_795_375_820).unwrap();
        assert_eq!(header(b"BELENIOS", 38, time), real[..512]);

        let mut out = Vec::new();
        write_member(&mut out, MemberName::Head, &real[512..550], time);
        assert_eq!(out, real[..1024]);
    }

    #[test]
    fn padding_fills_the_block() {
        assert_eq!([0, 1, 511, 512, 513, u64::MAX].map(padding), [0, 511, 1, 0, 511, 1]);
    }

    #[test]
    fn names_have_one_text() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for name in ["BELENIOS", &format!("{hex}.data.json"), &format!("{hex}.event.json")] {
            assert_eq!(MemberName::parse(name.as_bytes()).unwrap().to_string(), name);
        }
        for wrong in ["", "belenios", hex, &format!("{hex}.json"), &format!("{}.data.json", hex.to_uppercase())] {
            assert_eq!(MemberName::parse(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn only_octal_digits_make_a_size() {
        assert_eq!(octal(Some(b"00000000046")), Some(38));
        assert_eq!(octal(Some(b"77777777777")), Some((1 << 33) - 1));
        for wrong in [b"0000000008 ", b"+0000000046", b" 0000000046", b"\x80\0\0\0\0\0\0\0\0\0\0"] {
            assert_eq!(octal(Some(wrong)), None);
        }
    }

    #[test]
    fn an_announced_size_reserves_no_memory() {
        let mut file = header(b"BELENIOS", MAX_MEMBER, Timestamp::default());
        file.extend_from_slice(b"short");
        let mut members = Members::new(&file[..]);
        let mut faults = Vec::new();
        assert!(members.next(&mut faults).is_none());
        assert_eq!(faults, [ArchiveFault::Truncated { offset: 517, member: 0 }]);

        let file = header(b"BELENIOS", MAX_MEMBER + 1, Timestamp::default());
        let mut faults = Vec::new();
        assert!(Members::new(&file[..]).next(&mut faults).is_none());
        assert!(matches!(faults[..], [ArchiveFault::TooBig { size: 67_108_865, .. }]), "{faults:?}");
    }
}
