//! What an answer is made of, before HTTP's types: it can be stored and given again.

use std::io;

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::call::Failure;
use super::problem::Code;
use super::stream::Stream;
use crate::crypto::hash::Digest;
use crate::flows::answers::Given;

fn made(status: u16, body: String) -> Given {
    Given { status, headers: Vec::new(), body }
}

/// With a body.
pub(super) fn json(status: u16, body: &impl Serialize) -> Result<Given, Failure> {
    let body = serde_json::to_string(body).map_err(|_| Code::Internal)?;
    Ok(made(status, body))
}

/// With a body that is a text already.
pub(super) fn raw(body: String) -> Given {
    made(200, body)
}

/// A page that is shown or printed by itself: nothing of it is loaded or run.
pub(super) fn page(html: &str) -> Given {
    as_page(made(200, html.to_owned()))
}

/// With the headers of such a page.
pub(super) fn as_page(given: Given) -> Given {
    let given = with(given, "Content-Type", "text/html; charset=utf-8".into());
    with(given, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'".into())
}

/// Without one.
pub(super) fn nothing() -> Given {
    made(204, String::new())
}

/// With one more header.
pub(super) fn with(mut given: Given, name: &str, value: String) -> Given {
    given.headers.push((name.to_owned(), value));
    given
}

/// With the version of what it shows as its ETag.
pub(super) fn versioned(given: Given, version: i64) -> Given {
    with(given, "ETag", format!("\"{version}\""))
}

/// A file, to be saved and not to be shown in a page: whatever is in it, it runs nowhere with our name.
pub(super) fn file(media: &str, name: &str, bytes: &[u8]) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(media);
    response.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response.insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"));
    response.body(bytes.to_vec())
}

/// For everybody, and for a minute from whoever keeps it; its ETag is what it says.
pub(super) fn for_a_minute(given: Given) -> Given {
    with(tagged(given), "Cache-Control", "public, max-age=60".into())
}

/// For everybody, but asked for again each time, because people wait for it to change.
pub(super) fn as_it_is_now(given: Given) -> Given {
    with(tagged(given), "Cache-Control", "no-cache".into())
}

/// For everybody and for good: what its address says once, it always says.
pub(super) fn for_good(given: Given) -> Given {
    with(tagged(given), "Cache-Control", "public, max-age=31536000, immutable".into())
}

/// Its ETag is what it says.
fn tagged(given: Given) -> Given {
    let mut etag = Digest::of(given.body.as_bytes()).to_string();
    etag.truncate(32);
    with(given, "ETag", format!("\"{etag}\""))
}

/// As HTTP sends it, but in the place of its body what is made of that.
pub(super) fn send_made(given: Given, pieces: impl Iterator<Item = io::Result<String>> + Send + 'static) -> HttpResponse {
    send(Given { body: String::new(), ..given }).set_body(BoxBody::new(Stream::new(pieces)))
}

/// As HTTP sends it.
pub(super) fn send(given: Given) -> HttpResponse {
    let status = StatusCode::from_u16(given.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponseBuilder::new(status);
    if !given.body.is_empty() && !given.headers.iter().any(|(name, _)| name == "Content-Type") {
        response.content_type("application/json");
    }
    for (name, value) in given.headers {
        response.append_header((name, value));
    }
    if given.body.is_empty() { response.finish() } else { response.body(given.body) }
}
