//! Steps 1 and 2: certificates.

use rand_core::CryptoRng;
use serde::Serialize;

use super::envelope;
use super::fault::{CeremonyFault, MessageFault, one_each};
use super::member::Member;
use super::shape::Shape;
use crate::crypto::group::{Encoding, Point};
use crate::crypto::proof::Proof;
use crate::election::json;
use crate::election::trustees::{Certificate, Context, SignedMessage};

impl Member {
    /// Step 1: the member's certificate as number `index` (from 1) of a joint key of this shape.
    pub fn certify<R: CryptoRng + ?Sized>(&self, shape: Shape, index: usize, rng: &mut R) -> Result<String, CeremonyFault> {
        if !(1..=shape.members()).contains(&index) {
            return Err(CeremonyFault::NoMember(index));
        }
        let Self { verification, encryption, .. } = *self;
        let message = envelope::text(&Certificate { context: context(shape, index), verification, encryption })?;
        Ok(envelope::text(&envelope::signed(self, message, rng))?)
    }
}

fn context(shape: Shape, index: usize) -> Context {
    Context { group: "Ed25519".into(), size: shape.members(), threshold: shape.threshold(), index }
}

/// All certificates, checked.
pub struct Certificates {
    shape: Shape,
    pub(super) signed: Vec<SignedMessage>,
    members: Vec<Keys>,
}

/// A member's public keys.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    pub(super) verification: Point,
    pub(super) encryption: Point,
    pub(super) encryption_text: Encoding,
    verification_text: Encoding,
}

/// What a member signs after having seen everybody's certificate.
#[derive(Serialize)]
struct CertificatesAndCoefficients<'a> {
    certs: &'a [SignedMessage],
    coefexps: &'a [Encoding],
}

impl Certificates {
    /// Step 2: checks the members' certificates, in the order of their numbers.
    pub fn read<B: AsRef<[u8]>>(shape: Shape, certificates: &[B]) -> Result<Self, CeremonyFault> {
        one_each(certificates.len(), shape.members())?;
        let mut checked = Self { shape, signed: Vec::new(), members: Vec::new() };
        for (member, bytes) in (1..).zip(certificates) {
            let (signed, keys) = certificate(shape, member, bytes.as_ref()).map_err(|fault| fault.of(member))?;
            if let Some(earlier) = (1..).zip(&checked.members).find_map(|(number, other)| keys.meets(other).then_some(number)) {
                return Err(MessageFault::KeyTwice(earlier).of(member));
            }
            checked.signed.push(signed);
            checked.members.push(keys);
        }
        Ok(checked)
    }

    /// Step 2, for one certificate while others are missing: whoever collects them refuses a wrong one at once. `others` are those
    /// that were taken before, with their members' numbers.
    pub fn admit<'o>(
        shape: Shape,
        member: usize,
        certificate: &[u8],
        others: impl IntoIterator<Item = (usize, &'o [u8])>,
    ) -> Result<(), CeremonyFault> {
        let read = |member, bytes| self::certificate(shape, member, bytes).map_err(|fault| fault.of(member));
        let (_, keys) = read(member, certificate)?;
        for (number, other) in others {
            if keys.meets(&read(number, other)?.1) {
                return Err(MessageFault::KeyTwice(number).of(member));
            }
        }
        Ok(())
    }

    /// n and threshold.
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The member's place in the ceremony.
    pub fn participant<'a>(&'a self, member: &'a Member) -> Result<Participant<'a>, CeremonyFault> {
        let own = |keys: &Keys| keys.verification_text == member.verification && keys.encryption_text == member.encryption;
        let (index, _) = self.numbered().find(|(_, keys)| own(keys)).ok_or(CeremonyFault::NotAmong)?;
        Ok(Participant { member, certificates: self, index })
    }

    /// The members' keys with their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &Keys)> {
        (1..).zip(&self.members)
    }

    /// What a member signs after having seen all certificates: `certs_sig|{"certs":[…],"coefexps":[…]}`.
    pub(super) fn text_with(&self, coefexps: &[Encoding]) -> Result<String, CeremonyFault> {
        let all = CertificatesAndCoefficients { certs: &self.signed, coefexps };
        Ok(format!("certs_sig|{}", envelope::text(&all)?))
    }

    /// Whether a member signed these certificates together with its polynomial.
    pub(super) fn are_signed(&self, by: &Keys, coefexps: &[Encoding], proof: &Proof) -> Result<bool, CeremonyFault> {
        Ok(envelope::is_signed(&by.verification, &self.text_with(coefexps)?, proof))
    }
}

impl Keys {
    /// Whether two members have a key in common, in whatever role.
    fn meets(&self, other: &Self) -> bool {
        let theirs = [other.verification_text, other.encryption_text];
        theirs.contains(&self.verification_text) || theirs.contains(&self.encryption_text)
    }
}

/// One certificate: canonical, for this place, with proper keys, signed by its own key.
fn certificate(shape: Shape, member: usize, bytes: &[u8]) -> Result<(SignedMessage, Keys), MessageFault> {
    let signed: SignedMessage = json::from_canonical(bytes)?;
    let Certificate { context: found, verification, encryption } = json::from_canonical(signed.message.as_bytes())?;
    if found != context(shape, member) {
        return Err(MessageFault::Context);
    }
    let proper = |key: &'static str, encoding: &Encoding| {
        let point = encoding.decode().map_err(|fault| MessageFault::Key { key, fault })?;
        if point.is_identity() { Err(MessageFault::KeyIdentity(key)) } else { Ok(point) }
    };
    let keys = Keys {
        verification: proper("verification", &verification)?,
        encryption: proper("encryption", &encryption)?,
        encryption_text: encryption,
        verification_text: verification,
    };
    if !envelope::is_signed(&keys.verification, &signed.message, &signed.signature) {
        return Err(MessageFault::CertificateSignature);
    }
    Ok((signed, keys))
}

/// A member who found the own certificate among all.
#[derive(Clone, Copy)]
pub struct Participant<'a> {
    pub(super) member: &'a Member,
    pub(super) certificates: &'a Certificates,
    pub(super) index: usize,
}

impl Participant<'_> {
    /// The member's number, from 1.
    pub const fn index(&self) -> usize {
        self.index
    }
}
