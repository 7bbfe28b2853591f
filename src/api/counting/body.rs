//! The body of an answer that is a file: read piece by piece, apart from the threads that serve requests.

use std::future::Future as _;
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::rt::task::{JoinHandle, spawn_blocking};
use actix_web::web::Bytes;

use super::{Made, Which};

/// Bytes of a piece.
const PIECE: usize = 1 << 16;

/// A file on its way.
pub(in super::super) struct Body {
    made: Arc<Made>,
    which: Which,
    at: u64,
    end: u64,
    reading: Option<JoinHandle<io::Result<Vec<u8>>>>,
}

impl Body {
    /// The bytes of a part of it.
    pub(in super::super) const fn new(made: Arc<Made>, which: Which, part: Range<u64>) -> Self {
        Self { made, which, at: part.start, end: part.end, reading: None }
    }
}

impl MessageBody for Body {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.end.saturating_sub(self.at))
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let left = self.end.saturating_sub(self.at);
        if left == 0 {
            return Poll::Ready(None);
        }
        let (made, which, at) = (self.made.clone(), self.which, self.at);
        let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let reading = self.reading.get_or_insert_with(|| spawn_blocking(move || made.file(which).read(at, most)));
        let read = match Pin::new(reading).poll(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(Ok(piece))) if piece.is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            Poll::Ready(Ok(read)) => read,
            Poll::Ready(Err(_)) => Err(io::Error::other("the service stops")),
        };
        self.reading = None;
        if let Ok(piece) = &read {
            self.at = at.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        }
        Poll::Ready(Some(read.map(Bytes::from)))
    }
}
