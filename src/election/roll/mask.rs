//! Names as public lists show them.

use super::row::IdentityKind;

/// 王小明 → `王**`: the first character and always two stars, so that not even the length shows. The name of an organisation is
/// public and stays whole (个人信息保护法 4 protects natural persons).
pub fn masked_name(name: &str, kind: Option<IdentityKind>) -> String {
    if kind == Some(IdentityKind::Organisation) {
        return name.to_owned();
    }
    let first: String = name.trim().chars().take(1).collect();
    format!("{first}**")
}
