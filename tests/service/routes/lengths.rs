//! Lengths and bounds that the document says of what stands in an address: whoever goes beyond is refused by every route that says so.

use serde_json::Value;

use super::super::document::{document, operations};
use super::{Route, World, allowed, code, request_as, routes};
use crate::stories;

/// Values that a schema does not allow.
fn beyond(schema: &Value) -> Vec<String> {
    let number = |name: &str| schema[name].as_i64();
    let mut values = Vec::new();
    if let Some(most) = number("maxLength") {
        // One byte and several for each character.
        let more = usize::try_from(most).unwrap() + 1;
        values.extend(["a".repeat(more), "%E6%A5%BC".repeat(more.min(2000))]);
    }
    values.extend(number("maximum").map(|most| (most + 1).to_string()));
    values.extend(number("minimum").map(|least| (least - 1).to_string()));
    values.extend(schema["enum"].as_array().map(|_| "nonsense".to_owned()));
    if schema["type"] == "integer" || schema["format"] == "date-time" {
        values.push("nonsense".into());
    }
    values
}

stories! {
    fn what_the_document_says_of_addresses_is_held(server) {
        let world = World::new(server);
        let document = document();
        let described = operations(&document);
        let mut asked = 0;
        for route in routes() {
            let Route { known, place, .. } = &route;
            // Before a route works here, it may refuse for other reasons.
            if known.done >= 300 {
                continue;
            }
            let (_, _, operation) = described.iter().find(|(path, method, _)| known.path == path && known.method == method).unwrap();
            for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query") {
                for value in beyond(&parameter["schema"]) {
                    world.refresh(known.path);
                    let name = parameter["name"].as_str().unwrap();
                    let request = request_as(&world, allowed(&world, known), known, |path| {
                        let (path, query) = path.split_once('?').map_or((path.as_str(), ""), |(path, query)| (path, query));
                        let others = query.split('&').filter(|part| !part.is_empty() && part.split('=').next() != Some(name));
                        let query: Vec<String> = others.map(str::to_owned).chain([format!("{name}={value}")]).collect();
                        format!("{path}?{}", query.join("&"))
                    });
                    let answer = route.complete(request, &route.body(&world)).send();
                    let shown = value.chars().take(20).collect::<String>();
                    assert!(matches!(answer.status, 400 | 404 | 422), "{place} {name}={shown}…: {} {:?}", answer.status, code(&answer));
                    assert!(!code(&answer).1.is_empty(), "{place} {name}={shown}…: a problem");
                    asked += 1;
                }
            }
        }
        assert!(asked > 100, "{asked}");
    }
}
