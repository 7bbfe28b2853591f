//! A slip's link: `https://host/v/<poll>#<credential>.<serial>`.

use zeroize::Zeroizing;

use crate::election::credential::PrivateCredential;

/// A link, taken apart.
pub(in super::super) struct Link {
    /// `https://host[:port]`.
    pub(in super::super) origin: String,
    /// The poll's id.
    pub(in super::super) poll: String,
    /// Whoever has it can vote.
    pub(in super::super) credential: PrivateCredential,
    /// Of the slip.
    pub(in super::super) serial: Zeroizing<String>,
}

impl Link {
    /// Reads it.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        let (address, secret) = text.trim().split_once('#')?;
        let (credential, serial) = secret.split_once('.')?;
        let (origin, poll) = address.split_once("/v/")?;
        let scheme = origin.starts_with("https://") || origin.starts_with("http://");
        let id = poll.len() == 22 && poll.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (scheme && id).then_some(())?;
        let credential = PrivateCredential::parse(credential).ok()?;
        Some(Self { origin: origin.to_owned(), poll: poll.to_owned(), credential, serial: Zeroizing::new(serial.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slips_link_is_taken_apart_and_nothing_else() {
        let link = "https://vote.example.cn/v/oX3JHbEwRLoXJh1oX3JHbE#My9nJ-ruuhJC-Dt8gP-ZhGg1C.K7P492XD";
        let read = Link::parse(link).unwrap();
        assert_eq!((read.origin.as_str(), read.serial.as_str()), ("https://vote.example.cn", "K7P492XD"));
        for wrong in [
            "",
            "https://vote.example.cn/v/oX3JHbEwRLoXJh1oX3JHbE",
            "https://vote.example.cn/v/oX3JHbEwRLoXJh1oX3JHbE#K7P492XD",
            "https://vote.example.cn/v/../admin/1oX3JHbE3JHbE#My9nJ-ruuhJC-Dt8gP-ZhGg1C.K7P492XD",
            "ftp://vote.example.cn/v/oX3JHbEwRLoXJh1oX3JHbE#My9nJ-ruuhJC-Dt8gP-ZhGg1C.K7P492XD",
        ] {
            assert!(Link::parse(wrong).is_none(), "{wrong}");
        }
    }
}
