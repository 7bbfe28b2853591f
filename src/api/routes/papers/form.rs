//! Paper ballots for the printer.

use actix_web::post;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::page::At;
use super::super::super::paper_form::{Head, html};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::super::opening::VotersAsked;
use super::super::polls::OfPoll;
use crate::flows::paper;
use crate::flows::roles::Right;
use crate::flows::{access, communities, polls};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(forms);
}

/// The papers of voters as a page for the printer, A4: a label for the envelope, which is cut off, with the serial and whose it is; below
/// it the ballot, on which there is nothing but what is asked and the area. Only papers that were issued and did not come back. For
/// tellers of the poll.
#[utoipa::path(tag = "papers", params(OfPoll), request_body = VotersAsked,
    responses((status = 200, description = "HTML", body = String, content_type = "text/html")))]
#[post("/api/v1/communities/{community}/polls/{poll}/papers/forms")]
async fn forms(call: Call, path: At<OfPoll>, body: Body<VotersAsked>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::HandlePapers)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let (package, forms) = paper::forms(work, &within, &poll, &body.read()?.into())?;
        let community = communities::see(work, &within)?;
        let until = polls::end_in_words(&poll).unwrap_or_default();
        let title = service.titled(&poll.row.title);
        let head = Head { community: &community.name, title: &title, until: &until };
        // No serial is too long for a code.
        Ok(reply::page(&html(&head, &package, &forms).ok_or(Code::Internal)?))
    })
    .await
}
