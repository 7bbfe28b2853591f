//! The words people head columns with.

use super::field::Field;
use super::value::width::tight;

/// Exact headings, the more certain of a field first.
const HEADINGS: [(Field, &[&str]); 18] = [
    (
        Field::Building,
        &[
            "楼栋",
            "楼栋号",
            "楼号",
            "栋号",
            "幢号",
            "座号",
            "栋",
            "幢",
            "座",
            "楼",
            "楼幢",
            "楼座",
            "楼宇",
            "号楼",
            "楼盘楼栋",
            "building",
            "buildingno",
            "block",
            "tower",
        ],
    ),
    (Field::Stair, &["单元", "单元号", "单元门", "门洞", "梯", "梯号", "门", "stair", "staircase", "entrance", "unit"]),
    (
        Field::Room,
        &[
            "房号",
            "室号",
            "房间号",
            "房屋号",
            "门牌号",
            "房间",
            "室",
            "户号",
            "房屋编号",
            "单元房号",
            "房室号",
            "门牌",
            "车位号",
            "商铺号",
            "铺号",
            "room",
            "roomno",
            "roomnumber",
            "flat",
            "apartment",
        ],
    ),
    (
        Field::Address,
        &[
            "房屋坐落",
            "坐落",
            "房屋地址",
            "地址",
            "房产地址",
            "房屋位置",
            "楼房号",
            "楼栋房号",
            "房产坐落",
            "坐落位置",
            "房源",
            "物业地址",
            "address",
            "location",
        ],
    ),
    (
        Field::Use,
        &[
            "用途",
            "房屋用途",
            "规划用途",
            "使用性质",
            "房屋性质",
            "房屋类型",
            "物业类型",
            "性质",
            "类型",
            "业态",
            "use",
            "usage",
            "purpose",
            "type",
        ],
    ),
    (
        Field::Area,
        &[
            "专有面积",
            "专有部分面积",
            "专有部分建筑面积",
            "产权面积",
            "登记面积",
            "证载面积",
            "建筑面积",
            "产权建筑面积",
            "房屋面积",
            "房屋建筑面积",
            "面积",
            "area",
            "floorarea",
            "exclusivearea",
            "套内面积",
            "套内建筑面积",
            "实测面积",
        ],
    ),
    (Field::AreaBasis, &["面积依据", "面积来源", "面积性质", "依据", "areabasis", "basis"]),
    (
        Field::Certificate,
        &[
            "权证号",
            "产权证号",
            "房产证号",
            "不动产权证号",
            "不动产权证书号",
            "房权证号",
            "权属证号",
            "权属证书号",
            "产权证书号",
            "证书号",
            "不动产证号",
            "产权证编号",
            "房产证",
            "合同编号",
            "certificate",
            "certificateno",
            "deed",
        ],
    ),
    (
        Field::Name,
        &[
            "权利人姓名",
            "权利人",
            "业主姓名",
            "姓名",
            "业主",
            "产权人",
            "产权人姓名",
            "所有权人",
            "所有权人姓名",
            "房屋所有权人",
            "权利人名称",
            "产权人名称",
            "业主名称",
            "姓名/名称",
            "姓名或名称",
            "房主",
            "房主姓名",
            "户主",
            "户主姓名",
            "购房人",
            "买受人",
            "名称",
            "owner",
            "ownername",
            "name",
            "holder",
        ],
    ),
    (Field::IdKind, &["证件类型", "证件种类", "证件类别", "证件名称", "idtype", "idkind"]),
    (
        Field::IdNumber,
        &[
            "证件号码",
            "证件号",
            "身份证号码",
            "身份证号",
            "身份证",
            "公民身份号码",
            "身份号码",
            "证件编号",
            "身份证件号码",
            "身份证号/统一社会信用代码",
            "统一社会信用代码",
            "证照号码",
            "id",
            "idnumber",
            "idno",
        ],
    ),
    (
        Field::Phone,
        &[
            "手机号",
            "手机号码",
            "手机",
            "联系电话",
            "电话",
            "电话号码",
            "联系方式",
            "移动电话",
            "phone",
            "phonenumber",
            "mobile",
            "mobilephone",
            "tel",
            "telephone",
        ],
    ),
    (
        Field::Share,
        &["份额", "产权份额", "共有份额", "所占份额", "占比", "产权比例", "共有比例", "共有情况", "共有方式", "share"],
    ),
    (
        Field::Developer,
        &[
            "建设单位持有",
            "开发商持有",
            "建设单位",
            "开发商",
            "是否未售",
            "销售状态",
            "交付状态",
            "未售",
            "未售/未交付",
            "developer",
            "unsold",
        ],
    ),
    (Field::Representative, &["表决代表", "代表人", "代表", "投票代表", "共有人代表", "表决人", "推举代表", "representative"]),
    (Field::Guardian, &["监护人", "监护人姓名", "法定监护人", "法定代理人", "guardian"]),
    (Field::Remark, &["备注", "说明", "备考", "附注", "情况说明", "备注说明", "remark", "remarks", "note", "notes", "comment"]),
    (
        Field::Ignored,
        &[
            "序号",
            "编号",
            "行号",
            "户数",
            "楼层",
            "层",
            "所在层",
            "总层数",
            "性别",
            "年龄",
            "民族",
            "朝向",
            "户型",
            "小区",
            "小区名称",
            "项目名称",
            "社区",
            "网格",
            "签名",
            "签字",
            "公摊面积",
            "分摊面积",
            "物业费",
            "no",
            "no.",
            "#",
            "serial",
            "floor",
        ],
    ),
];

