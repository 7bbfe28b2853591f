//! `--against OLDER.bel`: is an older copy the beginning of the file?

use super::input::{Input, Obstacle, Watched};
use crate::cli::lang::Lang;
use crate::election::archive::{Comparison, is_prefix};

/// How the file stands to the older copy.
pub(super) struct Against {
    pub(super) outcome: Comparison,
    /// Whether both have the same length. Two equal files prove nothing about what came later.
    pub(super) same_length: bool,
}

/// Which of the two files could not be read.
pub(super) enum Unreadable {
    Older(Obstacle),
    Newer(Obstacle),
}

impl Against {
    pub(super) fn compare(older: &mut Input, newer: &mut Input) -> Result<Self, Unreadable> {
        let same_length = older.length == newer.length;
        let mut watched_older = Watched::new(older.read().map_err(Unreadable::Older)?);
        let mut watched_newer = Watched::new(newer.read().map_err(Unreadable::Newer)?);
        match is_prefix(&mut watched_older, &mut watched_newer) {
            Ok(outcome) => Ok(Self { outcome, same_length }),
            // Only an error while reading ends the comparison.
            Err(error) => Err(match (watched_older.obstacle(), watched_newer.obstacle()) {
                (Some(obstacle), _) => Unreadable::Older(obstacle),
                (None, Some(obstacle)) => Unreadable::Newer(obstacle),
                (None, None) => Unreadable::Newer(Obstacle::System(0, std::io::Error::other(error))),
            }),
        }
    }

    /// Whether the older copy is the beginning of the file.
    pub(super) const fn holds(&self) -> bool {
        matches!(self.outcome, Comparison::Continues { .. })
    }

    /// What came of it, in one sentence for the list of checks.
    pub(super) fn finding(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let record = |event: Option<u64>| match (event, zh) {
            (Some(event), true) => format!("，记录 {event}"),
            (Some(event), false) => format!(" (event {event})"),
            (None, _) => String::new(),
        };
        match self.outcome {
            Comparison::Continues { events } if self.same_length => match lang {
                Lang::Zh => format!("与旧文件完全相同，共 {events} 条记录"),
                Lang::En => format!("the two files are the same: {events} events"),
            },
            Comparison::Continues { events } => match lang {
                Lang::Zh => format!("旧文件的 {events} 条记录都原样在开头"),
                Lang::En => format!("begins with all {events} events of it, unchanged"),
            },
            Comparison::Differs { offset, event } => {
                let record = record(event);
                match lang {
                    Lang::Zh => format!("从字节 {offset} 起不同{record}：旧文件里有的内容被改过，或这是两次不同的选举"),
                    Lang::En => format!(
                        "the files differ from byte {offset} on{record}: what the older copy holds was changed, or these are two \
                         different elections"
                    ),
                }
            }
            Comparison::Shorter { offset, event } => {
                let record = record(event);
                match lang {
                    Lang::Zh => format!("这份文件到字节 {offset} 就没有了{record}：旧文件后面的内容被删掉，或两份文件给反了"),
                    Lang::En => format!(
                        "this file ends at byte {offset}{record}: what the older copy holds after that was removed, or the two files \
                         were given the wrong way round"
                    ),
                }
            }
            Comparison::Torn { offset } => match lang {
                Lang::Zh => format!("旧文件自己不完整，到字节 {offset} 就断了；它有的内容都没有改。请换一份完整的旧文件"),
                Lang::En => format!(
                    "the older copy itself is incomplete, it breaks off at byte {offset}; nothing in it was changed. Use a complete \
                     older copy"
                ),
            },
        }
    }
}
