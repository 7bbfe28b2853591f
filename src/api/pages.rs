//! The pages: what `npm ci --prefix src/web` built into `src/web/dist`, as part of the program.
//!
//! Whoever opens one gets the same file, whichever poll the address names: a page asks for everything else by the interface, and what
//! stands behind `#` never comes here. Names below `/assets/` hold a digest of what is in them, so they may be kept for ever.
//!
//! A program that was compiled without Node.js has no pages and says so to whoever asks for one; everything else of it works.

use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;

use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

use super::problem::{Code, Problem};
use super::service::Service;
use crate::crypto::hash::Digest;

#[derive(RustEmbed)]
#[folder = "src/web/dist"]
#[allow_missing = true]
struct Built;

/// Addresses of pages, and which file each of them is.
/// `/r` stands in messages: where owners who are far away type the serial of their slip.
const PAGES: [(&str, &str); 4] =
    [("/v/{poll}", "vote.html"), ("/r", "vote.html"), ("/p/{poll}", "public.html"), ("/verify", "verify.html")];
/// The auditor's page as one file, to be kept: it works without this service.
const KEPT: &str = "yepiao-verify.html";

/// What a page may do: load and ask here and nowhere else, and run nothing that stands in the text. Pictures also from `data:` (codes that
/// a page draws) and `blob:` (a photo that was just taken).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The file that is kept has its script and its style in it; it names them by their digests itself.
const POLICY_OF_KEPT: &str = "sandbox allow-downloads allow-scripts; frame-ancestors 'none'";
/// A year, which is as long as HTTP has.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A page itself names the files that belong to it, so it is asked for each time; if it has not changed, only its ETag travels.
const ASK_AGAIN: &str = "no-cache";

/// A file, ready to be sent.
struct File {
    media: &'static str,
    etag: String,
    plain: Bytes,
    /// By gzip, where that is shorter.
    packed: Option<Bytes>,
}

impl File {
    fn new(name: &str, content: Vec<u8>) -> Self {
        let mut etag = Digest::of(&content).to_string();
        etag.truncate(32);
        let packed = packed(&content).filter(|packed| packed.len() < content.len()).map(Bytes::from);
        Self { media: media(name), etag: format!("\"{etag}\""), plain: content.into(), packed }
    }
}

fn packed(content: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}

fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// All files of the pages, by their names.
pub(super) struct Pages(HashMap<String, File>);

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({} files)", self.0.len())
    }
}

impl Pages {
    /// As they were built into the program; for development, as they lie in the folder now.
    pub(super) fn load() -> Self {
        let read = |name: std::borrow::Cow<'static, str>| {
            let content = Built::get(&name)?.data.into_owned();
            Some((name.clone().into_owned(), File::new(&name, content)))
        };
        Self(Built::iter().filter_map(read).collect())
    }

    /// Whether every page is there.
    pub(super) fn whole(&self) -> bool {
        PAGES.iter().map(|(_, file)| *file).chain([KEPT]).all(|file| self.0.contains_key(file))
    }
}

/// Whether the caller unpacks gzip.
fn unpacks(request: &HttpRequest) -> bool {
    let asked = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    asked.split(',').any(|one| {
        let (coding, parameters) = one.split_once(';').unwrap_or((one, ""));
        let refused = parameters.trim().strip_prefix("q=").is_some_and(|q| q.trim_end_matches(['0', '.']).is_empty());
        coding.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn sent(request: &HttpRequest, file: &File, policy: &'static str, keep: &'static str) -> HttpResponse {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    let same = known.split(',').any(|one| one.trim().trim_start_matches("W/") == file.etag);
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, file.etag.clone()))
        .insert_header((header::CACHE_CONTROL, keep))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::VARY, "Accept-Encoding"));
    if same {
        return response.finish();
    }
    response.content_type(file.media);
    match file.packed.as_ref().filter(|_| unpacks(request)) {
        Some(packed) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed.clone()),
        None => response.body(file.plain.clone()),
    }
}

/// The page of a program that was compiled without them.
fn missing() -> HttpResponse {
    HttpResponse::ServiceUnavailable().content_type("text/html; charset=utf-8").body(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>业票 Yepiao</title><h1>这个程序没有网页</h1><p>编译时没有带上网页。请管理员先运行 <code>npm ci --prefix src/web</code>，\
         再重新编译。投票不受影响：纸质选票照常有效。</p><h2 lang=\"en\">This program has no pages</h2><p lang=\"en\">It was compiled without \
         them. The operator runs <code>npm ci --prefix src/web</code> and compiles again. Paper ballots count as ever.</p></html>",
    )
}

fn page(request: &HttpRequest, service: &Service, name: &str) -> HttpResponse {
    service.pages().0.get(name).map_or_else(missing, |file| sent(request, file, POLICY, ASK_AGAIN))
}

async fn kept(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    service.pages().0.get(KEPT).map_or_else(missing, |file| sent(&request, file, POLICY_OF_KEPT, ASK_AGAIN))
}

async fn asset(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let name = request.path().trim_start_matches('/');
    match service.pages().0.get(name) {
        Some(file) => sent(&request, file, POLICY, FOR_EVER),
        None => Problem::new(&request, Code::NotFound).error_response(),
    }
}

async fn only_looked_at(request: HttpRequest) -> HttpResponse {
    Problem::new(&request, Code::MethodNotAllowed).allowing("GET, HEAD".into()).error_response()
}

/// Puts the pages into the server. They are no part of the interface and not in its document.
pub(super) fn mount(config: &mut web::ServiceConfig) {
    for (address, name) in PAGES {
        let show = move |request: HttpRequest, service: web::Data<Service>| async move { page(&request, &service, name) };
        let resource = web::resource(address).route(web::get().to(show)).route(web::head().to(show));
        config.service(resource.default_service(web::to(only_looked_at)));
    }
    let one_file = web::resource(format!("/{KEPT}")).route(web::get().to(kept)).route(web::head().to(kept));
    config.service(one_file.default_service(web::to(only_looked_at)));
    let assets = web::resource("/assets/{file}").route(web::get().to(asset)).route(web::head().to(asset));
    config.service(assets.default_service(web::to(only_looked_at)));
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_file_is_packed_for_whoever_unpacks_it_and_not_sent_twice() {
        let file = File::new("assets/vote-0123abcd.js", b"let a = 1;".repeat(100));
        let ask = |name: &'static str, value: &str| {
            let request = TestRequest::default().insert_header((name, value)).to_http_request();
            sent(&request, &file, POLICY, FOR_EVER)
        };
        let packed = ask("accept-encoding", "br, gzip;q=0.5");
        assert_eq!(packed.headers().get("content-encoding").unwrap(), "gzip");
        assert_eq!(packed.headers().get("content-type").unwrap(), "text/javascript; charset=utf-8");
        assert!(ask("accept-encoding", "gzip;q=0").headers().get("content-encoding").is_none());
        assert!(ask("accept-encoding", "identity").headers().get("content-encoding").is_none());
        assert_eq!(ask("if-none-match", &format!("\"x\", W/{}", file.etag)).status(), 304);
        assert_eq!(ask("if-none-match", "\"x\"").status(), 200);
        // What gzip makes longer goes as it is.
        assert!(File::new("a.txt", b"a".to_vec()).packed.is_none());
    }

    #[test]
    fn the_policy_names_no_other_host_and_no_text_that_runs() {
        assert!(!POLICY.contains("unsafe") && !POLICY.contains("://") && !POLICY.contains('*'));
    }
}
