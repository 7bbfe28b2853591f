//! What the staff records of nominations on paper.

use actix_web::post;
use actix_web::web::Payload;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::super::super::reply;
use super::super::claims::Unit;
use super::super::polls::OfPoll;
use super::form::NominationForm;
use super::{NominationMade, OfNomination, changed};
use crate::election::poll::nomination::Origin;
use crate::flows::files::Kind;
use crate::flows::nominations::{self, Entry};
use crate::flows::roles::Right;
use crate::flows::{access, polls};

/// How a nomination came about.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum NominationOrigin {
    /// 自荐 on paper: whoever records it saw the nominee and a document.
    SelfNominated {},
    /// 业主推荐.
    Owners {
        /// Numbers of the voters on the published roll, ascending.
        #[schema(max_items = 1000)]
        voters: Vec<u32>,
    },
    /// 居委会、街道推荐.
    Body {
        /// Which.
        #[schema(min_length = 1, max_length = 60)]
        name: String,
    },
}

impl From<NominationOrigin> for Origin {
    fn from(origin: NominationOrigin) -> Self {
        match origin {
            NominationOrigin::SelfNominated {} => Self::SelfNominated,
            NominationOrigin::Owners { voters } => Self::Owners { voters },
            NominationOrigin::Body { name } => Self::Body { name },
        }
    }
}

/// A form on paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNomination {
    origin: NominationOrigin,
    unit: Unit,
    /// As on the roll.
    #[schema(value_type = String, min_length = 1, max_length = 60)]
    name: Zeroizing<String>,
    /// To tell apart who has the same name in the unit. Not kept.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40)]
    id_number: Option<Zeroizing<String>>,
    /// Missing: as on the roll.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 20)]
    phone: Option<Zeroizing<String>>,
    form: NominationForm,
}

/// A document was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DocumentSeen {
    /// Of a recommendation that awaits the nominee's consent: the form as the nominee signed it.
    #[serde(default)]
    form: Option<NominationForm>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(record).service(identify).service(record_photo).service(record_withdrawal);
}

/// Records a nomination on paper. One by others awaits the nominee's consent: the secret is for the nominee. For the preparatory group.
#[utoipa::path(tag = "nominations", params(OfPoll), request_body = NewNomination,
    responses((status = 201, description = "How the nominee comes back to it", body = NominationMade)))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations")]
async fn record(call: Call, path: At<OfPoll>, body: Body<NewNomination>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReviewNominations)?;
        polls::load(work, &within, &path.poll)?;
        let NewNomination { origin, unit, name, id_number, phone, form } = body.read()?;
        let entry = Entry { unit: unit.into(), name, id_number, phone, origin: origin.into(), told: form.into() };
        let made = nominations::record(work, &within, &path.poll, &entry)?;
        reply::json(201, &NominationMade::from(made))
    })
    .await
}

/// Says that one more person of the staff saw the nominee and a document: two are needed where there was no code.
#[utoipa::path(tag = "nominations",
    params(OfNomination, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body = DocumentSeen,
    responses((status = 200, description = "Noted", body = super::Nomination, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/identify")]
async fn identify(call: Call, path: At<OfNomination>, body: Body<DocumentSeen>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReviewNominations)?;
        polls::load(work, &within, &path.poll)?;
        let (version, told) = (version?, body.read()?.form.map(Into::into));
        changed(nominations::identify(work, &within, &path.poll, (&path.nomination, version), told.as_ref())?)
    })
    .await
}

/// The photo of a nomination on paper (JPEG, PNG, WebP): the body is the file, of at most 10 MiB.
#[utoipa::path(tag = "nominations",
    params(OfNomination, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The photo"),
    responses((status = 200, description = "Changed", body = super::Nomination, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/photo")]
async fn record_photo(call: Call, path: At<OfNomination>, payload: Payload) -> Answer {
    let (place, version) = (path.clone(), call.version());
    let version = call
        .looks(move |work, who| {
            let within = access::enter(work, who, &place.community, Right::ReviewNominations)?;
            let version = version?;
            nominations::unchanged(work, &within, &place.poll, (&place.nomination, version))?;
            Ok(version)
        })
        .await?;
    let clean = call.receive(payload, Kind::Nomination).await?;
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReviewNominations)?;
        changed(nominations::replace_photo(work, &within, &path.poll, (&path.nomination, version), &clean)?)
    })
    .await
}

/// Records that somebody withdrew on paper who nominated on paper.
#[utoipa::path(tag = "nominations",
    params(OfNomination, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    responses((status = 200, description = "Withdrawn", body = super::Nomination, headers(("ETag" = String)))))]
#[post("/api/v1/communities/{community}/polls/{poll}/nominations/{nomination}/withdraw")]
async fn record_withdrawal(call: Call, path: At<OfNomination>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::ReviewNominations)?;
        polls::load(work, &within, &path.poll)?;
        changed(nominations::withdraw_for(work, &within, &path.poll, (&path.nomination, version?))?)
    })
    .await
}
