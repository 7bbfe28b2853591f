//! The demo's folder: its own, or an empty one. What the demo made stands in `demo.json`, so that it goes on where it was.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::Unusable;
use super::super::files::fault;
use super::super::lang::Lang;
use super::super::terminal::shown;
use super::paper::Papers;

const FORMAT: &str = "yepiao/demo/v1";
/// By which the folder is known as the demo's.
const STATE: &str = "demo.json";
/// What else the demo puts there. An unfinished demo is begun anew; nothing else is ever removed.
const MADE: [&str; 6] = ["yepiao.db", "yepiao.db-wal", "yepiao.db-shm", "clock", "slips.txt", "record.zip"];

/// How far the demo has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reached {
    /// It is being made.
    Making,
    /// People can vote.
    Open,
    /// The result is there.
    Counted,
}

/// A slip that nobody has used yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Slip {
    /// `3-2-101`.
    pub(super) room: String,
    /// Masked.
    pub(super) name: String,
    /// `ABCD-EFGH`.
    pub(super) serial: String,
    /// The link in its QR code.
    pub(super) link: String,
}

/// A trustee's program, as far as the service knows nothing of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Trustee {
    /// Name.
    pub(super) name: String,
    /// What stands behind `#` in the link.
    pub(super) secret: String,
    /// The key, as `yepiao trustee` keeps it.
    pub(super) custody: String,
}

/// What the demo knows. Nothing of it is secret: it is a demo, and all of it was made in one process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    format: String,
    /// How far it has come.
    pub(super) reached: Reached,
    /// Where it answers; the links lead there.
    pub(super) port: u16,
    /// Of all accounts.
    pub(super) password: String,
    /// The community's id.
    pub(super) community: String,
    /// The poll's id.
    pub(super) poll: String,
    /// To try.
    pub(super) slip: Slip,
    /// Three.
    pub(super) trustees: Vec<Trustee>,
    /// In the sealed box.
    pub(super) papers: Papers,
    /// When the voting ends, milliseconds UTC.
    pub(super) closes: i64,
}

impl State {
    /// At the very beginning.
    pub(super) fn new(port: u16, password: String) -> Self {
        Self {
            format: FORMAT.into(),
            reached: Reached::Making,
            port,
            password,
            community: String::new(),
            poll: String::new(),
            slip: Slip::default(),
            trustees: Vec::new(),
            papers: Papers::default(),
            closes: 0,
        }
    }
}

/// The folder.
pub(super) struct Folder {
    path: PathBuf,
    lang: Lang,
}

impl Folder {
    /// Takes the folder, with what the demo had made in it. Refuses one that is of somebody else.
    pub(super) fn take(path: &Path, lang: Lang) -> Result<(Self, Option<State>), Unusable> {
        let folder = Self { path: path.to_owned(), lang };
        fs::create_dir_all(path).map_err(|error| folder.fault(path, &error))?;
        let mut inside = fs::read_dir(path).map_err(|error| folder.fault(path, &error))?;
        if inside.next().is_none() {
            return Ok((folder, None));
        }
        let state = fs::read(folder.file(STATE)).ok().and_then(|bytes| serde_json::from_slice::<State>(&bytes).ok());
        match state.filter(|state| state.format == FORMAT) {
            None => {
                let what = lang.pick(
                    "不是空文件夹，也不是演示的文件夹；请用 --data 另选一个",
                    "is not empty and not the demo's; choose another with --data",
                );
                Err(Unusable(format!("{}: {what}", shown(path))))
            }
            Some(state) if state.reached == Reached::Making => {
                for name in MADE {
                    // Whatever was not made yet cannot be removed.
                    let _ = fs::remove_file(folder.file(name));
                }
                Ok((folder, None))
            }
            Some(state) => Ok((folder, Some(state))),
        }
    }

    /// A file in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, as a whole or not at all.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Unusable> {
        let path = self.file(name);
        let mut builder = tempfile::Builder::new();
        // Nothing of the demo is secret: for others too, as far as the user's umask says.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let written = builder.prefix(".yepiao-").tempfile_in(&self.path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)
        });
        written.map(drop).map_err(|error| self.fault(&path, &error))
    }

    /// Keeps what the demo knows.
    pub(super) fn keep(&self, state: &State) -> Result<(), Unusable> {
        let text = serde_json::to_string_pretty(state).map_err(|error| Unusable(error.to_string()))?;
        self.write(STATE, text.as_bytes())
    }

    fn fault(&self, path: &Path, error: &std::io::Error) -> Unusable {
        fault(path, self.lang.pick("不能写入", "cannot be written"), error, self.lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_empty_folder_or_its_own_is_taken() {
        let within = tempfile::tempdir().unwrap();
        let path = within.path().join("demo");
        let (folder, state) = Folder::take(&path, Lang::En).ok().unwrap();
        assert!(state.is_none());
        let mut state = State::new(8080, "x".into());
        folder.keep(&state).ok().unwrap();
        folder.write("yepiao.db", b"half").ok().unwrap();
        fs::write(path.join("mine"), "of somebody").unwrap();
        // Interrupted, it begins anew and leaves what is not its own.
        assert!(Folder::take(&path, Lang::En).ok().unwrap().1.is_none());
        assert!(!path.join("yepiao.db").exists() && path.join("mine").exists());
        state.reached = Reached::Open;
        folder.keep(&state).ok().unwrap();
        assert_eq!(Folder::take(&path, Lang::En).ok().unwrap().1.unwrap().port, 8080);
        fs::remove_file(path.join(STATE)).unwrap();
        assert!(Folder::take(&path, Lang::En).err().unwrap().0.contains("not the demo's"));
        assert!(path.join("mine").exists());
    }
}
