//! The files of a record: their names, how long each may be, and when it is there.

/// The digests of all other files. Canonical JSON (RFC 8785).
pub const MANIFEST: &str = "manifest.json";
/// How to check the record, in Chinese.
pub const README_ZH: &str = "README.zh.txt";
/// How to check the record, in English.
pub const README_EN: &str = "README.en.txt";
/// [`crate::election::log::opening`].
pub const OPENING: &str = "opening.json";
/// The rule set, [`crate::election::rules`].
pub const RULES: &str = "rules.toml";
/// What was announced, [`crate::election::poll::package`].
pub const PACKAGE: &str = "package.json";
/// The masked roll, [`crate::election::roll::MaskedRoll`].
pub const ROLL: &str = "roll.json";
/// The leaves of the log, each ended by a line feed, [`crate::election::log::leaf`].
pub const LOG: &str = "log.jsonl";
/// Every ballot of the log, in its order, each ended by a line feed; also those that do not count.
pub const CAST: &str = "cast.jsonl";
/// By which way each vote came, [`crate::election::annex`].
pub const ANNEX: &str = "ballots.jsonl";
/// The archive with weight 1.
pub const PEOPLE: &str = "people.bel";
/// The archive with weight area.
pub const AREA: &str = "area.bel";
/// The sheet of the paper ballots, [`crate::election::paper`].
pub const PAPER: &str = "paper.json";
/// Who took part, [`crate::election::annex::turnout`].
pub const TURNOUT: &str = "turnout.json";
/// What the trustees signed, [`crate::election::log::closing`].
pub const CLOSING: &str = "closing.json";
/// The signed tally, [`crate::election::certificate`].
pub const CERTIFICATE: &str = "certificate.jws";
/// Head of the log, signed by the service and cosigned, [`crate::election::log::checkpoint`].
pub const CHECKPOINT: &str = "checkpoint";

/// What stands in every record, in the order in which it is written; [`PAPER`] not if the poll was cancelled before the count.
pub const ALWAYS: [&str; 14] =
    [README_ZH, README_EN, OPENING, RULES, PACKAGE, ROLL, LOG, CAST, ANNEX, PEOPLE, AREA, PAPER, TURNOUT, CHECKPOINT];

/// The file of a trustee's strong proof, [`crate::election::strong`].
pub fn strong(owner: usize) -> String {
    format!("strong/{owner}.json")
}

/// The trustee whose strong proof a file is.
pub fn strong_owner(name: &str) -> Option<usize> {
    let number = name.strip_prefix("strong/")?.strip_suffix(".json")?;
    let owner: usize = number.parse().ok().filter(|owner| (1..=999).contains(owner))?;
    (strong(owner) == name).then_some(owner)
}

/// The most bytes a file may have; `None`: no record has a file of this name.
///
/// What is read as a whole is short; the log, the ballots and the archives are read piece by piece. Roll and annex have room for
/// [`super::MAX_VOTERS`] voters with three or four units each, who vote twice.
pub fn limit(name: &str) -> Option<u64> {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;
    Some(match name {
        MANIFEST | README_ZH | README_EN | CHECKPOINT => 256 * KIB,
        OPENING | CLOSING | TURNOUT | RULES => MIB,
        PAPER | CERTIFICATE => 8 * MIB,
        PACKAGE => 4 * MIB,
        ROLL | ANNEX => 32 * MIB,
        LOG => 128 * MIB,
        CAST | PEOPLE | AREA => 4 * GIB,
        _ => strong_owner(name).map(|_| 4 * KIB)?,
    })
}

/// Whether the certificate names the digest of a file: of every one but those that speak of it or explain.
pub fn is_certified(name: &str) -> bool {
    !matches!(name, MANIFEST | CERTIFICATE | README_ZH | README_EN)
}

/// Whether a file is read piece by piece.
pub(super) fn is_long(name: &str) -> bool {
    matches!(name, LOG | CAST | PEOPLE | AREA)
}
