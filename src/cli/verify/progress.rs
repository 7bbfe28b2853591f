//! How far a check has come, on one line of a terminal that is wiped when it is done.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::cli::lang::Lang;
use crate::cli::terminal::{pad, width};
use crate::election::audit::Progress;

/// Between two updates: fast enough to be seen moving, slow enough to cost nothing.
const INTERVAL: Duration = Duration::from_millis(200);

/// The line. Silent if standard error is not a terminal.
pub(super) struct Line {
    lang: Lang,
    length: u64,
    last: Option<Instant>,
    shown: usize,
}

impl Line {
    /// For a file of `length` bytes.
    pub(super) fn new(lang: Lang, length: u64) -> Self {
        // The first update waits too: a small file is done before anybody could read it.
        Self { lang, length, last: io::stderr().is_terminal().then(Instant::now), shown: 0 }
    }

    /// There are `length` bytes to read.
    pub(super) fn of(&mut self, length: u64) {
        self.length = length;
    }

    pub(super) fn update(&mut self, progress: Progress) {
        if self.last.is_some_and(|last| last.elapsed() >= INTERVAL) {
            self.write(&text(self.lang, self.length, progress));
            self.last = Some(Instant::now());
        }
    }

    fn write(&mut self, text: &str) {
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "\r{}", pad(text, self.shown)).and_then(|()| stderr.flush());
        self.shown = width(text);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.shown > 0 {
            self.write("");
            self.write("");
        }
    }
}

fn text(lang: Lang, length: u64, Progress { bytes, ballots }: Progress) -> String {
    let percent = u128::from(bytes).saturating_mul(100).checked_div(u128::from(length)).unwrap_or(100).min(100);
    let (read, all) = (bytes >> 20, length >> 20);
    match lang {
        Lang::Zh => format!("正在检查：{percent}%（{read} / {all} MB），选票 {ballots} 张"),
        Lang::En => format!("checking: {percent}% ({read} of {all} MB), {ballots} ballots"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_much_is_done() {
        let progress = Progress { bytes: 3 << 20, ballots: 780 };
        assert_eq!(text(Lang::Zh, 4 << 20, progress), "正在检查：75%（3 / 4 MB），选票 780 张");
        assert_eq!(text(Lang::En, 4 << 20, progress), "checking: 75% (3 of 4 MB), 780 ballots");
        // A file that grows or shrinks while it is read.
        assert_eq!(text(Lang::En, 0, progress), "checking: 100% (3 of 0 MB), 780 ballots");
    }
}
