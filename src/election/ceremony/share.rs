//! Step 5: each member checks everything and adds up its share.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::certificate::Participant;
use super::fault::{CeremonyFault, MessageFault, one_each};
use super::polynomial::{Received, Secret, SecretPolynomial};
use super::{envelope, fresh};
use crate::crypto::group::{Point, Scalar};
use crate::crypto::threshold;
use crate::election::json;
use crate::election::trustees::TrusteeKey;

/// A member's message of step 5, fields in the order they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Finished {
    /// The share, sealed for the member itself: the `.dkey` file.
    pub(super) private_key: String,
    /// The share's public key.
    pub(super) public_key: TrusteeKey,
}

/// `{"decryption_key":S_j}`.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct DecryptionKey {
    pub(super) decryption_key: Scalar,
}

impl Participant<'_> {
    /// Step 5: checks every polynomial, every signature and every secret, and makes the share `S_j = Σ_i f_i(j)`.
    pub fn receive<R: CryptoRng + ?Sized>(&self, message: &[u8], rng: &mut R) -> Result<String, CeremonyFault> {
        let Self { member, index, .. } = *self;
        let received: Received = json::from_canonical(message).map_err(CeremonyFault::Administrator)?;
        let share = self.add_up(&received)?;
        let to_myself = (&Point::generator_times(&member.dk), member.encryption);
        let private_key = envelope::seal(member, to_myself, &DecryptionKey { decryption_key: *share }, rng)?;
        let public_key = TrusteeKey::single(&share, &fresh(rng));
        if Point::generator_times(&share).is_identity() {
            return Err(MessageFault::ShareKey.of(index));
        }
        let signature = Some(envelope::sign(member, &public_key.public_key.to_string(), rng));
        Ok(envelope::text(&Finished { private_key, public_key: TrusteeKey { signature, ..public_key } })?)
    }

    fn add_up(&self, received: &Received) -> Result<Zeroizing<Scalar>, CeremonyFault> {
        let Self { member, certificates, index } = *self;
        let expected = certificates.shape().members();
        for found in [received.secrets.len(), received.coefexps.len(), received.signatures.len()] {
            one_each(found, expected)?;
        }
        let at = u64::try_from(index).map_err(|_| CeremonyFault::NoMember(index))?;
        let mut share = Zeroizing::new(Scalar::ZERO);
        let messages = received.secrets.iter().zip(&received.coefexps).zip(&received.signatures);
        for ((number, keys), ((sealed, coefexps), signature)) in certificates.numbered().zip(messages) {
            let public = certificates.public_polynomial((number, keys), coefexps, signature)?;
            if number == index {
                let own: SecretPolynomial = envelope::open(member, &keys.verification, received.polynomial.as_bytes())
                    .map_err(|fault| MessageFault::OwnPolynomial(fault).of(index))?;
                if !own.polynomial.iter().map(Point::generator_times).eq(public.iter().copied()) {
                    return Err(MessageFault::OwnPolynomialDiffers.of(index));
                }
            }
            let secret: Secret = envelope::open(member, &keys.verification, sealed.as_bytes())
                .map_err(|fault| MessageFault::Secret { recipient: index, fault }.of(number))?;
            if Point::generator_times(&secret.secret) != threshold::evaluate_in_exponent(&public, at) {
                return Err(MessageFault::SecretDiffers { recipient: index }.of(number));
            }
            *share = *share + secret.secret;
        }
        Ok(share)
    }
}
