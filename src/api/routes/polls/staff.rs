//! Tellers and canvassers of one poll.

use actix_web::{delete, get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::OfPoll;
use crate::flows::roles::Right;
use crate::flows::{access, polls};
use crate::store::poll_staff::Serving;

/// Which office of which account.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfOffice {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The account's id.
    account: String,
    /// `teller` or `canvasser`.
    role: String,
}

/// Somebody who serves in a poll.
#[derive(Serialize, ToSchema)]
struct PollServing {
    /// The account's id.
    account: String,
    name: String,
    /// `teller` or `canvasser`.
    role: String,
    /// The account of whoever named them.
    named_by: String,
    #[schema(format = DateTime)]
    named_at: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(serving).service(name).service(dismiss);
}

/// The tellers 监票人、计票人 and canvassers 三长 of a poll. Canvassers do not see it.
#[utoipa::path(tag = "polls", params(OfPoll, PageQuery),
    responses((status = 200, description = "In the order of accounts and offices", body = inline(Page<PollServing>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/staff")]
async fn serving(call: Call, path: At<OfPoll>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeStaff)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let (rows, [account, role]) = (page.rows()?, page.after()?);
        let read = polls::serving(work, &poll, (&account, &role), rows)?;
        let key = |(row, _): &(Serving, String)| [row.account_id.clone(), row.role.clone()];
        let show = |(row, called): (Serving, String)| PollServing {
            account: row.account_id,
            name: called,
            role: row.role,
            named_by: row.named_by,
            named_at: rfc3339(row.named_at),
        };
        reply::json(200, &Page::of(read, rows, key, show))
    })
    .await
}

/// Names a teller or canvasser of the community for a poll. Who stands in it, or works for the property company, is refused. For the
/// chair.
#[utoipa::path(tag = "polls", params(OfOffice), responses((status = 204, description = "Named, or was already")))]
#[put("/api/v1/communities/{community}/polls/{poll}/staff/{account}/roles/{role}")]
async fn name(call: Call, path: At<OfOffice>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::take(work, &within, &path.poll)?;
        polls::name(work, &within, &poll, &path.account, &path.role)?;
        Ok(reply::nothing())
    })
    .await
}

/// Takes the office away again. For the chair.
#[utoipa::path(tag = "polls", params(OfOffice), responses((status = 204, description = "Taken away")))]
#[delete("/api/v1/communities/{community}/polls/{poll}/staff/{account}/roles/{role}")]
async fn dismiss(call: Call, path: At<OfOffice>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Conduct)?;
        let poll = polls::take(work, &within, &path.poll)?;
        polls::dismiss(work, &within, &poll, &path.account, &path.role)?;
        Ok(reply::nothing())
    })
    .await
}
