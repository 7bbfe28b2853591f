//! What a person types about a unit or a right holder, in the form that the roll has it in, so that both can be compared.

use super::value::identity::{self, Number};
use super::value::owner::{self, Owners, owners};
use super::value::{place, width};
use crate::election::roll::{Identity, UnitAddress};

/// `3号楼`, `二单元`, `501室` → 3, 2, 501. An address typed whole into the room is divided.
pub fn address(typed: &UnitAddress) -> UnitAddress {
    let UnitAddress { building, stair, room } = typed;
    if building.trim().is_empty()
        && stair.trim().is_empty()
        && let Some([building, stair, room]) = place::address(room)
    {
        return UnitAddress { building, stair, room };
    }
    UnitAddress { building: place::building(building), stair: place::stair(stair), room: place::room(room) }
}

/// `3号楼`, `3#`, `三栋` → `3`.
pub fn building(typed: &str) -> String {
    place::building(typed)
}

/// A name without the spaces and signs that differ from one keyboard to the next.
pub fn name(typed: &str) -> String {
    match owners(typed) {
        Owners::Named(names) | Owners::Deceased(names) => names.join("、"),
        Owners::Unclear { one, .. } => one,
        Owners::Missing | Owners::Placeholder { .. } => width::plain(typed),
    }
}

/// Whether a name of the roll is an organisation's, whatever number stands beside it.
pub fn is_organisation(name: &str) -> bool {
    owner::is_organisation(name)
}

/// A good ID number. `None` if its form or check digit is wrong.
pub fn number(typed: &str) -> Option<Identity> {
    match identity::identity(typed, false, None, false) {
        Number::Good { kind, number, .. } => Some(Identity { kind, number }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(building: &str, stair: &str, room: &str) -> UnitAddress {
        UnitAddress { building: building.into(), stair: stair.into(), room: room.into() }
    }

    #[test]
    fn what_is_typed_is_what_the_roll_says() {
        for typed in [three("3号楼", "二单元", "501室"), three(" 3# ", "２", "５０１"), three("", "", "3-2-501")] {
            assert_eq!(address(&typed), three("3", "2", "501"));
        }
        assert_eq!(building("三栋"), "3");
        assert_eq!(name(" 王　小明 "), "王小明");
        assert_eq!(name("买买提•艾力"), "买买提·艾力");
        assert!(is_organisation("长春市湖光餐饮有限公司") && !is_organisation("买买提·艾力"));
        assert_eq!(number("99010419490102050x").unwrap().number, "99010419490102050X");
        assert!(number("990104194901020501").is_none());
    }
}
