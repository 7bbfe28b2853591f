//! Making a joint key: n members, of whom any `threshold` can decrypt and fewer learn nothing (Pedersen, EUROCRYPT 1991).
//!
//! One file per step, as the members live through them; every message is a line of JSON, the independent tool's (3.1 and later)
//! byte for byte, so that members of one ceremony may use either program:
//!
//! 1. [`Member::certify`]: each member publishes a certificate with two keys, for signing and for receiving.
//! 2. [`Certificates::read`]: everybody checks all certificates. [`Certificates::participant`] finds the own one.
//! 3. [`Participant::deal`]: each member draws a polynomial `f_i`, publishes `A_ik = a_ik·G` and sends `f_i(j)` to each member j.
//! 4. [`Polynomials::read`]: whoever collects them (the administrator) checks them and sorts the secrets by recipient.
//! 5. [`Participant::receive`]: each member checks all that came and adds up the secret share `S_j = Σ_i f_i(j)`.
//! 6. [`Polynomials::assemble`]: the administrator checks the members' keys `S_j·G`; the joint key is `Σ_i A_i0·G`.
//!
//! Later [`Member::open`] opens the share (the `.dkey` file) for decrypting. A Single key needs no ceremony: [`SingleKey`].
//!
//! Why the state between the steps is the seed and what was published, nothing else: a trustee writes down 22 characters, and
//! may close the page between two steps. Types carry what was checked: without [`Certificates`] there is no dealing.
//!
//! Why members check all that the administrator checks, and more: the administrator is the server. The independent tool leaves
//! the signatures over the certificates to the final audit; here nobody adds up a share before every other member has signed
//! the very certificates that this member holds, so that a server cannot run two ceremonies under one name. A fault names the
//! member whose message it is; who changed it on the way, if not that member, mathematics cannot say.
//!
//! Why threshold > n/2 ([`Shape`]): two different statements of what to decrypt then need a member who signs both.
//!
//! Randomness is drawn in this order, 64 bytes for each scalar, big-endian, mod q, so that `tests/vectors/ceremony-v1.json` can
//! fix it. A sealed message draws w (its signature), k (the point K = k·G), r (alpha = r·G).
//! Step 1: w. Step 3: `a_0 … a_t`; the sealed polynomial; the sealed secrets for members 1 to n; w of the coefficients; w of the
//! certificates. Step 5: the sealed share; w of the proof of knowing it; w of its key.

mod assemble;
mod certificate;
mod envelope;
mod fault;
mod member;
mod open;
mod polynomial;
mod shape;
mod share;
mod single;

pub use assemble::Assembled;
pub use certificate::{Certificates, Participant};
pub use envelope::EnvelopeFault;
pub use fault::{CeremonyFault, MessageFault};
pub use member::{Member, MemberSeed, NotASeed};
pub use open::{OpenFault, Share};
pub use polynomial::Polynomials;
pub use shape::{Shape, ShapeFault};
pub use single::{NotASingleKey, SingleKey};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::crypto::group::Scalar;

/// A fresh scalar that wipes itself.
fn fresh<R: CryptoRng + ?Sized>(rng: &mut R) -> Zeroizing<Scalar> {
    Zeroizing::new(Scalar::random(rng))
}
