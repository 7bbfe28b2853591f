//! Every route of the document, asked by everybody: nobody signed in, every role, another community, with spoiled bodies and old
//! versions. A route that is not in the table below fails the test, so none is forgotten.

mod across;
mod casting;
mod claims;
mod counting;
mod lengths;
mod messages;
mod nominations;
mod notices;
mod once;
mod opening;
mod papers;
mod people;
mod polls;
mod rolls;

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::nominations::Nominations;
use self::polls::Polls;
use super::claims::Held;
use super::document::{document, operations};
use super::gateway::GatewayKey;
use super::pictures::PAPER;
use super::server::{Person, Server};
use crate::stories;

/// Everybody who can be signed in, and what there is to be asked for.
struct World<'s> {
    server: &'s Server,
    community: String,
    /// Another community of the same operator.
    other: String,
    /// By role; `operator` too.
    people: BTreeMap<&'static str, Person<'s>>,
    /// Chair of another community.
    stranger: Person<'s>,
    /// An open invitation.
    invitation: String,
    /// Claims of owners: what the claimant holds, and the claim's id. The second is there to be decided.
    claims: [(Held, String); 2],
    /// A paper of the first.
    paper: String,
    polls: Polls,
    nominations: Nominations,
    /// An import that nobody has ended; a fresh one where one is used up.
    import: RefCell<String>,
    /// A decision about one of its rows.
    decision: RefCell<String>,
    /// The newest version of the roll, one of its units, and two of its voters that share a right holder.
    version: String,
    unit: String,
    pair: String,
    /// Notices: a draft, one that is ready to be frozen, a frozen one; the digest of that, and an entry of where it hangs.
    notices: [String; 3],
    notice_digest: String,
    posting: String,
}

const ROLES: [&str; 7] = ["operator", "chair", "member", "supervisor", "teller", "canvasser", "auditor"];

impl<'s> World<'s> {
    fn new(server: &'s Server) -> Self {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let other = operator.founds("南湖小区");
        let stranger = operator.brings(&other, "chair");
        let mut people = BTreeMap::new();
        for role in &ROLES[1..] {
            people.insert(*role, operator.brings(&community, role));
        }
        let made = operator.post(&format!("/api/v1/communities/{community}/invitations"), &json!({ "role": "member" })).ok(201);
        people.insert("operator", operator);
        let chair = &people["chair"];
        let version = chair.takes(&community, OVERLAPPING.as_bytes())["id"].as_str().unwrap().to_owned();
        let rolls = format!("/api/v1/communities/{community}/roll");
        let units = chair.get(&format!("{rolls}/units")).ok(200);
        let overlaps = chair.get(&format!("{rolls}/versions/{version}/overlaps")).ok(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let pair = text(&overlaps["items"][0]["pair"]);
        let polls = Polls::new(server, chair, &format!("/api/v1/communities/{community}"), &version, &pair);
        let nominations = Nominations::new(chair, &format!("/api/v1/communities/{community}"), &version);
        let claims = ["3-2-501", "3-2-502"]
            .map(|unit| crate::claims::submit(server, &community, &crate::claims::of(unit, "王小明", "13904310001")));
        let paper = text(&claims[0].attaches(server, "application/pdf", PAPER.as_bytes()).ok(201)["id"]);
        let listed = chair.get(&format!("/api/v1/communities/{community}/claims")).ok(200);
        let mut ids = listed["items"].as_array().unwrap().iter().map(|claim| text(&claim["id"]));
        let claims = claims.map(|held| (held, ids.next().unwrap()));
        let poll = format!("/api/v1/communities/{community}/polls/{}", polls.of(""));
        let (draft, _) = crate::notices::begun(chair, &poll, &json!({ "kind": "group_formed" }));
        let (ready, texts) = crate::notices::begun(chair, &poll, &json!({ "kind": "group_formed" }));
        let mut texts = crate::notices::filled(&texts, &json!(["A"]));
        texts["parts"][0]["text"] = json!("湖光小区筹备组名单公告");
        chair.put(&ready, "\"1\"", &texts).ok(200);
        let (frozen, shown) = crate::notices::frozen(chair, &poll, &json!(["A"]));
        let posting = text(&crate::notices::seen(chair, &frozen, "place=A&seen=hangs").ok(201)["id"]);
        let notices = [draft, ready, frozen].map(|path| path.rsplit('/').next().unwrap().to_owned());
        let world = Self {
            server,
            notices,
            notice_digest: text(&shown["digest"]),
            posting,
            claims,
            paper,
            community,
            other,
            stranger,
            invitation: text(&made["id"]),
            import: RefCell::default(),
            decision: RefCell::default(),
            version,
            unit: text(&units["items"][0]["id"]),
            pair,
            polls,
            nominations,
            people,
        };
        world.refresh("{import}/decisions/{decision}");
        world.refresh("{nomination}/photos/{photo}");
        world
    }

    /// What a route uses up, anew.
    fn refresh(&self, template: &str) {
        self.nominations.refresh(&self.people["member"], template);
        if template.contains("{import}") {
            self.import_again(template);
        }
    }

    fn import_again(&self, template: &str) {
        let chair = &self.people["chair"];
        let file = if template.ends_with("/take") { OVERLAPPING } else { WAITING };
        let import = chair.uploads(&self.community, file.as_bytes());
        if template.contains("{decision}") {
            let decision = json!({ "line": 2, "action": "confirm", "code": "id_missing" });
            let made = chair.request("POST", &format!("{import}/decisions")).header("If-Match", "\"1\"").json(&decision).send();
            *self.decision.borrow_mut() = made.ok(201)["id"].as_str().unwrap().into();
        }
        *self.import.borrow_mut() = import.rsplit('/').next().unwrap().into();
    }

    /// The version of what a route changes.
    fn etag(template: &str) -> &'static str {
        if template.contains("{decision}")
            || ["/freeze", "/extend", "/publish-result", "/make-final", "}/file"].iter().any(|end| template.ends_with(end))
        {
            return "\"2\"";
        }
        Nominations::etag(template).unwrap_or_else(|| Polls::etag(template))
    }

