//! The way of a ballot through the machine: requests queue up, checkers take batches off the queue and do the mathematics without a
//! connection, one writer puts everything that passed into the log, many ballots in one transaction. An answer of success goes out after
//! the commit.
//!
//! Why a queue and no task for each request: a batch with hints costs a third of single checks, and one durable commit for many ballots
//! is what makes a small machine fast enough. Nothing waits for a batch to fill: a checker takes what is there.

mod lanes;
mod polls;
mod queue;
mod work;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use actix_web::web;
use tokio::sync::oneshot;

use super::call::Failure;
use super::problem::Code;
use super::service::Service;
use crate::flows::Refusal;
use crate::flows::casting::Ready;
use crate::flows::casting::cast::Incoming;
use lanes::Lanes;
use polls::Polls;
use queue::Queue;

/// Ballots that wait at most; whoever comes then is asked to come again.
const MOST: usize = 2048;

/// A ballot on its way.
struct Job {
    ready: Arc<Ready>,
    incoming: Incoming,
    hints: Option<String>,
    answer: oneshot::Sender<Result<String, Failure>>,
}

/// What checkers and writer share.
struct Shared {
    service: web::Data<Service>,
    polls: Polls,
    lanes: Lanes,
    to_check: Queue<Job>,
    to_write: Queue<Job>,
    /// Something was written of which voters are to be told.
    to_tell: Queue<()>,
    /// Credentials with a ballot on its way, so that one voter cannot fill the queue.
    in_flight: Mutex<HashSet<(String, String)>>,
}

/// The threads that check and write.
pub(super) struct Casting {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl fmt::Debug for Casting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Casting")
    }
}

impl Casting {
    /// Starts them: a checker for each processor, one that tells voters, and one writer, the last.
    pub(super) fn start(service: web::Data<Service>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            service,
            polls: Polls::default(),
            lanes: Lanes::new(),
            to_check: Queue::new(MOST),
            to_write: Queue::new(MOST.saturating_mul(2)),
            to_tell: Queue::new(1),
            in_flight: Mutex::default(),
        });
        let checkers = std::thread::available_parallelism().map_or(1, usize::from);
        let mut threads = Vec::new();
        for _ in 0..checkers {
            let shared = shared.clone();
            threads.push(std::thread::Builder::new().name("check".into()).spawn(move || work::check(&shared))?);
        }
        let teller = shared.clone();
        threads.push(std::thread::Builder::new().name("tell".into()).spawn(move || work::tell(&teller))?);
        let writer = shared.clone();
        threads.push(std::thread::Builder::new().name("write".into()).spawn(move || work::write(&writer))?);
        Ok(Self { shared, threads })
    }

    /// A poll that is open or was. Looks into the database where it is not known yet.
    pub(super) async fn ready(&self, poll: String) -> Result<Arc<Ready>, Failure> {
        if let Some(ready) = self.shared.polls.known(&poll) {
            return Ok(ready);
        }
        let shared = self.shared.clone();
        web::block(move || shared.polls.open(&shared.service, &poll)).await.unwrap_or(Err(Code::Busy.into()))
    }

    /// Casts a ballot; the signed receipt. Whatever the answer, asking again with the same ballot does no harm.
    pub(super) async fn cast(&self, ready: Arc<Ready>, incoming: Incoming, hints: Option<String>) -> Result<String, Failure> {
        let key = (ready.poll().to_owned(), incoming.credential.to_string());
        if !self.shared.lanes.may_cast(&key) {
            return Err(Code::TooMany.into());
        }
        let flight = Flight::begin(&self.shared, key).ok_or(Refusal::CastInFlight)?;
        let hints = hints.filter(|_| !self.shared.lanes.is_slow(&flight.key));
        let (answer, answered) = oneshot::channel();
        if self.shared.to_check.push(Job { ready, incoming, hints, answer }).is_err() {
            return Err(Code::Busy.into());
        }
        answered.await.unwrap_or(Err(Code::Busy.into()))
    }
}

impl Drop for Casting {
    /// What is queued is still done: its voters may have gone, their ballots are in the log.
    fn drop(&mut self) {
        self.shared.to_check.close();
        self.shared.to_tell.close();
        let writer = self.threads.pop();
        for thread in self.threads.drain(..) {
            // A thread that failed has been reported by the panic itself.
            let _ = thread.join();
        }
        self.shared.to_write.close();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }
}

/// A credential with a ballot on its way.
struct Flight<'s> {
    shared: &'s Shared,
    key: (String, String),
}

impl<'s> Flight<'s> {
    fn begin(shared: &'s Shared, key: (String, String)) -> Option<Self> {
        let mut flying = shared.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        flying.insert(key.clone()).then_some(Self { shared, key })
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.shared.in_flight.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
