//! Steps 3 and 4: polynomials are dealt, collected and sorted by recipient.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::certificate::{Certificates, Keys, Participant};
use super::fault::{CeremonyFault, MessageFault, one_each};
use super::{envelope, fresh};
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::proof::Proof;
use crate::crypto::threshold;
use crate::election::json;
use crate::election::trustees::{Coefficients, SignedMessage};

/// A member's message of step 3, fields in the order they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dealt {
    /// The secret polynomial, sealed for the member itself.
    polynomial: String,
    /// `f_i(j)`, sealed for member j = 1..n.
    secrets: Vec<String>,
    /// The public polynomial.
    coefexps: SignedMessage,
    /// The member's signature over all certificates and the public polynomial.
    signature: Proof,
}

/// What a member gets before step 5.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Received {
    /// The own polynomial, as it was sealed.
    pub(super) polynomial: String,
    /// The secrets for this member, from member i = 1..n.
    pub(super) secrets: Vec<String>,
    /// All public polynomials.
    pub(super) coefexps: Vec<SignedMessage>,
    /// All signatures over the certificates.
    pub(super) signatures: Vec<Proof>,
}

/// `{"polynomial":[a_0,…]}`.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct SecretPolynomial {
    pub(super) polynomial: Vec<Scalar>,
}

/// `{"secret":f_i(j)}`.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct Secret {
    pub(super) secret: Scalar,
}

impl Participant<'_> {
    /// Step 3: draws a polynomial of `threshold` coefficients, commits to it and sends every member its value.
    ///
    /// To be done once: what is published first counts.
    pub fn deal<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> Result<String, CeremonyFault> {
        let Self { member, certificates, .. } = *self;
        let mut own = SecretPolynomial { polynomial: Vec::with_capacity(certificates.shape().coefficients()) };
        own.polynomial.extend((0..certificates.shape().coefficients()).map(|_| *fresh(rng)));
        let public: Vec<Point> = own.polynomial.iter().map(Point::generator_times).collect();
        let coefexps = Encoding::of_all(&public);

        let to_myself = (&Point::generator_times(&member.dk), member.encryption);
        let polynomial = envelope::seal(member, to_myself, &own, rng)?;
        let mut secrets = Vec::with_capacity(certificates.shape().members());
        for (at, (_, recipient)) in (1_u64..).zip(certificates.numbered()) {
            let secret = Secret { secret: *threshold::evaluate(&own.polynomial, at) };
            secrets.push(envelope::seal(member, (&recipient.encryption, recipient.encryption_text), &secret, rng)?);
        }
        let message = envelope::text(&Coefficients { coefexps: coefexps.clone() })?;
        let signed = envelope::signed(member, message, rng);
        let signature = envelope::sign(member, &certificates.text_with(&coefexps)?, rng);
        Ok(envelope::text(&Dealt { polynomial, secrets, coefexps: signed, signature })?)
    }
}

impl Certificates {
    /// Step 4, for one member's message while others are missing: whoever collects them refuses a wrong one at once.
    pub fn admit_polynomial(&self, member: usize, polynomial: &[u8]) -> Result<(), CeremonyFault> {
        let found = self.numbered().find(|(number, _)| *number == member);
        let (_, keys) = found.ok_or(CeremonyFault::NoMember(member))?;
        let dealt = sealed(self.shape().members(), polynomial).map_err(|fault| fault.of(member))?;
        self.public_polynomial((member, keys), &dealt.coefexps, &dealt.signature).map(drop)
    }

    /// A member's public polynomial: canonical, of the right degree, made of proper points, signed, and signed together with
    /// these certificates.
    pub(super) fn public_polynomial(
        &self,
        (member, keys): (usize, &Keys),
        sent: &SignedMessage,
        signature: &Proof,
    ) -> Result<Vec<Point>, CeremonyFault> {
        let points = self.coefficients(keys, sent).map_err(|fault| fault.of(member))?;
        let coefexps = Encoding::of_all(&points);
        if !self.are_signed(keys, &coefexps, signature)? {
            return Err(MessageFault::CertificatesSignature.of(member));
        }
        Ok(points)
    }

