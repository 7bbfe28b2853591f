//! Around every request: its number, the limit by address, headers, one line of log, figures.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, ResponseError as _, web};

use super::clock::rfc3339;
use super::problem::{Code, Problem, protect};
use super::service::Service;

/// What every answer of the demo says about it.
const NOTHING_SECRET: &str = "all keys and credentials were made in one process; nothing here is secret";

/// A request's number, for its log line and for whoever asks about a problem.
#[derive(Clone)]
struct RequestId(String);

/// The number of a request.
pub(super) fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Whose request it is: the peer, or as many steps behind it as there are proxies of ours.
pub(super) fn address(request: &HttpRequest, proxies: u8) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let Some(steps) = usize::from(proxies).checked_sub(1) else { return peer };
    let mut chain = Vec::new();
    for value in request.headers().get_all("x-forwarded-for") {
        chain.extend(value.to_str().unwrap_or("").split(',').map(str::trim));
    }
    chain.iter().rev().nth(steps).and_then(|text| text.parse().ok()).or(peer)
}

fn new_id(now: i64) -> String {
    let mut bytes = [0; 10];
    // Without random bytes the number still tells the time.
    let _ = getrandom::fill(&mut bytes);
    let millis = u64::try_from(now).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}

/// The middleware.
pub(super) async fn at_the_edge(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let begun = Instant::now();
    let Some(service) = request.app_data::<web::Data<Service>>().cloned() else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let id = new_id(service.now());
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().as_str().to_owned();
    let allowed = address(request.request(), service.proxies()).is_none_or(|address| service.limits().address(address));
    // No id of ours holds a zero character, and PostgreSQL takes none.
    let zero = request.path().contains("%00") || request.query_string().contains("%00");
    let refused = match (allowed, zero) {
        (false, _) => Some(Code::TooMany),
        (true, true) => Some(Code::NotFound),
        (true, false) => None,
    };
    let mut response = if let Some(code) = refused {
        let problem = Problem::new(request.request(), code);
        request.into_response(problem.error_response()).map_into_right_body()
    } else {
        match next.call(request).await {
            Ok(response) => response.map_into_left_body(),
            // Errors of extractors are answers already; this is for what has no request left to answer to.
            Err(error) => return Err(error),
        }
    };
    // The pattern, not the path: it names no ids, and there are few of them.
    let route = response.request().match_pattern().unwrap_or_else(|| "none".into());
    let status = response.status().as_u16();
    let took = begun.elapsed();
    if let Some(problem) = response.response().error().and_then(|error| error.as_error::<Problem>()) {
        service.metrics().refused(&problem.to_string());
    }
    service.metrics().answered(&method, &route, status, took);
    tracing::info!(
        request = id,
        method,
        route,
        status,
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    let headers = response.headers_mut();
    protect(headers, service.is_https());
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("yepiao-request"), value);
    }
    if service.clock().is_movable()
        && let Ok(value) = HeaderValue::from_str(&rfc3339(service.now()))
    {
        headers.insert(HeaderName::from_static("yepiao-test-clock"), value);
    }
    if service.clock().is_demo() {
        headers.insert(HeaderName::from_static("yepiao-demo"), HeaderValue::from_static(NOTHING_SECRET));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:4000".parse().unwrap())
            .insert_header(("x-forwarded-for", "198.51.100.7, 203.0.113.9"))
            .append_header(("x-forwarded-for", "10.0.0.2"))
            .to_http_request();
        let seen = |proxies| address(&request, proxies).unwrap().to_string();
        assert_eq!(seen(0), "10.0.0.1");
        assert_eq!(seen(1), "10.0.0.2");
        assert_eq!(seen(2), "203.0.113.9");
        // What the client claims about itself stands further to the left.
        assert_eq!(seen(3), "198.51.100.7");
        assert_eq!(seen(4), "10.0.0.1");
        let nonsense = TestRequest::default()
            .peer_addr("10.0.0.1:4000".parse().unwrap())
            .insert_header(("x-forwarded-for", "nonsense"))
            .to_http_request();
        assert_eq!(address(&nonsense, 1).unwrap().to_string(), "10.0.0.1");
    }
}
