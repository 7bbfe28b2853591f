//! The two languages of everything that people read.

use std::fmt;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    /// Chinese, simplified.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The system's language; English unless it is Chinese.
    pub(crate) fn of_system() -> Self {
        // An empty LC_ALL or LANG says nothing; sys-locale skips it.
        if sys_locale::get_locale().is_some_and(|locale| locale.to_lowercase().starts_with("zh")) { Self::Zh } else { Self::En }
    }

    /// The text in this language.
    pub(crate) const fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pick("zh", "en"))
    }
}
