//! The empty roll to fill in.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::call::{Answer, Call};
use super::super::super::problem::Code;
use crate::election::intake;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(template);
}

/// An empty roll to fill in (`.xlsx`), with the columns, the words of each and a page that explains them.
#[utoipa::path(tag = "imports", responses((status = 200, description = "A workbook", body = Vec<u8>,
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
#[get("/api/v1/roll-template")]
async fn template(call: Call) -> Answer {
    call.looks(|_, _| Ok(())).await?;
    let made = call.computing(intake::template).await?.map_err(|_| call.problem(Code::Internal.into()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"roll.xlsx\""))
        .body(made))
}
