//! The body of an answer that is made piece by piece while it is sent, apart from the threads that serve requests: whoever takes it slowly
//! lets the next piece wait, and nobody has all of it in the memory.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::rt::task::{JoinHandle, spawn_blocking};
use actix_web::web::Bytes;

/// What gives the pieces, in their order.
type Pieces = Box<dyn Iterator<Item = io::Result<String>> + Send>;

/// A body on its way.
pub(super) struct Stream {
    /// Not there while a piece is made.
    pieces: Option<Pieces>,
    making: Option<JoinHandle<(Pieces, Option<io::Result<String>>)>>,
}

impl Stream {
    /// Of these pieces.
    pub(super) fn new(pieces: impl Iterator<Item = io::Result<String>> + Send + 'static) -> Self {
        Self { pieces: Some(Box::new(pieces)), making: None }
    }
}

impl MessageBody for Stream {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if let Some(mut pieces) = self.pieces.take() {
            self.making = Some(spawn_blocking(move || {
                let piece = pieces.next();
                (pieces, piece)
            }));
        }
        let Some(making) = &mut self.making else { return Poll::Ready(None) };
        let made = match Pin::new(making).poll(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(made) => made,
        };
        self.making = None;
        let piece = match made {
            Ok((pieces, Some(Ok(piece)))) => {
                self.pieces = Some(pieces);
                Some(Ok(Bytes::from(piece)))
            }
            // After the last one, and after a fault, there are none.
            Ok((_, Some(Err(fault)))) => Some(Err(fault)),
            Ok((_, None)) => None,
            Err(_) => Some(Err(io::Error::other("the service stops"))),
        };
        Poll::Ready(piece)
    }
}
