//! 资格审查. Whoever looks at a nomination is logged.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::super::polls::OfPoll;
use super::form::FormTold;
use super::{Nomination, OfNomination, changed};
use crate::election::poll::nomination::review::{Review, Verdict};
use crate::election::poll::role::Role as Office;
use crate::flows::nominations::{self, Content};
use crate::flows::roles::Right;
use crate::flows::{access, polls};

/// Which photo of which nomination.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfPhoto {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The nomination's id.
    nomination: String,
    /// The photo's id.
    photo: String,
}

/// What a reviewer found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReview {
    /// `accept` or `reject`.
    verdict: NewVerdict,
    /// Of a rejection: `not_an_owner`, `no_full_capacity`, `serves_property_company`, `owes_property_fee`, `owes_maintenance_fund`,
    /// `illegal_building`, `dishonest_or_convicted`, `untrue_statement`, `conflict_of_office`, `objection_upheld` or `local_rule`.
    #[serde(default)]
    #[schema(max_items = 11)]
    reasons: Vec<String>,
    /// What was found; needed for the last three but one, and `local_rule`.
    #[serde(default)]
    #[schema(max_length = 1000)]
    note: String,
}

/// One of two.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NewVerdict {
    Accept,
    Reject,
}

/// A review.
#[derive(Serialize, ToSchema)]
struct ReviewMade {
    /// The reviewer's account.
    by: String,
    #[schema(format = DateTime)]
    at: String,
    accepts: bool,
    /// Of a rejection.
    #[schema(value_type = Vec<String>)]
    reasons: Vec<crate::election::poll::nomination::review::Reason>,
    note: String,
}

impl From<&Review> for ReviewMade {
    fn from(made: &Review) -> Self {
        let reasons = match &made.verdict {
            Verdict::Accept => Vec::new(),
            Verdict::Reject(reasons) => reasons.clone(),
        };
        Self {
            by: made.by.0.clone(),
            at: rfc3339(made.at),
            accepts: made.verdict == Verdict::Accept,
            reasons,
            note: made.note.clone(),
        }
    }
}

/// A photo that was kept.
#[derive(Serialize, ToSchema)]
struct PhotoKept {
    id: String,
    /// SHA-256.
    digest: String,
}

/// What is personal of a nomination.
#[derive(Serialize, ToSchema)]
struct Nominee {
    form: FormTold,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false)]
    phone: Option<Zeroizing<String>>,
    /// By a code to the roll's phone.
    identified_by_code: bool,
    /// Accounts of those who saw a document.
    identified_by: Vec<String>,
    reviews: Vec<ReviewMade>,
}

impl From<Content> for Nominee {
    fn from(content: Content) -> Self {
        Self {
            form: content.nomination.form().into(),
            phone: content.phone,
            identified_by_code: content.identified.by_code,
            identified_by: content.identified.by_document,
            reviews: content.nomination.reviews().iter().map(ReviewMade::from).collect(),
        }
    }
}

/// Everything about a nomination.
#[derive(Serialize, ToSchema)]
struct NominationLookedAt {
    nomination: Nomination,
    /// Missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    nominee: Option<Nominee>,
    photos: Vec<PhotoKept>,
    /// Roles that the nominee has to leave, found by the phone.
    #[schema(value_type = Vec<String>)]
    offices: Vec<Office>,
    /// Roles of members of the staff with the same name: look whether it is the same person.
    same_name: Vec<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(look).service(look_at_photo).service(review).service(reopen);
}

/// The nominations of a poll, without what is personal. For the preparatory group and the supervisor.
#[utoipa::path(tag = "nominations", params(OfPoll, PageQuery),
    responses((status = 200, description = "In the order in which they came", body = inline(Page<Nomination>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/nominations")]
async fn list(call: Call, path: At<OfPoll>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeNominations)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = nominations::page(work, &within, &path.poll, &after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], Nomination::from))
    })
    .await
}

/// Shows everything about a nomination. Who looked stands in the audit log.
#[utoipa::path(tag = "nominations", params(OfNomination),
    responses((status = 200, description = "All of it", body = NominationLookedAt, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/look")]
async fn look(call: Call, path: At<OfNomination>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeNominations)?;
        let looked = nominations::look(work, &within, &path.poll, &path.nomination)?;
        let version = looked.kept.row.version;
        let photos = looked.photos.into_iter().map(|file| PhotoKept { id: file.id, digest: file.digest });
        let shown = NominationLookedAt {
            nomination: looked.kept.row.into(),
            nominee: looked.kept.content.map(Nominee::from),
            photos: photos.collect(),
            offices: looked.offices,
            same_name: looked.same_name,
        };
        Ok(reply::versioned(reply::json(200, &shown)?, version))
    })
    .await
}

/// A nominee's photo. Who looked stands in the audit log.
#[utoipa::path(tag = "nominations", params(OfPhoto),
    responses((status = 200, description = "The photo", body = Vec<u8>, content_type = "image/jpeg",
        headers(("Content-Disposition" = String)))))]
#[get("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/photos/{photo}")]
async fn look_at_photo(call: Call, path: At<OfPhoto>) -> Answer {
    let (row, bytes) = call
        .somebody(move |work, who| {
            let within = access::enter(work, who, &path.community, Right::SeeNominations)?;
            Ok(nominations::look_at_photo(work, &within, &path.poll, (&path.nomination, &path.photo))?)
        })
        .await?;
    Ok(reply::file(&row.media, &row.id, &bytes))
}

/// Adds a review: two of one mind decide, and a third if two differ. For the preparatory group; nobody who stands or recommended.
#[utoipa::path(tag = "nominations",
    params(OfNomination, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body = NewReview,
    responses((status = 200, description = "Added", body = Nomination, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/reviews")]
async fn review(call: Call, path: At<OfNomination>, body: Body<NewReview>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReviewNominations)?;
        polls::load(work, &within, &path.poll)?;
        let (version, NewReview { verdict, reasons, note }) = (version?, body.read()?);
        let found = (verdict == NewVerdict::Accept, reasons.as_slice(), note.as_str());
        changed(nominations::review(work, &within, &path.poll, (&path.nomination, version), found)?)
    })
    .await
}

/// Sets the reviews of a nomination aside, after an objection or when something new came to light.
#[utoipa::path(tag = "nominations",
    params(OfNomination, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    responses((status = 200, description = "To be reviewed again", body = Nomination, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/reopen")]
async fn reopen(call: Call, path: At<OfNomination>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReviewNominations)?;
        polls::load(work, &within, &path.poll)?;
        changed(nominations::reopen(work, &within, &path.poll, (&path.nomination, version?))?)
    })
    .await
}
