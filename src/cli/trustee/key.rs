//! The key file: a [`Custody`] in a vault.

use std::path::Path;

use clap::ArgMatches;
use zeroize::Zeroizing;

use crate::cli::lang::Lang;
use crate::cli::terminal::shown;
use crate::cli::text::Chinese as _;
use crate::cli::vault::{NewVault, Vault};
use crate::cli::{Unusable, passphrase, random, vault};
use crate::election::custody::Custody;
use crate::election::record::ToDecrypt;

/// A key file that is written and was read back, but has not got its name.
pub(super) fn create<'p>(path: &'p Path, custody: &Custody, matches: &ArgMatches, lang: Lang) -> Result<NewVault<'p>, Unusable> {
    let passphrase = passphrase::choose(matches, path, lang)?;
    sealed(path, custody, &passphrase, matches, lang)
}

fn sealed<'p>(
    path: &'p Path,
    custody: &Custody,
    passphrase: &str,
    matches: &ArgMatches,
    lang: Lang,
) -> Result<NewVault<'p>, Unusable> {
    let text = custody.to_json().map_err(|fault| Unusable(fault.say(lang)))?;
    NewVault::create(path, &text, passphrase, vault::work(matches, lang), lang)
}

/// A key file in use.
pub(super) struct Key<'p> {
    path: &'p Path,
    vault: Vault<'p>,
    custody: Custody,
    lang: Lang,
}

impl<'p> Key<'p> {
    /// A new key file, at once in use: the passphrase is asked for once.
    pub(super) fn begin(path: &'p Path, custody: &Custody, matches: &ArgMatches, lang: Lang) -> Result<Self, Unusable> {
        let passphrase = passphrase::choose(matches, path, lang)?;
        sealed(path, custody, &passphrase, matches, lang)?.finish()?;
        Self::opened(path, passphrase, lang)
    }

    /// Opens the file for this process alone.
    pub(super) fn open(path: &'p Path, matches: &ArgMatches, lang: Lang) -> Result<Self, Unusable> {
        // Nobody types a passphrase for a file that is not there.
        vault::read_small(path, vault::LARGEST, lang)?;
        Self::opened(path, passphrase::ask(matches, path, lang)?, lang)
    }

    fn opened(path: &'p Path, passphrase: Zeroizing<String>, lang: Lang) -> Result<Self, Unusable> {
        let (vault, plaintext) = Vault::open(path, passphrase, lang)?;
        let custody = Custody::parse(&plaintext);
        let custody = custody.map_err(|fault| Unusable(format!("{}: {}", shown(path), fault.say(lang))))?;
        Ok(Self { path, vault, custody, lang })
    }

    /// What is in it.
    pub(super) const fn custody(&self) -> &Custody {
        &self.custody
    }

    /// To be changed; [`Self::save`] before anything made from it leaves.
    pub(super) const fn custody_mut(&mut self) -> &mut Custody {
        &mut self.custody
    }

    /// Puts the changed state on the disk.
    pub(super) fn save(&mut self) -> Result<(), Unusable> {
        let text = self.custody.to_json().map_err(|fault| Unusable(fault.say(self.lang)))?;
        self.vault.replace(&text)
    }

    /// Locks the key to the statement, on the disk, before anything is signed or decrypted. From here on no other statement gets
    /// anything from this key, whatever happens to this process.
    pub(super) fn locked(mut self, what: &ToDecrypt) -> Result<Locked<'p>, Unusable> {
        // Not to be locked to a poll of strangers.
        self.custody.owner(&what.trustees).map_err(|fault| self.refused(&fault.say(self.lang)))?;
        if self.custody.lock(&what.statement).map_err(|fault| self.refused(&fault.say(self.lang)))? {
            self.save()?;
        }
        Ok(Locked(self))
    }

    fn refused(&self, why: &str) -> Unusable {
        Unusable(format!("{}: {why}", shown(self.path)))
    }
}

/// A key whose lock is on the disk.
pub(super) struct Locked<'p>(Key<'p>);

impl Locked<'_> {
    /// The signature's file.
    pub(super) fn sign(&self, what: &ToDecrypt) -> Result<Vec<u8>, Unusable> {
        let Self(key) = self;
        let signed = key.custody.sign(what, &mut random(key.lang)?).map_err(|fault| key.refused(&fault.say(key.lang)))?;
        crate::election::json::to_canonical(&signed).map_err(|fault| Unusable(fault.say(key.lang)))
    }

    /// The file with the shares of both archives and the strong proof, after it was stored with the key.
    pub(super) fn decrypt(
        &mut self,
        what: &ToDecrypt,
        closing: &crate::election::log::closing::Closing,
    ) -> Result<Vec<u8>, Unusable> {
        let Self(key) = self;
        let lang = key.lang;
        let bytes = key.custody.decrypt(what, closing, &mut random(lang)?).map_err(|fault| key.refused(&fault.say(lang)))?;
        key.save()?;
        Ok(bytes)
    }
}
