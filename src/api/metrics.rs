//! Figures for Prometheus. Labels are routes and statuses, never an id, an address or a name.

use std::time::Duration;

use prometheus::{Encoder as _, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

use crate::store::Pool;

/// All figures of a service.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    refusals: IntCounterVec,
    connections: IntGauge,
    idle: IntGauge,
    messages: IntCounterVec,
    waiting: IntGauge,
    overdue: IntGauge,
}

impl Metrics {
    /// New ones. Fails only if two have the same name.
    pub(super) fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests =
            IntCounterVec::new(Opts::new("yepiao_requests_total", "Requests answered."), &["method", "route", "status"])?;
        let buckets = vec![0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let seconds = HistogramVec::new(
            HistogramOpts::new("yepiao_request_seconds", "Time until the answer was made.").buckets(buckets),
            &["method", "route"],
        )?;
        let refusals = IntCounterVec::new(Opts::new("yepiao_refusals_total", "Problems answered, by code."), &["code"])?;
        let connections = IntGauge::new("yepiao_database_connections", "Open connections to the database.")?;
        let idle = IntGauge::new("yepiao_database_connections_idle", "Those of them that are free.")?;
        let messages =
            IntCounterVec::new(Opts::new("yepiao_messages_total", "Attempts to send a message."), &["template", "outcome"])?;
        let waiting = IntGauge::new("yepiao_messages_waiting", "Messages that are not sent yet.")?;
        let overdue =
            IntGauge::new("yepiao_messages_overdue_seconds", "For how long the message that is due for the longest has been.")?;
        registry.register(Box::new(messages.clone()))?;
        registry.register(Box::new(waiting.clone()))?;
        registry.register(Box::new(overdue.clone()))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(refusals.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        registry.register(Box::new(idle.clone()))?;
        Ok(Self { registry, requests, seconds, refusals, connections, idle, messages, waiting, overdue })
    }

    /// A request was answered.
    pub(super) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[method, route, &status.to_string()]).inc();
        self.seconds.with_label_values(&[method, route]).observe(took.as_secs_f64());
    }

    /// A problem was answered.
    pub(super) fn refused(&self, code: &str) {
        self.refusals.with_label_values(&[code]).inc();
    }

    /// A message was handed to the gateway, or was not.
    pub(super) fn message(&self, template: &str, outcome: &str) {
        self.messages.with_label_values(&[template, outcome]).inc();
    }

    /// How many messages wait, and how long the one that is due for the longest has been, milliseconds.
    pub(super) fn backlog(&self, (waiting, overdue): (i64, i64)) {
        self.waiting.set(waiting);
        self.overdue.set(overdue.div_euclid(1000));
    }

    /// The text that Prometheus reads.
    pub(super) fn text(&self, pool: &Pool) -> String {
        let (connections, idle) = pool.count();
        self.connections.set(connections.into());
        self.idle.set(idle.into());
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        if encoded.is_err() {
            return String::new();
        }
        String::from_utf8(text).unwrap_or_default()
    }
}
