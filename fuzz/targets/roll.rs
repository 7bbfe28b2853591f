//! Owners' rolls: whatever the file is, reading it does not panic, what is in is a roll, and no row is both in and waiting.

#![no_main]

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use yepiao::election::intake::{Mapping, preview, read};
use yepiao::election::roll::Counting;
use yepiao_fuzz::{Splice, splice};

#[derive(Debug, Arbitrary)]
enum Case {
    Bytes(Vec<u8>),
    /// A text with some bytes changed.
    Text(Vec<Splice>),
    /// A workbook whose packed bytes are changed.
    Packed(Vec<Splice>),
    /// A workbook with one part changed and packed again, so that checksums hold.
    Part(u8, Vec<Splice>),
}

const TEXT: &str = "业主名册,,,,,,,\n楼栋,单元,房号,用途,专有面积,权利人姓名,证件号码,手机号,份额,建设单位持有,备注\n\
3#,2,101,住宅,89.56㎡,张三、李四,990104194702218134、990104196705178472,138/139,50%,,\n,2,102,,\"1,286.4\",开发商,,,,未售,已故\n\
小计,,,,2户\n";

fn workbook() -> &'static [(String, Vec<u8>)] {
    static PARTS: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    PARTS.get_or_init(|| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (line, text) in (0_u32..).zip(TEXT.lines()) {
            for (column, cell) in (0_u16..).zip(text.split(',')) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(line, column, number).unwrap(),
                    Err(_) => sheet.write(line, column, cell).unwrap(),
                };
            }
        }
        sheet.merge_range(5, 0, 6, 0, "4", &rust_xlsxwriter::Format::new()).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..parts.len())
            .map(|index| {
                let mut part = parts.by_index(index).unwrap();
                let mut content = Vec::new();
                part.read_to_end(&mut content).unwrap();
                (part.name().unwrap().into_owned(), content)
            })
            .collect()
    })
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(name.as_str(), stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fuzz_target!(|case: Case| {
    let spoiled = |mut bytes: Vec<u8>, splices: &[Splice]| {
        splices.iter().take(6).for_each(|change| splice(&mut bytes, change));
        bytes
    };
    let bytes = match &case {
        Case::Bytes(bytes) => bytes.clone(),
        Case::Text(splices) => spoiled(TEXT.as_bytes().to_vec(), splices),
        Case::Packed(splices) => spoiled(packed(workbook()), splices),
        Case::Part(which, splices) => {
            let mut parts = workbook().to_vec();
            let index = usize::from(*which) % parts.len();
            parts[index].1 = spoiled(parts[index].1.clone(), splices);
            packed(&parts)
        }
    };
    let Ok(book) = read(&bytes) else { return };
    let today = jiff::civil::date(2026, 6, 1);
    let Ok(preview) = preview(&book, &Mapping::default(), &[], Counting { parking_as_area: false }, today) else { return };
    assert!(preview.roll.is_ok(), "what is in is no roll: {:?}", preview.roll.err());
    let taken: BTreeSet<_> = preview.taken.iter().map(|taken| taken.at).collect();
    assert!(preview.waiting.iter().all(|wait| !taken.contains(&wait.at)), "a row is in and waits");
    assert!(preview.held.iter().all(|at| !taken.contains(at)), "a row is in and held");
});