    fn path(&self, template: &str) -> String {
        let template = &self.nominations.fill(template).replace("/voters/{number}", "/voters/1");
        let role = match template {
            _ if template.ends_with("}/buildings") => "canvasser",
            _ if template.contains("{poll}") => "teller",
            _ => "member",
        };
        let query = match template {
            _ if template.ends_with("{import}/rows") => "?state=waiting",
            _ if template.ends_with("{notice}/postings") => "?place=A&seen=hangs",
            _ => "",
        };
        let notice = match template.rsplit('/').next() {
            Some("{notice}") => 0,
            Some("freeze") => 1,
            _ => 2,
        };
        let claim = &self.claims[usize::from(template.ends_with("/reject") || template.ends_with("/confirm"))];
        (template.clone() + query)
            .replace("{number}", &claim.0.number)
            .replace("{claim}", &claim.1)
            .replace("{file}", &self.paper)
            .replace("{community}", &self.community)
            .replace("{account}", &self.people[role].id)
            .replace("{role}", role)
            .replace("{poll}", self.polls.of(template))
            .replace("{objection}", "1")
            .replace("{invitation}", &self.invitation)
            .replace("{place}", "1")
            .replace("{number}", "1")
            .replace("{file}", "opening.json")
            .replace("{tracker}", &"A".repeat(43))
            .replace("{import}", &self.import.borrow())
            .replace("{decision}", &self.decision.borrow())
            .replace("{version}", &self.version)
            .replace("{unit}", &self.unit)
            .replace("{pair}", &self.pair)
            .replace("{notice}", &self.notices[notice])
            .replace("{posting}", &self.posting)
            // Nothing was handed over.
            .replace("{delivery}", "none")
            .replace("{digest}", &self.notice_digest)
    }
}

