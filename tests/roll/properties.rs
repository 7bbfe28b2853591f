//! What holds for every roll and every file.

use std::time::{Duration, Instant};

use encoding_rs::GB18030;
use proptest::prelude::*;
use yepiao::election::intake::read;

use super::world::*;

/// A good number for the n-th person.
fn number(n: u32) -> String {
    let body = format!("990104{}{:02}{:02}{:03}", 1940 + n % 60, 1 + n / 60 % 12, 1 + n / 720 % 28, n / 20_160);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
    format!("{body}{check}")
}

fn name(n: u32) -> String {
    let given: Vec<char> = "明华建国玉兰军丽".chars().collect();
    let pick = |n: u32| given[n as usize % given.len()];
    format!("{}{}{}", ["王", "李", "张", "刘", "陈"][n as usize % 5], pick(n / 5), pick(n / 40))
}

/// An estate: who owns the unit, and whether somebody owns it with them.
fn estate(owners: &[(u32, Option<u32>)]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (index, (owner, other)) in (0_u32..).zip(owners) {
        let other = other.filter(|other| other != owner);
        for holder in [Some(*owner), other].into_iter().flatten() {
            let building = (index / 60 + 1).to_string();
            let room = format!("{}{:02}", 1 + index % 60 / 10, 1 + index % 10);
            let area = format!("{}.{:02}", 40 + index % 90, index % 100);
            let row = row(&building, "1", &room, &area, &name(holder), &number(holder));
            rows.push(if other.is_some() { with(with(row, "份额", "50%"), "表决代表", &name(*owner)) } else { row });
        }
    }
    rows
}

fn estates() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec((0_u32..40, proptest::option::weighted(0.2, 0_u32..40)), 1..60).prop_map(|owners| estate(&owners))
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
}

/// Who votes with what, without regard to anything else.
fn digest(bytes: &[u8]) -> String {
    let preview = look(bytes).unwrap();
    assert_eq!(waiting(&preview), []);
    roll(&preview).digest(&[0; 32]).unwrap().to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_encoding_and_format_do_not_matter(rows in estates(), shuffled in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let text = csv(HEADINGS, &rows);
        let first = digest(text.as_bytes());
        let mut other = rows.clone();
        let turn = shuffled.index(other.len());
        other.rotate_left(turn);
        other.sort_by_key(|row| (u64::from(row[2].bytes().map(u32::from).sum::<u32>()) ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        prop_assert_eq!(&digest(csv(HEADINGS, &other).as_bytes()), &first);
        let (gb, _, lossy) = GB18030.encode(&text);
        prop_assert!(!lossy);
        prop_assert_eq!(&digest(&gb), &first);
        prop_assert_eq!(&digest(format!("\u{feff}{text}").as_bytes()), &first);
        prop_assert_eq!(&digest(&utf16(&text, u16::to_le_bytes)), &first);
        prop_assert_eq!(&digest(&utf16(&text.replace(',', "\t"), u16::to_be_bytes)), &first);
        prop_assert_eq!(&digest(text.replace("\r\n", "\n").as_bytes()), &first);
        prop_assert_eq!(&digest(&xlsx(&lines(&other))), &first);
        // What was taken, written out and read once more.
        let again: Vec<Vec<String>> = look(text.as_bytes()).unwrap().taken.into_iter().map(|taken| {
            let row = taken.row;
            let area = format!("{}.{:02}", row.area / 100, row.area % 100);
            let place = row.address;
            let holder = super::world::row(&place.building, &place.stair, &place.room, &area, &row.name, &row.identity.unwrap().number);
            with(with(holder, "份额", &row.share.unwrap_or_default()), "表决代表", &row.representative.unwrap_or_default())
        }).collect();
        prop_assert_eq!(&digest(csv(HEADINGS, &again).as_bytes()), &first);
    }

    #[test]
    fn a_roll_is_always_made_of_what_is_in(cells in proptest::collection::vec((0_usize..40, 0_usize..16, 0_usize..24), 0..30)) {
        const ODD: [&str; 24] = [
            "", " ", "张三、李四", "空置", "开发商", "未售", "0", "-1", "1e9", "9.90104E+17", "3#", "小计", "共同共有", "100%", "张三\n李四",
            "990104194702218134", "990104194702218134、990104196705178472", "\u{202e}x", "101", "1/0", "已故", "商铺", "99999999", "2026-01-01",
        ];
        let mut rows = estate(&(0..40).map(|n| (n % 17, (n % 7 == 0).then_some(n + 1))).collect::<Vec<_>>());
        for (row, column, text) in cells {
            let row = row % rows.len();
            rows[row][column] = ODD[text].to_owned();
        }
        for bytes in [csv(HEADINGS, &rows).into_bytes(), xlsx(&lines(&rows))] {
            let preview = look(&bytes).unwrap();
            prop_assert!(preview.roll.is_ok(), "{:?}", preview.roll.err());
            // Every row is in, waiting, held or repeated: none is lost.
            let lines_in: std::collections::BTreeSet<u32> = preview.taken.iter().map(|taken| taken.at.line).collect();
            for wait in &preview.waiting {
                prop_assert!(!lines_in.contains(&wait.at.line));
            }
        }
    }

    #[test]
    fn hostile_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..600), cut in any::<prop::sample::Index>()) {
        let _ = look(&bytes);
        // A workbook with some bytes changed.
        let mut book = xlsx(&lines(&estate(&[(1, None), (2, Some(3))])));
        let at = cut.index(book.len());
        let end = (at + bytes.len().min(8)).min(book.len());
        book[at..end].copy_from_slice(&bytes[..end - at]);
        let _ = look(&book);
        let mut text = csv(HEADINGS, &estate(&[(1, None)])).into_bytes();
        let at = cut.index(text.len());
        text.splice(at..at, bytes.iter().copied());
        let _ = look(&text);
    }
}

#[test]
fn six_thousand_rows_within_five_seconds() {
    let owners: Vec<(u32, Option<u32>)> = (0..6000).map(|n| (n % 5500, (n % 12 == 0).then_some(n + 7000))).collect();
    let rows = estate(&owners);
    assert!(rows.len() >= 6000);
    for bytes in [csv(HEADINGS, &rows).into_bytes(), xlsx(&lines(&rows))] {
        let start = Instant::now();
        let preview = look(&bytes).unwrap();
        let took = start.elapsed();
        assert_eq!((waiting(&preview), units(&preview).len()), (vec![], 6000));
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
}

#[test]
fn a_merged_cell_of_a_million_lines_costs_nothing() {
    let rows = estate(&[(1, None), (2, None)]);
    let mut sheet = lines(&rows);
    sheet[2][0].clear();
    let book = merged(&sheet, &[(0, 1, 1_048_000)]);
    assert_eq!(units(&look(&book).unwrap()).len(), 2);
    assert!(read(&book).is_ok());
}