/// Parts of headings, the deciding ones first. `None`: looks like something else, and is not to be taken for it.
const PARTS: [(&[&str], Option<Field>); 21] = [
    (&["共有人", "配偶", "紧急", "租户", "承租", "使用人", "住户"], None),
    (&["监护人证", "监护人身份", "监护人电", "监护人手", "监护人联", "代表电", "代表手", "代表人电"], Some(Field::Ignored)),
    (&["监护"], Some(Field::Guardian)),
    (&["表决代表", "投票代表"], Some(Field::Representative)),
    (&["手机", "电话", "联系方式", "phone", "mobile"], Some(Field::Phone)),
    (&["证件类", "证件种"], Some(Field::IdKind)),
    (&["身份证", "证件号", "证件编", "信用代码", "公民身份", "idnumber"], Some(Field::IdNumber)),
    (&["面积依据", "面积来源"], Some(Field::AreaBasis)),
    (&["公摊", "分摊"], Some(Field::Ignored)),
    (&["专有", "建筑面积", "产权面积", "面积", "area"], Some(Field::Area)),
    (&["权证", "产权证", "房产证", "不动产证", "合同号"], Some(Field::Certificate)),
    (&["建设单位", "未售", "未交付"], Some(Field::Developer)),
    (&["份额", "比例"], Some(Field::Share)),
    (&["姓名", "权利人", "产权人", "业主名", "所有权人", "owner"], Some(Field::Name)),
    (&["坐落", "地址"], Some(Field::Address)),
    (&["用途", "性质"], Some(Field::Use)),
    (&["房号", "室号", "房间", "room"], Some(Field::Room)),
    (&["单元"], Some(Field::Stair)),
    (&["楼栋", "楼号", "栋", "幢", "building"], Some(Field::Building)),
    (&["备注", "说明"], Some(Field::Remark)),
    (&["序号"], Some(Field::Ignored)),
];

/// Whether a heading speaks of somebody who is not known to be a right holder: never to be guessed from its content.
pub(super) fn is_somebody_else(text: &str) -> bool {
    let heading = heading(text);
    PARTS.iter().filter(|(_, field)| field.is_none()).any(|(parts, _)| parts.iter().any(|part| heading.contains(part)))
}

/// Rank of a heading that is known by a part of it only.
pub(super) const BY_PART: usize = 100;

/// A heading without spaces, stars, units and notes in brackets.
pub(super) fn heading(text: &str) -> String {
    let text = tight(text).to_lowercase();
    let (mut bare, mut depth) = (String::new(), 0_u32);
    for character in text.chars() {
        match character {
            '(' | '【' | '[' | '〔' => depth = depth.saturating_add(1),
            ')' | '】' | ']' | '〕' => depth = depth.saturating_sub(1),
            '*' | ':' | '★' | '_' | '.' | '※' => {}
            _ if depth == 0 => bare.push(character),
            _ => {}
        }
    }
    let units = ["平方米", "㎡", "m²", "m2", "sqm", "%"];
    units.iter().find_map(|unit| bare.strip_suffix(unit)).map(str::to_owned).unwrap_or(bare)
}

/// The field of a heading, and how far down its list it stands.
pub(super) fn field_of(heading: &str) -> Option<(Field, usize)> {
    let exact = HEADINGS.iter().find_map(|(field, known)| Some((*field, known.iter().position(|word| *word == heading)?)));
    exact.or_else(|| {
        // A sentence is no heading.
        let short = heading.chars().count() <= 20;
        let (_, field) = PARTS.iter().find(|(parts, _)| short && parts.iter().any(|part| heading.contains(part)))?;
        field.map(|field| (field, BY_PART))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_with_their_decoration() {
        for (text, field) in [
            ("专有面积㎡*", Field::Area),
            ("专有面积 (平方米)", Field::Area),
            ("房 号*", Field::Room),
            ("建设单位持有(未售/未交付)", Field::Developer),
            ("份额(%)", Field::Share),
            ("监护人电话", Field::Ignored),
            ("业主电话", Field::Phone),
            ("权利人证件号码", Field::IdNumber),
            ("权利人证件类型", Field::IdKind),
            ("ID number", Field::IdNumber),
            ("楼栋\n号", Field::Building),
        ] {
            assert_eq!(field_of(&heading(text)).map(|(field, _)| field), Some(field), "{text}");
        }
        assert_eq!(field_of(&heading("共有人姓名")), None);
        assert_eq!(field_of(&heading("车牌")), None);
        assert_eq!(field_of(&heading("本表由筹备组整理，如有错误请在公示期内提出，产权面积以登记为准")), None);
    }

    #[test]
    fn every_title_is_a_heading_of_its_field() {
        for field in Field::TEMPLATE {
            assert_eq!(field_of(&heading(field.title())), Some((field, 0)));
            assert_eq!(Field::named(field.key()), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.key());
        }
    }
}
