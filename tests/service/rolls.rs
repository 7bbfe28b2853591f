//! From a messy file to a version of the roll, and to the next.

use serde_json::{Value, json};

use super::server::{Answer, Person};
use crate::stories;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/huguang/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Decides about a row in the version last read.
fn decide(person: &Person<'_>, import: &str, etag: &str, decision: &Value) -> Answer {
    person.request("POST", &format!("{import}/decisions")).header("If-Match", etag).json(decision).send()
}

stories! {
    fn a_messy_file_becomes_a_version(server) {
        let expected: Value = serde_json::from_slice(&sample("expected.json")).unwrap();
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let import = chair.uploads(&community, &sample("roll-dirty.xlsx"));
        let shown = chair.get(&import);
        let preview = shown.ok(200)["preview"].clone();
        let left = &expected["dirty"]["waiting_left_out"];
        assert_eq!(preview["without_parking"], json!({ "people": left["voters"], "area_centi_m2": left["total_area_centi_m2"] }));
        let must = expected["dirty"]["must_wait"].as_object().unwrap();
        let rows: usize = must.values().map(|lines| lines.as_array().unwrap().len()).sum();
        assert_eq!((preview["waiting"].as_u64(), preview["overlaps"].as_u64()), (Some(rows as u64), Some(3)));
        let listed = chair.get(&format!("{import}/rows?state=waiting&limit=200")).ok(200);
        for row in listed["items"].as_array().unwrap() {
            let code = row["reasons"][0]["code"].as_str().unwrap();
            assert!(must[code].as_array().unwrap().contains(&row["line"]), "{row}");
        }
        let etag = shown.etag();
        let take = |etag: &str| chair.request("POST", &format!("{import}/take")).header("If-Match", etag).json(&json!({})).send();
        take(&etag).problem(409, "rows_wait");
    }
}
