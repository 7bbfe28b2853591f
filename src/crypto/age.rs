//! Files that only a passphrase opens: the age format, version 1, with its one passphrase recipient (C2SP, `age.md`).
//!
//! Why this format: `age -d` or `rage -d` opens the file too, so that a key is not lost with this program. Why not the `age`
//! crate: it brings ninety others, among them a second curve, post-quantum key exchange and a translation system, for one
//! recipient type that is four calls of primitives that are here anyway.
//!
//! ```text
//! age-encryption.org/v1
//! -> scrypt <salt, 16 bytes> <log2 N>
//! <ChaCha20-Poly1305(scrypt(passphrase, "age-encryption.org/v1/scrypt" ‖ salt, N, 8, 1), nonce 0, file key of 16 bytes)>
//! --- <HMAC-SHA-256(HKDF(file key, "", "header"), everything up to and with "---")>
//! <nonce, 16 bytes> <parts of 64 KiB, each sealed with HKDF(file key, nonce, "payload") and its number>
//! ```
//!
//! Base64 is unpadded and canonical. A part's nonce is its number in 11 bytes and 1 for the last one, else 0, so that parts can
//! neither change places nor be cut off.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hkdf::Hkdf;
use rand_core::CryptoRng;
use ring::{aead, hmac};
use sha2::Sha256;
use zeroize::Zeroizing;

const VERSION: &str = "age-encryption.org/v1\n";
const STANZA: &str = "-> scrypt ";
const FOOTER: &str = "---";
const SALT_LABEL: &[u8] = b"age-encryption.org/v1/scrypt";

/// Plaintext bytes of a full part.
const PART: usize = 64 * 1024;
/// What sealing adds to a part.
const TAG: usize = 16;

/// How long a guess of the passphrase takes: scrypt with N = 2^work, 128·8·N bytes of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work(u8);

impl Work {
    /// 256 MiB and about a second: what `age` itself chooses.
    pub const USUAL: Self = Self(18);

    /// 2^1 to 2^20: more than 1 GiB of memory is asked by no honest file.
    pub fn new(log_n: u8) -> Option<Self> {
        (1..=20).contains(&log_n).then_some(Self(log_n))
    }

    /// log2 N.
    pub const fn log_n(self) -> u8 {
        self.0
    }
}

/// Why a file is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgeFault {
    /// Not of the format, or not encrypted with a passphrase.
    #[error("not a file that is encrypted with a passphrase (age format, version 1)")]
    Form,
    /// It would take too much memory to try a passphrase.
    #[error("the file asks for more than 1 GiB of memory")]
    Work,
    /// Another passphrase.
    #[error("this passphrase does not open the file")]
    Passphrase,
    /// The passphrase is right and the bytes are not what was written.
    #[error("the file has been damaged or changed")]
    Damaged,
}

/// Encrypts `plaintext`. Salt, file key and nonce are drawn from `rng`, in this order.
///
/// `None` if a primitive refuses its input, which none does.
pub fn encrypt<R: CryptoRng + ?Sized>(plaintext: &[u8], passphrase: &str, work: Work, rng: &mut R) -> Option<Vec<u8>> {
    let (mut salt, mut file_key, mut nonce) = ([0; 16], Zeroizing::new([0; 16]), [0; 16]);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(file_key.as_mut_slice());
    rng.fill_bytes(&mut nonce);

    let mut body = file_key.to_vec();
    let wrap = key(&*wrapping_key(passphrase, &salt, work)?)?;
    wrap.seal_in_place_append_tag(part_nonce(0, false), aead::Aad::empty(), &mut body).ok()?;
    let mut file = VERSION.to_owned();
    file.push_str(&format!("{STANZA}{} {}\n", STANDARD_NO_PAD.encode(salt), work.log_n()));
    file.push_str(&format!("{}\n{FOOTER}", STANDARD_NO_PAD.encode(&body)));
    let tag = hmac::sign(&header_key(&file_key)?, file.as_bytes());
    file.push_str(&format!(" {}\n", STANDARD_NO_PAD.encode(tag)));

    let mut file = file.into_bytes();
    file.extend_from_slice(&nonce);
    let payload = payload_key(&file_key, &nonce)?;
    let mut rest = plaintext;
    let mut number = 0_u64;
    loop {
        let (part, behind) = rest.split_at_checked(PART).unwrap_or((rest, &[]));
        let last = behind.is_empty();
        // A copy of the plaintext, overwritten by its encryption before anything else happens.
        let mut sealed = Vec::with_capacity(part.len().checked_add(TAG)?);
        sealed.extend_from_slice(part);
        payload.seal_in_place_append_tag(part_nonce(number, last), aead::Aad::empty(), &mut sealed).ok()?;
        file.append(&mut sealed);
        if last {
            return Some(file);
        }
        rest = behind;
        number = number.checked_add(1)?;
    }
}

