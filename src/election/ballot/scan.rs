//! Reading a ballot's canonical text in one pass.
//!
//! Why beside [`json`](crate::election::json), which parses any JSON and then writes it again to compare: that takes three times
//! as long, a fifteenth of the check of a ballot in a batch. Here every byte is either a fixed literal or part of a value with
//! one text, so that nothing but canonical bytes can be read. Where this reads nothing, `json` decides and names the fault; a
//! property test and a fuzz target hold the two together.

use super::{Answer, Ballot, Signature};
use crate::crypto::elgamal::EncodedCiphertext;
use crate::crypto::group::{Encoding, Scalar};
use crate::crypto::proof::Proof;

/// The ballot, or `None` unless `bytes` are its canonical text.
pub(super) fn ballot(bytes: &[u8]) -> Option<Ballot> {
    let mut scan = Scan(bytes);
    scan.literal(r#"{"election_uuid":"#)?;
    let election_uuid = scan.text()?.to_owned();
    scan.literal(r#","election_hash":"#)?;
    let election_hash = scan.text()?.to_owned();
    scan.literal(r#","credential":"#)?;
    let credential = scan.point()?;
    scan.literal(r#","answers":"#)?;
    let answers = scan.list(Scan::answer)?;
    scan.literal(r#","signature":{"hash":"#)?;
    let hash = scan.text()?.to_owned();
    scan.literal(r#","proof":"#)?;
    let signature = Signature { hash, proof: scan.proof()? };
    scan.literal("}}")?;
    scan.0.is_empty().then_some(Ballot { election_uuid, election_hash, credential, answers, signature })
}

/// What is still to be read.
struct Scan<'a>(&'a [u8]);

impl<'a> Scan<'a> {
    fn literal(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text.as_bytes())?;
        Some(())
    }

    /// A text in quotation marks, of printable ASCII without a backslash: anything else would have to be unescaped or might have
    /// been escaped, and is left to the other parser.
    fn text(&mut self) -> Option<&'a str> {
        self.literal("\"")?;
        let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        let length = self.0.iter().position(|byte| !plain(byte))?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        self.literal("\"")?;
        std::str::from_utf8(text).ok()
    }

    fn point(&mut self) -> Option<Encoding> {
        self.text()?.parse().ok()
    }

    fn scalar(&mut self) -> Option<Scalar> {
        self.text()?.parse().ok()
    }

    /// `[]`, or items with commas between.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        self.literal("[")?;
        if self.literal("]").is_some() {
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            if self.literal(",").is_none() {
                self.literal("]")?;
                return Some(items);
            }
        }
    }

    fn proof(&mut self) -> Option<Proof> {
        self.literal(r#"{"challenge":"#)?;
        let challenge = self.scalar()?;
        self.literal(r#","response":"#)?;
        let response = self.scalar()?;
        self.literal("}")?;
        Some(Proof { challenge, response })
    }

    fn ciphertext(&mut self) -> Option<EncodedCiphertext> {
        self.literal(r#"{"alpha":"#)?;
        let alpha = self.point()?;
        self.literal(r#","beta":"#)?;
        let beta = self.point()?;
        self.literal("}")?;
        Some(EncodedCiphertext { alpha, beta })
    }

    fn answer(&mut self) -> Option<Answer> {
        self.literal(r#"{"choices":"#)?;
        let choices = self.list(Self::ciphertext)?;
        self.literal(r#","individual_proofs":"#)?;
        let individual_proofs = self.list(|scan| scan.list(Self::proof))?;
        self.literal(r#","overall_proof":"#)?;
        let overall_proof = self.list(Self::proof)?;
        let blank = self.literal(r#","blank_proof":"#).is_some();
        let blank_proof = if blank { Some(self.list(Self::proof)?) } else { None };
        self.literal("}")?;
        Some(Answer { choices, individual_proofs, overall_proof, blank_proof })
    }
}
