//! Private files: encrypted with a passphrase, readable by their owner only, read back before they count, and changed so that
//! after a power failure there is the old one or the new one, whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::files::fault;
use super::lang::Lang;
use super::terminal::{complain, shown};
use super::text::Chinese as _;
use super::{Unusable, random};
use crate::crypto::age::{self, Work};

/// The largest private file: a list of credentials for 200,000 voters.
pub(super) const LARGEST: u64 = 64 << 20;

/// `--work-factor`: for tests and very small machines.
pub(super) fn work_argument(lang: Lang) -> Arg {
    Arg::new("work-factor")
        .long("work-factor")
        .value_name("N")
        .hide(true)
        .value_parser(value_parser!(u8).range(1..=20))
        .help(lang.pick("口令的计算量 2^N，默认 18", "cost of guessing the passphrase, 2^N; by default 18"))
}

/// How hard guessing the passphrase of a new file is made.
pub(super) fn work(matches: &ArgMatches, lang: Lang) -> Work {
    let asked = matches.get_one::<u8>("work-factor").and_then(|log_n| Work::new(*log_n)).unwrap_or(Work::USUAL);
    if asked.log_n() < Work::USUAL.log_n() {
        complain(lang.pick(
            "警告：--work-factor 低于 18，口令容易被猜出，只可用于试验",
            "warning: with --work-factor below 18 the passphrase is easy to guess; for trials only",
        ));
    }
    asked
}

/// A private file that is written and was read back, but has not got its name.
pub(super) struct NewVault<'p> {
    path: &'p Path,
    file: NamedTempFile,
    lang: Lang,
}

impl<'p> NewVault<'p> {
    /// Encrypts `plaintext` into a file that will be `path`. Refuses if there is one already.
    pub(super) fn create(path: &'p Path, plaintext: &[u8], passphrase: &str, work: Work, lang: Lang) -> Result<Self, Unusable> {
        not_there(path, lang)?;
        Ok(Self { path, file: sealed(path, plaintext, passphrase, work, lang)?, lang })
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> Result<(), Unusable> {
        let Self { path, file, lang } = self;
        let done = file.persist_noclobber(path).map_err(|error| error.error).and_then(|_| sync_folder(path));
        done.map_err(|error| cannot_write(path, &error, lang))
    }
}

/// A file that only its owner can read, not encrypted. Refuses if there is one already.
pub(super) fn write_private(path: &Path, bytes: &[u8], lang: Lang) -> Result<(), Unusable> {
    not_there(path, lang)?;
    let cannot = |error: io::Error| cannot_write(path, &error, lang);
    let mut file = temporary(path).map_err(cannot)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
    file.persist_noclobber(path).map_err(|error| error.error).and_then(|_| sync_folder(path)).map_err(cannot)
}

/// Readable and writable by its owner only: the library's rule for every temporary file.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".yepiao-").tempfile_in(folder(path))
}

/// A private file in use, by nobody else.
pub(super) struct Vault<'p> {
    path: &'p Path,
    /// Locked as long as it is open.
    _file: File,
    passphrase: Zeroizing<String>,
    work: Work,
    lang: Lang,
}

impl<'p> Vault<'p> {
    /// Opens a private file for this process alone and gives what is in it.
    pub(super) fn open(
        path: &'p Path,
        passphrase: Zeroizing<String>,
        lang: Lang,
    ) -> Result<(Self, Zeroizing<Vec<u8>>), Unusable> {
        let unusable = |text: &str| Unusable(format!("{}: {text}", shown(path)));
        // A file with two names would keep its old content under the other one: a key without its lock.
        if other_names(path) {
            return Err(unusable(lang.pick(
                "这是一个链接，或者这个文件有两个名字；请直接用原来的文件，并删去别的名字",
                "is a link, or the file has two names; use the file itself, and remove the other name",
            )));
        }
        // First looked at: to open a pipe is to wait.
        let encrypted = read_small(path, LARGEST, lang)?;
        let opened = OpenOptions::new().read(true).write(true).open(path);
        let file = opened.map_err(|error| fault(path, lang.pick("不能打开", "cannot be opened"), &error, lang))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(unusable(lang.pick("另一个程序正在用这个文件", "another program is using this file")));
            }
            Err(TryLockError::Error(error)) => {
                return Err(fault(path, lang.pick("不能独占", "cannot be locked"), &error, lang));
            }
        }
        // Whoever had it before may have put a new file in its place.
        let unchanged = same_file(path, &file) && fs::read(path).is_ok_and(|now| now == encrypted);
        if !unchanged {
            return Err(unusable(
                lang.pick("文件刚被另一个程序改过；请再试一次", "another program has just changed it; try again"),
            ));
        }
        // What is read counts as kept, so it must be on the disk: an earlier run may have been stopped between the file's new name
        // and the folder's.
        file.sync_all().and_then(|()| sync_folder(path)).map_err(|error| cannot_write(path, &error, lang))?;
        let (plaintext, work) = age::decrypt(&encrypted, &passphrase).map_err(|fault| unusable(&fault.say(lang)))?;
        Ok((Self { path, _file: file, passphrase, work, lang }, plaintext))
    }

    /// Puts `plaintext` in the place of what was in the file. When this returns, it is on the disk.
    pub(super) fn replace(&mut self, plaintext: &[u8]) -> Result<(), Unusable> {
        let Self { path, lang, .. } = *self;
        let next = sealed(path, plaintext, &self.passphrase, self.work, lang)?;
        // The new file is locked before it can be found under the name.
        if let Err(TryLockError::Error(error)) = next.as_file().try_lock() {
            return Err(fault(path, lang.pick("不能独占", "cannot be locked"), &error, lang));
        }
        let file = next.persist(path).map_err(|error| cannot_write(path, &error.error, lang))?;
        sync_folder(path).map_err(|error| cannot_write(path, &error, lang))?;
        self._file = file;
        Ok(())
    }
}

