//! All randomness of a simulation from one seed, so that the same seed gives the same files.

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::crypto::hash::Digest;

/// Generators by purpose and number.
pub(super) struct Source(pub(super) [u8; 32]);

impl Source {
    /// The generator for a purpose.
    pub(super) fn of(&self, role: &str, index: u32) -> ChaCha20Rng {
        let text = format!("yepiao/simulate/v1|{}|{role}|{index}", Digest(self.0));
        ChaCha20Rng::from_seed(Digest::of(text.as_bytes()).0)
    }

    /// 32 bytes for a purpose.
    pub(super) fn bytes(&self, role: &str) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.of(role, 0).fill_bytes(&mut bytes);
        bytes
    }
}

/// A number below `bound`, nearly uniform: this is make-believe.
pub(super) fn below(rng: &mut ChaCha20Rng, bound: u64) -> u64 {
    rng.next_u64().checked_rem(bound).unwrap_or_default()
}
