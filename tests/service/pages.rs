//! What browsers open: the pages, where the program has them.

use std::path::Path;

use super::server::Answer;
use crate::stories;

/// Whether they were built: the program under test reads them from the folder.
fn built(page: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/dist").join(page).exists()
}

fn protected(answer: &Answer) {
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("://"), "{policy}");
}

stories! {
    fn pages_answer_with_what_they_may_do_and_say_plainly_when_they_were_not_built(server) {
        for (address, file) in [("/v/111111111111111111111a", "vote.html"), ("/r", "vote.html"), ("/p/111111111111111111111a", "public.html"), ("/verify", "verify.html")] {
            let answer = server.get(address);
            protected(&answer);
            assert!(answer.header("content-type").unwrap().starts_with("text/html"), "{address}");
            if built(file) {
                assert_eq!(answer.status, 200, "{address}");
                assert_eq!(answer.header("cache-control"), Some("no-cache"), "{address}");
                let policy = answer.header("content-security-policy").unwrap();
                assert!(policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"), "{policy}");
                // A page that shows a roll is in no search engine.
                assert!(file == "verify.html" || answer.text.contains("noindex, nofollow, noarchive"), "{}", answer.text);
                let tag = answer.header("etag").unwrap();
                assert_eq!(server.request("GET", address).header("If-None-Match", tag).send().status, 304, "{address}");
                // Nothing is loaded from another host, and nothing runs that stands in the page.
                assert!(!answer.text.contains("http://") && !answer.text.contains("https://"), "{}", answer.text);
                assert!(!answer.text.contains("<script>") && !answer.text.contains("<style"), "{}", answer.text);
            } else {
                assert_eq!(answer.status, 503, "{address}");
                assert!(answer.text.contains("npm ci --prefix src/web"), "{}", answer.text);
            }
            server.request("POST", address).send().problem(405, "method_not_allowed");
        }
        server.get("/v").problem(404, "not_found");
    }

    fn files_of_pages_are_kept_for_ever_because_their_names_change(server) {
        server.get("/assets/nothing-0123abcd.js").problem(404, "not_found");
        server.get("/assets/..%2Fvote.html").problem(404, "not_found");
        if !built("vote.html") {
            return;
        }
        let page = server.get("/v/111111111111111111111a");
        let named: Vec<&str> = page.text.split('"').filter(|part| part.starts_with("/assets/")).collect();
        assert!(named.len() > 1, "{}", page.text);
        for name in named {
            let answer = server.get(name);
            assert_eq!((answer.status, answer.header("cache-control")), (200, Some("public, max-age=31536000, immutable")), "{name}");
            let media = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
            assert_eq!(answer.header("content-type"), Some(media), "{name}");
            protected(&answer);
        }
    }
}
