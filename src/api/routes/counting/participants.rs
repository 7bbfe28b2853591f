//! Who took part 参加名单, while the result hangs out.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page};
use super::super::super::reply;
use super::super::polls::{VotersAsked, VotersQuery};
use super::super::rolls::{RollVoter, Weights};
use super::OfCount;
use crate::flows::casting::participants;
use crate::flows::polls;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Who took part, never what anybody chose.
#[derive(Serialize, ToSchema)]
#[schema(as = Participants)]
struct Shown {
    /// When the result was published.
    #[schema(format = DateTime)]
    published_at: String,
    /// Until when objections to it are taken; the list is not shown any more once the result is final.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    until: Option<String>,
    /// All of them together, and their area in 0.01 m²; as the certificate has it.
    took_part: Weights,
    /// In the order of the roll.
    voters: Page<RollVoter>,
}

/// Who took part, while the result hangs out: room, area, masked name. Whoever is on the list and did not vote objects. `410` once the result
/// is final.
#[utoipa::path(tag = "counting", security(()), params(OfCount, VotersQuery),
    responses((status = 200, description = "One page", body = Shown, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/participants")]
async fn list(call: Call, path: At<OfCount>, asked: Asked<VotersQuery>) -> Answer {
    call.visit(move |work| {
        let VotersAsked { rows, after, unit } = asked.read()?;
        let found = participants::participants(work, &path.poll)?;
        let read = polls::page_of_voters(found.voters, unit.as_ref(), after, usize::try_from(rows).unwrap_or(0));
        let shown = Shown {
            published_at: rfc3339(found.published_at),
            until: found.until.map(rfc3339),
            took_part: found.took_part.into(),
            voters: Page::of(read, rows, |voter| [voter.number.to_string()], RollVoter::from),
        };
        // It hangs for some days, as the roll did; a search engine would keep it for ever.
        let given = reply::with(reply::json(200, &shown)?, "X-Robots-Tag", "noindex, nofollow, noarchive".into());
        Ok(reply::for_a_minute(given))
    })
    .await
}
