//! How many members a joint key has and how many of them are needed.

/// The most members of a joint key that we make: each of them checks a message from each to each.
const MAX_MEMBERS: usize = 255;

/// n members, of whom `threshold` can decrypt: n/2 < threshold < n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    members: usize,
    threshold: u32,
}

/// Why a joint key cannot have this shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShapeFault {
    /// More members than a ceremony can have.
    #[error("a joint key has at most {MAX_MEMBERS} members")]
    TooMany,
    /// All members would be needed, or more. If all shall be needed, each takes a Single key instead.
    #[error("the threshold must be below the number of members")]
    TooHigh,
    /// Two groups of members could decrypt without having a member in common.
    #[error("the threshold must be above half the number of members")]
    TooLow,
}

impl Shape {
    /// n members and a threshold.
    pub fn new(members: usize, threshold: u32) -> Result<Self, ShapeFault> {
        let needed = usize::try_from(threshold).unwrap_or(usize::MAX);
        if members > MAX_MEMBERS {
            return Err(ShapeFault::TooMany);
        }
        if needed >= members {
            return Err(ShapeFault::TooHigh);
        }
        if needed.saturating_mul(2) <= members {
            return Err(ShapeFault::TooLow);
        }
        Ok(Self { members, threshold })
    }

    /// n.
    pub const fn members(self) -> usize {
        self.members
    }

    /// How many are needed.
    pub const fn threshold(self) -> u32 {
        self.threshold
    }

    /// How many coefficients a polynomial has: as many as members are needed.
    pub(super) fn coefficients(self) -> usize {
        usize::try_from(self.threshold).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_and_less_than_all() {
        for (members, threshold, fault) in [
            (0, 0, Some(ShapeFault::TooHigh)),
            (1, 1, Some(ShapeFault::TooHigh)),
            (2, 1, Some(ShapeFault::TooLow)),
            (3, 0, Some(ShapeFault::TooLow)),
            (3, 1, Some(ShapeFault::TooLow)),
            (3, 2, None),
            (3, 3, Some(ShapeFault::TooHigh)),
            (4, 2, Some(ShapeFault::TooLow)),
            (4, 3, None),
            (255, 128, None),
            (255, 127, Some(ShapeFault::TooLow)),
            (256, 129, Some(ShapeFault::TooMany)),
            (usize::MAX, u32::MAX, Some(ShapeFault::TooMany)),
        ] {
            assert_eq!(Shape::new(members, threshold).err(), fault, "{threshold} of {members}");
        }
    }
}