/// Decrypts a file; also gives how hard it makes guessing, so that it can be written again as it was.
pub fn decrypt(file: &[u8], passphrase: &str) -> Result<(Zeroizing<Vec<u8>>, Work), AgeFault> {
    let header = Header::read(file).ok_or(AgeFault::Form)?;
    let work = Work::new(header.log_n).ok_or(AgeFault::Work)?;
    let wrapping = wrapping_key(passphrase, &header.salt, work).ok_or(AgeFault::Form)?;
    let wrap = key(&*wrapping).ok_or(AgeFault::Form)?;
    let mut body = Zeroizing::new(header.body);
    let opened = wrap.open_in_place(part_nonce(0, false), aead::Aad::empty(), body.as_mut_slice());
    let file_key = Zeroizing::new(opened.ok().and_then(|key| <[u8; 16]>::try_from(&*key).ok()).ok_or(AgeFault::Passphrase)?);
    let header_key = header_key(&file_key).ok_or(AgeFault::Form)?;
    hmac::verify(&header_key, header.signed, &header.tag).map_err(|_| AgeFault::Damaged)?;

    let (nonce, parts) = header.payload.split_at_checked(16).ok_or(AgeFault::Damaged)?;
    let payload = payload_key(&file_key, nonce).ok_or(AgeFault::Damaged)?;
    // Full size from the start, so that secrets are not copied while it grows.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(parts.len()));
    let mut rest = parts;
    let mut number = 0_u64;
    loop {
        let (part, behind) = rest.split_at_checked(PART.saturating_add(TAG)).unwrap_or((rest, &[]));
        let last = behind.is_empty();
        let mut opened = Zeroizing::new(part.to_vec());
        let opened = payload.open_in_place(part_nonce(number, last), aead::Aad::empty(), opened.as_mut_slice());
        let opened = opened.map_err(|_| AgeFault::Damaged)?;
        // Only an empty file has an empty part.
        if opened.is_empty() && number > 0 {
            return Err(AgeFault::Damaged);
        }
        plaintext.extend_from_slice(opened);
        if last {
            return Ok((plaintext, work));
        }
        rest = behind;
        number = number.checked_add(1).ok_or(AgeFault::Damaged)?;
    }
}

/// The parts of a file's head, and what is behind it.
struct Header<'f> {
    salt: [u8; 16],
    log_n: u8,
    /// The file key, encrypted.
    body: [u8; 32],
    /// Up to and with "---".
    signed: &'f [u8],
    tag: [u8; 32],
    payload: &'f [u8],
}

impl<'f> Header<'f> {
    fn read(file: &'f [u8]) -> Option<Self> {
        let rest = file.strip_prefix(VERSION.as_bytes())?.strip_prefix(STANZA.as_bytes())?;
        let (stanza, rest) = line(rest)?;
        let (salt, log_n) = stanza.split_once(' ')?;
        let (body, rest) = line(rest)?;
        let footer = rest.strip_prefix(FOOTER.as_bytes())?;
        let signed = file.get(..file.len().checked_sub(footer.len())?)?;
        let (tag, payload) = line(footer.strip_prefix(b" ")?)?;
        Some(Self { salt: base64(salt)?, log_n: decimal(log_n)?, body: base64(body)?, signed, tag: base64(tag)?, payload })
    }
}

