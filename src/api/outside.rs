//! Addresses of programs that an operator runs beside the service.

/// Whether something may be sent there: https, or http on the own machine and for tests; no name and password, no fragment.
pub(super) fn fits(url: &str, test: bool) -> bool {
    let (rest, safe) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => {
            let host = rest.split(['/', ':', '?']).next();
            (rest, test || matches!(host, Some("localhost" | "127.0.0.1")))
        }
        (None, None) => return false,
    };
    let host = rest.split(['/', '?']).next().unwrap_or("");
    safe && !host.is_empty() && !rest.contains(['#', ' ', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_goes_out_encrypted_or_stays_on_the_machine() {
        for (url, test, good) in [
            ("https://sms.example.cn/send?app=1", false, true),
            ("http://127.0.0.1:9000/send", false, true),
            ("http://localhost/send", false, true),
            ("http://sms.example.cn/send", false, false),
            ("http://sms.example.cn/send", true, true),
            ("http://localhost.example.cn/send", false, false),
            ("ftp://sms.example.cn", true, false),
            ("https://", true, false),
            ("https:///send", true, false),
            ("https://user:secret@sms.example.cn/", true, false),
            ("https://sms.example.cn/#x", true, false),
        ] {
            assert_eq!(fits(url, test), good, "{url}");
        }
    }
}
