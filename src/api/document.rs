//! The OpenAPI document: what the routes say about themselves, and what is the same for all of them.

use utoipa::OpenApi;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, ContentBuilder, OpenApi as Document, Ref, RefOr, Required, ResponseBuilder};

use super::problem::{FieldProblem, ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Yepiao 业票",
        description = "Verifiable voting for homeowners' assemblies. Times are RFC 3339 in UTC, ids are opaque texts, problems are \
                       RFC 9457. Lists come page by page: hand `next` back as `cursor`. What has an ETag is changed with If-Match. \
                       What is no request of HTTP reaches no route and is answered without a body, and the connection closes: 400 \
                       (a control character in a header, a first line that is none), 431 (a head beyond 128 KiB or 96 fields), 408 \
                       (a head that does not come within 15 seconds).",
    ),
    components(schemas(ProblemBody, FieldProblem)),
    tags(
        (name = "health", description = "Whether it runs"),
        (name = "sessions", description = "Signing in and out"),
        (name = "me", description = "Whoever is signed in"),
        (name = "invitations", description = "Using one-time links"),
        (name = "communities", description = "Communities 小区"),
        (name = "staff", description = "Who is what in a community"),
        (name = "nominations", description = "Nominations 自荐、推荐, their review, and the order of the candidates"),
        (name = "voting", description = "From the slip to the receipt"),
        (name = "log", description = "The public log of a poll"),
        (name = "counting", description = "Counting 计票: what trustees hand in, the result, and the files that prove it"),
        (name = "claims", description = "Registration of owners 业主登记: who is not on the roll, or not rightly"),
        (name = "audit", description = "Who did what"),
        (name = "notices", description = "Notices 公告: drafted from a poll, frozen, hung"),
        (name = "messages", description = "Messages to phones"),
        (name = "polls", description = "Polls 表决: what is asked, and from state to state"),
        (name = "trustees", description = "Trustees 计票受托人 and the key of a poll"),
        (name = "voters", description = "The frozen roll of a poll and who makes its credentials"),
        (name = "opening", description = "What is bound before the voting"),
        (name = "slips", description = "Slips 票单"),
        (name = "papers", description = "Paper ballots 纸质票: given out, taken in, counted by two"),
        (name = "objections", description = "Objections 异议 to what a poll publishes"),
        (name = "public", description = "What visitors may know"),
        (name = "imports", description = "From a file to a version of the owner roll 业主名册"),
        (name = "rolls", description = "Versions of the owner roll"),
        (name = "units", description = "Units of the newest version, for those who work with them"),
    ),
)]
struct Frame;

/// What stands around the routes.
pub(super) fn frame() -> Document {
    let mut document = Frame::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document.info.license =
        Some(utoipa::openapi::LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build());
    document.info.contact = None;
    document
}

fn header(name: &str, description: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(100)).pattern(Some("^[!-~]+$"));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(text.build()))
        .build()
}

/// Bodies that are files: what the routes call a list of bytes is, in the document, a binary text, not an array of numbers.
fn describe_files(operation: &mut Operation) {
    let describe = |(media, content): (&String, &mut RefOr<Content>)| {
        if media != "application/json" && media != "application/problem+json" && !media.starts_with("text/") {
            let file =
                ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
            *content = ContentBuilder::new().schema(Some(file)).build().into();
        }
    };
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.content.iter_mut().for_each(describe);
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response.content.iter_mut().for_each(describe);
        }
    }
}

/// `public`: for visitors.
fn finish_operation(operation: &mut Operation, posts: bool, public: bool) {
    describe_files(operation);
    // Handlers of different files may have the same name; with the file's tag in front it is one of a kind.
    let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
    operation.operation_id = operation.operation_id.take().map(|name| format!("{tag}_{name}"));
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let open = operation.security.is_some();
    let problems = ResponseBuilder::new()
        .description(if open {
            "A problem"
        } else {
            "A problem: 401 without a session, 403 or 404 where it is not for this account"
        })
        .content("application/problem+json", problem)
        .header("Yepiao-Request", HeaderBuilder::new().description(Some("The request's number")).build());
    operation.responses.responses.insert("default".into(), RefOr::T(problems.build()));
    let json = match &operation.request_body {
        Some(RefOr::T(body)) => body.content.contains_key("application/json"),
        _ => false,
    };
    // Of what a voter's page and a trustee's program post no answer is kept: the same ballot gets the same receipt, the same share counts
    // once, a proof of possession is good once however often it is sent, and a token or a credential is nothing to keep for a
    // day.
    let harmless_again = matches!(tag.as_str(), "voting" | "trustees" | "counting");
    if posts && (!open || public && json && !harmless_again) {
        let text = "Asked again with the same key within a day, the same answer comes again and nothing is done twice.";
        operation.parameters.get_or_insert_default().push(RefOr::T(header("Idempotency-Key", text)));
    }
}

/// Adds what is the same for all routes.
pub(super) fn finish(mut document: Document) -> Document {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("session", SecurityScheme::Http(bearer));
    document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("session", [])]);
    for (path, item) in &mut document.paths.paths {
        let public = path.starts_with("/api/v1/public/");
        let methods = [(&mut item.get, false), (&mut item.put, false), (&mut item.post, true), (&mut item.delete, false)];
        for (operation, posts) in methods {
            if let Some(operation) = operation {
                finish_operation(operation, posts, public);
            }
        }
    }
    document
}

/// The document as it stands in `openapi.yaml`.
pub fn yaml() -> Result<String, String> {
    super::routes::described().to_yaml().map_err(|error| error.to_string())
}
