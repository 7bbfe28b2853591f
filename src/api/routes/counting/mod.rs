//! Counting: how far it is, what trustees hand in, and everything that proves the result. All of it is public but the links of trustees.

mod files;
mod participants;
mod progress;
mod result;
mod trustee;

pub(super) use files::WITH_HEAD;

use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Which poll.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfCount {
    /// The poll's id.
    poll: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    progress::routes(config);
    files::routes(config);
    result::routes(config);
    participants::routes(config);
    trustee::routes(config);
}
