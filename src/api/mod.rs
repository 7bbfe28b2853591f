//! The REST service: the only floor that knows HTTP and the OpenAPI document. Nothing is decided here: a handler takes a request
//! apart, calls a flow, and puts together the answer.
//!
//! Where to find what: [`service`] is set up and started; [`edge`] stands around every request; [`call`] is one request at work,
//! with its transaction; [`casting`] takes ballots; [`counting`] goes on with counts and has the files of records; [`gateway`] carries
//! messages to phones; [`pages`] is what browsers open; [`problem`] has the table of everything
//! that can be refused; [`routes`] has one file for each resource; [`schedule`] does what nobody asks for.

mod body;
mod call;
mod cast_token;
mod casting;
mod clock;
mod counting;
mod document;
mod edge;
mod gateway;
mod limits;
mod metrics;
mod page;
mod pages;
mod paper_form;
mod paper_sheet;
mod part;
mod picture;
mod problem;
mod qr;
mod reply;
mod routes;
mod schedule;
mod service;
mod sheet;
mod stream;
mod token;

pub use clock::Time;
pub use document::yaml as openapi;
pub use gateway::{Sms, Way};
pub use limits::Rates;
pub use service::{Keys, Running, Service, Settings, StartFault};
