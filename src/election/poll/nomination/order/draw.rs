//! A lot that a stranger repeats with `sha256sum`.
//!
//! Before the seed exists the preparatory group publishes the entrants and where the seed will come from (e.g. "the first prize of 双色球
//! on 25 March"). Afterwards everyone computes, for each entrant,
//!
//! ```text
//! printf '%s' 'yepiao/draw/v1|SEED|ENTRANT' | sha256sum
//! ```
//!
//! and sorts the lines: the least digest is first. ENTRANT is the candidate as the ballot prints it (name, and the building where two
//! have the same name). Why no shuffle: sorting digests needs no program of ours and no order to begin with. The same rule decides a
//! tie where the rule set says `lot`. Vector: `tests/vectors/draw-v1.json`.

use crate::crypto::hash::Digest;
use crate::election::poll::text::{TextFault, check_line};

/// Characters of a seed.
const SEED: usize = 200;
/// Characters of an entrant.
const ENTRANT: usize = 200;

/// Why no lot can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawFault {
    /// The seed cannot be typed again as it stands.
    #[error("the seed {0}")]
    Seed(TextFault),
    /// An entrant cannot be typed again as it stands.
    #[error("entrant {index}: {fault}")]
    Entrant {
        /// Which, from 0.
        index: usize,
        /// What is wrong.
        fault: TextFault,
    },
    /// Two entrants with the same text.
    #[error("entrant {index}: the same as entrant {first}")]
    Same {
        /// The later one, from 0.
        index: usize,
        /// The earlier one.
        first: usize,
    },
}

/// The digest by which an entrant is sorted.
pub fn ticket(seed: &str, entrant: &str) -> Digest {
    Digest::of_parts(&[b"yepiao/draw/v1|", seed.as_bytes(), b"|", entrant.as_bytes()])
}

/// Positions in `entrants` in the order drawn.
pub fn draw(seed: &str, entrants: &[String]) -> Result<Vec<usize>, DrawFault> {
    check_line(seed, SEED).map_err(DrawFault::Seed)?;
    for (index, entrant) in entrants.iter().enumerate() {
        check_line(entrant, ENTRANT).map_err(|fault| DrawFault::Entrant { index, fault })?;
    }
    let mut tickets: Vec<(Digest, usize)> =
        entrants.iter().enumerate().map(|(index, entrant)| (ticket(seed, entrant), index)).collect();
    tickets.sort_unstable();
    for pair in tickets.windows(2) {
        if let [(one, first), (other, index)] = pair
            && one == other
        {
            return Err(DrawFault::Same { index: *index, first: *first });
        }
    }
    Ok(tickets.into_iter().map(|(_, index)| index).collect())
}
