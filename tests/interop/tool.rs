//! The stock `belenios-tool`: found, asked, and its answers made short.
//!
//! Environment: `BELENIOS_TOOL_30` and `BELENIOS_TOOL_33` name the programs, else `belenios-tool` on the PATH is taken for the
//! release it says it is. With `CI` set the absence of 3.0, the one that Debian 13 ships, is a failure; that of a newer one is
//! not, since it comes from Debian's unstable suite. Every absence is said on stderr.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::archive;

/// The releases that judge us. Both matter: only newer ones recompute the encrypted tally in `verify`; 3.0 is what an auditor
/// gets from a stable Debian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Release {
    Debian13,
    Newer,
}

impl Release {
    /// From the text of `--version`, as `3.3.0 (3.3.0+20260702) [debug]`. Older and later major numbers are none of ours.
    pub(crate) fn of(version: &str) -> Option<Self> {
        let minor = version.strip_prefix("3.")?;
        let minor = minor.split(|c: char| !c.is_ascii_digit()).next()?;
        Some(if minor.parse::<u32>().ok()? == 0 { Self::Debian13 } else { Self::Newer })
    }

    fn variable(self) -> &'static str {
        match self {
            Self::Debian13 => "BELENIOS_TOOL_30",
            Self::Newer => "BELENIOS_TOOL_33",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Debian13 => "belenios-tool 3.0",
            Self::Newer => "belenios-tool 3.1 or later",
        })
    }
}

pub(crate) struct Tool {
    program: PathBuf,
    release: Release,
}

/// An election made by `stock-election`, in the files described at its head.
pub(crate) struct StockElection {
    pub(crate) archive: PathBuf,
    /// The outcome worked out from choices and weights, in the tool's text form, also where the election stopped earlier.
    pub(crate) result: String,
}

/// Past the capture of the test harness, which shows nothing of a test that passes.
fn loudly(line: &str) {
    let _ = writeln!(stderr(), "\n*** INTEROP: {line}");
}

fn release_of(program: &Path) -> Option<Release> {
    let out = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    Release::of(str::from_utf8(&out.stdout).ok()?.trim())
}

fn on_the_path(release: Release) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join("belenios-tool")).find(|p| release_of(p) == Some(release))
}

impl Tool {
    fn find(release: Release) -> Option<Self> {
        let named = std::env::var_os(release.variable()).filter(|v| !v.is_empty());
        if let Some(program) = &named {
            // Whoever names a program wants it used: a wrong one must not end in a skip.
            let found = release_of(Path::new(program));
            assert_eq!(found, Some(release), "{} = {} is not {release}", release.variable(), program.display());
        }
        let program = named.map(PathBuf::from).or_else(|| on_the_path(release));
        if program.is_none() {
            let line = format!("no {release} (set {} or see tests/tools/get-belenios-tool)", release.variable());
            let demanded = release == Release::Debian13 && std::env::var_os("CI").is_some_and(|v| !v.is_empty());
            assert!(!demanded, "{line}");
            loudly(&format!("SKIPPED: {line}"));
        }
        program.map(|program| Self { program, release })
    }

