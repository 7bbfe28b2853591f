//! The owners' roll 业主名册: who may vote, and with what weight.
//!
//! Why three things and not one: the law counts neither rows nor flats. A *unit* 专有部分 has one or several *right holders*
//! 权利人; a *voter* 表决权人 is one set of right holders with all of its units (建筑物区分所有权司法解释 9: several units of one
//! buyer are one person). An election was annulled because fifteen flats of one owner had counted as fifteen people. So identical
//! sets merge, a set that only overlaps with another stays apart and is listed for a decision, and whoever cannot be identified
//! by a number is never merged at all.

mod build;
mod changes;
mod finding;
mod mask;
mod order;
mod publish;
mod row;

#[cfg(test)]
mod tests;

pub use build::{Counting, Holder, Roll, Unit, Voter};
pub use changes::{Change, Facet, Shown};
pub use finding::{Finding, RollFault};
pub use mask::masked_name;
pub use publish::{MaskedRoll, MaskedUnit, MaskedVoter, SALT_BYTES, Totals};
pub use row::{AreaBasis, DeveloperHolding, HolderRow, Identity, IdentityKind, UnitAddress, UnitUse};