/// Somebody owns one flat alone and one with another.
pub(crate) const OVERLAPPING: &str = "楼栋,单元,房号,专有面积,权利人姓名,证件号码,手机号,份额\n\
    1,1,101,89.56,张三,990104194702218134,13904317788,50%\n1,1,101,89.56,李四,990104196705178472,,50%\n\
    1,1,102,70.10,张三,990104194702218134,,\n";

/// One row without a number.
const WAITING: &str = "楼栋,单元,房号,专有面积,权利人姓名,证件号码\n1,1,101,89.56,张三,\n1,1,102,70.10,李四,990104196705178472\n";

/// Who may use a route.
enum Who {
    /// Nobody has to be signed in.
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    /// These roles.
    Roles(&'static [&'static str]),
}

/// What is known of a route: who may use it, a body that is taken, and the status then.
struct Known {
    method: &'static str,
    path: &'static str,
    who: Who,
    body: fn(&World<'_>) -> Value,
    done: u16,
}

fn none(_: &World<'_>) -> Value {
    Value::Null
}

fn about(_: &World<'_>) -> Value {
    json!({ "name": "湖光小区", "address": "湖光路1号", "rules": "national" })
}

const NOTICES: &str = "/api/v1/communities/{community}/polls/{poll}/notices";
const NOTICE: &str = "/api/v1/communities/{community}/polls/{poll}/notices/{notice}";
const POSTINGS: &str = "/api/v1/communities/{community}/polls/{poll}/notices/{notice}/postings";

/// A proof of possession, of nothing.
fn possession() -> Value {
    json!({ "challenge": "1", "response": "1" })
}

/// In the order in which they are tried; what takes something away comes last.
fn table() -> impl Iterator<Item = &'static Known> {
    let tables = [
        polls::TABLE,
        nominations::TABLE,
        papers::TABLE,
        people::TABLE,
        rolls::TABLE,
        people::AFTERWARDS,
        opening::TABLE,
        casting::TABLE,
        counting::TABLE,
        claims::TABLE,
        notices::TABLE,
        messages::TABLE,
        people::LAST,
    ];
    tables.into_iter().flatten()
}

/// A route of the document, with what is known of it.
struct Route {
    known: &'static Known,
    place: String,
    takes_body: bool,
    /// The body is a file, whatever is in it.
    takes_file: bool,
    versioned: bool,
}

impl Route {
    /// A body that it takes.
    fn body(&self, world: &World<'_>) -> Value {
        if self.takes_body { (self.known.body)(world) } else { Value::Null }
    }

    /// With the version and the body that it asks for.
    fn complete<'s>(&self, mut request: super::server::Request<'s>, body: &Value) -> super::server::Request<'s> {
        if self.versioned {
            request = request.header("If-Match", World::etag(self.known.path));
        }
        if self.takes_file {
            request.raw("application/octet-stream", body.as_str().unwrap().as_bytes())
        } else if self.takes_body {
            request.json(body)
        } else {
            request
        }
    }
}

/// All routes of the document in the order of the table.
fn routes() -> Vec<Route> {
    let document = document();
    let described = operations(&document);
    for (path, method, _) in &described {
        let listed = table().any(|known| known.path == path && known.method == method);
        assert!(listed, "{method} {path}: who may use it? Add it to a table in tests/service/routes/");
    }
    table()
        .map(|known| {
            let place = format!("{} {}", known.method, known.path);
            let found = described.iter().find(|(path, method, _)| known.path == path && known.method == method);
            let (_, _, operation) = found.unwrap_or_else(|| panic!("{place} is not in the document"));
            assert_eq!(matches!(known.who, Who::Anybody), !operation["security"].is_null(), "{place}: who may use it?");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let versioned = parameters.iter().any(|parameter| parameter["name"] == "If-Match");
            let takes_file = !operation["requestBody"]["content"]["application/octet-stream"].is_null();
            Route { known, place, takes_body: !operation["requestBody"].is_null(), takes_file, versioned }
        })
        .collect()
}

