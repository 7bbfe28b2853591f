//! Using one-time links. The secret stands behind `#` in the link and in the body here, never in a path.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::reply;
use crate::flows::join::{self, Newcomer};
use crate::flows::password::{self, Password};

/// A new account for the role of the link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accept {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
    /// 3 to 40 letters, digits and `. _ -`; upper and lower case are the same.
    #[schema(min_length = 3, max_length = 40)]
    login: String,
    /// For colleagues.
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    /// A mobile number of the mainland. Kept encrypted; whoever looks at it is logged.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 20)]
    phone: Option<Zeroizing<String>>,
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    password: Zeroizing<String>,
}

/// An account that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct Accepted {
    /// Its id.
    account: String,
}

/// A new password for the account of the link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reset {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    password: Zeroizing<String>,
}

/// A link for an account that is signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Join {
    /// What stands behind `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: Zeroizing<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(accept).service(reset).service(join_in);
}

/// Makes an account with the role that the link gives. Sign in afterwards.
#[utoipa::path(tag = "invitations", security(()), request_body = Accept,
    responses((status = 201, description = "The account", body = Accepted)))]
#[post("/api/v1/invitations/accept")]
async fn accept(call: Call, body: Body<Accept>) -> Answer {
    call.attempt()?;
    let Accept { secret, login, name, phone, password } = body.read().map_err(|failure| call.problem(failure))?;
    let password = std::sync::Arc::new(Password::new(password));
    let (asked, typed, wanted) = (secret.clone(), password.clone(), login.clone());
    call.anybody_reads(move |work| Ok(join::check(work, &asked, Some(&wanted), &typed)?)).await?;
    let hash = call.hashing(move |rng| Ok(password::hash(rng, &password)?)).await?;
    let account = call
        .anybody(move |work| {
            let newcomer = Newcomer { login: login.clone(), name: name.clone(), phone: phone.clone() };
            Ok(join::newcomer(work, &secret, newcomer, hash.clone())?)
        })
        .await?;
    let given = reply::json(201, &Accepted { account }).map_err(|failure| call.problem(failure))?;
    Ok(reply::send(given))
}

/// Gives the account of the link a new password. All its sessions end.
#[utoipa::path(tag = "invitations", security(()), request_body = Reset, responses((status = 204, description = "Done")))]
#[post("/api/v1/invitations/reset")]
async fn reset(call: Call, body: Body<Reset>) -> Answer {
    call.attempt()?;
    let Reset { secret, password } = body.read().map_err(|failure| call.problem(failure))?;
    let password = std::sync::Arc::new(Password::new(password));
    let (asked, typed) = (secret.clone(), password.clone());
    call.anybody_reads(move |work| Ok(join::check(work, &asked, None, &typed)?)).await?;
    let hash = call.hashing(move |rng| Ok(password::hash(rng, &password)?)).await?;
    call.anybody(move |work| Ok(join::reset(work, &secret, &hash)?)).await?;
    Ok(reply::send(reply::nothing()))
}

/// Adds the role of the link to the account that is signed in.
#[utoipa::path(tag = "invitations", request_body = Join, responses((status = 204, description = "Done")))]
#[post("/api/v1/invitations/join")]
async fn join_in(call: Call, body: Body<Join>) -> Answer {
    call.attempt()?;
    call.write(&body.clone(), move |work, who| {
        let Join { secret } = body.read()?;
        join::with_account(work, who, &secret)?;
        Ok(reply::nothing())
    })
    .await
}
