//! The files given: opened with care, and every reason why one cannot be used.
//!
//! Only regular files are taken. A pipe cannot be read twice, which `--against` needs, and opening one that nobody writes to would
//! hang; a device never ends.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use crate::cli::lang::Lang;
use crate::cli::terminal::{printable, shown};
use crate::election::record::container::NotAContainer;
use crate::election::record::{NotARecord, Record};

/// How every archive begins: the name of its first member. A file that does not is none, and nothing else is said about it.
const MAGIC: &[u8; 9] = b"BELENIOS\0";

/// Why a file cannot be used.
#[derive(Debug)]
pub(in crate::cli) enum Obstacle {
    /// There is none of that name.
    Missing,
    /// A link to something that is not there.
    BrokenLink,
    /// Links that lead to one another.
    LinkLoop,
    /// The user may not read it.
    Forbidden,
    /// A folder.
    Folder,
    /// A pipe, device or socket.
    Special,
    /// It does not begin like an archive, and is no zip; `true` if it is empty.
    Foreign(bool),
    /// A zip that is no record.
    NoManifest,
    /// Not entries of a log as the service shows them.
    NoEntries,
    /// Anything else the system says, and how many bytes were read before.
    System(u64, io::Error),
}

impl Obstacle {
    /// Place, what is wrong, what to do; in one line behind the file's name.
    pub(in crate::cli) fn line(&self, path: &Path, lang: Lang) -> String {
        let file = shown(path);
        let text = match self {
            Self::Missing => {
                lang.pick("没有这个文件；请核对文件名和所在的文件夹", "there is no such file; check its name and folder")
            }
            Self::BrokenLink => lang.pick(
                "这是一个快捷链接，它指向的文件不在了；请直接指定原文件",
                "a link to a file that is not there; give the file itself",
            ),
            Self::LinkLoop => lang.pick(
                "这是一个快捷链接，绕来绕去没有尽头；请直接指定原文件",
                "links that lead in a circle; give the file itself",
            ),
            Self::Forbidden => lang.pick(
                "没有权限读取；请复制一份到自己的文件夹，或请管理员开放权限",
                "no permission to read it; copy it to a folder of yours, or ask for permission",
            ),
            Self::Folder => lang.pick("这是文件夹；请指定里面的 .bel 文件", "a folder; give the .bel file in it"),
            Self::Special => lang.pick(
                "不是普通文件（是管道或设备）；请先存成文件再检查",
                "not a regular file but a pipe or device; save it as a file first",
            ),
            Self::Foreign(true) => lang.pick("空文件；请重新取得一份", "byte 0: the file is empty; fetch it again"),
            Self::Foreign(false) => lang.pick(
                "字节 0：不是选举文件（开头不是 BELENIOS，也不是完整的 zip）；请指定 record.zip 或 .bel 文件",
                "byte 0: not an election archive, it does not begin with BELENIOS, nor a complete zip; give record.zip or a .bel file",
            ),
            Self::NoManifest => lang.pick(
                "是 zip，但不是选举档案（没有 manifest.json）；请指定 record.zip",
                "a zip, but no record: there is no manifest.json; give record.zip",
            ),
            Self::NoEntries => lang.pick(
                "不是公开记录的条目；请照检查报告里的网址重新下载",
                "not entries of a log; fetch them again from the address in the report",
            ),
            Self::System(offset, error) => {
                let error = printable(&error.to_string(), 200);
                return match lang {
                    Lang::Zh => format!("{file}：字节 {offset}：读不出来（系统原话：{error}）；请换一份，或检查磁盘"),
                    Lang::En => format!("{file}: byte {offset}: cannot be read: {error}; try another copy, or check the disk"),
                };
            }
        };
        format!("{file}{}{text}", lang.pick("：", ": "))
    }
}
/// A file to be checked.
pub(in crate::cli) struct Input {
    file: File,
    /// Bytes it had when it was opened.
    pub(super) length: u64,
    /// Whether it begins like an archive.
    pub(in crate::cli) is_archive: bool,
}

