//! Signed notes (C2SP signed-note v1): a text that people can read, with signatures below it.
//!
//! ```text
//! text, any number of lines
//!
//! — name base64(key id ‖ signature)
//! ```
//!
//! Two kinds of keys: plain Ed25519 over the text (type 0x01), and the timestamped cosignature/v1 of C2SP tlog-cosignature (type
//! 0x04) over `cosignature/v1`, `time <seconds>` and the text. A key's id is the beginning of
//! `SHA-256(name ‖ 0x0A ‖ type ‖ public key)`; its text is `<name>+<id, 8 hexadecimal digits>+<base64(type ‖ public key)>`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::ed25519::{SigningKey, VerifyingKey};
use crate::crypto::hash::Digest;

/// The longest note that is read, in bytes.
pub const MAX_NOTE: usize = 1 << 20;
/// The most signatures that are read; the specification wants 16 at least.
pub const MAX_SIGNATURES: usize = 100;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text.
    Note,
    /// A time and the text: a cosigner's.
    Cosignature,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }
}

/// Why a key's name or text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteKeyFault {
    /// A name that is empty or has a space, a plus or a control character.
    #[error("the name of a key may not be empty or have spaces, control characters or `+`")]
    Name,
    /// Not `<name>+<id>+<base64>`, or of a kind that is not known here.
    #[error("not a key of the form <name>+<8 lower-case hexadecimal digits>+<base64>")]
    Form,
    /// The id does not belong to name and key.
    #[error("the id does not belong to this name and key")]
    Id,
    /// Not a public key.
    #[error("{0}")]
    Key(#[from] crate::crypto::ed25519::KeyFault),
}

/// A public key with the name it signs under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
    id: [u8; 4],
}

impl NoteKey {
    /// Names a key.
    pub fn new(name: &str, kind: KeyKind, key: VerifyingKey) -> Result<Self, NoteKeyFault> {
        if !is_name(name) {
            return Err(NoteKeyFault::Name);
        }
        let Digest([a, b, c, d, ..]) = Digest::of_parts(&[name.as_bytes(), b"\n", &[kind.byte()], key.as_bytes()]);
        Ok(Self { name: name.to_owned(), kind, key, id: [a, b, c, d] })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Whether `line` says it is by this key.
    fn is_named_by(&self, line: &SignatureLine) -> bool {
        self.name == line.name && self.id == line.id
    }

    /// Whether the signature `bytes` under `text` holds, and then its time, if it has one.
    fn verify(&self, text: &str, bytes: &[u8]) -> Option<Option<u64>> {
        match self.kind {
            KeyKind::Note => self.key.verify(text.as_bytes(), bytes).then_some(None),
            KeyKind::Cosignature => {
                let (time, signature) = bytes.split_first_chunk()?;
                let time = u64::from_be_bytes(*time);
                // "MUST NOT exceed 2^63 - 1".
                let holds = i64::try_from(time).is_ok() && self.key.verify(cosigned(time, text).as_bytes(), signature);
                holds.then_some(Some(time))
            }
        }
    }
}

/// The specification's words: not empty, no Unicode spaces, no plus; control characters have no place in a note anyway.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || u32::from(c) < 0x20)
}

/// What a cosignature signs.
fn cosigned(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl fmt::Display for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.kind.byte()];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id), STANDARD.encode(key))
    }
}

impl FromStr for NoteKey {
    type Err = NoteKeyFault;

    fn from_str(text: &str) -> Result<Self, NoteKeyFault> {
        // base64 may have a plus itself, name and id cannot.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteKeyFault::Form);
        };
        let key = STANDARD.decode(key).map_err(|_| NoteKeyFault::Form)?;
        let (kind, key) = match key.split_first() {
            Some((1, key)) => (KeyKind::Note, key),
            Some((4, key)) => (KeyKind::Cosignature, key),
            _ => return Err(NoteKeyFault::Form),
        };
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| NoteKeyFault::Form)?)?;
        let key = Self::new(name, kind, key)?;
        if hex::encode(key.id) == id { Ok(key) } else { Err(NoteKeyFault::Id) }
    }
}

/// A secret key with the name it signs under.
#[derive(Debug)]
pub struct NoteSigner {
    secret: SigningKey,
    public: NoteKey,
}

impl NoteSigner {
    /// Names a key.
    pub fn new(name: &str, kind: KeyKind, secret: SigningKey) -> Result<Self, NoteKeyFault> {
        let public = NoteKey::new(name, kind, secret.verifying_key())?;
        Ok(Self { secret, public })
    }

    /// The public key.
    pub const fn key(&self) -> &NoteKey {
        &self.public
    }

