//! Delivers what is due, beside the requests. Each thread takes one message, hands it over without holding a connection, notes what
//! came of it, and takes the next: so whoever waits for a code waits for one message at most, however many notices are due.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::web;

use super::super::service::Service;
use super::{Gateway, Said};
use crate::election::poll::message::delivery::Event;
use crate::flows::messages::{self, Outgoing, Taken};
use crate::flows::{Error, Fault};
use crate::store;

/// Threads: one that waits for a slow gateway does not keep the other.
const THREADS: usize = 2;
/// How often they look whether anything is due.
const PAUSE: Duration = Duration::from_millis(500);
/// Messages between two looks at what waits, has lain too long or was abandoned.
const RUN: usize = 32;
/// How long each rests after a message that can wait. While many vote the database is for the ballots, and hardly any carrier takes more
/// than a hundred a second; a code that comes meanwhile waits for no longer than this.
const BREATH: Duration = Duration::from_millis(20);
/// How long they rest after a fault.
const REST: Duration = Duration::from_secs(10);

/// Tells threads to stop.
#[derive(Default)]
struct Stop {
    stopped: Mutex<bool>,
    told: Condvar,
}

impl Stop {
    /// Waits so long, or until it is time to stop. Whether it is.
    fn wait(&self, pause: Duration) -> bool {
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.told.wait_timeout_while(stopped, pause, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn stop(&self) {
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.told.notify_all();
    }
}

/// Threads that deliver. They end when they are told to.
pub(in super::super) struct Couriers {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
}

impl Couriers {
    /// Begins to deliver.
    pub(in super::super) fn start(service: &web::Data<Service>) -> std::io::Result<Self> {
        let mut couriers = Self { stop: Arc::default(), threads: Vec::new() };
        for _ in 0..THREADS {
            let (service, stop) = (service.clone(), couriers.stop.clone());
            let thread = std::thread::Builder::new().name("courier".into()).spawn(move || deliver(&service, &stop));
            match thread {
                Ok(thread) => couriers.threads.push(thread),
                Err(error) => {
                    couriers.stop();
                    return Err(error);
                }
            }
        }
        Ok(couriers)
    }

    /// Lets each finish the message that it has in its hands, and waits for that.
    pub(in super::super) fn stop(self) {
        self.stop.stop();
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a courier's thread failed");
            }
        }
    }
}

fn deliver(service: &Service, stop: &Stop) {
    let mut pause = PAUSE;
    while !stop.wait(pause) {
        pause = match round(service, stop) {
            Ok(()) => PAUSE,
            Err(fault) => {
                tracing::error!(%fault, "messages cannot be delivered");
                REST
            }
        };
    }
}

/// Delivers everything that is due.
fn round(service: &Service, stop: &Stop) -> Result<(), Error> {
    while !stop.wait(Duration::ZERO) {
        let (pending, backlog) = service.pool().with(|conn| {
            store::read(conn, |conn| {
                let now = service.now();
                Ok::<_, Error>((messages::pending(conn, now)?, messages::backlog(conn, now)?))
            })
        })?;
        service.metrics().backlog(backlog);
        if !pending {
            return Ok(());
        }
        service.transact(messages::sweep)?;
        let Some(gateway) = service.post().gateway.as_deref() else { return Ok(()) };
        if !run(service, gateway, stop)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Delivers some messages, one after another; whether there may be more. What came of one is noted together with taking the next: while
/// many vote, the database is for the ballots.
fn run(service: &Service, gateway: &dyn Gateway, stop: &Stop) -> Result<bool, Error> {
    let mut before: Option<(Outgoing, Event)> = None;
    for at in 0..=RUN {
        let breath = if before.as_ref().is_some_and(|(message, _)| !message.urgent) { BREATH } else { Duration::ZERO };
        let last = stop.wait(breath) || at == RUN;
        let next = service.transact(|work| {
            if let Some((message, event)) = &before {
                messages::settle(work, &message.id, &message.attempt, *event)?;
            }
            if last { Ok(Taken::Nothing) } else { messages::take(work) }
        })?;
        match next {
            Taken::Nothing => return Ok(last),
            Taken::Unreadable(fault) => return Err(Fault::from(fault).into()),
            Taken::Message(message) => {
                let said = service.post().hand_over(gateway, &message, service.now());
                service.metrics().message(message.kind.word(), said.word());
                let event = match said {
                    Said::Taken => Event::Taken,
                    Said::Refused => Event::Refused,
                    Said::Unreachable => Event::Unreachable,
                };
                before = Some((message, event));
            }
        }
    }
    Ok(true)
}
