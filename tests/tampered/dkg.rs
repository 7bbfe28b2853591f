//! A joint key made honestly, with every member's secrets kept, so that any single step can be done wrongly.

use chacha20::ChaCha20Rng;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::proof::Proof;
use yepiao::crypto::signature;
use yepiao::election::json::to_canonical;
use yepiao::election::trustees::{Pedersen, SignedMessage, TrusteeKey};
use zeroize::Zeroizing;

fn nonce(rng: &mut ChaCha20Rng) -> Zeroizing<Scalar> {
    Zeroizing::new(Scalar::random(rng))
}

pub fn sign(secret: &Scalar, message: &str, rng: &mut ChaCha20Rng) -> Proof {
    signature::sign(secret, &format!("sigmsg|{message}|"), &nonce(rng))
}

pub fn signed(secret: &Scalar, message: String, rng: &mut ChaCha20Rng) -> SignedMessage {
    SignedMessage { signature: sign(secret, &message, rng), message }
}

fn texts(points: &[Encoding]) -> String {
    String::from_utf8(to_canonical(&points).unwrap()).unwrap()
}

/// The members' secrets.
#[derive(Clone)]
pub struct Dkg {
    pub threshold: usize,
    pub signing: Vec<Scalar>,
    pub receiving: Vec<Scalar>,
    /// One polynomial for each member.
    pub polynomials: Vec<Vec<Scalar>>,
}

impl Dkg {
    pub fn new(size: usize, threshold: usize, rng: &mut ChaCha20Rng) -> Self {
        let mut some = |n: usize| -> Vec<Scalar> { (0..n).map(|_| Scalar::random(rng)).collect() };
        let (signing, receiving) = (some(size), some(size));
        Self { threshold, signing, receiving, polynomials: (0..size).map(|_| some(threshold)).collect() }
    }

    pub fn size(&self) -> usize {
        self.signing.len()
    }

    /// `S_j = Σ_i f_i(j)`; 0 is the joint secret.
    pub fn share(&self, at: usize) -> Scalar {
        let at = Scalar::from(at as u64);
        let evaluate = |f: &Vec<Scalar>| f.iter().rev().fold(Scalar::ZERO, |sum, a| sum * at + *a);
        self.polynomials.iter().map(evaluate).sum()
    }

    pub fn cert(&self, index: usize, threshold: usize, rng: &mut ChaCha20Rng) -> SignedMessage {
        let key = |secret: &Scalar| Point::generator_times(secret).encode();
        let (at, size) = (index - 1, self.size());
        let (vk, ek) = (key(&self.signing[at]), key(&self.receiving[at]));
        let context = format!(r#"{{"group":"Ed25519","size":{size},"threshold":{threshold},"index":{index}}}"#);
        let message = format!(r#"{{"context":{context},"verification":"{vk}","encryption":"{ek}"}}"#);
        signed(&self.signing[at], message, rng)
    }

    pub fn exponents(&self, member: usize) -> Vec<Encoding> {
        self.polynomials[member - 1].iter().map(|a| Point::generator_times(a).encode()).collect()
    }

    pub fn coefexps(&self, member: usize, rng: &mut ChaCha20Rng) -> SignedMessage {
        let message = format!(r#"{{"coefexps":{}}}"#, texts(&self.exponents(member)));
        signed(&self.signing[member - 1], message, rng)
    }

    /// A member's signature over all certificates and the own polynomial.
    pub fn seen(&self, member: usize, certs: &[SignedMessage], rng: &mut ChaCha20Rng) -> Proof {
        let certs = String::from_utf8(to_canonical(&certs).unwrap()).unwrap();
        let text = format!(r#"certs_sig|{{"certs":{certs},"coefexps":{}}}"#, texts(&self.exponents(member)));
        sign(&self.signing[member - 1], &text, rng)
    }

    pub fn key(&self, member: usize, secret: &Scalar, rng: &mut ChaCha20Rng) -> TrusteeKey {
        let mut key = TrusteeKey::single(secret, &nonce(rng));
        key.signature = Some(sign(&self.signing[member - 1], &key.public_key.to_string(), rng));
        key
    }

    /// The public part.
    pub fn public(&self, rng: &mut ChaCha20Rng) -> Pedersen {
        let members = || 1..=self.size();
        let certs: Vec<SignedMessage> = members().map(|i| self.cert(i, self.threshold, rng)).collect();
        Pedersen {
            threshold: u32::try_from(self.threshold).unwrap(),
            coefexps: members().map(|i| self.coefexps(i, rng)).collect(),
            signatures: members().map(|i| self.seen(i, &certs, rng)).collect(),
            verification_keys: members().map(|i| self.key(i, &self.share(i), rng)).collect(),
            certs,
        }
    }
}
