//! What is posted with an Idempotency-Key: the document promises it for these routes, so all of them keep it.

use super::super::document::{document, operations};
use super::{Known, Route, World, allowed, code, request, routes};
use crate::stories;

/// Routes that the document says take a key.
fn keyed() -> Vec<Route> {
    let document = document();
    let named = |known: &Known| {
        let described = operations(&document);
        let found = described.into_iter().find(|(path, method, _)| known.path == path && known.method == method);
        let parameters = found.unwrap().2["parameters"].as_array().cloned().unwrap_or_default();
        parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key")
    };
    routes().into_iter().filter(|route| named(route.known)).collect()
}

stories! {
    fn what_is_posted_twice_with_one_key_is_done_once(server) {
        let world = World::new(server);
        let mut done = 0;
        for (at, route) in keyed().into_iter().enumerate() {
            let Route { known, place, .. } = &route;
            world.refresh(known.path);
            let body = route.body(&world);
            let with = |key: &str| {
                let asked = request(&world, allowed(&world, known), known).header("Idempotency-Key", key);
                route.complete(asked, &body)
            };
            // A refusal is not kept; and a picture is looked at before the key is.
            if known.done >= 300 {
                continue;
            }
            for bad in ["a b", "", &"k".repeat(101)] {
                assert_eq!(code(&with(bad).send()), (400, "bad_idempotency_key".into()), "{place} {bad}");
            }
            let key = format!("{at:0>100}");
            let (first, again) = (with(&key).send(), with(&key).send());
            assert_eq!(first.status, known.done, "{place}: {}", first.text);
            assert_eq!((again.status, &again.text, again.header("etag")), (first.status, &first.text, first.header("etag")), "{place}");
            assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), (None, Some("true")), "{place}");
            done += 1;
        }
        assert!(done > 30, "{done}");
    }
}
