//! Cells that hold one of a few words: 用途, 面积依据, 建设单位持有.

use super::width::tight;
use crate::election::roll::{AreaBasis, DeveloperHolding, UnitUse};

/// 用途. `Err`: not understood; `Ok(None)`: empty.
pub(in crate::election::intake) fn purpose(text: &str) -> Result<Option<UnitUse>, ()> {
    let text = tight(text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text.is_empty() {
        Ok(None)
    } else if has(&["车位", "车库", "停车", "泊位", "parking", "garage"]) {
        Ok(Some(UnitUse::Parking))
    } else if has(&["储", "仓", "地下室", "杂物", "storage"]) {
        Ok(Some(UnitUse::Storage))
    } else if has(&[
        "商",
        "店",
        "铺",
        "门市",
        "门面",
        "办公",
        "写字",
        "经营",
        "底商",
        "网点",
        "非住宅",
        "shop",
        "office",
        "commercial",
        "公寓式酒店",
    ]) {
        Ok(Some(UnitUse::Shop))
    } else if has(&["住", "居", "公寓", "别墅", "residential", "home", "flat"]) {
        Ok(Some(UnitUse::Residential))
    } else {
        Err(())
    }
}

/// What a place without a use tells by its name.
pub(in crate::election::intake) fn purpose_of_place(building: &str, room: &str) -> UnitUse {
    match [building, room].into_iter().find_map(|text| purpose(text).ok().flatten()) {
        Some(found) => found,
        None if building.contains("地库") || building.contains("地下") => UnitUse::Parking,
        None => UnitUse::Residential,
    }
}

/// The word of the template.
pub(in crate::election::intake) const fn purpose_word(purpose: UnitUse) -> &'static str {
    match purpose {
        UnitUse::Residential => "住宅",
        UnitUse::Shop => "商铺",
        UnitUse::Parking => "车位",
        UnitUse::Storage => "储藏",
    }
}

/// The word of the template.
pub(in crate::election::intake) const fn basis_word(basis: AreaBasis) -> &'static str {
    match basis {
        AreaBasis::Register => "登记",
        AreaBasis::Survey => "实测",
        AreaBasis::Contract => "合同",
    }
}

/// 面积依据.
pub(in crate::election::intake) fn basis(text: &str) -> Result<Option<AreaBasis>, ()> {
    let text = tight(text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text.is_empty() {
        Ok(None)
    } else if has(&["登记", "产权", "证载", "房产证", "不动产", "register"]) {
        Ok(Some(AreaBasis::Register))
    } else if has(&["实测", "测绘", "测量", "survey"]) {
        Ok(Some(AreaBasis::Survey))
    } else if has(&["合同", "预测", "协议", "contract"]) {
        Ok(Some(AreaBasis::Contract))
    } else {
        Err(())
    }
}

/// 建设单位持有.
pub(in crate::election::intake) fn developer(text: &str) -> Result<Option<DeveloperHolding>, ()> {
    let text = tight(text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text.is_empty() || matches!(text.as_str(), "否" | "无" | "-" | "/" | "no" | "n" | "×" | "sold" | "0") {
        Ok(None)
    } else if has(&["未交", "未收", "没交", "undelivered"]) {
        Ok(Some(DeveloperHolding::Undelivered))
    } else if has(&["未售", "未出售", "待售", "在售", "尾盘", "建设单位", "开发商", "自持", "unsold"])
        || matches!(text.as_str(), "是" | "yes" | "y" | "√" | "✓" | "1")
    {
        Ok(Some(DeveloperHolding::Unsold))
    } else if has(&["已售", "已交", "售出", "已出售"]) {
        Ok(None)
    } else {
        Err(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_like() {
        for (text, found) in [
            ("住宅", UnitUse::Residential),
            ("成套住宅", UnitUse::Residential),
            ("商铺", UnitUse::Shop),
            ("商业", UnitUse::Shop),
            ("门市", UnitUse::Shop),
            ("车 位", UnitUse::Parking),
            ("地下车库", UnitUse::Parking),
            ("储藏室", UnitUse::Storage),
            ("储藏", UnitUse::Storage),
        ] {
            assert_eq!(purpose(text), Ok(Some(found)), "{text}");
        }
        assert_eq!(purpose("某某"), Err(()));
        assert_eq!(purpose_of_place("地库", "B001"), UnitUse::Parking);
        assert_eq!(purpose_of_place("3", "501"), UnitUse::Residential);
        assert_eq!(basis("不动产登记簿"), Ok(Some(AreaBasis::Register)));
        assert_eq!(basis("实测"), Ok(Some(AreaBasis::Survey)));
        assert_eq!(basis("买卖合同"), Ok(Some(AreaBasis::Contract)));
        for (text, found) in [
            ("未售", Some(DeveloperHolding::Unsold)),
            ("是", Some(DeveloperHolding::Unsold)),
            ("未交付", Some(DeveloperHolding::Undelivered)),
            ("已售", None),
            ("已售未交付", Some(DeveloperHolding::Undelivered)),
            ("否", None),
        ] {
            assert_eq!(developer(text), Ok(found), "{text}");
        }
    }
}