/// A line of the head, none of which is longer than 64 characters, and what follows it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().take(65).position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    Some((std::str::from_utf8(line).ok()?, rest.get(1..)?))
}

/// Exactly N bytes in canonical base64.
fn base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    STANDARD_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// A number without sign or leading zeros.
fn decimal(text: &str) -> Option<u8> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| canonical)
}

fn wrapping_key(passphrase: &str, salt: &[u8; 16], work: Work) -> Option<Zeroizing<[u8; 32]>> {
    let params = scrypt::Params::new(work.log_n(), 8, 1).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let salt = [SALT_LABEL, salt].concat();
    scrypt::scrypt(passphrase.as_bytes(), &salt, &params, key.as_mut_slice()).ok()?;
    Some(key)
}

fn key(bytes: &[u8]) -> Option<aead::LessSafeKey> {
    Some(aead::LessSafeKey::new(aead::UnboundKey::new(&aead::CHACHA20_POLY1305, bytes).ok()?))
}

/// HKDF-SHA-256 of the file key.
fn derive(file_key: &[u8; 16], salt: &[u8], info: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), file_key).expand(info, key.as_mut_slice()).ok()?;
    Some(key)
}

fn header_key(file_key: &[u8; 16]) -> Option<hmac::Key> {
    Some(hmac::Key::new(hmac::HMAC_SHA256, &*derive(file_key, &[], b"header")?))
}

fn payload_key(file_key: &[u8; 16], nonce: &[u8]) -> Option<aead::LessSafeKey> {
    key(&*derive(file_key, nonce, b"payload")?)
}

