//! One file for each resource. A route comes into being by `.service(handler)` in the file's `routes`, which also puts it into the
//! OpenAPI document; a handler not listed there is dead code, which the compiler says.

mod audit;
mod casting;
mod claims;
mod communities;
mod counting;
mod health;
mod invitations;
mod me;
mod messages;
mod nominations;
mod notices;
mod opening;
mod papers;
mod polls;
mod rolls;
mod service;
mod sessions;
mod staff;
mod test_clock;
mod test_outbox;

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::web::{self, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, ResponseError as _};
use utoipa::openapi::{OpenApi, PathItem};
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

use super::body::LARGEST;
use super::document;
use super::pages;
use super::problem::{Code, Problem};
use super::service::Service;

/// All routes that are for people and programs. The router tries one after another: those of the voters come first, because nothing else
/// is asked as often within a minute.
fn all(config: &mut ServiceConfig<'_>) {
    casting::routes(config);
    health::routes(config);
    service::routes(config);
    sessions::routes(config);
    me::routes(config);
    invitations::routes(config);
    communities::routes(config);
    staff::routes(config);
    claims::routes(config);
    nominations::routes(config);
    audit::routes(config);
    messages::routes(config);
    notices::routes(config);
    polls::routes(config);
    counting::routes(config);
    opening::routes(config);
    papers::routes(config);
    rolls::routes(config);
}

/// The document of all routes.
pub(super) fn described() -> OpenApi {
    let app = App::new().into_utoipa_app().openapi(document::frame()).configure(all);
    document::finish(app.split_for_parts().1)
}

/// Paths and what can be done with them, to tell 405 from 404.
struct Known(Vec<(ResourceDef, String)>);

impl Known {
    fn of(document: &OpenApi) -> Self {
        let methods = |path: &str, item: &PathItem| {
            let there = [
                (Method::GET, item.get.is_some()),
                (Method::HEAD, counting::WITH_HEAD.contains(&path)),
                (Method::PUT, item.put.is_some()),
                (Method::POST, item.post.is_some()),
                (Method::DELETE, item.delete.is_some()),
                (Method::PATCH, item.patch.is_some()),
            ];
            there.iter().filter(|(_, there)| *there).map(|(method, _)| method.as_str()).collect::<Vec<_>>().join(", ")
        };
        Self(document.paths.paths.iter().map(|(path, item)| (ResourceDef::new(path.as_str()), methods(path, item))).collect())
    }

    fn methods(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.is_match(path)).map(|(_, methods)| methods.as_str())
    }
}

/// What is not a route.
async fn otherwise(request: HttpRequest, known: web::Data<Known>) -> HttpResponse {
    match known.methods(request.path()) {
        Some(methods) => Problem::new(&request, Code::MethodNotAllowed).allowing(methods.to_owned()).error_response(),
        None => Problem::new(&request, Code::NotFound).error_response(),
    }
}

/// Puts all routes into the server. With a clock that can be set also the one that sets it, and the list of messages where it takes
/// the place of a gateway.
pub(super) fn mount(config: &mut web::ServiceConfig, service: &Service) {
    let malformed = |request: &HttpRequest| Problem::new(request, Code::BadCursor).into();
    config
        .app_data(PayloadConfig::new(LARGEST))
        .app_data(web::QueryConfig::default().error_handler(move |_, request| malformed(request)))
        .app_data(web::PathConfig::default().error_handler(|_, request| Problem::new(request, Code::NotFound).into()))
        .app_data(web::Data::new(Known::of(&described())));
    all(&mut ServiceConfig::new(config));
    if service.clock().is_movable() {
        config.service(test_clock::advance);
        if service.post().outbox().is_some() {
            config.service(test_outbox::list);
        }
    }
    pages::mount(config);
    config.default_service(web::to(otherwise));
}