/// Somebody who may use a route.
fn allowed<'w, 's>(world: &'w World<'s>, known: &Known) -> Option<&'w Person<'s>> {
    match known.who {
        Who::Anybody => None,
        Who::SignedIn => Some(&world.people["auditor"]),
        Who::Roles(roles) => Some(&world.people[roles[0]]),
    }
}

fn request<'s>(world: &World<'s>, person: Option<&Person<'s>>, known: &Known) -> super::server::Request<'s> {
    request_as(world, person, known, |path| path)
}

/// The same at another address.
fn request_as<'s>(
    world: &World<'s>,
    person: Option<&Person<'s>>,
    known: &Known,
    at: impl FnOnce(String) -> String,
) -> super::server::Request<'s> {
    let path = world.path(known.path);
    // What a new posting is told in its address, the list of them does not know.
    let path = if known.method == "GET" && known.path == POSTINGS { path.split('?').next().unwrap() } else { &path };
    let path = at(path.to_owned());
    let request = match person {
        Some(person) => person.request(known.method, &path),
        None => world.server.request(known.method, &path),
    };
    match known.path {
        "/api/v1/sessions/refresh" => request.header("Yepiao-Session", "refresh"),
        "/api/v1/messages/reports" => request.signed(&GatewayKey::of_the_demo()),
        "/api/v1/identity/confirmations" => request.signed(&GatewayKey::of_real_names()),
        path if path.contains("/public/nominations/") => request.header("Yepiao-Secret", &world.nominations.secret()),
        path if path.contains("/public/claims/") => request.header("Yepiao-Secret", &world.claims[0].0.secret),
        _ => request,
    }
}

fn code(answer: &super::server::Answer) -> (u16, String) {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    (answer.status, body["code"].as_str().unwrap_or("").to_owned())
}