    /// The signature line under `text`. `time`, Unix seconds, stands in a cosignature only.
    fn sign(&self, text: &str, time: u64) -> SignatureLine {
        let NoteKey { name, kind, id, .. } = &self.public;
        let bytes = match kind {
            KeyKind::Note => self.secret.sign(text.as_bytes()).to_vec(),
            KeyKind::Cosignature => [&time.to_be_bytes()[..], &self.secret.sign(cosigned(time, text).as_bytes())].concat(),
        };
        SignatureLine { name: name.clone(), id: *id, bytes }
    }
}

/// One line below a note's text, by whomever.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SignatureLine {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl SignatureLine {
    fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let signature = STANDARD.decode(signature).ok()?;
        let (id, bytes) = signature.split_first_chunk()?;
        (is_name(name) && !bytes.is_empty()).then(|| Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signature = [&self.id[..], &self.bytes].concat();
        writeln!(f, "— {} {}", self.name, STANDARD.encode(signature))
    }
}

/// Why bytes are not a note, or not by whom they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// Longer than [`MAX_NOTE`].
    #[error("longer than {MAX_NOTE} bytes")]
    TooLong,
    /// Not UTF-8, or with control characters other than line feeds.
    #[error("not plain text")]
    NotText,
    /// No text that ends in a line feed, an empty line and signature lines.
    #[error("not a text, an empty line and signature lines")]
    Form,
    /// A signature line is not of its form.
    #[error("signature {number}: not of the form — <name> <base64>")]
    Signature {
        /// Its place among the signature lines, from 1.
        number: usize,
    },
    /// More than [`MAX_SIGNATURES`].
    #[error("more than {MAX_SIGNATURES} signatures")]
    TooMany,
    /// A signature that says it is by a known key is not.
    #[error("the signature by {name} is false")]
    False {
        /// The key's name.
        name: String,
    },
    /// Nobody who had to sign it did.
    #[error("not signed by {name}")]
    Unsigned {
        /// Who had to.
        name: String,
    },
}

/// A text with signatures below it, verified or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// Who signed a note, as [`Note::verify`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed<'a> {
    /// With which of the known keys.
    pub key: &'a NoteKey,
    /// When, by the cosigner's own word, Unix seconds; `None` with a plain key.
    pub time: Option<u64>,
}

impl Note {
    /// A note that nobody has signed yet. `text` ends in a line feed and has no other control characters.
    pub fn new(text: String) -> Result<Self, NoteFault> {
        match () {
            () if text.len() > MAX_NOTE => Err(NoteFault::TooLong),
            () if !is_plain(&text) => Err(NoteFault::NotText),
            () if !text.ends_with('\n') => Err(NoteFault::Form),
            () => Ok(Self { text, signatures: Vec::new() }),
        }
    }

    /// Reads a note. Nothing is verified, so nothing in it may be believed.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteFault> {
        if bytes.len() > MAX_NOTE {
            return Err(NoteFault::TooLong);
        }
        let whole = std::str::from_utf8(bytes).ok().filter(|text| is_plain(text)).ok_or(NoteFault::NotText)?;
        // The last empty line ends the text; the text may have others.
        let at = whole.rfind("\n\n").ok_or(NoteFault::Form)?;
        let (text, rest) = whole.split_at_checked(at.saturating_add(1)).ok_or(NoteFault::Form)?;
        let lines = rest.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n')).ok_or(NoteFault::Form)?;
        let mut signatures = Vec::new();
        for (number, line) in (1..).zip(lines.split('\n')) {
            if number > MAX_SIGNATURES {
                return Err(NoteFault::TooMany);
            }
            signatures.push(SignatureLine::parse(line).ok_or(NoteFault::Signature { number })?);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text, with its last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a signature. `time`, Unix seconds, stands in a cosignature only.
    pub fn sign(&mut self, signer: &NoteSigner, time: u64) {
        self.signatures.push(signer.sign(&self.text, time));
    }

    /// Who of the known keys signed, each once, in the order of the lines. Signatures by unknown keys are passed over, also
    /// under a known name or id (but not both). One false signature that says it is by a known key condemns the whole note.
    pub fn verify<'a>(&self, known: &'a [NoteKey]) -> Result<Vec<Signed<'a>>, NoteFault> {
        let mut found: Vec<Signed<'a>> = Vec::new();
        for line in &self.signatures {
            let Some(key) = known.iter().find(|key| key.is_named_by(line)) else { continue };
            let time = key.verify(&self.text, &line.bytes).ok_or_else(|| NoteFault::False { name: key.name.clone() })?;
            if !found.iter().any(|signed| signed.key == key) {
                found.push(Signed { key, time });
            }
        }
        Ok(found)
    }

    /// Like [`Self::verify`], and demands that `key` signed.
    pub fn verify_by<'a>(&self, key: &'a NoteKey) -> Result<Signed<'a>, NoteFault> {
        let signed = self.verify(std::slice::from_ref(key))?;
        signed.first().copied().ok_or_else(|| NoteFault::Unsigned { name: key.name.clone() })
    }
}

fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| line.fmt(f))
    }
}
