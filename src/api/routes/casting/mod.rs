//! Voting: sessions, ballots, receipts; slips that were sent; the public log; turnout. What is for voters needs no account: a session
//! begins with the proof that somebody has the slip's credential, and a ballot comes with the token that the session gave.

mod ballots;
mod log;
mod official;
mod remote;
mod sessions;
mod turnout;
mod void;
mod witness;

use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Which poll.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct InPoll {
    /// The poll's id.
    poll: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    sessions::routes(config);
    ballots::routes(config);
    log::routes(config);
    turnout::routes(config);
    void::routes(config);
    witness::routes(config);
    remote::routes(config);
    official::routes(config);
}
