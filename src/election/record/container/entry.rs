//! Reading one file out of a container.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::fault::EntryFault;

/// A part of the container. Each reading takes the container for itself: several files are read at once.
pub(super) struct Window<'c, R> {
    input: &'c Mutex<R>,
    at: u64,
    end: u64,
}

impl<'c, R> Window<'c, R> {
    pub(super) fn new(input: &'c Mutex<R>, at: u64, length: u64) -> Self {
        Self { input, at, end: at.saturating_add(length) }
    }
}

impl<R: Read + Seek> Read for Window<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        let Some(buffer) = buffer.get_mut(..left).filter(|buffer| !buffer.is_empty()) else { return Ok(0) };
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        input.seek(SeekFrom::Start(self.at))?;
        let count = input.read(buffer)?;
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

/// Bytes that are read from the container at once.
const BUFFER: usize = 1 << 16;

enum Packed<'c, R> {
    Stored(BufReader<Window<'c, R>>),
    Deflated(DeflateDecoder<BufReader<Window<'c, R>>>),
}

/// A file of the container being read: never more bytes than its header says. What is wrong with it is known at its end
/// ([`Self::fault`]); an error of the input itself comes as [`io::Error`].
pub struct EntryReader<'c, R> {
    packed: Packed<'c, R>,
    packed_size: u64,
    left: u64,
    crc: Crc,
    expected: u32,
    fault: Option<EntryFault>,
    ended: bool,
}

impl<'c, R: Read + Seek> EntryReader<'c, R> {
    pub(super) fn new(window: Window<'c, R>, deflated: bool, size: u64, crc: u32) -> Self {
        let packed_size = window.end.saturating_sub(window.at);
        let buffered = BufReader::with_capacity(BUFFER, window);
        let packed = if deflated { Packed::Deflated(DeflateDecoder::new(buffered)) } else { Packed::Stored(buffered) };
        Self { packed, packed_size, left: size, crc: Crc::new(), expected: crc, fault: None, ended: false }
    }

    /// What was found wrong; complete once the file was read to its end.
    pub const fn fault(&self) -> Option<EntryFault> {
        self.fault
    }

    /// Unpacks; input that is not deflate is a fault of the file and ends it.
    fn unpack(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let outcome = match &mut self.packed {
            Packed::Stored(input) => input.read(buffer),
            Packed::Deflated(input) => input.read(buffer),
        };
        match outcome {
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
                self.fault = Some(EntryFault::Packed);
                Ok(0)
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.fault = Some(EntryFault::Packed);
                Ok(0)
            }
            other => other,
        }
    }

    /// Looks behind the last byte.
    fn end(&mut self) -> io::Result<()> {
        self.ended = true;
        if self.fault.is_some() {
            return Ok(());
        }
        // One byte more than there may be; it also lets the decoder see the end of its stream.
        let more = self.unpack(&mut [0])?;
        let unpacked = match &self.packed {
            Packed::Stored(_) => self.packed_size,
            Packed::Deflated(input) => input.total_in(),
        };
        let fault = match () {
            () if self.fault.is_some() => self.fault,
            () if more > 0 || self.left > 0 => Some(EntryFault::Length),
            () if unpacked != self.packed_size => Some(EntryFault::Hidden),
            () if self.crc.sum() != self.expected => Some(EntryFault::Crc),
            () => None,
        };
        self.fault = fault;
        Ok(())
    }
}

impl<R: Read + Seek> Read for EntryReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let left = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = match buffer.get_mut(..left).filter(|buffer| !buffer.is_empty()) {
            Some(buffer) => self.unpack(buffer)?,
            None => 0,
        };
        if count == 0 {
            self.end()?;
            return Ok(0);
        }
        self.left = self.left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        self.crc.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}