/// An encrypted file without a name, through to the disk and read back.
fn sealed(path: &Path, plaintext: &[u8], passphrase: &str, work: Work, lang: Lang) -> Result<NamedTempFile, Unusable> {
    let encrypted = age::encrypt(plaintext, passphrase, work, &mut random(lang)?);
    let encrypted = encrypted.ok_or_else(|| Unusable(lang.pick("不能加密", "cannot encrypt").into()))?;
    let cannot = |error: io::Error| cannot_write(path, &error, lang);
    let mut file = temporary(path).map_err(cannot)?;
    file.write_all(&encrypted).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
    let again = fs::read(file.path()).ok().and_then(|bytes| age::decrypt(&bytes, passphrase).ok());
    if again.is_some_and(|(again, _)| again.as_slice() == plaintext) {
        Ok(file)
    } else {
        let text = lang.pick(
            "写下的文件读不回来；请检查磁盘，换一个地方再试",
            "what was written cannot be read back; check the disk, and try another place",
        );
        Err(Unusable(format!("{}: {text}", shown(path))))
    }
}

/// Refuses if there is a file of this name.
pub(super) fn not_there(path: &Path, lang: Lang) -> Result<(), Unusable> {
    if fs::symlink_metadata(path).is_ok() {
        let what = lang.pick("已经存在；请换一个名字或文件夹", "is already there; choose another name or folder");
        return Err(Unusable(format!("{}: {what}", shown(path))));
    }
    Ok(())
}

/// A regular file of at most `most` bytes.
pub(super) fn read_small(path: &Path, most: u64, lang: Lang) -> Result<Vec<u8>, Unusable> {
    let cannot = |error: &io::Error| fault(path, lang.pick("不能读取", "cannot be read"), error, lang);
    // Looked at before it is opened: to open a pipe is to wait.
    let found = fs::metadata(path).map_err(|error| cannot(&error))?;
    if !found.is_file() {
        let text = lang.pick("不是普通文件", "is not a regular file");
        return Err(Unusable(format!("{}: {text}", shown(path))));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(most)).unwrap_or_default());
    let read = File::open(path).and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes));
    read.map_err(|error| cannot(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        let text = lang.pick("文件太大", "is too large");
        return Err(Unusable(format!("{}: {text}", shown(path))));
    }
    Ok(bytes)
}

/// Whether other users of the machine can read or change the file.
#[cfg(unix)]
pub(super) fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map_or(true, |found| found.mode() & 0o077 != 0)
}

/// Elsewhere the file's rights are not kept in a mode.
#[cfg(not(unix))]
pub(super) fn others_can_read(_path: &Path) -> bool {
    false
}

/// Whether the name is a link, or the file has other names.
#[cfg(unix)]
fn other_names(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink() || (found.is_file() && found.nlink() > 1))
}

#[cfg(not(unix))]
fn other_names(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

#[cfg(unix)]
fn same_file(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let places = [fs::metadata(path), file.metadata()].map(|found| found.map(|found| (found.dev(), found.ino())).ok());
    let [named, open] = places;
    named.is_some() && named == open
}

#[cfg(not(unix))]
fn same_file(_path: &Path, _file: &File) -> bool {
    true
}

fn folder(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// A new name is on the disk when its folder is.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// Elsewhere folders cannot be opened; the file system keeps its own journal.
#[cfg(not(unix))]
pub(super) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn cannot_write(path: &Path, error: &io::Error, lang: Lang) -> Unusable {
    fault(path, lang.pick("不能写入", "cannot be written"), error, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANG: Lang = Lang::En;

    fn work() -> Work {
        Work::new(2).unwrap()
    }

    fn open<'p>(path: &'p Path, passphrase: &str) -> Result<(Vault<'p>, Vec<u8>), String> {
        let opened = Vault::open(path, Zeroizing::new(passphrase.into()), LANG);
        opened.map(|(vault, plaintext)| (vault, plaintext.to_vec())).map_err(|Unusable(text)| text)
    }

    #[test]
    fn one_program_at_a_time_changes_a_vault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        NewVault::create(&path, b"one", "passphrase", work(), LANG).ok().unwrap().finish().ok().unwrap();
        assert!(NewVault::create(&path, b"other", "passphrase", work(), LANG).is_err(), "overwritten");
        let (mut first, plaintext) = open(&path, "passphrase").unwrap();
        assert_eq!(plaintext, b"one");
        assert!(open(&path, "passphrase").err().unwrap().ends_with("another program is using this file"));
        first.replace(b"two").ok().unwrap();
        // The file that lies under the name now is locked too.
        assert!(open(&path, "passphrase").err().unwrap().ends_with("another program is using this file"));
        drop(first);
        assert_eq!(open(&path, "passphrase").unwrap().1, b"two");
        assert!(open(&path, "passphrasf").err().unwrap().ends_with("this passphrase does not open the file"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something half-written was left");
        #[cfg(unix)]
        assert!(!others_can_read(&path));
    }

    /// Locked under one name, it would still be without a lock under the other.
    #[cfg(unix)]
    #[test]
    fn a_vault_has_one_name() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link, twin) = (folder.path().join("key"), folder.path().join("link"), folder.path().join("twin"));
        NewVault::create(&path, b"one", "passphrase", work(), LANG).ok().unwrap().finish().ok().unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(open(&link, "passphrase").err().unwrap().contains("is a link"));
        assert!(open(&path, "passphrase").is_ok());
        fs::hard_link(&path, &twin).unwrap();
        for name in [&path, &twin] {
            assert!(open(name, "passphrase").err().unwrap().contains("has two names"));
        }
    }
}