impl Input {
    /// Opens a file and looks at its first bytes.
    pub(in crate::cli) fn open(path: &Path) -> Result<Self, Obstacle> {
        // Looked at before it is opened: to open a pipe is to wait.
        let found = fs::metadata(path).map_err(|error| why_not(path, error))?;
        if found.is_dir() {
            return Err(Obstacle::Folder);
        }
        if !found.is_file() {
            return Err(Obstacle::Special);
        }
        let mut file = File::open(path).map_err(|error| why_not(path, error))?;
        let mut start = Vec::new();
        (&mut file).take(9).read_to_end(&mut start).map_err(|error| Obstacle::System(0, error))?;
        if start.is_empty() {
            return Err(Obstacle::Foreign(true));
        }
        Ok(Self { file, length: found.len(), is_archive: start == MAGIC })
    }

    /// An archive, or why it is none.
    pub(super) fn archive(path: &Path) -> Result<Self, Obstacle> {
        Self::open(path).and_then(|input| if input.is_archive { Ok(input) } else { Err(Obstacle::Foreign(false)) })
    }

    /// A record, or why it is none.
    pub(super) fn record(self) -> Result<Record<Watched<File>>, Obstacle> {
        Record::open(Watched::new(self.file)).map_err(|not| match not {
            NotARecord::Container(NotAContainer::Io(error)) => Obstacle::System(0, error),
            NotARecord::Container(NotAContainer::NoDirectory) => Obstacle::Foreign(false),
            NotARecord::NoManifest => Obstacle::NoManifest,
        })
    }

    /// The beginning of the file: one byte more than `most`, if it has them.
    pub(in crate::cli) fn beginning(mut self, most: usize) -> Result<Vec<u8>, Obstacle> {
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        self.read()?.take(most).read_to_end(&mut bytes).map_err(|error| Obstacle::System(0, error))?;
        Ok(bytes)
    }

    /// The whole file from its first byte on.
    pub(in crate::cli) fn read(&mut self) -> Result<BufReader<&mut File>, Obstacle> {
        self.file.rewind().map_err(|error| Obstacle::System(0, error))?;
        Ok(BufReader::with_capacity(1 << 16, &mut self.file))
    }
}

fn why_not(path: &Path, error: io::Error) -> Obstacle {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    match error.kind() {
        io::ErrorKind::NotFound if is_link => Obstacle::BrokenLink,
        io::ErrorKind::NotFound => Obstacle::Missing,
        io::ErrorKind::PermissionDenied => Obstacle::Forbidden,
        // The standard library has no stable name for a loop yet.
        _ if is_link => Obstacle::LinkLoop,
        _ => Obstacle::System(0, error),
    }
}

/// Passes on what it reads and remembers an error: an audit reports one as a fault of the archive, but a bad disk is no forgery.
pub(in crate::cli) struct Watched<R> {
    input: R,
    read: u64,
    error: Option<io::Error>,
}

impl<R> Watched<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, read: 0, error: None }
    }

    /// The error that ended the reading.
    pub(super) fn obstacle(self) -> Option<Obstacle> {
        let read = self.read;
        self.error.map(|error| Obstacle::System(read, error))
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let outcome = self.input.read(buffer);
        match &outcome {
            Ok(count) => self.read = self.read.saturating_add(u64::try_from(*count).unwrap_or(u64::MAX)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.error = Some(io::Error::new(error.kind(), error.to_string())),
        }
        outcome
    }
}

impl<R: Seek> Seek for Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let outcome = self.input.seek(to);
        if let Err(error) = &outcome {
            self.error = Some(io::Error::new(error.kind(), error.to_string()));
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::election::audit::audit;

    struct BadDisk;

    impl Read for BadDisk {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("bad sector"))
        }
    }

    #[test]
    fn an_error_in_the_middle_is_not_taken_for_a_forgery() {
        let archive: &[u8] = include_bytes!("../../../tests/vectors/archives/mini.bel");
        let mut watched = Watched::new((&archive[..20_000]).chain(BadDisk));
        let report = audit(&mut watched, &mut |_| {});
        assert!(!report.is_valid());
        let line = watched.obstacle().unwrap().line(Path::new("a.bel"), Lang::En);
        assert_eq!(line, "a.bel: byte 20000: cannot be read: bad sector; try another copy, or check the disk");

        let mut watched = Watched::new(archive);
        assert!(audit(&mut watched, &mut |_| {}).is_valid());
        assert!(watched.obstacle().is_none());
    }
}
