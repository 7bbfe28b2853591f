//! Nominations 自荐、推荐: by the nominees themselves ([`own`]), by the staff ([`entry`], [`review`]), and the list of candidates
//! ([`candidates`], [`public`]).

mod candidates;
mod entry;
mod form;
mod own;
mod public;
mod review;

pub(super) use candidates::{NewLot, NewSeed};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::call::Failure;
use super::super::clock::rfc3339;
use super::super::reply;
use crate::flows::answers::Given;
use crate::flows::nominations::{self, Kept};
use crate::store::nomination::Nomination as Row;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    own::routes(config);
    entry::routes(config);
    review::routes(config);
    candidates::routes(config);
    public::routes(config);
}

/// Which nomination.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfNomination {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The nomination's id.
    nomination: String,
}

/// A nomination without what is personal.
#[derive(Serialize, ToSchema)]
struct Nomination {
    id: String,
    /// As the nominee has it.
    number: String,
    /// `self_nominated`, `owners` or `body`.
    origin: String,
    /// `awaits_consent`, `in_review`, `accepted`, `rejected` or `withdrawn`.
    standing: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// For If-Match, in quotation marks.
    version: i64,
}

impl From<Row> for Nomination {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            number: row.number,
            origin: row.origin,
            standing: row.standing,
            created_at: rfc3339(row.created_at),
            version: row.version,
        }
    }
}

/// How to come back to a nomination. It is shown this once.
#[derive(Serialize, ToSchema)]
struct NominationMade {
    /// The nomination's id.
    id: String,
    /// For people: 8 characters, the last of which shows a slip of the pen. It opens nothing.
    #[schema(example = "K7P4-92XD")]
    number: String,
    /// Opens the nomination, in the header Yepiao-Secret. For the nominee alone.
    #[schema(value_type = String)]
    secret: Zeroizing<String>,
}

impl From<nominations::Made> for NominationMade {
    fn from(made: nominations::Made) -> Self {
        Self { id: made.id, number: made.number.grouped(), secret: made.secret }
    }
}

/// A nomination that was changed.
fn changed(kept: Kept) -> Result<Given, Failure> {
    let version = kept.row.version;
    Ok(reply::versioned(reply::json(200, &Nomination::from(kept.row))?, version))
}
