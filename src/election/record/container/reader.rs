//! Reading a container's directory and holding it against what is there.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use super::entry::{EntryReader, Window};
use super::fault::{ContainerFault, EntryFault, HeaderField};
use super::layout::{Bytes, Central, Common, DEFLATED, END_LENGTH, End, LOCAL_LENGTH, NEEDED, STORED};
use super::{Limit, MAX_ENTRIES, MAX_TOTAL, RATIO, RATIO_FREE};

/// Why there is nothing to check.
#[derive(Debug, thiserror::Error)]
pub enum NotAContainer {
    /// No end record, or no directory where it points to.
    #[error("not a zip, or not complete")]
    NoDirectory,
    /// The input cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// An open container.
pub struct Container<R> {
    input: Mutex<R>,
    entries: BTreeMap<String, Entry>,
    faults: Vec<ContainerFault>,
}

/// A file that can be read.
struct Entry {
    data: u64,
    packed: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

/// The longest directory that is read: [`MAX_ENTRIES`] with names of more than a hundred characters.
const MAX_DIRECTORY: u64 = 1 << 16;
/// The longest comment a zip can have.
const MAX_COMMENT: u64 = 1 << 16;

impl<R: Read + Seek> Container<R> {
    /// Reads the directory. Everything that is wrong is noted; whatever can be read in spite of it, can be read.
    pub fn open(mut input: R, limit: Limit) -> Result<Self, NotAContainer> {
        let length = input.seek(SeekFrom::End(0))?;
        let (end, at) = find_end(&mut input, length)?.ok_or(NotAContainer::NoDirectory)?;
        let mut faults = Vec::new();
        let behind = length.saturating_sub(at).saturating_sub(u64::try_from(END_LENGTH).unwrap_or_default());
        if behind > 0 {
            faults.push(ContainerFault::Trailing(behind));
        }
        let size = u64::from(end.directory_size);
        let start = at.checked_sub(size).filter(|_| size <= MAX_DIRECTORY).ok_or(NotAContainer::NoDirectory)?;
        let one_disk = end.disk == 0 && end.directory_disk == 0 && end.entries_here == end.entries;
        if !one_disk || u64::from(end.directory_offset) != start {
            faults.push(ContainerFault::End);
        }
        input.seek(SeekFrom::Start(start))?;
        let mut directory = Vec::new();
        (&mut input).take(size).read_to_end(&mut directory)?;
        let centrals = read_directory(&directory, end.entries, &mut faults).ok_or(NotAContainer::NoDirectory)?;
        let mut container = Self { input: Mutex::new(input), entries: BTreeMap::new(), faults };
        container.check_entries(centrals, start, limit)?;
        Ok(container)
    }

    /// What is wrong with the structure and the headers. What is wrong with a file's bytes, its reader knows.
    pub fn faults(&self) -> &[ContainerFault] {
        &self.faults
    }

    /// Whether the directory has an entry of this name, readable or not.
    pub fn lists(&self, name: &str) -> bool {
        let faulty = |fault: &ContainerFault| matches!(fault, ContainerFault::Entry { name: faulty, .. } if faulty == name);
        self.entries.contains_key(name) || self.faults.iter().any(faulty)
    }

    /// The names of the files that can be read, in their order as bytes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Bytes of a file by its header.
    pub fn size(&self, name: &str) -> Option<u64> {
        Some(self.entries.get(name)?.size)
    }

    /// Begins to read a file.
    pub fn read(&self, name: &str) -> Option<EntryReader<'_, R>> {
        let entry = self.entries.get(name)?;
        let window = Window::new(&self.input, entry.data, entry.packed);
        Some(EntryReader::new(window, entry.deflated, entry.size, entry.crc))
    }

    fn check_entries(&mut self, mut centrals: Vec<Central>, directory: u64, limit: Limit) -> io::Result<()> {
        // By place, so that gaps show; a name that stands twice is read where it stands first.
        centrals.sort_by_key(|central| central.offset);
        let (mut position, mut total) = (0_u64, 0_u64);
        let mut seen: HashMap<String, ()> = HashMap::new();
        for central in centrals {
            let name = String::from_utf8_lossy(&central.common.name).into_owned();
            let mut found = header_faults(&central);
            let allowed = name_fault(&name, limit);
            if seen.insert(name.to_lowercase(), ()).is_some() {
                found.push(EntryFault::Twice);
            }
            let (packed, size) = (u64::from(central.common.packed), u64::from(central.common.size));
            total = total.saturating_add(size);
            match allowed {
                Err(fault) => found.push(fault),
                Ok(limit) if size > limit => found.push(EntryFault::TooLong { size, limit }),
                Ok(_) if size > packed.saturating_mul(RATIO).saturating_add(RATIO_FREE) => {
                    found.push(EntryFault::Bomb { packed, size });
                }
                Ok(_) => {}
            }
            let offset = u64::from(central.offset);
            if let Some(bytes) = offset.checked_sub(position).filter(|bytes| *bytes > 0) {
                self.faults.push(ContainerFault::Gap { offset: position, bytes });
            }
            let data = central.common.data_offset(offset);
            let end = data.saturating_add(packed);
            if offset < position || end > directory {
                found.push(EntryFault::Overlap);
            } else if !self.has_local(&central.common, offset)? {
                found.push(EntryFault::Local);
            }
            position = position.max(end);
            if found.is_empty() {
                let deflated = central.common.method == DEFLATED;
                self.entries.insert(name, Entry { data, packed, size, crc: central.common.crc, deflated });
            } else {
                let entry = |fault| ContainerFault::Entry { name: name.clone(), fault };
                self.faults.extend(found.into_iter().map(entry));
            }
        }
        if let Some(bytes) = directory.checked_sub(position).filter(|bytes| *bytes > 0) {
            self.faults.push(ContainerFault::Gap { offset: position, bytes });
        }
        if total > MAX_TOTAL {
            self.faults.push(ContainerFault::Total { size: total });
            self.entries.clear();
        }
        Ok(())
    }

