//! Files as they come: the body itself, without forms around it. Nothing is read before it is known that the caller may, because a
//! file takes as much memory as it has bytes.

use std::future::{Ready, ready};

use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};

use super::problem::Code;

/// A body that was not read yet.
pub(super) struct Upload {
    announced: Option<usize>,
    payload: Payload,
}

impl FromRequest for Upload {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let length = request.headers().get("content-length").and_then(|value| value.to_str().ok());
        ready(Ok(Self { announced: length.and_then(|value| value.parse().ok()), payload: payload.take() }))
    }
}

impl Upload {
    /// All of it, `most` bytes at most.
    pub(super) async fn read(self, most: usize) -> Result<Bytes, Code> {
        if self.announced.is_some_and(|announced| announced > most) {
            return Err(Code::TooLarge);
        }
        match to_bytes_limited(BodyStream::new(self.payload), most).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(_)) => Err(Code::BadRequest),
            Err(_) => Err(Code::TooLarge),
        }
    }
}