    fn coefficients(&self, keys: &Keys, sent: &SignedMessage) -> Result<Vec<Point>, MessageFault> {
        let Coefficients { coefexps } = json::from_canonical(sent.message.as_bytes())?;
        let (found, expected) = (coefexps.len(), self.shape().coefficients());
        if found != expected {
            return Err(MessageFault::Degree { found, expected });
        }
        let mut points = Vec::with_capacity(expected);
        for (index, encoding) in coefexps.iter().enumerate() {
            let point = encoding.decode().map_err(|fault| MessageFault::Coefficient { index, fault })?;
            if point.is_identity() {
                return Err(MessageFault::CoefficientIdentity(index));
            }
            points.push(point);
        }
        if !envelope::is_signed(&keys.verification, &sent.message, &sent.signature) {
            return Err(MessageFault::CoefficientsSignature);
        }
        Ok(points)
    }
}

/// All polynomials, checked as far as they are public.
pub struct Polynomials<'c> {
    pub(super) certificates: &'c Certificates,
    dealt: Vec<Dealt>,
    /// `A_ik` of every member.
    points: Vec<Vec<Point>>,
}

impl<'c> Polynomials<'c> {
    /// Step 4: checks the members' messages of step 3, in the order of their numbers.
    pub fn read<B: AsRef<[u8]>>(certificates: &'c Certificates, polynomials: &[B]) -> Result<Self, CeremonyFault> {
        one_each(polynomials.len(), certificates.shape().members())?;
        let mut checked = Self { certificates, dealt: Vec::new(), points: Vec::new() };
        for ((member, keys), bytes) in certificates.numbered().zip(polynomials) {
            let dealt = sealed(certificates.shape().members(), bytes.as_ref()).map_err(|fault| fault.of(member))?;
            checked.points.push(certificates.public_polynomial((member, keys), &dealt.coefexps, &dealt.signature)?);
            checked.dealt.push(dealt);
        }
        Ok(checked)
    }

    /// Step 4: what member `index` (from 1) gets.
    pub fn for_member(&self, index: usize) -> Result<String, CeremonyFault> {
        let position = index.checked_sub(1).ok_or(CeremonyFault::NoMember(index))?;
        let own = self.dealt.get(position).ok_or(CeremonyFault::NoMember(index))?;
        let received = Received {
            polynomial: own.polynomial.clone(),
            secrets: self.dealt.iter().filter_map(|dealt| dealt.secrets.get(position)).cloned().collect(),
            coefexps: self.coefexps(),
            signatures: self.signatures(),
        };
        Ok(envelope::text(&received)?)
    }

    pub(super) fn coefexps(&self) -> Vec<SignedMessage> {
        self.dealt.iter().map(|dealt| dealt.coefexps.clone()).collect()
    }

    pub(super) fn signatures(&self) -> Vec<Proof> {
        self.dealt.iter().map(|dealt| dealt.signature).collect()
    }

    /// The joint polynomial `Σ_i A_ik`: its value at j is member j's key, at 0 the joint key.
    pub(super) fn joint(&self) -> Vec<Point> {
        let coefficient = |k: usize| self.points.iter().filter_map(|polynomial| polynomial.get(k)).copied().sum();
        (0..self.certificates.shape().coefficients()).map(coefficient).collect()
    }
}

/// The sealed part of a message of step 3, as far as it can be seen from outside.
fn sealed(members: usize, bytes: &[u8]) -> Result<Dealt, MessageFault> {
    let dealt: Dealt = json::from_canonical(bytes)?;
    envelope::check(&dealt.polynomial).map_err(MessageFault::OwnPolynomial)?;
    let found = dealt.secrets.len();
    if found != members {
        return Err(MessageFault::SecretCount { found, expected: members });
    }
    for (recipient, secret) in (1..).zip(&dealt.secrets) {
        envelope::check(secret).map_err(|fault| MessageFault::Secret { recipient, fault })?;
    }
    Ok(dealt)
}
