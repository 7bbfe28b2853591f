//! What the threads do.

use std::time::Duration;

use super::super::call::{Failure, in_transaction, random};
use super::super::problem::Code;
use super::{Job, Shared};
use crate::election::ballot::check::check_listed;
use crate::election::ballot::hints::{Hinted, check_batch};
use crate::election::ballot::{BallotFault, Checked};
use crate::flows::casting::cast::{self, Incoming};
use crate::flows::{Error, Refusal};

/// Ballots that are checked together: more gain little and let the first wait.
const BATCH: usize = 32;
/// Ballots in one transaction.
const COMMIT: usize = 256;
/// Voters who are told in one transaction.
const TELL: i64 = 256;
/// How long they may wait for that, so that many are told together and the database is for the ballots.
const TOGETHER: Duration = Duration::from_millis(250);

fn same_poll(a: &Job, b: &Job) -> bool {
    a.ready.poll() == b.ready.poll()
}

/// Whoever asked may have gone; the ballot goes on without them.
fn answer(job: Job, what: Result<String, Failure>) {
    let _ = job.answer.send(what);
}

/// Answers all alike.
fn answer_all(jobs: Vec<Job>, what: impl Fn() -> Failure) {
    for job in jobs {
        answer(job, Err(what()));
    }
}

/// Checks what is queued, until the queue is closed.
pub(super) fn check(shared: &Shared) {
    while let Some(jobs) = shared.to_check.take(BATCH, same_poll) {
        let jobs = looked_up(shared, jobs);
        let (hinted, compact): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| job.hints.is_some());
        for (job, verdict) in judged(shared, hinted).into_iter().chain(compact.into_iter().map(judged_alone)) {
            match verdict {
                Err(fault) => {
                    tracing::debug!(%fault, "a ballot was refused");
                    answer(job, Err(Refusal::BallotFalse.into()));
                }
                // The queue is as long as everything that can be on its way.
                Ok(_) => {
                    if let Err(job) = shared.to_write.push(job) {
                        answer(job, Err(Code::Busy.into()));
                    }
                }
            }
        }
    }
}

/// Sends those away of which it can be said without looking at their proofs.
fn looked_up(shared: &Shared, jobs: Vec<Job>) -> Vec<Job> {
    let Some(ready) = jobs.first().map(|job| job.ready.clone()) else { return jobs };
    let batch: Vec<&Incoming> = jobs.iter().map(|job| &job.incoming).collect();
    let found = in_transaction(&shared.service, false, |work| Ok(cast::look(work, &ready, &batch)?));
    let found = match found {
        Ok(found) => found,
        Err(failure) => {
            failed(jobs, failure);
            return Vec::new();
        }
    };
    let mut left = Vec::new();
    for (job, known) in jobs.into_iter().zip(found) {
        match known {
            Ok(None) => left.push(job),
            Ok(Some(leaf)) => {
                let receipt = cast::receipt(&job.ready, leaf).map(|note| note.to_string());
                answer(job, receipt.map_err(Failure::from));
            }
            Err(refusal) => answer(job, Err(refusal.into())),
        }
    }
    left
}

/// Ballots with hints, together.
fn judged(shared: &Shared, jobs: Vec<Job>) -> Vec<(Job, Result<Checked, BallotFault>)> {
    let Some(ready) = jobs.first().map(|job| job.ready.clone()) else { return Vec::new() };
    let Ok(mut rng) = random() else {
        answer_all(jobs, || Code::Busy.into());
        return Vec::new();
    };
    let batch: Vec<Hinted<'_>> = jobs
        .iter()
        .map(|job| Hinted { ballot: job.incoming.ballot.as_bytes(), hints: job.hints.as_deref().unwrap_or_default() })
        .collect();
    let verdicts = check_batch(&ready.opened.election, &ready.opened.area, &batch, &mut rng);
    let mut judged = Vec::new();
    for (job, verdict) in jobs.into_iter().zip(verdicts) {
        if verdict.hints.is_err() {
            shared.lanes.slow_down((ready.poll().to_owned(), job.incoming.credential.to_string()));
        }
        judged.push((job, verdict.ballot));
    }
    judged
}

fn judged_alone(job: Job) -> (Job, Result<Checked, BallotFault>) {
    let verdict = check_listed(&job.ready.opened.election, &job.ready.opened.area, job.incoming.ballot.as_bytes());
    (job, verdict)
}

/// Writes what passed, until the queue is closed.
pub(super) fn write(shared: &Shared) {
    while let Some(jobs) = shared.to_write.take(COMMIT, same_poll) {
        let Some(ready) = jobs.first().map(|job| job.ready.clone()) else { continue };
        let batch: Vec<&Incoming> = jobs.iter().map(|job| &job.incoming).collect();
        match in_transaction(&shared.service, true, |work| Ok(cast::commit(work, &ready, &batch)?)) {
            Ok(done) => {
                for (job, leaf) in jobs.into_iter().zip(done) {
                    let receipt = leaf.map_err(Failure::from).and_then(|leaf| Ok(cast::receipt(&ready, leaf)?.to_string()));
                    answer(job, receipt);
                }
            }
            Err(failure) => failed(jobs, failure),
        }
        // Where it is full, it is known that there is something.
        let _ = shared.to_tell.push(());
    }
}

/// Nothing of these stands; whoever asks again loses nothing.
fn failed(jobs: Vec<Job>, failure: Failure) {
    match failure {
        Failure::Flow(Error::Refused(refusal)) => answer_all(jobs, || refusal.into()),
        Failure::Flow(Error::Broken(fault)) => {
            tracing::error!(%fault, ballots = jobs.len(), "ballots could not be taken");
            answer_all(jobs, || Code::Busy.into());
        }
        _ => answer_all(jobs, || Code::Busy.into()),
    }
}

/// Tells voters that their ballots are there, until the queue is closed. First of all those of whom a service that was killed knew.
pub(super) fn tell(shared: &Shared) {
    let _ = shared.to_tell.push(());
    while shared.to_tell.take(1, |(), ()| true).is_some() {
        std::thread::sleep(TOGETHER);
        loop {
            match in_transaction(&shared.service, true, |work| Ok(cast::tell(work, TELL)?)) {
                Ok(told) if u64::try_from(told).ok() >= u64::try_from(TELL).ok() => {}
                Ok(_) => break,
                Err(Failure::Flow(Error::Broken(fault))) => {
                    tracing::error!(%fault, "voters could not be told");
                    break;
                }
                Err(_) => break,
            }
        }
    }
}