    /// Every release that can be had, looked for once per process.
    pub(crate) fn all() -> &'static [Self] {
        static TOOLS: OnceLock<Vec<Tool>> = OnceLock::new();
        TOOLS.get_or_init(|| [Release::Debian13, Release::Newer].into_iter().filter_map(Self::find).collect())
    }

    pub(crate) fn release(&self) -> Release {
        self.release
    }

    /// The program, for what is not asked below.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.program)
    }

    /// Its standard output, or what it says of its failure.
    fn ask<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<Vec<u8>, String> {
        run(Command::new(&self.program).args(arguments)).map_err(|e| format!("{}: {e}", self.release))
    }

    /// `election verify`. It sees the chain, the setup, the decryptions and the result, but not every bad ballot.
    pub(crate) fn verify(&self, archive: &Path) -> Result<(), String> {
        let folder = folder_of(&read(archive)?)?;
        self.ask(&[OsStr::new("election"), OsStr::new("verify"), OsStr::new("--dir"), folder.path().as_os_str()]).map(drop)
    }

    /// `verify-ballot` of one ballot against the setup of this archive, which may go on to any stage.
    pub(crate) fn verify_ballot(&self, archive: &Path, ballot: &[u8]) -> Result<(), String> {
        // In an archive that has the ballot already it would be refused as a duplicate.
        let folder = folder_of(archive::setup_only(&read(archive)?)?)?;
        self.verify_ballot_in(folder.path(), "ballot.json", ballot)
    }

    fn verify_ballot_in(&self, folder: &Path, name: &str, ballot: &[u8]) -> Result<(), String> {
        // The tool reads the first line and forgets the rest: what it would judge must be all there is.
        if ballot.contains(&b'\n') {
            return Err("a line break in the ballot".to_owned());
        }
        let file = folder.join(name);
        fs::write(&file, ballot).map_err(|e| e.to_string())?;
        let (dir, file) = (folder.as_os_str(), file.as_os_str());
        self.ask(&[OsStr::new("election"), OsStr::new("verify-ballot"), OsStr::new("--dir"), dir, OsStr::new("--ballot"), file])
            .map(drop)
    }

    /// `verify-ballot` of every ballot of the archive against its setup alone; tells how many there are. One call takes 30 ms, with
    /// 2400 credentials 150 ms (it reads the whole setup each time), and they run side by side.
    pub(crate) fn verify_ballots_one_by_one(&self, archive: &Path) -> Result<usize, String> {
        let bytes = read(archive)?;
        let ballots: Vec<(usize, &[u8])> = archive::ballots(&bytes)?.into_iter().enumerate().collect();
        let folder = folder_of(archive::setup_only(&bytes)?)?;
        let failures = side_by_side(&ballots, |(i, ballot)| {
            self.verify_ballot_in(folder.path(), &format!("ballot{i}.json"), ballot)
                .map_err(|e| format!("ballot {} of {}: {e}", i + 1, ballots.len()))
        });
        if failures.is_empty() { Ok(ballots.len()) } else { Err(failures.join("\n")) }
    }

    /// `compute-encrypted-tally` over the ballots alone, compared with the archive's own: finds ballots cast twice at every
    /// stage, a forged tally also with 3.0, and wrong totals, which no release compares by itself.
    pub(crate) fn recompute_tally(&self, archive: &Path) -> Result<(), String> {
        let bytes = read(archive)?;
        let folder = folder_of(archive::open_box(&bytes)?)?;
        let command = ["election", "compute-encrypted-tally", "--dir"].map(OsStr::new);
        let told = self.ask(&[&command[..], &[folder.path().as_os_str()]].concat())?;
        let told: Vec<&[u8]> = told.trim_ascii_end().split(|b| *b == b'\n').collect();
        match archive::encrypted_tally(&bytes)? {
            Some(ours) if ours != told => Err(format!("{}: another encrypted tally or other totals", self.release)),
            _ => Ok(()),
        }
    }

    /// All it can say of a whole archive, at any stage.
    pub(crate) fn agrees(&self, archive: &Path) -> Result<(), String> {
        self.verify(archive)?;
        self.verify_ballots_one_by_one(archive)?;
        self.recompute_tally(archive)
    }

    /// Makes an election by `stock-election` in this folder. Needs bash and jq.
    pub(crate) fn stock_election(&self, spec: &Path, out: &Path) -> Result<StockElection, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/stock-election");
        run(Command::new(script).arg(&self.program).arg(out).arg(spec))?;
        let name = spec.file_stem().and_then(OsStr::to_str).ok_or("a specification without a name")?;
        let result = fs::read_to_string(out.join(format!("{name}.result.json"))).map_err(|e| e.to_string())?;
        Ok(StockElection { archive: out.join(format!("{name}.bel")), result: result.trim_end().to_owned() })
    }
}

fn read(archive: &Path) -> Result<Vec<u8>, String> {
    fs::read(archive).map_err(|e| format!("{}: {e}", archive.display()))
}

/// The tool takes a folder with a single `.bel`, whatever its name.
fn folder_of(archive: &[u8]) -> Result<tempfile::TempDir, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    fs::write(folder.path().join("archive.bel"), archive).map_err(|e| e.to_string())?;
    Ok(folder)
}

fn run(command: &mut Command) -> Result<Vec<u8>, String> {
    let out = command.stdin(Stdio::null()).output().map_err(|e| format!("{command:?}: {e}"))?;
    if out.status.success() {
        return Ok(out.stdout);
    }
    // Its progress is on stderr too, and it wraps its messages and repeats the whole ballot in them.
    let said = String::from_utf8_lossy(&out.stderr);
    let said: Vec<&str> = said.lines().filter(|line| !line.starts_with("I: ")).flat_map(str::split_whitespace).collect();
    let said = said.join(" ");
    let short: String = said.split("{\"election_uuid\"").next().unwrap_or_default().chars().take(600).collect();
    Err(format!("{}: {}", out.status, short.trim_end()))
}

/// Does the work for every item on as many threads as there are cores; the failures in order of the items.
pub(crate) fn side_by_side<T: Sync + Copy>(items: &[T], work: impl Fn(T) -> Result<(), String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(i) else { break };
                    if let Err(e) = work(*item) {
                        failures.lock().unwrap().push((i, e));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    failures.into_iter().map(|(_, e)| e).collect()
}

/// Every release at hand takes the archive and each of its ballots. Passes, loudly, when there is none.
pub(crate) fn independent_tool_agrees(archive: &Path) -> Result<(), String> {
    Tool::all().iter().try_for_each(|tool| tool.agrees(archive))
}

/// Every release at hand takes this ballot for the election of this archive (of any stage). Passes, loudly, when there is none.
pub(crate) fn independent_tool_accepts_ballot(archive: &Path, ballot: &[u8]) -> Result<(), String> {
    Tool::all().iter().try_for_each(|tool| tool.verify_ballot(archive, ballot))
}
