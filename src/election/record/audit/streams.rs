//! Long files, line by line or as something to compare with.

use std::io::{self, BufRead, BufReader, Read, Seek, Write};

use crate::election::record::reader::Stream;

/// The most bytes of a leaf: the reason of a decision is the longest thing in one.
pub(in crate::election::record) const MAX_LEAF: u64 = 1 << 16;
/// The fewest: index, nonce, time and type alone have more. Millions of shorter lines would only fill the memory.
pub(in crate::election::record) const MIN_LEAF: usize = 64;

/// A file that may be missing: then it is empty, and the missing file is a fault of its own.
pub(in crate::election::record) struct MaybeStream<'r, R>(pub(in crate::election::record) Option<Stream<'r, R>>);

impl<R: Read + Seek> Read for MaybeStream<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.as_mut().map_or(Ok(0), |stream| stream.read(buffer))
    }
}

/// Lines that each end with a line feed.
pub(in crate::election::record) struct Lines<'r, R> {
    input: BufReader<MaybeStream<'r, R>>,
    /// The most bytes of a line.
    limit: u64,
}

/// A line is too long, or the last one has no line feed; what follows is not read.
pub(in crate::election::record) struct BadLine;

impl<'r, R: Read + Seek> Lines<'r, R> {
    pub(in crate::election::record) fn new(stream: MaybeStream<'r, R>, limit: u64) -> Self {
        Self { input: BufReader::new(stream), limit }
    }

    /// The next line without its end. A failing input reads as the end: whoever finishes the stream meets the failure again.
    pub(in crate::election::record) fn next(&mut self) -> Option<Result<Vec<u8>, BadLine>> {
        let mut line = Vec::new();
        let count = (&mut self.input).take(self.limit.saturating_add(1)).read_until(b'\n', &mut line).unwrap_or_default();
        if count == 0 {
            return None;
        }
        Some(if line.pop() == Some(b'\n') { Ok(line) } else { Err(BadLine) })
    }

    pub(in crate::election::record) fn into_stream(self) -> MaybeStream<'r, R> {
        self.input.into_inner()
    }
}

/// Takes what is written and holds it against a file.
pub(in crate::election::record) struct Compare<'r, R> {
    original: MaybeStream<'r, R>,
    /// Bytes found equal.
    same: u64,
    /// Whether a byte was not, or the file ended.
    differs: bool,
    buffer: Vec<u8>,
}

impl<'r, R: Read + Seek> Compare<'r, R> {
    pub(in crate::election::record) const fn new(original: MaybeStream<'r, R>) -> Self {
        Self { original, same: 0, differs: false, buffer: Vec::new() }
    }

    /// The first byte that is not the file's, if there is one. The file may go on.
    pub(in crate::election::record) fn difference(&self) -> Option<u64> {
        self.differs.then_some(self.same)
    }

    /// As [`Self::difference`], but the file must end as well.
    pub(in crate::election::record) fn whole_difference(mut self) -> io::Result<Option<u64>> {
        let more = !self.differs && self.original.read(&mut [0])? > 0;
        Ok((self.differs || more).then_some(self.same))
    }
}

impl<R: Read + Seek> Write for Compare<'_, R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.differs {
            return Ok(bytes.len());
        }
        let wanted = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.buffer.clear();
        (&mut self.original).take(wanted).read_to_end(&mut self.buffer)?;
        let same = bytes.iter().zip(&self.buffer).take_while(|(a, b)| a == b).count();
        self.same = self.same.saturating_add(u64::try_from(same).unwrap_or(u64::MAX));
        self.differs = same < bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
