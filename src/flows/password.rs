//! Passwords: argon2id with the parameters that OWASP's password storage sheet names (19 MiB, 2 passes, 1 lane).
//!
//! Hashing takes tens of milliseconds and 19 MiB, so it is done with no connection held and by few at once; that is the caller's
//! care.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use chacha20::ChaCha20Rng;
use rand_core::Rng as _;
use zeroize::Zeroizing;

use super::{Error, Fault, FieldFault, Refusal};

/// A password as it was typed. Nothing shows it.
pub(crate) struct Password(Zeroizing<String>);

impl Password {
    /// Takes what was typed.
    pub(crate) const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Whether it may become somebody's: 10 to 128 characters, not one character over and over, not the login, not one of the
    /// most common. No rules about kinds of characters: they make passwords worse (NIST SP 800-63B section 5.1.1.2).
    pub(crate) fn acceptable(&self, login: &str) -> Result<(), Refusal> {
        let refuse = |why| Err(Refusal::Field { field: "password", why });
        let count = self.0.chars().count();
        if count < 10 {
            return refuse(FieldFault::Short);
        }
        if count > 128 {
            return refuse(FieldFault::Long);
        }
        let folded = Zeroizing::new(self.0.to_lowercase());
        let mut characters: Vec<char> = folded.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        let common = ["1234567890", "0123456789", "qwertyuiop", "password123", "woaini1314", "woaini520", "88888888", "66666666"];
        if characters.len() < 4 || folded.contains(login) || common.iter().any(|word| folded.starts_with(word)) {
            return refuse(FieldFault::Easy);
        }
        Ok(())
    }
}

/// The PHC text of a password under a fresh salt.
pub(crate) fn hash(rng: &mut ChaCha20Rng, password: &Password) -> Result<String, Error> {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let hash = Argon2::default().hash_password_with_salt(password.0.as_bytes(), &salt);
    Ok(hash.map_err(|error| Fault::Password(error.to_string()))?.to_string())
}

/// Whether the password is the one behind a PHC text. With no account, the same work is done in vain, so that the time does not
/// tell whether there is one.
pub(crate) fn fits(password: &Password, phc: Option<&str>) -> bool {
    // Too long for any account: nothing is hashed, which says nothing about accounts either.
    if password.0.len() > 1024 {
        return false;
    }
    let Some(hash) = phc.and_then(|phc| PasswordHash::new(phc).ok()) else {
        let _ = Argon2::default().hash_password_with_salt(password.0.as_bytes(), &[0; 16]);
        return false;
    };
    Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng as _;

    use super::*;

    fn password(text: &str) -> Password {
        Password::new(Zeroizing::new(text.into()))
    }

    #[test]
    fn the_password_fits_and_another_does_not() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let phc = hash(&mut rng, &password("湖光小区的春天很短")).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(fits(&password("湖光小区的春天很短"), Some(&phc)));
        assert!(!fits(&password("湖光小区的春天很长"), Some(&phc)));
        assert!(!fits(&password("x"), Some("no hash")) && !fits(&password("x"), None));
    }

    #[test]
    fn easy_passwords_are_refused() {
        for (text, why) in [
            ("short", FieldFault::Short),
            ("1234567890", FieldFault::Easy),
            ("aaaaaaaaaaaa", FieldFault::Easy),
            ("xx wangming xx", FieldFault::Easy),
        ] {
            assert_eq!(password(text).acceptable("wangming"), Err(Refusal::Field { field: "password", why }), "{text}");
        }
        assert_eq!(password("correct horse battery").acceptable("wangming"), Ok(()));
    }
}