    /// Whether the bytes at `offset` are the local header of this entry.
    fn has_local(&self, expected: &Common, offset: u64) -> io::Result<bool> {
        let name = u64::try_from(expected.name.len()).unwrap_or_default();
        let mut bytes = Vec::new();
        Window::new(&self.input, offset, LOCAL_LENGTH.saturating_add(name)).read_to_end(&mut bytes)?;
        let fixed = usize::try_from(LOCAL_LENGTH).unwrap_or_default();
        let Some((header, found)) = bytes.split_at_checked(fixed) else { return Ok(false) };
        let Some((mut local, length)) = Common::read_local(header) else { return Ok(false) };
        local.name = found.to_vec();
        Ok(local == *expected && usize::from(length) == expected.name.len())
    }

    /// Gives back the input.
    pub fn into_inner(self) -> R {
        self.input.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last end record whose comment does not reach beyond the end, and where it stands.
fn find_end<R: Read + Seek>(input: &mut R, length: u64) -> io::Result<Option<(End, u64)>> {
    let end_length = u64::try_from(END_LENGTH).unwrap_or_default();
    let tail = length.min(MAX_COMMENT.saturating_add(end_length));
    let start = length.saturating_sub(tail);
    input.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    input.take(tail).read_to_end(&mut bytes)?;
    let found = bytes.windows(END_LENGTH).enumerate().rev().find_map(|(at, window)| {
        let end = End::read(window)?;
        let behind = bytes.len().saturating_sub(at).saturating_sub(END_LENGTH);
        (usize::from(end.comment) <= behind).then_some((end, at))
    });
    Ok(found.map(|(end, at)| (end, start.saturating_add(u64::try_from(at).unwrap_or_default()))))
}

/// The entries of the directory. `None` if not even the first can be read.
fn read_directory(directory: &[u8], entries: u16, faults: &mut Vec<ContainerFault>) -> Option<Vec<Central>> {
    let mut bytes = Bytes(directory);
    let mut centrals = Vec::new();
    while !bytes.0.is_empty() {
        match Central::read(&mut bytes) {
            Some(_) if centrals.len() >= MAX_ENTRIES => {
                faults.push(ContainerFault::TooMany);
                return Some(centrals);
            }
            Some(central) => centrals.push(central),
            None if centrals.is_empty() => return None,
            None => {
                faults.push(ContainerFault::End);
                return Some(centrals);
            }
        }
    }
    if usize::from(entries) != centrals.len() {
        faults.push(ContainerFault::End);
    }
    Some(centrals)
}

fn header_faults(central: &Central) -> Vec<EntryFault> {
    /// The name is UTF-8: true of every name that is allowed.
    const UTF8: u16 = 0x0800;
    /// How hard a deflater tried.
    const EFFORT: u16 = 0x0006;
    let Central { common, comment, disk, attributes, .. } = central;
    let free = if common.method == DEFLATED { UTF8 | EFFORT } else { UTF8 };
    // A regular file or nothing said; not a folder of MS-DOS.
    let kind = attributes >> 28;
    let checks = [
        (common.needed <= NEEDED, HeaderField::Version),
        (common.flags & !free == 0, HeaderField::Flags),
        (matches!(common.method, STORED | DEFLATED), HeaderField::Method),
        (common.extra == 0, HeaderField::Extra),
        (*comment == 0, HeaderField::Comment),
        (*disk == 0, HeaderField::Disk),
        (matches!(kind, 0 | 8) && attributes & 0x10 == 0, HeaderField::Attributes),
        (common.method != STORED || common.packed == common.size, HeaderField::StoredSize),
    ];
    checks.into_iter().filter(|(good, _)| !good).map(|(_, field)| EntryFault::Header(field)).collect()
}

/// The most bytes a file of this name may have.
fn name_fault(name: &str, limit: Limit) -> Result<u64, EntryFault> {
    let tricky = name.contains(|c: char| matches!(c, '\\' | ':') || c.is_control())
        || name.split('/').any(|part| matches!(part, "" | "." | ".."));
    match limit(name) {
        _ if tricky => Err(EntryFault::Path),
        None => Err(EntryFault::Unknown),
        Some(limit) => Ok(limit),
    }
}