stories! {
    fn nobody_gets_in_without_a_session(server) {
        let world = World::new(server);
        for Route { known, place, .. } in routes() {
            if matches!(known.who, Who::Anybody) {
                continue;
            }
            // Bodies are not looked at before: even a spoiled one says nothing else.
            for request in [
                request(&world, None, known),
                request(&world, None, known).header("Authorization", "Bearer nonsense"),
                request(&world, None, known).header("Authorization", "Basic Y2hhaXI6eA=="),
                request(&world, None, known).raw("application/json", b"{"),
            ] {
                assert_eq!(code(&request.send()), (401, "not_signed_in".into()), "{place}");
            }
        }
    }

    fn a_community_of_others_is_not_there_whatever_is_asked(server) {
        let world = World::new(server);
        for Route { known, place, .. } in routes() {
            if !known.path.contains("{community}") || matches!(known.who, Who::Anybody) {
                continue;
            }
            for request in [
                request(&world, Some(&world.stranger), known),
                request(&world, Some(&world.stranger), known).header("If-Match", "\"1\"").json(&(known.body)(&world)),
                request(&world, Some(&world.stranger), known).raw("application/json", b"{"),
            ] {
                assert_eq!(code(&request.send()), (404, "not_found".into()), "{place}");
            }
        }
    }

    fn each_role_may_what_the_table_says_and_nothing_else(server) {
        let world = World::new(server);
        for Route { known, place, takes_body, takes_file, versioned } in routes() {
            let Who::Roles(may) = known.who else { continue };
            for role in ROLES {
                let asked = request(&world, Some(&world.people[role]), known);
                if may.contains(&role) {
                    // Let in as far as the version or the body, which are missing. Where there is neither, success is tried below.
                    if takes_body || versioned {
                        let answer = asked.raw("application/json", b"{").send();
                        let expected = match (versioned, takes_file) {
                            (true, _) => (428, "version_required"),
                            (false, true) if known.path.ends_with("/postings") || known.path.ends_with("/scan") => (415, "file_kind"),
                            (false, true) if known.path.ends_with("/points") => (400, "bad_body"),
                            (false, true) => (422, "roll_file_no_columns"),
                            (false, false) => (400, "bad_body"),
                        };
                        assert_eq!(code(&answer), (expected.0, expected.1.into()), "{place} as {role}");
                    }
                } else {
                    let answer = asked.header("If-Match", "\"1\"").raw("application/json", b"{").send();
                    let (status, code) = code(&answer);
                    assert!(status == 403 && matches!(code.as_str(), "forbidden" | "not_superior"), "{place} as {role}: {status} {code}");
                }
            }
        }
    }

    fn spoiled_bodies_are_refused_by_every_route(server) {
        let world = World::new(server);
        for Route { known, place, takes_body, takes_file, .. } in routes() {
            if !takes_body || takes_file {
                continue;
            }
            let person = allowed(&world, known);
            world.refresh(known.path);
            let asked = || request(&world, person, known).header("If-Match", World::etag(known.path));
            let deep = "[".repeat(20_000);
            let bad = [b"".as_slice(), b"{", b"[]", b"null", b"{\"no such field\":1}", b"\xff\xfe", b"{} {}", deep.as_bytes()];
            for body in bad {
                let answer = asked().raw("application/json", body).send();
                assert_eq!(code(&answer), (400, "bad_body".into()), "{place}: {:?}", String::from_utf8_lossy(&body[..body.len().min(20)]));
            }
            let text = asked().raw("text/plain", b"{}").send();
            assert_eq!(code(&text), (415, "not_json".into()), "{place}");
            let large = asked().raw("application/json", &vec![b' '; 1_100_000]).send();
            assert_eq!(code(&large), (413, "too_large".into()), "{place}");
        }
    }

    fn what_was_changed_meanwhile_is_not_overwritten(server) {
        let world = World::new(server);
        let mut versioned = 0;
        for route in routes() {
            if !route.versioned {
                continue;
            }
            versioned += 1;
            let person = allowed(&world, route.known);
            let with = |version: Option<&str>| {
                let mut asked = request(&world, person, route.known);
                if let Some(version) = version {
                    asked = asked.header("If-Match", version);
                }
                if route.takes_body { asked.json(&(route.known.body)(&world)) } else { asked }.send()
            };
            assert_eq!(code(&with(None)), (428, "version_required".into()), "{}", route.place);
            for stale in ["\"0\"", "\"99\"", "\"-1\"", "*", "W/\"1\"", "1", "\"x\"", ""] {
                assert_eq!(code(&with(Some(stale))), (412, "stale".into()), "{} {stale}", route.place);
            }
        }
        assert!(versioned >= 3);
    }

    fn a_zero_character_is_nobodys_fault(server) {
        // PostgreSQL takes none in a text, and would call it an error of ours.
        let world = World::new(server);
        for Route { known, place, takes_body, takes_file, versioned } in routes() {
            let person = allowed(&world, known);
            world.refresh(known.path);
            if known.path.contains('{') {
                let path = known.path.split('/').map(|part| if part.starts_with('{') { "%00" } else { part }).collect::<Vec<_>>().join("/");
                let asked = match person {
                    Some(person) => person.request(known.method, &path),
                    None => world.server.request(known.method, &path),
                };
                let answer = asked.header("If-Match", "\"1\"").json(&(known.body)(&world)).send();
                assert_eq!(code(&answer), (404, "not_found".into()), "{place}");
            }
            if takes_body && !takes_file {
                let Value::Object(fields) = (known.body)(&world) else { panic!("{place}: a body is an object") };
                for name in fields.keys().filter(|name| fields[*name].is_string()) {
                    let mut spoiled = fields.clone();
                    spoiled[name] = json!("a\0b");
                    let mut asked = request(&world, person, known);
                    if versioned {
                        asked = asked.header("If-Match", World::etag(known.path));
                    }
                    assert_eq!(code(&asked.json(&Value::Object(spoiled)).send()), (400, "bad_body".into()), "{place} {name}");
                }
            }
        }
    }

    fn every_route_works(server) {
        let world = World::new(server);
        for route in routes() {
            let Route { known, place, .. } = &route;
            world.refresh(known.path);
            let answer = route.complete(request(&world, allowed(&world, known), known), &route.body(&world)).send();
            assert_eq!(answer.status, known.done, "{place}: {}", answer.text);
        }
    }
}
