//! The empty roll to download: the columns, one sheet that explains them, lists for cells of fixed words.
//!
//! Cells for numbers of cards, phones and rooms are texts from the start, so that no digit and no zero is lost.

use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::field::Field;

/// Lines prepared as text.
const LINES: u32 = 6_000;

/// The bytes of a `.xlsx`; always the same.
pub fn template() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Otherwise the time of making would stand in it.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    fill(workbook.add_worksheet())?;
    explain(workbook.add_worksheet())?;
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("业主名册")?;
    let (heading, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for (column, field) in (0_u16..).zip(Field::TEMPLATE) {
        let star = if is_required(field) { "*" } else { "" };
        let unit = if field == Field::Area { "㎡" } else { "" };
        sheet.write_with_format(0, column, format!("{}{unit}{star}", field.title()), &heading)?;
        let width = match field {
            Field::Name | Field::IdNumber | Field::Certificate | Field::Remark => 24,
            _ => 14,
        };
        sheet.set_column_width(column, width)?;
        if field == Field::Area {
            sheet.set_column_format(column, &Format::new().set_num_format("0.00"))?;
        } else {
            sheet.set_column_format(column, &text)?;
        }
        if let Some(words) = words(field) {
            let list = DataValidation::new().allow_list_strings(words)?;
            sheet.add_data_validation(1, column, LINES, column, &list)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

const fn is_required(field: Field) -> bool {
    matches!(field, Field::Building | Field::Room | Field::Use | Field::Area | Field::Name | Field::IdNumber)
}

const fn words(field: Field) -> Option<&'static [&'static str]> {
    match field {
        Field::Use => Some(&["住宅", "商铺", "车位", "储藏"]),
        Field::AreaBasis => Some(&["登记", "实测", "合同"]),
        Field::IdKind => {
            Some(&["居民身份证", "统一社会信用代码", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "其他"])
        }
        Field::Developer => Some(&["未售", "未交付"]),
        _ => None,
    }
}

fn explain(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("填写说明")?;
    sheet.set_column_width(0, 90)?;
    let lines = [
        "每套房、每位权利人一行。一套房有几位权利人，就写几行，房屋的内容每行照写，份额合计为 100%。",
        "带 * 的必须填。面积以登记簿为准；没有登记的用实测，没有实测的用合同，并在“面积依据”中写明。",
        "证件号码、手机号、房号请在这张表里直接填：这些格子已设为文本，不会丢数字。从别处粘贴时选“只粘贴值”。",
        "同一个人有几套房，证件号码要写得一样：按号码合并为一人。",
        "未卖出或未交付的房屋，权利人写开发企业全称和统一社会信用代码，并在“建设单位持有”中选“未售”或“未交付”。",
        "业主不满 18 岁的，填监护人。几人共有的，填一位“表决代表”。业主已去世的，在备注中写明。",
        "不要写小计、合计，不要合并单元格。",
    ];
    for (row, line) in (0_u32..).zip(lines) {
        sheet.write(row, 0, line)?;
    }
    Ok(())
}
