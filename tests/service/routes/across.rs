//! Objects of one community asked for through another: whoever is something there reaches nothing here by its id.

use std::collections::BTreeMap;

use super::{ROLES, Route, Who, World, code, request_as, routes};
use crate::server::Person;
use crate::stories;

stories! {
    fn an_object_of_another_community_is_not_in_the_own_one(server) {
        let world = World::new(server);
        let operator = &world.people["operator"];
        let mut theirs: BTreeMap<&str, Person<'_>> = BTreeMap::new();
        for role in &ROLES[1..] {
            theirs.insert(role, operator.brings(&world.other, role));
        }
        let mut asked = 0;
        for route in routes() {
            let Route { known, place, .. } = &route;
            let Who::Roles(may) = known.who else { continue };
            let Some((_, behind)) = known.path.split_once("{community}") else { continue };
            // Not a part of the path only: something that has an id of its own.
            if !behind.contains('{') {
                continue;
            }
            world.refresh(known.path);
            let Some(person) = may.iter().find_map(|role| theirs.get(role)) else { panic!("{place}: nobody may") };
            let request = request_as(&world, Some(person), known, |path| path.replace(&world.community, &world.other));
            assert_eq!(code(&route.complete(request, &route.body(&world)).send()), (404, "not_found".into()), "{place}");
            asked += 1;
        }
        assert!(asked > 60, "{asked}");
    }
}
