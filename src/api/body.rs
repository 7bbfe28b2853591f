//! The body of a request: bounded JSON, read only after it is known that the caller may.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, Payload};
use actix_web::{FromRequest, HttpRequest, dev};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::call::Failure;
use super::problem::Code;

/// Largest body that is taken: 64 KiB. Routes that take more say so themselves.
pub(super) const LARGEST: usize = 64 * 1024;

/// Largest body with long texts: 1 MiB.
pub(super) const LARGE: usize = 1024 * 1024;

/// Within which time a body of at most `most` bytes has to be there: a phone with a bad connection makes it, and nobody who sends a byte
/// a minute keeps a connection.
const fn within(most: usize) -> Duration {
    match most {
        0..=LARGEST => Duration::from_secs(20),
        _ => Duration::from_secs(50),
    }
}

/// A body of at most so many bytes that holds a `T`, or does not. It never fails as an extractor: that would tell strangers what a route takes before
/// telling them that they may not.
pub(super) struct Body<T, const MOST: usize = LARGEST> {
    bytes: Result<Bytes, Code>,
    holds: PhantomData<fn() -> T>,
}

impl<T, const MOST: usize> Clone for Body<T, MOST> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), holds: PhantomData }
    }
}

impl<T, const MOST: usize> FromRequest for Body<T, MOST> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let json = request.headers().get("content-type").and_then(|value| value.to_str().ok()).is_some_and(|value| {
            let kind = value.split(';').next().unwrap_or("").trim();
            kind.eq_ignore_ascii_case("application/json")
        });
        let payload = Payload::from_request(request, payload);
        Box::pin(async move {
            let read = timeout(within(MOST), payload.await?.to_bytes_limited(MOST)).await;
            let bytes = match read {
                Ok(Ok(bytes)) => bytes.map_err(|_| Code::BadRequest),
                Ok(Err(_)) => Err(Code::TooLarge),
                Err(_) => Err(Code::TooSlow),
            };
            let bytes = bytes.and_then(|bytes| if json { Ok(bytes) } else { Err(Code::NotJson) });
            Ok(Self { bytes, holds: PhantomData })
        })
    }
}

impl<T: DeserializeOwned, const MOST: usize> Body<T, MOST> {
    /// What it holds. The fault names the place, never the value.
    pub(super) fn read(&self) -> Result<T, Failure> {
        let bytes = self.bytes.as_ref().map_err(|code| *code)?;
        // Every body of ours is an object; serde would also take an array of the fields' values.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Failure::Body(String::new()));
        }
        // No text of ours holds a zero character, and PostgreSQL takes none.
        if bytes.windows(6).any(|window| window == br"\u0000") {
            return Err(Failure::Body(String::new()));
        }
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| Failure::Body(place(&error)))?;
        json.end().map_err(|_| Failure::Body(String::new()))?;
        Ok(value)
    }
}

impl<T, const MOST: usize> Body<T, MOST> {
    /// The bytes as they came, if they are JSON by their header and not too many: for what is signed as a whole.
    pub(super) fn whole(&self) -> Result<Bytes, Code> {
        self.bytes.clone()
    }

    /// As it came, for telling two requests apart.
    pub(super) fn raw(&self) -> Bytes {
        self.bytes.clone().unwrap_or_default()
    }
}

/// Where a body is wrong. A field that does not belong there is not named, only what it stands in: its name is whatever somebody sent.
fn place(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let mut pointer = pointer(error.path());
    if error.inner().to_string().starts_with("unknown field")
        && let Some(end) = pointer.rfind('/')
    {
        pointer.truncate(end);
    }
    pointer
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter().take(16) {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.chars().take(64).collect::<String>().replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } => variant.chars().take(64).collect(),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    pointer
}
