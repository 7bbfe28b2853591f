//! Once a second: what is due in counting, step by step.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::web;

use super::super::call::{Failure, in_transaction};
use super::super::service::Service;
use super::records::{Made, failed, fresh};
use crate::flows::Error;
use crate::flows::counting::{self, Due, Edition, Step};

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// What failed is tried again so much later: it may take minutes each time.
const AGAIN: Duration = Duration::from_secs(60);

/// Does what is due until the service stops.
pub(in super::super) async fn watch(service: web::Data<Service>) {
    let mut later = HashMap::new();
    loop {
        actix_web::rt::time::sleep(PAUSE).await;
        let inner = service.clone();
        match web::block(move || look(&inner, later)).await {
            Ok(left) => later = left,
            Err(_) => return,
        }
    }
}

/// One look. What fails is logged, and tried again later.
fn look(service: &Service, mut later: HashMap<String, Instant>) -> HashMap<String, Instant> {
    later.retain(|_, at| *at > Instant::now());
    let due = match in_transaction(service, false, |work| Ok(counting::due(work)?)) {
        Ok(due) => due,
        Err(failure) => {
            tracing::error!(?failure, "what is to be counted cannot be read");
            return later;
        }
    };
    for due in due.into_iter().filter(|due| !later.contains_key(&due.poll)).collect::<Vec<_>>() {
        let (poll, step) = (&due.poll, due.step);
        match done(service, &due) {
            Ok(true) => tracing::info!(%poll, ?step, "counting went on"),
            Ok(false) => {}
            Err(failure) => {
                tracing::error!(%poll, ?step, ?failure, "counting did not go on");
                later.extend(Instant::now().checked_add(AGAIN).map(|at| (poll.clone(), at)));
            }
        }
    }
    later
}

/// A step; whether it was done here.
fn done(service: &Service, due: &Due) -> Result<bool, Failure> {
    let poll = due.poll.as_str();
    match due.step {
        Step::Begin => once(in_transaction(service, true, |work| Ok(counting::begin(work, poll)?))),
        Step::Tally => {
            let Some(tally) = in_transaction(service, false, |work| Ok(counting::tally(work, poll)?))? else { return Ok(false) };
            once(in_transaction(service, true, |work| Ok(counting::keep_tally(work, poll, &tally)?)))
        }
        Step::Open => {
            let opened = in_transaction(service, false, |work| Ok(counting::open(work, poll, fresh()?)?))?;
            let Some(opened) = opened else { return Ok(false) };
            let kept = once(in_transaction(service, true, |work| Ok(counting::keep_opened(work, poll, &opened)?)))?;
            if kept {
                service.records().keep(poll, Made::new(Edition::Counted, opened.files).map_err(failed)?);
            }
            Ok(kept)
        }
    }
}

/// Another instance may have done it at the same moment.
fn once(done: Result<bool, Failure>) -> Result<bool, Failure> {
    match done {
        Err(Failure::Flow(error)) if taken(&error) => Ok(false),
        done => done,
    }
}

const fn taken(error: &Error) -> bool {
    use crate::flows::Fault;
    use crate::store::StoreError;
    matches!(error, Error::Broken(Fault::Store(StoreError::Taken)))
}
