//! What a stranger finds first in a record.

/// [`super::files::README_ZH`].
pub const README_ZH: &str = include_str!("readme.zh.txt");
/// [`super::files::README_EN`].
pub const README_EN: &str = include_str!("readme.en.txt");
