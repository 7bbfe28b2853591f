//! `openapi.yaml` is what the routes say, no more and no less.

use std::collections::BTreeSet;

use serde_json::Value;

/// The document as JSON.
pub(crate) fn document() -> Value {
    serde_norway::from_str(&yepiao::api::openapi().unwrap()).unwrap()
}

/// Every operation: path, method in capitals, what is said about it.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((path.clone(), method.to_uppercase(), operation.clone()));
        }
    }
    found
}

#[test]
fn the_file_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.yaml");
    let file = std::fs::read_to_string(path).unwrap_or_default();
    assert!(file == yepiao::api::openapi().unwrap(), "openapi.yaml is old: cargo run -- openapi > openapi.yaml");
}

#[test]
fn every_operation_is_described() {
    let document = document();
    let operations = operations(&document);
    assert!(operations.len() > 15);
    let tags: BTreeSet<&str> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut names = BTreeSet::new();
    for (path, method, operation) in &operations {
        let place = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{place}: a summary");
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{place}: the name {name} is another's");
        let tag = operation["tags"][0].as_str().unwrap();
        assert!(tags.contains(tag), "{place}: the tag {tag} is not explained");
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(*problem, "#/components/schemas/Problem", "{place}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named = |wanted: &str| parameters.iter().any(|parameter| parameter["name"] == wanted);
        for placeholder in path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
            assert!(named(placeholder), "{place}: {placeholder} is not described");
        }
        let json = !operation["requestBody"]["content"]["application/json"].is_null();
        let submitted = json && path.starts_with("/api/v1/public/") && !KEYLESS.iter().any(|part| path.contains(part));
        let keeps = method == "POST" && (operation["security"].is_null() || submitted);
        assert_eq!(named("Idempotency-Key"), keeps, "{place}");
    }
}

/// What visitors post of which no answer is kept: it does no harm a second time, and a token is not kept for a day.
const KEYLESS: [&str; 4] = ["/trustee/", "/cast-sessions", "/sent-slips/", "/ballots"];

/// Two shapes of one name: the document would show one of them for both.
#[test]
fn every_shape_has_a_name_of_its_own() {
    fn look(folder: &std::path::Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                look(&entry, names);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap();
            for (at, _) in text.match_indices("ToSchema)]\n") {
                let after = &text[at..];
                let head = &after[..after.find("{\n").unwrap_or(after.len())];
                let renamed = head.split_once("schema(as = ").map(|(_, rest)| rest.split([')', ',']).next().unwrap());
                let own = || head.split_whitespace().skip_while(|word| !matches!(*word, "struct" | "enum")).nth(1).unwrap();
                names.push(renamed.map_or_else(|| own().to_owned(), str::to_owned));
            }
        }
    }
    let mut names = Vec::new();
    look(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api")), &mut names);
    assert!(names.len() > 100, "the sources are read");
    let all = names.len();
    names.sort_unstable();
    let twice: Vec<String> = names.chunk_by(PartialEq::eq).filter(|same| same.len() > 1).map(|same| same[0].clone()).collect();
    assert!(twice.is_empty(), "{twice:?} of {all}");
}