/// 11 bytes with the part's number and one that says whether it is the last.
fn part_nonce(number: u64, last: bool) -> aead::Nonce {
    let mut nonce = [0; aead::NONCE_LEN];
    let (_, counter) = nonce.split_at_mut(3);
    if let Some((flag, counter)) = counter.split_last_mut() {
        counter.copy_from_slice(&number.to_be_bytes());
        *flag = u8::from(last);
    }
    aead::Nonce::assume_unique_for_key(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    const PASSPHRASE: &str = "业主大会 7 号楼";

    fn sealed(plaintext: &[u8]) -> Vec<u8> {
        encrypt(plaintext, PASSPHRASE, Work(2), &mut ChaCha20Rng::from_seed([5; 32])).unwrap()
    }

    fn fault(file: &[u8]) -> AgeFault {
        decrypt(file, PASSPHRASE).unwrap_err()
    }

    #[test]
    fn what_is_encrypted_is_opened_whatever_its_length() {
        for length in [0, 1, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 7] {
            let plaintext: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let (opened, work) = decrypt(&sealed(&plaintext), PASSPHRASE).unwrap();
            assert!(*opened == plaintext, "{length}");
            assert_eq!(work, Work(2));
        }
        assert_eq!(decrypt(&sealed(b"x"), "业主大会 8 号楼"), Err(AgeFault::Passphrase));
        assert_eq!(decrypt(&sealed(b"x"), ""), Err(AgeFault::Passphrase));
    }

    /// Made by the `age` crate 0.12.1 with N = 2^10; what this file makes was opened by it.
    #[test]
    fn files_of_another_program_are_opened() {
        for (file, length) in [
            (include_bytes!("../../tests/vectors/age/short.age").as_slice(), 12),
            (include_bytes!("../../tests/vectors/age/two-parts.age"), 70_000),
            (include_bytes!("../../tests/vectors/age/full-part.age"), PART),
            (include_bytes!("../../tests/vectors/age/empty.age"), 0),
        ] {
            let (opened, work) = decrypt(file, PASSPHRASE).unwrap();
            assert_eq!((opened.len(), work), (length, Work(10)));
            assert!(opened.iter().all(|byte| *byte == b'v'));
        }
    }

    /// The head of a file, its lines changed by `change`.
    fn with_head(change: impl Fn(&str) -> String) -> Vec<u8> {
        let file = sealed(b"secret");
        let end = file.windows(4).position(|window| window == b"--- ").unwrap() + 4 + 43 + 1;
        let head = std::str::from_utf8(&file[..end]).unwrap();
        let changed = change(head);
        assert_ne!(changed, head);
        [changed.as_bytes(), &file[end..]].concat()
    }

    /// The names are those of the format's public test vectors.
    #[test]
    fn a_head_that_is_not_of_the_format_is_refused() {
        let replaced = |from: &str, to: &str| with_head(|head| head.replacen(from, to, 1));
        for (name, file) in [
            ("empty", Vec::new()),
            ("version_unsupported", replaced("v1\n", "v1234\n")),
            ("header_crlf", replaced("\n", "\r\n")),
            ("x25519", replaced("-> scrypt ", "-> X25519 ")),
            ("scrypt_uppercase", replaced("-> scrypt ", "-> Scrypt ")),
            ("stanza_missing_body", with_head(|head| head.lines().take(2).map(|l| format!("{l}\n")).collect())),
            ("scrypt_extra_argument", replaced(" 2\n", " 2 2\n")),
            ("scrypt_work_factor_missing", replaced(" 2\n", "\n")),
            ("scrypt_work_factor_hex", replaced(" 2\n", " 0x2\n")),
            ("scrypt_work_factor_leading_garbage", replaced(" 2\n", " aaaa2\n")),
            ("scrypt_work_factor_leading_plus", replaced(" 2\n", " +2\n")),
            ("scrypt_work_factor_leading_zero", replaced(" 2\n", " 02\n")),
            ("scrypt_work_factor_negative", replaced(" 2\n", " -2\n")),
            ("scrypt_work_factor_overflow", replaced(" 2\n", " 258\n")),
            ("scrypt_work_factor_zero", replaced(" 2\n", " 0\n")),
            ("scrypt_salt_missing", with_head(|head| head.replacen(&head[32..55], "", 1))),
            ("scrypt_salt_short", with_head(|head| head.replacen(&head[32..36], "", 1))),
            ("scrypt_salt_long", with_head(|head| head.replacen(&head[32..36], &head[32..36].repeat(2), 1))),
            ("scrypt_double", with_head(|head| head.replacen("---", &format!("{}---", &head[22..head.find("---").unwrap()]), 1))),
            ("hmac_missing", with_head(|head| format!("{}\n", &head[..head.find("--- ").unwrap() + 3]))),
            ("hmac_no_space", replaced("--- ", "---")),
            ("hmac_extra_space", replaced("--- ", "---  ")),
            ("hmac_trailing_space", with_head(|head| format!("{} \n", head.trim_end()))),
            ("hmac_truncated", with_head(|head| format!("{}\n", &head[..head.len() - 5]))),
        ] {
            assert_eq!(fault(&file), AgeFault::Form, "{name}");
        }
        for log_n in [21, 23, 63, 255] {
            assert_eq!(fault(&replaced(" 2\n", &format!(" {log_n}\n"))), AgeFault::Work);
        }
        // Another cost gives another key.
        assert_eq!(fault(&replaced(" 2\n", " 3\n")), AgeFault::Passphrase);
    }

    #[test]
    fn a_changed_or_shortened_file_is_never_opened() {
        let file = sealed(b"secret");
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(decrypt(&changed, PASSPHRASE).is_err(), "{at}");
            assert!(decrypt(&file[..at], PASSPHRASE).is_err(), "{at}");
        }
        assert_eq!(fault(&[file.as_slice(), b"\n"].concat()), AgeFault::Damaged);

        let long = sealed(&vec![7; 2 * PART]);
        let start = long.len() - 2 * (PART + TAG);
        let part = PART + TAG;
        let (first, second) = (&long[start..start + part], &long[start + part..]);
        let head = &long[..start];
        for (name, parts) in [
            ("stream_no_final_full", vec![first]),
            ("stream_two_final_chunks", vec![first, second, second]),
            ("stream_chunks_exchanged", vec![second, first]),
            ("stream_missing_tag", vec![first, &second[..PART]]),
            ("stream_no_chunks", vec![]),
        ] {
            assert_eq!(fault(&[head, &parts.concat()].concat()), AgeFault::Damaged, "{name}");
        }
    }
}
