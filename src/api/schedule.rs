//! What the service does by itself: once a second it looks for what is due, by the same clock as every request.

use std::time::Duration;

use actix_web::web;
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use zeroize::Zeroizing;

use super::problem;
use super::service::Service;
use crate::flows::opening::schedule::{self, Timer};
use crate::flows::{Error, Fault, Work};
use crate::store;

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// Looks for what is due until the service stops.
pub(super) async fn watch(service: web::Data<Service>) {
    loop {
        actix_web::rt::time::sleep(PAUSE).await;
        let inner = service.clone();
        if web::block(move || look(&inner)).await.is_err() {
            return;
        }
    }
}

/// One look. What fails is logged, and tried again at the next look.
fn look(service: &Service) {
    let due = match once(service, false, schedule::due) {
        Ok(due) => due,
        Err(error) => return tracing::error!(%error, "what is due cannot be read"),
    };
    for timer in due {
        done(service, &timer);
    }
}

fn done(service: &Service, timer: &Timer) {
    let (poll, action) = (&timer.poll_id, &timer.action);
    match once(service, true, |work| schedule::run(work, timer)) {
        Ok(true) => tracing::info!(%poll, %action, "done in time"),
        Ok(false) => {}
        Err(Error::Refused(refusal)) => {
            let code = problem::refusal_code(refusal);
            tracing::warn!(%poll, %action, code, "refused at its time");
            if let Err(error) = once(service, true, |work| schedule::refused(work, timer, code)) {
                tracing::error!(%poll, %action, %error, "a refusal cannot be noted");
            }
        }
        Err(error) => tracing::error!(%poll, %action, %error, "not done in time"),
    }
}

/// In a transaction of its own.
fn once<T>(service: &Service, writes: bool, work: impl FnOnce(&mut Work<'_>) -> Result<T, Error>) -> Result<T, Error> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice()).map_err(|_| Fault::Impossible("the system gives no random numbers"))?;
    let mut rng = ChaCha20Rng::from_seed(*seed);
    service.pool().with(|connection| {
        let within = |conn: &mut store::Connection| work(&mut service.with(conn, service.now(), &mut rng));
        if writes { store::write(connection, within) } else { store::read(connection, within) }
    })
}
